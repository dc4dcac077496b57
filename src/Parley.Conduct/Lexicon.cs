namespace Parley.Conduct;

/// <summary>The words that the model knows, what they are, and what disguises of them look like.</summary>
internal sealed class Lexicon
{
    private readonly Vocabulary words;

    // What disguises of words of abuse come to, and which words they are.
    private readonly Vocabulary squeezed;
    private readonly Vocabulary nearly;
    private readonly Dictionary<ulong, string> hidden = [];
    private readonly BloomFilter real;
    private readonly string[] abuse;

    // Only by length and first letter: masked words keep those.
    private readonly ILookup<(int Length, char First), string> byShape;

    /// <param name="words">By hash of the canonical word.</param>
    /// <param name="abuse">Words of abuse by their letters, for masks and missing letters.</param>
    /// <param name="real">Words that stand in dictionaries and newspapers: not misspellings of anything.</param>
    public Lexicon(Vocabulary words, string[] abuse, BloomFilter real)
    {
        (this.words, this.abuse, this.real) = (words, abuse, real);
        var (squeezes, near) = (new Dictionary<ulong, WordFlags>(), new Dictionary<ulong, WordFlags>());
        Span<char> shorter = stackalloc char[64];
        foreach (var word in abuse.Where(word => word.Length is >= 3 and < 60))
        {
            var flags = words[Canonical(word)];
            var squeeze = Hashing.Of(Squeeze(word, shorter));
            squeezes[squeeze] = flags;
            hidden.TryAdd(squeeze, word);
            if (word.Length < 5 || (flags & (WordFlags.Abuse | WordFlags.Strong)) == 0) continue;
            for (var i = 1; i < word.Length; i++)
            {
                var hash = Hashing.Of(shorter[..Without(word, i, shorter)]);
                near[hash] = flags;
                hidden.TryAdd(hash, word);
            }
        }
        (squeezed, nearly) = (new Vocabulary(squeezes), new Vocabulary(near));
        byShape = abuse.Where(word => word.Length >= 3).ToLookup(word => (word.Length, word[0]));
    }

    /// <summary>Whether any word of abuse has this length and first letter: most runs of letters need no further look.</summary>
    public bool MayBe(int length, char first) => byShape.Contains((length, first));

    public WordFlags this[ulong hash] => words[hash];

    public Vocabulary Words => words;

    public BloomFilter Real => real;

    public IReadOnlyList<string> Abuse => abuse;

    public bool IsReal(ReadOnlySpan<char> word) => real.Contains(Hashing.Of(word));

    public WordFlags Squeezed(ReadOnlySpan<char> word) => Squeezed(word, out _);

    /// <param name="known">The word that it is when no letter is doubled; null where it is none of abuse.</param>
    public WordFlags Squeezed(ReadOnlySpan<char> word, out string? known)
    {
        known = null;
        if (word.Length is < 3 or > 60) return 0;
        Span<char> shorter = stackalloc char[64];
        var hash = Hashing.Of(Squeeze(word, shorter));
        var flags = squeezed[hash];
        if (flags != 0) known = hidden[hash];
        return known is null ? flags : words[Canonical(known)];
    }

    /// <summary>A letter left out, doubled or put for another; the first one stands.</summary>
    /// <param name="known">The word that it hides.</param>
    public WordFlags Nearly(ReadOnlySpan<char> word, out string? known)
    {
        known = null;
        if (word.Length is < 5 or > 24) return 0;
        if (nearly[Hashing.Of(word)] != 0) return Which(Hashing.Of(word), out known);
        Span<char> other = stackalloc char[32];
        for (var i = 1; i < word.Length; i++)
        {
            var length = Without(word, i, other);
            var hash = Hashing.Of(other[..length]);
            var hit = length >= 5 ? words[hash] : 0;
            if ((hit & (WordFlags.Abuse | WordFlags.Strong)) != 0)
            {
                known = new string(other[..length]);
                return hit;
            }
            if (word.Length >= 6 && nearly[hash] != 0) return Which(hash, out known);
        }
        return 0;
    }

    private WordFlags Which(ulong hash, out string? known) => words[Canonical(known = hidden[hash])];

    /// <summary>Two letters that stand side by side changed places.</summary>
    public WordFlags Swapped(ReadOnlySpan<char> word, out string? known)
    {
        known = null;
        if (word.Length is < 4 or > 24) return 0;
        Span<char> other = stackalloc char[32];
        for (var i = 0; i + 1 < word.Length; i++)
        {
            word.CopyTo(other);
            (other[i], other[i + 1]) = (other[i + 1], other[i]);
            var hit = words[Canonical(other[..word.Length])];
            if ((hit & WordFlags.Hidden) == 0) continue;
            known = new string(other[..word.Length]);
            return hit;
        }
        return 0;
    }

    /// <summary>A star or sign for one letter each, or for several at the end: f**k, sh*t, b!tch.</summary>
    public string? Masked(ReadOnlySpan<char> word)
    {
        if (word.Length < 3 || !char.IsLetter(word[0])) return null;
        var given = 0;
        foreach (var c in word)
            if (char.IsLetterOrDigit(c)) given++;
        if (given * 3 < word.Length) return null;
        string? found = null;
        foreach (var candidate in byShape[(word.Length, word[0])])
        {
            var fits = true;
            for (var i = 1; i < word.Length && fits; i++)
                fits = word[i] == candidate[i] || !char.IsLetterOrDigit(word[i]);
            if (fits) found ??= candidate;
        }
        return found;
    }

    /// <summary>A longer word that begins or ends with one of abuse: "fuckwit", "Vollidiot".</summary>
    public WordFlags Contains(ReadOnlySpan<char> word)
    {
        if (word.Length is < 6 or > 30) return 0;
        for (var length = Math.Min(word.Length - 1, 10); length >= 4; length--)
        {
            var head = words[Hashing.Of(word[..length])];
            if ((head & WordFlags.Stem) != 0) return head;
            var tail = words[Hashing.Of(word[^length..])];
            if ((tail & WordFlags.Stem) != 0) return tail;
        }
        return 0;
    }

    private static Span<char> Squeeze(ReadOnlySpan<char> word, Span<char> into)
    {
        var length = 0;
        foreach (var c in word)
            if (length == 0 || into[length - 1] != c) into[length++] = c;
        return into[..length];
    }

    private static int Without(ReadOnlySpan<char> word, int i, Span<char> into)
    {
        word[..i].CopyTo(into);
        word[(i + 1)..].CopyTo(into[i..]);
        return word.Length - 1;
    }

    /// <summary>The hash that a word is known by. Words that differ only by the sex or number of who is spoken of share one.</summary>
    public static ulong Canonical(ReadOnlySpan<char> word) => Hashing.Of(word switch
    {
        "an" => "a",
        "she" or "he" => "he",
        "her" or "him" => "him",
        "hers" or "his" => "his",
        "herself" or "himself" => "himself",
        "ur" => "your",
        "u" => "you",
        _ => word,
    });

    /// <summary>What short forms without an apostrophe stand for; null for other words.</summary>
    public static string[]? Whole(ReadOnlySpan<char> word) => word switch
    {
        "dont" => Do, "doesnt" => Does, "didnt" => Did, "isnt" => Is, "arent" => Are, "wasnt" => Was, "wont" => Will, "cant" or "cannot" => Can,
        "shouldnt" => Should, "wouldnt" => Would, "couldnt" => Could, "youre" => You, "im" => I, "aint" => Is, "thats" => That, "werent" => Were, "hasnt" => Has, "havent" => Have,
        _ => null,
    };

    private static readonly string[] Do = ["do", "not"], Does = ["does", "not"], Did = ["did", "not"], Is = ["is", "not"], Are = ["are", "not"], Was = ["was", "not"],
        Will = ["will", "not"], Can = ["can", "not"], Should = ["should", "not"], Would = ["would", "not"], Could = ["could", "not"], You = ["you", "are"], I = ["i", "am"],
        That = ["that", "is"], Were = ["were", "not"], Has = ["has", "not"], Have = ["have", "not"];
}
