namespace Parley.Web;

/// <summary>Something that is done once an hour, and that nobody waits for.</summary>
/// <param name="What">As the log calls it where it can't be done.</param>
/// <param name="Some">Does a part of it, in a scope of its own, so that others write in between; true: there may be more.</param>
public sealed record HourlyRound(string What, Func<IServiceProvider, CancellationToken, Task<bool>> Some);

/// <summary>The one clock of all that is done hourly. The rounds follow one another, so that they never write against each other.</summary>
public sealed class Hours(IEnumerable<HourlyRound> rounds, IServiceScopeFactory scopes, TimeProvider clock, ILogger<Hours> log)
    : BackgroundService
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Hour, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Hours that pass at once, after a machine has slept, are one; and never on the thread of whoever sets the clock.
            await Task.Yield();
            foreach (var round in rounds) await Go(round, stoppingToken);
        }
    }

    // One that fails keeps none of the others from its turn.
    private async Task Go(HourlyRound round, CancellationToken ct)
    {
        try
        {
            while (await Some(round, ct)) await Task.Yield();
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("{What} could not be done, and is tried again in an hour: {Why}", round.What, error.Message);
        }
    }

    private async Task<bool> Some(HourlyRound round, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await round.Some(scope.ServiceProvider, ct);
    }
}

public static class HourlyRounds
{
    public static IServiceCollection AddHourly<T>(
        this IServiceCollection services, string what, Func<T, CancellationToken, Task<bool>> some) where T : class =>
        services.AddScoped<T>().AddSingleton(new HourlyRound(what, (scope, ct) => some(scope.GetRequiredService<T>(), ct)));
}
