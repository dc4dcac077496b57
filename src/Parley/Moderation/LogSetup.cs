namespace Parley.Moderation;

public static class LogSetup
{
    public static void AddLog(this IServiceCollection services)
    {
        services.AddScoped<PublicLog>().AddScoped<LogSigning>().AddScoped<LogFromDatabase>();
        services.AddHostedService<LogSigningRounds>();
    }
}
