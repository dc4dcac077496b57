using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;
using Parley.Webhooks;
using Parley.Writing;

namespace Parley.Moderation;

/// <summary>
/// What waits for a moderator before others read it. It is held in the open: everybody sees the place, why, and until when. When the time
/// is over it is published, or goes to the top of what waits; nothing is forgotten.
/// </summary>
public sealed class Holds(
    Database db, CurrentSite site, HouseRulesInForce book, Ledger ledger, HoldRules rules, SpamBook own, Outbox outbox,
    Change change, TimeProvider clock, ILogger<Holds> log)
{
    private const int AtOnce = 100;
    private const int MostFaults = 1000;

    /// <summary>Faults of comments are told once, not every few seconds.</summary>
    private static readonly ConcurrentDictionary<Guid, DateTimeOffset> Said = new();

    private static readonly string NewAuthor = Words.Later("This site looks at the first comment of each author before others read it.");
    private static readonly string NewLink = Words.Later(
        "This site looks at the first comment with a link of each author before others read it.");
    private static readonly string Copied = Words.Later(
        "Many new accounts posted nearly the same text within an hour; a moderator looks at it.");
    private static readonly string Title = Words.Later("Held for review");
    private static readonly string Waiting = Words.Later("It waited for a moderator where it was written.");

    /// <summary>Beside <c>new-author</c> and <c>new-link</c>: what came along with an import.</summary>
    public const string Imported = "imported";

    /// <summary>What the site's own model holds; its decision names the rule against spam, under which it is looked at.</summary>
    public const string OwnModel = "like-spam";

    /// <summary>
    /// In the transaction in which the comment was stored or changed: the decision, its entry in the log, its case, its place.
    /// </summary>
    /// <param name="wave">The wave that it joins; null where it is held for another reason.</param>
    public async Task<Removal> Hold(Guid id, HoldReason why, Guid? wave, DateTimeOffset at)
    {
        var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
        var (until, facts) = (at + rules.For, why switch
        {
            HoldReason.NewAuthor => site.Words[NewAuthor],
            HoldReason.NewLink => site.Words[NewLink],
            HoldReason.LikeSpam => own.Why(comment.Form),
            _ => site.Words[Copied],
        });
        // Of a rule it is only looked at; that it breaks it a person would have to say.
        var spam = why is HoldReason.Wave or HoldReason.LikeSpam ? book.Current.Rules.First(x => x.Ground == Ground.Spam) : null;
        var decision = Decision.Hold(comment, facts, until, at, spam is null ? null : new Reasons(spam, book.Current.Version, facts));
        if (wave is { } one) await Join(one, comment, decision, at);
        db.Decisions.Add(decision);
        db.Cases.Add(Case.Holding(decision, at));
        await ledger.Undo(id, at, CancellationToken.None);
        await db.Discussions.Where(x => x.SiteId == site.Id && x.Id == comment.DiscussionId)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.CommentCount, x => x.CommentCount - 1));
        decision.Stand(await db.Append(decision.InLog(LogAction.Hold, comment.Text, raisedAt: null), at));
        var rule = why switch
        {
            HoldReason.LikeSpam => OwnModel,
            HoldReason.NewAuthor => "new-author",
            HoldReason.NewLink => "new-link",
            _ => spam!.Id,
        };
        var held = new Removal(decision.Id, decision.LogIndex!.Value, rule, site.Words[Title], facts, Automated: true)
            { HeldUntil = until };
        comment.Remove(held, at);
        await db.SaveChangesAsync(CancellationToken.None);
        return held;
    }

    private async Task Join(Guid wave, Comment comment, Decision hold, DateTimeOffset at)
    {
        // Once out of it, by its own edit or a moderator's word, it can come back.
        var known = await db.WaveComments.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.WaveId == wave && x.CommentId == comment.Id);
        if (known is not null) known.Hold(hold.Id, at);
        else db.WaveComments.Add(WaveComment.Held(site.Id, wave, comment.Id, hold.Id, at));
    }

    /// <summary>
    /// Holds what waited elsewhere, before an import stores it: the entries are stored, and each comment says what is told in its place.
    /// The log is locked by it.
    /// </summary>
    /// <returns>The decisions, to be stored with their cases after the comments.</returns>
    public async Task<IReadOnlyCollection<Decision>> Bring(IReadOnlyList<Comment> waiting, Statements statements, DateTimeOffset at)
    {
        if (waiting.Count == 0) return [];
        var (until, facts) = (at + rules.For, site.Words[Waiting]);
        var decisions = waiting.Select(comment => Decision.Hold(comment, facts, until, at)).ToList();
        var first = await db.Append(
            [.. decisions.Select((decision, i) => decision.InLog(LogAction.Hold, waiting[i].Text, raisedAt: null))], at, statements);
        for (var i = 0; i < waiting.Count; i++)
        {
            decisions[i].Stand(first + i);
            waiting[i].Remove(
                new(decisions[i].Id, first + i, Imported, site.Words[Title], facts, Automated: true) { HeldUntil = until }, at);
        }
        return decisions;
    }

    /// <summary>With the discussion locked: as if it had been there from the beginning.</summary>
    /// <param name="automated">Its time was over; else a moderator has looked.</param>
    /// <returns>The hold, which is over; null where nothing is known of it any more.</returns>
    public async Task<Decision?> Publish(Comment comment, Discussion discussion, bool automated, DateTimeOffset at)
    {
        var (decision, since) = (await HoldOf(comment), comment.RemovedAt ?? at);
        decision?.Reverse(at);
        comment.Restore();
        comment.ChangedWith(discussion.Version);
        discussion.Count(+1);
        outbox.Tell(Happening.Published, comment.Id, at);
        await ledger.Redo(comment.Id, decision?.DecidedAt ?? since, CancellationToken.None);
        if (comment.ImportNumber is not null) await Name(comment);
        if (decision is not null)
            await db.Append(decision.InLog(LogAction.Release, comment.Text, decision.DecidedAt) with { Automated = automated }, at);
        return decision;
    }

    // Whoever posts takes their name before they are held; who came with an import speaks here only now.
    private async Task Name(Comment comment)
    {
        var name = await db.Readers.Where(x => x.SiteId == site.Id && x.Id == comment.AuthorId).Select(x => x.Name).SingleAsync();
        if (name.Length > 0 && name != site.Words[Reader.Unnamed])
            await db.NameSpeaker(site.Id, comment.DiscussionId, name, comment.AuthorId, CancellationToken.None);
    }

    /// <summary>What becomes of a comment answers an appeal against its waiting too. The log is locked by it.</summary>
    /// <param name="text">What is in the log about it.</param>
    /// <param name="moderator">Null where it came out by itself.</param>
    public async Task Answer(Decision hold, string text, AppealOutcome outcome, string facts, Reader? moderator, DateTimeOffset at)
    {
        var appeal = await db.Appeals.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.DecisionId == hold.Id && x.RuledAt == null);
        if (appeal is null) return;
        foreach (var waiting in await db.Cases.Where(x => x.SiteId == site.Id && x.CommentId == hold.CommentId && x.ClosedAt == null
            && x.AppealId == appeal.Id).ToListAsync()) waiting.Close(at);
        var facing = hold.InLog(outcome == AppealOutcome.Uphold ? LogAction.Upheld : LogAction.Reversed, text, appeal.CreatedAt);
        appeal.Rule(outcome, facts, moderator, await db.Append(facing with { Automated = moderator is null }, at), at);
    }

    /// <summary>
    /// What the hold had set aside, so that a removal after it sets all of it aside at once and an appeal brings all of it back.
    /// </summary>
    /// <returns>The hold; null where nothing is known of it any more.</returns>
    public async Task<Decision?> CountAgain(Comment held)
    {
        var hold = await HoldOf(held);
        if ((hold?.DecidedAt ?? held.RemovedAt) is { } since) await ledger.Redo(held.Id, since, CancellationToken.None);
        return hold;
    }

    // A comment whose place names none, by some fault, shall not be hidden for ever.
    private async Task<Decision?> HoldOf(Comment held)
    {
        var all = db.Decisions.Where(x => x.SiteId == site.Id && x.CommentId == held.Id && x.Kind == DecisionKind.Hold);
        return await all.FirstOrDefaultAsync(x => x.Id == held.Removal!.DecisionId)
            ?? await all.Where(x => x.ReversedAt == null).OrderByDescending(x => x.DecidedAt).FirstOrDefaultAsync();
    }

    /// <summary>Whatever has waited long enough; also where nothing is held any more by the settings of today.</summary>
    public async Task Round(CancellationToken ct)
    {
        var (now, failed, count) = (clock.Now(), new List<Guid>(), 0);
        // Those that fail keep no other waiting, however many they are.
        int before;
        do
        {
            before = failed.Count;
            count += await Part(now, failed, ct);
        }
        while (failed.Count > before && failed.Count <= MostFaults);
        await Pass(now, ct);
        if (rules.Escalates && count > 0)
            log.LogWarning("{Count} comments are held longer than was promised. They stand at {Path}", count,
                site.Absolute("/moderation?kind=overdue"));
    }

    private async Task<int> Part(DateTimeOffset now, List<Guid> failed, CancellationToken ct)
    {
        // The time excludes nothing; it leads the database to the index of what is open.
        var due = await (
            from waiting in db.Cases
            join decision in db.Decisions
                on new { waiting.SiteId, Id = waiting.DecisionId!.Value } equals new { decision.SiteId, decision.Id }
            join comment in db.Comments on new { waiting.SiteId, Id = waiting.CommentId } equals new { comment.SiteId, comment.Id }
            where waiting.SiteId == site.Id && waiting.ClosedAt == null && waiting.OpenedAt > DateTimeOffset.UnixEpoch
                && waiting.Kind == CaseKind.Held && decision.UntilAt <= now && !failed.Contains(waiting.Id)
            orderby waiting.OpenedAt
            select new { waiting.Id, waiting.CommentId }).Take(AtOnce).ToListAsync(ct);
        foreach (var one in due)
        {
            try
            {
                var home = db.Comments.Where(x => x.SiteId == site.Id && x.Id == one.CommentId).Select(x => x.DiscussionId);
                await change.In<Case>(home, async (discussion, at) => await Due(one.Id, discussion, at), ct);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                failed.Add(one.Id);
                if (Said.Count < MostFaults && Said.TryAdd(one.CommentId, now))
                    log.LogWarning("Comment {Comment} is held longer than was promised, and nothing could be done about it: {Reason}",
                        one.CommentId, error.Message);
            }
            db.ChangeTracker.Clear();
        }
        return due.Count - due.Count(x => failed.Contains(x.Id));
    }

    // A second look at what was held goes the way that the case would have gone, or it could be told apart.
    private async Task Pass(DateTimeOffset now, CancellationToken ct)
    {
        var looks = db.Cases.Where(x => x.SiteId == site.Id && x.ClosedAt == null && x.OpenedAt > DateTimeOffset.UnixEpoch
            && x.Kind == CaseKind.SecondLook && x.SeenAs == CaseKind.Held && !db.Decisions.Any(hold => hold.SiteId == x.SiteId
                && hold.CommentId == x.CommentId && hold.Kind == DecisionKind.Hold && hold.UntilAt > now));
        foreach (var id in await looks.Take(AtOnce).Select(x => x.Id).ToListAsync(ct))
        {
            await change.Of<Case>(id, async at =>
            {
                var look = await db.Cases.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
                if (rules.Escalates) look.Escalate();
                else look.Close(at);
                return look;
            }, _ => null, ct);
            db.ChangeTracker.Clear();
        }
    }

    private async Task<Outcome<Case>> Due(Guid id, Discussion discussion, DateTimeOffset at)
    {
        var waiting = await db.Cases.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
        // A moderator, or another node, was quicker.
        if (waiting.ClosedAt is not null || waiting.Kind != CaseKind.Held) return Problems.NotFound;
        var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == waiting.CommentId);
        // What waited elsewhere was never promised to come out by itself: most of it is what a moderator there didn't want to see.
        if (comment.IsHeld && (rules.Escalates || comment.ImportNumber is not null)) waiting.Escalate();
        else
        {
            waiting.Close(at);
            if (comment.IsHeld && await Publish(comment, discussion, automated: true, at) is { } hold)
                await Answer(hold, comment.Text, AppealOutcome.Reverse, "", moderator: null, at);
        }
        return waiting;
    }
}

/// <summary>Looks for what has waited long enough, and for what waits in vain.</summary>
public sealed class HoldRounds(IServiceScopeFactory scopes, TimeProvider clock, ILogger<HoldRounds> log) : BackgroundService
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Apart);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Try(services => services.GetRequiredService<Holds>().Round(stoppingToken));
            await Try(services => services.GetRequiredService<Withdrawals>().Round(stoppingToken));
            await Try(services => services.GetRequiredService<SecondLooks>().Round(clock.Now(), stoppingToken));
        }
    }

    private async Task Try(Func<IServiceProvider, Task> round)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await round(scope.ServiceProvider);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning("What waits for moderators could not be looked through, trying again: {Reason}", error.Message);
        }
    }
}
