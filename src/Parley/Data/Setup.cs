using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Parley.Web;

namespace Parley.Data;

/// <summary>A state of the machine that the person who runs it must mend; the message says how.</summary>
public sealed class SetupException(string message, Exception? inner = null) : Exception(message, inner);

public static class Setup
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void AddDatabase(this IServiceCollection services, IConfiguration settings)
    {
        var connection = ConnectionString(settings);
        var patience = TimeSpan.FromSeconds(settings.GetValue("Parley:WritePatience", WriteQueue.Patience.TotalSeconds));
        if (IsPostgres(connection)) AddPostgres(services, connection, patience);
        else AddSqlite(services, connection, patience);
        services.AddSingleton<Forgetting>().AddHostedService(provider => provider.GetRequiredService<Forgetting>());
    }

    // Two methods, so that the driver that is not used is not loaded.
    private static void AddPostgres(IServiceCollection services, string connection, TimeSpan patience)
    {
        services.AddDbContextPool<Database, PostgresDatabase>(options => options.UseNpgsql(connection));
        services.AddSingleton(provider => new WriteQueue(
            PostgresDatabase.Lanes, () => PostgresDatabase.Open(connection, patience), turn: null, patience,
            provider.GetRequiredService<ILogger<WriteQueue>>()));
        services.AddSingleton(_ => new Reads(() => PostgresDatabase.Open(connection, patience), isNear: false));
    }

    private static void AddSqlite(IServiceCollection services, string given, TimeSpan patience)
    {
        var connection = Patient(given);
        services.AddDbContextPool<Database, SqliteDatabase>(
            // A list is one parameter: the statement stays the same however long it is, as with PostgreSQL.
            options => options.UseSqlite(connection, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
                .AddInterceptors(new SqliteDatabase.Pragmas()));
        services.AddSingleton(provider => new WriteQueue(
            1, () => SqliteDatabase.Open(connection, writes: true), SqliteDatabase.TurnOf(connection), patience,
            provider.GetRequiredService<ILogger<WriteQueue>>()));
        services.AddSingleton(_ => new Reads(() => SqliteDatabase.Open(connection), isNear: true));
    }

    // The driver tries again until then; a person at the other end waits no longer.
    private static string Patient(string connection) =>
        new SqliteConnectionStringBuilder(connection) { DefaultTimeout = (int)SqliteDatabase.Patience.TotalSeconds }.ToString();

    public static string ConnectionString(IConfiguration settings) =>
        settings.GetConnectionString("Parley") is { Length: > 0 } given ? given : "Data Source=data/parley.db";

    /// <summary>As all connections to it are opened; null for PostgreSQL.</summary>
    internal static string? SqliteOf(IConfiguration settings) =>
        ConnectionString(settings) is var given && IsPostgres(given) ? null : Patient(given);

    public static bool IsPostgres(string connection) =>
        connection.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes the database ready or says in one sentence why it can't be: before the first request is answered.</summary>
    public static async Task Prepare(this Database db, TimeProvider clock, ILogger log, CancellationToken ct)
    {
        try
        {
            if (db is SqliteDatabase sqlite) sqlite.CheckLibrary();
            if (db is SqliteDatabase) MakeRoom(FileOf(db));
            using var alone = db is SqliteDatabase ? await Alone(FileOf(db), ct) : null;
            if (alone is not null) await FreeFromTheDead(db, ct);
            await using var turn = db is PostgresDatabase ? await PostgresDatabase.Alone(db.Database.GetConnectionString()!, ct) : null;
            // A copy that was restored is not in WAL any more.
            if (db is SqliteDatabase) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", ct);
            var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
            var known = db.Database.GetMigrations().ToList();
            if (applied.Except(known).FirstOrDefault() is { } newer)
                throw new SetupException($"The database was written by a newer Parley (it has {newer}). Start that version, or restore a "
                    + "backup; nothing was changed.");
            if (applied.Count > 0 && applied.Count < known.Count && db is SqliteDatabase)
                log.LogInformation("Saved a copy of the database to {File} before migrating it", await db.Backup(clock, ct));
            if (applied.Count < known.Count) await db.Database.MigrateAsync(ct);
            if (db is PostgresDatabase postgres) await postgres.CatchUp(ct);
        }
        catch (Exception error) when (Trouble(error, db) is { } sentence)
        {
            throw new SetupException(sentence, error);
        }
    }

    /// <summary>What is the matter with the database and what to do about it, in a sentence; null for any other error.</summary>
    public static string? Trouble(Exception? error, Database db) => error switch
    {
        null => null,
        SqliteException sqlite => sqlite.SqliteErrorCode switch
        {
            5 or 6 => $"The database {FileOf(db)} is locked by another program. Stop that program, then try again.",
            8 or 14 => $"The database {FileOf(db)} can't be opened or written. Check that the folder exists and belongs to the user who "
                + "runs Parley.",
            11 or 26 => $"The file {FileOf(db)} is not a sound SQLite database. Restore a backup; the file was left as it is.",
            13 => $"The disk that holds {FileOf(db)} is full. Make room, then try again.",
            _ => $"The database {FileOf(db)} can't be used: {sqlite.Message}",
        },
        DbException other => $"PostgreSQL can't be used: {other.Message}. Check ConnectionStrings__Parley.",
        _ => Trouble(error.InnerException, db),
    };

    /// <summary>The file of an SQLite database.</summary>
    public static string FileOf(string connection) => new SqliteConnectionStringBuilder(connection).DataSource;

    private static string FileOf(Database db) => FileOf(db.Database.GetConnectionString()!);

    // Two that start at once on one file prepare it one after the other. The system gives the lock back whatever becomes of its holder.
    private static async Task<FileStream?> Alone(string file, CancellationToken ct)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            try
            {
                return new FileStream(file + ".starting", new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None,
                    Options = FileOptions.DeleteOnClose,
                });
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException)
            {
                await Task.Delay(100, ct);
            }
        }
        throw new SetupException($"Another Parley has been preparing {file} for a minute. Stop it, then try again.");
    }

    // Who is killed while migrating leaves a row behind for which the next one would wait for ever. Nobody else migrates now.
    private static async Task FreeFromTheDead(Database db, CancellationToken ct)
    {
        var locks = await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'")
            .SingleAsync(ct);
        if (locks > 0) await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", ct);
    }

    private static void MakeRoom(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        // SQLite gives what it writes beside the database, -wal and -shm, the mode of the database.
        foreach (var one in new[] { file, file + "-wal", file + "-shm" }) KeepToOneself(one, make: one == file);
    }

    // Names, tokens and addresses of mail are in it: made for nobody but its owner, whatever the umask.
    private static void KeepToOneself(string file, bool make)
    {
        if (OperatingSystem.IsWindows() || file.StartsWith(':') || file.StartsWith("file:", StringComparison.Ordinal)) return;
        try
        {
            if (File.Exists(file)) File.SetUnixFileMode(file, OwnersOnly);
            else if (make) File.Open(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnersOnly,
            }).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another's file, or a folder that can't be written: SQLite says what is the matter, or can do with it.
        }
    }

    /// <summary>A copy of the SQLite database as it is now, beside it.</summary>
    /// <returns>Its file.</returns>
    public static async Task<string> Backup(this Database db, TimeProvider clock, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(FileOf(db)))!, "backups");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FormattableString.Invariant($"parley-{clock.Now():yyyyMMdd-HHmmssfff}.db"));
        KeepToOneself(file, make: true);
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {file}", ct);
        return file;
    }
}

/// <summary>What <c>dotnet ef migrations add --context …</c> builds its model from; no database is opened.</summary>
public sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteDatabase>
{
    public SqliteDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteDatabase>().UseSqlite("Data Source=:memory:").Options);
}

public sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresDatabase>
{
    public PostgresDatabase CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDatabase>().UseNpgsql("Host=localhost").Options);
}
