using System.Reflection;
using System.Text.RegularExpressions;
using Xunit.v3;

namespace Parley.Tests.Architecture;

/// <summary>The rules of the house, read from the source.</summary>
[Once]
public sealed partial class HouseTests
{
    /// <summary>Each may use those before it; Data alone knows every table.</summary>
    private static readonly string[] Line = ["Web", "Data", "Sites", "Webhooks", "Readers", "Reputation", "Conduct", "Articles",
        "Discussions", "Comments", "Writing", "Votes", "Pages", "Search", "Cards", "Moderation", "Embedding", "Exchange"];

    private static readonly string Source = Path.Combine(Root(), "src", "Parley");

    public static TheoryData<string> Slices => [.. Line.Where(slice => slice != "Data")];

    [Theory]
    [MemberData(nameof(Slices))]
    public void A_slice_uses_only_those_before_it(string slice)
    {
        var later = Line.Skip(Array.IndexOf(Line, slice) + 1).Where(other => other != "Data" || slice != "Web").ToList();
        var broken = Files(slice).SelectMany(file => Using().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
            .Where(later.Contains).Select(used => $"{Path.GetRelativePath(Source, file)} uses {used}"));

        Assert.NotEmpty(Files(slice));
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_folder_stands_in_the_line() =>
        Assert.Equal(Line.Order(StringComparer.Ordinal), Directory.GetDirectories(Source).Select(Path.GetFileName)
            .Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [Fact]
    public void The_program_is_a_table_of_contents() => Assert.InRange(File.ReadLines(Path.Combine(Source, "Program.cs")).Count(), 1, 60);

    [Fact]
    public void No_file_is_too_long_to_read() =>
        Assert.DoesNotContain(Line.SelectMany(Files),
            file => !file.Contains("Migrations", StringComparison.Ordinal) && File.ReadLines(file).Count() > 300);

    /// <summary>Of the model's own code the model's card holds the hash, and migrations are written by a program.</summary>
    [Fact]
    public void No_line_is_too_wide_to_read()
    {
        var lines = new[] { Source, Path.Combine(Root(), "tests"), Path.Combine(Root(), "bench") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "Migrations"))
            .SelectMany(file =>
                File.ReadLines(file).Select((line, i) => (Place: $"{Path.GetRelativePath(Root(), file)}:{i + 1}", Wide: line.Length)))
            .ToList();

        Assert.True(lines.Count > 10_000);
        var wide = lines.Where(line => line.Wide > 140).Select(line => line.Place).ToList();
        Assert.Empty(wide);
    }

    /// <summary>Razor drops what is blank between an element and a block of code, and words stand together. @(" ") stays.</summary>
    [Fact]
    public void No_space_between_words_is_lost_beside_a_block_of_code() =>
        Assert.DoesNotContain(Line.SelectMany(Files).Where(file => file.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Select(line => $"{Path.GetFileName(file)}: {line}")), line => Lost().IsMatch(line));

    [Fact]
    public void No_migration_carries_a_copy_of_the_model() =>
        Assert.DoesNotContain(Line.SelectMany(Files), file => file.EndsWith(".Designer.cs", StringComparison.Ordinal));

    [Fact]
    public void Nothing_is_named_after_a_pattern() =>
        Assert.DoesNotContain(Line.SelectMany(Files), file => Pattern().IsMatch(Path.GetFileNameWithoutExtension(file)));

    public static TheoryData<Type> TestClasses =>
        [.. typeof(HouseTests).Assembly.GetTypes().Where(type => !type.IsAbstract && type.GetMethods().Any(method => Facts(method).Any()))];

    [Theory]
    [MemberData(nameof(TestClasses))]
    public void A_test_has_a_bound_and_runs_on_both_databases_only_where_that_can_make_a_difference(Type tests)
    {
        Assert.All(tests.GetMethods().SelectMany(Facts), fact => Assert.InRange(fact.Timeout, 1, 10 * Bounds.BrowserTest));
        var hasSite = tests.GetConstructors().SelectMany(made => made.GetParameters()).Select(x => x.ParameterType)
            .Concat(tests.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Select(x => x.FieldType))
            .Any(typeof(Site).IsAssignableFrom) || tests.IsDefined(typeof(OnBothAttribute));
        var once = tests.GetCustomAttribute<OnceAttribute>(inherit: true);
        var mayBeOnce = tests.IsSubclassOf(typeof(Browser.BrowserTest)) || once?.Why is { Length: > 0 };
        Assert.True((once is not null) == (!hasSite || mayBeOnce),
            $"{tests.Name} {(once is not null ? "needs both databases, or a reason why not" : "needs [Once]")}");
        if (once is not null) return;
        // A test that never waits asks no database.
        Assert.All(tests.GetMethods().Where(method => Facts(method).Any()), method => Assert.True(
            method.IsDefined(typeof(OnceAttribute)) == (method.ReturnType == typeof(void)), $"{method.Name} waits, or needs [Once]"));
    }

    private static IEnumerable<IFactAttribute> Facts(MethodInfo method) => method.GetCustomAttributes().OfType<IFactAttribute>();

    private static IEnumerable<string> Files(
        string slice) => Directory.EnumerateFiles(Path.Combine(Source, slice), "*", SearchOption.AllDirectories)
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal));

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Parley.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"^@?using Parley\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"[\])>] @(if|foreach|for|switch)\b|@if .*\} (<|@[^(])|<text> </text>")]
    private static partial Regex Lost();

    [GeneratedRegex("(Service|Manager|Helper|Util|Utils|Repository|Dto|Impl|Base|Common|Core)$")]
    private static partial Regex Pattern();
}
