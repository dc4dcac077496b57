using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Sites;

/// <summary>Whose pages may have discussions: said by whoever holds the machine, and heard by a running server within a second.</summary>
public sealed class SiteOrigins(Database db, CurrentSite site, TimeProvider clock)
{
    private static readonly Refusal NoOrigin = new(422, "bad-origin",
        "An origin is a scheme and a host, and a port where it has one: https://www.example.org");
    private static readonly Refusal Unknown = new(404, "unknown-origin", "That origin is not registered here.");

    /// <summary>The origin as it is kept; adding it again changes nothing.</summary>
    public async Task<Outcome<string>> Add(string text, CancellationToken ct)
    {
        if (!SiteOrigin.TryParse(text, out var origin)) return NoOrigin;
        await using var writing = await db.BeginWrite(ct);
        var here = await db.Sites.SingleAsync(x => x.Id == site.Id, ct);
        if (await db.SiteOrigins.AnyAsync(x => x.SiteId == here.Id && x.Origin == origin, ct)) return origin;
        db.SiteOrigins.Add(SiteOrigin.Of(here, origin, clock.Now()));
        await db.SaveChangesAsync(ct);
        await db.Sites.Change(site.Id, ct);
        await writing.Commit(ct);
        site.Reload();
        return origin;
    }

    /// <summary>Its pages can no longer show their discussions, which stay as they are.</summary>
    public async Task<Outcome<string>> Remove(string text, CancellationToken ct)
    {
        if (!SiteOrigin.TryParse(text, out var origin)) return NoOrigin;
        await using var writing = await db.BeginWrite(ct);
        var here = await db.Sites.SingleAsync(x => x.Id == site.Id, ct);
        if (await db.SiteOrigins.Where(x => x.SiteId == here.Id && x.Origin == origin).ExecuteDeleteAsync(ct) == 0) return Unknown;
        await db.SaveChangesAsync(ct);
        await db.Sites.Change(site.Id, ct);
        await writing.Commit(ct);
        site.Reload();
        return origin;
    }
}
