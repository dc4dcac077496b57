using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>The story by its passages, to choose one without script; and what is said about one of them.</summary>
public static class PassagePages
{
    public static void MapPassagePages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/articles/{slug}/passages", ["GET", "HEAD"], All).ExcludeFromDescription();
        routes.MapMethods("/articles/{slug}/passages/{id}", ["GET", "HEAD"], One).ExcludeFromDescription();
    }

    private static async Task All(HttpContext http, string slug, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await PageRenderer.Answer(http,
            await snapshots.Get(new SnapshotKey("passages", site.Id, slug), _ => renderings.Make(async (services, now) =>
            {
                var (db, pages) = (services.GetRequiredService<Database>(), services.GetRequiredService<PageRenderer>());
                if (await db.FindArticle(site.Id, slug, now) is not var (article, discussion)) return null;
                var place = Place.Of(article, discussion, site, now);
                var (story, marks) = (StoryText.Of(article.Body), await db.MarksOf(article, default));
                var body = await pages.Render<PassagesPage>(new PassagesPage.PassagesView(
                    place, [.. story.Blocks.Select(block => new PassagesPage.Choice(block.Index, block.Words, [.. marks[block.Index]]))]));
                return new Made(new Snapshot(body, PageRenderer.Html, place.Times.TrueUntil), discussion.Id, discussion.Version);
            })));

    private static async Task One(
        HttpContext http, string slug, Guid id, string? after, CurrentSite site, Snapshots snapshots, Renderings renderings)
    {
        if (!Cursor.TryParse(after, ThreadOrder.Oldest.Name, site.Site.Secret, out var cursor))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }
        await PageRenderer.Answer(http,
            await snapshots.Get(new SnapshotKey("passage", site.Id, slug, id.ToString(), after ?? ""), _ => renderings.Make(
                (services, now) => Render(services, slug, id, cursor, now))));
    }

    private static async Task<Made?> Render(IServiceProvider services, string slug, Guid id, Cursor? cursor, DateTimeOffset now)
    {
        var (db, site) = (services.GetRequiredService<Database>(), services.GetRequiredService<CurrentSite>());
        if (await db.FindArticle(site.Id, slug, now) is not var (article, discussion)) return null;
        var passage = await db.Passages.AsNoTracking()
            .FirstOrDefaultAsync(x => x.SiteId == site.Id && x.ArticleId == article.Id && x.Id == id);
        if (passage is null) return null;
        var place = Place.Of(article, discussion, site, now);
        var page = await services.GetRequiredService<Threads>().Page(discussion, ThreadOrder.Oldest, cursor, Threads.PerPage, default, id);
        var form = new FormView(place.Path + "/comments", services.GetRequiredService<FormStamp>().Make(null))
        {
            Quote = new TextQuote(passage.Exact, passage.Prefix, passage.Suffix), Submit = place.Box.Submit, Box = place.Box,
        };
        var body = await services.GetRequiredService<PageRenderer>().Render<PassagePage>(new PassagePage.PassageView(
            place, discussion, AnchorView.Of(passage), passage.Question, page.Comments, page.Next, passage.Start is null ? null : form));
        return new Made(new Snapshot(body, PageRenderer.Html, place.Times.TrueUntil), discussion.Id, discussion.Version) { IsRare = true };
    }

    /// <summary>Passages that stand in the story and are spoken of, by the block in which they end.</summary>
    public static async Task<ILookup<int, PassageMark>> MarksOf(this Database db, Article article, CancellationToken ct)
    {
        var spoken = await (from passage in db.Passages.AsNoTracking()
                            where passage.SiteId == article.SiteId && passage.ArticleId == article.Id && passage.Start != null
                            orderby passage.Start
                            select new
                            {
                                passage.Id, passage.Exact, passage.Question, Start = passage.Start!.Value,
                                Count = db.Comments.Count(x => x.SiteId == passage.SiteId && x.PassageId == passage.Id
                                    && x.WithdrawnAt == null && x.RemovedAt == null),
                            }).Where(x => x.Count > 0 || x.Question != null).ToListAsync(ct);
        var story = spoken.Count > 0 ? StoryText.Of(article.Body) : null;
        return spoken.ToLookup(x => story!.BlockAt(x.Start + x.Exact.Length - 1),
            x => new PassageMark(x.Id, x.Exact, x.Count, x.Question, story!.PlacesOf(x.Exact).TakeWhile(place => place < x.Start).Count()));
    }
}
