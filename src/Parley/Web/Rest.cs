namespace Parley.Web;

/// <summary>
/// Gives back the memory that starting or a busy hour left behind, once nothing has been rendered for a while: a small
/// newsroom's machine has other things to do. A page in memory is served without garbage, so readers don't notice.
/// </summary>
public sealed class Rest(Snapshots snapshots) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>It stops everybody for a moment, so that it is done after the start and then seldom.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        long? collectedAt = null;
        long before = -1, madeThen = -1;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var made = snapshots.EverMade;
            var isQuiet = made == before;
            before = made;
            if (!isQuiet || made == madeThen || (collectedAt is { } at && TimeProvider.System.GetElapsedTime(at) < Apart)) continue;
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            (collectedAt, madeThen) = (TimeProvider.System.GetTimestamp(), made);
        }
    }
}
