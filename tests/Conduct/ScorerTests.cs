using System.Diagnostics;
using CsCheck;
using Parley.Conduct;

namespace Parley.Tests.Conduct;

/// <summary>The scorer with the model that is shipped: what it must say, and that nothing written can stop it.</summary>
[Once]
public sealed class ScorerTests
{
    private static readonly ConductModel Model = ConductModel.Load(ConductModel.ShippedFile);

    [Theory]
    [InlineData("You are an idiot.", "idiot")]
    [InlineData("What a moron.", "moron")]
    [InlineData("you 1d10t", "1d10t")]
    [InlineData("You are an i d i o t", "i d i o t")]
    [InlineData("You are an idіоt", "idіоt")]
    [InlineData("You are an i\u200Bd\u200Bi\u200Bo\u200Bt!", "i\u200Bd\u200Bi\u200Bo\u200Bt")]
    [InlineData("You are an idiooooot", "idiooooot")]
    [InlineData("You are an ｉｄｉｏｔ", "ｉｄｉｏｔ")]
    [InlineData("You are an a$$hole", "a$$hole")]
    [InlineData("You are an idoit", "idoit")]
    [InlineData("Idoit, that is what you are", "Idoit")]
    [InlineData("You are an id iot", "id iot")]
    public void Name_calling_is_seen_through_disguise_and_its_words_are_pointed_at(string text, string words)
    {
        var judgement = Model.Score(text, "en");

        Assert.NotNull(judgement.Hint);
        Assert.Contains(judgement.Spans,
            span => span.Attribute == judgement.Hint && text[span.Begin..span.End].Contains(words, StringComparison.Ordinal));
        Assert.All(judgement.Spans, span => Assert.NotEmpty(span.Reason));
    }

    [Theory]
    [InlineData("The report says otherwise on page 12: traffic fell before the works began.")]
    [InlineData("Republicans are wrong about taxes.")]
    [InlineData("Democrats are ruining this country.")]
    [InlineData("I don't hate Muslims.")]
    [InlineData("Saying that women are vermin is unacceptable.")]
    [InlineData("Nobody should be called an idiot here.")]
    [InlineData("The mayor should resign.")]
    [InlineData("Abolish the tax at once!")]
    [InlineData("It was an al dente dish, and I would be at the table again.")]
    [InlineData("")]
    [InlineData("👍")]
    public void Opinions_negations_and_reports_of_abuse_get_no_hint(string text) => Assert.Null(Model.Score(text, "en").Hint);

    [Fact]
    public void Whoever_is_named_the_score_is_the_same()
    {
        string[] groups =
            ["Democrats", "Republicans", "Muslims", "women", "gay people", "the Irish", "Zorblaxians", "druids", "Kellmar voters"];
        foreach (var sentence in (string[])["{0} are wrong about taxes.", "I hate {0}.", "I think {0} are scum", "Nobody should hurt {0}.",
            "My neighbours are {0}"])
        {
            var scores = groups.Select(group => Model.Score(string.Format(null, sentence, group), "en")).ToList();
            Assert.All(ConductAttributes.All.Where(a => a != ConductAttribute.SPAM),
                a => Assert.Single(scores.Select(x => x[a]).Distinct()));
            Assert.Single(scores.Select(x => x.Hint).Distinct());
        }
    }

    [Theory]
    [InlineData("Die Brücke sollte im Sommer nicht geschlossen werden, weil der Markt davon lebt.", "de", true)]
    [InlineData("Le pont ne devrait pas être fermé en été, parce que le marché en vit.", "fr", true)]
    [InlineData("El puente no debería cerrarse en verano porque el mercado vive de él.", "es", true)]
    [InlineData("Мост не следует закрывать летом, потому что рынок живёт этим.", "ru", true)]
    [InlineData("لا ينبغي إغلاق الجسر في الصيف لأن السوق يعيش منه", "ar", true)]
    [InlineData("Köprü yazın kapatılmamalı çünkü pazar bundan geçiniyor.", "tr", true)]
    [InlineData("Мост не слід закривати влітку, бо ринок живе з цього, і це всім відомо.", "uk", false)]
    [InlineData("אין לסגור את הגשר בקיץ כי השוק חי ממנו", "he", false)]
    [InlineData("Most nie powinien być zamykany latem, ponieważ targ żyje z tego ruchu.", "pl", false)]
    public void Languages_are_told_and_those_it_cannot_read_get_spam_alone(string text, string language, bool supported)
    {
        var judgement = Model.Score(text);

        Assert.Equal((language, supported), (judgement.Language, judgement.IsSupported));
        Assert.NotNull(judgement[ConductAttribute.SPAM]);
        Assert.Equal(supported, judgement[ConductAttribute.TOXICITY] is not null);
    }

    private static readonly Dictionary<string, string> Hostile = new()
    {
        { "a megabyte", string.Concat(Enumerable.Repeat("You are an idiot, and here is why. ", 30_000)) },
        { "one word of a megabyte", new string('a', 1_000_000) },
        { "letters apart", string.Concat(Enumerable.Repeat("a ", 100_000)) },
        { "emoji", string.Concat(Enumerable.Repeat("🤡🖕🏽👨‍👩‍👧", 10_000)) },
        { "lone surrogates", string.Concat(Enumerable.Repeat("\uD83D x \uDE00", 10_000)) },
        { "combining marks", "e" + new string('\u0301', 100_000) },
        { "mixed scripts", string.Concat(Enumerable.Repeat("аbсדعχ漢", 10_000)) },
        { "HTML", string.Concat(Enumerable.Repeat("<script>alert('x')</script><b class=\"y\">", 5_000)) },
        { "signs", string.Concat(Enumerable.Repeat("@$!*#._-'", 50_000)) },
        { "stars", new string('*', 300_000) },
        { "line ends", new string('\n', 300_000) },
        { "sentences", string.Concat(Enumerable.Repeat("a. ", 100_000)) },
        { "mentions", string.Concat(Enumerable.Repeat("@a", 20_000)) },
        { "words cut in two", string.Concat(Enumerable.Repeat("fu ck ", 10_000)) },
        { "letters apart that spell", string.Concat(Enumerable.Repeat("i d i o t ", 10_000)) },
        { "names", string.Concat(Enumerable.Repeat("Zorblax ", 10_000)) },
        { "quotations", string.Concat(Enumerable.Repeat("\"You\" ", 10_000)) },
        { "zeros", new string('\0', 100_000) },
    };

    public static TheoryData<string> Kinds => [.. Hostile.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_is_sent_is_answered_in_bounded_time(string what)
    {
        var began = Stopwatch.GetTimestamp();
        Model.Score(Hostile[what]);
        var took = Stopwatch.GetElapsedTime(began);

        // Milliseconds on a core of its own; time that grows with the square of these texts would be minutes.
        Assert.True(took < TimeSpan.FromSeconds(10), $"{what}: {took.TotalMilliseconds:0} ms");
    }

    [Property]
    public void Any_text_has_scores_between_0_and_1_and_spans_within_it() => Gen.String[Gen.Char, 0, 200].Holds(text =>
    {
        var judgement = Model.Score(text);
        Assert.All(judgement.Scores, score => Assert.InRange(score ?? 0, 0, 1));
        Assert.All(judgement.Spans, span => Assert.True(span.Begin >= 0 && span.Begin < span.End && span.End <= text.Length));
    });

    [Fact]
    public async Task Many_threads_get_what_one_gets()
    {
        string[] texts =
            ["You are an idiot.", "The mayor should resign.", "I will kill you", "Check out my channel http://bit.ly/x", "No."];
        var expected = texts.Select(text => string.Join(' ', Model.Score(text).Scores)).ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(i => Task.Run(() => (At: i % 5, Said: string.Join(' ', Model.Score(texts[i % 5]).Scores)))));

        Assert.All(answers, answer => Assert.Equal(expected[answer.At], answer.Said));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void A_damaged_file_is_told_from_a_model(int cutAt)
    {
        var file = File.ReadAllBytes(ConductModel.ShippedFile);
        if (cutAt == int.MaxValue) file[^100] ^= 1;
        else file = file[..cutAt];
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file);
            Assert.Throws<InvalidDataException>(() => ConductModel.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_file_is_small_enough_to_ship() => Assert.InRange(new FileInfo(ConductModel.ShippedFile).Length, 1, 20_000_000);
}
