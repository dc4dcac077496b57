using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>Reports, removals, appeals and rulings, for programs.</summary>
public static class DecisionEndpoints
{
    private static readonly Refusal TokenNeeded = new(401, "token-needed",
        "Say who is reporting: POST /api/v1/guests gives a token for Authorization: Bearer.");

    public static void MapDecisionApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Moderation").GuardOrigin();
        api.MapGet("/rules", InForce).WithSummary("The rules by which comments are removed");
        api.MapPost("/comments/{id}/reports", Report).LimitNetwork(Limits.NetworkReports)
            .WithSummary("Says that a comment breaks a rule: one report per reader");
        api.MapGet("/decisions/{id}", Decision)
            .WithSummary("A decision: what everybody may know of it, and all of it for whom it concerns");
        api.MapPost("/decisions/{id}/appeal", Appeal).LimitNetwork(Limits.NetworkAppeals)
            .WithSummary("Appeals against a decision: the author, or whoever has the receipt");
        var moderators = routes.MapGroup("/api/v1").WithTags("Moderation").GuardOrigin().ForStaff(Role.Moderator);
        moderators.MapPost("/comments/{id}/removal", Remove)
            .WithSummary("Removes a comment under a rule, with facts of at least 3 visible characters; for moderators");
        moderators.MapPost("/comments/{id}/keeping", Keep).WithSummary(
            "Leaves a reported comment where it is; facts, where somebody gave notice, have at least 3 visible characters; for moderators");
        moderators.MapPost("/decisions/{id}/suspension", Suspend)
            .WithSummary(
                "Suspends the author of what was removed, by the next step, with facts of at least 3 visible characters; for moderators");
        moderators.MapPost("/appeals/{id}/ruling", Rule)
            .WithSummary("Rules on an appeal, with facts of at least 3 visible characters; for a moderator who has not decided before");
    }

    private static RulesAnswer InForce(HouseRulesInForce rules) => new(rules.Current.Version, [.. rules.Current.Rules.Select(rule =>
        new RuleAnswer(rule.Id, LogLeaf.Name(rule.Ground), rule.Title, rule.Does, rule.Text, rule.Examples))]);

    private static async Task<Results<Accepted<TakenReport>, Refused>> Report(
        Guid id, ReportRequest asked, HttpContext http, Identity identity, Reports reports, CancellationToken ct)
    {
        var reader = await identity.Who(http);
        // A reader of our own page reports without saying a name; a program has to bring its token.
        if (reader is null && (Identity.BearerOf(http) is not null
            || http.Request.Headers["Sec-Fetch-Site"] != "same-origin")) return TokenNeeded.Refuse();
        return (await reports.Take(id, reader ?? await identity.Welcome(http, null), asked.Rule, asked.Note, ct))
            .Refused(out var refusal, out var taken)
            ? refusal.Refuse() : TypedResults.Accepted((string?)null, taken);
    }

    private static async Task<Results<Ok<Explanation>, Refused>> Decision(Guid id, string? receipt, HttpContext http, Identity identity,
        Explanations explanations, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        return await explanations.Of(id, await identity.Who(http), receipt, ct) is { } found ? TypedResults.Ok(found)
            : Problems.NotFound.Refuse();
    }

    private static async Task<Results<Created<LodgedAppeal>, Refused>> Appeal(
        Guid id, AppealRequest asked, HttpContext http, Identity identity, Appeals appeals, CancellationToken ct)
    {
        return (await appeals.Lodge(id, await identity.Who(http), asked.Receipt, asked.Text, ct))
            .Refused(out var refusal, out var appeal)
            ? refusal.Refuse() : TypedResults.Created($"/decisions/{id}", new LodgedAppeal(appeal.Id));
    }

    private static async Task<Results<Created<DecidedAnswer>, Refused>> Remove(Guid id, RemovalRequest asked, HttpContext http,
        Removals removals, SecondLooks looks, HouseRulesInForce rules, CancellationToken ct)
    {
        if (Reasons.Judge(rules.Current, asked.Rule, asked.Facts).Refused(out var unclear, out var reasons)) return unclear.Refuse();
        if (asked.CaseId is not null
                && await looks.Take(id, asked.TextHash, reasons.Rule!.Id, asked.Facts, Acting.In(http).Reader!, ct) is { } looked)
            return looked.Refused(out var unlooked, out var first) ? unlooked.Refuse()
                : TypedResults.Created($"/decisions/{first.Id}", new DecidedAnswer(first.Id, null));
        return (await removals.Remove(id, asked.TextHash, asked.Rule, asked.Facts, asked.CaseId, Acting.In(http).Reader!, ct))
            .Refused(out var refusal, out var decided)
            ? refusal.Refuse() : TypedResults.Created($"/decisions/{decided.Id}", new DecidedAnswer(decided.Id, null));
    }

    private static async Task<Results<Created<DecidedAnswer>, Refused>> Keep(Guid id, KeepingRequest asked, HttpContext http,
        Removals removals, SecondLooks looks, CancellationToken ct)
    {
        if (asked.CaseId is not null && await looks.Take(id, asked.TextHash, null, asked.Facts, Acting.In(http).Reader!, ct) is { } looked)
            return looked.Refused(out var unlooked, out var first) ? unlooked.Refuse()
                : TypedResults.Created((string?)null, new DecidedAnswer(first.Id, null));
        return (await removals.Keep(id, asked.TextHash, asked.Facts, asked.CaseId, Acting.In(http).Reader!, ct))
                .Refused(out var refusal, out var decided)
            ? refusal.Refuse() : TypedResults.Created((string?)null, new DecidedAnswer(decided.Id, null));
    }

    private static async Task<Results<Created<Suspended>, Refused>> Suspend(Guid id, SuspensionRequest asked, HttpContext http,
        Suspensions suspensions, CancellationToken ct)
    {
        return (await suspensions.Suspend(id, asked.Facts, Acting.In(http).Reader!, ct)).Refused(out var refusal, out var suspended)
            ? refusal.Refuse() : TypedResults.Created($"/decisions/{suspended.DecisionId}", suspended);
    }

    private static async Task<Results<Ok<RulingAnswer>, Refused>> Rule(Guid id, RulingRequest asked, HttpContext http, Appeals appeals,
        CancellationToken ct)
    {
        return (await appeals.Rule(id, asked.Outcome, asked.Facts, Acting.In(http).Reader!, ct)).Refused(out var refusal, out var ruled)
            ? refusal.Refuse() : TypedResults.Ok(new RulingAnswer(ruled.Id, ruled.DecisionId, ruled.Outcome!.Value.ToString()
                .ToLowerInvariant(), ruled.RuledAt!.Value));
    }
}

/// <param name="Version">Named by every decision.</param>
public sealed record RulesAnswer(int Version, IReadOnlyList<RuleAnswer> Rules);

/// <param name="Ground">spam, inappropriate or conduct.</param>
/// <param name="Does">Goes on where "The comment" begins.</param>
public sealed record RuleAnswer(string Id, string Ground, string Title, string Does, string Text, IReadOnlyList<string> Examples);

/// <param name="Rule">Id of a rule in force.</param>
/// <param name="Note">For the moderators; may be left out.</param>
public sealed record ReportRequest(string? Rule, string? Note);

/// <param name="Facts">What was found, with 3 visible characters at least.</param>
/// <param name="CaseId">Of the queue, where it came from there.</param>
/// <param name="TextHash">SHA-256 of the text that was read, in hexadecimal: when its author has changed it
/// since, the answer is 409.</param>
public sealed record RemovalRequest(string? Rule, string? Facts, Guid? CaseId, string? TextHash);

/// <param name="Facts">For keeping needed only where somebody gave notice; then with 3 visible characters at least.</param>
/// <param name="CaseId">Of the queue, where it came from there.</param>
/// <param name="TextHash">As with a removal.</param>
public sealed record KeepingRequest(string? Facts, Guid? CaseId, string? TextHash);

/// <param name="Facts">Why, with 3 visible characters at least.</param>
public sealed record SuspensionRequest(string? Facts);

/// <param name="Receipt">Of the decision, for an author whom no token names.</param>
public sealed record AppealRequest(string? Text, string? Receipt);

public sealed record LodgedAppeal(Guid AppealId);

/// <param name="Outcome">uphold or reverse.</param>
/// <param name="Facts">Why, with 3 visible characters at least.</param>
public sealed record RulingRequest(string? Outcome, string? Facts);

/// <param name="Receipt">Always null: it is the author's, who finds it with the place-holder and on their own page.</param>
public sealed record DecidedAnswer(Guid DecisionId, string? Receipt);

public sealed record RulingAnswer(Guid AppealId, Guid DecisionId, string Outcome, DateTimeOffset RuledAt);
