using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Parley.Webhooks;

namespace Parley.Tests.Embedding;

/// <summary>What the documentation tells a publisher to write, run as it stands there.</summary>
[Once("The examples ask the same front door.")]
public sealed class ExampleTests(PublisherSignInTests.Vouched site) : IClassFixture<PublisherSignInTests.Vouched>
{
    private static string Examples => Path.Combine(Root(), "docs", "examples");

    [Fact]
    public async Task Plain_PHP_signs_in()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/php"), "PHP is not installed: apt-get install php-cli");
        var signedIn = $"$_SESSION = []; session_id('x'); session_save_path('{site.Folder}'); session_start(); $_SESSION['user'] = ['id' "
            + "=> 7, 'name' => 'Lotte Sömmer'];";
        await SignsIn(await Run("/usr/bin/php", site.Folder, "-d", "session.use_cookies=0", "-d", "session.cache_limiter=", "-r",
            $"{signedIn} @include '{Examples}/parley-token.php';"));
    }

    [Fact]
    public async Task PHP_takes_what_is_signed_for_it_and_nothing_else()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/php"), "PHP is not installed: apt-get install php-cli");
        using var scope = site.App.Services.CreateScope();
        var (subscriptions, deliveries) = (scope.ServiceProvider.GetRequiredService<Subscriptions>(),
            scope.ServiceProvider.GetRequiredService<Deliveries>());
        var address = $"http://127.0.0.1:{FreePort()}/";
        var (own, other) = ((await subscriptions.Add(address, ["article.moved"], default)).Value!,
            (await subscriptions.Add(address, ["article.moved"], default)).Value!);
        await using var php = Child.Start(site.Folder, [("PARLEY_WEBHOOK_SECRET", own.Secret)], "/usr/bin/php", "-S",
            new Uri(address).Authority, Path.Combine(Examples, "parley-webhook.php"));

        // Where its secret was forgotten it takes nothing.
        var forgotten = "register_shutdown_function(function () { echo http_response_code(); }); require "
            + $"'{Examples}/parley-webhook.php';";
        Assert.Equal("500", await Run("/usr/bin/php", site.Folder, "-r", forgotten));

        AgreeOnTheTime();
        await Wait.Until("it answers", async () => (await deliveries.Try(own, default)).Failure is null);
        Assert.Equal(204, (await deliveries.Try(own, default)).Status);
        Assert.Equal(401, (await deliveries.Try(other, default)).Status);
        // A copy of what was said an hour ago says nothing now.
        var now = TimeProvider.System.GetUtcNow();
        var (before, body) = (now.AddHours(-1).ToUnixTimeSeconds(), """{"type":"webhook.test"}"""u8.ToArray());
        using var copy = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body), Headers = { { "webhook-id", "msg_1" }, { "webhook-timestamp", $"{before}" },
                { "webhook-signature", own.Sign("msg_1", before, body, now) } },
        };
        using var late = await site.Api().SendAsync(copy);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [Fact]
    public async Task Ghost_signs_its_members_in_and_nobody_else()
    {
        await using var ghost = await HostSite.Start();
        ghost.Otherwise = http =>
        {
            http.Response.StatusCode = http.Request.Headers.Cookie == "ghost-members-ssr=lotte" ? 200 : 204;
            return http.Response.StatusCode == 204
                ? Task.CompletedTask : http.Response.WriteAsync("""{"uuid":"0190-7","name":"Lotte Sömmer","email":"lotte@news.example"}""");
        };
        AgreeOnTheTime();
        var start = new ProcessStartInfo("node", [Path.Combine(Examples, "parley-ghost.mjs")]) { RedirectStandardOutput = true };
        foreach (var (name, value) in await Settings()) start.Environment[name] = value;
        (start.Environment["GHOST_URL"], start.Environment["PORT"]) = ($"http://127.0.0.1:{ghost.Port}", "0");
        using var node = Process.Start(start)!;
        try
        {
            var address = $"http://127.0.0.1:{await Wait.For("it to listen", node.StandardOutput.ReadLineAsync())}/parley-token";
            using var member = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Cookie", "ghost-members-ssr=lotte" } } };
            using var answer = await site.Api().SendAsync(member);
            Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
            await SignsIn(await answer.Content.ReadAsStringAsync());
            using var stranger = await site.Api().GetAsync(address);
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        }
        finally
        {
            node.Kill();
        }
    }

    [Fact]
    public async Task Node_signs_in() =>
        await SignsIn(await Run("node", site.Folder, Path.Combine(Examples, "parley-token.mjs"), "7", "Lotte Sömmer"));

    [Fact]
    public async Task DotNet_signs_in()
    {
        AgreeOnTheTime();
        await SignsIn(ParleyToken.For("7", "Lotte Sömmer", "https://www.news.example", site.Address.GetLeftPart(UriPartial.Authority),
            await new Publisher(site, "https://www.news.example").Key()));
    }

    private async Task SignsIn(string token)
    {
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{said} for {token}");
        Assert.Equal("Lotte Sömmer", said.GetProperty("reader").GetProperty("name").GetString());
    }

    private async Task<string> Run(string program, string folder, params string[] arguments)
    {
        AgreeOnTheTime();
        var start = new ProcessStartInfo(program, arguments)
            { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in await Settings()) start.Environment[name] = value;
        using var child = Process.Start(start)!;
        var (output, errors) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, $"{await output} {await errors}");
        return (await output).Trim();
    }

    private async Task<Dictionary<string, string>> Settings() => new()
    {
        ["PARLEY_SSO_KEY"] = await new Publisher(site, "https://www.news.example").Key(),
        ["PARLEY_URL"] = site.Address.GetLeftPart(UriPartial.Authority),
        ["SITE_ORIGIN"] = "https://www.news.example",
    };

    // The clock of the machine and that of the test, while these run.
    private void AgreeOnTheTime() =>
        site.Clock.SetUtcNow(TimeProvider.System.GetUtcNow() is var now && now > site.Clock.GetUtcNow() ? now : site.Clock.GetUtcNow());

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Parley.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
