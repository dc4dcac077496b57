using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Web;

/// <summary>How a text was written, and so how it is to be read.</summary>
public enum TextFormat
{
    Markdown,

    /// <summary>Imported text: its line breaks and paragraphs are kept, its bare addresses become links.</summary>
    Plain,

    /// <summary>Another system's HTML, not trusted: sanitised, never interpreted.</summary>
    Html,
}

/// <summary>Text to safe HTML. Thread-safe; no string makes it throw, and none loses its words.</summary>
public static partial class Markup
{
    public const int LongComment = 900;
    public const int LongCommentLines = 12;

    public static string Comment(string text, TextFormat format = TextFormat.Markdown)
    {
        if (format == TextFormat.Markdown && PlainSentences.Are(text)) return PlainSentences.ToHtml(text);
        return ByParsing(text, format);
    }

    /// <summary>The same of any text, however plain it is.</summary>
    internal static string ByParsing(string text, TextFormat format = TextFormat.Markdown)
    {
        var clean = CleanText.Of(text);
        var html = format switch
        {
            TextFormat.Plain => PlainText.ToHtml(clean),
            TextFormat.Html => SafeHtml.IsAffordable(clean)
                ? SafeHtml.ForComment(clean)
                : PlainText.ToHtml(PlainText.OfHtml(clean)),
            _ => MarkdownDialect.Comment.ToHtml(clean) is { } parsed
                ? SafeHtml.ForComment(parsed)
                : PlainText.ToHtml(clean),
        };
        return CleanText.OfHtml(html);
    }

    /// <summary>An editor's Markdown: a comment's, with headings, images, tables, figures and footnotes.</summary>
    public static string Article(string markdown) => Articles.Of(markdown);

    // Characters of Markdown: the stories that are read now, and the texts of the house that stand below each.
    private static readonly Kept<string, string> Articles = new(4_000_000, markdown => markdown.Length, ParseArticle);

    private static string ParseArticle(string markdown)
    {
        var clean = CleanText.Of(markdown);
        var html = MarkdownDialect.Article.ToHtml(clean) is { } parsed
            ? SafeHtml.ForArticle(parsed)
            : PlainText.ToHtml(clean);
        return CleanText.OfHtml(html);
    }

    /// <summary>False: too deep or too many signs to be read as Markdown, so that it could only be shown as it was typed.</summary>
    public static bool CanRender(string text) =>
        PlainSentences.Are(text) || MarkdownDialect.Comment.ToHtml(CleanText.Of(text)) is not null;

    public static bool CanRenderArticle(string markdown) => MarkdownDialect.Article.ToHtml(CleanText.Of(markdown)) is not null;

    /// <summary>Different addresses that a comment links to: what a reader of it could follow.</summary>
    public static int CountLinks(string text) => PlainSentences.Are(text) ? 0 : Target().Matches(Comment(text))
        .Select(link => link.Groups["address"].Value.TrimEnd('/')).Distinct(StringComparer.OrdinalIgnoreCase).Count();

    /// <summary>All its words as one line of plain text.</summary>
    public static string Line(string text, TextFormat format = TextFormat.Markdown) =>
        PlainText.OneLine(PlainText.OfHtml(Comment(text, format)));

    /// <summary>One line of plain text with at most so many graphemes, an ellipsis included.</summary>
    public static string Excerpt(string text, int graphemes, TextFormat format = TextFormat.Markdown)
    {
        var line = Line(text, format);
        var starts = StringInfo.ParseCombiningCharacters(line);
        if (starts.Length <= graphemes)
            return line;
        if (graphemes <= 0)
            return "";
        return CutBetweenWords(line[..starts[graphemes - 1]]) + "…";
    }

    /// <summary>Whether a comment is folded behind "Read more".</summary>
    public static bool IsLong(string text) =>
        text.Length > LongComment || text.AsSpan().Count('\n') >= LongCommentLines;

    /// <summary>Whether there is nothing in it that a reader could see.</summary>
    public static bool IsBlank(string text) => !text.AsSpan().ContainsAny(PlainLetters) && VisibleLength(text) == 0;

    private static readonly SearchValues<char> PlainLetters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>Graphemes a reader can see; 0 means that there is nothing but the invisible.</summary>
    public static int VisibleLength(string text)
    {
        var visible = 0;
        var graphemes = StringInfo.GetTextElementEnumerator(text);
        while (graphemes.MoveNext())
            if (graphemes.GetTextElement().EnumerateRunes().Any(rune => !Invisible.Contains(rune)))
                visible++;
        return visible;
    }

    // A cut in the last third is worth a whole word; earlier, a single long word would take most of the line with it.
    private static string CutBetweenWords(string start)
    {
        var space = start.LastIndexOf(' ');
        return (space > start.Length * 2 / 3 ? start[..space] : start).TrimEnd(' ', ',', ';', ':', '–', '—');
    }

    [GeneratedRegex("<a href=\"(?<address>[^\"]*)\"")]
    private static partial Regex Target();
}
