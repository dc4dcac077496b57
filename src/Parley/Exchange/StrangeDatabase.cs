using System.Globalization;
using Microsoft.Data.Sqlite;
using Parley.Data;
using SQLitePCL;

namespace Parley.Exchange;

/// <summary>
/// A database that somebody else has made: read from a copy that is nobody else's to see, and nothing of what it declares is run. Rows come
/// from plain tables alone, by the names that are known, and of columns that are stored and not computed.
/// </summary>
internal sealed class StrangeDatabase : IDisposable
{
    /// <summary>Bytes of one field.</summary>
    private const int Longest = 8 << 20;

    /// <summary>Its own limits as its interface numbers them: bytes of a field, and of a statement.</summary>
    private const int LimitOfLength = 0, LimitOfStatement = 1;

    private const string RowId = "rowid";

    private const string Guarded = "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON; "
        + "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;";

    private readonly DirectoryInfo folder;
    private readonly SqliteConnection connection;

    public StrangeDatabase(ImportFile file)
    {
        // Readable by its owner alone.
        folder = Directory.CreateTempSubdirectory("parley-import-");
        var place = Path.Combine(folder.FullName, "copy.db");
        connection = new(new SqliteConnectionStringBuilder { DataSource = place, Mode = SqliteOpenMode.ReadOnly, Pooling = false }
            .ToString());
        try
        {
            file.CopyTo(place);
            // What was written last may lie beside it.
            if (file.Bare is { } bare && File.Exists(bare + "-wal")) File.Copy(bare + "-wal", place + "-wal");
            connection.Open();
            _ = raw.sqlite3_limit(connection.Handle, LimitOfLength, Longest);
            _ = raw.sqlite3_limit(connection.Handle, LimitOfStatement, Longest);
            using var command = connection.CreateCommand();
            command.CommandText = Guarded;
            command.ExecuteNonQuery();
            // All is read in one transaction, so that nothing is looked for by its name any more.
            _ = Scalar("BEGIN; SELECT count(*) FROM sqlite_schema");
            Version = Convert.ToInt64(Scalar("PRAGMA user_version"), CultureInfo.InvariantCulture);
            // From here on it has no name: of a program that is killed nothing stays behind.
            if (!OperatingSystem.IsWindows()) folder.Delete(recursive: true);
        }
        catch (SqliteException error)
        {
            Dispose();
            throw new SetupException($"The database can't be opened: it is damaged. {error.Message}", error);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>As whoever made it counts its tables' versions.</summary>
    public long Version { get; }

    /// <summary>Whether there is such a table, with rows of its own: neither a view nor made up by a module.</summary>
    public bool Has(string table, string[] columns)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name = $table";
        command.Parameters.AddWithValue("$table", table);
        var isTable = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) == 1;
        // Rows are found by what no column of this name may stand for.
        return isTable && Stored(table) is var stored && columns.All(stored.Contains)
            && !stored.Any(x => RowId.Equals(x, StringComparison.OrdinalIgnoreCase));
    }

    // Columns that are computed are not among them.
    private HashSet<string> Stored(string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM pragma_table_xinfo($table) WHERE hidden = 0";
        command.Parameters.AddWithValue("$table", table);
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var rows = command.ExecuteReader();
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    }

    /// <summary>
    /// Every row in the order in which it is stored; a column that isn't there is empty. A row that is longer than anything a person writes
    /// is rejected alone; what is damaged ends it.
    /// </summary>
    /// <param name="table">Like the columns a name of this program's own.</param>
    public void Read(ForeignFile into, string table, string[] columns, Action<string[]> take)
    {
        var stored = Stored(table);
        var list = string.Join(", ", columns.Select(x => stored.Contains(x) ? $"\"{x}\"" : "NULL"));
        try
        {
            for (long? last = null; ReadOn(table, list, columns.Length, ref last, take);)
            {
                last = After(table, last);
                into.Reject(0, $"A row of {table} is longer than anything a person writes.", "");
            }
        }
        catch (SqliteException error)
        {
            into.RejectRest(0, $"The rest of {table} can't be read: the database is damaged. {error.Message}");
        }
    }

    /// <param name="last">The row before; afterwards the last that was read.</param>
    /// <returns>True: the one after it is too long.</returns>
    private bool ReadOn(string table, string list, int count, ref long? last, Action<string[]> take)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // All are constants.
        command.CommandText = $"SELECT {RowId}, {list} FROM \"{table}\" WHERE $last IS NULL OR {RowId} > $last ORDER BY {RowId}";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$last", (object?)last ?? DBNull.Value);
        var values = new string[count];
        try
        {
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                for (var i = 0; i < values.Length; i++) values[i] = TextOf(rows.GetValue(i + 1));
                last = rows.GetInt64(0);
                take(values);
            }
            return false;
        }
        catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_TOOBIG)
        {
            return true;
        }
    }

    private long After(string table, long? last)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = $"SELECT min({RowId}) FROM \"{table}\" WHERE $last IS NULL OR {RowId} > $last";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$last", (object?)last ?? DBNull.Value);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    // A column holds what was put into it, whatever it says that it holds.
    private static string TextOf(object value) => value switch
    {
        string text => text,
        long or double => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => "",
    };

    private object? Scalar(string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = statement;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        connection.Dispose();
        folder.Refresh();
        if (folder.Exists) folder.Delete(recursive: true);
    }
}
