using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>The conversation belonging to an address, with or without an article of this site.</summary>
public sealed class Discussion
{
    private Discussion() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid? ArticleId { get; private set; }

    /// <summary>The address readers know it by.</summary>
    public string Url { get; private set; } = "";
    public string Title { get; private set; } = "";

    /// <summary>Raised by every change to the discussion or its article, in that change's transaction.</summary>
    public long Version { get; private set; }

    /// <summary>Comments shown, replies included, place-holders not.</summary>
    public int CommentCount { get; private set; }

    /// <summary>
    /// The number of its last change on the site, in the order of commits and not of clocks: triggers set it, so no road in can forget it.
    /// See <see cref="Database.Horizon"/>.
    /// </summary>
    public long Sequence { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Since when it can't be read, because its article was taken back with it.</summary>
    public DateTimeOffset? HiddenAt { get; private set; }

    /// <summary>The discussion that has taken this one in, with all its comments and addresses: what is sent here belongs there.</summary>
    public Guid? IntoId { get; private set; }

    /// <summary>The import that began it; null for all others.</summary>
    public int? ImportNumber { get; private set; }

    /// <summary>Since when readers ask here and named people answer; null for an ordinary discussion.</summary>
    public DateTimeOffset? QuestionsAt { get; private set; }

    /// <summary>When the answering ends; null: until further notice.</summary>
    public DateTimeOffset? QuestionsUntil { get; private set; }

    /// <summary>Closed by an editor, and until when; null: until somebody opens it.</summary>
    public DateTimeOffset? ShutAt { get; private set; }
    public DateTimeOffset? ShutUntil { get; private set; }

    /// <summary>Slowed by an editor: minutes between two comments of one reader; null: as fast as one likes.</summary>
    public int? SlowMinutes { get; private set; }
    public DateTimeOffset? SlowUntil { get; private set; }

    /// <summary>As the article's file or program has it.</summary>
    public bool IsOpen => ClosedAt is null;

    public bool IsOpenAt(DateTimeOffset now) => IsOpen && !IsShutAt(now);

    public bool IsShutAt(DateTimeOffset now) => ShutAt is not null && (ShutUntil is null || ShutUntil > now);

    /// <summary>Between two comments of one reader; null where the discussion isn't slowed.</summary>
    public TimeSpan? PauseAt(DateTimeOffset now) =>
        SlowMinutes is { } minutes && (SlowUntil is null || SlowUntil > now) ? TimeSpan.FromMinutes(minutes) : null;

    public void Shut(DateTimeOffset? at, DateTimeOffset? until) => (ShutAt, ShutUntil) = (at, until);

    public void Slow(int? minutes, DateTimeOffset? until) => (SlowMinutes, SlowUntil) = (minutes, until);

    public bool TakesQuestions(DateTimeOffset now) => QuestionsAt is not null && !(QuestionsUntil <= now);

    public static Discussion Of(Article article, string url, DateTimeOffset at) => new()
    {
        SiteId = article.SiteId, Id = Clock.NewId(at), ArticleId = article.Id, Url = url, Title = article.Title,
        Version = 1, CreatedAt = at, ChangedAt = at,
    };

    /// <param name="id">The id already announced to readers for this address: see <see cref="Addresses"/>.</param>
    public static Discussion At(int siteId, Guid id, string url, DateTimeOffset at) => new()
    {
        SiteId = siteId, Id = id, Url = url, Version = 1, CreatedAt = at, ChangedAt = at,
    };

    /// <summary>A page that an import brings along.</summary>
    public static Discussion FromImport(
        int siteId, Guid id, string url, string title, bool isClosed, int import, DateTimeOffset at) => new()
    {
        SiteId = siteId, Id = id, Url = url, Title = title, Version = 1, CreatedAt = at, ChangedAt = at, ClosedAt = isClosed ? at : null,
        ImportNumber = import,
    };

    /// <summary>Called for one that is new, of an article that came along.</summary>
    public void BroughtBy(int import) => ImportNumber = import;

    /// <summary>The import that began it is taken back, and readers have spoken here since: it is theirs.</summary>
    public void Keep() => ImportNumber = null;

    /// <summary>One more comment, as the statement that locks the row has counted it; the row as it is then.</summary>
    internal static readonly Statement Enter = new("""
        UPDATE discussions SET "Version" = "Version" + 1, "ChangedAt" = @now, "CommentCount" = "CommentCount" + @count
        WHERE "SiteId" = @site AND "Id" = @id
        RETURNING "SiteId", "Id", "ArticleId", "Url", "Title", "Version", "CommentCount", "ClosedAt", "QuestionsAt", "QuestionsUntil",
          "ShutAt", "ShutUntil", "SlowMinutes", "SlowUntil", "CreatedAt", "ChangedAt", "IntoId"
        """, ("now", DbType.DateTime), ("count", DbType.Int32), ("site", DbType.Int32), ("id", DbType.Guid));

    /// <summary>
    /// The first statement of every change on the hot roads: locks the discussion until the transaction ends, raises its version and
    /// counts. Null where there is no such discussion.
    /// </summary>
    /// <param name="count">Comments more than before.</param>
    public static Discussion? LockIn(Statements statements, int siteId, Guid id, int count, DateTimeOffset now) =>
        statements.One(Enter, Of, now, count, siteId, id);

    /// <summary>The same of many, which are locked in the order in which they are given: everybody's is that of their ids.</summary>
    /// <exception cref="InvalidOperationException">There is no such discussion.</exception>
    public static List<Discussion> LockAll(
        Statements statements, int siteId, IReadOnlyList<(Guid Id, int Count)> discussions, DateTimeOffset now) =>
        [.. statements.Each(Enter, Of, discussions.Select(x => new object?[] { now, x.Count, siteId, x.Id }))
            .Zip(discussions, (found, x) => found ?? throw new InvalidOperationException($"No discussion {x.Id}."))];

    private static readonly Statement Fewer = new("""
        UPDATE discussions SET "CommentCount" = "CommentCount" - @count WHERE "SiteId" = @site AND "Id" = @id
        """, ("count", DbType.Int32), ("site", DbType.Int32), ("id", DbType.Guid));

    /// <summary>Of discussions that are locked: so many comments are gone.</summary>
    public static void CountFewer(Statements statements, int siteId, IEnumerable<(Guid Id, int Count)> gone)
    {
        statements.Gathers = true;
        foreach (var (id, count) in gone) statements.Execute(Fewer, count, siteId, id);
        statements.Send();
        statements.Gathers = false;
    }

    private static Discussion Of(DbDataReader row) => new()
    {
        SiteId = row.GetInt32(0), Id = row.GetGuid(1), ArticleId = row.GuidOrNull(2), Url = row.GetString(3), Title = row.GetString(4),
        Version = row.GetInt64(5), CommentCount = row.GetInt32(6), ClosedAt = row.TimeOrNull(7), QuestionsAt = row.TimeOrNull(8),
        QuestionsUntil = row.TimeOrNull(9), ShutAt = row.TimeOrNull(10), ShutUntil = row.TimeOrNull(11), SlowMinutes = row.NumberOrNull(12),
        SlowUntil = row.TimeOrNull(13), CreatedAt = row.Time(14), ChangedAt = row.Time(15), IntoId = row.GuidOrNull(16),
    };

    /// <summary>Called with the discussion locked.</summary>
    public void Count(int change) => CommentCount += change;

    /// <param name="into">Null: it is given back.</param>
    public void TakenIn(Discussion? into) => IntoId = into?.Id;

    /// <summary>Its page is at another address from now on.</summary>
    public void Move(string url) => Url = url;

    public void OpenQuestions(DateTimeOffset? until, DateTimeOffset at)
    {
        QuestionsAt ??= at;
        QuestionsUntil = until;
    }

    public void EndQuestions() => QuestionsAt = QuestionsUntil = null;

    public void Follow(Article article, bool open, DateTimeOffset at)
    {
        ArticleId = article.Id;
        Title = article.Title;
        HiddenAt = article is { IsTakenBack: true, KeepsDiscussion: false } ? HiddenAt ?? at : null;
        if (!open || article.IsTakenBack) ClosedAt ??= at;
        else ClosedAt = null;
    }
}

/// <summary>One of the addresses that lead to a discussion, normalised.</summary>
public sealed class DiscussionAddress
{
    private DiscussionAddress() { }

    public int SiteId { get; private set; }
    public string Address { get; private set; } = "";
    public Guid DiscussionId { get; private set; }

    public static DiscussionAddress Of(Discussion discussion, string address) =>
        new() { SiteId = discussion.SiteId, Address = address, DiscussionId = discussion.Id };
}

public static class DiscussionTable
{
    public static void MapDiscussions(this ModelBuilder model)
    {
        model.Entity<Discussion>(discussion =>
        {
            discussion.ToTable("discussions");
            discussion.HasKey(x => new { x.SiteId, x.Id });
            discussion.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
            discussion.HasOne<Article>().WithMany().HasForeignKey(x => new { x.SiteId, x.ArticleId });
            discussion.HasIndex(x => new { x.SiteId, x.ArticleId }).IsUnique();
            discussion.HasIndex(x => new { x.SiteId, x.Sequence });
            discussion.HasIndex(x => new { x.SiteId, x.QuestionsAt }).HasFilter("\"QuestionsAt\" IS NOT NULL");
            discussion.HasIndex(x => new { x.SiteId, x.ImportNumber }).HasFilter("\"ImportNumber\" IS NOT NULL");
            discussion.Ignore(x => x.IsOpen);
        });
        model.Entity<DiscussionAddress>(address =>
        {
            address.ToTable("discussion_addresses");
            address.HasKey(x => new { x.SiteId, x.Address });
            address.HasOne<Discussion>().WithMany().HasForeignKey(x => new { x.SiteId, x.DiscussionId });
        });
    }

    private static readonly Statement Found = new("""
        SELECT "DiscussionId" FROM discussion_addresses WHERE "SiteId" = @site AND "Address" = @address
        """, ("site", DbType.Int32), ("address", DbType.String));

    /// <summary>The discussion at an address; null where none has begun.</summary>
    public static Guid? DiscussionAt(this Statements statements, int siteId, string address) =>
        statements.One(Found, row => (Guid?)row.GetGuid(0), siteId, address);

    private static readonly RowShape Brought = new("discussions",
        ("SiteId", DbType.Int32), ("Id", DbType.Guid), ("Url", DbType.String), ("Title", DbType.String), ("Version", DbType.Int64),
        ("CommentCount", DbType.Int32), ("Sequence", DbType.Int64), ("CreatedAt", DbType.DateTime), ("ChangedAt", DbType.DateTime),
        ("ClosedAt", DbType.DateTime), ("ImportNumber", DbType.Int32));

    private static readonly RowShape BroughtAddresses = new("discussion_addresses",
        ("SiteId", DbType.Int32), ("Address", DbType.String), ("DiscussionId", DbType.Guid));

    /// <summary>Stores discussions that an import brings along, with their addresses.</summary>
    public static void BringAlong(this Statements statements, IReadOnlyCollection<Discussion> discussions)
    {
        if (discussions.Count == 0) return;
        statements.Insert(Brought, discussions, x => [
            x.SiteId, x.Id, x.Url, x.Title, 1L, 0, 0L, x.CreatedAt, x.CreatedAt, x.ClosedAt, x.ImportNumber]);
        statements.Insert(BroughtAddresses, discussions, x => [x.SiteId, x.Url, x.Id]);
    }

    /// <summary>
    /// The first statement of every write: locks the discussion until the transaction ends and raises its version.
    /// Without it two votes at once could each miss the other when they count.
    /// </summary>
    /// <returns>Whether there is such a discussion.</returns>
    public static async Task<bool> TryLock(
        this DbSet<Discussion> discussions, int siteId, Guid id, DateTimeOffset now, CancellationToken ct) =>
        await discussions.Where(x => x.SiteId == siteId && x.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Version, x => x.Version + 1).SetProperty(x => x.ChangedAt, now), ct) == 1;

    public static async Task<long> Lock(this DbSet<Discussion> discussions, int siteId, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        if (!await discussions.TryLock(siteId, id, now, ct))
            throw new InvalidOperationException($"There is no discussion {id} on site {siteId}.");
        return await discussions.Where(x => x.SiteId == siteId && x.Id == id).Select(x => x.Version).SingleAsync(ct);
    }
}
