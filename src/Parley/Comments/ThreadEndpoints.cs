using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>Discussions as programs read them.</summary>
public static class ThreadEndpoints
{
    private const int MostPerPage = 100;

    public static void MapThreads(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Comments");
        api.MapGet("/discussions", Discussion).WithSummary("The discussion of a page, by its address").Produces<DiscussionAnswer>()
            .ProducesProblem(400);
        api.MapGet("/comments/{id}", One).WithSummary("One comment");
        api.MapGet("/comments/{id}/replies", Replies).WithSummary("Replies of a comment, the oldest first, page by page");
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

    private static async Task<Results<Ok<ShownComment>, Refused>> One(
        Guid id, Database db, CurrentSite site, Threads threads, CancellationToken ct)
    {
        return await Find(db, site, id, ct) is { } found
            ? TypedResults.Ok(await threads.WithReplies(found, ct)) : Problems.NotFound.Refuse();
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

    private static Task<Comment?> Find(Database db, CurrentSite site, Guid id, CancellationToken ct) =>
        db.Comments.AsNoTracking().Shown().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id
            && !db.Discussions.Any(y => y.SiteId == x.SiteId && y.Id == x.DiscussionId && y.HiddenAt != null), ct);

    private static bool TryLimit(string? text, out int limit)
    {
        limit = Threads.PerPage;
        return text is null
            || (int.TryParse(text, System.Globalization.NumberStyles.None, null, out limit) && limit is >= 1 and <= MostPerPage);
    }
}

public sealed record DiscussionAnswer(
    Guid Id, string Url, string Title, int Count, string Sort, bool Open, IReadOnlyList<ShownComment> Comments, string? Next)
{
    /// <summary>Who answers here; empty in an ordinary discussion.</summary>
    public IReadOnlyList<RespondentName> Respondents { get; init; } = [];
    public DateTimeOffset? QuestionsUntil { get; init; }
}

public sealed record RepliesAnswer(IReadOnlyList<ShownComment> Comments, string? Next);
