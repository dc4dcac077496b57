using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Parley.Data;

/// <summary>By what a comment that is stored among many is found.</summary>
public readonly record struct FoundBy(Guid Comment, Guid Discussion, DateTimeOffset At, string Words);

/// <summary>
/// Many comments at once, with their words: all rows of one table, then all of the next, where the trigger
/// (<c>comment_words_added</c>) would go through the tables with each comment. A statement that has a trigger is a transaction within
/// the transaction, and at the beginning of each of these FTS5 writes what it has gathered: two thirds of what a comment costs.
/// </summary>
internal static class SqliteWords
{
    /// <summary>Comments of one millisecond; a number is the millisecond and the place in it.</summary>
    private const int OfMoment = 20;

    // As the trigger numbers them.
    private static readonly string Number = $"""
        INSERT INTO comment_numbers (number, comment) SELECT COALESCE(max(number) + 1, ?1), ?2
        FROM comment_numbers WHERE number >= ?1 AND number < ?1 + (1 << {OfMoment})
        """;

    private static readonly RowShape Words = new("comment_words", ("rowid", DbType.Int64), ("words", DbType.String));

    /// <param name="comments">In the order of their time: FTS5 also writes what it has whenever a number is smaller than the last.</param>
    /// <param name="store">Puts the rows of the comments into their table.</param>
    public static void Insert(SqliteConnection connection, IReadOnlyList<FoundBy> comments, Action store)
    {
        // They are read when a statement is prepared, so this expires those that are; the tables come from this program alone.
        Triggers(connection, on: false);
        try
        {
            store();
            var places = new long[comments.Count];
            using (var numbers = new SqliteRows(connection, Number, 2))
            {
                for (var i = 0; i < places.Length; i++)
                {
                    numbers.Add([comments[i].At.ToUnixTimeMilliseconds() << OfMoment, comments[i].Comment]);
                    places[i] = raw.sqlite3_last_insert_rowid(connection.Handle);
                }
            }
            using var words = new SqliteRows(connection, Words);
            for (var i = 0; i < places.Length; i++)
                words.Add([places[i], $"{comments[i].Words} in{comments[i].Discussion:N}"]);
        }
        finally
        {
            Triggers(connection, on: true);
        }
    }

    /// <summary>Fewer are taken out one by one.</summary>
    private const int Many = 2_000;

    /// <summary>Of others' comments, which are put into the index again within one transaction: a second.</summary>
    private const int MostOthers = 40_000;

    /// <summary>
    /// Takes the comments of an import out of the index by making it anew of the others. Until they are deleted they have no number, and
    /// the triggers do nothing about a comment that has none.
    /// </summary>
    public static async Task Forget(Database db, int site, int import, int comments, CancellationToken ct)
    {
        if (comments < Many || await db.Comments.CountAsync(ct) - comments > Math.Min(MostOthers, comments)) return;
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await db.Database.ExecuteSqlRawAsync(
                "DROP TABLE IF EXISTS temp.kept_words; CREATE TEMP TABLE kept_words (place INTEGER PRIMARY KEY, number INTEGER)", ct);
            // Those that are here are looked for while others write; in the transaction come those that were added meanwhile.
            var looked = await Keep(db, site, import, 0, ct);
            await using var writing = await db.BeginWrite(ct);
            await Keep(db, site, import, looked, ct);
            await db.Database.ExecuteSqlRawAsync("""
                UPDATE temp.kept_words SET number = (SELECT n.number FROM comments c JOIN comment_numbers n ON n.comment = c."Id"
                    WHERE c.rowid = place);
                DELETE FROM comment_numbers;
                INSERT INTO comment_words (comment_words) VALUES ('delete-all');
                INSERT INTO comment_numbers (number, comment)
                    SELECT k.number, c."Id" FROM temp.kept_words k CROSS JOIN comments c ON c.rowid = k.place
                    WHERE k.number IS NOT NULL ORDER BY k.number;
                INSERT INTO comment_words (rowid, words)
                    SELECT k.number, c."Words" || ' in' || lower(replace(c."DiscussionId", '-', ''))
                    FROM temp.kept_words k CROSS JOIN comments c ON c.rowid = k.place WHERE k.number IS NOT NULL ORDER BY k.number;
                DROP TABLE temp.kept_words;
                """, ct);
            await writing.Commit(ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <param name="from">The row up to which it has been looked through.</param>
    /// <returns>The row up to which it is now.</returns>
    private static async Task<long> Keep(Database db, int site, int import, long from, CancellationToken ct)
    {
        var last = await db.Database.SqlQueryRaw<long>("SELECT COALESCE(max(rowid), 0) AS \"Value\" FROM comments").SingleAsync(ct);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO temp.kept_words (place) SELECT rowid FROM comments
            WHERE rowid > {from} AND rowid <= {last} AND NOT ("SiteId" = {site} AND "ImportNumber" IS {import})
            """, ct);
        return last;
    }

    internal static void Triggers(SqliteConnection connection, bool on)
    {
        var code = raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, on ? 1 : 0, out _);
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, connection.Handle);
    }
}
