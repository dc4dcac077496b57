using System.CommandLine;
using System.Text;
using System.Text.Json;
using Parley.Web;

namespace Parley.Conduct;

/// <summary><c>parley score</c>: texts in, one JSON line each, scores out in the same order. Needs no database and calls nobody.</summary>
public static class ScoreCommand
{
    public static Command Make(Func<Func<Task<int>>, Task<int>> guard)
    {
        var file = new Option<FileInfo?>("--model") { Description = "Another model than the one that came with the program" };
        var command = new Command("score", "Scores JSON lines {\"text\":…} from standard input, one answer a line.") { file };
        command.SetAction((parsed, ct) => guard(() => Run(parsed.GetValue(file)?.FullName ?? ConductModel.ShippedFile,
            Console.OpenStandardInput(), Console.OpenStandardOutput(), ct)));
        return command;
    }

    private static async Task<int> Run(string path, Stream input, Stream output, CancellationToken ct)
    {
        var model = Load(path);
        using var lines = new StreamReader(input, new UTF8Encoding(false));
        await using var answers = new BufferedStream(output, 1 << 16);
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0) continue;
            Answer(model, line, answers);
            answers.WriteByte((byte)'\n');
            // Whoever sends a line and waits for its answer gets it; a file is answered in large pieces.
            if (lines.Peek() < 0) await answers.FlushAsync(ct);
        }
        return 0;
    }

    private static ConductModel Load(string path)
    {
        try
        {
            return ConductModel.Load(path);
        }
        catch (InvalidDataException error)
        {
            throw new IOException($"{path}: {error.Message}", error);
        }
    }

    private static void Answer(ConductModel model, string line, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, Written);
        try
        {
            using var asked = JsonDocument.Parse(line);
            if (asked.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("text", out var text)
                    || text.ValueKind != JsonValueKind.String)
                Refuse(writer, "A line is an object with a \"text\".");
            else if (root.TryGetProperty("parent", out var parent) && parent.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                Refuse(writer, "The \"parent\" is a text.");
            else
                JudgementJson.Write(writer, model.Score(text.GetString()!), model.Version);
        }
        catch (JsonException)
        {
            Refuse(writer, "The line is not JSON.");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped.
            Refuse(writer, "The text is not well-formed Unicode.");
        }
    }

    private static readonly JsonWriterOptions Written = new() { Encoder = Json.Plain.Encoder };

    private static void Refuse(Utf8JsonWriter writer, string why)
    {
        writer.WriteStartObject();
        writer.WriteString("error", why);
        writer.WriteEndObject();
    }
}

/// <summary>How a judgement is written, here and in the API.</summary>
public static class JudgementJson
{
    public static void Write(Utf8JsonWriter writer, Judgement judgement, string version)
    {
        writer.WriteStartObject();
        writer.WriteString("language", judgement.Language);
        writer.WriteBoolean("supported", judgement.IsSupported);
        writer.WriteStartObject("scores");
        foreach (var attribute in ConductAttributes.All)
            if (judgement[attribute] is { } score) writer.WriteNumber(attribute.Name(), score);
            else writer.WriteNull(attribute.Name());
        writer.WriteEndObject();
        writer.WriteString("hint", judgement.Hint?.Name());
        writer.WriteStartArray("spans");
        foreach (var span in judgement.Spans)
        {
            writer.WriteStartObject();
            writer.WriteString("attribute", span.Attribute.Name());
            writer.WriteNumber("begin", span.Begin);
            writer.WriteNumber("end", span.End);
            writer.WriteString("reason", span.Reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("model", version);
        writer.WriteEndObject();
    }
}
