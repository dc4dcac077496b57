using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Search;

/// <summary>
/// Looks words up in what is published. The newest comes first: who searches a discussion wants to know where it stands, and a
/// place in time can be paged exactly.
/// </summary>
public sealed class Finding(Database db, CurrentSite site, TimeProvider clock)
{
    public const int PerPage = 20;

    /// <summary>Stories stand above what was said of them, so only so many.</summary>
    public const int MostArticles = 5;

    private const int ExcerptSource = 200_000;
    private const string Order = "search";

    public bool TryCursor(string? after, out Cursor? cursor) => Cursor.TryParse(after, Order, site.Site.Secret, out cursor);

    /// <param name="discussion">Only there; null for the whole site, stories included.</param>
    public async Task<FoundPage> Find(SearchQuery query, Discussion? discussion, Cursor? after, int limit, CancellationToken ct)
    {
        var ids = await db.CommentsWith(site.Id, discussion?.Id, query.Words, after, limit + 1).ToListAsync(ct);
        var page = ids.Take(limit).ToList();
        var rows = await (from comment in db.Comments.AsNoTracking().Published()
                          join author in db.Readers on new { comment.SiteId, Id = comment.AuthorId } equals new { author.SiteId, author.Id }
                          join talk in db.Discussions
                              on new { comment.SiteId, Id = comment.DiscussionId } equals new { talk.SiteId, talk.Id }
                          join story in db.Articles
                              on new { talk.SiteId, Id = talk.ArticleId!.Value } equals new { story.SiteId, story.Id } into stories
                          from article in stories.DefaultIfEmpty()
                          where comment.SiteId == site.Id && page.Contains(comment.Id) && talk.HiddenAt == null
                          select new
                          {
                              comment.Id, comment.Text, comment.Format, comment.CreatedAt, comment.EditedAt, AuthorId = author.Id,
                              author.Name, author.Role, talk.Url, Title = article == null ? talk.Title : article.Title,
                              Slug = article == null ? null : article.Slug,
                          }).ToListAsync(ct);
        var comments = rows.OrderBy(x => page.IndexOf(x.Id)).Select(x => new FoundComment(
            x.Id, Place.LinkTo(x.Id, x.Slug, site.AddressRules.Shown(x.Url)), x.Title.Length > 0 ? x.Title : site.AddressRules.Shown(x.Url),
            new(x.AuthorId, x.Name, AuthorView.NewsroomOf(x.Role, site)), x.CreatedAt, x.EditedAt,
            query.Excerpt(Markup.Line(x.Text, x.Format))));
        var next = ids.Count > limit ? await CursorAt(page[^1], ct) : null;
        return new([.. discussion is null && after is null ? await Articles(query, ct) : []], [.. comments], next);
    }

    private async Task<IEnumerable<FoundArticle>> Articles(SearchQuery query, CancellationToken ct)
    {
        var now = clock.Now();
        var ids = db.ArticlesWith(site.Id, query.Words);
        var rows = await db.Articles.AsNoTracking().Out(site.Id, now).Where(x => ids.Contains(x.Id))
            .OrderByDescending(x => x.PublishedAt).ThenByDescending(x => x.Id).Take(MostArticles)
            .Select(x => new { x.Title, x.Slug, x.Body, x.Summary, x.PublishedAt }).ToListAsync(ct);
        return rows.Select(x =>
            new FoundArticle($"/articles/{Uri.EscapeDataString(x.Slug)}", x.Title, x.PublishedAt, query.Excerpt(Line(x.Summary, x.Body))));
    }

    // The words of the story as they are read, without the signs of its Markdown.
    private static string Line(string? summary, string body) =>
        $"{summary} {StoryText.Of(body).Words}".Trim() is var line && line.Length <= ExcerptSource ? line : line[..ExcerptSource];

    private async Task<string> CursorAt(Guid last, CancellationToken ct) =>
        new Cursor(Order, 0, await db.Comments.Where(x => x.SiteId == site.Id && x.Id == last).Select(x => x.CreatedAt).SingleAsync(ct),
            last, 0).Sealed(site.Site.Secret);
}

/// <param name="Next">Cursor of the following page; null at the end.</param>
public sealed record FoundPage(IReadOnlyList<FoundArticle> Articles, IReadOnlyList<FoundComment> Comments, string? Next);

/// <param name="Excerpt">Safe HTML; what was found stands in <c>mark</c>.</param>
public sealed record FoundArticle(string Path, string Title, DateTimeOffset PublishedAt, string Excerpt);

/// <param name="Path">On this site; of a comment below a page of another site that page, whose loader finds it.</param>
/// <param name="Title">Of the article it was said under; the address of another site's page.</param>
/// <param name="Excerpt">Safe HTML; what was found stands in <c>mark</c>.</param>
public sealed record FoundComment(
    Guid Id, string Path, string Title, SearchAuthor Author, DateTimeOffset CreatedAt, DateTimeOffset? EditedAt, string Excerpt);
