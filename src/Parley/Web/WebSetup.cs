using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.HttpOverrides;
using Scalar.AspNetCore;

namespace Parley.Web;

public static class WebSetup
{
    /// <summary>A comment of the greatest length, every character of it escaped in a form, and room for the rest.</summary>
    private const int LargestBody = 256 * 1024;

    /// <summary>A list of two hundred addresses, whose comments are counted in one request.</summary>
    private const int LongestRequestLine = 32 * 1024;

    /// <summary>Settings are read at the start: a watcher of their folder would hear of each write to the database beside them.</summary>
    public const string Unwatched = "--hostBuilder:reloadConfigOnChange=false";

    public static void AddWeb(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
        });
        if (builder.Configuration["urls"] is null && builder.Configuration["ASPNETCORE_URLS"] is null)
            builder.WebHost.UseUrls("http://127.0.0.1:5080");
        Quieten(builder.Logging);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(LanguageOf(builder.Configuration));
        // Letters of every script as they are: a page in Arabic or Russian would else be three times as long.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<PublicPath>().AddSingleton<Snapshots>().AddSingleton<Shelf>().AddSingleton<Renderings>();
        services.AddSingleton<Pieces>().AddSingleton<PageRenderer>();
        services.AddSingleton<Pace>().AddSingleton<DayCount>().AddSingleton<SameRequests>().AddSingleton<Bundle>().AddSingleton<Outbound>();
        services.AddHostedService<Rest>().AddHostedService<Hours>();
        services.AddSingleton<Warming>().AddSingleton(new WarmPath((_, _) => Task.FromResult<string?>("/")));
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Parley";
            // Not what the request called this server: anyone can write that.
            document.Servers = [new() { Url = PublicPath.UrlOf(builder.Configuration) ?? "/" }];
            document.Info.Description = "The public API. Errors are RFC 9457 problems with a stable code; lists page by an opaque cursor.";
            return Task.CompletedTask;
        }));
        // A malformed body becomes a problem in words instead of an empty 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.Encoder = Json.Plain.Encoder;
            options.SerializerOptions.Converters.Add(new Json.UtcTimes());
        });
        services.Configure<ForwardedHeadersOptions>(options => Trust(options, builder.Configuration["Parley:Proxies"]));
    }

    private static Words LanguageOf(IConfiguration settings)
    {
        var tag = settings["Parley:Language"] is { Length: > 0 } given ? given : "en";
        return Words.In(tag) ?? throw new FormatException(
            $"Parley__Language: there are no words for \"{tag}\" here, but for {string.Join(", ", Words.Languages)}.");
    }

    // A newsroom's log is for what somebody should read; the environment can ask for more.
    private static void Quieten(ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        // A command that failed throws as well, and what throws is reported once, by whoever handles it.
        logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Critical);
        logging.AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.Critical);
        logging.AddFilter("Microsoft.EntityFrameworkCore.Query", LogLevel.Error);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
        // Begins and ends of requests are nobody's to read here, and as long as one may be an activity is begun for each.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    public static WebApplication UseWeb(this WebApplication app)
    {
        app.Use(whole =>
        {
            app.Services.GetRequiredService<Warming>().Through(whole);
            return whole;
        });
        app.UsePublicPath();
        app.UseHead();
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Problems.Handle, SuppressDiagnosticsCallback = context => Problems.IsExpected(context.Exception),
        });
        if (!string.IsNullOrWhiteSpace(app.Configuration["Parley:Proxies"])) app.UseForwardedHeaders();
        app.UseShelf();
        app.UseStatusCodePages(context => Problems.WriteStatus(context.HttpContext));
        app.UseKnownCharsets();
        app.UseOneSlash();
        return app;
    }

    public static WebApplication MapWeb(this WebApplication app)
    {
        app.MapAssets();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference(
            "/docs", options => options.WithTitle("Parley API").DisableDefaultFonts().HideDeveloperTools().DisableAgent());
        return app;
    }

    // Only what stands between this program and its readers may say who they are; everyone else's word is ignored.
    private static void Trust(ForwardedHeadersOptions options, string? networks)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in (networks ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (System.Net.IPNetwork.TryParse(network, out var range)) options.KnownIPNetworks.Add(range);
            else if (IPAddress.TryParse(network, out var proxy)) options.KnownProxies.Add(proxy);
            else throw new FormatException($"Parley__Proxies: \"{network}\" is neither an address nor a network like 10.0.0.0/8.");
        }
    }
}
