using System.Text;
using System.Text.Json;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// What was read of a site's export, before anything of it is stored: each line is judged alone and by what stands before it, what is sound
/// lies in a file beside it, and of that only ids are in memory. What can't be read is left out whole, and so is what names it.
/// </summary>
internal sealed class SiteFile(
    FileStream kept, IReadOnlyDictionary<string, SiteKind> kinds, SiteJudge judge, DateTimeOffset now, Action<int, string, string> reject)
{
    /// <summary>Bytes; far more than the longest text, and short enough to be held.</summary>
    public const int LongestLine = 16 << 20;

    private const int Version = 1;
    private const int HeadLength = 8;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly byte[] Preamble = Encoding.UTF8.GetPreamble();

    private readonly BufferedStream writes = new(kept, 1 << 18);
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);

    /// <summary>Decisions that name another, which may stand behind them.</summary>
    private readonly List<long> followers = [];
    private SiteKind? kind;
    private string lastKey = "";
    private long length, commentsAt = -1, commentsEnd = -1;
    private int number;

    public string Name { get; private set; } = "";
    public string TimeZone { get; private set; } = "";
    public string Language { get; private set; } = "";
    public int Rejected { get; private set; }

    /// <exception cref="SetupException">It isn't whole, or no export of a site that can be read here.</exception>
    public void Read(Stream from)
    {
        var (count, said) = (0, -1L);
        foreach (var line in Lines(from))
        {
            number++;
            if (line is { Length: 0 }) continue;
            if (said >= 0) throw Refused("goes on behind its end");
            if (count == 0) Begin(line);
            else if (line is null) Reject($"It is longer than {LongestLine >> 20} MiB.", "");
            else if (Take(line) is { } end) said = end;
            if (said < 0) count++;
        }
        if (count == 0) throw Refused("is empty");
        if (said < 0) throw Refused("breaks off: it has no end");
        if (said != count) throw Refused($"isn't whole: it should have {said} lines before its end, and has {count}");
        Settle();
        writes.Flush();
        if (judge.SettleDecisions(Reject)) while (LeavesOut()) { }
    }

    // Decisions stand behind all that can name a comment: what was sound when it was read may name one that was left out since.
    private bool LeavesOut()
    {
        var isAny = false;
        for (var at = commentsEnd; at < length;)
        {
            var bytes = At(at, out var line);
            at += HeadLength + bytes.Length;
            if (judge.Dropped.Contains(line)) continue;
            var record = Of(bytes);
            try
            {
                judge.Refer(record.Kind, record.Values);
            }
            catch (FormatException error)
            {
                isAny = true;
                judge.Drop(record.Kind, record.Values, line);
                Reject(line, error.Message, Encoding.UTF8.GetString(bytes));
            }
        }
        return isAny;
    }

    private static SetupException Refused(string what) => new($"This export {what}. Nothing was changed.");

    // Null: too long to be held. Without what ends it; one that nothing ends is told like any other, since its file has no end either.
    private static IEnumerable<byte[]?> Lines(Stream from)
    {
        var (buffer, line, isLong) = (new byte[1 << 16], new MemoryStream(), false);
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            for (var at = 0; at < read;)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', at, read - at);
                var part = (end < 0 ? read : end) - at;
                isLong |= line.Length + part > LongestLine;
                if (!isLong) line.Write(buffer, at, part);
                at += part + 1;
                if (end < 0) break;
                yield return isLong ? null : line.ToArray();
                (line, isLong) = (line.Capacity > 1 << 20 ? new MemoryStream() : line, false);
                line.SetLength(0);
            }
        }
        if (isLong || line.Length > 0) yield return isLong ? null : line.ToArray();
    }

    private void Begin(byte[]? line)
    {
        try
        {
            using var head = JsonDocument.Parse(line is null ? default
                : line.AsMemory(line.AsSpan().StartsWith(Preamble) ? Preamble.Length : 0), Strict);
            var root = head.RootElement;
            if (root.GetProperty("line").GetString() != "head" || root.GetProperty("format").GetString() != "parley")
                throw Refused("is none of a site: it doesn't begin with its head");
            if (root.GetProperty("version").GetInt32() is var version && version != Version)
                throw Refused($"is of version {version}, and this program reads version {Version}. Use a newer one");
            Name = SiteJudge.NameOf(root.GetProperty("name").GetString()) ?? throw Refused("has a name that no site can have");
            TimeZone = root.GetProperty("timeZone").GetString() ?? "";
            Language = root.GetProperty("language").GetString() ?? "";
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Refused("is none of a site: it doesn't begin with its head");
        }
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)) throw Refused("is of a time zone that is not known here");
    }

    // What the end says of the lines before it; null for every other line.
    private long? Take(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("line", out var named)
                || named.ValueKind != JsonValueKind.String) throw new FormatException("It doesn't say what it is.");
            var name = named.GetString();
            if (name == "end" && root.TryGetProperty("lines", out var lines)
                && lines.TryGetInt64(out var said)) return said;
            if (!kinds.TryGetValue(name!, out var its)) throw new FormatException("It is nothing that a site has.");
            var values = its.Read(root, now);
            // What stands far before its place, and so names what isn't there yet, doesn't make all of them come too late.
            judge.Refer(its, values);
            Enter(its);
            var (key, isOrdered) = its.KeyOf(values);
            if (isOrdered ? string.CompareOrdinal(key, lastKey) <= 0 : !keys.Add(key))
                throw new FormatException("It stands here twice, or out of its order.");
            if (isOrdered) lastKey = key;
            judge.Take(its, values, length, number);
            if (values.GetValueOrDefault("CauseId") is not null) followers.Add(length);
            Keep(line);
        }
        catch (FormatException error)
        {
            Reject(error.Message, Encoding.UTF8.GetString(line));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            Reject("It is no line of JSON.", Encoding.UTF8.GetString(line));
        }
        return null;
    }

    private void Enter(SiteKind its)
    {
        if (its == kind) return;
        if (its.Order < kind?.Order) throw new FormatException("It stands behind what names it.");
        if (commentsAt < 0 && its.Order >= kinds["comment"].Order) commentsAt = length;
        if (its.Order > kinds["comment"].Order) Settle();
        if (its.Order > kinds["discussion"].Order) judge.SettleDiscussions(Reject);
        (kind, lastKey) = (its, "");
        keys.Clear();
    }

    // From here on it is known which comments have a place.
    private void Settle()
    {
        if (commentsEnd >= 0) return;
        (commentsAt, commentsEnd) = (commentsAt < 0 ? length : commentsAt, length);
        judge.SettleDiscussions(Reject);
        writes.Flush();
        judge.Comments.Settle(Reject);
    }

    private void Reject(SiteTree.Node comment, string reason) =>
        Reject(comment.Line, reason, Encoding.UTF8.GetString(At(comment.At, out _)));

    private void Reject(string reason, string text) => Reject(number, reason, text);

    private void Reject(int line, string reason, string text)
    {
        Rejected++;
        reject(line, reason, text);
    }

    private void Keep(byte[] line)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        BitConverter.TryWriteBytes(head, line.Length);
        BitConverter.TryWriteBytes(head[4..], number);
        writes.Write(head);
        writes.Write(line);
        length += HeadLength + line.Length;
    }

    private byte[] At(long place, out int line)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        Fill(head, place);
        line = BitConverter.ToInt32(head[4..]);
        var bytes = new byte[BitConverter.ToInt32(head)];
        Fill(bytes, place + HeadLength);
        return bytes;
    }

    private void Fill(Span<byte> into, long place)
    {
        for (var done = 0; done < into.Length;)
        {
            var read = RandomAccess.Read(kept.SafeFileHandle, into[done..], place + done);
            if (read == 0) throw new IOException("What was read of the export is gone.");
            done += read;
        }
    }

    /// <summary>All that is to be stored, always in the same order; comments behind what they answer.</summary>
    public IEnumerable<SiteRecord> Records()
    {
        foreach (var record in Between(0, commentsAt)) yield return record;
        foreach (var index in judge.Comments.Order)
            yield return Of(At(judge.Comments[index].At, out _)) with { Comment = index };
        foreach (var record in Between(commentsEnd, length)) yield return record;
        foreach (var place in followers)
            if (Kept(place, out _) is { } record) yield return record;
    }

    private IEnumerable<SiteRecord> Between(long from, long to)
    {
        var late = followers.ToHashSet();
        for (long next; from < to; from = next)
            if (Kept(from, out next) is { } record && !late.Contains(from)) yield return record;
    }

    private SiteRecord? Kept(long place, out long next)
    {
        var bytes = At(place, out var line);
        next = place + HeadLength + bytes.Length;
        return judge.Dropped.Contains(line) ? null : Of(bytes);
    }

    private SiteRecord Of(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes, Strict);
        var its = kinds[document.RootElement.GetProperty("line").GetString()!];
        return new(its, its.Read(document.RootElement, DateTimeOffset.MaxValue));
    }
}

/// <param name="Values">What was sound when it was read first.</param>
internal sealed record SiteRecord(SiteKind Kind, SiteValues Values)
{
    /// <summary>Of a comment, its number in the tree.</summary>
    public int Comment { get; init; } = -1;
}
