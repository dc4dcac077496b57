using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Parley.Articles;

/// <summary>An article as a Markdown file: front matter in YAML between two lines of <c>---</c>, then the body.</summary>
public static class ManuscriptFile
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).Build();

    /// <param name="name">File name without its ending, the slug where the front matter names none.</param>
    /// <param name="zone">For times written without an offset.</param>
    /// <exception cref="FormatException">With a sentence for the editor.</exception>
    public static Manuscript Read(string text, string name, TimeZoneInfo zone)
    {
        var (head, body) = Split(text.ReplaceLineEndings("\n").TrimStart('\uFEFF'));
        FrontMatter front;
        try
        {
            front = Yaml.Deserialize<FrontMatter?>(head) ?? new();
        }
        catch (YamlException error)
        {
            throw new FormatException($"The front matter can't be read (line {error.Start.Line + 1}): {Reason(error)}", error);
        }
        if (string.IsNullOrWhiteSpace(front.Title)) throw new FormatException("The front matter has no title.");
        if (string.IsNullOrWhiteSpace(body)) throw new FormatException("There is no text under the front matter.");
        var slug = front.Slug ?? Slug.Of(name);
        if (!Slug.IsSound(slug)) throw new FormatException($"The slug \"{slug}\" may hold letters, digits and hyphens only.");
        return new Manuscript
        {
            Slug = slug, Title = front.Title.Trim(), Body = body.Trim() + "\n",
            Language = front.Language, DatelinePlace = front.DatelinePlace, DatelineTime = front.DatelineTime, Byline = front.Byline, Summary = front.Summary, Prompt = front.Prompt,
            CanonicalUrl = front.Canonical, PublishedAt = Time(front.Published, "published", zone), UpdatedAt = Time(front.Updated, "updated", zone),
            AlsoRead = [.. (front.AlsoRead ?? []).Select(other => new AlsoReadChoice(other))],
            DiscussionOpen = front.Discussion switch
            {
                null or "open" => true,
                "closed" => false,
                _ => throw new FormatException("discussion is either open or closed."),
            },
        };
    }

    // The library's own words name .NET types, which say nothing to an editor.
    private static string Reason(YamlException error) =>
        error is SyntaxErrorException or SemanticErrorException ? error.Message
        : error.Message.Contains("not found on type", StringComparison.Ordinal) ? "there is no such field here, or it is spelled differently."
        : "this field holds a value of another kind than it takes: text, or a list for also_read.";

    private static (string Head, string Body) Split(string text)
    {
        if (!text.StartsWith("---\n", StringComparison.Ordinal))
            throw new FormatException("The file does not begin with front matter between two lines of ---.");
        var end = text.IndexOf("\n---\n", 3, StringComparison.Ordinal);
        return end < 0 ? throw new FormatException("The front matter has no closing line of ---.") : (text[4..Math.Max(4, end)], text[(end + 5)..]);
    }

    private static DateTimeOffset? Time(string? text, string field, TimeZoneInfo zone)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
            throw new FormatException($"{field} is not a time like 2026-06-23 12:15.");
        return time.Kind == DateTimeKind.Utc ? time : Local(time, zone);
    }

    /// <summary>A clock time in a zone; one that was skipped in spring is read an hour later.</summary>
    public static DateTimeOffset Local(DateTime time, TimeZoneInfo zone)
    {
        time = DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(time)) time = time.AddHours(1);
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(time, zone));
    }

    private sealed class FrontMatter
    {
        public string? Title { get; set; }
        public string? Slug { get; set; }
        public string? Language { get; set; }
        public string? DatelinePlace { get; set; }
        public string? DatelineTime { get; set; }
        public string? Byline { get; set; }
        public string? Summary { get; set; }
        public string? Canonical { get; set; }
        public string? Prompt { get; set; }
        public string? Published { get; set; }
        public string? Updated { get; set; }
        public string? Discussion { get; set; }
        public List<string>? AlsoRead { get; set; }
    }
}
