using System.Text;

namespace Parley.Exchange;

/// <param name="Written">The line without its trailing white space.</param>
/// <param name="Words">What is compared: plain spaces only, and nothing invisible at either end.</param>
internal readonly record struct CaptureLine(string Written, string Words)
{
    public bool IsBlank => Words.Length == 0;
}

/// <summary>The capture as lines; a block is a run of them with no blank line inside.</summary>
internal sealed class CaptureLines
{
    private readonly List<CaptureLine> lines = [];

    public int Count => lines.Count;

    public CaptureLine this[int index] => lines[index];

    /// <summary>An unreadable line becomes a blank one: it can be neither a name nor anybody's words.</summary>
    public static CaptureLines Of(string text, List<CaptureProblem> problems)
    {
        var read = new CaptureLines();
        var garbage = new StringBuilder();
        var garbageFrom = 0;
        foreach (var line in Split(text))
        {
            if (IsGarbage(text.AsSpan(line)))
            {
                if (garbage.Length == 0)
                    garbageFrom = read.Count + 1;
                AppendPrintable(garbage, text.AsSpan(line));
                read.lines.Add(new("", ""));
                continue;
            }
            Report(garbage, garbageFrom, problems);
            var written = text.AsSpan(line).TrimEnd().ToString();
            read.lines.Add(new(written, Normal(written)));
        }
        Report(garbage, garbageFrom, problems);
        return read;
    }

    public int SkipBlank(int from, int end)
    {
        while (from < end && lines[from].IsBlank)
            from++;
        return from;
    }

    public int BlockEnd(int from, int end)
    {
        while (from < end && !lines[from].IsBlank)
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
            text.Append(lines[i].Written).Append('\n');
        return Trim(text.ToString());
    }

    private static IEnumerable<Range> Split(string text)
    {
        var from = text.StartsWith('\uFEFF') ? 1 : 0;
        while (from < text.Length)
        {
            var length = text.AsSpan(from).IndexOfAny('\r', '\n');
            var end = length < 0 ? text.Length : from + length;
            yield return from..end;
            from = end + (text.AsSpan(end).StartsWith("\r\n") ? 2 : 1);
        }
    }

    private static bool IsGarbage(ReadOnlySpan<char> line)
    {
        var undecoded = 0;
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
        foreach (var c in line)
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
