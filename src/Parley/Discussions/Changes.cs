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

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> waiting = new();

    public void Announce(Guid discussion, long version, Affects affects = Affects.Everything)
    {
        if (snapshots.Latest(discussion) >= version) return;
        snapshots.Changed(discussion, version);
        if (affects >= Affects.Counts) snapshots.Changed(CurrentSite.Front);
        if (affects >= Affects.Everything) snapshots.Changed(CurrentSite.Stories);
        if (waiting.TryRemove(discussion, out var readers)) readers.TrySetResult();
    }

    /// <summary>Returns when this node has heard of a newer version, at once if it has already.</summary>
    public async Task NewerThan(Guid discussion, long version, CancellationToken ct)
    {
        while (snapshots.Latest(discussion) <= version)
        {
            var news = waiting.GetOrAdd(discussion, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            // Announced between the two lines above, it would never be heard.
            if (snapshots.Latest(discussion) > version) return;
            await news.Task.WaitAsync(ct);
        }
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
                changed.ForEach(discussion => Announce(discussion.Id, discussion.Version));
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
