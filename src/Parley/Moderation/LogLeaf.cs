using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parley.Moderation;

/// <summary>
/// What an entry of the log says, and its one spelling as bytes: a JSON object without spaces, members in the order of their names,
/// UTF-8, times in UTC to the millisecond, hashes in lower-case hexadecimal (RFC 8785 for the values that occur here).
/// </summary>
public sealed record LogLeaf(
    long Index, DateTimeOffset At, LogAction Action, Guid DecisionId, LogRule? Rule, LogGround? Ground, bool Automated, LogSource Source,
    long? Waited, byte[] Commitment)
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string TimeText => At.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);

    public byte[] Bytes()
    {
        var bytes = new ArrayBufferWriter<byte>(400);
        using var json = new Utf8JsonWriter(bytes, Plain);
        json.WriteStartObject();
        json.WriteString("action", Name(Action));
        json.WriteString("at", TimeText);
        json.WriteBoolean("automated", Automated);
        json.WriteString("commitment", Convert.ToHexStringLower(Commitment));
        json.WriteString("decision", DecisionId);
        json.WriteString("ground", Ground is { } ground ? Name(ground) : null);
        json.WriteNumber("index", Index);
        json.WriteString("rule", Rule?.Id);
        if (Rule is null) json.WriteNull("ruleVersion");
        else json.WriteNumber("ruleVersion", Rule.Version);
        json.WriteString("source", Name(Source));
        json.WriteNumber("version", 1);
        if (Waited is null) json.WriteNull("waited");
        else json.WriteNumber("waited", Waited.Value);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads only what <see cref="Bytes"/> writes: any other spelling of the same, or anything more, is null.</summary>
    public static LogLeaf? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var all = json.RootElement;
            var leaf = new LogLeaf(
                all.GetProperty("index").GetInt64(),
                DateTimeOffset.ParseExact(all.GetProperty("at").GetString()!, Time, CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal),
                Named<LogAction>(all.GetProperty("action").GetString()!), all.GetProperty("decision").GetGuid(),
                all.GetProperty("rule").GetString() is { } rule ? new LogRule(rule, all.GetProperty("ruleVersion").GetInt32()) : null,
                all.GetProperty("ground").GetString() is { } ground ? Named<LogGround>(ground) : null,
                all.GetProperty("automated").GetBoolean(), Named<LogSource>(all.GetProperty("source").GetString()!),
                all.GetProperty("waited") is { ValueKind: JsonValueKind.Number } waited ? waited.GetInt64() : null,
                Convert.FromHexString(all.GetProperty("commitment").GetString()!));
            return leaf.Bytes().AsSpan().SequenceEqual(bytes.Span) ? leaf : null;
        }
        catch (Exception error)
            when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary><c>own-initiative</c> for <c>OwnInitiative</c>.</summary>
    public static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static T Named<T>(string name) where T : struct, Enum => Enum.GetValues<T>().First(value => Name(value) == name);
}
