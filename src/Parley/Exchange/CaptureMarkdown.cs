using System.Text;

namespace Parley.Exchange;

/// <summary>Plain paragraphs as Markdown that shows the same words.</summary>
internal sealed class CaptureMarkdown
{
    private readonly List<string> blocks = [];

    public int Paragraphs => blocks.Count;

    public override string ToString() => string.Join("\n\n", blocks);

    public string? OrNull() => blocks.Count == 0 ? null : ToString();

    public void AddHeading(string words) => blocks.Add("## " + Escape(words));

    /// <summary>Lines of one block: neighbouring list items become one list, the others one paragraph.</summary>
    public void Add(IEnumerable<string> lines)
    {
        var block = new StringBuilder();
        var inList = false;
        foreach (var line in lines)
        {
            var item = ListItem(line);
            if (block.Length > 0 && inList != item is not null)
                Close(block);
            if (block.Length > 0)
                block.Append('\n');
            block.Append(item is null ? Escape(line) : "- " + Escape(item));
            inList = item is not null;
        }
        if (block.Length > 0)
            Close(block);
    }

    private void Close(StringBuilder block)
    {
        blocks.Add(block.ToString());
        block.Clear();
    }

    /// <summary>The words after a bullet; null when the line has none.</summary>
    public static string? ListItem(string line)
    {
        line = line.Trim();
        if (line.Length == 0 || !"•◦▪‣·*-".Contains(line[0]))
            return null;
        if (line.Length == 1)
            return line[0] is '•' or '◦' or '▪' ? "" : null;
        return char.IsWhiteSpace(line[1]) || line[0] is '•' ? line[1..].Trim() : null;
    }

    public static string Escape(string line)
    {
        line = line.Trim();
        var escaped = new StringBuilder(line.Length + 8);
        var numbering = NumberingEnd(line);
        for (var i = 0; i < line.Length; i++)
        {
            if (i == numbering || IsSignificant(line, i))
                escaped.Append('\\');
            escaped.Append(line[i]);
        }
        return escaped.ToString();
    }

    // Brackets are left alone unless they would make a link or a task box: a quotation's [insertions] stay readable.
    private static bool IsSignificant(string line, int i)
    {
        var next = i + 1 < line.Length ? line[i + 1] : ' ';
        return line[i] switch
        {
            '\\' or '`' or '*' or '_' or '<' or '>' or '~' or '|' or '$' or '^' or '{' => true,
            '#' or '+' or '-' or '=' or '%' when i == 0 => true,
            '+' or '=' or '"' or '\'' or ':' when next == line[i] => true,
            '&' => next == '#' || char.IsAsciiLetter(next),
            '[' => i == 0 && line.AsSpan(1) is [_, ']', ..],
            ']' => next is '(' or '[' or ':' or '{',
            ':' => i == 0 || StartsAt(line, i, "://") || EndsAt(line, i, "mailto") || EndsAt(line, i, "tel"),
            '.' => EndsAt(line, i, "www"),
            _ => false,
        };
    }

    // "1." and, where letters may number a list, "a)" and "iv.".
    private static int NumberingEnd(string line)
    {
        var end = 0;
        while (end < line.Length && end < 9 && char.IsAsciiLetterOrDigit(line[end]))
            end++;
        return end > 0 && end < line.Length && line[end] is '.' or ')'
            && (end + 1 == line.Length || char.IsWhiteSpace(line[end + 1])) ? end : -1;
    }

    private static bool StartsAt(string line, int i, string words) => line.AsSpan(i).StartsWith(words);

    private static bool EndsAt(string line, int i, string words) =>
        line.AsSpan(0, i).EndsWith(words, StringComparison.OrdinalIgnoreCase);
}
