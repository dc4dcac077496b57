using Microsoft.Extensions.Caching.Memory;

namespace Parley.Web;

/// <summary>
/// How often something was done today by somebody, for bounds that hold for a day. Counted in memory of a fixed size: where there is more to
/// count than room, what was counted longest ago is forgotten first.
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
        var key = (DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), what, who);
        lock (counting)
        {
            var before = counts.Get<int>(key);
            if (before >= most) return false;
            counts.Set(key, before + 1, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromDays(1) });
            return true;
        }
    }

    public void Dispose() => counts.Dispose();
}
