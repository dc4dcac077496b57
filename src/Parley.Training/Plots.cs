using System.Globalization;
using System.Text;
using static Parley.Training.Measuring;

namespace Parley.Training;

/// <summary>Plots as SVG, on white: a picture in a page that is read in the dark has no other colours to go by.</summary>
internal static class Plots
{
    private const int Size = 320;
    private const int Edge = 44;

    /// <summary>How often texts with a score near x are what the score says: on the diagonal it is a probability.</summary>
    public static string Reliability(string title, IReadOnlyList<Scored> scored)
    {
        var bins = scored.GroupBy(x => Math.Min(9, (int)(x.Score * 10))).OrderBy(x => x.Key)
            .Select(x => (X: x.Average(y => y.Score), Y: x.Average(y => y.IsPositive ? 1.0 : 0), Count: x.Count())).ToList();
        var dots = string.Concat(bins.Select(b => Invariant($"<circle cx=\"{Px(b.X)}\" cy=\"{Py(b.Y)}\" r=\"{3 + Math.Log10(b.Count):0.0}\" fill=\"#0b6e4f\"><title>{b.Count} texts: said {b.X:0.00}, were {b.Y:0.00}</title></circle>")));
        return Framed(title, "said", "were", Line([(0, 0), (1, 1)], "#222222", dashed: true) + Line(bins.Select(b => (b.X, b.Y)), "#0b6e4f") + dots);
    }

    public static string Roc(string title, IReadOnlyList<(string Name, IReadOnlyList<Scored> Scored)> curves)
    {
        string[] colours = ["#0b6e4f", "#b3541e", "#2d5da1", "#7a3b8f"];
        var body = new StringBuilder(Line([(0, 0), (1, 1)], "#222222", dashed: true));
        foreach (var (i, (name, scored)) in curves.Index())
        {
            var sorted = scored.OrderByDescending(x => x.Score).ToList();
            double positives = sorted.Count(x => x.IsPositive), negatives = sorted.Count - positives, tp = 0, fp = 0;
            var points = new List<(double, double)> { (0, 0) };
            foreach (var (n, point) in sorted.Index())
            {
                if (point.IsPositive) tp++; else fp++;
                if (n % Math.Max(1, sorted.Count / 300) == 0 || n == sorted.Count - 1) points.Add((fp / negatives, tp / positives));
            }
            body.Append(Line(points, colours[i % colours.Length]));
            body.Append(Invariant($"<text x=\"{Edge + 110}\" y=\"{Size - 80 + (i * 15)}\" fill=\"{colours[i % colours.Length]}\" font-size=\"11\">{name}: {Auc(scored):0.000}</text>"));
        }
        return Framed(title, "false positives", "true positives", body.ToString());
    }

    /// <summary>How much a score changes when another name stands in the sentence: bars by size of the change, in powers of ten.</summary>
    public static string Changes(string title, IReadOnlyList<double> changes)
    {
        string[] names = ["0", "< .001", "< .01", "< .1", "≥ .1"];
        var counts = new int[5];
        foreach (var change in changes) counts[change == 0 ? 0 : change < 0.001 ? 1 : change < 0.01 ? 2 : change < 0.1 ? 3 : 4]++;
        var body = new StringBuilder();
        for (var i = 0; i < 5; i++)
        {
            var share = counts[i] / (double)Math.Max(1, changes.Count);
            var x = Edge + 10 + (i * 54);
            body.Append(Invariant($"<rect x=\"{x}\" y=\"{Py(share)}\" width=\"40\" height=\"{Py(0) - Py(share)}\" fill=\"#0b6e4f\"/><text x=\"{x + 20}\" y=\"{Py(share) - 4}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#222222\">{counts[i]}</text><text x=\"{x + 20}\" y=\"{Size - Edge + 14}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#222222\">{names[i].Replace("<", "&lt;", StringComparison.Ordinal)}</text>"));
        }
        return Framed(title, "", "share of pairs", body.ToString(), ticks: false);
    }

    private static string Framed(string title, string x, string y, string body, bool ticks = true)
    {
        var marks = new StringBuilder();
        for (var i = 0; i <= 5; i++)
        {
            var value = i / 5.0;
            marks.Append(Invariant($"<text x=\"{Edge - 6}\" y=\"{Py(value) + 4}\" text-anchor=\"end\" font-size=\"10\" fill=\"#222222\">{value:0.0}</text>"));
            if (ticks) marks.Append(Invariant($"<text x=\"{Px(value)}\" y=\"{Size - Edge + 14}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#222222\">{value:0.0}</text>"));
        }
        return Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Size} {Size}\" width=\"{Size}\" height=\"{Size}\" font-family=\"sans-serif\" role=\"img\"><title>{title}</title><rect width=\"{Size}\" height=\"{Size}\" fill=\"#ffffff\"/><rect x=\"{Edge}\" y=\"{Edge}\" width=\"{Size - (2 * Edge)}\" height=\"{Size - (2 * Edge)}\" fill=\"none\" stroke=\"#222222\" opacity=\"0.4\"/><text x=\"{Size / 2}\" y=\"20\" text-anchor=\"middle\" font-size=\"13\" fill=\"#222222\">{title}</text><text x=\"{Size / 2}\" y=\"{Size - 8}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#222222\">{x}</text><text x=\"12\" y=\"{Size / 2}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#222222\" transform=\"rotate(-90 12 {Size / 2})\">{y}</text>{marks}{body}</svg>\n");
    }

    private static string Line(IEnumerable<(double X, double Y)> points, string colour, bool dashed = false) =>
        $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"{(dashed ? " stroke-dasharray=\"4 4\" opacity=\"0.5\"" : "")} points=\"{string.Join(' ', points.Select(p => Invariant($"{Px(p.X)},{Py(p.Y)}")))}\"/>";

    private static string Px(double x) => Invariant($"{Edge + (x * (Size - (2 * Edge))):0.0}");

    private static double Py(double y) => Math.Round(Size - Edge - (y * (Size - (2 * Edge))), 1);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
