using System.Buffers.Binary;
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

    private readonly List<Stored> comments = [];
    private readonly MemoryStream record = new();
    private readonly BufferedStream writes = new(kept, 1 << 18);
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
        var name = ForeignPeople.NameOf(comment.Name, comment.Mail);
        var at = WrittenAt(comment, thread);
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
            var (person, mail) =
                ForeignPeople.KeyOf(site, $"{format}\n{Origin}\n{comment.User}", comment.IsSigned, name, comment.Mail);
            writer.Write(person);
            writer.Write(mail);
        }
        comments.Add(new(length, (int)record.Length, thread, Hash(id), Hash(parent), Hash(same), at.Ticks, state,
            comment.Stated.Length > 0, comment.Line));
        length += record.Length;
        writes.Write(record.GetBuffer().AsSpan(0, (int)record.Length));
    }

    /// <summary>The one that was added last is one of those before, as it stood at another time.</summary>
    public void Merge(int with, bool keepsLast)
    {
        if (!comments[^1].IsDated) Undated--;
        if (keepsLast) comments[with] = comments[^1];
        comments.RemoveAt(comments.Count - 1);
    }

    /// <summary>It waits for a person here, whatever it did there.</summary>
    public void Hold(int index) => comments[index] = comments[index] with { State = ForeignState.Pending };

    // A comment without a time stands where it stood: after the one before on its page, or at the time of the page. No two of them have one
    // time: of many of one millisecond each costs as much to find in the index of words as there are before it.
    private DateTime WrittenAt(ForeignComment comment, int thread)
    {
        if (comment.At is { } at) return Cut(at.UtcDateTime);
        Undated++;
        if (comments is [.., var before] && before.Thread == thread)
            return new DateTime(before.WrittenAt + TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
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

    /// <summary>0 for nothing.</summary>
    internal static ulong Hash(string text)
    {
        if (text.Length == 0) return 0;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], digest);
        return Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(digest));
    }

    /// <summary>Called when all is read, before any of it is asked for.</summary>
    public void Complete() => writes.Flush();

    public void Dispose()
    {
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
        using var reader = new BinaryReader(new MemoryStream(readBuffer, 0, size), Encoding.UTF8);
        var (id, name, text, stated) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        var (signs, marks) = (reader.ReadByte(), (ForeignMarks)reader.ReadByte());
        return new(id, name, text, stated, (signs & 1) != 0, (signs & 2) != 0, (signs & 4) != 0, marks, reader.Read7BitEncodedInt(),
            reader.Read7BitEncodedInt(),
            reader.ReadInt64() is > 0 and var edited ? new DateTimeOffset(edited, TimeSpan.Zero) : null, reader.ReadString(),
            reader.ReadString());
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
