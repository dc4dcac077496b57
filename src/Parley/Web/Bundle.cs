using System.Reflection;
using System.Security.Cryptography;

namespace Parley.Web;

/// <summary>
/// The style and the script, at addresses that change with their content and so may be kept for ever. Both are inside the
/// program; a publication's own style, read at the start, follows in the same file.
/// </summary>
public sealed class Bundle
{
    public Bundle(IConfiguration settings)
    {
        var theme = Path.GetFullPath(settings["Parley:Theme"] ?? Path.Combine(settings["Parley:Content"] ?? "content", "site", "theme.css"));
        Style = new("parley.css", "text/css; charset=utf-8", [.. Embedded("parley.css"), .. "\n"u8, .. File.Exists(theme) ? File.ReadAllBytes(theme) : []]);
    }

    public Asset Style { get; }
    public Asset Script { get; } = new("parley.js", "text/javascript; charset=utf-8", Embedded("parley.js"));

    private static byte[] Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the program: run npm run build in src/widget first.");
        var body = new byte[stream.Length];
        stream.ReadExactly(body);
        return body;
    }
}

public sealed class Asset(string name, string contentType, byte[] body)
{
    public string Path { get; } = $"/assets/{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 6))}/{name}";
    public Snapshot Snapshot { get; } = new(body, contentType, cacheControl: "public, max-age=31536000, immutable");
}

public static class Assets
{
    public static void MapAssets(this WebApplication app)
    {
        var bundle = app.Services.GetRequiredService<Bundle>();
        foreach (var asset in new[] { bundle.Style, bundle.Script })
            app.MapMethods(asset.Path, ["GET", "HEAD"], asset.Snapshot.Write).ExcludeFromDescription();
    }
}
