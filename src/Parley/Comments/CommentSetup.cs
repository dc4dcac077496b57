using Parley.Conduct;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

public static class CommentSetup
{
    public static void AddComments(this IServiceCollection services)
    {
        services.AddSingleton(provider => HoldRules.Of(provider.GetRequiredService<IConfiguration>())).AddScoped<Holding>();
        services.AddSingleton<Waves>().AddSingleton(provider => new Prints(provider.GetRequiredService<CurrentSite>().Site.Secret));
        services.AddScoped<WaveWatch>().AddSingleton<WaveBook>().AddHostedService(provider => provider.GetRequiredService<WaveBook>());
        services.AddScoped<SpamWatch>().AddSingleton<SpamBook>().AddHostedService(provider => provider.GetRequiredService<SpamBook>());
        services.AddSingleton<Live>().AddScoped<Threads>().AddScoped<Posting>().AddScoped<Pointing>();
        services.AddScoped<Revising>().AddScoped<Choosing>();
        services.AddScoped<Resting>().AddScoped<NameLeft>(provider => provider.GetRequiredService<Resting>().Left);
        services.AddHourly<RestedLongAgo>("Forgetting what has rested for long", (rested, ct) => rested.Forget(ct));
        services.AddHourly<FirstAnswers>("Forgetting what was answered long ago", (answers, ct) => answers.Forget(ct));
        services.AddSingleton<Visits>().AddHostedService(provider => provider.GetRequiredService<Visits>());
    }

    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        routes.MapCommentApi();
        routes.MapChoosing();
        routes.MapLive();
        routes.MapVisits();
        routes.MapResting();
    }
}
