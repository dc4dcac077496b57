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

/// <summary>
/// An import that is taken back where nothing else was ever said, and before anybody has answered or decided anything: its comments go all
/// at once instead of row by row.
/// </summary>
public sealed class UndoneWhole(Database db, CurrentSite site, UndoneComments comments, TimeProvider clock)
{
    /// <param name="discussions">In which it has comments.</param>
    /// <param name="count">How many it has.</param>
    /// <returns>False where it is not so, or where others may be at work: nothing was changed.</returns>
    public async Task<bool> TryTake(int number, IReadOnlyCollection<Guid> discussions, int count, CancellationToken ct)
    {
        if (db.IsServed || !await IsAll(number, count, ct)) return false;
        var isTaken = await db.TryEmptyComments(async () =>
        {
            if (!await IsAll(number, count, ct) || !await IsUntouched(ct)) return false;
            var now = clock.Now();
            using var statements = new Statements(db.Database.GetDbConnection())
                { Transaction = db.Database.CurrentTransaction!.GetDbTransaction() };
            Discussion.LockAll(statements, site.Id, [.. discussions.Order().Select(x => (x, 0))], now);
            await db.Discussions.Where(x => x.SiteId == site.Id && discussions.Contains(x.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.CommentCount, 0), ct);
            var held = await db.Cases.Where(x => x.SiteId == site.Id).Select(x => x.CommentId).ToListAsync(ct);
            await comments.Strike(await comments.Unhold([.. held], ct), statements, now, ct);
            return true;
        }, ct);
        db.ChangeTracker.Clear();
        return isTaken;
    }

    private async Task<bool> IsAll(int number, int count, CancellationToken ct) => await db.Comments.CountAsync(ct) == count
        && await db.Comments.CountAsync(x => x.SiteId == site.Id && x.ImportNumber == number, ct) == count;

    // Nobody has voted, reported or decided anything, and nobody has come home. That it was held when it came was the import's own doing.
    private async Task<bool> IsUntouched(CancellationToken ct) =>
        !await db.Votes.AnyAsync(ct) && !await db.Ledger.AnyAsync(ct)
        && !await db.Cases.AnyAsync(x => x.Kind != CaseKind.Held && x.Kind != CaseKind.Overdue, ct)
        && !await db.Decisions.AnyAsync(x => x.CommentId != null && (x.Kind != DecisionKind.Hold || x.ReversedAt != null), ct)
        && !await db.Readers.AnyAsync(x => x.SiteId == site.Id && x.Kind != ReaderKind.Imported
            && db.Comments.Any(y => y.SiteId == x.SiteId && y.AuthorId == x.Id), ct);
}
