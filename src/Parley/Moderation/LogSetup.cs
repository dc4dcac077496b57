namespace Parley.Moderation;

public static class LogSetup
{
    public static void AddLog(this IServiceCollection services)
    {
        services.AddScoped<PublicLog>().AddScoped<LogSigning>().AddScoped<LogFromDatabase>();
        services.AddScoped<TransparencyCsv>().AddScoped<TransparencyReport>().AddScoped<AuditCounting>().AddSingleton<TransparencyYear>();
        services.AddHostedService<LogSigningRounds>().AddHostedService<AuditRounds>();
    }
}
