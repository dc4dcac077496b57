using Parley.Web;

namespace Parley.Moderation;

/// <summary>How far back the page looks.</summary>
/// <param name="Name">In its address.</param>
/// <param name="Step">Days that are one point of a plot.</param>
public sealed record InsightSpan(string Name, int Days, int Step);

/// <param name="Periods">The oldest first.</param>
/// <param name="All">All of them together.</param>
/// <param name="IsModerator">Who also sees what moderators did.</param>
public sealed record TakingPartView(
    Words T, string SiteName, InsightSpan Span, IReadOnlyList<InsightFigures> Periods, InsightFigures All, bool IsModerator)
{
    /// <summary>Whole weeks: a day of the week that comes once more would look like a trend.</summary>
    public static readonly IReadOnlyList<InsightSpan> Spans = [new("days", 28, 1), new("quarter", 13 * 7, 7), new("year", 52 * 7, 7)];

    /// <summary>The figures of the page, each with its plot.</summary>
    public IReadOnlyList<InsightChart> Charts =>
    [
        new("participation", T["Participation"], T["Who wrote several comments on a day is counted once for it."],
            [(T.Number(All.Comments), T["Comments"]), (T.Number(All.Writers), T["Readers who wrote"])],
            [
                Counts(T["Comments"], Tone.Middle, x => x.Comments),
                Counts(T["Readers who wrote"], Tone.Line, x => x.Writers),
            ], PlotScale.Counts),
        new("replies", T["Replies per comment"], T["Replies for each comment that began a thread."],
            [(Ratio(All.RepliesPerComment), T["Replies per comment"])],
            [Series(T["Replies per comment"], Tone.Line, x => x.RepliesPerComment, Ratio)], PlotScale.Numbers),
        new("writing", T["Share of readers who write"],
            T["Of those who had a discussion before them on a day, how many wrote on that day. Browsers are counted, each once a day, "
                + "and none can be told from what is kept."],
            [(Share(All.ShareWriting), T["Share of readers who write"]), (T.Number(All.Readers), T["Readers"])],
            [Series(T["Share of readers who write"], Tone.Line, x => x.ShareWriting, Share)], PlotScale.Shares,
            [Counts(T["Readers"], Tone.None, x => x.Readers)]),
        new("first-reply", T["Time to first reply"],
            T["Half of the comments that got a reply from somebody else got the first within this time."],
            [(Wait(All.FirstReply), T["Time to first reply"]), (T.Number(All.FirstReplies.Sum()), T["Comments that got a reply"])],
            [Series(T["Time to first reply"], Tone.Line, x => x.FirstReply, Wait)], PlotScale.Minutes,
            [Counts(T["Comments that got a reply"], Tone.None, x => x.FirstReplies.Sum())]),
        new("hints", T["Hints before posting"],
            T["Counted by the day and for nobody in particular. A draft that was never posted is only among those shown."],
            [
                (T.Number(All.Hints.Shown), T["Hints shown"]), (T.Number(All.Hints.Changed), T["Changed after it"]),
                (T.Number(All.Hints.Kept), T["Posted as they were"]),
            ],
            [
                Counts(T["Hints shown"], Tone.Pale, x => x.Hints.Shown),
                Counts(T["Posted as they were"], Tone.Middle, x => x.Hints.Changed + x.Hints.Kept, x => x.Hints.Kept),
                Counts(T["Changed after it"], Tone.Strong, x => x.Hints.Changed),
            ], PlotScale.Counts),
    ];

    /// <param name="said">What the table says, where the plot shows it on top of another.</param>
    private PlotSeries Series(string name, Tone tone, Func<InsightFigures, double?> drawn, Func<double?, string> words,
        Func<InsightFigures, double?>? said = null) =>
        new(name, tone, [.. Periods.Select(drawn)], [.. Periods.Select(x => words((said ?? drawn)(x)))]);

    private PlotSeries Counts(string name, Tone tone, Func<InsightFigures, double?> drawn, Func<InsightFigures, double?>? said = null) =>
        Series(name, tone, drawn, count => T.Number((long)(count ?? 0)), said);

    /// <summary>Days of a period in words: one day, or the first and the last of a week.</summary>
    public string Days(InsightFigures period) => period.From == period.To ? Date(period.From) : $"{Date(period.From)} – {Date(period.To)}";

    public string Date(DateOnly day) => T.Date(day.Begin(TimeZoneInfo.Utc), TimeZoneInfo.Utc);

    /// <summary>What a height of a plot stands for.</summary>
    public string Label(PlotScale scale, double value) => scale switch
    {
        PlotScale.Shares => T.Percent(value, Math.Round(value * 100, 6) % 1 == 0 ? 0 : 1),
        PlotScale.Minutes => Wait(value),
        _ when value % 1 == 0 => T.Number((long)value),
        _ => T.Decimal(value, Math.Round(value * 10, 6) % 1 == 0 ? 1 : 2),
    };

    private string Ratio(double? number) => number is { } some ? T.Decimal(some, 2) : "–";

    private string Share(double? number) => number is { } some ? T.Percent(some, 1) : "–";

    private string Wait(double? minutes) => minutes switch
    {
        null => "–",
        >= int.MaxValue => T["more than {0}", T.Count(30, "{0} day", "{0} days")],
        >= 2 * 24 * 60 => T.Count((long)minutes / (24 * 60), "{0} day", "{0} days"),
        >= 60 when minutes % 60 == 0 => T.Count((long)minutes / 60, "{0} hour", "{0} hours"),
        _ => T.Count((long)minutes, "{0} minute", "{0} minutes"),
    };
}

/// <param name="Sums">Over the whole span: what it is, in words.</param>
/// <param name="Also">Stand in the table alone.</param>
public sealed record InsightChart(string Id, string Title, string Explained, IReadOnlyList<(string Value, string Name)> Sums,
    IReadOnlyList<PlotSeries> Series, PlotScale Scale, IReadOnlyList<PlotSeries>? Also = null)
{
    public bool IsEmpty => Series.All(x => x.Values.All(value => value is null or 0));
}
