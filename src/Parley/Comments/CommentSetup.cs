namespace Parley.Comments;

public static class CommentSetup
{
    public static void AddComments(this IServiceCollection services) =>
        services.AddSingleton<Live>().AddScoped<Threads>().AddScoped<Posting>().AddScoped<Revising>().AddScoped<Desk>().AddScoped<Choosing>().AddScoped<Editing>();

    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        routes.MapArticlePages();
        routes.MapCommentApi();
        routes.MapCommentForms();
        routes.MapQuestionPages();
        routes.MapChoosing();
        routes.MapEditingPages();
        routes.MapLive();
        routes.MapPassagePages();
        routes.MapVisits();
        routes.MapFeeds();
        routes.MapShares();
        routes.MapReaderPages();
    }
}
