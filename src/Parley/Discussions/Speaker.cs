using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;

namespace Parley.Discussions;

/// <summary>Whose a name is in a discussion: whoever spoke there first under it, or under one that looks like it.</summary>
public sealed class Speaker
{
    private Speaker() { }

    public int SiteId { get; private set; }
    public Guid DiscussionId { get; private set; }

    /// <summary>The name's skeleton; of emoji alone, which have none, the name.</summary>
    public string Name { get; private set; } = "";
    public Guid ReaderId { get; private set; }

    public static string KeyOf(string name) => Skeleton.OfName(name) is { Length: > 0 } skeleton ? skeleton : name;
}

public static class SpeakerTable
{
    public static void MapSpeakers(this ModelBuilder model) => model.Entity<Speaker>(speaker =>
    {
        speaker.ToTable("speakers");
        speaker.HasKey(x => new { x.SiteId, x.DiscussionId, x.Name });
        speaker.HasOne<Discussion>().WithMany().HasForeignKey(x => new { x.SiteId, x.DiscussionId });
        speaker.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
    });

    private static readonly Statement Holder = new("""
        SELECT "ReaderId" FROM speakers WHERE "SiteId" = @site AND "DiscussionId" = @discussion AND "Name" = @name
        """, ("site", DbType.Int32), ("discussion", DbType.Guid), ("name", DbType.String));

    private static readonly Statement Claim = new("""
        INSERT INTO speakers ("SiteId", "DiscussionId", "Name", "ReaderId") VALUES (@site, @discussion, @name, @reader)
        """, ("site", DbType.Int32), ("discussion", DbType.Guid), ("name", DbType.String), ("reader", DbType.Guid));

    private static readonly Statement Owner = new("""
        SELECT 1 FROM readers WHERE "SiteId" = @site AND "NameSkeleton" = @skeleton AND "Id" <> @reader
          AND (@skeleton <> '' OR "Name" = @name)
          AND ("Role" <> 'Reader' OR "Kind" = 'Invited' OR "Rank" IS NOT NULL OR "NameKeptAt" IS NOT NULL) LIMIT 1
        """, ("site", DbType.Int32), ("skeleton", DbType.String), ("reader", DbType.Guid), ("name", DbType.String));

    private static readonly Statement OfHouse = new("""
        SELECT 1 FROM readers WHERE "SiteId" = @site AND "NameSkeleton" = @skeleton AND "Id" <> @reader
          AND (@skeleton <> '' OR "Name" = @name)
          AND ("Role" <> 'Reader' OR "Kind" = 'Invited') LIMIT 1
        """, ("site", DbType.Int32), ("skeleton", DbType.String), ("reader", DbType.Guid), ("name", DbType.String));

    /// <summary>Gives a reader their name in a discussion that is locked.</summary>
    /// <returns>False: it is somebody else's, there or on the whole site.</returns>
    public static bool TakeName(this Statements statements, Discussion discussion, Reader reader)
    {
        var name = Speaker.KeyOf(reader.Name);
        var holder = statements.One(Holder, row => (Guid?)row.GetGuid(0), discussion.SiteId, discussion.Id, name);
        // Whoever keeps their name everywhere keeps it here too, whoever came first.
        if (holder == reader.Id || (holder is not null && reader.KeepsName)) return true;
        // Their publisher gives them theirs: they can't choose another, and nobody shuts them out by having taken
        // it. Only the house's is not theirs.
        if (reader.IsVouched)
        {
            if (statements.One(OfHouse, _ => true, discussion.SiteId, reader.NameSkeleton, reader.Id, reader.Name)) return false;
            if (holder is null) statements.Execute(Claim, discussion.SiteId, discussion.Id, name, reader.Id);
            return true;
        }
        if (holder is not null) return false;
        var isOwned = statements.One(Owner, _ => true, discussion.SiteId, reader.NameSkeleton, reader.Id, reader.Name);
        if (isOwned && !reader.KeepsName) return false;
        statements.Execute(Claim, discussion.SiteId, discussion.Id, name, reader.Id);
        return true;
    }

    /// <param name="asks">Their own name is not spoken for; null for somebody who has none yet.</param>
    public static Task<bool> IsSpokenFor(this Database db, int site, Guid discussion, string name, Guid? asks = null)
    {
        var key = Speaker.KeyOf(name);
        return db.Speakers.AnyAsync(
            x => x.SiteId == site && x.DiscussionId == discussion && x.Name == key && (asks == null || x.ReaderId != asks));
    }

    /// <summary>
    /// Gives somebody brought along by an import their name in a discussion, unless somebody has it; whoever spoke first comes first.
    /// </summary>
    public static Task NameSpeaker(this Database db, int site, Guid discussion, string name, Guid reader, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"""
        INSERT INTO speakers ("SiteId", "DiscussionId", "Name", "ReaderId") VALUES ({site}, {discussion}, {Speaker.KeyOf(name)}, {reader})
        ON CONFLICT DO NOTHING
        """, ct);

    private static readonly RowShape Brought = new("speakers",
        ("SiteId", DbType.Int32), ("DiscussionId", DbType.Guid), ("Name", DbType.String), ("ReaderId", DbType.Guid));

    /// <summary>Gives names that are nobody's yet.</summary>
    /// <param name="named">Where, the name as <see cref="Speaker.KeyOf"/> has it, and to whom.</param>
    public static void NameSpeakers(this Statements statements, int site, IEnumerable<(Guid Discussion, string Key, Guid Reader)> named) =>
        statements.Insert(Brought, named, x => [site, x.Discussion, x.Key, x.Reader]);

    private static readonly Statement Pass = new("""
        UPDATE speakers SET "ReaderId" = @reader
        WHERE "SiteId" = @site AND "DiscussionId" = @discussion AND "Name" = @name AND "ReaderId" = @before
        """, ("reader", DbType.Guid), ("site", DbType.Int32), ("discussion", DbType.Guid), ("name", DbType.String),
        ("before", DbType.Guid));

    /// <summary>It turned out that another had spoken before under it.</summary>
    /// <param name="key">As <see cref="Speaker.KeyOf"/> has it.</param>
    /// <param name="before">Who was given it; where somebody else has it, it stays theirs.</param>
    public static void PassName(this Statements statements, int site, Guid discussion, string key, Guid before, Guid reader) =>
        statements.Execute(Pass, reader, site, discussion, key, before);

    /// <summary>Gives all who speak in a discussion their names, the first first: after an import.</summary>
    public static Task NameSpeakers(this Database db, int site, Guid discussion, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO speakers ("SiteId", "DiscussionId", "Name", "ReaderId")
        SELECT c."SiteId", c."DiscussionId", CASE WHEN r."NameSkeleton" = '' THEN r."Name" ELSE r."NameSkeleton" END, c."AuthorId"
        FROM comments c JOIN readers r ON r."SiteId" = c."SiteId" AND r."Id" = c."AuthorId"
        WHERE c."SiteId" = {site} AND c."DiscussionId" = {discussion} AND r."Name" <> '' ORDER BY c."CreatedAt", c."Id"
        ON CONFLICT DO NOTHING
        """, ct);
}
