namespace Parley.Conduct;

/// <summary>
/// Tells languages by how often their letters stand together, in one, two and three (Cavnar and Trenkle 1994, as log probabilities). Scripts
/// of one language tell it by themselves.
/// </summary>
internal sealed class LanguageProfile(string[] codes, byte[] costs)
{
    public const int Bits = 16;

    /// <summary>A cost of 1 is a twelfth of a nat; this is what a sequence costs that a language doesn't have.</summary>
    public const byte Never = 140;

    /// <summary>Letters that are looked at: enough for certainty.</summary>
    private const int Most = 400;

    /// <summary>Read in full or in part; others get SPAM alone.</summary>
    public static readonly IReadOnlyList<string> Supported = ["en", "de", "fr", "es", "ru", "ar", "tr"];

    /// <summary>What a word that only one language has in every sentence speaks for it.</summary>
    private const int Telling = 90;

    private static readonly (string Code, string Words)[] Small =
    [
        ("en", "the and of to is are was were you your i he she they we it this that not have has with for my what who if so just do don't it's i'm"),
        ("de", "der die das und ist nicht ich du wir ihr ein eine mit für auf den dem von zu auch wie aber sich sind wird haben"),
        ("fr", "le la les et est pas je tu nous vous une des du dans pour que qui sur avec ce cette sont au plus mais"),
        ("es", "el los las y es una por para que con no se del lo como más pero su eres son está porque muy"),
        ("it", "il gli e è una per che con non si della di sono come più ma"), ("pt", "o os as e é uma por para que com não se da do como mais mas"),
        ("nl", "de het een en is niet ik je van dat met voor op zijn"), ("tr", "ve bir bu için de da ne çok ama gibi ben sen değil mi olarak"),
        ("pl", "nie jest się że na do to jak ale"), ("sv", "och är det att en inte jag som på med för av"), ("ro", "și este nu de la cu în pe un o"),
        ("uk", "не що це на та і як є але бо в"), ("ru", "не что это на и как но в я он ты они вы мы если"), ("bg", "не че това на и как но се са"),
    ];

    private readonly Dictionary<ulong, int[]> small = Small.Where(x => codes.Contains(x.Code))
        .SelectMany(x => x.Words.Split(' ').Select(word => (Hash: Hashing.Of(word), At: Array.IndexOf(codes, x.Code)))).GroupBy(x => x.Hash).ToDictionary(x => x.Key, x => x.Select(y => y.At).ToArray());

    public string[] Codes => codes;

    public byte[] Costs => costs;

    public static int Bucket(ulong hash) => (int)(hash >> (64 - Bits));

    /// <summary>ISO 639-1; "und" where there is too little to tell.</summary>
    public string Of(ReadOnlySpan<char> text)
    {
        Span<char> window = stackalloc char[3];
        Span<int> total = stackalloc int[codes.Length];
        total.Clear();
        var (letters, latin, other, ascii) = (0, 0, 0, true);
        var inWord = 0;
        Span<char> word = stackalloc char[8];
        foreach (var raw in text)
        {
            var c = raw < 0x80 ? raw : char.ToLowerInvariant(raw);
            if (c is >= 'A' and <= 'Z') c = (char)(c | 0x20);
            // A disguise is no language.
            if (c >= 0x80)
            {
                var plain = Fold.Of(c);
                if (plain == Fold.Nothing) continue;
                if (c >= 0x2000 && char.IsAsciiLetter(plain)) c = plain;
                else if (c is >= '\u0370' and < '\u0530' && latin > other && Fold.LookalikeOf(c) is var seen && seen != 0) c = seen;
            }
            if (!char.IsLetter(c) && c != '\'')
            {
                if (inWord is > 0 and <= 8 && small.TryGetValue(Hashing.Of(word[..inWord]), out var speaks))
                    foreach (var i in speaks) total[i] -= Telling;
                inWord = 0;
                continue;
            }
            if (inWord < word.Length) word[inWord] = c;
            if (c == '\'') { inWord++; continue; }
            ascii &= c < 0x80;
            if (c < 0x250) latin++; else other++;
            // A single letter of another script is an ornament.
            if (Script(c) is { } alone && other > latin) return alone;
            if (++letters > Most) break;
            (window[0], window[1], window[2]) = (window[1], window[2], c);
            inWord++;
            for (var length = 1; length <= Math.Min(3, inWord); length++)
            {
                var row = costs.AsSpan(Bucket(Hashing.Of(window[(3 - length)..])) * codes.Length, codes.Length);
                for (var i = 0; i < row.Length; i++) total[i] += row[i];
            }
        }
        if (letters == 0) return "und";
        var (best, second) = (0, -1);
        for (var i = 1; i < total.Length; i++)
        {
            if (total[i] < total[best]) (best, second) = (i, best);
            else if (second < 0 || total[i] < total[second]) second = i;
        }
        var english = Array.IndexOf(codes, "en");
        // Few words in plain letters are read as English unless something speaks clearly against it.
        if (ascii && best != english && total[english] - total[best] < Math.Max(60, 260 - (letters * 2))) return "en";
        return codes[best];
    }

    private static string? Script(char c) => c switch
    {
        >= '\u0590' and <= '\u05FF' => "he",
        >= '\u0370' and <= '\u03FF' => "el",
        >= '\u0900' and <= '\u097F' => "hi",
        >= '\u0E00' and <= '\u0E7F' => "th",
        >= '\u3040' and <= '\u30FF' => "ja",
        >= '\uAC00' and <= '\uD7AF' => "ko",
        >= '\u4E00' and <= '\u9FFF' => "zh",
        >= '\u10A0' and <= '\u10FF' => "ka",
        >= '\u0530' and <= '\u058F' => "hy",
        _ => null,
    };
}
