using System.Globalization;
using System.Text;

namespace Parley.Web;

/// <summary>Characters that leave no mark on the page.</summary>
public static class Invisible
{
    // Unicode's Default_Ignorable_Code_Point.
    private static readonly (int First, int Last)[] IgnorableRanges =
    [
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    private const int BlankBraille = 0x2800;

    public static bool Contains(Rune rune) =>
        IsIgnorable(rune)
        || rune.Value == BlankBraille
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    public static bool IsIgnorable(Rune rune)
    {
        foreach (var (first, last) in IgnorableRanges)
            if (rune.Value <= last)
                return rune.Value >= first;
        return false;
    }

    /// <summary>Embeddings, overrides and isolates: they can turn what follows them on the page.</summary>
    public static bool IsBidiControl(int codePoint) => codePoint is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;
}
