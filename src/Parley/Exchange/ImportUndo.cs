using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Moderation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <param name="Comments">Gone without a trace.</param>
/// <param name="PlaceHolders">Gone too, but for their place: readers have answered, voted or reported there.</param>
public sealed record UndoneImport(int Import, int Comments, int PlaceHolders, int Discussions, int Articles, int Readers);

/// <summary>
/// Takes one import away: its comments, then the pages and people that nobody else has to do with. What was here before, what other
/// imports brought and what readers added stays. Broken off, it goes on when it is asked for again.
/// </summary>
public sealed class ImportUndo(
    Database db, CurrentSite site, Imports imports, UndoneComments comments, UndoneWhole whole, UndonePages pages, Pace pace,
    TimeProvider clock)
{
    /// <summary>Comments of a transaction, as of an import; beside a server they are fewer.</summary>
    private const int Few = 1000, Many = 5000, Long = 50_000;

    /// <summary>Each time that so many are gone, it is said.</summary>
    private const int Stage = 20_000;

    public async Task<UndoneImport> Undo(int number, CancellationToken ct)
    {
        await using var alone = await imports.Alone(ct);
        if (number == Import.Whole)
            throw new SetupException("A site that came whole is all there is: to be rid of it, begin with another database.");
        var import = await db.Imports.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Number == number, ct)
            ?? throw new SetupException($"There is no import {number} here.");
        if (import.UndoneAt is not null) throw new SetupException($"Import {number} has been taken back already; nothing was changed.");

        await using var kept = await db.ExpectMuch(ct);
        var counts = await db.Comments.Where(x => x.SiteId == site.Id && x.ImportNumber == number).GroupBy(x => x.DiscussionId)
            .Select(x => new { x.Key, Count = x.Count() }).ToListAsync(ct);
        var all = counts.Sum(x => x.Count);
        var isWhole = all >= Few && await whole.TryTake(number, counts.ConvertAll(x => x.Key), all, ct);
        if (!isWhole) await OneByOne(number, counts.ConvertAll(x => (x.Key, x.Count)), all, ct);
        var (articles, discussions) = (await pages.Articles(number, ct), await pages.Discussions(number, ct));
        var readers = await pages.Readers(number, ct);

        await using var writing = await db.BeginWrite(ct);
        var now = clock.Now();
        await db.Imports.Where(x => x.SiteId == site.Id && x.Number == number)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.UndoneAt, now), ct);
        await db.InsightDays.CountAnew(site.Id, ct);
        await writing.Commit(ct);
        return new(number, isWhole ? all : comments.Deleted, comments.Emptied, discussions, articles, readers);
    }

    private async Task OneByOne(int number, List<(Guid Discussion, int Count)> counts, int all, CancellationToken ct)
    {
        await db.ForgetWords(site.Id, number, all, ct);
        if (all >= Few) await db.LookAnew(ct);
        if (db.IsServed) await comments.AskOnce(ct);
        var (some, held) = (new List<Guid>(), 0);
        // In the order in which they came, so that what lies together goes together: their ids are in none.
        var order = await db.Discussions.Where(x => x.SiteId == site.Id && x.ImportNumber == number).Select(x => new { x.Id, x.Sequence })
            .ToDictionaryAsync(x => x.Id, x => x.Sequence, ct);
        foreach (var discussion in counts.OrderBy(x => order.GetValueOrDefault(x.Discussion)))
        {
            some.Add(discussion.Discussion);
            held += discussion.Count;
            if (held < Few || (held < Many && all >= Long && !db.IsServed)) continue;
            await Of(some, number, ct);
            (some, held) = ([], 0);
        }
        if (some.Count > 0) await Of(some, number, ct);
    }

    // The deepest first: while an answer is there, what it answers can't go.
    private async Task Of(List<Guid> discussions, int number, CancellationToken ct)
    {
        var all = (await db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && x.ImportNumber == number
            && discussions.Contains(x.DiscussionId))
            .Select(x => new UndoneComment(x.Id, x.DiscussionId, x.ParentId, x.Depth)).ToListAsync(ct)).OrderByDescending(x => x.Depth)
            .ToList();
        for (var (at, count) = (0, 0); at < all.Count; at += count)
        {
            count = Math.Min(pace.Of(all.Count >= Many ? Many : Few), all.Count - at);
            await comments.Take(all.GetRange(at, count), ct);
            await pace.Since(comments.Begun, count, ct);
            if (comments.Deleted / Stage > (comments.Deleted - count) / Stage)
                await Console.Error.WriteLineAsync($"{comments.Deleted} comments are gone.");
        }
    }
}
