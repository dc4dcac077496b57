using Microsoft.AspNetCore.Http.Features;

namespace Parley.Web;

/// <summary>A page that many will ask for first, so that nobody waits while its code is compiled.</summary>
/// <param name="Find">Its path; null where there is none yet.</param>
public sealed record WarmPath(Func<IServiceProvider, CancellationToken, Task<string?>> Find);

/// <summary>
/// What the first readers would else wait for: once the server has started, it asks itself for its <see cref="WarmPath"/>s, and
/// <c>/readyz</c> says yes after that. Whoever comes before is served all the same.
/// </summary>
public sealed class Warming(IServiceScopeFactory scopes, IEnumerable<WarmPath> paths, ILogger<Warming> log)
{
    private const int Rounds = 3;
    private const int Calls = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(700);

    private RequestDelegate pipeline = _ => Task.CompletedTask;
    private volatile bool isUnderWay;

    public bool IsUnderWay => isUnderWay;

    /// <summary>Before the first request is answered: from here on until <see cref="Run"/> has ended it is not ready.</summary>
    public void Announce() => isUnderWay = true;

    /// <summary>Requests of its own go the way that all others go.</summary>
    internal void Through(RequestDelegate whole) => pipeline = whole;

    /// <param name="address">Where this server is, as its readers would write it.</param>
    /// <param name="ct">Ends it; a page that fails is logged and ends nothing.</param>
    public async Task Run(Uri address, CancellationToken ct)
    {
        try
        {
            foreach (var path in paths)
                if (await Found(path, ct) is { } found) await Ask(address, found, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning("A page could not be made ready before it was asked for: {Why}", error.Message);
        }
        finally
        {
            isUnderWay = false;
        }
    }

    /// <summary>
    /// What is called often is compiled a second time, better, once it has been called thirty times and nothing new has been compiled for
    /// a tenth of a second: the first readers need not be those who call it. After <see cref="Run"/>, beside the server.
    /// </summary>
    /// <param name="address">Where this server is, as its readers would write it.</param>
    /// <param name="ct">Ends it without a word, as does a page that fails: it was made once before.</param>
    public async Task Settle(Uri address, CancellationToken ct)
    {
        try
        {
            if (await Newest(ct) is not { } newest) return;
            for (var round = 0; round < Rounds; round++)
            {
                for (var time = 0; time < Calls; time++) await Ask(address, newest, ct);
                await Task.Delay(Pause, ct);
            }
        }
        catch (Exception error)
        {
            log.LogDebug("The first pages were not asked for to the end: {Why}", error.Message);
        }
    }

    // The last of them is the most particular.
    private async Task<string?> Newest(CancellationToken ct)
    {
        string? newest = null;
        foreach (var path in paths) newest = await Found(path, ct) ?? newest;
        return newest;
    }

    private async Task<string?> Found(WarmPath path, CancellationToken ct)
    {
        using var scope = scopes.CreateScope();
        return await path.Find(scope.ServiceProvider, ct);
    }

    private async Task Ask(Uri address, string path, CancellationToken ct)
    {
        var http = new DefaultHttpContext { ServiceScopeFactory = scopes, RequestAborted = ct };
        http.Request.Method = HttpMethods.Get;
        (http.Request.Scheme, http.Request.Host, http.Request.Path) = (address.Scheme, new HostString(address.Authority), path);
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path;
        http.Request.Headers.Accept = "text/html";
        http.Request.Headers.AcceptEncoding = "gzip, br";
        http.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        await pipeline(http);
    }
}
