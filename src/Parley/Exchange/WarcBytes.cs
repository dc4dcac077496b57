using System.Text;

namespace Parley.Exchange;

/// <summary>
/// The bytes of a web archive from its beginning to its end, with as many at hand as the longest record that is looked at has. Where a
/// part can't be unpacked an <see cref="InvalidDataException"/> comes out of it once; an empty line stands in its place.
/// </summary>
internal sealed class WarcBytes(Func<Stream> open) : IDisposable
{
    /// <summary>Ways back, each of which may read all of the file again.</summary>
    private const int MostWaysBack = 16;

    /// <summary>Of the lines before a record's content, together.</summary>
    private const int LongestHead = 1 << 16;

    private static readonly byte[] Gap = "\r\n\r\n"u8.ToArray();

    private Stream source = open();
    private byte[] buffer = new byte[1 << 18];
    private int start, end, waysBack;

    /// <summary>Of the next byte, from the beginning.</summary>
    public long Position { get; private set; }

    private ReadOnlySpan<byte> AtHand => buffer.AsSpan(start, end - start);

    /// <summary>The next bytes, of which <see cref="Has"/> has said that they are there.</summary>
    public ReadOnlySpan<byte> Peek(int count) => AtHand[..count];

    public void Advance(int count)
    {
        start += count;
        Position += count;
    }

    /// <summary>Whether as many bytes are left.</summary>
    public bool Has(int count)
    {
        while (end - start < count)
        {
            // Twice what is asked for, so that what is at hand isn't moved with every record.
            if (buffer.Length - start < count + Gap.Length) Move(count);
            int read;
            try
            {
                read = source.Read(buffer, end, buffer.Length - end - Gap.Length);
            }
            catch (InvalidDataException)
            {
                Gap.CopyTo(buffer, end);
                end += Gap.Length;
                throw;
            }
            if (read == 0) return false;
            end += read;
        }
        return true;
    }

    private void Move(int count)
    {
        var wanted = 2 * (count + Gap.Length);
        var into = buffer.Length < wanted ? new byte[wanted] : buffer;
        Buffer.BlockCopy(buffer, start, into, 0, end - start);
        (buffer, start, end) = (into, 0, end - start);
    }

    /// <summary>Goes to the next record; false: there is none.</summary>
    /// <param name="hasStrays">Something stood before it that is no record.</param>
    public bool ToRecord(out bool hasStrays)
    {
        hasStrays = false;
        var isLineStart = true;
        while (Has(1))
        {
            var next = AtHand[0];
            if (isLineStart && IsAtRecord()) return true;
            if (next is not ((byte)'\r' or (byte)'\n')) hasStrays = true;
            isLineStart = next == '\n';
            // To the end of the line at once: what is strange may be long.
            var line = AtHand.IndexOf((byte)'\n');
            Advance(isLineStart ? 1 : line < 0 ? AtHand.Length : Math.Max(1, line));
        }
        return false;
    }

    private bool IsAtRecord()
    {
        Has(Begin.Length + 3);
        return Begins(AtHand);
    }

    private static ReadOnlySpan<byte> Begin => "WARC/"u8;

    /// <summary>Whether a record begins so, in any version of the format.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Begin)
        && bytes[Begin.Length..] is [>= (byte)'0' and <= (byte)'9', (byte)'.', >= (byte)'0' and <= (byte)'9', ..];

    /// <summary>What a record says of itself, by names in small letters; null: that has no end, or is longer than any.</summary>
    public Dictionary<string, string>? Head()
    {
        var head = new Dictionary<string, string>(StringComparer.Ordinal);
        string? name = null;
        for (var (lines, read) = (0, 0); ; lines++)
        {
            int length;
            while ((length = AtHand.IndexOf((byte)'\n')) < 0)
                if (AtHand.Length > LongestHead || !Has(AtHand.Length + 1)) return null;
            if ((read += length) > LongestHead) return null;
            var line = Encoding.UTF8.GetString(AtHand[..length]).TrimEnd('\r');
            Advance(length + 1);
            // Of its first line the version has been read; one that begins with a blank goes on with the one before.
            if (lines == 0) continue;
            if (line.Length == 0) return head;
            if (line[0] is ' ' or '\t' && name is not null) head[name] = $"{head[name]} {line.Trim()}".Trim();
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                name = line[..colon].Trim().ToLowerInvariant();
                // Of two of a name the first counts, whatever the second was put there for.
                if (!head.TryAdd(name, line[(colon + 1)..].Trim())) name = null;
            }
            else return null;
        }
    }

    /// <summary>Whether a record ends behind so many bytes: another begins there, or nothing.</summary>
    public bool EndsAfter(int count)
    {
        Has(count + MostBlanks + Begin.Length + 3);
        return IsEnd(AtHand[count..]);
    }

    private static bool IsEnd(ReadOnlySpan<byte> rest)
    {
        var blanks = 0;
        while (blanks < rest.Length && blanks < MostBlanks && rest[blanks] is (byte)'\r' or (byte)'\n') blanks++;
        return blanks == rest.Length || Begins(rest[blanks..]);
    }

    /// <summary>Two line ends stand there; some programs write one, or four.</summary>
    private const int MostBlanks = 8;

    /// <summary>Passes over a record that is too long to be held, if it is as long as it says; else goes back to where it began.</summary>
    public bool Pass(long count)
    {
        var begun = Position;
        try
        {
            for (var left = count; left > 0;)
            {
                if (!Has(1)) return Back(begun);
                var some = (int)Math.Min(left, AtHand.Length);
                Advance(some);
                left -= some;
            }
            return EndsAfter(0) || Back(begun);
        }
        catch (InvalidDataException)
        {
            return Back(begun);
        }
    }

    private bool Back(long position)
    {
        if (++waysBack > MostWaysBack) return false;
        source.Dispose();
        (source, start, end, Position) = (open(), 0, 0, 0);
        while (Position < position)
        {
            try
            {
                if (!Has(1)) return false;
                Advance((int)Math.Min(position - Position, AtHand.Length));
            }
            catch (InvalidDataException)
            {
                // As on the way there.
            }
        }
        return false;
    }

    public void Dispose() => source.Dispose();
}
