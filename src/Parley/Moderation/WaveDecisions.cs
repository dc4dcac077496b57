using Microsoft.EntityFrameworkCore;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;

namespace Parley.Moderation;

/// <summary>
/// One word of a moderator about a whole wave. Each comment gets a decision of its own, so that each author has reasons and an appeal;
/// those that wait for the same turn are written in one transaction.
/// </summary>
public sealed class WaveDecisions(
    Database db, CurrentSite site, HouseRulesInForce rules, WaveQueue queue, Waves waves, Change change, IServiceScopeFactory scopes,
    TimeProvider clock)
{
    private static readonly Refusal NothingChosen = new(422, "nothing-chosen", "Choose at least one comment. Nothing was changed.");

    /// <summary>At once; more would keep those who write meanwhile waiting.</summary>
    private const int Together = 16;

    /// <summary>While others write so much that a decision gets no turn.</summary>
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The wave is over, what it held is published, and the same text is held no more for <see cref="Waves.ExemptFor"/>.</summary>
    /// <param name="read">Those that wait and were read; the others go on waiting.</param>
    public async Task<Outcome<WaveOutcome>> Publish(Guid id, IReadOnlyList<ReadComment> read, Reader moderator)
    {
        if ((await Decide(id, read, (wave, at) => wave.Exempt(at))).Refused(out var refusal, out var exempt)) return refusal;
        waves.Know(new(id, exempt.NoticedAt, exempt.ExemptUntil, Print.Unpack(exempt.Prints)), clock.Now());
        return await Each(id, read, [], (removals, comment, card, ct) =>
            removals.Keep(comment.Id, comment.TextHash, null, card, moderator, ct));
    }

    /// <param name="read">As with a publication.</param>
    /// <param name="also">Those that were out before and shall go too, with the digests of the texts that were read.</param>
    public async Task<Outcome<WaveOutcome>> Remove(Guid id, IReadOnlyList<ReadComment> read, string? rule, string? facts,
        IReadOnlyList<ReadComment> also, Reader moderator)
    {
        if (Reasons.Judge(rules.Current, rule, facts).Refused(out var refusal, out _)) return refusal;
        var asked = also.Select(x => x.Id).ToList();
        var earlier = await db.WaveComments.Where(x => x.SiteId == site.Id && x.WaveId == id && x.HeldAt == null
            && asked.Contains(x.CommentId))
            .Select(x => x.CommentId).ToListAsync();
        if ((await Decide(id, [.. read, .. also], (wave, at) => wave.Decide(at))).Refused(out var refused, out _)) return refused;
        return await Each(id, read, [.. also.Where(x => earlier.Contains(x.Id))], (removals, comment, card, ct) =>
            removals.Remove(comment.Id, comment.TextHash, rule, facts, card, moderator, ct));
    }

    // Whoever has read none of it has nothing to say about it.
    private Task<Outcome<Wave>> Decide(Guid id, IReadOnlyList<ReadComment> chosen, Action<Wave, DateTimeOffset> decide) =>
        change.Of<Wave>(id, async at =>
        {
            if (await db.Waves.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id) is not { } wave) return Problems.NotFound;
            if (chosen.Count == 0) return NothingChosen;
            decide(wave, at);
            return wave;
        }, _ => null, CancellationToken.None);

    private async Task<Outcome<WaveOutcome>> Each(Guid id, IReadOnlyList<ReadComment> read, IReadOnlyList<ReadComment> also,
        Func<Removals, ReadComment, Guid?, CancellationToken, Task<Outcome<Decision>>> decide)
    {
        var asked = read.Select(x => x.Id).ToList();
        // Of each the very case of its hold: what is asked about it otherwise, now or when it came out meanwhile, stays open.
        var cards = await queue.Waiting(id).Where(x => asked.Contains(x.CommentId)).Join(db.Cases.Where(x => x.ClosedAt == null
                && (x.Kind == CaseKind.Held || x.Kind == CaseKind.Overdue)),
            x => new { x.SiteId, x.CommentId, x.DecisionId }, x => new { x.SiteId, x.CommentId, x.DecisionId },
            (member, waiting) => new { member.CommentId, waiting.Id }).ToDictionaryAsync(x => x.CommentId, x => (Guid?)x.Id);
        var chosen = read.Where(x => cards.ContainsKey(x.Id)).Select(x => (Comment: x, Card: cards[x.Id]))
            .Concat(also.Select(x => (Comment: x, Card: (Guid?)null)));
        var (done, failed) = (0, asked.Distinct().Count(x => !cards.ContainsKey(x)));
        // Whoever closes the page has decided all the same.
        await Parallel.ForEachAsync(chosen.DistinctBy(x => x.Comment.Id),
            new ParallelOptions { MaxDegreeOfParallelism = Together }, async (one, ct) =>
        {
            if (await IsDone(removals => decide(removals, one.Comment, one.Card, ct), ct)) Interlocked.Increment(ref done);
            else Interlocked.Increment(ref failed);
        });
        return new WaveOutcome(done, failed, await queue.Waiting(id).CountAsync());
    }

    // One that finds no place for too long keeps no other from being decided about; it waits on.
    private async Task<bool> IsDone(Func<Removals, Task<Outcome<Decision>>> decide, CancellationToken ct)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                return !(await decide(scope.ServiceProvider.GetRequiredService<Removals>())).Refused(out _, out _);
            }
            catch (Exception error) when (error is BusyException || Problems.IsBusy(error))
            {
                if (tried == Tries) return false;
                await Task.Delay(Pause, ct);
            }
        }
    }
}

/// <param name="TextHash">Of the text that was read.</param>
public sealed record ReadComment(Guid Id, string? TextHash);

/// <param name="Done">Decisions made.</param>
/// <param name="Failed">Comments about which somebody else was quicker, that came out meanwhile, of which notice was given, or for
/// which there was no turn: those still wait.</param>
/// <param name="Later">Comments of it that still wait, unread, unchosen or come since.</param>
public sealed record WaveOutcome(int Done, int Failed, int Later);
