using Parley.Conduct;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Writing;

public static class WritingSetup
{
    public static void AddWriting(this IServiceCollection services)
    {
        services.AddSingleton(provider => HoldRules.Of(provider.GetRequiredService<IConfiguration>())).AddScoped<Holding>();
        services.AddSingleton<Waves>().AddSingleton(provider => new Prints(provider.GetRequiredService<CurrentSite>().Site.Secret));
        services.AddScoped<WaveWatch>().AddSingleton<WaveBook>().AddHostedService(provider => provider.GetRequiredService<WaveBook>());
        services.AddScoped<SpamWatch>().AddSingleton<SpamBook>().AddHostedService(provider => provider.GetRequiredService<SpamBook>());
        services.AddScoped<Posting>().AddScoped<Pointing>().AddScoped<Revising>();
        services.AddScoped<Resting>().AddScoped<NameLeft>(provider => provider.GetRequiredService<Resting>().Left);
        services.AddHourly<RestedLongAgo>("Forgetting what has rested for long", (rested, ct) => rested.Forget(ct));
        services.AddHourly<FirstAnswers>("Forgetting what was answered long ago", (answers, ct) => answers.Forget(ct));
    }

    public static void MapWriting(this IEndpointRouteBuilder routes)
    {
        routes.MapCommentApi();
        routes.MapResting();
    }
}
