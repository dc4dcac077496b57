namespace Parley.Votes;

public static class VoteSetup
{
    public static void AddVotes(this IServiceCollection services) => services.AddSingleton<Clicks>().AddScoped<Voting>();
}
