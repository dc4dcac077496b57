using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Comments;

/// <summary>
/// Forgets, once an hour, with what requests were answered that nobody sends again. Whoever posts must not pay for it: a site has as many
/// of them as comments.
/// </summary>
public sealed class FirstAnswers(IServiceScopeFactory scopes, TimeProvider clock, ILogger<FirstAnswers> log) : BackgroundService
{
    /// <summary>Longer than any program keeps trying.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Others write in between.</summary>
    private const int AtOnce = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Hour, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Hours that pass at once, after a machine has slept, are one.
            await Task.Yield();
            try
            {
                while (await Forget(stoppingToken)) await Task.Yield();
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("What was answered long ago could not be forgotten yet: {Why}", error.Message);
            }
        }
    }

    /// <returns>There may be more.</returns>
    private async Task<bool> Forget(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var before = clock.Now() - Kept;
        var more = false;
        foreach (var site in await db.Sites.Select(x => x.Id).ToListAsync(ct))
        {
            var old = db.KeptAnswers.Where(x => x.SiteId == site && x.CreatedAt < before).OrderBy(x => x.CreatedAt);
            if (await old.Take(AtOnce).Select(x => x.CreatedAt).ToListAsync(ct) is not [.., var last] some) continue;
            more |= some.Count == AtOnce;
            await using var writing = await db.BeginWrite(ct);
            await db.KeptAnswers.Where(x => x.SiteId == site && x.CreatedAt <= last).ExecuteDeleteAsync(ct);
            await writing.Commit(ct);
        }
        return more;
    }
}
