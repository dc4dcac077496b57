using System.Globalization;
using System.Text;
using Parley.Conduct;

namespace Parley.Training;

/// <summary>Sentences of our own making, from the lines of Sentences/sentences.txt and groups.txt.</summary>
internal sealed class Templates
{
    private readonly Dictionary<string, string[]> slots = [];
    private readonly List<Line> lines = [];

    public sealed record Line(string Group, int Number, string Text, string Language, (ConductAttribute, float)[] Labels)
    {
        /// <summary>Every sixth line, with words of its own, measures what was learned from the others.</summary>
        public bool IsKept => Number % 6 == 5;
    }

    public Templates()
    {
        var (labels, group, number) = (Array.Empty<(ConductAttribute, float)>(), "", 0);
        string? slot = null;
        foreach (var raw in (Corpus.Words("sentences") + "\n" + Corpus.Words("groups")).Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0) continue;
            if (line.StartsWith("# ----", StringComparison.Ordinal)) group = line[6..].Trim();
            else if (line[0] == '#') continue;
            else if (line.StartsWith("= ", StringComparison.Ordinal)) slot = line[2..];
            else if (slot is not null) (slots[slot], slot) = (line.Split('|'), null);
            else if (line[0] == '[') labels = [.. line.Trim('[', ']').Split(' ').Select(Label)];
            else lines.Add(line[0] == '@' ? new(group, number++, line[4..], line[1..3], labels) : new(group, number++, line, "en", labels));
        }
    }

    public IReadOnlyList<Line> Lines => lines;

    public IReadOnlyList<string> Slot(string name) => slots[name];

    /// <summary>So many of each line; lines that can't be said in so many ways give as many as they can.</summary>
    public List<Example> Make(int each, ulong seed)
    {
        var dice = new Dice(seed);
        var made = new List<Example>();
        foreach (var line in lines)
        {
            var seen = new HashSet<string>();
            for (var i = 0; i < each; i++)
            {
                var text = Spell(line, dice, line.IsKept);
                if (!seen.Add(text)) continue;
                var part = line.IsKept ? Part.Test : line.Number % 12 == 4 ? Part.Calibrate : Part.Train;
                var example = new Example("own", $"{line.Number}-{i}", text, 1) { Part = part, Language = line.Language };
                foreach (var (attribute, value) in line.Labels) example[attribute] = value;
                // What is toxic is learned from comments as they come, for the most part.
                if (part == Part.Train && line.Language == "en" && i % 2 == 1) example[ConductAttribute.TOXICITY] = float.NaN;
                made.Add(example);
            }
        }
        return made;
    }

    public string Spell(Line line, Dice dice, bool kept)
    {
        var text = Fill(line.Text, dice, kept);
        text = text.Replace("a(n)", "a", StringComparison.Ordinal);
        // As people write: a capital or none, a sign at the end or none.
        return dice.Below(5) switch
        {
            0 => text.ToLowerInvariant(),
            1 => char.ToUpperInvariant(text[0]) + text[1..].TrimEnd('.'),
            2 when text[^1] is not ('.' or '!' or '?') => char.ToUpperInvariant(text[0]) + text[1..] + ".",
            3 when text[^1] is not ('.' or '!' or '?') => char.ToUpperInvariant(text[0]) + text[1..] + "!",
            _ => char.ToUpperInvariant(text[0]) + text[1..],
        };
    }

    private string Fill(string text, Dice dice, bool kept)
    {
        var made = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '{')
            {
                var end = text.IndexOf('}', i);
                made.Append(Fill(Word(text[(i + 1)..end], dice, kept), dice, kept));
                i = end + 1;
            }
            else if (text[i] == '(')
            {
                var end = Closing(text, i);
                made.Append(Fill(dice.One(Choices(text[(i + 1)..end])), dice, kept));
                i = end + 1;
            }
            else
            {
                made.Append(text[i++]);
            }
        }
        return made.ToString();
    }

    private string Word(string slot, Dice dice, bool kept)
    {
        var words = slots[slot];
        // A slot of few words has none to spare.
        var own = words.Length < 10 ? words : [.. words.Where((_, i) => i % 5 == 4 == kept)];
        return dice.One(own);
    }

    private static int Closing(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            if (text[i] == ')' && --depth == 0) return i;
        }
        throw new FormatException("No ) in: " + text);
    }

    private static List<string> Choices(string text)
    {
        var (choices, depth, start) = (new List<string>(), 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '{') depth++;
            if (text[i] is ')' or '}') depth--;
            if (text[i] != '|' || depth != 0) continue;
            choices.Add(text[start..i]);
            start = i + 1;
        }
        choices.Add(text[start..]);
        return choices;
    }

    private static (ConductAttribute, float) Label(string label)
    {
        var parts = label.Split('=');
        return (Enum.Parse<ConductAttribute>(parts[0]), float.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
