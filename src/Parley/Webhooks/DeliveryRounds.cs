using Parley.Web;

namespace Parley.Webhooks;

/// <summary>Looks once a second for what is to be told. Each webhook is sent to on its own, so that none waits for another.</summary>
public sealed class DeliveryRounds(IServiceScopeFactory scopes, Hooks hooks, TimeProvider clock, ILogger<DeliveryRounds> log)
    : BackgroundService
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1), First = TimeSpan.FromMinutes(1), Hour = TimeSpan.FromHours(1);

    private readonly Dictionary<Guid, Task> sending = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var next = clock.Now() + First;
        using var timer = new PeriodicTimer(Apart);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await Try(deliveries => hooks.AreOn ? Begin(deliveries, stoppingToken) : Task.CompletedTask, stoppingToken);
                if (clock.Now() < next) continue;
                if (await Try(deliveries => deliveries.Forget(stoppingToken), stoppingToken)) next = clock.Now() + Hour;
            }
        }
        finally
        {
            // What has arrived is saved by each before it ends.
            await Task.WhenAll(sending.Values);
        }
    }

    private async Task Begin(Deliveries deliveries, CancellationToken ct)
    {
        foreach (var hook in await deliveries.Due(ct))
            if (sending.GetValueOrDefault(hook) is not { IsCompleted: false }) sending[hook] = Drain(hook, ct);
    }

    private async Task Drain(Guid hook, CancellationToken ct)
    {
        try
        {
            var more = true;
            while (more && await Try(async deliveries => more = await deliveries.Send(hook, ct), ct))
            {
                // Each batch has a memory of its own.
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task<bool> Try(Func<Deliveries, Task> work, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await work(scope.ServiceProvider.GetRequiredService<Deliveries>());
            return true;
        }
        catch (Exception error) when (!ct.IsCancellationRequested || error is not OperationCanceledException)
        {
            log.LogWarning("Webhooks could not be told just now, trying again: {Reason}", error.Message);
            return false;
        }
    }
}
