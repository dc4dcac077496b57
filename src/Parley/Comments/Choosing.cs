using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>
/// What editors point out: comments they feature or pin, and questions they place at a passage. None of it changes what anyone else said.
/// </summary>
public sealed class Choosing(Database db, CurrentSite site, Ledger ledger, Change change)
{
    /// <summary>More would be a second order of the discussion, made by the house.</summary>
    public const int MostPinned = 3;

    /// <summary>A question, not an essay.</summary>
    public const int LongestQuestion = 300;

    private static readonly Refusal Gone = new(409, "withdrawn", "This comment has been withdrawn.");
    private static readonly Refusal Removed = new(409, "removed", "This comment has been removed.");
    private static readonly Refusal OnlyTop = new(422, "pin-reply",
        "Replies stay below what they answer: only a comment of its own can be pinned.");
    private static readonly Refusal Enough = new(409, "too-many-pinned", "{0} comments are pinned here already. Take one down first.")
        { Args = [MostPinned] };
    private static readonly Refusal NoStory = new(422, "passage-without-story", "There is no story here whose words could be pointed at.");
    private static readonly Refusal LongQuestion = new(422, "question-too-long", "A question at a passage has at most {0} characters.")
        { Args = [LongestQuestion] };

    /// <param name="by">In whose name it counts for the writer's standing; one's own comment counts for nothing.</param>
    public Task<Outcome<Comment>> Feature(Guid id, bool on, Reader? by, CancellationToken ct) => Of(id, async (comment, now) =>
    {
        if (!on) await ledger.Undo(id, now, CancellationToken.None, Deed.Featured);
        else if (comment.FeaturedAt is null && by is not null)
            await ledger.Note(Deed.Featured, id, by.Id, comment.AuthorId, comment.DiscussionId, true, now, CancellationToken.None);
        comment.Feature(on ? comment.FeaturedAt ?? now : null);
        return null;
    }, ct);

    public Task<Outcome<Comment>> Pin(Guid id, bool on, CancellationToken ct) => Of(id, async (comment, now) =>
    {
        if (on && comment.ParentId is not null) return OnlyTop;
        var others = db.Comments.Published()
            .Where(x => x.SiteId == site.Id && x.DiscussionId == comment.DiscussionId && x.PinnedAt != null && x.Id != id);
        if (on && comment.PinnedAt is null && await others.CountAsync() >= MostPinned) return Enough;
        comment.Pin(on ? comment.PinnedAt ?? now : null);
        return null;
    }, ct);

    private Task<Outcome<Comment>> Of(Guid id, Func<Comment, DateTimeOffset, Task<Refusal?>> choose, CancellationToken ct) =>
        change.In<Comment>(db.Comments.Where(x => x.SiteId == site.Id && x.Id == id).Select(x => x.DiscussionId), async (_, now) =>
        {
            var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
            if (!comment.IsPublished) return comment.WithdrawnAt is null ? Removed : Gone;
            return await choose(comment, now) is { } refusal ? refusal : comment;
        }, ct);

    /// <summary>Places a question at words of the story; it follows them when the story changes. Empty takes it away.</summary>
    public async Task<Outcome<Passage>> Ask(Guid id, TextQuote quote, string? raw, CancellationToken ct)
    {
        var question = HouseLine.Of(raw);
        if (question.Length > LongestQuestion) return LongQuestion;
        return await change.In<Passage>(id, async (discussion, now) =>
        {
            var article = await db.Articles.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == discussion.ArticleId);
            if (article is null) return NoStory;
            var pointed = await db.PassageOf(PointedStory.Of(article), quote, now, CancellationToken.None);
            if (pointed.Refused(out var unclear, out var passage)) return unclear;
            passage.Ask(question.Length > 0 ? question : null);
            return passage;
        }, ct);
    }

    /// <summary>Takes a question away, also from words that stand in the story no more.</summary>
    public Task<Outcome<Passage>> Unask(Guid id, Guid passageId, CancellationToken ct) => change.In<Passage>(id, async (discussion, _) =>
    {
        var passage = await db.Passages.FirstOrDefaultAsync(
            x => x.SiteId == site.Id && x.Id == passageId && x.ArticleId == discussion.ArticleId);
        if (passage is null) return Problems.NotFound;
        passage.Ask(null);
        return passage;
    }, ct);
}

public static class ChoosingEndpoints
{
    public static void MapChoosing(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Comments").GuardOrigin().ForStaff(Role.Editor);
        api.MapPut("/comments/{id}/feature", (Guid id, HttpContext http, Choosing choosing, Threads threads, CancellationToken ct) =>
            Feature(id, true, http, choosing, threads, ct)).WithSummary("Features a comment; for editors");
        api.MapDelete("/comments/{id}/feature", (Guid id, HttpContext http, Choosing choosing, Threads threads, CancellationToken ct) =>
            Feature(id, false, http, choosing, threads, ct)).WithSummary("Features it no longer");
        api.MapPut("/comments/{id}/pin", (Guid id, Choosing choosing, Threads threads, CancellationToken ct) =>
            Pin(id, true, choosing, threads, ct)).WithSummary("Puts a comment above all orders; for editors");
        api.MapDelete("/comments/{id}/pin", (Guid id, Choosing choosing, Threads threads, CancellationToken ct) =>
            Pin(id, false, choosing, threads, ct)).WithSummary("Takes it down to its place");
        api.MapPut("/discussions/{id}/passage-question", Ask)
            .WithSummary("Places a question at words of the story, or takes it away by an empty one; for editors");
    }

    private static async Task<Results<Ok<ShownComment>, Refused>> Feature(
        Guid id, bool on, HttpContext http, Choosing choosing, Threads threads, CancellationToken ct) =>
        (await choosing.Feature(id, on, Acting.In(http).Reader, ct)).Refused(out var refusal, out var changed)
            ? refusal.Refuse() : TypedResults.Ok(await threads.Alone(changed, ct));

    private static async Task<Results<Ok<ShownComment>, Refused>> Pin(
        Guid id, bool on, Choosing choosing, Threads threads, CancellationToken ct) =>
        (await choosing.Pin(id, on, ct)).Refused(out var refusal, out var changed)
            ? refusal.Refuse() : TypedResults.Ok(await threads.Alone(changed, ct));

    private static async Task<Results<Ok<AskedPassage>, Refused>> Ask(
        Guid id, PassageQuestionRequest asked, Choosing choosing, CancellationToken ct)
    {
        var quote = new TextQuote(asked.Anchor?.Exact ?? "", asked.Anchor?.Prefix ?? "", asked.Anchor?.Suffix ?? "");
        return (await choosing.Ask(id, quote, asked.Question, ct)).Refused(out var refusal, out var passage)
            ? refusal.Refuse() : TypedResults.Ok(new AskedPassage(passage.Id, passage.Exact, passage.Question));
    }
}

/// <summary>
/// Words of the story: a TextQuoteSelector of the W3C Web Annotation Data Model. Neighbours tell places of the same words apart.
/// </summary>
public sealed record AnchorRequest(string? Exact, string? Prefix, string? Suffix);

public sealed record PassageQuestionRequest(AnchorRequest? Anchor, string? Question);

public sealed record AskedPassage(Guid PassageId, string Exact, string? Question);
