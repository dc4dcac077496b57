using System.Data;
using System.Data.Common;
using System.Diagnostics;
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
}

/// <summary>
/// Statements of one connection, each prepared when it is first used. Not thread-safe: whoever has the connection has them.
/// </summary>
public sealed class Statements(DbConnection connection) : IDisposable
{
    /// <summary>Long enough that planning is no part of what a write costs.</summary>
    private static readonly TimeSpan PlansKept = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Statement, DbCommand> prepared = [];
    private long planned = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, DbCommand> plain = new(StringComparer.Ordinal);

    public DbConnection Connection => connection;
    public DbTransaction? Transaction { get; set; }

    /// <summary>
    /// PostgreSQL keeps the plan of a prepared statement until the server next looks at the table. One that was made for an empty table
    /// goes by any index, and reads all that was said today for each comment when the table is full.
    /// </summary>
    /// <returns>Whether the server was asked for it.</returns>
    /// <exception cref="DbException">The connection was cut.</exception>
    public bool PlanAnew()
    {
        if (connection is not NpgsqlConnection || Stopwatch.GetElapsedTime(planned) < PlansKept) return false;
        Execute("DISCARD PLANS");
        planned = Stopwatch.GetTimestamp();
        return true;
    }

    /// <param name="values">In the order of the statement's parameters; null is SQL's null.</param>
    public int Execute(Statement statement, params ReadOnlySpan<object?> values) => Ready(statement, values).ExecuteNonQuery();

    /// <summary>One row as a record of the caller's; default when there is none.</summary>
    public T? One<T>(Statement statement, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Ready(statement, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    public List<T> All<T>(Statement statement, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Ready(statement, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>A statement without parameters.</summary>
    public void Execute(string sql)
    {
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

    private DbCommand Ready(Statement statement, ReadOnlySpan<object?> values)
    {
        if (values.Length != statement.Parameters.Count) throw new ArgumentException($"{values.Length} values for: {statement.Sql}");
        var isNew = !prepared.TryGetValue(statement, out var command);
        command ??= prepared[statement] = Make(statement);
        command.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.Parameters[i];
            parameter.Value = values[i] switch
            {
                null => DBNull.Value,
                // As the model's own converter has it: UTC, in the type that both databases compare.
                DateTimeOffset time => time.UtcDateTime,
                var value => value,
            };
        }
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
        prepared.Clear();
        plain.Clear();
    }
}
