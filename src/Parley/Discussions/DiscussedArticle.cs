using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;

namespace Parley.Discussions;

public static class DiscussedArticle
{
    /// <summary>A published article with its discussion; null before its time.</summary>
    public static async Task<(Article, Discussion)?> FindArticle(this Database db, int siteId, string slug, DateTimeOffset now)
    {
        var found = await (from article in db.Articles.AsNoTracking()
                           join discussion in db.Discussions.AsNoTracking() on new { article.SiteId, ArticleId = (Guid?)article.Id } equals new { discussion.SiteId, discussion.ArticleId }
                           where article.SiteId == siteId && article.Slug == slug && article.PublishedAt <= now
                           select new { article, discussion }).FirstOrDefaultAsync();
        return found is null ? null : (found.article, found.discussion);
    }
}
