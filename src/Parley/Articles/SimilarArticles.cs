using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Parley.Data;

namespace Parley.Articles;

/// <summary>What else a reader of an article may like: the editor's choice, else the nearest by their words.</summary>
public static partial class SimilarArticles
{
    public const int Most = 3;

    /// <summary>Words asked for; the rarest decide, by BM25 or ts_rank.</summary>
    private const int Words = 24;

    public static async Task<IReadOnlyList<AlsoReadLink>> AlsoReadOf(this Database db, Article article, CancellationToken ct)
    {
        var chosen = await db.AlsoRead.AsNoTracking().Where(x => x.SiteId == article.SiteId && x.ArticleId == article.Id)
            .OrderBy(x => x.Position).ToListAsync(ct);
        return chosen.Count > 0 ? await Resolve(db, article, chosen, ct) : await Nearest(db, article, ct);
    }

    // A slug whose article is gone, or the article itself, is left out rather than shown as a dead link.
    private static async Task<IReadOnlyList<AlsoReadLink>> Resolve(
        Database db, Article article, List<AlsoRead> chosen, CancellationToken ct)
    {
        var slugs = chosen.Where(x => x.Slug is not null).Select(x => x.Slug!).ToList();
        var titles = await db.Articles.Where(x => x.SiteId == article.SiteId && x.Id != article.Id && x.UnpublishedAt == null
                && x.RecalledAt == null && slugs.Contains(x.Slug))
            .ToDictionaryAsync(x => x.Slug, x => x.Title, ct);
        return [.. chosen.Where(x => x.Slug is null || titles.ContainsKey(x.Slug)).Select(x => x.Slug is null
            ? new AlsoReadLink(x.Title ?? "", WebAddress(x.Url), x.AfterParagraph)
            : new AlsoReadLink(x.Title ?? titles[x.Slug], "/articles/" + x.Slug, x.AfterParagraph))];
    }

    private static string? WebAddress(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" ? url : null;

    private static async Task<IReadOnlyList<AlsoReadLink>> Nearest(Database db, Article article, CancellationToken ct)
    {
        var words = WordsOf(article);
        if (words.Count == 0) return [];
        var ids = await db.ArticlesLike(article.SiteId, words).ToListAsync(ct);
        var found = await db.Articles.Where(x =>
                x.SiteId == article.SiteId && x.Id != article.Id && x.UnpublishedAt == null && x.RecalledAt == null && ids.Contains(x.Id))
            .Select(x => new { x.Id, x.Title, x.Slug }).ToListAsync(ct);
        return [.. found.OrderBy(x => ids.IndexOf(x.Id)).Take(Most).Select(x => new AlsoReadLink(x.Title, "/articles/" + x.Slug, null))];
    }

    /// <summary>The words said most often, those of the title first. Short ones are the same in every story.</summary>
    public static IReadOnlyList<string> WordsOf(Article article) =>
        [.. Word().Matches($"{article.Title} {article.Title} {article.Body}".ToLowerInvariant()).Select(match => match.Value)
            .Where(word => word.Length > 4 || word[0] > 0x2E7F)
            .GroupBy(word => word).OrderByDescending(group => group.Count()).Take(Words).Select(group => group.Key)];

    [GeneratedRegex(@"[\p{L}\p{M}\p{Nd}]{2,40}")]
    private static partial Regex Word();
}

/// <param name="Url">Null where only the headline is known.</param>
/// <param name="AfterParagraph">Where in the body; null: the layout chooses.</param>
public sealed record AlsoReadLink(string Title, string? Url, int? AfterParagraph);
