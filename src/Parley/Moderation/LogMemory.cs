using System.Text.Json;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// What a watcher has seen before, in a file of one JSON object per line: the key of the log and a checkpoint. With it, a log that was
/// rewritten and signed anew is found out; without it nobody can tell.
/// </summary>
public sealed class LogMemory
{
    private readonly string file;
    private readonly List<Seen> seen = [];

    private LogMemory(string file) => this.file = file;

    /// <summary>That of the first line: whoever signs differently later is somebody else.</summary>
    public VerifierKey? Key { get; private set; }

    public IReadOnlyList<Checkpoint> Checkpoints { get; private set; } = [];

    /// <exception cref="FormatException">A line isn't what this program writes.</exception>
    public static async Task<LogMemory> Read(string file, CancellationToken ct)
    {
        var memory = new LogMemory(file);
        if (!File.Exists(file)) return memory;
        var checkpoints = new List<Checkpoint>();
        foreach (var (number, line) in (await File.ReadAllLinesAsync(file, ct)).Index())
        {
            if (line.Length == 0) continue;
            if (Parse(line) is not { } one || VerifierKey.Read(one.Key) is not { } key
                    || !Checkpoint.TryOpen(one.Note, memory.Key ?? key, out var checkpoint, out _))
                throw new FormatException($"{file}, line {number + 1}, is no checkpoint that parley log verify has seen. Give it the file "
                    + "it wrote, or the name of one that doesn't exist yet.");
            memory.Key ??= key;
            memory.seen.Add(one);
            checkpoints.Add(checkpoint);
        }
        memory.Checkpoints = checkpoints;
        return memory;
    }

    /// <summary>Adds what was found to be in order; a checkpoint that stands there already is not written again.</summary>
    public async Task Remember(VerifierKey key, string note, DateTimeOffset now, CancellationToken ct)
    {
        if (seen.Any(one => one.Note == note)) return;
        await File.AppendAllTextAsync(file, JsonSerializer.Serialize(new Seen(now, key.ToString(), note), Json.Plain) + "\n", ct);
    }

    private static Seen? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Seen>(line, Json.Plain) is { Key: not null, Note: not null } one ? one : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Seen(DateTimeOffset SeenAt, string Key, string Note);
}
