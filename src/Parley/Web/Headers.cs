namespace Parley.Web;

public static class Headers
{
    // No inline script or style anywhere: what a comment might smuggle in can't run.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors ";

    private const string Unframed = Policy + "'none'";

    // The page that browses the API brings an inline script of its own; nothing a reader wrote is on it.
    private const string DocsPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A year, as browsers ask for; without subdomains, which may not be this publication's.</summary>
    private const string OnlyHttps = "max-age=31536000";

    /// <summary>Whether readers come by https, whatever the proxy before this program speaks to it.</summary>
    public static bool IsHttps(string? publicUrl) => publicUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// Set before anything else is done, which costs a reader's page next to nothing; what clears an answer sets them again.
    /// </summary>
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var https = IsHttps(PublicPath.UrlOf(app.Configuration));
        app.Use((http, next) =>
        {
            Set(http, https);
            return next(http);
        });
    }

    /// <summary>For an answer that is begun anew.</summary>
    public static void Set(HttpContext http)
    {
        Set(http, IsHttps(PublicPath.UrlOf(http.RequestServices.GetRequiredService<IConfiguration>())));
        if (http.Features.Get<Framers>() is { } framers) Frame(http.Response.Headers, framers);
    }

    /// <summary>Lets the pages of these origins show the answer in a frame; of a window that a frame opens, nobody's.</summary>
    public static void Frame(HttpContext http, Framers framers)
    {
        http.Features.Set(framers);
        Frame(http.Response.Headers, framers);
    }

    internal static string PolicyFor(string origins) => $"{Policy}'self' {origins}";

    private static void Set(HttpContext http, bool https)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/docs") ? DocsPolicy : Unframed;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (https) headers.StrictTransportSecurity = OnlyHttps;
    }

    private static void Frame(IHeaderDictionary headers, Framers framers)
    {
        if (framers.Policy is { } policy) headers.ContentSecurityPolicy = policy;
        // A frame may have to open a window of ours and hear from it.
        headers["Cross-Origin-Opener-Policy"] = "unsafe-none";
    }
}
