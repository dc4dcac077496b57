namespace Parley.Web;

public static class Headers
{
    // No inline script or style anywhere: what a comment might smuggle in can't run.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors ";

    // The page that browses the API brings an inline script of its own; nothing a reader wrote is on it.
    private const string DocsPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A year, as browsers ask for; without subdomains, which may not be this publication's.</summary>
    private const string OnlyHttps = "max-age=31536000";

    /// <summary>Whether readers come by https, whatever the proxy before this program speaks to it.</summary>
    public static bool IsHttps(string? publicUrl) => publicUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var https = IsHttps(PublicPath.UrlOf(app.Configuration));
        app.Use((http, next) =>
        {
            var policy = http.Request.Path.StartsWithSegments("/docs") ? DocsPolicy : Policy;
            // At the last moment: an answer that failed loses what was set before.
            http.Response.OnStarting(() =>
            {
                var headers = http.Response.Headers;
                var framers = http.Features.Get<Framers>();
                headers.ContentSecurityPolicy = policy != Policy ? policy : policy + (framers is null or { Origins: "" } ? "'none'" : $"'self' {framers.Origins}");
                headers.XContentTypeOptions = "nosniff";
                // A page whose address is a secret says less.
                headers.TryAdd("Referrer-Policy", "strict-origin-when-cross-origin");
                // A frame may have to open a window of ours and hear from it.
                headers["Cross-Origin-Opener-Policy"] = framers is null ? "same-origin" : "unsafe-none";
                if (https) headers.StrictTransportSecurity = OnlyHttps;
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
