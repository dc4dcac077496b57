using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Web;

namespace Parley.Sites;

/// <summary>
/// Which addresses on other sites are the same page. A page's own canonical link says it best; these rules are for what has none: lists of
/// links, feeds, old pages. A change of them is rehearsed first, since it may bring discussions together.
/// </summary>
public sealed partial record AddressRules
{
    /// <summary>Campaigns are no part of an address, and these name one.</summary>
    private static readonly string[] Campaigns =
    [
        "fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl",
        "sort", "after",
    ];

    /// <summary>What lets one person in, or says who they are, is never shown to others, as addresses of discussions are.</summary>
    private static readonly string[] Secrets =
    [
        "token", "access_token", "id_token", "apikey", "api_key", "sig", "signature", "sessionid", "session_id", "phpsessid", "jsessionid",
        "password", "email", "preview_nonce",
    ];

    /// <summary>
    /// Names that may mean that and may as well name a page, as in <c>/talk?session=12</c>: which of both, what they are says.
    /// </summary>
    private static readonly string[] Doubtful = ["auth", "session", "subscriber", "preview", "preview_id"];

    /// <summary><c>www.example.org</c> and <c>example.org</c> are one site: the one that was registered first.</summary>
    public bool Www { get; init; }

    /// <summary>A slash at the end means nothing.</summary>
    public bool Slash { get; init; } = true;

    /// <summary>
    /// Pages made for AMP (<c>/story/amp</c>, <c>/amp/story</c>, <c>story.amp.html</c>, <c>?amp=1</c>, <c>amp.example.org</c>)
    /// are those that they were made of.
    /// </summary>
    public bool Amp { get; init; }

    /// <summary>
    /// Pages made for printing (<c>/story/print</c>, <c>/print/story</c>, <c>story.print.html</c>,
    /// <c>?print=1</c>, <c>?view=print</c>) too.
    /// </summary>
    public bool Print { get; init; }

    /// <summary>
    /// The only query parameters that tell pages apart, whatever their order; null: all but those of campaigns and those that are
    /// secrets, in the order they have.
    /// </summary>
    public IReadOnlyList<string>? Keep { get; init; }

    /// <summary>Parameters that tell nothing apart, beside those of campaigns.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    public static AddressRules Read(string? kept) =>
        kept is null ? new() : JsonSerializer.Deserialize<AddressRules>(kept, Json.Plain) ?? new();

    public string Kept() => JsonSerializer.Serialize(this, Json.Plain);

    /// <summary>The parameters that belong to an address, as they stand in it.</summary>
    public string Query(string query)
    {
        var parts = query.TrimStart('?').Split('&').Where(IsPart);
        // A parameter that nobody knows may be all that tells two pages apart, and so may their order; whoever names them knows better.
        return string.Join('&', Keep is null ? parts : parts.Order(StringComparer.Ordinal));
    }

    /// <summary>An address as it may be shown to anybody: one that was stored before secrets were left out still has them.</summary>
    public string Shown(string address) => address.Split('?', 2) is [var page, var query]
        ? string.Join('?', new[] { page, string.Join('&', query.Split('&').Where(part => !IsSecret(part))) }
            .Where(part => part.Length > 0)) : address;

    private static string NameOf(string parameter) => parameter.Split('=')[0].ToLowerInvariant();

    private bool IsSecret(string parameter)
    {
        var name = NameOf(parameter);
        if (Keep is not null && Has(Keep, name)) return false;
        return Secrets.Contains(name) || (Doubtful.Contains(name) && Secret().IsMatch(parameter[name.Length..]));
    }

    // An address of mail, or letters and digits in a run that nobody would read out; words with hyphens between are a page's name.
    [GeneratedRegex(@"@|%40|(?=[A-Za-z_]*\d)\w{10}", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    private bool IsPart(string parameter)
    {
        var name = NameOf(parameter);
        var value = parameter[name.Length..].TrimStart('=').ToLowerInvariant();
        if (name.Length == 0 || name.StartsWith("utm_", StringComparison.Ordinal) || Campaigns.Contains(name) || Has(Drop, name))
            return false;
        if (IsSecret(parameter)) return false;
        if (Amp && (name == "amp" || (name == "outputtype" && value == "amp"))) return false;
        if (Print && (name is "print" or "printable" || (name == "view" && value == "print"))) return false;
        return Keep is null || Has(Keep, name);
    }

    private static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public string Path(string path)
    {
        if (Amp) path = WithoutVariant(path, "amp");
        if (Print) path = WithoutVariant(path, "print");
        if (Slash && path.Length > 1) path = path.TrimEnd('/');
        return path.Length == 0 ? "/" : path;
    }

    // As a folder before the page, a page below it, or a part of its name before the ending.
    private static string WithoutVariant(string path, string variant)
    {
        var (begin, end) = ($"/{variant}/", $"/{variant}");
        var slash = path.EndsWith('/') ? "/" : "";
        var bare = path.TrimEnd('/');
        if (bare.Length > end.Length && bare.EndsWith(end, StringComparison.OrdinalIgnoreCase)) return bare[..^end.Length] + slash;
        if (path.Length > begin.Length && path.StartsWith(begin, StringComparison.OrdinalIgnoreCase)) return path[(begin.Length - 1)..];
        foreach (var ending in new[] { ".html", ".htm", ".php", "" })
            if (bare.EndsWith($".{variant}{ending}", StringComparison.OrdinalIgnoreCase))
                return bare[..^(variant.Length + 1 + ending.Length)] + ending + slash;
        return path;
    }

    /// <summary>Of hosts that are one site the same.</summary>
    /// <param name="host">In lower case and Punycode, with a port that isn't usual.</param>
    public string Host(string host)
    {
        if (Amp && host.StartsWith("amp.", StringComparison.Ordinal)) host = host[4..];
        return (Www || Amp) && host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
    }

    /// <summary>Whether a page on a host belongs to an origin on another.</summary>
    /// <param name="host">Of the page.</param>
    /// <param name="origin">The host that was registered.</param>
    public bool AreOne(string host, string origin) =>
        host == origin || (Www && Host(host) == Host(origin))
            || (Amp && host.StartsWith("amp.", StringComparison.Ordinal) && Host(host) == Host(origin));
}
