using System.Globalization;

namespace Parley.Exchange;

/// <summary>The part of a capture from the count of its comments on.</summary>
internal sealed class CaptureDiscussion
{
    /// <summary>Stands for a comment that could not be read, where others answer it.</summary>
    private const int Unread = -1;

    private readonly CaptureLines lines;
    private readonly CaptureDates dates;
    private readonly CaptureHeaders headers;
    private readonly List<CaptureProblem> problems;
    private int lastTime = -1;

    private CaptureDiscussion(CaptureLines lines, List<CaptureProblem> problems)
    {
        this.lines = lines;
        this.problems = problems;
        dates = new(lines);
        headers = new(lines, dates);
    }

    /// <summary>The line on which the article's part of the page ends.</summary>
    public int Start { get; private set; }

    public int? StatedCount { get; private set; }
    public string? SelectedSort { get; private set; }
    public IReadOnlyList<CapturedComment> Comments { get; private set; } = [];
    public DateTime? FirstWrittenAt { get; private set; }

    /// <summary>The time that stands alone on a line of the article's part.</summary>
    public DateTime? TimeAt(int line) => dates.At(line);

    /// <summary>Whether the page writes the month first, as one of its dates can only be read.</summary>
    public bool IsMonthFirst => dates.IsMonthFirst;

    public static CaptureDiscussion Read(CaptureLines lines, List<CaptureProblem> problems)
    {
        var discussion = new CaptureDiscussion(lines, problems);
        if (discussion.FindCount() is { } heading)
            discussion.ReadFrom(heading);
        else
            discussion.ReadWithoutCount();
        return discussion;
    }

    private void ReadFrom(int heading)
    {
        Start = heading;
        StatedCount = Count(lines[heading].Words, out _);
        var barEnd = ReadSortBar(heading + 1);
        ReadComments(barEnd, headers.Find(barEnd, afterCount: true, StatedCount));
        if (Comments.Count != StatedCount)
            problems.Add(new(
                heading + 1,
                string.Create(CultureInfo.InvariantCulture,
                    $"The page states a count of {StatedCount} comments, but {Comments.Count} could be read."),
                lines[heading].Words));
    }

    private void ReadWithoutCount()
    {
        var found = headers.Find(0, afterCount: false, stated: null);
        Start = found.Count > 0 ? found[0].Start : lines.Count;
        ReadComments(Start, found);
        if (found.Count == 0)
            problems.Add(new(1, "Neither a count of comments nor a comment was found; all is the article.", ""));
    }

    /// <summary>
    /// Anybody may write "3 Comments" on a line, so what follows decides: a sort bar, else a comment, else nothing.
    /// </summary>
    private int? FindCount()
    {
        var candidates = new List<int>();
        for (var line = 0; line < lines.Count; line++)
            if (Count(lines[line].Words, out _) is not null)
                candidates.Add(line);
        foreach (var line in candidates)
            if (lines.SkipBlank(line + 1, lines.Count) is var next && next < lines.Count && IsBar(next))
                return line;
        var first = candidates.Count == 0 ? -1 : FirstSoundHeader(candidates[0]);
        if (first >= 0)
        {
            var blockStart = BlockStart(first);
            return Last(line => line < first && (IsKnownCount(line) || line >= blockStart));
        }
        return Last(line => IsKnownCount(line) && (IsLast(line) || TimeFollows(line)));

        int? Last(Predicate<int> isCount) =>
            candidates.FindLastIndex(isCount) is >= 0 and var found ? candidates[found] : null;
    }

    private int BlockStart(int line)
    {
        while (line > 0 && !lines[line - 1].IsBlank)
            line--;
        return line;
    }

    private bool IsKnownCount(int line) => Count(lines[line].Words, out var isKnown) is not null && isKnown;

    private int FirstSoundHeader(int from)
    {
        foreach (var (start, end) in lines.Blocks(from, lines.Count))
            if ((headers.Sound(start, end) ?? SoundUnderCount(start, end)) is { } header)
                return header.Start;
        return -1;
    }

    private CaptureHeader? SoundUnderCount(int start, int end) =>
        Count(lines[start].Words, out _) is null ? null : headers.SoundAnywhere(start + 1, end);

    private bool IsLast(int line) => lines.SkipBlank(line + 1, lines.Count) == lines.Count;

    private bool TimeFollows(int line)
    {
        if (lastTime < 0)
            for (lastTime = lines.Count - 1; lastTime > 0 && dates.At(lastTime) is null;)
                lastTime--;
        return lastTime > line;
    }

    // "3 Comments", "Comments (3)", "コメント 3件"; a word not known here may still be the plug-in's.
    private static int? Count(string words, out bool isKnown)
    {
        isKnown = false;
        if (words.Length is < 2 or > 40)
            return null;
        var digits = words.AsSpan().IndexOfAnyInRange('0', '9');
        var after = digits < 0 ? -1 : words.AsSpan(digits).IndexOfAnyExcept("0123456789,.\u202F' ");
        var number = after < 0 ? words[Math.Max(digits, 0)..] : words[digits..(digits + after)];
        if (!int.TryParse(string.Concat(number.Where(char.IsAsciiDigit)), NumberStyles.None, null, out var count))
            return null;
        var word = (words[..digits] + (after < 0 ? "" : words[(digits + after)..])).Trim(' ', '(', ')', ':');
        isKnown = CaptureWords.IsCommentWord(word);
        var isWord = digits == 0 && word.Length > 1 && word.All(letter => char.IsLetter(letter) || letter == ' ');
        return isKnown || isWord ? count : null;
    }

    private bool IsBar(int line) => CaptureWords.IsSortBar(lines[line].Words, out _);

    private int ReadSortBar(int from)
    {
        var line = lines.SkipBlank(from, lines.Count);
        var end = line;
        for (; line < lines.Count && IsBar(line) && !OpensComment(line); line = lines.SkipBlank(end, lines.Count))
        {
            CaptureWords.IsSortBar(lines[line].Words, out var sort);
            SelectedSort ??= sort;
            end = line + 1;
            if (CaptureWords.EndsSortBar(lines[line].Words))
                break;
        }
        return end;
    }

    private bool OpensComment(int line) => headers.Sound(line, lines.BlockEnd(line, lines.Count)) is not null;

    private void ReadComments(int from, IReadOnlyList<CaptureHeader> found)
    {
        var end = found.Count == 0 ? lines.Count : FooterAfter(found[^1]);
        ReportUnread(from, found.Count == 0 ? end : found[0].Start, "This stands before the first comment, in none.");
        var comments = new CapturedComments(lines);
        var parents = new CaptureParents();
        for (var i = 0; i < found.Count; i++)
        {
            var to = i + 1 < found.Count ? found[i + 1].Start : end;
            var header = found[i] is { Fault: null } sound && IsEmpty(sound.End, to)
                ? sound with { Fault = "This comment has no text." } : found[i];
            var parent = parents.Place(header.Fault is null ? comments.Count : Unread, header.Name,
                header.Fault is null ? header.WrittenAt : null, header.ReplyTo);
            if (header.Fault is { } reason)
                problems.Add(new(header.Start + 1, reason, lines, header.Start, to));
            else
            {
                if (header.ReplyTo is not null && parent is null or Unread)
                    problems.Add(LostParent(header, parent is not null));
                comments.Add(header, to, parent is Unread ? null : parent);
            }
        }
        ReportUnread(end, lines.Count, "This stands after the end of the discussion.");
        comments.Complete();
        (Comments, FirstWrittenAt) = (comments, comments.FirstWrittenAt);
    }

    private bool IsEmpty(int from, int to) => lines.SkipBlank(from, to) == to;

    private void ReportUnread(int from, int to, string reason)
    {
        from = lines.SkipBlank(from, to);
        if (from < to && !IsFooter(from, to))
            problems.Add(new(from + 1, reason, lines, from, to));
    }

    // The last comment has nothing after it to end it but the plug-in's own last words, in a block of their own.
    private int FooterAfter(CaptureHeader last)
    {
        foreach (var (from, to) in lines.Blocks(last.End, lines.Count))
            if (from > last.End && IsFooter(from, to))
                return from;
        return lines.Count;
    }

    private bool IsFooter(int from, int to) => Enumerable.Range(from, to - from)
        .All(line => lines[line].IsBlank || CaptureWords.IsFooter(lines[line].Words));

    private CaptureProblem LostParent(CaptureHeader header, bool isUnread) => new(
        header.Start + 1,
        isUnread ? $"This comment answers one by {header.ReplyTo} that could not be read; it stands on its own."
            : $"This comment answers {header.ReplyTo}, who wrote none before it on the page; it stands on its own.",
        lines, header.Start, header.End);
}
