using System.Net;
using System.Net.Sockets;

namespace Parley.Web;

/// <summary>
/// The one way out: every request to another server goes through here. Where it really leads is judged when the connection is made, since
/// a name may mean something else a moment after it was looked up (DNS rebinding); so is where each redirect leads.
/// </summary>
public sealed class Outbound : IDisposable
{
    /// <summary>From the first name looked up to the last byte.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Bytes, after whatever they were compressed by.</summary>
    public const int LargestAnswer = 2 * 1024 * 1024;

    private const int MostRedirects = 3;

    private readonly HttpMessageInvoker client;
    private readonly HashSet<string> allowed;
    private readonly TimeProvider clock;

    public Outbound(IConfiguration settings, TimeProvider clock)
    {
        this.clock = clock;
        // For an intranet, or a test: hosts that may be reached though their addresses aren't public.
        allowed = (settings["Parley:OutboundHosts"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = Connect,
            ConnectTimeout = Patience, PooledConnectionLifetime = TimeSpan.FromMinutes(2), MaxResponseHeadersLength = 32,
        });
    }

    /// <summary>What stands at an address, after at most three redirects.</summary>
    public Task<Fetched> Get(Uri address, CancellationToken ct) => Send(address, uri => new(HttpMethod.Get, uri), reads: true, ct);

    /// <summary>
    /// Sends something there and nowhere else: what is sent is not for whoever a redirect names. The status
    /// is the answer; a body is not read.
    /// </summary>
    public Task<Fetched> Post(Uri address, Func<Uri, HttpRequestMessage> request, CancellationToken ct) =>
        Send(address, request, reads: false, ct);

    private async Task<Fetched> Send(Uri address, Func<Uri, HttpRequestMessage> request, bool reads, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(Patience, clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                if (!MayAsk(address)) return Fetched.Failed("address-not-allowed");
                using var asked = request(address);
                asked.Headers.UserAgent.ParseAdd("Parley");
                using var answer = await client.SendAsync(asked, patience.Token);
                if (!reads) return new([], (int)answer.StatusCode, address, null, null);
                if ((int)answer.StatusCode is 301 or 302 or 303 or 307 or 308 && answer.Headers.Location is { } next)
                {
                    if (redirects == MostRedirects) return Fetched.Failed("too-many-redirects");
                    if (!Uri.TryCreate(address, next, out var there)) return Fetched.Failed("address-not-allowed");
                    address = there;
                    continue;
                }
                return await Read(answer, address, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Fetched.Failed("too-slow");
        }
        catch (UriFormatException)
        {
            // A name that no international name can be; .NET says so only when it is asked for.
            return Fetched.Failed("address-not-allowed");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return Fetched.Failed(error.InnerException switch
            {
                NotPublicException => "address-not-public",
                SocketException => "not-reachable",
                _ => "failed"
            });
        }
    }

    /// <summary>In the clear only where the house itself says so. Where a name leads is judged when it is asked.</summary>
    /// <exception cref="UriFormatException">Its host is no name that could be.</exception>
    public bool MayAsk(Uri address) => address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.IdnHost.Length > 0
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp && allowed.Contains(address.IdnHost));

    private static async Task<Fetched> Read(HttpResponseMessage answer, Uri address, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentLength > LargestAnswer) return Fetched.Failed("too-large");
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (body.Length + read > LargestAnswer) return Fetched.Failed("too-large");
            body.Write(buffer, 0, read);
        }
        return new(body.ToArray(), (int)answer.StatusCode, address, answer.Content.Headers.ContentType?.ToString(), null);
    }

    // Looked up here, judged here, and connected to what was judged.
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint.Host;
        var found = await Dns.GetHostAddressesAsync(host, ct);
        var addresses = allowed.Contains(host) ? found : [.. found.Where(PublicAddress.Is)];
        if (addresses.Length == 0) throw new NotPublicException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => client.Dispose();

    private sealed class NotPublicException() : IOException("The address is not one of the public internet.");
}

/// <param name="Address">Where it was found in the end.</param>
/// <param name="Failure">Null when there was an answer, whatever its status; else a word for the log: why there was none.</param>
public sealed record Fetched(byte[] Body, int Status, Uri? Address, string? ContentType, string? Failure)
{
    public bool IsSuccess => Failure is null && Status is >= 200 and < 300;

    internal static Fetched Failed(string why) => new([], 0, null, null, why);
}
