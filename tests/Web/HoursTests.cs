using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>What is done once an hour.</summary>
[Once]
public sealed class HoursTests
{
    [ThreadStatic]
    private static bool setsTheClock;

    [Fact]
    public async Task A_round_goes_on_while_there_is_more_and_one_that_fails_keeps_no_other_from_its_turn()
    {
        var (left, done) = (3, new TaskCompletionSource<int>());
        await using var hours = await Begin(new("Failing", (_, _) => throw new InvalidOperationException("Not now.")),
            new("Going on", (_, _) => Task.FromResult(--left > 0)),
            new("Coming after it", (_, _) => Task.FromResult(!done.TrySetResult(left) && false)));

        await Wait.Until("all of it is done", () => hours.Passes() && done.Task.IsCompleted);
        Assert.Equal(0, await done.Task);
        Assert.Contains(hours.Log, line => line.StartsWith("Failing could not be done", StringComparison.Ordinal));
    }

    /// <summary>Each would be done again for every hour that was slept through, one within the other.</summary>
    [Fact]
    public async Task A_clock_that_leaps_is_not_kept_waiting_by_what_is_done_hourly()
    {
        var (where, done) = (new List<bool>(), new TaskCompletionSource());
        await using var hours = await Begin(new HourlyRound("Looking", (_, _) =>
        {
            lock (where) where.Add(setsTheClock);
            done.TrySetResult();
            return Task.FromResult(false);
        }));

        await Wait.Until("there is a first round", () => hours.Passes() && done.Task.IsCompleted);

        setsTheClock = true;
        hours.Clock.Advance(TimeSpan.FromDays(30));
        setsTheClock = false;

        lock (where) Assert.DoesNotContain(true, where);
    }

    private static async Task<Running> Begin(params HourlyRound[] rounds)
    {
        var (clock, log) = (new FakeTimeProvider(), new Lines());
        var services = new ServiceCollection().BuildServiceProvider();
        var hours = new Hours(rounds, services.GetRequiredService<IServiceScopeFactory>(), clock, log);
        await hours.StartAsync(default);
        return new(hours, services, clock, log.Said);
    }

    private sealed record Running(Hours Hours, ServiceProvider Services, FakeTimeProvider Clock, IReadOnlyCollection<string> Log)
        : IAsyncDisposable
    {
        /// <summary>An hour; what begins beside the test may not look at the clock yet.</summary>
        public bool Passes()
        {
            Clock.Advance(TimeSpan.FromHours(1));
            return true;
        }

        public async ValueTask DisposeAsync()
        {
            await Hours.StopAsync(default);
            Hours.Dispose();
            await Services.DisposeAsync();
        }
    }

    private sealed class Lines : ILogger<Hours>
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Said.Enqueue(formatter(state, exception));
    }
}
