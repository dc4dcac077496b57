using Parley.Web;

namespace Parley.Readers;

public static class DepartureEndpoints
{
    public static void MapDeparture(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/account").GuardOrigin().ExcludeFromDescription();
        pages.MapPost("/departure", Leave).LimitNetwork(Limits.SignIns);
    }

    /// <summary>Out of a name or, for the staff, out of a session.</summary>
    private static async Task<IResult> Leave(HttpContext http, Identity identity)
    {
        await identity.Leave(http);
        return Results.LocalRedirect("~/account");
    }
}
