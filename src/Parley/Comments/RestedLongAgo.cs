using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Comments;

/// <summary>Forgets, once an hour, what has rested so long that its writer will not say it any more.</summary>
public sealed class RestedLongAgo(IServiceScopeFactory scopes, Forgetting forgetting, TimeProvider clock, ILogger<RestedLongAgo> log)
    : BackgroundService
{
    /// <summary>Days after its time. Nobody takes up a quarrel that is a month old, and what isn't kept can't be found.</summary>
    public const int Days = 30;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Hour, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("What has rested for long could not be forgotten yet: {Why}", error.Message);
            }
        }
    }

    public async Task Round(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var before = clock.Now().AddDays(-Days);
        foreach (var site in await db.Sites.Select(x => x.Id).ToListAsync(ct))
        {
            var old = db.RestingComments.Where(x => x.SiteId == site && x.RestsUntil < before);
            if (!await old.AnyAsync(ct)) continue;
            await using var writing = await db.BeginWrite(ct);
            await old.ExecuteDeleteAsync(ct);
            await writing.Commit(ct);
            forgetting.Soon();
        }
    }
}
