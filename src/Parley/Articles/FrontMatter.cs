using Parley.Web;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace Parley.Articles;

/// <summary>The fields above an article, each with the line it stands on.</summary>
internal sealed class FrontMatter
{
    private const string List = "also_read";

    private static readonly string[] Fields =
    [
        "title", "slug", "language", "dateline_place", "dateline_time", "byline", "summary", "canonical", "prompt", "published",
        "updated", "unpublished", "discussion", "picture", "picture_alt", "picture_caption", "section", List,
    ];

    private readonly Dictionary<string, (string? Text, int Line)> values = [];
    private readonly List<string> alsoRead = [];
    private readonly List<string> unknown = [];

    public IReadOnlyList<string> AlsoRead => alsoRead;

    /// <summary>A sentence for each field that there isn't.</summary>
    public IReadOnlyList<string> Unknown => unknown;

    public string? this[string field] => values.GetValueOrDefault(field).Text;

    public int LineOf(string field) => values[field].Line;

    /// <param name="firstLine">Where the head begins in its file, from 1.</param>
    public static FrontMatter Read(string head, int firstLine)
    {
        var front = new FrontMatter();
        try
        {
            front.ReadAll(new Parser(new StringReader(head)), firstLine - 1);
        }
        catch (YamlException error)
        {
            throw new FormatException($"The front matter can't be read (line {error.Start.Line + firstLine - 1}): {error.Message}", error);
        }
        return front;
    }

    private void ReadAll(IParser yaml, int before)
    {
        yaml.Consume<StreamStart>();
        if (yaml.TryConsume<StreamEnd>(out _)) return;
        yaml.Consume<DocumentStart>();
        if (yaml.TryConsume<YamlScalar>(out var only) && IsNothing(only)) return;
        if (only is not null || !yaml.TryConsume<MappingStart>(out _))
            throw new FormatException(
                $"The front matter (line {before + Line(only ?? yaml.Current)}) is no list of fields like title: The ferry.");
        while (!yaml.TryConsume<MappingEnd>(out _)) ReadField(yaml, before);
    }

    private void ReadField(IParser yaml, int before)
    {
        if (!yaml.TryConsume<YamlScalar>(out var key))
            throw new FormatException(
                $"The front matter can't be read (line {before + Line(yaml.Current)}): a field begins with its name, like title:.");
        var (name, line) = (key.Value, before + Line(key));
        if (values.TryGetValue(name, out var first))
            throw new FormatException($"{name} stands twice, in line {first.Line} and in line {line}. Please leave one.");
        values[name] = (null, line);

        if (!Fields.Contains(name))
        {
            var meant = Spelling.Nearest(name, Fields) is { } nearest ? $" Did you mean {nearest}?" : "";
            unknown.Add($"There is no field \"{name}\" (line {line}).{meant}");
            yaml.SkipThisAndNestedEvents();
        }
        else if (yaml.TryConsume<YamlScalar>(out var value) && (name != List || IsNothing(value)))
            values[name] = (IsNothing(value) ? null : value.Value, line);
        else if (value is null && name == List && yaml.TryConsume<SequenceStart>(out _))
            ReadList(yaml, name, line);
        else
            throw OtherKind(name, line);
    }

    private void ReadList(IParser yaml, string name, int line)
    {
        while (!yaml.TryConsume<SequenceEnd>(out _))
            alsoRead.Add(yaml.TryConsume<YamlScalar>(out var item) && !IsNothing(item) ? item.Value : throw OtherKind(name, line));
    }

    private static FormatException OtherKind(string name, int line) => new(
        $"The front matter can't be read (line {line}): {name} holds a value of another kind than it takes: text, or a list for {List}.");

    private static bool IsNothing(YamlScalar value) =>
        value is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" };

    private static int Line(ParsingEvent? at) => (int)(at?.Start.Line ?? 1);
}
