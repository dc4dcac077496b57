using System.Text;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>What hostile text may cost.</summary>
[Once]
public sealed class MarkupCostTests
{
    public static TheoryData<string, string> Bombs => new()
    {
        { "quotations", ">" },
        { "quotations with spaces", "> " },
        { "quotations and lists", "> - " },
        { "asterisks", "*" },
        { "emphasis that never closes", "*a " },
        { "emphasis that never opens", "a*" },
        { "mixed emphasis", "*a_" },
        { "mixed strengths", "***a* " },
        { "underscores", "_a " },
        { "strikethrough", "~~a " },
        { "brackets", "[" },
        { "links that never end", "[a](" },
        { "links", "[a](http://x) " },
        { "images", "![[[" },
        { "definitions", "[a]: b\n\n" },
        { "backticks", "`" },
        { "code", "`a `` " },
        { "angles", "<" },
        { "tags that never end", "<a " },
        { "attributes", "a=1 b" },
        { "tags", "<b>" },
        { "tags that close nothing", "</b><p>" },
        { "different tags", "<b a=1><i><p>" },
        { "divs", "<div>" },
        { "tables in tables", "<table><tr><td>" },
        { "scripts that never end", "<script>" },
        { "list items on one line", "- " },
        { "numbers on one line", "1. " },
        { "list items", "- a\n" },
        { "rules", "***\n" },
        { "lines", "a\n" },
        { "paragraphs", "a\n\n" },
        { "blank lines", "\n" },
        { "blanks", " " },
        { "fences", "```\n" },
        { "addresses", "http://a.b " },
        { "one long address", "http://a.b/)" },
        { "bare hosts", "www.a.b " },
        { "mail addresses", "mailto:a@b.c " },
        { "references", "&#8238;" },
        { "ampersands", "&" },
        { "backslashes", "\\" },
        { "pipes", "|a" },
        { "marks on one letter", "\u0301" },
        { "lone surrogates", "\uD800" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_costs_little_and_keeps_its_words(string name, string unit)
    {
        foreach (var length in new[] { 1_400, 10_000, 20_000, 100_000 })
            foreach (var format in Enum.GetValues<TextFormat>())
            {
                var bomb = Repeat(unit, length) + "</script> word";
                AssertCheap($"{name}, {length} {format}", () => Markup.Comment(bomb, format));
                Assert.EndsWith("word", Words(Markup.Comment(bomb, format)), StringComparison.Ordinal);
            }
    }

    [Fact]
    public void A_bomb_of_nested_lists_costs_little()
    {
        foreach (var depth in new[] { 20, 40, 90, 300 })
        {
            var bomb = string.Concat(Enumerable.Range(0, depth).Select(i => "- a\n".PadLeft(4 + Math.Min(2 * i, 300))));
            AssertCheap($"{depth} lists", () => Markup.Comment(bomb));
        }
    }

    [Fact]
    public void A_bomb_of_attributes_costs_little()
    {
        var tag = "<a " + string.Concat(Enumerable.Range(0, 400).Select(i => $"a{i} ")) + ">";
        AssertCheap("attributes", () => Markup.Comment(Repeat(tag, 100_000), TextFormat.Html));
    }

    private static string Words(string html) => PlainText.OfHtml(html).TrimEnd();

    private static string Repeat(string unit, int length) =>
        new StringBuilder().Insert(0, unit, length / unit.Length).ToString();

    // The best of many, since a machine that is busy with other things is slower; what is dear is dear every time.
    private static void AssertCheap(string what, Action render)
    {
        render();
        var best = double.MaxValue;
        for (var tries = 0; tries < 25 && best >= 50; tries++) best = Math.Min(best, ThreadClock.Of(render).TotalMilliseconds);
        Assert.True(best < 50, $"{what}: {best:F0} ms");
    }
}
