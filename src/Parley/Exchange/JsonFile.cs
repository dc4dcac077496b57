using System.Text;
using System.Text.Json;

namespace Parley.Exchange;

/// <summary>
/// JSON of any length, value by value: one document, or one after another (JSON Lines, as mongoexport and Remark42 write). What lies under
/// the names that are opened is handed over piece by piece, everything else whole; no more than one piece is in memory.
/// </summary>
/// <param name="isLines">One value a line: what is damaged is one line, and reading goes on with the next.</param>
/// <param name="opened">Paths whose parts are handed over one by one: <c>""</c> is the first value, <c>a.b</c> a name in it.</param>
internal sealed partial class JsonFile(TextReader text, bool isLines, params string[] opened) : IDisposable
{
    /// <summary>The path of every value after the first one.</summary>
    public const string Further = "further";

    /// <summary>The path of a part of an array that is all there is.</summary>
    public const string Each = "[]";

    /// <summary>In bytes. The longest comment that is taken, each of its letters as <c>\uXXXX</c>, with a dozen earlier versions.</summary>
    private const int Longest = 16 << 20;
    private const int CharsAtOnce = 1 << 14;
    private const int LongestSaid = 20_000;

    private static ReadOnlySpan<byte> Blanks => " \r\n\t"u8;

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true };

    private readonly Encoder encoder = new UTF8Encoding(false).GetEncoder();
    private readonly char[] chars = new char[CharsAtOnce];
    private readonly Stack<(string Inside, string Part, bool IsArray)> open = new();
    private byte[] buffer = new byte[CharsAtOnce * 8];
    private int start, end, line = 1;
    private bool isLast, isFurther, isArrayBroken, isCut;
    private JsonReaderState state = new(Options);
    private (int Size, JsonReaderState State) next;
    private string name = "";
    private JsonDocument? value;

    /// <summary>Where the value lies: <c>comments[]</c> is a part of what is called so.</summary>
    public string Path { get; private set; } = "";

    /// <summary>On which the value begins.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Objects without a name of their own that were opened so far: what lies in one has it in common.</summary>
    public int Objects { get; private set; }

    /// <summary>Which values are wanted, by their paths; the others are passed over, however long they are. Null: all.</summary>
    public Func<string, bool>? Wants { get; init; }

    /// <summary>The first value was read to its end.</summary>
    public bool HasFirst { get; private set; }

    /// <summary>Reading has ended before the end, at a damage.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Hands over all there is, and rejects what can't be read: its line, why, and its text.</summary>
    public void Read(Action<JsonElement> take, Action<int, string, string> reject)
    {
        while (true)
        {
            try
            {
                if (!Next()) return;
            }
            catch (JsonException) when (isLines)
            {
                var at = Line;
                reject(at, "This line can't be read as JSON.", Recover());
                continue;
            }
            catch (JsonException)
            {
                IsDamaged = true;
                reject(line, "What follows can't be read as JSON: the file is damaged, or breaks off.", "");
                return;
            }
            if (value is null) reject(Line, "It is longer than anything a person writes.", "");
            else if (!isLines && Path == Further) reject(Line, "It stands behind the end of the document.", Said(value.RootElement));
            else Hand(value.RootElement, take, reject);
        }
    }

    // A name with half a sign in it can't even be compared with another.
    private void Hand(JsonElement one, Action<JsonElement> take, Action<int, string, string> reject)
    {
        try
        {
            take(one);
        }
        catch (Exception error) when (error is InvalidOperationException or JsonException)
        {
            reject(Line, "A name in it is no text.", Said(one));
        }
    }

    private static string Said(JsonElement of) => of.GetRawText() is var raw && raw.Length > LongestSaid ? raw[..LongestSaid] : raw;

    private bool Next()
    {
        while (true)
        {
            isCut = false;
            var token = Peek();
            switch (token)
            {
                case JsonTokenType.None:
                    return false;
                case JsonTokenType.PropertyName:
                    Commit();
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    Commit();
                    open.Pop();
                    if (open.Count == 0) HasFirst = isFurther = true;
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject when IsOpened(token == JsonTokenType.StartArray):
                    var inside = PathOfNext();
                    Commit();
                    if (token == JsonTokenType.StartObject && (inside.Length == 0 || inside == Each)) Objects++;
                    open.Push((inside, inside + Each, token == JsonTokenType.StartArray));
                    break;
                default:
                    Path = PathOfNext();
                    var isWanted = Path == Further || Wants?.Invoke(Path) != false;
                    if (isWanted) Take();
                    else Skip();
                    if (open.Count == 0) HasFirst = isFurther = true;
                    if (isWanted) return true;
                    break;
            }
        }
    }

    private bool IsOpened(bool isArray) => (isArray && open.Count == 0) || opened.Contains(PathOfNext(), StringComparer.Ordinal);

    private string PathOfNext() => open.TryPeek(out var around)
        ? around.IsArray ? around.Part : around.Inside.Length == 0 ? name : $"{around.Inside}.{name}"
        : isFurther ? Further : "";

    // The next token, which is still there afterwards.
    private JsonTokenType Peek()
    {
        while (true)
        {
            SkipBlanks();
            var rest = buffer.AsSpan(start, end - start);
            if (isLast && rest.Length == 0) return open.Count == 0 ? JsonTokenType.None : throw new JsonException();
            var reader = new Utf8JsonReader(rest, isLast, state);
            if (reader.Read())
            {
                Line = line + buffer.AsSpan(start, (int)reader.TokenStartIndex).Count((byte)'\n');
                if (reader.TokenType == JsonTokenType.PropertyName) name = JsonFields.NameOf(ref reader);
                next = ((int)reader.BytesConsumed, reader.CurrentState);
                return reader.TokenType;
            }
            if (isLast || !(More() || CutText())) throw new JsonException();
        }
    }

    private void Take()
    {
        value?.Dispose();
        value = null;
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isLast, state);
            // Onto the value: what the reader remembers is the token before.
            if (reader.Read() && JsonDocument.TryParseValue(ref reader, out value))
            {
                Advance((int)reader.BytesConsumed, reader.CurrentState);
                if (!isCut) return;
                value.Dispose();
                value = null;
                return;
            }
            if (isLast) throw new JsonException();
            if (More()) continue;
            Skip();
            return;
        }
    }

    private void Skip()
    {
        var depth = 0;
        do
        {
            depth += Peek() switch
            {
                JsonTokenType.StartArray or JsonTokenType.StartObject => 1,
                JsonTokenType.EndArray or JsonTokenType.EndObject => -1,
                JsonTokenType.None => throw new JsonException(),
                _ => 0,
            };
            Commit();
        }
        while (depth > 0);
    }
}
