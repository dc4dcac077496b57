using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Web;

namespace Parley.Readers;

/// <summary>The name a guest writes under: in any script, as short and as visible as a name has to be.</summary>
public sealed partial record GuestName
{
    public const int MostGraphemes = 40;

    // Room for 40 letters with an accent each, or a few families of emoji; and what the database column holds.
    public const int MostUnits = 80;

    // Hebrew with points, Tibetan stacks and Vietnamese need up to four; more of them paint over the neighbours.
    public const int MostMarks = 4;

    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const int BlackFlag = 0x1F3F4;
    private const int TagSpace = 0xE0020;
    private const int CancelTag = 0xE007F;

    private GuestName(string text) => Text = text;

    public string Text { get; }

    public override string ToString() => Text;

    public static bool TryParse(
        string? raw, [NotNullWhen(true)] out GuestName? name, [NotNullWhen(false)] out NameProblem? problem)
    {
        name = null;
        if (raw is { Length: > MostUnits * 4 })
        {
            problem = NameProblem.TooLong;
            return false;
        }

        var text = Normalised(raw ?? "");
        problem = ProblemWith(text);
        if (problem is null)
            name = new GuestName(text);
        return problem is null;
    }

    private static string Normalised(string raw)
    {
        return Spaces().Replace(CleanText.WellFormed(raw).Normalize(NormalizationForm.FormC), " ").Trim();
    }

    private static NameProblem? ProblemWith(string text)
    {
        if (Markup.VisibleLength(text) == 0)
            return NameProblem.Missing;
        if (text.Length > MostUnits || new StringInfo(text).LengthInTextElements > MostGraphemes)
            return NameProblem.TooLong;
        return ProblemWith([.. text.EnumerateRunes()]);
    }

    private static NameProblem? ProblemWith(Rune[] runes)
    {
        var marks = 0;
        for (var i = 0; i < runes.Length; i++)
        {
            if (IsHidden(runes, i))
                return NameProblem.HiddenCharacters;
            if (IsUnknown(runes[i]))
                return NameProblem.UnknownCharacters;
            marks = IsStackingMark(runes[i]) ? marks + 1 : 0;
            if (marks > MostMarks)
                return NameProblem.TooManyMarks;
        }
        return runes.Any(SaysSomething) ? null : NameProblem.NothingToSay;
    }

    private static bool IsHidden(Rune[] runes, int i)
    {
        var rune = runes[i];
        if (rune.Value == ' ' || !Invisible.Contains(rune))
            return false;
        return rune.Value switch
        {
            ZeroWidthNonJoiner => !JoinsLetters(runes, i),
            ZeroWidthJoiner => !JoinsLetters(runes, i) && !JoinsEmoji(runes, i),
            0xFE0E or 0xFE0F => !ChoosesPresentation(runes, i),
            >= 0xE0100 and <= 0xE01EF => i == 0 || !IsIdeograph(runes[i - 1]),
            >= TagSpace and <= CancelTag => !TagsFlag(runes, i),
            _ => true,
        };
    }

    private static bool JoinsLetters(Rune[] runes, int i) =>
        i > 0 && i + 1 < runes.Length && IsInJoiningScript(runes[i - 1]) && IsInJoiningScript(runes[i + 1]);

    private static bool JoinsEmoji(Rune[] runes, int i) =>
        i > 0 && i + 1 < runes.Length && IsEmojiPart(runes[i - 1]) && IsEmojiPart(runes[i + 1]);

    private static bool ChoosesPresentation(Rune[] runes, int i) =>
        i > 0 && (IsEmojiPart(runes[i - 1]) || Rune.IsDigit(runes[i - 1]) || runes[i - 1].Value is '#' or '*');

    // The flags of England, Scotland and Wales are a black flag, hidden letters and an end mark.
    private static bool TagsFlag(Rune[] runes, int i)
    {
        var first = i;
        while (first > 0 && runes[first].Value is >= TagSpace and <= CancelTag)
            first--;
        var last = i;
        while (last + 1 < runes.Length && runes[last + 1].Value is >= TagSpace and <= CancelTag)
            last++;
        return runes[first].Value == BlackFlag && runes[last].Value == CancelTag && last - first <= 6;
    }

    // Arabic and its kin, the scripts of India, Tibet, Burma, the Khmer and the Mongols spell words with joiners.
    private static bool IsInJoiningScript(Rune rune) =>
        (Rune.IsLetter(rune) || IsMark(rune))
        && rune.Value is >= 0x0600 and <= 0x0DFF or >= 0x0F00 and <= 0x109F or >= 0x1780 and <= 0x18AF;

    private static bool IsEmojiPart(Rune rune) =>
        rune.Value is 0xFE0F
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol
            or UnicodeCategory.MathSymbol;

    private static bool IsIdeograph(Rune rune) => rune.Value is >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF
        or >= 0x20000 and <= 0x3FFFF;

    private static bool IsUnknown(Rune rune) =>
        rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;

    private static bool IsMark(Rune rune) => IsStackingMark(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark;

    private static bool IsStackingMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool SaysSomething(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
