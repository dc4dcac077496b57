using Microsoft.Data.Sqlite;

namespace Parley.Data;

/// <summary>
/// Words that were taken back are gone from the disk too. SQLite writes zeros over them in the database itself (<c>secure_delete</c>, in
/// the index of the search as well), but the log beside it holds the pages as they were until it is copied into the database and cut off.
/// That is done here, some seconds after. PostgreSQL does the like by itself (autovacuum, and its log has an end).
/// </summary>
public sealed class Forgetting(IConfiguration settings, ILogger<Forgetting> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    // A program that was killed may have left a log behind.
    private volatile bool isDue = true;

    /// <summary>Called when something that shall leave no trace has been committed.</summary>
    public void Soon() => isDue = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Setup.SqliteOf(settings) is not { } connection) return;
        using var timer = new PeriodicTimer(Round);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!isDue) continue;
            isDue = false;
            // Somebody reads what was there before: the next round finds them gone.
            if (!await CutLog(connection, stoppingToken)) isDue = true;
        }
    }

    private async Task<bool> CutLog(string connection, CancellationToken ct)
    {
        var turn = SqliteDatabase.TurnOf(connection);
        if (!await turn.WaitAsync(WriteQueue.Patience, ct)) return false;
        try
        {
            using var open = SqliteDatabase.Open(connection);
            using var command = open.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            return command.ExecuteScalar() is 0L;
        }
        catch (SqliteException error)
        {
            log.LogWarning("The log of the database could not be cut off yet: {Reason}", error.Message);
            return false;
        }
        finally
        {
            turn.Release();
        }
    }
}
