using System.Data;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace Parley.Data;

/// <summary>A table into which many rows are put at once, with the columns that they say. Names are constants of this program.</summary>
public sealed class RowShape(string table, params (string Name, DbType Type)[] columns)
{
    public IReadOnlyList<(string Name, DbType Type)> Columns => columns;

    /// <summary>By position: names would be looked for in the text with every row.</summary>
    internal string Insert { get; } = $"INSERT INTO \"{table}\" ({NamesOf(columns)}) VALUES ("
        + string.Join(", ", Enumerable.Range(1, columns.Length).Select(place => "?" + place.ToString(CultureInfo.InvariantCulture))) + ")";

    internal string Copy { get; } = $"COPY \"{table}\" ({NamesOf(columns)}) FROM STDIN (FORMAT BINARY)";

    private static string NamesOf((string Name, DbType Type)[] columns) => string.Join(", ", columns.Select(x => $"\"{x.Name}\""));
}

/// <summary>
/// Rows on their way into SQLite by one statement that stays prepared. The driver looks each parameter up by its name and makes a
/// command of each row, which costs as much as to store it.
/// </summary>
internal sealed class SqliteRows : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly int columns;
    private byte[] text = new byte[4096];

    public SqliteRows(SqliteConnection connection, RowShape shape) : this(connection, shape.Insert, shape.Columns.Count) { }

    /// <param name="sql">What is done with each row, whose values are its parameters by their place.</param>
    public SqliteRows(SqliteConnection connection, string sql, int columns)
    {
        (database, this.columns) = (connection.Handle!, columns);
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public void Add(ReadOnlySpan<object?> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, columns);
        for (var i = 0; i < values.Length; i++) Check(Bind(i + 1, values[i]));
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (code != raw.SQLITE_DONE) Check(code);
    }

    // As Microsoft.Data.Sqlite stores each type.
    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        // Of nothing no place in memory is told, and that would be null.
        "" => raw.sqlite3_bind_text(statement, place, ""),
        string said => raw.sqlite3_bind_text(statement, place, Utf8(said)),
        Guid id => raw.sqlite3_bind_text(statement, place, Utf8(id)),
        int number => raw.sqlite3_bind_int64(statement, place, number),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        bool holds => raw.sqlite3_bind_int64(statement, place, holds ? 1 : 0),
        DateTimeOffset time => raw.sqlite3_bind_text(statement, place, Utf8(time)),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        _ => throw new ArgumentException($"No row has a {value.GetType()}."),
    };

    private ReadOnlySpan<byte> Utf8(string said)
    {
        var most = Encoding.UTF8.GetMaxByteCount(said.Length);
        if (text.Length < most) text = new byte[most * 2];
        return text.AsSpan(0, Encoding.UTF8.GetBytes(said, text));
    }

    private ReadOnlySpan<byte> Utf8(Guid id)
    {
        id.TryFormat(text, out var length);
        Ascii.ToUpperInPlace(text.AsSpan(0, length), out _);
        return text.AsSpan(0, length);
    }

    private ReadOnlySpan<byte> Utf8(DateTimeOffset time)
    {
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        return text.AsSpan(0, length);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, database);
    }

    public void Dispose() => statement.Dispose();
}

/// <summary>Rows on their way to PostgreSQL, which takes them as one stream.</summary>
internal sealed class PostgresRows(NpgsqlConnection connection, RowShape shape) : IDisposable
{
    private readonly NpgsqlBinaryImporter importer = connection.BeginBinaryImport(shape.Copy);
    private readonly NpgsqlDbType[] types = [.. shape.Columns.Select(x => TypeOf(x.Type))];

    public void Add(ReadOnlySpan<object?> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, types.Length);
        importer.StartRow();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is null) importer.WriteNull();
            else importer.Write(Columns.Stored(values[i]), types[i]);
        }
    }

    /// <summary>Without it nothing was added.</summary>
    public void Complete() => importer.Complete();

    private static NpgsqlDbType TypeOf(DbType type) => type switch
    {
        DbType.Int32 => NpgsqlDbType.Integer, DbType.Int64 => NpgsqlDbType.Bigint, DbType.Guid => NpgsqlDbType.Uuid,
        DbType.String => NpgsqlDbType.Text, DbType.DateTime => NpgsqlDbType.TimestampTz, DbType.Boolean => NpgsqlDbType.Boolean,
        DbType.Binary => NpgsqlDbType.Bytea,
        _ => throw new ArgumentException($"No column is a {type}."),
    };

    public void Dispose() => importer.Dispose();
}
