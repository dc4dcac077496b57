extern alias product;

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NSec.Cryptography;
using Parley.Exchange;
using Parley.Readers;

/// <summary>
/// What it costs to believe a publisher's token, from its text to the reader it vouches for, by the program's own reader of tokens.
/// Keys are published over HTTP and fetched once, as a server does; the database is made in the folder where this runs.
/// </summary>
internal static class TokenBench
{
    private const string Server = "http://127.0.0.1:5091";
    private const string Origin = "http://news.localhost:5092";
    private const int Tokens = 500;
    private const int Rounds = 5;

    /// <summary>The first rounds are the compiler's.</summary>
    private const int Warming = 15;

    /// <summary>Prints the CPU of this process for one token in µs, the median of five rounds: HS256, EdDSA, ES256, RS256.</summary>
    public static async Task<int> Table()
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var edwards = Key.Create(SignatureAlgorithm.Ed25519);
        await using var published = await Publish(KeySet(rsa, curve, edwards));
        await using var app = product::Program.Build(["--Logging:LogLevel:Default=Warning", "--Parley:Demo=false",
            $"--Parley:PublicUrl={Server}", $"--Parley:Origins={Origin}", "--Parley:OutboundHosts=127.0.0.1"]);
        await app.Ready(CancellationToken.None);
        string secret;
        using (var scope = app.Services.CreateScope())
        {
            var keys = scope.ServiceProvider.GetRequiredService<PublisherKeyring>();
            secret = (await keys.Share(Origin, roles: false, CancellationToken.None)).Value!.Secret!;
            await keys.Publish($"{published.Urls.First()}/jwks.json", Origin, roles: false, CancellationToken.None);
        }
        var reader = app.Services.GetRequiredService<PublisherToken>();
        Console.WriteLine(string.Join(' ', new[]
        {
            await Cost(reader, "HS256", null, text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text)),
            await Cost(reader, "EdDSA", "d", text => SignatureAlgorithm.Ed25519.Sign(edwards, text)),
            await Cost(reader, "ES256", "e", text => curve.SignData(text, HashAlgorithmName.SHA256)),
            await Cost(reader, "RS256", "r", text => rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        }.Select(cost => cost.ToString("0", CultureInfo.InvariantCulture))));
        return 0;
    }

    private static async Task<WebApplication> Publish(string keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/jwks.json", () => Results.Content(keys, "application/json"));
        await app.StartAsync();
        return app;
    }

    private static string KeySet(RSA rsa, ECDsa curve, Key edwards)
    {
        var (n, q) = (rsa.ExportParameters(false), curve.ExportParameters(false).Q);
        return JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "RSA", kid = "r", n = Base64Url.EncodeToString(n.Modulus), e = Base64Url.EncodeToString(n.Exponent) },
                new { kty = "EC", kid = "e", crv = "P-256", x = Base64Url.EncodeToString(q.X), y = Base64Url.EncodeToString(q.Y) },
                new { kty = "OKP", kid = "d", crv = "Ed25519",
                    x = Base64Url.EncodeToString(edwards.PublicKey.Export(KeyBlobFormat.RawPublicKey)) },
            },
        });
    }

    private static async Task<double> Cost(PublisherToken reader, string algorithm, string? kid, Func<byte[], byte[]> sign)
    {
        var tokens = Enumerable.Range(0, Tokens).Select(number => Sign(number, algorithm, kid, sign)).ToList();
        var costs = new List<double>();
        for (var round = -Warming; round < Rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            foreach (var token in tokens)
                if ((await reader.Read(token, CancellationToken.None)).Refused(out var refusal, out _))
                    throw new InvalidOperationException($"{algorithm}: {refusal.Code}");
            if (round >= 0) costs.Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Tokens);
        }
        costs.Sort();
        return costs[Rounds / 2];
    }

    private static string Sign(int number, string algorithm, string? kid, Func<byte[], byte[]> sign)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = kid is null ? JsonSerializer.Serialize(new { alg = algorithm, typ = "JWT" })
            : JsonSerializer.Serialize(new { alg = algorithm, typ = "JWT", kid });
        var claims = JsonSerializer.Serialize(new
        {
            iss = Origin, aud = Server, sub = $"{number}", name = "Lotte Sommer", iat = now, exp = now + 300, jti = $"{algorithm}-{number}",
        });
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{text}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(text)))}";
    }
}
