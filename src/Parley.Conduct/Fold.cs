using System.Globalization;
using System.IO.Compression;

namespace Parley.Conduct;

/// <summary>
/// One spelling of every letter: lower case, without accents on Latin letters, without what leaves no mark on a page, letters drawn
/// in other shapes (fullwidth, circled, mathematical) as the letters they are. Look-alikes of other scripts (UTS #39) are kept apart:
/// they are read as Latin only within a word that is Latin otherwise.
/// </summary>
internal static class Fold
{
    /// <summary>For each UTF-16 unit: what it is read as; <see cref="Nothing"/> for what is passed over.</summary>
    private static readonly char[] Plain = new char[char.MaxValue + 1];

    /// <summary>For letters of other scripts: the ASCII letter that they look like, or 0.</summary>
    private static readonly char[] Lookalike = new char[char.MaxValue + 1];

    /// <summary>Beyond the basic plane: mathematical letters, letters in boxes, flags.</summary>
    private static readonly Dictionary<int, char> Astral = [];

    public const char Nothing = '\0';

    static Fold()
    {
        for (var c = 0; c <= char.MaxValue; c++) Plain[c] = First((char)c);
        ReadConfusables();
        ReadLetters();
    }

    public static char Of(char c) => Plain[c];

    public static char Of(int codePoint) => Astral.GetValueOrDefault(codePoint, (char)0xFFFD);

    public static char LookalikeOf(char c) => Lookalike[c];

    private static char First(char c)
    {
        if (c < 0x80) return c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c < ' ' && c is not '\n' ? ' ' : c;
        if (char.IsSurrogate(c)) return (char)0xFFFD;
        if (c is '\u2018' or '\u2019' or '\u02BC' or '\u0060' or '\u00B4' or '\uFF07') return '\'';
        if (c is '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' or '\u201F') return '"';
        if (c is >= '\u2010' and <= '\u2015') return '-';
        if (c == '\u2026') return '.';
        if (c is '\u0131' or '\u0130') return 'i';
        switch (char.GetUnicodeCategory(c))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format:
                return Nothing;
            case UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                return c is '\u2028' or '\u2029' ? '\n' : ' ';
        }
        // Hangul fillers, the soft hyphen and an empty Braille cell leave no mark either.
        if (c is '\u00AD' or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' or '\u2800') return Nothing;
        // The alef with its hamzas, the final forms, the long kasra: spelled one way and another by the same writers.
        if (c is '\u0622' or '\u0623' or '\u0625' or '\u0671') return '\u0627';
        if (c == '\u0640') return Nothing;
        if (c == '\u0649') return '\u064A';
        if (c is 'Ё' or 'ё') return 'е';
        return char.ToLowerInvariant(c);
    }

    private static void ReadConfusables()
    {
        using var packed = typeof(Fold).Assembly.GetManifestResourceStream("confusables")!;
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (line.AsSpan(space + 1).Contains(' ')) continue;
            var source = int.Parse(line.AsSpan(0, space), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var image = int.Parse(line.AsSpan(space + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (source < 0x80 || image >= 0x80 || !char.IsAsciiLetterOrDigit((char)image)) continue;
            var letter = char.ToLowerInvariant((char)image);
            if (source > char.MaxValue) Astral[source] = letter;
            else if (source is >= 0x2000 and < 0x2C00 or >= 0xFF00) Plain[source] = letter;
            else Note((char)source, letter);
        }
        // The table compares drawn shapes: it has the capital of some letters and the small one of others.
        foreach (var (from, to) in "аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd һh ԛq ԝw αa βb εe ηn ιi κk νv οo ρp τt υu χx".Split(' ').Select(pair => (pair[0], pair[1])))
            Note(from, to);
    }

    private static void Note(char source, char letter) => Lookalike[source] = Lookalike[char.ToLowerInvariant(source)] = letter;

    // From Unicode's own decompositions, kept as a table: a program without ICU decomposes nothing.
    private static void ReadLetters()
    {
        using var lines = new StreamReader(typeof(Fold).Assembly.GetManifestResourceStream("letters")!);
        while (lines.ReadLine() is { } line)
        {
            var code = int.Parse(line.AsSpan(0, line.Length - 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (code > char.MaxValue) Astral[code] = line[^1];
            else Plain[code] = line[^1];
        }
    }
}
