namespace Parley.Sites;

public static class SiteSetup
{
    public static void AddSites(this IServiceCollection services) => services.AddSingleton<CurrentSite>().AddScoped<SiteTexts>().AddScoped<SiteOrigins>();
}
