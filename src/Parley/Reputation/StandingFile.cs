using System.Globalization;
using System.Text;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Parley.Reputation;

/// <summary>
/// The rules of standing as a site writes them: YAML, read strictly, so that a slip is noticed before a reader's rank is.
/// </summary>
public static class StandingFile
{
    /// <summary>More steps than anybody remembers.</summary>
    private const int MostSteps = 12;
    private const int LongestName = 40;
    private const decimal MostNeeded = 10_000;

    /// <summary>Beyond a day an edit is a new comment; beyond fifty a comment is a list; faster nobody thinks.</summary>
    private static readonly Perks Most = new(24 * 60, 50, 30);

    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance).Build();

    private static readonly Lazy<StandingRules> BroughtAlong = new(() => Read(Founding.Default(SiteTextKind.Standing, "en")!));

    public static StandingRules Default => BroughtAlong.Value;

    /// <param name="text">Empty for the rules that Parley brings along.</param>
    /// <exception cref="FormatException">With a sentence for the editor.</exception>
    public static StandingRules Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Default;
        FileShape file;
        try
        {
            file = Yaml.Deserialize<FileShape?>(text) ?? new();
        }
        catch (YamlException error)
        {
            throw new FormatException($"The rules of standing can't be read (line {error.Start.Line}): there is no such word here, or it "
                + "holds a value of another kind than it takes.", error);
        }
        var ranks = Some(file.Ranks, "ranks").Select((rank, place) => Read(rank ?? new(), place)).ToList();
        var badges = (file.Badges ?? [])
            .Select(row => (IReadOnlyList<BadgeStep>)[.. Some(row, "badges of a row").Select(step => Read(step ?? new()))]).ToList();
        if (badges.Count > MostSteps) throw new FormatException($"There are {badges.Count} rows of badges; there can be {MostSteps}.");
        var twice = ranks.Select(x => x.Name).Concat(badges.SelectMany(row => row.Select(x => x.Name))).GroupBy(Skeleton.OfName)
            .FirstOrDefault(x => x.Count() > 1);
        if (twice is not null) throw new FormatException($"Two ranks or badges are called \"{twice.Last()}\", or look as if they were.");
        return new(ranks, badges);
    }

    private static Rank Read(RankShape shape, int place)
    {
        var name = Name(shape.Name);
        var needs = Needs(shape.Needs, name);
        if (place == 0 && needs.Count > 0)
            throw new FormatException($"\"{name}\" is the first rank, everyone's who has said something: it needs nothing.");
        if (place > 0 && !needs.Any(need => need.Measure is Measure.Days or Measure.Discussions or Measure.Answers))
            throw new FormatException($"\"{name}\" needs agreement alone. A rank also needs days, discussions or answers.");
        if (place > StandingRules.RanksInReach
                && !needs.Any(need => need.Measure == Measure.Recognised && need.Amount > StandingRules.InReachOfRing))
            throw new FormatException($"\"{name}\" is within reach of {StandingRules.Ring} accounts that vote for each other. Let it need "
                + $"recognised: more than {StandingRules.InReachOfRing / Measures.One}.");
        return new(name, needs, May(shape.May, name));
    }

    private static BadgeStep Read(StepShape shape)
    {
        var name = Name(shape.Name);
        return Needs(shape.Needs, name) is { Count: > 0 } needs
            ? new(name, needs) : throw new FormatException($"\"{name}\" needs nothing: a badge is for something.");
    }

    private static string Name(string? raw)
    {
        var name = raw?.Trim() ?? "";
        if (name.Length == 0) throw new FormatException("A rank or badge has no name.");
        if (name.Length > LongestName) throw new FormatException($"\"{name}\" is longer than {LongestName} characters.");
        return name.EnumerateRunes().Any(rune => Rune.IsControl(rune) || Invisible.IsBidiControl(rune.Value))
                || CleanText.Storable(name) != name
            ? throw new FormatException($"\"{name}\" holds characters that can't be seen.") : name;
    }

    private static IReadOnlyList<Need> Needs(Dictionary<string, string>? shape, string name) => [.. (shape ?? []).Select(need =>
    {
        if (!Vocabulary.TryGetValue(need.Key, out var measure))
            throw new FormatException(
                $"\"{name}\" needs \"{need.Key}\", which nothing counts. There are {string.Join(", ", Vocabulary.Keys)}.");
        if (!decimal.TryParse(need.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount <= 0
                || amount > MostNeeded)
            throw new FormatException($"\"{name}\" needs {need.Key}: {need.Value}. That is a number above 0, up to {MostNeeded:0}.");
        return new Need(measure, (long)(amount * Measures.One));
    })];

    private static Perks May(PerksShape? shape, string name) => new(
        Between(shape?.EditMinutes, Perks.Everyone.EditMinutes, Most.EditMinutes, "edit_minutes", name),
        Between(shape?.Links, Perks.Everyone.Links, Most.Links, "links", name),
        Between(shape?.CommentsPerMinute, Perks.Everyone.CommentsPerMinute, Most.CommentsPerMinute, "comments_per_minute", name));

    private static int Between(int? value, int least, int most, string word, string name) => value is null ? least
        : value >= least && value <= most ? value.Value
        : throw new FormatException($"\"{name}\" has {word}: {value}. Everyone has {least}, and {most} is the most.");

    private static List<T> Some<T>(List<T>? list, string what) =>
        list is { Count: > 0 and <= MostSteps }
            ? list : throw new FormatException($"There are {list?.Count ?? 0} {what}; there can be 1 to {MostSteps}.");

    /// <summary>What the file calls each measure.</summary>
    public static readonly IReadOnlyDictionary<string, Measure> Vocabulary = new Dictionary<string, Measure>
    {
        ["days"] = Measure.Days, ["discussions"] = Measure.Discussions, ["answers"] = Measure.Answers, ["recognised"] = Measure.Recognised,
        ["thanks"] = Measure.Thanks, ["decisions"] = Measure.Decisions, ["removals_below"] = Measure.Removals,
    };

    private sealed class FileShape
    {
        public List<RankShape?>? Ranks { get; set; }
        public List<List<StepShape?>>? Badges { get; set; }
    }

    private class StepShape
    {
        public string? Name { get; set; }
        public Dictionary<string, string>? Needs { get; set; }
    }

    private sealed class RankShape : StepShape
    {
        public PerksShape? May { get; set; }
    }

    private sealed class PerksShape
    {
        public int? EditMinutes { get; set; }
        public int? Links { get; set; }
        public int? CommentsPerMinute { get; set; }
    }
}
