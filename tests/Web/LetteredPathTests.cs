using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>A site below a path in letters, with a space: behind a proxy that takes it off, and behind one that leaves it.</summary>
public sealed class LetteredPathTests(LetteredPathTests.Below site) : IClassFixture<LetteredPathTests.Below>
{
    private const string Root = "/%D0%B4%D0%B8%D0%B0%D0%BB%D0%BE%D0%B3%20%D0%B7%D0%B4%D0%B5%D1%81%D1%8C";

    public sealed class Below : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:PublicUrl=https://news.example/диалог здесь/"];
    }

    [Theory]
    [InlineData("")]
    [InlineData(Root)]
    public async Task A_stranger_reads_writes_votes_and_is_led_on_and_remembered(string asked)
    {
        await site.Publish("мост", "Мост", "Закрыт.");
        var browser = site.Browser();
        var id = await site.Ada.Post($"Asked {asked.Length}.");
        using var read = await browser.GetAsync(asked + site.Page);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        var page = await Site.Html(read);
        foreach (var address in page.QuerySelectorAll("[href], [src], [action]")
                .SelectMany(x => new[] { x.GetAttribute("href"), x.GetAttribute("src"), x.GetAttribute("action") }))
            if (address?.StartsWith('/') == true) Assert.StartsWith(Root + "/", address, StringComparison.Ordinal);
        Assert.StartsWith("https://news.example" + Root + "/articles/", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"),
            StringComparison.Ordinal);
        using var script = await browser.GetAsync(page.QuerySelector("script[src]")!
            .GetAttribute("src")![(asked.Length > 0 ? 0 : Root.Length)..]);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);

        var stamp = page.QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        using var posted = await browser.PostAsync($"{asked}{site.Page}/comments/", new FormUrlEncodedContent(
            [new("stamp", stamp), new("text", $"Written {asked.Length}."), new("name", $"Below {asked.Length}")]));
        using var vote = await site.Browser()
            .PostAsync($"{asked}{site.Page}/comments/{id}/vote", new FormUrlEncodedContent([new("stamp", stamp), new("value", "1")]));
        using var guest = await site.Api().PostAsJsonAsync(asked + "/api/v1/guests", new { name = $"Led on {asked.Length}" });
        using var slashes = await site.Api().GetAsync(asked + "/articles//мост/");

        foreach (var answer in new[] { posted, vote, guest, slashes })
            Assert.StartsWith(Root + "/", answer.Headers.GetValues("Location").Single(), StringComparison.Ordinal);
        Assert.All(posted.Headers.GetValues("Set-Cookie"),
            cookie => Assert.Contains($"; path={Root};", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Feeds_maps_and_the_API_name_whole_addresses_and_find_the_discussion_by_them()
    {
        await site.Ada.Post("In the feed.");
        foreach (var path in new[] { "/feed.xml", "/articles/the-bridge/comments.xml", "/sitemap.xml", "/sitemap-articles.xml",
            "/robots.txt", "/openapi/v1.json" })
        {
            var text = await site.Api().GetStringAsync(path);
            Assert.Contains("https://news.example" + Root, text, StringComparison.Ordinal);
            Assert.DoesNotContain("диалог", text, StringComparison.Ordinal);
        }
        var id = await site.DiscussionId();
        foreach (var url in new[]
        {
            $"https://news.example{Root}/articles/the-bridge", $"https://news.example{Root.ToLowerInvariant()}/articles/the-bridge",
            "https://news.example/диалог здесь/articles/the-bridge",
        })
            Assert.Equal(id, (await site.Discussion(url: url)).GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("https://news.example/talk/", "https://news.example/talk", "/talk")]
    [InlineData("https://news.example", "https://news.example", "")]
    [InlineData(" news.example/talk ", "https://news.example/talk", "/talk")]
    [InlineData("localhost:5080", "https://localhost:5080", "")]
    [InlineData("HTTPS://News.example:443/a b/%d1%8f", "https://news.example/a%20b/%D1%8F", "/a%20b/%D1%8F")]
    [InlineData("https://bücher.example:8443/ä/", "https://bücher.example:8443/%C3%A4", "/%C3%A4")]
    [InlineData("https://news.example/it's(1)&2", "https://news.example/it's(1)&2", "/it's(1)&2")]
    [Once]
    public void An_address_is_written_in_one_way(string given, string url, string root) =>
        Assert.Equal((url, root), (PublicPath.UrlOf(Settings(given)), new PublicPath(Settings(given)).Base));

    [Theory]
    [InlineData("https://")]
    [InlineData("https://ann:secret@news.example/")]
    [InlineData("ftp://news.example/")]
    [InlineData("https://news.example/talk?lang=de")]
    [InlineData("https://news.example/#talk")]
    [Once]
    public void What_is_no_address_of_a_site_is_told_at_the_start(string given) =>
        Assert.Contains("Parley__PublicUrl", Assert.Throws<FormatException>(() => PublicPath.UrlOf(Settings(given))).Message,
            StringComparison.Ordinal);

    private static IConfiguration Settings(string url) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Parley:PublicUrl", url)]).Build();
}
