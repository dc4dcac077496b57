using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Web;

/// <summary>
/// Where a run of marks can open or close emphasis: at a word's edge. A script without spaces has edges everywhere, so there two
/// stars are enough; one star between two of its letters is a letter, as elsewhere. A mark between two signs is at no word's edge,
/// nor is one in a word without letters: <c>¯\_(ツ)_/¯</c>, <c>-_-</c> and <c>*.*</c> are drawn of such signs.
/// </summary>
internal static class WordEdges
{
    private const string Marks = "*_~";

    // The longest drawing is shorter; a line of signs without end is read no further.
    private const int LongestDrawing = 32;

    private enum Kind { Space, Letter, Opening, Closing, Quotation, Dash, Sign }

    public static (bool CanOpen, bool CanClose) Of(ReadOnlySpan<char> before, char mark, int count, ReadOnlySpan<char> after)
    {
        var previous = Neighbour.Of(before, last: true);
        var next = Neighbour.Of(after, last: false);
        if (mark == '~')
            return (!next.IsSpace && (next.IsLetter || !previous.IsLetter || previous.IsUnspaced || next.IsUnspaced),
                !previous.IsSpace && (previous.IsLetter || !next.IsLetter || previous.IsUnspaced || next.IsUnspaced));
        // "¯" is an arm, and what touches it is drawn too.
        if (previous.IsArm || next.IsArm || count == 1 && IsDrawing(before, after)) return (false, false);
        var isEdge = mark == '*' && count >= 2 && (previous.IsUnspaced || next.IsUnspaced);
        var opensAfterLetter = isEdge || mark == '*' && previous.IsUnspaced && !next.IsLetter;
        var closesBeforeLetter = isEdge || mark == '*' && next.IsUnspaced && !previous.IsLetter;
        return (!next.IsSpace && (opensAfterLetter || !previous.IsLetter && Opens(before, next, after)),
            !previous.IsSpace && (closesBeforeLetter || !next.IsLetter && Closes(before, previous, after)));
    }

    // Marks inside other marks are looked through: **_so_**.
    private static bool Opens(ReadOnlySpan<char> before, Neighbour next, ReadOnlySpan<char> after)
    {
        if (next.IsLetter) return true;
        var (outside, inside) = (Neighbour.Of(before.TrimEnd(Marks), last: true).Kind,
            Neighbour.Of(after.TrimStart(Marks), last: false).Kind);
        return outside == Kind.Space || inside != Kind.Closing
            && (outside is Kind.Opening or Kind.Dash || outside == Kind.Quotation && inside != Kind.Quotation);
    }

    private static bool Closes(ReadOnlySpan<char> before, Neighbour previous, ReadOnlySpan<char> after)
    {
        if (previous.IsLetter) return true;
        var (inside, outside) = (Neighbour.Of(before.TrimEnd(Marks), last: true).Kind, Neighbour.Of(after.TrimStart(Marks), last: false));
        return inside == Kind.Letter || outside.IsSpace || inside != Kind.Opening
            && (outside.Kind is Kind.Closing or Kind.Dash || outside.Kind == Kind.Quotation && inside != Kind.Quotation)
            // "_so!_👍"
            || inside == Kind.Closing && outside is { Kind: Kind.Sign, IsAscii: false };
    }

    /// <summary>Whether the word around a mark is made of nothing but ASCII's signs.</summary>
    private static bool IsDrawing(ReadOnlySpan<char> before, ReadOnlySpan<char> after)
    {
        for (var i = before.Length - 1; i >= 0 && !char.IsWhiteSpace(before[i]); i--)
            if (!IsAsciiSign(before[i]) || before.Length - i > LongestDrawing) return false;
        for (var i = 0; i < after.Length && !char.IsWhiteSpace(after[i]); i++)
            if (!IsAsciiSign(after[i]) || i > LongestDrawing) return false;
        return true;
    }

    private static bool IsAsciiSign(char c) => c is > ' ' and < '\x7F' && !char.IsAsciiLetterOrDigit(c);

    private readonly record struct Neighbour(Kind Kind, bool IsUnspaced, bool IsArm, bool IsAscii)
    {
        public bool IsSpace => Kind == Kind.Space;

        public bool IsLetter => Kind == Kind.Letter;

        public static Neighbour Of(ReadOnlySpan<char> text, bool last)
        {
            var status = last ? Rune.DecodeLastFromUtf16(text, out var rune, out _) : Rune.DecodeFromUtf16(text, out rune, out _);
            if (status != OperationStatus.Done) return new(text.IsEmpty ? Kind.Space : Kind.Sign, false, false, false);
            if (Rune.IsWhiteSpace(rune)) return new(Kind.Space, false, false, rune.IsAscii);
            var category = Rune.GetUnicodeCategory(rune);
            var isArm = !rune.IsAscii && category == UnicodeCategory.ModifierSymbol && rune.Value is < 0x1F3FB or > 0x1F3FF;
            var kind = isArm || Scripts.IsOfWord(rune) ? Kind.Letter : KindOf(rune, category);
            return new(kind, Scripts.IsUnspaced(rune) || Scripts.IsUnspacedSign(rune), isArm, rune.IsAscii);
        }

        private static Kind KindOf(Rune rune, UnicodeCategory category) => category switch
        {
            UnicodeCategory.OpenPunctuation => Kind.Opening,
            UnicodeCategory.ClosePunctuation => Kind.Closing,
            // What opens in one language closes in another.
            UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation => Kind.Quotation,
            UnicodeCategory.DashPunctuation => rune.Value == '-' ? Kind.Sign : Kind.Dash,
            UnicodeCategory.OtherPunctuation => rune.Value switch
            {
                '"' or '\'' => Kind.Quotation,
                '¿' or '¡' => Kind.Opening,
                '/' or '\\' or '&' or '%' or '#' or '@' or '*' or 0x2022 => Kind.Sign,
                _ => Kind.Closing,
            },
            _ => Kind.Sign,
        };
    }
}
