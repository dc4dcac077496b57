using CsCheck;
using Parley.Search;
using Parley.Web;

namespace Parley.Tests.Search;

/// <summary>What makes a word the same word.</summary>
[Once]
public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("The Bridge, again!", "the bridge again")]
    [InlineData("Straße STRASSE Übergröße", "strasse ubergrosse")]
    [InlineData("déjà vu — L’Été", "deja vu l ete")]
    [InlineData("Мост моё моего", "мост мое моего")]
    [InlineData("їжак й Київ", "їжак й київ")]
    [InlineData("Diyarbakır DİYARBAKIR ışık", "diyarbakir isik")]
    [InlineData("مُحَمَّد مـحـمـد أحمد", "محمد احمد")]
    [InlineData("שָׁלוֹם שלום", "שלום")]
    [InlineData("می‌خواهم", "ميخواهم")]
    [InlineData("東京都", "東京 京都 都")]
    [InlineData("水", "水")]
    [InlineData("ﾊﾞｽ", "バス ス")]
    [InlineData("다리를", "다리 리를 를")]
    [InlineData("ไทย", "ไท ทย ย")]
    [InlineData("iPhone手机15", "iphone 手机 机 15")]
    [InlineData("٢٠٢٦ m² ½", "2026 m2 1 2")]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    [InlineData("…—!?*\"()", "")]
    public void A_word_is_looked_up_in_one_spelling(string text, string words) => Assert.Equal(words, SearchWords.Of(text));

    [Property]
    public void Plain_letters_have_the_words_that_all_others_would_have() =>
        Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['a', 'c'], Gen.Const(' '), Gen.Char['\u00A0', '\u052F'], Gen.Char['\u2010', '\u20AC'],
            Gen.Char["\n\tßéйёїŉŀĳ…’"]).Array[0, 160].Select(x => new string(x)).Holds(text =>
            Assert.Equal(string.Join(' ', SearchWords.In(text).Select(x => x.Word).Distinct()), SearchWords.Of(text)), iter: 4_000);

    [Fact]
    public void Letters_of_plain_prose_are_read_in_one_go()
    {
        foreach (var prose in new[] { "Grüße aus Łódź – „Ça ira“…", "Добрый день, коллеги!", "Ελλάδα 2026: 5,50 €" })
            Assert.Equal(string.Join(' ', SearchWords.In(prose).Select(x => x.Word).Distinct()), PlainWords.Of(prose));
    }

    [Property]
    public void Any_text_can_be_searched_for_words_and_each_stands_where_it_says() =>
        Gen.String.Holds(text =>
        {
            foreach (var word in SearchWords.In(text))
            {
                Assert.InRange(word.Begin, 0, word.End - 1);
                Assert.InRange(word.End, 1, text.Length);
                Assert.InRange(word.Word.Length, 1, SearchWords.Longest + 40);
                Assert.DoesNotContain(word.Word, c => c is '"' or '\'' or '\\' or ' ' or '\0' || char.IsControl(c));
            }
        });

    [Property]
    public void An_excerpt_is_the_text_whatever_stands_in_it() =>
        Gen.Select(Gen.String, Gen.String[Gen.Char["<>&\"'ab ß東京"], 0, 400]).Holds((asked, line) =>
        {
            if (SearchQuery.Of(asked + " ab 東京").Refused(out _, out var query)) return;
            var html = query.Excerpt(line);
            var bare = html.Replace("<mark>", "", StringComparison.Ordinal).Replace("</mark>", "", StringComparison.Ordinal);
            Assert.DoesNotContain('<', bare);
            var text = System.Net.WebUtility.HtmlDecode(bare);
            if (text.StartsWith("… ", StringComparison.Ordinal)) text = text[2..];
            if (text.EndsWith(" …", StringComparison.Ordinal)) text = text[..^2];
            Assert.Contains(text, line, StringComparison.Ordinal);
        });

    [Fact]
    public void What_was_found_is_marked()
    {
        Assert.False(SearchQuery.Of("brücke 京都").Refused(out _, out var query));
        Assert.Equal("Die <mark>Brücken</mark> von 東<mark>京都</mark> &lt;b&gt;", query!.Excerpt("Die Brücken von 東京都 <b>"));
    }
}
