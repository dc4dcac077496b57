using System.Net.Http.Json;
using System.ServiceModel.Syndication;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Parley.Articles;

namespace Parley.Tests.Comments;

/// <summary>What programs read: Atom, the news sitemap, JSON-LD.</summary>
public sealed partial class FeedTests(Site site) : IClassFixture<Site>
{
    /// <summary>What a program may put into a title or a comment; XML can hold none of it.</summary>
    private const string Hostile = "A\u0000B\u0008C\uFFFED\uFFFF\uD800E<script>alert(1)</script>&amp;]]>\u202EF";

    [Fact]
    public async Task The_comments_of_a_discussion_can_be_followed_by_Atom()
    {
        var first = await site.Ada.Post("The *first* of two.");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await site.Boris.Post("Withdrawn soon.");
        await site.Boris.Withdraw(second);
        var third = await site.Chen.Post("第三条");

        var feed = await Feed(site.Page + "/comments.xml");

        Assert.Equal("Comments on The bridge", feed.Title.Text);
        Assert.Equal([$"urn:uuid:{third}", $"urn:uuid:{first}"], feed.Items.Select(x => x.Id)
            .Where(x => x.Contains(first.ToString()) || x.Contains(second.ToString()) || x.Contains(third.ToString())));
        var item = feed.Items.Single(x => x.Id.Contains(first.ToString(), StringComparison.Ordinal));
        Assert.Equal("Ada", item.Authors.Single().Name);
        Assert.Contains("<em>first</em>", ((TextSyndicationContent)item.Content).Text, StringComparison.Ordinal);
        Assert.EndsWith($"{site.Page}/comments/{first}#c-{first}", item.Links.Single().Uri.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_site_can_be_followed_by_Atom_and_tells_nothing_before_its_time()
    {
        await site.Publish("later", "Later", "Not yet.", text => text with { PublishedAt = site.Clock.GetUtcNow().AddHours(1) });

        var feed = await Feed("/feed.xml");

        Assert.Contains(feed.Items, x => x.Title.Text == "The bridge");
        Assert.DoesNotContain(feed.Items, x => x.Title.Text == "Later");
    }

    [Fact]
    public async Task Feeds_stay_sound_whatever_is_written()
    {
        var article = await site.Publish("hostile", "Title " + Hostile, "Body " + Hostile,
            text => text with { Byline = Hostile, Summary = Hostile, AlsoRead = [new AlsoReadChoice(null, Hostile)] });
        var id = (await site.Discussion(url: new Uri(site.Address, "/articles/hostile").ToString())).GetProperty("id").GetGuid();
        await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text = "Comment " + Hostile });

        Assert.Contains((await Feed("/feed.xml")).Items, x => x.Id.Contains(article.Article.Id.ToString(), StringComparison.Ordinal));
        Assert.Single((await Feed("/articles/hostile/comments.xml")).Items);
        Assert.Equal("urlset", XDocument.Parse(await Text("/sitemap-news.xml")).Root!.Name.LocalName);
        var ld = await JsonLd("/articles/hostile");
        Assert.Contains("<script>", ld.GetProperty("comment")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_engines_are_told_of_the_news_of_two_days()
    {
        await site.Publish("old", "Old", "Of last week.", text => text with { PublishedAt = site.Clock.GetUtcNow().AddDays(-3) });

        var sitemap = XDocument.Parse(await Text("/sitemap-news.xml"));

        XNamespace news = "http://www.google.com/schemas/sitemap-news/0.9";
        var titles = sitemap.Descendants(news + "title").Select(x => x.Value).ToList();
        Assert.Contains("The bridge", titles);
        Assert.DoesNotContain("Old", titles);
        Assert.All(sitemap.Descendants(news + "publication_date"),
            x => Assert.True(XmlConvert.ToDateTimeOffset(x.Value) <= site.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task The_pages_of_ten_articles_say_in_the_terms_of_schema_org_what_they_are()
    {
        for (var i = 0; i < 10; i++)
        {
            var slug = $"schema-{i}";
            await site.Publish(slug, $"Headline {i}", "A body of some words.",
                text => i % 2 == 0 ? text : text with { Byline = "Vera Lind", DatelinePlace = "OSLO", Summary = "In short" });
            var id = (await site.Discussion(url: new Uri(site.Address, "/articles/" + slug).ToString())).GetProperty("id").GetGuid();
            for (var n = 0; n < i; n++)
            {
                using var posted = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments",
                    new { text = $"Comment {n} of {i}." });
                var parent = (await posted.Json()).GetProperty("id").GetString();
                await site.Boris.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments",
                    new { text = $"Answer to {n} of {i}.", parentId = parent });
            }

            var article = await JsonLd("/articles/" + slug);

            SchemaOrg.Check(article, "NewsArticle");
            Assert.Equal(2 * i, article.GetProperty("commentCount").GetInt32());
            Assert.Equal(i, article.GetProperty("comment").GetArrayLength());
        }
    }

    [Fact]
    public async Task The_page_links_to_its_feed_and_to_its_next_page()
    {
        await site.Publish("long", "Long", "Many comments.");
        var id = (await site.Discussion(url: new Uri(site.Address, "/articles/long").ToString())).GetProperty("id").GetGuid();
        for (var n = 0; n < 21; n++)
            await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text = $"Number {n}" });

        var page = await site.Html("/articles/long");

        Assert.Equal("/articles/long/comments.xml", page.QuerySelector("head link[type='application/atom+xml']")!.GetAttribute("href"));
        var next = page.QuerySelector("head link[rel=next]")!.GetAttribute("href")!;
        Assert.Single((await site.Html(next)).QuerySelectorAll(".comment"));
        Assert.Equal("Long", page.QuerySelector("meta[property='og:title']")!.GetAttribute("content"));
    }

    [Fact]
    public async Task A_comments_own_page_is_found_by_search_engines_only_where_the_site_wants_it()
    {
        var id = await site.Ada.Post("Find me, or don't.");
        await using var open = new OpenSite();
        await open.InitializeAsync();
        var found = await open.Ada.Post("Find *me*.");
        var gone = await open.Ada.Post("Soon withdrawn.");
        await open.Boris.Post("The reply that keeps it.", gone);
        await open.Ada.Withdraw(gone);

        Assert.NotNull((await site.Html($"{site.Page}/comments/{id}")).QuerySelector("meta[name=robots][content=noindex]"));
        var page = await open.Html($"{open.Page}/comments/{found}");
        Assert.Null(page.QuerySelector("meta[name=robots]"));
        Assert.EndsWith($"{open.Page}/comments/{found}", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"),
            StringComparison.Ordinal);
        Assert.Equal("Find me.", page.QuerySelector("meta[name=description]")!.GetAttribute("content"));
        Assert.NotNull((await open.Html($"{open.Page}/comments/{gone}")).QuerySelector("meta[name=robots][content=noindex]"));
    }

    private sealed class OpenSite : Site
    {
        protected override IEnumerable<string> Settings => [.. base.Settings, "Parley:IndexComments=true"];
    }

    private async Task<SyndicationFeed> Feed(string path)
    {
        using var answer = await site.Api().GetAsync(path);
        Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType!.MediaType);
        using var reader = XmlReader.Create(await answer.Content.ReadAsStreamAsync());
        return SyndicationFeed.Load(reader);
    }

    private Task<string> Text(string path) => site.Api().GetStringAsync(path);

    private async Task<JsonElement> JsonLd(string path) =>
        JsonSerializer.Deserialize<JsonElement>((await site.Html(path)).QuerySelector("script[type='application/ld+json']")!.TextContent);

    /// <summary>The terms of schema.org that are used here, each with what it may hold.</summary>
    private static partial class SchemaOrg
    {
        private static readonly Dictionary<string, Dictionary<string, Func<JsonElement, bool>>> Terms = new()
        {
            ["NewsArticle"] = new()
            {
                ["url"] = IsUrl, ["mainEntityOfPage"] = IsUrl, ["headline"] = IsText, ["description"] = IsText, ["inLanguage"] = IsText,
                ["datePublished"] = IsTime,
                ["dateModified"] = IsTime, ["publisher"] = x => Is(x, "Organization"), ["author"] = x => Is(x, "Person"),
                ["dateline"] = IsText, ["image"] = IsUrl,
                ["discussionUrl"] = IsUrl, ["commentCount"] = IsCount, ["comment"] = x => x.EnumerateArray().All(one => Is(one, "Comment")),
            },
            ["Comment"] = new()
            {
                ["url"] = IsUrl, ["text"] = IsText, ["dateCreated"] = IsTime, ["dateModified"] = IsTime, ["author"] = x => Is(x, "Person"),
                ["upvoteCount"] = IsCount,
                ["downvoteCount"] = IsCount, ["commentCount"] = IsCount, ["citation"] = IsText,
                ["comment"] = x => x.EnumerateArray().All(one => Is(one, "Comment")),
            },
            ["Person"] = new() { ["name"] = IsText, ["url"] = IsUrl },
            ["Organization"] = new() { ["name"] = IsText, ["url"] = IsUrl },
        };

        public static void Check(JsonElement thing, string type)
        {
            Assert.Equal("https://schema.org", thing.GetProperty("@context").GetString());
            Assert.True(Is(thing, type), thing.ToString());
            foreach (var needed in new[] { "headline", "datePublished", "publisher", "url", "comment" })
                Assert.True(thing.TryGetProperty(needed, out _), needed);
        }

        private static bool Is(JsonElement thing, string type) =>
            thing.GetProperty("@type").GetString() == type
            && thing.EnumerateObject().All(term =>
                term.Name is "@type" or "@context" or "@id" || (Terms[type].TryGetValue(term.Name, out var holds) && holds(term.Value)));

        private static bool IsText(JsonElement x) => x.ValueKind == JsonValueKind.String && x.GetString()!.Length > 0;
        private static bool IsCount(JsonElement x) => x.ValueKind == JsonValueKind.Number && x.GetInt32() >= 0;
        private static bool IsUrl(JsonElement x) =>
            Uri.TryCreate(x.GetString(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        private static bool IsTime(JsonElement x) => Rfc3339().IsMatch(x.GetString()!);

        [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
        private static partial Regex Rfc3339();
    }
}
