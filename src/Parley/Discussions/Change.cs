using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>
/// The one sequence that every write around a discussion goes through: wait for the turn, lock the discussion and raise its version,
/// change, save, commit, and tell those who read. A change that is refused leaves nothing behind.
/// </summary>
public sealed class Change(Database db, WriteQueue queue, CurrentSite site, Changes changes, TimeProvider clock)
{
    /// <param name="change">Gets the discussion, locked and with its new version, and the time. What it leaves tracked is saved.</param>
    /// <returns>What the change came to, on disk; <see cref="Problems.NotFound"/> where there is no such discussion.</returns>
    public async Task<Outcome<T>> In<T>(Guid discussion, Func<Discussion, DateTimeOffset, Task<Outcome<T>>> change, CancellationToken ct)
        where T : class
    {
        var (outcome, version) = await queue.Run(discussion, async turn =>
        {
            await turn.Lend(db);
            var now = clock.Now();
            if (await Lock(discussion, now) is not { } locked) return (Refuse<T>(turn, Problems.NotFound), 0);
            var outcome = await change(locked, now);
            if (outcome.Refused(out var refusal, out _)) return (Refuse<T>(turn, refusal), 0);
            await db.SaveChangesAsync(CancellationToken.None);
            return (outcome, locked.Version);
        }, ct);
        if (version > 0) changes.Announce(discussion, version, Affects.Counts);
        return outcome;
    }

    /// <summary>In the discussion of a comment or whatever else <paramref name="find"/> leads from.</summary>
    public async Task<Outcome<T>> In<T>(
        IQueryable<Guid> find, Func<Discussion, DateTimeOffset, Task<Outcome<T>>> change, CancellationToken ct)
        where T : class
    {
        while (true)
        {
            if (await find.Take(1).ToListAsync(ct) is not [var found]) return Problems.NotFound;
            var isMoved = false;
            var outcome = await In(found, async (discussion, now) =>
            {
                // Its page can move while this waits for its turn, and the discussion with it: then all of it is done again, there.
                isMoved = await find.Take(1).ToListAsync(CancellationToken.None) is not [var there] || there != discussion.Id;
                return isMoved ? Problems.NotFound : await change(discussion, now);
            }, ct);
            if (!isMoved) return outcome;
        }
    }

    /// <summary>A change around several discussions or none, which locks what it needs and says whom to tell.</summary>
    /// <param name="about">Changes of the same come one after another.</param>
    /// <param name="told">The discussion that has a new version, and which; null when nobody needs to hear.</param>
    public async Task<Outcome<T>> Of<T>(
        Guid about, Func<DateTimeOffset, Task<Outcome<T>>> change, Func<T, (Guid Discussion, long Version)?> told, CancellationToken ct)
        where T : class
    {
        var outcome = await queue.Run(about, async turn =>
        {
            await turn.Lend(db);
            var outcome = await change(clock.Now());
            if (outcome.Refused(out var refusal, out _)) return Refuse<T>(turn, refusal);
            await db.SaveChangesAsync(CancellationToken.None);
            return outcome;
        }, ct);
        if (!outcome.Refused(out _, out var value) && told(value) is var (discussion, version)) changes.Announce(discussion, version);
        return outcome;
    }

    private async Task<Discussion?> Lock(Guid id, DateTimeOffset now)
    {
        var locked = await db.Discussions.TryLock(site.Id, id, now, CancellationToken.None);
        if (!locked) return null;
        var discussion = await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
        // What the request had read of it before its turn may no longer be so.
        await db.Entry(discussion).ReloadAsync();
        return discussion;
    }

    private static Outcome<T> Refuse<T>(WriteTurn turn, Refusal refusal) where T : class
    {
        turn.Undo();
        return refusal;
    }
}
