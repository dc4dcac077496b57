using Parley.Web;

namespace Parley.Tests.Web;

[Once]
public sealed class SameRequestsTests
{
    private readonly SameRequests same = new();

    [Fact]
    public async Task They_go_one_after_another_and_others_beside_them()
    {
        var (first, second, other) = (await same.InLine("a", default), same.InLine("a", default), await same.InLine("b", default));
        Assert.False(second.IsCompleted);

        other.Dispose();
        Assert.False(second.IsCompleted);
        first.Dispose();

        (await Wait.For("the second's place", second)).Dispose();
        using var next = await same.InLine("a", default);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_lets_nobody_pass_the_one_before()
    {
        using var givesUp = new CancellationTokenSource();
        var (first, second) = (await same.InLine("a", default), same.InLine("a", givesUp.Token));
        var third = same.InLine("a", default);

        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var fourth = same.InLine("a", default);
        await Task.WhenAny(third, fourth, Task.Delay(200, TestContext.Current.CancellationToken));

        Assert.False(third.IsCompleted || fourth.IsCompleted);
        first.Dispose();
        (await Wait.For("the third's place", third)).Dispose();
        (await Wait.For("the fourth's place", fourth)).Dispose();
    }
}
