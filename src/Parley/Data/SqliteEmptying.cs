using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Parley.Data;

/// <summary>
/// All comments at once. A row that goes is taken out of a dozen indexes, and each table that may name it is looked at; a table that goes
/// gives its pages back, and they are overwritten.
/// </summary>
internal static class SqliteEmptying
{
    /// <param name="along">In the same transaction, before it: false where something forbids it.</param>
    /// <returns>False where nothing was changed, also because somebody names a comment.</returns>
    public static async Task<bool> Empty(Database db, Func<Task<bool>> along, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            // What SQLite would ask for each row is asked for all of them at the end. It can't be set within a transaction.
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF", ct);
            await using var writing = await db.BeginWrite(ct);
            if (!await along()) return false;
            var connection = (SqliteConnection)db.Database.GetDbConnection();
            SqliteWords.Triggers(connection, on: false);
            try
            {
                await db.Database.ExecuteSqlRawAsync("""
                    DELETE FROM comments;
                    DELETE FROM comment_numbers;
                    INSERT INTO comment_words (comment_words) VALUES ('delete-all');
                    """, ct);
            }
            finally
            {
                SqliteWords.Triggers(connection, on: true);
            }
            if (await IsNamed(db, ct)) return false;
            await writing.Commit(ct);
            return true;
        }
        finally
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = ON", ct);
            await db.Database.CloseConnectionAsync();
        }
    }

    // By tables that name comments, or what was decided about them.
    private static async Task<bool> IsNamed(Database db, CancellationToken ct)
    {
        var naming = await db.Database.SqlQueryRaw<string>("""
            SELECT DISTINCT t.name AS "Value" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
            WHERE t.type = 'table' AND k."table" IN ('comments', 'decisions')
            """).ToListAsync(ct);
        foreach (var table in naming)
            if (await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS \"Value\" FROM pragma_foreign_key_check({table})").SingleAsync(ct) > 0)
                return true;
        return false;
    }
}
