using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>What moderators do about a whole wave, by forms and by programs.</summary>
public static class WaveEndpoints
{
    public static void MapWaves(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/moderation/waves").GuardOrigin().ForStaff(Role.Moderator).ExcludeFromDescription();
        pages.MapPost("/{id}/publication", PublishForm);
        pages.MapPost("/{id}/removal", RemoveForm);
        var api = routes.MapGroup("/api/v1/waves").WithTags("Moderation").GuardOrigin().ForStaff(Role.Moderator);
        api.MapGet("/", Open).WithSummary("Nearly the same text by many new readers: what waits of it, a row for each; for moderators");
        api.MapPost("/{id}/publication", Publish)
            .WithSummary("Publishes what a wave holds and ends it; the same text is held no more for seven days; for moderators");
        api.MapPost("/{id}/removal", Remove)
            .WithSummary("Removes what a wave holds under a rule, a decision for each comment; for moderators");
    }

    private static async Task<IResult> PublishForm(Guid id, HttpContext http, WaveDecisions decisions, HouseRulesInForce rules,
        CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        return (await decisions.Publish(id, Read(form, "held"), Acting.In(http).Reader!)).Refused(out var refusal, out var done)
            ? refusal.AsProblem() : Back(form, rules, done);
    }

    private static async Task<IResult> RemoveForm(Guid id, HttpContext http, WaveDecisions decisions, HouseRulesInForce rules,
        CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (held, also) = (Read(form, "held"), Read(form, "also"));
        return (await decisions.Remove(id, held, form["rule"], form["text"], also, Acting.In(http).Reader!))
            .Refused(out var refusal, out var done) ? refusal.AsProblem() : Back(form, rules, done);
    }

    private static async Task<Ok<WavesAnswer>> Open(WaveQueue queue, CancellationToken ct)
    {
        var open = await queue.Open(ct);
        return TypedResults.Ok(new WavesAnswer(open.Rows, open.More));
    }

    private static async Task<Results<Ok<WaveOutcome>, Refused>> Publish(
        Guid id, WavePublicationRequest asked, HttpContext http, WaveDecisions decisions) =>
        (await decisions.Publish(id, Read(asked.Comments), Acting.In(http).Reader!)).Refused(out var refusal, out var done)
            ? refusal.Refuse() : TypedResults.Ok(done);

    private static async Task<Results<Ok<WaveOutcome>, Refused>> Remove(
        Guid id, WaveRemovalRequest asked, HttpContext http, WaveDecisions decisions) =>
        (await decisions.Remove(id, Read(asked.Comments), asked.Rule, asked.Facts, Read(asked.Also), Acting.In(http).Reader!))
            .Refused(out var refusal, out var done) ? refusal.Refuse() : TypedResults.Ok(done);

    private static List<ReadComment> Read(IFormCollection form, string name) => Read(form[name]
        .Select(x => Guid.TryParse(x, out var one) ? one : Guid.Empty).Where(x => x != Guid.Empty)
        .Select(x => new ReadComment(x, form[QueueItem.ReadOf(x)].ToString())));

    private static List<ReadComment> Read(IEnumerable<ReadComment>? asked) => [.. (asked ?? []).DistinctBy(x => x.Id)];

    private static IResult Back(IFormCollection form, HouseRulesInForce rules, WaveOutcome done)
    {
        var filter = QueuePages.Filter(form["kind"], form["only"], rules.Current);
        return Results.LocalRedirect($"~/moderation?done={done.Done}&failed={done.Failed}&later={done.Later}{filter.Query}");
    }
}

/// <param name="More">Waves that come after these.</param>
public sealed record WavesAnswer(IReadOnlyList<WaveRow> Waves, int More);

/// <param name="Comments">Of those that wait, with the hashes of the texts that were read; the others still wait.</param>
public sealed record WavePublicationRequest(IReadOnlyList<ReadComment>? Comments);

/// <param name="Facts">What was found, with 3 visible characters at least.</param>
/// <param name="Comments">As with a publication.</param>
/// <param name="Also">Of those that were out before the wave was noticed, with the hashes of the texts that were read.</param>
public sealed record WaveRemovalRequest(string? Rule, string? Facts, IReadOnlyList<ReadComment>? Comments,
    IReadOnlyList<ReadComment>? Also);
