namespace Parley.Exchange;

/// <summary>How an article opens: "PLACE (TIME) – " or "PLACE, TIME – ", then a sentence that can stand in for a headline.</summary>
internal readonly record struct CaptureDateline(string? Place, string? Time, string Rest)
{
    private const int LongestPlace = 60;
    private const int LongestTime = 60;
    private const int LongestTitle = 90;
    private const int ShortestClause = 30;

    // What is longer and in parentheses is a dateline only if a day or a clock can be read in it: "Ann (who was 45 then) – her words".
    private const int ShortTime = 24;

    public static CaptureDateline Of(string line) => WithTime(line) ?? InCapitals(line) ?? new(null, null, line);

    private static CaptureDateline? WithTime(string line)
    {
        var open = line.AsSpan().IndexOfAny('(', '（');
        if (open is < 2 or > LongestPlace)
            return null;
        var length = line.AsSpan(open).IndexOfAny(')', '）');
        if (length is < 2 or > LongestTime)
            return null;
        var time = line[(open + 1)..(open + length)].Trim();
        var rest = line[(open + length + 1)..].TrimStart();
        return rest is [var dash, ..] && IsDash(dash)
            && (length <= ShortTime && time.Any(char.IsDigit) || CaptureMoment.Of(time) is not null)
            ? new(line[..open].Trim(), time, rest[1..].Trim()) : null;
    }

    private static CaptureDateline? InCapitals(string line)
    {
        for (var dash = 1; dash < Math.Min(line.Length - 1, LongestPlace + LongestTime); dash++)
        {
            if (!IsDash(line[dash]) || !char.IsWhiteSpace(line[dash - 1]) || line[dash + 1] is not (' ' or '\u00A0')) continue;
            var head = line[..dash].Trim();
            var rest = line[(dash + 1)..].Trim();
            if (dash < LongestPlace && IsPlace(head)) return new(head, null, rest);
            // "KIEL, 23 June 2017 – "
            for (var comma = head.LastIndexOf(','); comma > 1; comma = head.LastIndexOf(',', comma - 1))
                if (IsPlace(head[..comma]) && CaptureMoment.Of(head[(comma + 1)..].Trim()) is not null)
                    return new(head[..comma].Trim(), head[(comma + 1)..].Trim(), rest);
            return null;
        }
        return null;
    }

    private static bool IsPlace(string words) =>
        words.Length >= 2 && words.Any(char.IsUpper) && words.All(letter => char.IsUpper(letter) || " ,.'’-".Contains(letter));

    private static bool IsDash(char c) => c is '–' or '—' or '-' or '―';

    /// <summary>The first sentence, else as many of its clauses or words as make a headline.</summary>
    public static string TitleFrom(string paragraph)
    {
        paragraph = paragraph.Replace('\n', ' ').Trim();
        var end = Math.Min(paragraph.Length, LongestTitle + 1);
        for (var i = 1; i < end; i++)
            if (EndsSentence(paragraph, i))
                return paragraph[..(paragraph[i] is '.' or '。' ? i : i + 1)];
        if (paragraph.Length <= LongestTitle)
            return paragraph;
        for (var i = LongestTitle; i >= ShortestClause; i--)
            if (",;،，–—".Contains(paragraph[i]) && !char.IsDigit(paragraph.ElementAtOrDefault(i + 1)))
                return paragraph[..i].TrimEnd();
        var space = paragraph.LastIndexOf(' ', LongestTitle - 1);
        if (space <= 0)
            space = char.IsHighSurrogate(paragraph[LongestTitle - 2]) ? LongestTitle - 2 : LongestTitle - 1;
        return paragraph[..space].TrimEnd(' ', ',', ';', ':', '–') + "…";
    }

    // A full stop after a single letter belongs to an initial: "U.S. troops".
    private static bool EndsSentence(string text, int i) =>
        text[i] is '。' or '！' or '？'
        || (text[i] is '.' or '!' or '?' or '؟' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]))
            && !(text[i] == '.' && char.IsUpper(text[i - 1]) && (i == 1 || !char.IsLetter(text[i - 2]))));
}
