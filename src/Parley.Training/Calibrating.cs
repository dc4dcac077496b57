using Parley.Conduct;

namespace Parley.Training;

/// <summary>What a raw score means: fitted on texts that the weights have not seen.</summary>
internal static class Calibrating
{
    public sealed record Point(double Whole, double Worst, double Net, double Label, double Weight);

    /// <summary>Constant, and a weight for each of what is known of a text, by Newton's method with a little restraint. None is below zero.</summary>
    public static float[] Fit(IReadOnlyList<Point> points)
    {
        var used = new List<int> { 0, 1, 2, 3 };
        while (true)
        {
            var fitted = Fit(points, used);
            var worst = used.Where(i => i > 0).MinBy(i => fitted[i]);
            if (used.Count <= 2 || fitted[worst] >= 0) return [.. fitted.Select(x => (float)x)];
            used.Remove(worst);
        }
    }

    private static double[] Fit(IReadOnlyList<Point> points, List<int> used)
    {
        var n = used.Count;
        var w = new double[n];
        for (var i = 1; i < n; i++) w[i] = 1.0 / (n - 1);
        var x = new double[n];
        for (var round = 0; round < 30; round++)
        {
            var (g, h) = (new double[n], new double[n, n]);
            foreach (var point in points)
            {
                var z = 0.0;
                for (var i = 0; i < n; i++)
                {
                    x[i] = used[i] switch { 0 => 1, 1 => point.Whole, 2 => point.Worst, _ => point.Net };
                    z += w[i] * x[i];
                }
                var p = DeterministicMath.Sigmoid(z);
                for (var i = 0; i < n; i++)
                {
                    g[i] += point.Weight * (p - point.Label) * x[i];
                    for (var j = 0; j < n; j++) h[i, j] += point.Weight * Math.Max(1e-6, p * (1 - p)) * x[i] * x[j];
                }
            }
            for (var i = 0; i < n; i++)
            {
                g[i] += 0.5 * (w[i] - (i == 0 ? 0 : 1.0 / (n - 1)));
                h[i, i] += 0.5;
            }
            // Where the two kinds lie far apart a whole step leads beyond everything: half of it then, and half of that.
            var (step, before, from) = (Solve(h, g, n), Loss(points, used, w), (double[])w.Clone());
            for (var share = 1.0; share > 1e-4; share /= 2)
            {
                for (var i = 0; i < n; i++) w[i] = from[i] - (share * step[i]);
                if (Loss(points, used, w) <= before) break;
            }
        }
        var all = new double[4];
        for (var i = 0; i < n; i++) all[used[i]] = w[i];
        return all;
    }

    private static double Loss(IReadOnlyList<Point> points, List<int> used, double[] w)
    {
        var loss = 0.0;
        for (var i = 0; i < used.Count; i++)
        {
            var off = w[i] - (i == 0 ? 0 : 1.0 / (used.Count - 1));
            loss += 0.25 * off * off;
        }
        foreach (var point in points)
        {
            var z = 0.0;
            for (var i = 0; i < used.Count; i++) z += w[i] * (used[i] switch { 0 => 1, 1 => point.Whole, 2 => point.Worst, _ => point.Net });
            z = Math.Clamp(z, -30, 30);
            loss += point.Weight * (DeterministicMath.Log(1 + DeterministicMath.Exp(z)) - (point.Label * z));
        }
        return loss;
    }

    private static double[] Solve(double[,] h, double[] g, int n)
    {
        var (a, b) = ((double[,])h.Clone(), (double[])g.Clone());
        for (var i = 0; i < n; i++)
        for (var j = i + 1; j < n; j++)
        {
            var factor = a[j, i] / a[i, i];
            for (var k = i; k < n; k++) a[j, k] -= factor * a[i, k];
            b[j] -= factor * b[i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++) b[i] -= a[i, k] * b[k];
            b[i] /= a[i, i];
        }
        return b;
    }
}
