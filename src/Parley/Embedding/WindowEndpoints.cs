using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// The way in for a frame whose browser keeps no cookies there: a small window of this site, where there are cookies, hands the frame
/// that opened it a token for its memory. Only a page of this origin can receive it.
/// </summary>
public static class WindowEndpoints
{
    public const string Route = "/embed/window";

    private static readonly Refusal Lent = new(401, "token-needed",
        "Say who is speaking: POST /api/v1/guests gives a token for Authorization: Bearer.");

    public static void MapWindow(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Route).GuardOrigin().AddEndpointFilter(KeepOpener).ExcludeFromDescription();
        pages.MapGet("/", Show);
        pages.MapPost("/", Enter).LimitNetwork(Limits.NewGuests);
    }

    // It speaks to whoever opened it, which other pages of this site never do. Nobody may frame it.
    private static ValueTask<object?> KeepOpener(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Headers.Frame(context.HttpContext, new Framers(""));
        return next(context);
    }

    private static Task<IResult> Show(string? lang, CurrentSite site, PageRenderer pages) =>
        pages.Personal<WindowPage>(
            new WindowPage.WindowView((lang is null ? null : Words.In(lang)) ?? site.Words, site.Site.Name));

    /// <summary>Whoever is known here is known there; a stranger becomes a guest without a name.</summary>
    private static async Task<IResult> Enter(HttpContext http, Identity identity, Database db, CancellationToken ct)
    {
        if (!await identity.MayLend(http)) return Lent.AsProblem();
        var reader = await identity.Who(http) ?? await identity.Welcome(http, null);
        var token = identity.Lend(reader);
        await db.SaveTogether(ct);
        identity.RememberForFrames(http, token);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new FrameToken(token, reader.Name.Length > 0 ? reader.Name : null));
    }
}

/// <param name="Name">Null for a guest who has said nothing yet.</param>
public sealed record FrameToken(string Token, string? Name);
