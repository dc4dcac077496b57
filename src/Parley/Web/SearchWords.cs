using System.Globalization;
using System.Text;

namespace Parley.Web;

/// <summary>A word as it is looked up, and where it stands in the text, in UTF-16 units.</summary>
public readonly record struct SearchWord(string Word, int Begin, int End);

/// <summary>
/// The words of a text by which it is found: one function for what is stored and for what is asked, so that both databases
/// compare the same plain words. Case, accents of Latin, Greek and Cyrillic letters, Arabic and Hebrew points don't count;
/// scripts without spaces (and Korean, whose particles cling to nouns) are cut into overlapping pairs of characters.
/// </summary>
public static class SearchWords
{
    /// <summary>In UTF-16 units. What is longer is no word but an address or a joke; its beginning finds it.</summary>
    public const int Longest = 40;

    private const int Breve = 0x0306;
    private const int Diaeresis = 0x0308;

    // Letters that Unicode doesn't decompose but readers write either way.
    private static readonly Dictionary<int, string> Spellings = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['đ'] = "d", ['ð'] = "d", ['ħ'] = "h", ['ı'] = "i",
        ['ł'] = "l", ['þ'] = "th",
        ['ς'] = "σ", ['ى'] = "ي", ['ی'] = "ي", ['ک'] = "ك", ['ة'] = "ه", ['ـ'] = "",
    };

    // Han with its extensions, kana, bopomofo, Hangul, Thai, Lao, Burmese, Khmer.
    private static readonly (int First, int Last)[] WithoutSpaces =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3031, 0x3035),
        (0x3040, 0x31FF), (0x3400, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF66, 0xFFDC), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
    ];

    private enum Kind { Between, Ignored, Spaced, Spaceless }

    /// <summary>Each word once, a space between: what the index is made of.</summary>
    public static string Of(string text) => PlainWords.Of(text) ?? string.Join(' ', In(text).Select(x => x.Word).Distinct());

    /// <summary>
    /// What a letter is in a word wherever it stands; empty for what parts words, null for what depends on what is beside it.
    /// </summary>
    internal static string? Alone(char letter)
    {
        if (char.IsSurrogate(letter) || letter == '\r' || Joins($"a{letter}") || Joins($"{letter}a")) return null;
        var text = letter.ToString();
        if (KindOf(text) is var kind and not Kind.Spaced) return kind == Kind.Between ? "" : null;
        return Fold(text) is { Length: 1 or 2 } folded && Rune.IsLetterOrDigit(Rune.GetRuneAt(folded, 0)) && !folded.Contains(' ') ? folded
            : null;
    }

    private static bool Joins(string two) => StringInfo.GetNextTextElementLength(two) == 2;

    /// <summary>
    /// Every word where it stands. A lone character of a script without spaces, or the last of several, is a word by itself.
    /// </summary>
    public static IEnumerable<SearchWord> In(string text)
    {
        text = CleanText.WellFormed(text);
        var spaced = 0;
        (string Folded, int Begin, int End)? last = null;
        for (int at = 0, end; at < text.Length; at = end)
        {
            end = at + StringInfo.GetNextTextElementLength(text, at);
            var kind = KindOf(text.AsSpan(at, end - at));
            if (kind == Kind.Ignored) continue;
            if (kind != Kind.Spaced)
            {
                foreach (var word in Words(text, spaced, at)) yield return word;
                spaced = end;
            }
            if (kind == Kind.Spaceless && Fold(text[at..end]) is { Length: > 0 } one)
            {
                if (last is var (before, begin, _)) yield return new(before + one, begin, end);
                last = (one, at, end);
            }
            else if (last is var (alone, begin, until))
            {
                yield return new(alone, begin, until);
                last = null;
            }
        }
        foreach (var word in Words(text, spaced, text.Length)) yield return word;
        if (last is var (final, first, stop)) yield return new(final, first, stop);
    }

    /// <summary>Whether a word is of a script written without spaces, and so a piece rather than a whole.</summary>
    public static bool IsPiece(string word) => Rune.GetRuneAt(word, 0) is var rune && IsSpaceless(rune);

    private static Kind KindOf(ReadOnlySpan<char> element)
    {
        foreach (var rune in element.EnumerateRunes())
            if (!Invisible.IsIgnorable(rune))
                return !IsOfWords(rune) ? Kind.Between : IsSpaceless(rune) ? Kind.Spaceless : Kind.Spaced;
        return Kind.Ignored;
    }

    private static bool IsSpaceless(Rune rune)
    {
        foreach (var (first, last) in WithoutSpaces)
            if (rune.Value <= last)
                return rune.Value >= first;
        return false;
    }

    private static bool IsOfWords(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark;

    // What was one word may be two when unfolded: ½ is 1 and 2.
    private static IEnumerable<SearchWord> Words(string text, int begin, int end)
    {
        if (begin >= end) return [];
        return Fold(text[begin..end]).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => new SearchWord(Cut(word), begin, end));
    }

    private static string Cut(string word) =>
        word.Length <= Longest ? word : word[..(char.IsHighSurrogate(word[Longest - 1]) ? Longest - 1 : Longest)];

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var before = default(Rune);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Invisible.IsIgnorable(rune) || IsPoint(rune, before)) continue;
            before = Rune.ToLowerInvariant(rune);
            if (Spellings.TryGetValue(before.Value, out var spelling)) folded.Append(spelling);
            else if (Rune.GetUnicodeCategory(before) == UnicodeCategory.DecimalDigitNumber)
                folded.Append((int)Rune.GetNumericValue(before));
            else if (IsOfWords(before)) folded.Append(before);
            else folded.Append(' ');
        }
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    // й, ї and ў are letters of their own; ё is written е by half its writers.
    private static bool IsPoint(Rune mark, Rune before) => mark.Value switch
    {
        Breve => before.Value is not ('и' or 'у'),
        Diaeresis => before.Value is not 'і',
        >= 0x0300 and <= 0x036F or >= 0x0591 and <= 0x05C7 => true,
        >= 0x0610 and <= 0x061A or >= 0x064B and <= 0x065F or 0x0670 or >= 0x06D6 and <= 0x06ED =>
            Rune.GetUnicodeCategory(mark) == UnicodeCategory.NonSpacingMark,
        _ => false,
    };
}
