using System.Text;
using Markdig.Helpers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Parley.Web;

/// <summary>
/// The pictures that an article's Markdown names, wherever CommonMark reads one: in a link in any of its forms, by reference, in a list,
/// a table or a footnote. What stands in code names none.
/// </summary>
public static class NamedPictures
{
    /// <summary>In the order of the text, as often as they are named; none where the text would cost too much to read.</summary>
    public static IReadOnlyList<string> In(string markdown) => [.. Links(markdown).Select(link => link.Url!)];

    /// <summary>The same text with other names.</summary>
    /// <param name="to">Null where the name stays.</param>
    public static string Renamed(string markdown, Func<string, string?> to)
    {
        var places = new SortedDictionary<int, (int Length, string Name)>();
        foreach (var link in Links(markdown))
            if (to(link.Url!) is { } name && PlaceOf(link, markdown) is var (start, length)) places[start] = (length, name);
        var renamed = new StringBuilder(markdown);
        foreach (var (start, (length, name)) in places.Reverse()) renamed.Remove(start, length).Insert(start, name);
        return renamed.ToString();
    }

    private static IEnumerable<LinkInline> Links(string markdown) =>
        MarkdownDialect.ArticleWithPlaces(markdown)?.Descendants<LinkInline>()
            .Where(link => link.IsImage && !string.IsNullOrEmpty(link.Url)) ?? [];

    private static (int Start, int Length)? PlaceOf(LinkInline link, string markdown)
    {
        if (IsNameOf(link, markdown, link.UrlSpan.Start, link.UrlSpan.Length)) return (link.UrlSpan.Start, link.UrlSpan.Length);
        // Where a definition goes over several lines its span leaves their indentation out.
        if (link.Reference is not { Url: { } url } definition) return null;
        var label = markdown.IndexOf("]:", Math.Clamp(definition.Span.Start, 0, markdown.Length), StringComparison.Ordinal);
        var start = label < 0 ? -1 : markdown.IndexOf(url, label, StringComparison.Ordinal);
        return IsNameOf(link, markdown, start, url.Length) ? (start, url.Length) : null;
    }

    private static bool IsNameOf(LinkInline link, string markdown, int start, int length)
    {
        if (start < 0 || length <= 0 || start + length > markdown.Length) return false;
        var written = markdown.Substring(start, length);
        return HtmlHelper.Unescape(written is ['<', .., '>'] ? written[1..^1] : written) == link.Url;
    }
}
