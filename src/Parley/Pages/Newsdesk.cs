using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>
/// What an editor finds on their own page: what holds on the whole site and how to end it, where people talk, and what they did last.
/// </summary>
public sealed class Newsdesk(Database db, CurrentSite site, TimeProvider clock)
{
    private const int MostInForce = 50;
    private const int MostDiscussions = 12;
    private const int MostDone = 8;

    /// <summary>Whoever has missed more reads the newest.</summary>
    private const int MostNew = 100;

    private const int ExcerptGraphemes = 120;

    public async Task<DeskView> Of(Reader editor, CancellationToken ct) =>
        new([.. await Interventions(ct), .. await Answering(ct), .. await Questions(ct)], await Discussions(editor, ct),
            await Done(editor, ct));

    private async Task<IEnumerable<InForce>> Interventions(CancellationToken ct)
    {
        var now = clock.Now();
        var rows = await (from intervention in db.Interventions.AsNoTracking()
                          join discussion in db.Discussions
                              on new { intervention.SiteId, Id = intervention.DiscussionId } equals new { discussion.SiteId, discussion.Id }
                          from article in db.Articles.Where(x => x.SiteId == discussion.SiteId && x.Id == discussion.ArticleId)
                              .DefaultIfEmpty()
                          where intervention.SiteId == site.Id && intervention.LiftedAt == null
                              && (intervention.UntilAt == null || intervention.UntilAt > now)
                          orderby intervention.BeganAt descending
                          select new { intervention.Kind, intervention.Text, intervention.UntilAt, discussion.Title, discussion.Url,
                              Slug = (string?)article.Slug }).Take(MostInForce).ToListAsync(ct);
        return rows.Select(x => new InForce(Holds(x.Kind), Path(x.Slug) ?? x.Url, x.Title.Length > 0 ? x.Title : x.Url,
            Markup.Excerpt(x.Text, ExcerptGraphemes), x.UntilAt,
            Path(x.Slug) is { } path ? $"{path}/editing/interventions/{x.Kind.ToString().ToLowerInvariant()}/end" : null));
    }

    private async Task<IEnumerable<InForce>> Answering(CancellationToken ct)
    {
        var now = clock.Now();
        var rows = await (from discussion in db.Discussions.AsNoTracking()
                          join article in db.Articles
                              on new { discussion.SiteId, Id = discussion.ArticleId!.Value } equals new { article.SiteId, article.Id }
                          where discussion.SiteId == site.Id && discussion.QuestionsAt != null
                              && (discussion.QuestionsUntil == null || discussion.QuestionsUntil > now)
                          orderby discussion.QuestionsAt descending
                          select new { discussion.QuestionsUntil, article.Title, article.Slug }).Take(MostInForce).ToListAsync(ct);
        return rows.Select(x => new InForce(Words.Later("Questions and answers"), Path(x.Slug)!, x.Title, "", x.QuestionsUntil,
            $"{Path(x.Slug)}/questions-and-answers/end"));
    }

    private async Task<IEnumerable<InForce>> Questions(CancellationToken ct)
    {
        var rows = await (from passage in db.Passages.AsNoTracking()
                          join article in db.Articles
                              on new { passage.SiteId, Id = passage.ArticleId } equals new { article.SiteId, Id = (Guid?)article.Id }
                          where passage.SiteId == site.Id && passage.Question != null
                          orderby passage.CreatedAt descending
                          select new { passage.Id, passage.Question, article.Title, article.Slug }).Take(MostInForce).ToListAsync(ct);
        return rows.Select(x => new InForce(Words.Later("A question at a passage"), $"{Path(x.Slug)}/passages/{x.Id}", x.Title, x.Question!,
            null, $"{Path(x.Slug)}/editing/questions/{x.Id}/end"));
    }

    private async Task<IReadOnlyList<Talk>> Discussions(Reader editor, CancellationToken ct)
    {
        var now = clock.Now();
        var rows = await (from discussion in db.Discussions.AsNoTracking()
                          join article in db.Articles
                              on new { discussion.SiteId, Id = discussion.ArticleId!.Value } equals new { article.SiteId, article.Id }
                          where discussion.SiteId == site.Id && discussion.ClosedAt == null && discussion.HiddenAt == null
                              && (discussion.ShutAt == null || discussion.ShutUntil <= now)
                          orderby discussion.Sequence descending
                          select new { Discussion = discussion, article.Title, article.Slug }).Take(MostDiscussions).ToListAsync(ct);
        var ids = rows.Select(x => x.Discussion.Id).ToList();
        var seen = await db.Visits.AsNoTracking().Where(x => x.SiteId == site.Id && x.ReaderId == editor.Id && ids.Contains(x.DiscussionId))
            .ToDictionaryAsync(x => x.DiscussionId, x => x.SeenAt, ct);
        var talks = new List<Talk>();
        foreach (var row in rows)
        {
            // Who was never there is told of a day.
            var since = seen.GetValueOrDefault(row.Discussion.Id, now.AddDays(-1));
            var fresh = await db.Comments.Where(x => x.SiteId == site.Id && x.DiscussionId == row.Discussion.Id && x.CreatedAt > since)
                .OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).Take(MostNew)
                .CountAsync(x => x.WithdrawnAt == null && x.RemovedAt == null && x.AuthorId != editor.Id, ct);
            talks.Add(new(Path(row.Slug)!, row.Title, row.Discussion.CommentCount, fresh));
        }
        return talks;
    }

    private async Task<IReadOnlyList<Act>> Done(Reader editor, CancellationToken ct)
    {
        var rows = await (from intervention in db.Interventions.AsNoTracking()
                          join discussion in db.Discussions
                              on new { intervention.SiteId, Id = intervention.DiscussionId } equals new { discussion.SiteId, discussion.Id }
                          where intervention.SiteId == site.Id && intervention.EditorId == editor.Id
                          orderby intervention.BeganAt descending
                          select new { intervention.Kind, intervention.Text, intervention.BeganAt, discussion.Title }).Take(MostDone)
            .ToListAsync(ct);
        return [.. rows.Select(x => new Act(Holds(x.Kind), x.Title, Markup.Excerpt(x.Text, ExcerptGraphemes), x.BeganAt))];
    }

    private static string Holds(InterventionKind kind) => kind switch
    {
        InterventionKind.Closure => Words.Later("Closed"),
        InterventionKind.Slowdown => Words.Later("Slowed"),
        _ => Words.Later("Announcement"),
    };

    private static string? Path(string? slug) => slug is null ? null : "/articles/" + Uri.EscapeDataString(slug);
}

public sealed record DeskView(IReadOnlyList<InForce> InForce, IReadOnlyList<Talk> Discussions, IReadOnlyList<Act> Done);

/// <param name="What">In English, to be translated where it is shown.</param>
/// <param name="UntilAt">Null: until somebody ends it.</param>
/// <param name="EndPath">Where it is ended; null where only a program can, since the page is another site's.</param>
public sealed record InForce(string What, string Path, string Title, string Text, DateTimeOffset? UntilAt, string? EndPath);

/// <param name="New">Comments of others since the editor was there, or of the last day.</param>
public sealed record Talk(string Path, string Title, int Comments, int New);

public sealed record Act(string What, string Title, string Text, DateTimeOffset At);
