using System.Globalization;
using System.Text;
using Parley.Articles;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>
/// What a hostile article may cost: a sixth of the marks that an article may have, and time enough for that and no more, so that what grows
/// with their square is seen. While it is explored (<c>script/explore</c>) a third, as an article of a book's length has.
/// </summary>
[Once]
public sealed class ArticleCostTests
{
    /// <summary>
    /// Of processor time, in milliseconds: an editor's mistake must not hold the desk up, and is rendered once for all its readers.
    /// </summary>
    private static readonly int Dear = Property.Exploring > 0 ? 5_000 : 3_000;

    private static readonly int Marks = Property.Exploring > 0 ? 13_000 : 6_500;
    private static readonly int Length = Property.Exploring > 0 ? 100_000 : 50_000;

    public static TheoryData<string, string> Units => new()
    {
        { "emphasis that never closes", "*a " }, { "strong emphasis that never closes", "**a " }, { "mixed emphasis", "*a_" },
        { "mixed strengths", "***a* b**c " },
        { "strikethrough", "~~a " }, { "brackets", "[" }, { "closing brackets", "a]" }, { "links that never end", "[a](" },
        { "links of references", "[a][b] " },
        { "images in images", "![![" }, { "code", "`a `` " }, { "angles", "<a " }, { "tags", "<b>" }, { "divs", "<div>" },
        { "comments", "<!-- " },
        { "quotations", "> a\n" }, { "quotations of all depths", "> > - a\n" }, { "list items", "- a\n" }, { "numbered items", "1. a\n" },
        { "items of items", "- a\n  - b\n" },
        { "table rows", "|a|b|\n" }, { "table rules", "|-|-|\n" }, { "headings", "# a\n" }, { "rules", "***\n" }, { "footnotes", "[^1] " },
        { "notes", "[^a]: b\n\n" },
        { "definitions", "[a]: b\n\n" }, { "backslashes", "\\\\*" }, { "addresses", "http://a.b " }, { "entities", "&#8238; " },
        { "quotation marks", "\"a' " },
    };

    [Theory]
    [MemberData(nameof(Units))]
    [Trait("kind", "property")]
    public void A_hostile_article_is_rendered_or_refused_in_bounded_time(string name, string unit)
    {
        var marks = Math.Max(1, unit.Count(c => !char.IsLetterOrDigit(c) && c is not (' ' or '\n')));
        AssertBounded(name, Repeat(unit, Marks / marks));
        AssertBounded(name, Repeat(unit, Length / unit.Length));
        // What ends its line ends the table too, and is a second time what it was.
        if (!unit.EndsWith('\n')) AssertBounded(name, "|a|b|\n|-|-|\n" + Repeat(unit, Marks / marks));
    }

    [Fact]
    public void Different_labels_and_targets_and_depths_are_bounded_too()
    {
        AssertBounded("labels",
            string.Concat(Enumerable.Range(0, 6000).Select(i => string.Create(CultureInfo.InvariantCulture, $"[l{i}] ")))
                + string.Concat(Enumerable.Range(0, 6000).Select(i => string.Create(CultureInfo.InvariantCulture, $"\n\n[l{i}]: /x{i}"))));
        AssertBounded("notes",
            string.Concat(Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"a[^{i}] ")))
                + string.Concat(Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"\n\n[^{i}]: b"))));
        AssertBounded("depths", string.Concat(Enumerable.Range(0, 4000).Select(i => new string('>', i % 200) + "- a\n")));
        AssertBounded("cells", "|" + Repeat("a|", 4000) + "\n|" + Repeat("-|", 4000) + "\n" + Repeat("|" + Repeat("a|", 4000) + "\n", 4));
        AssertBounded("one word", new string('a', 900_000));
        AssertBounded("the longest run of stars", new string('*', Marks));
    }

    // As it is published: what is refused is not read further, what is rendered is also taken apart for passages.
    private static void AssertBounded(string what, string article)
    {
        // Code that the machine had no time to compile well yet costs several times as much: then it is measured again.
        var took = double.PositiveInfinity;
        for (var tries = 0; tries < 3 && took >= Dear; tries++)
            took = Math.Min(took, ThreadClock.Of(() =>
            {
                if (Markup.CanRenderArticle(article)) StoryText.Of(article);
            }).TotalMilliseconds);
        Assert.True(took < Dear, $"{what}, {article.Length} characters: {took:F0} ms");
    }

    private static string Repeat(string unit, int times) => new StringBuilder(unit.Length * times).Insert(0, unit, times).ToString();
}
