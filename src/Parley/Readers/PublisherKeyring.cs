using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>Making and ending a publisher's keys: only whoever holds the machine does.</summary>
public sealed class PublisherKeyring(Database db, CurrentSite site, TimeProvider clock)
{
    private static readonly Refusal NoAddress = new(422, "bad-url", "url is the whole http or https address of a page.");
    private static readonly Refusal NoOrigin = new(422, "unknown-site", "That address does not belong to this site.");
    private static readonly Refusal Unknown = new(404, "unknown-key", "There is no key with this id here.");

    /// <summary>A further key; those of before stay in force until they are ended.</summary>
    /// <param name="issuer">The registered origin that signs with it; null: the only one there is, or each.</param>
    public async Task<Outcome<PublisherKey>> Share(string? issuer, bool roles, CancellationToken ct) =>
        TryIssuer(issuer, null, out var bound) ? await Add(here => PublisherKey.Share(here, bound, roles, clock.Now()), ct) : NoOrigin;

    /// <param name="issuer">Null: the origin of the address where it is registered, or the only one there is, or each.</param>
    public async Task<Outcome<PublisherKey>> Publish(string address, string? issuer, bool roles, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0)
            return NoAddress;
        return TryIssuer(issuer, uri, out var bound)
            ? await Add(here => PublisherKey.At(here, uri, bound, roles, clock.Now()), ct) : NoOrigin;
    }

    /// <summary>Takes the role that a key has given away from somebody, and signs them out; a token that gives it again does so.</summary>
    public async Task<Outcome<Reader>> Dismiss(Guid id, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        if (await db.Readers.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id, ct) is not { IsVouched: true } reader)
            return Problems.NotFound;
        reader.Dismiss();
        await db.Passes.Where(x => x.SiteId == site.Id && x.ReaderId == id).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return reader;
    }

    private bool TryIssuer(string? given, Uri? address, out string? issuer)
    {
        if (given is not null) return SiteOrigin.TryParse(given, out issuer) && site.Origins.Contains(issuer);
        issuer = address is not null && SiteOrigin.Of(address) is { } own && site.Origins.Contains(own) ? own
            : site.Origins is [var only] ? only : null;
        return true;
    }

    public Task<List<PublisherKey>> All(CancellationToken ct) =>
        db.PublisherKeys.AsNoTracking().Where(x => x.SiteId == site.Id).OrderBy(x => x.CreatedAt).ToListAsync(ct);

    /// <summary>
    /// Tokens signed with it sign nobody in any more. Whoever was signed in by a publisher asks for a new pass, since nobody knows which of
    /// them it made; and roles that such keys have given are given anew by the next token of one that is left.
    /// </summary>
    public async Task<Outcome<PublisherKey>> End(Guid id, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        // Whoever is being signed in by it just now is signed in before this, and out again by it, or not at all.
        await db.TakeTurn(id, ct);
        var here = await db.Sites.SingleAsync(x => x.Id == site.Id, ct);
        if (await db.PublisherKeys.SingleOrDefaultAsync(x => x.SiteId == here.Id && x.Id == id, ct) is not { } key) return Unknown;
        db.PublisherKeys.Remove(key);
        await db.Passes.Where(x => x.SiteId == here.Id && x.Kind == PassKind.Publisher).ExecuteDeleteAsync(ct);
        if (key.GivesRoles)
        {
            await db.Readers.Where(x => x.SiteId == here.Id && x.Kind == ReaderKind.Account && x.Source != null && x.Role != Role.Reader)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Role, Role.Reader), ct);
        }
        await db.SaveChangesAsync(ct);
        await db.Sites.Change(site.Id, ct);
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
        await db.SaveChangesAsync(ct);
        await db.Sites.Change(site.Id, ct);
        await writing.Commit(ct);
        site.Reload();
        return key;
    }
}
