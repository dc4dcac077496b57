using System.Security.Cryptography;
using System.Text;

namespace Parley.Sites;

/// <summary>A publication: the owner of every other row. Small integers keep every key short.</summary>
public sealed class Site
{
    private const string KeyBeginning = "pk_";

    private Site() { }

    public int Id { get; private set; }
    public string Name { get; private set; } = "";

    /// <summary>Where this site's articles live besides the server's own address: <c>https://example.org</c>, or empty.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>IANA zone in which the newsroom writes and reads times.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary>SHA-256 of the key by which editors' programs write articles; null while there is none.</summary>
    public byte[]? KeyHash { get; private set; }

    /// <summary>
    /// Random bytes that never leave the server: they seal the stamps of forms, and count people for a day without knowing them.
    /// </summary>
    public byte[] Secret { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>
    /// Raised when something about the site changes that a running server keeps in memory: what a command beside it did is seen by this.
    /// </summary>
    public int Version { get; private set; }

    /// <summary>As <see cref="Sites.AddressRules"/> keeps itself; null where nobody has set any.</summary>
    public string? AddressRules { get; private set; }

    public void Set(AddressRules rules) => AddressRules = rules.Kept();

    /// <summary>When the demo publication was filled in. It comes once: whoever has taken it away is rid of it.</summary>
    public DateTimeOffset? DemoAt { get; private set; }

    public void ShowDemo(DateTimeOffset at) => DemoAt = at;

    public static Site Found(string name, DateTimeOffset at) =>
        new() { Name = name, Secret = RandomNumberGenerator.GetBytes(32), CreatedAt = at };

    /// <summary>Where its server was reached when it last started, for commands beside it; null before the first start.</summary>
    public string? ServerUrl { get; private set; }

    /// <summary>What the settings say about the publication; what they leave out stays as it was.</summary>
    public void Describe(string? name, string? origin, string? timeZone) =>
        (Name, Origin, TimeZone) = (name ?? Name, origin ?? Origin, timeZone ?? TimeZone);

    /// <summary>Makes a new key and forgets the old one. The key is returned once; only its hash is kept.</summary>
    public string NewKey()
    {
        var key = KeyBeginning + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        KeyHash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return key;
    }

    /// <summary>Whether it is made like a site's key; whose, only the hash can tell.</summary>
    public static bool IsKey(string token) => token.StartsWith(KeyBeginning, StringComparison.Ordinal);

    public bool Opens(string key) =>
        KeyHash is { } hash && CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>Markdown, but for lines and rules.</summary>
public enum SiteTextKind
{
    Notice, Policy, Guidelines, Accessibility,

    /// <summary>A line each, as plain text: the title of the box for comments, and what stands in it, and in that for replies.</summary>
    Box, Prompt, Reply,

    /// <summary>The rules of ranks and badges, as YAML.</summary>
    Standing,

    /// <summary>The rules by which comments are removed, as YAML.</summary>
    Rules,
}

/// <summary>One version of one of the site's own texts. Versions are added, never changed: a reader can be shown what held when.</summary>
public sealed class SiteText
{
    private SiteText() { }

    public int SiteId { get; private set; }
    public SiteTextKind Kind { get; private set; }
    public int Version { get; private set; }
    public string Markdown { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    public static SiteText Write(int siteId, SiteTextKind kind, int version, string markdown, DateTimeOffset at) =>
        new() { SiteId = siteId, Kind = kind, Version = version, Markdown = markdown, CreatedAt = at };
}
