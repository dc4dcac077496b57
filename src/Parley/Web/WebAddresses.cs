using System.Buffers;
using System.Text;

namespace Parley.Web;

/// <summary>
/// The one place that knows where an address begins and ends in running text, for every format. Each character is read
/// a bounded number of times: brackets nest so deep and a host is so long at most.
/// </summary>
internal static class WebAddresses
{
    private const int DeepestBrackets = 8;

    private static readonly string[] Openings = ["https://", "http://", "www.", "mailto:"];

    // Never inside an address: RFC 3986 knows none of these, and "|" parts the cells of a table.
    private static readonly SearchValues<char> Stops = SearchValues.Create("<>\"`\\|");

    // Belong to the sentence where they come last. "_", "-" and "/" do end addresses.
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".,!?:;'*~^\u200C\u200D");

    public static IEnumerable<Range> In(string text)
    {
        for (var at = 0; at < text.Length; at++)
            if (LengthAt(text, at, text.Length) is var length and > 0)
            {
                yield return at..(at + length);
                at += length - 1;
            }
    }

    /// <summary>Where a link with this address leads.</summary>
    public static string Target(string address) =>
        address.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? "https://" + address : address;

    /// <summary>Characters of the address that begins here; 0 for none.</summary>
    /// <param name="end">Where the text ends.</param>
    /// <param name="open">Marks of emphasis that wait for their closing: they aren't the address's last sign.</param>
    public static int LengthAt(string text, int at, int end, string open = "")
    {
        if (text[at] is not ('h' or 'H' or 'w' or 'W' or 'm' or 'M')) return 0;
        var rest = text.AsSpan(at, end - at);
        foreach (var opening in Openings)
            if (rest.StartsWith(opening, StringComparison.OrdinalIgnoreCase))
                return CanBegin(text.AsSpan(0, at), opening) ? LengthOf(rest, opening, open) : 0;
        return 0;
    }

    // After a letter it is the middle of a word, unless the script has no spaces between words.
    private static bool CanBegin(ReadOnlySpan<char> before, string opening)
    {
        if (Rune.DecodeLastFromUtf16(before, out var last, out var length) != OperationStatus.Done) return true;
        if (Scripts.IsOfWord(last)) return Scripts.IsUnspaced(last);
        // "cdn.www.example.org" and "/var/www.d" are longer names whose end alone leads elsewhere.
        return opening != "www." || !IsJoint((char)last.Value)
            || Rune.DecodeLastFromUtf16(before[..^length], out var earlier, out _) != OperationStatus.Done
            || !Scripts.IsOfWord(earlier) && !IsJoint(earlier.IsBmp ? (char)earlier.Value : ' ');
    }

    private static bool IsJoint(char c) => c is '.' or '-' or '/' or '_' or '\\' or '@' or '~';

    private static int LengthOf(ReadOnlySpan<char> text, string opening, string open)
    {
        var isMail = opening == "mailto:";
        var host = AddressHosts.End(text, opening.Length);
        var authority = text[opening.Length..host].TrimEnd(".:-_@");
        if (!IsHost(authority, opening)) return 0;
        var end = opening.Length + authority.Length;
        if (end == host && end < text.Length && (text[end] is '/' or '?' or '#') && !(isMail && text[end] != '?'))
            end = PathEnd(text, end, open);
        return WithoutSentenceEnd(text[..end], open).Length;
    }

    private static bool IsHost(ReadOnlySpan<char> authority, string opening)
    {
        var name = authority.LastIndexOf('@');
        if (opening == "mailto:" && name < 1) return false;
        var host = authority[(name + 1)..];
        if (host is ['[', ..]) return opening.EndsWith('/') && host.Contains(']');
        if (host.ContainsAny("[]+~")) return false;
        var port = host.IndexOf(':');
        if (port >= 0) host = host[..port];
        return host.Length > 0 && host[0] is not ('.' or '-')
            && (host.Contains('.') || opening.EndsWith('/') && host.Equals("localhost", StringComparison.OrdinalIgnoreCase));
    }

    private static int PathEnd(ReadOnlySpan<char> text, int start, string open)
    {
        Span<int> brackets = stackalloc int[DeepestBrackets];
        var depth = 0;
        var unspaced = HasUnspaced(text[..start]);
        var at = start;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            var c = rune.IsBmp ? (char)rune.Value : '\uFFFD';
            if (!IsOfPath(text, at, rune, open) && !AddressLetters.Joins(text, start, at, rune)) break;
            if (Scripts.IsUnspaced(rune) && !(unspaced |= OpensSegment(text, start, at))) break;
            if (c is '(' or '[' or '{')
            {
                if (depth == DeepestBrackets || c == '[' && at + 1 < text.Length && text[at + 1] == '^') break;
                brackets[depth++] = at;
            }
            else if (c is ')' or ']' or '}' && (depth == 0 || text[brackets[--depth]] != Opening(c)))
                break;
            at += length;
        }
        // "https://example.org/a(so he says": what is never closed is the sentence's.
        return depth > 0 ? brackets[0] : at;
    }

    private static char Opening(char closing) => closing switch { ')' => '(', ']' => '[', _ => '{' };

    private static bool HasUnspaced(ReadOnlySpan<char> address)
    {
        foreach (var rune in address.EnumerateRunes())
            if (Scripts.IsUnspaced(rune)) return true;
        return false;
    }

    // Chinese, Japanese, Korean or Thai right after an address is nearly always the sentence: "https://example.org/a/1です",
    // "https://example.org/から". Such letters are the address's own where it is written in them already, or where they
    // open a segment below the root, a value or a fragment: "/wiki/東京", "?q=東京". A particle opens none.
    private static bool OpensSegment(ReadOnlySpan<char> text, int start, int at) =>
        (text[at - 1] is '=' or '#' || text[at - 1] == '/' && at - 1 > start) && !AddressLetters.BeginSentence(text[at..]);

    private static bool IsOfPath(ReadOnlySpan<char> text, int at, Rune rune, string open)
    {
        if (!rune.IsAscii)
            return Scripts.IsOfWord(rune) || rune.Value is 0x200C or 0x200D;
        var c = (char)rune.Value;
        if (c <= ' ' || c == '\x7F' || Stops.Contains(c)) return false;
        // What waits for its closing mark, and what is strong or struck, ends here; "_" is too common inside to say so.
        return c is not ('*' or '~') || !open.Contains(c) && !(at + 1 < text.Length && text[at + 1] == c);
    }

    private static ReadOnlySpan<char> WithoutSentenceEnd(ReadOnlySpan<char> address, string open)
    {
        while (address.Length > 0)
        {
            var last = address[^1];
            if (last == ';' && ReferenceStart(address) is var start and >= 0) address = address[..start];
            else if (SentenceEnds.Contains(last) || open.Contains(last)) address = address[..^1];
            else break;
        }
        return address;
    }

    // "&quot;" after an address is a quotation mark in Markdown.
    private static int ReferenceStart(ReadOnlySpan<char> address)
    {
        var at = address.Length - 2;
        while (at > 0 && address.Length - at < 12 && (char.IsAsciiLetterOrDigit(address[at]) || address[at] == '#')) at--;
        return at > 0 && at < address.Length - 2 && address[at] == '&' ? at : -1;
    }
}
