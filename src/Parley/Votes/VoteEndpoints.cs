using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Readers;
using Parley.Web;

namespace Parley.Votes;

public static class VoteEndpoints
{
    private static readonly Refusal TokenNeeded = new(401, "token-needed",
        "Say who is voting: POST /api/v1/guests gives a token for Authorization: Bearer.");
    private static readonly Refusal StampNeeded = new(403, "stamp-needed",
        "This page was opened a long time ago. Please reload it, then vote.");
    private static readonly Refusal BadValue = new(422, "bad-vote", "A vote is 1, 0 or -1.");

    public static void MapVotes(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Votes").GuardOrigin();
        api.MapPut("/comments/{id}/vote", Put).LimitNetwork(Limits.NetworkVotes)
            .WithSummary("Votes on a comment: one vote per reader, changeable");
        MapButtons(routes.MapGroup("/articles/{slug}/comments/{id:guid}"));
    }

    /// <summary>Below an article's address, or that of a frame.</summary>
    public static void MapButtons(RouteGroupBuilder comment) =>
        comment.GuardOrigin().ExcludeFromDescription().MapPost("/vote", Post).LimitNetwork(Limits.NetworkVotes);

    private static async Task<Results<Ok<VoteAnswer>, Refused>> Put(
        Guid id, VoteRequest asked, HttpContext http, Identity identity, FormStamp stamps, Clicks clicks, Voting voting,
        CancellationToken ct)
    {
        if (asked.Value is not (-1 or 0 or 1)) return BadValue.Refuse();
        var reader = await identity.Who(http);
        // A reader of our own page votes without saying a name; a program has to bring its token.
        if (reader is null && Identity.BearerOf(http) is not null) return TokenNeeded.Refuse();
        if (reader is null && http.Request.Headers["Sec-Fetch-Site"] != "same-origin") return TokenNeeded.Refuse();
        var click = Click.Of(asked.Page, asked.Click);
        // A stranger's next click may come before the answer to the first, or before the first: it is of the same stranger. For moments: an
        // open page, also one that was gone back to, may have somebody else before it.
        var once = reader is null && click is not null ? $"vote\n{click.Page}" : null;
        if (once is not null && await identity.MadeBy(http, once) is { } made)
        {
            if (identity.IsStillThere(made)) reader = await identity.SentBefore(http, once);
            else once = null;
        }
        if (reader is null && asked.Value == 0 && click is not null && stamps.Age(asked.Stamp, null) is not null)
            clicks.IsOvertaken(click, id);
        // No vote of nobody: nothing changes, and no reader is made of a stranger for it.
        if (reader is null && asked.Value == 0)
            return await voting.Counts(id) is { } counts ? TypedResults.Ok(counts) : Problems.NotFound.Refuse();
        if (reader is null && stamps.Age(asked.Stamp, null) is null) return StampNeeded.Refuse();
        reader ??= await identity.Welcome(http, null, once);
        return (await voting.Cast(id, reader, _ => asked.Value.Value, Network.Of(http), click, ct))
                .Refused(out var refusal, out var answer)
            ? refusal.Refuse() : TypedResults.Ok(answer);
    }

    /// <summary>The same button again takes the vote back.</summary>
    private static async Task<IResult> Post(
        Guid id, HttpContext http, Identity identity, FormStamp stamps, Voting voting, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        if (form["value"].ToString() is not ("1" or "-1") || !int.TryParse(form["value"], out var value)) return BadValue.AsProblem();
        var reader = await identity.Who(http);
        if (reader is null && stamps.Age(form["stamp"], null) is null) return StampNeeded.AsProblem();
        reader ??= await identity.Welcome(http, null);
        if ((await voting.Cast(id, reader, before => before == value ? 0 : value, Network.Of(http), click: null, ct))
                .Refused(out var refusal, out _))
            return refusal.AsProblem();
        return Results.LocalRedirect($"~{BackTo(http, id)}#c-{id}");
    }

    // To the page the reader voted on, if that is a page of this discussion.
    private static string BackTo(HttpContext http, Guid id)
    {
        var asked = http.Request.Path.ToUriComponent();
        var path = asked[..asked.LastIndexOf($"/comments/{id}", StringComparison.OrdinalIgnoreCase)];
        if (!Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var from)) return $"{path}/comments/{id}";
        // Only its path counts: behind a proxy the host is another one, and what this redirects to is a page here.
        var root = http.Request.PathBase.Value ?? "";
        var page = from.AbsolutePath.StartsWith(root + "/", StringComparison.Ordinal)
            ? from.AbsolutePath[root.Length..] : from.AbsolutePath;
        return page == path || page == $"{path}/comments/{id}" ? page + from.Query : $"{path}/comments/{id}";
    }
}

/// <param name="Stamp">Of the page, where nobody is known who votes.</param>
/// <param name="Page">A random name of the open page, where clicks are numbered.</param>
/// <param name="Click">Its number: of one page's clicks on a comment the highest holds, in whatever order they come to one
/// node within two minutes.</param>
public sealed record VoteRequest(int? Value, string? Stamp, string? Page, int? Click);

/// <param name="Mine">1, −1, or 0 for no vote.</param>
public sealed record VoteAnswer(int Up, int Down, int Mine);
