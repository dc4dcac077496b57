using System.Data;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Conduct;

/// <summary>
/// Counts what the coach's hints come to. What was counted in the last seconds is in memory: nobody waits for a count, and none is worth a
/// commit of its own. Who was told what is noted nowhere.
/// </summary>
public sealed class CoachTally(WriteQueue queue, CurrentSite site, TimeProvider clock, ILogger<CoachTally> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    private static readonly Statement Add = new("""
        INSERT INTO coach_counts ("SiteId", "Day", "Shown", "Changed", "Kept") VALUES (@site, @day, @shown, @changed, @kept)
        ON CONFLICT ("SiteId", "Day") DO UPDATE SET "Shown" = coach_counts."Shown" + @shown, "Changed" = coach_counts."Changed" + @changed,
          "Kept" = coach_counts."Kept" + @kept
        """, ("site", DbType.Int32), ("day", DbType.Date), ("shown", DbType.Int32), ("changed", DbType.Int32), ("kept", DbType.Int32));

    private readonly Lock noting = new();
    private SortedDictionary<DateOnly, HintCounts> noted = [];

    /// <summary>A form has got its first hint.</summary>
    public void Shown() => Note(Today, new(1, 0, 0));

    /// <summary>A draft that had got a hint was posted.</summary>
    /// <param name="still">Whether its words would get one again.</param>
    public void Posted(bool still) => Note(Today, new(0, still ? 0 : 1, still ? 1 : 0));

    private DateOnly Today => clock.Now().DayIn(site.Zone);

    private void Note(DateOnly day, HintCounts more)
    {
        lock (noting) noted[day] = noted.GetValueOrDefault(day) + more;
    }

    /// <summary>Writes what has been counted so far; what can't be written now is written with the next.</summary>
    public async Task Write(CancellationToken ct)
    {
        SortedDictionary<DateOnly, HintCounts> some;
        lock (noting)
        {
            if (noted.Count == 0) return;
            (some, noted) = (noted, []);
        }
        try
        {
            await queue.Run(Guid.Empty, turn =>
            {
                foreach (var (day, more) in some) turn.Statements.Execute(Add, site.Id, day, more.Shown, more.Changed, more.Kept);
                return Task.FromResult(true);
            }, ct);
        }
        catch
        {
            foreach (var (day, more) in some) Note(day, more);
            throw;
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

    private async Task Try(CancellationToken ct)
    {
        try
        {
            await Write(ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning("Hints could not be counted, trying again later: {Reason}", error.Message);
        }
    }
}
