using Microsoft.EntityFrameworkCore;
using Parley.Conduct;
using Parley.Data;
using Parley.Pages;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;

namespace Parley.Moderation;

/// <summary>What moderators should know of their own work, and the rules they work by.</summary>
public static class InsightPages
{
    private const int Days = 90;

    public static void MapInsights(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/moderation").GuardOrigin().ForStaff(Role.Moderator).ExcludeFromDescription();
        pages.MapGet("/insights", Insights);
        pages.MapGet("/rules", Rules);
        pages.MapPost("/rules", Write);
    }

    private static async Task<IResult> Insights(Database db, CurrentSite site, SecondLooks looks, SpamBook own, PageRenderer pages,
        TimeProvider clock, CancellationToken ct)
    {
        var since = clock.Now().AddDays(-Days);
        var decisions = await db.Decisions.AsNoTracking().Where(x => x.SiteId == site.Id && x.DecidedAt > since)
            .Select(x => new
            {
                x.Kind, x.Source, x.RaisedAt, x.DecidedAt,
                // What came out by itself, or ended with another decision, nobody has called wrong.
                IsOverruled = db.Appeals.Any(appeal => appeal.SiteId == x.SiteId && appeal.DecisionId == x.Id
                    && appeal.Outcome == AppealOutcome.Reverse && appeal.RuledById != null),
            }).ToListAsync(ct);
        var waits = decisions.Where(x => x.RaisedAt is not null).Select(x => x.DecidedAt - x.RaisedAt!.Value).Order().ToList();
        return await pages.Personal<InsightPage>(new InsightPage.InsightView(
            site.Words, site.Site.Name, Days, decisions.Count(x => x.Kind == DecisionKind.Removal),
                decisions.Count(x => x.Kind == DecisionKind.Kept && x.Source != LogSource.OwnInitiative),
            decisions.Count(x => x.Kind == DecisionKind.Suspension), decisions.Count(x => x.IsOverruled), waits.Count == 0
                ? null : waits[waits.Count / 2],
            await looks.Agreement(since, ct), await db.CoachCounts.Since(site.Id, since, ct),
            await db.Waves.CountAsync(x => x.SiteId == site.Id && x.NoticedAt > since, ct), await Own(db, site, own, since, ct)));
    }

    // What is held under the rule against spam and for no wave is held by the site's own model; a wave may be noticed later.
    private static async Task<InsightPage.OwnSpamCounts> Own(
        Database db, CurrentSite site, SpamBook own, DateTimeOffset since, CancellationToken ct)
    {
        var held = db.Decisions.Where(x => x.SiteId == site.Id && x.DecidedAt > since && x.Kind == DecisionKind.Hold
            && x.Ground == Ground.Spam
            && !db.WaveComments.Any(wave => wave.SiteId == x.SiteId && wave.CommentId == x.CommentId
                && wave.DecisionId == x.Id));
        // Both are of the same moment where a person kept it; an appeal was ruled on by one.
        var published = held.Where(x => x.ReversedAt != null && (db.Decisions.Any(kept => kept.SiteId == x.SiteId
                && kept.CommentId == x.CommentId && kept.Kind == DecisionKind.Kept && kept.DecidedAt == x.ReversedAt)
            || db.Appeals.Any(appeal => appeal.SiteId == x.SiteId && appeal.DecisionId == x.Id && appeal.RuledById != null
                && appeal.Outcome == AppealOutcome.Reverse)));
        return new(own.Lessons, await held.CountAsync(ct), await published.CountAsync(ct));
    }

    private static Task<IResult> Rules(HttpContext http, CurrentSite site, Desk desk, PageRenderer pages) =>
        pages.Personal<RulesPage>(new RulesPage.RulesView(site.Words, site.Site.Name, site.Text(SiteTextKind.Rules), desk.Stamp(http),
            null));

    private static async Task<IResult> Write(HttpContext http, CurrentSite site, SiteTexts texts, Desk desk, PageRenderer pages,
        CancellationToken ct)
    {
        var text = (await http.Request.ReadFormAsync(ct))["text"].ToString().ReplaceLineEndings("\n").Trim();
        Refusal? refusal = null;
        // A form loses the lines at the end; the same words are no new version.
        if (text == site.Text(SiteTextKind.Rules).ReplaceLineEndings("\n").Trim()) return Results.LocalRedirect("~/guidelines#rules");
        try
        {
            RuleFile.Read(text);
            (await texts.Write(SiteTextKind.Rules, text, ct)).Refused(out refusal, out _);
        }
        catch (FormatException mistake)
        {
            refusal = new(422, "bad-rules", mistake.Message);
        }
        return refusal is null ? Results.LocalRedirect("~/guidelines#rules")
            : await pages.Personal<RulesPage>(new RulesPage.RulesView(site.Words, site.Site.Name, text, desk.Stamp(http), refusal),
                refusal.Status);
    }
}
