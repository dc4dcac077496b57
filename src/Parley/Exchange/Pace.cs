using System.Diagnostics;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// How much an import or its undoing does in one transaction while a server runs beside it, and what it leaves to that server after each:
/// whoever posts waits for the one that is going on.
/// </summary>
public sealed class Pace(Database db)
{
    /// <summary>The shortest pause: a server that asks again and again for its turn asks at least once in it.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a transaction should take: readers don't notice it.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(3.5);

    /// <summary>
    /// So many cost little more than one; and however cheap those of now are, since they are here already, the next may be dear.
    /// </summary>
    private const int Fewest = 20, Most = 250;

    private int most = Fewest;

    /// <summary>As long as the transaction was: at least half of the time belongs to those who write.</summary>
    internal static TimeSpan After(TimeSpan transaction) => transaction > Least ? transaction : Least;

    /// <summary>How many go into the next transaction beside a server.</summary>
    /// <param name="most">How many might have gone into this one.</param>
    /// <param name="count">How many did: a remainder that was quick says nothing.</param>
    internal static int Next(int most, int count, TimeSpan took)
    {
        if (count < most && took <= Short) return most;
        return (int)Math.Clamp(count * (Short / took), Fewest, Math.Min(Most, most * 2));
    }

    /// <param name="many">As many as there are where nobody waits.</param>
    public int Of(int many) => db.IsServed ? Math.Min(most, many) : many;

    /// <param name="begun">When the transaction had its turn.</param>
    /// <param name="count">How many went into it; 0 where that is not for <see cref="Of"/> to say.</param>
    public async Task Since(long begun, int count, CancellationToken ct)
    {
        if (!db.IsServed) return;
        var took = Stopwatch.GetElapsedTime(begun);
        if (count > 0) most = Next(most, count, took);
        await Task.Delay(After(took), ct);
    }
}
