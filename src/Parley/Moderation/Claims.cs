using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>Who looks at a case says so, so that no two look at the same. A claim ends by itself; it is a courtesy, not a lock.</summary>
public sealed class Claims(Database db, CurrentSite site, Change change)
{
    private static readonly Refusal Taken = new(409, "claimed", "Another moderator is looking at this just now.");

    /// <summary>Taken again, it lasts anew.</summary>
    public Task<Outcome<Claim>> Take(Guid id, Reader moderator, CancellationToken ct) => change.Of<Claim>(id, async now =>
    {
        var until = now + Case.ClaimLasts;
        var open = db.Cases.Where(x => x.SiteId == site.Id && x.Id == id && x.ClosedAt == null);
        // Of two at once the second finds the first's name there.
        var taken = await open.Where(x => x.ClaimedById == null || x.ClaimedById == moderator.Id || x.ClaimedUntil <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ClaimedById, moderator.Id).SetProperty(x => x.ClaimedUntil, until));
        return taken == 1 ? new Claim(id, until) : await open.AnyAsync() ? Taken : Problems.NotFound;
    }, _ => null, ct);

    public Task<Outcome<Claim>> GiveBack(Guid id, Reader moderator, CancellationToken ct) => change.Of<Claim>(id, async now =>
    {
        await db.Cases.Where(x => x.SiteId == site.Id && x.Id == id && x.ClaimedById == moderator.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ClaimedById, (Guid?)null)
                .SetProperty(x => x.ClaimedUntil, (DateTimeOffset?)null));
        return new Claim(id, now);
    }, _ => null, ct);
}

public sealed record Claim(Guid CaseId, DateTimeOffset ClaimedUntil);
