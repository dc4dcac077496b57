using System.Data;
using System.Data.Common;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;

namespace Parley.Writing;

/// <summary>The statements that a comment costs, besides the lock of its discussion and its lines in the ledger.</summary>
public static class CommentStatements
{
    /// <summary>More of the same words than decide anything.</summary>
    private const int MostAlike = 50;

    /// <summary>The newest of the same words, among which one that was sent twice is looked for.</summary>
    private const int MostSame = 1000;

    private static readonly Statement Kept = new("""
        SELECT "RequestHash", "Answer" FROM kept_answers WHERE "SiteId" = @site AND "ReaderId" = @reader AND "Key" = @key
        """, ("site", DbType.Int32), ("reader", DbType.Guid), ("key", DbType.String));

    private static readonly Statement KeepAnswer = new("""
        INSERT INTO kept_answers ("SiteId", "ReaderId", "Key", "RequestHash", "Answer", "CreatedAt")
        VALUES (@site, @reader, @key, @hash, @answer, @at)
        """, ("site", DbType.Int32), ("reader", DbType.Guid), ("key", DbType.String), ("hash", DbType.Int64), ("answer", DbType.String),
        ("at", DbType.DateTime));

    private static readonly Statement Alike = new($"""
        SELECT "Id", "AuthorId", "DiscussionId", "ParentId", "PassageId", "CreatedAt" FROM comments
        WHERE "SiteId" = @site AND "TextHash" = @hash AND "TextHash" <> 0 AND "CreatedAt" > @since AND "WithdrawnAt" IS NULL
        LIMIT {MostAlike}
        """, ("site", DbType.Int32), ("hash", DbType.Int64), ("since", DbType.DateTime));

    // By their words first, and these bounded: a statement free to choose would read what stands in the same place,
    // which grows with the discussion.
    private static readonly Statement Same = new($"""
        SELECT "Id" FROM (
          SELECT "Id", "AuthorId", "DiscussionId", "ParentId", "PassageId", "Text", "CreatedAt" FROM comments
          WHERE "SiteId" = @site AND "TextHash" = @hash AND "TextHash" <> 0 AND "CreatedAt" > @since AND "WithdrawnAt" IS NULL
          ORDER BY "CreatedAt" DESC LIMIT {MostSame}) c
        WHERE "AuthorId" = @author AND "DiscussionId" = @discussion AND "ParentId" IS NOT DISTINCT FROM @parent
          AND ("ParentId" IS NOT NULL OR "PassageId" IS NOT DISTINCT FROM @passage) AND "Text" = @text
        ORDER BY "CreatedAt" LIMIT 1
        """, ("site", DbType.Int32), ("hash", DbType.Int64), ("since", DbType.DateTime), ("author", DbType.Guid),
        ("discussion", DbType.Guid), ("parent", DbType.Guid), ("passage", DbType.Guid), ("text", DbType.String));

    private static readonly Statement MakeRoom = new("""
        UPDATE comments SET "ReplyCount" = "ReplyCount" + 1, "RepliesEver" = "RepliesEver" + @reply, "AnswersEver" = "AnswersEver" + @answer
        WHERE "SiteId" = @site AND "Id" = @id AND "DiscussionId" = @discussion
        RETURNING "AuthorId", "PassageId", "Depth", "RepliesEver", "AnswersEver", "WithdrawnAt", "RemovedAt"
        """, ("reply", DbType.Int32), ("answer", DbType.Int32), ("site", DbType.Int32), ("id", DbType.Guid), ("discussion", DbType.Guid));

    private static readonly Statement Insert = new("""
        INSERT INTO comments ("SiteId", "Id", "DiscussionId", "ParentId", "AuthorId", "PassageId", "Depth", "Ordinal",
          "RepliesEver", "AnswersEver", "ReplyCount", "Text", "Format", "Words", "TextHash", "ImportedUp", "ImportedDown",
          "Up", "Down", "Score", "CreatedVersion", "ChangedVersion", "EditedVersion", "CreatedAt", "CutOff", "Form")
        VALUES (@site, @id, @discussion, @parent, @author, @passage, @depth, @ordinal, 0, 0, 0, @text, @format, @words, @hash, 0, 0, 0, 0,
          0, @version, @version, 0, @at, FALSE, @form)
        """, ("site", DbType.Int32), ("id", DbType.Guid), ("discussion", DbType.Guid), ("parent", DbType.Guid), ("author", DbType.Guid),
        ("passage", DbType.Guid), ("depth", DbType.Int32), ("ordinal", DbType.Int32), ("text", DbType.String), ("format", DbType.String),
        ("words", DbType.String), ("hash", DbType.Int64), ("version", DbType.Int64), ("at", DbType.DateTime), ("form", DbType.Binary));

    private static readonly RowShape Brought = new("comments",
        ("SiteId", DbType.Int32), ("Id", DbType.Guid), ("DiscussionId", DbType.Guid), ("ParentId", DbType.Guid), ("AuthorId", DbType.Guid),
        ("PassageId", DbType.Guid), ("Depth", DbType.Int32), ("Ordinal", DbType.Int32), ("RepliesEver", DbType.Int32),
        ("AnswersEver", DbType.Int32), ("ReplyCount", DbType.Int32), ("Text", DbType.String), ("Format", DbType.String),
        ("Words", DbType.String), ("TextHash", DbType.Int64), ("ImportedUp", DbType.Int32), ("ImportedDown", DbType.Int32),
        ("Up", DbType.Int32), ("Down", DbType.Int32), ("Score", DbType.Int32), ("CreatedVersion", DbType.Int64),
        ("ChangedVersion", DbType.Int64), ("EditedVersion", DbType.Int64), ("CreatedAt", DbType.DateTime), ("CutOff", DbType.Boolean),
        ("Source", DbType.String), ("SourceId", DbType.String), ("ImportNumber", DbType.Int32), ("EditedAt", DbType.DateTime),
        ("WithdrawnAt", DbType.DateTime), ("RemovedAt", DbType.DateTime), ("Removal", DbType.String), ("PinnedAt", DbType.DateTime));

    private static readonly Statement MoreReplies = new("""
        UPDATE comments SET "ReplyCount" = "ReplyCount" + @more, "RepliesEver" = "RepliesEver" + @more
        WHERE "SiteId" = @site AND "Id" = @id AND "DiscussionId" = @discussion
        RETURNING "AuthorId", "PassageId", "Depth", "RepliesEver"
        """, ("more", DbType.Int32), ("site", DbType.Int32), ("id", DbType.Guid), ("discussion", DbType.Guid));

    private static readonly Statement Last = new("""
        SELECT "CreatedAt" FROM comments
        WHERE "SiteId" = @site AND "AuthorId" = @author AND "DiscussionId" = @discussion AND "CreatedAt" > @since
        ORDER BY "CreatedAt" DESC LIMIT 1
        """, ("site", DbType.Int32), ("author", DbType.Guid), ("discussion", DbType.Guid), ("since", DbType.DateTime));

    /// <summary>The first answer to a request with this key; null for a key that is new.</summary>
    public static FirstAnswer? FirstAnswer(this Statements statements, Reader reader, string key) =>
        statements.One(Kept, AnswerOf, reader.SiteId, reader.Id, key);

    public static ValueTask<FirstAnswer?> FirstAnswer(this Reads reads, Reader reader, string key) =>
        reads.Ask(Kept, AnswerOf, reader.SiteId, reader.Id, key);

    private static FirstAnswer AnswerOf(DbDataReader row) => new(row.GetInt64(0), row.GetString(1));

    public static void Keep(this Statements statements, Reader reader, string key, FirstAnswer first, DateTimeOffset at) =>
        statements.Execute(KeepAnswer, reader.SiteId, reader.Id, key, first.RequestHash, first.Answer, at);

    /// <summary>What was said with the same words since a time, anywhere on the site, and still stands.</summary>
    public static List<SaidAlike> SaidAlike(this Statements statements, int site, long hash, DateTimeOffset since) =>
        statements.All(Alike,
            row => new SaidAlike(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GuidOrNull(3), row.GuidOrNull(4), row.Time(5)),
            site, hash, since);

    /// <summary>A comment that says the same to the letter in the same place, by the same author since a time; null for none.</summary>
    /// <param name="passage">Of which it speaks, where it answers nobody: a reply speaks of what its comment speaks of.</param>
    public static Guid? SaidSame(this Statements statements, Draft draft, Guid? passage, DateTimeOffset since) =>
        statements.One(Same, IdOf, draft.Author.SiteId, draft.Text.Hash, since, draft.Author.Id, draft.DiscussionId, draft.ParentId,
            passage, draft.Text.Text);

    public static ValueTask<Guid?> SaidSame(this Reads reads, Draft draft, Guid? passage, DateTimeOffset since) =>
        reads.Ask(Same, IdOf, draft.Author.SiteId, draft.Text.Hash, since, draft.Author.Id, draft.DiscussionId, draft.ParentId, passage,
            draft.Text.Text);

    private static Guid? IdOf(DbDataReader row) => row.GetGuid(0);

    /// <summary>Takes the next place below a comment; null where there is no such comment in this discussion.</summary>
    /// <param name="answers">By one of those who answer here: their places come first.</param>
    public static Below? RoomBelow(this Statements statements, Discussion discussion, Guid parent, bool answers) =>
        statements.One(MakeRoom, row => new Below(parent, row.GetGuid(0), row.GuidOrNull(1), row.GetInt32(2) + 1,
            answers ? Comment.FirstAnswer + row.GetInt32(4) - 1 : row.GetInt32(3), row.TimeOrNull(5) ?? row.TimeOrNull(6)),
            answers ? 0 : 1, answers ? 1 : 0, discussion.SiteId, parent, discussion.Id);

    public static void Add(this Statements statements, Comment comment) =>
        statements.Execute(Insert, comment.SiteId, comment.Id, comment.DiscussionId, comment.ParentId, comment.AuthorId, comment.PassageId,
            comment.Depth, comment.Ordinal, comment.Text, comment.Format.ToString(), comment.Words, comment.TextHash,
            comment.CreatedVersion, comment.CreatedAt, comment.Form);

    /// <summary>Stores what an import brings along, with the votes and replies that it has from the start.</summary>
    public static void BringAlong(this Statements statements, IEnumerable<Comment> comments) =>
        statements.InsertFound(Brought, comments.OrderBy(x => x.CreatedAt).ToList(), comment => [
            comment.SiteId, comment.Id, comment.DiscussionId, comment.ParentId, comment.AuthorId, comment.PassageId, comment.Depth,
            comment.Ordinal, comment.RepliesEver, 0, comment.RepliesEver, comment.Text, comment.Format.ToString(), comment.Words,
            comment.TextHash, comment.ImportedUp, comment.ImportedDown, comment.ImportedUp, comment.ImportedDown,
            comment.ImportedUp - comment.ImportedDown, comment.CreatedVersion, comment.CreatedVersion, 0L, comment.CreatedAt,
            comment.CutOff, comment.Source, comment.SourceId, comment.ImportNumber, comment.EditedAt, comment.WithdrawnAt,
            comment.RemovedAt, comment.Removal is { } removal ? CommentTable.Stored(removal) : null, comment.PinnedAt],
            comment => new(comment.Id, comment.DiscussionId, comment.CreatedAt, comment.Words));

    /// <summary>Takes places below a comment for several that an import brings along, after those that it has.</summary>
    /// <returns>The last of the places; null where there is no such comment in this discussion.</returns>
    public static Below? MoreRoomBelow(this Statements statements, Discussion discussion, Guid parent, int more) =>
        statements.One(MoreReplies, row => new Below(parent, row.GetGuid(0), row.GuidOrNull(1), row.GetInt32(2) + 1, row.GetInt32(3), null),
            more, discussion.SiteId, parent, discussion.Id);

    /// <summary>
    /// When a reader spoke last in a discussion; null where that was not after <paramref name="since"/>, before which it isn't looked for.
    /// What was withdrawn counts too: whoever takes back their words has still said them.
    /// </summary>
    public static DateTimeOffset? LastSaid(this Statements statements, Discussion discussion, Reader author, DateTimeOffset since) =>
        statements.One(Last, row => (DateTimeOffset?)row.Time(0), discussion.SiteId, author.Id, discussion.Id, since);
}

/// <param name="RequestHash">Of the request, so that a key used for something else is noticed.</param>
/// <param name="Answer">Word for word.</param>
public sealed record FirstAnswer(long RequestHash, string Answer);

public sealed record SaidAlike(Guid Id, Guid AuthorId, Guid DiscussionId, Guid? ParentId, Guid? PassageId, DateTimeOffset CreatedAt);
