using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>What was written here, as other systems keep it: HTML that is safe already, and names and numbers of theirs.</summary>
internal static partial class ExportedText
{
    /// <summary>HTML whose every line break is a tag: some who read it take all others out.</summary>
    public static string Html(string text, TextFormat format)
    {
        var html = Lines().Replace(Ours().Replace(Letters(Markup.Comment(text, format)), "<$1"), lines =>
            lines.Value.StartsWith('<') ? lines.Value.Replace("\n", "&#10;", StringComparison.Ordinal) : " ").Trim();
        // One paragraph without a mark is a line of text everywhere.
        return html.StartsWith("<p>", StringComparison.Ordinal) && html.IndexOf('<', 3) == html.Length - 4 ? html[3..^4] : html;
    }

    /// <summary>As WordPress keeps comments: an empty line ends a paragraph, a line break is one, without tags for either.</summary>
    public static string BrokenHtml(string text, TextFormat format)
    {
        if (format == TextFormat.Plain) return Escaped(CleanText.Of(text));
        var html = Html(text, format);
        // Where lines are kept as they are, or an empty one ends no paragraph, all breaks are tags.
        if (AllTags().IsMatch(html)) return html;
        return EmptyLines().Replace(Paragraph().Replace(Break().Replace(html, "\n"), "\n\n"), "\n\n").Trim();
    }

    public static string Escaped(string text) => Letters(text).Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>A name where it is read as text by some and as HTML by others: both see the same wherever that can be.</summary>
    public static string Name(string name) => ForeignPeople.NameOf(name, "") == name ? Letters(name) : Escaped(name);

    /// <summary>Without what XML can't hold.</summary>
    public static string Letters(string text)
    {
        foreach (var c in text)
            if (c < ' ' ? c is not ('\t' or '\n') : c >= '\uD800' && c is <= '\uDFFF' or >= '\uFFFE') return Sound(text);
        return text;
    }

    private static string Sound(string text) => string.Concat(text.EnumerateRunes().Select(x =>
        x.Value < ' ' && x.Value is not ('\t' or '\n') ? "" : x.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : x.ToString()));

    /// <summary>The same number for the same id in every export: what is read again is known by it.</summary>
    /// <param name="bits">At most 63.</param>
    public static long Number(Guid id, int bits)
    {
        Span<byte> bytes = stackalloc byte[16], digest = stackalloc byte[SHA256.HashSizeInBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        SHA256.HashData(bytes, digest);
        return Math.Max(1, (long)(BinaryPrimitives.ReadUInt64BigEndian(digest) >> (64 - bits)));
    }

    // What a page here adds to tags; whoever shows them adds its own.
    [GeneratedRegex("<(\\w+)(?: (?:tabindex=\"0\"|dir=\"(?:auto|ltr|rtl)\"))+")]
    private static partial Regex Ours();

    [GeneratedRegex(@"<pre>.*?</pre>|[ \t]*\n\s*", RegexOptions.Singleline)]
    private static partial Regex Lines();

    [GeneratedRegex("<pre>|<br> *<br>")]
    private static partial Regex AllTags();

    [GeneratedRegex("<br> *")]
    private static partial Regex Break();

    [GeneratedRegex(@"\s*</?p>\s*")]
    private static partial Regex Paragraph();

    [GeneratedRegex(@"\n\n\s*")]
    private static partial Regex EmptyLines();
}
