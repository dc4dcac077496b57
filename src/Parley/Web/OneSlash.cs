namespace Parley.Web;

/// <summary>A page has one address: what is asked with slashes too many is led to it.</summary>
public static class OneSlash
{
    public static void UseOneSlash(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var path = http.Request.Path.Value ?? "";
        // The pages that browse the API bring addresses of their own.
        if (!HttpMethods.IsGet(http.Request.Method) || !HasTooMany(path) || http.Request.Path.StartsWithSegments("/docs"))
            return next(http);
        var one = http.Request.PathBase + new PathString(Of(path));
        http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        http.Response.Headers.Location = one.ToUriComponent() + http.Request.QueryString.ToUriComponent();
        return Task.CompletedTask;
    });

    private static bool HasTooMany(string path) =>
        path.Length > 1 && (path.EndsWith('/') || path.Contains("//", StringComparison.Ordinal));

    /// <summary>Begins with one slash, and so never leads to another host.</summary>
    public static string Of(string path) => "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
