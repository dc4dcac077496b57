using System.CommandLine;
using System.Text.RegularExpressions;

namespace Parley.Exchange;

/// <summary>
/// Says no to what the program doesn't know, before anything is started or made. A server that starts because a command was mistyped
/// runs until somebody wonders why.
/// </summary>
public static partial class Usage
{
    /// <summary>What is wrong with the words of a command line, in a sentence; null when nothing is.</summary>
    public static string? Mistake(ParseResult parsed)
    {
        // Where settings may follow, the parser leaves them unmatched and doesn't complain.
        var takesSettings = !parsed.CommandResult.Command.TreatUnmatchedTokensAsErrors;
        var unknown = takesSettings ? Unknown(parsed.UnmatchedTokens) : parsed.UnmatchedTokens.FirstOrDefault();
        if (unknown is not null) return NotKnown(unknown, parsed.CommandResult.Command);
        if (parsed.Errors.Count == 0) return null;
        var said = string.Join(' ', parsed.Errors.Select(error => error.Message)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return $"{string.Join(' ', said)} Write parley {Called(parsed.CommandResult.Command)}.";
    }

    private static string Called(Command command) => string.Join(' ',
        command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name)
            .Append(command.Name).Append(command.Subcommands.Count > 0 ? string.Join("|", command.Subcommands.Select(x => x.Name)) : "")
            .Concat(command.Arguments.Select(x => x.Name)).Where(word => word.Length > 0));

    private static string? Unknown(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!Setting().IsMatch(words[i])) return words[i];
            if (!words[i].Contains('=', StringComparison.Ordinal)) i++;
        }
        return null;
    }

    private static string NotKnown(string word, Command command)
    {
        var names = word.StartsWith('-') ? command.Options.Select(x => x.Name).Append("--urls") : command.Subcommands.Select(x => x.Name);
        var all = names.Distinct().ToList();
        var bare = word.Split('=')[0];
        var nearest = all.Select(name => (Name: name, Distance: Distance(bare.ToLowerInvariant(), name))).OrderBy(x => x.Distance).FirstOrDefault();
        var advice = nearest.Name is not null && nearest.Distance <= Math.Max(1, bare.Length / 3)
            ? $"Did you mean {nearest.Name}?"
            : all.Count > 0 ? $"There is {string.Join(", ", all)}." : "";
        return $"\"{word}\" is nothing that {(command is RootCommand ? "parley" : "parley " + command.Name)} knows. {advice}".TrimEnd();
    }

    /// <summary>Letters to put in, take out, replace or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        return rows[a.Length, b.Length];
    }

    // The sections that the framework and this program read; anything else would be taken in silence.
    [GeneratedRegex("^--(urls|environment|contentRoot|http_ports|https_ports|((Parley|ConnectionStrings|Logging|Kestrel)(:|__)[\\w:.]+))(=.*)?$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Setting();
}
