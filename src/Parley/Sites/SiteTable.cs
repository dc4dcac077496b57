using Microsoft.EntityFrameworkCore;

namespace Parley.Sites;

public static class SiteTable
{
    public static void MapSites(this ModelBuilder model)
    {
        model.Entity<Site>(site =>
        {
            site.ToTable("sites");
            site.HasKey(x => x.Id);
            site.HasIndex(x => x.Name).IsUnique();
        });
        model.Entity<SiteText>(text =>
        {
            text.ToTable("site_texts");
            text.HasKey(x => new { x.SiteId, x.Kind, x.Version });
            text.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        });
    }

    public static IQueryable<SiteText> InForce(this IQueryable<SiteText> texts, int siteId) =>
        texts.Where(x => x.SiteId == siteId && x.Version == texts.Where(y => y.SiteId == siteId && y.Kind == x.Kind).Max(y => y.Version));
}
