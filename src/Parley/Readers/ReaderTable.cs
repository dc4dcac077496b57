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
        reader.Ignore(x => x.IsStaff);
    });
}
