namespace Parley.Reputation;

public static class ReputationSetup
{
    public static void AddReputation(this IServiceCollection services)
    {
        services.AddSingleton<RulesInForce>();
        services.AddScoped<Ledger>().AddScoped<Standings>().AddScoped<Counting>();
        services.AddHostedService<CountingRounds>();
    }
}
