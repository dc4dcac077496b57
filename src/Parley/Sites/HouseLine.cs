using System.Text;
using Parley.Web;

namespace Parley.Sites;

/// <summary>A line in the house's own words, as plain text: the title of the box for comments, and what stands over it.</summary>
public static class HouseLine
{
    /// <summary>Two lines on a phone: what is longer is no prompt but a text, and pushes the box out of sight.</summary>
    public const int Longest = 200;

    /// <summary>In one line, without control characters and what turns the direction of its neighbours. Empty for none.</summary>
    public static string Of(string? text)
    {
        var line = new StringBuilder();
        foreach (var rune in CleanText.WellFormed(text ?? "").EnumerateRunes().Where(rune => !Invisible.IsBidiControl(rune.Value)))
        {
            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune)) line.Append(rune.ToString());
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        return line.ToString().TrimEnd();
    }
}
