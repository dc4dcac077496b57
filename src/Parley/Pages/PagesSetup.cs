namespace Parley.Pages;

public static class PagesSetup
{
    public static void AddPages(this IServiceCollection services) =>
        services.AddScoped<Desk>().AddScoped<Editing>().AddScoped<Surroundings>().AddScoped<ThreadViews>().AddSingleton<NearStories>();

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapArticlePages();
        routes.MapCommentForms();
        routes.MapQuestionPages();
        routes.MapEditingPages();
        routes.MapPassagePages();
        routes.MapReaderPages();
        routes.MapMine();
        routes.MapFeeds();
        routes.MapShares();
    }
}
