using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Data;
using Parley.Exchange;

namespace Parley.Tests.Exchange;

/// <summary>A server that ends without having been asked to says so: whoever watches over it starts it again.</summary>
[Once]
public sealed class EndingTests
{
    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task A_part_that_fails_and_takes_the_server_along_is_told(Type fault)
    {
        using var host = Of(new Part { Fault = (Exception)Activator.CreateInstance(fault)! });
        await host.StartAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<SetupException>(() => Ending.Wait(host, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_was_asked_to_end_ends_well()
    {
        using var host = Of(new Part());
        await host.StartAsync(TestContext.Current.CancellationToken);
        var ended = Ending.Wait(host, TestContext.Current.CancellationToken);
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await Wait.For("its end", ended);
    }

    private static IHost Of(Part part)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        builder.Services.AddHostedService(_ => part);
        return builder.Build();
    }

    private sealed class Part : BackgroundService
    {
        public Exception? Fault { get; init; }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Delay(Fault is null ? Timeout.Infinite : 50, stoppingToken);
            throw Fault!;
        }
    }
}
