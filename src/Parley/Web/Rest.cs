namespace Parley.Web;

/// <summary>
/// Gives back the memory that starting or a busy hour left behind, once nothing has been rendered for a while: a small
/// newsroom's machine has other things to do. A page in memory is served without garbage, so readers don't notice.
/// </summary>
public sealed class Rest(Snapshots snapshots) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Pages made since the last time that are worth a collection.</summary>
    private const int Worthwhile = 1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        long collectedAt = -1, before = -1;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var made = snapshots.EverMade;
            if (made == before && made - collectedAt >= Worthwhile)
            {
                GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                collectedAt = made;
            }
            before = made;
        }
    }
}
