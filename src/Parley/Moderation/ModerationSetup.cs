namespace Parley.Moderation;

public static class ModerationSetup
{
    public static void AddModeration(this IServiceCollection services) => services.AddLog();

    public static void MapModeration(this IEndpointRouteBuilder routes) => routes.MapLog();
}
