namespace Parley.Sites;

public static class SiteSetup
{
    public static void AddSites(this IServiceCollection services) => services.AddSingleton<CurrentSite>().AddSingleton<HouseRulesInForce>().AddScoped<SiteTexts>().AddScoped<SiteOrigins>();
}
