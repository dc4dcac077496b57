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
    private const int DaysAsked = 30;

    private readonly int every = Math.Max(0, settings.GetValue("Parley:SecondLookEvery", 10));

    /// <summary>In the transaction of a decision, when what waited is closed: whether it is one of those. By its id, so that nobody can
    /// tell which will be. The very case that was decided goes on waiting, so that nothing in it can tell of the decision.</summary>
    public async Task Draw(Decision decision, DateTimeOffset at)
    {
        // What is decided anew needs no second look at what was decided before.
        await Open(decision.CommentId!.Value).ExecuteUpdateAsync(set => set.SetProperty(x => x.ClosedAt, at));
        if (every == 0 || (uint)decision.Id.GetHashCode() % (uint)every != 0) return;
        // Hundreds at once were one judgement; a tenth of them would fill the queue, one by one.
        if (await db.WaveComments.AnyAsync(x => x.SiteId == site.Id && x.CommentId == decision.CommentId)) return;
        // Of what is held only that case was shown.
        var decided = db.Cases.Local.Where(x => x.CommentId == decision.CommentId && x.ClosedAt == at
            && x.Kind != CaseKind.Appeal)
            .MinBy(x => x.Kind switch { CaseKind.Held or CaseKind.Overdue => 0, CaseKind.Notice => 1, _ => 2 });
        if (decided is null) db.Cases.Add(Case.Of(decision, at));
        else decided.LookAgain(decision);
    }

    private IQueryable<Case> Open(Guid comment) =>
        db.Cases.Where(x => x.SiteId == site.Id && x.CommentId == comment && x.Kind == CaseKind.SecondLook && x.ClosedAt == null);

    /// <summary>Whether what this moderator says about a comment, in the queue, is a second look; then it is noted and changes nothing
    /// else.</summary>
    /// <param name="read">Digest of the text that was read; null from a program that doesn't say.</param>
    /// <param name="rule">Null: keep.</param>
    /// <param name="facts">Needed where the same would need them if it were no second look; they go no further.</param>
    /// <returns>The decision that was looked at, or the refusal that anybody would get; null where it was no second look.</returns>
    public async Task<Outcome<Decision>?> Take(
        Guid comment, string? read, string? rule, string? facts, Reader moderator, CancellationToken ct)
    {
        var waiting = Open(comment).For(moderator, db);
        if (await waiting.AsNoTracking().FirstOrDefaultAsync(ct) is not { } open) return null;
        var isAnswer = await db.Decisions.AnyAsync(x => x.SiteId == site.Id && x.Id == open.DecisionId && x.Source == LogSource.Notice, ct);
        if (rule is null && isAnswer && Reasons.Found(facts).Refused(out var missing, out _)) return missing;
        var discussion = db.Comments.Where(x => x.SiteId == site.Id && x.Id == comment).Select(x => x.DiscussionId);
        var outcome = await change.In<Decision>(discussion, async (_, at) =>
        {
            if (await waiting.FirstOrDefaultAsync() is not { } one) return Problems.NotFound;
            var shown = await db.Comments.AsNoTracking().SingleAsync(x => x.SiteId == site.Id && x.Id == comment);
            if (!Removals.IsRead(shown, read)) return Removals.Changed;
            var decision = await db.Decisions.SingleAsync(x => x.SiteId == site.Id && x.Id == one.DecisionId);
            one.Close(at);
            db.SecondLooks.Add(SecondLook.At(decision, moderator, rule, at));
            return decision;
        }, ct);
        return outcome.Refused(out var refusal, out _) && refusal == Problems.NotFound ? (Outcome<Decision>?)null : outcome;
    }

    /// <summary>Ends what nobody has looked at in <see cref="DaysAsked"/>: where there is one moderator alone, nobody ever will.</summary>
    public async Task Round(DateTimeOffset now, CancellationToken ct)
    {
        var until = now.AddDays(-DaysAsked);
        var late = db.Cases.Where(x => x.SiteId == site.Id && x.ClosedAt == null && x.OpenedAt < until && x.Kind == CaseKind.SecondLook
            && db.Decisions.Any(decision => decision.SiteId == x.SiteId && decision.Id == x.DecisionId && decision.DecidedAt < until));
        if (!await late.AnyAsync(ct)) return;
        await change.Of<Ended>(Guid.Empty,
            async at => new Ended(await late.ExecuteUpdateAsync(set => set.SetProperty(x => x.ClosedAt, at))),
            _ => null, ct);
    }


    public async Task<Agreement> Agreement(DateTimeOffset since, CancellationToken ct)
    {
        var looks = await db.SecondLooks.Where(x => x.SiteId == site.Id && x.LookedAt > since)
            .GroupBy(x => new { x.FirstRemoved, Second = x.RuleId != null })
            .Select(x => new { x.Key, Count = x.Count() }).ToListAsync(ct);
        return new(Of(true, true), Of(true, false), Of(false, true), Of(false, false));

        int Of(bool first, bool second) => looks.Where(x => x.Key.FirstRemoved == first && x.Key.Second == second).Sum(x => x.Count);
    }

    private sealed record Ended(int Looks);
}
