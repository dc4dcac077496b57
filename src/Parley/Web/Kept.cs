using Microsoft.Extensions.Caching.Memory;

namespace Parley.Web;

/// <summary>
/// What follows from a value alone and is dear to make, such as the HTML of a story: made once, kept while it is asked for, bounded.
/// Thread-safe; two who ask at the same moment may both make it.
/// </summary>
/// <param name="most">Of all sizes together.</param>
/// <param name="size">Of one value, in the unit of <paramref name="most"/>.</param>
/// <param name="make">Depends on nothing but what it gets.</param>
public sealed class Kept<TKey, T>(long most, Func<TKey, long> size, Func<TKey, T> make) where TKey : notnull
{
    /// <summary>What nobody asks for any more is given back.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(20);

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = most });

    public T Of(TKey key) => cache.TryGetValue(key, out T? known)
        ? known!
        : cache.Set(key, make(key), new MemoryCacheEntryOptions { Size = size(key), SlidingExpiration = Forgotten });
}
