using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// What <c>parley discussion move</c> does, for a publisher's own program that has given a page another address. Two discussions are never
/// put together by it: that is for somebody who looks.
/// </summary>
public static class MoveEndpoints
{
    /// <summary>Each is a transaction of its own, and whoever asks waits for all of them.</summary>
    private const int Most = 50;

    private static readonly Refusal NoKey = new(401, "site-key-needed",
        "Pages are moved with the site's key: Authorization: Bearer pk_… (make one with: parley site key).");
    private static readonly Refusal HowMany = new(422, "bad-move-count", "Name 1 to {0} moves at once, each with from and to.")
        { Args = [Most] };

    public static void MapMoves(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").WithTags("Embedding").GuardOrigin().MapPost("/moves", Move).LimitNetwork(Limits.NetworkArticles)
            .WithSummary("Takes the discussions of pages along to other addresses; with the site's key");

    private static async Task<Results<Ok<MovesAnswer>, Refused>> Move(
        MovesRequest asked, HttpContext http, CurrentSite site, Moves moves, CancellationToken ct)
    {
        // Load
        if (Identity.BearerOf(http) is not { } key || !site.Opens(key)) return NoKey.Refuse();

        // Judge
        if (asked.Moves is not { Count: > 0 and <= Most } named || named.Any(x => x is not { From: not null, To: not null }))
            return HowMany.Refuse();

        // Change: to the end, also of what a program has stopped to wait for
        var report = await moves.Move([.. named.Select(x => new MovePair(x!.From!, x.To!))], merge: false, rehearse: false,
            CancellationToken.None);
        return TypedResults.Ok(new MovesAnswer(report.Move, report.Results));
    }
}

public sealed record MovesRequest(IReadOnlyList<MoveRequest?>? Moves);

/// <param name="From">The page's address before, whole.</param>
/// <param name="To">Its address now.</param>
public sealed record MoveRequest(string? From, string? To);

/// <param name="Move">What takes all of it back: <c>parley discussion undo</c>.</param>
/// <param name="Results">In the order of the request.</param>
public sealed record MovesAnswer(Guid? Move, IReadOnlyList<MoveResult> Results);
