using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Web;

namespace Parley.Discussions;

public static class DiscussedArticle
{
    // Every page begins with it.
    private static readonly Compiled<Func<Database, int, string, DateTimeOffset, Task<Found?>>> Find = new(
        () => EF.CompileAsyncQuery((Database db, int siteId, string slug, DateTimeOffset now) =>
            (from article in db.Articles.AsNoTracking()
             join discussion in db.Discussions.AsNoTracking()
                 on new { article.SiteId, ArticleId = (Guid?)article.Id } equals new { discussion.SiteId, discussion.ArticleId }
             where article.SiteId == siteId && article.Slug == slug && article.PublishedAt <= now
             select new Found(article, discussion)).FirstOrDefault()));

    /// <summary>A published article with its discussion; null before its time.</summary>
    public static async Task<(Article, Discussion)?> FindArticle(this Database db, int siteId, string slug, DateTimeOffset now) =>
        await Find.For(db)(db, siteId, CleanText.WellFormed(slug).Normalize(NormalizationForm.FormC), now) is var (article, discussion)
            ? (article, discussion) : null;

    private sealed record Found(Article Article, Discussion Discussion);
}
