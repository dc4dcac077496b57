using System.CommandLine;
using System.Text.Json;
using Parley.Data;
using Parley.Embedding;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley discussion …</c>: pages move, and their discussions with them.</summary>
public static class DiscussionCommands
{
    public static Command All() => new("discussion", "Discussions and the addresses of their pages.") { Move(), Moved(), Undo() };

    private static Command Move()
    {
        var old = new Argument<string?>("OLD") { Description = "The old address of a page", Arity = ArgumentArity.ZeroOrOne };
        var @new = new Argument<string?>("NEW")
            { Description = "Its new address; left out, where the old one redirects to", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<FileInfo?>("--file") { Description = "CSV: an old and a new address in each line" };
        var merge = new Option<bool>("--merge") { Description = "Where the new address has a discussion of its own, put both together" };
        var rehearse = new Option<bool>("--rehearse") { Description = "Say what would happen, and change nothing" };
        var move = new Command("move", "Takes discussions along to new addresses. The old ones go on leading there.")
            { old, @new, file, merge, rehearse };
        move.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var report = await Commands.Work(async services =>
            {
                var pairs = parsed.GetValue(file) is { } csv ? await Read(csv, ct)
                    : [await Pair(parsed.GetValue(old), parsed.GetValue(@new), services.GetRequiredService<Outbound>(), ct)];
                return await services.GetRequiredService<Moves>().Move(pairs, parsed.GetValue(merge), parsed.GetValue(rehearse), ct, Begin);
            }, ct);
            foreach (var line in report.Refused.Concat(report.Lost)) await Console.Error.WriteLineAsync(line);
            Console.WriteLine(JsonSerializer.Serialize(new { report.Move, report.Counts }, Json.Plain));
            return report.Refused.Count == 0 ? 0 : 1;
        }));
        return move;
    }

    /// <summary>Whoever is stopped halfway knows what takes back what was done.</summary>
    public static void Begin(Guid move) => Console.Error.WriteLine($"To take it back: parley discussion undo {move}");

    private static Command Moved()
    {
        var moved = new Command("moves",
            "Prints what was moved, the latest first: what takes it back, when, how many, and how many are not taken back.");
        moved.SetAction((_, ct) => Commands.Guard(async () =>
        {
            foreach (var batch in await Commands.Work(services => services.GetRequiredService<Moves>().All(ct), ct))
                Console.WriteLine($"{batch.Id}  {batch.MovedAt:yyyy-MM-dd HH:mm}Z  {batch.Moves}  {batch.Left}");
            return 0;
        }));
        return moved;
    }

    private static Command Undo()
    {
        var id = new Argument<Guid>("MOVE") { Description = "As discussion move has printed it" };
        var undo = new Command("undo", "Takes back what one discussion move did.") { id };
        undo.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var outcome = await Commands.Work(services => services.GetRequiredService<Moves>().Undo(parsed.GetRequiredValue(id), ct), ct);
            if (outcome.Refused(out var refusal, out var undone)) throw new SetupException(refusal.In(Words.In("en")!));
            Console.WriteLine(JsonSerializer.Serialize(undone, Json.Plain));
            return 0;
        }));
        return undo;
    }

    private static async Task<MovePair> Pair(string? old, string? @new, Outbound outbound, CancellationToken ct)
    {
        if (old is null) throw new SetupException("Say what moves: parley discussion move OLD NEW, or --file moves.csv");
        if (@new is not null) return new(old, @new);
        if (!Uri.TryCreate(old, UriKind.Absolute, out var address)) throw new SetupException($"\"{old}\" is no address of a page.");
        var fetched = await outbound.Get(address, ct);
        return fetched is { IsSuccess: true, Address: { } found } ? new(old, found.AbsoluteUri)
            : throw new SetupException(
                $"{old} could not be followed ({fetched.Failure ?? $"status {fetched.Status}"}). Say the new address.");
    }

    // Two columns and nothing else: addresses hold no comma that isn't escaped, and quotation marks around them mean nothing.
    private static async Task<IReadOnlyList<MovePair>> Read(FileInfo csv, CancellationToken ct)
    {
        var pairs = new List<MovePair>();
        foreach (var (number, line) in (await File.ReadAllLinesAsync(csv.FullName, ct)).Index())
        {
            var columns = line.Split(line.Contains('\t', StringComparison.Ordinal) ? '\t'
                    : line.Contains(';', StringComparison.Ordinal) ? ';' : ',')
                .Select(column => column.Trim().Trim('"').Trim()).ToArray();
            if (columns is [""] || (number == 0 && columns is [var head, _] && !head.Contains('/', StringComparison.Ordinal))) continue;
            if (columns is not [{ Length: > 0 } from, { Length: > 0 } to])
                throw new SetupException($"Line {number + 1} of {csv.Name} isn't an old and a new address.");
            pairs.Add(new(from, to));
        }
        return pairs;
    }
}
