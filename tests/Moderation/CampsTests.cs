using System.Globalization;
using System.IO.Compression;
using CsCheck;
using Parley.Moderation;

namespace Parley.Tests.Moderation;

/// <summary>How the audit of neutrality divides readers, and how sure it is of a rate.</summary>
[Once]
public sealed class CampsTests
{
    [Property]
    public void Two_groups_that_vote_against_each_other_are_found_whatever_else_they_think() =>
        (from seed in Gen.Int[0, 1_000_000] from larger in Gen.Int[50, 90] from smaller in Gen.Int[24, 45] select (seed, larger, smaller))
            .Holds(x => AreFound(x.seed, x.larger, x.smaller), iter: 20);

    /// <summary>Here 35 of 37 would be right for somebody who knew which comments divide them.</summary>
    [Fact]
    public void Of_so_few_readers_chance_may_hide_some() => AreFound(seed: 84, larger: 25, smaller: 12, least: 0.8);

    [Fact]
    public void Of_two_groups_of_nearly_one_size_either_may_come_out_as_the_larger() => AreFound(seed: 1, larger: 25, smaller: 24);

    private static void AreFound(int seed, int larger, int smaller, double least = 0.9)
    {
        var chance = new Random(seed);
        // Each reader votes on a third of the comments: half of these divide the groups, the others don't.
        var votes = (from reader in Enumerable.Range(0, larger + smaller)
                     from comment in Enumerable.Range(0, 60)
                     where chance.Next(3) == 0
                     let side = (reader < larger ? 1 : -1) * (comment % 2 == 0 ? 1 : -1)
                     select new CastVote(reader, comment, comment >= 30 ? chance.Next(2) * 2 - 1 : chance.Next(10) == 0 ? -side : side))
            .ToList();

        var camps = VotingCamps.Of(votes);

        var first = camps.Index().Count(camp => camp.Item == (camp.Index < larger ? 0 : 1));
        var right = Math.Max(first, camps.Index().Count(camp => camp.Item == (camp.Index < larger ? 1 : 0)));
        Assert.True(right >= least * camps.Length, $"{right} of {camps.Length}");
        // One reader on the other side makes the smaller the larger where they are nearly of one size.
        if (larger > 1.5 * smaller) Assert.Equal(right, first);
        Assert.True(camps.Count(camp => camp == 0) >= camps.Count(camp => camp == 1));
        Assert.Equal(camps, VotingCamps.Of(votes));
    }

    [Fact]
    public void Votes_that_divide_nobody_make_no_camps()
    {
        Assert.Empty(VotingCamps.Of([]));
        Assert.All(VotingCamps.Of([.. from reader in Enumerable.Range(0, 40)
            from comment in Enumerable.Range(0, 10) select new CastVote(reader, comment, 1)]), camp => Assert.Equal(-1, camp));
        // Too few of each.
        Assert.All(VotingCamps.Of([.. from reader in Enumerable.Range(0, 40) from comment in Enumerable.Range(0, 4)
            select new CastVote(reader, comment, reader % 2 * 2 - 1)]), camp => Assert.Equal(-1, camp));
    }

    [Theory]
    [InlineData("brexit-consensus", 0.9)]
    [InlineData("canadian-electoral-reform", 0.9)]
    [InlineData("15-per-hour-seattle", 0.8)]
    public async Task Real_readers_are_divided_as_Polis_divides_them(string conversation, double share)
    {
        var folder = Votes(conversation);
        Assert.SkipWhen(folder is null, "The folder shared/data/polis is not beside the project.");
        var groups = (await Lines(Path.Combine(folder!, "participants-votes.csv.gz"))).Skip(1).Select(line => line.Split(','))
            .Where(x => x[1].Length > 0).ToDictionary(x => int.Parse(x[0], CultureInfo.InvariantCulture), x => x[1]);
        var last = new SortedDictionary<(int Reader, int Comment), int>();
        foreach (var x in (await Lines(Path.Combine(folder!, "votes.csv.gz"))).Skip(1).Select(line => line.Split(','))
                .OrderBy(x => long.Parse(x[0], CultureInfo.InvariantCulture)))
            last[(int.Parse(x[3], CultureInfo.InvariantCulture), int.Parse(x[2], CultureInfo.InvariantCulture))] = int.Parse(x[4],
                CultureInfo.InvariantCulture);

        var camps = VotingCamps.Of([.. last.Where(x => x.Value != 0).Select(x => new CastVote(x.Key.Reader, x.Key.Comment, x.Value))]);

        var both = groups.Where(x => x.Key < camps.Length && camps[x.Key] >= 0).Select(x => (Theirs: x.Value, Ours: camps[x.Key])).ToList();
        // Each of their groups lies mostly in one of our camps.
        var agree = both.GroupBy(x => x.Theirs).Sum(group => Math.Max(group.Count(x => x.Ours == 0), group.Count(x => x.Ours == 1)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{conversation}: {agree} of {both.Count} as Polis has them, "
            + $"{string.Join(", ", both.GroupBy(x => x).OrderBy(x => x.Key).Select(x => $"{x.Key.Theirs}/{x.Key.Ours}: {x.Count()}"))}");
        Assert.True(both.Count > 80 && both.Select(x => x.Ours).Distinct().Count() == 2);
        Assert.True(agree >= share * both.Count, $"{agree} of {both.Count}");
    }

    [Theory]
    // Of Wilson's method, as Newcombe (Statistics in Medicine 17, 1998, table I) gives them.
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_of_a_rate_is_Wilsons(long hits, long of, double from, double to)
    {
        var interval = RateInterval.Wilson(hits, of);

        Assert.Equal(from, interval.From, 0.0001);
        Assert.Equal(to, interval.To, 0.0001);
    }

    [Fact]
    public void Rates_differ_where_Newcombes_interval_leaves_out_zero()
    {
        // His example 56/70 and 48/80: the difference is 0.2, from 0.0524 to 0.3339.
        Assert.True(RateInterval.Differ(RateInterval.Wilson(56, 70), RateInterval.Wilson(48, 80)));
        Assert.False(RateInterval.Differ(RateInterval.Wilson(9, 10), RateInterval.Wilson(7, 10)));
        Assert.False(RateInterval.Differ(RateInterval.Wilson(0, 0), RateInterval.Wilson(5, 10)));
    }

    private static string? Votes(string conversation)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "data", "polis", conversation) is var votes && Directory.Exists(votes))
                return votes;
        return null;
    }

    private static async Task<string[]> Lines(string file)
    {
        await using var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(zip);
        return (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
