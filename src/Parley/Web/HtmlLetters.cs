using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Web;

/// <summary>
/// The text of a page, read as browsers do: by its mark, by what it was delivered with, by what it says itself, else as UTF-8 or, where it
/// is none, as letters of the West. A byte that is none becomes U+FFFD. Source: https://encoding.spec.whatwg.org/ and the HTML standard,
/// 13.2.3.
/// </summary>
internal static partial class HtmlLetters
{
    /// <summary>Bytes in which a page says how it is written.</summary>
    private const int Looked = 4096;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <param name="delivered">The charset in the head of the answer; null: none.</param>
    public static string Decode(ReadOnlySpan<byte> page, string? delivered)
    {
        if (page is [0xEF, 0xBB, 0xBF, ..]) return Encoding.UTF8.GetString(page[3..]);
        if (page is [0xFF, 0xFE, ..]) return Encoding.Unicode.GetString(page[2..]);
        if (page is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode.GetString(page[2..]);
        if (Named(delivered) is { } known) return known.GetString(page);
        var start = Encoding.Latin1.GetString(page[..Math.Min(page.Length, Looked)]);
        // Whoever can read that line as ASCII reads no UTF-16.
        if (Said().Match(start) is { Success: true } said && Named(said.Groups[1].Value) is { } own)
            return (own.CodePage is 1200 or 1201 ? Encoding.UTF8 : own).GetString(page);
        try
        {
            return Strict.GetString(page);
        }
        catch (DecoderFallbackException)
        {
            return Named("windows-1252")!.GetString(page);
        }
    }

    /// <summary>Null for none that is known.</summary>
    private static Encoding? Named(string? charset)
    {
        if (charset is null) return null;
        // Of the names on the web these always mean the larger one.
        var name = charset.Trim().ToLowerInvariant() switch
        {
            "iso-8859-1" or "latin1" or "us-ascii" or "ascii" => "windows-1252",
            var other => other,
        };
        try
        {
            // Not registered: what requests may be written in must not change because a page was read.
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The charset in a <c>Content-Type</c>; null: none.</summary>
    public static string? CharsetOf(string contentType) =>
        Charset().Match(contentType) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Whether what begins so is a page in HTML.</summary>
    public static bool IsPage(string beginning) => Page().IsMatch(beginning);

    [GeneratedRegex("""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex Said();

    [GeneratedRegex("""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    // A doctype may stand behind what the browser that saved the page has noted.
    [GeneratedRegex(@"^[\s\uFEFF\u00EF\u00BB\u00BF]*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?>(?:[^-]|-(?!->)){0,2000})-->\s*)*"
        + @"<(?:!doctype\s+html|html|head|body)[\s>]", RegexOptions.IgnoreCase)]
    private static partial Regex Page();
}
