using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// In the turn in which a guest leaves their name: what becomes of what only they could still say. Those who know are further to the right.
/// </summary>
/// <param name="into">Who goes on in their place; null for nobody.</param>
public delegate Task NameLeft(Reader guest, Reader? into);

public static class DepartureEndpoints
{
    public static void MapDeparture(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/account").GuardOrigin().ExcludeFromDescription();
        pages.MapPost("/departure", Leave).LimitNetwork(Limits.SignIns);
    }

    /// <summary>Out of a name or, for the staff, out of a session.</summary>
    private static async Task<IResult> Leave(HttpContext http, Identity identity, NameLeft left)
    {
        await identity.Leave(http, left);
        return Results.LocalRedirect("~/account");
    }
}
