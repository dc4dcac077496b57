using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Conduct;
using static Parley.Conduct.ConductAttribute;

namespace Parley.Training;

/// <summary>From texts to the model's file, step by step.</summary>
internal static class Making
{
    private const int Epochs = 5;
    private const int NetEpochs = 5;

    public static string Root { get; } = FindRoot();

    public static string Shipped => Path.Combine(Root, "src", "Parley.Conduct", "conduct.model");

    public static int Run(string folder, string file, string? table, string? plots)
    {
        var clock = Stopwatch.StartNew();
        void Say(string what) => Console.Error.WriteLine($"{clock.Elapsed.TotalSeconds,6:0.0} s  {what}");

        var corpus = new Corpus(folder);
        var templates = new Templates();
        var examples = corpus.All();
        examples.AddRange(templates.Make(each: 45, seed: 1));
        Say($"{examples.Count} texts");
        var lexicon = LexiconMaking.Of(corpus, examples, Registry.Words());
        Say($"{lexicon.Words.All.Count()} words, {lexicon.Abuse.Count} of abuse");
        var languages = LanguageMaking.Make();
        Say("languages");

        var (main, spam, phrases) = Vectors(examples, lexicon);
        Say($"{main.Sum(x => (long)x.Buckets.Length) / 1_000_000} million features of {main.Count} texts");
        var learner = new Learner(Features.Bits, fastest: 0.12f, slowest: 0.006f, decay: 2e-5f);
        learner.Learn(main, Epochs, seed: 2);
        Say("weights");
        var spamLearner = new Learner(SpamFeatures.Bits, fastest: 0.25f, slowest: 0.25f, decay: 1e-6f);
        spamLearner.Learn(spam, 4, seed: 3);
        Say("weights for spam");

        var netLearner = new PhraseLearner(lexicon.Words, Registry.Vectors(hash => lexicon[hash] != 0));
        Say("vectors");
        netLearner.Learn(phrases, NetEpochs);
        Say("net");
        var raw = new Calibration([.. Enumerable.Range(0, ConductAttributes.Count).Select(_ => (float[])[0, 1, 0, 0])]);
        var never = Enumerable.Repeat(2f, ConductAttributes.Count).ToArray();
        var parts = new ModelParts("{\"version\":\"none\"}", lexicon, learner.Quantised(ConductAttributes.Count), spamLearner.Quantised(1), netLearner.Made(), raw, languages, never);
        parts = parts with { Calibration = new(Calibrated(parts, examples)) };
        parts = parts with { Hints = Thresholds(parts, examples) };
        Say("calibrated");

        var version = "1-" + Convert.ToHexStringLower(SHA256.HashData(ConductFile.Write(parts)))[..12];
        var measures = new Measures(parts, examples, templates, lexicon);
        var rows = measures.All();
        var held = HoldSpamFrom(parts, examples);
        if (held is { } line) rows = [.. rows, HeldRow(parts, examples, line)];
        var card = JsonSerializer.Serialize(new
        {
            version,
            data = corpus.DataHash(),
            code = CodeHash(),
            languages = LanguageProfile.Supported,
            attributes = ConductAttributes.All.Select(a => new { name = a.Name(), hintFrom = parts.Hints[(int)a] > 1 ? (double?)null : Math.Round(parts.Hints[(int)a], 4) }),
            holds = new Dictionary<string, double?> { ["SPAM"] = held },
            measures = rows.Select(row => new { what = row.What, figure = row.Figure }),
        });
        parts = parts with { Card = card };
        File.WriteAllBytes(file, ConductFile.Write(parts));
        var text = Table(version, corpus.DataHash(), rows);
        Console.Write(text);
        if (table is not null) File.WriteAllText(table, text);
        if (plots is not null)
            foreach (var (name, svg) in measures.Drawn()) File.WriteAllText(Path.Combine(Directory.CreateDirectory(plots).FullName, name + ".svg"), svg);
        Say($"{file}, {new FileInfo(file).Length / 1024} kB");
        return 0;
    }

    private static (List<Vector> Main, List<Vector> Spam, List<Phrases> Phrases) Vectors(List<Example> examples, Lexicon lexicon)
    {
        var (reading, features, spamFeatures) = (new Reading(lexicon), new Features(), new SpamFeatures());
        var (main, spam, phrases) = (new List<Vector>(), new List<Vector>(), new List<Phrases>());
        for (var i = 0; i < examples.Count; i++)
        {
            var example = examples[i];
            reading.Take(example.Text, example.Language != "de");
            Guess(example, reading);
            if (example.Part != Part.Train) continue;
            if (!float.IsNaN(example[SPAM]))
            {
                spamFeatures.Of(reading);
                spam.Add(new(spamFeatures.Buckets[..spamFeatures.Count], spamFeatures.Count, [example[SPAM]], example.Source is "own" ? 0.5f : example.Weight));
            }
            var labels = (float[])example.Labels.Clone();
            labels[(int)SPAM] = float.NaN;
            if (labels.All(float.IsNaN)) continue;
            features.Of(reading);
            // Single words say more about comments as they come; what our own sentences teach is order, which the net is for.
            main.Add(new(features.Buckets[..features.Count], features.Words, Plainly(example, labels, i), example.Source is "own" ? example.Weight * 0.5f : example.Weight));
            phrases.Add(new(RowsOf(reading, lexicon), labels, example.Weight));
        }
        return (main, spam, phrases);
    }

    // What single words say is toxic is learned from comments as they come: our own sentences are a third of all texts and only remind of
    // the rest, and the news comments were chosen for being doubtful. The net learns from both.
    private static float[] Plainly(Example example, float[] labels, int i)
    {
        if (example.Source is not ("own" or "civil") || example.Language is not "en" || example.Source is "own" && i % 8 < 1) return labels;
        var plain = (float[])labels.Clone();
        plain[(int)TOXICITY] = float.NaN;
        return plain;
    }

    private static int[][] RowsOf(Reading reading, Lexicon lexicon)
    {
        Span<int> flags = stackalloc int[16];
        var rows = new int[reading.Tokens.Length][];
        for (var t = 0; t < rows.Length; t++)
        {
            ref readonly var token = ref reading.Tokens[t];
            rows[t] = [PhraseNet.RowOf(token, lexicon.Words, reading.SignOf(token)), .. flags[..PhraseNet.FlagRows(token, flags)]];
        }
        return rows;
    }

    /// <summary>
    /// The Wikipedia texts say only toxic or not. Of what is toxic there: with swear words it is profane, with many it is severe, with a slur
    /// it is against a group, and an insult where an insulting word is near "you" or nearly all there is.
    /// </summary>
    private static void Guess(Example example, Reading reading)
    {
        if (example.Source is not ("jigsaw" or "pairs") || example[TOXICITY] < 1) return;
        var (profane, abuse, slurs, harm, near, words) = (0, 0, 0, 0, 0, 0);
        foreach (ref readonly var token in reading.Tokens)
        {
            if (token.Kind is TokenKind.Word or TokenKind.Name) words++;
            if ((token.Flags & WordFlags.Profane) != 0) profane++;
            if ((token.Flags & WordFlags.Slur) != 0) slurs++;
            if ((token.Flags & WordFlags.Harm) != 0) harm++;
            if (token.IsAbuse) { abuse++; near += (token.Standing & Standing.NearYou) != 0 ? 1 : 0; }
        }
        example[PROFANITY] = profane > 0 ? 1 : 0;
        example[SEVERE_TOXICITY] = profane + slurs >= 2 && abuse * 8 >= words ? 1 : profane + slurs == 0 ? 0 : float.NaN;
        if (slurs > 0) example[IDENTITY_ATTACK] = 1;
        else if (example.Source == "pairs") example[IDENTITY_ATTACK] = 0;
        if (harm == 0) example[THREAT] = 0;
        if (near > 0 || abuse * 4 >= words) example.Is(1, INSULT);
    }

    private static float[][] Calibrated(ModelParts parts, List<Example> examples)
    {
        var scorer = new Scorer(parts);
        var points = ConductAttributes.All.Select(_ => new List<Calibrating.Point>()).ToArray();
        var comments = new List<Calibrating.Point>();
        foreach (var example in examples.Where(x => x.Part == Part.Calibrate))
        {
            scorer.Weigh(example.Text, example.Language);
            for (var a = 0; a < points.Length; a++)
                if (!float.IsNaN(example.Labels[a]))
                    points[a].Add(new(scorer.Whole[a], scorer.Worst[a], scorer.Net[a], example.Labels[a], Importance(example, (ConductAttribute)a)));
            if (example.Source is "civil" or "cmv" or "polis" || example.Source == "jigsaw" && !Advertises(example.Text)) comments.Add(points[(int)SPAM][^1]);
        }
        var fitted = points.Select(Calibrating.Fit).ToArray();
        // Ordinary comments must not be taken for spam, whatever that costs: not one in a thousand reaches a half.
        var w = fitted[(int)SPAM];
        var ordinary = comments.Select(x => w[0] + (w[1] * x.Whole) + (w[2] * x.Worst) + (w[3] * x.Net)).OrderDescending().ToList();
        w[0] -= (float)Math.Max(0, ordinary[ordinary.Count / 1000] + 0.05);
        return fitted;
    }

    // Among what was written to an encyclopedia are advertisements, which nobody labelled.
    private static bool Advertises(string text) =>
        text.Contains("http", StringComparison.OrdinalIgnoreCase) || text.Contains("www.", StringComparison.OrdinalIgnoreCase) || text.Contains('@', StringComparison.Ordinal);

    // What probabilities should hold for: comments as they come, and sentences whose meaning is certain.
    private static double Importance(Example example, ConductAttribute attribute) => example.Source switch
    {
        "jigsaw" => 1,
        "own" => attribute switch { TOXICITY or PROFANITY or SEVERE_TOXICITY => 0.2, SPAM => 2.5, _ => 6 },
        "telegram_spam" => 5,
        "cmv" => 0.7,
        "polis" or "spamassassin_mail" or "germeval" => 0.5,
        "pairs" or "mlma" => 0.3,
        "civil" when attribute is IDENTITY_ATTACK or NAME_CALLING => 0,
        _ => 0.15,
    };

    /// <summary>
    /// From where on a writer is told: above what all but one in three thousand opinions of every side reach, and one in five hundred civil comments.
    /// </summary>
    private static float[] Thresholds(ModelParts parts, List<Example> examples)
    {
        ConductAttribute[] hinted = [THREAT, IDENTITY_ATTACK, NAME_CALLING, INSULT, AD_HOMINEM, TOXICITY, PROFANITY, TONE, BARE_CONTRADICTION];
        var scorer = new Scorer(parts);
        var opinions = examples.Where(x => x.Part != Part.Test && (x.Source == "polis" || x.Source == "cmv" && x[REASONED] == 1)).Select(x => scorer.Score(x.Text, x.Language)).ToList();
        var civil = examples.Where(x => x.Part == Part.Calibrate && x.Source == "jigsaw" && x[TOXICITY] == 0).Select(x => scorer.Score(x.Text, x.Language)).ToList();
        double Above(IEnumerable<Judgement> of, ConductAttribute attribute, int oneIn) =>
            of.Select(x => x[attribute]!.Value).OrderDescending().ToList() is var scores ? scores[scores.Count / oneIn] : 1;
        var thresholds = Enumerable.Repeat(2f, ConductAttributes.Count).ToArray();
        foreach (var attribute in hinted)
        {
            // Where an opinion is most easily taken for something else, a hint must be surer.
            var least = attribute switch { IDENTITY_ATTACK => 0.8, NAME_CALLING or INSULT or TOXICITY => 0.65, _ => 0.5 };
            thresholds[(int)attribute] = (float)Math.Max(least, Math.Max(Above(opinions, attribute, 3000), Above(civil, attribute, 500)) + 0.01);
        }
        return thresholds;
    }

    /// <summary>
    /// Of the texts for calibrating that score so much, 99 in 100 are spam; null where no score is that sure. Our own sentences don't count:
    /// they are surer than life. Threats are not held: the data has too few real ones to measure 99 in 100.
    /// </summary>
    private static double? HoldSpamFrom(ModelParts parts, List<Example> examples)
    {
        var (spam, all) = (0, 0);
        double? from = null;
        foreach (var (score, isSpam) in SpamScores(parts, examples, Part.Calibrate).OrderByDescending(x => x.Score))
        {
            (spam, all) = (spam + (isSpam ? 1 : 0), all + 1);
            if (all >= 20 && spam >= 0.99 * all) from = score;
        }
        return from is { } found ? Math.Max(0.9, found) : null;
    }

    private static Measures.Row HeldRow(ModelParts parts, List<Example> examples, double from)
    {
        var scored = SpamScores(parts, examples, Part.Test);
        var held = scored.Where(x => x.Score >= from).ToList();
        return new(FormattableString.Invariant($"held as spam from {from:0.000} on: precision, of {held.Count} of {scored.Count(x => x.IsPositive)} spam"),
            FormattableString.Invariant($"{(held.Count == 0 ? 1 : held.Average(x => x.IsPositive ? 1.0 : 0)):0.000}"));
    }

    private static List<Measuring.Scored> SpamScores(ModelParts parts, List<Example> examples, Part part)
    {
        var scorer = new Scorer(parts);
        return [.. examples.Where(x => x.Part == part && x.Source != "own" && !float.IsNaN(x[SPAM])).Select(x => new Measuring.Scored(scorer.Score(x.Text, x.Language)[SPAM]!.Value, x[SPAM] >= 0.5f))];
    }

    private static string Table(string version, string data, IReadOnlyList<Measures.Row> rows)
    {
        var text = new StringBuilder();
        text.AppendLine(FormattableString.Invariant($"Model {version}, data {data[..16]}"));
        text.AppendLine();
        text.AppendLine("| measure, on texts kept apart | figure |");
        text.AppendLine("|---|--:|");
        foreach (var row in rows) text.AppendLine(FormattableString.Invariant($"| {row.What} | {row.Figure} |"));
        return text.ToString();
    }

    private static string CodeHash()
    {
        var files = new[] { "Parley.Conduct", "Parley.Training" }.SelectMany(name => Directory.EnumerateFiles(Path.Combine(Root, "src", name), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".txt" && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .OrderBy(file => Path.GetRelativePath(Root, file), StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))))))));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Parley.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? Directory.GetCurrentDirectory();
    }
}
