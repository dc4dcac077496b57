using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>Brings a captured page back: its article, its house texts, its people and what they said.</summary>
public sealed class CaptureImport(Database db, CurrentSite site, Publishing publishing, TimeProvider clock)
{
    /// <summary>Few stories have the title of another: these names by an index cost less than all names.</summary>
    private const int SlugsAtOnce = 20;

    private const string Source = "capture";

    public async Task<(ImportResult Result, IReadOnlyList<Rejection> Rejections)> Import(string text, ImportRequest request, CancellationToken ct)
    {
        var page = CaptureReader.Read(text);
        var rejections = page.Problems.Select(problem => new Rejection(problem.Line, problem.Reason, problem.Text)).ToList();
        if (page.BodyMarkdown.Length == 0 && page.Comments.Count == 0)
            throw new SetupException($"{Path.GetFileName(request.File)} doesn't look like the saved text of an article with its discussion.");

        await TakeHouseTexts(page, ct);
        var (article, discussion, isNew) = await FindOrPublish(page, request, ct);
        if (isNew) TakeShares(page, article);
        var (added, already) = await TakeComments(page, article, discussion, ct);
        await db.SaveChangesAsync(ct);
        return (new ImportResult(isNew ? 1 : 0, added, 0, rejections.Count, already), rejections);
    }

    // A version that was in force once is not brought back by a second import: the site may have moved on.
    private async Task TakeHouseTexts(CapturedPage page, CancellationToken ct)
    {
        await Take(SiteTextKind.Notice, page.Notice);
        await Take(SiteTextKind.Policy, page.Policy);
        await Take(SiteTextKind.Guidelines, page.GuidelinesMarkdown);

        async Task Take(SiteTextKind kind, string? markdown)
        {
            if (string.IsNullOrWhiteSpace(markdown)) return;
            var versions = await db.SiteTexts.Where(x => x.SiteId == site.Id && x.Kind == kind).ToListAsync(ct);
            if (versions.All(x => x.Markdown != markdown))
                db.SiteTexts.Add(SiteText.Write(site.Id, kind, versions.Select(x => x.Version).DefaultIfEmpty().Max() + 1, markdown, clock.Now()));
        }
    }

    private async Task<(Article, Discussion, bool IsNew)> FindOrPublish(CapturedPage page, ImportRequest request, CancellationToken ct)
    {
        // The page's own words tell it apart; the address, where one is given, is better still.
        var sourceId = Hash(request.Url ?? $"{page.DatelinePlace}\n{page.DatelineTime}\n{page.BodyMarkdown}");
        var known = await db.Articles.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Source == ArticleSource.Import && x.SourceId == sourceId, ct);
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

    private async Task<string> FreeSlug(string slug, CancellationToken ct)
    {
        for (var from = 1; ; from += SlugsAtOnce)
        {
            var wanted = Enumerable.Range(from, SlugsAtOnce).Select(n => n == 1 ? slug : $"{slug}-{n}").ToList();
            var taken = await db.Articles.Where(x => x.SiteId == site.Id && wanted.Contains(x.Slug)).Select(x => x.Slug).ToListAsync(ct);
            if (wanted.Find(one => !taken.Contains(one)) is { } free) return free;
        }
    }

    // A page without a date was out when the first reader answered it.
    private DateTimeOffset? PublishedAt(CapturedPage page) =>
        page.PublishedAt is { } stated ? ManuscriptFile.Local(stated, site.Zone)
        : page.Comments.Count > 0 ? ManuscriptFile.Local(page.Comments.Min(comment => comment.WrittenAt), site.Zone)
        : null;

    // The capture shows counts, mostly without the networks' names.
    private void TakeShares(CapturedPage page, Article article)
    {
        var byNetwork = page.Shares.Where(share => share.Count > 0)
            .GroupBy(share => ShareNetworks.All.FirstOrDefault(network => string.Equals(network.Name, share.Network, StringComparison.OrdinalIgnoreCase))?.Key ?? ShareNetworks.Elsewhere)
            .ToDictionary(group => group.Key, group => group.Sum(share => share.Count!.Value));
        var missing = (page.ShareTotal ?? 0) - byNetwork.Values.Sum();
        if (missing > 0) byNetwork[ShareNetworks.Elsewhere] = byNetwork.GetValueOrDefault(ShareNetworks.Elsewhere) + missing;
        db.ShareCounts.AddRange(byNetwork.Select(count => ShareCount.Imported(article, count.Key, count.Value)));
    }

    private async Task<(int Added, int Already)> TakeComments(CapturedPage page, Article article, Discussion discussion, CancellationToken ct)
    {
        var ids = SourceIds(page, article);
        var present = await db.Comments.Where(x => x.SiteId == site.Id && x.Source == Source && ids.Contains(x.SourceId!)).ToDictionaryAsync(x => x.SourceId!, ct);
        if (present.Count < ids.Count)
        {
            await db.SaveChangesAsync(ct);
            await db.Discussions.Lock(site.Id, discussion.Id, clock.Now(), ct);
            await db.Entry(discussion).ReloadAsync(ct);
        }
        var readers = new Dictionary<string, Reader>();
        var placed = new Comment[page.Comments.Count];
        var added = 0;
        for (var i = 0; i < page.Comments.Count; i++)
        {
            var captured = page.Comments[i];
            if (present.TryGetValue(ids[i], out var known))
            {
                placed[i] = known;
                continue;
            }
            var author = await Author(captured, readers, ct);
            var parent = captured.ParentIndex is { } index ? placed[index] : null;
            placed[i] = Comment.Import(discussion, parent, author, new ImportedText(
                Source, ids[i], captured.Text, TextFormat.Plain, ManuscriptFile.Local(captured.WrittenAt, site.Zone), captured.CutOff,
                captured.VotesUp ?? Math.Max(0, captured.Votes ?? 0), captured.VotesDown ?? Math.Max(0, -(captured.Votes ?? 0))));
            db.Comments.Add(placed[i]);
            discussion.Count(+1);
            added++;
        }
        return (added, present.Count);
    }

    /// <summary>Who said what when under which article; the same words twice in one minute are told apart by their number.</summary>
    private static List<string> SourceIds(CapturedPage page, Article article)
    {
        var seen = new Dictionary<string, int>();
        return [.. page.Comments.Select(comment =>
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{article.Id}\n{comment.AuthorName}\n{comment.WrittenAt:O}\n{comment.Text}");
            var count = seen[key] = seen.GetValueOrDefault(key) + 1;
            return Hash($"{key}\n{count}");
        })];
    }

    // People of a saved page have a name and nothing else; the same name is the same person there.
    private async Task<Reader> Author(CapturedComment comment, Dictionary<string, Reader> readers, CancellationToken ct)
    {
        var name = comment.AuthorName;
        if (readers.TryGetValue(name, out var reader)) return reader;
        var sourceId = Hash(name);
        reader = await db.Readers.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.Source == Source && x.SourceId == sourceId, ct);
        if (reader is null)
        {
            reader = Reader.FromImport(site.Id, Source, sourceId, name, comment.Rank, clock.Now());
            db.Readers.Add(reader);
            db.Badges.AddRange(comment.Badges.Select((badge, position) => Badge.Award(reader, position, badge)));
        }
        return readers[name] = reader;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
