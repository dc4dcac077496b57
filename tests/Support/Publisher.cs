using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NSec.Cryptography;
using Parley.Readers;

namespace Parley.Tests;

/// <summary>A publisher who signs tokens for readers, by hand: what is tested must not make what it is tested with.</summary>
public sealed class Publisher(Site site, string origin)
{
    // To draw one costs as much as ten sites: most publishers need none, and those of one site have different ones.
    private static readonly ConcurrentDictionary<int, Lazy<RSAParameters>> Drawn = new();
    private static readonly ConditionalWeakTable<Site, StrongBox<int>> Counts = new();

    private readonly Lazy<RSA> rsa = new(() =>
    {
        var number = Interlocked.Increment(ref Counts.GetOrCreateValue(site).Value);
        return RSA.Create(Drawn.GetOrAdd(number, _ => new Lazy<RSAParameters>(() =>
        {
            using var drawn = RSA.Create(2048);
            return drawn.ExportParameters(true);
        })).Value);
    });

    private readonly ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly NSec.Cryptography.Key edwards = NSec.Cryptography.Key.Create(SignatureAlgorithm.Ed25519,
        new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });

    public string Origin => origin;
    public RSA Rsa => rsa.Value;

    /// <summary>What a publisher shows at its address of keys.</summary>
    public string KeySet(string suffix = "")
    {
        var (n, q) = (Rsa.ExportParameters(false), curve.ExportParameters(false));
        return JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "RSA", kid = "r" + suffix, use = "sig", alg = "RS256", n = Base64Url.EncodeToString(n.Modulus),
                    e = Base64Url.EncodeToString(n.Exponent) },
                new { kty = "EC", kid = "e" + suffix, crv = "P-256", x = Base64Url.EncodeToString(q.Q.X),
                    y = Base64Url.EncodeToString(q.Q.Y) },
                new { kty = "OKP", kid = "d" + suffix, crv = "Ed25519",
                    x = Base64Url.EncodeToString(edwards.PublicKey.Export(KeyBlobFormat.RawPublicKey)) },
                new { kty = "oct", kid = "o" + suffix, k = Base64Url.EncodeToString("published and no secret at all, of 32 bytes"u8) },
            },
        });
    }

    /// <param name="issuer">Another origin that it is for.</param>
    public async Task<string> Key(bool roles = false, string? issuer = null)
    {
        using var scope = site.App.Services.CreateScope();
        return (await scope.ServiceProvider.GetRequiredService<PublisherKeyring>().Share(issuer ?? origin, roles, default)).Value!.Secret!;
    }

    /// <summary>Claims of a sound token about somebody, to be changed by a test.</summary>
    public JsonObject Claims(string subject = "7", string name = "Lotte Sommer")
    {
        var now = site.Clock.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = origin, ["aud"] = site.Address.GetLeftPart(UriPartial.Authority), ["sub"] = subject, ["name"] = name, ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(12)),
        };
    }

    public static string Sign(JsonObject claims, string secret, string algorithm = "HS256", string? kid = null) =>
        Seal(claims, algorithm, kid, text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text));

    public string SignRs256(JsonObject claims, string kid = "r") =>
        Seal(claims, "RS256", kid, text => Rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string SignEs256(JsonObject claims, string kid = "e") =>
        Seal(claims, "ES256", kid, text => curve.SignData(text, HashAlgorithmName.SHA256));

    public string SignEdDsa(JsonObject claims, string kid = "d") =>
        Seal(claims, "EdDSA", kid, text => SignatureAlgorithm.Ed25519.Sign(edwards, text));

    public static string Seal(JsonObject claims, string algorithm, string? kid, Func<byte[], byte[]> sign, string? critical = null)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (kid is not null) header["kid"] = kid;
        if (critical is not null) (header["crit"], header[critical]) = (new JsonArray(critical), false);
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}."
            + $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }
}
