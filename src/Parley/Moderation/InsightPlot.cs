using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using ScottPlot;

namespace Parley.Moderation;

/// <summary>How a series is drawn: bars in three strengths, a line, or not at all.</summary>
public enum Tone { None, Strong, Middle, Pale, Line }

/// <param name="Values">One for each period; null where there is none.</param>
/// <param name="Words">The same as a table says them.</param>
public sealed record PlotSeries(string Name, Tone Tone, IReadOnlyList<double?> Values, IReadOnlyList<string> Words);

public enum PlotScale { Counts, Numbers, Shares, Minutes }

/// <summary>What stands beside a plot, from the foot to the top, the same distance apart.</summary>
public sealed record PlotAxis(IReadOnlyList<double> Ticks, bool IsEven)
{
    /// <summary>A minute and a week fit on one plot where each step is some times the last.</summary>
    private static readonly double[] Minutes = [1, 10, 60, 6 * 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60];

    /// <summary>Round themselves, and so are their halves.</summary>
    private static readonly double[] Tops = [1, 2, 4, 6, 10];

    public static PlotAxis Of(PlotScale scale, IReadOnlyList<PlotSeries> series)
    {
        var highest = series.SelectMany(x => x.Values).Max() ?? 0;
        if (scale == PlotScale.Minutes)
        {
            var last = Array.FindIndex(Minutes, minutes => minutes >= highest);
            return new(Minutes[..((last < 0 ? Minutes.Length - 1 : Math.Max(last, 1)) + 1)], false);
        }
        highest = Math.Max(highest, scale == PlotScale.Counts ? 2 : scale == PlotScale.Numbers ? 1 : .02);
        var size = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        var top = Math.Round(Tops.First(x => x * size >= highest - 1e-9) * size, 6);
        return new([0, top / 2, top], true);
    }

    /// <summary>From 0 at the foot to 1 at the top.</summary>
    public double Height(double value)
    {
        if (IsEven) return value / Ticks[^1];
        if (value >= Ticks[^1]) return 1;
        var below = 0;
        while (below + 2 < Ticks.Count && Ticks[below + 1] <= value) below++;
        var way = Math.Log(Math.Max(value, Ticks[below]) / Ticks[below]) / Math.Log(Ticks[below + 1] / Ticks[below]);
        return (below + way) / (Ticks.Count - 1);
    }
}

/// <summary>
/// Plots as SVG inside the page. Colours are names that the style gives a colour, light and dark, and words stand in the page around it, in
/// its faces and in its direction: there is no text in a plot.
/// </summary>
public static partial class InsightPlot
{
    public const int Width = 600;
    public const int Height = 200;

    /// <summary>The lines at the foot and at the top are seen whole.</summary>
    private const double Margin = .02;

    public static MarkupString Of(IReadOnlyList<PlotSeries> series, PlotAxis axis)
    {
        using var plot = new Plot();
        plot.FigureBackground.Color = plot.DataBackground.Color = Colors.Transparent;
        plot.HideAxesAndGrid();
        plot.Layout.Frameless();
        for (var i = 0; i < axis.Ticks.Count; i++)
            plot.Add.HorizontalLine((double)i / (axis.Ticks.Count - 1), 1, Grid, LinePattern.Solid);
        foreach (var one in series.Where(x => x.Tone is not (Tone.None or Tone.Line))) AddBars(plot, one, axis);
        foreach (var one in series.Where(x => x.Tone == Tone.Line)) AddLines(plot, one, axis);
        plot.Axes.SetLimits(-.5, series[0].Values.Count - .5, -Margin, 1 + Margin);
        return new(Inner(plot.GetSvgXml(Width, Height)));
    }

    private static void AddBars(Plot plot, PlotSeries series, PlotAxis axis)
    {
        var bars = series.Values.Index().Where(x => x.Item is > 0).Select(x => new Bar
        {
            Position = x.Index, Value = axis.Height(x.Item!.Value), Size = .72, FillColor = Of(series.Tone), LineWidth = 0,
        }).ToList();
        if (bars.Count > 0) plot.Add.Bars(bars);
    }

    // A line for each stretch without gaps; a point that has no neighbour is still seen.
    private static void AddLines(Plot plot, PlotSeries series, PlotAxis axis)
    {
        var stretch = new List<Coordinates>();
        foreach (var (i, value) in series.Values.Append(null).Index())
        {
            if (value is { } some)
            {
                stretch.Add(new(i, axis.Height(some)));
                continue;
            }
            if (stretch.Count > 0)
            {
                var line = plot.Add.Scatter(stretch.ToArray(), Of(Tone.Line));
                (line.LineWidth, line.MarkerSize) = (2, series.Values.Count > 30 ? stretch.Count == 1 ? 5 : 0 : 5);
            }
            stretch.Clear();
        }
    }

    private static Color Grid => Color.FromHex("#0000f0");

    // Known to the style (staff.css) by these values; no one ever sees them.
    private static Color Of(Tone tone) => Color.FromHex(string.Create(CultureInfo.InvariantCulture, $"#0000f{(int)tone}"));

    private static string Inner(string svg)
    {
        var begin = svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1;
        return Between().Replace(svg[begin..svg.LastIndexOf("</svg>", StringComparison.Ordinal)], "><").Trim();
    }

    [GeneratedRegex(@">\s+<")]
    private static partial Regex Between();
}
