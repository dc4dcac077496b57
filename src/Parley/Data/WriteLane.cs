using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace Parley.Data;

/// <summary>One of the queue's lanes: a thread, a connection, and those who wait for their turn on it.</summary>
internal sealed class WriteLane
{
    /// <summary>Writes that may wait in a lane; a machine that is this far behind can only say so.</summary>
    private const int MostWaiting = 4000;

    /// <summary>Changes of one transaction: more would make those at its head wait for those at its tail.</summary>
    private const int MostTogether = 500;

    /// <summary>A connection that was good so long ago is asked whether it still is.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentQueue<Waiting> queue = new();
    // Waits in the kernel: spinning for the next change would take the time of those who answer readers.
    private readonly AutoResetEvent something = new(false);
    private volatile bool ending;
    private readonly Func<DbConnection> open;
    private readonly SemaphoreSlim? turn;
    private readonly TimeSpan patience;
    private readonly ILogger log;
    private readonly List<Waiting> together = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool hasPoint;
    private long used;
    private DbConnection? connection;
    private Statements? statements;

    public WriteLane(Func<DbConnection> open, SemaphoreSlim? turn, TimeSpan patience, ILogger log)
    {
        (this.open, this.turn, this.patience, this.log) = (open, turn, patience, log);
        // A thread of its own: it waits for the disk, and none of those that answer readers shall.
        new Thread(Run) { IsBackground = true, Name = "Parley writes" }.Start();
    }

    public Task<T> Add<T>(Guid about, Func<WriteTurn, Task<T>> change, CancellationToken ct)
    {
        var waiting = new Waiting<T>(about, change, ct);
        if (ending || queue.Count >= MostWaiting) throw new BusyException();
        queue.Enqueue(waiting);
        something.Set();
        // The lane may have ended between the first line and this one.
        if (ended.Task.IsCompleted) waiting.Failed(new BusyException());
        return waiting.Answer;
    }

    public async Task End(TimeSpan draining)
    {
        ending = true;
        something.Set();
        try
        {
            await ended.Task.WaitAsync(draining);
        }
        catch (TimeoutException)
        {
            log.LogError("Writes that waited for their turn were given up after {Seconds} s.", draining.TotalSeconds);
        }
    }

    private void Run()
    {
        while (IsSomethingWaiting())
        {
            together.Clear();
            try
            {
                Together().GetAwaiter().GetResult();
            }
            catch (Exception error)
            {
                // The transaction is gone as a whole, and nothing in it was acknowledged.
                foreach (var waiting in together) waiting.Failed(error);
                GiveUp(error);
                Forget();
            }
        }
        Forget();
        ended.SetResult();
        while (queue.TryDequeue(out var late)) late.Failed(new BusyException());
    }

    private bool IsSomethingWaiting()
    {
        while (queue.IsEmpty)
        {
            if (ending) return false;
            something.WaitOne();
        }
        return true;
    }

    private async Task Together()
    {
        if (turn is not null && !await turn.WaitAsync(patience)) throw new BusyException();
        try
        {
            Connect();
            using var transaction = connection!.BeginTransaction();
            statements!.Transaction = transaction;
            var done = new List<Waiting>();
            hasPoint = false;
            Guid? about = null;
            while (together.Count < MostTogether && queue.TryPeek(out var next) && MayJoin(next, about)
                && queue.TryDequeue(out var waiting))
            {
                about ??= waiting.About;
                if (waiting.IsGivenUp) { waiting.GivenUp(); continue; }
                if (TimeProvider.System.GetElapsedTime(waiting.Since) > patience) { waiting.Failed(new BusyException()); continue; }
                together.Add(waiting);
                if (await One(waiting)) done.Add(waiting);
                else together.Remove(waiting);
            }
            transaction.Commit();
            together.Clear();
            foreach (var waiting in done) waiting.Done();
        }
        finally
        {
            turn?.Release();
        }
    }

    // Two nodes that each hold one discussion and want the other's would wait for each other: there a transaction is of one discussion.
    private bool MayJoin(Waiting next, Guid? about) => turn is not null || about is null || next.About == about;

    // A server that was away has cut the connection that is kept. Asked before anything depends on it.
    private void Connect()
    {
        if (connection is not null && turn is null)
        {
            try
            {
                (statements!.Transaction, statements.Gathers) = (null, false);
                if (!statements.PlanAnew() && TimeProvider.System.GetElapsedTime(used) > Trusted) statements.Execute("SELECT 1");
            }
            catch (DbException)
            {
                Forget();
            }
        }
        connection ??= open();
        statements ??= new Statements(connection);
        used = TimeProvider.System.GetTimestamp();
    }

    /// <returns>Whether it is to be answered with the commit; else it has failed and been answered.</returns>
    private async Task<bool> One(Waiting waiting)
    {
        statements!.Gathers = true;
        // That of the last goes with the transaction.
        if (hasPoint) statements.Execute("RELEASE change");
        statements.Execute("SAVEPOINT change");
        hasPoint = true;
        var mine = new WriteTurn(statements);
        Exception? failure = null;
        try
        {
            if (await waiting.Do(mine))
            {
                // What fails on the way fails for this change and for none after it.
                statements.Send();
                await mine.GiveBack();
                return true;
            }
        }
        catch (Exception error)
        {
            failure = error;
        }
        try
        {
            await mine.GiveBack();
            // Where the database has undone the whole transaction, this fails too, and everybody in it is told why.
            statements.Forget();
            statements.Execute("ROLLBACK TO change");
            statements.Send();
        }
        catch when (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        if (failure is null) return true;
        waiting.Failed(failure);
        return false;
    }

    // What waited in vain for a transaction to begin has waited long enough; what came since may be luckier.
    private void GiveUp(Exception error)
    {
        while (queue.TryPeek(out var next) && TimeProvider.System.GetElapsedTime(next.Since) > patience / 2
                && queue.TryDequeue(out var waiting))
            waiting.Failed(error);
        // A database that is away is not asked again in the same moment; there is nobody else on this thread who would wait.
        Thread.Sleep(PauseAfterFailure);
    }

    private void Forget()
    {
        try
        {
            statements?.Dispose();
            connection?.Dispose();
        }
        catch (Exception error)
        {
            log.LogWarning("A connection could not be closed properly: {Reason}", error.Message);
        }
        (statements, connection) = (null, null);
    }
}
