using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>Whose export it is.</summary>
/// <param name="Url">Where its pages are; the same in every export, since comments are known by it when they are read again.</param>
internal sealed record ExportedSite(string Name, string Url, string Language, TimeZoneInfo Zone);

/// <param name="Link">The whole address.</param>
/// <param name="Story">What stands above the discussion; null where the page is another site's, or was taken back.</param>
internal sealed record ExportedPage(Guid Id, string Link, string Title, bool IsClosed, DateTimeOffset At, Article? Story);

internal enum ExportedState
{
    Shown, Held,

    /// <summary>Withdrawn or removed: neither its words nor its author are told.</summary>
    Place,
}

/// <param name="HasReplies">Something that is shown stands below it.</param>
internal sealed record ExportedComment(Guid Id, Guid? ParentId, int Depth, bool HasReplies, ExportedState State, Guid AuthorId, string Name,
    string Text, TextFormat Format, DateTimeOffset CreatedAt, DateTimeOffset? EditedAt, bool IsPinned, int Up, int Down);

/// <summary>A format in which comments lie below their pages.</summary>
internal interface IPageWriter : IDisposable
{
    /// <summary>What it is in this format; null: it isn't in it.</summary>
    ExportedState? As(ExportedComment comment);
    void Begin(ExportedSite site);
    void BeginPage(ExportedPage page);
    void Write(ExportedComment comment);
    void EndPage();
    void End();
}

/// <summary>
/// All that readers see of a site, page after page by their ids and on each its comments by their time; of a page that is hidden nothing.
/// No more than some pages and one comment are in memory.
/// </summary>
public sealed class ExportedPages(Database db, CurrentSite site, TimeProvider clock)
{
    /// <summary>Few enough that their stories fit into memory.</summary>
    private const int AtOnce = 500;

    internal async Task<ExportResult> Write(IPageWriter writer, ExportProgress progress, CancellationToken ct)
    {
        var result = new ExportResult(0, 0, 0, 0, 0);
        writer.Begin(new(site.Site.Name, site.Origins.FirstOrDefault() ?? site.Absolute(""), site.Words.Tag, site.Zone));
        for (var (last, isLast) = (Guid.Empty, false); !isLast;)
        {
            var pages = await After(last, ct);
            isLast = pages.Count < AtOnce;
            if (pages.Count == 0) break;
            last = pages[^1].Id;
            var next = 0;
            await foreach (var (discussion, comment) in Comments(pages[0].Id, last, ct).ReadOn(ct))
            {
                // Both come in the same order; a discussion that isn't among these is hidden, or was taken in by another.
                var mine = pages.FindIndex(Math.Max(0, next - 1), x => x.Id == discussion);
                if (mine < 0) continue;
                while (next <= mine) Begin(pages[next++]);
                if (writer.As(comment) is not { } state) continue;
                writer.Write(comment);
                progress.Count();
                result = state switch
                {
                    ExportedState.Shown => result with { Comments = result.Comments + 1 },
                    ExportedState.Held => result with { Held = result.Held + 1 },
                    _ => result with { Places = result.Places + 1 },
                };
            }
            while (next < pages.Count) Begin(pages[next++]);
            writer.EndPage();

            void Begin(ExportedPage page)
            {
                if (next > 1) writer.EndPage();
                writer.BeginPage(page);
                result = result with
                {
                    Discussions = result.Discussions + 1, Articles = result.Articles + (page.Story is null ? 0 : 1),
                };
            }
        }
        writer.End();
        return result;
    }

    private async Task<List<ExportedPage>> After(Guid last, CancellationToken ct)
    {
        var discussions = await db.Discussions.AsNoTracking()
            .Where(x => x.SiteId == site.Id && x.Id.CompareTo(last) > 0 && x.HiddenAt == null && x.IntoId == null)
            .OrderBy(x => x.Id).Take(AtOnce).ToListAsync(ct);
        var ids = discussions.Select(x => x.ArticleId).OfType<Guid>().ToList();
        var articles = ids.Count == 0 ? [] : await db.Articles.AsNoTracking().Where(x => x.SiteId == site.Id && ids.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, ct);
        var now = clock.Now();
        return discussions.ConvertAll(x => Page(x, x.ArticleId is { } id ? articles.GetValueOrDefault(id) : null, now));
    }

    private ExportedPage Page(Discussion discussion, Article? article, DateTimeOffset now)
    {
        var story = article is { IsTakenBack: false } ? article : null;
        var own = discussion.Url.StartsWith('/') ? site.Absolute(Addresses.Link(discussion.Url)) : discussion.Url;
        return new(discussion.Id, story?.CanonicalUrl ?? own, discussion.Title, !discussion.IsOpenAt(now),
            article?.PublishedAt ?? discussion.CreatedAt, story);
    }

    // One range of one index, in its order.
    private async IAsyncEnumerable<(Guid Discussion, ExportedComment Comment)> Comments(
        Guid first, Guid last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var rows =
            from comment in db.Comments.AsNoTracking()
            join reader in db.Readers.AsNoTracking()
                on new { comment.SiteId, Id = comment.AuthorId } equals new { reader.SiteId, reader.Id }
            where comment.SiteId == site.Id && comment.DiscussionId.CompareTo(first) >= 0 && comment.DiscussionId.CompareTo(last) <= 0
                && (comment.WithdrawnAt == null || comment.ReplyCount > 0)
            orderby comment.DiscussionId, comment.CreatedAt, comment.Id
            select new
            {
                comment.DiscussionId, comment.Id, comment.ParentId, comment.Depth, comment.ReplyCount, comment.AuthorId, reader.Name,
                comment.Text, comment.Format, comment.CreatedAt, comment.EditedAt, comment.PinnedAt, comment.Up, comment.Down,
                comment.WithdrawnAt, comment.RemovedAt, comment.Removal,
            };
        await foreach (var x in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            var state = x.WithdrawnAt is null && x.Removal?.HeldUntil is not null ? ExportedState.Held
                : x.WithdrawnAt is not null || x.RemovedAt is not null ? ExportedState.Place : ExportedState.Shown;
            var speaks = state != ExportedState.Place;
            yield return (x.DiscussionId, new(x.Id, x.ParentId, x.Depth, x.ReplyCount > 0, state, speaks ? x.AuthorId : Guid.Empty,
                speaks ? x.Name : "", speaks ? x.Text : "", x.Format, x.CreatedAt, speaks ? x.EditedAt : null,
                speaks && x.PinnedAt is not null, speaks ? x.Up : 0, speaks ? x.Down : 0));
        }
    }
}
