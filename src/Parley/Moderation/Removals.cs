using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;
using Parley.Webhooks;
using Parley.Writing;

namespace Parley.Moderation;

/// <summary>A moderator's decision about a comment: removed under a rule, with its facts; or kept, when somebody asked. It is made
/// once.</summary>
public sealed class Removals(Database db, CurrentSite site, HouseRulesInForce rules, Ledger ledger, SecondLooks looks, Holds holds,
    Outbox outbox, SpamBook own, Change change)
{
    private static readonly Refusal Withdrawn = new(409, "withdrawn", "This comment has been withdrawn.");
    private static readonly Refusal Decided = new(409, "already-decided", "Somebody else has decided about this comment in the meantime.");

    internal static readonly Refusal Changed = new(409, "changed",
        "Its author has changed this comment since you opened it. Read it again, then decide.");
    private static readonly Refusal Overruled = new(403, "same-moderator",
        "You removed this comment before, and another moderator brought it back. Only somebody else can remove the same text again.");
    private static readonly Refusal SameModerator = new(403, "same-moderator",
        "You made the decision that is looked at again. It is for another moderator.");
    private static readonly Refusal OwnWords = new(403, "own-case", "This comment is your own. Another moderator decides about it.");

    /// <param name="read">Digest of the text that the moderator has read (<see cref="WrittenText.DigestOf"/>); null from a program that
    /// doesn't say.</param>
    /// <param name="card">The case that was decided in the queue, empty where it isn't said: it must wait still. Who is quicker decides,
    /// also by keeping the comment. Null: outside the queue.</param>
    public async Task<Outcome<Decision>> Remove(
        Guid id, string? read, string? rule, string? facts, Guid? card, Reader moderator, CancellationToken ct)
    {
        // Judge
        if (Reasons.Judge(rules.Current, rule, facts).Refused(out var refusal, out var reasons)) return refusal;

        // Change: the discussion is locked by now, of two decisions at once the second finds the first
        var outcome = await change.In<Decision>(Discussion(id), async (discussion, at) =>
        {
            var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
            if (comment.WithdrawnAt is not null) return Withdrawn;
            if (!comment.IsPublished && !comment.IsHeld) return Decided;
            if (card is { } one && !await db.Cases.OpenOn(comment).AnyAsync(x => one == Guid.Empty || x.Id == one)) return Decided;
            if (comment.AuthorId == moderator.Id) return OwnWords;
            if (await SameAgain(comment, moderator)) return SameModerator;
            if (!IsRead(comment, read)) return Changed;
            if (await WasOverruled(comment, moderator)) return Overruled;
            var (decision, wasHeld) = (Decision.Of(DecisionKind.Removal, comment, reasons, await Answer(comment, at), moderator, at),
                comment.IsHeld);
            db.Decisions.Add(decision);
            await Tell(decision, comment, at);
            foreach (var report in await db.Reports.Waiting(comment).ToListAsync())
            {
                report.Uphold(decision, at);
                await ledger.Note(Deed.ReportUpheld, report.Id, moderator.Id, report.ReaderId, discussion.Id, true, at,
                    CancellationToken.None);
            }
            var hold = wasHeld ? await holds.CountAgain(comment) : null;
            // Nothing that was said or voted here counts any longer; what counts is that it was removed.
            await ledger.Undo(id, at, CancellationToken.None);
            await ledger.Note(Deed.Removal, id, moderator.Id, comment.AuthorId, discussion.Id, true, at, CancellationToken.None);
            // The log's lock is taken last.
            decision.Stand(await db.Append(decision.InLog(LogAction.Removal, comment.Text, decision.RaisedAt), at));
            if (hold is not null) await holds.Answer(hold, comment.Text, AppealOutcome.Uphold, reasons.Facts, moderator, at);
            comment.Remove(new(decision.Id, decision.LogIndex!.Value, reasons.Rule!.Id, reasons.Rule.Title, reasons.Rule.Does,
                decision.Automated), at);
            comment.ChangedWith(discussion.Version);
            if (!wasHeld) discussion.Count(-1);
            outbox.Tell(Happening.Removed, id, at);
            await looks.Draw(decision, at);
            return decision;
        }, ct);
        // Of what breaks another rule nobody has said whether it is spam.
        if (reasons.Rule!.Ground == Ground.Spam && !outcome.Refused(out _, out _)) await own.Learn(id, isSpam: true);
        return outcome;
    }

    /// <summary>Those who asked for its removal are told no; nobody else notices anything.</summary>
    /// <param name="read">Digest of the text that the moderator has read; null from a program that doesn't say.</param>
    /// <param name="rawFacts">Needed where somebody gave notice, who is told them.</param>
    public async Task<Outcome<Decision>> Keep(
        Guid id, string? read, string? rawFacts, Guid? card, Reader moderator, CancellationToken ct)
    {
        var outcome = await Stay(id, read, rawFacts, card, moderator, ct);
        if (!outcome.Refused(out _, out _)) await own.Learn(id, isSpam: false);
        return outcome;
    }

    private Task<Outcome<Decision>> Stay(
        Guid id, string? read, string? rawFacts, Guid? card, Reader moderator, CancellationToken ct) =>
        change.In<Decision>(Discussion(id), async (discussion, at) =>
    {
        var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
        if (!comment.IsPublished && !comment.IsHeld) return Decided;
        if (comment.AuthorId == moderator.Id) return OwnWords;
        if (await SameAgain(comment, moderator)) return SameModerator;
        if (!IsRead(comment, read)) return Changed;
        var waiting = await db.Cases.OpenOn(comment).Select(x => new { x.Id, x.Kind }).ToListAsync();
        if (waiting.Count == 0 || (card is { } one && one != Guid.Empty && !waiting.Exists(x => x.Id == one))) return Decided;
        var facts = "";
        if (waiting.Exists(x => x.Kind == CaseKind.Notice) && Reasons.Found(rawFacts).Refused(out var missing, out facts)) return missing;
        var decision = Decision.Of(DecisionKind.Kept, comment, new Reasons(null, rules.Current.Version, facts), await Answer(comment, at),
            moderator, at);
        db.Decisions.Add(decision);
        await Tell(decision, comment, at);
        foreach (var report in await db.Reports.Waiting(comment).ToListAsync()) report.Dismiss(decision, at);
        // Somebody asked: what became of it stands in the log. What was only held has its entry when it is published.
        if (decision.Source != LogSource.OwnInitiative) decision.Stand(await db.Append(decision.InLog(
            decision.Source == LogSource.Notice ? LogAction.NoticeRejected : LogAction.Kept, comment.Text, decision.RaisedAt), at));
        if (comment.IsHeld && await holds.Publish(comment, discussion, automated: false, at) is { } hold)
            await holds.Answer(hold, comment.Text, AppealOutcome.Reverse, facts, moderator, at);
        await looks.Draw(decision, at);
        return decision;
    }, ct);

    // A lawful text must not be removed for what stood there before, nor a threat be kept for the harmless words that it was edited from.
    internal static bool IsRead(Comment comment, string? read) =>
        string.IsNullOrEmpty(read) || string.Equals(read, WrittenText.DigestOf(comment.Text), StringComparison.OrdinalIgnoreCase);

    // Or a ruling would be worth nothing: its author would have to appeal again and again.
    private Task<bool> WasOverruled(Comment comment, Reader moderator)
    {
        var written = comment.EditedAt ?? comment.CreatedAt;
        return db.Decisions.AnyAsync(x => x.SiteId == site.Id && x.CommentId == comment.Id && x.ModeratorId == moderator.Id
            && x.Kind == DecisionKind.Removal && x.ReversedAt >= written);
    }

    // Whoever gave notice and was told no has asked for somebody else.
    private Task<bool> SameAgain(Comment comment, Reader moderator) =>
        db.Against(site.Id, moderator.Id).AnyAsync(x => x.CommentId == comment.Id);

    // Whoever gave notice finds the answer by their receipt.
    private async Task Tell(Decision decision, Comment comment, DateTimeOffset at)
    {
        foreach (var notice in await db.Notices.Where(x => x.SiteId == site.Id && x.CommentId == comment.Id && x.AnsweredAt == null)
            .ToListAsync()) notice.Answer(decision, at);
    }

    private IQueryable<Guid> Discussion(Guid comment) => db.Comments.Where(x => x.SiteId == site.Id && x.Id == comment)
        .Select(x => x.DiscussionId);

    // Closes what waited, and says how it came up.
    private async Task<Origin> Answer(Comment comment, DateTimeOffset at)
    {
        var waiting = await db.Cases.OpenOn(comment).ToListAsync();
        waiting.ForEach(one => one.Close(at));
        var source = waiting.Exists(x => x.Kind == CaseKind.Notice) ? LogSource.Notice
            : waiting.Exists(x => x.Kind == CaseKind.Report) ? LogSource.Report : LogSource.OwnInitiative;
        return new(source, waiting.Min(x => (DateTimeOffset?)x.OpenedAt));
    }
}
