namespace Parley.Exchange;

public static class ExchangeSetup
{
    public static void AddExchange(this IServiceCollection services) =>
        services.AddScoped<ImportRun>().AddScoped<CaptureImport>().AddScoped<CapturedTalk>().AddScoped<DemoPublication>()
            .AddScoped<DemoRemoval>();
}
