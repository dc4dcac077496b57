using System.CommandLine;
using System.Text.RegularExpressions;
using Parley.Web;

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
        var said = string.Join(' ', parsed.Errors.Select(error => error.Message))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
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
        var advice = Spelling.Nearest(word.Split('=')[0], all) is { } nearest
            ? $"Did you mean {nearest}?"
            : all.Count > 0 ? $"There is {string.Join(", ", all)}." : "";
        return $"\"{word}\" is nothing that {(command is RootCommand ? "parley" : "parley " + command.Name)} knows. {advice}".TrimEnd();
    }

    // The sections that the framework and this program read; anything else would be taken in silence.
    [GeneratedRegex(
        "^--(urls|environment|contentRoot|http_ports|https_ports|((Parley|ConnectionStrings|Logging|Kestrel)(:|__)[\\w:.]+))(=.*)?$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Setting();
}
