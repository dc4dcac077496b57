using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>The front page, as a newspaper's: a lead, what follows it, sections, what is discussed, and what was said best.</summary>
public static class FrontPages
{
    private const int PerPage = 24;

    /// <summary>Beside the lead, of whatever section.</summary>
    private const int TopStories = 4;

    /// <summary>A section with less stands among the rest: a heading over one story is a hole in the page.</summary>
    private const int LeastInSection = 2;

    /// <summary>Among so many of the newest are the sections that are alive and what is discussed most.</summary>
    private const int Recent = 100;

    private const int MostDiscussed = 5;
    private const int MostFeatured = 3;
    private const int SummaryGraphemes = 240;
    private const int QuoteGraphemes = 180;

    public static void MapFrontPages(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/", ["GET", "HEAD"], Front).ExcludeFromDescription();

    private static async Task Front(
        HttpContext http, string? after, string? section, CurrentSite site, Snapshots snapshots, Renderings renderings)
    {
        if (section is { Length: 0 }) section = null;
        if (section?.Length > Manuscript.LongestSection)
        {
            await Problems.Write(http, Problems.NotFound);
            return;
        }
        if (!Cursor.TryParse(after, Sort(section), site.Site.Secret, out var cursor))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }

        var key = new SnapshotKey("front", site.Id, "/", Sort: section ?? "", Cursor: after ?? "");
        await PageRenderer.Answer(http, await snapshots.Get(key, async _ =>
            await renderings.Make(CurrentSite.Front, (services, now) => Render(services, section, cursor, now)) is { } made
                ? made with { IsRare = cursor is not null } : null));
    }

    // A place in one section is none in another: else each would be a page in memory for each.
    private static string Sort(string? section) => section is null ? "front"
        : "front " + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(section)), 0, 8);

    private static async Task<(byte[] Body, DateTimeOffset TrueUntil)?> Render(
        IServiceProvider services, string? section, Cursor? cursor, DateTimeOffset now)
    {
        var (db, site) = (services.GetRequiredService<Database>(), services.GetRequiredService<CurrentSite>());
        var newest = db.Articles.AsNoTracking().Out(site.Id, now);
        if (section is not null) newest = newest.Where(x => x.Section == section);
        var page = cursor is null
            ? newest : newest.Where(x => x.PublishedAt < cursor.At || (x.PublishedAt == cursor.At && x.Id.CompareTo(cursor.Id) < 0));
        var rows = await (from article in page.OrderByDescending(x => x.PublishedAt).ThenByDescending(x => x.Id).Take(PerPage + 1)
                          join discussion in db.Discussions on new { article.SiteId, ArticleId = (Guid?)article.Id }
                              equals new { discussion.SiteId, discussion.ArticleId }
                          orderby article.PublishedAt descending, article.Id descending
                          select new { Article = article, discussion.CommentCount }).ToListAsync();
        if (section is not null && rows.Count == 0) return null;
        var shown = rows.Take(PerPage).ToList();
        var next = rows.Count > PerPage
            ? new Cursor(Sort(section), 0, shown[^1].Article.PublishedAt, shown[^1].Article.Id, shown.Count).Sealed(site.Site.Secret)
            : null;
        var times = new Times(now, site.Zone, site.Words);
        times.Until(await db.Articles.Where(x => x.SiteId == site.Id && x.PublishedAt > now).MinAsync(x => (DateTimeOffset?)x.PublishedAt));
        var items = shown.Select(x => Item(x.Article, x.CommentCount, times)).ToList();
        var isFront = section is null && cursor is null;
        IReadOnlyList<DiscussedItem> recent = isFront ? await RecentOnes(db, site, now) : [];
        var view = new FrontView(site.Words, site.Site.Name,
            cursor is null ? site.Absolute(section is null ? "/" : Path(section)) : null, section)
        {
            Sections = [.. (await SectionsOf(db, site, now)).Order(StringComparer.InvariantCultureIgnoreCase)],
            Lead = isFront ? items.FirstOrDefault() : null,
            Blocks = isFront ? InSections([.. items.Skip(1)]) : items.Count > 0 ? [new(null, items)] : [],
            Discussed = isFront ? [.. recent.Where(x => x.Comments > 0).OrderByDescending(x => x.Comments).Take(MostDiscussed)] : [],
            Featured = isFront ? await FeaturedOnes(db, site, now) : [],
            Next = next is null ? null : $"/?{(section is null ? "" : $"section={Uri.EscapeDataString(section)}&")}after={next}",
        };
        return (await services.GetRequiredService<PageRenderer>().Render<FrontPage>(view), times.TrueUntil);
    }

    // The newest few first, whatever they are about; then section by section, as they follow one another; then what is alone in its own.
    private static IReadOnlyList<FrontBlock> InSections(List<FrontItem> items)
    {
        var rest = items.Skip(TopStories).ToList();
        var sections = rest.Where(x => x.Section is not null).GroupBy(x => x.Section!).Where(x => x.Count() >= LeastInSection).ToList();
        if (sections.Count == 0) return items.Count == 0 ? [] : [new(null, items)];
        var own = sections.Select(x => x.Key).ToHashSet();
        var others = rest.Where(x => x.Section is null || !own.Contains(x.Section)).ToList();
        return
        [
            new(null, [.. items.Take(TopStories)]), .. sections.Select(x => new FrontBlock(x.Key, [.. x])),
            .. others.Count > 0 ? new[] { new FrontBlock(null, others) { IsMore = true } } : [],
        ];
    }

    private static async Task<List<string>> SectionsOf(Database db, CurrentSite site, DateTimeOffset now)
    {
        var names = await db.Articles.Out(site.Id, now).OrderByDescending(x => x.PublishedAt).ThenByDescending(x => x.Id).Take(Recent)
            .Select(x => x.Section).ToListAsync();
        return [.. names.OfType<string>().Distinct()];
    }

    private static async Task<IReadOnlyList<DiscussedItem>> RecentOnes(Database db, CurrentSite site, DateTimeOffset now) =>
        await (from article in db.Articles.AsNoTracking().Out(site.Id, now).OrderByDescending(x => x.PublishedAt)
            .ThenByDescending(x => x.Id).Take(Recent)
               join discussion in db.Discussions
                   on new { article.SiteId, ArticleId = (Guid?)article.Id } equals new { discussion.SiteId, discussion.ArticleId }
               orderby article.PublishedAt descending, article.Id descending
               select new DiscussedItem(article.Slug, article.Title, discussion.CommentCount)).ToListAsync();

    private static async Task<IReadOnlyList<FeaturedItem>> FeaturedOnes(Database db, CurrentSite site, DateTimeOffset now)
    {
        var chosen = await (from comment in db.Comments.AsNoTracking().Published()
                            join author in db.Readers
                                on new { comment.SiteId, Id = comment.AuthorId } equals new { author.SiteId, author.Id }
                            join discussion in db.Discussions
                                on new { comment.SiteId, Id = comment.DiscussionId } equals new { discussion.SiteId, discussion.Id }
                            join article in db.Articles.Out(site.Id, now)
                                on new { discussion.SiteId, Id = discussion.ArticleId!.Value } equals new { article.SiteId, article.Id }
                            where comment.SiteId == site.Id && comment.FeaturedAt != null && discussion.HiddenAt == null
                            orderby comment.FeaturedAt descending
                            select new { comment.Id, comment.Text, comment.Format, AuthorId = author.Id, author.Name, article.Slug,
                                article.Title }).Take(MostFeatured).ToListAsync();
        return [.. chosen.Select(x => new FeaturedItem($"{PathOf(x.Slug)}/comments/{x.Id}#c-{x.Id}",
            Markup.Excerpt(x.Text, QuoteGraphemes, x.Format), x.AuthorId, x.Name, x.Title))];
    }

    private static FrontItem Item(Article article, int comments, Times times) => new(
        PathOf(article.Slug), article.Title, article.Summary ?? Markup.Excerpt(
            FirstParagraph(article.Body), SummaryGraphemes),
        article.PublishedAt, times.Ago(article.PublishedAt), comments)
    {
        Section = article.Section, Picture = PictureAddress.Of(article.Picture),
    };

    private static string FirstParagraph(string body) =>
        body.IndexOf("\n\n", StringComparison.Ordinal) is > 0 and var end ? body[..end] : body;

    internal static string Path(string section) => "/?section=" + Uri.EscapeDataString(section);

    internal static string PathOf(string slug) => "/articles/" + Uri.EscapeDataString(slug);
}

/// <param name="Section">Whose page it is; null for the front.</param>
public sealed record FrontView(Words T, string SiteName, string? Canonical, string? Section)
{
    public IReadOnlyList<string> Sections { get; init; } = [];
    public FrontItem? Lead { get; init; }
    public IReadOnlyList<FrontBlock> Blocks { get; init; } = [];
    public IReadOnlyList<DiscussedItem> Discussed { get; init; } = [];
    public IReadOnlyList<FeaturedItem> Featured { get; init; } = [];

    /// <summary>The address of the page after this; null at the end.</summary>
    public string? Next { get; init; }
}

/// <param name="Section">Its heading; null for stories of all.</param>
public sealed record FrontBlock(string? Section, IReadOnlyList<FrontItem> Articles)
{
    /// <summary>What stands below the sections and belongs to none of them.</summary>
    public bool IsMore { get; init; }
}

public sealed record FrontItem(string Path, string Title, string Summary, DateTimeOffset PublishedAt, string Published, int Comments)
{
    public string? Section { get; init; }

    /// <summary>Null where the article has none.</summary>
    public PictureAddress? Picture { get; init; }
}

public sealed record DiscussedItem(string Slug, string Title, int Comments);

/// <param name="Path">Of the comment.</param>
public sealed record FeaturedItem(string Path, string Excerpt, Guid AuthorId, string Author, string Title);
