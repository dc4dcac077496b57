namespace Parley.Web;

/// <summary>
/// Requests that are the same and come at once go through one after another, so that those behind find what the first has left and are
/// answered with it before anything is charged or judged. This is of one node; what comes to two at once is told apart in the transaction.
/// </summary>
public sealed class SameRequests
{
    /// <summary>Longer than a write waits for its turn. Whoever has waited this long goes on, and the transaction finds out.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Lock changing = new();
    private readonly Dictionary<string, Place> last = [];

    /// <param name="request">Who sends it, and all that makes it the same.</param>
    /// <returns>A place in the line, which whoever is done gives up.</returns>
    public async Task<IDisposable> InLine(string request, CancellationToken ct)
    {
        var mine = new Place(this, request);
        Place? before;
        lock (changing)
        {
            before = last.GetValueOrDefault(request);
            last[request] = mine;
        }
        if (before is null) return mine;
        try
        {
            await before.Over.WaitAsync(LongestWait, ct);
        }
        catch (TimeoutException)
        {
            return mine;
        }
        catch
        {
            // Whoever stands behind still waits for the one before: only the place between them is given up.
            _ = before.Over.ContinueWith(_ => mine.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
        return mine;
    }

    private sealed class Place(SameRequests line, string request) : IDisposable
    {
        private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Over => over.Task;

        public void Dispose()
        {
            lock (line.changing)
                if (line.last.GetValueOrDefault(request) == this) line.last.Remove(request);
            over.TrySetResult();
        }
    }
}
