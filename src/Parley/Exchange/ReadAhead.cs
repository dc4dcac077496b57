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
}
