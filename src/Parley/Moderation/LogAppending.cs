using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>How the log is begun and how it grows.</summary>
public static class LogAppending
{
    /// <summary>Bytes; as many as the hash, so that a commitment to a short text can't be found by trying.</summary>
    private const int SaltLength = 32;

    /// <summary>How many hashes a tile holds.</summary>
    public const int TileWidth = 256;

    /// <summary>The first start makes the log of each site, with a key of its own.</summary>
    public static async Task OpenLogs(this Database db, IConfiguration settings, TimeProvider clock, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        await db.TakeTurn(Guid.Empty, ct);
        var host = PublicPath.UrlOf(settings) is { } own && new Uri(own) is var url
            ? url.IdnHost + (url.IsDefaultPort ? "" : $":{url.Port}") : "localhost";
        foreach (var site in await db.Sites.Select(x => x.Id).ToListAsync(ct))
        {
            var head = await db.LogHeads.FirstOrDefaultAsync(x => x.SiteId == site, ct);
            if (head is null) db.LogHeads.Add(head = LogHead.Open(site, "", RandomNumberGenerator.GetBytes(32), clock.Now()));
            // Two logs of one address, a test server's and the real one's, must never be taken for one.
            var before = head.Origin;
            head.Call($"{host}/log/{Convert.ToHexStringLower(SHA256.HashData(VerifierKey.Of(head).Bytes).AsSpan(0, 4))}");
            if (before != head.Origin) await db.LogCheckpoints.Where(x => x.SiteId == site && x.Size == 0).ExecuteDeleteAsync(ct);
        }
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
    }

    /// <summary>
    /// Adds an entry in the transaction that is going on: that of the decision, so that there are both or neither. What it leaves
    /// tracked is saved with the decision.
    /// </summary>
    /// <remarks>
    /// Locks the log until that transaction ends. Call it after all other locks are taken (discussion, comment, reader), or two that
    /// write at once could each hold what the other wants.
    /// </remarks>
    /// <returns>The entry's index.</returns>
    public static Task<long> Append(this Database db, LogFacts facts, DateTimeOffset now) => db.Append([facts], now);

    /// <summary>
    /// Adds entries of one moment, as <see cref="Append(Database, LogFacts, DateTimeOffset)"/> adds one: an import holds thousands at once,
    /// and each tile is written once.
    /// </summary>
    /// <param name="statements">By which they are stored at once; null: they are left tracked.</param>
    /// <returns>The index of the first.</returns>
    public static async Task<long> Append(
        this Database db, IReadOnlyList<LogFacts> facts, DateTimeOffset now, Statements? statements = null)
    {
        // Lock
        var (site, count) = (facts[0].SiteId, facts.Count);
        if (await db.LogHeads.Where(x => x.SiteId == site)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Size, x => x.Size + count)) == 0)
            throw new InvalidOperationException("This site has no log; it is made at the start.");
        var head = await db.LogHeads.Where(x => x.SiteId == site).Select(x => new { x.Size, x.LastAt }).SingleAsync();
        // Whoever got the lock later may have looked at the clock earlier.
        var (first, at) = (head.Size - count, now > head.LastAt ? now : head.LastAt);
        if (at != head.LastAt) await db.LogHeads.Where(x => x.SiteId == site).ExecuteUpdateAsync(set => set.SetProperty(x => x.LastAt, at));

        var (leaves, entries, salts) = (new List<byte[]>(count), new List<LogEntry>(count), new List<LogSalt>(count));
        for (var i = 0; i < count; i++)
        {
            var salt = RandomNumberGenerator.GetBytes(SaltLength);
            var entry = LogEntry.Write(facts[i], first + i, Commitment(salt, facts[i].Text), at);
            leaves.Add(MerkleHash.Leaf(entry.Leaf));
            entries.Add(entry);
            salts.Add(LogSalt.Of(facts[i], first + i, salt));
        }
        if (statements is not null) statements.BringAlong(entries, salts);
        else
        {
            db.LogEntries.AddRange(entries);
            db.LogSalts.AddRange(salts);
        }
        await Grow(db, site, 0, first, leaves);
        return first;
    }

    /// <summary>SHA-256 of the salt and the text after it, in UTF-8.</summary>
    public static byte[] Commitment(ReadOnlySpan<byte> salt, string text) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(text)]);

    /// <summary>Destroys what the commitments of these decisions were made with. No entry and no proof changes. See
    /// <see cref="Erasure"/>.</summary>
    public static Task<int> DestroySalts(this Database db, int siteId, IReadOnlyCollection<Guid> decisions, CancellationToken ct) =>
        db.LogSalts.Where(x => x.SiteId == siteId && decisions.Contains(x.DecisionId)).ExecuteDeleteAsync(ct);

    /// <param name="index">Of the first hash at this level.</param>
    private static async Task Grow(Database db, int site, int level, long index, IReadOnlyList<byte[]> hashes)
    {
        var full = new List<byte[]>();
        for (var done = 0; done < hashes.Count;)
        {
            var (tile, before) = ((index + done) / TileWidth, (int)((index + done) % TileWidth));
            var there = before == 0 ? [] : await db.LogTiles.Where(x => x.SiteId == site && x.Level == level && x.Index == tile)
                .Select(x => x.Hashes).FirstOrDefaultAsync() ?? [];
            if (there.Length != before * MerkleHash.Length)
                throw new InvalidOperationException(
                    $"The public log is damaged near entry {index}: nothing is added to it. parley log verify says more.");
            var more = Math.Min(TileWidth - before, hashes.Count - done);
            byte[] grown = [.. there, .. hashes.Skip(done).Take(more).SelectMany(hash => hash)];
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO log_tiles ("SiteId", "Level", "Index", "Hashes") VALUES ({site}, {level}, {tile}, {grown})
                ON CONFLICT ("SiteId", "Level", "Index") DO UPDATE SET "Hashes" = excluded."Hashes"
                """);
            if (before + more == TileWidth) full.Add(MerkleHash.Full(grown));
            done += more;
        }
        if (full.Count > 0) await Grow(db, site, level + 1, (index + hashes.Count) / TileWidth - full.Count, full);
    }
}
