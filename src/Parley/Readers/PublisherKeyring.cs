using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>Making and ending a publisher's keys: only whoever holds the machine does.</summary>
public sealed class PublisherKeyring(Database db, CurrentSite site, TimeProvider clock)
{
    private static readonly Refusal NoAddress = new(422, "bad-url", "url is the whole http or https address of a page.");
    private static readonly Refusal Unknown = new(404, "unknown-key", "There is no key with this id here.");

    /// <summary>A further key; those of before stay in force until they are ended.</summary>
    public async Task<PublisherKey> Share(bool roles, CancellationToken ct) => await Add(here => PublisherKey.Share(here, roles, clock.Now()), ct);

    public async Task<Outcome<PublisherKey>> Publish(string address, bool roles, CancellationToken ct) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0
            ? await Add(here => PublisherKey.At(here, uri, roles, clock.Now()), ct) : NoAddress;

    public Task<List<PublisherKey>> All(CancellationToken ct) =>
        db.PublisherKeys.AsNoTracking().Where(x => x.SiteId == site.Id).OrderBy(x => x.CreatedAt).ToListAsync(ct);

    /// <summary>Tokens signed with it sign nobody in any more; who is signed in stays so for as long as that was good.</summary>
    public async Task<Outcome<PublisherKey>> End(Guid id, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        var here = await db.Sites.SingleAsync(x => x.Id == site.Id, ct);
        if (await db.PublisherKeys.SingleOrDefaultAsync(x => x.SiteId == here.Id && x.Id == id, ct) is not { } key) return Unknown;
        db.PublisherKeys.Remove(key);
        here.Change();
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        site.Reload();
        return key;
    }

    private async Task<PublisherKey> Add(Func<Site, PublisherKey> make, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        var here = await db.Sites.SingleAsync(x => x.Id == site.Id, ct);
        var key = make(here);
        db.PublisherKeys.Add(key);
        here.Change();
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        site.Reload();
        return key;
    }
}
