using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>
/// The main story of a reader below a path in letters, behind nginx with HTTP/2: once it takes the path off, once it leaves it.
/// </summary>
public sealed class ProxyTests(ProxyTests.Behind site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<ProxyTests.Behind>
{
    private const string Root = "/разговор у реки";

    private static readonly string Escaped = "/" + Uri.EscapeDataString(Root[1..]);

    public sealed class Behind : Site
    {
        public int Port { get; } = Proxy.FreePort();

        protected override IEnumerable<string> Settings =>
            ["Parley:RateLimits=off", $"Parley:PublicUrl=https://localhost:{Port}{Root}", "Parley:Proxies=127.0.0.1"];
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_guest_reads_posts_replies_votes_edits_and_hears_live(bool strips, bool script)
    {
        Assert.SkipUnless(File.Exists(Proxy.NginxProgram), "nginx is not installed: script/test installs it.");
        var word = $"{(strips ? "stripped" : "left")} {(script ? "scripted" : "plain")}";
        var question = await Site.Ada.Post($"What do you think, {word}?");
        await using var nginx = await Nginx(strips);
        var context = await Window(new() { JavaScriptEnabled = script, IgnoreHTTPSErrors = true });
        var page = await context.NewPageAsync();
        var failed = new List<string>();
        page.Response += (_, answer) => { if (answer.Status >= 400 && answer.Status != 410) failed.Add($"{answer.Status} {answer.Url}"); };

        await page.GotoAsync(Public("/"));
        await page.GetByRole(AriaRole.Link, new() { Name = "The bridge" }).First.ClickAsync();
        await Ready(page);
        if (script) Assert.Equal("h2", await page.EvaluateAsync<string>("performance.getEntriesByType('navigation')[0].nextHopProtocol"));
        if (script)
        {
            await page.GetByLabel("Your comment").FillAsync("You are an idiot.");
            await Expect(page.Locator(".coach-hint")).ToBeVisibleAsync();
        }
        await page.GetByLabel("Your comment").FillAsync($"I was asked, {word}.");
        await page.GetByLabel("Name").FillAsync($"Reader {word}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.Locator(".comment", new() { HasText = $"I was asked, {word}." })).ToBeVisibleAsync();

        await page.GotoAsync(Public($"{Site.Page}?sort=newest"));
        await Ready(page);
        var asked = page.Locator($"#c-{question}");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Vote up" }).ClickAsync();
        await Expect(asked.Locator("[data-up]")).ToHaveTextAsync("1");
        await asked.GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        await page.GetByLabel("Your reply to Ada").FillAsync($"A good question, {word}.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post reply" }).ClickAsync();
        var reply = page.Locator(".replies .comment", new() { HasText = $"A good question, {word}." });
        await Expect(reply).ToBeVisibleAsync();
        await reply.GetByRole(AriaRole.Link, new() { Name = "Options" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await page.GetByLabel("Your comment").FillAsync($"A very good question, {word}.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.Locator(".comment", new() { HasText = $"A very good question, {word}." })).ToBeVisibleAsync();

        if (script)
        {
            await page.GotoAsync(Public($"{Site.Page}?sort=newest"));
            await Ready(page);
            await Site.Boris.Post($"Said while it is open, {word}.");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "1 new comment" })).ToBeVisibleAsync();
        }
        Assert.Empty(failed);
        Assert.All(await context.CookiesAsync(), cookie => Assert.Equal((Escaped, true), (cookie.Path, cookie.Secure)));
    }

    private string Public(string path) => $"https://localhost:{((Behind)Site).Port}{Escaped}{path}";

    private async Task<Child> Nginx(bool strips)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Site.Folder, "nginx-" + strips + Random.Shared.Next())).FullName;
        await Proxy.Certify(folder, "localhost");
        return await Proxy.Nginx(folder, string.Create(CultureInfo.InvariantCulture, $$"""
            server {
              listen 127.0.0.1:{{((Behind)Site).Port}} ssl http2;
              ssl_certificate {{folder}}/cert.pem;
              ssl_certificate_key {{folder}}/key.pem;
              location "{{Root}}/" {
                proxy_pass http://{{Site.Address.Authority}}{{(strips ? "/" : "")}};
                proxy_http_version 1.1;
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
              }
            }
            """), ((Behind)Site).Port);
    }
}
