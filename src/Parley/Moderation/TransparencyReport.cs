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
    private const string Rejecting = "Complaint regarding a decision not to act on a notice";
    private const string Automated = "Use of automated means for content moderation";

    private static readonly string[] Restrictions =
    [
        "Number of measures taken at the provider's own initiative ",
        "Number of measures taken after detection with solely automated means ", "Visibility restriction Removal",
        "Visibility restriction Disable", "Visibility restriction Demoted", "Visibility restriction Age restricted",
        "Visibility restriction Interaction restricted", "Visibility restriction Labelled ", "Visibility restriction Other",
        "Monetary restriction Suspension", "Monetary restriction Termination", "Monetary restriction Other",
        "Provision of the service Suspension", "Provision of the service Termination",
        "Account restriction Suspension", "Account restriction Termination",
    ];

    private static readonly string[] Notices =
    [
        "Number of notices received ", "Number of notices received from Trusted flaggers",
        "Number of specific items of information included in the total number of notices",
        "Number of specific items of information included in the total number of notices by Trusted Flaggers (Trusted Flagger notices)",
        "Median time to take action", "Median time to take action (Trusted Flagger notices)",
        "Number of actions taken on the basis of the law", "Number of actions taken on the basis of the law (Trusted Flagger notices)",
        "Number of actions taken on the basis of the terms and conditions of the service",
        "Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices)",
    ];

    public async Task<byte[]> Of(int year, CancellationToken ct)
    {
        var (from, to) = (new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var entries = await db.LogEntries.Where(x => x.SiteId == site.Id && x.At >= from && x.At < to).OrderBy(x => x.Index)
            .Select(x => new Entry(x.Action, x.RuleId, x.Automated, x.Source, x.Waited, x.DecisionId)).ToListAsync(ct);
        var notices = await GivenIn(from, to, ct);
        var firsts = await FirstActions(from, to, ct);
        var period = $"{year}-01-01/{year}-12-31";

        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await Put(zip, "README.txt", ReadMe(year));
            await Put(zip, "1_report_identification.csv", Identification(year));
            await Put(zip, "4_notices.csv", NoticesPart(period, notices));
            await Put(zip, "6_own_initiative_TC.csv", OwnInitiative(period, entries));
            await Put(zip, "7_appeals_and_recidivism.csv", Appeals(period, entries, firsts, await AgainstRejections(from, to, ct)));
            await Put(zip, "8_automated_means.csv", AutomatedMeans(period, entries));
            await Put(zip, "11_qualitative.csv", Qualitative(period));
        }
        return bytes.ToArray();
    }

    private async Task<IReadOnlyList<Given>> GivenIn(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        await db.Notices.Where(x => x.SiteId == site.Id && x.CreatedAt >= from && x.CreatedAt < to && x.AgainstId == null)
            .Select(
                x => new Given(x.CommentId, x.RuleId, x.CreatedAt, x.AnsweredAt, db.Decisions.Where(decision => decision.SiteId == x.SiteId
                    && decision.Id == x.DecisionId).Select(decision => (DecisionKind?)decision.Kind).FirstOrDefault())).ToListAsync(ct);

    // Whoever gave a notice that was rejected and asked another moderator has complained; what came of it is a ruling on that.
    private async Task<IReadOnlyList<Entry>> AgainstRejections(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        (await (from second in db.Notices
                join decision in db.Decisions
                    on new { second.SiteId, Id = second.DecisionId!.Value } equals new { decision.SiteId, decision.Id }
                where second.SiteId == site.Id && second.AgainstId != null && second.AnsweredAt >= @from && second.AnsweredAt < to
                select new { decision.Kind, second.RuleId, second.CreatedAt, second.AnsweredAt, second.DecisionId }).ToListAsync(ct))
            .ConvertAll(x => new Entry(x.Kind == DecisionKind.Kept ? LogAction.Upheld : LogAction.Reversed, x.RuleId, Automated: false,
                LogSource.Notice, (long)(x.AnsweredAt!.Value - x.CreatedAt).TotalSeconds, x.DecisionId!.Value));

    // What was complained about: the first entry of the same decision, in this year or before.
    private async Task<IReadOnlyDictionary<Guid, LogAction>> FirstActions(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        (await (from outcome in db.LogEntries
                join first in db.LogEntries on new { outcome.SiteId, outcome.DecisionId } equals new { first.SiteId, first.DecisionId }
                where outcome.SiteId == site.Id && outcome.At >= @from && outcome.At < to
                    && (outcome.Action == LogAction.Upheld || outcome.Action == LogAction.Reversed) && first.Index < outcome.Index
                select new { first.DecisionId, first.Action, first.Index }).ToListAsync(ct))
            .GroupBy(x => x.DecisionId).ToDictionary(x => x.Key, x => x.MinBy(first => first.Index)!.Action);

    private string Identification(int year) => Table(["Applicability", "Service", "Indicator", "Value"],
    [
        [Everyone, site.Site.Name, "Name of the service provider", site.Site.Name],
        [Everyone, site.Site.Name, "Date of the publication of the report",
            clock.Now().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
        [Everyone, site.Site.Name, "Date of the publication of the latest previous report", ""],
        [Everyone, site.Site.Name, "Starting date of reporting period", $"{year}-01-01"],
        [Everyone, site.Site.Name, "Ending date of reporting period", $"{year}-12-31"],
    ]);

    private string NoticesPart(string period, IReadOnlyList<Given> notices)
    {
        return Table(["Applicability", "Service", "Reporting period", "Category of illegal content",
            "Description of the sub-category \"Other\"", .. Notices, .. Notices.Select(x => "Contextual information on " + x)],
            [
                Row("TOTAL", notices),
                .. TransparencyCategories.All.Where(x => x != "STATEMENT_CATEGORY_OTHER_VIOLATION_TC")
                    .Select(category => Row(category, [.. notices.Where(x => TransparencyCategories.Of(x.RuleId) == category)])),
                Row("STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE",
                    [.. notices.Where(x => TransparencyCategories.Of(x.RuleId) == "STATEMENT_CATEGORY_OTHER_VIOLATION_TC")]),
            ]);

        IReadOnlyList<string> Row(string category, IReadOnlyList<Given> some) =>
        [
            Hosting, site.Site.Name, period, category, "", Number(some.Count), "",
            Number(some.Select(x => x.CommentId).Distinct().Count()), "",
            Median([.. some.Where(x => x.Kind is not null).Select(x => (long?)(x.AnsweredAt!.Value - x.CreatedAt).TotalSeconds)]), "", "0",
            "", Number(some.Count(x => x.Kind == DecisionKind.Removal)), "", string.Create(CultureInfo.InvariantCulture,
                $"Notices that came in the period; of {some.Count(x => x.Kind is null && x.AnsweredAt is not null)} the comment "
                    + $"was withdrawn by its author first, and {some.Count(x => x.AnsweredAt is null)} wait"),
            "Trusted flaggers are not told apart", "", "", "In hours", "", "Decisions name a rule of the house, never a law", "", "", "",
        ];
    }

    private string OwnInitiative(string period, IReadOnlyList<Entry> entries)
    {
        var own = entries.Where(x => x.Action is LogAction.Removal or LogAction.Hold or LogAction.Suspension && IsOwn(x)).ToList();
        return Table(
            ["Applicability", "Service", "Reporting period", "Category of incompatibility with the provider's terms and conditions",
                "Description of the sub-category \"Other\"", .. Restrictions,
                .. Restrictions.Select(x => "Contextual Information on " + x)],
            [Row("TOTAL", own),
                .. TransparencyCategories.All.Select(category => Row(category, [.. own.Where(x => CategoryOf(x) == category)]))]);

        IReadOnlyList<string> Row(string category, IReadOnlyList<Entry> some) =>
        [
            Everyone, site.Site.Name, period, category, "", Number(some.Count), Number(some.Count(x => x.Automated)),
            Number(some.Count(x => x.Action == LogAction.Removal)), Number(some.Count(x => x.Action == LogAction.Hold)), "0", "0", "0", "0",
            "0", "0", "0", "0", Number(some.Count(x => x.Action == LogAction.Suspension)), "0", "0", "0",
            "Reports of readers that are no notices after Article 16 are counted here", .. Enumerable.Repeat("", Restrictions.Length - 1),
        ];
    }

    private string Appeals(
        string period, IReadOnlyList<Entry> entries, IReadOnlyDictionary<Guid, LogAction> firsts, IReadOnlyList<Entry> rejections)
    {
        const string Section = "Internal complaints mechanism";
        IReadOnlyList<Entry> all = [.. entries.Where(x => x.Action is LogAction.Upheld or LogAction.Reversed), .. rejections];
        return Table(["Applicability", "Service", "Reporting period", "Section", "Indicator", "Scope", "Value", "Contextual Information"],
        [
            [Everyone, site.Site.Name,
                period, Section, "Number of complaints submitted to the internal-complaints mechanism", "Total number", Number(all.Count),
                "Appeals of authors, and second looks for those who gave notice, that were decided in the period"],
            .. Outcomes("Number of complaints submitted to the internal-complaints mechanism", all).Skip(1),
            .. Outcomes(Removing, [.. all.Where(x => firsts.GetValueOrDefault(x.DecisionId) is LogAction.Removal or LogAction.Hold)]),
            .. Outcomes(Suspending, [.. all.Where(x => firsts.GetValueOrDefault(x.DecisionId) == LogAction.Suspension)]),
            .. Outcomes(Rejecting, rejections),
            [Platforms, site.Site.Name, period, "Suspensions imposed on repeated offenders",
                "Number of suspensions enacted for the provision of manifestly illegal content ", "Total number", "",
                "Suspensions are for breaking rules of the house; see part 6"],
        ]);

        IEnumerable<IReadOnlyList<string>> Outcomes(string indicator, IReadOnlyList<Entry> some) =>
        [
            [Platforms, site.Site.Name, period, Section, indicator, "Total number", Number(some.Count), ""],
            [Platforms, site.Site.Name, period, Section, indicator, "Decisions upheld",
                Number(some.Count(x => x.Action == LogAction.Upheld)), ""],
            [Platforms, site.Site.Name, period, Section, indicator, "Decisions partially reversed", "0",
                "An appeal is upheld or reversed as a whole"],
            [Platforms, site.Site.Name, period, Section, indicator, "Decisions reversed",
                Number(some.Count(x => x.Action == LogAction.Reversed)), ""],
            [Platforms, site.Site.Name, period, Section, indicator, "Median time", Median([.. some.Select(x => x.Waited)]), "In hours"],
        ];
    }

    private string AutomatedMeans(string period, IReadOnlyList<Entry> entries)
    {
        var measures = entries.Where(x => x.Action is LogAction.Removal or LogAction.Hold or LogAction.Suspension).ToList();
        var own = measures.Where(IsOwn).ToList();
        var notices = entries.Where(x => x is { Source: LogSource.Notice, Action: LogAction.Removal or LogAction.NoticeRejected }).ToList();
        return Table(["Applicability", "Service", "Reporting period", "Section", "Indicator", "Scope", "Value", "Contextual Information"],
            [.. Rows(Everyone, "measures", "taken", "Total number", measures),
                .. Rows(Everyone, "measures", "taken", "Own-initiative ", own),
                .. Rows(Hosting, "notices", "processed", "NAM Total", notices)]);

        IEnumerable<IReadOnlyList<string>> Rows(string applies, string what, string done, string scope, IReadOnlyList<Entry> some) =>
        [
            [applies, site.Site.Name, period, Automated, $"Number of {what} solely {done} by automated means ", scope,
                Number(some.Count(x => x.Automated)), ""],
            [applies, site.Site.Name, period, Automated, $"Number of {what} not {done} by automated means", scope,
                Number(some.Count(x => !x.Automated)), ""],
            .. new[] { "Accuracy", "Precision", "Recall" }.Select(IReadOnlyList<string> (measure) => [applies, site.Site.Name, period,
                Automated, "Accuracy of the automated means - " + measure, scope, "", "Not measured here"]),
        ];
    }

    private string Qualitative(string period) => Table(["Applicability", "Service", "Reporting period", "Indicator", "Value"],
    [
        .. new[]
        {
            "Summary of the content moderation engaged in at the providers’ own initiative",
            "Meaningful and comprehensible information regarding content moderation engaged in at the providers' own initiative",
            "Qualitative description of the automated means",
            "Qualitative description of indicators of accuracy and possible rate of error of automated means",
            "Specification of the precise purposes to apply automated means", "Safeguards applied to the use of automated means",
        }.Select(IReadOnlyList<string> (indicator) => [Everyone, site.Site.Name, period, indicator, ""]),
    ]);

    private static string ReadMe(int year) => $"""
        Transparency report {year}, in the parts of Annex I of Implementing Regulation (EU) 2024/2835.
        Parts 6 and 8 and the appeals in part 7 are counted from the public log; anyone can count them again.
        Notices and the complaints of those who gave them are counted where they are kept, which isn't published.

        Part 1   Complete, but for the date of the report before.
        Part 2   Left out: the categories have no names of their own here.
        Part 3   Left out: orders of authorities are not kept by this program. The publisher adds them.
        Part 4   Complete: every notice that came in the year, once. A second look at a rejected one is a
                 complaint, in part 7. Trusted flaggers are not told apart; sub-categories are not used.
        Part 5   Left out: a decision here names a rule of the house, never a law, so all are in part 6.
        Part 6   Complete, suspensions after a notice with them: no notice asks for one. Sub-categories are not used.
        Part 7   Complete for complaints, of authors and of those who gave notice. Disputes before out-of-court bodies and suspensions of
                 those who send unfounded notices are not in the log. The publisher adds them.
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

    // A notice asks that a comment be removed; whoever suspends its author decides that by themselves.
    private static bool IsOwn(Entry entry) => entry.Source != LogSource.Notice || entry.Action == LogAction.Suspension;

    private static string CategoryOf(Entry entry) => TransparencyCategories.Of(entry.RuleId);

    /// <summary>Hours, to the tenth; empty where nothing waited.</summary>
    private static string Median(IReadOnlyList<long?> seconds)
    {
        var waited = seconds.OfType<long>().Order().ToList();
        return waited.Count == 0
            ? "" : ((waited[(waited.Count - 1) / 2] + waited[waited.Count / 2]) / 2.0 / 3600).ToString("0.0", CultureInfo.InvariantCulture);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="Kind">Of the decision that answered it; null while there is none.</param>
    private sealed record Given(Guid CommentId, string RuleId, DateTimeOffset CreatedAt, DateTimeOffset? AnsweredAt, DecisionKind? Kind);

    private sealed record Entry(LogAction Action, string? RuleId, bool Automated, LogSource Source, long? Waited, Guid DecisionId);
}
