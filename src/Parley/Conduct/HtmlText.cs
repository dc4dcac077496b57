using System.Net;
using System.Text;

namespace Parley.Conduct;

/// <summary>What a reader sees of a piece of HTML, with the way back to where it was written. For scoring, not for showing.</summary>
public static class HtmlText
{
    /// <returns>The text, and for each of its units the offset in the HTML.</returns>
    public static (string Text, int[] At) Of(string html)
    {
        var (text, at) = (new StringBuilder(html.Length), new List<int>(html.Length));
        void Add(string some, int from)
        {
            foreach (var c in some) { text.Append(c); at.Add(from); }
        }
        for (var i = 0; i < html.Length;)
        {
            if (html[i] == '<' && i + 1 < html.Length && (char.IsAsciiLetter(html[i + 1]) || html[i + 1] is '/' or '!')
                && html.IndexOf('>', i) is var end and > 0)
            {
                // Between blocks and lines there is a space for the eye.
                var name = html.AsSpan(i + 1, end - i - 1).TrimStart('/');
                if (name is not ("b" or "i" or "em" or "strong" or "span" or "u")) Add(" ", i);
                i = end + 1;
            }
            else if (html[i] == '&' && html.IndexOf(';', i) is var stop and > 0 && stop - i <= 10)
            {
                Add(WebUtility.HtmlDecode(html[i..(stop + 1)]), i);
                i = stop + 1;
            }
            else
            {
                Add(html[i].ToString(), i);
                i++;
            }
        }
        return (text.ToString(), [.. at]);
    }
}
