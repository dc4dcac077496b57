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
        if (!IsDue(state.Seen, kid) && !(state.IsAsking && Lacks(state.Seen, kid))) return state.Seen.Keys;
        await state.Turn.WaitAsync(ct);
        try
        {
            if (IsDue(state.Seen, kid)) await Ask(address, state);
            return state.Seen.Keys;
        }
        finally
        {
            state.Turn.Release();
        }
    }

    private bool IsDue(Seen seen, string? kid)
    {
        var age = clock.Now() - seen.AskedAt;
        return age > Fresh || (age > Pause && Lacks(seen, kid));
    }

    private static bool Lacks(Seen seen, string? kid) => seen.Keys is null || (kid is not null && seen.Keys.All(key => key.Id != kid));

    // Noted before it is asked, and asked to the end whoever hangs up: nobody makes this server ask without
    // a pause, nor stops it for others.
    private async Task Ask(string address, State state)
    {
        state.Seen = state.Seen with { AskedAt = clock.Now() };
        state.IsAsking = true;
        try
        {
            var fetched = await outbound.Get(new Uri(address), CancellationToken.None);
            if (fetched.IsSuccess && Read(fetched.Body) is { Count: > 0 } keys)
            {
                state.Seen = state.Seen with { Keys = keys, ReadAt = state.Seen.AskedAt };
                return;
            }
            log.LogWarning("The keys at {Address} can't be read: {Reason}", address,
                fetched.Failure ?? $"status {fetched.Status}, or no keys that are taken here");
            if (state.Seen.AskedAt - state.Seen.ReadAt > Kept) state.Seen = state.Seen with { Keys = null };
        }
        finally
        {
            state.IsAsking = false;
        }
    }

    private static IReadOnlyList<CheckingKey>? Read(byte[] body)
    {
        try
        {
            return [.. new JsonWebKeySet(Encoding.UTF8.GetString(body)).Keys.Take(MostKeys).Where(key => key.Use is null or "sig")
                .Select(TryRead).OfType<CheckingKey>()];
        }
        catch (Exception error) when (error is ArgumentException or FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    // One that is damaged does the others no harm.
    private static CheckingKey? TryRead(JsonWebKey key)
    {
        try
        {
            return Read(key);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or CryptographicException)
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
        private volatile Seen seen = new(null, default, default);
        private volatile bool isAsking;

        public SemaphoreSlim Turn { get; } = new(1);
        public Seen Seen { get => seen; set => seen = value; }
        public bool IsAsking { get => isAsking; set => isAsking = value; }
    }

    private sealed record Seen(IReadOnlyList<CheckingKey>? Keys, DateTimeOffset AskedAt, DateTimeOffset ReadAt);
}
