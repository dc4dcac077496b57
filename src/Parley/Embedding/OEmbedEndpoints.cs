using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>One comment for a page that links to it, as oEmbed 1.0 has it: a quotation that needs no script and no frame.</summary>
public static partial class OEmbedEndpoints
{
    public const string Route = "/oembed";

    /// <summary>Pixels, where the asking page has no opinion.</summary>
    private const int UsualWidth = 600;

    /// <summary>Seconds: an edit or a withdrawal shows on other sites after as long.</summary>
    private const int KeptFor = 300;

    private const int TitleLength = 80;

    private static readonly Refusal OnlyJson = new(501, "only-json", "This server answers oEmbed as JSON: format=json.");
    private static readonly Refusal NoComment = new(404, "unknown-comment", "There is no comment at this address that can be read.");

    public static void MapOEmbed(this IEndpointRouteBuilder routes) => routes.MapGroup("").WithTags("Embedding").MapGet(Route, Get)
        .LimitNetwork(Limits.NetworkQuotations)
        .WithSummary("oEmbed 1.0 of one comment: url is its address here, or on the page of another site with #parley-…");

    private static async Task<Results<Ok<OEmbed>, Refused>> Get(
        string? url, string? format, string? maxwidth, HttpContext http, Database db, Addresses addresses, CurrentSite site,
        TimeProvider clock, CancellationToken ct)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        if (format is { Length: > 0 } and not "json") return OnlyJson.Refuse();
        if (url is null || addresses.Normalise(url, http.Request.Host.Value) is null
                || !Guid.TryParse(CommentIn().Match(url).Groups[1].Value, out var id))
            return NoComment.Refuse();

        var found = await (from comment in db.Comments.AsNoTracking().Published()
                           join author in db.Readers
                               on new { comment.SiteId, Id = comment.AuthorId } equals new { author.SiteId, author.Id }
                           join talk in db.Discussions
                               on new { comment.SiteId, Id = comment.DiscussionId } equals new { talk.SiteId, talk.Id }
                           join story in db.Articles
                               on new { talk.SiteId, Id = talk.ArticleId!.Value } equals new { story.SiteId, story.Id } into stories
                           from article in stories.DefaultIfEmpty()
                           where comment.SiteId == site.Id && comment.Id == id && talk.HiddenAt == null
                           select new
                           {
                               comment, author.Id, author.Name, author.Role, talk.Url, Title = article == null ? talk.Title : article.Title,
                               Slug = article == null ? null : article.Slug,
                           }).FirstOrDefaultAsync(ct);
        if (found is null) return NoComment.Refuse();

        var page = site.AddressRules.Shown(found.Url);
        var (link, by) = (Place.LinkTo(id, found.Slug, page), AuthorView.Signed(found.Name, AuthorView.NewsroomOf(found.Role, site)));
        var (t, address) = (site.Words, link.StartsWith('/') ? site.Absolute(link) : link);
        var (title, when) = (found.Title.Length > 0 ? found.Title : page,
            new Times(clock.Now(), site.Zone, t).Exact(found.comment.CreatedAt));
        var said = Markup.Comment(found.comment.Text, found.comment.Format);
        var html = $"""
            <blockquote class="parley-comment" cite="{E(address)}"><div dir="auto">{said}</div>
            <footer>— <cite><bdi>{E(by)}</bdi></cite>, <a href="{E(address)}">{E(when)}</a>, <bdi>{E(title)}</bdi></footer></blockquote>
            """;
        http.Response.Headers.CacheControl = $"public, max-age={KeptFor}";
        return TypedResults.Ok(new OEmbed(
            Markup.Excerpt(found.comment.Text, TitleLength, found.comment.Format), html, Width(maxwidth), by,
            site.Absolute($"/readers/{found.Id}"), site.Site.Name, site.Absolute("/"), KeptFor));
    }

    private static int Width(string? most) =>
        int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0
            ? Math.Min(given, UsualWidth) : UsualWidth;

    private static string E(string text) => HtmlEncoder.Default.Encode(text);

    [GeneratedRegex("(?:/comments/|#parley-)([0-9a-fA-F-]{36})")]
    private static partial Regex CommentIn();
}

/// <summary>oEmbed 1.0, "rich". The height is the page's to find: null.</summary>
public sealed record OEmbed(
    string Title, string Html, int Width, [property: JsonPropertyName("author_name")] string AuthorName,
    [property: JsonPropertyName("author_url")] string AuthorUrl, [property: JsonPropertyName("provider_name")] string ProviderName,
    [property: JsonPropertyName("provider_url")] string ProviderUrl,
    [property: JsonPropertyName("cache_age")] int CacheAge)
{
    public string Type { get; } = "rich";
    public string Version { get; } = "1.0";
    public int? Height { get; }
}
