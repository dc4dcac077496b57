using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Exchange;

/// <summary>What a field says, however the program that wrote it has spelled it; what isn't there is empty.</summary>
internal static partial class JsonFields
{
    /// <summary>Votes of one comment; more than any page has readers.</summary>
    public const int Most = 10_000_000;

    /// <summary>Seconds of the year 5138: what is beyond counts milliseconds.</summary>
    private const double LatestSecond = 1e11;

    public static JsonElement? Part(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    public static JsonElement? Part(this JsonElement of, string name, string inside) => of.Part(name)?.Part(inside);

    public static string Text(this JsonElement of, string name) => of.Part(name) is { } part ? part.Text() : "";

    public static string Text(this JsonElement of) => of.ValueKind switch
    {
        JsonValueKind.String => Whole(of),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => of.GetRawText(),
        _ => "",
    };

    /// <summary>A number or a name, bare or as MongoDB exports its own: <c>{"$oid":"…"}</c>.</summary>
    public static string Id(this JsonElement of, string name) =>
        (of.Part(name) is { } part ? part.Part("$oid")?.Text() ?? part.Text() : "").Trim();

    public static bool Is(this JsonElement of, string name) => of.Text(name) is "true" or "1" or "True";

    /// <summary>A number of votes, which is never below zero.</summary>
    public static int Count(this JsonElement of, string name) => (int)Math.Max(0, of.Net(name));

    /// <summary>What is left when votes for and against are set against each other.</summary>
    public static int Net(this JsonElement of, string name) =>
        double.TryParse(of.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var net) && !double.IsNaN(net)
            ? (int)Math.Clamp(net, -Most, Most) : 0;

    /// <summary>How many an array has; some keep it as a text that has the array in it.</summary>
    public static int Members(this JsonElement of, string name)
    {
        if (of.Part(name) is not { } part) return 0;
        if (part.ValueKind == JsonValueKind.Array) return Math.Min(part.GetArrayLength(), Most);
        if (part.ValueKind != JsonValueKind.String) return 0;
        try
        {
            using var inside = JsonDocument.Parse(part.Text());
            return inside.RootElement.ValueKind == JsonValueKind.Array ? Math.Min(inside.RootElement.GetArrayLength(), Most) : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    public static IEnumerable<JsonElement> Parts(this JsonElement of, string name) =>
        of.Part(name) is { ValueKind: JsonValueKind.Array } parts ? parts.EnumerateArray() : [];

    /// <summary>
    /// A time as text, UTC where it says no zone; as seconds or milliseconds since 1970; as MongoDB's <c>{"$date":…}</c> or LeanCloud's
    /// <c>{"__type":"Date","iso":…}</c>. Null where there is none, and before 1970, which is how Go and PHP write none.
    /// </summary>
    public static DateTimeOffset? Time(this JsonElement of, string name) => of.Part(name) is { } part ? part.Time() : null;

    private static DateTimeOffset? Time(this JsonElement of)
    {
        if (of.Part("$numberLong") is { } milliseconds)
            return double.TryParse(milliseconds.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var some)
                ? Since1970(some) : null;
        if (of.ValueKind == JsonValueKind.Object) return (of.Part("$date") ?? of.Part("iso"))?.Time();
        var text = of.Text().Trim();
        if ((of.ValueKind == JsonValueKind.Number || Counted().IsMatch(text))
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return Since1970(number);
        // Of other spellings a part is guessed: which of two numbers is the month, or that it is today.
        return YearFirst().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at > DateTimeOffset.UnixEpoch ? at.ToUniversalTime() : null;
    }

    public static DateTimeOffset? Since1970(double number)
    {
        var milliseconds = Math.Round(number > LatestSecond ? number : number * 1000);
        return milliseconds > 0 && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
    }

    /// <summary>Takes the time of a comment; false where the field says something that is none.</summary>
    public static bool Date(this ForeignComment comment, JsonElement of, string name)
    {
        comment.At = of.Time(name);
        comment.Stated = comment.At is { } at ? ForeignComment.StatedAs(at) : "";
        return comment.At is not null || of.Part(name) is null;
    }

    public static void Score(this ForeignComment comment, int net) => (comment.Up, comment.Down) = (Math.Max(0, net), Math.Max(0, -net));

    /// <summary>The name of a field; of one that is no Unicode nobody asks.</summary>
    public static string NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    // A text that was cut in the middle of a sign, by a program that counts in halves of it, is whole but for that sign.
    private static string Whole(JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return JsonSerializer.Deserialize<string>(
                Escape().Replace(text.GetRawText(), escape => escape.Groups[1].Success ? "\\ufffd" : escape.Value)) ?? "";
        }
    }

    /// <summary>For a message.</summary>
    public static string Short(string text) => text.Length > 20 ? text[..20] + "…" : text;

    // Seconds or milliseconds; fewer digits are a day.
    [GeneratedRegex(@"^\d{10,13}(\.\d+)?$")]
    private static partial Regex Counted();

    [GeneratedRegex(@"^\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ]|$)")]
    private static partial Regex YearFirst();

    // Pairs first, so that what is left of halves stands alone.
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u([dD][89a-fA-F][0-9a-fA-F]{2})|\\.")]
    private static partial Regex Escape();
}
