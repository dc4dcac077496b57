using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;

namespace Parley.Discussions;

/// <summary>
/// From a page's address to its discussion. A page nobody has commented on has no row: its id is computed from the
/// address, so that reading never writes.
/// </summary>
public sealed class Addresses(CurrentSite site, IConfiguration settings)
{
    public const int LongestUrl = 2000;

    /// <summary>Enough for every page readers look at in an hour; who posts later says the address again.</summary>
    private const int MostRemembered = 20_000;

    private readonly ConcurrentDictionary<Guid, string> announced = new();
    private readonly string[] origins = [.. (settings["Parley:Origins"] ?? "")
        .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(origin => origin.TrimEnd('/').ToLowerInvariant())];

    /// <summary>
    /// The form an address is stored in: this server's pages as a path, others with scheme and host in lower case; without
    /// fragment, campaign parameters and a slash at the end. Null for what is not the address of a page of this site.
    /// </summary>
    /// <param name="host">The host the request came to, which is this server's own name too.</param>
    public string? Normalise(string? url, string? host)
    {
        if (string.IsNullOrWhiteSpace(url) || url.Length > LongestUrl) return null;
        if (url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal)) url = site.Absolute(url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
            return null;
        var query = string.Join('&', uri.Query.TrimStart('?').Split('&').Where(IsPartOfTheAddress));
        var path = (uri.AbsolutePath.Length > 1 ? uri.AbsolutePath.TrimEnd('/') : uri.AbsolutePath) + (query.Length > 0 ? "?" + query : "");
        if (IsOwn(uri, host)) return path;
        var origin = uri.GetLeftPart(UriPartial.Authority).ToLowerInvariant();
        return IsKnown(origin) ? origin + path : null;
    }

    private static bool IsPartOfTheAddress(string parameter) =>
        parameter.Length > 0 && !parameter.StartsWith("utm_", StringComparison.OrdinalIgnoreCase)
        && parameter.Split('=')[0].ToLowerInvariant() is not ("fbclid" or "gclid" or "mc_cid" or "mc_eid" or "igshid" or "sort" or "after");

    private bool IsOwn(Uri uri, string? host) =>
        string.Equals(uri.Authority, host, StringComparison.OrdinalIgnoreCase)
        || string.Equals(uri.Authority, new Uri(site.Absolute("/")).Authority, StringComparison.OrdinalIgnoreCase);

    // Until someone says where this site lives, every page may be tried on it.
    private bool IsKnown(string origin) =>
        origins.Contains(origin) || string.Equals(site.Site.Origin, origin, StringComparison.OrdinalIgnoreCase)
        || (site.PublicUrl is null && origins.Length == 0 && site.Site.Origin.Length == 0);

    public async Task<Discussion?> Find(Database db, string address, CancellationToken ct) =>
        await (from known in db.DiscussionAddresses.AsNoTracking()
               join discussion in db.Discussions.AsNoTracking() on new { known.SiteId, Id = known.DiscussionId } equals new { discussion.SiteId, discussion.Id }
               where known.SiteId == site.Id && known.Address == address
               select discussion).FirstOrDefaultAsync(ct);

    /// <summary>The id a discussion will have once it begins: a UUID of version 7 whose time is zero and whose rest is a hash.</summary>
    public Guid Announce(string address)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{site.Id}\n{address}")).AsSpan(0, 16);
        bytes[..6].Clear();
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        var id = new Guid(bytes, bigEndian: true);
        if (announced.Count >= MostRemembered) announced.Clear();
        announced[id] = address;
        return id;
    }

    public string? AddressOf(Guid announcedId) => announced.GetValueOrDefault(announcedId);
}
