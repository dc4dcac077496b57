using Parley.Comments;
using Parley.Conduct;
using Parley.Pages;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;

namespace Parley.Moderation;

/// <summary>The same by pages and forms: report, remove, read the reasons, appeal, rule. All without script.</summary>
public static class DecisionPages
{
    private static readonly Refusal NotYours = new(403, "not-yours", "Only its author can withdraw a comment.");

    public static void MapDecisionPages(this IEndpointRouteBuilder routes)
    {
        MapReportForm(routes.MapGroup("/articles/{slug}/comments"));
        var decisions = routes.MapGroup("/decisions/{id:guid}").GuardOrigin().ExcludeFromDescription();
        decisions.MapGet("/", Show);
        decisions.MapPost("/appeal", Appeal).LimitNetwork(Limits.NetworkAppeals);
        decisions.MapPost("/withdrawal", Withdraw).LimitNetwork(Limits.NetworkSends);
        var moderators = routes.MapGroup("/articles/{slug}/comments/{id:guid}").GuardOrigin().ForStaff(Role.Moderator)
            .ExcludeFromDescription();
        moderators.MapGet("/removal", RemovalForm);
        moderators.MapPost("/removal", Remove);
        var rulings = routes.MapGroup("/decisions/{id:guid}").GuardOrigin().ForStaff(Role.Moderator).ExcludeFromDescription();
        rulings.MapPost("/ruling", Rule);
        rulings.MapPost("/suspension", Suspend);
    }

    /// <summary>Below an article's address, or that of a frame.</summary>
    public static void MapReportForm(RouteGroupBuilder comments)
    {
        var pages = comments.GuardOrigin().ExcludeFromDescription();
        pages.MapGet("/{id:guid}/report", ReportForm);
        pages.MapPost("/{id:guid}/report", Report).LimitNetwork(Limits.NetworkReports);
    }

    private static Task<IResult> ReportForm(Guid id, string? sent, HttpContext http, DecisionDesk desk) =>
        desk.AboutComment(id, http, removes: false, null, sent);

    private static async Task<IResult> Report(Guid id, HttpContext http, Identity identity, Reports reports, DecisionDesk desk,
        CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (rule, note) = (form["rule"].ToString(), form["text"].ToString());
        var reader = await identity.Who(http) ?? await identity.Welcome(http, null);
        return (await reports.Take(id, reader, rule, note, ct)).Refused(out var refusal, out var taken)
            ? await desk.AboutComment(id, http, removes: false, new(rule, note, refusal))
            : Results.LocalRedirect($"~{http.Request.Path}?sent={(taken.Warning is null ? "1" : "warned")}");
    }

    private static Task<IResult> RemovalForm(Guid id, HttpContext http, DecisionDesk desk) =>
        desk.AboutComment(id, http, removes: true, null);

    private static async Task<IResult> Remove(Guid id, HttpContext http, Removals removals, DecisionDesk desk, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (rule, facts) = (form["rule"].ToString(), form["text"].ToString());
        return (await removals.Remove(id, form["read"], rule, facts, card: null, Acting.In(http).Reader!, ct))
                .Refused(out var refusal, out var decided)
            ? await desk.AboutComment(id, http, removes: true, new(rule, facts, refusal))
            : Results.LocalRedirect($"~/decisions/{decided.Id}");
    }

    private static async Task<IResult> Show(Guid id, string? receipt, HttpContext http, DecisionDesk desk, CancellationToken ct) =>
        await desk.Decision(id, receipt, http, null, ct);

    private static async Task<IResult> Appeal(Guid id, HttpContext http, Identity identity, Appeals appeals, DecisionDesk desk,
        CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (text, receipt) = (form["text"].ToString(), form["receipt"].ToString());
        return (await appeals.Lodge(id, await identity.Who(http), receipt, text, ct)).Refused(out var refusal, out _)
            ? await desk.Decision(id, receipt, http, new("", text, refusal), ct)
            : Back(id, receipt);
    }

    /// <summary>The author's words, by the author; also with the receipt, since a frame's reader is a stranger here.</summary>
    private static async Task<IResult> Withdraw(Guid id, HttpContext http, Identity identity, Explanations explanations, Revising revising,
        CancellationToken ct)
    {
        var receipt = (await http.Request.ReadFormAsync(ct))["receipt"].ToString();
        if (await explanations.Author(id, await identity.Who(http), receipt, ct) is not { } author) return NotYours.AsProblem();
        return (await revising.Withdraw(author.Comment, author.Reader, Network.Of(http), ct)).Refused(out var refusal, out _)
            ? refusal.AsProblem() : Back(id, receipt);
    }

    private static IResult Back(Guid id, string receipt) =>
        Results.LocalRedirect($"~/decisions/{id}{(receipt.Length > 0 ? "?receipt=" + Uri.EscapeDataString(receipt) : "")}");

    private static async Task<IResult> Rule(Guid id, HttpContext http, Appeals appeals, DecisionDesk desk, Explanations explanations,
        CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (outcome, facts) = (form["outcome"].ToString(), form["text"].ToString());
        if (await explanations.Of(id, Acting.In(http).Reader, null,
            ct) is not { Appeal.Id: { } appeal }) return Problems.NotFound.AsProblem();
        return (await appeals.Rule(appeal, outcome, facts, Acting.In(http).Reader!, ct)).Refused(out var refusal, out _)
            ? await desk.Decision(id, null, http, new(outcome, facts, refusal), ct) : Results.LocalRedirect($"~/decisions/{id}");
    }

    private static async Task<IResult> Suspend(Guid id, HttpContext http, Suspensions suspensions, CancellationToken ct) =>
        (await suspensions.Suspend(id, (await http.Request.ReadFormAsync(ct))["text"], Acting.In(http).Reader!, ct))
            .Refused(out var refusal, out var suspended)
            ? refusal.AsProblem() : Results.LocalRedirect($"~/decisions/{suspended.DecisionId}");
}

/// <summary>What was typed into a form that was refused.</summary>
/// <param name="Choice">The rule, or the outcome.</param>
public sealed record Typed(string Choice, string Text, Refusal? Refusal);

/// <summary>Makes the pages around decisions.</summary>
public sealed class DecisionDesk(
    Desk desk, Threads threads, CurrentSite site, HouseRulesInForce rules, HoldRules holds, Explanations explanations, Identity identity,
        PageRenderer pages, TimeProvider clock)
{
    public async Task<IResult> AboutComment(Guid id, HttpContext http, bool removes, Typed? typed, string? sent = null)
    {
        if (await desk.Find(http) is not { } open || await desk.Comment(open, id) is not { } comment) return Problems.NotFound.AsProblem();
        if (!comment.IsPublished && typed is null && sent is null) return Results.LocalRedirect("~" + open.Place.Of(id));
        var shown = await threads.Alone(comment, http.RequestAborted);
        if (typed?.Refusal?.RetryAfter is { } wait) http.Response.Headers.RetryAfter = ((int)wait.TotalSeconds)
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        return await pages.Personal<RulePage>(new RulePage.RuleView(open.Place, shown, rules.In(open.T), desk.Stamp(http),
            typed ?? new("", "", null), removes, sent) { Blind = removes ? await Blind(comment, open) : [] },
            typed?.Refusal?.Status ?? 200);
    }

    private async Task<IReadOnlyList<Spoken>> Blind(Comment comment, Open open)
    {
        var (letters, said) = (new Dictionary<Guid, int> { [comment.AuthorId] = 0 }, new List<Spoken>());
        for (Comment? at = comment; at is not null && said.Count <= Queue.AncestorsShown;
            at = at.ParentId is { } parent ? await desk.Comment(open, parent) : null)
        {
            if (!letters.TryGetValue(at.AuthorId, out var letter)) letters[at.AuthorId] = letter = letters.Count;
            said.Insert(0, new(letter, at.IsPublished || at == comment ? Markup.Comment(at.Text, at.Format) : null));
        }
        return said;
    }

    public async Task<IResult> Decision(Guid id, string? receipt, HttpContext http, Typed? typed, CancellationToken ct)
    {
        var reader = await identity.Who(http);
        if (await explanations.Of(id, reader, receipt, ct) is not { } found) return Problems.NotFound.AsProblem();
        // A link with a receipt in it shall not be told to the pages that this one links to.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        var now = clock.Now();
        var mayRule = found is { IsModerator: true, Appeal.RuledAt: null, Appeal.Id: not null } && found.ModeratorId != reader!.Id
            && !found.IsConcerned;
        return await pages.Personal<DecisionPage>(new DecisionPage.DecisionView(
            site.Words, site.Site.Name, found, new Times(now, site.Zone, site.Words), desk.Stamp(http), receipt, typed ?? new("", "", null),
            found is { IsConcerned: true, Appeal: null } && now <= found.AppealableUntil, mayRule) { Escalates = holds.Escalates },
                typed?.Refusal?.Status ?? 200);
    }
}
