using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Writing;

/// <summary>Forgets, once an hour, what has rested so long that its writer will not say it any more.</summary>
public sealed class RestedLongAgo(Database db, Forgetting forgetting, TimeProvider clock)
{
    /// <summary>Days after its time. Nobody takes up a quarrel that is a month old, and what isn't kept can't be found.</summary>
    public const int Days = 30;

    /// <returns>False: all of it goes at once.</returns>
    public async Task<bool> Forget(CancellationToken ct)
    {
        var before = clock.Now().AddDays(-Days);
        foreach (var site in await db.Sites.Select(x => x.Id).ToListAsync(ct))
        {
            var old = db.RestingComments.Where(x => x.SiteId == site && x.RestsUntil < before);
            if (!await old.AnyAsync(ct)) continue;
            await using var writing = await db.BeginWrite(ct);
            await old.ExecuteDeleteAsync(ct);
            await writing.Commit(ct);
            forgetting.Soon();
        }
        return false;
    }
}
