using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Data;
using Parley.Discussions;
using Parley.Moderation;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Database = Parley.Data.Database;

namespace Parley.Exchange;

public sealed record UndoneComment(Guid Id, Guid DiscussionId, Guid? ParentId, int Depth);

/// <summary>Some comments of an import that is taken back, in one transaction.</summary>
public sealed class UndoneComments(Database db, CurrentSite site, ForeignPeople people, Erasure erasure, TimeProvider clock)
{
    /// <summary>Authors whom nobody has proved to be.</summary>
    private readonly HashSet<Guid> strangers = [];

    /// <summary>When the last transaction had its turn.</summary>
    public long Begun { get; private set; }

    public int Deleted { get; private set; }
    public int Emptied { get; private set; }

    /// <param name="part">The deepest first.</param>
    public async Task Take(IReadOnlyList<UndoneComment> part, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        Begun = writing.Begun;
        await db.TakeTurn(ImportedKeys.Turn, ct);
        var now = clock.Now();
        using var statements = new Statements(db.Database.GetDbConnection())
            { Transaction = db.Database.CurrentTransaction!.GetDbTransaction() };
        var versions = Discussion.LockAll(statements, site.Id, [.. part.Select(x => (x.DiscussionId, 0)).Distinct().Order()], now)
            .ToDictionary(x => x.Id, x => x.Version);

        // Judge: with the discussions locked, nobody adds anything
        var ids = part.Select(x => x.Id).ToList();
        // Who they are by now: somebody may have proved it since.
        var here = await Here(ids, ct);
        var touched = await Touched(ids, ct);
        var answers = await Answers(ids, ct);
        var gone = new HashSet<Guid>();
        foreach (var one in part)
            if (!touched.Contains(one.Id) && answers[one.Id].All(gone.Contains)) gone.Add(one.Id);

        // Change
        Discussion.CountFewer(statements, site.Id,
            here.Where(x => x.IsPublished).GroupBy(x => x.DiscussionId).Select(x => (x.Key, x.Count())));
        await Empty([.. ids.Where(id => !gone.Contains(id))], versions, now, ct);
        var decisions = await Unhold(gone, ct);
        foreach (var level in part.Where(x => gone.Contains(x.Id)).GroupBy(x => x.Depth).OrderByDescending(x => x.Key))
            Deleted += await Delete(level.Select(x => x.Id).ToList(), ct);
        await Recount(part, gone, ct);
        await Unname([.. here.Select(x => x.AuthorId).Distinct()], [.. versions.Keys], ct);

        // The log's lock is taken last: its entries stay, and say that what they were about is gone.
        await Strike(decisions, statements, now, ct);
        await writing.Commit(ct);
        db.ChangeTracker.Clear();
    }

    /// <summary>
    /// Asks most of what <see cref="Take"/> asks, of a comment that isn't there. Whatever is asked for the first time is compiled then:
    /// here nobody waits for it.
    /// </summary>
    internal async Task AskOnce(CancellationToken ct)
    {
        List<Guid> none = [Guid.Empty];
        await Here(none, ct);
        await Touched(none, ct);
        await Answers(none, ct);
        await Unhold([.. none], ct);
        await Delete(none, ct);
        await Recount([new(Guid.Empty, Guid.Empty, ParentId: Guid.Empty, Depth: 1)], [], ct);
        await Unname(none, none, ct);
        strangers.Clear();
    }

    private Task<List<HereComment>> Here(List<Guid> ids, CancellationToken ct) => db.Comments
        .Where(x => x.SiteId == site.Id && ids.Contains(x.Id))
        .Select(x => new HereComment(x.DiscussionId, x.AuthorId, x.WithdrawnAt == null && x.RemovedAt == null)).ToListAsync(ct);

    private sealed record HereComment(Guid DiscussionId, Guid AuthorId, bool IsPublished);

    private async Task<ILookup<Guid, Guid>> Answers(List<Guid> ids, CancellationToken ct) => (await db.Comments
        .Where(x => x.SiteId == site.Id && x.ParentId != null && ids.Contains(x.ParentId.Value))
        .Select(x => new { x.Id, ParentId = x.ParentId!.Value }).ToListAsync(ct)).ToLookup(x => x.ParentId, x => x.Id);

    private Task<int> Delete(List<Guid> ids, CancellationToken ct) =>
        db.Comments.Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).ExecuteDeleteAsync(ct);

    // By readers or moderators; that it was held when it came was the import's own doing.
    private async Task<HashSet<Guid>> Touched(List<Guid> ids, CancellationToken ct)
    {
        var touched = new HashSet<Guid>();
        await Ask(db.Votes.Where(x => x.SiteId == site.Id).Select(x => x.CommentId));
        await Ask(db.Reports.Where(x => x.SiteId == site.Id).Select(x => x.CommentId));
        await Ask(db.Notices.Where(x => x.SiteId == site.Id).Select(x => x.CommentId));
        await Ask(db.CommentRevisions.Where(x => x.SiteId == site.Id).Select(x => x.CommentId));
        await Ask(db.Ledger.Where(x => x.SiteId == site.Id).Select(x => x.SubjectId));
        touched.UnionWith(await db.Decisions.Where(x => x.SiteId == site.Id && x.CommentId != null && ids.Contains(x.CommentId.Value)
            && (x.Kind != DecisionKind.Hold || x.ReversedAt != null)).Select(x => x.CommentId!.Value).ToListAsync(ct));
        touched.UnionWith(await db.Cases.Where(x => x.SiteId == site.Id && ids.Contains(x.CommentId) && x.Kind != CaseKind.Held
            && x.Kind != CaseKind.Overdue).Select(x => x.CommentId).ToListAsync(ct));
        return touched;

        // What was just imported nobody has touched: a table that has nothing is not asked about each comment.
        async Task Ask(IQueryable<Guid> all)
        {
            if (await all.AnyAsync(ct)) touched.UnionWith(await all.Where(id => ids.Contains(id)).ToListAsync(ct));
        }
    }

    private async Task Empty(List<Guid> staying, Dictionary<Guid, long> versions, DateTimeOffset now, CancellationToken ct)
    {
        if (staying.Count == 0) return;
        var nobody = await people.Nobody(ct);
        foreach (var comment in await db.Comments.Where(x => x.SiteId == site.Id && staying.Contains(x.Id)).ToListAsync(ct))
        {
            await erasure.Of(comment, now);
            comment.GoWithImport(nobody, now);
            comment.ChangedWith(versions[comment.DiscussionId]);
            Emptied++;
        }
        await db.SaveChangesAsync(ct);
    }

    // Who got back what an import had brought has no name where nothing of theirs stands any more; everybody else goes with their row.
    private async Task Unname(List<Guid> authors, List<Guid> discussions, CancellationToken ct)
    {
        authors.RemoveAll(strangers.Contains);
        if (authors.Count == 0) return;
        var known = await db.Readers.Where(x => x.SiteId == site.Id && authors.Contains(x.Id) && x.Kind != ReaderKind.Imported)
            .Select(x => x.Id).ToListAsync(ct);
        strangers.UnionWith(authors.Except(known));
        foreach (var one in known)
            await db.Speakers.Where(x => x.SiteId == site.Id && x.ReaderId == one && discussions.Contains(x.DiscussionId)
                && !db.Comments.Any(y => y.SiteId == x.SiteId && y.AuthorId == x.ReaderId && y.DiscussionId == x.DiscussionId))
                .ExecuteDeleteAsync(ct);
    }

    internal async Task<List<Decision>> Unhold(HashSet<Guid> gone, CancellationToken ct)
    {
        var decisions = await db.Decisions.AsNoTracking().Where(x => x.SiteId == site.Id && x.CommentId != null
            && gone.Contains(x.CommentId.Value)).ToListAsync(ct);
        // Here and not there, where in their order all that were ever made would be gone through.
        decisions.Sort((a, b) => a.Id.CompareTo(b.Id));
        if (decisions.Count == 0) return [];
        await db.Cases.Where(x => x.SiteId == site.Id && gone.Contains(x.CommentId)).ExecuteDeleteAsync(ct);
        var ids = decisions.ConvertAll(x => x.Id);
        await db.Decisions.Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).ExecuteDeleteAsync(ct);
        return decisions;
    }

    internal async Task Strike(List<Decision> decisions, Statements statements, DateTimeOffset now, CancellationToken ct)
    {
        if (decisions.Count == 0) return;
        await db.Append(decisions.ConvertAll(x => x.InLog(LogAction.Deleted, "", null)), now, statements);
        await db.DestroySalts(site.Id, decisions.ConvertAll(x => x.Id), ct);
    }

    // The answers of what stays; and above what isn't shown any more since its last answer has gone, once more.
    private async Task Recount(IReadOnlyList<UndoneComment> part, HashSet<Guid> gone, CancellationToken ct)
    {
        var levels = new SortedDictionary<int, HashSet<Guid>>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
        foreach (var one in part)
            if (one.ParentId is { } parent && !gone.Contains(parent)) Add(one.Depth - 1, parent);
        for (var next = levels.FirstOrDefault(); next.Value is { } ids; next = levels.FirstOrDefault())
        {
            levels.Remove(next.Key);
            await db.Comments.Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).ExecuteUpdateAsync(set => set.SetProperty(
                x => x.ReplyCount, x => db.Comments.Count(y => y.SiteId == x.SiteId && y.ParentId == x.Id
                    && (y.WithdrawnAt == null || y.ReplyCount > 0))), ct);
            // Asked only for those that have a parent, SQLite would go through all that have one.
            foreach (var above in await db.Comments.Where(x => x.SiteId == site.Id && ids.Contains(x.Id) && x.WithdrawnAt != null
                && x.ReplyCount == 0).Select(x => x.ParentId).ToListAsync(ct))
                if (above is { } parent) Add(next.Key - 1, parent);
        }

        void Add(int depth, Guid id)
        {
            if (!levels.TryGetValue(depth, out var level)) levels[depth] = level = [];
            level.Add(id);
        }
    }
}
