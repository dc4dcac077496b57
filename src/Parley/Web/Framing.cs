namespace Parley.Web;

/// <summary>The origins whose pages may show this answer in a frame, set by the routes that are made for it.</summary>
/// <param name="Origins">As <c>frame-ancestors</c> lists them, and the page's script compares them: parted by spaces.</param>
public sealed record Framers(string Origins)
{
    /// <summary>The policy that lets them; null for a window, which nobody frames.</summary>
    internal string? Policy { get; } = Origins.Length > 0 ? Headers.PolicyFor(Origins) : null;
}

/// <summary>
/// What is otherwise inside a page of another site. Browsers send no ordinary cookie there; one that is kept apart for each site
/// around it (CHIPS: <c>Partitioned</c>) follows nobody from site to site, and is sent.
/// </summary>
public static class Framing
{
    /// <summary>
    /// Sent by the script of a framed page with every request. Another site's script can't send it: a browser would ask here first.
    /// </summary>
    public const string Header = "Parley-Frame";

    /// <summary>Whether a request comes from inside a frame: the script says so, or the browser does for what opens in one.</summary>
    public static bool Is(HttpContext http) =>
        http.Request.Headers.ContainsKey(Header) || http.Request.Headers["Sec-Fetch-Dest"].ToString() is "iframe" or "frame";

    /// <summary>Cookies of a frame are its own: for that site alone, and sent from there.</summary>
    public static CookieOptions For(HttpContext http, CookieOptions options)
    {
        if (!Is(http)) return options;
        (options.SameSite, options.Secure) = (SameSiteMode.None, true);
        options.Extensions.Add("Partitioned");
        return options;
    }
}
