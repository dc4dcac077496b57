namespace Parley.Moderation;

/// <param name="Reader">A number from 0 on, as the comment's.</param>
/// <param name="Value">1 or −1.</param>
public readonly record struct CastVote(int Reader, int Comment, int Value);

/// <summary>
/// The two camps that votes divide readers into, as Polis finds its groups (Small, Bjorkegren, Erkkilä, Shaw, Megill: "Polis: Scaling
/// Deliberation by Mapping High Dimensional Opinion Spaces", Recerca 26 (2), 2021), cut down to two and to one dimension: votes as a
/// matrix of readers and comments, each comment's mean taken off, a vote that wasn't cast counted as that mean; the first
/// principal component of it; each reader's place on it, spread by how few votes it rests on; and two means on that line. The same
/// votes in the same order always give the same camps: nothing is drawn by chance.
/// </summary>
public static class VotingCamps
{
    /// <summary>Who voted less is in no camp: a place on the line would be a guess.</summary>
    public const int FewestOfReader = 5;

    /// <summary>A comment with fewer votes says nothing about who agrees with whom.</summary>
    public const int FewestOfComment = 3;

    /// <summary>
    /// Whose votes fall on comments that carry less than this part of what the average comment does to divide readers (those of another
    /// story, say) is in neither camp: their place is nought because nothing is known.
    /// </summary>
    private const double LeastWeight = 0.1;

    private const int MostRounds = 200;
    private const double Settled = 1e-12;

    /// <returns>By reader: 0 for the larger camp, 1 for the smaller, −1 for neither; all −1 where votes divide nobody.</returns>
    public static int[] Of(IReadOnlyList<CastVote> votes)
    {
        var (readers, comments) = (1 + votes.Select(x => x.Reader).DefaultIfEmpty(-1).Max(),
            1 + votes.Select(x => x.Comment).DefaultIfEmpty(-1).Max());
        var camps = Enumerable.Repeat(-1, readers).ToArray();
        var kept = Kept(votes, readers, comments, out var cast);
        if (kept.Count == 0) return camps;

        var means = Means(kept, comments);
        var component = Component(kept, means, readers, comments);
        var places = new double[readers];
        foreach (var vote in kept) places[vote.Reader] += (vote.Value - means[vote.Comment]) * component[vote.Comment];
        var weights = new double[readers];
        foreach (var vote in kept) weights[vote.Reader] += component[vote.Comment] * component[vote.Comment];
        // Polis spreads by the share of comments that a reader has voted on.
        for (var reader = 0; reader < readers; reader++)
            places[reader] *= cast[reader] == 0 ? 0 : Math.Sqrt((double)comments / cast[reader]);

        var divided = kept.Select(vote => vote.Comment).Distinct().Count(comment => means[comment] is > -1 and < 1);
        Divide(places, [.. Enumerable.Range(0, readers)
            .Where(reader => cast[reader] > 0 && weights[reader] >= LeastWeight * cast[reader] / divided)], camps);
        return camps;
    }

    private static List<CastVote> Kept(IReadOnlyList<CastVote> votes, int readers, int comments, out int[] cast)
    {
        var received = new int[comments];
        foreach (var vote in votes) received[vote.Comment]++;
        var counted = new int[readers];
        foreach (var vote in votes) counted[vote.Reader] += received[vote.Comment] >= FewestOfComment ? 1 : 0;
        var kept = votes.Where(vote => received[vote.Comment] >= FewestOfComment && counted[vote.Reader] >= FewestOfReader).ToList();
        cast = new int[readers];
        foreach (var vote in kept) cast[vote.Reader]++;
        return kept;
    }

    private static double[] Means(List<CastVote> votes, int comments)
    {
        var (sums, counts) = (new double[comments], new int[comments]);
        foreach (var vote in votes)
            (sums[vote.Comment], counts[vote.Comment]) = (sums[vote.Comment] + vote.Value, counts[vote.Comment] + 1);
        return [.. sums.Select((sum, comment) => counts[comment] == 0 ? 0 : sum / counts[comment])];
    }

    /// <summary>By power iteration, from a vector that is always the same and lies across nothing.</summary>
    private static double[] Component(List<CastVote> votes, double[] means, int readers, int comments)
    {
        var component = Enumerable.Range(0, comments).Select(x => 1 + x % 7 / 7.0).ToArray();
        Normalise(component);
        for (var round = 0; round < MostRounds; round++)
        {
            var (places, next) = (new double[readers], new double[comments]);
            foreach (var vote in votes) places[vote.Reader] += (vote.Value - means[vote.Comment]) * component[vote.Comment];
            foreach (var vote in votes) next[vote.Comment] += (vote.Value - means[vote.Comment]) * places[vote.Reader];
            if (!Normalise(next)) return next;
            var change = component.Zip(next, (before, after) => (before - after) * (before - after)).Sum();
            component = next;
            if (change < Settled) break;
        }
        return component;
    }

    private static bool Normalise(double[] vector)
    {
        var length = Math.Sqrt(vector.Sum(x => x * x));
        if (length < 1e-9) return false;
        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
        return true;
    }

    // Two means on a line: each reader to the nearer, each mean to the middle of its own.
    private static void Divide(double[] places, List<int> placed, int[] camps)
    {
        if (placed.Count == 0) return;
        var (low, high) = (placed.Min(reader => places[reader]), placed.Max(reader => places[reader]));
        if (high - low < 1e-9) return;
        for (var round = 0; round < MostRounds; round++)
        {
            var middle = (low + high) / 2;
            var (below, above) = (placed.Where(reader => places[reader] <= middle).ToList(),
                placed.Where(reader => places[reader] > middle).ToList());
            var (nextLow, nextHigh) = (below.Average(reader => places[reader]), above.Average(reader => places[reader]));
            foreach (var reader in below) camps[reader] = below.Count >= above.Count ? 0 : 1;
            foreach (var reader in above) camps[reader] = below.Count >= above.Count ? 1 : 0;
            if (nextLow == low && nextHigh == high) return;
            (low, high) = (nextLow, nextHigh);
        }
    }
}

/// <summary>A rate and the interval in which the true one lies with 95% confidence.</summary>
public readonly record struct RateInterval(double Rate, double From, double To)
{
    private const double Z = 1.959963984540054;

    /// <summary>
    /// Wilson's interval (Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927).
    /// </summary>
    public static RateInterval Wilson(long hits, long of)
    {
        if (of == 0) return new(0, 0, 1);
        var (p, n) = ((double)hits / of, (double)of);
        var (middle, half) = ((p + Z * Z / (2 * n)) / (1 + Z * Z / n),
            Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)));
        return new(p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>
    /// Whether the difference of two rates is more than chance explains: Newcombe's interval for it (Statistics in Medicine 17,
    /// 1998, method 10) leaves out zero.
    /// </summary>
    public static bool Differ(RateInterval one, RateInterval other)
    {
        var difference = one.Rate - other.Rate;
        var from = difference - Math.Sqrt(Square(one.Rate - one.From) + Square(other.To - other.Rate));
        var to = difference + Math.Sqrt(Square(one.To - one.Rate) + Square(other.Rate - other.From));
        return from > 0 || to < 0;
    }

    private static double Square(double x) => x * x;
}
