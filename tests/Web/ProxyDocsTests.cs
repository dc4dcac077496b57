using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using Microsoft.Net.Http.Headers;
using Parley.Readers;

namespace Parley.Tests.Web;

/// <summary>
/// What docs/installing.md gives to be pasted into a proxy's configuration, in that proxy, where it is installed. Nothing in it is changed
/// but ports and the places of the certificate.
/// </summary>
[Once("What lies behind the proxy is the same front door.")]
public sealed class ProxyDocsTests : IAsyncLifetime
{
    private const string Host = "news.example";

    private const string Story = "https://www.host.example/story?id=1&part=2";

    private sealed class Behind : Site
    {
        protected override IEnumerable<string> Settings =>
            [$"Parley:PublicUrl=https://{Host}", "Parley:Proxies=127.0.0.1", "Parley:Origins=https://www.host.example"];
    }

    private readonly Behind site = new();
    private readonly int port = Proxy.FreePort();
    private HttpClient client = null!;

    public ValueTask InitializeAsync()
    {
        // As a browser whose names lead here, and whose certificate nobody else knows.
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri($"https://{Host}/"), DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact, Timeout = Bounds.Wait,
        };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return site.InitializeAsync();
    }

    [Theory]
    [InlineData("nginx", Proxy.NginxProgram, "script/test installs it")]
    [InlineData("Apache", "/usr/sbin/apache2", "script/test installs it")]
    [InlineData("Caddy", "/usr/bin/caddy", "apt install caddy, 42 MB, which script/test leaves out")]
    public async Task The_configuration_in_the_docs_lets_pages_forms_frames_and_the_stream_through_and_believes_no_reader(
        string name, string program, string how)
    {
        Assert.SkipUnless(File.Exists(program), $"{name} is not installed: {how}.");
        await using var proxy = await Start(name, program);
        HttpResponseMessage? page = null;
        // Caddy makes its certificate when it has begun to listen.
        await Wait.Until($"{name} answers", async () =>
        {
            try
            {
                page = await client.GetAsync(site.Page);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });

        // A page, as it was made: compressed, and known again
        Assert.Equal(HttpStatusCode.OK, page!.StatusCode);
        Assert.Equal("h2", page.Version.Major == 2 ? "h2" : page.Version.ToString());
        var html = await Site.Html(page);
        using var again = new HttpRequestMessage(HttpMethod.Get, site.Page);
        again.Headers.AcceptEncoding.ParseAdd("br");
        using var packed = await client.SendAsync(again);
        Assert.Equal(["br"], packed.Content.Headers.ContentEncoding);
        using var asked = new HttpRequestMessage(HttpMethod.Get, site.Page);
        asked.Headers.AcceptEncoding.ParseAdd("br");
        asked.Headers.IfNoneMatch.Add(packed.Headers.ETag!);
        using var known = await client.SendAsync(asked);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);

        // A form, by https as the browser knows it
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        using var posted = await client.PostAsync($"{site.Page}/comments/", new FormUrlEncodedContent(
        [
            new("stamp", html.QuerySelector("form.write [name=stamp]")!.GetAttribute("value")), new("text", "Said from behind a proxy."),
            new("name", "Lotte"),
        ]));
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        Assert.Equal(Host, new Uri(client.BaseAddress!, posted.Headers.Location!).Authority);
        Assert.Contains("secure", posted.Headers.GetValues(HeaderNames.SetCookie)
            .Single(cookie => cookie.StartsWith(Identity.Cookie, StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);

        // News as it happens
        using var stream = await client.GetAsync(
            $"/api/v1/discussions/{await site.DiscussionId()}/events", HttpCompletionOption.ResponseHeadersRead);
        await using var news = SseParser.Create(await stream.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        await Told(news, "hello");
        await site.Ada.Post("Said while somebody listens.");
        await Told(news, "comment");

        // A frame on another site's page, and the count of two hundred of its pages
        using var frame = await client.GetAsync($"/embed/discussion?url={Uri.EscapeDataString(Story)}&lang=de");
        Assert.EndsWith("frame-ancestors 'self' https://www.host.example",
            frame.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var path = (await Site.Html(frame)).QuerySelector("[data-path]")!.GetAttribute("data-path")!;
        using var inside = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        var pages = Enumerable.Range(0, 200).Select(i => $"https://www.host.example/{new string('a', 60)}/{i}").ToList();
        using var counts = await client.GetAsync(
            "/api/v1/counts?" + string.Join('&', pages.Select(url => "url=" + Uri.EscapeDataString(url))));
        Assert.True(counts.IsSuccessStatusCode, $"{counts.StatusCode}");

        // Letters in a path, and a slash that is none
        using var nowhere = await client.GetAsync("/articles/%D0%BC%D0%BE%D1%81%D1%82%2F%2e");
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.Contains("Parley", await nowhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Whoever claims to come from elsewhere is of one network all the same
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            using var guest = new HttpRequestMessage(HttpMethod.Post, "/api/v1/guests")
                { Content = JsonContent.Create(new { name = $"Swarm {i}" }) };
            guest.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            guest.Headers.Add("X-Forwarded-Proto", "http");
            guest.Headers.Add("X-Forwarded-Host", "elsewhere.example");
            using var made = await client.SendAsync(guest);
            statuses.Add(made.StatusCode);
        }
        Assert.Contains(HttpStatusCode.Created, statuses);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    private static async Task Told(IAsyncEnumerator<SseItem<string>> news, string kind)
    {
        do Assert.True(await Wait.For($"the event {kind}", news.MoveNextAsync().AsTask()), "The stream has ended.");
        while (news.Current.EventType != kind);
    }

    private async Task<Child> Start(string name, string program)
    {
        var folder = Directory.CreateDirectory(Path.Combine(site.Folder, name)).FullName;
        await Proxy.Certify(folder, Host);
        var given = Given(name).Replace("127.0.0.1:5080", site.Address.Authority, StringComparison.Ordinal)
            .Replace("/etc/ssl/news.example.pem", folder + "/cert.pem", StringComparison.Ordinal)
            .Replace("/etc/ssl/news.example.key", folder + "/key.pem", StringComparison.Ordinal);
        var file = Path.Combine(folder, "configuration");
        var at = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        if (name == "nginx")
            return await Proxy.Nginx(folder, given.Replace("listen 443", "listen " + at, StringComparison.Ordinal), port);
        await File.WriteAllTextAsync(file,
            name == "Apache" ? Apache(folder, at, given.Replace("*:443", at, StringComparison.Ordinal)) : Caddy(folder, given));
        var started = name == "Apache" ? Child.Start(folder, program, "-d", folder, "-f", file, "-D", "FOREGROUND")
            : Child.Start(folder, [("HOME", folder), ("XDG_DATA_HOME", folder), ("XDG_CONFIG_HOME", folder)],
                program, "run", "--adapter", "caddyfile", "--config", file);
        return await Proxy.Listening(started, name, port);
    }

    /// <summary>The first block below the proxy's name.</summary>
    private static string Given(string name)
    {
        var text = Docs();
        var from = text.IndexOf($"**{name}**", text.IndexOf("## Behind nginx", StringComparison.Ordinal), StringComparison.Ordinal);
        var begin = text.IndexOf("```\n", from, StringComparison.Ordinal) + 4;
        return text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    private static string Docs() => File.ReadAllText(Path.Combine(Architecture.HouseTests.Root(), "docs", "installing.md"));

    /// <summary>With what Debian loads anyway and might stand in the way, and the modules that the docs name.</summary>
    private static string Apache(string folder, string at, string given)
    {
        var named = Docs().Split("`a2enmod ")[1].Split('`')[0].Split(' ');
        string[] modules =
            ["mpm_event", "authz_core", "reqtimeout", "setenvif", "mime", "filter", "deflate", "proxy", "socache_shmcb", .. named];
        return $"""
            {string.Concat(modules.Select(module => $"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n"))}
            {(Environment.IsPrivilegedProcess ? "User www-data\nGroup www-data" : "")}
            ServerName localhost
            DefaultRuntimeDir {folder}
            PidFile {folder}/pid
            ErrorLog {folder}/error.log
            TypesConfig /dev/null
            AddOutputFilterByType DEFLATE text/html text/plain text/css application/javascript application/json
            RequestReadTimeout header=20-40,minrate=500
            RequestReadTimeout body=10,minrate=500
            Listen {at}
            {given}
            """;
    }

    /// <summary>Certificates of its own making, since nobody would certify this name, and no port but ours.</summary>
    private string Caddy(string folder, string given) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          admin off
          auto_https disable_redirects
          local_certs
          skip_install_trust
          storage file_system {{folder}}/storage
          https_port {{port}}
          default_bind 127.0.0.1
        }
        {{given}}
        """);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await site.DisposeAsync();
    }
}
