using System.Data.Common;
using System.Threading.Channels;
using Npgsql;

namespace Parley.Data;

/// <summary>
/// Reads on their way to PostgreSQL: all that wait go there together. A thread that waits for each costs more than the answers, and a
/// pool of threads that all wait answers nobody.
/// </summary>
internal sealed class ReadLanes(Func<DbConnection> open) : IDisposable
{
    /// <summary>Two, so that a slow answer holds up half of the others at most.</summary>
    private const int Lanes = 2;

    private const int MostTogether = 50;

    private readonly Channel<Asked> waiting = Channel.CreateUnbounded<Asked>();
    private int begun;

    public Task<T?> Ask<T>(Statement statement, Func<DbDataReader, T> read, object?[] values)
    {
        var asked = new Asked<T>(statement, read, values);
        if (!waiting.Writer.TryWrite(asked)) throw new ObjectDisposedException(nameof(ReadLanes));
        // Another when the first doesn't keep up.
        if (begun == 0 || (begun < Lanes && waiting.Reader.Count > 1))
            if (Interlocked.Increment(ref begun) <= Lanes) _ = Task.Run(Answer);
        return asked.Answer;
    }

    private async Task Answer()
    {
        var together = new List<Asked>();
        Statements? statements = null;
        while (await waiting.Reader.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < MostTogether && waiting.Reader.TryRead(out var next)) together.Add(next);
            var wasKept = statements is not null;
            var error = await Failure();
            // One that was cut while it was kept says nothing about the server; a new one may do.
            if (wasKept && error is DbException) error = await Failure();
            if (error is null) continue;
            foreach (var one in together) one.Fail(error);
        }
        Close(ref statements);

        async Task<Exception?> Failure()
        {
            try
            {
                await Together(statements ??= new(open()), together);
                return null;
            }
            catch (Exception error)
            {
                Close(ref statements);
                together.RemoveAll(one => one.Answered);
                return error;
            }
        }
    }

    private static async Task Together(Statements statements, List<Asked> together)
    {
        statements.PlanAnew();
        foreach (var one in together) statements.Gather(one);
        await using var reader = await statements.Answers();
        for (var i = 0; i < together.Count; i++)
        {
            await together[i].Take(reader);
            await reader.NextResultAsync();
        }
    }

    private static void Close(ref Statements? statements)
    {
        statements?.Dispose();
        statements?.Connection.Dispose();
        statements = null;
    }

    public void Dispose() => waiting.Writer.TryComplete();
}

/// <summary>Somebody who waits for one row.</summary>
internal abstract class Asked(Statement statement, object?[] values)
{
    public Statement Statement => statement;
    public object?[] Values => values;
    public abstract bool Answered { get; }

    public abstract Task Take(NpgsqlDataReader reader);

    public abstract void Fail(Exception error);
}

internal sealed class Asked<T>(Statement statement, Func<DbDataReader, T> read, object?[] values) : Asked(statement, values)
{
    private readonly TaskCompletionSource<T?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T?> Answer => answer.Task;

    public override bool Answered => answer.Task.IsCompleted;

    public override async Task Take(NpgsqlDataReader reader)
    {
        var isThere = await reader.ReadAsync();
        try
        {
            answer.SetResult(isThere ? read(reader) : default);
        }
        // Of this row alone: the others have theirs.
        catch (Exception error) when (error is not DbException)
        {
            answer.SetException(error);
        }
    }

    public override void Fail(Exception error) => answer.TrySetException(error);
}
