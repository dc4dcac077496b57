using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Votes;

public static class VoteEndpoints
{
    private static readonly Refusal TokenNeeded = new(401, "token-needed", "Say who is voting: POST /api/v1/guests gives a token for Authorization: Bearer.");
    private static readonly Refusal BadValue = new(422, "bad-vote", "A vote is 1, 0 or -1.");

    public static void MapVotes(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Votes").GuardOrigin();
        api.MapPut("/comments/{id}/vote", Put).LimitNetwork(Limits.NetworkVotes).WithSummary("Votes on a comment: one vote per reader, changeable");
        api.MapGet("/discussions/{id}/mine", Mine).WithSummary("What is personal about a discussion");
        var pages = routes.MapGroup("/articles/{slug}/comments/{id:guid}").GuardOrigin().ExcludeFromDescription();
        pages.MapPost("/vote", Post).LimitNetwork(Limits.NetworkVotes);
    }

    private static async Task<Results<Ok<VoteAnswer>, Refused>> Put(string id, VoteRequest asked, HttpContext http, Identity identity, Voting voting, CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var comment)) return Problems.BadId.Refuse();
        if (asked.Value is not (-1 or 0 or 1)) return BadValue.Refuse();
        var reader = await identity.Who(http);
        // A reader of our own page votes without saying a name; a program has to bring its token.
        if (reader is null && Identity.BearerOf(http) is not null) return TokenNeeded.Refuse();
        if (reader is null && http.Request.Headers["Sec-Fetch-Site"] != "same-origin") return TokenNeeded.Refuse();
        return (await voting.Cast(comment, reader ?? identity.Welcome(http, null), _ => asked.Value.Value, ct)).Refused(out var refusal, out var answer)
            ? refusal.Refuse() : TypedResults.Ok(answer);
    }

    /// <summary>The same button again takes the vote back.</summary>
    private static async Task<IResult> Post(string slug, Guid id, HttpContext http, Identity identity, Voting voting, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        if (form["value"].ToString() is not ("1" or "-1") || !int.TryParse(form["value"], out var value)) return BadValue.AsProblem();
        var reader = await identity.Who(http) ?? identity.Welcome(http, null);
        if ((await voting.Cast(id, reader, before => before == value ? 0 : value, ct)).Refused(out var refusal, out _)) return refusal.AsProblem();
        return Results.LocalRedirect($"~{BackTo(http, slug, id)}#c-{id}");
    }

    // To the page the reader voted on, if that is a page of this article.
    private static string BackTo(HttpContext http, string slug, Guid id)
    {
        var path = "/articles/" + Uri.EscapeDataString(slug);
        return Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value
            && (from.AbsolutePath == path || from.AbsolutePath == $"{path}/comments/{id}")
            ? from.PathAndQuery : $"{path}/comments/{id}";
    }

    private static async Task<Results<Ok<MineAnswer>, Refused>> Mine(
        string id, HttpContext http, Identity identity, FormStamp stamps, Database db, CurrentSite site, TimeProvider clock, CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var discussion)) return Problems.BadId.Refuse();
        http.Response.Headers.CacheControl = "private, no-store";
        var stamp = stamps.Make(Identity.CookieOf(http));
        if (await identity.Who(http) is not { } reader) return TypedResults.Ok(new MineAnswer(new Dictionary<Guid, int>(), null, 0, null, [], stamp));
        var votes = await (from vote in db.Votes
                           join comment in db.Comments on new { vote.SiteId, Id = vote.CommentId } equals new { comment.SiteId, comment.Id }
                           where vote.SiteId == site.Id && vote.ReaderId == reader.Id && comment.DiscussionId == discussion
                           select new { vote.CommentId, vote.Value }).ToDictionaryAsync(x => x.CommentId, x => x.Value, ct);
        var own = await db.Comments.Published().Where(x => x.SiteId == site.Id && x.AuthorId == reader.Id && x.DiscussionId == discussion)
            .OrderByDescending(x => x.CreatedAt).Select(x => x.Id).Take(500).ToListAsync(ct);
        var visit = await db.Visits.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.ReaderId == reader.Id && x.DiscussionId == discussion, ct);
        var since = visit?.NewSince(clock.Now());
        var fresh = since is null ? 0 : await db.Comments.Published()
            .CountAsync(x => x.SiteId == site.Id && x.DiscussionId == discussion && x.CreatedAt > since && x.AuthorId != reader.Id, ct);
        return TypedResults.Ok(new MineAnswer(votes, since, fresh, reader.Name.Length > 0 ? reader.Name : null, own, stamp));
    }
}

public sealed record VoteRequest(int? Value);

/// <param name="Mine">1, −1, or 0 for no vote.</param>
public sealed record VoteAnswer(int Up, int Down, int Mine);

/// <param name="NewSince">The end of the reader's last visit; null in the first.</param>
/// <param name="NewCount">Comments of others since then, on whichever page.</param>
/// <param name="Name">Under which this reader writes; null while there is none.</param>
/// <param name="Own">Ids of the reader's own comments.</param>
/// <param name="Stamp">For the forms of the page.</param>
public sealed record MineAnswer(IReadOnlyDictionary<Guid, int> Votes, DateTimeOffset? NewSince, int NewCount, string? Name, IReadOnlyList<Guid> Own, string Stamp);
