using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Web;

/// <summary>
/// The style and the script, at addresses that change with their content and so may be kept for ever. Both are inside the
/// program; a publication's own style, read at the start, follows in the same file.
/// </summary>
public sealed class Bundle
{
    private const string Javascript = "text/javascript; charset=utf-8";

    private const string Css = "text/css; charset=utf-8";

    private const string KeptForADay = "public, max-age=86400";

    private readonly ConcurrentDictionary<(string File, string Language), Asset> scripts = new();

    public Bundle(IConfiguration settings)
    {
        var theme =
            Path.GetFullPath(settings["Parley:Theme"] ?? Path.Combine(settings["Parley:Content"] ?? "content", "site", "theme.css"));
        byte[] own = File.Exists(theme) ? File.ReadAllBytes(theme) : [];
        Style = new("parley.css", Css, [.. Embedded("parley.css"), .. "\n"u8, .. own]);
        HouseStyle = new("house.css", Css, [.. Embedded("house.css"), .. "\n"u8, .. own]);
        FrameStyle = new("frame.css", Css, [.. Embedded("frame.css"), .. "\n"u8, .. own]);
    }

    /// <summary>The colours of the paper, as <c>page.css</c> has them: browsers paint their own frame with these.</summary>
    public const string Paper = "#fffefb";
    public const string DarkPaper = "#151513";

    public Asset Style { get; }

    /// <summary>More of it for the front page alone, and before it, so that a publication's own is the last.</summary>
    public Asset FrontStyle { get; } = new("front.css", Css, Embedded("front.css"));

    /// <summary>
    /// And for the pages that say how the house does it: rules, decisions, the public log, standing. After the common one, so that it ends
    /// with the publication's own too.
    /// </summary>
    public Asset HouseStyle { get; }

    /// <summary>For what stands in a frame on other sites' pages.</summary>
    public Asset FrameStyle { get; }

    /// <summary>What other sites' pages load to show a discussion. Its address never changes, so a mistake in it must not last.</summary>
    public Snapshot Loader { get; } = new(Embedded("embed.js"), Javascript, cacheControl: "public, max-age=3600");

    /// <summary>What such a page may load beside it: its readers point at its words. With its button's words in all languages.</summary>
    public Snapshot Hosted { get; } = new(
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Embedded("hosted.js")).Replace("\"__words__\"", Labels(), StringComparison.Ordinal)),
        Javascript, cacheControl: "public, max-age=3600");

    /// <summary>More of both for the pages of those who run the site, so that readers don't carry it.</summary>
    public Asset StaffStyle { get; } = new("staff.css", "text/css; charset=utf-8", Embedded("staff.css"));
    public Asset StaffScript { get; } = new("staff.js", Javascript, Embedded("staff.js"));

    /// <summary>The publication's sign, where browsers look for it.</summary>
    public Snapshot Icon { get; } = new(Embedded("favicon.svg"), "image/svg+xml", cacheControl: KeptForADay);
    public Snapshot OldIcon { get; } = new(Embedded("favicon.ico"), "image/x-icon", cacheControl: KeptForADay);

    // What the script asks for beside itself when a reader first touches the page.
    private readonly (byte[] Body, Snapshot Snapshot) later = Later(Embedded("later.js"));

    private static (byte[], Snapshot) Later(byte[] body) => (body, new(body, Javascript, cacheControl: Asset.KeptForever, isLasting: true));

    /// <summary>One per language: its words stand before the script, so that a page still asks for one file.</summary>
    public Asset Script(Words t) => Script("parley.js", t, later.Body);

    public Asset FrameScript(Words t) => Script("frame.js", t, []);

    private Asset Script(string file, Words t, byte[] beside) =>
        scripts.GetOrAdd((file, t.Tag), _ => new(file, Javascript, [.. WordsOf(t), .. Embedded(file)], beside));

    /// <summary>Null for an address that is none of these files, or of another version of them.</summary>
    public Snapshot? Find(string path) =>
        new[] { Style, FrontStyle, HouseStyle, FrameStyle, StaffStyle, StaffScript }.FirstOrDefault(asset => asset.Path == path)?.Snapshot
            ?? Scripts().FirstOrDefault(script => script.Path == path)?.Snapshot
            ?? (Scripts().Any(script => script.Beside == path) ? later.Snapshot : null);

    // Every language's, since another node or a restart may have named one that nobody asked for here yet.
    private IEnumerable<Asset> Scripts() =>
        scripts.Values.Concat(Words.Languages.Select(language => Words.In(language)!).SelectMany(t => new[] { Script(t), FrameScript(t) }));

    private static string Labels() => JsonSerializer.Serialize(JsonSerializer.Serialize(Words.Languages.ToDictionary(
        language => language, language => Words.In(language)!.Script?.GetProperty("onPassage").GetString() ?? "Comment on this passage")));

    private static byte[] WordsOf(Words t)
    {
        if (t.Script is not { } words) return [];
        var said = JsonObject.Create(words)!;
        said["digits"] = t.DigitsName;
        return Encoding.UTF8.GetBytes($"globalThis.parleyWords={said.ToJsonString(Json.Plain)};");
    }

    private static byte[] Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the program: run npm run build in src/widget first.");
        var body = new byte[stream.Length];
        stream.ReadExactly(body);
        return body;
    }
}

/// <param name="beside">A file that it asks for in its own folder: another of these is another version of both.</param>
public sealed class Asset(string name, string contentType, byte[] body, byte[]? beside = null)
{
    public const string KeptForever = "public, max-age=31536000, immutable";

    private readonly string folder =
        $"/assets/{Convert.ToHexStringLower(SHA256.HashData(beside is null ? body : [.. body, .. beside]).AsSpan(0, 6))}/";

    public string Path => folder + name;

    /// <summary>Null where there is none.</summary>
    public string? Beside => beside is { Length: > 0 } ? folder + "later.js" : null;

    public Snapshot Snapshot { get; } = new(body, contentType, cacheControl: KeptForever, isLasting: true);
}

public static class Assets
{
    public static void MapAssets(this WebApplication app)
    {
        app.MapMethods("/assets/{version}/{name}", ["GET", "HEAD"], (HttpContext http, Bundle bundle) =>
            PageRenderer.Answer(http, bundle.Find(http.Request.Path))).ExcludeFromDescription();
        app.MapGet("/favicon.svg", (HttpContext http, Bundle bundle) => bundle.Icon.Write(http)).ExcludeFromDescription();
        app.MapGet("/favicon.ico", (HttpContext http, Bundle bundle) => bundle.OldIcon.Write(http)).ExcludeFromDescription();
    }
}
