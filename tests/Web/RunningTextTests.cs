using System.Text.RegularExpressions;
using CsCheck;
using Parley.Conduct;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>Prose as people type it: what is an address, what is emphasis, and what is only a sign.</summary>
[Once]
public sealed partial class RunningTextTests
{
    [Theory]
    [InlineData("请看 https://example.org/a/1。然后再说", "https://example.org/a/1")]
    [InlineData("看https://example.org/a/1然后", "https://example.org/a/1")]
    [InlineData("https://example.org/a、https://example.org/b", "https://example.org/a", "https://example.org/b")]
    [InlineData("「https://example.org/」です", "https://example.org/")]
    [InlineData("（https://example.org/a）", "https://example.org/a")]
    [InlineData("https://example.org/を", "https://example.org/")]
    [InlineData("https://example.org/a에서", "https://example.org/a")]
    [InlineData("https://example.orgを", "https://example.org")]
    [InlineData("انظر https://example.org/a، ثم", "https://example.org/a")]
    [InlineData("هل رأيت https://example.org/a؟", "https://example.org/a")]
    [InlineData("„https://example.org/a“ und »https://example.org/b«", "https://example.org/a", "https://example.org/b")]
    [InlineData("https://example.org/a…", "https://example.org/a")]
    [InlineData("https://example.org/a’s", "https://example.org/a")]
    [InlineData("https://example.org/a👍", "https://example.org/a")]
    [InlineData("Source:https://example.org/a", "https://example.org/a")]
    [InlineData("→https://example.org/a", "https://example.org/a")]
    [InlineData("👉https://example.org/a", "https://example.org/a")]
    [InlineData("Https://Example.org/A HTTP://example.org/b", "Https://Example.org/A", "HTTP://example.org/b")]
    [InlineData("Www.example.org, WWW.example.com", "Www.example.org", "WWW.example.com")]
    [InlineData("https://example.org/a_ https://example.org/b- https://example.org/c/",
        "https://example.org/a_", "https://example.org/b-", "https://example.org/c/")]
    [InlineData("(https://en.wikipedia.org/wiki/Foo_(bar)).", "https://en.wikipedia.org/wiki/Foo_(bar)")]
    [InlineData("'https://example.org/a', https://example.org/b?! https://example.org/c;:.",
        "https://example.org/a", "https://example.org/b", "https://example.org/c")]
    [InlineData("https://münchen.example/straße?x=ä", "https://münchen.example/straße?x=ä")]
    [InlineData("https://ru.wikipedia.org/wiki/Москва.", "https://ru.wikipedia.org/wiki/Москва")]
    [InlineData("https://ja.wikipedia.org/wiki/東京", "https://ja.wikipedia.org/wiki/東京")]
    [InlineData("https://例え.テスト/パス", "https://例え.テスト/パス")]
    [InlineData("レオナルドは https://ja.wikipedia.org/wiki/レオナルド・ダ・ヴィンチ。", "https://ja.wikipedia.org/wiki/レオナルド・ダ・ヴィンチ")]
    [InlineData("https://zh.wikipedia.org/wiki/乔·拜登，美国人", "https://zh.wikipedia.org/wiki/乔·拜登")]
    [InlineData("https://ca.wikipedia.org/wiki/Col·lecció.", "https://ca.wikipedia.org/wiki/Col·lecció")]
    [InlineData("https://he.wikipedia.org/wiki/צה״ל, https://he.wikipedia.org/wiki/ג׳ורג׳_בוש", "https://he.wikipedia.org/wiki/צה״ל",
        "https://he.wikipedia.org/wiki/ג׳ורג׳_בוש")]
    [InlineData("https://he.wikipedia.org/wiki/תל־אביב־יפו?", "https://he.wikipedia.org/wiki/תל־אביב־יפו")]
    [InlineData("״https://example.org/צבא״", "https://example.org/צבא")]
    [InlineData("https://bo.wikipedia.org/wiki/བོད་ལྗོངས", "https://bo.wikipedia.org/wiki/བོད་ལྗོངས")]
    [InlineData("https://en.wikipedia.org/wiki/Michelson–Morley_experiment – see there",
        "https://en.wikipedia.org/wiki/Michelson–Morley_experiment")]
    [InlineData("https://fr.wikipedia.org/wiki/L’Équipe et https://uk.wikipedia.org/wiki/Кам’янець",
        "https://fr.wikipedia.org/wiki/L’Équipe", "https://uk.wikipedia.org/wiki/Кам’янець")]
    [InlineData("https://example.org/a·https://example.org/b・https://example.org/c", "https://example.org/a", "https://example.org/b",
        "https://example.org/c")]
    [InlineData("https://example.org/a · b, https://example.org/b—c https://example.org/c・それ", "https://example.org/a",
        "https://example.org/b", "https://example.org/c")]
    [InlineData("https://ja.wikipedia.org/wiki/さくら", "https://ja.wikipedia.org/wiki/さくら")]
    [InlineData("https://ja.wikipedia.org/wiki/とうきょう https://ja.wikipedia.org/wiki/のび太 https://ja.wikipedia.org/wiki/お茶",
        "https://ja.wikipedia.org/wiki/とうきょう", "https://ja.wikipedia.org/wiki/のび太", "https://ja.wikipedia.org/wiki/お茶")]
    [InlineData("https://example.org/?q=はこだて#にほん", "https://example.org/?q=はこだて#にほん")]
    [InlineData("https://example.org/blog/から見て", "https://example.org/blog/")]
    [InlineData("https://example.org/blog/についてです", "https://example.org/blog/")]
    [InlineData("https://example.org/blog/を https://example.org/blog/はすごい https://example.org/blog/での話", "https://example.org/blog/",
        "https://example.org/blog/", "https://example.org/blog/")]
    [InlineData("https://example.org/blog/에서 봤다", "https://example.org/blog/")]
    [InlineData("https://中文.com上看", "https://中文.com")]
    [InlineData("https://한국.kr에서", "https://한국.kr")]
    [InlineData("www.中文.com看 http://127.0.0.1:8080です http://localhost:5000上", "www.中文.com", "http://127.0.0.1:8080",
        "http://localhost:5000")]
    [InlineData("https://例子.中国上看，https://삼성.한국에서", "https://例子.中国", "https://삼성.한국")]
    [InlineData("https://例え.テスト:8080/パスを", "https://例え.テスト:8080/パスを")]
    [InlineData("https://東京tower駅.jp/a", "https://東京tower駅.jp/a")]
    [InlineData("xhttps://example.org wwwwww. www. https:// ftp://www.example.org")]
    [InlineData("http://localhost:5000/a", "http://localhost:5000/a")]
    public void An_address_is_what_a_reader_would_copy(string text, params string[] addresses)
    {
        foreach (var html in new[] { Markup.Comment(text), Markup.Article(text), Markup.Comment(text, TextFormat.Plain) })
            Assert.Equal(addresses, Links().Matches(html).Select(link => link.Groups[1].Value));
    }

    [Theory]
    [InlineData("**https://example.org/a**", "https://example.org/a")]
    [InlineData("*https://example.org/a_b*", "https://example.org/a_b")]
    [InlineData("_https://example.org/a_b_.", "https://example.org/a_b")]
    [InlineData("https://example.org/_a_b_", "https://example.org/_a_b_")]
    [InlineData("[https://example.org/a](https://example.org/a)", "https://example.org/a")]
    public void Marks_around_an_address_stay_marks(string text, string address) =>
        Assert.Equal([address], Links().Matches(Markup.Comment(text)).Select(link => link.Groups[1].Value));

    [Theory]
    [InlineData("Liebe Leser*innen und Bürger*innen")]
    [InlineData("f*ck this sh*t")]
    [InlineData("2*3*4=24")]
    [InlineData("snake_case_name and Читатель*ницы и друг*ие")]
    [InlineData("六*四和八*九")]
    [InlineData("a**b**c")]
    [InlineData("¯\\_(ツ)_/¯")]
    [InlineData("_so_ ¯\\_(ツ)_/¯", "so ¯\\_(ツ)_/¯")]
    [InlineData("C:\\_temp")]
    [InlineData("¯\\_(ツ)_/¯ ¯\\_(ツ)_/¯")]
    [InlineData("¯\\_(ツ)_/¯, she said, ¯\\_(ツ)_/¯ and ¯\\_(ツ)_/¯!")]
    [InlineData("_so_ ¯\\_(ツ)_/¯ _so_ ¯\\_(ツ)_/¯", "so ¯\\_(ツ)_/¯ so ¯\\_(ツ)_/¯")]
    [InlineData("_/\\_ _/\\_")]
    [InlineData("-_- -_-")]
    [InlineData("(>_<) (>_<) (•_•) (•_•) ( -_-) ^_^ ^_^ ;_; ;_;")]
    [InlineData("(\\_/) (\\_/)")]
    [InlineData("C:\\__pycache__\\x.pyc")]
    [InlineData("C:\\_backup_\\file and D:\\*new*\\file")]
    [InlineData("(C:\\_backup_), C:\\_backup_")]
    [InlineData("del C:\\*.*")]
    [InlineData("del *.* and *.*")]
    [InlineData("\\\\server\\_share_\\x and ..\\_old_ and ~\\_x_ and src\\_a_\\b and %TEMP%\\_x_")]
    [InlineData("C:\\_temp and kept\\_")]
    [InlineData("^\\d\\*\\w\\*$ and $x\\_1$, $y\\_2$")]
    [InlineData("\\[0\\] and [x](https://example.org/a)", "\\[0\\] and x")]
    [InlineData("`a` it\\`s", "a it\\`s")]
    [InlineData("\\`a\\` it\\`s", "`a` it\\`s")]
    [InlineData("11\\. not a list, AT\\&T; or \\&amp; is", "11\\. not a list, AT\\&T; or &amp; is")]
    [InlineData("\\(x\\) and \\[y\\]")]
    [InlineData("\\\\server\\share")]
    [InlineData("5 \\* 3")]
    [InlineData("\\*kept\\*", "*kept*")]
    [InlineData("\\**kept*\\*", "*kept*", "**kept**")]
    [InlineData("\\*\\*kept\\*\\*", "**kept**")]
    [InlineData("\\_kept\\_ \\`kept\\` \\[kept](https://example.org/a)", "_kept_ `kept` [kept](https://example.org/a)")]
    [InlineData("1\\. kept", "1. kept")]
    [InlineData("\\- kept", "- kept")]
    [InlineData("\\> kept", "> kept")]
    [InlineData("https\\://example.org", "https://example.org")]
    public void A_sign_in_prose_is_a_sign(string text, params string[] shown) =>
        Assert.Contains(PlainText.OneLine(PlainText.OfHtml(Markup.Comment(text))), shown.Length == 0 ? [text] : shown);

    [Theory]
    [InlineData("**「重要」**です", "「重要」")]
    [InlineData("**重要**です", "重要")]
    [InlineData("これは**重要**です", "重要")]
    [InlineData("他说**“重要”**的", "“重要”")]
    [InlineData("이것은 **중요(A)**합니다", "중요(A)")]
    [InlineData("Go**「初心者」**を", "「初心者」")]
    [InlineData("**Leser*innen**", "Leser*innen")]
    [InlineData("(**so**)", "so")]
    [InlineData("**\"So,\"** she said", "\"So,\"")]
    [InlineData("_**so**_", "so")]
    [InlineData("**!**", "!")]
    public void Two_stars_are_bold_in_every_script(string text, string bold) =>
        Assert.Contains($"<strong>{bold}</strong>", Markup.Comment(text));

    [Theory]
    [InlineData("_so_, *so*; (_so_) \"_so_\" „_so_“ «_so_» —_so_—", 7)]
    [InlineData("_(so)_. *\"So,\"* he/_she_/they *👍* _so!_👍 *...so* ***so***", 7)]
    [InlineData("**_so_**, _**so**_ (*«so»*) ¿_so_?", 4)]
    public void A_word_between_signs_is_emphasised(string text, int times) =>
        Assert.Equal(times, Markup.Comment(text).Split("<em>").Length - 1);

    private static readonly string[] Drawings =
    [
        "¯\\_(ツ)_/¯", "_/\\_", "(\\_/)", "-_-", "(>_<)", "*.*", "C:\\_temp", "C:\\__pycache__\\x.pyc", "D:\\*a*\\b",
        "\\\\nas\\_media_\\x", "..\\_x_", "\\o/", "f*ck", "snake_case", "\\(x\\)", "{\\_}", "2*3", "and", "https://example.org/a_b",
    ];

    [Property]
    public void What_is_drawn_of_signs_stays_as_it_was_typed_in_any_order() =>
        Gen.Int[0, Drawings.Length - 1].Select(i => Drawings[i]).Array[1, 8].Holds(words =>
        {
            var text = "So " + string.Join(' ', words);
            Assert.Equal(text, PlainText.OneLine(PlainText.OfHtml(Markup.Comment(text))));
            Assert.DoesNotContain("<em>", Markup.Comment(text));
        });

    [Fact]
    public void A_text_that_cannot_be_shown_is_refused_in_words()
    {
        foreach (var text in new[] { string.Concat(Enumerable.Repeat("> ", 90)) + "a", string.Concat(Enumerable.Repeat("*a* ", 800)) })
        {
            Assert.False(Markup.CanRender(text));
            Assert.Equal("too-complex", HouseRules.JudgeText(text, 5)?.Code);
        }
        Assert.Null(HouseRules.JudgeText("> - a\n> - b", 5));
    }

    [Fact]
    public void The_minutes_of_a_meeting_are_a_list()
    {
        var minutes = string.Concat(Enumerable.Range(1, 4_500).Select(i =>
            $"- {i}: **Council** moves that the matter be deferred once more, with *one* voice against, and so it was carried.\n"));
        Assert.True(Markup.CanRenderArticle(minutes));
        Assert.Equal(4_500, Markup.Article(minutes).Split("<li").Length - 1);
    }

    [Fact]
    public void Code_scrolls_by_key_everywhere()
    {
        Assert.Contains("<pre tabindex=\"0\"", Markup.Comment("```\na\n```"));
        Assert.Contains("<pre tabindex=\"0\"", Markup.Article("```\na\n```"));
    }

    [Theory]
    [InlineData("https://www.example.org", 1)]
    [InlineData("https://www.example.org and www.example.org/", 1)]
    [InlineData("[https://example.org/a](https://example.org/a)", 1)]
    [InlineData("https://example.org/a https://example.org/b", 2)]
    [InlineData("[x](http://a) <https://example.org/c>", 2)]
    [InlineData("I like www and https:// in `https://example.org`", 0)]
    public void One_address_is_one_link(string text, int links) => Assert.Equal(links, Markup.CountLinks(text));

    [GeneratedRegex("<a [^>]*>(.*?)</a>")]
    private static partial Regex Links();
}
