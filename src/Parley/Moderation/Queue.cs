using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// What waits for a moderator, the oldest first. Blind: nothing in it says who wrote a comment, which rank they have, or how others
/// voted, so that a decision can't be about any of that. The conversation around is there, its speakers as letters.
/// </summary>
public sealed class Queue(Database db, CurrentSite site, HouseRulesInForce rules, TimeProvider clock)
{
    public const int PerPage = 20;
    public const string Order = "queue";

    public const int AncestorsShown = 3;
    private const int RepliesShown = 3;
    private const int NotesShown = 5;

    // What is both reported and given notice of stands there once: one decision answers all of it.
    private IQueryable<Case> All() =>
        // The time excludes nothing; it leads the database to the index of what is open, however much has been decided.
        db.Cases.AsNoTracking().Where(x => x.SiteId == site.Id && x.ClosedAt == null && x.OpenedAt > DateTimeOffset.UnixEpoch)
            .Where(x => x.Kind != CaseKind.Report || !db.Cases.Any(notice => notice.SiteId == x.SiteId && notice.CommentId == x.CommentId
                && notice.Kind == CaseKind.Notice && notice.ClosedAt == null))
            .Where(x => db.Comments.Any(comment => comment.SiteId == x.SiteId && comment.Id == x.CommentId
                && (x.Kind == CaseKind.Appeal || (comment.WithdrawnAt == null
                    && (x.Kind == CaseKind.SecondLook || x.Kind == CaseKind.Held || x.Kind == CaseKind.Overdue
                        || comment.RemovedAt == null)))))
            // A wave is one row (WaveQueue), however many wait in it. What another reason holds stands here.
            .Where(x => (x.Kind != CaseKind.Held && x.Kind != CaseKind.Overdue)
                || !db.WaveComments.Any(member => member.SiteId == x.SiteId && member.CommentId == x.CommentId
                    && member.DecisionId == x.DecisionId));

    /// <summary>What this moderator may decide: not about their own words, and not about what they have decided before.</summary>
    private IQueryable<Case> Open(Reader moderator) => All().For(moderator, db)
        .Where(x => db.Comments.Any(comment => comment.SiteId == x.SiteId && comment.Id == x.CommentId && comment.AuthorId != moderator.Id))
        .Where(x => x.Kind != CaseKind.Notice || !db.Against(site.Id, moderator.Id).Any(notice => notice.CommentId == x.CommentId))
        .Where(x => x.AppealId == null || db.Appeals.Any(appeal => appeal.SiteId == x.SiteId && appeal.Id == x.AppealId
            && db.Decisions.Any(decision => decision.SiteId == appeal.SiteId && decision.Id == appeal.DecisionId
                && decision.ModeratorId != moderator.Id)));

    public async Task<QueuePart> Page(Reader moderator, QueueFilter filter, Cursor? after, CancellationToken ct)
    {
        var now = clock.Now();
        var open = Open(moderator);
        // A second look is shown, counted and found as what it was before.
        var counts = (await open.GroupBy(x => x.SeenAs ?? x.Kind).Select(x => new { x.Key, Count = x.Count() }).ToListAsync(ct))
            .GroupBy(x => Seen(x.Key)).ToDictionary(x => x.Key, x => x.Sum(one => one.Count));
        var waiting = await All().CountAsync(x => x.Kind != CaseKind.SecondLook, ct);
        var forOthers = waiting - await open.CountAsync(x => x.Kind != CaseKind.SecondLook, ct);
        if (filter.Kind is { } kind)
            open =
                open.Where(x => (x.SeenAs ?? x.Kind) == kind || (kind == CaseKind.Report && (x.SeenAs ?? x.Kind) == CaseKind.SecondLook));
        if (filter.Rule is { } rule)
            open = open.Where(x => db.Reports.Any(report => report.SiteId == x.SiteId && report.CommentId == x.CommentId
                && report.RuleId == rule
                && ((report.UpheldAt == null && report.DismissedAt == null) || report.DecisionId == x.DecisionId))
                || (x.SeenAs == CaseKind.Report && db.Decisions.Any(decision => decision.SiteId == x.SiteId && decision.Id == x.DecisionId
                    && decision.Source == LogSource.OwnInitiative && decision.RuleId == rule)));
        if (after is not null) open = open.Where(x => x.OpenedAt > after.At || (x.OpenedAt == after.At && x.Id.CompareTo(after.Id) > 0));
        var rows = await open.OrderBy(x => x.OpenedAt).ThenBy(x => x.Id).Take(PerPage + 1).ToListAsync(ct);
        var cases = rows.Take(PerPage).ToList();
        var next = rows.Count > PerPage ? new Cursor(Order, 0, cases[^1].OpenedAt, cases[^1].Id, 0).Sealed(site.Site.Secret) : null;
        return new(counts, await Fill(cases, moderator, now, ct), next, forOthers);
    }

    /// <summary>Ids of all that is open, for a page that stays open too.</summary>
    public async Task<IReadOnlyList<WaitingCase>> Now(Reader moderator, CancellationToken ct)
    {
        var now = clock.Now();
        return [.. (await Open(moderator).OrderBy(x => x.OpenedAt).ThenBy(x => x.Id).Take(500).ToListAsync(ct))
            .Select(x => new WaitingCase(x.Id, x.CommentId, Seen(x).ToString().ToLowerInvariant(), x.OpenedAt, x.Reports,
                !x.IsFree(moderator, now)))];
    }

    private async Task<IReadOnlyList<QueueItem>> Fill(IReadOnlyList<Case> cases, Reader moderator, DateTimeOffset now, CancellationToken ct)
    {
        if (cases.Count == 0) return [];
        var ids = cases.Select(x => x.CommentId).Distinct().ToList();
        var known = await db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, ct);
        var below = (await db.Comments.AsNoTracking().Published()
            .Where(x => x.SiteId == site.Id && x.ParentId != null && ids.Contains(x.ParentId.Value) && x.Ordinal > 0
                && x.Ordinal <= RepliesShown)
            .OrderBy(x => x.Ordinal).ToListAsync(ct)).ToLookup(x => x.ParentId!.Value);
        for (var (level, wanted) = (0, Parents(known.Values)); level < AncestorsShown && wanted.Count > 0; level++)
        {
            var parents = await db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && wanted.Contains(x.Id)).ToListAsync(ct);
            foreach (var parent in parents) known.TryAdd(parent.Id, parent);
            wanted = Parents(parents);
        }
        var talks = known.Values.Select(x => x.DiscussionId).Distinct().ToList();
        var titles = await db.Discussions.Where(x => x.SiteId == site.Id && talks.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, x => x.Title.Length > 0 ? x.Title : x.Url, ct);
        var reports = (await db.Reports.AsNoTracking().Where(x => x.SiteId == site.Id && ids.Contains(x.CommentId)).ToListAsync(ct))
            .OrderBy(x => x.Id).ToLookup(x => x.CommentId);
        var reporters = reports.SelectMany(x => x).Where(x => x.Note.Length > 0).Select(x => x.ReaderId).Distinct().ToList();
        // Or its own report would betray what was decided.
        var looked = cases.Where(x => x.Kind == CaseKind.SecondLook).Select(x => x.DecisionId).OfType<Guid>().ToList();
        var hits = await db.Reports.Where(x => x.SiteId == site.Id && reporters.Contains(x.ReaderId)
            && (x.UpheldAt != null || x.DismissedAt != null)
                && (x.DecisionId == null || !looked.Contains(x.DecisionId.Value))).GroupBy(x => x.ReaderId)
            .Select(x => new { x.Key, Upheld = x.Count(y => y.UpheldAt != null), Decided = x.Count() })
                .ToDictionaryAsync(x => x.Key, x => new HitRate(x.Upheld, x.Decided), ct);
        var appealed = cases.Select(x => x.AppealId).OfType<Guid>().ToList();
        var appeals = (await db.Appeals.AsNoTracking().Where(x => x.SiteId == site.Id && appealed.Contains(x.Id)).Join(
            db.Decisions.AsNoTracking(), x => new { x.SiteId, Id = x.DecisionId }, x => new { x.SiteId, x.Id },
            (appeal, decision) => new { Appeal = appeal, Decision = decision }).ToListAsync(ct)).ToDictionary(x => x.Appeal.Id);
        var books = new Dictionary<int, RuleBook>();
        foreach (var version in appeals.Values.Select(x => x.Decision.RulesVersion).OfType<int>().Distinct())
            books[version] = await rules.Of(version, db, ct);
        var noticed = cases.Where(x => x.Kind != CaseKind.Appeal).Select(x => x.CommentId).ToList();
        var notices = (await db.Notices.AsNoTracking().Where(x => x.SiteId == site.Id && noticed.Contains(x.CommentId)
            && (x.AnsweredAt == null || looked.Contains(x.DecisionId!.Value))).ToListAsync(ct)).OrderBy(x => x.Id)
            .ToLookup(x => x.CommentId);
        var first = await db.Decisions.AsNoTracking().Where(x => x.SiteId == site.Id && looked.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, ct);
        // What was held when it was decided is shown as if it still were.
        var judged = cases.Where(x => x.Kind == CaseKind.SecondLook).Select(x => (Guid?)x.CommentId).ToList();
        var holds = (await db.Decisions.AsNoTracking().Where(x => x.SiteId == site.Id && judged.Contains(x.CommentId)
            && x.Kind == DecisionKind.Hold).ToListAsync(ct)).ToLookup(x => x.CommentId!.Value);
        var book = rules.Current;
        return [.. cases.Select(Show)];

        QueueItem Show(Case one)
        {
            var comment = known[one.CommentId];
            var letters = new Dictionary<Guid, int> { [comment.AuthorId] = 0 };
            var above = new List<Spoken>();
            for (var at = comment; above.Count < AncestorsShown && at.ParentId is { } id
                && known.TryGetValue(id, out var parent); at = parent) above.Insert(0, Say(parent));
            var decided = one.Kind == CaseKind.SecondLook ? first[one.DecisionId!.Value] : null;
            var waiting = reports[comment.Id].Where(x => decided is not null ? x.DecisionId == decided.Id : x.UpheldAt is null
                && x.DismissedAt is null).ToList();
            var found = waiting.Select(x => x.RuleId).ToList();
            if (decided is { Source: LogSource.OwnInitiative, RuleId: { } broken } && Seen(one) == CaseKind.Report) found.Add(broken);
            return new(one.Id, Seen(one), comment.Id, titles[comment.DiscussionId], Say(comment), above,
                [.. below[comment.Id].Select(Say)], one.OpenedAt,
                [.. found.GroupBy(x => x).OrderByDescending(x => x.Count())
                    .Select(x => new ReportedRule(x.Key, book.Find(x.Key)?.Title ?? x.Key, x.Count()))],
                [.. waiting.Where(x => x.Note.Length > 0).OrderByDescending(x => x.CreatedAt).Take(NotesShown)
                    .Select(x => new ReportNote(x.Note, book.Find(x.RuleId)?.Title ?? x.RuleId,
                    hits.GetValueOrDefault(x.ReaderId, new(0, 0))))],
                reports[comment.Id]
                        .Count(x => x.DismissedAt is not null && (one.Kind != CaseKind.SecondLook || x.DecisionId != one.DecisionId)),
                    !one.IsFree(moderator, now),
                    one.AppealId is { } against ? Appealed(appeals[against].Appeal, appeals[against].Decision) : null)
            {
                Read = WrittenText.DigestOf(comment.Text),
                HeldUntil = decided is null ? comment.Removal?.HeldUntil : Seen(one) is not (CaseKind.Held or CaseKind.Overdue) ? null
                    : holds[comment.Id].FirstOrDefault(x => x.DecidedAt < decided.DecidedAt
                        && (x.ReversedAt is null || x.ReversedAt >= decided.DecidedAt))?.UntilAt,
                Notices = one.Kind == CaseKind.Appeal ? [] : [.. notices[comment.Id].Where(x => x.DecisionId == decided?.Id).Select(x =>
                    new GivenReasons(book.Find(x.RuleId)?.Title ?? x.RuleId, x.Reasons))],
            };

            AppealedDecision Appealed(Appeal appeal, Decision decision) => new(decision.Id, decision.Kind, decision.UntilAt,
                decision.RuleId is { } id ? books[decision.RulesVersion!.Value].Find(id)?.Title ?? id : null, decision.Facts, appeal.Text);

            Spoken Say(Comment said)
            {
                if (!letters.TryGetValue(said.AuthorId, out var letter)) letters[said.AuthorId] = letter = letters.Count;
                // A removed comment is shown to those who judge it again, and to nobody else.
                return new(letter,
                    said.IsPublished || (said.Id == comment.Id && said.ErasedAt is null) ? Markup.Comment(said.Text, said.Format) : null);
            }
        }
    }

    private static CaseKind Seen(Case one) => Seen(one.SeenAs ?? one.Kind);

    // Second looks of before it was kept what they were.
    private static CaseKind Seen(CaseKind kind) => kind == CaseKind.SecondLook ? CaseKind.Report : kind;

    private static List<Guid> Parents(IEnumerable<Comment> comments) => [.. comments.Select(x => x.ParentId).OfType<Guid>().Distinct()];
}

/// <param name="Rule">Only what was reported under this rule; null for all.</param>
public sealed record QueueFilter(CaseKind? Kind, string? Rule)
{
    public string Query => string.Concat(Kind is { } kind ? $"&kind={kind.ToString().ToLowerInvariant()}" : "", Rule is { } rule
        ? $"&rule={Uri.EscapeDataString(rule)}" : "");
}

/// <param name="Counts">Of everything open, whatever the filter.</param>
/// <param name="ForOthers">What waits and isn't for this moderator.</param>
public sealed record QueuePart(IReadOnlyDictionary<CaseKind, int> Counts, IReadOnlyList<QueueItem> Items, string? Next, int ForOthers);

/// <param name="Earlier">Reports of this comment that were dismissed before.</param>
/// <param name="IsTaken">Another moderator is looking at it.</param>
/// <param name="Appealed">Null where it is no appeal.</param>
public sealed record QueueItem(
    Guid Id, CaseKind Kind, Guid CommentId, string Title, Spoken Comment, IReadOnlyList<Spoken> Above, IReadOnlyList<Spoken> Below,
        DateTimeOffset OpenedAt,
    IReadOnlyList<ReportedRule> Reported, IReadOnlyList<ReportNote> Notes, int Earlier, bool IsTaken, AppealedDecision? Appealed)
{
    /// <summary>Digest of the text that is shown, which comes back with the decision.</summary>
    public required string Read { get; init; }

    /// <summary>The name of the field in which it comes back: a page decides about many.</summary>
    public static string ReadOf(Guid comment) => $"read-{comment}";

    /// <summary>Likewise the case that is decided by it.</summary>
    public static string CaseOf(Guid comment) => $"case-{comment}";

    /// <summary>Until when it waits before others read it; why would tell of its author. Null: it is out.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>What was said by those who gave notice, without their names.</summary>
    public IReadOnlyList<GivenReasons> Notices { get; init; } = [];
}

/// <summary>What the appeal is against, by whom nobody is told.</summary>
/// <param name="UntilAt">When a suspension ends; null for a removal.</param>
/// <param name="Rule">Null for what only waits.</param>
/// <param name="Text">What the author says against it.</param>
public sealed record AppealedDecision(Guid Id, DecisionKind Kind, DateTimeOffset? UntilAt, string? Rule, string Facts, string Text);

public sealed record GivenReasons(string Rule, string Reasons);

/// <param name="Speaker">0 for whoever wrote the comment in question; the others count from 1, in each conversation anew.</param>
/// <param name="Html">Safe; null for a comment that is gone.</param>
public sealed record Spoken(int Speaker, string? Html);

public sealed record ReportedRule(string Id, string Title, int Count);

/// <param name="Reporter">How often moderators agreed with this reporter before.</param>
public sealed record ReportNote(string Note, string Rule, HitRate Reporter);

public sealed record HitRate(int Upheld, int Decided);

/// <param name="Kind">report, notice, appeal, held or overdue.</param>
/// <param name="Taken">Another moderator is looking at it.</param>
public sealed record WaitingCase(Guid Id, Guid CommentId, string Kind, DateTimeOffset OpenedAt, int Reports, bool Taken);
