using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;

namespace Parley.Sites;

/// <summary>An origin (RFC 6454) whose pages have discussions here and may show them in a frame.</summary>
public sealed class SiteOrigin
{
    private SiteOrigin() { }

    public int SiteId { get; private set; }

    /// <summary>Scheme, host in Punycode and lower case, and a port that isn't the scheme's own: as browsers write it.</summary>
    public string Origin { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }

    public static SiteOrigin Of(Site site, string origin, DateTimeOffset at) => new() { SiteId = site.Id, Origin = origin, AddedAt = at };

    /// <summary>Reads a web address that names nothing but an origin; a path is no part of one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? origin)
    {
        origin = Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri) && uri.PathAndQuery == "/" && uri.Fragment == ""
            ? Of(uri) : null;
        return origin is not null;
    }

    /// <summary>The origin of a page; null for what is no address of a page on the web.</summary>
    public static string? Of(Uri uri)
    {
        if (uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0) return null;
        try
        {
            var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
            return host.Length == 0 || host.Contains('*', StringComparison.Ordinal) ? null
                : $"{uri.Scheme}://{(uri.HostNameType == UriHostNameType.IPv6 ? $"[{host}]" : host)}"
                    + $"{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";
        }
        catch (UriFormatException)
        {
            // A host that is a name to nobody.
            return null;
        }
    }
}

public static class SiteOriginTable
{
    public static void MapSiteOrigins(this ModelBuilder model) => model.Entity<SiteOrigin>(origin =>
    {
        origin.ToTable("site_origins");
        origin.HasKey(x => new { x.SiteId, x.Origin });
        origin.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
    });
}
