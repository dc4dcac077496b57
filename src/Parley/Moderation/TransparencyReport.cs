using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// The yearly report in the form of Implementing Regulation (EU) 2024/2835, Annex I: a file for each part that a site of this kind has
/// something to say in, with the form's own columns and rows. What doesn't apply or isn't known here is said in the report itself.
/// </summary>
public sealed class TransparencyReport(Database db, CurrentSite site, TimeProvider clock)
{
    private const string Everyone = "All";
    private const string Hosting = "Only for providers of hosting services, including online platforms";
    private const string Platforms = "Only for providers of online platforms";
    private const string Removing = "Complaint regarding a decision to remove or disable access to or restrict visibility of information";
    private const string Suspending = "Complaint regarding a decision to suspend or terminate the provision of the service";
    private const string Automated = "Use of automated means for content moderation";

    private static readonly string[] Restrictions =
    [
        "Number of measures taken at the provider's own initiative ", "Number of measures taken after detection with solely automated means ", "Visibility restriction Removal", "Visibility restriction Disable",
        "Visibility restriction Demoted", "Visibility restriction Age restricted", "Visibility restriction Interaction restricted", "Visibility restriction Labelled ", "Visibility restriction Other",
        "Monetary restriction Suspension", "Monetary restriction Termination", "Monetary restriction Other", "Provision of the service Suspension", "Provision of the service Termination",
        "Account restriction Suspension", "Account restriction Termination",
    ];

    private static readonly string[] Notices =
    [
        "Number of notices received ", "Number of notices received from Trusted flaggers", "Number of specific items of information included in the total number of notices",
        "Number of specific items of information included in the total number of notices by Trusted Flaggers (Trusted Flagger notices)", "Median time to take action",
        "Median time to take action (Trusted Flagger notices)", "Number of actions taken on the basis of the law", "Number of actions taken on the basis of the law (Trusted Flagger notices)",
        "Number of actions taken on the basis of the terms and conditions of the service", "Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices)",
    ];

    public async Task<byte[]> Of(int year, CancellationToken ct)
    {
        var (from, to) = (new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var entries = await db.LogEntries.Where(x => x.SiteId == site.Id && x.At >= from && x.At < to).OrderBy(x => x.Index)
            .Select(x => new Entry(x.Action, x.RuleId, x.Automated, x.Source, x.Waited, x.DecisionId)).ToListAsync(ct);
        var firsts = await FirstActions(from, to, ct);
        var period = $"{year}-01-01/{year}-12-31";

        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await Put(zip, "README.txt", ReadMe(year));
            await Put(zip, "1_report_identification.csv", Identification(year));
            await Put(zip, "4_notices.csv", NoticesPart(period, entries));
            await Put(zip, "6_own_initiative_TC.csv", OwnInitiative(period, entries));
            await Put(zip, "7_appeals_and_recidivism.csv", Appeals(period, entries, firsts));
            await Put(zip, "8_automated_means.csv", AutomatedMeans(period, entries));
            await Put(zip, "11_qualitative.csv", Qualitative(period));
        }
        return bytes.ToArray();
    }

    // What was complained about: the first entry of the same decision, in this year or before.
    private async Task<IReadOnlyDictionary<Guid, LogAction>> FirstActions(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        (await (from outcome in db.LogEntries
                join first in db.LogEntries on new { outcome.SiteId, outcome.DecisionId } equals new { first.SiteId, first.DecisionId }
                where outcome.SiteId == site.Id && outcome.At >= @from && outcome.At < to && (outcome.Action == LogAction.Upheld || outcome.Action == LogAction.Reversed) && first.Index < outcome.Index
                select new { first.DecisionId, first.Action, first.Index }).ToListAsync(ct))
            .GroupBy(x => x.DecisionId).ToDictionary(x => x.Key, x => x.MinBy(first => first.Index)!.Action);

    private string Identification(int year) => Table(["Applicability", "Service", "Indicator", "Value"],
    [
        [Everyone, site.Site.Name, "Name of the service provider", site.Site.Name],
        [Everyone, site.Site.Name, "Date of the publication of the report", clock.Now().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
        [Everyone, site.Site.Name, "Date of the publication of the latest previous report", ""],
        [Everyone, site.Site.Name, "Starting date of reporting period", $"{year}-01-01"],
        [Everyone, site.Site.Name, "Ending date of reporting period", $"{year}-12-31"],
    ]);

    private string NoticesPart(string period, IReadOnlyList<Entry> entries)
    {
        var notices = entries.Where(x => x is { Source: LogSource.Notice, Action: LogAction.Removal or LogAction.Hold or LogAction.Publish or LogAction.NoticeRejected }).ToList();
        return Table(["Applicability", "Service", "Reporting period", "Category of illegal content", "Description of the sub-category \"Other\"", .. Notices, .. Notices.Select(x => "Contextual information on " + x)],
        [
            Row("TOTAL", notices),
            .. TransparencyCategories.All.Where(x => x != "STATEMENT_CATEGORY_OTHER_VIOLATION_TC").Select(category => Row(category, [.. notices.Where(x => CategoryOf(x) == category)])),
            Row("STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE", [.. notices.Where(x => CategoryOf(x) == "STATEMENT_CATEGORY_OTHER_VIOLATION_TC")]),
        ]);

        IReadOnlyList<string> Row(string category, IReadOnlyList<Entry> some) =>
        [
            Hosting, site.Site.Name, period, category, "", Number(some.Count), "", Number(some.Count), "", Median(some), "", "0", "",
            Number(some.Count(x => x.Action == LogAction.Removal)), "", "Notices that were decided in the period; each is about one comment", "Trusted flaggers are not told apart",
            "", "", "In hours", "", "Decisions name a rule of the house, never a law", "", "", "",
        ];
    }

    private string OwnInitiative(string period, IReadOnlyList<Entry> entries)
    {
        var own = entries.Where(x => x is { Source: not LogSource.Notice, Action: LogAction.Removal or LogAction.Hold or LogAction.Suspension }).ToList();
        return Table(
            ["Applicability", "Service", "Reporting period", "Category of incompatibility with the provider's terms and conditions", "Description of the sub-category \"Other\"", .. Restrictions, .. Restrictions.Select(x => "Contextual Information on " + x)],
            [Row("TOTAL", own), .. TransparencyCategories.All.Select(category => Row(category, [.. own.Where(x => CategoryOf(x) == category)]))]);

        IReadOnlyList<string> Row(string category, IReadOnlyList<Entry> some) =>
        [
            Everyone, site.Site.Name, period, category, "", Number(some.Count), Number(some.Count(x => x.Automated)), Number(some.Count(x => x.Action == LogAction.Removal)),
            Number(some.Count(x => x.Action == LogAction.Hold)), "0", "0", "0", "0", "0", "0", "0", "0", Number(some.Count(x => x.Action == LogAction.Suspension)), "0", "0", "0",
            "Reports of readers that are no notices after Article 16 are counted here", .. Enumerable.Repeat("", Restrictions.Length - 1),
        ];
    }

    private string Appeals(string period, IReadOnlyList<Entry> entries, IReadOnlyDictionary<Guid, LogAction> firsts)
    {
        const string Section = "Internal complaints mechanism";
        var all = entries.Where(x => x.Action is LogAction.Upheld or LogAction.Reversed).ToList();
        return Table(["Applicability", "Service", "Reporting period", "Section", "Indicator", "Scope", "Value", "Contextual Information"],
        [
            [Everyone, site.Site.Name, period, Section, "Number of complaints submitted to the internal-complaints mechanism", "Total number", Number(all.Count), "Appeals that were ruled on in the period"],
            .. Outcomes("Number of complaints submitted to the internal-complaints mechanism", all).Skip(1),
            .. Outcomes(Removing, [.. all.Where(x => firsts.GetValueOrDefault(x.DecisionId) is LogAction.Removal or LogAction.Hold)]),
            .. Outcomes(Suspending, [.. all.Where(x => firsts.GetValueOrDefault(x.DecisionId) == LogAction.Suspension)]),
            [Platforms, site.Site.Name, period, "Suspensions imposed on repeated offenders", "Number of suspensions enacted for the provision of manifestly illegal content ", "Total number", "",
                "Suspensions are for breaking rules of the house; see part 6"],
        ]);

        IEnumerable<IReadOnlyList<string>> Outcomes(string indicator, IReadOnlyList<Entry> some) =>
        [
            [Platforms, site.Site.Name, period, Section, indicator, "Total number", Number(some.Count), ""],
            [Platforms, site.Site.Name, period, Section, indicator, "Decisions upheld", Number(some.Count(x => x.Action == LogAction.Upheld)), ""],
            [Platforms, site.Site.Name, period, Section, indicator, "Decisions partially reversed", "0", "An appeal is upheld or reversed as a whole"],
            [Platforms, site.Site.Name, period, Section, indicator, "Decisions reversed", Number(some.Count(x => x.Action == LogAction.Reversed)), ""],
            [Platforms, site.Site.Name, period, Section, indicator, "Median time", Median(some), "In hours"],
        ];
    }

    private string AutomatedMeans(string period, IReadOnlyList<Entry> entries)
    {
        var measures = entries.Where(x => x.Action is LogAction.Removal or LogAction.Hold or LogAction.Suspension).ToList();
        var own = measures.Where(x => x.Source != LogSource.Notice).ToList();
        var notices = entries.Where(x => x is { Source: LogSource.Notice, Action: LogAction.Removal or LogAction.NoticeRejected }).ToList();
        return Table(["Applicability", "Service", "Reporting period", "Section", "Indicator", "Scope", "Value", "Contextual Information"],
            [.. Rows(Everyone, "measures", "taken", "Total number", measures), .. Rows(Everyone, "measures", "taken", "Own-initiative ", own), .. Rows(Hosting, "notices", "processed", "NAM Total", notices)]);

        IEnumerable<IReadOnlyList<string>> Rows(string applies, string what, string done, string scope, IReadOnlyList<Entry> some) =>
        [
            [applies, site.Site.Name, period, Automated, $"Number of {what} solely {done} by automated means ", scope, Number(some.Count(x => x.Automated)), ""],
            [applies, site.Site.Name, period, Automated, $"Number of {what} not {done} by automated means", scope, Number(some.Count(x => !x.Automated)), ""],
            .. new[] { "Accuracy", "Precision", "Recall" }.Select(IReadOnlyList<string> (measure) => [applies, site.Site.Name, period, Automated, "Accuracy of the automated means - " + measure, scope, "", "Not measured here"]),
        ];
    }

    private string Qualitative(string period) => Table(["Applicability", "Service", "Reporting period", "Indicator", "Value"],
    [
        .. new[]
        {
            "Summary of the content moderation engaged in at the providers’ own initiative", "Meaningful and comprehensible information regarding content moderation engaged in at the providers' own initiative",
            "Qualitative description of the automated means", "Qualitative description of indicators of accuracy and possible rate of error of automated means",
            "Specification of the precise purposes to apply automated means", "Safeguards applied to the use of automated means",
        }.Select(IReadOnlyList<string> (indicator) => [Everyone, site.Site.Name, period, indicator, ""]),
    ]);

    private static string ReadMe(int year) => $"""
        Transparency report {year}, in the parts of Annex I of Implementing Regulation (EU) 2024/2835.
        All figures are counted from the public log; anyone can count them again.

        Part 1   Complete, but for the date of the report before.
        Part 2   Left out: the categories have no names of their own here.
        Part 3   Left out: orders of authorities are not kept by this program. The publisher adds them.
        Part 4   Complete, but for trusted flaggers, who are not told apart. Sub-categories are not used.
        Part 5   Left out: a decision here names a rule of the house, never a law, so all are in part 6.
        Part 6   Complete. Sub-categories are not used.
        Part 7   Complete for complaints. Disputes before out-of-court bodies and suspensions of those who send
                 unfounded notices are not in the log. The publisher adds them.
        Part 8   Complete, but for accuracy, which is not measured here. Languages are for very large platforms.
        Part 9   Left out: for very large platforms only.
        Part 10  Left out: for very large platforms only.
        Part 11  The texts are the publisher's to write.
        """;

    private static string Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        TransparencyCsv.Line(columns) + string.Concat(rows.Select(TransparencyCsv.Line));

    private static async Task Put(ZipArchive zip, string name, string text)
    {
        await using var file = await zip.CreateEntry(name).OpenAsync();
        await file.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private static string CategoryOf(Entry entry) => TransparencyCategories.Of(entry.RuleId);

    /// <summary>Hours, to the tenth; empty where nothing waited.</summary>
    private static string Median(IReadOnlyList<Entry> entries)
    {
        var waited = entries.Where(x => x.Waited is not null).Select(x => x.Waited!.Value).Order().ToList();
        return waited.Count == 0 ? "" : ((waited[(waited.Count - 1) / 2] + waited[waited.Count / 2]) / 2.0 / 3600).ToString("0.0", CultureInfo.InvariantCulture);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Entry(LogAction Action, string? RuleId, bool Automated, LogSource Source, long? Waited, Guid DecisionId);
}
