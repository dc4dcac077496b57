namespace Parley.Conduct;

/// <summary>Names made alike, and what surrounds each word.</summary>
internal sealed partial class Reading
{
    private static readonly HashSet<ulong> Negations = Hashes("not no never nobody nothing neither nor without hardly none nicht kein keine nie ne pas jamais no nunca не нет ни");
    private static readonly HashSet<ulong> Breaks = Hashes("but because although though however while if unless except aber weil mais pero но");
    private static readonly HashSet<ulong> You = Hashes("you your yours yourself yourselves du dich dir dein deine ihr euch sie tu toi te ton ta vous votre tú eres usted ты вы тебя вас sen siz انت");
    private static readonly HashSet<ulong> Me = Hashes("i me my we us our ich wir je nous yo я мы ben biz");
    private static readonly HashSet<ulong> Saying = Hashes("say says said saying call calls called calling shout shouted shouting hear heard told tells telling word words term slur insult phrase comments comment like using use uses used");

    // Little words of other languages that stand in names: Ben Ari, De la Rue.
    private static readonly HashSet<ulong> Foreign = Hashes("ben sen biz bu de da du la le les des der die das dem den el los las un una ve ne sa son bis am");

    private static readonly ulong The = Lexicon.Canonical("the");

    private static HashSet<ulong> Hashes(string words) => [.. words.Split(' ').Select(word => Lexicon.Canonical(word))];

    /// <summary>
    /// Whoever or whatever is named becomes the same word, and words that nobody taught are read as names: so no decision can hang on
    /// which side, nation, faith or person is spoken of, on a list or not.
    /// </summary>
    private void MaskNames(bool capitalsAreNames)
    {
        var (words, capitals) = (0, 0);
        for (var i = 0; i < TokenCount; i++)
        {
            if (tokens[i].Kind != TokenKind.Word) continue;
            words++;
            // The first word and "I" have theirs anyway.
            if (words > 1 && !Me.Contains(tokens[i].Hash) && (tokens[i].Standing & (Standing.Title | Standing.AllCaps)) != 0) capitals++;
        }
        // Where every word has a capital, none of them means anything.
        var byCapital = capitalsAreNames && (words < 6 || capitals * 10 < words * 7);
        var starts = true;
        var kept = 0;
        for (var i = 0; i < TokenCount; i++)
        {
            ref var token = ref tokens[i];
            if (token.Kind == TokenKind.Word)
            {
                if (starts) token.Standing |= Standing.StartsSentence;
                if (IsName(token, starts, byCapital) || (token.Flags & WordFlags.Follows) != 0 && FollowsName(ref kept)) Rename(ref token);
                starts = false;
            }
            else if (token.Kind == TokenKind.Sign)
            {
                var c = token.End > token.Start ? source[token.Start] : ' ';
                if (c is '.' or '!' or '?' or '\n' or '\r' or ':' or '"' or '\u201C') starts = true;
            }
            // The name of one is as long as the name of another, with an article or without.
            while (token.Kind == TokenKind.Name && kept > 0 && tokens[kept - 1].Kind == TokenKind.Word && tokens[kept - 1].Hash == The)
            {
                token.Start = tokens[kept - 1].Start;
                token.Standing |= tokens[kept - 1].Standing & Standing.StartsSentence;
                kept--;
            }
            if (token.Kind == TokenKind.Name && FollowsName(ref kept))
            {
                tokens[kept - 1].End = token.End;
                continue;
            }
            tokens[kept++] = token;
        }
        TokenCount = kept;
    }

    private bool FollowsName(ref int kept)
    {
        // African-American, Ben-Ari: one name with its hyphen.
        if (kept > 1 && tokens[kept - 1].Kind == TokenKind.Sign && source[tokens[kept - 1].Start] == '-' && tokens[kept - 2].Kind == TokenKind.Name) kept--;
        return kept > 0 && tokens[kept - 1].Kind == TokenKind.Name;
    }

    private static bool IsName(in Token token, bool starts, bool byCapital)
    {
        var capital = byCapital && !starts && (token.Standing & Standing.Title) != 0;
        if ((token.Flags & WordFlags.Abuse) != 0) return false;
        if ((token.Flags & WordFlags.Function) != 0) return capital && Foreign.Contains(token.Hash);
        if ((token.Flags & WordFlags.Name) != 0 || (token.Flags & WordFlags.Known) == 0) return true;
        return capital;
    }

    private static void Rename(ref Token token)
    {
        token.Kind = TokenKind.Name;
        token.Hash = Marks.Name;
        token.Standing &= ~(Standing.Title | Standing.AllCaps);
    }

    private void Place()
    {
        short sentence = 0;
        var (negated, quoted, reported, clause) = (0, false, 0, 0);
        for (var i = 0; i < TokenCount; i++)
        {
            ref var token = ref tokens[i];
            token.Sentence = sentence;
            if (token.Kind == TokenKind.Sign)
            {
                var c = source[token.Start];
                if (c is '"' or '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB') quoted = !quoted;
                if (c is '.' or '!' or '?' or '\n' && sentence < short.MaxValue - 1) sentence++;
                if (c is '.' or '!' or '?' or '\n' or ',' or ';' or ':') (negated, reported, clause) = (0, 0, i + 1);
                if (c is '\n') quoted = false;
                continue;
            }
            if (i == clause) token.Standing |= Standing.StartsClause;
            if (quoted) token.Standing |= Standing.Quoted;
            if (Breaks.Contains(token.Hash)) (negated, reported, clause) = (0, 0, i + 1);
            if (negated-- > 0) token.Standing |= Standing.Negated;
            if (reported-- > 0) token.Standing |= Standing.Reported;
            if (Negations.Contains(token.Hash)) negated = 5;
            if (Saying.Contains(token.Hash)) reported = 6;
            for (var k = Math.Max(clause, i - 5); k < i; k++)
            {
                if (tokens[k].Kind == TokenKind.Name) token.Standing |= Standing.AfterName;
                if (i - k <= 3 && Me.Contains(tokens[k].Hash)) token.Standing |= Standing.NearMe;
                if (i - k <= 4 && You.Contains(tokens[k].Hash)) token.Standing |= Standing.NearYou;
            }
            if (!You.Contains(token.Hash)) continue;
            for (var k = Math.Max(clause, i - 4); k < i; k++) tokens[k].Standing |= Standing.NearYou;
        }
    }
}
