using System.Data.Common;

namespace Parley.Data;

/// <summary>
/// Where every write of this process waits for its turn. What waits together goes to disk together: one transaction, each change in a
/// savepoint of its own so that one that fails takes nobody along, and nothing is acknowledged before the commit. SQLite has one writer
/// and so one lane; PostgreSQL has several, and changes of one discussion share a lane.
/// </summary>
/// <param name="lanes">How many transactions go on at once.</param>
/// <param name="open">Opens a connection that a lane keeps.</param>
/// <param name="turn">Taken for each transaction, where others in this process write too; null where the database sorts that out.</param>
/// <param name="patience">How long somebody waits before they are told that the database is busy.</param>
public sealed class WriteQueue(int lanes, Func<DbConnection> open, SemaphoreSlim? turn, TimeSpan patience, ILogger<WriteQueue> log)
    : IAsyncDisposable
{
    /// <summary>
    /// A person waits no longer for an answer that says "busy"; a machine that is busy with other things may be given more.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What has been acknowledged or refused gets its answer, and what waits its turn, before the program ends.</summary>
    private static readonly TimeSpan Draining = TimeSpan.FromSeconds(20);

    private readonly Lazy<WriteLane>[] all =
        [.. Enumerable.Range(0, lanes).Select(_ => new Lazy<WriteLane>(() => new WriteLane(open, turn, patience, log)))];

    /// <summary>Runs a change in its turn and returns what it returned when that is on disk, or undone.</summary>
    /// <param name="about">Of what it is a change: changes of the same come one after another, in the order in
    /// which they were asked for.</param>
    /// <param name="change">Not begun when <paramref name="ct"/> is cancelled before its turn; then carried through.</param>
    /// <exception cref="BusyException">It waited longer than its patience, or too many wait already. Nothing was changed.</exception>
    public Task<T> Run<T>(Guid about, Func<WriteTurn, Task<T>> change, CancellationToken ct) =>
        all[(uint)about.GetHashCode() % (uint)all.Length].Value.Add(about, change, ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in all.Where(lane => lane.IsValueCreated)) await lane.Value.End(Draining);
    }
}
