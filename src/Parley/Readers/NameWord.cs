using System.Globalization;
using System.Text;
using Parley.Web;

namespace Parley.Readers;

/// <summary>A word of a name, as it looks.</summary>
/// <param name="Joint">The sign before it where there is no space; a space; U+0000 at the beginning and where
/// only a capital begins it.</param>
/// <param name="IsInitial">A letter with a full stop, behind which no small letter goes on.</param>
internal sealed record NameWord(string Text, char Joint, bool IsInitial)
{
    // Signs that stand for letters in a disguise: @dmin, Adm|n, $taff. Between a name and an office they are signs again.
    private const string LettersInDisguise = "@$|!";

    // What joins the parts of one name: O'Brien-Smith, J. Root, Joe_Root, 乔·鲁特.
    private const string Joiners = " '’ʼ-‐‑־_.·・";

    public string Folded { get; } = Fold(Text);

    public bool IsSingle { get; } = Ascii.IsValid(Text) ? Text.Length == 1 : new StringInfo(Text).LengthInTextElements == 1;

    /// <summary>Whether its script puts no spaces between words.</summary>
    public bool IsUnspaced => Scripts.IsUnspaced(Rune.GetRuneAt(Text, 0));

    public bool HasInnerCapital => Text.AsSpan(1).ContainsAnyInRange('A', 'Z');

    public static NameWord Joined(IReadOnlyList<NameWord> words) =>
        words.Count == 1 ? words[0] : new(string.Concat(words.Select(word => word.Text)), words[0].Joint, false);

    // Two v look like a w.
    public static string Fold(string word) => Skeleton.OfName(word).Replace("vv", "w", StringComparison.Ordinal);

    /// <summary>Letters taken out of their squares, circles and parentheses; without the vowel points that Arabic and Hebrew may leave
    /// out, and without what marks an acronym in Hebrew.</summary>
    public static string Plain(string name)
    {
        if (Ascii.IsValid(name)) return name;
        var plain = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var letter = rune.Value switch
            {
                >= 0x249C and <= 0x24B5 => rune.Value - 0x249C,
                >= 0x1F110 and <= 0x1F129 => rune.Value - 0x1F110,
                >= 0x1F130 and <= 0x1F149 => rune.Value - 0x1F130,
                >= 0x1F150 and <= 0x1F169 => rune.Value - 0x1F150,
                >= 0x1F170 and <= 0x1F189 => rune.Value - 0x1F170,
                >= 0x1F1E6 and <= 0x1F1FF => rune.Value - 0x1F1E6,
                _ => -1,
            };
            plain.Append(letter < 0 ? rune.ToString() : ((char)('a' + letter)).ToString());
        }
        var runes = plain.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes().ToArray();
        return string.Concat(runes.Where((rune, i) => !Invisible.IsIgnorable(rune) && !IsLeftOut(runes, i)));
    }

    private static bool IsLeftOut(Rune[] runes, int i) =>
        runes[i].Value is 0x0640 or >= 0x0591 and <= 0x05BD or >= 0x05BF and <= 0x05C7 or >= 0x064B and <= 0x065F or 0x0670
        || runes[i].Value is 0x05F3 or 0x05F4 or '"' && i > 0 && i + 1 < runes.Length && IsHebrew(runes[i - 1]) && IsHebrew(runes[i + 1]);

    private static bool IsHebrew(Rune rune) => rune.Value is >= 0x05D0 and <= 0x05EA;

    /// <summary>The words of each part; a part ends at a sign that doesn't join names, a word at whatever is no letter and where a
    /// capital begins.</summary>
    public static List<List<NameWord>> In(string name, bool disguised = false, bool atCapitals = true)
    {
        List<List<NameWord>> parts = [[]];
        var word = new StringBuilder();
        var joint = '\0';
        var runes = Plain(name).EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var rune = runes[i];
            if (atCapitals && i > 0 && Rune.IsUpper(rune) && Rune.IsLower(runes[i - 1])) End('\0');
            if (IsLetter(rune) || disguised && (Rune.IsDigit(rune) || rune.IsBmp && LettersInDisguise.Contains((char)rune.Value)))
            {
                word.Append(rune);
                continue;
            }
            // L'équipe, d'Amministrazione: an article that lost its vowel is no initial.
            if (rune.Value is '\'' or '’' && word is { Length: 1 } && "lLdD".Contains(word[0])) word.Clear();
            End(rune.IsBmp ? (char)rune.Value : '\uFFFD', goesOn: i + 1 < runes.Length && Rune.IsLower(runes[i + 1]));
            if (!Rune.IsDigit(rune) && !Joins(runes, i)) parts.Add([]);
        }
        End('\0');
        return parts;

        void End(char sign, bool goesOn = false)
        {
            // Digits at an end number a word (Admin1, Staff5) and are no letters in disguise; one alone may be: r.0.0.t.
            var ended = disguised && word.Length > 1 ? word.ToString().TrimEnd([.. "0123456789!"]) : word.ToString();
            word.Clear();
            if (ended.Length > 0)
            {
                parts[^1].Add(new(ended, joint, sign == '.' && ended.Length == 1 && !goesOn));
                joint = sign;
            }
            else if (sign == ' ' || joint != ' ') joint = sign;
        }
    }

    private static bool IsLetter(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    // A hyphen with a space beside it is a dash.
    private static bool Joins(Rune[] runes, int i) =>
        runes[i].IsBmp && Joiners.Contains((char)runes[i].Value)
        && !(runes[i].Value is '-' or 0x2010 or 0x2011 && (i > 0 && runes[i - 1].Value == ' ' || i + 1 < runes.Length
            && runes[i + 1].Value == ' '));
}
