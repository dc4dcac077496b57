using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Parley.Web;

/// <summary>Takes out what no reader typed on purpose, before parsing and again from the HTML that is served.</summary>
internal static class CleanText
{
    private const string LineSeparators = "\u2028\u2029";

    // Everything C0 and C1 but tab and line feed, and all surrogates, since a lone one can't be told from a pair here.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0xFFFF).Select(code => (char)code).Where(c => IsUnwanted(c) || char.IsSurrogate(c))]);

    private static readonly SearchValues<char> BidiControls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xFFFF).Where(Invisible.IsBidiControl).Select(code => (char)code)]);

    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspects))
            return text;

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            if (!rune.IsBmp || !IsUnwanted((char)rune.Value))
                clean.Append(rune);
        return clean.ToString();
    }

    /// <summary>Without lone surrogates and U+FFFE, which Unicode forbids and <c>Normalize</c> refuses; U+FFFD stands for each.</summary>
    public static string WellFormed(string text) =>
        // Almost every text is well formed, and is then itself.
        !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\uFFFE', StringComparison.Ordinal)
            ? text : string.Concat(text.EnumerateRunes()).Replace('\uFFFE', '\uFFFD');

    /// <summary>What both databases can hold: PostgreSQL takes no zero.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Storable(string? text) => text is null ? null : WellFormed(text).Replace("\0", "", StringComparison.Ordinal);

    // After rendering, because a character reference such as &#8238; is an override only then.
    public static string OfHtml(string html)
    {
        var clean = Of(html);
        return clean.AsSpan().ContainsAny(BidiControls)
            ? string.Concat(clean.Where(c => !Invisible.IsBidiControl(c)))
            : clean;
    }

    private static bool IsUnwanted(char c) =>
        char.IsControl(c) && c is not ('\n' or '\t') || LineSeparators.Contains(c, StringComparison.Ordinal);
}
