using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Moderation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <param name="Comments">Also those that real readers wrote under the demo's stories.</param>
public sealed record RemovedDemo(int Articles, int Comments, int Readers);

/// <summary>Takes the demo away whole: its stories, what was said under them by anybody, its people, and what was counted of it.</summary>
public sealed class DemoRemoval(Database db, CurrentSite site, TimeProvider clock)
{
    /// <summary>A running server hears of changes within a second; by then it shows none of these pages any more.</summary>
    private static readonly TimeSpan UntilHeard = TimeSpan.FromSeconds(2.5);

    public async Task<RemovedDemo> Remove(CancellationToken ct)
    {
        var articles = await db.Articles.Where(x => x.SiteId == site.Id && x.Source == ArticleSource.Demo).Select(x => x.Id)
            .ToListAsync(ct);
        var discussions = await db.Discussions
            .Where(x => x.SiteId == site.Id && x.ArticleId != null && articles.Contains(x.ArticleId.Value)).Select(x => x.Id)
            .ToListAsync(ct);
        if (articles.Count > 0) await Hide(articles, discussions, ct);
        return await Delete(articles, discussions, ct);
    }

    private async Task Hide(List<Guid> articles, List<Guid> discussions, CancellationToken ct)
    {
        await using (var writing = await db.BeginWrite(ct))
        {
            var now = clock.Now();
            foreach (var article in await db.Articles.Where(x => x.SiteId == site.Id && articles.Contains(x.Id)).ToListAsync(ct))
                article.Recall(false, now);
            await db.SaveChangesAsync(ct);
            await db.Discussions.Where(x => x.SiteId == site.Id && discussions.Contains(x.Id)).ExecuteUpdateAsync(set => set
                .SetProperty(x => x.Version, x => x.Version + 1).SetProperty(x => x.ChangedAt, now).SetProperty(x => x.ClosedAt, now)
                .SetProperty(x => x.HiddenAt, now), ct);
            await writing.Commit(ct);
        }
        db.ChangeTracker.Clear();
        await Task.Delay(UntilHeard, ct);
    }

    // Whatever names a row goes before it.
    private async Task<RemovedDemo> Delete(List<Guid> articles, List<Guid> discussions, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        var comments = db.Comments.Where(x => x.SiteId == site.Id && discussions.Contains(x.DiscussionId));
        await db.WaveComments.Where(x => x.SiteId == site.Id && comments.Any(y => y.Id == x.CommentId)).ExecuteDeleteAsync(ct);
        await db.Cases.Where(x => x.SiteId == site.Id && comments.Any(y => y.Id == x.CommentId)).ExecuteDeleteAsync(ct);
        await db.Reports.Where(x => x.SiteId == site.Id && comments.Any(y => y.Id == x.CommentId)).ExecuteDeleteAsync(ct);
        var decisions = db.Decisions.Where(x => x.SiteId == site.Id && comments.Any(y => y.Id == x.CommentId));
        await db.Appeals.Where(x => x.SiteId == site.Id && decisions.Any(y => y.Id == x.DecisionId)).ExecuteDeleteAsync(ct);
        await db.Notices.Where(x => x.SiteId == site.Id && comments.Any(y => y.Id == x.CommentId)).ExecuteDeleteAsync(ct);
        await db.SecondLooks.Where(x => x.SiteId == site.Id && decisions.Any(y => y.Id == x.DecisionId)).ExecuteDeleteAsync(ct);
        var logged = await decisions.AsNoTracking().Where(x => x.LogIndex != null).OrderBy(x => x.Id).ToListAsync(ct);
        // Nobody stays suspended by what can't be looked up any more.
        await db.Readers.Where(x => x.SiteId == site.Id && decisions.Any(y => y.Id == x.SuspensionId)).ExecuteUpdateAsync(set => set
            .SetProperty(x => x.SuspensionId, (Guid?)null).SetProperty(x => x.SuspendedUntil, (DateTimeOffset?)null), ct);
        await decisions.ExecuteDeleteAsync(ct);
        await db.Votes.Where(x => x.SiteId == site.Id && comments.Any(y => y.Id == x.CommentId)).ExecuteDeleteAsync(ct);
        await db.CommentRevisions.Where(x => x.SiteId == site.Id && comments.Any(y => y.Id == x.CommentId)).ExecuteDeleteAsync(ct);
        await db.Ledger.Where(x => x.SiteId == site.Id && (discussions.Contains(x.Within) || comments.Any(y => y.Id == x.SubjectId)))
            .ExecuteDeleteAsync(ct);
        await db.RestingComments.Where(x => x.SiteId == site.Id && discussions.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        await db.Visits.Where(x => x.SiteId == site.Id && discussions.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        await db.Speakers.Where(x => x.SiteId == site.Id && discussions.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        await db.Respondents.Where(x => x.SiteId == site.Id && discussions.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        await db.Interventions.Where(x => x.SiteId == site.Id && discussions.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        // The deepest first: while an answer is there, what it answers can't go.
        var said = 0;
        for (var depth = await comments.MaxAsync(x => (int?)x.Depth, ct) ?? -1; depth >= 0; depth--)
            said += await comments.Where(x => x.Depth == depth).ExecuteDeleteAsync(ct);
        await db.Passages.Where(x => x.SiteId == site.Id && articles.Contains(x.ArticleId!.Value)).ExecuteDeleteAsync(ct);
        await db.DiscussionAddresses.Where(x => x.SiteId == site.Id && discussions.Contains(x.DiscussionId)).ExecuteDeleteAsync(ct);
        await db.Discussions.Where(x => x.SiteId == site.Id && discussions.Contains(x.Id)).ExecuteDeleteAsync(ct);
        await db.AlsoRead.Where(x => x.SiteId == site.Id && articles.Contains(x.ArticleId)).ExecuteDeleteAsync(ct);
        await db.ArticleTexts.Where(x => x.SiteId == site.Id && articles.Contains(x.ArticleId)).ExecuteDeleteAsync(ct);
        await db.ShareCounts.Where(x => x.SiteId == site.Id && articles.Contains(x.ArticleId)).ExecuteDeleteAsync(ct);
        await db.ShareClicks.Where(x => x.SiteId == site.Id && articles.Contains(x.ArticleId)).ExecuteDeleteAsync(ct);
        await db.Articles.Where(x => x.SiteId == site.Id && articles.Contains(x.Id)).ExecuteDeleteAsync(ct);
        var people = db.Readers.Where(x => x.SiteId == site.Id && x.Source == DemoPublication.Source);
        await db.RestingComments.Where(x => x.SiteId == site.Id && people.Any(y => y.Id == x.ReaderId)).ExecuteDeleteAsync(ct);
        await db.Badges.Where(x => x.SiteId == site.Id && people.Any(y => y.Id == x.ReaderId)).ExecuteDeleteAsync(ct);
        await db.Standings.Where(x => x.SiteId == site.Id && people.Any(y => y.Id == x.ReaderId)).ExecuteDeleteAsync(ct);
        var readers = await people.ExecuteDeleteAsync(ct);
        await db.InsightDays.CountAnew(site.Id, ct);
        // The log's entries stay; that they were about these texts can't be shown any more. Its lock is taken last.
        foreach (var decision in logged) await db.Append(decision.InLog(LogAction.Deleted, "", null), clock.Now());
        await db.SaveChangesAsync(ct);
        await db.DestroySalts(site.Id, logged.ConvertAll(x => x.Id), ct);
        await writing.Commit(ct);
        return new(articles.Count, said, readers);
    }
}
