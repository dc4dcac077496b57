using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// The one guard of everything that changes something: a browser may do it only from this site's own pages. A program with
/// a bearer token carries no cookie that another page could abuse, and passes.
/// </summary>
public sealed class SameOrigin : IEndpointFilter
{
    private static readonly Refusal Elsewhere = new(403, "cross-site",
        "This was sent from another site, so it was not done. Please do it on this site's own page.");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!await Allows(context.HttpContext)) return Elsewhere.AsProblem();
        JustWrote.Mark(context.HttpContext);
        return await next(context);
    }

    private static async ValueTask<bool> Allows(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) return true;
        if (Identity.BearerOf(http) is not null) return true;
        var headers = http.Request.Headers;
        if (headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is "same-origin";
        if (headers.Origin.ToString() is { Length: > 0 } origin) return IsOwn(origin, http);
        if (Identity.CookieOf(http) is not { } token) return true;
        // An old browser or a hand-made request: only our own form, made for this reader, knows this.
        return http.Request.HasFormContentType
            && http.RequestServices.GetRequiredService<FormStamp>().IsFor((await http.Request.ReadFormAsync())["stamp"], token);
    }

    // Behind a proxy the request may say another scheme or host than readers see; a browser says a host in letters of its own in Punycode.
    private static bool IsOwn(string origin, HttpContext http) =>
        string.Equals(origin, $"{http.Request.Scheme}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(http.RequestServices.GetRequiredService<CurrentSite>().PublicUrl, UriKind.Absolute, out var own)
            && string.Equals(origin, SiteOrigin.Of(own), StringComparison.OrdinalIgnoreCase));
}

public static class SameOriginGroups
{
    // One for all: by its type, the framework would compile a way to make it for each of the groups, at every start.
    private static readonly SameOrigin Guard = new();

    /// <summary>Marks the group, so that a test can see that no unsafe route is without the guard.</summary>
    public static RouteGroupBuilder GuardOrigin(this RouteGroupBuilder group) =>
        group.AddEndpointFilter(Guard).WithMetadata(new OriginGuarded());
}

public sealed class OriginGuarded;
