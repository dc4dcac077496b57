using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Writing;

/// <summary>
/// Forgets, once an hour, with what requests were answered that nobody sends again. Whoever posts must not pay for it: a site has as many
/// of them as comments.
/// </summary>
public sealed class FirstAnswers(Database db, TimeProvider clock)
{
    /// <summary>Longer than any program keeps trying.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>Others write in between.</summary>
    private const int AtOnce = 1000;

    /// <returns>There may be more.</returns>
    public async Task<bool> Forget(CancellationToken ct)
    {
        var before = clock.Now() - Kept;
        var more = false;
        foreach (var site in await db.Sites.Select(x => x.Id).ToListAsync(ct))
        {
            var old = db.KeptAnswers.Where(x => x.SiteId == site && x.CreatedAt < before).OrderBy(x => x.CreatedAt);
            if (await old.Take(AtOnce).Select(x => x.CreatedAt).ToListAsync(ct) is not [.., var last] some) continue;
            more |= some.Count == AtOnce;
            await using var writing = await db.BeginWrite(ct);
            await db.KeptAnswers.Where(x => x.SiteId == site && x.CreatedAt <= last).ExecuteDeleteAsync(ct);
            await writing.Commit(ct);
        }
        return more;
    }
}
