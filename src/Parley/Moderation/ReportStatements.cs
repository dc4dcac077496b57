using System.Data;
using Parley.Data;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>The statements that a report costs: a wave of them must not keep anybody else from writing.</summary>
public static class ReportStatements
{
    private static readonly Statement Find = new("""
        SELECT "DiscussionId", "AuthorId", "WithdrawnAt", "RemovedAt" FROM comments WHERE "SiteId" = @site AND "Id" = @id
        """, ("site", DbType.Int32), ("id", DbType.Guid));

    private static readonly Statement Insert = new("""
        INSERT INTO reports ("SiteId", "Id", "CommentId", "ReaderId", "RuleId", "RulesVersion", "Note", "CreatedAt")
        SELECT @site, @id, @comment, @reader, @rule, @version, @note, @at FROM comments c
        WHERE c."SiteId" = @site AND c."Id" = @comment AND c."WithdrawnAt" IS NULL AND c."RemovedAt" IS NULL AND NOT EXISTS (
            SELECT 1 FROM reports r WHERE r."SiteId" = @site AND r."CommentId" = @comment AND r."ReaderId" = @reader
            AND (r."DismissedAt" IS NULL OR c."EditedAt" IS NULL OR c."EditedAt" <= r."DismissedAt"))
        ON CONFLICT ("SiteId", "CommentId", "ReaderId") WHERE "UpheldAt" IS NULL AND "DismissedAt" IS NULL DO NOTHING
        """, ("site", DbType.Int32), ("id", DbType.Guid), ("comment", DbType.Guid), ("reader", DbType.Guid), ("rule", DbType.String),
        ("version", DbType.Int32), ("note", DbType.String), ("at", DbType.DateTime));

    private static readonly Statement Hits = new("""
        SELECT COUNT("UpheldAt"), COUNT("UpheldAt") + COUNT("DismissedAt"), MAX("DismissedAt") FROM reports
        WHERE "SiteId" = @site AND "ReaderId" = @reader AND "CreatedAt" > @since
        """, ("site", DbType.Int32), ("reader", DbType.Guid), ("since", DbType.DateTime));

    private static readonly Statement Open = new("""
        INSERT INTO cases ("SiteId", "Id", "Kind", "CommentId", "Reports", "OpenedAt") VALUES (@site, @id, 'Report', @comment, 1, @at)
        ON CONFLICT ("SiteId", "CommentId", "Kind") WHERE "ClosedAt" IS NULL AND "AppealId" IS NULL
          DO UPDATE SET "Reports" = cases."Reports" + 1
        """, ("site", DbType.Int32), ("id", DbType.Guid), ("comment", DbType.Guid), ("at", DbType.DateTime));

    /// <summary>A comment as a reporter meets it; null where there is none.</summary>
    public static ValueTask<Reported?> Reported(this Reads reads, int site, Guid id) =>
        reads.Ask(Find, Moderation.Reported.Of, site, id);

    public static Reported? Reported(this Statements statements, int site, Guid id) =>
        statements.One(Find, Moderation.Reported.Of, site, id);

    /// <summary>How often moderators agreed with a reporter since a time, of how many decided reports, and when they last did
    /// not.</summary>
    public static ValueTask<(HitRate Hits, DateTimeOffset? DismissedAt)> HitsOf(
        this Reads reads, int site, Guid reader, DateTimeOffset since) =>
        reads.Ask(Hits, row => (new HitRate((int)row.GetInt64(0), (int)row.GetInt64(1)), row.TimeOrNull(2)), site, reader, since);

    /// <summary>Of a text that was changed after moderators found nothing in it, a report is a new one: it is about other words.</summary>
    /// <returns>False where this reader has reported this text before, or where the comment is gone: nothing changes then.</returns>
    public static bool Add(this Statements statements, int site, Guid comment, Guid reader, string rule, int version, string note,
        DateTimeOffset at)
    {
        if (statements.Count(Insert, site, Clock.NewId(at), comment, reader, rule, version, note, at) == 0) return false;
        statements.Execute(Open, site, Clock.NewId(at), comment, at);
        return true;
    }
}

public sealed record Reported(Guid DiscussionId, Guid AuthorId, bool IsGone)
{
    internal static Reported Of(System.Data.Common.DbDataReader row) =>
        new(row.GetGuid(0), row.GetGuid(1), !row.IsDBNull(2) || !row.IsDBNull(3));
}
