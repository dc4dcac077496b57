using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// Other rules about which addresses are the same page. What was said under an address that is written otherwise now goes along; two
/// discussions that become one page are put together only where that was asked for.
/// </summary>
public sealed class AddressChange(Database db, CurrentSite site, Addresses addresses, Moves moves)
{
    private static readonly Refusal Collide = new(409, "addresses-collide",
        "By these rules {0} discussions would have the page of another. Look at them with --rehearse; --merge puts them together.");

    /// <summary>What rules would do to the discussions there are; nothing is changed.</summary>
    public async Task<AddressPlan> Plan(AddressRules rules, CancellationToken ct)
    {
        // The oldest keeps its place: others come to it.
        var rows = await (from address in db.DiscussionAddresses.AsNoTracking()
                          join discussion in db.Discussions
                              on new { address.SiteId, Id = address.DiscussionId } equals new { discussion.SiteId, discussion.Id }
                          where address.SiteId == site.Id && EF.Functions.Like(address.Address, "http%")
                          orderby discussion.CreatedAt, discussion.Id, address.Address
                          select new { address.Address, discussion.Id, discussion.Url }).ToListAsync(ct);
        var (homes, into) = (rows.ToDictionary(x => x.Address, x => x.Id), new Dictionary<Guid, Guid>());
        var (moved, merged) = (new List<MovePair>(), new List<MovePair>());
        foreach (var row in rows)
        {
            if (addresses.Normalise(row.Address, null, rules) is not { } to || to == row.Address) continue;
            var here = Now(row.Id);
            if (!homes.TryGetValue(to, out var there))
            {
                homes[to] = here;
                moved.Add(new(row.Address, to));
            }
            else if (Now(there) != here)
            {
                into[here] = Now(there);
                merged.Add(new(row.Address, to));
            }
            else if (row.Url == row.Address) moved.Add(new(row.Address, to));
        }
        return new(rows.Count, rows.Select(x => x.Id).Distinct().Count(), moved, merged);

        // Where a discussion is after what was planned before.
        Guid Now(Guid id) => into.TryGetValue(id, out var next) ? Now(next) : id;
    }

    /// <param name="merge">Whether discussions that become one page are put together; else rules that would do so are refused.</param>
    public async Task<Outcome<MoveReport>> Set(AddressRules rules, bool merge, CancellationToken ct, Action<Guid>? begin = null)
    {
        // Judge
        var plan = await Plan(rules, ct);
        if (plan.Merged.Count > 0 && !merge) return Collide with { Args = [plan.Merged.Count] };

        // Change: first the addresses, which both rules find then; a command that ends in between has harmed nothing and is given again
        var report = await moves.Follow(plan, begin, ct);
        await using (var writing = await db.BeginWrite(ct))
        {
            db.ChangeTracker.Clear();
            var here = await db.Sites.SingleAsync(x => x.Id == site.Id, ct);
            here.Set(rules);
            await db.SaveChangesAsync(ct);
            await db.Sites.Change(site.Id, ct);
            await writing.Commit(ct);
        }
        site.Reload();

        // What began under the old rules meanwhile.
        if (await Plan(rules, ct) is { Changed: > 0 } late) await moves.Follow(late, begin, ct);
        return report;
    }
}

/// <param name="Addresses">Of other sites' pages, all that lead to a discussion.</param>
/// <param name="Discussions">Those that they lead to.</param>
/// <param name="Moved">Addresses that are written otherwise.</param>
/// <param name="Merged">Those whose page has another discussion.</param>
public sealed record AddressPlan(int Addresses, int Discussions, IReadOnlyList<MovePair> Moved, IReadOnlyList<MovePair> Merged)
{
    public int Changed => Moved.Count + Merged.Count;

    public int DiscussionsAfter => Discussions - Merged.Count;
}
