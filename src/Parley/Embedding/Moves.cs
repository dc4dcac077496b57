using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Embedding;

/// <summary>
/// Discussions follow their pages to other addresses. The old address goes on leading there, so that links to comments arrive. A discussion
/// that is at the new address already takes the other one in when that is asked for; every comment keeps its id, its votes and its replies.
/// </summary>
public sealed class Moves(
    Database db, CurrentSite site, Addresses addresses, Change change, Changes changes, Outbox outbox, TimeProvider clock)
{
    private static readonly Refusal ElsewhereOrBad = new(422, "unknown-site", "That address does not belong to this site.");
    private static readonly Refusal OntoItself = new(422, "move-onto-itself", "The old address and the new one are the same page.");
    private static readonly Refusal Nothing = new(404, "nothing-to-move", "There is no discussion at the old address.");
    private static readonly Refusal OntoAnother = new(409, "move-onto-another",
        "The new address has a discussion of its own. To put both together: --merge");
    private static readonly Refusal OntoHidden = new(409, "move-onto-hidden",
        "The new address is of an article that was taken back with its discussion: what came in could not be read.");
    private const string NotHeldBack = "editors had closed or slowed it; the one that took it in is neither.";
    private static readonly Refusal OfArticle = new(409, "move-of-article", "The discussion of an article of this site stays below it.");
    private static readonly Refusal Rehearsed = Problems.NotFound with { Status = 200, Code = "rehearsed" };
    private static readonly Refusal Further = new(409, "moved-further",
        "A later move has taken this discussion further. Take that one back first: parley discussion undo {0}");
    private static readonly Refusal Meanwhile = new(503, "database-busy",
        "The database is busy with something else just now. Nothing was lost or changed: please try again in a moment.");
    private static readonly Refusal NoBatch = new(404, "unknown-move", "There is no such move here, or it is undone already.");

    /// <summary>One after another, each whole or not at all.</summary>
    /// <param name="merge">Whether a discussion at the new address takes the other in; else such a pair is refused.</param>
    /// <param name="rehearse">Say what would happen, and leave everything as it is.</param>
    /// <param name="begin">Told the id that takes it all back, before anything has moved: who is stopped halfway needs it most.</param>
    public Task<MoveReport> Move(
        IReadOnlyList<MovePair> pairs, bool merge, bool rehearse, CancellationToken ct, Action<Guid>? begin = null) =>
        Each(pairs, rehearse, (pair, turn) => One(pair, merge, turn), begin, ct);

    /// <summary>To what other rules make of their addresses, as planned.</summary>
    public Task<MoveReport> Follow(AddressPlan plan, Action<Guid>? begin, CancellationToken ct) =>
        Each([.. plan.Moved, .. plan.Merged], rehearse: false, (pair, turn) => Along(pair.From, pair.To, turn), begin, ct);

    /// <summary>Every batch of moves, the latest first.</summary>
    public async Task<List<MoveBatch>> All(CancellationToken ct) =>
        [.. (await db.AddressMoves.Where(x => x.SiteId == site.Id).GroupBy(x => x.BatchId)
            .Select(x => new { x.Key, At = x.Min(y => y.MovedAt), Moves = x.Count(), Left = x.Count(y => y.UndoneAt == null) })
            .ToListAsync(ct))
            .OrderByDescending(x => x.At).Select(x => new MoveBatch(x.Key, x.At, x.Moves, x.Left))];

    private async Task<MoveReport> Each(
        IReadOnlyList<MovePair> pairs, bool rehearse, Func<MovePair, MoveTurn, Task<Outcome<AddressMove>>> move, Action<Guid>? begin,
        CancellationToken ct)
    {
        var report = new MoveReport(rehearse ? null : Clock.NewId(clock.Now()));
        if (report.Move is { } batch) begin?.Invoke(batch);
        try
        {
            foreach (var pair in pairs) await Each(pair, report, move, ct);
        }
        finally
        {
            // Also of what was stopped halfway.
            if (!rehearse) await TellAll(CancellationToken.None);
        }
        return report;
    }

    private async Task Each(
        MovePair pair, MoveReport report, Func<MovePair, MoveTurn, Task<Outcome<AddressMove>>> move, CancellationToken ct)
    {
        MoveTurn? turn = null;
        var did = "";
        Refusal? refused;
        try
        {
            refused = (await change.Of<AddressMove>(Guid.Empty, async now =>
            {
                // What the one before left, when it was refused, is not to be saved with this one.
                db.ChangeTracker.Clear();
                turn = new(report.Move ?? Guid.Empty, now);
                if ((await move(pair, turn)).Refused(out var refusal, out var done)) return refusal;
                did = done.IntoId is null ? "moved" : "merged";
                return report.Move is null ? Rehearsed : done;
            }, _ => null, ct)).Refusal;
        }
        catch (Exception error) when (error is DbUpdateException or BusyException || Problems.IsBusy(error))
        {
            // A discussion has begun at the new address in this moment, or somebody writes for long: the others go on.
            refused = Meanwhile;
        }
        if (refused is null) Tell(turn!.Versions);
        if (turn?.Lost is { } lost && (refused is null || refused == Rehearsed)) report.Lost.Add($"{pair.From} → {pair.To}: {lost}");
        report.Note(pair, refused is null || refused == Rehearsed ? did : refused.Code, refused);
    }

    private async Task<Outcome<AddressMove>> One(MovePair pair, bool merge, MoveTurn turn)
    {
        // Load
        if (addresses.Normalise(pair.From, null) is not { } from || addresses.Normalise(pair.To, null) is not { } to) return ElsewhereOrBad;
        if (from == to) return OntoItself;
        var (here, there) = (await At(from), await At(to));

        // Judge
        if (here is null) return Nothing;
        if (here.Id == there?.Id && here.Url == to) return OntoItself;
        if (there is not null && there.Id != here.Id && !merge) return OntoAnother;
        if (here.ArticleId is not null) return OfArticle;

        // Change
        return await Carry(here, there, from, to, isItsOwn: true, turn);
    }

    // An address as it is stored, to one that is written by other rules.
    private async Task<Outcome<AddressMove>> Along(string from, string to, MoveTurn turn)
    {
        var (here, there) = (await At(from), await At(to));
        if (here is null) return Nothing;
        if (here.Id == there?.Id && here.Url != from) return OntoItself;
        if (here.ArticleId is not null && there is not null && there.Id != here.Id) return OfArticle;
        return await Carry(here, there, from, to, here.Url == from, turn);
    }

    /// <param name="isItsOwn">The address that readers know the discussion by, and not one of the others that lead to it.</param>
    private async Task<Outcome<AddressMove>> Carry(
        Discussion here, Discussion? there, string from, string to, bool isItsOwn, MoveTurn turn)
    {
        await Lock(here, there, turn.Versions, turn.At);
        // Another command may have taken either elsewhere while this waited for it, or one has begun here.
        if (await IdAt(from) != here.Id || await IdAt(to) != there?.Id) return Meanwhile;
        var merges = there is not null && there.Id != here.Id;
        if (merges && there!.HiddenAt is not null) return OntoHidden;
        if (merges && IsHeldBack(here, turn.At) && !IsHeldBack(there!, turn.At)) turn.Lost = NotHeldBack;

        var number = (await db.AddressMoves.Where(x => x.SiteId == site.Id).MaxAsync(x => (long?)x.Number) ?? 0) + 1;
        var move = AddressMove.Of(turn.Batch, number, here, from, to, turn.At);
        db.AddressMoves.Add(move);
        // An address that merely leads there too is no page that went somewhere.
        if (isItsOwn || merges) outbox.Tell(Happening.Moved, move.Id, turn.At);
        if (merges) await TakeIn(move, here, there!);
        else
        {
            if (there is null)
            {
                db.DiscussionAddresses.Add(DiscussionAddress.Of(here, to));
                move.Added();
            }
            if (isItsOwn) here.Move(to);
        }
        return move;
    }

    private static bool IsHeldBack(Discussion one, DateTimeOffset now) => one.IsShutAt(now) || one.PauseAt(now) is not null;

    private async Task TakeIn(AddressMove move, Discussion here, Discussion there)
    {
        var all = await db.DiscussionAddresses.Where(x => x.SiteId == site.Id && x.DiscussionId == here.Id).Select(x => x.Address)
            .ToListAsync();
        move.TakenIn(there, all);
        here.TakenIn(there);
        var top = await db.Comments.Where(x => x.SiteId == site.Id && x.DiscussionId == here.Id && x.ParentId == null).Select(x => x.Id)
            .ToListAsync();
        db.MovedComments.AddRange(top.Select(comment => MovedComment.Of(move, comment)));
        await Rehome(db.Comments.Where(x => x.SiteId == site.Id && x.DiscussionId == here.Id), there);
        there.Count(here.CommentCount);
        here.Count(-here.CommentCount);
        await db.DiscussionAddresses.Where(x => x.SiteId == site.Id && x.DiscussionId == here.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.DiscussionId, there.Id));
        await db.NameSpeakers(site.Id, there.Id, CancellationToken.None);
    }

    private static Task Rehome(IQueryable<Comment> comments, Discussion home) => comments.ExecuteUpdateAsync(set => set
        .SetProperty(x => x.DiscussionId, home.Id).SetProperty(x => x.CreatedVersion, home.Version)
        .SetProperty(x => x.ChangedVersion, home.Version));

    /// <summary>Takes back all moves of one command, the last first. What was said since stays with what it answers.</summary>
    /// <returns>How many.</returns>
    public async Task<Outcome<Undone>> Undo(Guid batch, CancellationToken ct)
    {
        // Put in order here: the database would go through all moves for it.
        var found = await db.AddressMoves.Where(x => x.SiteId == site.Id && x.BatchId == batch && x.UndoneAt == null)
            .Select(x => new { x.Id, x.Number }).ToListAsync(ct);
        var moves = found.OrderByDescending(x => x.Number).Select(x => x.Id).ToList();
        if (moves.Count == 0) return NoBatch;
        try
        {
            foreach (var id in moves)
                if ((await GiveBack(id, ct)).Refused(out var refusal, out _)) return refusal;
        }
        finally
        {
            await TellAll(CancellationToken.None);
        }
        return new Undone(moves.Count);
    }

    private async Task<Outcome<AddressMove>> GiveBack(Guid id, CancellationToken ct)
    {
        var told = new Dictionary<Guid, long>();
        var outcome = await change.Of<AddressMove>(Guid.Empty, async now =>
        {
            db.ChangeTracker.Clear();
            var move = await db.AddressMoves.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
            var here = await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.Id == move.DiscussionId);
            var there = move.IntoId is { } into ? await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.Id == into) : null;
            await Lock(here, there, told, now);
            if (await FurtherThan(move) is { } later) return Further with { Args = [later] };
            if (there is not null || here.Url != move.UrlBefore) outbox.Tell(Happening.Moved, move.Id, now);
            if (there is not null) await GiveBack(move, here, there);
            else
            {
                here.Move(move.UrlBefore);
                if (move.Addresses == move.To)
                    await db.DiscussionAddresses.Where(x => x.SiteId == site.Id && x.Address == move.To && x.DiscussionId == here.Id)
                        .ExecuteDeleteAsync();
            }
            move.Undo(now);
            return move;
        }, _ => null, ct);
        if (outcome.Refusal is null) Tell(told);
        return outcome;
    }

    // Comments that are elsewhere by now can't be given back, nor can an address that another move has built on.
    private async Task<Guid?> FurtherThan(AddressMove move)
    {
        foreach (var discussion in new[] { move.DiscussionId, move.IntoId ?? move.DiscussionId }.Distinct())
        {
            var later = db.AddressMoves.Where(x => x.SiteId == site.Id && x.UndoneAt == null && x.Number > move.Number);
            if (await later.Where(x => x.DiscussionId == discussion).Select(x => (Guid?)x.BatchId).FirstOrDefaultAsync() is { } first)
                return first;
            if (await later.Where(x => x.IntoId == discussion).Select(x => (Guid?)x.BatchId).FirstOrDefaultAsync() is { } second)
                return second;
        }
        return null;
    }

    private async Task GiveBack(AddressMove move, Discussion here, Discussion there)
    {
        here.TakenIn(null);
        var level = await db.MovedComments.Where(x => x.SiteId == site.Id && x.MoveId == move.Id).Select(x => x.CommentId).ToListAsync();
        while (level.Count > 0)
        {
            var ids = level;
            var counted = await db.Comments.Published().CountAsync(x => x.SiteId == site.Id && ids.Contains(x.Id));
            await Rehome(db.Comments.Where(x => x.SiteId == site.Id && ids.Contains(x.Id)), here);
            there.Count(-counted);
            here.Count(counted);
            // In which discussion they are is looked at here: asked for it, SQLite would go through all of that one for each level.
            var below = await db.Comments.Where(x => x.SiteId == site.Id && ids.Contains(x.ParentId!.Value))
                .Select(x => new { x.Id, x.DiscussionId }).ToListAsync();
            level = [.. below.Where(x => x.DiscussionId == there.Id).Select(x => x.Id)];
        }
        var own = move.Addresses.Split('\n');
        await db.DiscussionAddresses.Where(x => x.SiteId == site.Id && x.DiscussionId == there.Id && own.Contains(x.Address))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.DiscussionId, here.Id));
    }

    private async Task<Discussion?> At(string address)
    {
        var id = await IdAt(address);
        return id is null ? null : await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
    }

    private Task<Guid?> IdAt(string address) => db.DiscussionAddresses.Where(x => x.SiteId == site.Id && x.Address == address)
        .Select(x => (Guid?)x.DiscussionId).FirstOrDefaultAsync();

    // As Change does for one: raises the version, and reads what holds now. In one order, so that two never hold what the other waits for.
    private async Task Lock(Discussion here, Discussion? there, Dictionary<Guid, long> told, DateTimeOffset now)
    {
        foreach (var discussion in new[] { here, there }.OfType<Discussion>().DistinctBy(x => x.Id).OrderBy(x => x.Id))
        {
            told[discussion.Id] = await db.Discussions.Lock(site.Id, discussion.Id, now, CancellationToken.None);
            await db.Entry(discussion).ReloadAsync();
        }
    }

    // A page that was empty until now belongs to no discussion that could be told: every page is made anew, here and on other nodes.
    private async Task TellAll(CancellationToken ct)
    {
        await change.Of<CurrentSite>(Guid.Empty, async _ =>
        {
            db.ChangeTracker.Clear();
            await db.Sites.Change(site.Id, CancellationToken.None);
            return site;
        }, _ => null, ct);
        site.Reload();
    }

    private void Tell(Dictionary<Guid, long> told)
    {
        // Lists count other comments now, and pages lead elsewhere.
        foreach (var (discussion, version) in told) changes.Announce(discussion, version);
    }
}
