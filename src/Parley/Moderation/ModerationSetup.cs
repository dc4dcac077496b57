namespace Parley.Moderation;

public static class ModerationSetup
{
    public static IServiceCollection AddModeration(this IServiceCollection services) => services;

    public static IEndpointRouteBuilder MapModeration(this IEndpointRouteBuilder routes) => routes;
}
