using System.Text;
using System.Text.Json;
using Parley.Readers;
using Parley.Web;

namespace Parley.Conduct;

public static class ConductSetup
{
    private static readonly Refusal NoText = new(422, "no-text", "Send the draft as JSON, in the field text.");

    public static void AddConduct(this IServiceCollection services)
    {
        services.AddSingleton<Scoring>().AddSingleton<Coach>().AddSingleton<CoachTally>();
        services.AddHostedService(provider => provider.GetRequiredService<Scoring>());
        services.AddHostedService(provider => provider.GetRequiredService<CoachTally>());
        services.AddSingleton(new Lack(provider => provider.GetRequiredService<Scoring>().Trouble));
    }

    public static void MapConduct(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/conduct").WithTags("Conduct").GuardOrigin();
        api.MapGet("/model", Card).Produces<string>(200, "application/json")
            .WithSummary("The scorer's card: version, hashes of data and code, measures");
        api.MapPost("/preview", Preview).LimitNetwork(Limits.NetworkPreviews)
            .WithSummary("What the coach would say of a draft; nothing is stored");
        api.MapPost("/score", Batch).LimitNetwork(Limits.NetworkScores).WithSummary("Scores of up to 100 texts, in their order");
        routes.MapGroup("/conduct").GuardOrigin().ExcludeFromDescription().MapPost("/hint", Hint).LimitNetwork(Limits.NetworkPreviews);
        routes.MapAnalysis();
    }

    private static IResult Card(Scoring scoring) =>
        scoring.Model is { } model ? Results.Text(model.Card, "application/json", Encoding.UTF8) : Scoring.Silent.AsProblem();

    private static IResult Preview(PreviewRequest asked, Coach coach, Scoring scoring, Words t)
    {
        if (asked.Text is not { } text) return NoText.AsProblem();
        var advice = coach.On(text);
        return TypedResults.Ok(new PreviewAnswer(
            advice is null ? null : new(advice.Habit.Name(), t[advice.Title], t[advice.Says], t[advice.Instead], advice.Words),
            scoring.Model?.Version));
    }

    /// <summary>The same for the page's own script, as the piece of the page that it is.</summary>
    private static async Task<IResult> Hint(
        HttpContext http, Coach coach, CoachTally tally, Words site, PageRenderer pages, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var text = form["text"].ToString();
        var t = Words.In(form["lang"].ToString()) ?? site;
        if (coach.On(text) is not { } advice) return TypedResults.NoContent();
        // Once for each form, however often its text changes.
        if (form["hint"].ToString().Length == 0) tally.Shown();
        return await pages.Personal<CoachHint>(new CoachHint.HintView(advice, text, t));
    }

    private static IResult Batch(BatchRequest asked, Scoring scoring)
    {
        if (scoring.Model is not { } model) return Scoring.Silent.AsProblem();
        if (asked.Texts is not { Count: > 0 and <= 100 } texts || texts.Any(text => text is null)) return BadBatch.AsProblem();
        return Results.Stream(async output =>
        {
            await using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Json.Plain.Encoder });
            writer.WriteStartObject();
            writer.WriteStartArray("judgements");
            foreach (var text in texts)
            {
                JudgementJson.Write(writer, model.Score(text), model.Version);
                await writer.FlushAsync();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }, "application/json");
    }

    private static readonly Refusal BadBatch = new(422, "bad-batch", "Send from 1 to 100 texts as JSON, in the field texts.");
}

public sealed record PreviewRequest(string? Text, string? ParentId);

/// <param name="Hint">Null: the coach would say nothing.</param>
/// <param name="Model">The version of the model; null where there is none.</param>
public sealed record PreviewAnswer(PreviewHint? Hint, string? Model);

/// <param name="Words">Offsets in UTF-16 units.</param>
public sealed record PreviewHint(string Habit, string Title, string Says, string Instead, IReadOnlyList<AdvisedWords> Words);

public sealed record BatchRequest(IReadOnlyList<string>? Texts);
