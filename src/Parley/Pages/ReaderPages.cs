using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>What was decided about a reader, the newest first; those who decide are further to the right.</summary>
public delegate Task<IReadOnlyList<OwnDecision>> DecisionsAbout(Guid reader, int most, CancellationToken ct);

/// <param name="Kind">removal, suspension or hold.</param>
/// <param name="Rule">Its title; null where none was broken.</param>
/// <param name="Path">Of the statement of reasons, with the receipt: it opens in any browser.</param>
/// <param name="UntilAt">When a suspension ends, or a hold should; null for what has no end.</param>
/// <param name="ReversedAt">Taken back, or published; null: not.</param>
public sealed record OwnDecision(
    long Number, string Kind, string? Rule, string Path, DateTimeOffset DecidedAt, DateTimeOffset? UntilAt, DateTimeOffset? ReversedAt)
{
    /// <summary>A suspension that nobody appealed against: it ended with the removal that it had followed.</summary>
    public bool EndedWithCause { get; init; }
}

public static class ReaderPages
{
    private const int Recent = 20;
    private const int ExcerptGraphemes = 160;

    public static void MapReaderPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/readers/{id}", Reader).ExcludeFromDescription();
        routes.MapGet("/account", Account).ExcludeFromDescription();
    }

    private static async Task<IResult> Reader(
        Guid id, Database db, CurrentSite site, Standings standings, PageRenderer pages, TimeProvider clock, CancellationToken ct)
    {
        var reader = await db.Readers.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id && x.Name != "", ct);
        return reader is null ? Problems.NotFound.AsProblem()
            : await pages.Personal<ReaderPage>(await View(reader, false, "", db, site, standings, clock, ct));
    }

    private static async Task<IResult> Account(HttpContext http, Identity identity, FormStamp stamps, DecisionsAbout decisions,
        Newsdesk newsdesk, RestingLines resting, ReturnedTo returned, Database db, CurrentSite site, Standings standings,
        PageRenderer pages, TimeProvider clock, CancellationToken ct)
    {
        var reader = await identity.Who(http);
        var view = await View(reader, true, stamps.Make(Identity.CookieOf(http)), db, site, standings, clock, ct);
        return await pages.Personal<ReaderPage>(reader is null ? view
            : view with
            {
                Decisions = await decisions(reader.Id, Recent, ct), Desk = reader.IsStaff ? await newsdesk.Of(reader, ct) : null,
                Resting = await resting.Of(reader, http, view.Stamp, view.Times, ct), IsGuest = reader.Kind == ReaderKind.Guest,
                Returned = await returned(reader, http, "/account/returned", view.Stamp, view.Times),
            });
    }

    private static async Task<ReaderPage.ReaderView> View(
        Reader? reader, bool own, string stamp, Database db, CurrentSite site, Standings standings, TimeProvider clock,
        CancellationToken ct)
    {
        var times = new Times(clock.Now(), site.Zone, site.Words);
        if (reader is null) return new(site.Words, site.Site.Name, null, [], own, stamp, times);
        var comments = await (from comment in db.Comments.AsNoTracking().Published()
                              join discussion in db.Discussions
                                  on new { comment.SiteId, Id = comment.DiscussionId } equals new { discussion.SiteId, discussion.Id }
                              join story in db.Articles on new { discussion.SiteId, Id = discussion.ArticleId!.Value }
                                  equals new { story.SiteId, story.Id } into stories
                              from article in stories.DefaultIfEmpty()
                              where comment.SiteId == site.Id && comment.AuthorId == reader.Id && discussion.HiddenAt == null
                              orderby comment.CreatedAt descending
                              select new { comment, discussion.Url, Title = article == null ? discussion.Title : article.Title,
                                  Slug = article == null ? null : article.Slug }).Take(Recent).ToListAsync(ct);
        return new(site.Words, site.Site.Name, await standings.Author(reader, ct),
            [.. comments.Select(x => new ReaderPage.Said(
                x.Title.Length > 0 ? x.Title : site.AddressRules.Shown(x.Url),
                Place.LinkTo(x.comment.Id, x.Slug, site.AddressRules.Shown(x.Url)),
                Markup.Excerpt(x.comment.Text, ExcerptGraphemes, x.comment.Format), x.comment.CreatedAt))], own, stamp, times)
            { Role = reader.Role };
    }
}
