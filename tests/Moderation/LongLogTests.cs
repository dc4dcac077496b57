using Parley.Moderation;

namespace Parley.Tests.Moderation;

public sealed class LongLogTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_log_of_many_pages_and_tiles_is_checked_from_outside()
    {
        const int Count = 5_000;
        await site.Query(async db => { await db.Fill(Count, site.Clock.GetUtcNow()); return 0; });
        await site.Sign();

        var verdict = await new LogFromWeb(site.Api(), site.Address).Check(null, TestContext.Current.CancellationToken);

        Assert.Empty(verdict.Findings);
        Assert.Equal(Count, verdict.Entries);
    }
}
