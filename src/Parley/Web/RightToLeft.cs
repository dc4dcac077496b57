using System.Text;

namespace Parley.Web;

public static class RightToLeft
{
    // The blocks that Unicode keeps for scripts written from right to left (Bidi_Class R and AL by default).
    private static readonly (int First, int Last)[] Scripts =
        [(0x0590, 0x08FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFF), (0x10800, 0x10FFF), (0x1E800, 0x1EFFF)];

    /// <summary>By the first letter, as the Unicode Bidirectional Algorithm has it (UAX #9, rules P2 and P3).</summary>
    public static bool Begins(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsLetter(rune)) return Array.Exists(Scripts, script => rune.Value >= script.First && rune.Value <= script.Last);
        return false;
    }
}
