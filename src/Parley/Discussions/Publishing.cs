using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

public enum PublishedAs { New, Revised, Unchanged }

public sealed record Published(Article Article, Discussion Discussion, PublishedAs As);

/// <summary>An article goes out, or out again, with the discussion under it.</summary>
public sealed class Publishing(Database db, CurrentSite site, Addresses addresses, Change change, TimeProvider clock)
{
    public const string KeptByFile = "slug-kept-by-file";

    private static readonly Refusal SlugTaken = new(409, "slug-taken", "Another article has this slug. Choose another one.");
    private static readonly Refusal UnknownLanguage = new(422, "unknown-language",
        "There are no words for this language here, but for {0}.") { Args = [string.Join(", ", Words.Languages)] };
    private static readonly Refusal LongSection = new(422, "section-too-long", "The name of a section has at most {0} characters.")
        { Args = [Manuscript.LongestSection] };
    private static readonly Refusal LongPrompt = new(422, "prompt-too-long",
        "The prompt of an article has at most {0} characters.") { Args = [HouseLine.Longest] };
    private static readonly Refusal TooComplex = new(422, "too-complex",
        "This text has more signs, or lists and quotations nested deeper, than can be shown. Please make it simpler, or several articles.");
    private static readonly Refusal NotWebAddress = new(422, "bad-canonical", "The canonical address must be a whole https address.");

    /// <summary>In a transaction of its own. The slug is the article's name: publishing under it again revises it.</summary>
    /// <param name="keeps">Whether the file of this name still holds the slug; null: one file is as good as another.</param>
    public async Task<Outcome<Published>> Publish(
        Manuscript text, ArticleSource source, string? sourceId, CancellationToken ct, Func<string, bool>? keeps = null)
    {
        // One lane for all: two stories that want the same name or address must not meet.
        return await change.Of(Guid.Empty, _ => PublishInside(text, source, sourceId, CancellationToken.None, keeps),
            published => published.As == PublishedAs.Unchanged ? null : (published.Discussion.Id, published.Discussion.Version), ct);
    }

    /// <summary>As a part of the caller's transaction, who announces the change.</summary>
    public async Task<Outcome<Published>> PublishInside(
        Manuscript text, ArticleSource source, string? sourceId, CancellationToken ct, Func<string, bool>? keeps = null)
    {
        if (text.CanonicalUrl is { } canonical && !(Uri.TryCreate(canonical, UriKind.Absolute, out var url) && url.Scheme is "https"
            or "http"))
            return NotWebAddress;
        if (text.Language is { } language && Words.In(language) is null) return UnknownLanguage;
        text = text.Storable();
        if (text.Prompt?.Length > HouseLine.Longest) return LongPrompt;
        if (text.Section?.Length > Manuscript.LongestSection) return LongSection;
        if (!Markup.CanRenderArticle(text.Body)) return TooComplex;
        var now = clock.Now();
        var article = await db.Articles.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Slug == text.Slug, ct);
        if (article is null) return await New(text, source, sourceId, now, ct);
        if (article.Source != source) return SlugTaken;
        // Whoever writes articles by program takes back by program too: sent again, it is out again.
        var returns = source == ArticleSource.Api && article.RecalledAt is not null && !text.IsUnpublished;
        if (returns) article.Return();
        if (source == ArticleSource.File && article.SourceId is { } first && first != sourceId)
        {
            if (keeps?.Invoke(first) == true)
                return new Refusal(409, KeptByFile,
                    "The file {0} was published with the slug \"{1}\" first and keeps it. Choose another slug.") { Args = [first,
                        text.Slug] };
            article.ComesFrom(sourceId);
        }
        return await Revise(article, text, returns, now, ct);
    }

    /// <summary>A sentence for each "also read" that readers will not see, because nothing is there.</summary>
    public async Task<IReadOnlyList<string>> DeadLinks(Manuscript text, CancellationToken ct)
    {
        var wanted = text.AlsoRead.Where(x => x.Url is null).Select(x => CleanText.Storable(x.Slug)).OfType<string>().Distinct().ToList();
        if (wanted.Count == 0) return [];
        var known = await db.Articles.Where(x => x.SiteId == site.Id && wanted.Contains(x.Slug) && x.Slug != text.Slug).Select(x =>
            x.Slug).ToListAsync(ct);
        return [.. wanted.Except(known).Select(slug => slug == text.Slug
            ? $"also_read names the article itself, \"{slug}\"; it is left out."
            : $"also_read leads nowhere: there is no article \"{slug}\"; it is left out.")];
    }

    private async Task<Published> New(Manuscript text, ArticleSource source, string? sourceId, DateTimeOffset now, CancellationToken ct)
    {
        var article = Article.Publish(site.Id, source, sourceId, text, now);
        var path = "/articles/" + article.Slug;
        var discussion = Discussion.Of(article, path, now);
        discussion.Follow(article, text.DiscussionOpen, now);
        db.Articles.Add(article);
        db.AlsoRead.AddRange(text.AlsoRead.Select((choice, i) => AlsoRead.Choose(article, i, choice)));
        db.Discussions.Add(discussion);
        await AddAddresses(discussion, article, ct);
        await db.SaveChangesAsync(ct);
        return new(article, discussion, PublishedAs.New);
    }

    private async Task<Published> Revise(Article article, Manuscript text, bool returns, DateTimeOffset now, CancellationToken ct)
    {
        var discussion = await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.ArticleId == article.Id, ct);
        var chosen = await db.AlsoRead.Where(x => x.SiteId == site.Id && x.ArticleId == article.Id).OrderBy(x => x.Position)
            .ToListAsync(ct);
        var sameChoice = chosen.Select(x => new AlsoReadChoice(x.Slug, x.Title, x.Url, x.AfterParagraph)).SequenceEqual(text.AlsoRead);
        if (!article.Revise(text, now) & !returns & sameChoice & discussion.IsOpen == (text.DiscussionOpen && !article.IsTakenBack))
        {
            await db.SaveChangesAsync(ct);
            return new(article, discussion, PublishedAs.Unchanged);
        }
        await db.Discussions.Lock(site.Id, discussion.Id, now, ct);
        await db.Entry(discussion).ReloadAsync(ct);
        discussion.Follow(article, text.DiscussionOpen, now);
        await db.Reanchor(PointedStory.Of(article), ct);
        if (!sameChoice)
        {
            db.AlsoRead.RemoveRange(chosen);
            await db.SaveChangesAsync(ct);
            db.AlsoRead.AddRange(text.AlsoRead.Select((choice, i) => AlsoRead.Choose(article, i, choice)));
        }
        await AddAddresses(discussion, article, ct);
        await db.SaveChangesAsync(ct);
        return new(article, discussion, PublishedAs.Revised);
    }

    /// <summary>Takes an article back, by an editor's word: readers are told that it is gone, and nothing can be added.</summary>
    /// <param name="keepsDiscussion">What was said about it can still be read.</param>
    public Task<Outcome<Published>> Recall(string slug, bool keepsDiscussion, CancellationToken ct) =>
        Stand(slug, (article, now) => article.Recall(keepsDiscussion, now), ct);

    /// <summary>Brings it out again as it was. A file that takes it back itself has the last word when it is read again.</summary>
    public Task<Outcome<Published>> Return(string slug, CancellationToken ct) => Stand(slug, (article, _) => article.Return(), ct);

    private Task<Outcome<Published>> Stand(string slug, Action<Article, DateTimeOffset> decide, CancellationToken ct) =>
        change.Of<Published>(Guid.Empty, async now =>
        {
            var article = await db.Articles.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Slug == slug, CancellationToken.None);
            if (article is null) return Problems.NotFound;
            var discussion = await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.ArticleId == article.Id,
                CancellationToken.None);
            await db.Discussions.Lock(site.Id, discussion.Id, now, CancellationToken.None);
            await db.Entry(discussion).ReloadAsync(CancellationToken.None);
            decide(article, now);
            discussion.Follow(article, !article.IsTakenBack, now);
            return new Published(article, discussion, PublishedAs.Revised);
        }, published => (published.Discussion.Id, published.Discussion.Version), ct);

    // A canonical address that another discussion has already stays with that one: its comments must not lose their page.
    private async Task AddAddresses(Discussion discussion, Article article, CancellationToken ct)
    {
        var wanted = new[] { "/articles/" + article.Slug, addresses.Normalise(article.CanonicalUrl, null) }.OfType<string>().Distinct()
            .ToList();
        var known = await db.DiscussionAddresses.Where(x => x.SiteId == site.Id && wanted.Contains(x.Address)).Select(x => x.Address)
            .ToListAsync(ct);
        db.DiscussionAddresses.AddRange(wanted.Except(known).Select(address => DiscussionAddress.Of(discussion, address)));
    }
}
