using Parley.Pages;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Embedding;

public static class EmbeddingSetup
{
    public static void AddEmbedding(this IServiceCollection services)
    {
        services.AddSingleton<Counts>().AddScoped<Accounts>().AddScoped<Moves>().AddScoped<AddressChange>();
        services.AddScoped<Homecoming>().AddScoped<FormerNames>().AddScoped<Returned>()
            .AddScoped<ReturnedTo>(provider => provider.GetRequiredService<Returned>().Of);
        services.AddWebhooks();
        services.AddScoped<WebhookBodies>().AddScoped<WebhookData>(provider => provider.GetRequiredService<WebhookBodies>().Of);
    }

    public static void MapEmbedding(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/embed.js", ["GET", "HEAD"], (HttpContext http, Bundle bundle) => Script(http, bundle.Loader))
            .ExcludeFromDescription();
        routes.MapMethods("/embed/passages.js", ["GET", "HEAD"], (HttpContext http, Bundle bundle) => Script(http, bundle.Hosted))
            .ExcludeFromDescription();
        routes.MapFrames();
        routes.MapWindow();
        routes.MapCounts();
        routes.MapMoves();
        routes.MapInclusion();
        routes.MapOEmbed();
        routes.MapPublisherSignIn();
        routes.MapReturned();
        routes.MapWebhookPages();
    }

    // For pages that are isolated from other origins (COEP), and for those that ask for it with an integrity of their own.
    private static Task Script(HttpContext http, Snapshot script)
    {
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        return script.Write(http);
    }
}
