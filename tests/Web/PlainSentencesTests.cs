using CsCheck;
using Parley.Web;

namespace Parley.Tests.Web;

[Once]
public sealed class PlainSentencesTests
{
    [Theory]
    [InlineData("One sentence, and (perhaps) another: \"why not?\" It's 5 % more.")]
    [InlineData("First line\nsecond line\n\nA paragraph - no, that isn't plain.")]
    [InlineData("Grüße aus Łódź – und weiter…\n\n„Ja“, sagte sie. Добрый день, коллеги.")]
    [InlineData("A state-of-the-art and/or well-known thing costs 5.50€ at 12:30.")]
    public void Plain_sentences_need_no_parser(string text)
    {
        Assert.Equal(Markup.ByParsing(text), Markup.Comment(text));
    }

    private static readonly string[] PlainPieces =
    [
        "a", "Word", " ", " ", "\n", "\n\n", ".", ",", "!", "?", "'", "\"", "(", ")", ": ", "-", "1", "2.", "/", "%", "é", "я", "…",
        "„", "“", "–", "h:", "mailto", "www", "b/c", "$", "€", "Q.",
    ];

    [Property]
    public void What_is_taken_for_plain_sentences_comes_out_as_it_would_of_the_parsers() =>
        Gen.Int[0, PlainPieces.Length - 1].Select(i => PlainPieces[i])
            .Array[1, 14].Select(string.Concat).Holds(text =>
            {
                if (PlainSentences.Are(text)) Assert.Equal(Markup.ByParsing(text), PlainSentences.ToHtml(text));
            }, iter: 5_000);
}
