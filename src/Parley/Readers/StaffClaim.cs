using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// Whether a name claims to be one of the house. Names are people's own: Joe Root, Chris Staff and a band called System of a Down claim
/// nothing. So a word that means an office and nothing else (<see cref="Offices.Sure"/>) claims wherever it stands as a word, and
/// a word that is a surname or an everyday word too (<see cref="Offices.Doubtful"/>) claims only where no person is named beside it: when
/// the name, or a part of it set apart by a sign that doesn't join names, consists of such words, of articles and the site's own name.
/// </summary>
public static class StaffClaim
{
    // Signs that stand for letters in a disguise: @dmin, Adm|n, $taff. Between a name and an office they are signs again.
    private const string LettersInDisguise = "@$|!";

    // What joins the parts of one name: O'Brien-Smith, J. Root, Joe_Root, 乔·鲁特.
    private const string Joiners = " '’ʼ-‐‑_.·・";

    private const int ShortestJoined = 5;

    private static readonly FrozenSet<string> Sure = Fold(Offices.Sure);
    private static readonly FrozenSet<string> Doubtful = Fold(Offices.Doubtful);
    private static readonly FrozenSet<string> Beside = Fold(Offices.Beside);
    private static readonly string[] Stems = [.. Fold(Offices.Stems)];
    private static readonly string[] Unspaced = [.. Fold(Offices.Unspaced)];
    private static readonly string Admin = Folded("admin");

    private enum Kind { Other, Beside, Doubtful }

    public static bool IsMade(string name, string siteName)
    {
        var house = Words(siteName, "").SelectMany(part => part).Select(Folded).ToHashSet();
        var plain = Plain(name);
        return Claims(Words(plain, ""), house) || Claims(Words(plain, LettersInDisguise), house) || Sure.Contains(Folded(plain));
    }

    private static bool Claims(List<List<string>> parts, HashSet<string> house) =>
        parts.Any(part => ClaimsSurely(part) || IsOnlyOffices(part, house)) || ClaimsSurely([.. parts.SelectMany(part => part)]);

    private static bool ClaimsSurely(List<string> words)
    {
        var folded = words.Select(Folded).ToList();
        if (folded.Any(IsSure)) return true;
        // Web Master, Ad-min, a d m i n.
        for (var first = 0; first < folded.Count; first++)
        {
            var joined = folded[first];
            for (var next = first + 1; next < folded.Count; next++)
                if ((joined += folded[next]).Length >= ShortestJoined && Sure.Contains(joined)) return true;
        }
        return false;
    }

    private static bool IsSure(string word) =>
        Variants(word).Any(Sure.Contains) || Stems.Any(stem => word.Contains(stem, StringComparison.Ordinal))
        || word.StartsWith(Admin, StringComparison.Ordinal) && !word.StartsWith(Folded("administer"), StringComparison.Ordinal)
        || word.EndsWith(Admin, StringComparison.Ordinal)
        || Unspaced.Any(office => word.Contains(office, StringComparison.Ordinal));

    private static bool IsOnlyOffices(List<string> words, HashSet<string> house)
    {
        var kinds = words.Select(Folded).Where(word => word.Length > 0).Select(word => KindOf(word, house)).ToList();
        return kinds.Contains(Kind.Doubtful) && !kinds.Contains(Kind.Other);
    }

    private static Kind KindOf(string word, HashSet<string> house)
    {
        if (Variants(word).Any(Doubtful.Contains)) return Kind.Doubtful;
        if (house.Contains(word) || Beside.Contains(word)) return Kind.Beside;
        return Compound(word, house) ? Kind.Doubtful : Kind.Other;
    }

    // Newsteam, Parleystaff, 新闻团队. Short Latin words would be found in every surname.
    private static bool Compound(string word, HashSet<string> house, bool named = false)
    {
        if (word.Length == 0) return named;
        for (var length = 1; length <= word.Length; length++)
        {
            var part = word[..length];
            if (length < 3 && char.IsAscii(part[0])) continue;
            var office = Doubtful.Contains(part);
            if ((office || house.Contains(part) || length > 2 && Beside.Contains(part)) && Compound(word[length..], house, named
                || office)) return true;
        }
        return false;
    }

    // As it is, one of several, with the article of Arabic or Hebrew.
    private static IEnumerable<string> Variants(string word)
    {
        yield return word;
        if (word.Length > 3 && word[^1] == 's') yield return word[..^1];
        foreach (var article in Offices.JoinedArticles)
            if (word.Length > article.Length + 2 && word.StartsWith(Folded(article),
                StringComparison.Ordinal)) yield return word[Folded(article).Length..];
    }

    /// <summary>Letters taken out of their squares, circles and parentheses; without the vowel points that Arabic and Hebrew may leave
    /// out.</summary>
    public static string Plain(string name)
    {
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
        return string.Concat(plain.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes()
            .Where(rune => !Invisible.IsIgnorable(rune) && rune.Value is not (0x0640 or >= 0x0591 and <= 0x05C7
                or >= 0x064B and <= 0x065F or 0x0670)));
    }

    /// <summary>The words of each part; a part ends at a sign that doesn't join names, a word at whatever is no letter and where a
    /// capital begins.</summary>
    private static List<List<string>> Words(string plain, string alsoLetters)
    {
        List<List<string>> parts = [[]];
        var word = new StringBuilder();
        var runes = Plain(plain).EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var rune = runes[i];
            var isLetter = Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
            var inDisguise = alsoLetters.Length > 0 && (Rune.IsDigit(rune) || rune.IsBmp && alsoLetters.Contains((char)rune.Value,
                StringComparison.Ordinal));
            if (i > 0 && Rune.IsUpper(rune) && Rune.IsLower(runes[i - 1])) End();
            if (isLetter || inDisguise) word.Append(rune);
            else
            {
                // L'équipe, d'Amministrazione: an article that lost its vowel is no initial.
                if (rune.Value is '\'' or '’' && word is { Length: 1 } && "lLdD".Contains(word[0], StringComparison.Ordinal)) word.Clear();
                End();
                if (!Rune.IsDigit(rune) && !Joins(runes, i)) parts.Add([]);
            }
        }
        End();
        return parts;

        void End()
        {
            // Digits at an end number a word (Admin1, Staff5) and are no letters in disguise.
            var ended = alsoLetters.Length > 0 ? word.ToString().TrimEnd([.. "0123456789!"]) : word.ToString();
            word.Clear();
            if (ended.Length > 0) parts[^1].Add(ended);
        }
    }

    // A hyphen with a space beside it is a dash.
    private static bool Joins(Rune[] runes, int i) =>
        runes[i].IsBmp && Joiners.Contains((char)runes[i].Value, StringComparison.Ordinal)
        && !(runes[i].Value is '-' or 0x2010 or 0x2011 && (i > 0 && runes[i - 1].Value == ' ' || i + 1 < runes.Length
            && runes[i + 1].Value == ' '));

    // A capital may look like another letter than its small one does (К is K, but к is not k), so each word is known in three ways.
    private static FrozenSet<string> Fold(IEnumerable<string> lines) =>
        lines.SelectMany(line => line.Split(' ')).Where(word => word.Length > 0)
            .SelectMany(word => new[] { word, word.ToUpperInvariant(), word[..1].ToUpperInvariant() + word[1..] })
            .Select(word => Folded(Plain(word))).Where(word => word.Length > 0).ToFrozenSet();

    // Two v look like a w.
    private static string Folded(string word) => Skeleton.OfName(word).Replace("vv", "w", StringComparison.Ordinal);
}
