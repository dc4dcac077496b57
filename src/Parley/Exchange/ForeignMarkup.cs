using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Comments;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// A comment's HTML as it is kept: plain where it has no tags, so that it can be read by anybody who asks for it; else as HTML, which is
/// made safe whenever it is shown. No sign gets lost, and none of a text is read as Markdown.
/// </summary>
internal static partial class ForeignMarkup
{
    /// <param name="breaksLines">A line break is one, and an empty line ends a paragraph, as WordPress shows its comments.</param>
    public static WrittenText Of(string html, bool breaksLines)
    {
        if (!Tag().IsMatch(html)) return new(CleanText.Storable(WebUtility.HtmlDecode(html)).Trim(), TextFormat.Plain);
        return new(breaksLines && !Block().IsMatch(html) ? WithBreaks(html) : html, TextFormat.Html);
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
