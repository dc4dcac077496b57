using System.Text.Json;
using Parley.Conduct;

namespace Parley.Training;

/// <summary>Finds out from lists and texts which words are known, which name somebody, and which are abuse.</summary>
internal static class LexiconMaking
{
    /// <summary>Met in fewer texts than this, a word is read as a name.</summary>
    private const int FewestTexts = 4;

    /// <summary>The most frequent words of newspapers; among rarer ones are misspellings.</summary>
    private const int MostReal = 60_000;

    public static Lexicon Of(Corpus corpus, IReadOnlyList<Example> examples, string[] real)
    {
        var flags = new SortedDictionary<string, WordFlags>(StringComparer.Ordinal);
        void Mark(IEnumerable<string> words, WordFlags flag)
        {
            foreach (var word in words.Select(PlainWords.Folded).Where(word => word.Length > 0)) flags[word] = flags.GetValueOrDefault(word) | flag;
        }

        Mark(Corpus.List("function"), WordFlags.Function | WordFlags.Known);
        var noAbuse = Corpus.List("identity_profanity").Concat(Corpus.List("names")).Concat(Corpus.List("function")).Select(PlainWords.Folded).ToHashSet();
        var slurs = Corpus.List("slurs").ToList();
        var insults = Corpus.List("insults").Select(word => word.Replace("-", "", StringComparison.Ordinal)).ToList();
        Mark(slurs, WordFlags.Slur);
        Mark(insults, WordFlags.Insult);
        Mark(insults.Where(word => word.All(char.IsAsciiLetter) && !word.EndsWith('s') && !word.EndsWith('y')).Select(word => word + "s"), WordFlags.Insult);
        Mark(Profanity(corpus).Where(word => !noAbuse.Contains(word)), WordFlags.Profane);
        Mark(Removed(examples).Where(word => !noAbuse.Contains(word)), WordFlags.Insult);
        Mark(Corpus.List("harms"), WordFlags.Harm);
        Mark(Corpus.List("strong"), WordFlags.Strong);
        foreach (var word in flags.Where(pair => (pair.Value & WordFlags.Function) != 0).Select(pair => pair.Key).ToList()) flags[word] &= ~WordFlags.Abuse;

        MarkNames(examples, flags);
        Mark(Corpus.List("names").Where(word => !flags.TryGetValue(PlainWords.Folded(word), out var has) || (has & (WordFlags.Abuse | WordFlags.Function)) == 0), WordFlags.Name);
        Mark(Corpus.List("follows"), WordFlags.Follows | WordFlags.Known);
        Mark(Stems(flags), WordFlags.Stem);

        var words = flags.Where(pair => pair.Value != 0).GroupBy(pair => Lexicon.Canonical(pair.Key)).ToDictionary(group => group.Key, group => group.Aggregate(WordFlags.None, (all, pair) => all | pair.Value));
        var abuse = flags.Where(pair => (pair.Value & WordFlags.Abuse) != 0 && pair.Key.Length >= 3 || (pair.Value & (WordFlags.Harm | WordFlags.Strong)) != 0 && pair.Key.Length >= 4).Select(pair => pair.Key).ToArray();
        return new(new(words), abuse, BloomFilter.Of([.. real.Take(MostReal).Where(word => word.All(char.IsLetter)).Select(word => Hashing.Of(PlainWords.Folded(word)))]));
    }

    private static IEnumerable<string> Profanity(Corpus corpus)
    {
        string Read(string name) => File.ReadAllText(Path.Combine(corpus.Folder, "lexicons", name));
        string[] languages = ["en", "de", "fr", "es", "ru", "ar", "tr"];
        using var plain = JsonDocument.Parse(Read("ldnoobw.json"));
        using var toad = JsonDocument.Parse(Read("2toad.json"));
        using var rated = JsonDocument.Parse(Read("cuss.json"));
        var words = new List<string>();
        foreach (var language in languages)
        {
            if (plain.RootElement.TryGetProperty(language, out var list)) words.AddRange(list.EnumerateArray().Select(x => x.GetString()!));
            if (language == "en" && toad.RootElement.TryGetProperty(language, out list)) words.AddRange(list.EnumerateArray().Select(x => x.GetString()!));
            if (rated.RootElement.TryGetProperty(language, out var map)) words.AddRange(map.EnumerateObject().Where(x => x.Value.GetInt32() == 2).Select(x => x.Name));
        }
        return words.Select(PlainWords.Folded).Where(word => word.Length >= 3 && word.All(char.IsLetter));
    }

    /// <summary>Words that people took out when they said the same thing civilly: insults that stand on no list.</summary>
    private static List<string> Removed(IReadOnlyList<Example> examples)
    {
        var civil = examples.Where(x => x.Source == "pairs" && x.Id.EndsWith('n')).ToDictionary(x => x.Id[..^1], x => PlainWords.Of(x.Text).Select(w => w.Word).ToHashSet());
        var (rude, gone, fine, foul) = (new Dictionary<string, int>(), new Dictionary<string, int>(), new Dictionary<string, int>(), new Dictionary<string, int>());
        var (fines, fouls) = (0, 0);
        foreach (var example in examples.Where(x => x.Part == Part.Train && x.Language == "en"))
        {
            var words = PlainWords.Of(example.Text).Select(w => w.Word).Distinct().ToList();
            if (example.Source == "pairs" && civil.TryGetValue(example.Id, out var other))
                foreach (var word in words)
                {
                    Count(rude, word);
                    if (!other.Contains(word)) Count(gone, word);
                }
            var toxic = example[ConductAttribute.TOXICITY];
            if (toxic >= 0.66f && example.Source is "pairs" or "jigsaw" or "civil") { fouls++; words.ForEach(word => Count(foul, word)); }
            if (toxic < 0.1f && example.Source is "jigsaw" or "polis" or "cmv") { fines++; words.ForEach(word => Count(fine, word)); }
        }
        return [.. rude.Where(pair => pair.Key.Length >= 4 && gone.GetValueOrDefault(pair.Key) >= 4 && gone[pair.Key] >= 0.75 * pair.Value
                && foul.GetValueOrDefault(pair.Key) / (double)fouls > 12 * (fine.GetValueOrDefault(pair.Key) + 1.0) / fines)
            .Select(pair => pair.Key).Order(StringComparer.Ordinal)];
    }

    private static void Count(Dictionary<string, int> counts, string word) => counts[word] = counts.GetValueOrDefault(word) + 1;

    // A word that is written with a capital in the middle of sentences names somebody or something, on whichever list it stands.
    private static void MarkNames(IReadOnlyList<Example> examples, SortedDictionary<string, WordFlags> flags)
    {
        var (small, title, texts) = (new Dictionary<string, int>(), new Dictionary<string, int>(), new Dictionary<string, int>());
        foreach (var example in examples.Where(x => x.Part == Part.Train))
        {
            var cased = example.Source is "jigsaw" or "civil" or "cmv" or "polis" or "spamassassin_mail" && example.Language == "en";
            var words = PlainWords.Of(example.Text).ToList();
            var telling = cased && words.Count(w => w.IsTitle) * 3 < words.Count;
            foreach (var (word, isTitle, starts) in words)
                if (telling && !isTitle) Count(small, word);
                else if (telling && !starts) Count(title, word);
            // Our own sentences teach names of no side.
            if (example.Source is "own" or "telegram_spam" or "spamassassin_mail") continue;
            foreach (var word in words.Select(w => w.Word).Distinct()) Count(texts, word);
        }
        foreach (var (word, many) in texts)
        {
            if (many < FewestTexts || word.Length < 2 && !flags.ContainsKey(word)) continue;
            var has = flags.GetValueOrDefault(word);
            if ((has & (WordFlags.Function | WordFlags.Hidden)) != 0) { flags[word] = has | WordFlags.Known; continue; }
            var (t, s) = (title.GetValueOrDefault(word), small.GetValueOrDefault(word));
            flags[word] = has | (t >= 2 && t > 0.55 * (t + s) ? WordFlags.Name : WordFlags.Known);
        }
        // Those that are written small throughout would make words of the names in them.
        foreach (var example in examples.Where(x => x.Source == "own" && x.Part == Part.Train && x.Text.Any(char.IsUpper)))
            foreach (var seen in PlainWords.Of(example.Text).Where(w => !w.IsTitle))
                flags[seen.Word] = flags.GetValueOrDefault(seen.Word) | WordFlags.Known;
        foreach (var word in flags.Where(pair => (pair.Value & WordFlags.Hidden) != 0).Select(pair => pair.Key).ToList())
            flags[word] = (flags[word] | WordFlags.Known) & ~WordFlags.Name;
    }

    private static IEnumerable<string> Stems(SortedDictionary<string, WordFlags> flags) =>
        "fuck fucker shit cunt bitch asshole arsehole idiot moron retard faggot nigger whore bastard dumbass wanker dickhead scum douche trottel arsch wichser fotze hurensohn schwuchtel scheiss connard salope merde pute blyat хуй хуе пизд ебан ебат бляд"
            .Split(' ').Where(word => word.Length >= 4).Select(word => { flags[word] = flags.GetValueOrDefault(word) | WordFlags.Profane | WordFlags.Known; return word; }).ToList();
}
