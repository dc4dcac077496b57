using System.Buffers;
using System.Text;

namespace Parley.Web;

/// <summary>What in an address's path belongs to it and what to the sentence, where only the language can say.</summary>
internal static class AddressLetters
{
    private const int LongestRun = 24;

    // A sentence that goes on behind an address begins with one of these, and with what may follow it. Single letters begin words too
    // (とうきょう, はこだて), so they count alone or before a whole word.
    private const string Particles = "はがをにへでとのもや";

    private static readonly string[] Openers =
        ("です でした でしょう だった だろう だと だが だけ だけど から まで より ので のに では には とは へは への での との からの までの ではなく について につき "
            + "によると によれば による において における にて という といった といい って など とか でも にも とも みたい らしい ように ような ください").Split(' ');

    private static readonly string[] Followers =
        ("ある あり あった います いる いた いう いって いった いい した して する します しました なる なり なった みて みた みる みると みました みれば "
            + "よむ よんで よんだ かいて かいた かいて おもう おもい おもった わかる わかり すごい よい よかった こと もの ます ました ません どうぞ").Split(' ');

    // Korean writes its particles on the word before.
    private static readonly HashSet<string> KoreanParticles =
        ("은 는 이 가 을 를 의 에 에서 에게 에는 에도 로 으로 로는 와 과 도 만 부터 까지 보다 처럼 라고 라는 이라고 이라는 이다 입니다 이고 에서는 에서도 "
            + "인데 이며 예요 이에요 이네요 네요").Split(' ').ToHashSet();

    // Signs inside words: those of UAX 29 (MidLetter), of kana, and hyphens. Col·lecció, צה״ל, レオナルド・ダ・ヴィンチ, תל־אביב, བོད་ལྗོངས.
    private static bool IsInnerSign(Rune rune) =>
        rune.Value is 0xB7 or 0x387 or 0x55F or 0x5BE or 0x5F3 or 0x5F4 or 0xF0B or 0x2010 or 0x2011 or 0x2013 or 0x2019 or 0x2027
            or 0x30A0 or 0x30FB or 0xFF65;

    /// <summary>Whether a sign that no address is made of stands inside a word of this one.</summary>
    /// <param name="start">Where the path begins.</param>
    public static bool Joins(ReadOnlySpan<char> text, int start, int at, Rune sign)
    {
        if (!IsInnerSign(sign)
            || Rune.DecodeLastFromUtf16(text[start..at], out var before, out _) != OperationStatus.Done || !Scripts.IsOfWord(before))
            return false;
        // ג׳ורג׳ begins and ends with what a geresh makes of its letter.
        if (sign.Value == 0x5F3) return IsHebrew(before);
        var rest = text[(at + 1)..];
        if (Rune.DecodeFromUtf16(rest, out var after, out _) != OperationStatus.Done || !Scripts.IsOfWord(after)
            || Scripts.IsUnspaced(before) != Scripts.IsUnspaced(after)) return false;
        return sign.Value switch
        {
            // Between two addresses it parts them.
            _ when rest.StartsWith("http", StringComparison.OrdinalIgnoreCase)
                || rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase) => false,
            0x5F4 => IsHebrew(before) && IsHebrew(after),
            0x30A0 or 0x30FB or 0xFF65 => Scripts.IsUnspaced(before),
            0x2019 => IsCyrillic(before) && IsCyrillic(after) || IsElided(text[start..at]) && rest.Length > 1 && char.IsLetter(rest[1]),
            _ => true,
        };
    }

    private static bool IsHebrew(Rune rune) => rune.Value is >= 0x591 and <= 0x5F4;

    private static bool IsCyrillic(Rune rune) => rune.Value is >= 0x400 and <= 0x52F;

    // L’Équipe, but not "https://example.org/a’s".
    private static bool IsElided(ReadOnlySpan<char> path)
    {
        var word = path[(path.LastIndexOfAny("/_-=") + 1)..];
        return word.Length == 1 && "ldjnLDJN".Contains(word[0]) || word.Equals("qu", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the letters that would open a segment are the sentence going on: "https://example.org/blog/について".</summary>
    public static bool BeginSentence(ReadOnlySpan<char> text)
    {
        if (KoreanParticles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Run(text, c => c is >= '\uAC00' and <= '\uD7A3')))
            return true;
        var run = Run(text, c => c is >= '\u3041' and <= '\u309F' or 'ー');
        if (run.IsEmpty) return false;
        if (run[0] == 'を') return true;
        foreach (var opener in Openers)
            if (run.StartsWith(opener) && GoesOn(run[opener.Length..])) return true;
        return Particles.Contains(run[0]) && (run.Length == 1 || run.Length > 2 && GoesOn(run[1..]));
    }

    private static ReadOnlySpan<char> Run(ReadOnlySpan<char> text, Func<char, bool> isOfRun)
    {
        var length = 0;
        while (length < text.Length && length < LongestRun && isOfRun(text[length])) length++;
        return text[..length];
    }

    // Each word is followed by others, the last by one particle at most.
    private static bool GoesOn(ReadOnlySpan<char> run)
    {
        if (run.Length <= 1) return run.IsEmpty || Particles.Contains(run[0]) || run[0] is 'ね' or 'よ' or 'か';
        foreach (var word in Followers)
            if (run.StartsWith(word) && GoesOn(run[word.Length..])) return true;
        foreach (var word in Openers)
            if (run.StartsWith(word) && GoesOn(run[word.Length..])) return true;
        return false;
    }
}
