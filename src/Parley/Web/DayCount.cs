using Microsoft.Extensions.Caching.Memory;

namespace Parley.Web;

/// <summary>
/// How often something was done today by somebody, for bounds that hold for a day. Counted in memory of a fixed size: where there is more
/// to count than room, what was counted longest ago is forgotten first.
/// </summary>
public sealed class DayCount(Pace pace, TimeProvider clock) : IDisposable
{
    /// <summary>About 15 MB when all of it is taken.</summary>
    private const int MostCounted = 60_000;

    private readonly Lock counting = new();
    private readonly MemoryCache counts = new(new MemoryCacheOptions { SizeLimit = MostCounted });

    /// <summary>Counts one more, unless there were as many today already; always true where no pace is watched.</summary>
    public bool Allows(string what, string who, int most)
    {
        if (pace.IsOff) return true;
        var key = Key(what, who);
        lock (counting)
        {
            var before = counts.Get<int>(key);
            if (before >= most) return false;
            Set(key, before + 1);
            return true;
        }
    }

    /// <summary>Counts each one once, however often they come back on that day.</summary>
    public bool AllowsOne(string what, string who, Guid one, int most)
    {
        lock (counting)
        {
            if (!HasRoomFor(what, who, one, most)) return false;
            if (!counts.TryGetValue(Key(what, $"{who} {one}"), out _)) Allows(what, who, most);
            Set(Key(what, $"{who} {one}"), 1);
            return true;
        }
    }

    /// <summary>Whether <see cref="AllowsOne"/> would say yes; counts nothing.</summary>
    public bool HasRoomFor(string what, string who, Guid one, int most) =>
        pace.IsOff || counts.TryGetValue(Key(what, $"{who} {one}"), out _) || counts.Get<int>(Key(what, who)) < most;

    private (DateOnly, string, string) Key(string what, string who) => (DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), what, who);

    private void Set((DateOnly, string, string) key, int count) =>
        counts.Set(key, count, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromDays(1) });

    public void Dispose() => counts.Dispose();
}
