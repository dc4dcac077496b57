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
        reader.HasIndex(x => new { x.SiteId, x.Role });
        reader.HasIndex(x => new { x.SiteId, x.NameSkeleton });
        reader.Ignore(x => x.IsStaff);
    });

    /// <summary>Every role but that of a reader: an index finds what is, not what isn't.</summary>
    private static readonly Role[] StaffRoles = [.. Enum.GetValues<Role>().Where(role => role != Role.Reader)];

    public static IQueryable<Reader> Staff(this IQueryable<Reader> readers, int siteId) =>
        readers.Where(x => x.SiteId == siteId && StaffRoles.Contains(x.Role));

    /// <summary>People of this name, or of one that looks like it, whose name nobody else may take: staff, and whoever was asked to answer questions.</summary>
    public static IQueryable<Reader> Kept(this IQueryable<Reader> readers, int siteId, string skeleton) =>
        readers.Where(x => x.SiteId == siteId && x.NameSkeleton == skeleton && (x.Role != Role.Reader || x.Kind == ReaderKind.Invited));

    private static readonly Statement ByToken = new("""
        SELECT "SiteId", "Id", "Kind", "Role", "Name", "NameSkeleton", "TokenHash", "Email", "Rank", "Source", "SourceId", "CreatedAt", "LastSeenAt", "SuspendedUntil", "SuspensionId"
        FROM readers WHERE "SiteId" = @site AND "TokenHash" = @hash
        """, ("site", DbType.Int32), ("hash", DbType.Binary));

    public static Reader? ReaderWith(this Reads reads, int site, byte[] tokenHash) => reads.One(ByToken, Reader.Of, site, tokenHash);
}
