using System.Globalization;
using System.IO.Compression;
using System.Text;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// What a name looks like, after Unicode's Security Mechanisms (UTS #39): two names with one skeleton can't be told
/// apart by eye. Skeletons are for comparing only, never for showing.
/// </summary>
public static class Skeleton
{
    private static readonly Lazy<Dictionary<int, string>> Confusables = new(ReadConfusables);

    // What a determined impostor also writes. UTS #39 leaves it out: it compares letters, not leetspeak. The small
    // capitals are what it makes of Cyrillic lower case, and i joins l because the capital of one is the other.
    private static readonly Dictionary<Rune, string> Disguises = new()
    {
        [new('i')] = "l", [new('ı')] = "l", [new('@')] = "a", [new('$')] = "s",
        [new('3')] = "e", [new('4')] = "a", [new('5')] = "s", [new('7')] = "t",
        [new('ᴀ')] = "a", [new('ʙ')] = "b", [new('ᴅ')] = "d", [new('ᴇ')] = "e", [new('ꜰ')] = "f", [new('ɢ')] = "g",
        [new('ʜ')] = "h", [new('ɪ')] = "l", [new('ᴊ')] = "j", [new('ᴋ')] = "k", [new('ʟ')] = "l", [new('ʍ')] = "rn",
        [new('ɴ')] = "n", [new('ᴘ')] = "p", [new('ʀ')] = "r", [new('ᴛ')] = "t", [new('ʏ')] = "y",
    };

    /// <summary>UTS #39's skeleton, to the letter: case, spaces and accents count.</summary>
    public static string Of(string text)
    {
        var skeleton = new StringBuilder(text.Length);
        foreach (var rune in Decomposed(text).EnumerateRunes())
            if (!Invisible.IsIgnorable(rune))
                AppendImage(skeleton, rune);
        return Decomposed(skeleton.ToString());
    }

    /// <summary>For names: case, accents, spaces, punctuation and the usual digits for letters don't count.</summary>
    public static string OfName(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (letter >= Letters || Plain.Value[letter] is not { } image) return OfAnyName(name);
            plain.Append(image);
        }
        return plain.ToString();
    }

    /// <summary>Up to where most names are written.</summary>
    private const int Letters = 0x0460;

    // What each looks like in a name, wherever it stands; null for what depends on what is beside it.
    private static readonly Lazy<string?[]> Plain = new(() => [.. Enumerable.Range(0, Letters).Select(code => Alone((char)code))]);

    private static string? Alone(char letter) => char.IsLetterOrDigit(letter) || char.IsAscii(letter) ? OfAnyName(letter.ToString()) : null;

    private static string OfAnyName(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var rune in CleanText.WellFormed(name).Normalize(NormalizationForm.FormKD).EnumerateRunes())
            if (!Invisible.IsIgnorable(rune))
                folded.Append(Folded(rune));
        return string.Concat(Decomposed(folded.ToString()).EnumerateRunes().Where(Counts).Select(Undisguised));
    }

    public static bool LooksLike(string a, string b) => Of(a) == Of(b) || LookAlikeNames(OfName(a), OfName(b));

    // Two names of emoji alone have nothing left to compare.
    private static bool LookAlikeNames(string a, string b) => a.Length > 0 && a == b;

    // A capital may look like a Latin one where its small letter doesn't (Greek Ν, N, but ν, v); so capitals are looked
    // up first as they stand.
    private static string Folded(Rune rune)
    {
        var image = Image(rune);
        if (!Ascii.IsValid(image))
            image = Image(Rune.ToLowerInvariant(rune));
        return string.Concat(image.ToLowerInvariant().EnumerateRunes().Select(Image));
    }

    private static bool Counts(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || IsVowelSign(rune) || Disguises.ContainsKey(rune);

    // Marks on Latin, Greek and Cyrillic letters are accents; elsewhere a mark is a vowel and makes another name.
    private static bool IsVowelSign(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        && rune.Value is < 0x0300 or > 0x036F;

    private static string Undisguised(Rune rune) => Disguises.GetValueOrDefault(rune) ?? rune.ToString();

    private static void AppendImage(StringBuilder skeleton, Rune rune)
    {
        if (Confusables.Value.TryGetValue(rune.Value, out var image))
            skeleton.Append(image);
        else
            skeleton.Append(rune);
    }

    private static string Image(Rune rune) =>
        Confusables.Value.TryGetValue(rune.Value, out var image) ? image : rune.ToString();

    private static string Decomposed(string text) => CleanText.WellFormed(text).Normalize(NormalizationForm.FormD);

    private static Dictionary<int, string> ReadConfusables()
    {
        using var packed = typeof(Skeleton).Assembly.GetManifestResourceStream("confusables")!;
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var confusables = new Dictionary<int, string>();
        while (lines.ReadLine() is { } line)
        {
            var codes = line.Split(' ').Select(code => Convert.ToInt32(code, 16)).ToArray();
            confusables.Add(codes[0], string.Concat(codes[1..].Select(char.ConvertFromUtf32)));
        }
        return confusables;
    }
}
