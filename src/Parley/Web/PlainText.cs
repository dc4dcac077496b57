using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Web;

internal static partial class PlainText
{
    // Linear even for a thousand <script> that are never closed, which a backtracking search isn't.
    private static readonly Regex SilentElements = new(
        "<script[^>]*>.*?</script[^>]*>|<style[^>]*>.*?</style[^>]*>",
        RegexOptions.NonBacktracking | RegexOptions.Singleline
            | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex Tags = new(
        "</?(?<name>[a-z!][a-z0-9]*)[^<>]*>",
        RegexOptions.Compiled | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly HashSet<string> Breaking = new(
        "p div br li ul ol pre blockquote h1 h2 h3 h4 h5 h6 tr td th table figure figcaption".Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Paragraphs, line breaks and links; everything else as it was written.</summary>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder(text.Length + text.Length / 8);
        foreach (var paragraph in BlankLines().Split(text))
            if (!string.IsNullOrWhiteSpace(paragraph))
                AppendParagraph(html, paragraph.Trim());
        return html.ToString();
    }

    /// <summary>The words of HTML, for where no HTML may be: nothing is parsed, so nothing can be too deep.</summary>
    public static string OfHtml(string html)
    {
        var spoken = SilentElements.Replace(html, "");
        var lines = Tags.Replace(spoken, tag => Breaking.Contains(tag.Groups["name"].Value) ? "\n" : "");
        return WebUtility.HtmlDecode(lines);
    }

    public static string OneLine(string text) => Whitespace().Replace(text, " ").Trim();

    private static void AppendParagraph(StringBuilder html, string paragraph)
    {
        html.Append("<p dir=\"auto\">");
        var written = 0;
        foreach (var range in WebAddresses.In(paragraph))
        {
            var address = paragraph[range];
            AppendLines(html, paragraph.AsSpan(written, range.Start.Value - written));
            html.Append("<a href=\"");
            AppendEscaped(html, WebAddresses.Target(address));
            html.Append("\" rel=\"").Append(SafeHtml.ReadersLink).Append("\">");
            AppendEscaped(html, address);
            html.Append("</a>");
            written = range.End.Value;
        }
        AppendLines(html, paragraph.AsSpan(written));
        html.Append("</p>\n");
    }

    private static void AppendLines(StringBuilder html, ReadOnlySpan<char> text)
    {
        var first = true;
        foreach (var line in text.Split('\n'))
        {
            if (!first)
                html.Append("<br>\n");
            first = false;
            AppendEscaped(html, text[line]);
        }
    }

    private static void AppendEscaped(StringBuilder html, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            _ = c switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '"' => html.Append("&quot;"),
                _ => html.Append(c),
            };
    }

    [GeneratedRegex(@"\n[ \t]*\n\s*")]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
