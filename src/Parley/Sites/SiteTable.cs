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

    /// <summary>
    /// In a write, where something about the site changes that servers keep in memory: they hear of it within a second. Counted by the
    /// database, so that two changes at once are two.
    /// </summary>
    public static Task<int> Change(this IQueryable<Site> sites, int id, CancellationToken ct) =>
        sites.Where(x => x.Id == id).ExecuteUpdateAsync(set => set.SetProperty(x => x.Version, x => x.Version + 1), ct);
}
