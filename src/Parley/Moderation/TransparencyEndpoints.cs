using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>The log as people read it, and as newsrooms and researchers take it along.</summary>
public static class TransparencyEndpoints
{
    private const int PerPage = 50;

    /// <summary>A long log is some hundred megabytes; nobody needs it more often.</summary>
    private static readonly Limit Downloads = new("network-downloads", 10, 6,
        Words.Later("Too many downloads are asked for from this network. Please try again in {0}."));

    private static readonly Refusal BadBefore = new(400, "bad-before", "Give before as the number of an entry.");
    private static readonly Refusal NoReport = new(404, "no-report", "There is no report of that year: nothing was decided in it.");

    public static void MapTransparency(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/transparency").ExcludeFromDescription();
        pages.MapGet("/", Show);
        pages.MapGet("/checking", Checking);
        pages.MapGet("/decisions.csv", Decisions).LimitNetwork(Downloads);
        pages.MapGet("/statements.csv", Statements).LimitNetwork(Downloads);
        pages.MapGet("/reports/{year}", Report).LimitNetwork(Downloads);
    }

    private static async Task Show(string? before, HttpContext http, PublicLog log, CurrentSite site, Database db, Snapshots snapshots,
        Renderings renderings, CancellationToken ct)
    {
        long? until = null;
        if (before is not null)
        {
            if (!long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                await Problems.Write(http, BadBefore);
                return;
            }
            until = number;
        }
        var (size, signed) = (await log.Size(ct), await log.Checkpoint(ct));
        var audit = await db.AuditCounts.AsNoTracking().Where(x => x.SiteId == site.Id).OrderByDescending(x => x.MadeAt)
            .FirstOrDefaultAsync(ct);
        var state = string.Create(CultureInfo.InvariantCulture, $"{size} {signed?.Size} {audit?.MadeAt.Ticks}");
        var page = await snapshots.Get(new SnapshotKey("transparency", site.Id, "/transparency", Sort: before ?? "", Cursor: state), _ =>
            renderings.Make(CurrentSite.Stories, async (services, now) =>
            {
                var view = await View(services, until, size, signed, audit, now);
                return (await services.GetRequiredService<PageRenderer>().Render<TransparencyPage>(view), now.AddMinutes(1));
            }));
        await PageRenderer.Answer(http, page);
    }

    private static async Task<TransparencyView> View(
        IServiceProvider services, long? before, long size, LogCheckpoint? signed, AuditCount? audit, DateTimeOffset now)
    {
        var (db, site) = (services.GetRequiredService<Database>(), services.GetRequiredService<CurrentSite>());
        var end = Math.Min(before ?? size, size);
        var leaves = await db.LogEntries.Where(x => x.SiteId == site.Id && x.Index < end).OrderByDescending(x => x.Index).Take(PerPage)
            .Select(x => x.Leaf).ToListAsync();
        // What is shown is what is hashed; what can't be read is named by log verify.
        var entries = leaves.Select(leaf => LogLeaf.Read(leaf)).OfType<LogLeaf>().ToList();
        var rules = services.GetRequiredService<HouseRulesInForce>();
        var figures = before is null ? await services.GetRequiredService<TransparencyYear>().Figures(site.Id, size, default) : null;
        figures = figures is null ? null
            : figures with { ByRule = [.. figures.ByRule.Select(x => x with { Label = rules.Current.Find(x.Label)?.Title ?? x.Label })] };
        return new(site.Words, site.Site.Name, site.Absolute("/transparency"), new Times(now, site.Zone, site.Words), size, signed,
            figures, entries, entries.Count == PerPage && entries[^1].Index > 0 ? entries[^1].Index : null, before is null, audit,
            await Years(db, site.Id, now))
        {
            Titles = await Titles(entries.Select(x => x.Rule).OfType<LogRule>(), rules, db),
        };
    }

    // As the rule was called when it was applied.
    private static async Task<IReadOnlyDictionary<LogRule, string>> Titles(
        IEnumerable<LogRule> applied, HouseRulesInForce rules, Database db)
    {
        var titles = new Dictionary<LogRule, string>();
        foreach (var version in applied.Distinct().GroupBy(x => x.Version))
        {
            var book = await rules.Of(version.Key, db, default);
            foreach (var rule in version) titles[rule] = book.Find(rule.Id)?.Title ?? rule.Id;
        }
        return titles;
    }

    /// <summary>The newest first; none before the first decision.</summary>
    private static async Task<IReadOnlyList<int>> Years(Database db, int siteId, DateTimeOffset now)
    {
        var first = await db.LogEntries.Where(x => x.SiteId == siteId).OrderBy(x => x.Index).Select(x => (DateTimeOffset?)x.At)
            .FirstOrDefaultAsync();
        return first is null ? [] : [.. Enumerable.Range(first.Value.Year, Math.Max(1, now.Year - first.Value.Year + 1)).Reverse()];
    }

    private static async Task<IResult> Checking(PublicLog log, CurrentSite site, PageRenderer pages, CancellationToken ct) =>
        await pages.Personal<TransparencyCheckingPage>(new TransparencyCheckingPage.CheckingView(
            site.Words, site.Site.Name, site.Absolute("/transparency/checking"), site.Absolute(""),
            VerifierKey.Of(await log.Head(ct)).ToString()));

    private static IResult Decisions(TransparencyCsv csv) => Csv("decisions.csv", csv.Decisions);

    private static IResult Statements(TransparencyCsv csv) => Csv("statements.csv", csv.Statements);

    private static async Task<IResult> Report(
        string year, TransparencyReport report, Database db, CurrentSite site, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (!int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || !(await Years(db, site.Id, clock.Now())).Contains(number))
            return NoReport.AsProblem();
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(await report.Of(number, ct), "application/zip", $"transparency-report-{number}.zip");
    }

    private static IResult Csv(string name, Func<Stream, CancellationToken, Task> write) => new Download(name, write);

    /// <summary>Written while it is read: a long log doesn't lie in memory.</summary>
    private sealed class Download(string name, Func<Stream, CancellationToken, Task> write) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var headers = httpContext.Response.Headers;
            (headers.ContentType, headers.ContentDisposition, headers.CacheControl) = ("text/csv; charset=utf-8",
                $"attachment; filename={name}", "no-cache");
            return HttpMethods.IsHead(httpContext.Request.Method)
                ? Task.CompletedTask : write(httpContext.Response.Body, httpContext.RequestAborted);
        }
    }
}

/// <param name="Size">Of the whole log.</param>
/// <param name="Figures">Only on the first page.</param>
/// <param name="Entries">The newest first.</param>
/// <param name="Older">Before which entry the next page begins; null on the last.</param>
public sealed record TransparencyView(
    Words T, string SiteName, string Canonical, Times Times, long Size, LogCheckpoint? Signed, TransparencyFigures? Figures,
    IReadOnlyList<LogLeaf> Entries, long? Older, bool IsFirst, AuditCount? Audit, IReadOnlyList<int> Years)
{
    /// <summary>Of the rules in these entries.</summary>
    public required IReadOnlyDictionary<LogRule, string> Titles { get; init; }
}
