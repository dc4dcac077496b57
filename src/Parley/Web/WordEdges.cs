using System.Buffers;
using System.Text;

namespace Parley.Web;

/// <summary>
/// Where a run of marks can open or close emphasis: at a word's edge. A script without spaces has edges everywhere, so there two
/// stars are enough; one star between two of its letters is a letter, as elsewhere.
/// </summary>
internal static class WordEdges
{
    public static (bool CanOpen, bool CanClose) Of(ReadOnlySpan<char> before, char mark, int count, ReadOnlySpan<char> after)
    {
        var previous = Neighbour.Of(before, last: true);
        var next = Neighbour.Of(after, last: false);
        if (mark == '~')
            return (!next.IsSpace && (next.IsLetter || !previous.IsLetter || previous.IsUnspaced || next.IsUnspaced),
                !previous.IsSpace && (previous.IsLetter || !next.IsLetter || previous.IsUnspaced || next.IsUnspaced));
        var isEdge = mark == '*' && count >= 2 && (previous.IsUnspaced || next.IsUnspaced);
        var opensAfterLetter = isEdge || mark == '*' && previous.IsUnspaced && !next.IsLetter;
        var closesBeforeLetter = isEdge || mark == '*' && next.IsUnspaced && !previous.IsLetter;
        return (!next.IsSpace && (!previous.IsLetter || opensAfterLetter),
            !previous.IsSpace && (!next.IsLetter || closesBeforeLetter));
    }

    private readonly record struct Neighbour(bool IsSpace, bool IsLetter, bool IsUnspaced)
    {
        public static Neighbour Of(ReadOnlySpan<char> text, bool last)
        {
            var status = last ? Rune.DecodeLastFromUtf16(text, out var rune, out _) : Rune.DecodeFromUtf16(text, out rune, out _);
            if (status != OperationStatus.Done) return new(text.IsEmpty, false, false);
            if (Rune.IsWhiteSpace(rune)) return new(true, false, false);
            // "¯" is drawn into a word: ¯\_(ツ)_/¯ is no emphasis.
            var isLetter = Scripts.IsOfWord(rune)
                || !rune.IsAscii && Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.ModifierSymbol
                    && rune.Value is < 0x1F3FB or > 0x1F3FF;
            return new(false, isLetter, Scripts.IsUnspaced(rune) || Scripts.IsUnspacedSign(rune));
        }
    }
}
