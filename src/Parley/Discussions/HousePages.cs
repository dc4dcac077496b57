using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>What the house says of itself.</summary>
public static class HousePages
{
    public static void MapHousePages(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/guidelines", ["GET", "HEAD"], Guidelines).ExcludeFromDescription();
        routes.MapMethods("/accessibility", ["GET", "HEAD"], Accessibility).ExcludeFromDescription();
    }

    private static async Task Guidelines(HttpContext http, int? version, CurrentSite site, Snapshots snapshots, Renderings renderings)
    {
        var key = new SnapshotKey("guidelines", site.Id, "/guidelines", Limit: version ?? 0);
        var page = await snapshots.Get(key,
            _ => renderings.Make(CurrentSite.Stories, (services, now) => RenderGuidelines(services, version, now)));
        await PageRenderer.Answer(http, page);
    }

    private static async Task Accessibility(HttpContext http, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await PageRenderer.Answer(http, await snapshots.Get(new SnapshotKey("accessibility", site.Id, "/accessibility"),
            _ => renderings.Make(CurrentSite.Stories, async (services, _) =>
                (await services.GetRequiredService<PageRenderer>().Render<AccessibilityPage>(new AccessibilityPage.AccessibilityView(
                    site.Words, site.Site.Name, site.Absolute("/accessibility"), Markup.Article(site.Text(SiteTextKind.Accessibility)))),
                    default))));

    private static async Task<(byte[] Body, DateTimeOffset TrueUntil)?> RenderGuidelines(
        IServiceProvider services, int? version, DateTimeOffset now)
    {
        var site = services.GetRequiredService<CurrentSite>();
        var versions = await services.GetRequiredService<SiteTexts>().Versions(SiteTextKind.Guidelines, default);
        if ((version is null ? versions.FirstOrDefault() : versions.Find(x => x.Version == version)) is not { } shown) return null;
        var times = new Times(now, site.Zone, site.Words);
        var body = await services.GetRequiredService<PageRenderer>().Render<GuidelinesPage>(new GuidelinesView(
            site.Words, site.Site.Name, site.Absolute("/guidelines"), Markup.Article(shown.Markdown),
            Markup.Article(site.Text(SiteTextKind.Policy)), shown.Version,
            [.. versions.Select(x => new TextVersion(x.Version, times.Exact(x.CreatedAt), Times.Machine(x.CreatedAt)))],
            services.GetRequiredService<RulesInForce>().Current, services.GetRequiredService<HouseRulesInForce>().Current));
        return (body, default);
    }
}

/// <param name="Guidelines">Safe HTML, as is the policy.</param>
/// <param name="Shown">Number of the version that is shown.</param>
/// <param name="Versions">The one in force first.</param>
public sealed record GuidelinesView(
    Words T, string SiteName, string Canonical, string Guidelines, string Policy, int Shown, IReadOnlyList<TextVersion> Versions,
    StandingRules Standing, RuleBook Rules);

public sealed record TextVersion(int Number, string Since, string SinceMachine);
