using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;

namespace Parley.Pages;

/// <summary>What the script puts into a page that is the same for everybody.</summary>
public static class MineEndpoints
{
    /// <summary>Whoever missed more than that reads the newest first, and no longer cares how many.</summary>
    private const int MostNew = 1000;

    public static void MapMine(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Votes").GuardOrigin();
        api.MapGet("/discussions/{id}/mine", Mine).WithSummary("What is personal about a discussion");
    }

    private static async Task<Results<Ok<MineAnswer>, Refused>> Mine(
        Guid id, HttpContext http, Identity identity, FormStamp stamps, Database db, CurrentSite site, Visits visits, Resting resting,
        TimeProvider clock, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        var stamp = stamps.Make(Identity.CookieOf(http));
        if (await identity.Who(http) is not { } reader)
            return TypedResults.Ok(new MineAnswer(new Dictionary<Guid, int>(), null, 0, null, [], new Dictionary<Guid, string>(), stamp));
        // Not as a join: from the comments of a long discussion the way to one reader's votes is long.
        var votes = await db.Votes.Where(vote => vote.SiteId == site.Id && vote.ReaderId == reader.Id
                && db.Comments.Any(x => x.SiteId == vote.SiteId && x.Id == vote.CommentId && x.DiscussionId == id))
            .Select(x => new { x.CommentId, x.Value }).ToDictionaryAsync(x => x.CommentId, x => x.Value, ct);
        var said = await db.Comments.Where(
                x => x.SiteId == site.Id && x.AuthorId == reader.Id && x.DiscussionId == id && x.WithdrawnAt == null)
            .OrderByDescending(x => x.CreatedAt).Select(x => new { x.Id, x.Removal }).Take(500).ToListAsync(ct);
        var own = said.Where(x => x.Removal is null).Select(x => x.Id).ToList();
        var decisions = said.Where(x => x.Removal is not null)
            .ToDictionary(x => x.Id, x => Receipt.PathTo(site.Site, x.Removal!.DecisionId));
        var (now, look) = (clock.Now(), new Look(site.Id, reader.Id, id));
        var looking = await visits.Began(look, now, ct);
        var visit = await db.Visits.AsNoTracking()
            .FirstOrDefaultAsync(x => x.SiteId == site.Id && x.ReaderId == reader.Id && x.DiscussionId == id, ct);
        var since = visit?.NewSince(looking ?? now);
        var fresh = since is null ? 0 : await db.Comments
            .Where(x => x.SiteId == site.Id && x.DiscussionId == id && x.CreatedAt > since)
            .OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).Take(MostNew)
            .CountAsync(x => x.WithdrawnAt == null && x.RemovedAt == null && x.AuthorId != reader.Id, ct);
        return TypedResults.Ok(new MineAnswer(votes, since, fresh, reader.Name.Length > 0 ? reader.Name : null, own, decisions, stamp)
            { IsStaff = reader.IsStaff, Resting = (await resting.In(id, reader, ct)).Count });
    }
}

/// <param name="NewSince">The end of the reader's last visit; null in the first.</param>
/// <param name="NewCount">Comments of others among the first thousand since then, on whichever page.</param>
/// <param name="Name">Under which this reader writes; null while there is none.</param>
/// <param name="Own">Ids of the reader's own comments.</param>
/// <param name="Decisions">Of own comments that were removed or are held: where the reasons stand, with the
/// receipt that opens them.</param>
/// <param name="Stamp">For the forms of the page.</param>
public sealed record MineAnswer(
    IReadOnlyDictionary<Guid, int> Votes, DateTimeOffset? NewSince, int NewCount, string? Name, IReadOnlyList<Guid> Own,
    IReadOnlyDictionary<Guid, string> Decisions, string Stamp)
{
    /// <summary>An editor or a moderator, whom the page offers their tools.</summary>
    public bool IsStaff { get; init; }

    /// <summary>How many of the reader's own comments rest here.</summary>
    public int Resting { get; init; }
}
