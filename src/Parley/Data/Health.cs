using Parley.Web;

namespace Parley.Data;

public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => "ok").ExcludeFromDescription();
        routes.MapGet("/readyz", Ready).ExcludeFromDescription();
    }

    private static async Task<IResult> Ready(Database db, Warming warming, HttpContext http)
    {
        if (warming.IsUnderWay) return Results.Text("not yet: the first pages are being made", statusCode: 503);
        if (!await db.Database.CanConnectAsync(http.RequestAborted)) return Results.Text("the database does not answer", statusCode: 503);
        return Results.Text(string.Join("; ",
            http.RequestServices.GetServices<Lack>().Select(lack => lack.In(http.RequestServices)).OfType<string>().Prepend("ready")));
    }
}
