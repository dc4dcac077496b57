using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>
/// Reads the part of a thread that a page shows: a stretch of the top level, then level by level the first replies. Each
/// step is a range of an index, so the first page of 100,000 comments costs what that of 100 costs.
/// </summary>
public sealed class Threads(Database db, Standings standings, CurrentSite site)
{
    public const int PerPage = 20;
    public const int RepliesPerComment = 5;
    public const int Levels = 8;

    /// <summary>Replies on a page besides its top level: a lively thread opens on request instead of burying the next one.</summary>
    public const int RepliesPerPage = 30;

    /// <summary>A permalink shows this many of the comments it answers; the way further up is a link.</summary>
    public const int Ancestors = 5;

    /// <summary>The cursor of a list of replies before its first: answers lie below zero.</summary>
    public const int BeforeAll = int.MinValue;

    /// <param name="pinnedApart">Without those that stand above all orders.</param>
    /// <param name="passage">Only what speaks of this passage; null for all.</param>
    public async Task<ThreadPage> Page(Discussion discussion, ThreadOrder order, Cursor? after, int limit, CancellationToken ct,
        Guid? passage = null, bool pinnedApart = false)
    {
        var topLevel = db.Comments.AsNoTracking().In(discussion).Where(x => x.ParentId == null).Shown();
        // What was removed is pinned no longer and stands in its place.
        if (pinnedApart) topLevel = topLevel.Where(x => x.PinnedAt == null || x.RemovedAt != null);
        if (passage is not null) topLevel = topLevel.Where(x => x.PassageId == passage);
        var rows = await order.After(topLevel, after).Take(limit + 1).ToListAsync(ct);
        var roots = rows.Take(limit).ToList();
        var next = rows.Count > limit ? order.CursorAt(roots[^1], (after?.Seen ?? 0) + roots.Count).Sealed(site.Site.Secret) : null;
        return new(await WithReplies(roots, [], ct), next);
    }

    /// <summary>What an editor has put above all orders, in the order in which that was done.</summary>
    public async Task<IReadOnlyList<ShownComment>> Pinned(Discussion discussion, CancellationToken ct) =>
        await WithReplies(await db.Comments.AsNoTracking().In(discussion).Published().Where(x => x.PinnedAt != null)
            .OrderBy(x => x.PinnedAt).ThenBy(x => x.Id).ToListAsync(ct), [], ct);

    /// <summary>What the editors recommend, the latest choice first.</summary>
    public async Task<IReadOnlyList<ShownComment>> Featured(Discussion discussion, CancellationToken ct)
    {
        var chosen = await db.Comments.AsNoTracking().In(discussion).Published().Where(x => x.FeaturedAt != null)
            .OrderByDescending(x => x.FeaturedAt).ThenBy(x => x.Id).ToListAsync(ct);
        var (authors, passages) = (await Authors(chosen, ct), await Passages(chosen, ct));
        var shown = new List<ShownComment>();
        foreach (var comment in chosen)
            shown.Add(await NameParent(ShownComment.Of(comment, authors[comment.AuthorId], PassageOf(comment, passages)), ct));
        return shown;
    }

    /// <summary>A comment, the nearest of those it answers around it, and its replies from a place on.</summary>
    public async Task<Context?> Around(Discussion discussion, Guid id, int afterOrdinal, CancellationToken ct)
    {
        var comment = await db.Comments.AsNoTracking().In(discussion).Shown().FirstOrDefaultAsync(x => x.Id == id, ct);
        if (comment is null) return null;
        var above = new List<Comment>();
        for (var parent = comment.ParentId; parent is not null && above.Count < Ancestors; parent = above[^1].ParentId)
            above.Add(await db.Comments.AsNoTracking().In(discussion).SingleAsync(x => x.Id == parent, ct));

        var page = await Replies(comment, afterOrdinal, RepliesPerComment * 4, ct);
        var authors = await Authors([comment, .. above], ct);
        var passages = await Passages([comment, .. above], ct);
        var shown = ShownComment.Of(comment, authors[comment.AuthorId], PassageOf(comment, passages)) with { Replies = page.Comments };
        shown = shown
            with { NextReplies = page.Next, MoreReplies = page.Next is null ? 0 : Math.Max(1, comment.ReplyCount - page.Comments.Count) };
        var target = shown;
        foreach (var parent in above)
        {
            var around = ShownComment.Of(parent, authors[parent.AuthorId], PassageOf(parent, passages));
            around = around with { Replies = [shown with { ParentName = around.IsPublished() ? around.Author.Name : null }],
                MoreReplies = parent.ReplyCount - 1 };
            if (ReferenceEquals(shown, target)) target = around.Replies[0];
            shown = around;
        }
        if (above.Count == Ancestors || above.Count == 0) shown = await NameParent(shown, ct);
        if (above.Count == 0) target = shown;
        return new(shown, target, page.Next);
    }

    public async Task<ThreadPage> Replies(Comment parent, int afterOrdinal, int limit, CancellationToken ct)
    {
        var rows = await db.Comments.AsNoTracking().Shown()
            .Where(x => x.SiteId == parent.SiteId && x.ParentId == parent.Id && x.Ordinal > afterOrdinal)
            .OrderBy(x => x.Ordinal).Take(limit + 1).ToListAsync(ct);
        var replies = rows.Take(limit).ToList();
        var next = rows.Count > limit ? CursorAfter(parent.Id, replies[^1].Ordinal) : null;
        return new(await WithReplies(replies, [parent], ct), next);
    }

    public string CursorAfter(Guid parent, int ordinal) =>
        new Cursor("replies", ordinal, DateTimeOffset.UnixEpoch, parent, 0).Sealed(site.Site.Secret);

    /// <summary>A comment by itself, on a page about it.</summary>
    public async Task<ShownComment> Alone(Comment comment, CancellationToken ct) =>
        await NameParent(ShownComment.Of(comment, (await Authors([comment], ct))[comment.AuthorId],
            PassageOf(comment, await Passages([comment], ct))), ct);

    /// <summary>The same with its first replies.</summary>
    public async Task<ShownComment> WithReplies(Comment comment, CancellationToken ct)
    {
        var replies = await Replies(comment, BeforeAll, RepliesPerComment, ct);
        return await Alone(comment, ct) with { Replies = replies.Comments, NextReplies = replies.Next };
    }

    private async Task<ShownComment> NameParent(ShownComment comment, CancellationToken ct)
    {
        if (comment.ParentId is not { } id) return comment;
        var name = await (from parent in db.Comments.Published()
                          join author in db.Readers on new { parent.SiteId, Id = parent.AuthorId } equals new { author.SiteId, author.Id }
                          where parent.SiteId == site.Id && parent.Id == id
                          select author.Name).FirstOrDefaultAsync(ct);
        return comment with { ParentName = name, ParentIsElsewhere = true };
    }

    private async Task<IReadOnlyList<ShownComment>> WithReplies(List<Comment> tops, IEnumerable<Comment> parents, CancellationToken ct)
    {
        var all = new List<Comment>(tops);
        var budget = tops.Count + RepliesPerPage;
        var level = tops;
        for (var depth = 1; depth < Levels && all.Count < budget; depth++)
        {
            var room = budget - all.Count;
            var below = new List<Comment>();
            // One group, but for questions of which some have answers: there the first five end elsewhere.
            foreach (var alike in level.Where(x => x.ReplyCount > 0).GroupBy(x => x.OrdinalOf(RepliesPerComment)))
            {
                var ids = alike.Select(x => x.Id).ToList();
                below.AddRange(await db.Comments.AsNoTracking().Shown()
                    .Where(x => x.SiteId == site.Id && x.ParentId != null && ids.Contains(x.ParentId.Value) && x.Ordinal <= alike.Key)
                    .OrderBy(x => x.Ordinal).ThenBy(x => x.ParentId).Take(room).ToListAsync(ct));
            }
            if (below.Count == 0) break;
            // Everyone's first reply before anyone's second, should there not be room for all.
            level = [.. below.OrderBy(x => x.Ordinal).ThenBy(x => x.ParentId).Take(room)];
            all.AddRange(level);
        }
        var known = parents.Concat(all).ToList();
        return Nest(tops, all, known.ToDictionary(x => x.Id), await Authors(known, ct), await Passages(tops, ct));
    }

    private List<ShownComment> Nest(
        List<Comment> tops, List<Comment> all, Dictionary<Guid, Comment> byId, Dictionary<Guid, AuthorView> authors,
        Dictionary<Guid, Passage> passages)
    {
        var children = all.Where(x => x.ParentId is not null).ToLookup(x => x.ParentId!.Value);
        return [.. tops.Select(Show)];

        ShownComment Show(Comment comment)
        {
            var replies = children[comment.Id].Select(Show).ToList();
            var more = comment.ReplyCount - replies.Count;
            return ShownComment.Of(comment, authors[comment.AuthorId], PassageOf(comment, passages)) with
            {
                Replies = replies,
                MoreReplies = more,
                NextReplies = more > 0
                    ? CursorAfter(comment.Id, children[comment.Id].Select(x => x.Ordinal).LastOrDefault(BeforeAll)) : null,
                ParentName = comment.ParentId is { } id && byId.TryGetValue(id, out var parent) && parent.IsPublished
                    ? authors[parent.AuthorId].Name : null,
            };
        }
    }

    private async Task<Dictionary<Guid, Passage>> Passages(IReadOnlyList<Comment> comments, CancellationToken ct)
    {
        var ids = comments.Where(x => x.Depth == 0).Select(x => x.PassageId).OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0) return [];
        return await db.Passages.AsNoTracking().Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, ct);
    }

    private static Passage? PassageOf(Comment comment, Dictionary<Guid, Passage> passages) =>
        comment.PassageId is { } id ? passages.GetValueOrDefault(id) : null;

    private async Task<Dictionary<Guid, AuthorView>> Authors(IReadOnlyList<Comment> comments, CancellationToken ct) =>
        comments.Count == 0 ? [] : await standings.Authors([.. comments.Select(x => x.AuthorId).Distinct()], ct);
}

/// <param name="Next">Cursor of the following page; null at the end.</param>
public sealed record ThreadPage(IReadOnlyList<ShownComment> Comments, string? Next);

/// <param name="Outermost">The farthest comment shown above; holds the others down to the one asked for.</param>
public sealed record Context(ShownComment Outermost, ShownComment Comment, string? Next);
