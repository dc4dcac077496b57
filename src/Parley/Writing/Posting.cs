using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Writing;

/// <summary>What happens to a comment, from the form or the API, is this one method.</summary>
public sealed class Posting(
    Database db, WriteQueue queue, Reads reads, CurrentSite site, Announcements announcements, Standings standings,
    Identity identity, Names names, Pace pace, Changes changes, Holding holding, WaveWatch watch, Outbox outbox,
    Forgetting forgetting, Pointing pointing, TimeProvider clock)
{
    private static readonly Refusal Closed = new(409, "discussion-closed",
        "This discussion is closed. You can read it, but not add to it.");
    private static readonly Refusal Shut = new(409, "discussion-closed", "The editors have closed this discussion: {0}");
    private static readonly Refusal Slowed = new(429, "discussion-slowed",
        "The editors have slowed this discussion: {0} Your next comment can come in {1}; nothing was lost.");
    public static readonly Refusal ParentGone = new(409, "parent-gone",
        "The comment you're replying to is gone. You can post your reply as a new comment.");
    private static readonly Refusal QuoteInReply = new(422, "passage-in-reply",
        "A reply speaks of what its comment speaks of. Post a comment of its own to point at other words.");
    private static readonly Refusal KeyReused = new(422, "idempotency-key-reused", "This Idempotency-Key was used for another request.");

    /// <summary>Programs and browsers that hear no answer try again for minutes. Whoever says the same an hour later means to.</summary>
    private static readonly TimeSpan SentAgain = TimeSpan.FromMinutes(10);

    /// <summary>What a request that was sent before is answered with, as the first time and at no cost; null for one that is new.</summary>
    public async Task<Outcome<Posted>?> Answered(Draft draft, CancellationToken ct)
    {
        if (draft.IdempotencyKey is { } key)
            return await reads.FirstAnswer(draft.Author, key) is { } first ? Same(draft, first) : (Outcome<Posted>?)null;
        Guid? passage = null;
        if (draft.Quote is { } quote)
        {
            passage = await pointing.Known(draft, quote, ct);
            if (passage is null) return null;
        }
        return await reads.SaidSame(draft, passage, clock.Now() - SentAgain) is { } said ? await Said(draft, said, ct) : null;
    }

    /// <summary>Posts what <see cref="Answered"/> doesn't know.</summary>
    public async Task<Outcome<Posted>> Post(Draft draft, CancellationToken ct)
    {
        // Load
        var text = draft.Text;
        var standing = await standings.Of(draft.Author);

        // Judge what doesn't depend on the turn
        if (draft is { Quote: not null, ParentId: not null }) return QuoteInReply;
        if (WritingBan.Of(draft.Author, site, clock.Now()) is { } ban) return ban;
        if (HouseRules.Judge(Describe(draft, text, standing.May)) is { } refusal) return refusal;
        if (pace.Check(standing.May.Pace, draft.Author.Id.ToString()) is { } tooFast) return tooFast;
        // What stands on another site's page is read before the turn, which waits for nobody.
        if ((await pointing.Read(draft, ct)).Refused(out var unread, out var whole)) return unread;
        draft = whole;

        // Change, save, answer
        var look = await watch.Look(draft.Author, standing, draft.Said, clock.Now(), ct);
        var outcome = await Send(draft, text, standing, look, ct);
        if (outcome.Refused(out _, out var posted)) return outcome;
        pointing.Done(draft);
        await watch.Note(look, posted.CommentId, draft.Author, clock.Now());
        return outcome;
    }

    private async Task<Outcome<Posted>> Send(Draft draft, WrittenText text, SpeakerStanding standing, WaveLook look, CancellationToken ct)
    {
        Guid? home = null;
        var (outcome, version) = await queue.Run(draft.DiscussionId,
            turn => InTurn(turn, draft, text, standing, look, there => home = there), ct);
        // Its page has moved meanwhile, and the discussion with it: what is said goes after it.
        if (home is { } there && there != draft.DiscussionId)
            return await Send(draft with { DiscussionId = there, SentTo = draft.SentTo ?? draft.DiscussionId }, text, standing, look, ct);
        if (version > 0) changes.Announce(draft.DiscussionId, version, Affects.Counts);
        // As it rested it may have had other words.
        if (draft.Rested is not null) forgetting.Soon();
        return outcome;
    }

    // From here to the commit nobody else changes this discussion: what must be true then is judged now.
    private async Task<(Outcome<Posted> Outcome, long Version)> InTurn(
        WriteTurn turn, Draft draft, WrittenText text, SpeakerStanding standing, WaveLook look, Action<Guid> moved)
    {
        // Load
        var (statements, now) = (turn.Statements, clock.Now());
        // An author who is new with this comment and a passage of the story are the model's.
        if (draft.Quote is not null || db.ChangeTracker.HasChanges()) await turn.Lend(db);
        var discussion = Discussion.LockIn(statements, site.Id, draft.DiscussionId, +1, now) ?? await Begin(turn, draft, now, moved);
        if (discussion?.IntoId is { } into) moved(into);
        if (discussion?.IntoId is not null || discussion is null) return Undo(turn, Problems.NotFound);
        // With the discussion locked: of two that were sent at once, also to two nodes, the second finds what the first left.
        draft = draft with { Author = identity.FirstOf(statements, draft.Author) };
        if (draft.IdempotencyKey is { } sent && statements.FirstAnswer(draft.Author, sent) is { } first)
            return Undo(turn, Same(draft, first));
        Outcome<Passage>? pointed = draft.Quote is null ? default(Outcome<Passage>?) : await pointing.PassageOf(discussion, draft, now);
        var passage = pointed?.Value;
        if (draft.IdempotencyKey is null && pointed?.Refusal is null
            && statements.SaidSame(draft, passage?.Id, now - SentAgain) is { } said)
        {
            await turn.Lend(db);
            if (await Said(draft, said, CancellationToken.None) is { } same) return Undo(turn, same);
        }

        // Judge
        if (!discussion.IsOpenAt(now)) return Undo(turn, await WhyClosed(turn, discussion, now));
        if (await TooSoon(turn, discussion, draft.Author, now) is { } slowed) return Undo(turn, slowed);
        if (pointed?.Refusal is { } unclear) return Undo(turn, unclear);
        if (HouseRules.JudgeAgain(SaidBefore(statements, draft, passage, now)) is { } refusal) return Undo(turn, refusal);
        Below? below = null;
        if (draft.ParentId is { } parent)
        {
            below = statements.RoomBelow(discussion, parent, await Answers(turn, discussion, draft.Author));
            // What has rested is there, whatever has become of what it answers: to its writer both are gone.
            if (below is null && draft.Rested is null) return Undo(turn, Problems.NotFound);
            if (below is null || below.GoneAt is not null) return Undo(turn, ParentGone);
        }
        if (identity.Admit(draft.Author) is { } tooMany) return Undo(turn, tooMany);

        // Change
        if (db.ChangeTracker.HasChanges()) await db.SaveChangesAsync(CancellationToken.None);
        if (!statements.TakeName(discussion, draft.Author)) return Undo(turn, await OtherName(turn, draft));
        var comment = Comment.Post(discussion, below, draft.Author, text, now, passage?.Id, look.Form);
        statements.Add(comment);
        statements.Note(Deed.Comment, comment.Id, draft.Author.Id, draft.Author, discussion.Id, now);
        if (draft.Rested is { } rested && !statements.TakeRested(site.Id, rested)) return Undo(turn, Rested.Gone);
        if (draft.Formerly is { } former) statements.CarryRested(site.Id, former, draft.Author.Id);
        if (below is not null && below.AuthorId != draft.Author.Id)
            statements.Note(Deed.Answer, comment.Id, below.AuthorId, draft.Author, discussion.Id, now);
        if (holding.Asks(look))
        {
            await turn.Lend(db);
            if (await holding.Judge(comment, draft.Author, "", look, now) is { } held) comment.Remove(held, now);
        }
        if (comment.IsPublished) outbox.Tell(statements, Happening.Published, comment.Id, now);
        var answer = JsonSerializer.SerializeToUtf8Bytes(ShownComment.Of(comment, standing.Author, passage), Json.Plain);
        if (draft.IdempotencyKey is { } key)
            statements.Keep(draft.Author, key, new(draft.Fingerprint(), Encoding.UTF8.GetString(answer)), now);
        // A guest who has become somebody's account since they were asked who they are: what they say would be nobody's. Asked when the
        // comment holds their row, so that either this finds them gone, or who makes them an account finds the comment.
        if (draft.Author.Kind == ReaderKind.Guest && statements.ReaderWith(site.Id, draft.Author.TokenHash ?? []) is null)
            return Undo(turn, PublisherToken.Expired);
        return (new Posted(comment.Id, answer), discussion.Version);
    }

    private static (Outcome<Posted>, long) Undo(WriteTurn turn, Outcome<Posted> instead)
    {
        turn.Undo();
        return (instead, 0);
    }

    // The same request sent twice, one after the other or at once, is one comment, and both get its answer.
    private static Outcome<Posted> Same(Draft draft, FirstAnswer first)
    {
        if (first.RequestHash != draft.Fingerprint()) return draft.Rested is null ? KeyReused : Rested.Gone;
        return new Posted(JsonSerializer.Deserialize<JsonElement>(first.Answer).GetProperty("id").GetGuid(),
            Encoding.UTF8.GetBytes(first.Answer));
    }

    private async Task<Outcome<Posted>?> Said(Draft draft, Guid id, CancellationToken ct)
    {
        var comment = await db.Comments.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        if (comment is null) return null;
        var passage = await db.Passages.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == comment.PassageId, ct);
        var author = await standings.Author(draft.Author, ct);
        return new Posted(id, JsonSerializer.SerializeToUtf8Bytes(ShownComment.Of(comment, author, passage), Json.Plain));
    }

    private async Task<Refusal> OtherName(WriteTurn turn, Draft draft)
    {
        await turn.Lend(db);
        return await names.Instead(draft.Author.Name, name => db.IsSpokenFor(site.Id, draft.DiscussionId, name), CancellationToken.None);
    }

    private async Task<Refusal> WhyClosed(WriteTurn turn, Discussion discussion, DateTimeOffset now) =>
        discussion.IsShutAt(now) && await Reason(turn, discussion, InterventionKind.Closure, now) is { } reason
            ? Shut with { Args = [reason] } : Closed;

    private async Task<Refusal?> TooSoon(WriteTurn turn, Discussion discussion, Reader author, DateTimeOffset now)
    {
        if (discussion.PauseAt(now) is not { } pause || author.IsStaff) return null;
        if (turn.Statements.LastSaid(discussion, author, now - pause) is not { } at) return null;
        var wait = at + pause - now;
        return Slowed with
        {
            RetryAfter = wait,
            Args = [await Reason(turn, discussion, InterventionKind.Slowdown, now) ?? "",
                new Counted((long)Math.Ceiling(wait.TotalMinutes), "{0} minute", "{0} minutes")],
        };
    }

    private async Task<string?> Reason(WriteTurn turn, Discussion discussion, InterventionKind kind, DateTimeOffset now)
    {
        await turn.Lend(db);
        return await db.Interventions.InForce(site.Id, discussion.Id, now).Where(x => x.Kind == kind).Select(x => x.Text)
            .FirstOrDefaultAsync();
    }

    private Submission Describe(Draft draft, WrittenText text, Perks may) => new()
    {
        Text = text.Text, MostLinks = may.Links, Honeypot = draft.Honeypot, OpenFor = draft.OpenFor, ByProgram = draft.ByProgram,
        AtAnyPace = pace.IsOff,
    };

    private Repetition SaidBefore(Statements statements, Draft draft, Passage? passage, DateTimeOffset now)
    {
        var text = draft.Text;
        var (day, hour) = (now.AddDays(-1), now.AddHours(-1));
        var alike = statements.SaidAlike(site.Id, text.Hash, day);
        // "Thank you!" is said to several people, and "Is that so?" of several lines; a whole sentence is said once.
        var isShort = text.Text.Length < HouseRules.ShortestEcho;
        return new(text.Text, alike.Any(x => x.AuthorId == draft.Author.Id && x.DiscussionId == draft.DiscussionId
            && (!isShort || (x.ParentId == draft.ParentId && (x.ParentId is not null || x.PassageId == passage?.Id)))),
            alike.Count(x => x.CreatedAt > hour));
    }

    // A page that nobody has commented on has no row. Two readers may be the first under it; the second finds what the first began.
    private async Task<Discussion?> Begin(WriteTurn turn, Draft draft, DateTimeOffset now, Action<Guid> moved)
    {
        if ((draft.Address ?? announcements.AddressOf(turn.Statements, draft.DiscussionId)) is not { } address) return null;
        await turn.Lend(db);
        await db.TakeTurn(draft.DiscussionId, CancellationToken.None);
        if (Discussion.LockIn(turn.Statements, site.Id, draft.DiscussionId, +1, now) is { } found) return found;
        // Another has moved to the address since its id was told.
        if (await db.DiscussionAddresses.Where(x => x.SiteId == site.Id && x.Address == address).Select(x => (Guid?)x.DiscussionId)
            .FirstOrDefaultAsync() is { } there)
        {
            moved(there);
            return null;
        }
        var discussion = Discussion.At(site.Id, draft.DiscussionId, address, now);
        discussion.Count(+1);
        db.Discussions.Add(discussion);
        db.DiscussionAddresses.Add(DiscussionAddress.Of(discussion, address));
        return discussion;
    }

    private async Task<bool> Answers(WriteTurn turn, Discussion discussion, Reader author)
    {
        if (discussion.QuestionsAt is null) return false;
        await turn.Lend(db);
        return await db.AnswersIn(discussion, author, CancellationToken.None);
    }
}

/// <summary>A comment on its way in.</summary>
public sealed record Draft
{
    public required Guid DiscussionId { get; init; }
    /// <summary>As it was asked, where that discussion has moved; null where it has not.</summary>
    public Guid? SentTo { get; init; }

    /// <summary>Of a page whose discussion has not begun; null where it is known by what was announced.</summary>
    public string? Address { get; init; }
    public required Guid? ParentId { get; init; }

    /// <summary>Known or, for a first comment, about to be.</summary>
    public required Reader Author { get; init; }
    public required WrittenText Text { get; init; }
    /// <summary>The words of the story that it speaks of.</summary>
    public TextQuote? Quote { get; init; }

    /// <summary>What stands around the discussion on another site's page; null where no words of it are meant.</summary>
    public StoryText? Around { get; init; }
    public string? Honeypot { get; init; }
    public TimeSpan? OpenFor { get; init; }
    public bool ByProgram { get; init; }
    /// <summary>For how much comes from there within an hour; it is never stored.</summary>
    public string? FromNetwork { get; init; }
    public string? IdempotencyKey { get; init; }

    /// <summary>What it is said instead of, if it has rested: that is gone with it.</summary>
    public Rested? Rested { get; init; }

    /// <summary>Who its author was in this browser until now: what rests of them goes along. Null for the same.</summary>
    public Guid? Formerly { get; init; }

    public Saying Said => new(Text, ParentId)
        { OpenFor = Rested is not null ? FormFeatures.Unhurried : ByProgram ? null : OpenFor, Network = FromNetwork };
    public long Fingerprint() => WrittenText.HashOf($"{SentTo ?? DiscussionId} {ParentId} {Quote} {Text.Text}");
}

/// <param name="Answer">The comment as JSON.</param>
public sealed record Posted(Guid CommentId, byte[] Answer);
