using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parley.Tests;

/// <summary>Somebody else's site: pages of HTML on another port and, in a browser, under another host name.</summary>
public sealed class HostSite : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (string Html, string? Policy)> pages = new();
    private readonly WebApplication app;

    private HostSite(WebApplication app) => this.app = app;

    /// <summary>What it has for another path, for instance a token.</summary>
    public Func<HttpContext, Task>? Otherwise { get; set; }

    public int Port => new Uri(app.Urls.First()).Port;

    /// <summary>Browsers find *.localhost by themselves and trust it; to them it is another site than 127.0.0.1.</summary>
    public string Origin => $"http://news.localhost:{Port}";

    public static async Task<HostSite> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var site = new HostSite(app);
        app.Run(site.Answer);
        await app.StartAsync();
        return site;
    }

    /// <returns>The page's whole address.</returns>
    public string Page(string path, string html, string? policy = null)
    {
        pages[path] = (html, policy);
        return Origin + path;
    }

    private async Task Answer(HttpContext http)
    {
        if (pages.TryGetValue(http.Request.Path, out var page))
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            if (page.Policy is not null) http.Response.Headers.ContentSecurityPolicy = page.Policy;
            await http.Response.WriteAsync(page.Html);
        }
        else if (Otherwise is not null) await Otherwise(http);
        else http.Response.StatusCode = 404;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
