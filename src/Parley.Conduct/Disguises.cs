namespace Parley.Conduct;

/// <summary>Digits for letters, letters apart, letters of other scripts, letters left out or said too often.</summary>
internal sealed partial class Reading
{
    private static readonly char[] Leet = LeetTable();

    private static char[] LeetTable()
    {
        var table = new char[128];
        foreach (var (sign, letter) in "0o 1i 3e 4a 5s 7t 8b 9g @a $s !i |l +t (c <c €e".Split(' ').Where(pair => pair[0] < 128).Select(pair => (pair[0], pair[1])))
            table[sign] = letter;
        return table;
    }

    /// <summary>Adds the word when signs or digits within it hide a word of abuse.</summary>
    private bool Undisguises(int i, int end)
    {
        if (end - i is < 2 or > 60) return false;
        Span<char> word = stackalloc char[64];
        var (length, changed, masks) = (0, 0, 0);
        for (var k = i; k < end; k++)
        {
            var c = folded[k];
            if (char.IsLetter(c)) word[length++] = c;
            else if (c < 128 && Leet[c] != 0) (word[length++], changed) = (Leet[c], changed + 1);
            else if (c is '*' or '#' or '%' or '_' or '?' or '.' or '-') masks++;
            else if (c != '\'') masks++;
        }
        if (length < 2 || changed + masks == 0 || !HasLetter(i, end)) return false;
        if (length >= 3 || changed > 0)
        {
            if (changed == 0 && masks > 0 && !Spaced(i, end)) return MaskedWord(i, end);
            // 1 stands for i and for l.
            if (TryDisguised(word[..length], i, end)) return true;
            if (folded.AsSpan(i, end - i).Contains('1'))
            {
                for (int k = i, at = 0; k < end && at < length; k++)
                {
                    if (folded[k] == '1') word[at] = 'l';
                    if (char.IsLetter(folded[k]) || folded[k] < 128 && Leet[folded[k]] != 0) at++;
                }
                if (TryDisguised(word[..length], i, end)) return true;
            }
        }
        return MaskedWord(i, end);
    }

    private bool HasLetter(int i, int end)
    {
        for (var k = i; k < end; k++)
            if (char.IsLetter(folded[k]))
                return true;
        return false;
    }

    // s.t.u.p.i.d, or one cut in two by a sign: id-iot. Two words with a hyphen are two words.
    private bool Spaced(int i, int end)
    {
        var (pieces, longest, run, unknown) = (0, 0, 0, false);
        for (var k = i; k <= end; k++)
        {
            if (k < end && char.IsLetter(folded[k])) { run++; continue; }
            if (run > 0)
            {
                pieces++;
                unknown |= run > 1 && lexicon[Hashing.Of(folded.AsSpan(k - run, run))] == 0;
            }
            longest = Math.Max(longest, run);
            run = 0;
        }
        return pieces >= 3 && longest <= 2 || pieces >= 2 && unknown;
    }

    private bool TryDisguised(ReadOnlySpan<char> word, int i, int end)
    {
        var flags = lexicon[Hashing.Of(word)];
        string? known = null;
        if ((flags & WordFlags.Hidden) == 0) flags = lexicon.Squeezed(word, out known);
        if ((flags & WordFlags.Hidden) == 0) (flags, known) = (lexicon.Contains(word), null);
        if ((flags & WordFlags.Hidden) == 0) return false;
        if (known is not null) word = known;
        var at = lettersUsed;
        foreach (var c in word) Letter(c);
        AddAt(TokenKind.Word, i, end, HashOf(word, flags), at, flags, Capitals(i, end) | Standing.Disguised);
        return true;
    }

    // Known by itself, or by its kind where only its disguise is known.
    private ulong HashOf(ReadOnlySpan<char> word, WordFlags flags)
    {
        var hash = Lexicon.Canonical(word);
        return (lexicon[hash] & WordFlags.Hidden) != 0 ? hash : KindOf(flags);
    }

    internal static ulong KindOf(WordFlags flags) =>
        (flags & WordFlags.Slur) != 0 ? Marks.Slur : (flags & WordFlags.Insult) != 0 ? Marks.Insult : (flags & WordFlags.Profane) != 0 ? Marks.Profane : (flags & WordFlags.Harm) != 0 ? Marks.Harm : Marks.Other;

    private bool MaskedWord(int i, int end)
    {
        var written = folded.AsSpan(i, end - i);
        if (!written.ContainsAny('*', '#', '%') && !written.ContainsAny('_', '-', '.')) return false;
        if (lexicon.Masked(written) is not { } word) return false;
        var hash = Lexicon.Canonical(word);
        var at = lettersUsed;
        foreach (var c in word) Letter(c);
        AddAt(TokenKind.Word, i, end, hash, at, lexicon[hash], Capitals(i, end) | Standing.Disguised);
        return true;
    }

    /// <summary>What is known of a word, looked up as written, then as what it may hide.</summary>
    private WordFlags Look(int at, int i, int end, out ulong hash, out bool disguised)
    {
        var word = letters.AsSpan(at, lettersUsed - at);
        (hash, disguised) = (Lexicon.Canonical(word), false);
        var flags = lexicon[hash];
        if (flags != 0 || word.Length is < 3 or > 60) return flags;

        if (Latinised(at) && (flags = lexicon[hash = Lexicon.Canonical(letters.AsSpan(at, lettersUsed - at))]) != 0)
        {
            disguised = true;
            return flags;
        }
        word = letters.AsSpan(at, lettersUsed - at);
        if (Repeated(at, ref hash, ref flags))
        {
            disguised = true;
            return flags;
        }
        // With a capital it is a name, unless a sentence begins: then only letters that changed places speak against one.
        var title = upper[i] && !(end - i > 1 && upper[i + 1]);
        if (title && !SentenceBegins()) return 0;
        var isReal = lexicon.IsReal(word);
        string? known = null;
        flags = isReal ? 0 : lexicon.Swapped(word, out known);
        if (flags == 0 && !title) flags = lexicon.Contains(word);
        if (flags == 0 && !title && !isReal) flags = lexicon.Nearly(word, out known);
        if (flags == 0) return 0;
        disguised = true;
        if (known is null) hash = KindOf(flags);
        else (hash, flags) = Spell(known, at);
        return AsKnown(flags);
    }

    // Nobody's name, whoever it is said of.
    private static WordFlags AsKnown(WordFlags flags) => (flags & WordFlags.Hidden) | WordFlags.Known;

    private bool SentenceBegins() => TokenCount == 0 || tokens[TokenCount - 1].Kind == TokenKind.Sign && SignOf(tokens[TokenCount - 1]) is '.' or '!' or '?' or '\n';

    // From here on the word is what it hides: its letters too.
    private (ulong Hash, WordFlags Flags) Spell(string known, int at)
    {
        lettersUsed = at;
        foreach (var c in known) Letter(c);
        var hash = Lexicon.Canonical(known);
        return (hash, lexicon[hash]);
    }

    // One or more letters of another script in a word that is Latin, or a whole word of look-alikes in which no letter is left over.
    private bool Latinised(int at)
    {
        var foreign = 0;
        for (var k = at; k < lettersUsed; k++)
        {
            if (char.IsAsciiLetterOrDigit(letters[k])) continue;
            if (Fold.LookalikeOf(letters[k]) == 0) return false;
            foreign++;
        }
        if (foreign == 0) return false;
        Span<char> latin = stackalloc char[64];
        for (var k = at; k < lettersUsed; k++) latin[k - at] = char.IsAsciiLetterOrDigit(letters[k]) ? letters[k] : Fold.LookalikeOf(letters[k]);
        var length = lettersUsed - at;
        // A word that is foreign throughout is a word of that script, unless it spells abuse.
        if (foreign == length && (lexicon[Hashing.Of(latin[..length])] & WordFlags.Abuse) == 0) return false;
        latin[..length].CopyTo(letters.AsSpan(at));
        return true;
    }

    private bool Repeated(int at, ref ulong hash, ref WordFlags flags)
    {
        var word = letters.AsSpan(at, lettersUsed - at);
        var (longest, run) = (1, 1);
        for (var k = 1; k < word.Length; k++)
        {
            run = word[k] == word[k - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }
        if (longest < 2) return false;
        Span<char> shorter = stackalloc char[64];
        for (var keep = longest >= 3 ? 2 : 1; keep >= 1; keep--)
        {
            var length = 0;
            for (var k = 0; k < word.Length; k++)
                if (length < keep || k < keep || !Same(word, k, keep)) shorter[length++] = word[k];
            var found = lexicon[Lexicon.Canonical(shorter[..length])];
            if ((found & (longest >= 3 ? (WordFlags)0xFFFF : WordFlags.Hidden)) == 0) continue;
            (hash, flags) = (Lexicon.Canonical(shorter[..length]), found);
            shorter[..length].CopyTo(letters.AsSpan(at));
            lettersUsed = at + length;
            return true;
        }
        if (longest < 3 && lexicon.IsReal(word) || (lexicon.Squeezed(word, out var known) & WordFlags.Hidden) == 0) return false;
        (hash, flags) = Spell(known!, at);
        flags = AsKnown(flags);
        return true;
    }

    private static bool Same(ReadOnlySpan<char> word, int k, int keep)
    {
        for (var back = 1; back <= keep; back++)
            if (word[k - back] != word[k])
                return false;
        return true;
    }

    // i d i o t: letters on their own in a row.
    private void JoinSpaced()
    {
        Span<char> word = stackalloc char[32];
        for (var i = 0; i < TokenCount; i++)
        {
            var end = i;
            while (end < TokenCount && end - i < 24 && IsLoneLetter(end)) end++;
            if (end - i < 3) continue;
            FindIn(i, end, word);
            i = end - 1;
        }
        Close();
    }

    private bool IsLoneLetter(int at) => tokens[at].Kind is TokenKind.Word && tokens[at].Length == 1;

    private void FindIn(int i, int end, Span<char> word)
    {
        for (var first = i; first + 3 <= end; first++)
        for (var last = Math.Min(end, first + 16); last - first >= 3; last--)
        {
            var doubled = false;
            for (var k = first; k < last; k++)
            {
                word[k - first] = letters[tokens[k].At];
                doubled |= k > first && word[k - first] == word[k - first - 1];
            }
            if (!doubled && !lexicon.MayBe(last - first, word[0])) continue;
            var found = lexicon[Hashing.Of(word[..(last - first)])];
            if (doubled && (found & WordFlags.Hidden) == 0) found = lexicon.Squeezed(word[..(last - first)]);
            if ((found & WordFlags.Hidden) == 0) continue;
            Merge(first, last, word[..(last - first)], found);
            return;
        }
    }

    // fu cking: two halves, one of which is no word.
    private void JoinSplit()
    {
        Span<char> word = stackalloc char[64];
        for (var i = 0; i + 1 < TokenCount; i++)
        {
            ref var a = ref tokens[i];
            ref var b = ref tokens[i + 1];
            if (a.Kind != TokenKind.Word || b.Kind != TokenKind.Word || b.Start != a.End + 1) continue;
            // The pen is mightier: two words are two words, unless they are long for it.
            if (a.Length + b.Length is < 4 or > 24 || a.Length + b.Length < 6 && IsWord(a) && IsWord(b)) continue;
            letters.AsSpan(a.At, a.Length).CopyTo(word);
            letters.AsSpan(b.At, b.Length).CopyTo(word[a.Length..]);
            var joined = word[..(a.Length + b.Length)];
            var found = lexicon[Hashing.Of(joined)];
            if ((found & WordFlags.Hidden) != 0) Merge(i, i + 2, joined, found);
        }
        Close();
    }

    // Two letters seldom are: of those, only what holds sentences together.
    private bool IsWord(in Token token) =>
        (token.Standing & Standing.Disguised) == 0 && (token.Length > 2 ? token.Flags != 0 : (token.Flags & WordFlags.Function) != 0 || Letters(token) is "al" or "ad" or "ex" or "ma" or "pa");

    private void Merge(int first, int last, ReadOnlySpan<char> word, WordFlags flags)
    {
        var at = lettersUsed;
        foreach (var c in word) Letter(c);
        tokens[first] = tokens[first] with
        {
            End = tokens[last - 1].End, At = at, Length = word.Length, Hash = HashOf(word, flags), Flags = flags, Standing = tokens[first].Standing | Standing.Disguised,
        };
        // Taken away all at once, later: one by one, each would move the rest of the text.
        for (var k = first + 1; k < last; k++) tokens[k].Kind = TokenKind.Gone;
    }

    private void Close()
    {
        var kept = 0;
        for (var i = 0; i < TokenCount; i++)
            if (tokens[i].Kind != TokenKind.Gone) tokens[kept++] = tokens[i];
        TokenCount = kept;
    }
}
