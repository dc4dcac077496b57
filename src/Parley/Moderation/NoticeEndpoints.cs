using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>The form that is open to anyone, and the page with its answer.</summary>
public static class NoticeEndpoints
{
    private static readonly Refusal Trapped = new(422, "honeypot",
        "The field that must stay empty was filled in, perhaps by a form filler. Please empty it and send again.");

    public static void MapNotices(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").GuardOrigin().ExcludeFromDescription();
        pages.MapGet("/notice", Form);
        pages.MapPost("/notice", Send).LimitNetwork(Limits.NetworkNotices);
        pages.MapGet("/notices/{id:guid}", Answer);
        pages.MapPost("/notices/{id:guid}/again", SendAgain).LimitNetwork(Limits.NetworkNotices);
        var api = routes.MapGroup("/api/v1").WithTags("Moderation").GuardOrigin();
        api.MapPost("/notices", Give).LimitNetwork(Limits.NetworkNotices)
            .WithSummary("Gives notice of illegal content (DSA Art. 16); open to anyone");
        api.MapPost("/notices/{id}/again", GiveAgain).LimitNetwork(Limits.NetworkNotices)
            .WithSummary("Asks another moderator about a rejected notice (DSA Art. 20); for whoever has its receipt");
    }

    private static Task<IResult> Form(string? url, HttpContext http, FormStamp stamps, CurrentSite site, HouseRulesInForce rules,
        PageRenderer pages) =>
        pages.Personal<NoticePage>(
            View(http, stamps, site, rules, new(Whole(url, http, site), null, null, null, null, false, false), null));

    // Where readers come from a comment, its path.
    private static string? Whole(string? url, HttpContext http, CurrentSite site) => url is not ['/', not '/', ..] ? url
        : (site.PublicUrl ?? $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase.ToUriComponent()}") + url;

    private static async Task<IResult> Send(
        HttpContext http, Notices notices, FormStamp stamps, CurrentSite site, HouseRulesInForce rules, PageRenderer pages,
            CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var asked = new NoticeRequest(form["url"], form["rule"], form["text"], form["name"], form["email"], form["faith"] == "1",
            form["child"] == "1");
        var outcome = form["website"].ToString().Length > 0 ? Trapped : await notices.Give(asked, http.Request.Host.Value!, ct);
        return outcome.Refused(out var refusal, out var given)
            ? await pages.Personal<NoticePage>(View(http, stamps, site, rules, asked, refusal), refusal.Status)
            : Results.LocalRedirect($"~/notices/{given.NoticeId}?receipt={Uri.EscapeDataString(given.Receipt)}");
    }

    private static Task<IResult> Answer(Guid id, string? receipt, HttpContext http, NoticeDesk desk, CancellationToken ct) =>
        desk.Answer(id, receipt, http, null, ct);

    private static async Task<IResult> SendAgain(Guid id, HttpContext http, SecondNotices notices, NoticeDesk desk, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (text, receipt) = (form["text"].ToString(), form["receipt"].ToString());
        return (await notices.Ask(id, receipt, text, ct)).Refused(out var refusal, out var given)
            ? await desk.Answer(id, receipt, http, new("", text, refusal), ct)
            : Results.LocalRedirect($"~/notices/{given.NoticeId}?receipt={Uri.EscapeDataString(given.Receipt)}");
    }

    private static async Task<Results<Created<GivenNotice>, Refused>> GiveAgain(Guid id, AppealRequest asked, SecondNotices notices,
        CancellationToken ct) => (await notices.Ask(id, asked.Receipt, asked.Text, ct)).Refused(out var refusal, out var given)
            ? refusal.Refuse() : TypedResults.Created($"/notices/{given.NoticeId}", given);

    private static async Task<Results<Created<GivenNotice>, Refused>> Give(NoticeRequest asked, HttpContext http, Notices notices,
        CancellationToken ct) =>
        (await notices.Give(asked, http.Request.Host.Value!, ct)).Refused(out var refusal, out var given)
            ? refusal.Refuse() : TypedResults.Created($"/notices/{given.NoticeId}", given);

    private static NoticePage.NoticeView View(HttpContext http, FormStamp stamps, CurrentSite site, HouseRulesInForce rules,
        NoticeRequest typed, Refusal? refusal) =>
        new(site.Words, site.Site.Name, site.Absolute("/notice"), rules.Current, stamps.Make(Identity.CookieOf(http)), typed, refusal);
}

/// <summary>Makes the page with the answer to a notice.</summary>
public sealed class NoticeDesk(
    Database db, CurrentSite site, HouseRulesInForce rules, FormStamp stamps, PageRenderer pages, TimeProvider clock)
{
    public async Task<IResult> Answer(Guid id, string? receipt, HttpContext http, Typed? typed, CancellationToken ct)
    {
        var notice = await db.Notices.AsNoTracking().FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        if (notice is null || !notice.IsOpenedBy(receipt)) return Problems.NotFound.AsProblem();
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        var decision = notice.DecisionId is null ? null : await db.Decisions.AsNoTracking()
            .FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Id == notice.DecisionId, ct);
        var rule = (await rules.Of(notice.RulesVersion, db, ct)).Find(notice.RuleId);
        var isAsked = await db.Notices.AnyAsync(x => x.SiteId == site.Id && x.AgainstId == id, ct);
        return await pages.Personal<NoticeAnswerPage>(new NoticeAnswerPage.AnswerView(
            site.Words, site.Site.Name, new Times(clock.Now(), site.Zone, site.Words), notice, rule?.Title ?? notice.RuleId, decision)
        {
            Typed = typed ?? new("", "", null), Stamp = stamps.Make(Identity.CookieOf(http)), Receipt = receipt!, IsAskedAgain = isAsked,
            MayAskAgain = decision is { Kind: DecisionKind.Kept } && notice.AgainstId is null && !isAsked
                && clock.Now() <= decision.AppealableUntil,
        }, typed?.Refusal?.Status ?? 200);
    }
}
