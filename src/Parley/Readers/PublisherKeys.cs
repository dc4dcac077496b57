using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>The keys in force, in memory: made and ended by commands beside the server, which hears of it within a second.</summary>
public sealed class PublisherKeys(CurrentSite site, PublishedKeys published, IServiceScopeFactory scopes)
{
    private static readonly Refusal Unreachable = new(401, "keys-unreachable",
        "The site's published keys could not be read just now. Please try again later.");
    internal static readonly Refusal Unknown = new(401, "token-key-unknown", "Nobody here knows the key that the token was signed with.");
    private static readonly Refusal Confused = new(401, "token-key-confused", "The key that the token names does not sign in that way.");

    private volatile Known? known;

    /// <summary>Those that may have signed a token, each with whether it gives roles.</summary>
    /// <param name="algorithm">As the token names it; a key is never used for another.</param>
    /// <param name="issuer">As the token names it, where it is registered; keys of others are none of its. Null: it is refused
    /// for that whoever signed it.</param>
    /// <param name="kid">As the token names it, or null.</param>
    public async Task<Outcome<IReadOnlyList<(CheckingKey Key, bool GivesRoles, Guid Id)>>> For(
        string algorithm, string? issuer, string? kid, CancellationToken ct)
    {
        var (here, keys) = (Read(), new List<(CheckingKey Key, bool GivesRoles, Guid Id)>());
        var (isDown, isConfused) = (false, false);
        if (algorithm == SecurityAlgorithms.HmacSha256)
            keys.AddRange(here.Shared.Where(x => IsOf(x.Issuer)).Select(x => (x.Key, x.GivesRoles, x.Id)));
        foreach (var (address, of, givesRoles, id) in here.Addresses)
        {
            if (!IsOf(of) || (keys.Count > 0 && algorithm == SecurityAlgorithms.HmacSha256)) continue;
            // Whoever invents a name for a secret makes nobody ask for it.
            var there = await published.At(address, algorithm == SecurityAlgorithms.HmacSha256 ? null : kid, ct);
            isDown |= there is null && algorithm != SecurityAlgorithms.HmacSha256;
            isConfused |= kid is not null && there?.Any(key => key.Id == kid && key.Algorithm != algorithm) == true;
            keys.AddRange((there ?? []).Where(key => key.Algorithm == algorithm && (kid is null || key.Id == kid))
                .Select(key => (key, givesRoles, id)));
        }
        return keys.Count > 0 ? keys : isConfused ? Confused : isDown ? Unreachable : Unknown;

        bool IsOf(string? signer) => signer is null || issuer is null || signer == issuer;
    }

    private Known Read()
    {
        var version = site.Site.Version;
        if (known is { } kept && kept.Version == version) return kept;
        using var scope = scopes.CreateScope();
        var keys = scope.ServiceProvider.GetRequiredService<Database>().PublisherKeys.AsNoTracking().Where(x => x.SiteId == site.Id)
            .OrderBy(x => x.CreatedAt).ToList();
        return known = new(version,
            [.. keys.Where(key => key.Secret is not null).Select(key =>
                (new CheckingKey(null, SecurityAlgorithms.HmacSha256, new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key.Secret!))),
                    key.Issuer, key.GivesRoles, key.Id))],
            [.. keys.Where(key => key.Address is not null).Select(key => (key.Address!, key.Issuer, key.GivesRoles, key.Id))]);
    }

    private sealed record Known(
        int Version, IReadOnlyList<(CheckingKey Key, string? Issuer, bool GivesRoles, Guid Id)> Shared,
        IReadOnlyList<(string Address, string? Issuer, bool GivesRoles, Guid Id)> Addresses);
}
