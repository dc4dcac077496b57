using System.Text;

namespace Parley.Web;

/// <summary>
/// Where readers find this server below a host that it shares: <c>/talk</c> of <c>https://news.example/talk</c>; nothing at the root. The
/// proxy before it may leave that path in its requests or take it off; either way what is answered leads back through it.
/// </summary>
public sealed class PublicPath(IConfiguration settings)
{
    /// <summary>Attributes that hold an address; in all others a slash is a slash.</summary>
    private static readonly string[] Addresses = ["href", "src", "action", "formaction", "ping", "data-ping", "poster"];

    /// <summary>
    /// Where readers find this server, its path escaped as links and headers want it, without a slash at the end; null until it is
    /// configured. Without a scheme it is <c>https</c>, as browsers take it: cookies then err on the side of care.
    /// </summary>
    /// <exception cref="FormatException">It is no address of a site.</exception>
    public static string? UrlOf(IConfiguration settings)
    {
        if (settings["Parley:PublicUrl"]?.Trim() is not { Length: > 0 } text) return null;
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text;
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0
            || url.Fragment.Length > 0
            || url.UserInfo.Length > 0)
            throw new FormatException(
                $"Parley__PublicUrl: \"{text}\" is not an address like https://news.example or https://news.example/talk.");
        return $"{url.Scheme}://{url.Authority}{PathOf(url)}";
    }

    // Its escapes in capitals, as browsers write them: they compare the path of a cookie letter by letter.
    private static string PathOf(Uri url) => PathString.FromUriComponent(url.AbsolutePath.TrimEnd('/')).ToUriComponent();

    /// <summary>Escaped; without a slash at its end; empty at the root.</summary>
    public string Base { get; } = UrlOf(settings) is { } url ? PathOf(new Uri(url)) : "";

    /// <summary>For the cookies of this server: other programs on the host don't get them.</summary>
    public static string OfCookies(HttpContext http) => http.Request.PathBase.HasValue ? http.Request.PathBase.ToUriComponent() : "/";

    /// <summary>A page whose own addresses begin with a slash, as they do everywhere in the program, as readers are to see it.</summary>
    /// <param name="utf8">In UTF-8, as is what is given back.</param>
    public byte[] Within(byte[] utf8) => Base.Length == 0 ? utf8 : Encoding.UTF8.GetBytes(Within(Encoding.UTF8.GetString(utf8)));

    public string Within(string html)
    {
        if (Base.Length == 0) return html;
        var page = new StringBuilder(html.Length + 4096);
        var at = 0;
        while (html.IndexOf('<', at) is >= 0 and var tag)
        {
            page.Append(html, at, tag - at);
            at = tag + 1 < html.Length && char.IsAsciiLetter(html[tag + 1]) ? Tag(html, tag, page) : Skip(tag, page);
        }
        return page.Append(html, at, html.Length - at).ToString();
    }

    private static int Skip(int at, StringBuilder page)
    {
        page.Append('<');
        return at + 1;
    }

    // Attribute by attribute: what a person wrote stands in values and between tags, and is nobody's address.
    private int Tag(string html, int at, StringBuilder page)
    {
        while (at < html.Length && html[at] != '>')
        {
            var quote = html.AsSpan(at).IndexOfAny('"', '\'', '>');
            if (quote < 0 || html[at + quote] == '>') break;
            var begin = at + quote + 1;
            page.Append(html, at, begin - at);
            var isAddress = html[begin - 2] == '='
                && Addresses.Any(name => html.AsSpan(0, begin - 2).EndsWith(" " + name, StringComparison.Ordinal));
            var isSet = !isAddress && html.AsSpan(0, begin - 1).EndsWith(" srcset=", StringComparison.Ordinal);
            if (isAddress && begin + 1 < html.Length && html[begin] == '/' && html[begin + 1] != '/') page.Append(Base);
            var end = html.IndexOf(html[begin - 1], begin);
            if (end < 0) return begin;
            if (isSet)
                page.Append(string.Join(", ", html[begin..end].Split(", ").Select(one => one.StartsWith('/') ? Base + one : one)))
                    .Append(html[end]);
            else page.Append(html, begin, end + 1 - begin);
            at = end + 1;
        }
        var close = html.IndexOf('>', at);
        if (close < 0) return at;
        page.Append(html, at, close + 1 - at);
        return close + 1;
    }
}

public static class PublicPathRoutes
{
    public static void UsePublicPath(this WebApplication app)
    {
        var root = app.Services.GetRequiredService<PublicPath>().Base;
        if (root.Length == 0) return;
        // A request's path comes in letters; what is written into links, headers and cookies is escaped.
        var (path, escaped) = (PathString.FromUriComponent(root), new PathString(root));
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments(path, out var rest)) http.Request.Path = rest.HasValue ? rest : "/";
            http.Request.PathBase = escaped;
            http.Response.OnStarting(() =>
            {
                var location = http.Response.Headers.Location.ToString();
                if (location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal) && location != root
                        && !location.StartsWith(root + "/", StringComparison.Ordinal))
                    http.Response.Headers.Location = root + location;
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
