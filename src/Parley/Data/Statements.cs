using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Parley.Data;

/// <summary>
/// A statement of the hot roads, in the SQL that both databases speak. The types of its parameters are said here, since PostgreSQL
/// prepares by them, and a null has none.
/// </summary>
public sealed class Statement(string sql, params (string Name, DbType Type)[] parameters)
{
    public string Sql => sql;
    public IReadOnlyList<(string Name, DbType Type)> Parameters => parameters;
}

/// <summary>What the two drivers give back differently.</summary>
public static class Columns
{
    public static DateTimeOffset Time(this DbDataReader row, int column) =>
        new(DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc));

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static Guid? GuidOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static int? NumberOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    /// <summary>A value as it is stored.</summary>
    internal static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        // As the model's own converter has it: UTC, in the type that both databases compare.
        DateTimeOffset time => time.UtcDateTime,
        _ => value,
    };
}

/// <summary>
/// Statements of one connection, each prepared when it is first used. Not thread-safe: whoever has the connection has them.
/// </summary>
public sealed class Statements(DbConnection connection) : IDisposable
{
    /// <summary>Long enough that planning is no part of what a write costs.</summary>
    private static readonly TimeSpan PlansKept = TimeSpan.FromSeconds(5);

    /// <summary>Of these the way is a small part of what they cost.</summary>
    private const int MostTogether = 100;

    private readonly Dictionary<Statement, DbCommand> prepared = [];
    private readonly PostgresBatch? batch = connection is NpgsqlConnection postgres ? new(postgres) : null;
    private long planned = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, DbCommand> plain = new(StringComparer.Ordinal);

    public DbConnection Connection => connection;
    public DbTransaction? Transaction { get; set; }

    /// <summary>
    /// Whether what has no answer may wait for what has one, on a server to which the way is long. Not while others use the connection.
    /// </summary>
    public bool Gathers { get; set; }

    /// <summary>
    /// PostgreSQL keeps the plan of a prepared statement until the server next looks at the table. One that was made for an empty table
    /// goes by any index, and reads all that was said today for each comment when the table is full.
    /// </summary>
    /// <returns>Whether the server was asked for it.</returns>
    /// <exception cref="DbException">The connection was cut.</exception>
    public bool PlanAnew()
    {
        if (batch is null || Stopwatch.GetElapsedTime(planned) < PlansKept) return false;
        Execute("DISCARD PLANS");
        Send();
        planned = Stopwatch.GetTimestamp();
        return true;
    }

    /// <summary>
    /// Changes something. Where it fails, that is told by this call, by the next one whose answer is waited for, or by <see cref="Send"/>.
    /// </summary>
    /// <param name="values">In the order of the statement's parameters; null is SQL's null.</param>
    public void Execute(Statement statement, params ReadOnlySpan<object?> values)
    {
        if (batch is null) Ready(statement, values).ExecuteNonQuery();
        else Gather(statement, values);
    }

    /// <returns>How many rows it changed.</returns>
    public int Count(Statement statement, params ReadOnlySpan<object?> values)
    {
        if (batch is null) return Ready(statement, values).ExecuteNonQuery();
        Send();
        batch.Add(statement, Checked(statement, values));
        return batch.Send();
    }

    /// <summary>One row as a record of the caller's; default when there is none.</summary>
    public T? One<T>(Statement statement, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Read(statement, values);
        return reader.Read() ? read(reader) : default;
    }

    public List<T> All<T>(Statement statement, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Read(statement, values);
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>
    /// The first row of the answer to each, in their order; default where it has none. They go together where the way is long.
    /// </summary>
    public List<T?> Each<T>(Statement statement, Func<DbDataReader, T> read, IEnumerable<object?[]> many)
    {
        if (batch is null) return [.. many.Select(values => One(statement, read, values))];
        var rows = new List<T?>();
        foreach (var some in many.Chunk(MostTogether))
        {
            Send();
            foreach (var values in some) batch.Add(statement, Checked(statement, values));
            using var reader = batch.Read();
            do rows.Add(reader.Read() ? read(reader) : default);
            while (reader.NextResult());
        }
        return rows;
    }

    /// <summary>A statement without parameters, otherwise as the others.</summary>
    public void Execute(string sql)
    {
        if (batch is not null)
        {
            batch.Add(sql);
            if (!Gathers) batch.Send();
            return;
        }
        if (!plain.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            // Constants of this program, like all that come in here.
#pragma warning disable CA2100
            command.CommandText = sql;
#pragma warning restore CA2100
            plain[sql] = command;
        }
        command.Transaction = Transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>Puts many rows into a table, after what waits; in any order, so that a row may come before the one that it names.</summary>
    /// <param name="values">Of a row, in the order of the columns.</param>
    public void Insert<T>(RowShape shape, IEnumerable<T> rows, Func<T, object?[]> values)
    {
        if (connection is NpgsqlConnection postgres)
        {
            Send();
            using var copied = new PostgresRows(postgres, shape);
            foreach (var row in rows) copied.Add(values(row));
            copied.Complete();
            return;
        }
        // Until this transaction ends; it can't be committed while one names what isn't there. PostgreSQL looks behind the last row.
        Execute("PRAGMA defer_foreign_keys = ON");
        using var stored = new SqliteRows((SqliteConnection)connection, shape);
        foreach (var row in rows) stored.Add(values(row));
    }

    /// <summary>As <see cref="Insert{T}"/>, of comments: the index by which they are found is filled with them.</summary>
    /// <param name="found">In the order of <paramref name="rows"/>, which is that of time.</param>
    public void InsertFound<T>(RowShape shape, IReadOnlyList<T> rows, Func<T, object?[]> values, Func<T, FoundBy> found)
    {
        if (connection is not SqliteConnection sqlite) Insert(shape, rows, values);
        else SqliteWords.Insert(sqlite, [.. rows.Select(found)], () => Insert(shape, rows, values));
    }

    /// <summary>Sends what waits.</summary>
    /// <exception cref="DbException">One of them failed.</exception>
    public void Send() => batch?.Send();

    /// <summary>Does not send what waits and changes rows: it is undone.</summary>
    public void Forget() => batch?.Forget();

    /// <summary>One of several whose answers come together; on PostgreSQL.</summary>
    internal void Gather(Asked asked) => batch!.Add(asked.Statement, Checked(asked.Statement, asked.Values));

    internal Task<NpgsqlDataReader> Answers() => batch!.ReadAll();

    private void Gather(Statement statement, ReadOnlySpan<object?> values)
    {
        batch!.Add(statement, Checked(statement, values));
        if (!Gathers) batch.Send();
    }

    private DbDataReader Read(Statement statement, ReadOnlySpan<object?> values)
    {
        if (batch is null) return Ready(statement, values).ExecuteReader();
        batch.Add(statement, Checked(statement, values));
        return batch.Read();
    }

    private static ReadOnlySpan<object?> Checked(Statement statement, ReadOnlySpan<object?> values) =>
        values.Length == statement.Parameters.Count ? values : throw new ArgumentException($"{values.Length} values for: {statement.Sql}");

    private DbCommand Ready(Statement statement, ReadOnlySpan<object?> values)
    {
        var isNew = !prepared.TryGetValue(statement, out var command);
        command ??= prepared[statement] = Make(statement);
        command.Transaction = Transaction;
        Checked(statement, values);
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = Columns.Stored(values[i]);
        if (isNew) command.Prepare();
        return command;
    }

    private DbCommand Make(Statement statement)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = statement.Sql;
#pragma warning restore CA2100
        foreach (var (name, type) in statement.Parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = (name, type);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values.Concat(plain.Values)) command.Dispose();
        batch?.Dispose();
        prepared.Clear();
        plain.Clear();
    }
}
