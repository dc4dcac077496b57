using System.Text;

namespace Parley.Web;

/// <summary>
/// Most HTML that readers wrote elsewhere is text with a link in it, or a word in bold. What is read of it is known without a parser; it is
/// the same as of the parser, word for word, and a test holds it so.
/// </summary>
internal static class InlineHtml
{
    private const int Longest = 5_000;
    private const int Deepest = 8;

    // Those that part words stand in no other; what stands in those that don't is of the words around it.
    private static readonly string[] Inside = ["b", "strong", "em", "i", "code", "a"];

    private static readonly (string Written, char Meant)[] Entities =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#039;", '\''), ("&#39;", '\'')];

    /// <summary>Its text, with lines where words end; null where a parser has to say.</summary>
    public static string? Text(string html)
    {
        if (html.Length > Longest) return null;
        html = CleanText.Of(html);
        var text = new StringBuilder(html.Length);
        Span<int> open = stackalloc int[Deepest];
        var (depth, isParagraph) = (0, false);
        for (var at = 0; at < html.Length;)
        {
            var rest = html.AsSpan(at);
            var plain = rest.IndexOfAny('<', '&');
            if (plain != 0)
            {
                text.Append(plain < 0 ? rest : rest[..plain]);
                at += plain < 0 ? rest.Length : plain;
                continue;
            }
            if (rest.Length > 1 && (rest[1] is ' ' or '\n' || rest.StartsWith("&&")))
            {
                text.Append(rest[0]);
                at++;
                continue;
            }
            if (rest[0] == '&')
            {
                var (length, meant) = EntityAt(rest);
                if (length == 0) return null;
                text.Append(meant);
                at += length;
                continue;
            }
            var end = rest.IndexOf('>');
            if (end < 2) return null;
            var tag = rest[1..end];
            at += end + 1;
            if (tag is "br" or "br/" or "br /") text.Append('\n');
            else if (tag is "p" or "/p")
            {
                if (depth > 0 || isParagraph == (tag is "p")) return null;
                isParagraph = !isParagraph;
                text.Append('\n');
            }
            else if (tag[0] == '/')
            {
                if (depth == 0 || !tag[1..].SequenceEqual(Inside[open[depth - 1]])) return null;
                depth--;
            }
            else
            {
                var kind = Begun(tag);
                if (depth == Deepest || kind < 0 || open[..depth].Contains(kind)) return null;
                open[depth++] = kind;
            }
        }
        return depth == 0 && !isParagraph ? text.ToString() : null;
    }

    private static (int Length, char Meant) EntityAt(ReadOnlySpan<char> rest)
    {
        foreach (var (written, meant) in Entities)
            if (rest.StartsWith(written)) return (written.Length, meant);
        return default;
    }

    // The name alone, or with attributes in quotation marks; -1 where it is another.
    private static int Begun(ReadOnlySpan<char> tag)
    {
        var space = tag.IndexOf(' ');
        var name = space < 0 ? tag : tag[..space];
        for (var rest = space < 0 ? [] : tag[(space + 1)..]; rest.Length > 0;)
        {
            var said = rest.IndexOfAnyExceptInRange('a', 'z');
            if (said < 1 || !rest[said..].StartsWith("=\"")) return -1;
            var length = rest[(said + 2)..].IndexOf('"');
            if (length < 0 || rest.Slice(said + 2, length).ContainsAny('<', '\n')) return -1;
            rest = rest[(said + 3 + length)..];
            if (rest.Length > 0 && (rest[0] != ' ' || rest.Length == 1)) return -1;
            if (rest.Length > 0) rest = rest[1..];
        }
        for (var i = 0; i < Inside.Length; i++)
            if (name.SequenceEqual(Inside[i])) return i;
        return -1;
    }
}
