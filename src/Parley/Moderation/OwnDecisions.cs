using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Pages;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Moderation;

/// <summary>What a reader finds on their own page: all that was taken from them, suspensions too, also when the comment is back.</summary>
public sealed class OwnDecisions(Database db, CurrentSite site, HouseRulesInForce rules)
{
    public async Task<IReadOnlyList<OwnDecision>> Of(Guid reader, int most, CancellationToken ct)
    {
        var found = await db.Decisions.AsNoTracking().Where(x => x.SiteId == site.Id && x.ReaderId == reader && x.Kind != DecisionKind.Kept
            && x.LogIndex != null).OrderByDescending(x => x.DecidedAt).Take(most).ToListAsync(ct);
        var ended = found.Where(x => x is { Kind: DecisionKind.Suspension, ReversedAt: not null }).Select(x => x.Id).ToList();
        var granted = ended.Count == 0 ? [] : await db.Appeals.Where(x => x.SiteId == site.Id && ended.Contains(x.DecisionId)
            && x.Outcome == AppealOutcome.Reverse).Select(x => x.DecisionId).ToListAsync(ct);
        var own = new List<OwnDecision>();
        foreach (var decision in found)
            own.Add(new(decision.LogIndex!.Value, decision.Kind.ToString().ToLowerInvariant(), await Title(decision, ct),
                Receipt.PathTo(site.Site, decision.Id), decision.DecidedAt, decision.UntilAt, decision.ReversedAt)
            {
                EndedWithCause = ended.Contains(decision.Id) && !granted.Contains(decision.Id),
            });
        return own;
    }

    private async Task<string?> Title(Decision decision, CancellationToken ct) => decision.RuleId is not { } id ? null
        : (await rules.Of(decision.RulesVersion!.Value, db, ct)).Find(id)?.Title ?? id;
}
