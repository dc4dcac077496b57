using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Reputation;

/// <summary>What a count came to.</summary>
/// <param name="Entries">Lines of the ledger in force.</param>
/// <param name="Changed">Readers whose standing is another than before.</param>
public sealed record LedgerCount(int Entries, int Readers, int Changed, long Milliseconds);

/// <summary>Counts the whole ledger. Whoever counts it, whenever, gets the same: standing is kept nowhere else.</summary>
public sealed class Counting(Database db, CurrentSite site, RulesInForce rules, TimeProvider clock)
{
    /// <summary>A rank may be so much late: nobody notices, and no page is made anew for it.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    /// <summary>Ids in one statement.</summary>
    private const int MostAtOnce = 500;

    private static readonly Guid Turn = new("00000000-0000-7000-8000-000000000002");

    // One count at a time, from reading to writing, or an older one could overwrite a newer.
    private static readonly SemaphoreSlim One = new(1);

    /// <summary>Whether it is time, and no other node has begun.</summary>
    public async Task<bool> IsDue(CancellationToken ct)
    {
        var now = clock.Now();
        // A count in the future was made by a clock that has been set back since.
        var taken = await db.StandingCounts.Where(x => x.SiteId == site.Id && (x.CountedAt <= now - Apart || x.CountedAt > now + Apart))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.CountedAt, now), ct);
        return taken > 0 || !await db.StandingCounts.AnyAsync(x => x.SiteId == site.Id, ct);
    }

    public async Task<LedgerCount> Count(CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await One.WaitAsync(ct);
        try
        {
            // Load
            var now = clock.Now();
            var tally = new Tally(now);
            // Asked for apart, since reading an id costs more than counting it: a comment is by its reader,
            // and for the rest nobody asks where.
            var ledger = db.Ledger.InForce(site.Id);
            await foreach (var said in ledger.Where(x => x.Deed == Deed.Comment).Select(x => new { x.ReaderId, x.Within, x.At })
                    .AsAsyncEnumerable().WithCancellation(ct))
                tally.Add(new(Deed.Comment, said.ReaderId, said.ReaderId, said.Within, said.At));
            await foreach (var other in ledger.Where(x => x.Deed != Deed.Comment).Select(x => new { x.Deed, x.ById, x.ReaderId, x.At })
                    .AsAsyncEnumerable().WithCancellation(ct))
                tally.Add(new(other.Deed, other.ById, other.ReaderId, default, other.At));
            var staff = await db.Readers.Staff(site.Id).Select(x => x.Id).ToHashSetAsync(ct);
            var measures = tally.Count(staff);

            // Change and save
            var changed = await Write(measures, now, ct);
            return new(tally.Facts, measures.Count, changed, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        finally
        {
            One.Release();
        }
    }

    private async Task<int> Write(IReadOnlyDictionary<Guid, Measures> measures, DateTimeOffset now, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        await db.TakeTurn(Turn, ct);
        var standings = await db.Standings.Where(x => x.SiteId == site.Id).ToDictionaryAsync(x => x.ReaderId, ct);
        var changed = 0;
        foreach (var id in standings.Keys.Union(measures.Keys))
        {
            var has = measures.GetValueOrDefault(id, Measures.None);
            if (!standings.TryGetValue(id, out var standing) && has != Measures.None) db.Standings.Add(standing = Standing.Of(site.Id, id));
            if (standing is null || standing.Measures == has) continue;
            standing.Become(has);
            changed++;
        }
        if (await db.StandingCounts.FirstOrDefaultAsync(x => x.SiteId == site.Id, ct) is { } count) count.Again(now);
        else db.StandingCounts.Add(StandingCount.Of(site.Id, now));
        await db.SaveChangesAsync(ct);
        await KeepNames(measures, now, ct);
        await writing.Commit(ct);
        db.ChangeTracker.Clear();
        return changed;
    }

    // A name that has come to mean something is its reader's on the whole site, also while the rank is lost again.
    private async Task KeepNames(IReadOnlyDictionary<Guid, Measures> measures, DateTimeOffset now, CancellationToken ct)
    {
        var ranked = measures.Where(x => rules.Current.RankOf(x.Value) >= 0).Select(x => x.Key);
        foreach (var some in ranked.Chunk(MostAtOnce))
            await db.Readers.Where(x => x.SiteId == site.Id && some.Contains(x.Id) && x.NameKeptAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.NameKeptAt, now), ct);
    }
}

/// <summary>Counts now and then: what happened since is counted, what is long ago is forgotten.</summary>
public sealed class CountingRounds(IServiceScopeFactory scopes, ILogger<CountingRounds> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                using var scope = scopes.CreateScope();
                var counting = scope.ServiceProvider.GetRequiredService<Counting>();
                if (await counting.IsDue(stoppingToken)) await counting.Count(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("Standing could not be counted, trying again later: {Reason}", error.Message);
            }
        }
    }
}
