using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Conduct;

/// <summary>
/// What a text wants people to go to: links, numbers to ring, mail addresses, handles, wallets, each in one spelling. Read off the form
/// alone; what an address leads to is not asked.
/// </summary>
public static class Payload
{
    /// <summary>More of them say no more.</summary>
    private const int Most = 8;

    /// <summary>Shorter runs of digits are prices, years and sums.</summary>
    private const int ShortestNumber = 9, LongestNumber = 15;

    /// <summary>Of Bitcoin, Ethereum, Tron, Solana.</summary>
    private const int ShortestWallet = 26, LongestWallet = 64;

    /// <summary>Of a hash, its lowest bits: by which two are alike, and whether its host stands beside it.</summary>
    public const ulong Page = 1, OfHost = 2, Kinds = Page | OfHost;

    /// <summary>Hosts where anybody has a page: there the path says whose it is.</summary>
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal)
    {
        "t.me", "telegram.me", "wa.me", "bit.ly", "tinyurl.com", "goo.gl", "is.gd", "cutt.ly", "t.co", "ow.ly", "rb.gy", "youtu.be",
        "youtube.com", "facebook.com", "fb.me", "instagram.com", "tiktok.com", "twitter.com", "x.com", "vk.com", "google.com", "github.com",
        "discord.gg", "discord.com", "linktr.ee", "medium.com", "reddit.com", "whatsapp.com", "wikipedia.org", "archive.org", "github.io",
        "blogspot.com", "wordpress.com", "substack.com", "telegra.ph", "amazon.com", "paypal.com", "paypal.me", "change.org",
    };

    // Of addresses that are written without "https://". "end.Next" is the end of a sentence.
    private static readonly HashSet<string> Endings = new(StringComparer.Ordinal)
    {
        "com", "net", "org", "info", "biz", "ru", "io", "me", "ly", "co", "uk", "de", "fr", "tv", "xyz", "top", "site", "online", "shop",
        "club", "link", "gl", "gd", "cc", "us", "eu", "es", "tr", "app", "dev", "vip", "win", "live", "store", "pro", "cn", "gg", "ai",
        "ws", "pw", "icu", "bet", "casino", "news", "page", "click", "fun", "space", "website", "world", "today", "ua", "pl", "it", "nl",
    };

    /// <summary>What stands between words and addresses.</summary>
    internal static readonly SearchValues<char> Between = SearchValues.Create(" \t\n\r\u00A0\u2003\u3000<>|");

    private static readonly SearchValues<char> OfAddresses = SearchValues.Create(".@:/0123456789[(");

    /// <param name="isOwn">Whether a host is this site's own or one whose pages it speaks of: a link there leads nowhere else.</param>
    public static List<string> In(string text, Func<string, bool> isOwn)
    {
        var found = new List<string>();
        foreach (var chunk in text.AsSpan().SplitAny(Between))
        {
            if (found.Count == Most) break;
            if (Of(text.AsSpan(chunk), out var page) is not { Length: > 0 } one || (HostOf(one) is { } host && isOwn(host))) continue;
            Add(found, one);
            if (page is not null) Add(found, page);
        }
        Numbers(text, found);
        return found;
    }

    /// <summary>A host, whose pages stand beside it; else where nobody comes by chance.</summary>
    public static ulong KindOf(string payload) => payload.StartsWith("page:", StringComparison.Ordinal) ? Kinds
        : payload.StartsWith("link:", StringComparison.Ordinal) && !payload.Contains('/', StringComparison.Ordinal) ? 0 : Page;

    /// <summary>What one stretch without spaces comes to; null for a word, nothing for somebody's name, and for a link the host
    /// first.</summary>
    public static string? Of(ReadOnlySpan<char> chunk) => Of(chunk, out _);

    /// <param name="page">The whole address, where its host is no page of everybody's.</param>
    private static string? Of(ReadOnlySpan<char> chunk, out string? page)
    {
        page = null;
        if (chunk.Length < 4 || !chunk.ContainsAny(OfAddresses)) return null;
        var text = Plain(chunk);
        if (text.Length < 4) return null;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0) return Link(text[(scheme + 3)..], out page);
        if (text.StartsWith("www.", StringComparison.Ordinal)) return Link(text, out page);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        // Whoever is spoken to is named by many who answer; nobody is led there.
        if (at == 0) return char.IsLetter(text[1]) ? "" : null;
        if (text.StartsWith("mailto:", StringComparison.Ordinal)) text = text[7..];
        if (at > 0 && text.LastIndexOf('.') > text.IndexOf('@', StringComparison.Ordinal) + 1) return "mail:" + text;
        if (IsWallet(chunk)) return "wallet:" + text;
        return IsBareHost(text) ? Link(text, out page) : null;
    }

    private static string? HostOf(string payload) =>
        payload.StartsWith("link:", StringComparison.Ordinal) ? payload[5..].Split('/', 2)[0] : null;

    // In small letters, without what surrounds it, and without the usual ways to write a dot.
    private static string Plain(ReadOnlySpan<char> chunk)
    {
        if (chunk.Length > HouseRules.LongestText) chunk = chunk[..HouseRules.LongestText];
        var plain = new StringBuilder(chunk.Length);
        foreach (var rune in chunk.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.Control))
                plain.Append(rune.Value is > 0xFF00 and < 0xFF5F ? (char)(rune.Value - 0xFEE0) : Rune.ToLowerInvariant(rune).IsBmp
                    ? (char)Rune.ToLowerInvariant(rune).Value : '\uFFFD');
        var text = plain.Replace("[.]", ".").Replace("(.)", ".").Replace("[dot]", ".").Replace("(dot)", ".").ToString()
            .Trim('"', '\'', '(', ')', '[', ']', ',', ';', '!', '?', '*', '_', '“', '”', '„', '«', '»', ':', '.', '…');
        // "[here](https://example.org" of a Markdown link.
        var inLink = text.IndexOf("](", StringComparison.Ordinal);
        return inLink < 0 ? text : text[(inLink + 2)..];
    }

    // By their alphabets: 0x and hexadecimals, bc1 and small letters, or capitals, small letters and digits together. Ids of records and
    // commits have one kind of letters.
    private static bool IsWallet(ReadOnlySpan<char> chunk)
    {
        chunk = chunk.Trim(".,;:!?()[]\"'");
        if (chunk.Length is < ShortestWallet or > LongestWallet || !chunk.ContainsAnyInRange('0', '9')) return false;
        foreach (var c in chunk)
            if (!char.IsAsciiLetterOrDigit(c)) return false;
        return chunk.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || chunk.StartsWith("bc1", StringComparison.OrdinalIgnoreCase)
            || (chunk.ContainsAnyInRange('A', 'Z') && chunk.ContainsAnyInRange('a', 'z'));
    }

    private static bool IsBareHost(string text)
    {
        var slash = text.IndexOfAny(['/', '?', '#']);
        var host = slash < 0 ? text : text[..slash];
        var dot = host.LastIndexOf('.');
        return dot > 0 && Endings.Contains(host[(dot + 1)..]) && host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-')
            && char.IsLetterOrDigit(host[dot - 1]) && host[..dot].Any(char.IsLetter);
    }

    private static string? Link(string address, out string? page)
    {
        page = null;
        var end = address.IndexOfAny(['/', '?', '#']);
        var host = end < 0 ? address : address[..end];
        host = host[(host.LastIndexOf('@') + 1)..];
        if (host.IndexOf(':', StringComparison.Ordinal) is var port and > 0) host = host[..port];
        host = host.Trim('.', '-', ')', ']');
        if (host.StartsWith("www.", StringComparison.Ordinal)) host = host[4..];
        if (host.Length == 0) return null;
        var labels = host.Split('.');
        if (labels[^1].All(char.IsAsciiDigit)) return $"link:{host}";
        // Whoever has a name may have any number of names below it.
        var isTwofold = labels[^1].Length == 2 && labels.Length > 2 && labels[^2] is "co" or "com" or "org" or "net" or "gov" or "ac";
        var kept = isTwofold ? 3 : 2;
        var owner = string.Join('.', labels[Math.Max(0, labels.Length - kept)..]);
        var path = end < 0 ? "" : address[end..];
        if (!Shared.Contains(owner))
        {
            // With its parameters: often they alone say which page it is.
            if (path.Trim('/', '?', '#').Length > 0) page = $"page:{host}{path.TrimEnd('/')}";
            return $"link:{owner}";
        }
        // Which video is a parameter; elsewhere those say where somebody came from.
        if (owner != "youtube.com" && path.IndexOfAny(['?', '#']) is var query and >= 0) path = path[..query];
        return $"link:{(owner.EndsWith(".io", StringComparison.Ordinal) || labels.Length > 2 ? host : owner)}{path.TrimEnd('/')}";
    }

    // "+1 (202) 555-0143", however it is set.
    private static void Numbers(string text, List<string> found)
    {
        Span<char> digits = stackalloc char[LongestNumber];
        var (count, plus, inWord) = (0, false, false);
        for (var at = 0; at <= text.Length && found.Count < Most; at++)
        {
            var c = at < text.Length ? text[at] : 'x';
            if ((c < 0x80 ? char.IsAsciiDigit(c) ? c - '0' : -1 : CharUnicodeInfo.GetDecimalDigitValue(c)) is var digit and >= 0)
            {
                if (count < LongestNumber) digits[count] = (char)('0' + digit);
                inWord |= count++ == 0 && at > 0 && char.IsLetter(text[at - 1]);
            }
            else if (c == '+' && count == 0) plus = true;
            else if (count > 0 && c is ' ' or '-' or '(' or ')' or '.' or '/' or '\u00A0') continue;
            else
            {
                var isAlone = !inWord && (at == text.Length || !char.IsLetter(c));
                if (isAlone && count <= LongestNumber && count >= (plus ? ShortestNumber - 2 : ShortestNumber))
                    Add(found, $"tel:{digits[Math.Max(0, count - ShortestNumber)..count]}");
                (count, plus, inWord) = (0, c == '+', false);
            }
        }
    }

    private static void Add(List<string> found, string one)
    {
        if (found.Count < Most && !found.Contains(one)) found.Add(one);
    }
}
