using Microsoft.AspNetCore.DataProtection;
using Parley.Data;

namespace Parley.Readers;

public static class ReaderSetup
{
    public static void AddReaders(this IServiceCollection services)
    {
        // In the database, so that every node and every restart can read the stamps of forms that are open.
        services.AddDataProtection().SetApplicationName("Parley").PersistKeysToDbContext<Database>();
        services.AddSingleton<FormStamp>();
        services.AddScoped<Identity>().AddScoped<Names>();
    }
}
