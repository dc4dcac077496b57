using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// Signs what the log has come to. There is one checkpoint for a size: whoever comes second with another finds the first.
/// </summary>
public sealed class LogSigning(Database db, PublicLog log, CurrentSite site, TimeProvider clock, ILogger<LogSigning> trouble)
{
    /// <returns>Whether there was something new to sign.</returns>
    public async Task<bool> Sign(CancellationToken ct)
    {
        var head = await log.Head(ct);
        var before = await log.Checkpoint(ct);
        if (before is not null && before.Size >= head.Size) return false;

        // Nothing is signed that takes back what was signed before.
        var key = VerifierKey.Of(head);
        if (before is not null && !await Agrees(before, key, ct))
        {
            trouble.LogError("The public log no longer agrees with its checkpoint of {Size} entries. Nothing is signed until it does; "
                + "parley log verify says more.", before.Size);
            return false;
        }

        var note = new Checkpoint(head.Origin, head.Size, await log.Root(head.Size, ct)).Sign(head.Seed);
        var now = clock.Now().UtcDateTime;
        return await db.Database.ExecuteSqlAsync($"""
            INSERT INTO log_checkpoints ("SiteId", "Size", "SignedAt", "Note") VALUES ({site.Id}, {head.Size}, {now}, {note})
            ON CONFLICT DO NOTHING
            """, ct) > 0;
    }

    private async Task<bool> Agrees(LogCheckpoint before, VerifierKey key, CancellationToken ct)
    {
        if (!Checkpoint.TryOpen(before.Note, key, out var signed, out _)) return false;
        var root = await log.Root(signed.Size, ct);
        return root.AsSpan().SequenceEqual(signed.Root);
    }
}

/// <summary>What was decided is under a signature within seconds: the promise is a minute.</summary>
public sealed class LogSigningRounds(IServiceScopeFactory scopes, ILogger<LogSigningRounds> log) : BackgroundService
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Apart);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<LogSigning>().Sign(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("The public log could not be signed, trying again: {Reason}", error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
