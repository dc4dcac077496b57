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
    private static readonly Refusal Staff = new(422, "staff", "Nobody of the staff can be suspended; end the role instead.");

    /// <param name="removal">The decision whose author is suspended; by it a moderator need not know who that is.</param>
    public async Task<Outcome<Suspended>> Suspend(Guid removal, string? rawFacts, Reader moderator, CancellationToken ct)
    {
        // Judge
        if (Reasons.Found(rawFacts).Refused(out var missing, out var facts)) return missing;
        var cause = await db.Decisions.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == removal, ct);
        if (cause is null) return Problems.NotFound;

        // Change
        return await change.Of<Suspended>(cause.ReaderId, async at =>
        {
            await db.TakeTurn(cause.ReaderId, CancellationToken.None);
            cause = await db.Decisions.SingleAsync(x => x.SiteId == site.Id && x.Id == removal);
            if (cause.Kind != DecisionKind.Removal || cause.ReversedAt is not null) return NotRemoved;
            var reader = await db.Readers.SingleAsync(x => x.SiteId == site.Id && x.Id == cause.ReaderId);
            if (reader.IsStaff) return Staff;
            if (reader.IsSuspendedAt(at)) return Already;
            var step = await db.Decisions.CountAsync(x => x.SiteId == site.Id && x.ReaderId == reader.Id
                && x.Kind == DecisionKind.Suspension && x.ReversedAt == null);
            var until = at.AddDays(Steps[Math.Min(step, Steps.Count - 1)]);
            var decision = Decision.Suspend(cause, facts, until, moderator, at);
            var receipt = decision.GiveReceipt();
            reader.Suspend(decision.Id, until);
            db.Decisions.Add(decision);
            decision.Stand(await db.Append(decision.InLog(LogAction.Suspension, facts, null), at));
            return new Suspended(decision.Id, receipt, until);
        }, _ => null, ct);
    }
}

/// <param name="Receipt">Shown once, for the reader.</param>
/// <param name="Until">When it ends by itself.</param>
public sealed record Suspended(Guid DecisionId, string Receipt, DateTimeOffset Until);
