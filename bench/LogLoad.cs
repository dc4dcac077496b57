using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

/// <summary>
/// A public log as if so many decisions had been taken: entries, tiles and size, into the database of a server that isn't
/// running. It signs them when it starts.
/// </summary>
internal static class LogLoad
{
    public static int Fill(string file, int entries)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var entry = new SqliteCommand(
            """
            INSERT INTO log_entries
              ("SiteId", "Index", "At", "Action", "DecisionId", "RuleId", "RuleVersion", "Ground", "Automated", "Source", "Leaf")
            VALUES (1, $index, $at, 'Removal', $decision, 'spam', 1, 'Spam', 0, 'Report', $leaf)
            """,
            connection, transaction);
        foreach (var name in new[] { "$index", "$at", "$decision", "$leaf" })
            entry.Parameters.Add(new SqliteParameter { ParameterName = name });
        var begin = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var level = new List<byte[]>();
        for (var i = 0; i < entries; i++)
        {
            var (at, decision) = (begin.AddSeconds(i), new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
            var commitment = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)));
            var leaf = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $$"""{"action":"removal","at":"{{at:yyyy-MM-ddTHH:mm:ss.fffZ}}","automated":"""
                + $$"""false,"commitment":"{{commitment}}","decision":"{{decision}}","ground":"spam","index":"""
                + $$"""{{i}},"rule":"spam","ruleVersion":1,"source":"report","version":1,"waited":null}"""));
            entry.Parameters[0].Value = i;
            entry.Parameters[1].Value = at;
            entry.Parameters[2].Value = decision;
            entry.Parameters[3].Value = leaf;
            entry.ExecuteNonQuery();
            level.Add(SHA256.HashData([0, .. leaf]));
        }
        for (var height = 0; level.Count > 0; height++)
        {
            foreach (var (index, tile) in level.Chunk(256).Index())
            {
                using var put = new SqliteCommand(
                    """INSERT INTO log_tiles ("SiteId", "Level", "Index", "Hashes") VALUES (1, $level, $index, $hashes)""",
                    connection, transaction);
                put.Parameters.AddWithValue("$level", height);
                put.Parameters.AddWithValue("$index", index);
                put.Parameters.AddWithValue("$hashes", tile.SelectMany(hash => hash).ToArray());
                put.ExecuteNonQuery();
            }
            level = [.. level.Chunk(256).Where(tile => tile.Length == 256).Select(tile => Root(tile))];
        }
        using var head = new SqliteCommand("""UPDATE log_heads SET "Size" = $size, "LastAt" = $at""", connection, transaction);
        head.Parameters.AddWithValue("$size", entries);
        head.Parameters.AddWithValue("$at", begin.AddSeconds(entries));
        head.ExecuteNonQuery();
        transaction.Commit();
        return 0;
    }

    private static byte[] Root(ReadOnlySpan<byte[]> hashes) =>
        hashes.Length == 1
            ? hashes[0] : SHA256.HashData([1, .. Root(hashes[..(hashes.Length / 2)]), .. Root(hashes[(hashes.Length / 2)..])]);
}
