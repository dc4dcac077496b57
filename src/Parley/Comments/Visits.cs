using Parley.Data;

namespace Parley.Comments;

/// <summary>Who looked at which discussion.</summary>
public readonly record struct Look(int SiteId, Guid ReaderId, Guid DiscussionId);

/// <summary>
/// The looks of the last half minute, in memory: everybody who reads sends one, and none is worth a commit of its own. What is not written
/// yet when the machine fails is forgotten; then some comments are called new once more.
/// </summary>
public sealed class Visits(WriteQueue queue, ILogger<Visits> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30);

    /// <summary>In one turn of the queue, so that nobody who writes waits long behind them.</summary>
    private const int AtOnce = 250;

    /// <summary>Some 15 MB. While the database can't be written, who comes after these is not noted.</summary>
    private const int Most = 100_000;

    private readonly Lock noting = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly Dictionary<Look, (DateTimeOffset First, DateTimeOffset Last)> looks = [];

    public async Task Note(Look look, DateTimeOffset now, CancellationToken ct)
    {
        await EndVisit(look, now, ct);
        lock (noting)
        {
            if (looks.TryGetValue(look, out var before)) looks[look] = (before.First, now > before.Last ? now : before.Last);
            else if (looks.Count < Most) looks.Add(look, (now, now));
        }
    }

    /// <summary>When a look that is not written yet began; null where all are.</summary>
    public async Task<DateTimeOffset?> Began(Look look, DateTimeOffset now, CancellationToken ct)
    {
        await EndVisit(look, now, ct);
        lock (noting) return looks.TryGetValue(look, out var times) ? times.First : null;
    }

    // What waited so long that a new visit begins, since the database could not be written: two visits would be one.
    private async Task EndVisit(Look look, DateTimeOffset now, CancellationToken ct)
    {
        bool isOver;
        lock (noting) isOver = looks.TryGetValue(look, out var before) && now - before.Last > Visit.Quiet;
        if (isOver) await Write(ct);
    }

    /// <summary>Writes what has been noted so far. Of several who ask at once each finds it written, and one has done it.</summary>
    public async Task Write(CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            await WriteAll(ct);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task WriteAll(CancellationToken ct)
    {
        foreach (var some in Noted().Chunk(AtOnce))
        {
            await queue.Run(Guid.Empty, turn =>
            {
                foreach (var (look, (first, last)) in some)
                {
                    turn.Statements.Note(look, first);
                    if (last > first) turn.Statements.Note(look, last);
                }
                return Task.FromResult(true);
            }, ct);
            Forget(some);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await Try(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(cancellationToken);
    }

    public override void Dispose()
    {
        writing.Dispose();
        base.Dispose();
    }

    private async Task Try(CancellationToken ct)
    {
        try
        {
            await Write(ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning("Visits could not be written, trying again later: {Reason}", error.Message);
        }
    }

    // In the order of their keys: who writes rows in the same order never waits for another who waits for them.
    private List<KeyValuePair<Look, (DateTimeOffset First, DateTimeOffset Last)>> Noted()
    {
        lock (noting) return [.. looks.OrderBy(x => x.Key.ReaderId).ThenBy(x => x.Key.DiscussionId)];
    }

    // Whoever looked again meanwhile has begun a look that is not written.
    private void Forget(IEnumerable<KeyValuePair<Look, (DateTimeOffset First, DateTimeOffset Last)>> written)
    {
        lock (noting)
        {
            foreach (var (look, times) in written)
            {
                if (looks[look] == times) looks.Remove(look);
                else looks[look] = (looks[look].Last, looks[look].Last);
            }
        }
    }
}
