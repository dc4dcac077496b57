using CsCheck;
using Parley.Comments;
using Parley.Web;

namespace Parley.Tests.Web;

[Once]
public sealed class InlineHtmlTests
{
    [Theory]
    [InlineData("<p>One <b>bold</b> word &amp; a <a href=\"https://example.com/a?x=1&amp;y=2\" rel=\"nofollow\">link</a>.<br>A</p>")]
    [InlineData("fol<em>low</em>ed <code>if (a < b && c)</code> &lt;script&gt; &quot;it&#039;s&quot;")]
    public void Text_with_a_link_in_it_needs_no_parser(string html) =>
        Assert.Equal(SearchWords.Of(Markup.Line(html, TextFormat.Html)), SearchWords.Of(InlineHtml.Text(html)!));

    private static readonly string[] Pieces =
    [
        "a", "word", " ", "\n", "<b>", "</b>", "<em>", "</em>", "<i>", "</i>", "<code>", "</code>", "<strong>", "</strong>", "<br>", "<p>",
        "</p>", "<a href=\"https://example.org/?a=b\">", "<a>", "</a>", "<a href=\"x\" rel=\"y\">", "&amp;", "&lt;", "&gt;", "<br />", "&",
        "<", ">", "&&", "< ", "lt;", "amp;", "&#039;", "<u>", "</u>", "<script>", "<li>", "é", "\u0007", "\u202E", "😀", "\"", "'", "=",
        "/",
    ];

    [Property]
    public void What_is_read_without_a_parser_has_the_words_that_the_parser_finds() =>
        Gen.OneOf(Gen.Int[0, Pieces.Length - 1], Gen.Int[0, 22]).Select(i => Pieces[i]).Array[1, 14].Select(string.Concat).Holds(html =>
        {
            if (InlineHtml.Text(html) is { } text)
                Assert.Equal(SearchWords.Of(Markup.Line(html, TextFormat.Html)), SearchWords.Of(text));
        }, iter: 4_000);

    [Fact]
    public void It_is_found_by_the_same_words() =>
        Assert.Equal("a bold word", new WrittenText("A <b>bold</b> word", TextFormat.Html).Words);
}
