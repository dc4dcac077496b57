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
public sealed class Changes(Snapshots snapshots, CurrentSite site, IServiceScopeFactory scopes, ILogger<Changes> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Stands as a comment in the statements that the watch sends, so that whoever reads a database's log knows them.</summary>
    public const string Watch = "the watch for changes made elsewhere";

    /// <summary>
    /// Of each discussion those who wait for news of it. Each has a source of its own: who stops waiting leaves nothing behind.
    /// </summary>
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<TaskCompletionSource<bool>, byte>> waiting = new();

    /// <summary>
    /// What this node has changed itself. Several changes of one discussion may be announced in any order:
    /// each reaches as far as it reaches.
    /// </summary>
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

    // What has been committed before the first page is made is in that page.
    private long horizon;
    private int texts;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Look(async db =>
        {
            texts = await Texts(db, cancellationToken);
            horizon = await db.Horizon(site.Id, cancellationToken);
        });
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await Look(db => Round(db, stoppingToken));
    }

    private async Task Round(Database db, CancellationToken ct)
    {
        // First: what commits while the rest is asked is asked for again.
        var next = await db.Horizon(site.Id, ct);
        var changed = await db.Discussions.TagWith(Watch).Where(x => x.SiteId == site.Id && x.Sequence >= horizon)
            .Select(x => new { x.Id, x.Version }).ToListAsync(ct);
        changed.ForEach(discussion => Heard(discussion.Id, discussion.Version));
        horizon = next;
        var now = await Texts(db, ct);
        var version = await db.Sites.TagWith(Watch).Where(x => x.Id == site.Id).Select(x => x.Version).SingleAsync(ct);
        if (now != texts || version != site.Site.Version) site.Reload();
        texts = now;
    }

    // Older versions stay, so a new text makes them more.
    private Task<int> Texts(Database db, CancellationToken ct) => db.SiteTexts.TagWith(Watch).CountAsync(x => x.SiteId == site.Id, ct);

    private async Task Look(Func<Database, Task> look)
    {
        try
        {
            using var scope = scopes.CreateScope();
            await look(scope.ServiceProvider.GetRequiredService<Database>());
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning("Can't see what changed in the database, trying again: {Reason}", error.Message);
        }
    }
}

/// <summary>How far a change of a discussion reaches beyond it: a vote must not remake the front page.</summary>
public enum Affects
{
    /// <summary>Pages of the discussion alone.</summary>
    Thread,

    /// <summary>What lists and the front page say of it too: how many comments, who was featured and under which name.</summary>
    Counts,

    /// <summary>Its story too; and what is not known.</summary>
    Everything,
}
