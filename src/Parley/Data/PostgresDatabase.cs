using Microsoft.EntityFrameworkCore;
using Npgsql;
using Parley.Discussions;
using Parley.Web;

namespace Parley.Data;

public sealed class PostgresDatabase(DbContextOptions<PostgresDatabase> options) : Database(options)
{
    /// <summary>Transactions at once; each holds a connection and takes along all that wait, so that few are enough.</summary>
    public const int Lanes = 4;

    /// <summary>More than the hot roads have; what the model asks now and then takes the place of what was not asked for longest.</summary>
    private const int MostPrepared = 100;

    /// <summary>Any number that is nobody else's: whoever prepares the database holds it.</summary>
    private const long Preparing = 0x7061_726C_6579_0001;

    /// <summary>
    /// Two that start at once prepare the database one after the other. The server gives the lock back when its holder is gone.
    /// </summary>
    /// <returns>To be disposed of when all is prepared; null where there is no database yet.</returns>
    internal static async Task<NpgsqlConnection?> Alone(string connectionString, CancellationToken ct)
    {
        var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 60 }.ToString());
        try
        {
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT pg_advisory_lock(@number)";
            command.Parameters.AddWithValue("number", Preparing);
            await command.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await connection.DisposeAsync();
            return null;
        }
    }

    internal static NpgsqlConnection Open(string connectionString, TimeSpan patience)
    {
        // Kept by whoever opens it, so not pooled; and nobody waits longer for the server than for a turn.
        var patient = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false, Timeout = (int)patience.TotalSeconds, CommandTimeout = 2 * (int)patience.TotalSeconds,
            CancellationTimeout = 1000, MaxAutoPrepare = MostPrepared, AutoPrepareMinUsages = 2,
        };
        var connection = new NpgsqlConnection(patient.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT set_config('lock_timeout', @patience, false)";
        command.Parameters.AddWithValue("patience", FormattableString.Invariant($"{patience.TotalSeconds:0}s"));
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Writers of one discussion take turns at its row; others don't meet.</summary>
    public override async Task<WriteTransaction> BeginWrite(CancellationToken ct) =>
        new(await Database.BeginTransactionAsync(ct));

    public override async Task<IAsyncDisposable> BeginRead(CancellationToken ct) =>
        await Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);

    // Of a table that it has never looked at it believes that any index is as good as another. So what it asks for each row that names a
    // reader went through all of them, which took half the time of an import; it looks by itself once a minute at most. Without the
    // columns that are long, of which nothing is asked that could be answered in two ways.
    public override Task LookAnew(CancellationToken ct) => Database.ExecuteSqlRawAsync("""
        ANALYZE readers, discussions, discussion_addresses, speakers, decisions, cases, votes, ledger, comments ("SiteId", "Id",
          "DiscussionId", "ParentId", "AuthorId", "PassageId", "Ordinal", "TextHash", "CreatedAt", "Source", "SourceId", "ImportNumber")
        """, ct);

    public override Task TakeTurn(Guid id, CancellationToken ct) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Turn(id)})", ct);

    public override Task TakeTurns(IEnumerable<Guid> ids, CancellationToken ct)
    {
        // In one order, so that no two wait for each other.
        var turns = ids.Select(Turn).Order().ToArray();
        return Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(turn) FROM unnest({turns}) turn", ct);
    }

    public override Task ShareTurn(Guid id, CancellationToken ct) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared({Turn(id)})", ct);

    /// <summary>Beside <see cref="Preparing"/>, which is one number and not two.</summary>
    private const int Commanding = 0x7061_726C;

    public override async Task<IAsyncDisposable?> TryAlone(int siteId, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Database.GetConnectionString()!) { Pooling = false, KeepAlive = 30 }.ToString());
        try
        {
            await connection.OpenAsync(ct);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT pg_try_advisory_lock(@what, @site)";
            command.Parameters.AddWithValue("what", Commanding);
            command.Parameters.AddWithValue("site", siteId);
            if (await command.ExecuteScalarAsync(ct) is true) return new Command(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    // Given back by word: until the server notices that a connection is gone the next command would be told that another is at work.
    private sealed class Command(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT pg_advisory_unlock_all()";
                await command.ExecuteNonQueryAsync();
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
            {
                // It was cut, and what it held is given back.
            }
            finally
            {
                await connection.DisposeAsync();
            }
        }
    }

    private static long Turn(Guid id) =>
        System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(id.ToByteArray(bigEndian: true).AsSpan(8));

    // The number of a change is that of its transaction. Transactions commit in any order, but none below the oldest that is under way.
    public override Task<long> Horizon(int siteId, CancellationToken ct) =>
        Database.SqlQuery<long>($"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS \"Value\"").TagWith(Changes.Watch)
            .SingleAsync(ct);

    /// <summary>A database moved from a server that had counted further is numbered anew, or all of it would be taken for news.</summary>
    internal Task CatchUp(CancellationToken ct) => Database.ExecuteSqlAsync($"""
        UPDATE discussions SET "Version" = "Version"
        WHERE "SiteId" IN (SELECT "Id" FROM sites) AND "Sequence" > pg_current_xact_id()::text::bigint
        """, ct);

    public override IQueryable<Guid> ArticlesLike(int siteId, IReadOnlyList<string> words)
    {
        // Each word quoted is one lexeme to tsquery, whatever signs are in it.
        var match = string.Join(" | ",
            words.Select(word => $"'{word.Replace("'", "''", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)}'"));
        return Database.SqlQuery<Guid>($"""
            SELECT "Id" AS "Value" FROM articles WHERE words @@ {match}::tsquery AND "SiteId" = {siteId}
            ORDER BY ts_rank(words, {match}::tsquery) DESC LIMIT 8
            """);
    }

    public override IQueryable<Guid> CommentsWith(int siteId, Guid? discussion, IReadOnlyList<SoughtWord> words, Cursor? after, int count)
    {
        var match = Match(words);
        var (at, last) = (after?.At.UtcDateTime ?? DateTime.MaxValue.ToUniversalTime(), after?.Id ?? Guid.AllBitsSet);
        return discussion is { } id
            ? Database.SqlQuery<Guid>($"""
                SELECT "Id" AS "Value" FROM comments WHERE found_by @@ {match}::tsquery AND "SiteId" = {siteId}
                  AND "DiscussionId" = {id} AND ("CreatedAt", "Id") < ({at}, {last}) ORDER BY "CreatedAt" DESC, "Id" DESC LIMIT {count}
                """)
            : Database.SqlQuery<Guid>($"""
                SELECT "Id" AS "Value" FROM comments WHERE found_by @@ {match}::tsquery AND "SiteId" = {siteId}
                  AND ("CreatedAt", "Id") < ({at}, {last}) ORDER BY "CreatedAt" DESC, "Id" DESC LIMIT {count}
                """);
    }

    public override IQueryable<Guid> ArticlesWith(int siteId, IReadOnlyList<SoughtWord> words)
    {
        var match = Match(words);
        return Database.SqlQuery<Guid>(
            $"SELECT \"Id\" AS \"Value\" FROM articles WHERE found_by @@ {match}::tsquery AND \"SiteId\" = {siteId}");
    }

    private static string Match(IReadOnlyList<SoughtWord> words) =>
        string.Join(" & ", words.Select(word => $"'{word.Word}'{(word.IsBeginning ? ":*" : "")}"));
}
