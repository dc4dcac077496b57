using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;

namespace Parley.Moderation;

/// <summary>
/// The log as everyone may read it. A proof in a log of 2^n entries reads at most two tiles per eight of those n levels: six of 8 kB at
/// a million entries, eight at a thousand million.
/// </summary>
public sealed class PublicLog(Database db, CurrentSite site)
{
    /// <summary>Of entries at once: a watcher of a long log comes back less often.</summary>
    public const int MostEntries = 1000;

    public async Task<LogHead> Head(CancellationToken ct) => await db.LogHeads.AsNoTracking().SingleAsync(x => x.SiteId == site.Id, ct);

    public Task<long> Size(CancellationToken ct) => db.LogHeads.Where(x => x.SiteId == site.Id).Select(x => x.Size).SingleAsync(ct);

    /// <summary>The newest signed checkpoint; null in the first seconds after the first start.</summary>
    public Task<LogCheckpoint?> Checkpoint(CancellationToken ct) =>
        db.LogCheckpoints.AsNoTracking().Where(x => x.SiteId == site.Id).OrderByDescending(x => x.Size).FirstOrDefaultAsync(ct);

    /// <summary>The bytes of entries that stand side by side; fewer than asked for at the end of the log.</summary>
    public async Task<IReadOnlyList<LogLine>> Entries(long from, int count, CancellationToken ct) =>
        await db.LogEntries.Where(x => x.SiteId == site.Id && x.Index >= from && x.Index < from + count).OrderBy(x => x.Index)
            .Select(x => new LogLine(x.Index, x.Leaf)).ToListAsync(ct);

    public Task<byte[]> Root(long size, CancellationToken ct) => Prove(tree => tree.Root(size), ct);

    public Task<IReadOnlyList<byte[]>> Inclusion(long index, long size, CancellationToken ct) =>
        Prove(tree => tree.Inclusion(index, size), ct);

    public Task<IReadOnlyList<byte[]>> Consistency(long from, long to, CancellationToken ct) =>
        Prove(tree => tree.Consistency(from, to), ct);

    /// <summary>What a statement of reasons carries: the decision's entries, each with its proof against the newest checkpoint.</summary>
    /// <returns>Entries that are not under a checkpoint yet have no proof; they will have one within a minute.</returns>
    public async Task<IReadOnlyList<LogProof>> Proofs(Guid decision, CancellationToken ct)
    {
        var entries = (await db.LogEntries.AsNoTracking().About(site.Id, decision).ToListAsync(ct)).OrderBy(x => x.Index).ToList();
        var checkpoint = entries.Count > 0 ? await Checkpoint(ct) : null;
        var proofs = new List<LogProof>();
        foreach (var entry in entries)
        {
            var isSigned = checkpoint is not null && entry.Index < checkpoint.Size;
            proofs.Add(new(entry, isSigned ? checkpoint : null, isSigned ? await Inclusion(entry.Index, checkpoint!.Size, ct) : []));
        }
        return proofs;
    }

    /// <summary>First finds out which nodes it needs, then reads the tiles they are in, then makes it.</summary>
    private async Task<T> Prove<T>(Func<MerkleTree, T> make, CancellationToken ct)
    {
        var needed = new HashSet<(int Level, long Index)>();
        make(new MerkleTree(node =>
        {
            needed.Add(LogTiles.TileOf(node));
            return MerkleHash.Empty;
        }));
        var tiles = new Dictionary<(int, long), byte[]>();
        foreach (var level in needed.GroupBy(tile => tile.Level, tile => tile.Index))
        {
            var indexes = level.ToList();
            foreach (var tile in await db.LogTiles.AsNoTracking()
                    .Where(x => x.SiteId == site.Id && x.Level == level.Key && indexes.Contains(x.Index)).ToListAsync(ct))
                tiles[(tile.Level, tile.Index)] = tile.Hashes;
        }
        return make(new MerkleTree(node => LogTiles.Hash(node, tiles.GetValueOrDefault(LogTiles.TileOf(node), []))));
    }
}

/// <summary>Where a node of the tree lies in its tile.</summary>
public static class LogTiles
{
    private const int Levels = 8;

    public static (int Level, long Index) TileOf(MerkleNode node) => (node.Level / Levels, node.Index >> (Levels - node.Level % Levels));

    /// <exception cref="InvalidOperationException">The tile doesn't hold it: somebody has changed the log by hand.</exception>
    public static byte[] Hash(MerkleNode node, ReadOnlySpan<byte> tile)
    {
        var width = 1 << (node.Level % Levels);
        var begin = (int)(node.Index * width % LogAppending.TileWidth) * MerkleHash.Length;
        var end = begin + width * MerkleHash.Length;
        if (end > tile.Length)
            throw new InvalidOperationException("The public log is damaged: hashes of its tree are missing. parley log verify says more.");
        return MerkleHash.Full(tile[begin..end]);
    }
}

/// <summary>An entry as the bytes that are hashed.</summary>
public sealed record LogLine(long Index, byte[] Leaf);

/// <summary>That an entry stands in the log: with these alone anyone can check it.</summary>
/// <param name="Checkpoint">Null while none covers the entry yet.</param>
/// <param name="Path">RFC 9162 inclusion proof in the tree of the checkpoint's size.</param>
public sealed record LogProof(LogEntry Entry, LogCheckpoint? Checkpoint, IReadOnlyList<byte[]> Path);
