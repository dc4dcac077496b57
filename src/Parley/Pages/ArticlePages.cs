using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>The pages readers come for, all from snapshots: the article with its discussion, and one comment in its context.</summary>
public static class ArticlePages
{
    private const int DescriptionGraphemes = 200;

    public static void MapArticlePages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/articles/{slug}", ["GET", "HEAD"], Article).ExcludeFromDescription();
        routes.MapMethods("/articles/{slug}/comments/{id}", ["GET", "HEAD"], Permalink).ExcludeFromDescription();
    }

    private static async Task Article(
        HttpContext http, string slug, string? sort, string? after, CurrentSite site, Shelf shelf, Renderings renderings)
    {
        if (ThreadOrder.Find(sort) is not { } order) { await Problems.Write(http, Problems.BadSort); return; }
        if (!Cursor.TryParse(after, order.Name, site.Site.Secret, out var cursor))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }

        var key = new SnapshotKey("article", site.Id, slug, order.Name, after ?? "");
        await shelf.Answer(http, key, _ => renderings.Make((services, now) => Render(services, slug, order, cursor, now)));
    }

    private static async Task<Made?> Render(IServiceProvider services, string slug, ThreadOrder order, Cursor? cursor, DateTimeOffset now)
    {
        var (db, site) = (services.GetRequiredService<Database>(), services.GetRequiredService<CurrentSite>());
        if (await db.FindArticle(site.Id, slug, now) is not var (article, discussion)) return null;
        var place = Place.Of(article, discussion, site, now);
        var around = services.GetRequiredService<Surroundings>();
        var (thread, page) = await services.GetRequiredService<ThreadViews>().Of(discussion, discussion.Version, place, order, cursor, now);
        var view = new ArticleView(
            place, cursor is null && !article.IsTakenBack ? article.CanonicalUrl ?? site.Absolute(place.Path) : null,
            site.Absolute(place.Path + "/card.png"),
            cursor is null && !article.IsTakenBack ? await Tell(around, site, article, place, page, discussion.CommentCount) : null,
            thread with { IsTakenBack = article.IsTakenBack });
        var body = await services.GetRequiredService<PageRenderer>().Render<ArticlePage>(view);
        var shown = new Snapshot(body, PageRenderer.Html, place.Times.TrueUntil)
            { Status = article.IsTakenBack ? StatusCodes.Status410Gone : StatusCodes.Status200OK };
        return new Made(shown, discussion.Id, discussion.Version) { IsRare = cursor is not null };
    }

    private static async Task<StoryView> Tell(
        Surroundings around, CurrentSite site, Article article, Place place, ThreadPage page, int count)
    {
        var links = await around.AlsoRead(article);
        var shares = await around.Shares(article);
        var marks = await around.Marks(article);
        var own = await around.Texts(article);
        var description = article.Summary ?? Markup.Excerpt(article.Body, DescriptionGraphemes);
        var (url, title) = (Uri.EscapeDataString(article.CanonicalUrl ?? site.Absolute(place.Path)), Uri.EscapeDataString(article.Title));
        return new StoryView(
            article, BodyParts.Of(article.Body, article.Dateline, links, marks),
            [.. ShareNetworks.All.Select(
                network => new ShareLink(network, network.Link(url, title), $"{place.Path}/shares/{network.Key}"))],
            shares,
            Text(SiteTextKind.Notice), Text(SiteTextKind.Policy), Text(SiteTextKind.Guidelines),
            description,
            JsonLd.Of(article, place, article.CanonicalUrl ?? site.Absolute(place.Path), description, site.Absolute, page.Comments, count));

        string Text(SiteTextKind kind) => Markup.Article(own.GetValueOrDefault(kind) ?? site.Text(kind, place.T));
    }

    private static async Task Permalink(
        HttpContext http, string slug, Guid id, string? after, CurrentSite site, Shelf shelf, Renderings renderings)
    {
        if (!Cursor.TryParse(after, "replies", site.Site.Secret, out var cursor) || (cursor is not null && cursor.Id != id))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }

        var key = new SnapshotKey("comment", site.Id, slug, id.ToString(), after ?? "");
        await shelf.Answer(http, key, _ => renderings.Make((services, now) => RenderContext(services, slug, id, cursor, now)));
    }

    private static async Task<Made?> RenderContext(IServiceProvider services, string slug, Guid id, Cursor? cursor, DateTimeOffset now)
    {
        var (db, site) = (services.GetRequiredService<Database>(), services.GetRequiredService<CurrentSite>());
        if (await db.FindArticle(site.Id, slug, now) is not var (article, discussion)) return null;
        var context = await services.GetRequiredService<Threads>()
            .Around(discussion, id, (int)(cursor?.Score ?? Threads.BeforeAll), CancellationToken.None);
        if (context is null) return null;
        var place = Place.Of(article, discussion, site, now);
        var indexed = site.IndexesComments && cursor is null && context.Comment.IsPublished();
        var body = await services.GetRequiredService<PageRenderer>().Render<ContextPage>(new ContextPage.ContextView(
            place, discussion, context, indexed ? site.Absolute($"{place.Path}/comments/{id}") : null,
            context.Comment.IsPublished() ? site.Absolute($"{place.Path}/comments/{id}/card.png") : null)
        {
            Quotable = context.Comment.IsPublished() ? site.Absolute($"{place.Path}/comments/{id}") : null,
        });
        return new Made(new Snapshot(body, PageRenderer.Html, place.Times.TrueUntil), discussion.Id, discussion.Version) { IsRare = true };
    }
}
