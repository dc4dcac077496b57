using CsCheck;
using Parley.Reputation;

namespace Parley.Tests.Reputation;

/// <summary>
/// Farming and brigading, simulated for half a year among 400 honest readers and three editors. The figures stand in
/// docs/standing.md; -showLiveOutput prints them.
/// </summary>
[Once]
public sealed class RingTests(ITestOutputHelper output)
{
    private const int Days = 180;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StandingRules Rules = StandingFile.Default;

    public static TheoryData<string> Shapes => ["all for each other", "all for one", "a chain", "layers below one", "pairs",
        "all for one, and honest readers for some", "fresh accounts for one"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_ring_of_fifty_moves_none_of_its_own_by_more_than_the_named_bound(string shape)
    {
        var ring = Enumerable.Range(0, StandingRules.Ring).Select(_ => NewId()).ToList();
        var honest = Honest(out var editors, out var readers);
        var taking = shape.StartsWith("fresh", StringComparison.Ordinal) ? Part(ring, Days - 7, Days) : Part(ring, 0, Days);
        var lone = Count([.. honest, .. taking], editors);
        var acts = Acts(shape, ring, readers).ToList();

        var together = Count([.. honest, .. taking, .. acts], editors);

        var moved = ring.Max(id => Rules.RankOf(together[id]) - Rules.RankOf(lone[id]));
        var most = ring.Max(id => together[id].Recognised);
        var sum = ring.Sum(id => together[id].Recognised);
        var rank = Rules.Ranks[ring.Max(id => Rules.RankOf(together[id]))].Name;
        output.WriteLine(FormattableString.Invariant($"| {shape} | {moved} | {rank} | {most / 1e6:0.00} | {sum / 1e6:0.00} |"));
        Assert.InRange(moved, 0, StandingRules.RanksInReach);
        if (!shape.Contains("honest", StringComparison.Ordinal)) Assert.InRange(sum, 0, StandingRules.InReachOfRing);
    }

    [Fact]
    public void Honest_readers_climb_meanwhile()
    {
        var counted = Count(Honest(out var editors, out var readers), editors);

        var ranks = readers.GroupBy(id => Rules.Ranks[Rules.RankOf(counted[id])].Name).ToDictionary(x => x.Key, x => x.Count());
        output.WriteLine(string.Join(", ", Rules.Ranks.Select(rank => $"{rank.Name} {ranks.GetValueOrDefault(rank.Name)}")));
        Assert.True(ranks.GetValueOrDefault("Expert") + ranks.GetValueOrDefault("Master") > 0);
        Assert.True(ranks["Regular"] > 50);
    }

    [Fact]
    public void Without_any_act_of_the_newsroom_the_lower_ranks_are_still_reached()
    {
        var counted = Count(Honest(out _, out var readers), new HashSet<Guid>());

        Assert.True(readers.Count(id => Rules.RankOf(counted[id]) >= 1) > 50);
    }

    [Property]
    public void Whatever_a_group_does_it_receives_no_more_than_came_in_and_its_own_crowd_weight_half_as_much_again()
    {
        var edges = Gen.Select(Gen.Int[0, 29], Gen.Int[0, 29], Gen.Long[1, Measures.One]).List[0, 300];
        Gen.Select(edges, Gen.Int[1, 29]).Holds((drawn, size) =>
        {
            var own = Enumerable.Range(0, 30).Select(i => i == 29 ? Recognition.House : Recognition.Crowd).ToArray();
            var pairs = drawn.Where(x => x.Item1 != x.Item2).DistinctBy(x => (x.Item1, x.Item2))
                .Select(x => (x.Item1, x.Item2, x.Item3)).ToList();
            var received = Recognition.Flow(own, pairs);
            var asked = new long[30];
            foreach (var (by, _, kept) in pairs) asked[by] += kept;
            var inflow = pairs.Where(x => x.Item1 >= size && x.Item2 < size)
                .Sum(x => Recognition.Share(own[x.Item1], received[x.Item1], asked[x.Item1], x.Item3));

            var group = received.Take(size).Sum();

            Assert.True(group <= (inflow + size * Recognition.Crowd) * Recognition.MostAmplified + 100, $"{group} of {inflow}");
        });
    }

    [Fact]
    public void The_ledger_counts_to_the_same_in_every_order()
    {
        var facts = Honest(out var editors, out _);
        var random = new Random(7);
        var shuffled = facts.OrderBy(_ => random.Next()).ToList();

        var (one, other) = (Count(facts, editors), Count(shuffled, editors));

        Assert.All(one, x => Assert.Equal(x.Value, other[x.Key]));
    }

    private static IReadOnlyDictionary<Guid, Measures> Count(IEnumerable<Fact> facts, IReadOnlySet<Guid> editors)
    {
        var tally = new Tally(Start.AddDays(Days));
        foreach (var fact in facts) tally.Add(fact);
        return tally.Count(editors);
    }

    // Everyone says something in one of forty conversations about once in five days.
    private static IEnumerable<Fact> Part(IReadOnlyList<Guid> who, int from, int until)
    {
        var random = new Random(3);
        foreach (var id in who)
            for (var day = from; day < until; day += 1 + random.Next(8))
                yield return new(Deed.Comment, id, id, Conversation(random.Next(40)), Start.AddDays(day));
    }

    private static IEnumerable<Fact> Acts(string shape, List<Guid> ring, List<Guid> readers)
    {
        // Once a week for half a year; whoever is voted for is answered as well.
        for (var day = 0; day < Days; day += 7)
            foreach (var (by, to) in Pairs(shape, ring))
            {
                yield return new(Deed.Thanks, by, to, Conversation(1), Start.AddDays(day));
                yield return new(Deed.Answer, by, to, Conversation(1), Start.AddDays(day));
            }
        if (!shape.Contains("honest", StringComparison.Ordinal)) yield break;
        foreach (var (place, id) in ring.Index())
            for (var i = 0; i < 3; i++)
                yield return new(Deed.Recognition, readers[(place * 3 + i) % readers.Count], id, Conversation(2), Start.AddDays(100 + i));
    }

    private static IEnumerable<(Guid By, Guid To)> Pairs(string shape, List<Guid> ring) => shape switch
    {
        "all for each other" => ring.SelectMany(one => ring.Where(other => other != one).Select(other => (one, other))),
        "a chain" => ring.Zip(ring.Skip(1)),
        "layers below one" =>
            ring.Index().Skip(1).SelectMany(x => new[] { (x.Item, ring[(x.Index - 1) / 3]), (x.Item, ring[(x.Index - 1) / 3 / 2]) })
                .Where(x => x.Item != x.Item2),
        "pairs" => ring.Chunk(2).SelectMany(x => new[] { (x[0], x[1]), (x[1], x[0]) }),
        _ => ring.Skip(1).Select(by => (by, ring[0])),
    };

    // Some are read by everyone and most by few, as it is; each editor votes for thirty in half a year.
    private static List<Fact> Honest(out HashSet<Guid> editors, out List<Guid> readers)
    {
        var random = new Random(1);
        var all = readers = [.. Enumerable.Range(0, 400).Select(_ => NewId())];
        editors = [.. Enumerable.Range(0, 3).Select(_ => NewId())];
        var facts = Part(readers, 0, Days).ToList();
        Guid Liked() => all[(int)(400 * Math.Pow(random.NextDouble(), 3))];
        foreach (var id in readers)
            for (var i = 0; i < 30; i++)
            {
                var day = Start.AddDays(random.Next(Days));
                var other = Liked();
                if (other == id) continue;
                facts.Add(new(i % 6 == 0 ? Deed.Thanks : Deed.Recognition, id, other, Conversation(random.Next(40)), day));
                if (i % 3 == 0) facts.Add(new(Deed.Answer, id, other, Conversation(random.Next(40)), day));
            }
        foreach (var editor in editors)
            for (var i = 0; i < 30; i++)
                facts.Add(new(i % 10 == 0 ? Deed.Featured : Deed.Recognition, editor, Liked(), Conversation(3),
                    Start.AddDays(random.Next(Days))));
        return facts;
    }

    private static Guid Conversation(int number) => new(number, 1, 1, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static Guid NewId() => Guid.CreateVersion7(Start);
}
