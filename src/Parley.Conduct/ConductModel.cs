using System.Text.Json;

namespace Parley.Conduct;

/// <summary>
/// Scores texts. Load it once and ask it from as many threads as you like. It calls nobody, keeps nothing of what it reads and never throws
/// for what stands in a text.
/// </summary>
public sealed class ConductModel
{
    private readonly ModelParts parts;

    // Each thread that asks keeps what it works with: arrays as long as the longest text it has seen, some hundred kB at most.
    private readonly ThreadLocal<Scorer> scorers;

    private readonly Dictionary<ConductAttribute, double> holdFrom = [];

    private ConductModel(ModelParts parts)
    {
        this.parts = parts;
        scorers = new(() => new Scorer(parts));
        using var card = JsonDocument.Parse(parts.Card);
        Version = card.RootElement.GetProperty("version").GetString()!;
        if (card.RootElement.TryGetProperty("holds", out var holds))
            foreach (var hold in holds.EnumerateObject())
                if (ConductAttributes.Named(hold.Name) is { } attribute && hold.Value.ValueKind == JsonValueKind.Number) holdFrom[attribute] = hold.Value.GetDouble();
    }

    /// <summary>Where the model lies that comes with this library.</summary>
    public static string ShippedFile => Path.Combine(AppContext.BaseDirectory, "conduct.model");

    /// <summary>Names these very weights.</summary>
    public string Version { get; }

    /// <summary>The model's card as JSON: version, hashes of data and code, measures.</summary>
    public string Card => parts.Card;

    /// <summary>The languages of which more than spam is said, ISO 639-1.</summary>
    public static IReadOnlyList<string> SupportedLanguages => LanguageProfile.Supported;

    /// <exception cref="InvalidDataException">It is no model, or damaged.</exception>
    /// <exception cref="IOException">It isn't there or can't be read.</exception>
    public static ConductModel Load(string path)
    {
        var file = File.ReadAllBytes(path);
        try
        {
            var parts = ConductFile.Read(file);
            return parts.Fits ? new(parts) : throw new InvalidDataException("The conduct model was made for another version of this library.");
        }
        catch (Exception error) when (error is not InvalidDataException)
        {
            throw new InvalidDataException("The conduct model is damaged: " + error.Message, error);
        }
    }

    /// <summary>
    /// The score from which at least 99 of 100 texts kept apart were what the attribute says; null where the data can't show it. Below it
    /// nothing should be done to a text without a person.
    /// </summary>
    public double? HoldFrom(ConductAttribute attribute) => holdFrom.TryGetValue(attribute, out var from) ? from : null;

    internal static ConductModel Of(ModelParts parts) => new(parts);

    /// <summary>What is to be said of a text.</summary>
    /// <param name="language">ISO 639-1, where it is known; null to find out.</param>
    public Judgement Score(string text, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return scorers.Value!.Score(text, language);
    }

    /// <summary>The language a text is written in, ISO 639-1, or "und".</summary>
    public string LanguageOf(string text) => parts.Languages.Of(text.AsSpan(0, Math.Min(text.Length, Reading.Longest)));

    internal Scorer NewScorer() => new(parts);
}
