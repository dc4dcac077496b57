using Parley.Conduct;

namespace Parley.Training;

/// <summary>A text's words as the model will see them, with what their capitals say; without any knowledge of words, which is made from this.</summary>
internal static class PlainWords
{
    public readonly record struct Seen(string Word, bool IsTitle, bool StartsSentence);

    public static IEnumerable<Seen> Of(string text)
    {
        var (word, first, starts) = (new List<char>(), false, true);
        foreach (var c in text + " ")
        {
            var plain = Fold.Of(c);
            if (plain == Fold.Nothing) continue;
            if (char.IsLetter(plain))
            {
                if (word.Count == 0) first = char.IsUpper(c);
                word.Add(plain);
                continue;
            }
            if (word.Count > 0)
            {
                yield return new(string.Concat(word), first, starts);
                starts = false;
                word.Clear();
            }
            if (plain is '.' or '!' or '?' or '\n' or ':' or '"') starts = true;
        }
    }

    public static string Folded(string word) => string.Concat(word.Select(Fold.Of).Where(c => c != Fold.Nothing));
}
