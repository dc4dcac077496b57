using Parley.Conduct;

namespace Parley.Comments;

public static class CommentSetup
{
    public static void AddComments(this IServiceCollection services)
    {
        services.AddSingleton(provider => HoldRules.Of(provider.GetRequiredService<IConfiguration>())).AddScoped<Holding>();
        services.AddSingleton<Live>().AddScoped<Threads>().AddScoped<Posting>().AddScoped<Revising>().AddScoped<Choosing>();
        services.AddHostedService<FirstAnswers>();
        services.AddSingleton<Visits>().AddHostedService(provider => provider.GetRequiredService<Visits>());
    }

    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        routes.MapCommentApi();
        routes.MapChoosing();
        routes.MapLive();
        routes.MapVisits();
    }
}
