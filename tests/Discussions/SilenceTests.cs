using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Parley.Discussions;

namespace Parley.Tests.Discussions;

/// <summary>What waiting costs. Alone, since the memory is the process's.</summary>
[Collection(nameof(SilenceTests))]
[CollectionDefinition(nameof(SilenceTests), DisableParallelization = true)]
public sealed class SilenceTests(Site site) : IClassFixture<Site>
{
    private const int Readers = 5000;

    /// <summary>Waits of 25 seconds in an hour.</summary>
    private const int Waits = 3600 / 25;

    [Fact]
    public async Task An_hour_of_silence_with_five_thousand_readers_leaves_nothing_behind()
    {
        var (changes, discussion) = (site.App.Services.GetRequiredService<Changes>(), await site.DiscussionId());
        await Hour(3);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Hour(Waits);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        // Less than a byte for each wait; a continuation that stays behind has hundreds.
        Assert.True(grown < Readers * Waits, $"{grown} bytes after {Readers * Waits} waits");

        // Each wait times out as soon as it may: what an hour leaves behind is a matter of how often, not of how long.
        async Task Hour(int waits)
        {
            for (var i = 0; i < waits; i++)
                Assert.DoesNotContain(true, await Task.WhenAll(Enumerable.Range(0, Readers)
                    .Select(_ => changes.NewerThan(discussion, long.MaxValue - 1, TimeSpan.FromMilliseconds(1), CancellationToken.None))));
        }
    }

    [Fact]
    public async Task Five_thousand_readers_who_leave_at_once_are_gone_within_a_second()
    {
        var (changes, discussion) = (site.App.Services.GetRequiredService<Changes>(), await site.DiscussionId());
        var leaving = Enumerable.Range(0, Readers).Select(_ => new CancellationTokenSource()).ToList();
        var waiting = leaving.ConvertAll(one => changes.NewerThan(discussion, long.MaxValue - 1, TimeSpan.FromMinutes(5), one.Token));
        var began = Process.GetCurrentProcess().TotalProcessorTime;
        foreach (var one in leaving) await one.CancelAsync();
        await Task.WhenAll(waiting);
        var took = Process.GetCurrentProcess().TotalProcessorTime - began;

        Assert.True(took < TimeSpan.FromSeconds(1), $"{took.TotalMilliseconds:F0} ms");
        leaving.ForEach(one => one.Dispose());
    }
}
