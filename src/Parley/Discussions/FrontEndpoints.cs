using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

public static class FrontEndpoints
{
    private const int PerPage = 20;

    public static void MapFront(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/", ["GET", "HEAD"], Front).ExcludeFromDescription();
        routes.MapMethods("/guidelines", ["GET", "HEAD"], Guidelines).ExcludeFromDescription();
        routes.MapMethods("/accessibility", ["GET", "HEAD"], Accessibility).ExcludeFromDescription();
    }

    private static async Task Front(HttpContext http, string? after, CurrentSite site, Snapshots snapshots, Renderings renderings)
    {
        if (!Cursor.TryParse(after, "front", site.Site.Secret, out var cursor))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }
        var key = new SnapshotKey("front", site.Id, "/", Cursor: after ?? "");
        var page = await snapshots.Get(key, _ => renderings.Make(CurrentSite.Front, (services, now) => RenderFront(services, cursor, now)));
        await page!.Write(http);
    }

    private static async Task<(byte[] Body, DateTimeOffset TrueUntil)?> RenderFront(
        IServiceProvider services, Cursor? cursor, DateTimeOffset now)
    {
        var db = services.GetRequiredService<Database>();
        var site = services.GetRequiredService<CurrentSite>();
        var newest = db.Articles.AsNoTracking().Out(site.Id, now);
        if (cursor is not null)
            newest = newest.Where(x => x.PublishedAt < cursor.At || (x.PublishedAt == cursor.At && x.Id.CompareTo(cursor.Id) < 0));
        var rows = await (from article in newest.OrderByDescending(x => x.PublishedAt).ThenByDescending(x => x.Id).Take(PerPage + 1)
                          join discussion in db.Discussions on new { article.SiteId, ArticleId = (Guid?)article.Id }
                              equals new { discussion.SiteId, discussion.ArticleId }
                          orderby article.PublishedAt descending, article.Id descending
                          select new { Article = article, discussion.CommentCount }).ToListAsync();
        var shown = rows.Take(PerPage).ToList();
        var next = rows.Count > PerPage
            ? new Cursor("front", 0, shown[^1].Article.PublishedAt, shown[^1].Article.Id, shown.Count).Sealed(site.Site.Secret) : null;
        var times = new Times(now, site.Zone, site.Words);
        times.Until(await db.Articles.Where(x => x.SiteId == site.Id && x.PublishedAt > now).MinAsync(x => (DateTimeOffset?)x.PublishedAt));
        var body = await services.GetRequiredService<PageRenderer>().Render<FrontPage>(new FrontView(
            site.Words, site.Site.Name, cursor is null ? site.Absolute("/") : null,
            [.. shown.Select(row => FrontItem.Of(row.Article, row.CommentCount, times.Ago(row.Article.PublishedAt)))], next));
        return (body, times.TrueUntil);
    }

    private static async Task Guidelines(HttpContext http, int? version, CurrentSite site, Snapshots snapshots, Renderings renderings)
    {
        var key = new SnapshotKey("guidelines", site.Id, "/guidelines", Limit: version ?? 0);
        var page = await snapshots.Get(key,
            _ => renderings.Make(CurrentSite.Stories, (services, now) => RenderGuidelines(services, version, now)));
        await PageRenderer.Answer(http, page);
    }

    private static async Task Accessibility(HttpContext http, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await PageRenderer.Answer(http, await snapshots.Get(new SnapshotKey("accessibility", site.Id, "/accessibility"),
            _ => renderings.Make(CurrentSite.Stories, async (services, _) =>
                (await services.GetRequiredService<PageRenderer>().Render<AccessibilityPage>(new AccessibilityPage.AccessibilityView(
                    site.Words, site.Site.Name, site.Absolute("/accessibility"), Markup.Article(site.Text(SiteTextKind.Accessibility)))),
                    default))));

    private static async Task<(byte[] Body, DateTimeOffset TrueUntil)?> RenderGuidelines(
        IServiceProvider services, int? version, DateTimeOffset now)
    {
        var site = services.GetRequiredService<CurrentSite>();
        var versions = await services.GetRequiredService<SiteTexts>().Versions(SiteTextKind.Guidelines, default);
        if ((version is null ? versions.FirstOrDefault() : versions.Find(x => x.Version == version)) is not { } shown) return null;
        var times = new Times(now, site.Zone, site.Words);
        var body = await services.GetRequiredService<PageRenderer>().Render<GuidelinesPage>(new GuidelinesView(
            site.Words, site.Site.Name, site.Absolute("/guidelines"), Markup.Article(shown.Markdown),
            Markup.Article(site.Text(SiteTextKind.Policy)), shown.Version,
            [.. versions.Select(x => new TextVersion(x.Version, times.Exact(x.CreatedAt), Times.Machine(x.CreatedAt)))],
            services.GetRequiredService<RulesInForce>().Current, services.GetRequiredService<HouseRulesInForce>().Current));
        return (body, default);
    }
}

/// <param name="Guidelines">Safe HTML, as is the policy.</param>
/// <param name="Shown">Number of the version that is shown.</param>
/// <param name="Versions">The one in force first.</param>
public sealed record GuidelinesView(
    Words T, string SiteName, string Canonical, string Guidelines, string Policy, int Shown, IReadOnlyList<TextVersion> Versions,
    StandingRules Standing, RuleBook Rules);

public sealed record TextVersion(int Number, string Since, string SinceMachine);

public sealed record FrontView(Words T, string SiteName, string? Canonical, IReadOnlyList<FrontItem> Articles, string? Next);

public sealed record FrontItem(string Path, string Title, string Summary, DateTimeOffset PublishedAt, string Published, int Comments)
{
    /// <summary>Null where the article has none.</summary>
    public PictureAddress? Picture { get; init; }

    private const int SummaryGraphemes = 240;

    public static FrontItem Of(Article article, int comments, string published) => new(
        "/articles/" + article.Slug, article.Title, article.Summary ?? Markup.Excerpt(FirstParagraph(article.Body), SummaryGraphemes),
        article.PublishedAt, published, comments)
    {
        Picture = PictureAddress.Of(article.Picture),
    };

    private static string FirstParagraph(string body) =>
        body.IndexOf("\n\n", StringComparison.Ordinal) is > 0 and var end ? body[..end] : body;
}
