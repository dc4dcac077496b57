using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// Whoever breaks the rules again and again may not write for a while. By steps, so that nobody is treated by mood; with an end; never
/// silent: the reader is told why and until when, and can appeal. Reading and voting go on.
/// </summary>
public sealed class Suspensions(Database db, CurrentSite site, Change change)
{
    /// <summary>Days. A suspension that was reversed is no step; after the last step it stays at that.</summary>
    public static readonly IReadOnlyList<int> Steps = [1, 7, 30, 180];

    private static readonly Refusal NotRemoved = new(422, "no-removal", "A suspension follows a removal that stands.");
    private static readonly Refusal Already = new(409, "suspended-already", "This reader is suspended already.");
    private static readonly Refusal Once = new(409, "suspended-for-it",
        "A suspension has followed from this removal before. One removal carries one; the next step is for breaking a rule again.");
    private static readonly Refusal Staff = new(422, "staff", "Nobody of the staff can be suspended; end the role instead.");

    /// <param name="removal">The decision whose author is suspended; by it a moderator need not know who that is.</param>
    public async Task<Outcome<Suspended>> Suspend(Guid removal, string? rawFacts, Reader moderator, CancellationToken ct)
    {
        // Judge
        if (Reasons.Found(rawFacts).Refused(out var missing, out var facts)) return missing;
        var cause = await db.Decisions.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == removal, ct);
        if (cause is null) return Problems.NotFound;

        // Change: with the discussion locked, the removal can't be taken back meanwhile; with the reader, no other suspension begin
        return await change.In<Suspended>(Discussion(cause.CommentId), async (_, at) =>
        {
            await db.TakeTurn(cause.ReaderId, CancellationToken.None);
            cause = await db.Decisions.SingleAsync(x => x.SiteId == site.Id && x.Id == removal);
            if (cause.Kind != DecisionKind.Removal || cause.ReversedAt is not null) return NotRemoved;
            var reader = await db.Readers.SingleAsync(x => x.SiteId == site.Id && x.Id == cause.ReaderId);
            if (reader.IsStaff) return Staff;
            if (reader.IsSuspendedAt(at)) return Already;
            if (await db.Decisions.AnyAsync(x => x.SiteId == site.Id && x.CauseId == removal)) return Once;
            var step = await db.Decisions.CountAsync(x => x.SiteId == site.Id && x.ReaderId == reader.Id
                && x.Kind == DecisionKind.Suspension && x.ReversedAt == null);
            var until = at.AddDays(Steps[Math.Min(step, Steps.Count - 1)]);
            var decision = Decision.Suspend(cause, facts, until, moderator, at);
            reader.Suspend(decision.Id, until);
            db.Decisions.Add(decision);
            decision.Stand(await db.Append(decision.InLog(LogAction.Suspension, facts, null), at));
            return new Suspended(decision.Id, until);
        }, ct);
    }

    private IQueryable<Guid> Discussion(Guid? comment) => db.Comments.Where(x => x.SiteId == site.Id && x.Id == comment)
        .Select(x => x.DiscussionId);

    /// <summary>In the transaction in which a removal is taken back, with its discussion locked and the reader's turn taken: the suspension
    /// that followed ends with it, and is no step any longer. An appeal that waits is decided by that.</summary>
    /// <param name="ruling">Of the appeal against the removal.</param>
    public async Task EndWith(Decision removal, Reader moderator, string ruling, DateTimeOffset at)
    {
        var followed = await db.Decisions.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.CauseId == removal.Id && x.ReversedAt == null);
        if (followed is null) return;
        await End(followed, at);
        await db.Append(followed.InLog(LogAction.SuspensionEnd, followed.Facts, null), at);
        var appeal = await db.Appeals.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.DecisionId == followed.Id && x.RuledAt == null);
        if (appeal is null) return;
        foreach (var waiting in await db.Cases.Where(x => x.SiteId == site.Id && x.CommentId == removal.CommentId && x.ClosedAt == null
            && x.AppealId == appeal.Id).ToListAsync()) waiting.Close(at);
        appeal.Rule(AppealOutcome.Reverse, ruling, moderator, await db.Append(followed.InLog(LogAction.Reversed, followed.Facts,
            appeal.CreatedAt), at), at);
    }

    /// <summary>The reader, whose turn is taken, may write again; a later suspension of theirs goes on.</summary>
    public async Task End(Decision suspension, DateTimeOffset at)
    {
        suspension.Reverse(at);
        var reader = await db.Readers.SingleAsync(x => x.SiteId == site.Id && x.Id == suspension.ReaderId);
        if (reader.SuspensionId == suspension.Id) reader.EndSuspension();
    }
}

/// <param name="Until">When it ends by itself.</param>
public sealed record Suspended(Guid DecisionId, DateTimeOffset Until);
