namespace Parley.Moderation;

public static class ModerationSetup
{
    public static void AddModeration(this IServiceCollection services)
    {
        services.AddScoped<Reports>().AddScoped<Removals>().AddScoped<Appeals>().AddScoped<Explanations>().AddScoped<DecisionDesk>();
        services.AddScoped<Queue>().AddScoped<Claims>().AddScoped<Notices>().AddScoped<Suspensions>().AddScoped<SecondLooks>();
        services.AddLog();
    }

    public static void MapModeration(this IEndpointRouteBuilder routes)
    {
        routes.MapDecisionApi();
        routes.MapDecisionPages();
        routes.MapQueue();
        routes.MapNotices();
        routes.MapInsights();
        routes.MapLog();
    }
}
