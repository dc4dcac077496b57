using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>
/// Hears of every change to a discussion: at once of those made here, within a second of those made by another node or by
/// a command beside the running server.
/// </summary>
public sealed class Changes(Snapshots snapshots, CurrentSite site, IServiceScopeFactory scopes, TimeProvider clock, ILogger<Changes> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A transaction may commit this long after it took its time, and clocks of nodes may differ by this.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>Stands as a comment in the statements that the watch sends, so that whoever reads a database's log knows them.</summary>
    public const string Watch = "the watch for changes made elsewhere";

    /// <summary>Of each discussion those who wait for news of it. Each has a source of its own: who stops waiting leaves nothing behind.</summary>
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<TaskCompletionSource<bool>, byte>> waiting = new();

    /// <summary>What this node has changed itself. Several changes of one discussion may be announced in any order: each reaches as far as it reaches.</summary>
    public void Announce(Guid discussion, long version, Affects affects = Affects.Everything)
    {
        snapshots.Changed(discussion, version);
        if (affects >= Affects.Counts) snapshots.Changed(CurrentSite.Front);
        if (affects >= Affects.Everything) snapshots.Changed(CurrentSite.Stories);
        if (!waiting.TryGetValue(discussion, out var readers)) return;
        foreach (var (reader, _) in readers) reader.TrySetResult(true);
    }

    /// <summary>What is in the database now, whoever changed it: nothing new where this node knows of it.</summary>
    public void Heard(Guid discussion, long version)
    {
        if (snapshots.Latest(discussion) < version) Announce(discussion, version);
    }

    /// <summary>Returns true when this node has heard of a newer version, at once if it has already; false after so long without.</summary>
    public async Task<bool> NewerThan(Guid discussion, long version, TimeSpan patience, CancellationToken ct)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silent.CancelAfter(patience);
        var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = silent.Token.Register(() => mine.TrySetResult(false));
        while (snapshots.Latest(discussion) <= version)
        {
            var readers = waiting.GetOrAdd(discussion, _ => new());
            readers[mine] = 0;
            try
            {
                // Announced, or the last of the others gone, between those lines and this one, it would never be heard.
                if (snapshots.Latest(discussion) > version) return true;
                if (!waiting.TryGetValue(discussion, out var now) || !ReferenceEquals(now, readers)) continue;
                return await mine.Task;
            }
            finally
            {
                readers.TryRemove(mine, out byte _);
                if (readers.IsEmpty) waiting.TryRemove(KeyValuePair.Create(discussion, readers));
            }
        }
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        var since = clock.Now() - Overlap;
        var newTexts = 0;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = clock.Now();
                using var scope = scopes.CreateScope();
                var db = scope.ServiceProvider.GetRequiredService<Database>();
                var changed = await db.Discussions.TagWith(Watch).Where(x => x.SiteId == site.Id && x.ChangedAt > since).Select(x => new { x.Id, x.Version }).ToListAsync(stoppingToken);
                changed.ForEach(discussion => Heard(discussion.Id, discussion.Version));
                var texts = await db.SiteTexts.TagWith(Watch).CountAsync(x => x.SiteId == site.Id && x.CreatedAt > since, stoppingToken);
                if (texts > newTexts) site.Reload();
                newTexts = texts;
                since = now - Overlap;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("Can't see what changed in the database, trying again: {Reason}", error.Message);
            }
        }
    }
}

/// <summary>How far a change of a discussion reaches beyond it: a vote must not remake the front page.</summary>
public enum Affects
{
    /// <summary>Pages of the discussion alone.</summary>
    Thread,

    /// <summary>The number of its comments too, which stands in lists.</summary>
    Counts,

    /// <summary>Its story too; and what is not known.</summary>
    Everything,
}
