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
    private static readonly Dictionary<char, char> Disguises = new()
    {
        ['i'] = 'l', ['ı'] = 'l', ['!'] = 'l', ['@'] = 'a', ['$'] = 's',
        ['3'] = 'e', ['4'] = 'a', ['5'] = 's', ['7'] = 't',
        ['ᴀ'] = 'a', ['ʙ'] = 'b', ['ᴅ'] = 'd', ['ᴇ'] = 'e', ['ꜰ'] = 'f', ['ɢ'] = 'g', ['ʜ'] = 'h', ['ɪ'] = 'l',
        ['ᴊ'] = 'j', ['ᴋ'] = 'k', ['ʟ'] = 'l', ['ɴ'] = 'n', ['ᴘ'] = 'p', ['ʀ'] = 'r', ['ᴛ'] = 't', ['ʏ'] = 'y',
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

    /// <summary>Stricter, for names: case, accents, spaces, punctuation and the usual digits for letters don't count.</summary>
    public static string OfName(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var rune in WellFormed(name).Normalize(NormalizationForm.FormKD).EnumerateRunes())
            if (!Invisible.IsIgnorable(rune))
                folded.Append(Folded(rune));
        return string.Concat(folded.ToString().Normalize(NormalizationForm.FormD).Select(Undisguised).Where(Counts));
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

    private static char Undisguised(char c) => Disguises.GetValueOrDefault(c, c);

    private static bool Counts(char c) =>
        char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.SpacingCombiningMark
            || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark && !IsAccent(c);

    // Marks on Latin, Greek and Cyrillic letters; elsewhere a mark is a vowel and makes another name.
    private static bool IsAccent(char c) => c is >= '\u0300' and <= '\u036F';

    private static void AppendImage(StringBuilder skeleton, Rune rune)
    {
        if (Confusables.Value.TryGetValue(rune.Value, out var image))
            skeleton.Append(image);
        else
            skeleton.Append(rune);
    }

    private static string Image(Rune rune) =>
        Confusables.Value.TryGetValue(rune.Value, out var image) ? image : rune.ToString();

    private static string Decomposed(string text) => WellFormed(text).Normalize(NormalizationForm.FormD);

    // Normalize refuses lone surrogates.
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());

    private static Dictionary<int, string> ReadConfusables()
    {
        using var packed = typeof(Skeleton).Assembly.GetManifestResourceStream("confusables")!;
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var confusables = new Dictionary<int, string>();
        while (lines.ReadLine() is { } line)
        {
            var codes = line.Split(' ').Select(code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            confusables.Add(codes.First(), string.Concat(codes.Skip(1).Select(char.ConvertFromUtf32)));
        }
        return confusables;
    }
}
