using System.Text.RegularExpressions;
using Parley.Web;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Parley.Sites;

/// <summary>The rules by which comments are removed, as a site writes them: YAML, read strictly, since people are judged by them.</summary>
public static partial class RuleFile
{
    /// <summary>More than anybody reads before writing.</summary>
    private const int MostRules = 24;
    private const int MostExamples = 8;
    private const int LongestId = 40;
    private const int LongestTitle = 60;
    private const int LongestSentence = 300;
    private const int LongestText = 1000;

    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).Build();

    private static readonly Lazy<IReadOnlyList<Rule>> BroughtAlong = new(() => Read(Founding.Default(SiteTextKind.Rules, "en")!));

    public static IReadOnlyList<Rule> Default => BroughtAlong.Value;

    /// <param name="text">Empty for the rules that Parley brings along.</param>
    /// <exception cref="FormatException">With a sentence for the editor.</exception>
    public static IReadOnlyList<Rule> Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Default;
        FileShape file;
        try
        {
            file = Yaml.Deserialize<FileShape?>(text) ?? new();
        }
        catch (YamlException error)
        {
            throw new FormatException($"The rules can't be read (line {error.Start.Line}): there is no such word here, or it holds a value "
                + "of another kind than it takes.", error);
        }
        if (file.Rules is not { Count: > 0 and <= MostRules })
            throw new FormatException($"There are {file.Rules?.Count ?? 0} rules; there can be 2 to {MostRules}.");
        var rules = file.Rules.ConvertAll(shape => Read(shape ?? new()));
        var twice = rules.GroupBy(rule => rule.Id).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null) throw new FormatException($"Two rules have the id \"{twice.Key}\".");
        foreach (var ground in new[] { Ground.Spam, Ground.Inappropriate })
            if (!rules.Exists(rule => rule.Ground == ground))
                throw new FormatException(
                    $"There is no rule on the ground \"{Name(ground)}\"; without one such a comment could not be removed.");
        return rules;
    }

    private static Rule Read(RuleShape shape)
    {
        var id = shape.Id?.Trim() ?? "";
        if (!Ids().IsMatch(id) || id.Length > LongestId)
            throw new FormatException($"\"{id}\" is no id of a rule: that is up to {LongestId} small letters, digits and hyphens.");
        if (!Enum.GetValues<Ground>().Any(ground => Name(ground) == shape.Ground))
            throw new FormatException(
                $"\"{id}\" has the ground \"{shape.Ground}\". There are {string.Join(", ", Enum.GetValues<Ground>().Select(Name))}.");
        var does = Line(shape.Does, LongestSentence, "does", id);
        if (does.Length == 0)
            throw new FormatException($"\"{id}\" doesn't say what a comment does that breaks it (does: …). A rule is about what is done to "
                + "others, never about an opinion.");
        var title = Line(shape.Title, LongestTitle, "title", id);
        if (title.Length == 0) throw new FormatException($"\"{id}\" has no title.");
        if (shape.Examples is { Count: > MostExamples })
            throw new FormatException($"\"{id}\" has {shape.Examples.Count} examples; {MostExamples} are the most.");
        return new(id, Enum.Parse<Ground>(shape.Ground!, ignoreCase: true), title, does.TrimEnd('.'),
            Line(shape.Text, LongestText, "text", id), [.. (shape.Examples ?? [])
                .Select(example => Line(example, LongestSentence, "example", id)).Where(example => example.Length > 0)]);
    }

    private static string Line(string? raw, int longest, string what, string id)
    {
        var line = HouseLine.Of(raw);
        if (CleanText.Storable(line) != line) throw new FormatException($"The {what} of \"{id}\" holds characters that can't be stored.");
        return line.Length <= longest ? line : throw new FormatException($"The {what} of \"{id}\" is longer than {longest} characters.");
    }

    private static string Name(Ground ground) => ground.ToString().ToLowerInvariant();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex Ids();

    private sealed class FileShape
    {
        public List<RuleShape?>? Rules { get; set; }
    }

    private sealed class RuleShape
    {
        public string? Id { get; set; }
        public string? Ground { get; set; }
        public string? Title { get; set; }
        public string? Does { get; set; }
        public string? Text { get; set; }
        public List<string?>? Examples { get; set; }
    }
}
