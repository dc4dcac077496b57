using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Articles;

/// <summary>An article as a Markdown file: front matter in YAML between two lines of <c>---</c>, then the body.</summary>
public static partial class ManuscriptFile
{
    /// <param name="name">File name without its ending, the slug where the front matter names none.</param>
    /// <param name="zone">For times written without an offset.</param>
    /// <param name="warnings">Takes what is doubtful and stops nothing; null: a field that nobody knows is a fault.</param>
    /// <exception cref="FormatException">With a sentence for the editor.</exception>
    public static Manuscript Read(string text, string name, TimeZoneInfo zone, ICollection<string>? warnings = null)
    {
        var (head, body, first) = Split(text.ReplaceLineEndings("\n").TrimStart('\uFEFF'));
        var front = FrontMatter.Read(head, first);
        foreach (var unknown in front.Unknown)
        {
            if (warnings is null) throw new FormatException($"The front matter can't be read: {unknown}");
            warnings.Add(unknown);
        }
        if (string.IsNullOrWhiteSpace(front["title"])) throw new FormatException("The front matter has no title.");
        if (string.IsNullOrWhiteSpace(body)) throw new FormatException("There is no text under the front matter.");
        var slug = front["slug"]?.Normalize(NormalizationForm.FormC) ?? Slug.Of(name);
        if (!Slug.IsSound(slug)) throw new FormatException($"The slug \"{slug}\" may hold letters, digits and hyphens only.");
        return new Manuscript
        {
            Slug = slug, Title = front["title"]!.Trim(), Body = body.Trim() + "\n", Language = front["language"],
            DatelinePlace = front["dateline_place"], DatelineTime = front["dateline_time"], Byline = front["byline"],
            Summary = front["summary"], Section = front["section"], Prompt = front["prompt"], Picture = front["picture"]?.Trim(),
            PictureAlt = front["picture_alt"], PictureCaption = front["picture_caption"], CanonicalUrl = front["canonical"],
            PublishedAt = Time(front, "published", zone), UpdatedAt = Time(front, "updated", zone),
            AlsoRead = [.. front.AlsoRead.Select(other => new AlsoReadChoice(other.Normalize(NormalizationForm.FormC)))],
            IsUnpublished = front["unpublished"]?.ToLowerInvariant() switch
            {
                null or "false" or "no" => false,
                "true" or "yes" => true,
                _ => throw new FormatException($"unpublished (line {front.LineOf("unpublished")}) is either yes or no."),
            },
            KeepsDiscussion = front["discussion"] is "readable",
            DiscussionOpen = front["discussion"] switch
            {
                null or "open" => true,
                "closed" or "readable" => false,
                _ => throw new FormatException(
                    $"discussion (line {front.LineOf("discussion")}) is open, closed, or readable where the article is unpublished."),
            },
        };
    }

    private static (string Head, string Body, int FirstLine) Split(string text)
    {
        var lines = text.Split('\n');
        var begin = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        if (begin < 0 || lines[begin].TrimEnd() != "---")
            throw new FormatException("The file does not begin with front matter between two lines of ---.");
        // YAML itself ends a document with three dots, and some editors' templates do.
        var end = Array.FindIndex(lines, begin + 1, line => line.TrimEnd() is "---" or "...");
        if (end < 0) throw new FormatException("The front matter has no closing line of ---.");
        return (string.Join('\n', lines[(begin + 1)..end]), string.Join('\n', lines[(end + 1)..]), begin + 2);
    }

    private static DateTimeOffset? Time(FrontMatter front, string field, TimeZoneInfo zone)
    {
        if (string.IsNullOrWhiteSpace(front[field])) return null;
        return Time(front[field]!.Trim(), zone)
            ?? throw new FormatException($"{field} (line {front.LineOf(field)}) is not a time like 2026-06-23 or 2026-06-23 12:15.");
    }

    // Only what can't mean two days: 06/07 is June in one country and July in another, and 12:15 would be today's.
    private static DateTimeOffset? Time(string text, TimeZoneInfo zone)
    {
        if (Written().Match(text) is not { Success: true } match) return null;
        var (clock, offset) = (match.Groups["clock"].Value, match.Groups["zone"].Value.ToUpperInvariant());
        var format = "yyyy-MM-dd H:mm" + (clock.Length > 5 ? ":ss" : "");
        if (!DateTime.TryParseExact($"{match.Groups["day"].Value} {(clock.Length > 0 ? clock : "00:00")}", format,
                CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return null;
        try
        {
            return offset switch
            {
                "" => Local(time, zone),
                "Z" => new DateTimeOffset(time, TimeSpan.Zero),
                _ => new DateTimeOffset(time, Offset(offset)).ToUniversalTime(),
            };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static TimeSpan Offset(string text)
    {
        var digits = text[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..],
            CultureInfo.InvariantCulture), 0);
        return text[0] == '-' ? -offset : offset;
    }

    /// <summary>A clock time in a zone; one that was skipped in spring is read an hour later.</summary>
    public static DateTimeOffset Local(DateTime time, TimeZoneInfo zone)
    {
        time = DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(time)) time = time.AddHours(1);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(time, zone));
    }

    [GeneratedRegex(@"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:(?:[Tt]|[ ]+)(?<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]+)?"
        + "[ ]*(?<zone>[Zz]|[+-][0-9]{2}(?::?[0-5][0-9])?)?)?$")]
    private static partial Regex Written();
}
