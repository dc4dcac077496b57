using System.Numerics;

namespace Parley.Conduct;

/// <summary>
/// What is counted in a text: words alone, in pairs, and as what they are in what surrounds them (negated, quoted, said of "you", of a
/// name, in a report), and pieces of words. Each is a bucket of a hashed table, and knows the token that it speaks of.
/// </summary>
internal sealed class Features
{
    /// <summary>Buckets of the table, as a power of two.</summary>
    public const int Bits = 20;

    private static readonly ulong
        Negated = Marks.Tag("not"), Quoted = Marks.Tag("quoted"), Near = Marks.Tag("you"), Named = Marks.Tag("named"), Mine = Marks.Tag("me"), Told = Marks.Tag("told"),
        Skip = Marks.Tag("skip"), Frame = Marks.Tag("frame"), Piece = Marks.Tag("piece"), Whole = Marks.Tag("whole"), Ends = Marks.Tag("ends"), Starts = Marks.Tag("starts"),
        Loud = Marks.Tag("loud"), Has = Marks.Tag("has"), Abstract = Marks.Tag("abstract");

    private static readonly HashSet<ulong> Markers = [.. "wrong unacceptable disgusting ok okay acceptable never stop nobody unfair lie lies hurtful racist hateful offensive should shame awful great proud love hate"
        .Split(' ').Select(word => Lexicon.Canonical(word))];

    public int[] Buckets = new int[4096];
    public int[] TokenOf = new int[4096];

    /// <summary>The first so many are of words, the rest of pieces.</summary>
    public int Words { get; private set; }

    public int Count { get; private set; }

    public void Of(Reading reading)
    {
        Count = 0;
        var tokens = reading.Tokens;
        Around(tokens);
        Throughout(tokens);
        Words = Count;
        for (var i = 0; i < tokens.Length; i++)
            if (tokens[i].Kind == TokenKind.Word)
                Pieces(reading.Letters(tokens[i]), i);
    }

    private void Around(ReadOnlySpan<Token> tokens)
    {
        ulong before = Marks.Start, beforeThat = Marks.Start, kindBefore = Marks.Start, kindBeforeThat = Marks.Start, kindThird = Marks.Start;
        for (var i = 0; i < tokens.Length; i++)
        {
            ref readonly var token = ref tokens[i];
            var (hash, kind) = (token.Hash, Kind(token));
            Add(hash, i);
            Add(Hashing.Pair(before, hash), i);
            Add(Hashing.Pair(Skip + beforeThat, hash), i);
            Add(Hashing.Pair(Hashing.Pair(Frame + kindBeforeThat, kindBefore), kind), i);
            if (kind != hash)
            {
                Add(Hashing.Pair(Abstract, kind), i);
                Add(Hashing.Pair(Hashing.Pair(Hashing.Pair(Frame + kindThird, kindBeforeThat), kindBefore), kind), i);
            }
            // That a word was disguised is no feature: it means what it hides, no more and no less.
            var standing = token.Standing;
            if ((standing & Standing.Negated) != 0) Twice(Negated, hash, kind, i);
            if ((standing & Standing.Quoted) != 0) Twice(Quoted, hash, kind, i);
            if ((standing & Standing.NearYou) != 0) Twice(Near, hash, kind, i);
            if ((standing & Standing.AfterName) != 0) Twice(Named, hash, kind, i);
            if ((standing & Standing.NearMe) != 0) Twice(Mine, hash, kind, i);
            if ((standing & Standing.Reported) != 0) Twice(Told, hash, kind, i);
            if ((standing & Standing.AllCaps) != 0) Add(Hashing.Pair(Loud, kind == hash ? Marks.Other : kind), i);
            (kindThird, kindBeforeThat, kindBefore) = (kindBeforeThat, kindBefore, kind);
            (beforeThat, before) = (before, hash);
        }
        if (tokens.Length > 0) Add(Hashing.Pair(Ends, before), tokens.Length - 1);
    }

    private void Twice(ulong tag, ulong hash, ulong kind, int i)
    {
        Add(Hashing.Pair(tag, hash), i);
        if (kind != hash) Add(Hashing.Pair(tag, kind), i);
    }

    private void Throughout(ReadOnlySpan<Token> tokens)
    {
        var (words, abuse, loud, urls, signs, names) = (0, 0, 0, 0, 0, 0);
        Span<ulong> markers = stackalloc ulong[8];
        var marked = 0;
        ulong worst = 0;
        var worstAt = -1;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind == TokenKind.Word) words++;
            if (tokens[i].Kind == TokenKind.Name) names++;
            if (tokens[i].Kind == TokenKind.Url) urls++;
            if (tokens[i].Kind == TokenKind.Sign) signs++;
            if (tokens[i].IsAbuse) (abuse, worst, worstAt) = (abuse + 1, Kind(tokens[i]), worstAt < 0 ? i : worstAt);
            if ((tokens[i].Standing & Standing.AllCaps) != 0 && tokens[i].Length > 2) loud++;
            if (marked < markers.Length && Markers.Contains(tokens[i].Hash)) markers[marked++] = tokens[i].Hash;
        }
        Size("words", words + names);
        Size("abuse", abuse);
        Size("urls", urls);
        Size("loud", words == 0 ? 0 : loud * 8 / words);
        Size("dense", words == 0 ? 0 : abuse * 32 / (words + names));
        Size("sentences", tokens.Length == 0 ? 0 : tokens[^1].Sentence);
        if (worstAt < 0) return;
        for (var i = 0; i < marked; i++) Add(Hashing.Pair(Has + markers[i], worst), worstAt);
    }

    private void Size(string what, int many) => Add(Hashing.Pair(Sizes[what], (ulong)BitOperations.Log2((uint)many + 1)), -1);

    private static readonly Dictionary<string, ulong> Sizes = "words abuse urls loud dense sentences".Split(' ').ToDictionary(name => name, name => Marks.Tag("size " + name));

    private static ulong Kind(in Token token) =>
        token.IsAbuse ? Reading.KindOf(token.Flags) : (token.Flags & WordFlags.Harm) != 0 ? Marks.Harm : token.Hash;

    // Three to five letters, the edges of the word among them.
    private void Pieces(ReadOnlySpan<char> word, int token)
    {
        if (word.Length is < 3 or > 40) return;
        Span<char> edged = stackalloc char[42];
        edged[0] = '<';
        word.CopyTo(edged[1..]);
        edged[word.Length + 1] = '>';
        edged = edged[..(word.Length + 2)];
        for (var i = 0; i + 3 <= edged.Length; i++)
        {
            var hash = Piece;
            for (var length = 1; length <= 5 && i + length <= edged.Length; length++)
            {
                hash = (hash ^ edged[i + length - 1]) * 0x100000001B3UL;
                if (length >= 3) Add(Hashing.Mix(hash), token);
            }
        }
    }

    private void Add(ulong hash, int token)
    {
        if (Count == Buckets.Length)
        {
            Array.Resize(ref Buckets, Count * 2);
            Array.Resize(ref TokenOf, Count * 2);
        }
        Buckets[Count] = (int)(hash >> (64 - Bits));
        TokenOf[Count++] = token;
    }
}

/// <summary>What spam is known by: its very words and letters, and its form. Names count here; opinions don't make spam.</summary>
internal sealed class SpamFeatures
{
    public const int Bits = 18;

    /// <summary>Letters that are looked at in pieces: spam says what it wants at once.</summary>
    private const int Telling = 4000;

    private static readonly ulong Form = Marks.Tag("form"), Letters = Marks.Tag("letters"), Word = Marks.Tag("raw");

    public int[] Buckets = new int[4096];

    public int Count { get; private set; }

    public void Of(Reading reading)
    {
        Count = 0;
        var (urls, numbers, emoji, signs, words, caps, mentions) = (0, 0, 0, 0, 0, 0, 0);
        var before = Marks.Start;
        foreach (ref readonly var token in reading.Tokens)
        {
            var hash = token.Kind is TokenKind.Word or TokenKind.Name && token.Length > 0 ? Hashing.Of(reading.Letters(token)) : token.Hash;
            Add(Hashing.Pair(Word, hash));
            Add(Hashing.Pair(before + 1, hash));
            before = hash;
            switch (token.Kind)
            {
                case TokenKind.Url: urls++; break;
                case TokenKind.Number: numbers++; break;
                case TokenKind.Emoji: emoji++; break;
                case TokenKind.Sign: signs++; break;
                case TokenKind.Mention: mentions++; break;
                default: words++; break;
            }
            if ((token.Standing & Standing.AllCaps) != 0) caps++;
        }
        var all = Math.Max(1, reading.Tokens.Length);
        FormOf(0, urls); FormOf(1, numbers); FormOf(2, emoji); FormOf(3, mentions); FormOf(4, words);
        FormOf(5, urls * 32 / all); FormOf(6, emoji * 32 / all); FormOf(7, signs * 32 / all); FormOf(8, caps * 32 / all); FormOf(9, numbers * 32 / all);
        var text = reading.Folded[..Math.Min(reading.Folded.Length, Telling)];
        for (var i = 0; i + 4 <= text.Length; i++)
        {
            var hash = Letters;
            for (var length = 1; length <= 5 && i + length <= text.Length; length++)
            {
                hash = (hash ^ text[i + length - 1]) * 0x100000001B3UL;
                if (length >= 4) Add(Hashing.Mix(hash));
            }
        }
    }

    private void FormOf(int what, int many) => Add(Hashing.Pair(Form + (ulong)what, (ulong)BitOperations.Log2((uint)many + 1)));

    private void Add(ulong hash)
    {
        if (Count == Buckets.Length) Array.Resize(ref Buckets, Count * 2);
        Buckets[Count++] = (int)(hash >> (64 - Bits));
    }
}
