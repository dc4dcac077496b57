using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// What a publisher signs the tokens of its readers with: a secret shared with this server (HS256), or an address where it publishes
/// its keys. Several are in force at once, so that a new one is known before the old one goes.
/// </summary>
public sealed class PublisherKey
{
    /// <summary>Tells this kind of secret from others in a file of settings.</summary>
    private const string Beginning = "sso_";

    private PublisherKey() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }

    /// <summary>Text that both sides know, used as UTF-8; null where keys are published.</summary>
    public string? Secret { get; private set; }

    /// <summary>A JWK Set (RFC 7517); null for a shared secret.</summary>
    public string? Address { get; private set; }

    /// <summary>
    /// The origin whose readers it vouches for, as in <c>iss</c>; null: each that is registered, where that was never said.
    /// </summary>
    public string? Issuer { get; private set; }

    /// <summary>Whether its tokens may make editors and moderators.</summary>
    public bool GivesRoles { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static PublisherKey Share(Site site, string? issuer, bool roles, DateTimeOffset at) => new()
    {
        SiteId = site.Id, Id = Clock.NewId(at), Issuer = issuer, GivesRoles = roles, CreatedAt = at,
        Secret = Beginning + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
    };

    public static PublisherKey At(Site site, Uri address, string? issuer, bool roles, DateTimeOffset at) =>
        new()
            { SiteId = site.Id, Id = Clock.NewId(at), Issuer = issuer, GivesRoles = roles, CreatedAt = at, Address = address.AbsoluteUri };
}

/// <summary>A publisher's token that has signed in: none does so twice.</summary>
public sealed class SpentToken
{
    private SpentToken() { }

    public int SiteId { get; private set; }

    /// <summary>SHA-256 of issuer and <c>jti</c>.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>From then on it is refused for its age, and need not be remembered.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }
}

public static class PublisherKeyTable
{
    public static void MapPublisherKeys(this ModelBuilder model)
    {
        model.Entity<PublisherKey>(key =>
        {
            key.ToTable("publisher_keys");
            key.HasKey(x => new { x.SiteId, x.Id });
            key.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        });
        model.Entity<SpentToken>(token =>
        {
            token.ToTable("spent_tokens");
            token.HasKey(x => new { x.SiteId, x.Hash });
            token.HasIndex(x => new { x.SiteId, x.ExpiresAt });
            token.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        });
    }
}
