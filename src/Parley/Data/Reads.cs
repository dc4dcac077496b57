using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;

namespace Parley.Data;

/// <summary>Connections for the few reads that every request on a hot road begins with, their statements prepared once.</summary>
/// <param name="open">Opens a further connection.</param>
/// <param name="isNear">The database is in this process, and answers at once; else all who ask share <see cref="ReadLanes"/>.</param>
public sealed class Reads(Func<DbConnection> open, bool isNear) : IDisposable
{
    /// <summary>More stay open than ever ask at the same moment on a machine of a newsroom's size.</summary>
    private const int MostKept = 8;

    private readonly ConcurrentQueue<Statements> idle = new();
    private readonly ReadLanes? lanes = isNear ? null : new(open);

    /// <summary>One row; default when there is none.</summary>
    public ValueTask<T?> Ask<T>(Statement statement, Func<DbDataReader, T> read, params object?[] values) =>
        lanes is null ? new(One(statement, read, values)) : new(lanes.Ask(statement, read, values));

    private T? One<T>(Statement statement, Func<DbDataReader, T> read, object?[] values)
    {
        if (!idle.TryDequeue(out var kept)) return One(new Statements(open()), statement, read, values);
        try
        {
            return One(kept, statement, read, values);
        }
        catch (DbException) when (kept.Connection.State != ConnectionState.Open)
        {
            // Cut while it was kept; a new one may do.
            return One(new Statements(open()), statement, read, values);
        }
    }

    private T? One<T>(Statements statements, Statement statement, Func<DbDataReader, T> read, object?[] values)
    {
        var sound = false;
        try
        {
            var row = statements.One(statement, read, values);
            sound = true;
            return row;
        }
        finally
        {
            if (sound && idle.Count < MostKept) idle.Enqueue(statements);
            else Close(statements);
        }
    }

    public void Dispose()
    {
        lanes?.Dispose();
        while (idle.TryDequeue(out var statements)) Close(statements);
    }

    private static void Close(Statements statements)
    {
        statements.Dispose();
        statements.Connection.Dispose();
    }
}
