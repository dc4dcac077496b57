using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Parley.Web;

namespace Parley.Tests.Web;

[Once]
public sealed partial class WordsTests
{
    private static readonly string Source = Path.Combine(Root(), "src");

    public static TheoryData<string> Languages => [.. Words.Languages.Where(language => language != "en")];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_text_of_the_pages_is_there_in_every_language(string language)
    {
        var words = File(language).GetProperty("words");
        var there = words.EnumerateObject().Select(x => x.Name).ToHashSet();
        var asked = Asked().ToHashSet();

        Assert.True(asked.Count > 100);
        Assert.Empty(asked.Except(there));
        Assert.Empty(there.Except(asked));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_plural_has_the_forms_of_its_language_and_every_place_for_a_value_is_kept(string language)
    {
        var rules = new PluralRules(language);
        var forms = Enumerable.Range(0, 1000).Select(number => rules.Of(number)).Append("other").Distinct().Order().ToList();
        var plurals = AskedPlurals().Select(x => x.Many).ToHashSet();
        foreach (var phrase in File(language).GetProperty("words").EnumerateObject())
        {
            Assert.True(phrase.Value.ValueKind == (plurals.Contains(phrase.Name) ? JsonValueKind.Object : JsonValueKind.String),
                phrase.Name);
            var said = phrase.Value.ValueKind == JsonValueKind.String
                ? [phrase.Value.GetString()!] : phrase.Value.EnumerateObject().Select(form => form.Value.GetString()!).ToList();
            // "One comment" may do without its number; a form for many may not.
            var free = phrase.Value.ValueKind == JsonValueKind.Object ? new HashSet<string> { "{0}" } : [];
            foreach (var text in said)
            {
                Assert.Equal(Places(phrase.Name).Except(free), Places(text).Except(free));
                Assert.True(text.Trim().Length > 0 && !text.Contains('<', StringComparison.Ordinal), phrase.Name);
            }
            if (phrase.Value.ValueKind != JsonValueKind.Object) continue;
            Assert.Contains("{0}", phrase.Value.GetProperty("other").GetString(), StringComparison.Ordinal);
            Assert.Empty(forms.Except(phrase.Value.EnumerateObject().Select(form => form.Name)));
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_script_finds_every_one_of_its_words(string language)
    {
        var english = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Source, "widget", "words.json"))).RootElement;
        var said = File(language).GetProperty("script");
        var rules = new PluralRules(language);
        var forms = Enumerable.Range(0, 1000).Select(number => rules.Of(number)).Append("other").Distinct().ToList();

        Assert.Equal(english.EnumerateObject().Select(x => x.Name).Order(), said.EnumerateObject().Select(x => x.Name).Order());
        foreach (var word in english.EnumerateObject())
        {
            Assert.Equal(word.Value.ValueKind, said.GetProperty(word.Name).ValueKind);
            if (word.Value.ValueKind == JsonValueKind.Object)
                Assert.Empty(forms.Except(said.GetProperty(word.Name).EnumerateObject().Select(form => form.Name)));
            else
                Assert.Equal(word.Value.GetString()!.Contains('#', StringComparison.Ordinal),
                    said.GetProperty(word.Name).GetString()!.Contains('#', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Plurals_are_those_of_the_language()
    {
        Assert.Equal(["many", "one", "few", "many", "one", "many"], new long[] { 0, 1, 2, 5, 21, 111 }.Select(new PluralRules("ru").Of));
        Assert.Equal(["zero", "one", "two", "few", "many", "other"], new long[] { 0, 1, 2, 3, 11, 100 }.Select(new PluralRules("ar").Of));
        Assert.Equal(["one", "one", "other"], new long[] { 0, 1, 2 }.Select(new PluralRules("fr").Of));
    }

    [Fact]
    public void Dates_and_digits_are_those_of_the_language()
    {
        var at = new DateTimeOffset(2026, 6, 23, 14, 5, 0, TimeSpan.Zero);
        string Date(string tag) => Words.In(tag)!.Date(at, TimeZoneInfo.Utc);

        Assert.Equal("June 23, 2026", Date("en"));
        Assert.Equal("23 June 2026", Date("en-GB"));
        Assert.Equal("June 23, 2026, 2:05 PM UTC", Words.In("en")!.DateAndTime(at, TimeZoneInfo.Utc).Replace('\u202F', ' '));
        Assert.Equal("12,345", Words.In("en")!.Number(12345));
        if (Words.In("de") is not { } german) return;
        Assert.Equal("23. Juni 2026", Date("de"));
        Assert.Equal("23 de junio de 2026", Date("es"));
        Assert.Equal("23 Haziran 2026", Date("tr"));
        Assert.Equal("٢٣ يونيو ٢٠٢٦", Date("ar"));
        Assert.Equal("12.345", german.Number(12345));
        Assert.Equal("١٢٬٣٤٥", Words.In("ar")!.Number(12345));
        // Each region of a language has its own digits, and none two sorts of them.
        foreach (var arabic in new[] { "ar", "ar-EG", "ar-MA", "ar-AE" }.Select(tag => Words.In(tag)!))
        {
            var said = arabic["Will be kept in 10 seconds."];
            Assert.Equal((arabic.Number(10), "،"), (string.Concat(said.Where(char.IsDigit)), arabic.Comma));
        }
        Assert.Equal(("rtl", "rtl", "ltr"), (Words.In("ar")!.Direction, Words.In("he")!.Direction, german.Direction));
    }

    [Fact]
    public void A_site_has_one_English_in_spelling_as_in_dates()
    {
        var (british, american) = (Words.In("en-GB")!, Words.In("en-US")!);

        Assert.Equal(("Criticise ideas, not people.", "Criticize ideas, not people."),
            (british["Criticise ideas, not people."], american["Criticise ideas, not people."]));
        Assert.Equal(american["Criticise ideas, not people."], Words.In("en")!["Criticise ideas, not people."]);
        foreach (var phrase in Asked().Distinct())
            Assert.DoesNotMatch(@"(?i)\b(criticis|recognis|organis|apologis|favour|colour|honour|behaviour|neighbour)", american[phrase]);
    }

    [Property]
    public void A_value_in_html_is_encoded_and_has_a_direction_of_its_own()
    {
        Assert.Equal("Reply to <bdi>&lt;b&gt;א</bdi>", Words.In("en")!.Html("Reply to {0}", "<b>א").Value);
        Gen.String.Holds(name => Assert.DoesNotContain('<', Words.In("en")!.Html("Reply to {0}", name).Value
            .Replace("<bdi>", "", StringComparison.Ordinal).Replace("</bdi>", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("../en")]
    [InlineData("")]
    [InlineData("tlh-Latn-x-piqad-and-much-more-than-anyone-says")]
    public void A_language_without_words_is_none(string tag) => Assert.Null(Words.In(tag));

    private static JsonElement File(string language) =>
        JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Source, "Parley", "Web", "Languages", language + ".json"))).RootElement;

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Distinct().Order();

    private static IEnumerable<string> Asked() => Files().SelectMany(text =>
        Translated().Matches(text).Concat(Refused().Matches(text)).Select(match => Unescaped(match.Groups["text"].Value))
            .Concat(Either().Matches(text)
                .SelectMany(match => new[] { match.Groups["a"].Value, match.Groups["b"].Value }.Select(Unescaped))))
        .Concat(AskedPlurals().Select(x => x.Many));

    private static IEnumerable<(string One, string Many)> AskedPlurals() => Files().SelectMany(text =>
        Counted().Matches(text).Select(match => (Unescaped(match.Groups["one"].Value), Unescaped(match.Groups["many"].Value))));

    private static IEnumerable<string> Files() => new[] { "*.cs", "*.razor" }
        .SelectMany(kind => Directory.EnumerateFiles(Path.Combine(Source, "Parley"), kind, SearchOption.AllDirectories))
        .Where(file => !file.Contains("Migrations", StringComparison.Ordinal)
            && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(file => Broken().Replace(Split().Replace(System.IO.File.ReadAllText(file), ""), " ")
            .Replace("( ", "(", StringComparison.Ordinal)
            .Replace("[ ", "[", StringComparison.Ordinal));

    private static string Unescaped(string text) => Regex.Unescape(text);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Parley.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("The source is not around the tests.");
    }

    // A sentence goes on in the next line, as does whatever is too long for one.
    [GeneratedRegex("""(?<!\\)"\s*\n\s*\+ "(?!")""")]
    private static partial Regex Split();

    [GeneratedRegex("""\s*\n\s*""")]
    private static partial Regex Broken();

    // T["…"], T.Html("…"), Words.Later("…")
    [GeneratedRegex("""(?:\bT\[|\bt\[|\bT\.Html\(|\bt\.Html\(|Words\.Later\()\s*"(?<text>(?:[^"\\]|\\.)*)""")]
    private static partial Regex Translated();

    // T[one ? "…" : "…"]
    [GeneratedRegex("""\b[Tt]\[[^"\]]*\? "(?<a>(?:[^"\\]|\\.)*)" : "(?<b>(?:[^"\\]|\\.)*)"\]""")]
    private static partial Regex Either();

    // new(422, "code", "…"
    [GeneratedRegex("""new(?: Refusal)?\([\w.]+, "[a-z0-9-]+",\s*"(?<text>(?:[^"\\]|\\.)*)""")]
    private static partial Regex Refused();

    // T.Count(n, "…", "…"), new Counted(n, "…", "…")
    [GeneratedRegex("""(?:\.Count\(|new Counted\()[^"?]+?, "(?<one>[^"]*\{0\}[^"]*)", "(?<many>(?:[^"\\]|\\.)*)""")]
    private static partial Regex Counted();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
