using System.Globalization;
using System.Text;

namespace Parley.Web;

/// <summary>What a word is made of, in every script.</summary>
internal static class Scripts
{
    // Han with its marks, kana, Hangul (whose particles follow without a space), full-width forms; Thai, Lao, Burmese, Khmer.
    private static readonly (int First, int Last)[] Unspaced =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007),
        (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303C), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
        (0xA000, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF10, 0xFF19), (0xFF21, 0xFF3A),
        (0xFF41, 0xFF5A), (0xFF66, 0xFFDC), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF), (0xE0100, 0xE01EF),
    ];

    /// <summary>Letters, digits and what is set on them. An emoji is a sign of its own, and so is what only shapes it.</summary>
    public static bool IsOfWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark =>
            rune.Value is not (>= 0xFE00 and <= 0xFE0F or 0x20E3),
        UnicodeCategory.OtherNumber => false,
        _ => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber,
    };

    /// <summary>A letter of a script that puts no space between words.</summary>
    public static bool IsUnspaced(Rune rune)
    {
        if (rune.Value < Unspaced[0].First) return false;
        foreach (var (first, last) in Unspaced)
            if (rune.Value <= last) return rune.Value >= first && IsOfWord(rune);
        return false;
    }

    public static bool IsHiragana(Rune rune) => rune.Value is >= 0x3041 and <= 0x309F;

    /// <summary>Punctuation that comes with these scripts only: 「 」 。 and full-width forms.</summary>
    public static bool IsUnspacedSign(Rune rune) =>
        rune.Value is >= 0x3000 and <= 0x303F or 0x30FB or >= 0xFE30 and <= 0xFE4F or >= 0xFF00 and <= 0xFFEF && !IsOfWord(rune);
}
