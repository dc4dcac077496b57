namespace Parley.Web;

/// <summary>
/// Whoever has just changed something sees it at once, also on a page so busy that others get one a quarter of a second old.
/// </summary>
public static class JustWrote
{
    private const string Cookie = "parley_wrote";

    /// <summary>Longer than a busy page may be old, and than it takes to follow a redirect on a bad line.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    /// <summary>Called before a request that may change something; a browser whose change was made is marked by the answer.</summary>
    public static void Mark(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
            || http.Request.Headers.Authorization.Count > 0) return;
        http.Response.OnStarting(() =>
        {
            if (http.Response.StatusCode >= 400) return Task.CompletedTask;
            var settings = http.RequestServices.GetRequiredService<IConfiguration>();
            http.Response.Cookies.Append(Cookie, "1", Framing.For(http, new()
            {
                HttpOnly = true, Secure = http.Request.IsHttps || Headers.IsHttps(PublicPath.UrlOf(settings)), SameSite = SameSiteMode.Lax,
                MaxAge = Remembered, Path = PublicPath.OfCookies(http), IsEssential = true,
            }));
            return Task.CompletedTask;
        });
    }

    public static bool Is(HttpContext http) => http.Request.Cookies.ContainsKey(Cookie);
}
