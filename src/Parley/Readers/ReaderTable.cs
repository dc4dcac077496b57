using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;

namespace Parley.Readers;

public static class ReaderTable
{
    public static void MapReaders(this ModelBuilder model) => model.Entity<Reader>(reader =>
    {
        reader.ToTable("readers");
        reader.HasKey(x => new { x.SiteId, x.Id });
        reader.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        reader.HasIndex(x => new { x.SiteId, x.TokenHash }).IsUnique();
        reader.HasIndex(x => new { x.SiteId, x.Source, x.SourceId }).IsUnique().HasFilter("\"Source\" IS NOT NULL");
        reader.HasIndex(x => new { x.SiteId, x.Email }).IsUnique().HasFilter("\"Email\" IS NOT NULL");
        reader.HasIndex(x => new { x.SiteId, x.MailKey }).HasFilter("\"MailKey\" IS NOT NULL");
        reader.HasIndex(x => new { x.SiteId, x.ImportNumber }).HasFilter("\"ImportNumber\" IS NOT NULL");
        reader.HasIndex(x => new { x.SiteId, x.Role });
        reader.HasIndex(x => new { x.SiteId, x.NameSkeleton });
        reader.Ignore(x => x.IsStaff);
        reader.Ignore(x => x.KeepsName);
    });

    /// <summary>Every role but that of a reader: an index finds what is, not what isn't.</summary>
    private static readonly Role[] StaffRoles = [.. Enum.GetValues<Role>().Where(role => role != Role.Reader)];

    public static IQueryable<Reader> Staff(this IQueryable<Reader> readers, int siteId) =>
        readers.Where(x => x.SiteId == siteId && StaffRoles.Contains(x.Role));

    /// <summary>
    /// People of this name, or of one that looks like it, whose name nobody else may take: staff, and
    /// whoever was asked to answer questions.
    /// </summary>
    public static IQueryable<Reader> Kept(this IQueryable<Reader> readers, int siteId, string skeleton) =>
        readers.Where(x => x.SiteId == siteId && x.NameSkeleton == skeleton && (x.Role != Role.Reader || x.Kind == ReaderKind.Invited));

    /// <summary>People whose name nobody else may take anywhere on the site.</summary>
    public static IQueryable<Reader> Owning(this IQueryable<Reader> readers, int siteId, string name)
    {
        var skeleton = Skeleton.OfName(name);
        return readers.Where(x => x.SiteId == siteId && x.NameSkeleton == skeleton && (skeleton != "" || x.Name == name)
            && (x.Role != Role.Reader || x.Kind == ReaderKind.Invited || x.Rank != null || x.NameKeptAt != null));
    }

    private static readonly Statement ByToken = new("""
        SELECT "SiteId", "Id", "Kind", "Role", "Name", "NameSkeleton", "TokenHash", "Email", "Rank", "Source", "SourceId", "CreatedAt",
          "LastSeenAt", "SuspendedUntil", "SuspensionId", "NameKeptAt"
        FROM readers WHERE "SiteId" = @site AND "TokenHash" = @hash
        """, ("site", DbType.Int32), ("hash", DbType.Binary));

    private static readonly RowShape Brought = new("readers",
        ("SiteId", DbType.Int32), ("Id", DbType.Guid), ("Kind", DbType.String), ("Role", DbType.String), ("Name", DbType.String),
        ("NameSkeleton", DbType.String), ("Source", DbType.String), ("SourceId", DbType.String), ("MailKey", DbType.String),
        ("ImportNumber", DbType.Int32), ("CreatedAt", DbType.DateTime), ("LastSeenAt", DbType.DateTime));

    /// <summary>People who came with an import and brought no rank along.</summary>
    public static void BringAlong(this Statements statements, IEnumerable<Reader> readers) =>
        statements.Insert(Brought, readers, reader => [
            reader.SiteId, reader.Id, nameof(ReaderKind.Imported), nameof(Role.Reader), reader.Name, reader.NameSkeleton, reader.Source,
            reader.SourceId, reader.MailKey, reader.ImportNumber, reader.CreatedAt, reader.CreatedAt]);

    /// <summary>As <see cref="ReaderWith(Reads, int, byte[])"/>, with what has changed in this turn.</summary>
    public static Reader? ReaderWith(this Statements statements, int site, byte[] tokenHash) =>
        statements.One(ByToken, Reader.Of, site, tokenHash);

    public static ValueTask<Reader?> ReaderWith(this Reads reads, int site, byte[] tokenHash) =>
        reads.Ask(ByToken, Reader.Of, site, tokenHash);
}
