namespace Parley.Comments;

public static class CommentSetup
{
    public static IServiceCollection AddComments(this IServiceCollection services)
    {
        services.AddSingleton<Live>().AddScoped<Threads>().AddScoped<Choosing>();
        services.AddSingleton<Visits>().AddHostedService(provider => provider.GetRequiredService<Visits>());
        return services;
    }

    public static IEndpointRouteBuilder MapComments(this IEndpointRouteBuilder routes)
    {
        routes.MapThreads();
        routes.MapChoosing();
        routes.MapLive();
        routes.MapVisits();
        return routes;
    }
}
