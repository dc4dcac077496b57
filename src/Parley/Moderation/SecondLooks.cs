using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>Sends some decisions to a second moderator, as ordinary cases: nothing in them says that somebody has decided.</summary>
public sealed class SecondLooks(Database db, CurrentSite site, Change change, IConfiguration settings)
{
    private readonly int every = Math.Max(0, settings.GetValue("Parley:SecondLookEvery", 10));

    /// <summary>In the transaction of a decision: whether it is one of those. By its id, so that nobody can tell which will be.</summary>
    public async Task Draw(Decision decision, DateTimeOffset at)
    {
        if (every == 0 || (uint)decision.Id.GetHashCode() % (uint)every != 0) return;
        // Kept twice before anybody looked is looked at once.
        if (!await Open(decision.CommentId!.Value).AnyAsync()) db.Cases.Add(Case.Of(decision, at));
    }

    private IQueryable<Case> Open(Guid comment) =>
        db.Cases.Where(x => x.SiteId == site.Id && x.CommentId == comment && x.Kind == CaseKind.SecondLook && x.ClosedAt == null);

    /// <summary>Whether what this moderator says about a comment, in the queue, is a second look; then it is noted and changes nothing
    /// else.</summary>
    /// <param name="rule">Null: keep.</param>
    /// <returns>The decision that was looked at; null where it was no second look.</returns>
    public async Task<Decision?> Take(Guid comment, string? rule, Reader moderator, CancellationToken ct)
    {
        var waiting = Open(comment);
        if (!await waiting.AnyAsync(ct)) return null;
        // What somebody has asked since then comes first.
        var asked = db.Cases.Where(x => x.SiteId == site.Id && x.CommentId == comment && x.ClosedAt == null);
        if (await asked.AnyAsync(x => x.Kind == CaseKind.Report || x.Kind == CaseKind.Notice, ct)) return null;
        var outcome = await change.Of<Decision>(comment, async at =>
        {
            var one = await waiting.FirstOrDefaultAsync();
            var decision = one is null ? null : await db.Decisions.SingleAsync(x => x.SiteId == site.Id && x.Id == one.DecisionId);
            if (decision is null || decision.ModeratorId == moderator.Id) return Problems.NotFound;
            one!.Close(at);
            db.SecondLooks.Add(SecondLook.At(decision, moderator, rule, at));
            return decision;
        }, _ => null, ct);
        return outcome.Value;
    }

    public async Task<Agreement> Agreement(DateTimeOffset since, CancellationToken ct)
    {
        var looks = await db.SecondLooks.Where(x => x.SiteId == site.Id && x.LookedAt > since)
            .GroupBy(x => new { x.FirstRemoved, Second = x.RuleId != null })
            .Select(x => new { x.Key, Count = x.Count() }).ToListAsync(ct);
        return new(Of(true, true), Of(true, false), Of(false, true), Of(false, false));

        int Of(bool first, bool second) => looks.Where(x => x.Key.FirstRemoved == first && x.Key.Second == second).Sum(x => x.Count);
    }
}
