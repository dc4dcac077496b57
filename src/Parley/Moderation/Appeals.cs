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

/// <summary>The way back: the author says why not, once and free of charge; a moderator who has not decided before rules.</summary>
public sealed class Appeals(
    Database db, CurrentSite site, Ledger ledger, Suspensions suspensions, Holds holds, Outbox outbox, SpamBook own, Change change,
    TimeProvider clock)
{
    public const int LongestText = 4000;

    private static readonly Refusal Stranger = new(401, "token-needed",
        "Only the author can appeal: by the browser or token that wrote the comment, or with the receipt.");
    private static readonly Refusal NotYours = new(403, "not-yours",
        "Only the author of the comment can appeal, or who has the receipt of this decision.");
    private static readonly Refusal TooLate = new(403, "appeal-too-late",
        "An appeal is possible for {0} months after the decision.") { Args = [Decision.MonthsToAppeal] };
    private static readonly Refusal Before = new(409, "appealed-already",
        "There is an appeal against this decision already; one is looked at once.");
    private static readonly Refusal Over = new(409, "reversed-already",
        "This decision has been reversed: there is nothing left to appeal.");
    private static readonly Refusal NoText = new(422, "text-missing", "Say why the decision is wrong: another moderator reads it.");
    private static readonly Refusal LongText = new(422, "text-too-long", "This text has at most {0} characters.") { Args = [LongestText] };
    private static readonly Refusal BadOutcome = new(422, "bad-outcome", "The outcome is uphold or reverse.");
    private static readonly Refusal Ruled = new(409, "already-decided", "Somebody else has ruled on this appeal in the meantime.");
    private static readonly Refusal StillHeld = new(409, "still-held",
        "What is held too long is not made to wait on: publish the comment, or remove it under a rule.");
    private static readonly Refusal SameModerator = new(403, "same-moderator",
        "You made this decision. The appeal is for another moderator.");
    private static readonly Refusal OwnCase = new(403, "own-case", "This decision is about yourself. The appeal is for another moderator.");

    /// <param name="receipt">For an author whom this browser doesn't know.</param>
    public async Task<Outcome<Appeal>> Lodge(Guid id, Reader? reader, string? receipt, string? raw, CancellationToken ct)
    {
        // Load and judge
        var known = await db.Decisions.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        var isHold = known is { Kind: DecisionKind.Hold };
        if (known is null || known.Kind == DecisionKind.Kept) return Problems.NotFound;
        if (isHold && !await db.Overdue(site.Id, clock.Now()).AnyAsync(x => x.Id == id, ct)) return Problems.NotFound;
        if (!known.IsFor(reader, receipt, site.Site)) return reader is null && string.IsNullOrEmpty(receipt) ? Stranger : NotYours;
        var text = CleanText.Storable((raw ?? "").ReplaceLineEndings("\n")).Trim();
        if (Markup.VisibleLength(text) == 0) return NoText;
        if (text.Length > LongestText) return LongText;

        // Change: nothing that others see. Whoever publishes what is held locks the discussion.
        if (!isHold) return await change.Of<Appeal>(id, at => Take(known, text, at), _ => null, ct);
        var discussion = db.Comments.Where(x => x.SiteId == site.Id && x.Id == known.CommentId).Select(x => x.DiscussionId);
        return await change.In<Appeal>(discussion, (_, at) => Take(known, text, at), ct);
    }

    private async Task<Outcome<Appeal>> Take(Decision decision, string text, DateTimeOffset at)
    {
        // Against waiting there is an appeal as long as it lasts.
        if (decision.Kind != DecisionKind.Hold && at > decision.AppealableUntil) return TooLate;
        if (await db.Appeals.AnyAsync(x => x.SiteId == site.Id && x.DecisionId == decision.Id)) return Before;
        if (await db.Decisions.AnyAsync(x => x.SiteId == site.Id && x.Id == decision.Id && x.ReversedAt != null)) return Over;
        if (decision.Kind == DecisionKind.Hold && !await db.Overdue(site.Id, at).AnyAsync(x => x.Id == decision.Id)) return Over;
        var appeal = Appeal.Lodge(decision, text, at);
        db.Appeals.Add(appeal);
        db.Cases.Add(Case.Of(appeal, decision.CommentId!.Value, at));
        outbox.Tell(Happening.Appealed, decision.Id, at);
        return appeal;
    }

    public async Task<Outcome<Appeal>> Rule(Guid id, string? outcome, string? rawFacts, Reader moderator, CancellationToken ct)
    {
        // Judge
        AppealOutcome? chosen = outcome?.Trim().ToLowerInvariant() switch { "uphold" => AppealOutcome.Uphold, "reverse" =>
            AppealOutcome.Reverse, _ => null };
        if (chosen is not { } ruling) return BadOutcome;
        if (Reasons.Found(rawFacts).Refused(out var missing, out var facts)) return missing;

        // Change
        Decision? about = null;
        var ruled = await change.In<Appeal>(Discussion(id), async (discussion, at) =>
        {
            var appeal = await db.Appeals.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
            var decision = about = await db.Decisions.SingleAsync(x => x.SiteId == site.Id && x.Id == appeal.DecisionId);
            if (decision.ModeratorId == moderator.Id) return SameModerator;
            if (decision.ReaderId == moderator.Id) return OwnCase;
            if (appeal.RuledAt is not null) return Ruled;
            var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == decision.CommentId);
            if (decision.Kind == DecisionKind.Hold)
            {
                if (decision.ReversedAt is not null || !comment.IsHeld) return Over;
                if (ruling == AppealOutcome.Uphold) return StillHeld;
            }
            var open = db.Cases.Where(x => x.SiteId == site.Id && x.ClosedAt == null);
            foreach (var waiting in await open.Where(x => x.AppealId == id).ToListAsync()) waiting.Close(at);
            foreach (var looked in await open.Where(x => x.DecisionId == decision.Id).ToListAsync()) looked.Close(at);
            if (decision.Kind == DecisionKind.Hold)
            {
                await holds.Publish(comment, discussion, automated: false, at);
                await holds.Answer(decision, comment.Text, AppealOutcome.Reverse, facts, moderator, at);
                return appeal;
            }
            if (ruling == AppealOutcome.Reverse) await TakeBack(comment, decision, discussion, at);
            var action = ruling == AppealOutcome.Uphold ? LogAction.Upheld : LogAction.Reversed;
            appeal.Rule(ruling, facts, moderator, await db.Append(decision.InLog(action, decision.Kind == DecisionKind.Removal
                ? comment.Text : decision.Facts, appeal.CreatedAt), at), at);
            // What followed from it ends with it.
            if (ruling == AppealOutcome.Reverse && decision.Kind == DecisionKind.Removal)
                await suspensions.EndWith(decision, moderator, facts, at);
            return appeal;
        }, ct);
        // What was learned from a removal is learned the other way.
        if (ruling == AppealOutcome.Reverse && !ruled.Refused(out _, out _) && about is { CommentId: { } comment } wrong
            && (wrong.Kind == DecisionKind.Hold || wrong is { Kind: DecisionKind.Removal, Ground: Ground.Spam }))
            await own.Learn(comment, isSpam: false);
        return ruled;
    }

    private IQueryable<Guid> Discussion(Guid appeal) =>
        from one in db.Appeals
        join decision in db.Decisions on new { one.SiteId, Id = one.DecisionId } equals new { decision.SiteId, decision.Id }
        join comment in db.Comments on new { decision.SiteId, Id = decision.CommentId!.Value } equals new { comment.SiteId, comment.Id }
        where one.SiteId == site.Id && one.Id == appeal
        select comment.DiscussionId;

    private async Task TakeBack(Comment comment, Decision decision, Discussion discussion, DateTimeOffset at)
    {
        // Before the log's lock, as whoever suspends takes them.
        await db.TakeTurn(decision.ReaderId, CancellationToken.None);
        if (decision.Kind == DecisionKind.Suspension)
        {
            await suspensions.End(decision, at);
            return;
        }
        decision.Reverse(at);
        await Restore(comment, decision, discussion, at);
    }

    // As if it had never been gone: its place, its votes, and what it counts for.
    private async Task Restore(Comment comment, Decision decision, Discussion discussion, DateTimeOffset at)
    {
        comment.Restore();
        comment.ChangedWith(discussion.Version);
        await ledger.Undo(comment.Id, at, CancellationToken.None, Deed.Removal);
        if (comment.IsPublished)
        {
            discussion.Count(+1);
            outbox.Tell(Happening.Restored, comment.Id, at);
            await ledger.Redo(comment.Id, decision.DecidedAt, CancellationToken.None);
        }
        // Its author has taken the text back meanwhile: that it was wrongly removed is said, and nothing comes back.
        else await Revising.LeavePlace(db, comment);
        foreach (var report in await db.Reports.Where(x => x.SiteId == site.Id && x.DecisionId == decision.Id).ToListAsync())
        {
            report.Dismiss(decision, at);
            await ledger.Undo(report.Id, at, CancellationToken.None, Deed.ReportUpheld);
        }
    }
}
