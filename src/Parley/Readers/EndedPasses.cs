using Parley.Web;

namespace Parley.Readers;

/// <summary>On a route that whoever holds a pass that has ended comes to for a new one.</summary>
public sealed record TakesEndedPass;

/// <summary>
/// Whoever speaks by a pass that has ended is told so before anything is changed, and not taken for a stranger who would write under
/// another name: a frame asks its publisher again and sends once more.
/// </summary>
public static class EndedPasses
{
    public static IApplicationBuilder UseEndedPasses(this IApplicationBuilder app) =>
        app.Use((http, next) => Concerns(http) ? JudgeFirst(http, next) : next(http));

    private static bool Concerns(HttpContext http)
    {
        var method = http.Request.Method;
        return !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method)
            && Identity.BearerOf(http) is { Length: <= 200 } token && Pass.IsToken(token)
            && http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<TakesEndedPass>() is null;
    }

    private static async Task JudgeFirst(HttpContext http, RequestDelegate next)
    {
        if (await Judge(http) is { } refusal) await Problems.Write(http, refusal);
        else await next(http);
    }

    // Whoever guesses passes is looked up no oftener than the limit says; a good pass costs nothing of it.
    private static async Task<Refusal?> Judge(HttpContext http)
    {
        var (pace, network) = (http.RequestServices.GetRequiredService<Pace>(), Network.Of(http));
        if (pace.Check(Limits.EndedPasses, network, costs: false) is { } tooMany) return tooMany;
        if (await http.RequestServices.GetRequiredService<Identity>().Who(http) is not null) return null;
        pace.Check(Limits.EndedPasses, network);
        return PublisherToken.Expired;
    }
}
