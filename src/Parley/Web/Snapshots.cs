using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;

namespace Parley.Web;

/// <summary>What a snapshot is of.</summary>
public readonly record struct SnapshotKey(string Kind, int SiteId, string Address, string Sort = "", string Cursor = "", int Limit = 0)
{
    /// <summary>Where the page has not the site's.</summary>
    public string Language { get; init; } = "";

    /// <summary>In bytes, about.</summary>
    internal int Length => 2 * (Kind.Length + Address.Length + Sort.Length + Cursor.Length + Language.Length);
}

/// <summary>A snapshot with the version of its subject that was current when its making began.</summary>
public sealed record Made(Snapshot Snapshot, Guid Subject, long Version)
{
    /// <summary>
    /// One of very many that hardly anybody reads twice: gives way first when memory is full, so that a crawl pushes out no front page.
    /// </summary>
    public bool IsRare { get; init; }

    /// <summary>How often everything had been cleared when its making began.</summary>
    internal long Clearing { get; init; }

    /// <summary>
    /// How often pages of this key may be made just now; a page that changes all the time is made at most four times a second.
    /// </summary>
    internal Pressure Pressure { get; init; } = new();
}

/// <summary>
/// The pages in memory. A page is made once per version by the first reader who misses it; the others wait for that one.
/// </summary>
public sealed class Snapshots(TimeProvider clock, IConfiguration settings) : IDisposable
{
    /// <summary>Stands among the subjects for what is made of stories, texts and settings alone.</summary>
    public static readonly Guid Stories = new("00000000-0000-7000-8000-000000000003");

    private readonly MemoryCache pages = new(new MemoryCacheOptions
    {
        // Bytes of pages with their keys.
        TrackStatistics = true, SizeLimit = settings.GetValue("Parley:SnapshotBytes", 64L * 1024 * 1024),
    });

    /// <summary>What the cache, the two strings of an entry tag and the bookkeeping of one entry take, in bytes.</summary>
    private const int Overhead = 1024;

    private readonly ConcurrentDictionary<SnapshotKey, Lazy<Task<Made?>>> making = new();
    private readonly ConcurrentDictionary<Guid, long> latest = new();
    private long everMade;
    private long clearings;

    /// <summary>
    /// The page for a key, from memory if it is still true, or so busy that it need not be for the blink of an eye. Null when
    /// <paramref name="make"/> finds nothing there.
    /// </summary>
    /// <param name="atOnce">The reader knows of the last change, since it was theirs, and gets nothing older.</param>
    public ValueTask<Snapshot?> Get(SnapshotKey key, Func<SnapshotKey, Task<Made?>> make, bool atOnce = false)
    {
        if (!pages.TryGetValue(key, out Made? made)) return new(Make(key, make));
        if (IsTrue(made!)) return new(made!.Snapshot);
        if (!atOnce && IsCurrent(made!) && !made!.Pressure.Allows()) return new(made.Snapshot);
        return new(Make(key, make, made!.Pressure));
    }

    /// <summary>The page for a key if it is in memory and still true.</summary>
    public Snapshot? InMemory(SnapshotKey key) => pages.TryGetValue(key, out Made? made) && IsTrue(made!) ? made!.Snapshot : null;

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

    /// <summary>Bytes that the pages in memory take with their keys.</summary>
    public long Held => pages.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    public long Latest(Guid subject) => latest.GetValueOrDefault(subject);

    private bool IsTrue(Made made) => made.Version >= latest.GetValueOrDefault(made.Subject) && IsCurrent(made);

    // But for changes of its subject.
    private bool IsCurrent(Made made) =>
        made.Clearing == Interlocked.Read(ref clearings)
            && (made.Snapshot.TrueUntil == default || clock.GetUtcNow() < made.Snapshot.TrueUntil);

    private async Task<Snapshot?> Make(SnapshotKey key, Func<SnapshotKey, Task<Made?>> make, Pressure? pressure = null)
    {
        var joined = 0;
        while (true)
        {
            var mine = new Lazy<Task<Made?>>(() => MakeAndKeep(key, make, pressure ?? new()));
            var one = making.GetOrAdd(key, mine);
            var made = await one.Value;
            if (made is null) return null;
            // The first rendering that one joins may have begun before one came; the second has not, and is good enough.
            if (ReferenceEquals(one, mine) || IsTrue(made) || ++joined > 1) return made.Snapshot;
        }
    }

    // Kept before it leaves the list of what is being made, so that nobody in between finds it in neither.
    private async Task<Made?> MakeAndKeep(SnapshotKey key, Func<SnapshotKey, Task<Made?>> make, Pressure pressure)
    {
        try
        {
            var clearing = Interlocked.Read(ref clearings);
            if (await make(key) is not { } found) return null;
            var made = found with { Clearing = clearing, Pressure = pressure };
            Interlocked.Increment(ref everMade);
            // The compressed forms, made when they are first asked for, add about a quarter.
            return pages.Set(key, made, new MemoryCacheEntryOptions
            {
                Size = (made.Snapshot.Length * 5 / 4) + key.Length + Overhead, SlidingExpiration = TimeSpan.FromHours(6),
                Priority = made.IsRare ? CacheItemPriority.Low : CacheItemPriority.Normal,
            });
        }
        finally
        {
            making.TryRemove(key, out _);
        }
    }

    public void Dispose() => pages.Dispose();
}
