using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Parley.Web;

namespace Parley.Tests.Web;

[Once]
public sealed class MarkupTests
{
    private const string Rel = "rel=\"nofollow ugc noopener\"";

    [Theory]
    [InlineData("Hello", "<p dir=\"auto\">Hello</p>")]
    [InlineData("one\ntwo", "<p dir=\"auto\">one<br>\ntwo</p>")]
    [InlineData("one\r\n\r\ntwo", "<p dir=\"auto\">one</p>\n<p dir=\"auto\">two</p>")]
    [InlineData("*a* **b** ~~c~~ `d`",
        "<p dir=\"auto\"><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>")]
    [InlineData("```sh\nls\n```", "<pre tabindex=\"0\" dir=\"auto\"><code>ls\n</code></pre>")]
    [InlineData("- a\n- b", "<ul dir=\"ltr\">\n<li dir=\"auto\">a</li>\n<li dir=\"auto\">b</li>\n</ul>")]
    [InlineData("1. a\n2. b", "<ol dir=\"ltr\">\n<li dir=\"auto\">a</li>\n<li dir=\"auto\">b</li>\n</ol>")]
    public void A_reader_has_the_markdown_of_a_letter(string markdown, string html) =>
        Assert.Equal(html, Markup.Comment(markdown).TrimEnd());

    [Theory]
    [InlineData("# Not a heading")]
    [InlineData("A line\n===")]
    [InlineData("A line\n---")]
    [InlineData("above\n\n* * *\n\nbelow")]
    [InlineData("---")]
    [InlineData("```word")]
    [InlineData("~~~~")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("<b>bold</b>")]
    [InlineData("[1]: https://example.org/source")]
    [InlineData("20. July was warm")]
    [InlineData("3. point three")]
    [InlineData("    an indented line")]
    [InlineData("~~~ and now? ~~~")]
    [InlineData("=> Nope")]
    [InlineData(">:-(")]
    [InlineData(">_< and :-)")]
    [InlineData(">= 5 items")]
    [InlineData("[see this](/admin)")]
    [InlineData("[see this](admin)")]
    [InlineData("[see **this**](javascript:alert)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("ftp://example.org/file")]
    [InlineData("a [bracketed] word, [sic], and [another][one]")]
    public void What_a_comment_leaves_out_is_shown_as_it_was_typed(string text)
    {
        var shown = Text(Markup.Comment(text));
        Assert.Equal(Letters(text.Replace("**", "")), Letters(shown));
        if (!text.Contains("http"))
            Assert.DoesNotContain("<a", Markup.Comment(text));
        Assert.DoesNotContain("<blockquote", Markup.Comment(text));
        Assert.DoesNotContain("<pre", Markup.Comment(text));
    }

    [Fact]
    public void An_answer_below_a_quotation_is_not_put_into_it() =>
        Assert.Equal(
            "<blockquote dir=\"ltr\">\n<p dir=\"auto\">The moon is cheese.</p>\n</blockquote>\n"
            + "<p dir=\"auto\">It is not.</p>",
            Markup.Comment(">The moon is cheese.\nIt is not.").TrimEnd());

    [Fact]
    public void A_quotation_in_a_list_ends_with_its_last_marked_line() =>
        Assert.Equal("cheese", Parse(Markup.Comment("- > cheese\n  It is not.")).QuerySelector("blockquote")!
            .TextContent.Trim());

    [Theory]
    [InlineData("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&amp;c=2")]
    [InlineData("www.example.org", "https://www.example.org")]
    [InlineData("[here](https://example.org)", "https://example.org")]
    [InlineData("[write](mailto:a@example.org)", "mailto:a@example.org")]
    [InlineData("![a cat](https://example.org/cat.jpg)", "https://example.org/cat.jpg")]
    public void A_link_gives_no_endorsement(string markdown, string address) =>
        Assert.Contains($"<a href=\"{address}\" {Rel}>", Markup.Comment(markdown));

    [Theory]
    [InlineData("(see https://example.org/a).", "https://example.org/a")]
    [InlineData("https://example.org/a_(b)", "https://example.org/a_(b)")]
    [InlineData("Look: HTTPS://example.org/x, then go", "HTTPS://example.org/x")]
    public void Plain_text_links_an_address_and_not_the_sentence_around_it(string text, string address)
    {
        var html = Markup.Comment(text, TextFormat.Plain);
        Assert.Contains($"<a href=\"{address}\" {Rel}>{address}</a>", html);
        Assert.Equal(text, Text(html));
    }

    [Fact]
    public void Plain_text_keeps_its_lines_and_paragraphs() =>
        Assert.Equal(
            "<p dir=\"auto\"># one<br>\n*two*</p>\n<p dir=\"auto\">&lt;three&gt;</p>\n",
            Markup.Comment("# one\r\n*two*\r\n \r\n\r\n<three>\n", TextFormat.Plain));

    [Theory]
    [InlineData("<b>a</b><i>b</i><strike>c</strike>",
        "<p dir=\"auto\"><strong>a</strong><em>b</em><del>c</del></p>")]
    [InlineData("<div>a</div><p class=x style='color:red' id=y onclick=z>b</p>",
        "<p dir=\"auto\">a</p><p dir=\"auto\">b</p>")]
    [InlineData("<a href='/local'>a</a>", "<p dir=\"auto\">a</p>")]
    [InlineData("<a href=' https://example.org ' target=_blank rel=opener>a</a>",
        "<p dir=\"auto\"><a href=\"https://example.org\" " + Rel + ">a</a></p>")]
    [InlineData("a<script>alert(1)</script><style>p{}</style>b", "<p dir=\"auto\">ab</p>")]
    public void Imported_html_keeps_its_words_and_loses_the_rest(string html, string safe) =>
        Assert.Equal(safe, Markup.Comment(html, TextFormat.Html));

    public static TheoryData<string> Attacks =>
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>x</text></a></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"java\nscript:alert(1)\">x</a>",
        "<a href=\" \u0001javascript:alert(1)\">x</a>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>",
        "<a href=\"//evil.example\">x</a>",
        "<a href=\"\\\\evil.example\">x</a>",
        "<a href=\"https://example.org\" onmouseover=alert(1) style=\"position:fixed\">x</a>",
        "<a href='https://example.org/\"onmouseover=alert(1)//'>x</a>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<iframe src=javascript:alert(1)>",
        "<object data=javascript:alert(1)><embed src=javascript:alert(1)>",
        "<style>@import 'https://evil.example'</style><link rel=stylesheet href=//evil.example>",
        "<base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>",
        "<template><script>alert(1)</script></template>",
        "<textarea></textarea><script>alert(1)</script>",
        "<title></title><img src=x onerror=alert(1)>",
        "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
        "<plaintext><script>alert(1)",
        "<select><style></select><img src=x onerror=alert(1)></style>",
        "<!--><script>alert(1)</script>-->",
        "<!--[if IE]><script>alert(1)</script><![endif]-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml version=\"1.0\"?><script>alert(1)</script>",
        "<p/onclick=alert(1)//><ul style=\"background:url(javascript:alert(1))\"><li id=x class=y dir=rtl>",
        "<table tabindex=\"0\"><tr><td><a href=javascript:alert(1)>x",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<<script>alert(1);//<</script>",
        "<video><source onerror=alert(1)></video><details open ontoggle=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](java&#115;cript:alert(1))",
        "[x](&#x1;javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//evil.example)",
        "[x](https://example.org \"\\\" onmouseover=alert(1)\")",
        "[x](https://example.org\"onmouseover=\"alert(1))",
        "![x\" onerror=\"alert(1)](https://example.org/y)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        "https://example.org/\"onmouseover=alert(1)",
        "https://example.org/<script>alert(1)</script>",
        "```\"><script>alert(1)</script>\nx\n```",
        "`<img src=x onerror=alert(1)>`",
        "^^^ <script>\n![x](javascript:alert(1))\n^^^ <img onerror=alert(1)>",
        "| <script> |\n|:-:|\n| [x](javascript:alert(1)) |",
        "x[^1]\n\n[^1]: <script>alert(1)</script>",
        "# <img src=x onerror=alert(1)> {#id .class onclick=alert(1)}",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void An_attack_is_only_text(string attack)
    {
        foreach (var format in Enum.GetValues<TextFormat>())
            AssertHarmless(Markup.Comment(attack, format));
        AssertHarmlessArticle(Markup.Article(attack));
    }

    [Property]
    public void Any_text_becomes_harmless_html() =>
        AnyText.Holds(text =>
        {
            foreach (var format in Enum.GetValues<TextFormat>())
                AssertHarmless(Markup.Comment(text, format));
            AssertHarmlessArticle(Markup.Article(text));
        }, iter: 3_000);

    [Property]
    public void Plain_text_keeps_every_visible_letter() =>
        AnyText.Holds(text => Assert.Equal(Letters(text), Letters(Text(Markup.Comment(text, TextFormat.Plain)))));

    [Theory]
    [InlineData("a\u202Eb&#8238;c\u2066d")]
    [InlineData("[x](https://example.org/\u202Ea) `&#x202e;\u202E`")]
    public void No_text_turns_the_page_around_it(string text)
    {
        foreach (var format in Enum.GetValues<TextFormat>())
            Assert.DoesNotContain(Markup.Comment(text, format) + Markup.Article(text), c => Invisible.IsBidiControl(c));
    }

    [Fact]
    public void Control_characters_go_and_joiners_stay() =>
        Assert.Equal(
            "<p dir=\"auto\">ab\tc \u0646\u0645\u06CC\u200C\u062F 👩\u200D🚀 \uFFFD</p>",
            Markup.Comment("a\0b\tc\u0007\u001B \u0646\u0645\u06CC\u200C\u062F 👩\u200D🚀 \uD800").TrimEnd());

    [Theory]
    [InlineData("# One\n## Two\n### Three\n##### Five", "<h2", "<h3", "<h4")]
    [InlineData("| a | b |\n|---|--:|\n| 1 | 2 |", "<table tabindex=\"0\" dir=\"ltr\">",
        "<th class=\"end\" dir=\"auto\">b</th>",
        "<td class=\"end\" dir=\"auto\">2</td>")]
    [InlineData("| א | ב |\n|---|---|\n| 1 | 2 |", "<table tabindex=\"0\" dir=\"rtl\">")]
    [InlineData("![A bridge](/images/bridge.jpg \"The bridge at dawn\")",
        "<figure><img src=\"/images/bridge.jpg\" alt=\"A bridge\" loading=\"lazy\">"
        + "<figcaption dir=\"auto\">The bridge at dawn</figcaption></figure>")]
    [InlineData("A ![dot](https://example.org/dot.png) inside",
        "<img src=\"https://example.org/dot.png\" alt=\"dot\" loading=\"lazy\">")]
    [InlineData("Costs rose[^1].\n\n[^1]: Annual report.",
        "<sup>", "href=\"#fn:1\"", "id=\"fn:1\"", "Annual report.")]
    [InlineData("[us](/about) and [them](https://example.org)",
        "<a href=\"/about\" rel=\"noopener\">us</a>")]
    [InlineData("He said: \"[The minister] knew -- [sic] -- 'all' of it ...\"",
        "\"[The minister] knew -- [sic] -- 'all' of it ...\"")]
    [InlineData("4. four\n5. five", "<ol start=\"4\" dir=\"ltr\">")]
    public void An_article_has_what_editors_need(string markdown, params string[] parts)
    {
        var html = Markup.Article(markdown).Replace("&quot;", "\"");
        Assert.All(parts, part => Assert.Contains(part, html));
    }

    [Theory]
    [InlineData("![A cat](http://example.org/cat.jpg)")]
    [InlineData("![A cat](//example.org/cat.jpg)")]
    [InlineData("![A cat](javascript:alert)")]
    [InlineData("![A cat](data:image/png;base64,AAAA)")]
    public void An_image_from_elsewhere_is_only_its_description(string markdown) =>
        Assert.Equal("<p dir=\"auto\">A cat</p>", Markup.Article(markdown).Trim());

    [Theory]
    [InlineData("**Bold** words & <more>\n\n- one\n- two", 100, "Bold words & <more> one two")]
    [InlineData("The quick brown fox jumps", 18, "The quick brown…")]
    [InlineData("Donaudampfschifffahrt", 6, "Donau…")]
    [InlineData("👩‍🚀👩‍🚀👩‍🚀", 2, "👩‍🚀…")]
    [InlineData("exactly", 7, "exactly")]
    [InlineData("none", 0, "")]
    [InlineData("", 5, "")]
    public void An_excerpt_is_one_line_of_whole_words(string text, int graphemes, string excerpt) =>
        Assert.Equal(excerpt, Markup.Excerpt(text, graphemes));

    [Fact]
    public void A_long_comment_is_folded()
    {
        Assert.False(Markup.IsLong(new string('a', Markup.LongComment)));
        Assert.True(Markup.IsLong(new string('a', Markup.LongComment + 1)));
        Assert.False(Markup.IsLong(Repeat("a\n", 2 * Markup.LongCommentLines)[..^1]));
        Assert.True(Markup.IsLong(Repeat("a\n", 2 * Markup.LongCommentLines) + "a"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \t\n\u00A0\u3000", 0)]
    [InlineData("\u200B\u200D\u2060\uFEFF\u00AD\u3164\u2800\uFE0F", 0)]
    [InlineData("a b", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("👩‍🚀 👍🏽", 2)]
    public void Only_what_can_be_seen_counts(string text, int visible) =>
        Assert.Equal(visible, Markup.VisibleLength(text));

    [Fact]
    public async Task Many_threads_render_the_same()
    {
        const string text = "> **a**\n\n- [b](https://example.org)\n- `c` <d>";
        var alone = Markup.Comment(text) + Markup.Article(text);
        var together = await Task.WhenAll(Enumerable.Range(0, 400)
            .Select(_ => Task.Run(() => Markup.Comment(text) + Markup.Article(text))));
        Assert.All(together, html => Assert.Equal(alone, html));
    }

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.OneOf(
                Piece("<", ">", "</", "/>", "&", "&#", "\"", "'", "=", "`", "```", "*", "**", "_", "~~", "[", "](", ")",
                    "!", "#", "|", "---", ":-:", "- ", "1. ", "> ", "^^^",
                    "[^1]", "[^1]: ", "\\", "\n", "\n\n", "    ", "\t"),
                Piece("script", "img src=x onerror=alert(1)", "a href=", "style", "svg", "math", "p", "b", "div",
                    "table", "noscript", "template", "plaintext", "form", "javascript:alert(1)", "https://example.org",
                    "www.example.org", "data:text/html,x", "mailto:a@b.c", "&#106;", "&colon;", "{onclick=x}", "id=x"),
                Piece("word", " ", "é", "שלום", "\u202E", "\u2067", "\u200D", "\0", "\u0007", "\uD83D", "\uDE00", "😀"))
            .Array[0, 40].Select(string.Concat));

    private static Gen<string> Piece(params string[] pieces) => Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);

    private static void AssertHarmless(string html) => AssertOnly(html,
        ["p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"],
        attribute => (attribute.OwnerElement!.LocalName, attribute.Name, attribute.Value) switch
        {
            ("a", "href", var address) => SafeHtml.IsReadersAddress(address),
            ("a", "rel", "nofollow ugc noopener") or ("pre", "tabindex", "0") => true,
            ("p" or "li" or "pre", "dir", "auto") or ("blockquote" or "ul" or "ol" or "li", "dir", "ltr" or "rtl") => true,
            _ => false,
        });

    private static void AssertHarmlessArticle(string html) => AssertOnly(html,
        ["p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h2", "h3", "h4", "hr",
            "img", "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td", "sup", "div"],
        attribute => (attribute.OwnerElement!.LocalName, attribute.Name, attribute.Value) switch
        {
            ("a", "href", var address) => address.StartsWith("#fn", StringComparison.Ordinal)
                || address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal)
                || SafeHtml.IsReadersAddress(address),
            ("img", "src", var address) => address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
                || address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal),
            ("table" or "pre", "tabindex", "0") => true,
            (_, "id", var id) => id.StartsWith("fn", StringComparison.Ordinal),
            (_, "class", var name) => name is "end" or "centred"
                || name.StartsWith("footnote", StringComparison.Ordinal),
            (_, "dir", "auto") or ("blockquote" or "ul" or "ol" or "li" or "table", "dir", "ltr" or "rtl") => true,
            ("img", "loading", "lazy") => true,
            ("a", "rel", "noopener" or "nofollow ugc noopener") => true,
            (_, "alt" or "title" or "start", _) => true,
            _ => false,
        });

    private static void AssertOnly(string html, string[] elements, Func<IAttr, bool> isAllowed)
    {
        foreach (var element in Parse(html).QuerySelectorAll("*"))
        {
            Assert.Contains(element.LocalName, elements);
            Assert.All(element.Attributes, attribute => Assert.True(isAllowed(attribute), html));
        }
        Assert.Empty(Parse(html).Descendants<IComment>());
    }

    private static IElement Parse(string html) => new HtmlParser().ParseDocument("<!doctype html><body>" + html).Body!;

    private static string Text(string html) => Parse(html).TextContent.Trim();

    private static string Letters(string text) => string.Concat(
        text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar && !Invisible.Contains(rune)));

    private static string Repeat(string unit, int length) =>
        new StringBuilder().Insert(0, unit, length / unit.Length).ToString();
}
