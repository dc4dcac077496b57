using System.Globalization;

namespace Parley.Exchange;

/// <summary>
/// The links and vote counts that a page shows under a comment. Each of them could also be the comment's last words, so
/// they are taken off only when most comments of the page end with them.
/// </summary>
internal sealed class CaptureTail
{
    private readonly CaptureLines lines;
    private readonly int from;
    private readonly int end;

    public CaptureTail(CaptureLines lines, int from, int to)
    {
        this.lines = lines;
        this.from = from;
        end = LastWords(to);
        for (Start = end; Start > from && IsFurniture(Start - 1); Start--)
            Note(lines[Start - 1].Words);
    }

    private int Start { get; }
    public bool HasReply { get; private set; }
    public bool HasVotes => Numbers.Count > 0;
    private Stack<int> Numbers { get; } = [];

    public static bool IsLink(string words) =>
        CaptureWords.IsReplyLink(words) || CaptureWords.IsThreadLink(words) || CaptureWords.IsEditNote(words)
        || Votes(words) is not null;

    /// <summary>Where the comment's text ends, and the votes below it.</summary>
    /// <param name="replies">Most comments of the page end with a link to reply.</param>
    /// <param name="votes">Likewise with votes.</param>
    public (int TextEnd, IReadOnlyList<int> Votes) TakeOff(bool replies, bool votes)
    {
        var isFurniture = (replies && HasReply) || (votes && HasVotes);
        return isFurniture && LastWords(Start) > from ? (Start, [.. Numbers]) : (LastWords(SkipNotes(end)), []);
    }

    // Nobody's comment ends with these words by chance.
    private int SkipNotes(int to)
    {
        while (to > from && (lines[to - 1].IsBlank || CaptureWords.IsThreadLink(lines[to - 1].Words)
            || CaptureWords.IsEditNote(lines[to - 1].Words)))
            to--;
        return to;
    }

    private bool IsFurniture(int line)
    {
        var words = lines[line].Words;
        if (words.Length > 0 && Votes(words) is { } above && Numbers.TryPeek(out var below))
            return Numbers.Count == 1 && above is [>= 0] && below < 0 && !lines[line + 1].IsBlank;
        return words.Length == 0 || IsLink(words) || CaptureWords.IsFooter(words);
    }

    private void Note(string words)
    {
        HasReply |= CaptureWords.IsReplyLink(words);
        foreach (var number in Votes(words)?.Reverse() ?? [])
            Numbers.Push(number);
    }

    // "3", "-1" or "+2 -1".
    private static int[]? Votes(string words)
    {
        if (words.Length is 0 or > 20)
            return null;
        var parts = words.Split([' ', '|', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2)
            return null;
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var digits = parts[i].AsSpan().TrimStart("+-−");
            var isNumber = parts[i].Length - digits.Length <= 1 && digits.Length <= 6;
            if (!isNumber || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
            if (parts[i][0] is '-' or '−')
                numbers[i] = -numbers[i];
        }
        return numbers;
    }

    private int LastWords(int to)
    {
        while (to > from && lines[to - 1].IsBlank)
            to--;
        return to;
    }
}
