using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Readers;

namespace Parley.Moderation;

public static class ModerationTable
{
    private static readonly RowShape HeldDecisions = new("decisions",
        ("SiteId", DbType.Int32), ("Id", DbType.Guid), ("Kind", DbType.String), ("CommentId", DbType.Guid), ("ReaderId", DbType.Guid),
        ("Facts", DbType.String), ("Source", DbType.String), ("Automated", DbType.Boolean), ("DecidedAt", DbType.DateTime),
        ("LogIndex", DbType.Int64), ("UntilAt", DbType.DateTime));

    private static readonly RowShape HeldCases = new("cases",
        ("SiteId", DbType.Int32), ("Id", DbType.Guid), ("Kind", DbType.String), ("CommentId", DbType.Guid), ("DecisionId", DbType.Guid),
        ("Reports", DbType.Int32), ("OpenedAt", DbType.DateTime));

    /// <summary>Stores what makes comments wait that came with an import, after these.</summary>
    public static void BringAlong(this Statements statements, IReadOnlyCollection<Decision> holds, DateTimeOffset at)
    {
        if (holds.Count == 0) return;
        statements.Insert(HeldDecisions, holds, x => [
            x.SiteId, x.Id, x.Kind.ToString(), x.CommentId, x.ReaderId, x.Facts, x.Source.ToString(), x.Automated, x.DecidedAt, x.LogIndex,
            x.UntilAt]);
        statements.Insert(HeldCases, holds.Select(hold => Case.Holding(hold, at)), x => [
            x.SiteId, x.Id, x.Kind.ToString(), x.CommentId, x.DecisionId, x.Reports, x.OpenedAt]);
    }

    public static void MapModeration(this ModelBuilder model)
    {
        model.Entity<Decision>(decision =>
        {
            decision.ToTable("decisions");
            decision.HasKey(x => new { x.SiteId, x.Id });
            decision.HasOne<Comment>().WithMany().HasForeignKey(x => new { x.SiteId, x.CommentId });
            decision.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
            decision.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ModeratorId });
            decision.HasIndex(x => new { x.SiteId, x.CommentId, x.DecidedAt });
            decision.HasIndex(x => new { x.SiteId, x.ReaderId, x.DecidedAt });
            decision.HasIndex(x => new { x.SiteId, x.ModeratorId, x.DecidedAt });
            decision.HasIndex(x => new { x.SiteId, x.DecidedAt });
            decision.HasOne<Decision>().WithMany().HasForeignKey(x => new { x.SiteId, x.CauseId });
            // One removal carries one suspension.
            decision.HasIndex(x => new { x.SiteId, x.CauseId }).IsUnique().HasFilter("\"CauseId\" IS NOT NULL");
            decision.Ignore(x => x.AppealableUntil);
            decision.Ignore(x => x.Restricts);
            decision.Ignore(x => x.CanBeAppealed);
        });
        model.Entity<Appeal>(appeal =>
        {
            appeal.ToTable("appeals");
            appeal.HasKey(x => new { x.SiteId, x.Id });
            appeal.HasOne<Decision>().WithMany().HasForeignKey(x => new { x.SiteId, x.DecisionId });
            appeal.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.RuledById });
            appeal.HasIndex(x => new { x.SiteId, x.DecisionId }).IsUnique();
            appeal.HasIndex(x => new { x.SiteId, x.RuledById });
        });
        model.Entity<Report>(report =>
        {
            report.ToTable("reports");
            report.HasKey(x => new { x.SiteId, x.Id });
            report.HasOne<Comment>().WithMany().HasForeignKey(x => new { x.SiteId, x.CommentId });
            report.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
            report.HasOne<Decision>().WithMany().HasForeignKey(x => new { x.SiteId, x.DecisionId });
            report.HasIndex(x => new { x.SiteId, x.CommentId, x.ReaderId });
            report.HasIndex([nameof(Report.SiteId), nameof(Report.CommentId), nameof(Report.ReaderId)], "IX_reports_waiting").IsUnique()
                .HasFilter("\"UpheldAt\" IS NULL AND \"DismissedAt\" IS NULL");
            report.HasIndex(x => new { x.SiteId, x.ReaderId, x.CreatedAt });
            report.HasIndex(x => new { x.SiteId, x.DecisionId });
        });
        model.Entity<SecondLook>(look =>
        {
            look.ToTable("second_looks");
            look.HasKey(x => new { x.SiteId, x.DecisionId });
            look.HasOne<Decision>().WithMany().HasForeignKey(x => new { x.SiteId, x.DecisionId });
            look.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ModeratorId });
            look.HasIndex(x => new { x.SiteId, x.LookedAt });
        });
        model.Entity<Notice>(notice =>
        {
            notice.ToTable("notices");
            notice.HasKey(x => new { x.SiteId, x.Id });
            notice.HasOne<Comment>().WithMany().HasForeignKey(x => new { x.SiteId, x.CommentId });
            notice.HasOne<Decision>().WithMany().HasForeignKey(x => new { x.SiteId, x.DecisionId });
            notice.HasIndex(x => new { x.SiteId, x.CommentId });
            notice.HasIndex(x => new { x.SiteId, x.DecisionId });
            notice.HasIndex(x => new { x.SiteId, x.CreatedAt });
            notice.HasIndex(x => new { x.SiteId, x.AnsweredAt });
            // Whose name is to be forgotten.
            notice.HasIndex(x => new { x.SiteId, x.AnsweredAt }, "IX_notices_named").HasFilter("\"Email\" IS NOT NULL");
            notice.HasOne<Notice>().WithMany().HasForeignKey(x => new { x.SiteId, x.AgainstId });
            // One is looked at again once.
            notice.HasIndex(x => new { x.SiteId, x.AgainstId }).IsUnique().HasFilter("\"AgainstId\" IS NOT NULL");
        });
        model.Entity<Case>(waiting =>
        {
            waiting.ToTable("cases");
            waiting.HasKey(x => new { x.SiteId, x.Id });
            waiting.HasOne<Comment>().WithMany().HasForeignKey(x => new { x.SiteId, x.CommentId });
            waiting.HasOne<Appeal>().WithMany().HasForeignKey(x => new { x.SiteId, x.AppealId });
            waiting.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ClaimedById });
            // Of appeals there can be two: against a removal, and against the suspension that followed.
            waiting.HasIndex(x => new { x.SiteId, x.CommentId, x.Kind }).IsUnique().HasFilter(Open + " AND \"AppealId\" IS NULL");
            waiting.HasIndex(x => new { x.SiteId, x.OpenedAt, x.Id }).HasFilter(Open);
            waiting.HasIndex(x => new { x.SiteId, x.CommentId });
            waiting.HasIndex(x => new { x.SiteId, x.DecisionId }).HasFilter("\"DecisionId\" IS NOT NULL");
        });
    }

    private const string Open = "\"ClosedAt\" IS NULL";

    /// <summary>What waits on a comment, whoever brought it up; appeals are another matter.</summary>
    public static IQueryable<Case> OpenOn(this IQueryable<Case> cases, Comment comment) =>
        cases.Where(x => x.SiteId == comment.SiteId && x.CommentId == comment.Id && x.ClosedAt == null
            && (x.Kind == CaseKind.Report || x.Kind == CaseKind.Notice || x.Kind == CaseKind.Held || x.Kind == CaseKind.Overdue));

    /// <summary>Holds whose time is over, and that still nobody has looked at.</summary>
    public static IQueryable<Decision> Overdue(this Database db, int site, DateTimeOffset now) =>
        db.Decisions.Where(
            x => x.SiteId == site && x.Kind == DecisionKind.Hold && x.UntilAt <= now && db.Cases.Any(waiting => waiting.SiteId == x.SiteId
                && waiting.DecisionId == x.Id && (waiting.Kind == CaseKind.Held || waiting.Kind == CaseKind.Overdue)
                && waiting.ClosedAt == null));

    /// <summary>
    /// Without second looks that aren't for this moderator, who wrote the comment or has decided about it before, and without those of
    /// comments of which somebody has asked again since: that comes first, and of one comment no two cases may stand there. What its author
    /// has edited since is another text than the one that was decided about.
    /// </summary>
    public static IQueryable<Case> For(this IQueryable<Case> cases, Reader moderator, Database db) =>
        cases.Where(x => x.Kind != CaseKind.SecondLook || (
            !db.Cases.Any(other => other.SiteId == x.SiteId && other.CommentId == x.CommentId && other.ClosedAt == null
                && other.Kind != CaseKind.SecondLook)
            && db.Comments.Any(comment => comment.SiteId == x.SiteId && comment.Id == x.CommentId && comment.WithdrawnAt == null
                && comment.AuthorId != moderator.Id && (comment.EditedAt == null || db.Decisions.Any(decided => decided.SiteId == x.SiteId
                    && decided.Id == x.DecisionId && decided.DecidedAt >= comment.EditedAt)))
            && !db.Decisions.Any(decision => decision.SiteId == x.SiteId && decision.CommentId == x.CommentId
                && decision.ModeratorId == moderator.Id)));

    /// <summary>Unanswered notices by those who disagree with how this moderator answered them before.</summary>
    public static IQueryable<Notice> Against(this Database db, int site, Guid moderator) =>
        db.Notices.Where(x => x.SiteId == site && x.AnsweredAt == null && x.AgainstId != null
            && db.Notices.Any(first => first.SiteId == x.SiteId && first.Id == x.AgainstId
                && db.Decisions.Any(rejected => rejected.SiteId == first.SiteId && rejected.Id == first.DecisionId
                    && rejected.ModeratorId == moderator)));

    public static IQueryable<Report> Waiting(this IQueryable<Report> reports, Comment comment) =>
        reports.Where(x => x.SiteId == comment.SiteId && x.CommentId == comment.Id && x.UpheldAt == null && x.DismissedAt == null);
}
