using System.Buffers;
using System.Text;

namespace Parley.Web;

/// <summary>
/// Most comments are sentences without a sign that means anything to Markdown or HTML. They need neither parser; what is made of them is
/// the same, letter for letter, and a test holds it so.
/// </summary>
internal static class PlainSentences
{
    private const int MostLines = 200;
    private const string Between = "</p>\n<p dir=\"auto\">";

    private static readonly SearchValues<char> Signs = SearchValues.Create(" .,;?!'\"()%/€$–—…„“”‚‘’«»");
    private static readonly SearchValues<char> Beginnings = SearchValues.Create("\"'(„“”‚‘’«»–—…");

    /// <summary>
    /// Letters, digits and the signs of prose in lines that begin with a word; no address, no list, nothing odd about the spaces.
    /// </summary>
    public static bool Are(string text)
    {
        if (text.Length == 0 || text[^1] is '\n' or ' ' || text.AsSpan().Count('\n') > MostLines) return false;
        if (text.Contains("www.", StringComparison.OrdinalIgnoreCase)) return false;
        var before = '\n';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isBeginning = before == '\n';
            if (c == '\n')
            {
                if (before == ' ' || (isBeginning && (i < 2 || text[i - 2] == '\n'))) return false;
            }
            else if (isBeginning ? !IsPlainLetter(c) && !Beginnings.Contains(c)
                : !IsPlainLetter(c) && !char.IsAsciiDigit(c) && !IsSignOfProse(text, i, before))
            {
                return false;
            }
            before = c;
        }
        return true;
    }

    /// <param name="text">For which <see cref="Are"/> holds.</param>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder(text.Length + 32).Append("<p dir=\"auto\">");
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\n') html.Append(text[i]);
            else if (text[i + 1] == '\n') { html.Append(Between); i++; }
            else html.Append("<br>\n");
        }
        return html.Append("</p>\n").ToString();
    }

    // Combining marks, surrogates and the letters of scripts without spaces have rules of their own elsewhere.
    private static bool IsPlainLetter(char c) =>
        char.IsAsciiLetter(c) || (c is >= '\u00C0' and <= '\u024F' && char.IsLetter(c)) || c is >= '\u0400' and <= '\u045F';

    private static bool IsSignOfProse(string text, int i, char before) => text[i] switch
    {
        ' ' => before != ' ',
        // A hyphen or a colon inside of or behind a word, which nothing else can follow from.
        '-' => char.IsLetterOrDigit(before) && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]),
        ':' => char.IsLetterOrDigit(before) && i + 1 < text.Length && text[i + 1] is ' ',
        var c => Signs.Contains(c),
    };
}
