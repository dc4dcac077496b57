namespace Parley.Web;

/// <summary>
/// An <c>{id}</c> in an address is a UUID in its usual form, or the answer is 400 with a sentence, in one place: where a route binds
/// <c>{id:guid}</c> by itself the answer is an empty 404, and forms with braces would be more addresses of the same page.
/// </summary>
public static class Ids
{
    public static void UseIds(this IApplicationBuilder app) => app.Use((http, next) =>
        http.GetRouteValue("id") is string id && !Guid.TryParseExact(id, "D", out _) ? Problems.Write(http, Problems.BadId) : next(http));
}
