using System.Text;

namespace Parley.Conduct;

/// <summary>
/// A text as words: folded to one spelling, disguises taken off, with the way back to where each word was written. One object is used
/// for many texts, one after the other; it keeps its arrays.
/// </summary>
internal sealed partial class Reading(Lexicon lexicon)
{
    /// <summary>UTF-16 units that are read; what follows them is not. More than any comment here may have, and Perspective's own bound.</summary>
    public const int Longest = 20_480;

    /// <summary>Words and signs that are read: no text of that length has more, unless it is made of signs.</summary>
    private const int MostTokens = 6000;

    private char[] folded = new char[1024];
    private int[] from = new int[1024];
    private bool[] upper = new bool[1024];
    private int count;
    private char[] letters = new char[1024];
    private int lettersUsed;
    private Token[] tokens = new Token[256];

    /// <summary>The words and signs, in order.</summary>
    public ReadOnlySpan<Token> Tokens => tokens.AsSpan(0, TokenCount);

    public int TokenCount { get; private set; }

    /// <summary>UTF-16 units that were read.</summary>
    public int Read { get; private set; }

    public ReadOnlySpan<char> Letters(in Token token) => letters.AsSpan(token.At, token.Length);

    /// <summary>What sign it is, where it is one.</summary>
    public char SignOf(in Token token) => token.Kind == TokenKind.Sign ? Fold.Of(source[token.Start]) : ' ';

    /// <summary>The folded text, for features that don't care about words.</summary>
    public ReadOnlySpan<char> Folded => folded.AsSpan(0, count);

    /// <summary>Reads as far as <see cref="Longest"/>.</summary>
    /// <param name="capitalsAreNames">False in German, where every noun has one.</param>
    public void Take(ReadOnlySpan<char> text, bool capitalsAreNames)
    {
        (count, lettersUsed, TokenCount, runs) = (0, 0, 0, 0);
        FoldText(text);
        for (var i = 0; i < count && TokenCount < MostTokens;)
        {
            if (folded[i] == '\n') Sign('\n', i, i + 1);
            if (folded[i] is ' ' or '\n') { i++; continue; }
            var end = i;
            while (end < count && folded[end] is not (' ' or '\n')) end++;
            Chunk(i, end);
            i = end;
        }
        JoinSpaced();
        JoinSplit();
        MaskNames(capitalsAreNames);
        Place();
    }

    private void FoldText(ReadOnlySpan<char> text)
    {
        Read = Math.Min(text.Length, Longest);
        if (Read < text.Length && char.IsHighSurrogate(text[Read - 1])) Read--;
        if (folded.Length < Read + 1) (folded, from, upper) = (new char[Read + 1], new int[Read + 2], new bool[Read + 1]);
        for (var i = 0; i < Read;)
        {
            var c = text[i];
            char plain;
            var units = 1;
            if (char.IsHighSurrogate(c) && i + 1 < Read && char.IsLowSurrogate(text[i + 1]))
            {
                units = 2;
                var code = char.ConvertToUtf32(c, text[i + 1]);
                // Variation selectors, tags, joiners and skin tones beside an emoji change nothing that is read here.
                plain = code is >= 0xE0000 and <= 0xE0FFF or >= 0x1F3FB and <= 0x1F3FF ? Fold.Nothing : Fold.Of(code);
            }
            else
            {
                plain = Fold.Of(c);
            }
            if (plain != Fold.Nothing)
            {
                (folded[count], from[count], upper[count]) = (plain, i, char.IsUpper(c));
                count++;
            }
            i += units;
        }
        if (from.Length < count + 1) Array.Resize(ref from, count + 1);
        from[count] = Read;
        source = Read == 0 ? [] : text[..Read].ToArray();
    }

    // Emoji are told apart by what was written.
    private char[] source = [];

    private void Chunk(int i, int end)
    {
        if (Addresses.LooksLikeOne(folded.AsSpan(i, end - i)))
        {
            Address(i, end);
            return;
        }
        while (true)
        {
            while (i < end && !Begins(i, end))
            {
                SignAt(i);
                i++;
            }
            if (i >= end) return;
            if (folded[i] != '@') break;
            if (Undisguises(i, end)) return;
            var stop = i + 1;
            while (stop < end && (char.IsLetterOrDigit(folded[stop]) || folded[stop] is '_')) stop++;
            Add(TokenKind.Mention, i, stop, Marks.Mention);
            i = stop;
        }
        var last = end;
        while (last > i && !Ends(i, last)) last--;
        Parts(i, last);
        for (; last < end; last++) SignAt(last);
    }

    private bool Begins(int i, int end)
    {
        var c = folded[i];
        if (char.IsLetterOrDigit(c)) return true;
        return c is '@' or '$' or '*' && i + 1 < end && char.IsLetterOrDigit(folded[i + 1]) && (c != '*' || !StarsAround(i, end));
    }

    // *like this* is stress, not a missing letter.
    private bool StarsAround(int i, int end) => folded.AsSpan(i + 1, end - i - 1).TrimEnd(".,!?;:").EndsWith("*");

    private bool Ends(int i, int last)
    {
        var c = folded[last - 1];
        if (char.IsLetterOrDigit(c)) return true;
        if (last - 2 < i) return false;
        // sh** and a$$ end in signs that stand for letters.
        return c == '$' && char.IsLetterOrDigit(folded[i]) || c == '*' && folded[last - 2] == '*' && char.IsLetter(folded[i])
            || c == '*' && char.IsLetter(folded[i]) && folded.AsSpan(i, last - i - 1).Contains('*');
    }

    private void SignAt(int i)
    {
        var c = folded[i];
        if (c == 0xFFFD || c is >= '\u2190' and <= '\u2BFF') Emoji(i);
        else Sign(c, i, i + 1);
    }

    private void Emoji(int i)
    {
        var written = source.AsSpan(from[i], Math.Min(from[i + 1], source.Length) - from[i]);
        Add(TokenKind.Emoji, i, i + 1, Hashing.Pair(Marks.Emoji, Rune.DecodeFromUtf16(written, out var rune, out _) == System.Buffers.OperationStatus.Done ? (ulong)rune.Value : 0));
    }

    private void Sign(char c, int i, int end) => Add(TokenKind.Sign, i, end, Hashing.Pair(Marks.Sign, c));

    private void Address(int i, int end)
    {
        Add(TokenKind.Url, i, end, Marks.Url);
    }

    private void Parts(int i, int end)
    {
        var (hasLetter, hasDigit, hasOther) = (false, false, false);
        for (var k = i; k < end; k++)
        {
            if (char.IsLetter(folded[k])) hasLetter = true;
            else if (char.IsDigit(folded[k])) hasDigit = true;
            else if (folded[k] != '\'') hasOther = true;
        }
        if (!hasLetter && !hasOther && hasDigit)
        {
            Add(TokenKind.Number, i, end, Marks.Number);
            return;
        }
        if ((hasDigit || hasOther) && Undisguises(i, end)) return;
        if (!hasOther)
        {
            Word(i, end);
            return;
        }
        // Taken apart at its signs: and/or, well-known, end.Next
        for (var k = i; k < end;)
        {
            var stop = k;
            while (stop < end && (char.IsLetterOrDigit(folded[stop]) || folded[stop] == '\'')) stop++;
            if (stop > k)
            {
                if (!Undisguises(k, stop)) Word(k, stop);
                k = stop;
                continue;
            }
            SignAt(k);
            k++;
        }
    }

    private void Word(int i, int end)
    {
        while (i < end && folded[i] == '\'') Sign('\'', i, ++i);
        var tail = end;
        while (tail > i && folded[tail - 1] == '\'') tail--;
        if (tail > i) Contracted(i, tail);
        for (; tail < end; tail++) Sign('\'', tail, tail + 1);
    }

    // don't, you're, that's: two words each, so that "not" and "you" are seen wherever they hide.
    private void Contracted(int i, int end)
    {
        var word = folded.AsSpan(i, end - i);
        var quote = word.LastIndexOf('\'');
        if (quote > 0)
        {
            var suffix = word[(quote + 1)..];
            if (suffix is "t" && word[quote - 1] == 'n')
            {
                // can't: the n belongs to both.
                Simple(i, word[..quote] is "can" or "won" ? i + quote : i + quote - 1);
                AddWord("not", i + quote - 1, end, WordFlags.None);
                return;
            }
            if (suffix is "re" or "m" or "ll" or "ve" or "d" or "s")
            {
                Simple(i, i + quote);
                if (suffix is not "s") AddWord(suffix switch { "re" => "are", "m" => "am", "ll" => "will", "ve" => "have", _ => "would" }, i + quote, end, WordFlags.None);
                return;
            }
        }
        var whole = Lexicon.Whole(word);
        if (whole is null)
        {
            Simple(i, end);
            return;
        }
        for (var k = 0; k < whole.Length; k++) AddWord(whole[k], k == 0 ? i : i + Math.Min(2, end - i - 1), end, WordFlags.None);
    }

    private void Simple(int i, int end)
    {
        var at = lettersUsed;
        for (var k = i; k < end; k++)
            if (folded[k] != '\'') Letter(folded[k]);
        if (lettersUsed == at || RunTogether(at, i, end)) return;
        var flags = Look(at, i, end, out var hash, out var disguised);
        AddAt(TokenKind.Word, i, end, hash, at, flags, Capitals(i, end) | (disguised ? Standing.Disguised : 0));
    }

    private Standing Capitals(int i, int end)
    {
        var capitals = 0;
        for (var k = i; k < end; k++)
            if (upper[k]) capitals++;
        return capitals == 0 ? 0 : capitals == 1 && upper[i] ? Standing.Title : capitals >= 2 && capitals >= end - i - 1 ? Standing.AllCaps : upper[i] ? Standing.Title : 0;
    }

    private void Letter(char c)
    {
        if (lettersUsed == letters.Length) Array.Resize(ref letters, letters.Length * 2);
        letters[lettersUsed++] = c;
    }

    private void AddWord(ReadOnlySpan<char> word, int i, int end, WordFlags flags)
    {
        var at = lettersUsed;
        foreach (var c in word) Letter(c);
        var hash = Lexicon.Canonical(word);
        AddAt(TokenKind.Word, i, end, hash, at, flags | lexicon[hash], 0);
    }

    private void Add(TokenKind kind, int i, int end, ulong hash) => AddAt(kind, i, end, hash, lettersUsed, 0, 0);

    private void AddAt(TokenKind kind, int i, int end, ulong hash, int at, WordFlags flags, Standing standing)
    {
        if (TokenCount >= MostTokens) return;
        if (TokenCount == tokens.Length) Array.Resize(ref tokens, tokens.Length * 2);
        tokens[TokenCount++] = new Token
        {
            Start = from[i], End = Stop(end), At = at, Length = lettersUsed - at, Hash = hash, Kind = kind, Flags = flags, Standing = standing,
        };
    }

    // The end of the last unit, not the beginning of the next that is read: marks in between belong to neither.
    private int Stop(int end) => end == 0 ? 0 : Math.Min(Read, from[end - 1] + (char.IsHighSurrogate(source[from[end - 1]]) && from[end - 1] + 1 < Read ? 2 : 1));
}
