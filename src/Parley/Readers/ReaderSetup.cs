namespace Parley.Readers;

public static class ReaderSetup
{
    public static void AddReaders(this IServiceCollection services)
    {
        services.AddSingleton<FormStamp>().AddSingleton<PublishedKeys>().AddSingleton<PublisherKeys>().AddSingleton<PublisherToken>();
        services.AddScoped<Identity>().AddScoped<Names>().AddScoped<Staff>().AddScoped<PublisherKeyring>();
        services.AddSingleton<Audience>().AddHostedService(provider => provider.GetRequiredService<Audience>());
    }

    public static void MapReaders(this IEndpointRouteBuilder routes)
    {
        routes.MapGuests();
        routes.MapSignIn();
        routes.MapDeparture();
    }
}
