using Parley.Data;

namespace Parley.Exchange;

/// <summary>Why a server ends: because it was asked to, or because a part of it failed and took it along.</summary>
public static class Ending
{
    /// <summary>Until it ends. Whoever watches over it is told when that was not what anybody asked for.</summary>
    /// <exception cref="SetupException">A part of it has failed.</exception>
    public static async Task Wait(IHost host, CancellationToken ct)
    {
        var hasFailed = false;
        // The parts are asked to end after this; until then none of them ends by itself but by a fault.
        using var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() =>
            hasFailed = host.Services.GetServices<IHostedService>().OfType<BackgroundService>()
                .Any(part => part.ExecuteTask is { IsFaulted: true } or { IsCanceled: true }));
        await host.WaitForShutdownAsync(ct);
        if (hasFailed)
            throw new SetupException("A part of the server has failed, so it has stopped; its log says which and why. Start it again.");
    }
}
