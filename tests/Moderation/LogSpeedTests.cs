using System.Diagnostics;
using Parley.Moderation;

namespace Parley.Tests.Moderation;

public sealed class LogSpeedTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_log_of_100_000_entries_is_checked_from_outside_in_seconds_and_a_proof_reads_a_few_tiles()
    {
        const int Count = 100_000;
        await site.Query(async db => { await db.Fill(Count, site.Clock.GetUtcNow()); return 0; });
        await site.Sign();

        var began = Stopwatch.GetTimestamp();
        var verdict = await new LogFromWeb(site.Api(), site.Address).Check(null, TestContext.Current.CancellationToken);
        var took = Stopwatch.GetElapsedTime(began);

        TestContext.Current.TestOutputHelper?.WriteLine($"{Count} entries in {took.TotalSeconds:F2} s");
        Assert.Empty(verdict.Findings);
        Assert.Equal(Count, verdict.Entries);
        Assert.True(took < TimeSpan.FromSeconds(10), $"{took}");
    }
}
