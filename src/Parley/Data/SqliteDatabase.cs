using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Discussions;
using Parley.Web;

namespace Parley.Data;

public sealed class SqliteDatabase(DbContextOptions<SqliteDatabase> options) : Database(options)
{
    /// <summary>How long a write waits for others before it is answered "busy". A person waits no longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int Busy = 5;
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new();

    /// <summary>
    /// SQLite has one writer. Waiting here, in order, costs microseconds; colliding in the file costs the driver's
    /// back-off of 150 ms.
    /// </summary>
    public override async Task<WriteTransaction> BeginWrite(CancellationToken ct)
    {
        var turn = TurnOf(Database.GetConnectionString()!);
        if (!await turn.WaitAsync(Patience, ct)) throw new SqliteException("Other writers have not finished.", Busy);
        try
        {
            return new WriteTransaction(await Database.BeginTransactionAsync(ct), new Turn(turn));
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <summary>A dozen indexes are written at once, in any order: they fit into memory, and are copied into the file seldom.</summary>
    public override async Task<IAsyncDisposable> ExpectMuch(CancellationToken ct)
    {
        var kept = await base.ExpectMuch(ct);
        await Database.ExecuteSqlRawAsync("PRAGMA cache_size = -65536", ct);
        // Whoever finds the log longer than they let it grow copies it into the file. Beside a server that is done here, and not by the
        // next who posts.
        await Database.ExecuteSqlRawAsync(IsServed ? "PRAGMA wal_autocheckpoint = 3000" : "PRAGMA wal_autocheckpoint = 8000", ct);
        return kept;
    }

    public override async Task<IAsyncDisposable> BeginRead(CancellationToken ct)
    {
        await Database.OpenConnectionAsync(ct);
        // What isn't deferred is the one writer.
        var transaction = ((SqliteConnection)Database.GetDbConnection()).BeginTransaction(deferred: true);
        var used = await Database.UseTransactionAsync(transaction, ct);
        return new Reading(Database, used!, transaction);
    }

    private sealed class Reading(DatabaseFacade database, IDbContextTransaction used, SqliteTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // Using it has opened the connection a second time; only its end closes that again.
            await used.DisposeAsync();
            await transaction.DisposeAsync();
            await database.CloseConnectionAsync();
        }
    }

    /// <summary>Shared by all who write to one file from this process.</summary>
    internal static SemaphoreSlim TurnOf(string connectionString) => Turns.GetOrAdd(connectionString, _ => new SemaphoreSlim(1));

    /// <summary>A connection for statements of its own, with the settings that every connection here has.</summary>
    /// <param name="writes">
    /// The one that writes keeps more pages in memory, and lets the log grow to 16 MB before it copies it into the file: pages that change
    /// all the time, like those of an index, are then copied once instead of a dozen times.
    /// </param>
    internal static SqliteConnection Open(string connectionString, bool writes = false)
    {
        var patient = new SqliteConnectionStringBuilder(connectionString)
            { DefaultTimeout = (int)WriteQueue.Patience.TotalSeconds, Pooling = false };
        var connection = new SqliteConnection(patient.ToString());
        connection.Open();
        Pragmas.Apply(connection);
        if (!writes) return connection;
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000;";
        command.ExecuteNonQuery();
        SqlitePatience.Give(connection);
        return connection;
    }

    /// <summary>A write has the database to itself.</summary>
    public override Task TakeTurn(Guid id, CancellationToken ct) => Task.CompletedTask;

    public override Task ShareTurn(Guid id, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Commands have the file to themselves, whatever site they are for.</summary>
    public override Task<IAsyncDisposable?> TryAlone(int siteId, CancellationToken ct) => Task.FromResult<IAsyncDisposable?>(
        FileLock.Try(Setup.FileOf(Database.GetConnectionString()!) + ".importing", FileShare.None, FileOptions.DeleteOnClose));

    /// <summary>SQLite wakes nobody: who waits asks again, and a command that begins anew at once is always there before.</summary>
    public override bool IsServed
    {
        get
        {
            var file = Setup.FileOf(Database.GetConnectionString()!) + Served;
            if (!File.Exists(file)) return false;
            using var alone = FileLock.Try(file, FileShare.None);
            return alone is null;
        }
    }

    public override Task ForgetWords(int siteId, int import, int comments, CancellationToken ct) =>
        SqliteWords.Forget(this, siteId, import, comments, ct);

    public override Task<bool> TryEmptyComments(Func<Task<bool>> along, CancellationToken ct) => SqliteEmptying.Empty(this, along, ct);

    private const string Served = ".serving";

    /// <summary>Held by every server while it runs, so that commands know of it; null where that can't be told.</summary>
    internal static async Task<IDisposable?> Serve(string connectionString, CancellationToken ct)
    {
        // A command that looks has it for a moment.
        for (var tries = 0; tries < 20; tries++)
        {
            if (FileLock.Try(Setup.FileOf(connectionString) + Served, FileShare.Read) is { } held) return held;
            await Task.Delay(10, ct);
        }
        return null;
    }

    // One writer numbers its changes in the order in which it commits them.
    public override async Task<long> Horizon(int siteId, CancellationToken ct) =>
        (await Discussions.TagWith(Changes.Watch).Where(x => x.SiteId == siteId).MaxAsync(x => (long?)x.Sequence, ct) ?? 0) + 1;

    public override IQueryable<Guid> ArticlesLike(int siteId, IReadOnlyList<string> words)
    {
        // Each word quoted is a phrase to FTS5, whatever signs are in it.
        var match = string.Join(" OR ", words.Select(word => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        return Database.SqlQuery<Guid>($"""
            SELECT a."Id" AS "Value" FROM article_words w JOIN articles a ON a."Id" = w.article
            WHERE article_words MATCH {match} AND a."SiteId" = {siteId} ORDER BY bm25(article_words, 0.0, 4.0, 1.0) LIMIT 8
            """);
    }

    public override IQueryable<Guid> CommentsWith(int siteId, Guid? discussion, IReadOnlyList<SoughtWord> words, Cursor? after, int count)
    {
        var match = Match(words) + (discussion is { } id ? $" AND \"in{id:N}\"" : "");
        if (after is null)
        {
            return Database.SqlQuery<Guid>($"""
                SELECT n.comment AS "Value" FROM comment_words w JOIN comment_numbers n ON n.number = w.rowid
                WHERE comment_words MATCH {match} ORDER BY w.rowid DESC LIMIT {count}
                """);
        }
        var (last, from) = (after.Id, after.At.ToUnixTimeMilliseconds() << 20);
        return Database.SqlQuery<Guid>($"""
            SELECT n.comment AS "Value" FROM comment_words w JOIN comment_numbers n ON n.number = w.rowid
            WHERE comment_words MATCH {match} AND w.rowid < COALESCE((SELECT number FROM comment_numbers WHERE comment = {last}), {from})
            ORDER BY w.rowid DESC LIMIT {count}
            """);
    }

    public override IQueryable<Guid> ArticlesWith(int siteId, IReadOnlyList<SoughtWord> words)
    {
        var match = Match(words);
        return Database.SqlQuery<Guid>($"SELECT article AS \"Value\" FROM article_search WHERE article_search MATCH {match}");
    }

    private static string Match(IReadOnlyList<SoughtWord> words) =>
        string.Join(" AND ", words.Select(word => $"\"{word.Word}\"{(word.IsBeginning ? " *" : "")}"));

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }

    /// <summary>Settings that SQLite keeps per connection. FULL: a commit is on disk when it is acknowledged.</summary>
    public sealed class Pragmas : DbConnectionInterceptor
    {
        private const string Settings = "PRAGMA busy_timeout = 2000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA "
            + "temp_store = MEMORY; PRAGMA cache_size = -2000; PRAGMA secure_delete = ON;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }

        internal static void Apply(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Settings;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>
    /// Whether this SQLite library may hold a WAL database that is written and checkpointed by several connections: the
    /// WAL-reset bug is mended in 3.51.3 and in the back-ports 3.50.7 and 3.44.6.
    /// </summary>
    public static bool IsSafe(Version library) =>
        library >= new Version(3, 51, 3)
        || (library.Major == 3 && library.Minor == 50 && library.Build >= 7)
        || (library.Major == 3 && library.Minor == 44 && library.Build >= 6);

    public void CheckLibrary()
    {
        if (!IsSafe(LibraryVersion))
            throw new SetupException(
                $"This SQLite library ({LibraryVersion}) can lose data in WAL mode. Parley needs 3.51.3 or newer, 3.50.7 or 3.44.6.");
    }

    public static Version LibraryVersion => Version.Parse(new SqliteConnection().ServerVersion);
}
