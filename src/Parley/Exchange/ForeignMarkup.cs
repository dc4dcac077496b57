using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Comments;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// A comment's text as it is kept: HTML plain where it has no tags, so that it can be read by anybody who asks for it; else as HTML, which
/// is made safe whenever it is shown. No sign gets lost, and nothing is read as Markdown that was not written as that.
/// </summary>
internal static partial class ForeignMarkup
{
    public static WrittenText Of(ForeignText said) => said.Marks switch
    {
        ForeignMarks.Markdown => OfMarkdown(said.Text),
        ForeignMarks.None => new(said.Text, TextFormat.Plain),
        _ => Of(said.Text, said.BreaksLines),
    };

    // Markdown here is without HTML: where there is some, the whole is what the other system made of it.
    private static WrittenText OfMarkdown(string text) => !Tag().IsMatch(text) ? new(text)
        : MarkdownDialect.Foreign.ToHtml(text) is { } html ? new(WithWords(html), TextFormat.Html) : new(text, TextFormat.Plain);

    /// <param name="breaksLines">A line break is one, and an empty line ends a paragraph, as WordPress shows its comments.</param>
    public static WrittenText Of(string html, bool breaksLines)
    {
        if (!html.AsSpan().ContainsAny('<', '&')) return new(CleanText.Storable(html).Trim(), TextFormat.Plain);
        html = WithWords(html);
        if (!Tag().IsMatch(html)) return new(CleanText.Storable(WebUtility.HtmlDecode(html)).Trim(), TextFormat.Plain);
        return new(breaksLines && !Block().IsMatch(html) ? WithBreaks(html) : html, TextFormat.Html);
    }

    /// <summary>Whether nothing of it is left to read: neither letters nor what a picture says in its place.</summary>
    public static bool IsBlank(string text, ForeignMarks marks) => Markup.IsBlank(marks == ForeignMarks.None || text is not ['<', ..] ? text
        : WebUtility.HtmlDecode(Tags().Replace(WithWords(text), " ")));

    // Pictures are not shown here: what they say instead, as stickers do.
    private static string WithWords(string html)
    {
        StringBuilder? kept = null;
        var done = 0;
        for (int at; (at = html.IndexOf("<img", done, StringComparison.OrdinalIgnoreCase)) >= 0;)
        {
            var end = html.IndexOf('>', at);
            if (end < 0) break;
            kept ??= new StringBuilder(html.Length);
            kept.Append(html, done, at - done);
            foreach (var words in Words().Matches(html[at..end]).OrderBy(x => x.Groups[1].Value, StringComparer.OrdinalIgnoreCase)
                .Select(x => x.Groups[2].Value.Trim('"', '\'')).Where(x => x.Length > 0).Take(1))
                kept.Append(words.Replace("<", "&lt;", StringComparison.Ordinal));
            done = end + 1;
        }
        return kept is null ? html : kept.Append(html, done, html.Length - done).ToString();
    }

    private static string WithBreaks(string html)
    {
        var kept = new StringBuilder(html.Length + 64);
        foreach (var paragraph in EmptyLines().Split(html).Where(x => x.Trim().Length > 0))
        {
            // What opens a block begins one by itself.
            var isBlock = Begins().IsMatch(paragraph);
            if (isBlock) kept.Append(paragraph).Append('\n');
            else kept.Append("<p>").Append(paragraph.Trim().Replace("\n", "<br>\n", StringComparison.Ordinal)).Append("</p>\n");
        }
        return kept.ToString().TrimEnd();
    }

    // alt before title.
    [GeneratedRegex("""\s(alt|title)\s*=\s*("[^"]*"|'[^']*')""", RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    [GeneratedRegex(@"</?[a-zA-Z][a-zA-Z0-9]*(\s[^<>]*)?/?>")]
    private static partial Regex Tags();

    [GeneratedRegex("<[a-zA-Z/!]")]
    private static partial Regex Tag();

    // Its own paragraphs, or text whose lines are as they are.
    [GeneratedRegex("<(p|br|pre)[ />]", RegexOptions.IgnoreCase)]
    private static partial Regex Block();

    [GeneratedRegex("^\\s*</?(blockquote|ul|ol|li|div|table|h[1-6])\\b", RegexOptions.IgnoreCase)]
    private static partial Regex Begins();

    [GeneratedRegex(@"\n[ \t]*\n\s*")]
    private static partial Regex EmptyLines();
}
