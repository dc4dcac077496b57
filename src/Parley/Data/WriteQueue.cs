using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace Parley.Data;

/// <summary>
/// Where every write of this process waits for its turn. What waits together goes to disk together: one transaction, each change in a
/// savepoint of its own so that one that fails takes nobody along, and nothing is acknowledged before the commit. SQLite has one writer
/// and so one lane; PostgreSQL has several, and changes of one discussion share a lane.
/// </summary>
/// <param name="lanes">How many transactions go on at once.</param>
/// <param name="open">Opens a connection that a lane keeps.</param>
/// <param name="turn">Taken for each transaction, where others in this process write too; null where the database sorts that out.</param>
public sealed class WriteQueue(int lanes, Func<DbConnection> open, SemaphoreSlim? turn, ILogger<WriteQueue> log) : IAsyncDisposable
{
    /// <summary>Writes that may wait in a lane; a machine that is this far behind can only say so.</summary>
    private const int MostWaiting = 4000;

    /// <summary>Changes of one transaction: more would make those at its head wait for those at its tail.</summary>
    private const int MostTogether = 500;

    /// <summary>A person waits no longer for an answer that says "busy".</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What has been acknowledged or refused gets its answer, and what waits its turn, before the program ends.</summary>
    private static readonly TimeSpan Draining = TimeSpan.FromSeconds(20);

    private readonly Lazy<Lane>[] all = [.. Enumerable.Range(0, lanes).Select(_ => new Lazy<Lane>(() => new Lane(open, turn, log)))];

    /// <summary>Runs a change in its turn and returns what it returned when that is on disk, or undone.</summary>
    /// <param name="about">Of what it is a change: changes of the same come one after another, in the order in which they were asked for.</param>
    /// <param name="change">Not begun when <paramref name="ct"/> is cancelled before its turn; then carried through.</param>
    /// <exception cref="BusyException">It waited longer than <see cref="Patience"/>, or too many wait already. Nothing was changed.</exception>
    public Task<T> Run<T>(Guid about, Func<WriteTurn, Task<T>> change, CancellationToken ct) =>
        all[(uint)about.GetHashCode() % (uint)all.Length].Value.Add(about, change, ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in all.Where(lane => lane.IsValueCreated)) await lane.Value.End(Draining);
    }

    private abstract class Waiting(Guid about, CancellationToken ct)
    {
        public Guid About => about;
        public long Since { get; } = TimeProvider.System.GetTimestamp();
        public bool IsGivenUp => ct.IsCancellationRequested;

        /// <returns>Whether what it did shall stay.</returns>
        public abstract Task<bool> Do(WriteTurn turn);

        public abstract void Done();

        public abstract void Failed(Exception error);

        public void GivenUp() => Failed(new OperationCanceledException(ct));
    }

    private sealed class Waiting<T>(Guid about, Func<WriteTurn, Task<T>> change, CancellationToken ct) : Waiting(about, ct)
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T result = default!;

        public Task<T> Answer => answer.Task;

        public override async Task<bool> Do(WriteTurn turn)
        {
            result = await change(turn);
            return !turn.IsUndone;
        }

        public override void Done() => answer.TrySetResult(result);

        public override void Failed(Exception error) => answer.TrySetException(error);
    }

    private sealed class Lane
    {
        private readonly ConcurrentQueue<Waiting> queue = new();
        // Waits in the kernel: spinning for the next change would take the time of those who answer readers.
        private readonly AutoResetEvent something = new(false);
        private volatile bool ending;
        private readonly Func<DbConnection> open;
        private readonly SemaphoreSlim? turn;
        private readonly ILogger log;
        private readonly List<Waiting> together = [];
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private DbConnection? connection;
        private Statements? statements;

        public Lane(Func<DbConnection> open, SemaphoreSlim? turn, ILogger log)
        {
            (this.open, this.turn, this.log) = (open, turn, log);
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

        public async Task End(TimeSpan patience)
        {
            ending = true;
            something.Set();
            try
            {
                await ended.Task.WaitAsync(patience);
            }
            catch (TimeoutException)
            {
                log.LogError("Writes that waited for their turn were given up after {Seconds} s.", patience.TotalSeconds);
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
            if (turn is not null && !await turn.WaitAsync(Patience)) throw new BusyException();
            try
            {
                Connect();
                await using var transaction = await connection!.BeginTransactionAsync();
                statements!.Transaction = transaction;
                var done = new List<Waiting>();
                Guid? about = null;
                while (together.Count < MostTogether && queue.TryPeek(out var next) && MayJoin(next, about) && queue.TryDequeue(out var waiting))
                {
                    about ??= waiting.About;
                    if (waiting.IsGivenUp) { waiting.GivenUp(); continue; }
                    if (TimeProvider.System.GetElapsedTime(waiting.Since) > Patience) { waiting.Failed(new BusyException()); continue; }
                    together.Add(waiting);
                    if (await One(waiting)) done.Add(waiting);
                    else together.Remove(waiting);
                }
                await transaction.CommitAsync();
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
                    statements!.Transaction = null;
                    statements.Execute("SELECT 1");
                }
                catch (DbException)
                {
                    Forget();
                }
            }
            connection ??= open();
            statements ??= new Statements(connection);
        }

        /// <returns>Whether it is to be answered with the commit; else it has failed and been answered.</returns>
        private async Task<bool> One(Waiting waiting)
        {
            statements!.Execute("SAVEPOINT change");
            var mine = new WriteTurn(statements);
            Exception? failure = null;
            try
            {
                if (await waiting.Do(mine))
                {
                    await mine.GiveBack();
                    statements.Execute("RELEASE change");
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
                statements!.Execute("ROLLBACK TO change");
                statements.Execute("RELEASE change");
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
            while (queue.TryPeek(out var next) && TimeProvider.System.GetElapsedTime(next.Since) > Patience / 2 && queue.TryDequeue(out var waiting))
                waiting.Failed(error);
            Thread.Sleep(10);
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
}
