using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

public static class CommentEndpoints
{
    private const int LongestKey = 200;
    private const int MostPerPage = 100;

    internal static readonly Refusal TokenNeeded = new(401, "token-needed",
        "Say who is speaking: POST /api/v1/guests gives a token for Authorization: Bearer.");
    internal static readonly Refusal NameNeeded = new(422, "name-missing", "Choose a name before you write.");
    private static readonly Refusal BadKey = new(400, "bad-idempotency-key", "An Idempotency-Key has 1 to 200 characters.");

    public static void MapCommentApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Comments").GuardOrigin();
        api.MapGet("/discussions", Discussion).WithSummary("The discussion of a page, by its address").Produces<DiscussionAnswer>()
            .ProducesProblem(400);
        api.MapPost("/discussions/{id}/comments", Post).LimitNetwork(Limits.NetworkSends).WithSummary("Posts a comment or a reply")
            .Produces<ShownComment>(201).ProducesProblem(422);
        api.MapGet("/comments/{id}", One).WithSummary("One comment");
        api.MapGet("/comments/{id}/replies", Replies).WithSummary("Replies of a comment, the oldest first, page by page");
        api.MapPatch("/comments/{id}", Edit).LimitNetwork(Limits.NetworkSends).WithSummary("Changes one's own comment, for a while");
        api.MapDelete("/comments/{id}", Withdraw).LimitNetwork(Limits.NetworkSends).WithSummary("Withdraws one's own comment");
    }

    private static async Task Discussion(
        HttpContext http, string? url, string? sort, string? limit, string? after, CurrentSite site, Addresses addresses,
        Snapshots snapshots, Renderings renderings)
    {
        if (ThreadOrder.Find(sort) is not { } order) { await Problems.Write(http, Problems.BadSort); return; }
        if (!Cursor.TryParse(after, order.Name, site.Site.Secret, out var cursor))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }
        if (!TryLimit(limit, out var count)) { await Problems.Write(http, Problems.BadLimit); return; }
        if (addresses.Page(url, http).Refused(out var refusal, out var address)) { await Problems.Write(http, refusal); return; }

        var key = new SnapshotKey("api", site.Id, address, order.Name, after ?? "", Limit: count);
        var network = Network.Of(http);
        var answer = await snapshots.Get(key,
            _ => renderings.Make((services, now) => Answer(services, address, order, cursor, count, network, now)), JustWrote.Is(http));
        await (answer is null ? Problems.Write(http, TakenBack.Gone) : answer.Write(http));
    }

    private static async Task<Made?> Answer(
        IServiceProvider services, string address, ThreadOrder order, Cursor? after, int limit, string network, DateTimeOffset now)
    {
        var (db, site, addresses) = (services.GetRequiredService<Database>(), services.GetRequiredService<CurrentSite>(),
            services.GetRequiredService<Addresses>());
        var discussion = await addresses.Find(db, address, CancellationToken.None);
        if (discussion?.HiddenAt is not null) return null;
        var page = discussion is null ? new ThreadPage([], null)
            : await services.GetRequiredService<Threads>().Page(discussion, order, after, limit, CancellationToken.None);
        var answering = discussion is null ? null : await db.AnsweringIn(discussion, now, CancellationToken.None);
        var id = discussion?.Id ?? addresses.IdAt(address);
        if (discussion is null) await services.GetRequiredService<Announcements>().Note(id, address, network);
        var body = JsonSerializer.SerializeToUtf8Bytes(new DiscussionAnswer(
            id, address.StartsWith('/') ? site.Absolute(Addresses.Link(address)) : address, discussion?.Title ?? "",
            discussion?.CommentCount ?? 0, order.Name, discussion?.IsOpenAt(now) ?? true, page.Comments, page.Next)
            { Respondents = answering?.Respondents ?? [], QuestionsUntil = answering?.Until }, Json.Plain);
        return new Made(new Snapshot(body, "application/json",
            discussion is not null && discussion.IsShutAt(now) ? discussion.ShutUntil ?? default : default), id, discussion?.Version ?? 0)
        {
            IsRare = discussion is null || after is not null || limit != Threads.PerPage,
        };
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

    private static async Task<Results<Ok<ShownComment>, Refused>> One(
        Guid id, Database db, CurrentSite site, Threads threads, CancellationToken ct)
    {
        return await Find(db, site, id, ct) is { } found ? TypedResults.Ok(await Show(found, threads, ct)) : Problems.NotFound.Refuse();
    }

    private static async Task<Results<Ok<RepliesAnswer>, Refused>> Replies(
        Guid id, string? after, string? limit, Database db, CurrentSite site, Threads threads, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, "replies", site.Site.Secret, out var cursor) || (cursor is not null && cursor.Id != id))
            return Problems.BadCursor.Refuse();
        if (!TryLimit(limit, out var count)) return Problems.BadLimit.Refuse();
        if (await Find(db, site, id, ct) is not { } found) return Problems.NotFound.Refuse();
        var page = await threads.Replies(found, (int)(cursor?.Score ?? Threads.BeforeAll), count, ct);
        return TypedResults.Ok(new RepliesAnswer(page.Comments, page.Next));
    }

    private static async Task<Results<Ok<ShownComment>, Refused>> Edit(
        Guid id, CommentRequest asked, HttpContext http, Identity identity, Revising revising, Threads threads, CancellationToken ct)
    {
        if (await identity.Who(http) is not { } reader) return TokenNeeded.Refuse();
        return (await revising.Edit(id, reader, asked.Text, Network.Of(http), ct)).Refused(out var refusal, out var edited)
            ? refusal.Refuse() : TypedResults.Ok(await Show(edited, threads, ct));
    }

    private static async Task<Results<NoContent, Refused>> Withdraw(
        Guid id, HttpContext http, Identity identity, Revising revising, CancellationToken ct)
    {
        if (await identity.Who(http) is not { } reader) return TokenNeeded.Refuse();
        return (await revising.Withdraw(id, reader, Network.Of(http), ct)).Refused(out var refusal, out _)
            ? refusal.Refuse() : TypedResults.NoContent();
    }

    private static Task<Comment?> Find(Database db, CurrentSite site, Guid id, CancellationToken ct) =>
        db.Comments.AsNoTracking().Shown().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id
            && !db.Discussions.Any(y => y.SiteId == x.SiteId && y.Id == x.DiscussionId && y.HiddenAt != null), ct);

    private static async Task<ShownComment> Show(Comment comment, Threads threads, CancellationToken ct)
    {
        var replies = await threads.Replies(comment, Threads.BeforeAll, Threads.RepliesPerComment, ct);
        return await threads.Alone(comment, ct) with { Replies = replies.Comments, NextReplies = replies.Next };
    }

    private static bool TryLimit(string? text, out int limit)
    {
        limit = Threads.PerPage;
        return text is null
            || (int.TryParse(text, System.Globalization.NumberStyles.None, null, out limit) && limit is >= 1 and <= MostPerPage);
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

/// <summary>
/// Words of the story: a TextQuoteSelector of the W3C Web Annotation Data Model. Neighbours tell places of the same words apart.
/// </summary>
public sealed record AnchorRequest(string? Exact, string? Prefix, string? Suffix);

public sealed record DiscussionAnswer(
    Guid Id, string Url, string Title, int Count, string Sort, bool Open, IReadOnlyList<ShownComment> Comments, string? Next)
{
    /// <summary>Who answers here; empty in an ordinary discussion.</summary>
    public IReadOnlyList<RespondentName> Respondents { get; init; } = [];
    public DateTimeOffset? QuestionsUntil { get; init; }
}

public sealed record RepliesAnswer(IReadOnlyList<ShownComment> Comments, string? Next);
