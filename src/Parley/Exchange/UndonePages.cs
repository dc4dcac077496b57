using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Database = Parley.Data.Database;

namespace Parley.Exchange;

/// <summary>What an import that is taken back leaves behind besides its comments: pages, stories and people.</summary>
public sealed class UndonePages(Database db, CurrentSite site, Pace pace, TimeProvider clock)
{
    /// <summary>In the order of the index by which they are found: else all that others have would be read for each part.</summary>
    private const int AtOnce = 500;

    /// <summary>A running server hears of changes within a second; by then it shows none of these pages any more.</summary>
    private static readonly TimeSpan UntilHeard = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// Stories go with their pages. One that readers have written under, or editors have decided something about, is taken back, and its
    /// discussion can be read.
    /// </summary>
    public async Task<int> Articles(int number, CancellationToken ct)
    {
        var all = await db.Articles.Where(x => x.SiteId == site.Id && x.ImportNumber == number).Select(x => x.Id).ToListAsync(ct);
        if (all.Count == 0) return 0;
        List<Guid> alone;
        await using (var writing = await db.BeginWrite(ct))
        {
            alone = await Recall(all, ct);
            await writing.Commit(ct);
        }
        db.ChangeTracker.Clear();
        if (alone.Count == 0) return 0;
        await Task.Delay(UntilHeard, ct);
        await using var deleting = await db.BeginWrite(ct);
        // An editor may have come to one of them meanwhile.
        alone = await Recall(alone, ct);
        var discussions = await db.Discussions.Where(x => x.SiteId == site.Id && x.ArticleId != null && alone.Contains(x.ArticleId.Value))
            .Select(x => x.Id).ToListAsync(ct);
        await DeleteDiscussions(discussions, ct);
        await db.Passages.Where(x => x.SiteId == site.Id && alone.Contains(x.ArticleId!.Value)).ExecuteDeleteAsync(ct);
        await db.AlsoRead.Where(x => x.SiteId == site.Id && alone.Contains(x.ArticleId)).ExecuteDeleteAsync(ct);
        await db.ArticleTexts.Where(x => x.SiteId == site.Id && alone.Contains(x.ArticleId)).ExecuteDeleteAsync(ct);
        await db.ShareCounts.Where(x => x.SiteId == site.Id && alone.Contains(x.ArticleId)).ExecuteDeleteAsync(ct);
        await db.ShareClicks.Where(x => x.SiteId == site.Id && alone.Contains(x.ArticleId)).ExecuteDeleteAsync(ct);
        var count = await db.Articles.Where(x => x.SiteId == site.Id && alone.Contains(x.Id)).ExecuteDeleteAsync(ct);
        await deleting.Commit(ct);
        return count;
    }

    // With their discussions locked, so that what is judged stays as it is.
    private async Task<List<Guid>> Recall(List<Guid> articles, CancellationToken ct)
    {
        var now = clock.Now();
        var ids = await db.Discussions.Where(x => x.SiteId == site.Id && x.ArticleId != null && articles.Contains(x.ArticleId.Value))
            .Select(x => x.Id).ToListAsync(ct);
        foreach (var id in ids.Order()) await db.Discussions.Lock(site.Id, id, now, ct);
        var unused = await Unused(ids, ct);
        var stories = await db.Articles.Where(x => x.SiteId == site.Id && articles.Contains(x.Id)).ToDictionaryAsync(x => x.Id, ct);
        var alone = new List<Guid>();
        foreach (var discussion in await db.Discussions.Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).ToListAsync(ct))
        {
            var story = stories[discussion.ArticleId!.Value];
            if (unused.Contains(discussion.Id)) alone.Add(story.Id);
            story.Recall(keepsDiscussion: !unused.Contains(discussion.Id), now);
            discussion.Follow(story, open: false, now);
        }
        await db.SaveChangesAsync(ct);
        return alone;
    }

    // On which nobody speaks, and for which no editor has decided anything.
    private Task<List<Guid>> Unused(List<Guid> discussions, CancellationToken ct) => db.Discussions
        .Where(x => x.SiteId == site.Id && discussions.Contains(x.Id)
            && !db.Comments.Any(y => y.SiteId == x.SiteId && y.DiscussionId == x.Id)
            && !db.Interventions.Any(y => y.SiteId == x.SiteId && y.DiscussionId == x.Id)
            && !db.Respondents.Any(y => y.SiteId == x.SiteId && y.DiscussionId == x.Id)
            && !db.AddressMoves.Any(y => y.SiteId == x.SiteId && y.DiscussionId == x.Id)
            && !db.AddressMoves.Any(y => y.SiteId == x.SiteId && y.IntoId == x.Id))
        .Select(x => x.Id).ToListAsync(ct);

    /// <summary>Pages on which nobody speaks any more, and for which no editor has decided anything.</summary>
    public async Task<int> Discussions(int number, CancellationToken ct)
    {
        var count = 0;
        // What is deleted at once, no server would hear of.
        if (await db.Discussions.AnyAsync(x => x.SiteId == site.Id && x.ImportNumber == number, ct)) await Task.Delay(UntilHeard, ct);
        while (await db.Discussions.Where(x => x.SiteId == site.Id && x.ImportNumber == number).OrderBy(x => x.ImportNumber)
            .Take(pace.Of(AtOnce)).Select(x => x.Id).ToListAsync(ct) is { Count: > 0 } part)
        {
            await using var writing = await db.BeginWrite(ct);
            using var statements = new Statements(db.Database.GetDbConnection())
                { Transaction = db.Database.CurrentTransaction!.GetDbTransaction() };
            // One that has become part of another since is not there any more.
            foreach (var id in part) Discussion.LockIn(statements, site.Id, id, 0, clock.Now());
            var unused = await Unused(part, ct);
            var empty = await db.Discussions.Where(x => x.SiteId == site.Id && unused.Contains(x.Id) && x.ArticleId == null)
                .Select(x => x.Id).ToListAsync(ct);
            count += await DeleteDiscussions(empty, ct);
            // What is left is somebody else's by now.
            var kept = part.Except(empty).ToList();
            await db.Discussions.Where(x => x.SiteId == site.Id && kept.Contains(x.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ImportNumber, (int?)null), ct);
            await writing.Commit(ct);
            await pace.Since(writing.Begun, part.Count, ct);
        }
        return count;
    }

    private async Task<int> DeleteDiscussions(List<Guid> ids, CancellationToken ct)
    {
        await db.Visits.Where(x => x.SiteId == site.Id && ids.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        await db.Speakers.Where(x => x.SiteId == site.Id && ids.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        await db.Passages.Where(x => x.SiteId == site.Id && ids.Contains(x.DiscussionId!.Value)).ExecuteDeleteAsync(ct);
        await db.DiscussionAddresses.Where(x => x.SiteId == site.Id && ids.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        return await db.Discussions.Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).ExecuteDeleteAsync(ct);
    }

    /// <summary>People of whom nothing stands here any more.</summary>
    public async Task<int> Readers(int number, CancellationToken ct)
    {
        var count = 0;
        while (await db.Readers.Where(x => x.SiteId == site.Id && x.ImportNumber == number).OrderBy(x => x.ImportNumber)
            .Take(pace.Of(AtOnce)).Select(x => x.Id).ToListAsync(ct) is { Count: > 0 } part)
        {
            await using var writing = await db.BeginWrite(ct);
            var alone = await db.Readers.Where(x => x.SiteId == site.Id && part.Contains(x.Id) && x.Kind == ReaderKind.Imported
                && !db.Comments.Any(y => y.SiteId == x.SiteId && y.AuthorId == x.Id)
                && !db.Ledger.Any(y => y.SiteId == x.SiteId && y.ReaderId == x.Id)
                && !db.Decisions.Any(y => y.SiteId == x.SiteId && y.ReaderId == x.Id)).Select(x => x.Id).ToListAsync(ct);
            await db.Badges.Where(x => x.SiteId == site.Id && alone.Contains(x.ReaderId)).ExecuteDeleteAsync(ct);
            await db.Standings.Where(x => x.SiteId == site.Id && alone.Contains(x.ReaderId)).ExecuteDeleteAsync(ct);
            await db.Speakers.Where(x => x.SiteId == site.Id && alone.Contains(x.ReaderId)).ExecuteDeleteAsync(ct);
            count += await db.Readers.Where(x => x.SiteId == site.Id && alone.Contains(x.Id)).ExecuteDeleteAsync(ct);
            var kept = part.Except(alone).ToList();
            await db.Readers.Where(x => x.SiteId == site.Id && kept.Contains(x.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ImportNumber, (int?)null), ct);
            await writing.Commit(ct);
            await pace.Since(writing.Begun, part.Count, ct);
        }
        await db.Readers.Where(x => x.SiteId == site.Id && x.Source == ImportedKeys.Source && x.SourceId == ForeignPeople.NobodysId
            && !db.Comments.Any(y => y.SiteId == x.SiteId && y.AuthorId == x.Id)).ExecuteDeleteAsync(ct);
        return count;
    }
}
