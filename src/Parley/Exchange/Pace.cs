using System.Diagnostics;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// How much an import or its undoing does in one transaction while a server runs beside it, and what it leaves to that server after each:
/// whoever posts waits for the one that is going on.
/// </summary>
public sealed class Pace(Database db)
{
    /// <summary>Longer than a server that waits for its turn lies between two questions at first.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    /// <summary>Of a transaction: readers don't notice it.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5);

    /// <summary>So many cost little more than one; and what the first ones cost says nothing, since the program has just begun.</summary>
    private const int Fewest = 20;

    private int most = Fewest;

    /// <summary>As long as the transaction was: half of the time belongs to those who write.</summary>
    internal static TimeSpan After(TimeSpan transaction) => transaction > Least ? transaction : Least;

    /// <summary>How many go into the next transaction beside a server, when this one of so many took so long.</summary>
    internal static int Next(int count, TimeSpan took) => Math.Max(Fewest, (int)Math.Clamp(count * (Short / took), count / 2, count * 2));

    /// <param name="many">As many as there are where nobody waits.</param>
    public int Of(int many) => db.IsServed ? Math.Min(most, many) : many;

    /// <param name="begun">When the transaction was begun.</param>
    /// <param name="count">How many went into it; 0 where that is not for <see cref="Of"/> to say.</param>
    public async Task Since(long begun, int count, CancellationToken ct)
    {
        if (!db.IsServed) return;
        var took = Stopwatch.GetElapsedTime(begun);
        if (count > 0) most = Next(count, took);
        await Task.Delay(After(took), ct);
    }
}
