using System.Buffers;
using System.Text;

namespace Parley.Conduct;

/// <summary>What of a text is somebody else's: lines that begin with ">", and longer stretches between quotation marks.</summary>
public static class Quotations
{
    /// <summary>UTF-16 units; between the marks of a shorter stretch stands a title or a word that is doubted.</summary>
    private const int Shortest = 20;

    /// <summary>UTF-16 units; a mark that is never closed quotes nothing.</summary>
    private const int Longest = 2000;

    private static readonly SearchValues<char> Marks = SearchValues.Create(">\"“”„«»「『");

    /// <param name="isKept">Whether a quotation is left in, for what stands in it.</param>
    /// <returns>The text without its quotations; the very same where it has none.</returns>
    public static string Without(string text, Func<string, bool> isKept)
    {
        if (!text.AsSpan().ContainsAny(Marks)) return text;
        var own = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n'))
        {
            if (line.AsSpan().TrimStart() is ['>', ..])
            {
                if (isKept(line)) own.Append(line.AsSpan().TrimStart().TrimStart("> "));
            }
            else WithoutMarked(line, own, isKept);
            own.Append('\n');
        }
        return own.ToString();
    }

    private static void WithoutMarked(string line, StringBuilder own, Func<string, bool> isKept)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (Closing(line[at]) is not { } closing) { own.Append(line[at]); continue; }
            var rest = line.AsSpan(at + 1, Math.Min(Longest, line.Length - at - 1));
            var end = rest.IndexOfAny(closing);
            if (end < Shortest || isKept(line.Substring(at, end + 2))) { own.Append(line[at]); continue; }
            own.Append(' ');
            at += end + 1;
        }
    }

    private static string? Closing(char opening) => opening switch
    {
        '"' => "\"", '“' => "”“", '„' => "“”", '«' => "»", '»' => "«", '「' => "」", '『' => "』", _ => null,
    };
}
