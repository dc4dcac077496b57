using Microsoft.EntityFrameworkCore;
using Parley.Sites;

namespace Parley.Articles;

public static class ArticleTable
{
    /// <summary>What readers find on the site: out already, and not taken back.</summary>
    public static IQueryable<Article> Out(this IQueryable<Article> articles, int siteId, DateTimeOffset now) =>
        articles.Where(x => x.SiteId == siteId && x.PublishedAt <= now && x.UnpublishedAt == null && x.RecalledAt == null);

    public static void MapArticles(this ModelBuilder model)
    {
        model.Entity<Article>(article =>
        {
            article.ToTable("articles");
            article.HasKey(x => new { x.SiteId, x.Id });
            article.HasIndex(x => new { x.SiteId, x.ImportNumber }).HasFilter("\"ImportNumber\" IS NOT NULL");
            article.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
            article.HasIndex(x => new { x.SiteId, x.Slug }).IsUnique();
            article.HasIndex(x => new { x.SiteId, x.Source, x.SourceId }).IsUnique();
            article.HasIndex(x => new { x.SiteId, x.PublishedAt, x.Id });
            article.HasIndex(x => new { x.SiteId, x.Section, x.PublishedAt, x.Id }).HasFilter("\"Section\" IS NOT NULL");
            article.HasIndex(x => new { x.SiteId, x.UnpublishedAt }).HasFilter("\"UnpublishedAt\" IS NOT NULL");
            article.HasIndex(x => new { x.SiteId, x.RecalledAt }).HasFilter("\"RecalledAt\" IS NOT NULL");
            article.Ignore(x => x.Dateline);
            article.Ignore(x => x.IsTakenBack);
        });
        model.Entity<AlsoRead>(also =>
        {
            also.ToTable("also_read");
            also.HasKey(x => new { x.SiteId, x.ArticleId, x.Position });
            also.HasOne<Article>().WithMany().HasForeignKey(x => new { x.SiteId, x.ArticleId });
        });
        model.Entity<Passage>(passage =>
        {
            passage.ToTable("passages");
            passage.HasKey(x => new { x.SiteId, x.Id });
            passage.HasOne<Article>().WithMany().HasForeignKey(x => new { x.SiteId, x.ArticleId });
            passage.HasIndex(x => new { x.SiteId, x.ArticleId, x.Start });
            // Without a key to the discussion: what is taken in by another keeps what it speaks of.
            passage.HasIndex(x => new { x.SiteId, x.DiscussionId, x.Start }).HasFilter("\"DiscussionId\" IS NOT NULL");
            passage.HasIndex(x => new { x.SiteId, x.CreatedAt }).HasFilter("\"Question\" IS NOT NULL");
        });
        model.Entity<ShareCount>(share =>
        {
            share.ToTable("share_counts");
            share.HasKey(x => new { x.SiteId, x.ArticleId, x.Network });
            share.HasOne<Article>().WithMany().HasForeignKey(x => new { x.SiteId, x.ArticleId });
        });
        model.Entity<ShareClick>(click =>
        {
            click.ToTable("share_clicks");
            click.HasKey(x => new { x.SiteId, x.ArticleId, x.Network, x.Day, x.Person });
            click.HasOne<Article>().WithMany().HasForeignKey(x => new { x.SiteId, x.ArticleId });
        });
    }
}
