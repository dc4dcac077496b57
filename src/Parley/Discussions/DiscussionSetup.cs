using Parley.Articles;

namespace Parley.Discussions;

public static class DiscussionSetup
{
    public static void AddDiscussions(this IServiceCollection services)
    {
        services.AddPictures();
        services.AddSingleton<Addresses>().AddSingleton<Announcements>().AddSingleton<Changes>().AddSingleton<TakenBack>()
            .AddSingleton<HostStories>().AddSingleton<ContentFolder>();
        services.AddHostedService(provider => provider.GetRequiredService<Changes>());
        services.AddHostedService(provider => provider.GetRequiredService<ContentFolder>());
        services.AddScoped<Change>().AddScoped<Publishing>().AddScoped<Questions>().AddScoped<Interventions>();
    }

    public static void MapDiscussions(this IEndpointRouteBuilder routes)
    {
        routes.MapPictures();
        routes.MapHousePages();
        routes.MapSiteFeeds();
        routes.MapSitemaps();
        routes.MapArticles();
        routes.MapQuestions();
        routes.MapInterventions();
    }
}
