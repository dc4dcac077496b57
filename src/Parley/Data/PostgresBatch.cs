using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Parley.Data;

/// <summary>
/// Statements on their way to PostgreSQL: those whose answer nobody waits for go together with the next whose answer somebody does. The
/// way there and back, with waking a process at either end, costs more than most statements. Not thread-safe.
/// </summary>
/// <remarks>The server prepares what comes again (Npgsql's automatic preparation), also inside of batches.</remarks>
internal sealed partial class PostgresBatch(NpgsqlConnection connection) : IDisposable
{
    private readonly NpgsqlBatch batch = new(connection);
    private readonly Dictionary<object, Made> made = [];
    private readonly List<Made> used = [];

    private bool isSent;

    public void Add(Statement statement, ReadOnlySpan<object?> values)
    {
        var command = Next(statement);
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = Columns.Stored(values[i]);
        batch.BatchCommands.Add(command);
    }

    /// <summary>One without parameters.</summary>
    public void Add(string sql) => batch.BatchCommands.Add(Next(sql));

    /// <summary>The answer of the last one; that of the others must have no rows, unless the caller goes through all of them.</summary>
    public NpgsqlDataReader Read()
    {
        isSent = true;
        return batch.ExecuteReader();
    }

    /// <summary>As <see cref="Read"/>, with the answers of all, one after the other.</summary>
    public Task<NpgsqlDataReader> ReadAll()
    {
        isSent = true;
        return batch.ExecuteReaderAsync();
    }

    /// <returns>How many rows all of them changed.</returns>
    public int Send()
    {
        if (isSent || batch.BatchCommands.Count == 0) return 0;
        isSent = true;
        return batch.ExecuteNonQuery();
    }

    /// <summary>What was not sent yet and changes rows is not sent at all.</summary>
    public void Forget()
    {
        if (isSent) return;
        for (var i = batch.BatchCommands.Count - 1; i >= 0; i--)
            if (batch.BatchCommands[i].Parameters.Count > 0) batch.BatchCommands.RemoveAt(i);
    }

    private NpgsqlBatchCommand Next(object what)
    {
        // A reader goes on reading by the list that was sent; it is over when the next is made.
        if (isSent)
        {
            isSent = false;
            batch.BatchCommands.Clear();
            foreach (var one in used) one.Taken = 0;
            used.Clear();
        }
        if (!made.TryGetValue(what, out var kept)) made[what] = kept = new();
        if (kept.Taken == 0) used.Add(kept);
        if (kept.Taken == kept.Commands.Count) kept.Commands.Add(what is Statement statement ? Make(statement) : new((string)what));
        return kept.Commands[kept.Taken++];
    }

    // By position: names would be looked for in the text at every sending.
    private static NpgsqlBatchCommand Make(Statement statement)
    {
        var places = statement.Parameters.Select((parameter, place) => (parameter.Name, Place: place + 1))
            .ToDictionary(x => x.Name, x => x.Place.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var command = new NpgsqlBatchCommand(Name().Replace(statement.Sql, match => "$" + places[match.Groups[1].Value]));
        foreach (var (_, type) in statement.Parameters) command.Parameters.Add(new NpgsqlParameter { DbType = type });
        return command;
    }

    public void Dispose() => batch.Dispose();

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex Name();

    /// <summary>The same statement may be on its way several times.</summary>
    private sealed class Made
    {
        public List<NpgsqlBatchCommand> Commands { get; } = [];
        public int Taken { get; set; }
    }
}
