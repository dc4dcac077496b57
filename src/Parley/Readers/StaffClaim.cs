using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Parley.Readers;

/// <summary>
/// Whether a name claims to be one of the house. Names are people's own: Joe Root, Chris Staff and a band called System of a Down claim
/// nothing. So a word that means an office and nothing else (<see cref="Offices.Sure"/>) claims wherever it stands as a word, and
/// a word that is a surname or an everyday word too (<see cref="Offices.Doubtful"/>) claims only where no person is named beside it: when
/// the name, or a part of it set apart by a sign that doesn't join names, consists of such words, of articles and the site's own name,
/// all of one language. Al Root is a person: no language has both that article and that office.
/// </summary>
public static class StaffClaim
{
    private const int ShortestJoined = 5;

    // Bits are languages. Loans are at home in all of them.
    private const uint All = ~Loan, Loan = 1u << 31;

    private static readonly string[] Languages = [.. Offices.Doubtful.Select(x => x.Language).Where(x => x != "*").Distinct()];
    private static readonly FrozenSet<string> Sure = [.. Offices.Sure.SelectMany(Split).SelectMany(Looks)];
    private static readonly FrozenDictionary<string, uint> Doubtful = ByWord(Offices.Doubtful);
    private static readonly FrozenDictionary<string, uint> Weak = ByWord(Offices.Weak);
    private static readonly FrozenDictionary<string, uint> Beside = ByWord(Offices.Beside);
    private static readonly FrozenDictionary<string, uint> Articles = ByWord(Offices.Articles);
    private static readonly FrozenSet<string> NeverFirst = [.. Split(Offices.NeverFirst).SelectMany(Looks)];
    private static readonly FrozenSet<string> Endings = [.. Split(Offices.Endings).SelectMany(Looks)];
    private static readonly FrozenSet<string> TwoNames = [.. Split(Offices.TwoNames).SelectMany(Looks)];
    private static readonly string[] Stems = [.. Offices.Stems.SelectMany(Split).SelectMany(Looks).Distinct()];
    private static readonly string[] Unspaced = [.. Offices.Unspaced.SelectMany(Split).SelectMany(Looks).Distinct()];
    private static readonly string Admin = NameWord.Fold("admin");
    private static readonly string Administer = NameWord.Fold("administer");
    private static readonly string[] JoinedArticles = [.. Offices.JoinedArticles.Select(NameWord.Fold)];
    private static readonly string Shangguan = NameWord.Fold("上官");
    private static readonly FrozenSet<string> NoPlural = [.. Split(Offices.NoPlural).SelectMany(Looks)];

    // As many as there are sites in a process: one, but for tests.
    private static readonly ConcurrentDictionary<string, HashSet<string>> Houses = new(StringComparer.Ordinal);

    private static HashSet<string> HouseOf(string siteName) =>
        [.. NameWord.In(siteName).SelectMany(part => part).Select(word => word.Folded)];

    public static bool IsMade(string name, string siteName)
    {
        var house = Houses.GetOrAdd(siteName, HouseOf);
        var plain = NameWord.Plain(name);
        var readings = new Lazy<List<List<List<NameWord>>>>(() => [.. Readings(plain)]);
        return Sure.Contains(NameWord.Fold(plain)) && !NameWord.In(plain).Exists(part => part.Exists(word => word.IsInitial))
            || readings.Value.Exists(parts => parts.Exists(part => ClaimsSurely(part) || IsOnlyOffices(part, house)))
            || readings.Value.Exists(parts => ClaimsSurely([.. parts.SelectMany(part => part)]));
    }

    // As it is written; with capitals inside its words, StAff; with what was spread or torn put together, S t a f f, 管 理 员, Sup-port,
    // in each part and across the signs that part them. Each of them also with signs and digits as the letters that they look like.
    private static IEnumerable<List<List<NameWord>>> Readings(string plain)
    {
        foreach (var disguised in new[] { false, true })
        {
            yield return NameWord.In(plain, disguised);
            var whole = NameWord.In(plain, disguised, atCapitals: false);
            if (whole.Exists(part => part.Exists(word => word.HasInnerCapital && TwoNames.Contains(word.Folded)))) continue;
            yield return whole;
            yield return [.. whole.Select(Gathered)];
            yield return [Gathered([.. whole.SelectMany(part => part)])];
        }
    }

    /// <summary>Letters that stand one by one are a word, and so are the pieces of an office between which there is no space.</summary>
    private static List<NameWord> Gathered(List<NameWord> words)
    {
        var gathered = new List<NameWord>();
        for (var i = 0; i < words.Count;)
        {
            var singles = words.Skip(i).TakeWhile(word => word.IsSingle).Count();
            var count = singles >= (words[i].IsUnspaced ? 2 : 3) ? singles : 1;
            for (var next = words.Count - i; count == 1 && next > 1; next--)
                if (IsTorn(words.GetRange(i, next))) count = next;
            gathered.Add(NameWord.Joined(words.GetRange(i, count)));
            i += count;
        }
        return gathered;
    }

    private static bool IsTorn(List<NameWord> pieces)
    {
        var joined = NameWord.Joined(pieces).Folded;
        if (pieces.TrueForAll(piece => piece.IsUnspaced))
            return Unspaced.Contains(joined) || Doubtful.ContainsKey(joined) || IsCompound(joined, []);
        return pieces.TrueForAll(piece => piece.Folded.Length > 1 && !piece.IsSingle)
            && pieces.Skip(1).All(piece => piece.Joint is not (' ' or '\0'))
            && Doubtful.ContainsKey(joined) && !TwoNames.Contains(joined);
    }

    private static bool ClaimsSurely(List<NameWord> words)
    {
        if (words.Exists(word => IsSure(word.Folded))) return true;
        // Web Master, Ad-min; but A. D. Min is a person.
        for (var first = 0; first < words.Count; first++)
        {
            var joined = words[first].Folded;
            for (var next = first + 1; next < words.Count && !words[next - 1].IsInitial; next++)
                if ((joined += words[next].Folded).Length >= ShortestJoined && Sure.Contains(joined)) return true;
        }
        return false;
    }

    private static bool IsSure(string word) =>
        Variants(word).Any(Sure.Contains) || Stems.Any(stem => word.Contains(stem, StringComparison.Ordinal))
        || word.StartsWith(Admin, StringComparison.Ordinal) && !word.StartsWith(Administer, StringComparison.Ordinal)
        || word.EndsWith(Admin, StringComparison.Ordinal)
        // 上官方平 is Fangping of the family Shangguan.
        || word.Replace(Shangguan, "", StringComparison.Ordinal) is var own
            && Unspaced.Any(office => own.Contains(office, StringComparison.Ordinal));

    private static bool IsOnlyOffices(List<NameWord> words, HashSet<string> house)
    {
        // Each bit is a language of which all words so far are. What is at home in all of them says nothing behind a single letter, which
        // may begin a person's name, nor behind a first name: A Staff, Tim Staff.
        var (all, offices, loans, weak, beside) = (All, 0u, 0u, 0u, 0u);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i].Folded;
            if (word.Length == 0) continue;
            var office = Variants(word).Aggregate(0u, (found, variant) => found | Doubtful.GetValueOrDefault(variant));
            var company = house.Contains(word) ? All : Everywhere(Beside.GetValueOrDefault(word));
            var small = words[i].IsInitial || i == 0 && NeverFirst.Contains(word) ? 0 : Articles.GetValueOrDefault(word);
            var owned = Weak.GetValueOrDefault(word);
            if ((office | company | small | owned) == 0 && IsCompound(word, house)) office = All;
            all &= Everywhere(office) | company | small | owned;
            (offices, loans, weak, beside) = (offices | office & All, loans | office & Loan, weak | owned, beside | company);
        }
        return (all & (offices | weak & beside)) != 0 || all != 0 && loans != 0 && weak == 0 && !(words[0].IsSingle && words.Count > 1);
    }

    private static uint Everywhere(uint languages) => (languages & Loan) != 0 ? All : languages;

    // Newsteam, Parleystaff, 新闻团队, 기자님. Short Latin words would be found in every surname.
    private static bool IsCompound(string word, HashSet<string> house, bool named = false)
    {
        if (word.Length == 0) return named;
        for (var length = 1; length <= word.Length; length++)
        {
            var part = word[..length];
            var isOffice = Doubtful.ContainsKey(part);
            if (char.IsAscii(part[0]) && length < 3) continue;
            if ((isOffice || house.Contains(part) || Beside.ContainsKey(part) || named && Endings.Contains(part)
                    || length > 2 && part == "the")
                && IsCompound(word[length..], house, named || isOffice)) return true;
        }
        return false;
    }

    // As it is, one of several, with the article of Arabic or Hebrew.
    private static IEnumerable<string> Variants(string word)
    {
        yield return word;
        if (word.Length > 3 && word[^1] == 's' && !NoPlural.Contains(word)) yield return word[..^1];
        for (var i = 0; i < JoinedArticles.Length; i++)
            if (word.Length > Offices.JoinedArticles[i].Length + 2 && word.StartsWith(JoinedArticles[i], StringComparison.Ordinal))
                yield return word[JoinedArticles[i].Length..];
    }

    private static IEnumerable<string> Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // A capital may look like another letter than its small one does (К is K, but к is not k), so each word is known in three ways.
    private static IEnumerable<string> Looks(string word) =>
        new[] { word, word.ToUpperInvariant(), word[..1].ToUpperInvariant() + word[1..] }
            .Select(look => NameWord.Fold(NameWord.Plain(look))).Where(look => look.Length > 0).Distinct();

    private static FrozenDictionary<string, uint> ByWord((string Language, string Words)[] lists) =>
        lists.SelectMany(
                list => Split(list.Words).SelectMany(Looks).Select(word => (word, Bit: list.Language == "*" ? Loan : BitOf(list.Language))))
            .GroupBy(x => x.word, x => x.Bit).ToFrozenDictionary(x => x.Key, x => x.Aggregate(0u, (bits, bit) => bits | bit));

    private static uint BitOf(string language) => 1u << Array.IndexOf(Languages, language);
}
