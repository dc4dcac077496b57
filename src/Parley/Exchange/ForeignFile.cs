using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// What was read of an export: its pages, and of each comment where it stands and whom it answers. All that is written lies in a file
/// beside it, so that an export of any length fits into memory: 64 bytes a comment.
/// </summary>
internal sealed class ForeignFile(FileStream kept, Site site, string format, Action<int, string, string> reject) : IDisposable
{
    /// <summary>In UTF-16 units; no system lets readers write a fifth of it.</summary>
    public const int LongestText = 200_000;
    private const int LongestId = 64;
    private const int OnStack = 1024;

    /// <summary>Whose names and keys are remembered: more than write at a time.</summary>
    private const int MostPeople = 20_000;

    private readonly PartedList<Stored> comments = new();
    private readonly MemoryStream record = new();
    private Dictionary<(string Account, bool IsSigned, string Name, string Mail), (string Name, string Person, string Mail)>
        people = [];

    /// <summary>What is read, on its way to the thread that keeps it; null where the same thread does both.</summary>
    private ReadAhead.Hand<Said>? ahead;
    private (int Thread, DateTime At)? last;
    private readonly BufferedStream writes = new(kept, 1 << 18);
    private readonly Broom broom = new();
    private long length;

    /// <summary>Whose export it is: a blog's address, a forum's name. Empty where the file doesn't say.</summary>
    /// <remarks>A blog is the same with a slash at its end or without, and in either scheme.</remarks>
    public string Origin
    {
        get;
        set => field = value.Trim().TrimEnd('/') is var bare && bare.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme
            ? bare[(scheme + 3)..] : bare;
    } = "";

    /// <summary>A number is a comment's on its own page, and may be another's on the next.</summary>
    public bool NumbersByPage { get; set; }
    public List<ForeignThread> Threads { get; } = [];
    public int Count => comments.Count;
    public int Rejected { get; private set; }

    /// <summary>What else is to be told, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Comments without a time of their own, which have that of what stands before them.</summary>
    public int Undated { get; private set; }

    /// <param name="Id">Of its number, and of the number of the comment that it answers; 0: none.</param>
    /// <param name="Same">Of what two copies of one comment have in common, whatever they are numbered.</param>
    /// <param name="IsDated">The file has a time for it.</param>
    public readonly record struct Stored(
        long At, int Length, int Thread, ulong Id, ulong Parent, ulong Same, long WrittenAt, ForeignState State, bool IsDated, int Line);

    public Stored this[int index] => comments[index];

    public (ForeignThread Thread, int Number) NewThread()
    {
        var thread = new ForeignThread();
        Threads.Add(thread);
        return (thread, Threads.Count - 1);
    }

    public void Add(ForeignComment comment, int thread, string raw)
    {
        var text = CleanText.Storable(comment.Text.ReplaceLineEndings("\n")).Trim();
        if (text.Length > LongestText)
        {
            Reject(comment.Line, $"It is longer than {LongestText} characters.", raw);
            return;
        }
        var said = new Said(comment, text, WrittenAt(comment, thread), thread, Origin);
        last = (thread, said.At);
        if (ahead is null) Keep(said);
        else ahead.Give(said with { Comment = comment.Copy() });
    }

    /// <summary>
    /// From here on what is read is looked at and kept on a thread of its own, until all is read. Not for a format that asks meanwhile.
    /// </summary>
    public void KeepBeside() => ahead ??= new(Keep);

    private readonly record struct Said(ForeignComment Comment, string Text, DateTime At, int Thread, string Origin);

    private void Keep(Said said)
    {
        var (comment, text) = (said.Comment, said.Text);
        var (name, person, mail) = Who(comment, said.Origin);
        var (id, parent) = (IdOf(comment.Id), IdOf(comment.Parent));
        // Where an earlier system numbered it, that and its time tell a copy, also of one whose words are gone.
        var same = comment.Before.Length > 0 ? $"{comment.Before}\n{comment.Stated}" : $"{name}\n{comment.Stated}\n{text}";
        var state = ForeignTree.Speaks(comment.State) && ForeignMarkup.IsBlank(text, comment.Marks) ? ForeignState.Empty : comment.State;
        record.SetLength(0);
        using (var writer = new BinaryWriter(record, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(id);
            writer.Write(name);
            writer.Write(text);
            writer.Write(comment.Stated);
            writer.Write((byte)((comment.IsPinned ? 1 : 0) | (comment.BreaksLines ? 2 : 0) | (comment.IsSigned ? 4 : 0)));
            writer.Write((byte)comment.Marks);
            writer.Write7BitEncodedInt(comment.Up);
            writer.Write7BitEncodedInt(comment.Down);
            writer.Write(comment.EditedAt?.UtcTicks ?? 0);
            writer.Write(person);
            writer.Write(mail);
        }
        comments.Add(new(length, (int)record.Length, said.Thread, NumberOf(id), NumberOf(parent), Hash(same), said.At.Ticks, state,
            comment.Stated.Length > 0, comment.Line));
        length += record.Length;
        writes.Write(record.GetBuffer().AsSpan(0, (int)record.Length));
        broom.Pass(1);
    }

    // Who writes once mostly writes again, and soon.
    private (string Name, string Person, string Mail) Who(ForeignComment comment, string origin)
    {
        var account = $"{format}\n{origin}\n{comment.User}";
        var written = (account, comment.IsSigned, comment.Name, comment.Mail);
        if (people.TryGetValue(written, out var known)) return known;
        var name = ForeignPeople.NameOf(comment.Name, comment.Mail);
        var (person, mail) = ForeignPeople.KeyOf(site, account, comment.IsSigned, name, comment.Mail);
        if (people.Count == MostPeople) people.Clear();
        if (account.Length + comment.Name.Length + comment.Mail.Length <= OnStack) people[written] = (name, person, mail);
        return (name, person, mail);
    }

    /// <summary>The one that was added last is one of those before, as it stood at another time.</summary>
    public void Merge(int with, bool keepsLast)
    {
        if (!comments[^1].IsDated) Undated--;
        if (keepsLast) comments[with] = comments[^1];
        comments.RemoveLast();
        last = comments.Count > 0 && comments[^1] is var before
            ? (before.Thread, new DateTime(before.WrittenAt, DateTimeKind.Utc)) : null;
    }

    /// <summary>It waits for a person here, whatever it did there.</summary>
    public void Hold(int index) => comments[index] = comments[index] with { State = ForeignState.Pending };

    // A comment without a time stands where it stood: after the one before on its page, or at the time of the page. No two of them have one
    // time: of many of one millisecond each costs as much to find in the index of words as there are before it.
    private DateTime WrittenAt(ForeignComment comment, int thread)
    {
        if (comment.At is { } at) return Cut(at.UtcDateTime);
        Undated++;
        if (last is var (before, then) && before == thread) return then.AddMilliseconds(1);
        return (Threads[thread].At is { } page ? Cut(page.UtcDateTime) : UnknownTime).AddMilliseconds(Undated - 1);
    }

    /// <summary>Of what has no time at all, and stands on a page without one.</summary>
    private static readonly DateTime UnknownTime = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static DateTime Cut(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);

    private static string IdOf(string id) => id.Length <= LongestId ? CleanText.Storable(id) : CaptureImport.Hash(id);

    public void Reject(int line, string reason, string raw)
    {
        Rejected++;
        reject(line, reason, raw);
    }

    /// <summary>What follows can't be read: it is one rejection, however much it was.</summary>
    public void RejectRest(int line, string reason) => Reject(line, reason, "");

    /// <summary>Of an id, to be compared with others of the file: the number itself, where it is one. 0 for nothing.</summary>
    private static ulong NumberOf(string id)
    {
        const ulong Numeral = 1UL << 63;
        const int MostDigits = 18;
        if (id.Length == 0) return 0;
        return id.Length <= MostDigits && id[0] != '0'
            && ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number | Numeral : Math.Max(1, Hash(id) & ~Numeral);
    }

    /// <summary>0 for nothing.</summary>
    internal static ulong Hash(string text)
    {
        if (text.Length == 0) return 0;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most <= OnStack ? null : ArrayPool<byte>.Shared.Rent(most);
        var bytes = rented is null ? stackalloc byte[OnStack] : rented;
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], digest);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(digest));
    }

    /// <summary>Called when all is read, before any of it is asked for.</summary>
    public void Complete()
    {
        ahead?.End();
        writes.Flush();
        people = [];
    }

    public void Dispose()
    {
        ahead?.Dispose();
        writes.Dispose();
        record.Dispose();
    }

    /// <summary>What was written, read back. Whoever reads must be alone.</summary>
    public ForeignText Read(int index)
    {
        var (at, size) = (comments[index].At, comments[index].Length);
        if (readBuffer.Length < size) readBuffer = new byte[size * 2];
        for (var done = 0; done < size;)
            done += RandomAccess.Read(kept.SafeFileHandle, readBuffer.AsSpan(done, size - done), at + done) is > 0 and var read ? read
                : throw new IOException("What was read of the export is not there any more.");
        var rest = new ReadOnlySpan<byte>(readBuffer, 0, size);
        var (id, name, text, stated) = (Text(ref rest), Text(ref rest), Text(ref rest), Text(ref rest));
        var (signs, marks) = (rest[0], (ForeignMarks)rest[1]);
        rest = rest[2..];
        var (up, down, edited) = (Number(ref rest), Number(ref rest), BinaryPrimitives.ReadInt64LittleEndian(rest));
        rest = rest[sizeof(long)..];
        return new(id, name, text, stated, (signs & 1) != 0, (signs & 2) != 0, (signs & 4) != 0, marks, up, down,
            edited > 0 ? new DateTimeOffset(edited, TimeSpan.Zero) : null, Text(ref rest), Text(ref rest));
    }

    // As BinaryWriter writes them.
    private static int Number(ref ReadOnlySpan<byte> rest)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest[0];
            rest = rest[1..];
            number |= (next & 0x7F) << shift;
            if (next < 0x80) return number;
        }
    }

    private static string Text(ref ReadOnlySpan<byte> rest)
    {
        var length = Number(ref rest);
        var text = Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        return text;
    }

    private byte[] readBuffer = new byte[4096];
}

/// <param name="Stated">Its time as the file has it; empty for none.</param>
/// <param name="IsSigned">Written with an account.</param>
/// <param name="Person">Who wrote it, as a key.</param>
/// <param name="Mail">Of their mail address, as a key; empty where none is known.</param>
internal sealed record ForeignText(
    string Id, string Name, string Text, string Stated, bool IsPinned, bool BreaksLines, bool IsSigned, ForeignMarks Marks, int Up,
    int Down, DateTimeOffset? EditedAt, string Person, string Mail);
