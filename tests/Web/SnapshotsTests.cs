using Microsoft.Extensions.Configuration;
using Parley.Web;

namespace Parley.Tests.Web;

[Once]
public sealed class SnapshotsTests
{
    [Fact]
    public async Task What_was_being_made_while_everything_was_cleared_is_not_taken_for_true()
    {
        using var snapshots = new Snapshots(TimeProvider.System, new ConfigurationBuilder().Build());
        var key = new SnapshotKey("page", 1, "/");
        var (began, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = snapshots.Get(key, async _ =>
        {
            began.SetResult();
            await goOn.Task;
            return Page("old");
        }).AsTask();
        await Wait.For("the making to begin", began.Task);

        snapshots.Clear();
        var second = snapshots.Get(key, _ => Task.FromResult<Made?>(Page("newer"))).AsTask();
        goOn.SetResult();

        Assert.Equal(3, (await Wait.For("the first", first))!.Length);
        Assert.Equal("newer".Length, (await Wait.For("the second", second))!.Length);
        Assert.Equal("newer".Length, (await snapshots.Get(key, _ => throw new InvalidOperationException("It is in memory.")))!.Length);
    }

    private static Made Page(string words) => new(new Snapshot(System.Text.Encoding.UTF8.GetBytes(words), "text/html"), Guid.Empty, 0);
}
