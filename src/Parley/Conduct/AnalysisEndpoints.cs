using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Conduct;

/// <summary>
/// The interface of the Perspective API (v1alpha1), computed here: programs written for it need another address and a key of this site.
/// Names, shapes and error bodies are Google's, as its discovery document and public documentation have them.
/// </summary>
public static class AnalysisEndpoints
{
    /// <summary>Bytes of UTF-8, as there.</summary>
    private const int LongestText = 20_480;

    private static readonly JsonSerializerOptions Written = new(Json.Plain)
        { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void MapAnalysis(this IEndpointRouteBuilder routes)
    {
        var analysis = routes.MapGroup("/v1alpha1").WithTags("Perspective").GuardOrigin();
        analysis.WithMetadata(Limits.NetworkScores).AddEndpointFilter(Charge);
        analysis.MapPost("/comments:analyze", Analyze).WithSummary("Perspective's AnalyzeComment");
        analysis.MapPost("/comments:suggestscore", Suggest).WithSummary("Perspective's SuggestCommentScore: read and thrown away");
    }

    // The limit of the network as everywhere, said as there.
    private static async ValueTask<object?> Charge(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.RequestServices.GetRequiredService<Pace>().Check(Limits.NetworkScores, Network.Of(http)) is not { } refusal)
            return await next(context);
        if (refusal.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Error(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric 'Analysis requests (AnalyzeComment)' and limit 'Analysis "
            + "requests (AnalyzeComment) per minute'.", Info("RATE_LIMIT_EXCEEDED"));
    }

    private static async Task<IResult> Analyze(HttpContext http, Scoring scoring, CurrentSite site, CancellationToken ct)
    {
        if (Barred(http, site) is { } barred) return barred;
        if (await Read<AnalyzeRequest>(http, ct) is not { } asked) return Bad("Invalid JSON payload received.");
        if (asked.Comment?.Text is not { } written || written.AsSpan().Trim().Length == 0)
            return Bad("Comment must be non-empty.", "COMMENT_EMPTY");
        if (System.Text.Encoding.UTF8.GetByteCount(written) > LongestText)
            return Bad($"Comment text was too many bytes. The limit is {LongestText}.", "COMMENT_TOO_LONG");
        if (asked.RequestedAttributes is not { Count: > 0 } attributes) return Bad("No requested_attributes specified.");
        if (asked.Comment.Type is not (null or "PLAIN_TEXT" or "HTML" or "TEXT_TYPE_UNSPECIFIED"))
            return Bad("Invalid value at 'comment.type' (type.googleapis.com/google.commentanalyzer.v1alpha1.TextEntry.TextType), "
                + $"\"{asked.Comment.Type}\"");
        foreach (var (name, wanted) in attributes)
        {
            if (Attribute(name) is null) return Bad($"Unknown requested attribute: {name}");
            if (wanted?.ScoreType is not (null or "PROBABILITY" or "SCORE_TYPE_UNSPECIFIED"))
                return Bad($"Score type {wanted.ScoreType} is not supported by attribute {name}.");
        }
        if (scoring.Model is not { } model) return Error(503, "UNAVAILABLE", "The service is currently unavailable.");

        // What a reader of the page sees is scored; offsets of spans are those of the text that was sent.
        (string Text, int[]? At) read = asked.Comment.Type == "HTML" ? HtmlText.Of(written) : (written, null);
        var (text, at) = read;
        var detected = model.LanguageOf(text);
        var judgement = model.Score(text, asked.Languages is [var given, ..] ? given.Split('-')[0].ToLowerInvariant() : null);
        if (!judgement.IsSupported && attributes.Keys.FirstOrDefault(name => judgement[Attribute(name)!.Value] is null) is { } lacking)
            return Unsupported(lacking, judgement.Language);

        var scores = new SortedDictionary<string, AttributeScores>(StringComparer.Ordinal);
        foreach (var (name, wanted) in attributes)
        {
            var attribute = Attribute(name)!.Value;
            var score = judgement[attribute]!.Value;
            if (score < (wanted?.ScoreThreshold ?? 0)) continue;
            var spans = asked.SpanAnnotations == true
                ? judgement.Spans.Where(span => span.Attribute == attribute)
                    .Select(span => new SpanScore(Place(span.Begin), Place(span.End), new(span.Score, "PROBABILITY"))).ToList() : [];
            scores.Add(name, new(spans.Count > 0 ? spans : [new(0, written.Length, new(score, "PROBABILITY"))], new(score, "PROBABILITY")));
        }
        return Results.Json(new AnalyzeAnswer(
            scores.Count > 0 ? scores : null, asked.Languages is { Count: > 0 } ? asked.Languages : [judgement.Language], asked.ClientToken,
            [detected]), Written);

        int Place(int offset) => at is null ? offset : offset < at.Length ? at[offset] : written.Length;
    }

    private static async Task<IResult> Suggest(HttpContext http, CurrentSite site, CancellationToken ct)
    {
        if (Barred(http, site) is { } barred) return barred;
        if (await Read<SuggestRequest>(http, ct) is not { } asked) return Bad("Invalid JSON payload received.");
        if (asked.Comment?.Text is not { Length: > 0 }) return Bad("Comment must be non-empty.", "COMMENT_EMPTY");
        if (asked.AttributeScores is not { Count: > 0 } suggested) return Bad("No attribute_scores specified.");
        if (suggested.Keys.FirstOrDefault(name => Attribute(name) is null) is { } unknown)
            return Bad($"Unknown requested attribute: {unknown}");
        // Nothing here learns from strangers: a suggestion is read, and forgotten.
        return Results.Json(new SuggestAnswer(asked.ClientToken, asked.Languages is { Count: > 0 } ? asked.Languages : ["en"], ["en"]),
            Written);
    }

    // Experimental names of the same attribute are taken for it.
    private static ConductAttribute? Attribute(string name) =>
        ConductAttributes.Named(name.EndsWith("_EXPERIMENTAL", StringComparison.Ordinal) ? name[..^"_EXPERIMENTAL".Length] : name);

    private static IResult? Barred(HttpContext http, CurrentSite site)
    {
        var key = http.Request.Query["key"].ToString() is { Length: > 0 } inAddress
            ? inAddress : http.Request.Headers["X-Goog-Api-Key"].ToString();
        if (key.Length > 0)
            return AnalysisKeys.Opens(site.Site, key)
                ? null : Error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", Info("API_KEY_INVALID"));
        return http.Request.Headers["Sec-Fetch-Site"] == "same-origin" ? null
            : Error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without established identity). Please "
                + "use API Key or other form of API consumer identity to call this API.");
    }

    private static async Task<T?> Read<T>(HttpContext http, CancellationToken ct) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, JsonSerializerOptions.Web, ct);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static IResult Bad(string message, string? type = null) =>
        Error(400, "INVALID_ARGUMENT", message, type is null ? null : Detail(type));

    private static IResult Unsupported(string attribute, string language) =>
        Error(400, "INVALID_ARGUMENT", $"Attribute {attribute} does not support request languages: {language}",
            new Dictionary<string, object>
            {
                ["@type"] = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error",
                ["errorType"] = "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
                ["languageNotSupportedByAttributeError"] = new { detectedLanguages = new[] { language }, attribute },
            });

    private static Dictionary<string, object> Detail(string type) =>
        new() { ["@type"] = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error", ["errorType"] = type };

    private static Dictionary<string, object> Info(string reason) =>
        new() { ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = reason, ["domain"] = "googleapis.com" };

    private static IResult Error(int code, string status, string message, Dictionary<string, object>? detail = null) =>
        Results.Json(new ErrorAnswer(new(code, message, status, detail is null ? null : [detail])), Written, statusCode: code);
}

public sealed record TextEntry(string? Text, string? Type);
public sealed record AttributeParameters(string? ScoreType, double? ScoreThreshold);
public sealed record AnalyzeRequest(
    TextEntry? Comment, IReadOnlyDictionary<string, AttributeParameters?>? RequestedAttributes, IReadOnlyList<string>? Languages,
    bool? SpanAnnotations, bool? DoNotStore, string? ClientToken, string? SessionId, string? CommunityId, JsonElement? Context);
public sealed record AnalyzeAnswer(SortedDictionary<string, AttributeScores>? AttributeScores, IReadOnlyList<string> Languages,
    string? ClientToken, IReadOnlyList<string> DetectedLanguages);
public sealed record AttributeScores(IReadOnlyList<SpanScore> SpanScores, AnalysisScore SummaryScore);
public sealed record SpanScore(int Begin, int End, AnalysisScore Score);
public sealed record AnalysisScore(double Value, string Type);
public sealed record SuggestRequest(TextEntry? Comment, IReadOnlyDictionary<string, JsonElement>? AttributeScores,
    IReadOnlyList<string>? Languages, string? ClientToken, string? SessionId, string? CommunityId, JsonElement? Context);
public sealed record SuggestAnswer(string? ClientToken, IReadOnlyList<string> RequestedLanguages, IReadOnlyList<string> DetectedLanguages);
public sealed record ErrorAnswer(ErrorBody Error);
public sealed record ErrorBody(int Code, string Message, string Status, IReadOnlyList<object>? Details);
