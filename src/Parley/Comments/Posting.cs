using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>What happens to a comment, from the form or the API, is this one method.</summary>
public sealed class Posting(Database db, CurrentSite site, Addresses addresses, Standings standings, Ledger ledger, Pace pace, Changes changes, TimeProvider clock)
{
    private static readonly Refusal Closed = new(409, "discussion-closed", "This discussion is closed: it can be read, but nothing can be added.");
    private static readonly Refusal Shut = new(409, "discussion-closed", "The editors have closed this discussion: {0}");
    private static readonly Refusal Slowed = new(429, "discussion-slowed", "The editors have slowed this discussion: {0} Your next comment can come in {1}; nothing was lost.");
    private static readonly Refusal ParentGone = new(409, "parent-gone", "The comment you answer is no longer here, so the reply has no place. You may post it as a comment of its own.");
    private static readonly Refusal NoStory = new(422, "passage-without-story", "There is no story here whose words could be pointed at.");
    private static readonly Refusal QuoteInReply = new(422, "passage-in-reply", "A reply speaks of what its comment speaks of. Post a comment of its own to point at other words.");
    private static readonly Refusal KeyReused = new(422, "idempotency-key-reused", "This Idempotency-Key was used for another request.");

    /// <summary>Longer than any program keeps trying.</summary>
    private static readonly TimeSpan AnswersKept = TimeSpan.FromDays(2);

    public async Task<Outcome<Posted>> Post(Draft draft, CancellationToken ct)
    {
        // Load
        var now = clock.Now();
        var text = WrittenText.Of(draft.Text);
        if (await KeptAnswer(draft, text, ct) is { } kept) return kept;
        var address = addresses.AddressOf(draft.DiscussionId);
        if (address is null && await Find(draft.DiscussionId, ct) is null) return Problems.NotFound;
        var may = await standings.MayOf(draft.Author, ct);

        // Judge
        if (draft is { Quote: not null, ParentId: not null }) return QuoteInReply;
        if (HouseRules.Judge(await Describe(draft, text, may, now, ct)) is { } refusal)
            return await KeptAnswer(draft, text, ct) ?? refusal;
        if (pace.Check(may.Pace, draft.Author.Id.ToString()) is { } tooFast) return tooFast;

        // Change
        await using var writing = await db.BeginWrite(ct);
        var discussion = await FindOrBegin(draft.DiscussionId, address, now, ct);
        if (!discussion.IsOpenAt(now)) return await WhyClosed(discussion, now, ct);
        if (await TooSoon(discussion, draft.Author, now, ct) is { } slowed) return await KeptAnswer(draft, text, ct) ?? slowed;
        // The same request sent twice at once: the other one may have come first.
        if (await KeptAnswer(draft, text, ct) is { } overtaken) return overtaken;
        var parent = draft.ParentId is { } id ? await db.Comments.In(discussion).FirstOrDefaultAsync(x => x.Id == id, ct) : null;
        if (draft.ParentId is not null && parent is null) return Problems.NotFound;
        if (parent?.WithdrawnAt is not null) return ParentGone;
        Passage? passage = null;
        if (draft.Quote is { } quote && (await PassageOf(discussion, quote, now, ct)).Refused(out var unclear, out passage)) return unclear;
        var answers = parent is not null && discussion.QuestionsAt is not null && await db.AnswersIn(discussion, draft.Author, ct);
        var comment = Comment.Post(discussion, parent, draft.Author, text, now, passage, answers);
        discussion.Count(+1);
        db.Comments.Add(comment);
        ledger.Note(Deed.Comment, comment.Id, draft.Author.Id, draft.Author.Id, discussion.Id, now);
        if (parent is not null && parent.AuthorId != draft.Author.Id) ledger.Note(Deed.Answer, comment.Id, draft.Author.Id, parent.AuthorId, discussion.Id, now);
        var answer = await Answer(comment, draft.Author, passage, ct);
        if (draft.IdempotencyKey is { } key)
        {
            await db.KeptAnswers.Where(x => x.SiteId == site.Id && x.ReaderId == draft.Author.Id && x.CreatedAt < now - AnswersKept).ExecuteDeleteAsync(ct);
            db.KeptAnswers.Add(Comments.KeptAnswer.Keep(draft.Author, key, draft.Fingerprint(text), JsonSerializer.Serialize(answer, Json.Plain), now));
        }

        // Save
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        changes.Announce(discussion.Id, discussion.Version);

        // Answer
        return new Posted(comment.Id, discussion, JsonSerializer.SerializeToUtf8Bytes(answer, Json.Plain));
    }

    private async Task<Refusal> WhyClosed(Discussion discussion, DateTimeOffset now, CancellationToken ct) =>
        discussion.IsShutAt(now) && await Reason(discussion, InterventionKind.Closure, now, ct) is { } reason ? Shut with { Args = [reason] } : Closed;

    // What was withdrawn counts too: whoever takes back their words has still said them.
    private async Task<Refusal?> TooSoon(Discussion discussion, Reader author, DateTimeOffset now, CancellationToken ct)
    {
        if (discussion.PauseAt(now) is not { } pause || author.IsStaff) return null;
        var last = await db.Comments.In(discussion).Where(x => x.AuthorId == author.Id).MaxAsync(x => (DateTimeOffset?)x.CreatedAt, ct);
        if (last is not { } at || now - at >= pause) return null;
        var wait = at + pause - now;
        return Slowed with
        {
            RetryAfter = wait,
            Args = [await Reason(discussion, InterventionKind.Slowdown, now, ct) ?? "", new Counted((long)Math.Ceiling(wait.TotalMinutes), "{0} minute", "{0} minutes")],
        };
    }

    private Task<string?> Reason(Discussion discussion, InterventionKind kind, DateTimeOffset now, CancellationToken ct) =>
        db.Interventions.InForce(site.Id, discussion.Id, now).Where(x => x.Kind == kind).Select(x => x.Text).FirstOrDefaultAsync(ct);

    private async Task<Outcome<Posted>?> KeptAnswer(Draft draft, string text, CancellationToken ct)
    {
        if (draft.IdempotencyKey is not { } key) return null;
        var kept = await db.KeptAnswers.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.ReaderId == draft.Author.Id && x.Key == key, ct);
        if (kept is null) return null;
        if (kept.RequestHash != draft.Fingerprint(text)) return KeyReused;
        var answer = JsonSerializer.Deserialize<JsonElement>(kept.Answer);
        return new Posted(answer.GetProperty("id").GetGuid(), null, System.Text.Encoding.UTF8.GetBytes(kept.Answer));
    }

    private Task<Discussion?> Find(Guid id, CancellationToken ct) => db.Discussions.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id, ct);

    private async Task<Submission> Describe(Draft draft, string text, Perks may, DateTimeOffset now, CancellationToken ct)
    {
        var hash = Comment.HashOf(text);
        var (day, hour) = (now.AddDays(-1), now.AddHours(-1));
        var same = db.Comments.Published().Where(x => x.SiteId == site.Id && x.TextHash == hash);
        return new Submission
        {
            Text = text, MostLinks = may.Links, Honeypot = draft.Honeypot, OpenFor = draft.OpenFor, ByProgram = draft.ByProgram, AtAnyPace = pace.IsOff,
            SaidBefore = await same.AnyAsync(x => x.AuthorId == draft.Author.Id && x.DiscussionId == draft.DiscussionId && x.CreatedAt > day, ct),
            Echoes = await same.CountAsync(x => x.CreatedAt > hour, ct),
        };
    }

    // From here to the commit nobody else changes this discussion, so its counts and ordinals are true.
    private async Task<Discussion> FindOrBegin(Guid id, string? address, DateTimeOffset now, CancellationToken ct)
    {
        if (address is not null && await Find(id, ct) is null && await Begin(id, address, now, ct) is { } begun) return begun;
        await db.Discussions.Lock(site.Id, id, now, ct);
        var discussion = (await Find(id, ct))!;
        await db.Entry(discussion).ReloadAsync(ct);
        return discussion;
    }

    // Two readers may be the first under a page; the second finds what the first began.
    private async Task<Discussion?> Begin(Guid id, string address, DateTimeOffset now, CancellationToken ct)
    {
        await db.TakeTurn(id, ct);
        if (await Find(id, ct) is not null) return null;
        var discussion = Discussion.At(site.Id, id, address, now);
        db.Discussions.Add(discussion);
        db.DiscussionAddresses.Add(DiscussionAddress.Of(discussion, address));
        // The author's row may be new as well; both go in before the comment that names them.
        await db.SaveChangesAsync(ct);
        return discussion;
    }

    private async Task<Outcome<Passage>> PassageOf(Discussion discussion, TextQuote quote, DateTimeOffset now, CancellationToken ct)
    {
        var article = await db.Articles.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == discussion.ArticleId, ct);
        return article is null ? NoStory : await db.PassageOf(article, quote, now, ct);
    }

    private async Task<ShownComment> Answer(Comment comment, Reader author, Passage? passage, CancellationToken ct) =>
        ShownComment.Of(comment, await standings.Author(author, ct), passage);
}

/// <summary>A comment on its way in.</summary>
public sealed record Draft
{
    public required Guid DiscussionId { get; init; }
    public required Guid? ParentId { get; init; }

    /// <summary>Known or, for a first comment, about to be.</summary>
    public required Reader Author { get; init; }
    public required string? Text { get; init; }
    /// <summary>The words of the story that it speaks of.</summary>
    public TextQuote? Quote { get; init; }
    public string? Honeypot { get; init; }
    public TimeSpan? OpenFor { get; init; }
    public bool ByProgram { get; init; }
    public string? IdempotencyKey { get; init; }

    public long Fingerprint(string text) => Comment.HashOf($"{DiscussionId} {ParentId} {Quote} {text}");
}

/// <param name="Discussion">Null when the answer is a repeated one.</param>
/// <param name="Answer">The comment as JSON.</param>
public sealed record Posted(Guid CommentId, Discussion? Discussion, byte[] Answer);

/// <summary>What a person typed, with the line ends of one kind and without what no database can hold.</summary>
public static class WrittenText
{
    public static string Of(string? raw) =>
        CleanText.Storable((raw ?? "").ReplaceLineEndings("\n"));
}
