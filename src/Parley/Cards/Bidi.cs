using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace Parley.Cards;

/// <summary>
/// The Unicode Bidirectional Algorithm (UAX #9) for one line without explicit embeddings, which are taken out before: its
/// rules P2, W1–W7, N0–N2 and I1–I2. Which script runs from the right is HarfBuzz's knowledge.
/// </summary>
internal static class Bidi
{
    private enum Kind { Left, Right, Number, ArabicNumber, Separator, Terminator, Neutral }

    /// <summary>By the first letter; a text without one runs from the left.</summary>
    public static bool IsRightToLeft(string text) =>
        text.EnumerateRunes().Select(Strong).FirstOrDefault(x => x is not null) is Kind.Right;

    /// <returns>A level for each UTF-16 unit: even runs from the left, odd from the right.</returns>
    public static int[] Levels(string text, bool rtl)
    {
        var runes = text.EnumerateRunes().ToList();
        var kinds = Kinds(runes, rtl);
        var levels = new List<int>(text.Length);
        for (var i = 0; i < runes.Count; i++)
        {
            var level = (kinds[i], rtl) switch { (Kind.Left, true) => 2, (Kind.Left, false) => 0, (Kind.Right, _) => 1, _ => 2 };
            levels.AddRange(Enumerable.Repeat(level, runes[i].Utf16SequenceLength));
        }
        return [.. levels];
    }

    private static Kind[] Kinds(List<Rune> runes, bool rtl)
    {
        var kinds = new Kind[runes.Count];
        var (arabic, start) = (false, rtl ? Kind.Right : Kind.Left);
        for (var i = 0; i < runes.Count; i++)
        {
            var category = Rune.GetUnicodeCategory(runes[i]);
            if (Strong(runes[i]) is { } found)
            {
                arabic = found == Kind.Right && UnicodeFunctions.Default.GetScript((uint)runes[i].Value) != Script.Hebrew;
                kinds[i] = found;
            }
            else if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) kinds[i] = i > 0 ? kinds[i - 1] : start;
            else if (category == UnicodeCategory.DecimalDigitNumber)
                kinds[i] = runes[i].Value is >= 0x660 and <= 0x669 || (arabic && runes[i].IsAscii) ? Kind.ArabicNumber : Kind.Number;
            else if (runes[i].Value is ',' or '.' or ':' or '/' or 0xA0 or 0x202F) kinds[i] = Kind.Separator;
            else if (runes[i].Value is '%' or '#' or '‰' || category == UnicodeCategory.CurrencySymbol) kinds[i] = Kind.Terminator;
            else kinds[i] = Kind.Neutral;
        }
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == Kind.Separator)
                kinds[i] = i > 0 && i + 1 < kinds.Length && kinds[i - 1] == kinds[i + 1] && IsNumber(kinds[i - 1])
                    ? kinds[i - 1] : Kind.Neutral;
            if (kinds[i] == Kind.Terminator)
            {
                var end = i;
                while (end < kinds.Length && kinds[end] == Kind.Terminator) end++;
                var beside = (i > 0 && kinds[i - 1] == Kind.Number) || (end < kinds.Length && kinds[end] == Kind.Number);
                Array.Fill(kinds, beside ? Kind.Number : Kind.Neutral, i, end - i);
            }
        }
        // A number after letters that run from the left runs with them.
        for (var (i, strong) = (0, start); i < kinds.Length; i++)
        {
            if (kinds[i] is Kind.Left or Kind.Right) strong = kinds[i];
            else if (kinds[i] == Kind.Number && strong == Kind.Left) kinds[i] = Kind.Left;
        }
        TurnBrackets(runes, kinds, start);
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] != Kind.Neutral) continue;
            var end = i;
            while (end < kinds.Length && kinds[end] == Kind.Neutral) end++;
            var (before, after) = (i > 0 ? Side(kinds[i - 1]) : start, end < kinds.Length ? Side(kinds[end]) : start);
            Array.Fill(kinds, before == after ? before : start, i, end - i);
        }
        return kinds;
    }

    // A pair takes one side: the line's, where anything in it is of that side, else that of what it encloses and follows.
    private static void TurnBrackets(List<Rune> runes, Kind[] kinds, Kind start)
    {
        var open = new Stack<int>();
        for (var i = 0; i < kinds.Length; i++)
        {
            if (runes[i].Value is '(' or '[' or '{') open.Push(i);
            if (runes[i].Value is not (')' or ']' or '}') || !open.TryPop(out var from)) continue;
            var inside = kinds[from..i].Where(kind => kind != Kind.Neutral).Select(Side).ToHashSet();
            if (inside.Count == 0) continue;
            var before = kinds[..from].Where(kind => kind != Kind.Neutral).Select(Side).LastOrDefault(start);
            kinds[from] = kinds[i] = inside.Contains(start) ? start : before;
        }
    }

    private static bool IsNumber(Kind kind) => kind is Kind.Number or Kind.ArabicNumber;

    private static Kind Side(Kind kind) => kind == Kind.Left ? Kind.Left : Kind.Right;

    private static Kind? Strong(Rune rune) =>
        Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber
            ? UnicodeFunctions.Default.GetScript((uint)rune.Value).HorizontalDirection == Direction.RightToLeft ? Kind.Right : Kind.Left
            : null;
}
