using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Parley.Exchange;

/// <summary>Rows are read on one thread while another writes those before: half the time, on two cores.</summary>
internal static class ReadAhead
{
    /// <summary>Rows that are handed over together, so that this costs nothing; few, since each may be as long as a text can be.</summary>
    private const int AtOnce = 64;
    private const int Ahead = 3;

    public static async IAsyncEnumerable<T> ReadOn<T>(this IAsyncEnumerable<T> rows, [EnumeratorCancellation] CancellationToken ct)
    {
        var ready = Channel.CreateBounded<List<T>>(Ahead);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = Task.Run(() => Read(rows, ready.Writer, broken.Token), CancellationToken.None);
        try
        {
            await foreach (var some in ready.Reader.ReadAllAsync(ct))
                foreach (var row in some) yield return row;
        }
        finally
        {
            await broken.CancelAsync();
            await reading;
        }
    }

    private static async Task Read<T>(IAsyncEnumerable<T> rows, ChannelWriter<List<T>> ready, CancellationToken ct)
    {
        Exception? failed = null;
        try
        {
            var some = new List<T>(AtOnce);
            await foreach (var row in rows.WithCancellation(ct))
            {
                some.Add(row);
                if (some.Count < AtOnce) continue;
                await ready.WriteAsync(some, ct);
                some = new(AtOnce);
            }
            if (some.Count > 0) await ready.WriteAsync(some, ct);
        }
        catch (Exception error)
        {
            failed = error;
        }
        ready.Complete(failed);
    }

    /// <summary>Gives what one thread reads to another that does something with each, in the same order.</summary>
    internal sealed class Hand<T> : IDisposable
    {
        private readonly BlockingCollection<List<T>> ready = new(Ahead);
        private readonly Task taking;
        private List<T> some = new(AtOnce);
        private volatile bool isOver;

        public Hand(Action<T> take) => taking = Task.Factory.StartNew(() => Take(take), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public void Give(T one)
        {
            some.Add(one);
            if (some.Count < AtOnce) return;
            // Whoever takes may have failed: then nobody waits for room.
            while (!ready.TryAdd(some, millisecondsTimeout: 100))
                if (isOver) End();
            some = new(AtOnce);
        }

        /// <summary>Returns when all that was given is taken.</summary>
        /// <exception cref="Exception">Whoever takes has failed.</exception>
        public void End()
        {
            if (!ready.IsAddingCompleted)
            {
                while (!isOver && !ready.TryAdd(some, millisecondsTimeout: 100)) { }
                ready.CompleteAdding();
            }
            taking.GetAwaiter().GetResult();
        }

        private void Take(Action<T> take)
        {
            try
            {
                foreach (var those in ready.GetConsumingEnumerable())
                    foreach (var one in those) take(one);
            }
            finally
            {
                isOver = true;
            }
        }

        public void Dispose()
        {
            ready.CompleteAdding();
            // What it failed of has been told, or nobody waits for it any more.
            ((IAsyncResult)taking).AsyncWaitHandle.WaitOne();
            ready.Dispose();
        }
    }
}
