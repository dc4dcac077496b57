using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Sites;

/// <summary>The site this program serves, with what every page needs of it, in memory.</summary>
public sealed class CurrentSite(IServiceScopeFactory scopes, IConfiguration settings, Snapshots snapshots, IServer server, Words words)
{
    /// <summary>Stands among the subjects of snapshots for lists that count comments.</summary>
    public static readonly Guid Front = new("00000000-0000-7000-8000-000000000001");
    public static readonly Guid Stories = Snapshots.Stories;

    private readonly string[] settled = (settings["Parley:Origins"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
    private readonly Lock reloading = new();
    private volatile Known? known;

    public int Id => Read().Site.Id;
    public Site Site => Read().Site;

    /// <summary>Asked where something went wrong, and so never of the database; null before it was read.</summary>
    public string? NameIfKnown => known?.Site.Name;
    public TimeZoneInfo Zone => Read().Zone;

    /// <summary>The language of the pages; an article may have one of its own.</summary>
    public Words Words => words;

    /// <summary>Whether this is the editors' key now; a new one made beside the running server holds at once, and ends the old.</summary>
    public bool Opens(string key) => Load().Site.Opens(key);

    /// <summary>Where pages with discussions live besides this server: what the settings say, and what was registered.</summary>
    public IReadOnlyList<string> Origins => Read().Origins;

    /// <summary>The same, as those whose pages may show this site's discussions in a frame.</summary>
    public Framers Framers => Read().Framers;

    /// <summary>Which of their addresses are the same page.</summary>
    public AddressRules AddressRules => Read().Addresses;

    /// <summary>The Markdown in force; empty when the site has cleared it.</summary>
    public string Text(SiteTextKind kind) => InForce(kind).Markdown;

    /// <summary>
    /// The same for a page in some language: what Parley brought along is worded in it, what the site has written stays as it is.
    /// </summary>
    public string Text(SiteTextKind kind, Words language) => Founding.InLanguage(kind, Text(kind), language.Tag);

    /// <summary>The text in force with its version; version 0 where the site has none.</summary>
    public (int Version, string Markdown) InForce(SiteTextKind kind) => Read().Texts.GetValueOrDefault(kind, (0, ""));

    /// <summary>Where readers find this server, without a slash at the end; null until it is configured.</summary>
    public string? PublicUrl { get; } = PublicPath.UrlOf(settings);

    /// <summary>Whether each comment's own page may be found by search engines. Off: the article speaks for all of them.</summary>
    public bool IndexesComments { get; } = settings.GetValue("Parley:IndexComments", false);

    /// <summary>
    /// An address as others should link to it; a command beside the server takes the server's, which need not stand in its settings.
    /// </summary>
    public string Absolute(string path) => (KnownUrl ?? "http://127.0.0.1:5080") + path;

    /// <summary>Null where nobody has set an address, and no server has run here yet.</summary>
    public string? KnownUrl => PublicUrl ?? ListeningAt ?? Site.ServerUrl;

    // A socket or a pipe of the system is no address of the web.
    private string? ListeningAt => server.Features.Get<IServerAddressesFeature>()?.Addresses
        .FirstOrDefault(address => BindingAddress.Parse(address) is { IsUnixPipe: false, IsNamedPipe: false })
        ?.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal).TrimEnd('/');

    /// <summary>Called when the site or its texts may have changed.</summary>
    public void Reload()
    {
        // One at a time, or what was read first may be kept last.
        lock (reloading)
        {
            var before = known;
            known = Load();
            if (before is not null && (before.Site.Name != known.Site.Name || before.Site.Version != known.Site.Version
                    || !before.Texts.ToHashSet().SetEquals(known.Texts)))
                snapshots.Clear();
            snapshots.Changed(Front);
            snapshots.Changed(Stories);
        }
    }

    private Known Read() => known ??= Load();

    private Known Load()
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var site = db.Sites.AsNoTracking().OrderBy(x => x.Id).First();
        var texts = db.SiteTexts.AsNoTracking().InForce(site.Id).ToDictionary(x => x.Kind, x => (x.Version,
            x.Kind == SiteTextKind.Rules ? Founding.InLanguage(x.Kind, x.Markdown, words.Tag) : x.Markdown));
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(site.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var registered = db.SiteOrigins.AsNoTracking().Where(x => x.SiteId == site.Id).OrderBy(x => x.AddedAt)
            .Select(x => x.Origin).ToList();
        var origins = settled.Append(site.Origin).Select(text => SiteOrigin.TryParse(text, out var origin) ? origin : null)
            .OfType<string>();
        return new(site, texts, zone, [.. origins.Concat(registered).Distinct(StringComparer.Ordinal)],
            AddressRules.Read(site.AddressRules));
    }

    private sealed record Known(
        Site Site, IReadOnlyDictionary<SiteTextKind, (int Version, string Markdown)> Texts, TimeZoneInfo Zone,
        IReadOnlyList<string> Origins, AddressRules Addresses)
    {
        public Framers Framers { get; } = new(string.Join(' ', Origins));
    }
}
