using System.Reflection;
using System.Security.Cryptography;

namespace Parley.Web;

/// <summary>The style and the script, inside the program, at addresses that change with their content and so may be kept for ever.</summary>
public static class Bundle
{
    public static readonly Asset Style = Asset.Load("parley.css", "text/css; charset=utf-8");
    public static readonly Asset Script = Asset.Load("parley.js", "text/javascript; charset=utf-8");

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (var asset in new[] { Style, Script })
            routes.MapMethods(asset.Path, ["GET", "HEAD"], asset.Snapshot.Write).ExcludeFromDescription();
    }
}

public sealed record Asset(string Path, Snapshot Snapshot)
{
    public static Asset Load(string name, string contentType)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the program: run npm run build in src/widget first.");
        var body = new byte[stream.Length];
        stream.ReadExactly(body);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 6));
        return new($"/assets/{hash}/{name}", new Snapshot(body, contentType, cacheControl: "public, max-age=31536000, immutable"));
    }
}
