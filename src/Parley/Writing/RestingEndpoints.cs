using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Writing;

public static class RestingEndpoints
{
    public static void MapResting(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Comments").GuardOrigin();
        api.MapPost("/discussions/{id}/resting", Lay).LimitNetwork(Limits.NetworkSends)
            .WithSummary("Lets a comment rest before it is posted: for an hour, or until the morning").Produces<RestingAnswer>(201)
            .ProducesProblem(409).ProducesProblem(422);
        api.MapGet("/resting", All).WithSummary("One's own comments that rest, and that nobody else sees");
        api.MapPost("/resting/{id}/post", Post).LimitNetwork(Limits.NetworkSends)
            .WithSummary("Posts a comment of one's own that has rested, or rests").Produces<ShownComment>(201).ProducesProblem(404)
            .ProducesProblem(422);
        api.MapDelete("/resting/{id}", End).LimitNetwork(Limits.NetworkSends)
            .WithSummary("Throws a comment of one's own away that rests");
    }

    private static async Task<Results<Created<RestingAnswer>, Refused>> Lay(
        Guid id, RestingRequest asked, HttpContext http, Identity identity, Resting resting, Database db, CurrentSite site,
        Addresses addresses, Pace pace, CancellationToken ct)
    {
        Guid? parent = null;
        if (asked.ParentId is not null)
        {
            if (!Guid.TryParseExact(asked.ParentId, "D", out var given)) return Problems.BadId.Refuse();
            parent = given;
        }
        if (await identity.Who(http) is not { } writer) return CommentEndpoints.TokenNeeded.Refuse();
        if (writer.Name.Length == 0) return CommentEndpoints.NameNeeded.Refuse();
        var address = asked.Url is null ? null : addresses.Normalise(asked.Url, http.Request.Host.Value);
        if (address is not null && addresses.IdAt(address) != id) address = null;
        // As with a comment, a page whose id was learnt elsewhere is known by its address.
        address ??= await db.AnnouncedAddresses.Where(x => x.SiteId == site.Id && x.Id == id).Select(x => x.Address)
            .FirstOrDefaultAsync(ct);
        if (address is null && !await db.Discussions.AnyAsync(x => x.SiteId == site.Id && x.Id == id, ct))
            return Problems.NotFound.Refuse();
        if (pace.Check(Limits.NetworkPosts, Network.Of(http)) is { } tooMany) return tooMany.Refuse();

        var outcome = await resting.Lay(new()
        {
            DiscussionId = id, Address = address, ParentId = parent, Author = writer, Text = WrittenText.Of(asked.Text), ByProgram = true,
            Quote = asked.Anchor is { } anchor ? new(anchor.Exact ?? "", anchor.Prefix ?? "", anchor.Suffix ?? "") : null,
        }, asked.Rest, ct);
        return outcome.Refused(out var refusal, out var laid) ? refusal.Refuse()
            : TypedResults.Created("/api/v1/resting", RestingAnswer.Of(laid, laid.DiscussionId));
    }

    private static async Task<Results<Ok<List<RestingAnswer>>, Refused>> All(
        HttpContext http, Identity identity, Resting resting, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        if (await identity.Who(http) is not { } writer) return CommentEndpoints.TokenNeeded.Refuse();
        var all = new List<RestingAnswer>();
        foreach (var one in await resting.Of(writer, ct))
            all.Add(RestingAnswer.Of(one, (await resting.HomeOf(one, ct))?.Id ?? one.DiscussionId));
        return TypedResults.Ok(all);
    }

    private static async Task<IResult> Post(Guid id, HttpContext http, Identity identity, Resting resting, CancellationToken ct)
    {
        if (await identity.Who(http) is not { } writer) return CommentEndpoints.TokenNeeded.AsProblem();
        return (await resting.Post(id, writer, Network.Of(http), ct)).Refused(out var refusal, out var posted)
            ? refusal.AsProblem() : new CommentEndpoints.Made201(posted);
    }

    private static async Task<Results<NoContent, Refused>> End(
        Guid id, HttpContext http, Identity identity, Resting resting, CancellationToken ct)
    {
        if (await identity.Who(http) is not { } writer) return CommentEndpoints.TokenNeeded.Refuse();
        return await resting.End(id, writer, ct) ? TypedResults.NoContent() : Problems.NotFound.Refuse();
    }
}

/// <param name="Rest">hour, or morning: eight o'clock in the time of the newsroom, an hour from now at the earliest.</param>
/// <param name="Url">As in a comment.</param>
public sealed record RestingRequest(string? Text, string? ParentId, string? Rest, string? Url, AnchorRequest? Anchor);

/// <param name="DiscussionId">In which it will be said.</param>
/// <param name="Text">As it was typed.</param>
public sealed record RestingAnswer(
    Guid Id, Guid DiscussionId, Guid? ParentId, string Text, TextQuote? Anchor, DateTimeOffset CreatedAt, DateTimeOffset RestsUntil)
{
    public static RestingAnswer Of(RestingComment resting, Guid home) =>
        new(resting.Id, home, resting.ParentId, resting.Text, resting.Quote, resting.CreatedAt, resting.RestsUntil);
}
