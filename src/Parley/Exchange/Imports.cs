using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Moderation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// The number of the import that goes on. It is given with the first thing that is stored, so that a run that changes nothing has none of
/// its own; one that was broken off keeps its number when it goes on.
/// </summary>
public sealed class Imports(Database db, CurrentSite site, TimeProvider clock)
{
    /// <summary>Whoever is about to take a number waits for the one before.</summary>
    private static readonly Guid Turn = new("00000000-0000-7000-8000-000000000021");

    private ImportSource? source;
    private int? number;

    /// <summary>The last import of this very file; 0 where there is none.</summary>
    public int Known { get; private set; }

    /// <summary>Whether something of this export may be here.</summary>
    public bool MayBeHere { get; private set; }

    /// <summary>
    /// Held from the beginning of an import, or of its undoing, to its end. Two at once would lock pages and people in two orders, and what
    /// is undone while it comes would never go.
    /// </summary>
    /// <exception cref="SetupException">Another is at work.</exception>
    public async Task<IAsyncDisposable> Alone(CancellationToken ct) => await db.TryAlone(site.Id, ct) ?? throw new SetupException(
        "Another import is under way here, or is being taken back. Try again when it is over; nothing was changed.");

    /// <summary>Called before anything is stored.</summary>
    public async Task Look(ImportSource of, CancellationToken ct)
    {
        source = of;
        var last = await db.Imports.AsNoTracking()
            .Where(x => x.SiteId == site.Id && x.FileHash == of.FileHash && x.Format == of.Format && x.UndoneAt == null)
            .OrderByDescending(x => x.Number).FirstOrDefaultAsync(ct);
        Known = last?.Number ?? 0;
        number = last is { EndedAt: null } ? last.Number : null;
        MayBeHere = await db.Imports.AnyAsync(x => x.SiteId == site.Id && x.Format == of.Format && x.Origin == of.Origin, ct);
    }

    /// <summary>Asks before the first transaction what is asked in it, so that it is compiled by then. Nothing is changed.</summary>
    internal async Task AskOnce(CancellationToken ct)
    {
        await Last(ct);
        await Brought(-1, 0, 0, 0, 0, ct);
    }

    /// <summary>In the transaction that stores the first of it.</summary>
    public async Task<int> Number(CancellationToken ct)
    {
        if (number is { } given) return given;
        await db.TakeTurn(Turn, ct);
        var next = (await Last(ct) ?? 0) + 1;
        db.Imports.Add(Import.Begin(site.Id, next, source!, clock.Now()));
        await db.SaveChangesAsync(ct);
        number = next;
        return next;
    }

    private Task<int?> Last(CancellationToken ct) =>
        db.Imports.Where(x => x.SiteId == site.Id).MaxAsync(x => (int?)x.Number, ct);

    /// <summary>In the transaction that stores them, so that what a run had brought that was killed is counted too.</summary>
    public Task Brought(int articles, int discussions, int comments, int held, CancellationToken ct) =>
        Brought(number!.Value, articles, discussions, comments, held, ct);

    private Task Brought(int of, int articles, int discussions, int comments, int held, CancellationToken ct) =>
        db.Imports.Where(x => x.SiteId == site.Id && x.Number == of).ExecuteUpdateAsync(set => set
            .SetProperty(x => x.Articles, x => x.Articles + articles).SetProperty(x => x.Discussions, x => x.Discussions + discussions)
            .SetProperty(x => x.Comments, x => x.Comments + comments).SetProperty(x => x.Held, x => x.Held + held), ct);

    /// <summary>After the last of it.</summary>
    /// <returns>The result with its number: that of this run, or of the one before that brought the file.</returns>
    public async Task<ImportResult> End(ImportResult result, CancellationToken ct)
    {
        if (number is not { } mine) return result with { Import = Known };
        await using var writing = await db.BeginWrite(ct);
        var import = await db.Imports.SingleAsync(x => x.SiteId == site.Id && x.Number == mine, ct);
        import.End(result, clock.Now());
        await db.SaveChangesAsync(ct);
        await db.InsightDays.CountAnew(site.Id, ct);
        await writing.Commit(ct);
        db.ChangeTracker.Clear();
        return result with { Import = mine };
    }
}
