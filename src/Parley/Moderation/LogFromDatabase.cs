using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;

namespace Parley.Moderation;

/// <summary>Checks the log where it lies: rows that were changed, deleted, put in another order or cut off by hand, and decisions and
/// comments that say something else than it does.</summary>
public sealed class LogFromDatabase(Database db, CurrentSite site)
{
    public async Task<LogVerdict> Check(LogMemory? memory, CancellationToken ct)
    {
        // Decisions go on meanwhile; one that is seen by half would be taken for a tampering.
        await using var reading = await db.BeginRead(ct);
        var check = new LogCheck();
        var head = await db.LogHeads.AsNoTracking().SingleAsync(x => x.SiteId == site.Id, ct);
        var key = VerifierKey.Of(head);
        if (memory?.Key is { } known && known.ToString() != key.ToString())
            check.Say($"The log's key is another than before: it was {known}, now it is {key}.");
        foreach (var seen in memory?.Checkpoints ?? []) check.Expect(seen, "a checkpoint that was seen before");
        var newest = await ExpectOwn(check, key, ct);

        var (tile, decisions) = ((Index: -1L, Hashes: Array.Empty<byte>()), new DecisionsInLog(db, site.Id, check));
        await foreach (var part in Parts(ct))
        {
            foreach (var entry in part) await Take(entry);
            await decisions.Compare(part, ct);
        }
        check.End();
        await decisions.End(ct);
        if (head.Size != check.Size) check.Say($"The log counts {head.Size} entries, and there are {check.Size}.");
        if (check.Findings.Count == 0) await CompareTiles(check, ct);
        return new(check.Findings, key, newest?.Checkpoint, newest?.Note, check.Size);

        async Task Take(LogEntry entry)
        {
            if (entry.Index / LogAppending.TileWidth != tile.Index)
                tile = (entry.Index / LogAppending.TileWidth, await Tile(0, entry.Index / LogAppending.TileWidth, ct));
            var leaf = check.Add(entry.Index, entry.Leaf);
            if (leaf is not null && Differs(entry, leaf) is { } column)
                check.Name(entry.Index, $"was changed: its column {column} says something else than what was hashed.");
            var begin = (int)(entry.Index % LogAppending.TileWidth) * MerkleHash.Length;
            var isInTree = begin >= 0 && begin + MerkleHash.Length <= tile.Hashes.Length
                && tile.Hashes.AsSpan(begin, MerkleHash.Length).SequenceEqual(MerkleHash.Leaf(entry.Leaf));
            if (!isInTree) check.Name(entry.Index, "was changed, or its hash in the tree was.");
        }
    }

    // In parts, since PostgreSQL answers one question at a time on a connection, and tiles are asked for between.
    private async IAsyncEnumerable<IReadOnlyList<LogEntry>> Parts([EnumeratorCancellation] CancellationToken ct)
    {
        for (var last = long.MinValue; ;)
        {
            var from = last;
            var part = await db.LogEntries.AsNoTracking().Where(x => x.SiteId == site.Id && x.Index > from)
                .OrderBy(x => x.Index).Take(LogAppending.TileWidth).ToListAsync(ct);
            if (part.Count > 0) yield return part;
            if (part.Count < LogAppending.TileWidth) yield break;
            last = part[^1].Index;
        }
    }

    private async Task<(Checkpoint Checkpoint, string Note)?> ExpectOwn(LogCheck check, VerifierKey key, CancellationToken ct)
    {
        (Checkpoint, string)? newest = null;
        await foreach (var row in db.LogCheckpoints.AsNoTracking().Where(x => x.SiteId == site.Id).OrderBy(x => x.Size).AsAsyncEnumerable()
            .WithCancellation(ct))
        {
            if (!Checkpoint.TryOpen(row.Note, key, out var checkpoint, out var wrong))
                check.Say($"The checkpoint of {row.Size} entries {wrong}.");
            else if (checkpoint.Size != row.Size) check.Say($"The checkpoint of {row.Size} entries is one of {checkpoint.Size}.");
            else
            {
                check.Expect(checkpoint, $"the checkpoint of {row.Size} entries");
                newest = (checkpoint, row.Note);
            }
        }
        if (newest is null) check.Say("There is no signed checkpoint. The server signs one within seconds of its start.");
        return newest;
    }

    private static string? Differs(LogEntry entry, LogLeaf leaf) =>
        entry.At != leaf.At ? nameof(entry.At)
        : entry.Action != leaf.Action ? nameof(entry.Action)
        : entry.DecisionId != leaf.DecisionId ? nameof(entry.DecisionId)
        : entry.RuleId != leaf.Rule?.Id ? nameof(entry.RuleId)
        : entry.RuleVersion != leaf.Rule?.Version ? nameof(entry.RuleVersion)
        : entry.Ground != leaf.Ground ? nameof(entry.Ground)
        : entry.Automated != leaf.Automated ? nameof(entry.Automated)
        : entry.Source != leaf.Source ? nameof(entry.Source)
        : entry.Waited != leaf.Waited ? nameof(entry.Waited)
        : null;

    // The proofs are made of these; the leaves' own hashes were compared entry by entry.
    private async Task CompareTiles(LogCheck check, CancellationToken ct)
    {
        var below = Enumerable.Range(0, (int)check.Size).Select(index => check.LeafHash(index)).ToList();
        for (var level = 1; below.Count >= LogAppending.TileWidth; level++)
        {
            var hashes = below.Chunk(LogAppending.TileWidth).Where(chunk => chunk.Length == LogAppending.TileWidth)
                .Select(chunk => MerkleHash.Full(chunk.SelectMany(hash => hash).ToArray())).ToList();
            foreach (var (index, chunk) in hashes.Chunk(LogAppending.TileWidth).Index())
            {
                if (!(await Tile(level, index, ct)).AsSpan().SequenceEqual(chunk.SelectMany(hash => hash).ToArray()))
                    check.Say($"Tile {index} of level {level} of the tree was changed: proofs made of it don't hold.");
            }
            below = hashes;
        }
    }

    private async Task<byte[]> Tile(int level, long index, CancellationToken ct) =>
        await db.LogTiles.Where(x => x.SiteId == site.Id && x.Level == level && x.Index == index).Select(x => x.Hashes)
            .FirstOrDefaultAsync(ct) ?? [];
}
