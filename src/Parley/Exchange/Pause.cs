using System.Diagnostics;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>What an import or its undoing leaves to a server beside it, after each of its transactions.</summary>
public sealed class Pause(Database db)
{
    /// <summary>Longer than a server that waits for its turn lies between two questions at first.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    /// <summary>As long as the transaction was: half of the time belongs to those who write.</summary>
    internal static TimeSpan After(TimeSpan transaction) => transaction > Least ? transaction : Least;

    /// <param name="begun">When the transaction was begun.</param>
    public Task Since(long begun, CancellationToken ct) =>
        db.IsServed ? Task.Delay(After(Stopwatch.GetElapsedTime(begun)), ct) : Task.CompletedTask;
}
