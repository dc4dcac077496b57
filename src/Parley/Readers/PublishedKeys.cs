using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Parley.Web;

namespace Parley.Readers;

/// <summary>A key by which one algorithm is checked, and no other: who could choose would choose the public key as a secret.</summary>
/// <param name="Id">As its token names it; null for a shared secret.</param>
public sealed record CheckingKey(string? Id, string Algorithm, SecurityKey Key);

/// <summary>
/// The keys that publishers show at an address (JWK Set, RFC 7517), kept for ten minutes and read again when a token names one that isn't
/// known. An address that fails leaves the keys of before in force for a day: a publisher's outage signs nobody out.
/// </summary>
public sealed class PublishedKeys(Outbound outbound, TimeProvider clock, ILogger<PublishedKeys> log)
{
    private const int MostKeys = 50;
    private const int ShortestRsa = 2048;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>Whoever sends tokens with invented keys must not make this server ask without a pause.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, State> states = new();

    /// <summary>Null while they can't be read.</summary>
    /// <param name="kid">The key that is looked for; null for any.</param>
    public async Task<IReadOnlyList<CheckingKey>?> At(string address, string? kid, CancellationToken ct)
    {
        var state = states.GetOrAdd(address, _ => new State());
        if (!IsDue(state, kid)) return state.Keys;
        await state.Turn.WaitAsync(ct);
        try
        {
            if (IsDue(state, kid)) await Ask(address, state, ct);
            return state.Keys;
        }
        finally
        {
            state.Turn.Release();
        }
    }

    private bool IsDue(State state, string? kid)
    {
        var age = clock.Now() - state.AskedAt;
        return age > Fresh || (age > Pause && (state.Keys is null || (kid is not null && state.Keys.All(key => key.Id != kid))));
    }

    private async Task Ask(string address, State state, CancellationToken ct)
    {
        var fetched = await outbound.Get(new Uri(address), ct);
        state.AskedAt = clock.Now();
        if (fetched.IsSuccess && Read(fetched.Body) is { } keys)
        {
            (state.Keys, state.ReadAt) = (keys, state.AskedAt);
            return;
        }
        log.LogWarning("The keys at {Address} can't be read: {Reason}", address, fetched.Failure ?? $"status {fetched.Status}, or not a set of keys");
        if (state.AskedAt - state.ReadAt > Kept) state.Keys = null;
    }

    private static IReadOnlyList<CheckingKey>? Read(byte[] body)
    {
        try
        {
            return [.. new JsonWebKeySet(Encoding.UTF8.GetString(body)).Keys.Take(MostKeys).Where(key => key.Use is null or "sig").Select(Read).OfType<CheckingKey>()];
        }
        catch (Exception error) when (error is ArgumentException or FormatException or CryptographicException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    // Never a symmetric key: what is published is no secret.
    private static CheckingKey? Read(JsonWebKey key)
    {
        var (algorithm, made) = key switch
        {
            { Kty: "RSA", N: { } n, E: { } e } => (SecurityAlgorithms.RsaSha256, Rsa(n, e)),
            { Kty: "EC", Crv: "P-256", X: { } x, Y: { } y } => (SecurityAlgorithms.EcdsaSha256, Curve(x, y)),
            { Kty: "OKP", Crv: "Ed25519", X: { } x } => (EdwardsKey.Algorithm, EdwardsKey.TryRead(Base64Url.DecodeFromChars(x))),
            _ => ("", null),
        };
        return made is null || (key.Alg is not null && key.Alg != algorithm) ? null : new(key.Kid ?? "", algorithm, made);
    }

    private static SecurityKey? Rsa(string n, string e)
    {
        var key = new RsaSecurityKey(new RSAParameters { Modulus = Base64Url.DecodeFromChars(n), Exponent = Base64Url.DecodeFromChars(e) });
        return key.KeySize >= ShortestRsa ? key : null;
    }

    private static SecurityKey Curve(string x, string y) => new ECDsaSecurityKey(ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) },
    }));

    private sealed class State
    {
        public SemaphoreSlim Turn { get; } = new(1);
        public IReadOnlyList<CheckingKey>? Keys { get; set; }
        public DateTimeOffset AskedAt { get; set; }
        public DateTimeOffset ReadAt { get; set; }
    }
}
