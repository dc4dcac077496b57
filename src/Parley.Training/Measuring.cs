namespace Parley.Training;

/// <summary>Measures of a score against labels.</summary>
internal static class Measuring
{
    public readonly record struct Scored(double Score, bool IsPositive);

    /// <summary>Area under the ROC curve; ties count half.</summary>
    public static double Auc(IEnumerable<Scored> scored)
    {
        var sorted = scored.OrderBy(x => x.Score).ToList();
        double rankSum = 0, positives = 0;
        for (var i = 0; i < sorted.Count;)
        {
            var end = i;
            while (end < sorted.Count && sorted[end].Score == sorted[i].Score) end++;
            for (var k = i; k < end; k++)
                if (sorted[k].IsPositive) { rankSum += (i + 1 + end) / 2.0; positives++; }
            i = end;
        }
        var negatives = sorted.Count - positives;
        return positives == 0 || negatives == 0 ? double.NaN : (rankSum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }

    /// <summary>Share of positives found where this share of negatives is taken for them.</summary>
    public static double FoundAt(IEnumerable<Scored> scored, double falsePositives)
    {
        var all = scored.ToList();
        var negatives = all.Where(x => !x.IsPositive).Select(x => x.Score).OrderDescending().ToList();
        var threshold = negatives[Math.Min(negatives.Count - 1, (int)(negatives.Count * falsePositives))];
        var positives = all.Where(x => x.IsPositive).ToList();
        return positives.Count(x => x.Score > threshold) / (double)positives.Count;
    }

    public static (double Precision, double Recall, double F1) At(IEnumerable<Scored> scored, double threshold)
    {
        var (hits, said, real) = (0, 0, 0);
        foreach (var (score, positive) in scored)
        {
            if (score >= threshold) said++;
            if (positive) real++;
            if (positive && score >= threshold) hits++;
        }
        var (precision, recall) = (said == 0 ? 0 : hits / (double)said, real == 0 ? 0 : hits / (double)real);
        return (precision, recall, precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }

    public static double BalancedAccuracy(IReadOnlyList<Scored> scored, double threshold) =>
        (scored.Where(x => x.IsPositive).Average(x => x.Score >= threshold ? 1.0 : 0) + scored.Where(x => !x.IsPositive).Average(x => x.Score < threshold ? 1.0 : 0)) / 2;
}
