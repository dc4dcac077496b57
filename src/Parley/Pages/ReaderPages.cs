using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

public static class ReaderPages
{
    private const int Recent = 20;
    private const int ExcerptGraphemes = 160;

    public static void MapReaderPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/readers/{id}", Reader).ExcludeFromDescription();
        routes.MapGet("/account", Account).ExcludeFromDescription();
    }

    private static async Task<IResult> Reader(Guid id, Database db, CurrentSite site, Standings standings, PageRenderer pages, TimeProvider clock, CancellationToken ct)
    {
        var reader = await db.Readers.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id && x.Name != "", ct);
        return reader is null ? Problems.NotFound.AsProblem() : await pages.Personal<ReaderPage>(await View(reader, false, "", db, site, standings, clock, ct));
    }

    private static async Task<IResult> Account(HttpContext http, Identity identity, FormStamp stamps, Database db, CurrentSite site, Standings standings, PageRenderer pages, TimeProvider clock, CancellationToken ct) =>
        await pages.Personal<ReaderPage>(await View(await identity.Who(http), true, stamps.Make(Identity.CookieOf(http)), db, site, standings, clock, ct));

    private static async Task<ReaderPage.ReaderView> View(
        Reader? reader, bool own, string stamp, Database db, CurrentSite site, Standings standings, TimeProvider clock, CancellationToken ct)
    {
        var times = new Times(clock.Now(), site.Zone, site.Words);
        if (reader is null) return new(site.Words, site.Site.Name, null, [], own, stamp, times);
        var comments = await (from comment in db.Comments.AsNoTracking().Published()
                              join discussion in db.Discussions on new { comment.SiteId, Id = comment.DiscussionId } equals new { discussion.SiteId, discussion.Id }
                              join article in db.Articles on new { discussion.SiteId, Id = discussion.ArticleId!.Value } equals new { article.SiteId, article.Id }
                              where comment.SiteId == site.Id && comment.AuthorId == reader.Id && discussion.HiddenAt == null
                              orderby comment.CreatedAt descending
                              select new { comment, article.Title, article.Slug }).Take(Recent).ToListAsync(ct);
        List<Removal?> removals = !own ? [] : await db.Comments.Where(x => x.SiteId == site.Id && x.AuthorId == reader.Id && x.RemovedAt != null)
            .OrderByDescending(x => x.CreatedAt).Take(Recent).Select(x => x.Removal).ToListAsync(ct);
        return new(site.Words, site.Site.Name, await standings.Author(reader, ct),
            [.. comments.Select(x => new ReaderPage.Said(x.Title, $"/articles/{Uri.EscapeDataString(x.Slug)}/comments/{x.comment.Id}#c-{x.comment.Id}",
                Markup.Excerpt(x.comment.Text, ExcerptGraphemes, x.comment.Format), x.comment.CreatedAt))], own, stamp, times) { Role = reader.Role, Removals = [.. removals.OfType<Removal>()] };
    }
}
