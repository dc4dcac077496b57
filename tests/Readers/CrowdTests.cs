using Parley.Readers;

namespace Parley.Tests.Readers;

[Once]
public sealed class CrowdTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(10, 0)]
    [InlineData(1000, .03)]
    [InlineData(20_000, .03)]
    [InlineData(60_000, .03)]
    [InlineData(400_000, .03)]
    public void A_crowd_is_counted_to_within_a_few_in_a_hundred_and_nobody_twice(int people, double wrong)
    {
        var (crowd, random) = (new Crowd(), new Random(7));
        var all = Enumerable.Range(0, people).Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)).ToList();
        foreach (var one in all.Concat(all)) crowd.Add(one);

        Assert.InRange(crowd.Count(), people * (1 - wrong), people * (1 + wrong));
        Assert.All(all, one => Assert.False(crowd.Add(one)));
    }

    [Fact]
    public void Two_crowds_are_one_in_which_nobody_is_twice()
    {
        var (one, other) = (new Crowd(), new Crowd());
        for (ulong i = 1; i <= 6; i++) one.Add(i << 50);
        for (ulong i = 4; i <= 9; i++) other.Add(i << 50);

        one.Add(other.Cells);

        Assert.Equal(9, one.Count());
    }
}
