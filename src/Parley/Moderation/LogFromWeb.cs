using System.Text.Json;
using Parley.Data;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// Checks a log by what its server publishes, and trusts nothing of it but its key; not even that, where it was seen before.
/// </summary>
public sealed class LogFromWeb(HttpClient http, Uri server)
{
    /// <summary>Pages that are fetched while one is checked: a watcher is far away, and a server has others to answer.</summary>
    private const int Ahead = 4;

    private readonly string root = server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/api/v1/log/";

    /// <exception cref="SetupException">There is no such log at the address, or it can't be reached.</exception>
    public async Task<LogVerdict> Check(LogMemory? memory, CancellationToken ct)
    {
        var check = new LogCheck();
        var published = VerifierKey.Read(await Text("key", ct)) ?? throw new SetupException($"{server} publishes no key of a log.");
        var key = memory?.Key ?? published;
        if (key.ToString() != published.ToString())
            check.Say($"The log's key is another than before: it was {key}, now it is {published}.");
        var note = await Text("checkpoint", ct);
        if (!Checkpoint.TryOpen(note, key, out var newest, out var wrong))
        {
            check.Say($"The checkpoint {wrong}.");
            return new(check.Findings, key, null, null, 0);
        }
        check.Expect(newest, "the signed checkpoint");
        foreach (var seen in memory?.Checkpoints ?? [])
        {
            if (seen.Size > newest.Size) check.Missing(newest.Size, seen.Size, $"a checkpoint of {seen.Size} entries was seen before.");
            else check.Expect(seen, "a checkpoint that was seen before");
        }

        await ReadEntries(check, newest.Size, ct);
        check.End();
        if (check is { FirstBroken: { } broken, HasNamed: false }) await Find(check, broken.Size, broken.Root, ct);
        if (check.Findings.Count == 0) await TryProofs(check, newest, ct);
        return new(check.Findings, key, newest, note, check.Size);
    }

    private async Task ReadEntries(LogCheck check, long size, CancellationToken ct)
    {
        var pages = new Queue<Task<LogEntriesAnswer>>();
        for (long next = 0; check.Size < size;)
        {
            while (pages.Count < Ahead && next < size)
            {
                pages.Enqueue(Get<LogEntriesAnswer>($"entries?from={next}&count={Math.Min(PublicLog.MostEntries, size - next)}", ct));
                next += PublicLog.MostEntries;
            }
            if (pages.Count == 0) return;
            var (before, page) = (check.Size, await pages.Dequeue());
            foreach (var line in page.Entries ?? [])
            {
                if (check.Size < size) check.Add(line.Index, line.Leaf ?? []);
            }
            // The page that comes short is the last that can be set against the tree.
            if (check.Size < Math.Min(size, before + PublicLog.MostEntries)) break;
        }
        await Task.WhenAll(pages);
    }

    /// <summary>
    /// Which entry it is, by halving: the server proves that the first n entries under its signature belong to it, and those that it
    /// hands out either are these or not.
    /// </summary>
    private async Task Find(LogCheck check, long size, byte[] signed, CancellationToken ct)
    {
        var (good, bad) = (check.LastGood, size);
        while (bad - good > 1)
        {
            var middle = good + (bad - good) / 2;
            var proof = await Get<ConsistencyAnswer>($"consistency?from={middle}&to={size}", ct);
            if (MerkleProof.Extends(middle, check.Root(middle), size, signed, proof.Path ?? [])) good = middle;
            else bad = middle;
        }
        check.Name(bad - 1, "is not the one that was signed.");
    }

    // What readers are given with a decision must hold as well.
    private async Task TryProofs(LogCheck check, Checkpoint newest, CancellationToken ct)
    {
        foreach (var index in new[] { 0, newest.Size / 2, newest.Size - 1 }.Where(index => index >= 0 && index < newest.Size).Distinct())
        {
            var proof = await Get<InclusionAnswer>($"inclusion?index={index}&size={newest.Size}", ct);
            if (!MerkleProof.Includes(check.LeafHash(index), index, newest.Size, proof.Path ?? [], newest.Root))
                check.Name(index, "is in the log, but the proof that the server gives for it doesn't hold.");
        }
    }

    private Task<string> Text(string what, CancellationToken ct) => Ask(what, content => content.ReadAsStringAsync(ct), ct);

    private Task<T> Get<T>(string what, CancellationToken ct) where T : class =>
        Ask(what, async content => await content.ReadFromJsonAsync<T>(Json.Plain, ct) ?? throw new JsonException(), ct);

    private async Task<T> Ask<T>(string what, Func<HttpContent, Task<T>> read, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(root + what, ct);
            if (!answer.IsSuccessStatusCode)
                throw new SetupException($"{root}{what} was answered {(int)answer.StatusCode}. Give --url the address of a Parley server.");
            return await read(answer.Content);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw new SetupException($"{root}{what} can't be reached: {error.Message}", error);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new SetupException($"{root}{what} answers something that is no log.", error);
        }
    }
}
