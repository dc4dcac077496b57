using Parley.Web;

namespace Parley.Sites;

public static class SiteSetup
{
    public static void AddSites(this IServiceCollection services) => services
        .AddSingleton<CurrentSite>().AddSingleton<HouseRulesInForce>().AddScoped<SiteTexts>().AddScoped<SiteOrigins>()
        .AddSingleton<HouseName>(all => () => all.GetRequiredService<CurrentSite>().NameIfKnown ?? "Parley");
}
