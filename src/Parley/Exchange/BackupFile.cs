using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>A backup of an SQLite database: one file, whole or not there at all, for its owner's eyes only.</summary>
public sealed class BackupFile(string file)
{
    /// <summary>How many wrong counts are named; the first ones tell enough.</summary>
    private const int Named = 5;

    /// <summary>
    /// Copies what is committed at one moment, by SQLite's online backup (https://www.sqlite.org/backup.html) in one step: writers go on
    /// meanwhile and are not in it.
    /// </summary>
    /// <exception cref="SetupException">There is no database, or the file exists.</exception>
    public async Task<BackupCounts> Save(string database, CancellationToken ct)
    {
        if (!File.Exists(database))
            throw new SetupException(
                $"There is no database at {database}. Run this where the server runs, or set ConnectionStrings__Parley.");
        if (File.Exists(file)) throw new SetupException($"{file} exists already. Name a file that doesn't; nothing was changed.");
        var part = NewPart(file);
        try
        {
            Copy(database, part);
            var counts = await Open(part, (db, _) => BackupCounts.In(db, ct));
            Finish(part, file);
            return counts;
        }
        catch (SqliteException error)
        {
            throw new SetupException($"The database {database} can't be saved: {error.Message}. Nothing was left in {file}.", error);
        }
        finally
        {
            Remove(part);
        }
    }

    /// <summary>Puts it in place of no database, brought to this program's version, when it is sound.</summary>
    /// <param name="anyway">Also where a count is wrong.</param>
    /// <exception cref="SetupException">It isn't sound, or a database is there.</exception>
    public async Task<BackupCounts> Restore(string database, bool anyway, CancellationToken ct)
    {
        if (!File.Exists(file)) throw new SetupException($"There is no file {file}.");
        if (new[] { database, database + "-wal", database + "-journal" }.FirstOrDefault(File.Exists) is { } there)
            throw new SetupException($"{there} exists already. Stop the server and move its database away first; nothing was changed.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(database))!);
        var part = NewPart(database);
        try
        {
            Copy(file, part);
            var counts = await Open(part, (db, connection) => Check(db, connection, anyway, ct));
            Finish(part, database);
            return counts;
        }
        catch (SqliteException error)
        {
            throw new SetupException($"{file} is not a sound backup: {error.Message}. Nothing was changed.", error);
        }
        finally
        {
            Remove(part);
        }
    }

    private async Task<BackupCounts> Check(SqliteDatabase db, SqliteConnection connection, bool anyway, CancellationToken ct)
    {
        if (First(connection, "SELECT integrity_check FROM pragma_integrity_check") is var state and not "ok")
            throw new SetupException($"{file} is damaged: {state}. Nothing was changed.");
        if (First(connection, "SELECT \"table\" FROM pragma_foreign_key_check") is { } table)
            throw new SetupException($"In {file} a row of {table} belongs to a row that is not there. Nothing was changed.");
        var known = db.Database.GetMigrations().ToList();
        var applied = First(connection, "SELECT name FROM sqlite_master WHERE name = '__EFMigrationsHistory'") is null
            ? [] : (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
        if (applied.Count == 0) throw new SetupException($"{file} is no database of Parley's. Nothing was changed.");
        if (applied.Except(known).FirstOrDefault() is { } newer)
            throw new SetupException(
                $"{file} was written by a newer Parley (it has {newer}). Restore it with that version; nothing was changed.");
        if (applied.Count < known.Count) await db.Database.MigrateAsync(ct);
        var wrong = await WrongCounts(db, ct);
        if (wrong.Count > 0 && !anyway)
            throw new SetupException($"In {file} not every count is what its rows say: {string.Join("; ", wrong)}. Nothing was changed; "
                + "with --anyway it is put in place as it is.");
        return await BackupCounts.In(db, ct);
    }

    private static async Task<List<string>> WrongCounts(Database db, CancellationToken ct)
    {
        var comments = await db.Discussions
            .Where(x => x.CommentCount != db.Comments.Published().Count(y => y.SiteId == x.SiteId && y.DiscussionId == x.Id))
            .OrderBy(x => x.Id).Take(Named).Select(x => $"the comments of discussion {x.Id}").ToListAsync(ct);
        var votes = await db.Comments
            .Where(x => x.Up != x.ImportedUp + db.Votes.Count(y => y.SiteId == x.SiteId && y.CommentId == x.Id && y.Value > 0)
                || x.Down != x.ImportedDown + db.Votes.Count(y => y.SiteId == x.SiteId && y.CommentId == x.Id && y.Value < 0))
            .OrderBy(x => x.Id).Take(Named).Select(x => $"the votes on comment {x.Id}").ToListAsync(ct);
        var replies = await db.Comments
            .Where(x => x.ReplyCount != db.Comments.Shown().Count(y => y.SiteId == x.SiteId && y.ParentId == x.Id))
            .OrderBy(x => x.Id).Take(Named).Select(x => $"the replies to comment {x.Id}").ToListAsync(ct);
        return [.. comments, .. votes, .. replies];
    }

    private static void Copy(string from, string to)
    {
        using var source = new SqliteConnection($"Data Source={from};Mode=ReadOnly;Pooling=false");
        using var target = new SqliteConnection($"Data Source={to};Pooling=false");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }

    // Without a log beside it: one file is what is carried away.
    private static async Task<T> Open<T>(string part, Func<SqliteDatabase, SqliteConnection, Task<T>> work)
    {
        await using var connection = new SqliteConnection($"Data Source={part};Pooling=false");
        await connection.OpenAsync(CancellationToken.None);
        First(connection, "PRAGMA journal_mode = DELETE");
        await using var db = new SqliteDatabase(new DbContextOptionsBuilder<SqliteDatabase>().UseSqlite(connection).Options);
        return await work(db, connection);
    }

    private static string? First(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() as string;
    }

    // Beside the file it becomes, so that it can be put in place at once.
    private static string NewPart(string file)
    {
        var part = file + ".part";
        Remove(part);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Open(part, options).Dispose();
        return part;
    }

    private static void Finish(string part, string file)
    {
        using (var written = File.Open(part, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(written.SafeFileHandle);
        File.Move(part, file, overwrite: false);
    }

    private static void Remove(string part)
    {
        foreach (var one in new[] { part, part + "-journal", part + "-wal", part + "-shm" }) File.Delete(one);
    }
}

/// <summary>What is in a backup.</summary>
public sealed record BackupCounts(int Articles, int Discussions, int Comments, int Readers, int Votes)
{
    public static async Task<BackupCounts> In(Database db, CancellationToken ct) => new(
        await db.Articles.CountAsync(ct), await db.Discussions.CountAsync(ct), await db.Comments.CountAsync(ct),
        await db.Readers.CountAsync(ct), await db.Votes.CountAsync(ct));
}
