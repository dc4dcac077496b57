using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>Who a publisher says is reading, once its signature was found right.</summary>
/// <param name="Roles">Null where the key gives none.</param>
/// <param name="Hash">Of issuer and <c>jti</c>: what makes this token the only one of its kind.</param>
/// <param name="KeyId">Of the <see cref="PublisherKey"/> by which it was found good.</param>
public sealed record Vouched(
    string Issuer, string Subject, string Name, IReadOnlyList<string>? Roles, byte[] Hash, DateTimeOffset ExpiresAt, Guid KeyId)
{
    /// <summary>
    /// An address of mail that the publisher has seen to be theirs; null: none. Of it a hash is kept, as long as the pass.
    /// </summary>
    public string? Mail { get; init; }

    /// <summary>Under which they have spoken before, and by which they are content to be known again.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];
}

/// <summary>
/// Reads a publisher's JWT (RFC 7519) as RFC 8725 advises: the algorithm is one of four and belongs to the key, never to the token alone;
/// every claim that must be there is asked for; each no has a code of its own.
/// </summary>
public sealed class PublisherToken(PublisherKeys keys, CurrentSite site, TimeProvider clock)
{
    /// <summary>A token is used at once; what lies about longer is for somebody else to find.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);

    /// <summary>Clocks of two servers differ by less.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private const int LongestToken = 8000;
    private const int LongestSubject = 200;
    private const int MostTexts = 20;

    private static readonly string[] Algorithms =
        [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256, EdwardsKey.Algorithm];

    private static readonly Refusal Malformed = new(401, "token-malformed",
        "This is not a token that a publisher's site signs: it is damaged or too long.");
    private static readonly Refusal BadAlgorithm = new(401, "token-algorithm",
        "The token is not signed in a way that is taken here: HS256, RS256, ES256 or EdDSA.");
    private static readonly Refusal BadSignature = new(401, "token-signature", "The token's signature is not right.");
    private static readonly Refusal BadIssuer = new(401, "token-issuer", "The token comes from a site that is not registered here.");
    private static readonly Refusal BadAudience = new(401, "token-audience", "The token was made for another server than this one.");
    internal static readonly Refusal Expired = new(401, "token-expired", "The token is no longer good.");
    private static readonly Refusal FromFuture = new(401, "token-from-future",
        "The token was made in the future: one of the two clocks is wrong.");
    private static readonly Refusal TooLong = new(401, "token-too-long", "A token is good for ten minutes at most.");
    private static readonly Refusal Incomplete = new(401, "token-incomplete",
        "The token lacks something: it needs iss, aud, sub, name, iat, exp and jti.");

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = LongestToken, MapInboundClaims = false };

    public async Task<Outcome<Vouched>> Read(string? text, CancellationToken ct)
    {
        // Load
        if (text is not { Length: > 0 and <= LongestToken } || !TryParse(text, out var token)) return Malformed;
        // What a token calls critical (RFC 7515, 4.1.11) is refused by whoever doesn't know it, and nothing of it is known here.
        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal) || token.TryGetHeaderValue<object>("crit", out _)) return BadAlgorithm;
        // Whoever runs one site doesn't vouch for the readers of another.
        var issuer = SiteOrigin.TryParse(Text(token, "iss"), out var named) && site.Origins.Contains(named) ? named : null;
        if ((await keys.For(token.Alg, issuer, token.Kid is { Length: > 0 } kid ? kid : null, ct))
                .Refused(out var refusal, out var candidates))
            return refusal;

        // Judge
        var signer = await SignerOf(token, candidates);
        if (signer is null) return BadSignature;
        return Judge(token, issuer, signer.Value.GivesRoles, signer.Value.Id);
    }

    private bool TryParse(string text, out JsonWebToken token)
    {
        token = null!;
        try
        {
            // A token in a token is none that is taken here.
            return text.Count(sign => sign == '.') == 2 && handler.CanReadToken(text)
                && (token = handler.ReadJsonWebToken(text)) is not null;
        }
        catch (Exception error)
            when (error is ArgumentException or SecurityTokenException or FormatException or System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private async Task<(CheckingKey Key, bool GivesRoles, Guid Id)?> SignerOf(
        JsonWebToken token, IReadOnlyList<(CheckingKey Key, bool GivesRoles, Guid Id)> candidates)
    {
        foreach (var candidate in candidates)
        {
            // Who, for whom and how long are asked below, each with a reason of its own.
            var checkedBy = new TokenValidationParameters
            {
                IssuerSigningKey = candidate.Key.Key, ValidAlgorithms = [candidate.Key.Algorithm], RequireSignedTokens = true,
                TryAllIssuerSigningKeys = true,
                IssuerValidator = (issuer, _, _) => issuer, AudienceValidator = (_, _, _) => true, LifetimeValidator = (_, _, _, _) => true,
            };
            if ((await handler.ValidateTokenAsync(token, checkedBy)).IsValid) return candidate;
        }
        return null;
    }

    private Outcome<Vouched> Judge(JsonWebToken token, string? origin, bool givesRoles, Guid key)
    {
        if (Text(token, "iss") is null || Text(token, "sub") is not { Length: <= LongestSubject } subject
            || Text(token, "jti") is not { } id
            || Text(token, "name") is not { } name || Time(token, "iat") is not { } made || Time(token, "exp") is not { } end
            || !token.Audiences.Any())
            return Incomplete;
        // That by which the keys were chosen.
        if (origin is null) return BadIssuer;
        if (!token.Audiences.Any(IsThisServer)) return BadAudience;
        var now = clock.Now();
        if (end + Skew <= now) return Expired;
        if (made - Skew > now || (Time(token, "nbf") is { } from && from - Skew > now)) return FromFuture;
        if (end - made > LongestLife) return TooLong;
        return new Vouched(origin, subject, name, givesRoles ? Texts(token, "roles") : null,
            SHA256.HashData(Encoding.UTF8.GetBytes($"{origin}\n{id}")), end + Skew, key)
            { Mail = ConfirmedMail(token), FormerNames = Texts(token, "former_names") };
    }

    // As OpenID Connect calls them (Core, 5.1). An address that isn't confirmed, by true itself, may be anybody's; it keeps nobody out.
    private static string? ConfirmedMail(JsonWebToken token) =>
        token.TryGetPayloadValue<object>("email_verified", out var isConfirmed) && isConfirmed is true
            && EmailAddress.TryParse(Text(token, "email"), out var address) ? address.Text : null;

    private bool IsThisServer(string audience) =>
        string.Equals(audience.TrimEnd('/'), site.Absolute("").TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    // A sign that nobody can read is in no name of anything, and a database may have no room for it.
    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var value) && !string.IsNullOrWhiteSpace(value) && !value.Any(char.IsControl)
            ? value : null;

    // Seconds since 1970. What is no number of this age of the world is no time.
    private static DateTimeOffset? Time(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<double>(claim, out var seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : null;

    private static List<string> Texts(JsonWebToken token, string name) =>
        [.. token.Claims.Where(claim => claim.Type == name).Take(MostTexts).Select(claim => claim.Value)];
}
