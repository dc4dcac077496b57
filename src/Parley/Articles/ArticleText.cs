using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;

namespace Parley.Articles;

/// <summary>A text of a house that came with an article and is shown with it, in place of the site's own.</summary>
public sealed class ArticleText
{
    private ArticleText() { }

    public int SiteId { get; private set; }
    public Guid ArticleId { get; private set; }
    public SiteTextKind Kind { get; private set; }
    public string Markdown { get; private set; } = "";

    public static ArticleText Of(Article article, SiteTextKind kind, string markdown) =>
        new() { SiteId = article.SiteId, ArticleId = article.Id, Kind = kind, Markdown = markdown };
}

public static class ArticleTextTable
{
    public static void MapArticleTexts(this ModelBuilder model) => model.Entity<ArticleText>(text =>
    {
        text.ToTable("article_texts");
        text.HasKey(x => new { x.SiteId, x.ArticleId, x.Kind });
        text.HasOne<Article>().WithMany().HasForeignKey(x => new { x.SiteId, x.ArticleId });
    });

    public static Task<Dictionary<SiteTextKind, string>> TextsOf(this Database db, Article article, CancellationToken ct) =>
        db.ArticleTexts.AsNoTracking().Where(x => x.SiteId == article.SiteId && x.ArticleId == article.Id)
            .ToDictionaryAsync(x => x.Kind, x => x.Markdown, ct);
}
