using System.Text;
using Parley.Conduct;

namespace Parley.Training;

/// <summary>What people do to words of abuse to get them past a list.</summary>
internal static class Disguising
{
    public static IEnumerable<(string Name, Func<string, string> Disguise)> All(Lexicon lexicon)
    {
        var dice = new Dice(5);
        string Each(string text, Func<string, string> change)
        {
            var made = new StringBuilder();
            for (var i = 0; i < text.Length;)
            {
                var end = i;
                while (end < text.Length && char.IsLetter(text[end])) end++;
                if (end == i) { made.Append(text[i++]); continue; }
                var word = text[i..end];
                var abuse = word.Length >= 4 && (lexicon[Lexicon.Canonical(PlainWords.Folded(word))] & (WordFlags.Abuse | WordFlags.Harm)) != 0;
                made.Append(abuse ? change(word) : word);
                i = end;
            }
            return made.ToString();
        }

        yield return ("digits for letters", text => Each(text, word => word.Replace('i', '1').Replace('o', '0').Replace('e', '3').Replace('a', '4').Replace('s', '5')));
        yield return ("signs for letters", text => Each(text, word => word.Replace('i', '!').Replace('a', '@').Replace('s', '$')));
        yield return ("spaces between letters", text => Each(text, word => string.Join(' ', word.ToCharArray())));
        yield return ("dots between letters", text => Each(text, word => string.Join('.', word.ToCharArray())));
        yield return ("Cyrillic letters", text => Each(text, word => word.Replace('a', 'а').Replace('e', 'е').Replace('o', 'о').Replace('c', 'с')));
        yield return ("zero-width spaces", text => Each(text, word => string.Join('\u200B', word.ToCharArray())));
        yield return ("letters repeated", text => Each(text, word => { var at = 1 + dice.Below(word.Length - 1); return word[..at] + new string(word[at], 4) + word[(at + 1)..]; }));
        yield return ("a letter masked", text => Each(text, word => { var at = 1 + dice.Below(word.Length - 2); return word[..at] + "*" + word[(at + 1)..]; }));
        yield return ("letters swapped", text => Each(text, word => { var at = 1 + dice.Below(word.Length - 2); return word[..at] + word[at + 1] + word[at] + word[(at + 2)..]; }));
        yield return ("fullwidth letters", text => Each(text, word => string.Concat(word.Select(c => char.IsAsciiLetter(c) ? (char)(c + 0xFEE0) : c))));
        yield return ("a space within", text => Each(text, word => { var at = 2 + dice.Below(word.Length - 3); return word[..at] + " " + word[at..]; }));
    }
}
