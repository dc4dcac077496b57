namespace Parley.Exchange;

public static class ExchangeSetup
{
    public static void AddExchange(this IServiceCollection services) =>
        services.AddScoped<ImportRun>().AddScoped<CaptureImport>().AddScoped<CapturedTalk>().AddScoped<Imports>().AddScoped<Pace>()
            .AddScoped<ForeignImport>().AddScoped<ForeignBatch>().AddScoped<ForeignPeople>()
            .AddScoped<ImportUndo>().AddScoped<UndoneComments>().AddScoped<UndoneWhole>().AddScoped<UndonePages>()
            .AddScoped<DemoPublication>().AddScoped<DemoRemoval>().AddScoped<ExportRun>().AddScoped<ExportedPages>().AddScoped<SiteLines>()
            .AddScoped<SiteImport>().AddScoped<SiteRows>();
}
