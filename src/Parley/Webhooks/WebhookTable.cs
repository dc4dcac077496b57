using Microsoft.EntityFrameworkCore;
using Parley.Sites;

namespace Parley.Webhooks;

public static class WebhookTable
{
    public static void MapWebhooks(this ModelBuilder model)
    {
        model.Entity<Webhook>(hook =>
        {
            hook.ToTable("webhooks");
            hook.HasKey(x => new { x.SiteId, x.Id });
            hook.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        });
        model.Entity<Delivery>(delivery =>
        {
            delivery.ToTable("webhook_deliveries");
            delivery.HasKey(x => new { x.SiteId, x.Id });
            delivery.HasOne<Webhook>().WithMany().HasForeignKey(x => new { x.SiteId, x.WebhookId });
            delivery.HasIndex(x => new { x.SiteId, x.WebhookId, x.DueAt, x.Id }).HasFilter("\"DueAt\" IS NOT NULL");
            delivery.HasIndex(x => new { x.SiteId, x.WebhookId, x.HappenedAt });
            delivery.HasIndex(x => new { x.SiteId, x.HappenedAt });
        });
    }

    public static IQueryable<Webhook> InForce(this IQueryable<Webhook> hooks, int siteId) =>
        hooks.Where(x => x.SiteId == siteId && x.EndedAt == null);

    /// <summary>Those to which somebody may send now who does not do so yet.</summary>
    public static IQueryable<Webhook> Free(this IQueryable<Webhook> hooks, int siteId, DateTimeOffset now) =>
        hooks.InForce(siteId)
            .Where(x => (x.NotBeforeAt == null || x.NotBeforeAt <= now) && (x.HeldUntilAt == null || x.HeldUntilAt <= now));

    public static IQueryable<Delivery> To(this IQueryable<Delivery> deliveries, int siteId, Guid hook) =>
        deliveries.Where(x => x.SiteId == siteId && x.WebhookId == hook);

    /// <summary>Of the deliveries to one webhook, what waits for it is not told any more.</summary>
    public static Task<int> Drop(this IQueryable<Delivery> own, CancellationToken ct) =>
        own.Where(x => x.DueAt != null).ExecuteUpdateAsync(set => set.SetProperty(x => x.DueAt, (DateTimeOffset?)null), ct);
}
