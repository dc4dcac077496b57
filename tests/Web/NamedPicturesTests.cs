using CsCheck;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>Pictures in every form in which Markdown names them.</summary>
[Once]
public sealed class NamedPicturesTests
{
    private const string Address = "/pictures/0123456789abcdef0123456789abcdef/480x320.jpg";

    [Theory]
    [InlineData("![Fähre](l'île.jpg)", "l'île.jpg")]
    [InlineData("![x](ferry_(1).jpg)", "ferry_(1).jpg")]
    [InlineData("![x](<the ferry.jpg>)", "the ferry.jpg")]
    [InlineData("![x](ferry.jpg (caption))", "ferry.jpg")]
    [InlineData("![x](ferry.jpg \"a \\\"big\\\" one\")", "ferry.jpg")]
    [InlineData("![the [old] ferry](ferry.jpg)", "ferry.jpg")]
    [InlineData("![x][f]\n\n[f]: ferry.jpg", "ferry.jpg")]
    [InlineData("![f][] and ![F]\n\n[f]: <the ferry.jpg>\n  'a caption'", "the ferry.jpg", "the ferry.jpg")]
    [InlineData("![ferry.jpg]\n\n[ferry.jpg]:\n   ferry.jpg\n   \"caption\"", "ferry.jpg")]
    [InlineData("> - ![x](\n>   ferry.jpg\n>   \"caption\")", "ferry.jpg")]
    [InlineData("[![x](ferry.jpg)](https://example.org/) ![y](ferry\\_2.jpg)", "ferry.jpg", "ferry_2.jpg")]
    [InlineData("| a | b |\n|---|---|\n| ![x](ferry.jpg) | ![y](b.png 't') |", "ferry.jpg", "b.png")]
    [InlineData("Text.[^1]\n\n[^1]: ![x](ferry.jpg)", "ferry.jpg")]
    [InlineData("![x](caf&eacute;.jpg) ![y](the%20ferry.jpg)", "café.jpg", "the%20ferry.jpg")]
    [InlineData("```\n![a](b.jpg)\n```\n\n`![a](b.jpg)` \\![a](b.jpg) !\\[a](b.jpg)\n\n    ![a](b.jpg)\n\n[a](b.jpg) <img src=b.jpg>")]
    public void It_is_found_and_renamed(string markdown, params string[] names)
    {
        Assert.Equal(names, NamedPictures.In(markdown));
        var renamed = NamedPictures.Renamed(markdown, _ => Address);
        Assert.Equal(names.Select(_ => Address), NamedPictures.In(renamed));
        Assert.Equal(markdown, NamedPictures.Renamed(markdown, _ => null));
        if (names.Length == 0) Assert.Equal(markdown, renamed);
    }

    private static readonly string[] Blocks =
    [
        "![a](x.jpg)", "> ![a](x.jpg 't')", "- one\n  ![b](<x.jpg>)", "| a | b |\n|---|---|\n| ![c](x.jpg) | d |",
        "[![l](x.jpg)](https://example.org)", "![é [old]](x.jpg (cap))", "![m](\n  x.jpg\n  \"t\")", "![r][f]",
        "word ![a](x.jpg) and ![b](x.jpg)", "1. a\n   > ![q](x.jpg)", "^^^\n![fig](x.jpg)\n^^^ caption",
        "# ![h](x.jpg)", "```\n![n](CODE)\n```", "`![n](CODE)`", "    ![n](CODE)", "Prose with *marks*, [a link](y.html) and 🚢.",
    ];

    [Property]
    public void All_are_renamed_wherever_they_stand_and_nothing_else_changes() =>
        Gen.Int[0, Blocks.Length - 1].Array[1, 7].Holds(blocks =>
        {
            var markdown = string.Join("\n\n", blocks.Select(i => Blocks[i])) + "\n\n[f]: x.jpg \"of all\"\n";
            var renamed = NamedPictures.Renamed(markdown, name => name == "x.jpg" ? Address : null);
            Assert.Equal(markdown.Replace("<x.jpg>", "x.jpg", StringComparison.Ordinal).Replace("x.jpg", Address, StringComparison.Ordinal),
                blocks.Contains(7) ? renamed : renamed.Replace("[f]: x.jpg", "[f]: " + Address, StringComparison.Ordinal));
            Assert.DoesNotContain("x.jpg", NamedPictures.In(renamed));
        });
}
