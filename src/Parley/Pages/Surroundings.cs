using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>
/// What stands on an article's page around the thread. Most discussions have hardly any of it, and a busy one's page is made again and
/// again: one statement says what there is, and only that is asked for.
/// </summary>
public sealed class Surroundings(Database db, Reads reads, Threads threads, NearStories near)
{
    private static readonly Statement WhatThereIs = new("""
        SELECT
          CASE WHEN EXISTS (SELECT 1 FROM comments WHERE "SiteId" = @site AND "DiscussionId" = @discussion AND "FeaturedAt" IS NOT NULL)
            THEN 1 ELSE 0 END,
          CASE WHEN EXISTS (SELECT 1 FROM comments WHERE "SiteId" = @site AND "DiscussionId" = @discussion AND "PinnedAt" IS NOT NULL)
            THEN 1 ELSE 0 END,
          CASE WHEN EXISTS (SELECT 1 FROM interventions WHERE "SiteId" = @site AND "DiscussionId" = @discussion AND "LiftedAt" IS NULL)
            THEN 1 ELSE 0 END,
          CASE WHEN EXISTS (SELECT 1 FROM passages WHERE "SiteId" = @site AND "ArticleId" = @article AND "Start" IS NOT NULL)
            THEN 1 ELSE 0 END,
          CASE WHEN EXISTS (SELECT 1 FROM share_counts WHERE "SiteId" = @site AND "ArticleId" = @article)
            OR EXISTS (SELECT 1 FROM share_clicks WHERE "SiteId" = @site AND "ArticleId" = @article) THEN 1 ELSE 0 END
        """, ("site", DbType.Int32), ("discussion", DbType.Guid), ("article", DbType.Guid));

    private Found found = Found.Everything;

    /// <summary>Asks what there is; without it everything is asked for.</summary>
    public async Task LookAround(Discussion discussion) => found = await reads.Ask(
        WhatThereIs,
        row => new Found(row.GetInt32(0) != 0, row.GetInt32(1) != 0, row.GetInt32(2) != 0, row.GetInt32(3) != 0, row.GetInt32(4) != 0),
        discussion.SiteId, discussion.Id, discussion.ArticleId) ?? Found.Everything;

    public async Task<int> Featured(Discussion discussion) =>
        found.Featured ? await db.Comments.In(discussion).Published().CountAsync(x => x.FeaturedAt != null) : 0;

    public async Task<IReadOnlyList<ShownComment>> Pinned(Discussion discussion) =>
        found.Pinned ? await threads.Pinned(discussion, CancellationToken.None) : [];

    public async Task<IReadOnlyList<Intervention>> Interventions(Discussion discussion, DateTimeOffset now) => found.Interventions
        ? await db.Interventions.AsNoTracking().InForce(discussion.SiteId, discussion.Id, now).OrderBy(x => x.BeganAt).ToListAsync() : [];

    public async Task<ILookup<int, PassageMark>> Marks(Article article) =>
        found.Passages ? await db.MarksOf(article, CancellationToken.None) : Array.Empty<PassageMark>().ToLookup(_ => 0);

    public async Task<IReadOnlyDictionary<string, int>> Shares(Article article) =>
        found.Shares ? await db.SharesOf(article, CancellationToken.None) : new Dictionary<string, int>();

    public Task<IReadOnlyList<AlsoReadLink>> AlsoRead(Article article) => near.Of(article, db);

    /// <summary>Only an import brings texts of another house along.</summary>
    public async Task<IReadOnlyDictionary<SiteTextKind, string>> Texts(Article article) =>
        article.Source == ArticleSource.Import ? await db.TextsOf(article, CancellationToken.None) : new Dictionary<SiteTextKind, string>();

    private sealed record Found(bool Featured, bool Pinned, bool Interventions, bool Passages, bool Shares)
    {
        public static readonly Found Everything = new(true, true, true, true, true);
    }
}

/// <summary>
/// What to read next, for the stories that are read now. It depends on all stories, so it is known until one of them changes.
/// </summary>
public sealed class NearStories(Snapshots snapshots) : IDisposable
{
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 1000 });

    public async Task<IReadOnlyList<AlsoReadLink>> Of(Article article, Database db)
    {
        // First: a story that is published while this is asked makes it old at once.
        var stories = snapshots.Latest(CurrentSite.Stories);
        if (known.TryGetValue(article.Id, out Found? found) && found!.Stories == stories) return found.Links;
        var links = await db.AlsoReadOf(article, CancellationToken.None);
        known.Set(article.Id, new Found(stories, links),
            new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(20) });
        return links;
    }

    public void Dispose() => known.Dispose();

    private sealed record Found(long Stories, IReadOnlyList<AlsoReadLink> Links);
}
