using System.Net;
using System.Net.Http.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.Configuration;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>A site below a path of its host: behind a proxy that takes the path off, and behind one that leaves it.</summary>
public sealed class PublicPathTests(PublicPathTests.Below site) : IClassFixture<PublicPathTests.Below>
{
    public sealed class Below : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:PublicUrl=https://news.example/talk"];
    }

    [Theory]
    [InlineData("")]
    [InlineData("/talk")]
    public async Task Every_link_form_and_file_of_every_page_leads_back_through_the_path(string asked)
    {
        await site.Ada.Post("Hello below, with href=\"/nowhere\" in the text.");
        var (seen, open) = (new HashSet<string>(), new Queue<string>(["/talk/"]));
        while (open.TryDequeue(out var path))
        {
            using var answer = await site.Browser().GetAsync(asked + path["/talk".Length..]);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, $"{path}: {answer.StatusCode}");
            if (answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
            var page = await Site.Html(answer);
            foreach (var address in Addresses(page))
            {
                Assert.True(address.StartsWith("/talk/", StringComparison.Ordinal), $"{address} on {path}");
                if (!address.Contains("/shares/", StringComparison.Ordinal) && !address.EndsWith("/vote", StringComparison.Ordinal)
                    && !address.EndsWith("/comments", StringComparison.Ordinal) && !address.EndsWith("/departure", StringComparison.Ordinal)
                    && seen.Add(address.Split('#')[0])) open.Enqueue(address.Split('#')[0]);
            }
        }
        Assert.True(seen.Count > 15, $"{seen.Count}");
        Assert.Contains("href=\"/nowhere\" in the text", (await site.Html($"{asked}{site.Page}")).GetElementById("discussion")!.TextContent,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/talk")]
    public async Task A_stranger_writes_and_votes_and_is_led_on_and_remembered_below_the_path(string asked)
    {
        var browser = site.Browser();
        var id = await site.Ada.Post($"Asked{asked} below.");
        var form = (await Site.Html(await browser.GetAsync(asked + site.Page))).QuerySelector("form.write")!;
        var stamp = form.QuerySelector("[name=stamp]")!.GetAttribute("value")!;
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        using var posted = await browser.PostAsync(asked + site.Page + "/comments/",
            new FormUrlEncodedContent([new("stamp", stamp), new("text", $"Written below{asked}."), new("name", "Below " + asked.Length)]));
        using var vote = await site.Browser()
            .PostAsync($"{asked}{site.Page}/comments/{id}/vote", new FormUrlEncodedContent([new("stamp", stamp), new("value", "1")]));
        using var guest = await site.Api().PostAsJsonAsync(asked + "/api/v1/guests", new { name = "Led on " + asked.Length });
        using var slashes = await site.Api().GetAsync(asked + site.Page + "//");

        foreach (var answer in new[] { posted, vote, guest, slashes })
            Assert.StartsWith("/talk/", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.All(posted.Headers.GetValues("Set-Cookie"),
            cookie => Assert.Contains("; path=/talk;", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Feeds_maps_and_the_API_name_whole_addresses_and_find_the_discussion_by_them()
    {
        await site.Publish("links", "Links", "See [the rules](/guidelines) and ![a sign](/favicon.svg).");
        var id = await site.DiscussionId();
        foreach (var path in new[] { "/feed.xml", "/articles/the-bridge/comments.xml", "/sitemap.xml", "/sitemap-articles.xml",
            "/sitemap-news.xml", "/robots.txt", "/openapi/v1.json" })
        {
            var text = await site.Api().GetStringAsync(path);
            Assert.Contains("https://news.example/talk", text, StringComparison.Ordinal);
            Assert.DoesNotContain("https://news.example/articles", text, StringComparison.Ordinal);
        }
        Assert.Contains("https://news.example/talk/guidelines", await site.Api().GetStringAsync("/feed.xml"), StringComparison.Ordinal);
        foreach (var url in new[] { "https://news.example/talk/articles/the-bridge",
                "http://NEWS.example/talk//articles/the-bridge/?utm_source=x" })
            Assert.Equal(id, (await site.Discussion(url: url)).GetProperty("id").GetGuid());
        Assert.Equal("https://news.example/talk/articles/the-bridge", (await site.Discussion()).GetProperty("url").GetString());
        // What lies beside it on the same host is not a page of this site.
        using var beside = await site.Api().GetAsync("/api/v1/discussions?url=https://news.example/articles/the-bridge");
        Assert.Equal(HttpStatusCode.NotFound, beside.StatusCode);
        using var live = await site.Api().GetAsync($"/talk/api/v1/discussions/{id}/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", live.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("<a href=\"/x\">/x</a>", "<a href=\"/talk/x\">/x</a>")]
    [InlineData("<a href=\"//host/x\">", "<a href=\"//host/x\">")]
    [InlineData("<p title=\"/x\">a href=\"/x\" &lt;a</p>", "<p title=\"/x\">a href=\"/x\" &lt;a</p>")]
    [InlineData("<p title=\" href=\">\" href=\"/x\">", "<p title=\" href=\">\" href=\"/x\">")]
    [InlineData("<form method=\"post\" action='/x'><input value=\"/x\">", "<form method=\"post\" action='/talk/x'><input value=\"/x\">")]
    [InlineData("1 < 2 and <a href=\"https://a.b/\">", "1 < 2 and <a href=\"https://a.b/\">")]
    [InlineData("<a href=\"/x", "<a href=\"/talk/x")]
    [InlineData("<img srcset=\"/a 1w, /b 2w\" src=\"/a\">", "<img srcset=\"/talk/a 1w, /talk/b 2w\" src=\"/talk/a\">")]
    [Once]
    public void Only_addresses_of_tags_are_addresses(string html, string shown) =>
        Assert.Equal(shown,
            new PublicPath(new ConfigurationBuilder().AddInMemoryCollection([new("Parley:PublicUrl", "https://news.example/talk/")])
                .Build()).Within(html));

    private static IEnumerable<string> Addresses(IDocument page) =>
        from element in page.QuerySelectorAll("[href], [src], [action], [ping], [data-ping]")
        from name in new[] { "href", "src", "action", "ping", "data-ping" }
        let address = element.GetAttribute(name)
        where address is not null && address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal)
        select address;
}
