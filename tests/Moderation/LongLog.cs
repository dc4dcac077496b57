using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Parley.Moderation;
using Database = Parley.Data.Database;

namespace Parley.Tests.Moderation;

/// <summary>Logs for tests, filled by the product's own way or, where they are long, with what it would have written.</summary>
public static class LongLog
{
    public static LogFacts Facts(int site, int number, string text = "A text.") => new(
        site, (LogAction)(number % 9), new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        number % 5 == 0 ? null : new LogRule(number % 3 == 0 ? "spam" : "Privatsphäre", 1 + number % 2),
        number % 5 == 0 ? null : (LogGround)(number % 3), number % 4 == 0, (LogSource)(number % 3), text);

    /// <summary>One after another, each at a time of its own; a hundred are written at once.</summary>
    public static async Task Append(this Site site, int from, int count)
    {
        foreach (var numbers in Enumerable.Range(from, count).Chunk(100))
            await site.Query(async db =>
            {
                await using var writing = await db.BeginWrite(default);
                var indexes = new List<long>();
                foreach (var number in numbers)
                {
                    var now = site.Clock.GetUtcNow();
                    indexes.Add(await db.Append(Facts(1, number) with { RaisedAt = now.AddMinutes(-number) }, now));
                    site.Clock.Advance(TimeSpan.FromMilliseconds(7));
                }
                await db.SaveChangesAsync();
                await Decide(db, indexes[0], indexes[^1], site.Ada.Id);
                await writing.Commit(default);
                return indexes.Count;
            });
    }

    // The decisions that entries are of, and the appeals that some of them came to.
    private static async Task Decide(Database db, long first, long last, Guid reader)
    {
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO decisions
                ("SiteId", "Id", "Kind", "ReaderId", "RuleId", "RulesVersion", "Ground", "Facts", "Source", "Automated", "DecidedAt",
                "LogIndex", "ReversedAt")
            SELECT "SiteId", "DecisionId",
                CASE WHEN "Action" IN ('Hold', 'Release') THEN 'Hold' WHEN "Action" IN ('Suspension', 'SuspensionEnd') THEN 'Suspension'
                WHEN "Action" IN ('NoticeRejected', 'Publish', 'Kept') THEN 'Kept' ELSE 'Removal' END,
                {reader}, "RuleId", "RuleVersion", "Ground", 'A text.', "Source", "Automated", "At", "Index",
                CASE WHEN "Action" IN ('Release', 'Reversed', 'SuspensionEnd') THEN "At" END
            FROM log_entries WHERE "SiteId" = 1 AND "Index" BETWEEN {first} AND {last} ON CONFLICT DO NOTHING
            """);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO appeals ("SiteId", "Id", "DecisionId", "Text", "CreatedAt", "RuledAt", "Outcome", "Facts", "LogIndex")
            SELECT "SiteId", "DecisionId", "DecisionId", 'No.', "At", "At",
                CASE "Action" WHEN 'Upheld' THEN 'Uphold' ELSE 'Reverse' END, 'So.', "Index"
            FROM log_entries WHERE "SiteId" = 1 AND "Index" BETWEEN {first} AND {last} AND "Action" IN ('Upheld', 'Reversed')
            ON CONFLICT DO NOTHING
            """);
    }

    /// <summary>As if <paramref name="count"/> decisions had been taken, without the hours that would need.</summary>
    public static async Task Fill(this Database db, int count, DateTimeOffset from)
    {
        await using var writing = await db.BeginWrite(default);
        var hashes = new List<byte[]>(count);
        using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = ((DbContext)db).Database.CurrentTransaction!.GetDbTransaction();
        var columns = db.Model.FindEntityType(typeof(LogEntry))!.GetProperties().ToList();
        command.CommandText = $"INSERT INTO log_entries ({string.Join(", ", columns.Select(x => $"\"{x.Name}\""))}) VALUES "
            + $"({string.Join(", ", columns.Select(x => $"@{x.Name}"))})";
        var mappings = columns.Select(x => (Column: x, Mapping: x.GetRelationalTypeMapping())).ToList();
        for (var number = 0; number < count; number++)
        {
            var entry = LogEntry.Write(Facts(1, number), number, MerkleHash.Leaf(BitConverter.GetBytes(number)), from.AddSeconds(number));
            hashes.Add(MerkleHash.Leaf(entry.Leaf));
            command.Parameters.Clear();
            foreach (var (column, mapping) in mappings)
                command.Parameters.Add(
                    mapping.CreateParameter(command, "@" + column.Name, column.PropertyInfo!.GetValue(entry), column.IsNullable));
            await command.ExecuteNonQueryAsync();
        }
        await WriteTiles(db, hashes);
        await db.LogHeads.ExecuteUpdateAsync(set => set.SetProperty(x => x.Size, count).SetProperty(x => x.LastAt, from.AddSeconds(count)));
        await writing.Commit(default);
    }

    /// <summary>Puts the tree over these leaves in the place of the one that is there.</summary>
    public static async Task WriteTiles(Database db, IReadOnlyList<byte[]> hashes)
    {
        await db.LogTiles.ExecuteDeleteAsync();
        for (var level = 0; hashes.Count > 0; level++)
        {
            List<byte[]> above = [];
            foreach (var (index, tile) in hashes.Chunk(256).Index())
            {
                var bytes = tile.SelectMany(hash => hash).ToArray();
                await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO log_tiles (\"SiteId\", \"Level\", \"Index\", \"Hashes\") VALUES (1, {level}, {(long)index}, {bytes})");
                if (tile.Length == 256) above.Add(MerkleHash.Full(bytes));
            }
            hashes = above;
        }
    }

    public static async Task<bool> Sign(this Site site)
    {
        using var scope = site.App.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<LogSigning>().Sign(default);
    }
}
