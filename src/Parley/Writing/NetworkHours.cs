namespace Parley.Writing;

/// <summary>
/// How many comments of new readers came from a network within the hour. In memory, by hashes of this process, which nobody can turn back
/// into an address.
/// </summary>
public sealed class NetworkHours
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>More than new readers write in an hour anywhere.</summary>
    private const int MostKept = 10_000;

    private readonly Lock counting = new();
    private readonly Queue<(DateTimeOffset At, int Network)> order = new();
    private readonly Dictionary<int, int> counts = [];

    /// <returns>How many there were before.</returns>
    public int Count(string network, DateTimeOffset now)
    {
        // Seeded anew with each start.
        var hash = network.GetHashCode(StringComparison.Ordinal);
        lock (counting)
        {
            while (order.TryPeek(out var oldest) && (order.Count >= MostKept || oldest.At <= now - Hour))
                if (--counts[order.Dequeue().Network] == 0) counts.Remove(oldest.Network);
            order.Enqueue((now, hash));
            return (counts[hash] = counts.GetValueOrDefault(hash) + 1) - 1;
        }
    }
}
