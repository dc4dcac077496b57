using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Articles;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

public static class ArticleEndpoints
{
    private static readonly Refusal NoKey = new(401, "site-key-needed",
        "Articles are written with the site's key: Authorization: Bearer pk_… (make one with: parley site key).");
    private static readonly Refusal BadKeep = new(400, "bad-discussion",
        "discussion=readable keeps what was said readable; without it the discussion goes too.");
    private static readonly Refusal BadSlug = new(400, "bad-slug", "A slug holds letters, digits and hyphens only.");
    private static readonly Refusal UnknownText = new(404, "unknown-text", "The site's texts are {0}.") { Args = [string.Join(", ",
        Enum.GetNames<SiteTextKind>()).ToLowerInvariant()] };
    private static readonly Refusal Incomplete = new(422, "incomplete-article", "An article needs a title and a body.");

    public static void MapArticles(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Articles").GuardOrigin();
        api.MapPut("/articles/{slug}", Put).LimitNetwork(Limits.NetworkArticles)
            .WithSummary("Publishes an article, or a new version of it; with the site's key");
        api.MapDelete("/articles/{slug}", Delete).LimitNetwork(Limits.NetworkArticles).WithSummary(
            "Takes an article back: readers are told that it is gone; with the site's key. discussion=readable keeps what was said");
        api.MapPut("/site/texts/{kind}", PutText).LimitNetwork(Limits.NetworkArticles)
            .WithSummary("Puts a new version of one of the site's texts in force; with the site's key");
    }

    private static async Task<Results<Created<PublishedArticle>, Ok<PublishedArticle>, Refused>> Put(
        string slug, ArticleRequest asked, HttpContext http, CurrentSite site, Publishing publishing, CancellationToken ct)
    {
        if (Identity.BearerOf(http) is not { } key || !site.Opens(key)) return NoKey.Refuse();
        slug = CleanText.WellFormed(slug).Normalize(NormalizationForm.FormC);
        if (!Slug.IsSound(slug)) return BadSlug.Refuse();
        if (string.IsNullOrWhiteSpace(asked.Title) || string.IsNullOrWhiteSpace(asked.Body)) return Incomplete.Refuse();

        var text = asked.As(slug);
        if ((await publishing.Publish(text, ArticleSource.Api, slug, ct)).Refused(out var refusal, out var published))
            return refusal.Refuse();

        // Escaped: a header holds no letters beyond ASCII.
        var path = "/articles/" + Uri.EscapeDataString(slug);
        var answer = new PublishedArticle(
            published.Article.Id, site.Absolute(path), published.Discussion.Id, published.As.ToString().ToLowerInvariant(),
            [.. asked.Unknown(), .. await publishing.DeadLinks(text, ct)]);
        return published.As == PublishedAs.New ? TypedResults.Created(path, answer) : TypedResults.Ok(answer);
    }

    private static async Task<Results<NoContent, Refused>> Delete(
        string slug, string? discussion, HttpContext http, CurrentSite site, Publishing publishing, CancellationToken ct)
    {
        if (Identity.BearerOf(http) is not { } key || !site.Opens(key)) return NoKey.Refuse();
        if (discussion is not (null or "readable")) return BadKeep.Refuse();
        slug = CleanText.WellFormed(slug).Normalize(NormalizationForm.FormC);
        return (await publishing.Recall(slug, discussion is not null, ct)).Refused(out var refusal, out _)
            ? refusal.Refuse() : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<TextInForce>, Refused>> PutText(
        string kind, TextRequest asked, HttpContext http, CurrentSite site, SiteTexts texts, CancellationToken ct)
    {
        if (Identity.BearerOf(http) is not { } key || !site.Opens(key)) return NoKey.Refuse();
        if (int.TryParse(kind, out _) || !Enum.TryParse<SiteTextKind>(kind, ignoreCase: true, out var which)) return UnknownText.Refuse();
        if (asked.Markdown is null) return Problems.BadJson.Refuse();
        if (Mistake(which, asked.Markdown) is { } mistake) return mistake.Refuse();
        return (await texts.Write(which, asked.Markdown.ReplaceLineEndings("\n").Trim(), ct)).Refused(out var refusal, out var text)
            ? refusal.Refuse() : TypedResults.Ok(new TextInForce(which.ToString().ToLowerInvariant(), text.Version, text.CreatedAt));
    }

    private static Refusal? Mistake(SiteTextKind kind, string text)
    {
        try
        {
            if (kind == SiteTextKind.Standing) StandingFile.Read(text);
            if (kind == SiteTextKind.Rules) RuleFile.Read(text);
            return null;
        }
        catch (FormatException mistake)
        {
            return new(422, $"bad-{kind.ToString().ToLowerInvariant()}", mistake.Message);
        }
    }
}

/// <param name="Markdown">Empty to have no such text. Rules and the rules of standing are YAML; empty for those
/// that Parley brings along.</param>
public sealed record TextRequest(string? Markdown);

public sealed record TextInForce(string Kind, int Version, DateTimeOffset Since);

public sealed record ArticleRequest(
    string? Title, string? Body, string? Language, string? DatelinePlace, string? DatelineTime, string? Byline, string? Summary,
        string? CanonicalUrl,
    DateTimeOffset? PublishedAt, DateTimeOffset? UpdatedAt, IReadOnlyList<string>? AlsoRead, bool? DiscussionOpen, string? Prompt,
    bool? Unpublished, bool? DiscussionReadable, string? Section)
{
    private static readonly string[] Fields =
        [.. typeof(ArticleRequest).GetConstructors()[0].GetParameters().Select(x => JsonNamingPolicy.CamelCase.ConvertName(x.Name!))];

    /// <summary>What stands in the request and is no field of an article.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    /// <summary>A sentence for each field that there isn't.</summary>
    public IEnumerable<string> Unknown() => (Others ?? []).Keys.Select(name =>
        $"There is no field \"{name}\"." + (Spelling.Nearest(name, Fields) is { } nearest ? $" Did you mean {nearest}?" : ""));

    public Manuscript As(string slug) => new()
    {
        Slug = slug, Title = Title!.Trim(), Body = Body!, Language = Language, DatelinePlace = DatelinePlace, DatelineTime =
            DatelineTime, Byline = Byline,
        Summary = Summary, Section = Section, CanonicalUrl = CanonicalUrl, PublishedAt = PublishedAt, UpdatedAt = UpdatedAt,
        AlsoRead = [.. (AlsoRead ?? []).Select(other => new AlsoReadChoice(CleanText.WellFormed(other ?? "")
            .Normalize(NormalizationForm.FormC)))], DiscussionOpen = DiscussionOpen ?? true, Prompt = Prompt,
        IsUnpublished = Unpublished ?? false, KeepsDiscussion = DiscussionReadable ?? false,
    };
}

/// <param name="State">new, revised or unchanged.</param>
/// <param name="Warnings">What was doubtful and stopped nothing: fields that there aren't, and ways to nowhere.</param>
public sealed record PublishedArticle(Guid Id, string Url, Guid DiscussionId, string State, IReadOnlyList<string> Warnings);
