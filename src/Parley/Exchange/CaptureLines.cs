using System.Text;

namespace Parley.Exchange;

/// <param name="Written">The line without its trailing white space.</param>
/// <param name="Words">What is compared: plain spaces only, and nothing invisible at either end.</param>
internal readonly record struct CaptureLine(string Written, string Words)
{
    public bool IsBlank => Words.Length == 0;
}

/// <summary>
/// The capture as lines; a block is a run of them with no blank line inside. The lines lie in a file, and a few pages of them in memory:
/// they are read from the first to the last, several times, and rarely far from where the last one was.
/// </summary>
internal sealed class CaptureLines
{
    /// <summary>Lines of a page.</summary>
    private const int AtOnce = 64;

    /// <summary>Pages in memory.</summary>
    private const int MostPages = 64;

    /// <summary>Letters of a line: a picture or an archive has longer ones, and nobody's comment.</summary>
    private const int LongestLine = 1_000_000;

    /// <summary>Letters that are shown of what can't be read.</summary>
    private const int ShownOfGarbage = 4_000;

    private readonly Stream kept;
    // Where each page begins in the file.
    private readonly List<long> begins = [];
    private readonly (int Page, CaptureLine[] Lines)[] pages = new (int, CaptureLine[])[MostPages];
    private byte[] buffer = [];

    private CaptureLines(Stream kept) => this.kept = kept;

    public int Count { get; private set; }

    public CaptureLine this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var page = index / AtOnce;
            ref var slot = ref pages[page % MostPages];
            if (slot.Lines is null || slot.Page != page)
                slot = (page, Load(page));
            return slot.Lines[index % AtOnce];
        }
    }

    /// <summary>An unreadable line becomes a blank one: it can be neither a name nor anybody's words.</summary>
    /// <param name="text">Read to its end.</param>
    /// <param name="kept">Empty; the lines are put there.</param>
    public static CaptureLines Of(TextReader text, Stream kept, List<CaptureProblem> problems)
    {
        var read = new CaptureLines(kept);
        var garbage = new StringBuilder();
        var garbageFrom = 0;
        using (var writer = new StreamWriter(kept, new UTF8Encoding(false), bufferSize: 1 << 12, leaveOpen: true))
        {
            foreach (var line in Split(text))
            {
                read.Note(writer);
                if (IsGarbage(line))
                {
                    if (garbage.Length == 0)
                        garbageFrom = read.Count;
                    AppendPrintable(garbage, line);
                }
                else
                {
                    Report(garbage, garbageFrom, problems);
                    writer.Write(line.AsSpan().TrimEnd());
                }
                writer.Write('\n');
            }
        }
        Report(garbage, garbageFrom, problems);
        read.begins.Add(kept.Position);
        return read;
    }

    private void Note(StreamWriter writer)
    {
        if (Count++ % AtOnce != 0)
            return;
        writer.Flush();
        begins.Add(kept.Position);
    }

    private CaptureLine[] Load(int page)
    {
        var length = (int)(begins[page + 1] - begins[page]);
        if (buffer.Length < length)
            buffer = new byte[length];
        kept.Position = begins[page];
        kept.ReadExactly(buffer, 0, length);
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        var loaded = new CaptureLine[AtOnce];
        var from = 0;
        for (var i = 0; from < text.Length; i++)
        {
            var end = text.IndexOf('\n', from);
            var written = text[from..end];
            loaded[i] = new(written, Normal(written));
            from = end + 1;
        }
        return loaded;
    }

    public int SkipBlank(int from, int end)
    {
        while (from < end && this[from].IsBlank)
            from++;
        return from;
    }

    public int BlockEnd(int from, int end)
    {
        while (from < end && !this[from].IsBlank)
            from++;
        return from;
    }

    public IEnumerable<(int From, int To)> Blocks(int from, int end)
    {
        for (var start = SkipBlank(from, end); start < end; start = SkipBlank(start, end))
        {
            var stop = BlockEnd(start, end);
            yield return (start, stop);
            start = stop;
        }
    }

    /// <summary>The lines as written, trimmed at both ends.</summary>
    public string Text(int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
            text.Append(this[i].Written).Append('\n');
        return Trim(text.ToString());
    }

    private static IEnumerable<string> Split(TextReader text)
    {
        var read = new char[1 << 13];
        var line = new StringBuilder();
        var (isFirst, afterReturn) = (true, false);
        for (int count; (count = text.Read(read, 0, read.Length)) > 0; isFirst = false)
        {
            var from = isFirst && read[0] == '\uFEFF' ? 1 : 0;
            while (from < count)
            {
                if (afterReturn && read[from] == '\n')
                    from++;
                afterReturn = false;
                var length = read.AsSpan(from, count - from).IndexOfAny('\r', '\n');
                var end = length < 0 ? count : from + length;
                // One that is too long is made unreadable; its letters tell nobody anything.
                if (line.Length <= LongestLine)
                    line.Append(read, from, end - from);
                if (length >= 0)
                {
                    yield return line.ToString();
                    line.Clear();
                    afterReturn = read[end] == '\r';
                    end++;
                }
                from = end;
            }
        }
        if (line.Length > 0)
            yield return line.ToString();
    }

    private static bool IsGarbage(ReadOnlySpan<char> line)
    {
        var undecoded = 0;
        if (line.Length > LongestLine)
            return true;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (char.IsHighSurrogate(c) && i + 1 < line.Length && char.IsLowSurrogate(line[i + 1]))
                i++;
            else if (char.IsSurrogate(c) || c == '\u007F' || (c < ' ' && !char.IsWhiteSpace(c)))
                return true;
            else if (c == '\uFFFD')
                undecoded++;
        }
        // One mangled letter is still a sentence; a line mostly undecoded is a picture or an archive.
        return undecoded > 1 && undecoded > line.Length / 4;
    }

    private static void AppendPrintable(StringBuilder garbage, ReadOnlySpan<char> line)
    {
        if (garbage.Length > 0)
            garbage.Append('\n');
        foreach (var c in line[..Math.Min(line.Length, Math.Max(0, ShownOfGarbage - garbage.Length))])
            garbage.Append(char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c);
    }

    private static void Report(StringBuilder garbage, int line, List<CaptureProblem> problems)
    {
        if (garbage.Length == 0)
            return;
        problems.Add(new(line, "This is not readable text.", garbage.ToString()));
        garbage.Clear();
    }

    private static string Normal(string written) => Trim(written.Replace('\u00A0', ' ').Replace('\u202F', ' '));

    private static string Trim(string text)
    {
        var from = 0;
        var to = text.Length;
        while (from < to && IsInvisible(text[from]))
            from++;
        while (to > from && IsInvisible(text[to - 1]))
            to--;
        return text[from..to];
    }

    // Direction marks and zero-width spaces cling to copied names; joiners inside an emoji are not among them.
    private static bool IsInvisible(char c) =>
        char.IsWhiteSpace(c) || c is '\u200B' or '\u200E' or '\u200F' or '\uFEFF'
            or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
