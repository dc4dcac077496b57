using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace Parley.Web;

/// <summary>What a snapshot is of.</summary>
public readonly record struct SnapshotKey(string Kind, int SiteId, string Address, string Sort = "", string Cursor = "", int Limit = 0);

/// <summary>A snapshot with the version of its subject that was current when its making began.</summary>
public sealed record Made(Snapshot Snapshot, Guid Subject, long Version)
{
    /// <summary>How often everything had been cleared when its making began.</summary>
    internal long Clearing { get; init; }
}

/// <summary>
/// The pages in memory. A page is made once per version by the first reader who misses it; the others wait for that one.
/// </summary>
public sealed class Snapshots(TimeProvider clock, IConfiguration settings) : IDisposable
{
    private readonly MemoryCache pages = new(new MemoryCacheOptions
    {
        // Bytes of plain pages; the compressed forms add about a quarter.
        SizeLimit = settings.GetValue("Parley:SnapshotBytes", 64L * 1024 * 1024),
    });

    private readonly ConcurrentDictionary<SnapshotKey, Lazy<Task<Made?>>> making = new();
    private readonly ConcurrentDictionary<Guid, long> latest = new();
    private long everMade;
    private long clearings;

    /// <summary>The page for a key, from memory if it is still true. Null when <paramref name="make"/> finds nothing there.</summary>
    public ValueTask<Snapshot?> Get(SnapshotKey key, Func<SnapshotKey, Task<Made?>> make)
    {
        if (pages.TryGetValue(key, out Made? made) && IsTrue(made!)) return new(made!.Snapshot);
        return new(Make(key, make));
    }

    /// <summary>A subject has a new version; pages of older ones are no longer served.</summary>
    public void Changed(Guid subject, long version) =>
        latest.AddOrUpdate(subject, version, (_, known) => Math.Max(known, version));

    /// <summary>A subject without a version of its own (a list, a site's texts) has changed.</summary>
    public void Changed(Guid subject) => latest.AddOrUpdate(subject, 1, (_, known) => known + 1);

    /// <summary>Something that is on every page has changed.</summary>
    public void Clear()
    {
        // First: what is being made just now with what was there before must not be taken for true.
        Interlocked.Increment(ref clearings);
        pages.Clear();
    }

    /// <summary>How many pages have been made since the start.</summary>
    public long EverMade => Interlocked.Read(ref everMade);

    public long Latest(Guid subject) => latest.GetValueOrDefault(subject);

    private bool IsTrue(Made made) =>
        made.Clearing == Interlocked.Read(ref clearings) && made.Version >= latest.GetValueOrDefault(made.Subject)
        && (made.Snapshot.TrueUntil == default || clock.GetUtcNow() < made.Snapshot.TrueUntil);

    private async Task<Snapshot?> Make(SnapshotKey key, Func<SnapshotKey, Task<Made?>> make)
    {
        while (true)
        {
            var mine = new Lazy<Task<Made?>>(() => MakeAndKeep(key, make));
            var one = making.GetOrAdd(key, mine);
            var made = await one.Value;
            if (made is null) return null;
            // Whoever joined a rendering that began before the change they know of goes round once more.
            if (ReferenceEquals(one, mine) || IsTrue(made)) return made.Snapshot;
        }
    }

    // Kept before it leaves the list of what is being made, so that nobody in between finds it in neither.
    private async Task<Made?> MakeAndKeep(SnapshotKey key, Func<SnapshotKey, Task<Made?>> make)
    {
        try
        {
            var clearing = Interlocked.Read(ref clearings);
            if (await make(key) is not { } found) return null;
            var made = found with { Clearing = clearing };
            Interlocked.Increment(ref everMade);
            return pages.Set(key, made, new MemoryCacheEntryOptions { Size = made.Snapshot.Length + 512, SlidingExpiration = TimeSpan.FromHours(6) });
        }
        finally
        {
            making.TryRemove(key, out _);
        }
    }

    public void Dispose() => pages.Dispose();
}
