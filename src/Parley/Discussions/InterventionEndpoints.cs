using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Readers;
using Parley.Web;

namespace Parley.Discussions;

public static class InterventionEndpoints
{
    public static void MapInterventions(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/discussions/{id}").WithTags("Discussions").GuardOrigin().ForStaff(Role.Editor, orKey: true);
        foreach (var (path, kind, summary) in new[]
        {
            ("/closure", InterventionKind.Closure, "Closes a discussion, with a reason and until a time"),
            ("/slowdown", InterventionKind.Slowdown, "One comment of each reader in so many minutes, with a reason and until a time"),
            ("/announcement", InterventionKind.Announcement, "A text of the newsroom above the comments"),
        })
        {
            api.MapPut(path, (Guid id, InterventionRequest asked, HttpContext http, Interventions interventions, CancellationToken ct) =>
                Take(id, kind, asked, http, interventions, ct)).WithSummary(summary);
            api.MapDelete(path, (Guid id, HttpContext http, Interventions interventions, CancellationToken ct) =>
                Lift(id, kind, http, interventions, ct)).WithSummary("Ends it");
        }
    }

    private static async Task<Results<Ok<InterventionAnswer>, Refused>> Take(
        Guid id, InterventionKind kind, InterventionRequest asked, HttpContext http, Interventions interventions, CancellationToken ct)
    {
        return (await interventions.Take(id, kind, asked.Reason ?? asked.Text, asked.Minutes, asked.Until, Acting.In(http), ct))
                .Refused(out var refusal, out var intervention)
            ? refusal.Refuse() : TypedResults.Ok(new InterventionAnswer(kind.ToString().ToLowerInvariant(), intervention.Text,
                intervention.Minutes, intervention.BeganAt, intervention.UntilAt));
    }

    private static async Task<Results<NoContent, Refused>> Lift(
        Guid id, InterventionKind kind, HttpContext http, Interventions interventions, CancellationToken ct)
    {
        return (await interventions.Lift(id, kind, Acting.In(http), ct)).Refused(out var refusal, out _)
            ? refusal.Refuse() : TypedResults.NoContent();
    }
}

/// <param name="Reason">Of a closure or a slowdown; every reader sees it.</param>
/// <param name="Text">Of an announcement, as Markdown.</param>
/// <param name="Minutes">Of a slowdown.</param>
/// <param name="Until">Null: until it is ended.</param>
public sealed record InterventionRequest(string? Reason, string? Text, int? Minutes, DateTimeOffset? Until);

public sealed record InterventionAnswer(string Kind, string Text, int? Minutes, DateTimeOffset Since, DateTimeOffset? Until);
