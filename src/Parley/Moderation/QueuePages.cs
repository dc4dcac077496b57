using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Comments;
using Parley.Pages;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>The moderators' page: a list that works by forms alone, and by the keyboard with script.</summary>
public static class QueuePages
{
    /// <summary>A wave of spam is selected by eye; more than a page or two nobody has looked at.</summary>
    private const int MostAtOnce = 100;

    private static readonly Refusal NothingChosen = new(422, "nothing-chosen", "Choose the comments first.");
    private static readonly Refusal TooManyChosen = new(422, "too-many-chosen",
        "At most {0} comments can be decided at once.") { Args = [MostAtOnce] };

    public static void MapQueue(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/moderation").GuardOrigin().ForStaff(Role.Moderator).ExcludeFromDescription();
        pages.MapGet("/", Show);
        pages.MapPost("/keeping", Keep);
        pages.MapPost("/removal", Remove);
        var api = routes.MapGroup("/api/v1").WithTags("Moderation").GuardOrigin().ForStaff(Role.Moderator);
        api.MapGet("/cases", Open).WithSummary("What waits for a moderator, the oldest first; for moderators");
        api.MapGet("/cases/events", Events).Produces<CasesAnswer>(200, "text/event-stream")
            .WithSummary("The same as server-sent events: all of it again whenever a case is new, taken or over; for moderators");
        api.MapPut("/cases/{id}/claim", Take).WithSummary("Says that one looks at a case, for five minutes; for moderators");
        api.MapDelete("/cases/{id}/claim", GiveBack).WithSummary("Looks at it no longer");
    }

    private static async Task<IResult> Show(
        string? kind, string? rule, string? after, string? done, string? failed, string? later, HttpContext http, Queue queue,
            WaveQueue waves,
            CurrentSite site, HouseRulesInForce rules, Desk desk, PageRenderer pages, TimeProvider clock, CancellationToken ct)
    {
        if (!Cursor.TryParse(after, Queue.Order, site.Site.Secret, out var cursor)) return Problems.BadCursor.AsProblem();
        var filter = Filter(kind, rule, rules.Current);
        var part = await queue.Page(Acting.In(http).Reader!, filter, cursor, ct);
        // Before all else, but not among reports, notices or appeals, and not once more on the second page.
        var rows = cursor is null && filter is { Rule: null, Kind: null or CaseKind.Held or CaseKind.Overdue }
            ? await waves.Open(ct) : null;
        return await pages.Personal<QueuePage>(new QueuePage.QueueView(
            site.Words, site.Site.Name, part, filter, rules.Current, desk.Stamp(http), new Times(clock.Now(), site.Zone, site.Words),
                Number(done), Number(failed))
        {
            Later = Number(later),
            Waves = rows ?? new([], 0), WaveCount = rows is null ? await waves.Count(ct) : rows.Rows.Count + rows.More,
        });
    }

    private static async Task<IResult> Keep(HttpContext http, Removals removals, SecondLooks looks, HouseRulesInForce rules,
        CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        if (!Guid.TryParse(form["comment"], out var comment)) return Problems.BadId.AsProblem();
        if (await looks.Take(comment, form[QueueItem.ReadOf(comment)], null, form["text"], Acting.In(http).Reader!, ct) is { } looked)
            return looked.Refused(out var unlooked, out _) ? unlooked.AsProblem() : Back(form, rules, 1, 0);
        return (await removals.Keep(comment, form[QueueItem.ReadOf(comment)], form["text"], Card(form, comment), Acting.In(http).Reader!,
                ct)).Refused(out var refusal, out _)
            ? refusal.AsProblem() : Back(form, rules, 1, 0);
    }

    private static Guid Card(IFormCollection form, Guid comment) =>
        Guid.TryParse(form[QueueItem.CaseOf(comment)], out var card) ? card : Guid.Empty;

    /// <summary>One comment or many: each gets a decision of its own, with the same rule and facts.</summary>
    private static async Task<IResult> Remove(HttpContext http, Removals removals, SecondLooks looks, HouseRulesInForce rules,
        CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var chosen = form["comment"].Select(x => Guid.TryParse(x, out var id) ? id : Guid.Empty).Where(x => x != Guid.Empty).Distinct()
            .ToList();
        if (chosen.Count == 0) return NothingChosen.AsProblem();
        if (chosen.Count > MostAtOnce) return TooManyChosen.AsProblem();
        if (Reasons.Judge(rules.Current, form["rule"], form["text"]).Refused(out var unclear, out var reasons)) return unclear.AsProblem();
        var failed = 0;
        foreach (var comment in chosen)
        {
            if (await looks.Take(comment, form[QueueItem.ReadOf(comment)], reasons.Rule!.Id, form["text"], Acting.In(http).Reader!, ct)
                is { } looked)
            {
                if (!looked.Refused(out var unlooked, out _)) continue;
                if (chosen.Count == 1) return unlooked.AsProblem();
                failed++;
                continue;
            }
            if (!(await removals.Remove(comment, form[QueueItem.ReadOf(comment)], form["rule"], form["text"], Card(form, comment),
                    Acting.In(http).Reader!, ct))
                .Refused(out var refusal, out _)) continue;
            // Of one alone its reason is told; of many how many somebody else was quicker with, or their authors changed.
            if (chosen.Count == 1) return refusal.AsProblem();
            failed++;
        }
        return Back(form, rules, chosen.Count - failed, failed);
    }

    private static async Task<Ok<CasesAnswer>> Open(HttpContext http, Queue queue, CancellationToken ct) =>
        TypedResults.Ok(new CasesAnswer(await queue.Now(Acting.In(http).Reader!, ct)));

    private static IResult Events(HttpContext http, QueueLive queue, Live live, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (Head.IsAsked(http))
        {
            // As the stream would begin; it would never end.
            http.Response.ContentType = "text/event-stream";
            return Results.Empty;
        }
        if (live.TakePlace(Network.Of(http)).Refused(out var full, out var place)) return full.AsProblem();
        http.Response.RegisterForDispose(place);
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(queue.Follow(Acting.In(http).Reader!, place, ct));
    }

    private static async Task<Results<Ok<Claim>, Refused>> Take(Guid id, HttpContext http, Claims claims, CancellationToken ct) =>
        (await claims.Take(id, Acting.In(http).Reader!, ct)).Refused(out var refusal, out var claim)
            ? refusal.Refuse() : TypedResults.Ok(claim);

    private static async Task<Results<NoContent, Refused>> GiveBack(Guid id, HttpContext http, Claims claims, CancellationToken ct) =>
        (await claims.GiveBack(id, Acting.In(http).Reader!, ct)).Refused(out var refusal, out _)
            ? refusal.Refuse() : TypedResults.NoContent();

    private static IResult Back(IFormCollection form, HouseRulesInForce rules, int done, int failed) =>
        Results.LocalRedirect($"~/moderation?done={done}&failed={failed}{Filter(form["kind"], form["only"], rules.Current).Query}");

    internal static QueueFilter Filter(string? kind, string? rule, RuleBook book) => new(
        Enum.GetValues<CaseKind>().Where(x => x != CaseKind.SecondLook).Cast<CaseKind?>()
            .FirstOrDefault(x => string.Equals(x.ToString(), kind, StringComparison.OrdinalIgnoreCase)), book.Find(rule)?.Id);

    private static int Number(string? text) => int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? number
        : 0;
}

public sealed record CasesAnswer(IReadOnlyList<WaitingCase> Cases);
