using System.Globalization;
using Parley.Conduct;
using static Parley.Conduct.ConductAttribute;
using static Parley.Training.Measuring;

namespace Parley.Training;

/// <summary>The table: every figure from texts that neither weights nor calibration have seen.</summary>
internal sealed class Measures(ModelParts parts, IReadOnlyList<Example> examples, Templates templates, Lexicon lexicon)
{
    public sealed record Row(string What, string Figure);

    private readonly Scorer scorer = new(parts);
    private readonly List<Row> rows = [];
    private readonly List<double> changes = [];
    private readonly List<(Example Example, Judgement Judgement)> kept = [];

    public IReadOnlyList<Row> All()
    {
        foreach (var example in examples.Where(x => x.Part == Part.Test)) kept.Add((example, scorer.Score(example.Text, example.Language)));
        Wikipedia();
        Designs();
        Types();
        Functions();
        Swaps();
        Opinions();
        Persons();
        Spam();
        Disguises();
        Languages();
        Speed();
        return rows;
    }

    private void Say(string what, double figure, string format = "0.000") => rows.Add(new(what, figure.ToString(format, CultureInfo.InvariantCulture)));

    private IEnumerable<Scored> Of(ConductAttribute attribute, Func<Example, bool> which, float positive = 0.5f) =>
        kept.Where(x => which(x.Example) && !float.IsNaN(x.Example[attribute])).Select(x => new Scored(x.Judgement[attribute] ?? 0, x.Example[attribute] >= positive));

    private void Wikipedia()
    {
        var scored = Of(TOXICITY, x => x.Source == "jigsaw").ToList();
        Say("Wikipedia talk comments, TOXICITY: ROC-AUC", Auc(scored), "0.0000");
        Say("… true positives at 1.9 % false positives", FoundAt(scored, 0.019));
        Say("… F1 at 0.5", At(scored, 0.5).F1);
        Say("the same said rudely and civilly: ROC-AUC", Auc(Of(TOXICITY, x => x.Source == "pairs")));
        var byId = kept.Where(x => x.Example.Source == "pairs").ToDictionary(x => x.Example.Id, x => x.Judgement[TOXICITY]!.Value);
        var pairs = byId.Where(x => !x.Key.EndsWith('n') && byId.ContainsKey(x.Key + "n")).ToList();
        Say("… the rude one scores higher", pairs.Average(x => x.Value > byId[x.Key + "n"] ? 1.0 : 0));
    }

    /// <summary>What each part would be worth alone: linear weights, the net, and both weighed together, as shipped.</summary>
    private void Designs()
    {
        foreach (var (name, scored) in Alone())
        {
            Say($"… design: {name}, ROC-AUC", Auc(scored), "0.0000");
            Say($"… design: {name}, true positives at 1.9 %", FoundAt(scored, 0.019));
        }
    }

    private List<(string Name, IReadOnlyList<Scored> Scored)> Alone()
    {
        var raw = examples.Where(x => x.Part == Part.Test && x.Source == "jigsaw").Select(x =>
        {
            scorer.Weigh(x.Text, x.Language);
            var a = (int)TOXICITY;
            return (Whole: scorer.Whole[a], Worst: scorer.Worst[a], Net: scorer.Net[a], IsPositive: x[TOXICITY] == 1);
        }).ToList();
        return
        [
            ("linear, the whole text", [.. raw.Select(x => new Scored(DeterministicMath.Sigmoid(x.Whole), x.IsPositive))]),
            ("linear, the worst sentence", [.. raw.Select(x => new Scored(DeterministicMath.Sigmoid(x.Worst), x.IsPositive))]),
            ("net of phrases", [.. raw.Select(x => new Scored(DeterministicMath.Sigmoid(x.Net), x.IsPositive))]),
        ];
    }

    /// <summary>The plots of the model card, by name.</summary>
    public IEnumerable<(string Name, string Svg)> Drawn()
    {
        var wikipedia = Of(TOXICITY, x => x.Source == "jigsaw").ToList();
        yield return ("reliability", Plots.Reliability("Wikipedia comments, TOXICITY", wikipedia));
        yield return ("roc", Plots.Roc("Wikipedia comments, TOXICITY", [("as shipped", wikipedia), .. Alone()]));
        yield return ("persons", Plots.Roc("attacks on the person", [("AD_HOMINEM", [.. Of(AD_HOMINEM, x => x.Source == "cmv")])]));
        yield return ("swaps", Plots.Changes("names swapped: change of TOXICITY", changes));
    }

    private void Types()
    {
        foreach (var attribute in (ConductAttribute[])[TOXICITY, INSULT, PROFANITY, IDENTITY_ATTACK, THREAT])
            Say($"news comments, all doubtful, {attribute}: ROC-AUC", Auc(Of(attribute, x => x.Source == "civil")));
    }

    private void Functions()
    {
        var own = kept.Where(x => x.Example.Source == "own" && x.Example.Language == "en" && !float.IsNaN(x.Example[IDENTITY_ATTACK])).ToList();
        double F1(bool hate)
        {
            var scored = own.Select(x => new Scored(hate ? x.Judgement[IDENTITY_ATTACK]!.Value : 1 - x.Judgement[IDENTITY_ATTACK]!.Value, x.Example[IDENTITY_ATTACK] >= 0.5 == hate));
            return At(scored, hate ? 0.5 : 0.5000001).F1;
        }
        Say("own functional sentences, kept lines and words, IDENTITY_ATTACK: macro-F1", (F1(true) + F1(false)) / 2);
        Say("… ROC-AUC", Auc(own.Select(x => new Scored(x.Judgement[IDENTITY_ATTACK]!.Value, x.Example[IDENTITY_ATTACK] >= 0.5))));
        var lines = templates.Lines.ToDictionary(x => x.Number);
        foreach (var group in own.GroupBy(x => lines[int.Parse(x.Example.Id.Split('-')[0], CultureInfo.InvariantCulture)].Group))
            Say($"… {group.Key}: right", group.Average(x => x.Judgement[IDENTITY_ATTACK] >= 0.5 == x.Example[IDENTITY_ATTACK] >= 0.5 ? 1.0 : 0));
        if (Environment.GetEnvironmentVariable("PARLEY_TRAINING_LINES") is not null)
            foreach (var attribute in ConductAttributes.All)
            foreach (var line in kept.Where(x => x.Example.Source == "own" && !float.IsNaN(x.Example[attribute])).GroupBy(x => int.Parse(x.Example.Id.Split('-')[0], CultureInfo.InvariantCulture)))
                if (line.Average(x => x.Judgement[attribute] >= 0.5 == x.Example[attribute] >= 0.5 ? 1.0 : 0) is < 0.9 and var right)
                    Console.Error.WriteLine($"        line: {attribute} {right:0.00} mean {line.Average(x => x.Judgement[attribute]):0.00} wanted {line.First().Example[attribute]}: {lines[line.Key].Text}");
        foreach (var attribute in (ConductAttribute[])[TOXICITY, THREAT, NAME_CALLING, AD_HOMINEM, TONE, BARE_CONTRADICTION, REASONED])
            Say($"own sentences, kept lines, {attribute}: balanced accuracy at 0.5",
                BalancedAccuracy([.. Of(attribute, x => x.Source == "own" && x.Language == "en" && x[attribute] is not 0.6f)], 0.5));
    }

    /// <summary>The same sentence about others: names on our list, names on none, and invented ones.</summary>
    private void Swaps()
    {
        string[] plural = ["Muslims", "Christians", "women", "men", "Democrats", "Republicans", "immigrants", "gay people", "the Irish", "liberals",
            "Wallonians", "Frisians", "Bahais", "Yazidis", "Druids", "Sorbs", "Rohingya", "Quakers", "Basques", "Hutterites", "Blorgists", "Tarkavians", "the Mirelli party", "Vostrans", "wendigans"];
        string[] single = ["Muslim", "Christian", "woman", "man", "Democrat", "Republican", "immigrant", "lesbian", "Jew", "liberal",
            "Wallonian", "Frisian", "Bahai", "Yazidi", "Druid", "Sorb", "Rohingya", "Quaker", "Basque", "Hutterite", "Blorgist", "Tarkavian", "Mirellian", "Vostran", "wendigan"];
        string[] persons = ["Donald Trump", "Joe Biden", "Angela Merkel", "Jane Porter", "Mr Brown", "Nicola Sturgeon", "Viktor Orban", "Pedro Costa", "Kim Rasmussen", "Senator Hale",
            "Imre Valko", "Oyelaran", "Sister Benigna", "Takeshi Mori", "Mr Quillfeather", "Zadok Ben-Ari", "Ms Trellisk", "Wim Dorp", "Aino Kallas", "Ludo Brant", "Ferro", "Tilda Varg", "Yusra", "Old Marek", "Pim"];
        var (pairs, flips, unseenPairs, unseenFlips, total, most) = (0, 0, 0, 0, 0.0, 0.0);
        var dice = new Dice(77);
        foreach (var line in templates.Lines.Where(x => x.Language == "en" && (x.Text.Contains("{n}", StringComparison.Ordinal) || x.Text.Contains("{s}", StringComparison.Ordinal) || x.Text.Contains("{p}", StringComparison.Ordinal))))
        for (var i = 0; i < 3; i++)
        {
            var marked = line with { Text = line.Text.Replace("{n}", "@N", StringComparison.Ordinal).Replace("{s}", "@S", StringComparison.Ordinal).Replace("{p}", "@P", StringComparison.Ordinal) };
            var text = templates.Spell(marked, dice, line.IsKept).Replace("@n", "@N", StringComparison.Ordinal).Replace("@s", "@S", StringComparison.Ordinal).Replace("@p", "@P", StringComparison.Ordinal);
            var first = dice.Below(10);
            var with = scorer.Score(Named(text, first), "en");
            for (var k = 0; k < 6; k++)
            {
                var other = k < 3 ? dice.Below(10) : 10 + dice.Below(15);
                var swapped = scorer.Score(Named(text, other), "en");
                var flipped = with.Hint != swapped.Hint || ConductAttributes.All.Any(a => with[a] >= 0.5 != swapped[a] >= 0.5);
                var change = Math.Abs(with[TOXICITY]!.Value - swapped[TOXICITY]!.Value);
                changes.Add(change);
                (pairs, total, most) = (pairs + 1, total + change, Math.Max(most, change));
                if (flipped) flips++;
                if (k >= 3) (unseenPairs, unseenFlips) = (unseenPairs + 1, unseenFlips + (flipped ? 1 : 0));
                if (flipped) Console.Error.WriteLine($"        flips: {Named(text, first)} | {Named(text, other)} | {with.Hint} {swapped.Hint}");
            }
        }
        string Named(string text, int i) => text.Replace("@N", plural[i], StringComparison.Ordinal).Replace("@S", single[i], StringComparison.Ordinal).Replace("@P", persons[i], StringComparison.Ordinal).Replace("the the ", "the ", StringComparison.Ordinal);
        rows.Add(new($"names swapped, {pairs} pairs: any decision or hint flipped", Share(flips, pairs)));
        rows.Add(new("… of them with a name on no list", Share(unseenFlips, unseenPairs)));
        Say("… mean change of TOXICITY", total / pairs, "0.00000");
        Say("… greatest change of TOXICITY", most);
    }

    private static string Share(int part, int all) => (100.0 * part / all).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    private void Opinions()
    {
        var opinions = kept.Where(x => x.Example.Source == "polis").ToList();
        rows.Add(new($"political opinions ({opinions.Count}): a writer would be told something", Share(opinions.Count(x => x.Judgement.Hint is not null), opinions.Count)));
        rows.Add(new("… TOXICITY at 0.5 or more", Share(opinions.Count(x => x.Judgement[TOXICITY] >= 0.5), opinions.Count)));
        foreach (var x in opinions.Where(x => x.Judgement.Hint is not null)) Console.Error.WriteLine($"        told: {x.Judgement.Hint} {x.Example.Text}");
        var rude = kept.Where(x => x.Example.Source == "jigsaw").ToList();
        rows.Add(new("Wikipedia talk comments, toxic: told", Share(rude.Count(x => x.Example[TOXICITY] == 1 && x.Judgement.Hint is not null), rude.Count(x => x.Example[TOXICITY] == 1))));
        rows.Add(new("… civil: told", Share(rude.Count(x => x.Example[TOXICITY] == 0 && x.Judgement.Hint is not null), rude.Count(x => x.Example[TOXICITY] == 0))));
    }

    private void Persons()
    {
        var scored = Of(AD_HOMINEM, x => x.Source == "cmv").ToList();
        Say("attacks on the person, whole discussions kept apart: ROC-AUC", Auc(scored));
        // The threshold comes from texts for calibrating, where as many of both kinds are right.
        var calibrating = examples.Where(x => x.Part == Part.Calibrate && x.Source == "cmv").Select(x => new Scored(scorer.Score(x.Text, "en")[AD_HOMINEM]!.Value, x[AD_HOMINEM] == 1)).ToList();
        var best = calibrating.Select(x => x.Score).MaxBy(threshold => BalancedAccuracy(calibrating, threshold));
        Say("… balanced accuracy", BalancedAccuracy(scored, best));
        Say("comments that changed a mind against all others there, REASONED: ROC-AUC", Auc(Of(REASONED, x => x.Source == "cmv" && x[REASONED] is 0 or 1)));
    }

    private void Spam()
    {
        foreach (var (source, name) in new[] { ("telegram_spam", "Telegram"), ("spamassassin_mail", "mail"), ("own", "own sentences, kept lines") })
            Say($"spam, {name}: F1 at 0.5", At(Of(SPAM, x => x.Source == source), 0.5).F1);
        var ordinary = kept.Where(x => x.Example.Source is "jigsaw" or "civil" or "cmv" or "polis").ToList();
        rows.Add(new($"… false positives on {ordinary.Count} ordinary comments", Share(ordinary.Count(x => x.Judgement[SPAM] >= 0.5), ordinary.Count)));
    }

    private void Disguises()
    {
        var abusive = kept.Where(x => x.Example.Source == "own" && x.Example.Language == "en" && x.Example[TOXICITY] == 1 && x.Judgement[TOXICITY] >= 0.5).ToList();
        foreach (var (name, disguise) in Disguising.All(lexicon))
        {
            var twins = abusive.Select(x => (x.Example.Text, Twin: disguise(x.Example.Text))).Where(x => x.Twin != x.Text).ToList();
            Say($"disguised twins of {twins.Count} abusive sentences, {name}: still at 0.5 or more", twins.Average(x => scorer.Score(x.Twin, "en")[TOXICITY] >= 0.5 ? 1.0 : 0));
        }
    }

    private void Languages()
    {
        foreach (var (source, language, name) in new[] { ("germeval", "de", "German tweets"), ("mlma", "fr", "French tweets"), ("mlma", "ar", "Arabic tweets") })
            Say($"{name}, TOXICITY: ROC-AUC", Auc(Of(TOXICITY, x => x.Source == source && x.Language == language)));
        foreach (var language in (string[])["de", "fr", "es", "ru", "tr", "ar"])
            Say($"own sentences, kept lines, {language}: ROC-AUC", Auc(Of(TOXICITY, x => x.Source == "own" && x.Language == language)));
        var told = kept.Where(x => x.Example.Text.Length > 30 && x.Example.Source is "jigsaw" or "civil" or "germeval" or "mlma" or "polis").ToList();
        foreach (var x in told.GroupBy(x => (x.Example.Source, x.Example.Language, parts.Languages.Of(x.Example.Text))).Where(x => x.Key.Language != x.Key.Item3 && x.Count() > 2)) Console.Error.WriteLine($"        language: {x.Key} {x.Count()} {x.First().Example.Text.ReplaceLineEndings(" ")}");
        Say("language told, texts of more than 30 characters", told.Average(x => parts.Languages.Of(x.Example.Text) == x.Example.Language ? 1.0 : 0));
    }

    private void Speed()
    {
        var texts = kept.Where(x => x.Example.Source == "jigsaw" && x.Example.Text.Length > 300).Select(x => x.Example.Text[..300]).Take(500).ToList();
        for (var round = 0; round < 4; round++)
        {
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            foreach (var text in texts) scorer.Score(text, null);
            Console.Error.WriteLine($"        {System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMicroseconds / texts.Count:0} µs for 300 characters");
        }
    }
}
