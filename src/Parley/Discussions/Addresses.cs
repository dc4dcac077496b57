using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>
/// From a page's address to its discussion. A page nobody has commented on has no row: its id is computed from the
/// address, so that reading never writes.
/// </summary>
public sealed partial class Addresses(CurrentSite site)
{
    public const int LongestUrl = 2000;

    /// <summary>Pages of an article that are about its discussion and have none of their own.</summary>
    private static readonly HashSet<string> BelowArticles = new(StringComparer.OrdinalIgnoreCase)
    {
        "comments", "comments.xml", "passages", "featured", "questions", "questions-and-answers", "search", "editing", "shares", "card.png",
    };

    private readonly string root = Read(site.PublicUrl ?? "")?.AbsolutePath.TrimEnd('/') ?? "";
    private volatile Homes? homes;
    private volatile Named? asked;

    public static readonly Refusal UrlNeeded = new(400, "bad-url", "url is the whole http or https address of a page.");
    private static readonly Refusal UnknownSite = new(404, "unknown-site", "That address does not belong to this site.");
    private static readonly Refusal UnknownOrigin = new(403, "unknown-origin",
        "This page belongs to no site that is registered here, so it has no discussion. Whoever runs this server can add it: parley site "
            + "origin add {0}");

    /// <summary>The page that a request names by its address, or a refusal in words.</summary>
    public Outcome<string> Page(string? url, HttpContext http)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var asked) || asked.Scheme is not ("http" or "https")) return UrlNeeded;
        return Normalise(url, http.Request.Host.Value) is { } address ? address : UnknownSite;
    }

    /// <summary>The same for a page that shows its discussion in a frame: its origin must have been registered.</summary>
    public Outcome<string> FramedPage(string? url, HttpContext http)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var page) || SiteOrigin.Of(page) is not { } origin) return UrlNeeded;
        return Normalise(url, http.Request.Host.Value) is { } address
                && (address.StartsWith('/') || KnownOrigin(HostOf(page), site.AddressRules) is not null)
            ? address : UnknownOrigin with { Args = [origin] };
    }

    /// <summary>The page in the address of a frame; null where it is none of this site's.</summary>
    public HostPage? Framed(string segment, HttpContext http)
    {
        if (HostPage.Read(segment) is not var (url, language)) return null;
        return FramedPage(url.StartsWith('/') ? site.Absolute(Link(url)) : url, http).Refused(out _, out var address) ? null
            : new(address, Words.In(language) ?? site.Words);
    }

    /// <summary>
    /// The form an address is stored in: this server's pages as a path in plain letters, others with their origin as the settings
    /// write it; without fragment, slashes too many and campaign parameters. Null for what is not the address of a page of this site.
    /// </summary>
    /// <param name="host">The host the request came to, which is this server's own name too.</param>
    /// <param name="rules">To try others than those in force.</param>
    public string? Normalise(string? url, string? host, AddressRules? rules = null)
    {
        rules ??= site.AddressRules;
        if (string.IsNullOrWhiteSpace(url) || url.Length > LongestUrl) return null;
        if (url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal)) url = site.Absolute(url);
        if (Read(url) is not { } uri || uri.UserInfo.Length > 0) return null;
        var named = new Named(uri);
        if (OwnPath(named, host) is { } own)
            return AddressInFrame(Normal(own)) is { } framed ? Normalise(framed, host, rules) : Normal(own);
        var (path, query) = (rules.Path(uri.AbsolutePath), rules.Query(uri.Query));
        var place = Escapes().Replace(path + (query.Length > 0 ? "?" + query : ""), escape => escape.Value.ToUpperInvariant());
        return (KnownOrigin(named.Host, rules) ?? TriedOrigin(named)) is { } origin ? origin + place : null;
    }

    // The path as this program knows it; null for a page that is not its own, also beside it on a host that it shares. By the name that a
    // proxy or a neighbour calls this server it is reached with its path or without.
    private string? OwnPath(Named page, string? host)
    {
        var isPublic = Here().Own is { } own && IsOneHost(page, own);
        if (!isPublic && !(Asked(host) is { } called && IsOneHost(page, called))) return null;
        var path = page.Uri.AbsolutePath;
        if (root.Length == 0) return path;
        if (path.Equals(root, StringComparison.OrdinalIgnoreCase)) return "/";
        if (path.StartsWith(root + "/", StringComparison.OrdinalIgnoreCase)) return path[root.Length..];
        return isPublic ? null : path;
    }

    // A frame, and whatever stands below it, is about the page that it stands in.
    private static string? AddressInFrame(string path) => path.StartsWith(HostPage.Route + "/", StringComparison.OrdinalIgnoreCase)
        && HostPage.Read(path[(HostPage.Route.Length + 1)..].Split('/')[0]) is var (address, _) ? address : null;

    // A machine calls itself localhost, 127.0.0.1 and [::1].
    private static bool IsOneHost(Named one, Named other) =>
        one.Host == other.Host || (one.Uri.IsLoopback && other.Uri.IsLoopback && one.Uri.Port == other.Uri.Port);

    // No page here is told from another by a parameter.
    private static string Normal(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        // What stands below an article's page, a comment's own page above all, is that article.
        if (segments.Count > 2 && segments[0].Equals("articles", StringComparison.OrdinalIgnoreCase) && BelowArticles.Contains(segments[2]))
            segments.RemoveRange(2, segments.Count - 2);
        // The routes don't mind the case of their own words; a slug is its article's.
        if (segments is [var first, ..] && first.Equals("articles", StringComparison.OrdinalIgnoreCase)) segments[0] = "articles";
        // As slugs are: the same letters put together from several signs are the same page.
        return CleanText.WellFormed("/" + string.Join('/', segments)).Normalize(NormalizationForm.FormC);
    }

    /// <summary>The path of an address that was stored, as it stands in a link.</summary>
    public static string Link(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    // As it was registered, whichever scheme was asked.
    private string? KnownOrigin(string host, AddressRules rules)
    {
        foreach (var origin in Here().Origins)
            if (rules.AreOne(host, origin.Host)) return origin.Origin;
        return null;
    }

    // Until someone says where this site lives, every page may be tried on it.
    private string? TriedOrigin(Named page) => site.PublicUrl is null && site.Origins.Count == 0 ? page.Origin : null;

    /// <summary>Whether it lies on an origin that was registered here.</summary>
    public bool IsRegistered(Uri uri) => KnownOrigin(HostOf(uri), site.AddressRules) is not null;

    // What every page's address is compared with, read again only when the settings have changed.
    private Homes Here()
    {
        var (url, origins) = (site.Absolute("/"), site.Origins);
        if (homes is { } known && known.Url == url && ReferenceEquals(known.Listed, origins)) return known;
        return homes = new(url, origins, NamedBy(url), [.. origins.Select(NamedBy).OfType<Named>()]);
    }

    // Nearly always the one that was asked before.
    private Named? Asked(string? host)
    {
        var url = "http://" + host;
        return asked is { } known && known.Text == url ? known : NamedBy(url) is { } read ? asked = read with { Text = url } : null;
    }

    private static Named? NamedBy(string url) => Read(url) is { } uri ? new(uri) : null;

    private sealed record Homes(string Url, IReadOnlyList<string> Listed, Named? Own, Named[] Origins);

    private sealed record Named(Uri Uri)
    {
        public string Text { get; init; } = "";
        public string Host { get; } = HostOf(Uri);
        public string Origin => $"{Uri.Scheme}://{Host}";
    }

    // Punycode in lower case; without a port that either scheme has by itself, and without the dot of the root.
    private static string HostOf(Uri uri) => uri.IdnHost.TrimEnd('.').ToLowerInvariant() + (uri.Port is 80 or 443 ? "" : $":{uri.Port}");

    private static Uri? Read(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return null;
        try
        {
            return uri.IdnHost.Length > 0 ? uri : null;
        }
        catch (UriFormatException)
        {
            // A host that is a name to nobody.
            return null;
        }
    }

    [GeneratedRegex("%[0-9a-fA-F]{2}")]
    private static partial Regex Escapes();

    public async Task<Discussion?> Find(Database db, string address, CancellationToken ct) =>
        await (from known in db.DiscussionAddresses.AsNoTracking()
               join discussion in db.Discussions.AsNoTracking()
                   on new { known.SiteId, Id = known.DiscussionId } equals new { discussion.SiteId, discussion.Id }
               where known.SiteId == site.Id && known.Address == address
               select discussion).FirstOrDefaultAsync(ct);

    /// <summary>The id a discussion will have once it begins: a UUID of version 7 whose time is zero and whose rest is a hash.</summary>
    public Guid IdAt(string address)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{site.Id}\n{address}")).AsSpan(0, 16);
        bytes[..6].Clear();
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}
