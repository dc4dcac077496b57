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
    private static readonly SemaphoreSlim OneCopyAtATime = new(1);

    public static async Task CopyTo(string file) => File.Copy(await Sqlite.Value, file);

    /// <param name="server">Connection string without a database.</param>
    /// <returns>The name of a new database on it.</returns>
    public static async Task<string> NewOnPostgres(string server, bool prepared)
    {
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
