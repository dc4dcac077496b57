using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Comments;
using Parley.Discussions;
using Parley.Readers;
using Parley.Web;

namespace Parley.Writing;

public static class CommentEndpoints
{
    private const int LongestKey = 200;

    internal static readonly Refusal TokenNeeded = new(401, "token-needed",
        "Say who is speaking: POST /api/v1/guests gives a token for Authorization: Bearer.");
    internal static readonly Refusal NameNeeded = new(422, "name-missing", "Choose a name before you write.");
    private static readonly Refusal BadKey = new(400, "bad-idempotency-key", "An Idempotency-Key has 1 to 200 characters.");

    public static void MapCommentApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Comments").GuardOrigin();
        api.MapPost("/discussions/{id}/comments", Post).LimitNetwork(Limits.NetworkSends).WithSummary("Posts a comment or a reply")
            .Produces<ShownComment>(201).ProducesProblem(422);
        api.MapPatch("/comments/{id}", Edit).LimitNetwork(Limits.NetworkSends).WithSummary("Changes one's own comment, for a while");
        api.MapDelete("/comments/{id}", Withdraw).LimitNetwork(Limits.NetworkSends).WithSummary("Withdraws one's own comment");
    }

    private static async Task<IResult> Post(
        Guid id, CommentRequest asked, HttpContext http, Identity identity, Posting posting, Addresses addresses, SameRequests same,
        Pace pace, CancellationToken ct)
    {
        if (!TryId(asked.ParentId, out var parent)) return Problems.BadId.AsProblem();
        if (await identity.Who(http) is not { } author) return TokenNeeded.AsProblem();
        if (author.Name.Length == 0) return NameNeeded.AsProblem();
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > LongestKey) return BadKey.AsProblem();
        // A page whose id was learnt elsewhere is known by its address.
        var address = asked.Url is null ? null : addresses.Normalise(asked.Url, http.Request.Host.Value);

        var draft = new Draft
        {
            DiscussionId = id, ParentId = parent, Author = author, Text = WrittenText.Of(asked.Text), ByProgram = true,
            Address = address is not null && addresses.IdAt(address) == id ? address : null,
            Quote = asked.Anchor is { } anchor ? new(anchor.Exact ?? "", anchor.Prefix ?? "", anchor.Suffix ?? "") : null,
            IdempotencyKey = key.Length > 0 ? key : null, FromNetwork = Network.Of(http),
        };
        using var place = await same.InLine($"{author.Id} {key} {draft.Fingerprint()}", ct);
        var outcome = await posting.Answered(draft, ct)
            ?? (pace.Check(Limits.NetworkPosts, Network.Of(http)) is { } tooMany ? tooMany : await posting.Post(draft, ct));
        return outcome.Refused(out var refusal, out var posted) ? refusal.AsProblem() : new Made201(posted);
    }

    private static async Task<Results<Ok<ShownComment>, Refused>> Edit(
        Guid id, CommentRequest asked, HttpContext http, Identity identity, Revising revising, Threads threads, CancellationToken ct)
    {
        if (await identity.Who(http) is not { } reader) return TokenNeeded.Refuse();
        return (await revising.Edit(id, reader, asked.Text, Network.Of(http), ct)).Refused(out var refusal, out var edited)
            ? refusal.Refuse() : TypedResults.Ok(await threads.WithReplies(edited, ct));
    }

    private static async Task<Results<NoContent, Refused>> Withdraw(
        Guid id, HttpContext http, Identity identity, Revising revising, CancellationToken ct)
    {
        if (await identity.Who(http) is not { } reader) return TokenNeeded.Refuse();
        return (await revising.Withdraw(id, reader, Network.Of(http), ct)).Refused(out var refusal, out _)
            ? refusal.Refuse() : TypedResults.NoContent();
    }

    private static bool TryId(string? text, out Guid? id)
    {
        id = Guid.TryParseExact(text, "D", out var parsed) ? parsed : null;
        return text is null || id is not null;
    }

    /// <summary>201 with the bytes that were kept, so that a retry gets the very same.</summary>
    internal sealed class Made201(Posted posted) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status201Created;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            httpContext.Response.Headers.Location = $"/api/v1/comments/{posted.CommentId}";
            await httpContext.Response.Body.WriteAsync(posted.Answer, httpContext.RequestAborted);
        }
    }
}

/// <param name="Url">Only where the discussion has not begun and its id was learnt elsewhere.</param>
public sealed record CommentRequest(string? Text, string? ParentId, string? Url, AnchorRequest? Anchor);
