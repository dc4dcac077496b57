using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Parley.Exchange;

/// <summary>
/// Where a comment begins: the lines from Start up to, not with, End. The labels stand between the two names; ReplyTo
/// is the name after "Reply to", or that whole line while its language is unknown; a Fault says why it is no comment.
/// </summary>
internal readonly record struct CaptureHeader(
    int Start,
    int End,
    string Name,
    IReadOnlyList<string> Labels,
    DateTime WrittenAt,
    string? ReplyTo,
    string? Fault);

/// <summary>
/// Finds the headers. A sound one is a block of its own: name, labels, the same name, a time, perhaps whom it answers.
/// Anything less may as well be part of somebody's text, so it counts only where the page says that comments are
/// missing: words moved to a list of problems can be read there, words under the wrong name do harm.
/// </summary>
internal sealed class CaptureHeaders(CaptureLines lines, CaptureDates dates)
{
    private const string BrokenOff = "The capture ends inside this comment's header.";
    private const int MostLines = 40;
    private const int LongestLabel = 60;
    private const int MostUnknownBarLines = 12;

    // By where they start; what has been added out of turn is put in its place before they are read.
    private readonly List<CaptureHeader> found = [];
    private readonly BitArray starts = new(lines.Count);
    private readonly HashSet<string> names = [];
    private readonly Dictionary<string, string> spellings = [];
    private readonly Dictionary<string, string[]> labelSets = [];
    private bool isOutOfTurn;
    private readonly HashSet<string> labels = new(StringComparer.OrdinalIgnoreCase);

    // After a count, the first block may still hold a sort bar in a language not known here.
    public IReadOnlyList<CaptureHeader> Find(int from, bool afterCount, int? stated)
    {
        var blocks = lines.Blocks(from, lines.Count);
        AddSound(blocks, afterCount ? lines.SkipBlank(from, lines.Count) : -1);
        AddRepliesInUnknownLanguages(blocks);
        RemoveQuoted(found.Count - stated ?? 0);
        AddUnsound(blocks, stated);
        Sort();
        return found;
    }

    public CaptureHeader? Sound(int from, int to)
    {
        if (to - from < 3)
            return null;
        if (Undamaged(from, to - 1, null) is { } header)
            return header with { End = to };
        return CaptureWords.RepliedTo(lines[to - 1].Words) is { } name && Undamaged(from, to - 2, name) is { } reply
            ? reply with { End = to } : null;
    }

    public CaptureHeader? SoundAnywhere(int from, int to)
    {
        for (var start = from; start < to && start - from <= MostUnknownBarLines; start++)
            if (Sound(start, to) is { } header)
                return header;
        return null;
    }

    private void AddSound(IEnumerable<(int From, int To)> blocks, int first)
    {
        foreach (var (from, to) in blocks)
        {
            var header = from == first ? SoundAnywhere(from, to) : Sound(from, to);
            Add(header ?? Sound(SkipLinks(from, to), to));
        }
    }

    // The links under a comment may stand right on top of the next one's name.
    private int SkipLinks(int from, int to)
    {
        while (from < to && CaptureTail.IsLink(lines[from].Words))
            from++;
        return from;
    }

    private CaptureHeader? Undamaged(int start, int time, string? replyTo)
    {
        if (time - start is < 2 or > MostLines)
            return null;
        var second = SecondName(start, time);
        var between = Enumerable.Range(start + 1, time - start - 1).Where(line => line != second);
        if (second < 0 || between.Any(line => dates.At(line) is not null))
            return null;
        var at = dates.At(time);
        if (at is null && !CaptureDates.IsRelative(lines[time].Words))
            return null;
        var fault = at is null ? Once($"The time of this comment is not a date: \"{lines[time].Words}\".") : null;
        return new(start, time + 1, Once(lines[start].Words), Once([.. between.Select(line => lines[line].Words)]), at ?? default,
            Once(replyTo), fault);
    }

    // Few people say much: a name, a rank, a time is kept once, however many comments have it.
    [return: NotNullIfNotNull(nameof(words))]
    private string? Once(string? words)
    {
        if (words is null || spellings.TryGetValue(words, out var known))
            return words is null ? null : spellings[words];
        return spellings[words] = words;
    }

    private string[] Once(string[] written)
    {
        var key = string.Join('\n', written);
        return labelSets.TryGetValue(key, out var known) ? known : labelSets[key] = [.. written.Select(words => Once(words))];
    }

    // A label of the plug-in's own may stand between the second name and the time.
    private int SecondName(int start, int time)
    {
        if (lines[time - 1].Words == lines[start].Words)
            return time - 1;
        var isLabelled = time - start > 2 && CaptureWords.IsAuthor(lines[time - 1].Words);
        return isLabelled && lines[time - 2].Words == lines[start].Words ? time - 2 : -1;
    }

    private void AddRepliesInUnknownLanguages(IEnumerable<(int From, int To)> blocks)
    {
        var possible = new List<CaptureHeader>();
        foreach (var (from, to) in blocks)
            if (!starts[from] && to - from >= 4 && Undamaged(from, to - 2, lines[to - 1].Words) is { } reply)
                possible.Add(reply with { End = to });
        if (possible.Count == 0)
            return;
        var authors = names.Concat(possible.Select(header => header.Name)).ToHashSet();
        foreach (var header in possible)
            if (NameAtAnEnd(header.ReplyTo!, authors) is { } name)
                Add(header with { ReplyTo = Once(name) });
    }

    // Somebody may quote a whole header; it shows when the page states fewer comments than look like one.
    private void RemoveQuoted(int excess)
    {
        if (excess <= 0)
            return;
        Sort();
        var seen = new HashSet<(string, DateTime)>();
        found.RemoveAll(header =>
        {
            var isQuoted = !seen.Add((header.Name, header.WrittenAt)) || dates.At(header.Start) is not null;
            if (!isQuoted || header.Fault is not null || excess-- <= 0)
                return false;
            starts[header.Start] = false;
            return true;
        });
    }

    private static string? NameAtAnEnd(string words, HashSet<string> authors)
    {
        if (words.Length > 2 * LongestLabel)
            return null;
        for (var i = 1; i < words.Length; i++)
            if (authors.Contains(words[i..].TrimStart()))
                return words[i..].TrimStart();
        for (var i = words.Length - 1; i > 0; i--)
            if (authors.Contains(words[..i].TrimEnd()))
                return words[..i].TrimEnd();
        return null;
    }

    private void AddUnsound(IEnumerable<(int From, int To)> blocks, int? stated)
    {
        var missing = stated - found.Count;
        if (missing <= 0 || (missing is null && found.Count == 0))
            return;
        var candidates = blocks.Where(block => !HasHeader(block)).SelectMany(Candidates)
            .Where(candidate => missing is not null || candidate.Strength >= Strength.Telling)
            .OrderByDescending(candidate => candidate.Strength).Take(missing ?? int.MaxValue);
        foreach (var candidate in candidates.ToList())
            Add(candidate.Header);
    }

    private bool HasHeader((int From, int To) block)
    {
        for (var line = block.From; line < block.To && line <= block.From + MostUnknownBarLines; line++)
            if (starts[line])
                return true;
        return false;
    }

    private enum Strength { Hint, Shape, Telling, Whole }

    private IEnumerable<(CaptureHeader Header, Strength Strength)> Candidates((int From, int To) block)
    {
        var any = false;
        foreach (var header in WithoutBlankLines(block.From, block.To))
        {
            any = true;
            yield return (header, Strength.Whole);
        }
        if (!any && Damaged(block.From, block.To) is { } damaged)
            yield return damaged;
    }

    // A page copied without its blank lines: the text follows the time, and the next name follows the text.
    private IEnumerable<CaptureHeader> WithoutBlankLines(int from, int to)
    {
        var earliest = from;
        for (var time = from + 2; time < to; time++)
        {
            if (dates.At(time) is null)
                continue;
            var name = time + 1 < to ? CaptureWords.RepliedTo(lines[time + 1].Words) : null;
            for (var start = Math.Max(earliest, time - MostLines); start < time - 1; start++)
            {
                if (Undamaged(start, time, name) is not { } header)
                    continue;
                if (IsCutOffHere(header, to))
                    yield return header with { End = to, Fault = BrokenOff };
                else
                    yield return header with { End = name is null ? time + 1 : time + 2 };
                break;
            }
            earliest = time + 1;
        }
    }

    // Where the page parts headers from texts, a last line right under the time is the beginning of "Reply to".
    private bool IsCutOffHere(CaptureHeader header, int to) => found.Count > 0 && to == lines.Count && header.End >= to - 1;

    private (CaptureHeader, Strength)? Damaged(int from, int to)
    {
        if (to - from > MostLines || !IsShort(from, to))
            return null;
        var isLabelled = Enumerable.Range(from + 1, to - from - 1).Any(line => IsKnownLabel(lines[line].Words));
        var hasReply = to - from > 2 && CaptureWords.RepliedTo(lines[to - 1].Words) is not null;
        var end = hasReply ? to - 1 : to;
        if (WhatIsMissing(from, end, isLabelled) is not { } fault)
            return null;
        var strength = isLabelled ? Strength.Telling : dates.At(end - 1) is not null ? Strength.Shape : Strength.Hint;
        return (new(from, to, lines[from].Words, [], default, null, fault), strength);
    }

    private string? WhatIsMissing(int from, int end, bool isLabelled)
    {
        var name = lines[from].Words;
        if (end - from == 1)
            return end == lines.Count && names.Contains(name) ? BrokenOff : null;
        if (dates.At(end - 1) is not null)
            return "This comment's header does not name its author twice.";
        if (lines[end - 1].Words == name)
            return "This comment's header has no time.";
        if (end - from > 2 && lines[end - 2].Words == name)
            return "The time of this comment cannot be read.";
        return isLabelled ? "This comment's header is not complete." : null;
    }

    private bool IsKnownLabel(string words) => labels.Contains(words) || CaptureWords.IsDefaultBadge(words);

    private bool IsShort(int from, int to)
    {
        for (var line = from; line < to; line++)
            if (lines[line].Words.Length > LongestLabel)
                return false;
        return true;
    }

    private void Add(CaptureHeader? header)
    {
        if (header is not { } one)
            return;
        isOutOfTurn |= found.Count > 0 && found[^1].Start > one.Start;
        found.Add(one);
        starts[one.Start] = true;
        names.Add(one.Name);
        labels.UnionWith(one.Labels);
    }

    private void Sort()
    {
        if (isOutOfTurn)
            found.Sort((one, other) => one.Start.CompareTo(other.Start));
        isOutOfTurn = false;
    }
}
