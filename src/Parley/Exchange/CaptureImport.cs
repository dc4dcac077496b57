using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>Brings a captured page back: its article, its house texts, its people and what they said.</summary>
public sealed class CaptureImport(
    Database db, CurrentSite site, Publishing publishing, CapturedTalk talk, Imports imports, TimeProvider clock)
{
    /// <summary>Few stories have the title of another: these names by an index cost less than all names.</summary>
    private const int SlugsAtOnce = 20;

    /// <summary>What the name of a page begins with that is told apart by its words.</summary>
    private const string ByWords = "words ";

    /// <summary>Of so few there may be two that are not one: a page that is only a video, or only its comments.</summary>
    private const int FewestLetters = 40;

    public async Task<ImportResult> Import(CapturedPage page, ImportRequest request, string hash, CancellationToken ct)
    {
        if (page.BodyMarkdown.Length == 0 && page.Comments.Count == 0)
            throw new SetupException(
                $"{Path.GetFileName(request.File)} doesn't look like the saved text of an article with its discussion.");

        await imports.Look(new(ImportRun.Capture, "", hash), ct);
        if (request.Rehearse) return await Rehearse(page, request, ct);
        var (article, discussion, isNew) = await TakeArticle(page, request, ct);
        var (added, already) = await talk.Take(page, article, discussion, ct);
        var one = isNew ? 1 : 0;
        return await imports.End(new(0, one, one, added, 0, 0, page.Problems.Count, already), ct);
    }

    private async Task<ImportResult> Rehearse(CapturedPage page, ImportRequest request, CancellationToken ct)
    {
        var known = await Known(NamesOf(page, request).SourceId, ct) ?? (await KnownOtherwise(page, request, ct) is { } id
            ? await db.Articles.SingleAsync(x => x.SiteId == site.Id && x.Id == id, ct) : null);
        var already = known is null ? 0 : await talk.CountPresent(page, known, ct);
        var one = known is null ? 1 : 0;
        return new(0, one, one, page.Comments.Count - already, 0, 0, page.Problems.Count, already);
    }

    private async Task<(Article, Guid Discussion, bool IsNew)> TakeArticle(CapturedPage page, ImportRequest request, CancellationToken ct)
    {
        // Whoever writes beside it doesn't wait while stories are read.
        var otherwise = await KnownOtherwise(page, request, ct);
        await using var writing = await db.BeginWrite(ct);
        var (article, discussion, isNew) = await FindOrPublish(page, request, otherwise, ct);
        await TakeTexts(page, article, request.Texts, ct);
        if (isNew)
        {
            TakeShares(page, article);
            var import = await imports.Number(ct);
            article.BroughtBy(import);
            discussion.BroughtBy(import);
            await imports.Brought(1, 1, 0, 0, ct);
        }
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        db.ChangeTracker.Clear();
        return (article, discussion.Id, isNew);
    }

    // Another house's texts speak for the site only where that is asked for; else for the article that they came with.
    private async Task TakeTexts(CapturedPage page, Article article, bool forTheSite, CancellationToken ct)
    {
        var texts = new[] { (SiteTextKind.Notice, page.Notice), (SiteTextKind.Policy, page.Policy),
                (SiteTextKind.Guidelines, page.GuidelinesMarkdown) }
            .Where(x => !string.IsNullOrWhiteSpace(x.Item2)).Select(x => (Kind: x.Item1, Markdown: x.Item2!)).ToList();
        if (texts.Count == 0) return;
        var names = string.Join(", ", texts.Select(x => x.Kind.ToString().ToLowerInvariant()));
        foreach (var (kind, markdown) in texts)
        {
            if (forTheSite) await PutInForce(kind, markdown, ct);
            else if (!await db.ArticleTexts.AnyAsync(x => x.SiteId == site.Id && x.ArticleId == article.Id && x.Kind == kind, ct))
                db.ArticleTexts.Add(ArticleText.Of(article, kind, markdown));
        }
        await Console.Error.WriteLineAsync(forTheSite
            ? $"The page's own texts ({names}) are in force on the whole site now."
            : $"The page's own texts ({names}) belong to its article and are shown with it. With --texts they become those of the "
                + "whole site.");
    }

    // A version that was in force once is not brought back by a second import: the site may have moved on.
    private async Task PutInForce(SiteTextKind kind, string markdown, CancellationToken ct)
    {
        var versions = await db.SiteTexts.Where(x => x.SiteId == site.Id && x.Kind == kind).ToListAsync(ct);
        if (versions.All(x => x.Markdown != markdown))
            db.SiteTexts.Add(
                SiteText.Write(site.Id, kind, versions.Select(x => x.Version).DefaultIfEmpty().Max() + 1, markdown, clock.Now()));
    }

    private async Task<(Article, Discussion, bool IsNew)> FindOrPublish(
        CapturedPage page, ImportRequest request, Guid? otherwise, CancellationToken ct)
    {
        // The page's own words tell it apart; the address, where one is given, is better still.
        var (sourceId, _) = NamesOf(page, request);
        var known = await Known(sourceId, ct)
            ?? (otherwise is null ? null : await db.Articles.SingleOrDefaultAsync(x => x.SiteId == site.Id && x.Id == otherwise, ct));
        if (known is not null)
            return (known, await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.ArticleId == known.Id, ct), false);

        var title = request.Title ?? page.Title ?? (page.SuggestedTitle.Length > 0 ? page.SuggestedTitle : "Imported discussion");
        var manuscript = new Manuscript
        {
            Slug = await FreeSlug(Slug.Of(title), ct), Title = title, Body = page.BodyMarkdown, DatelinePlace = page.DatelinePlace,
            DatelineTime = page.DatelineTime, Byline = page.Byline, CanonicalUrl = request.Url, PublishedAt = PublishedAt(page),
            AlsoRead = [.. page.AlsoRead.Select(other => new AlsoReadChoice(null, other.Title, null, other.AfterParagraph))],
        };
        if ((await publishing.PublishInside(manuscript, ArticleSource.Import, sourceId, ct)).Refused(out var refusal, out var published))
            throw new SetupException(refusal.Words);
        return (published.Article, published.Discussion, true);
    }

    private Task<Article?> Known(string sourceId, CancellationToken ct) =>
        db.Articles.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Source == ArticleSource.Import && x.SourceId == sourceId, ct);

    // What a page is called here, and what it is called by its words; null where these are too few to tell one page from another.
    private static (string SourceId, string? Words) NamesOf(CapturedPage page, ImportRequest request)
    {
        var letters = Letters(page.DatelinePlace, page.DatelineTime, page.BodyMarkdown);
        var words = letters.Length < FewestLetters ? null : ByWords + Hash(letters);
        return (request.Url is { } address ? Hash(address) : words
            ?? ByWords + Hash(string.Create(CultureInfo.InvariantCulture, $"{letters}\n{page.Title}\n{page.FirstWrittenAt:O}")), words);
    }

    // It may have come with its address or without, or to an earlier version, which told pages apart by their words as they
    // were parted then: a dateline that could not be read stood in the story. What is stored of it tells. Of one that has
    // another address it is not the same.
    private async Task<Guid?> KnownOtherwise(CapturedPage page, ImportRequest request, CancellationToken ct)
    {
        if (NamesOf(page, request) is not (var sourceId, { } words) || await Known(sourceId, ct) is not null) return null;
        if (request.Url is not null && await Known(words, ct) is { } without) return without.Id;
        var others = db.Articles.AsNoTracking()
            .Where(x => x.SiteId == site.Id && x.Source == ArticleSource.Import && !x.SourceId!.StartsWith(ByWords)
                && (request.Url == null || x.CanonicalUrl == null)).Select(x => new { x.Id, x.DatelinePlace, x.DatelineTime, x.Body })
            .AsAsyncEnumerable();
        await foreach (var one in others.WithCancellation(ct))
            if (ByWords + Hash(Letters(one.DatelinePlace, one.DatelineTime, one.Body)) == words) return one.Id;
        return null;
    }

    // The same in whatever way a dateline is told from the story, and marks are escaped.
    private static string Letters(string? place, string? time, string body) =>
        string.Concat($"{place}{time}{body}".Where(char.IsLetterOrDigit));

    private async Task<string> FreeSlug(string slug, CancellationToken ct)
    {
        for (var from = 1; ; from += SlugsAtOnce)
        {
            var wanted = Enumerable.Range(from, SlugsAtOnce).Select(n => n == 1 ? slug : $"{slug}-{n}").ToList();
            var taken = await db.Articles.Where(x => x.SiteId == site.Id && wanted.Contains(x.Slug)).Select(x => x.Slug).ToListAsync(ct);
            if (wanted.Find(one => !taken.Contains(one)) is { } free) return free;
        }
    }

    // A dateline with a clock and no day: the last such time before the first reader answered. A page without either was out then. What
    // would be tomorrow's is misread, and no story that was read and answered appears tomorrow.
    private DateTimeOffset? PublishedAt(CapturedPage page)
    {
        var filed = CaptureMoment.Of(page.DatelineTime, page.IsMonthFirst);
        if (page.PublishedAt is { } stated)
            return filed?.Clock is { } at && stated.TimeOfDay == TimeSpan.Zero
                ? ManuscriptFile.Local(stated.Date + at.ToTimeSpan(), filed.Zone?.In(site.Zone, stated) ?? site.Zone)
                : ManuscriptFile.Local(stated, site.Zone);
        if (filed?.At(page.FirstWrittenAt, site.Zone) is { } moment && moment <= clock.Now()) return moment;
        return page.FirstWrittenAt is { } first ? ManuscriptFile.Local(first, site.Zone) : null;
    }

    // The capture shows counts, mostly without the networks' names.
    private void TakeShares(CapturedPage page, Article article)
    {
        var byNetwork = page.Shares.Where(share => share.Count > 0)
            .GroupBy(share => ShareNetworks.All.FirstOrDefault(
                network => string.Equals(network.Name, share.Network, StringComparison.OrdinalIgnoreCase))?.Key ?? ShareNetworks.Elsewhere)
            .ToDictionary(group => group.Key, group => group.Sum(share => share.Count!.Value));
        var missing = (page.ShareTotal ?? 0) - byNetwork.Values.Sum();
        if (missing > 0) byNetwork[ShareNetworks.Elsewhere] = byNetwork.GetValueOrDefault(ShareNetworks.Elsewhere) + missing;
        db.ShareCounts.AddRange(byNetwork.Select(count => ShareCount.Imported(article, count.Key, count.Value)));
    }

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
