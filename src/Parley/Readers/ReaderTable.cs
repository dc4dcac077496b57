using Microsoft.EntityFrameworkCore;
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
        reader.HasIndex(x => new { x.SiteId, x.Source, x.SourceId }).IsUnique();
        reader.HasIndex(x => new { x.SiteId, x.Email }).IsUnique();
        reader.HasIndex(x => new { x.SiteId, x.Role });
        reader.HasIndex(x => new { x.SiteId, x.NameSkeleton });
        reader.Ignore(x => x.IsStaff);
    });

    /// <summary>People of this name, or of one that looks like it, whose name nobody else may take: staff, and whoever was asked to answer questions.</summary>
    public static IQueryable<Reader> Kept(this IQueryable<Reader> readers, int siteId, string skeleton) =>
        readers.Where(x => x.SiteId == siteId && x.NameSkeleton == skeleton && (x.Role != Role.Reader || x.Kind == ReaderKind.Invited));
}
