using System.Text;
using System.Text.Json;

namespace Parley.Exchange;

/// <summary>Of which system an export in JSON is, told by the names that stand in its beginning.</summary>
internal static class JsonShape
{
    /// <summary>What tells formats apart lies no deeper.</summary>
    private const int Deepest = 4;

    /// <summary>Nor has it a longer name: each is held as often as something else lies in it.</summary>
    private const int LongestName = 40;

    /// <summary>Names of the parts of an export that comes as several files.</summary>
    public const string Stories = "stories", Users = "users", Comments = "comments", Others = "others";

    /// <summary>As in <c>--format</c>; null for none that is known.</summary>
    public static string? FormatOf(ReadOnlySpan<byte> beginning)
    {
        var paths = PathsIn(beginning);
        return Has("line", "timeZone") ? ExportRun.Whole
            : Has("[].page_key", "[].content") ? ArtalkFormat.Name
            : Has("[].comment", "[].nick", "[].created") ? TwikooFormat.Name
            : Has("post_stream") || Has("[].post_stream") ? DiscourseFormat.Name
            : Has("[].id", "[].title", "[].comments") || Has("[].comments[].created", "[].comments[].text") ? IssoFormat.Name
            : Has("comment", "objectId") || Has("[].comment", "[].objectId") || Has("results[].comment") || Has("data.Comment")
                || Has("type", "data", "tables") ? WalineFormat.Name
            : OfMongo(paths) is { Format: { } format } ? format
            : Has("version", "users") ? Remark42Format.Name
            : Has("version", "pages") || Has("comments[].host") || Has("comments[].pageId") ? ComentarioFormat.Name
            : Has("version") && (paths.Count == 1 || Has("comments") || Has("commenters")) ? CommentoFormat.Name
            : null;

        bool Has(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (!paths.Contains(name)) return false;
            return true;
        }
    }

    public static bool Says(ReadOnlySpan<byte> beginning, string name) => PathsIn(beginning).Contains(name);

    /// <summary>Of a file that mongoexport wrote: of which system it is, and which of its collections; null where both use it.</summary>
    public static (string? Format, string Part) MongoOf(ReadOnlySpan<byte> beginning) => OfMongo(PathsIn(beginning));

    private static (string? Format, string Part) OfMongo(HashSet<string> paths)
    {
        var root = paths.Contains(JsonFile.Each) ? "[]." : "";
        return Has("storyID", "revisions") ? (CoralFormat.Name, Comments)
            : Has("asset_id", "body") ? (TalkFormat.Name, Comments)
            : Has("url", "siteID") || Has("url", "commentCounts") ? (CoralFormat.Name, Stories)
            : Has("url", "scraped") || Has("url", "closedMessage") ? (TalkFormat.Name, Stories)
            : Has("username", "role") ? ((string?)null, Users) : (null, Others);

        bool Has(string one, string other) => paths.Contains(root + one) && paths.Contains(root + other);
    }

    // Of the first values that lie wholly or partly in it; damage ends it.
    private static HashSet<string> PathsIn(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith(Encoding.UTF8.Preamble)) beginning = beginning[Encoding.UTF8.Preamble.Length..];
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var around = new Stack<string>();
        var reader = new Utf8JsonReader(beginning, isFinalBlock: false, new JsonReaderState(new() { AllowMultipleValues = true }));
        var name = "";
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.ValueSpan.Length > LongestName ? "" : JsonFields.NameOf(ref reader);
                        if (around.Count <= Deepest) paths.Add(Inside(name));
                        break;
                    case JsonTokenType.StartObject:
                        around.Push(around.Count is 0 or > Deepest ? ""
                            : around.Peek().EndsWith(JsonFile.Each, StringComparison.Ordinal) ? around.Peek() : Inside(name));
                        break;
                    case JsonTokenType.StartArray:
                        around.Push(around.Count == 0 ? JsonFile.Each : around.Count > Deepest ? "" : Inside(name) + JsonFile.Each);
                        if (around.Count == 1) paths.Add(JsonFile.Each);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        around.Pop();
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // What stands before it tells enough, or nothing does.
        }
        return paths;

        string Inside(string of) => around.TryPeek(out var path) && path.Length > 0 ? $"{path}.{of}" : of;
    }
}
