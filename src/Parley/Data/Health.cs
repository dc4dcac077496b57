namespace Parley.Data;

public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => "ok").ExcludeFromDescription();
        routes.MapGet("/readyz", Ready).ExcludeFromDescription();
    }

    private static async Task<IResult> Ready(Database db, CancellationToken ct) =>
        await db.Database.CanConnectAsync(ct) ? Results.Text("ready") : Results.Text("the database does not answer", statusCode: 503);
}
