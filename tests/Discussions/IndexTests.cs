using System.Net;
using System.Xml.Linq;
using Parley.Discussions;

namespace Parley.Tests.Discussions;

/// <summary>What search engines and browsers look for on their own.</summary>
public sealed class IndexTests(Site site) : IClassFixture<Site>
{
    private static readonly XNamespace Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";

    [Fact]
    public async Task Robots_are_told_where_to_go()
    {
        using var answer = await site.Api().GetAsync("/robots.txt");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Allow: /", lines);
        Assert.Contains("Disallow: /account", lines);
        Assert.Contains("Disallow: /search", lines);
        Assert.Contains("Disallow: /articles/*/comments/new", lines);
        Assert.Contains($"Sitemap: {new Uri(site.Address, "/sitemap.xml")}", lines);
        Assert.Contains($"Sitemap: {new Uri(site.Address, "/sitemap-news.xml")}", lines);
    }

    [Fact]
    public async Task Pages_have_an_icon_and_the_colour_of_their_paper()
    {
        var page = await site.Html("/");
        foreach (var link in page.QuerySelectorAll("link[rel=icon]"))
        {
            using var icon = await site.Api().GetAsync(link.GetAttribute("href"));
            Assert.Equal(HttpStatusCode.OK, icon.StatusCode);
            Assert.StartsWith("image/", icon.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
        }
        Assert.Equal("/favicon.svg", page.QuerySelector("link[rel=icon][type='image/svg+xml']")!.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.OK, (await site.Api().GetAsync("/favicon.ico")).StatusCode);
        Assert.Equal("#fffefb",
            page.QuerySelector("meta[name=theme-color][media='(prefers-color-scheme: light)']")?.GetAttribute("content"));
        Assert.Equal("#151513",
            page.QuerySelector("meta[name=theme-color][media='(prefers-color-scheme: dark)']")?.GetAttribute("content"));
    }

    [Fact]
    public async Task Every_published_article_is_in_the_sitemap()
    {
        await site.Publish("мост", "Мост", "Закрыт.", text => text with { PublishedAt = site.Clock.GetUtcNow().AddYears(-3) });
        await site.Publish("tomorrow", "Tomorrow", "Not yet.", text => text with { PublishedAt = site.Clock.GetUtcNow().AddDays(1) });

        var index = XDocument.Parse(await site.Api().GetStringAsync("/sitemap.xml"));
        Assert.Equal("sitemapindex", index.Root!.Name.LocalName);
        var urls = new List<XElement>();
        foreach (var part in index.Descendants(Sitemap + "loc").Select(x => x.Value))
            urls.AddRange(XDocument.Parse(await site.Api().GetStringAsync(part)).Descendants(Sitemap + "url"));

        var places = urls.ConvertAll(x => x.Element(Sitemap + "loc")!.Value);
        Assert.Contains(new Uri(site.Address, site.Page).ToString(), places);
        Assert.Contains(new Uri(site.Address, "/articles/" + Uri.EscapeDataString("мост")).AbsoluteUri, places);
        Assert.DoesNotContain(places, x => x.Contains("tomorrow", StringComparison.Ordinal));
        Assert.Equal("2023-06-23T12:00:00Z", urls.Single(x => x.Element(Sitemap + "loc")!.Value.Contains("%D0", StringComparison.Ordinal))
            .Element(Sitemap + "lastmod")!.Value);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Api().GetAsync("/sitemap-articles.xml?after=odd")).StatusCode);
    }

    [Fact]
    public async Task A_sitemap_is_told_in_parts_and_no_article_is_lost_between_them()
    {
        for (var i = 0; i < 7; i++)
            await site.Publish($"part-{i}", $"Part {i}", "Of many.",
                text => text with { PublishedAt = site.Clock.GetUtcNow().AddDays(-100) });

        var (parts, found) = await site.Query(async db =>
        {
            var all = await Sitemaps.Parts(db, 1, site.Clock.GetUtcNow(), 3);
            var articles = new List<string>();
            foreach (var part in all)
                articles.AddRange((await Sitemaps.Within(db, 1, part.After, site.Clock.GetUtcNow(), 3)).Select(x => x.Slug));
            return (all, articles);
        });

        Assert.Equal((found.Count + 2) / 3, parts.Count);
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.All(Enumerable.Range(0, 7), i => Assert.Contains($"part-{i}", found));
    }

    [Fact]
    public async Task A_site_without_news_has_a_sitemap_of_none()
    {
        await using var quiet = new Site();
        await quiet.InitializeAsync();
        quiet.Clock.Advance(TimeSpan.FromDays(30));

        using var answer = await quiet.Api().GetAsync("/sitemap-news.xml");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var root = XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!;
        Assert.Equal(Sitemap + "urlset", root.Name);
        Assert.Empty(root.Elements());
    }

    [Theory]
    [InlineData("de-AT", "de", "de_AT")]
    [InlineData("he", "he", "he_IL")]
    [InlineData("en", "en", "en_US")]
    public async Task Languages_are_named_as_their_readers_want_them(string tag, string news, string locale)
    {
        await using var own = new Tongue(tag);
        await own.InitializeAsync();

        XNamespace ns = "http://www.google.com/schemas/sitemap-news/0.9";
        Assert.Equal(news, XDocument.Parse(await own.Api().GetStringAsync("/sitemap-news.xml")).Descendants(ns + "language").First().Value);
        Assert.Equal(locale, (await own.Html(own.Page)).QuerySelector("meta[property='og:locale']")!.GetAttribute("content"));
    }

    [Theory]
    [InlineData("de", "de", "de_DE")]
    [InlineData("uk", "uk", "uk_UA")]
    [InlineData("ar", "ar", "ar_EG")]
    [InlineData("EN-gb", "en", "en_GB")]
    [InlineData("sr-Latn-RS", "sr", "sr_RS")]
    [InlineData("zh-Hant", "zh-tw", "zh_TW")]
    [InlineData("zh", "zh-cn", "zh_CN")]
    [InlineData("zh-HK", "zh-tw", "zh_HK")]
    [InlineData("es-419", "es", "es_MX")]
    [Once]
    public void A_tag_has_a_locale_and_a_language_for_news(string tag, string news, string locale)
    {
        Assert.Equal(news, Parley.Web.Locale.ForNews(tag));
        Assert.Equal(locale, Parley.Web.Locale.Of(tag));
    }

    [Fact]
    public async Task Links_and_pictures_in_a_feed_are_absolute()
    {
        await site.Publish("absolute", "Absolute",
            "A [link](/guidelines), [another](/articles/other?x=1), ![a picture](/p.png) and [one](https://elsewhere.example/y).");
        var feed = XDocument.Parse(await site.Api().GetStringAsync("/feed.xml"));

        var html = feed.ToString();
        Assert.Contains($"href=\"{new Uri(site.Address, "/guidelines")}\"", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains($"href=\"{new Uri(site.Address, "/articles/other?x=1")}\"", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains($"src=\"{new Uri(site.Address, "/p.png")}\"", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("https://elsewhere.example/y", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    private sealed class Tongue(string tag) : Site
    {
        protected override IEnumerable<string> Settings => [.. base.Settings, "Parley:Language=" + tag];
    }
}
