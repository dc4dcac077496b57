using Parley.Pages;
using Parley.Web;
using Parley.Writing;

namespace Parley.Moderation;

public static class ModerationSetup
{
    public static void AddModeration(this IServiceCollection services)
    {
        services.AddScoped<Reports>().AddScoped<Removals>().AddScoped<Appeals>().AddScoped<Explanations>().AddScoped<DecisionDesk>();
        services.AddScoped<Queue>().AddSingleton<QueueLive>().AddScoped<Withdrawals>().AddScoped<Claims>().AddScoped<Notices>()
            .AddScoped<SecondNotices>().AddScoped<NoticeDesk>().AddScoped<Suspensions>().AddScoped<SecondLooks>();
        services.AddScoped<Holds>().AddScoped<HoldComment>(provider => provider.GetRequiredService<Holds>().Hold)
            .AddHostedService<HoldRounds>().AddHostedService<NoticeRounds>();
        services.AddScoped<WaveQueue>().AddScoped<WaveDecisions>();
        services.AddScoped<OwnDecisions>().AddScoped<DecisionsAbout>(provider => provider.GetRequiredService<OwnDecisions>().Of);
        services.AddScoped<Erasure>().AddScoped<ForgetDecided>(provider => provider.GetRequiredService<Erasure>().Of);
        services.AddScoped<Insights>()
            .AddHourly<InsightCounting>("Counting how readers took part", (counting, ct) => counting.Some(ct));
        services.AddLog();
    }

    public static void MapModeration(this IEndpointRouteBuilder routes)
    {
        routes.MapDecisionApi();
        routes.MapDecisionPages();
        routes.MapQueue();
        routes.MapWaves();
        routes.MapNotices();
        routes.MapInsights();
        routes.MapTakingPart();
        routes.MapLog();
    }
}
