using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;
using Parley.Conduct;

namespace Parley.Tests.Conduct;

/// <summary>What moderators of one site teach its own model: by form, links, repetition and tempo, and by nothing that is said.</summary>
[Once]
public sealed class OwnSpamTests
{
    private static SpamFacts Facts(string text) => new() { Text = text, Leads = Payload.In(text, _ => false) };

    /// <summary>A campaign that is no wave: each text is another, in common they have how they are made and how they come.</summary>
    private sealed class Campaign(int seed)
    {
        private readonly Random random = new(seed);
        private readonly WaveTexts texts = new(seed);

        public byte[] Next()
        {
            var text = $"{texts.Opinion(1)} https://{Letters(8)}.example/{Letters(5)} {texts.Opinion(1)}"
                + (random.Next(2) == 0 ? $" https://bit.ly/{Letters(7)}" : "");
            return FormFeatures.Of(Facts(text) with
            {
                LeadsToNewHost = true, OpenFor = TimeSpan.FromSeconds(2 + random.Next(12)), ByAuthor = random.Next(6),
                ByNetwork = 3 + random.Next(20), Age = TimeSpan.FromMinutes(random.Next(30)),
            });
        }

        private string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('a' + random.Next(26))));
    }

    /// <summary>People who are new and mean it: some link, some are quick, some share a network with many.</summary>
    private sealed class Honest(int seed)
    {
        private readonly Random random = new(seed);

        public byte[] Of(string text)
        {
            var links = random.Next(12);
            if (links == 0) text += " https://paper.example/story/" + random.Next(1000);
            if (links == 1) text += " See https://blog" + random.Next(300) + ".example and https://en.wikipedia.org/wiki/Bridge";
            return FormFeatures.Of(Facts(text) with
            {
                LeadsToNewHost = links == 1,
                OpenFor = TimeSpan.FromSeconds(random.Next(15) == 0 ? 8 + random.Next(8) : 15 * Math.Pow(60, random.NextDouble())),
                ByAuthor = random.Next(3), ByNetwork = random.Next(8) == 0 ? random.Next(20) : random.Next(2),
                Age = TimeSpan.FromMinutes(Math.Pow(40_000, random.NextDouble())), Standing = random.Next(3),
            });
        }
    }

    [Fact]
    public void A_campaign_is_learned_and_its_continuation_held_and_none_of_2000_honest_comments_is()
    {
        var real = Real().Take(2400).ToList();
        Assert.SkipWhen(real.Count == 0, "The folder shared/data/conduct is not beside the project.");
        var (campaign, honest, random, model) = (new Campaign(1), new Honest(2), new Random(3), SiteSpamModel.New());
        var (kept, proven) = (real[..400], 0);
        // A moderator removes the campaign's, and keeps what readers reported in vain.
        for (var (spam, said) = (0, 0); spam < 400; )
        {
            var isSpam = random.Next(2) == 0;
            model = model.Learn(isSpam ? campaign.Next() : honest.Of(kept[said++ % kept.Count]), isSpam);
            if (isSpam) spam++;
            if (proven == 0 && model.IsProven) proven = model.Lessons;
        }

        var held = Enumerable.Range(0, 1000).Count(_ => model.Calls(campaign.Next()));
        var wrong = real[400..].Count(text => model.Calls(honest.Of(text)));

        TestContext.Current.TestOutputHelper?.WriteLine($"proven after {proven} of {model.Lessons} lessons, {model.Right} of "
            + $"{model.Predictions} right; {held} of 1000 of the campaign, {wrong} of {real.Count - 400} honest ones called spam");
        Assert.True(model.IsProven, $"{model.Right} of {model.Predictions}");
        Assert.True(held >= 800, $"{held} of 1000");
        Assert.Equal((2000, 0), (real.Count - 400, wrong));
    }

    [Fact]
    public void What_stands_must_be_enough_and_lead_somewhere_and_of_a_thousand_it_may_call_one_spam()
    {
        const int leading = SiteSpamModel.FewestLeading;
        Assert.False(SiteSpamModel.Spares(SiteSpamModel.FewestStanding - 1, leading, 0));
        Assert.False(SiteSpamModel.Spares(SiteSpamModel.FewestStanding, leading - 1, 0));
        Assert.True(SiteSpamModel.Spares(SiteSpamModel.FewestStanding, leading, 0));
        Assert.False(SiteSpamModel.Spares(999, leading, 1));
        Assert.True(SiteSpamModel.Spares(1000, leading, 1));
        Assert.False(SiteSpamModel.Spares(1000, leading, 2));
    }

    [Fact]
    public void Words_that_lead_nowhere_and_repeat_nothing_are_never_called_spam_whatever_it_was_taught()
    {
        // One side writes short, in capitals and at once, from one place; all of it is removed as spam, and none of the other's.
        var (honest, model) = (new Honest(12), SiteSpamModel.New());
        SpamFacts Side(int i) => Facts(i % 2 == 0 ? "CLOSE IT NOW!!!" : "LEAVE US ALONE!!!!") with
        {
            OpenFor = TimeSpan.FromSeconds(3), ByAuthor = 5, ByNetwork = 20, Age = TimeSpan.FromMinutes(2),
        };
        for (var i = 0; i < 1000; i++)
        {
            model = model.Learn(FormFeatures.Of(Side(i)), true).Learn(honest.Of("Nobody asked the people who live at the ferry."), false);
            Assert.False(model.Calls(FormFeatures.Of(Side(i + 1))) || model.IsProven);
        }
        // It was taught well: with a link the same would be called so.
        Assert.True(model.Calls(FormFeatures.Of(Side(1) with { Leads = ["link:offer.example"] })));
        Assert.True(model.Calls(FormFeatures.Of(Side(1) with { Said = 1 })));
    }

    [Fact]
    public void No_script_is_known_by_its_ordinary_writing()
    {
        const string said = "The Ferry is slow, and Ada knows it. Why not build a Bridge?";
        var latin = FormFeatures.Of(Facts(said));
        foreach (var first in new[] { 'а', 'א', 'ا', 'α', '一', 'あ', 'ก' })
            Assert.Equal(latin, FormFeatures.Of(Facts(string.Concat(said.Select(c => char.IsLetter(c)
                ? (char)(first + (char.ToLowerInvariant(c) - 'a') % 20) : c)))));
        Assert.NotEqual(latin, FormFeatures.Of(Facts(said.ToUpperInvariant())));
    }

    [Fact]
    public void Nothing_is_proven_to_who_is_shown_one_kind_alone()
    {
        var (campaign, model) = (new Campaign(13), SiteSpamModel.New());
        var plain = FormFeatures.Of(Facts("They say so every year, and nothing comes of it.") with { OpenFor = TimeSpan.FromMinutes(1) });
        for (var i = 0; i < 300; i++) model = model.Learn(campaign.Next(), true);
        Assert.True(model.Predictions >= SiteSpamModel.FewestPredictions && model.Right == model.Predictions);
        for (var i = 0; i < SiteSpamModel.FewestOthers; i++)
        {
            Assert.False(model.IsProven);
            model = model.Learn(plain, false);
        }
        Assert.True(model.Right == model.Predictions && model.IsProven);
    }

    [Fact]
    public void A_comment_teaches_once_and_who_decides_otherwise_turns_the_lesson()
    {
        var (campaign, honest, model) = (new Campaign(15), new Honest(16), SiteSpamModel.New());
        for (var i = 0; i < 200; i++) model = model.Learn(campaign.Next(), true).Learn(honest.Of("I was there, and saw it."), false);
        var (comment, form) = (Id(5000), campaign.Next());
        while (!model.Calls(form)) form = campaign.Next();
        var removed = model.Learn(comment, form, true);
        Assert.Equal(model.Right + 1, removed.Right);
        Assert.Same(removed, removed.Learn(comment, form, true));
        var (reversed, kept) = (removed.Learn(comment, form, false), model.Learn(comment, form, false));
        // As if it had never been decided otherwise.
        Assert.Equal((kept.Lessons, kept.Predictions, kept.Right, kept.Others), (reversed.Lessons, reversed.Predictions, reversed.Right,
            reversed.Others));
        Assert.Equal(model.Right, reversed.Right);
        Assert.All(kept.Weights.Zip(reversed.Weights), x => Assert.Equal(x.First, x.Second, 9));
        Assert.Equal(kept.Bias, reversed.Bias, 9);
        // In other words it is another comment.
        Assert.Equal(reversed.Lessons + 1, reversed.Learn(comment, campaign.Next(), true).Lessons);
        // Also where much was learned since.
        for (var i = 0; i < 50; i++) removed = removed.Learn(honest.Of("I was there, and heard it."), false);
        Assert.True(removed.Learn(comment, form, false) is { } later && later.Right == removed.Right - 1
            && Sum(later, form) < Sum(removed, form));
    }

    [Fact]
    public void It_stays_whole_over_ten_thousand_lessons()
    {
        var (campaign, honest, model) = (new Campaign(17), new Honest(18), SiteSpamModel.New());
        for (var i = 0; i < 5_000; i++)
        {
            model = model.Learn(campaign.Next(), true).Learn(honest.Of("Once more, and again."), false);
            Assert.True(i < 500 || model.IsProven, $"{model.Right} of {model.Predictions} after {model.Lessons}");
        }
        Assert.All(model.Weights.Append(model.Bias), x => Assert.InRange(x, -10, 10));
        var held = Enumerable.Range(0, 1000).Count(_ => model.Calls(campaign.Next()));
        TestContext.Current.TestOutputHelper?.WriteLine($"{model.Right} of {model.Predictions} right; {held} of 1000 called spam");
        Assert.InRange(held, 500, 1000);
    }

    private static double Sum(SiteSpamModel model, byte[] form) =>
        model.Bias + model.Weights.Zip(form.Skip(1), (weight, value) => weight * value / 255d).Sum();

    private static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    [Fact]
    public void It_is_not_believed_before_it_has_called_a_hundred_spam_and_was_right_in_99_of_100()
    {
        var (campaign, honest, model) = (new Campaign(4), new Honest(5), SiteSpamModel.New());
        while (model.Predictions < SiteSpamModel.FewestPredictions)
        {
            Assert.False(model.IsProven);
            model = model.Learn(campaign.Next(), true).Learn(honest.Of("The bridge was never asked."), false);
        }
        Assert.True(model.IsProven);
        // One that a person calls honest it may have, of a hundred; two are one too many.
        for (var wrong = 1; wrong <= 2; wrong++)
        {
            var called = campaign.Next();
            while (!model.Calls(called)) called = campaign.Next();
            model = model.Learn(called, false);
            Assert.Equal((SiteSpamModel.FewestPredictions + wrong, SiteSpamModel.FewestPredictions), (model.Predictions, model.Right));
            Assert.Equal(wrong == 1, model.IsProven);
        }
        // It counts no further back than the window.
        for (var i = 0; i < SiteSpamModel.Window; i++) model = model.Learn(honest.Of("A ferry will cross, it is said."), false);
        Assert.Equal(0, model.Predictions);
    }

    [Fact]
    public void Who_removes_one_sides_opinions_as_spam_teaches_it_nothing()
    {
        string[] one = ["Higher taxes would ruin every shop here.", "Close the border before autumn.", "Leave the farmers alone at last."];
        string[] other = ["Lower taxes would starve every school.", "Open the border before winter.", "Leave the workers alone at last."];
        var (honest, random, model) = (new Honest(6), new Random(7), SiteSpamModel.New());
        byte[] Of(string[] side) => honest.Of(string.Join(' ', Enumerable.Range(0, 1 + random.Next(4)).Select(_ => side[random.Next(3)])));
        for (var i = 0; i < 1000; i++)
        {
            var isSpam = random.Next(2) == 0;
            model = model.Learn(Of(isSpam ? one : other), isSpam);
            Assert.False(model.IsProven);
        }
        var (removed, kept) = (Enumerable.Range(0, 2000).Count(_ => model.Calls(Of(one))), Enumerable.Range(0, 2000)
            .Count(_ => model.Calls(Of(other))));
        TestContext.Current.TestOutputHelper?.WriteLine($"called spam: {removed} and {kept} of 2000 each");
        Assert.InRange(Math.Abs(removed - kept), 0, 60);
    }

    [Fact]
    public void Whatever_words_a_text_has_others_of_equal_form_are_the_same_to_it() => (
        from words in Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 1, 12], Gen.Int[0, Kinds.Length - 1].Select(x => Kinds[x])).Array[1, 30]
        from seed in Gen.Int[0, 1_000_000]
        select (words, seed)).Holds(drawn =>
    {
        var random = new Random(drawn.seed);
        var swapped = drawn.words.Select(word => Payload.Of(word) is { Length: > 0 } ? word : Swapped(word, random)).ToArray();
        var (before, after) = (FormFeatures.Of(Facts(string.Join(' ', drawn.words))), FormFeatures.Of(Facts(string.Join(' ', swapped))));
        Assert.Equal(before, after);
    }, iter: 1000);

    private static readonly string[] Kinds =
        ["https://offer.example/now", "WIN", "ГОРОД", "été", "12:30", "t.me/group", "«», ", "\u200B", "🎈", "a@b.example"];

    // Another letter of the same kind, so another word: no other sign, length or case.
    private static string Swapped(string word, Random random) => string.Concat(word.EnumerateRunes().Select(rune =>
        !Rune.IsLetter(rune) ? rune.ToString() : ((char)((Rune.IsUpper(rune) ? 'A' : 'a') + random.Next(26))).ToString()));

    [Fact]
    public void The_same_lessons_make_the_same_model_and_it_comes_back_as_it_was_stored()
    {
        static SiteSpamModel Taught()
        {
            var (spam, other, model) = (new Campaign(8), new Honest(9), SiteSpamModel.New());
            for (var i = 0; i < 450; i++) model = model.Learn(i % 3 == 0 ? spam.Next() : other.Of("One of many."), i % 3 == 0);
            return model;
        }

        var (one, other) = (Taught().Write(), Taught().Write());
        Assert.Equal(one, other);
        var read = SiteSpamModel.Read(one)!;
        Assert.Equal(450, read.Lessons);
        Assert.Equal(one, read.Write());
        Assert.True(one.Length < 9000);
        Assert.All(read.Weights, x => Assert.InRange(x, -10, 10));
    }

    [Fact]
    public void What_is_damaged_is_not_read() => Gen.Select(Gen.Int[0, 10_000], Gen.Byte[1, 255]).Holds((place, change) =>
    {
        var stored = SiteSpamModel.New().Learn(new Campaign(10).Next(), true).Write();
        Assert.NotNull(SiteSpamModel.Read(stored));
        Assert.Null(SiteSpamModel.Read(stored[..(place % stored.Length)]));
        stored[place % stored.Length] ^= change;
        Assert.Null(SiteSpamModel.Read(stored));
    });

    [Fact]
    public void What_is_unlearned_is_believed_less()
    {
        var (spam, model) = (new Campaign(11), SiteSpamModel.New());
        var same = spam.Next();
        for (var i = 0; i < 100; i++) model = model.Learn(same, true);
        Assert.True(model.Calls(same));
        for (var i = 0; i < 100; i++) model = model.Learn(same, false);
        Assert.False(model.Calls(same));
    }

    [Fact]
    public void Each_feature_says_what_it_is_named_by()
    {
        var plain = Named(Facts("The ferry will do, I think."));
        Assert.Equal(0, plain["links: how many"]);
        Assert.Equal(255, plain["tempo: no form"]);
        var shouted = Named(Facts("THE FERRY WILL DO, I THINK."));
        Assert.True(shouted["form: capitals"] > plain["form: capitals"]);
        Assert.Equal(plain["form: length"], shouted["form: length"]);
        var linked = Named(Facts("Look: bit.ly/abc https://shop.example/a and write to me@shop.example") with { LeadsToNewHost = true });
        Assert.True(linked["links: how many"] > 0 && linked["links: hosts"] > 0 && linked["links: share of text"] > 100);
        Assert.Equal((255, 255, 255), (linked["links: shortener"], linked["links: number, mail or wallet"], linked["links: new host"]));
        // What scripts need is not hidden.
        Assert.Equal(0, Named(Facts("می\u200Cخواهم 👩\u200D🚀 ❤\uFE0F"))["form: invisible characters"]);
        Assert.True(Named(Facts("fr\u200Bee"))["form: invisible characters"] > 0);
        var quick = Named(Facts(new string('a', 300)) with
        {
            OpenFor = TimeSpan.FromSeconds(3), Standing = FormFeatures.MostStanding, Age = TimeSpan.FromDays(40),
        });
        Assert.Equal((255, 0, 0, 0), (quick["tempo: signs a second"], quick["tempo: no form"], quick["tempo: nothing standing"],
            quick["tempo: young account"]));
        Assert.True(quick["tempo: haste"] > Named(Facts("a") with { OpenFor = TimeSpan.FromMinutes(3) })["tempo: haste"]);
    }

    private static Dictionary<string, int> Named(SpamFacts facts) => FormFeatures.Names
        .Zip(FormFeatures.Of(facts).Skip(1), (name, value) => (name, (int)value)).ToDictionary(x => x.name, x => x.Item2);

    private static IEnumerable<string> Real()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "shared", "data", "conduct"))) folder = folder.Parent;
        if (folder is null) yield break;
        foreach (var name in new[] { "polis_statements", "civil_typed", "jigsaw_binary_25k" })
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "conduct", name, "data.jsonl.gz");
            using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            for (var read = 0; read < 800 && lines.ReadLine() is { } line; )
                if (JsonDocument.Parse(line).RootElement is { ValueKind: JsonValueKind.Object } row
                    && row.TryGetProperty("text", out var text) && ++read > 0) yield return text.GetString()!;
        }
    }
}

/// <summary>Each lesson is about a comment of its own, unless it says which.</summary>
internal static class Lessons
{
    public static SiteSpamModel Learn(this SiteSpamModel model, byte[] form, bool isSpam) =>
        model.Learn(new Guid(model.Lessons + 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0), form, isSpam);
}
