using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

public static class PagesSetup
{
    public static void AddPages(this IServiceCollection services) =>
        services.AddScoped<Desk>().AddScoped<Newsdesk>().AddScoped<Editing>().AddScoped<Surroundings>().AddScoped<ThreadViews>()
            .AddScoped<RestingLines>().AddSingleton<NearStories>()
            .AddSingleton(new WarmPath(Newest));

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapFrontPages();
        routes.MapArticlePages();
        routes.MapCommentForms();
        routes.MapRestingForms();
        routes.MapQuestionPages();
        routes.MapEditingPages();
        routes.MapPassagePages();
        routes.MapReaderPages();
        routes.MapMine();
        routes.MapFeeds();
        routes.MapShares();
    }

    private static async Task<string?> Newest(IServiceProvider services, CancellationToken ct)
    {
        var (site, now) = (services.GetRequiredService<CurrentSite>(), services.GetRequiredService<TimeProvider>().Now());
        return await services.GetRequiredService<Database>().Articles.Out(site.Id, now)
            .OrderByDescending(x => x.PublishedAt).ThenByDescending(x => x.Id).Select(x => "/articles/" + x.Slug).FirstOrDefaultAsync(ct);
    }
}
