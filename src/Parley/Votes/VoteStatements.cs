using System.Data;
using Parley.Data;

namespace Parley.Votes;

/// <summary>The statements that a vote costs, besides the lock of its discussion and its line in the ledger.</summary>
public static class VoteStatements
{
    private static readonly Statement Find = new("""
        SELECT c."DiscussionId", c."AuthorId", c."WithdrawnAt", c."Up", c."Down", p."AuthorId", v."Value", c."RemovedAt" FROM comments c
        JOIN discussions d ON d."SiteId" = c."SiteId" AND d."Id" = c."DiscussionId" AND d."HiddenAt" IS NULL
        LEFT JOIN comments p ON p."SiteId" = c."SiteId" AND p."Id" = c."ParentId"
        LEFT JOIN votes v ON v."SiteId" = c."SiteId" AND v."CommentId" = c."Id" AND v."ReaderId" = @reader
        WHERE c."SiteId" = @site AND c."Id" = @id
        """, ("reader", DbType.Guid), ("site", DbType.Int32), ("id", DbType.Guid));

    private static readonly Statement Put = new("""
        INSERT INTO votes ("SiteId", "CommentId", "ReaderId", "Value", "At") VALUES (@site, @id, @reader, @value, @at)
        ON CONFLICT ("SiteId", "CommentId", "ReaderId") DO UPDATE SET "Value" = excluded."Value", "At" = excluded."At"
        """, ("site", DbType.Int32), ("id", DbType.Guid), ("reader", DbType.Guid), ("value", DbType.Int32), ("at", DbType.DateTime));

    private static readonly Statement Remove = new("""
        DELETE FROM votes WHERE "SiteId" = @site AND "CommentId" = @id AND "ReaderId" = @reader
        """, ("site", DbType.Int32), ("id", DbType.Guid), ("reader", DbType.Guid));

    // With the discussion locked nobody else changes these rows, so that counting on is exact.
    private static readonly Statement Count = new("""
        UPDATE comments SET "Up" = "Up" + @up, "Down" = "Down" + @down, "Score" = "Score" + @up - @down, "ChangedVersion" = @version
        WHERE "SiteId" = @site AND "Id" = @id RETURNING "Up", "Down"
        """, ("up", DbType.Int32), ("down", DbType.Int32), ("version", DbType.Int64), ("site", DbType.Int32), ("id", DbType.Guid));

    /// <summary>A comment as a voter meets it; null where there is none, or its article was taken back with its discussion.</summary>
    public static VotedOn? VotedOn(this Statements statements, int site, Guid id, Guid reader) =>
        statements.One(Find, Votes.VotedOn.Of, reader, site, id);

    public static ValueTask<VotedOn?> VotedOn(this Reads reads, int site, Guid id, Guid reader) =>
        reads.Ask(Find, Votes.VotedOn.Of, reader, site, id);

    /// <param name="before">The vote so far; 0 for none.</param>
    /// <returns>The counts with it.</returns>
    public static (int Up, int Down) Cast(
        this Statements statements, int site, Guid id, Guid reader, int before, int value, long version, DateTimeOffset at)
    {
        if (value == 0) statements.Execute(Remove, site, id, reader);
        else statements.Execute(Put, site, id, reader, value, at);
        return statements.One(Count, row => (row.GetInt32(0), row.GetInt32(1)),
            One(value == 1) - One(before == 1), One(value == -1) - One(before == -1), version, site, id);
    }

    private static int One(bool so) => so ? 1 : 0;
}

/// <param name="AnsweredId">Who wrote the comment that it answers.</param>
/// <param name="Value">The voter's vote so far; 0 for none.</param>
public sealed record VotedOn(
    Guid DiscussionId, Guid AuthorId, DateTimeOffset? WithdrawnAt, int Up, int Down, Guid? AnsweredId, int Value, DateTimeOffset? RemovedAt)
{
    internal static VotedOn Of(System.Data.Common.DbDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.TimeOrNull(2), row.GetInt32(3), row.GetInt32(4), row.GuidOrNull(5), row.NumberOrNull(6) ?? 0,
        row.TimeOrNull(7));
}
