using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Parley.Data;

namespace Parley.Tests;

/// <summary>
/// A database with all its tables and nothing in them, made once and copied for each site: the migrations are tested where they are meant
/// to be, not two hundred times on the way.
/// </summary>
internal static class PreparedDatabase
{
    private static readonly Lazy<Task<string>> Sqlite = new(PrepareSqlite);
    private static readonly Lazy<Task<string>> Postgres = new(PreparePostgres);
    private static readonly Lazy<Task<string>> PreparedShape = new(ShapeOfPrepared);
    private static readonly SemaphoreSlim OneCopyAtATime = new(1);

    /// <summary>Of sites that are done: to copy a database and be the first to connect costs ten times what emptying one does.</summary>
    private static readonly ConcurrentBag<string> Used = [];

    /// <summary>
    /// What a database has besides rows: where a test has added to it, taken away or given another name, nobody else gets it.
    /// </summary>
    private const string Shape = """
        SELECT (SELECT COUNT(*) FROM pg_class) || ' ' || (SELECT COUNT(*) FROM pg_trigger WHERE tgenabled = 'O') || ' '
          || (SELECT COUNT(*) FROM pg_proc) || ' ' || (SELECT COUNT(*) FROM pg_attribute) || ' ' || (SELECT COUNT(*) FROM pg_constraint)
          || ' ' || (SELECT COUNT(*) FROM pg_db_role_setting)
          || ' ' || (SELECT md5(string_agg(relname, ' ' ORDER BY relname)) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace)
        """;

    private const string Empty = """
        DO $$ DECLARE one regclass; BEGIN
          SET LOCAL session_replication_role = replica;
          FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
              AND relname <> '__EFMigrationsHistory' AND pg_relation_size(oid) > 0 LOOP
            EXECUTE CASE WHEN pg_relation_size(one) < 500000 THEN 'DELETE FROM ' || one
              ELSE 'TRUNCATE ' || one || ' CASCADE' END;
          END LOOP;
          PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
        END $$
        """;

    public static async Task CopyTo(string file) => File.Copy(await Sqlite.Value, file);

    /// <param name="server">Connection string without a database.</param>
    /// <returns>The name of a new database on it.</returns>
    public static async Task<string> NewOnPostgres(string server, bool prepared)
    {
        if (prepared && Used.TryTake(out var used) && await IsEmptied(used)) return used;
        var name = NewName();
        var template = prepared ? $" TEMPLATE {await Postgres.Value}" : "";
        await OneCopyAtATime.WaitAsync();
        try
        {
            await Run(server, $"CREATE DATABASE {name}{template}");
            return name;
        }
        finally
        {
            OneCopyAtATime.Release();
        }
    }

    /// <summary>For the next site. Nobody may be connected that still writes.</summary>
    public static void GiveBack(string name) => Used.Add(name);

    private static async Task<bool> IsEmptied(string name)
    {
        try
        {
            await using var connection = new NpgsqlConnection(Site.ConnectionTo(name));
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"{Empty}; {Shape}", connection);
            return (string?)await command.ExecuteScalarAsync() == await PreparedShape.Value;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<string> ShapeOfPrepared()
    {
        await using var connection = new NpgsqlConnection($"{Site.Postgres};Database={await Postgres.Value};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Shape, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string> PrepareSqlite()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("parley-prepared-").FullName, "parley.db");
        await using (var db = new SqliteDatabase(new DbContextOptionsBuilder<SqliteDatabase>()
            .UseSqlite($"Data Source={file};Pooling=false").Options))
        {
            await db.Prepare(TimeProvider.System, NullLogger.Instance, default);
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        return file;
    }

    private static async Task<string> PreparePostgres()
    {
        var (server, name) = (Site.Postgres!, NewName());
        await Run(server, $"CREATE DATABASE {name}");
        await using var db = new PostgresDatabase(new DbContextOptionsBuilder<PostgresDatabase>()
            .UseNpgsql($"{server};Database={name};Pooling=false").Options);
        await db.Prepare(TimeProvider.System, NullLogger.Instance, default);
        return name;
    }

    private static string NewName() => "t" + Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");

    private static async Task Run(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server + ";Database=postgres;Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
