using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Exchange;

/// <summary>How an article opens: "PLACE (TIME) – ", then a sentence that can stand in for a headline.</summary>
internal readonly partial record struct CaptureDateline(string? Place, string? Time, string Rest)
{
    private const int LongestPlace = 60;
    private const int LongestTime = 24;
    private const int LongestTitle = 90;
    private const int ShortestClause = 30;

    public static CaptureDateline Of(string line) => WithTime(line) ?? InCapitals(line) ?? new(null, null, line);

    /// <summary>The time of day that it names, in twelve hours or twenty-four; null for none that can be told.</summary>
    public static TimeOnly? Clock(string? time)
    {
        if (time is null || Written().Match(time) is not { Success: true } match) return null;
        var hour = int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups["minute"].Value is { Length: > 0 } written ? int.Parse(written, CultureInfo.InvariantCulture) : 0;
        var half = match.Groups["half"].Value.ToUpperInvariant();
        if (half.Length == 0 && match.Groups["minute"].Value.Length == 0) return null;
        if (half.Length > 0 && hour is 0 or > 12) return null;
        if (half.Length > 0) hour = (hour % 12) + (half == "P" ? 12 : 0);
        return hour < 24 && minute < 60 ? new TimeOnly(hour, minute) : null;
    }

    [GeneratedRegex(@"^\s*(?<hour>[0-9]{1,2})(?:[:.h](?<minute>[0-9]{2}))?\s*(?:(?<half>[AaPp])\.?\s?[Mm]\b\.?)?")]
    private static partial Regex Written();

    private static CaptureDateline? WithTime(string line)
    {
        var open = line.IndexOf('(');
        if (open is < 2 or > LongestPlace)
            return null;
        var length = line.AsSpan(open).IndexOf(')');
        if (length is < 2 or > LongestTime || !line.AsSpan(open, length).ContainsAnyInRange('0', '9'))
            return null;
        var rest = line[(open + length + 1)..].TrimStart();
        return rest is [var dash, ..] && IsDash(dash)
            ? new(line[..open].Trim(), line[(open + 1)..(open + length)].Trim(), rest[1..].Trim()) : null;
    }

    private static CaptureDateline? InCapitals(string line)
    {
        var dash = line.AsSpan(0, Math.Min(line.Length, LongestPlace)).IndexOfAny('–', '—', '-');
        if (dash < 3 || !char.IsWhiteSpace(line[dash - 1]) || line.AsSpan(dash + 1) is not [' ' or '\u00A0', ..])
            return null;
        var place = line[..dash].Trim();
        return place.Any(char.IsUpper) && place.All(letter => char.IsUpper(letter) || " ,.'".Contains(letter))
            ? new(place, null, line[(dash + 1)..].Trim()) : null;
    }

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
