using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Parley.Conduct;
using static Parley.Conduct.ConductAttribute;

namespace Parley.Training;

internal enum Part { Train, Calibrate, Test }

/// <summary>A text and what is known of it.</summary>
internal sealed class Example(string source, string id, string text, float weight, string? group = null)
{
    public string Source => source;
    public string Id => id;
    public string Text => text;
    public float Weight => weight;

    /// <summary>By a hash of its id, or of what must not be torn apart: a discussion, a conversation. A tenth is kept for calibrating, a tenth for measuring.</summary>
    public Part Part { get; init; } = PartOf(group ?? source + id);

    public string Language { get; init; } = "en";

    /// <summary>NaN where nobody said.</summary>
    public float[] Labels { get; } = [.. Enumerable.Repeat(float.NaN, ConductAttributes.Count)];

    public float this[ConductAttribute attribute]
    {
        get => Labels[(int)attribute];
        set => Labels[(int)attribute] = value;
    }

    public Example Is(float value, params ReadOnlySpan<ConductAttribute> attributes)
    {
        foreach (var attribute in attributes) this[attribute] = value;
        return this;
    }

    public static Part PartOf(string key) => (Hashing.Of(key) % 10) switch { 0 => Part.Test, 1 => Part.Calibrate, _ => Part.Train };
}

/// <summary>The training texts, each with the labels that its source can tell.</summary>
internal sealed class Corpus(string folder)
{
    private static readonly ConductAttribute[] Civil = [TOXICITY, SEVERE_TOXICITY, IDENTITY_ATTACK, INSULT, PROFANITY, THREAT, NAME_CALLING];

    public string Folder => folder;

    /// <summary>SHA-256 over the hashes of all files, by name.</summary>
    public string DataHash()
    {
        var all = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("README.md", StringComparison.Ordinal))
            .OrderBy(file => Path.GetRelativePath(folder, file), StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(folder, file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}\n");
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Concat(all))));
    }

    public List<Example> All() =>
    [
        .. Wikipedia(), .. News(), .. Pairs(), .. Judged(), .. Reddit(), .. Opinions(), .. German(), .. Tweets(), .. Spam("telegram_spam", 2f), .. Spam("spamassassin_mail", 0.4f),
    ];

    private IEnumerable<Example> Wikipedia() => Lines("jigsaw_binary_25k").Select(row =>
    {
        var example = new Example("jigsaw", Text(row, "id"), Text(row, "text"), 1).Is(0, SPAM);
        if (Number(row, "toxic") == 1) return example.Is(1, TOXICITY);
        // A longer civil comment there says more than that something is wrong.
        // So does a short one without a word of contradiction.
        if (example.Text.Length <= 80) return Contradicts(example.Text) ? example.Is(0, Civil) : example.Is(0, Civil).Is(0, BARE_CONTRADICTION);
        return example.Is(0, Civil).Is(0, BARE_CONTRADICTION, TONE);
    });

    private static bool Contradicts(string text) =>
        text.ToLowerInvariant().Split([' ', '.', ',', '!', '?', ';', ':', '"'], StringSplitOptions.RemoveEmptyEntries).Any(word =>
            word is "no" or "nope" or "not" or "wrong" or "false" or "lie" or "lies" or "disagree" or "nonsense" or "rubbish" or "true" or "untrue" or "bullshit" or "never" || word.EndsWith("n't", StringComparison.Ordinal));

    private IEnumerable<Example> News() => Lines("civil_typed").Select(row =>
    {
        var (toxic, insult) = (Number(row, "toxic"), Number(row, "insult"));
        var example = new Example("civil", Text(row, "id"), Text(row, "text"), 0.6f).Is(0, SPAM).Is(toxic, TOXICITY).Is(insult, INSULT, NAME_CALLING)
            .Is(Number(row, "obscene"), PROFANITY).Is(Number(row, "identity_attack") is 0 or >= 0.6f ? Number(row, "identity_attack") : float.NaN, IDENTITY_ATTACK).Is(Number(row, "threat"), THREAT);
        return toxic < 0.5f ? example.Is(0, SEVERE_TOXICITY) : example;
    });

    private IEnumerable<Example> Pairs() => Lines("paradetox_pairs").SelectMany(row =>
    {
        var id = Text(row, "id");
        var toxic = new Example("pairs", id, Text(row, "toxic"), 0.5f, id).Is(1, TOXICITY).Is(0, SPAM);
        return row.GetProperty("neutral").EnumerateArray().Take(1).Select(neutral => new Example("pairs", id + "n", neutral.GetString()!, 0.5f, id).Is(0, Civil).Is(0, SPAM)).Prepend(toxic);
    });

    private IEnumerable<Example> Judged() => Lines("paradetox_judged").Select(row =>
        Number(row, "toxic") == 0 ? new Example("judged", Text(row, "id"), Text(row, "text"), 0.25f).Is(0, Civil) : new Example("judged", Text(row, "id"), Text(row, "text"), 0.15f).Is(1, TOXICITY));

    private IEnumerable<Example> Reddit() => Lines("cmv_ad_hominem").DistinctBy(row => Text(row, "id")).Select(row =>
    {
        var (attack, delta) = (Number(row, "ad_hominem"), Number(row, "delta"));
        var example = new Example("cmv", Text(row, "id"), Text(row, "text"), 1.2f, Text(row, "discussion")).Is(attack, AD_HOMINEM).Is(0, SPAM);
        if (attack == 1) return example.Is(0, REASONED);
        example.Is(0, THREAT, IDENTITY_ATTACK, SEVERE_TOXICITY, NAME_CALLING);
        return delta == 1 ? example.Is(1, REASONED).Is(0, Civil).Is(0, BARE_CONTRADICTION, TONE) : example.Is(example.Text.Length < 80 ? 0 : 0.5f, REASONED);
    });

    private IEnumerable<Example> Opinions() => Lines("polis_statements").Where(row => Number(row, "moderated") >= 0).Select(row =>
        new Example("polis", Text(row, "conversation") + Text(row, "id"), Text(row, "text"), 0.6f) { Language = Text(row, "lang"), Part = OfConversation(Text(row, "conversation")) }
            .Is(0, Civil).Is(0, SPAM, AD_HOMINEM, TONE, BARE_CONTRADICTION));

    // Whole conversations, of different matters in each part.
    private static Part OfConversation(string name) => name.Split('.')[^1] switch
    {
        "bowling-green" or "brexit-consensus" => Part.Test,
        "taxes" or "affordable-housing" or "15-per-hour-seattle" => Part.Calibrate,
        _ => name.Contains("5twd2jsnkf", StringComparison.Ordinal) ? Part.Test : name.Contains("7z7ejpbmv5", StringComparison.Ordinal) ? Part.Calibrate : Part.Train,
    };

    private IEnumerable<Example> German() => Lines("germeval2018").Select(row =>
    {
        var fine = Text(row, "fine");
        var example = new Example("germeval", Text(row, "id"), Text(row, "text"), 0.6f) { Language = "de" }.Is(Number(row, "toxic"), TOXICITY);
        return fine == "OTHER" ? example.Is(0, Civil).Is(0, SPAM) : example.Is(fine is "PROFANITY" ? 1 : float.NaN, PROFANITY).Is(fine is "INSULT" ? 1 : float.NaN, INSULT);
    });

    private IEnumerable<Example> Tweets() => Lines("mlma_en_ar_fr").Where(row => Text(row, "lang") is "ar" or "fr").Select(row =>
    {
        var example = new Example("mlma", Text(row, "id"), Text(row, "text"), 0.4f) { Language = Text(row, "lang") }.Is(Number(row, "toxic"), TOXICITY);
        return Number(row, "toxic") == 0 ? example.Is(0, Civil).Is(0, SPAM) : example;
    });

    private IEnumerable<Example> Spam(string name, float weight) => Lines(name).Select(row =>
        new Example(name, Text(row, "id"), Text(row, "text"), weight) { Language = name[0] == 't' ? "ru" : "en" }.Is(Number(row, "spam"), SPAM));

    public static string Words(string name)
    {
        using var reader = new StreamReader(typeof(Corpus).Assembly.GetManifestResourceStream(name) ?? throw new InvalidDataException(name));
        return reader.ReadToEnd();
    }

    /// <summary>The words of a list; lines that begin with # say what it is.</summary>
    public static IEnumerable<string> List(string name) => Words(name).Split('\n').Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private IEnumerable<JsonElement> Lines(string name)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, name, "data.jsonl.gz")), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            yield return row.RootElement.Clone();
        }
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : row.GetProperty(name).GetRawText();

    private static float Number(JsonElement row, string name) => row.GetProperty(name) switch
    {
        { ValueKind: JsonValueKind.True } => 1,
        { ValueKind: JsonValueKind.False } => 0,
        { ValueKind: JsonValueKind.Number } number => number.GetSingle(),
        _ => 0,
    };
}
