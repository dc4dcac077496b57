using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;

namespace Parley.Moderation;

/// <summary>
/// What waits about a comment that its author has withdrawn waits for nobody any more: the cases are closed, whoever gave notice is
/// answered, and reports that nobody will decide about are deleted.
/// </summary>
public sealed class Withdrawals(Database db, CurrentSite site, Change change)
{
    private const int AtOnce = 100;

    public async Task Round(CancellationToken ct)
    {
        // The time excludes nothing; it leads the database to the index of what is open.
        var gone = await db.Cases.Where(x => x.SiteId == site.Id && x.ClosedAt == null && x.OpenedAt > DateTimeOffset.UnixEpoch
            && (x.Kind != CaseKind.Appeal || db.Appeals.Any(appeal => appeal.SiteId == x.SiteId && appeal.Id == x.AppealId
                && db.Decisions.Any(
                    hold => hold.SiteId == appeal.SiteId && hold.Id == appeal.DecisionId && hold.Kind == DecisionKind.Hold)))
            && db.Comments.Any(comment => comment.SiteId == x.SiteId && comment.Id == x.CommentId
                && comment.WithdrawnAt != null)).Select(x => x.CommentId).Distinct().Take(AtOnce).ToListAsync(ct);
        foreach (var id in gone)
        {
            await change.Of<Closed>(id, async at => await Close(id, at), _ => null, ct);
            db.ChangeTracker.Clear();
        }
    }

    private async Task<Closed> Close(Guid id, DateTimeOffset at)
    {
        var comment = await db.Comments.AsNoTracking().SingleAsync(x => x.SiteId == site.Id && x.Id == id);
        // Of what was removed its author may still hear that it was wrong; of what was held there is nothing left to say.
        var waiting = await db.Cases.Where(x => x.SiteId == site.Id && x.CommentId == id && x.ClosedAt == null
            && (x.Kind != CaseKind.Appeal || db.Appeals.Any(appeal => appeal.SiteId == x.SiteId && appeal.Id == x.AppealId
                && db.Decisions.Any(
                    hold => hold.SiteId == appeal.SiteId && hold.Id == appeal.DecisionId && hold.Kind == DecisionKind.Hold))))
            .ToListAsync();
        waiting.ForEach(one => one.Close(at));
        foreach (var notice in await db.Notices.Where(x => x.SiteId == site.Id && x.CommentId == id && x.AnsweredAt == null).ToListAsync())
            notice.Overtake(comment.WithdrawnAt!.Value);
        await db.Reports.Waiting(comment).ExecuteDeleteAsync();
        return new(waiting.Count);
    }

    private sealed record Closed(int Cases);
}
