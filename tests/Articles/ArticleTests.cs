using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Articles;

namespace Parley.Tests.Articles;

public sealed class ArticleTests(ArticleTests.Followed site) : IClassFixture<ArticleTests.Followed>
{
    public sealed class Followed : Site
    {
        protected override bool HasContentFolder => true;
    }

    [Fact]
    public async Task A_story_has_its_dateline_byline_quotations_and_insertions()
    {
        await site.Publish("told", "Told", "“It is [the bridge] ours,” she said.\n\n> As written.\n\nThe end.",
            text => text with { DatelinePlace = "PORT ALDER", DatelineTime = "12:15 P.M.", Byline = "Ines Wolter",
                CanonicalUrl = "https://news.example/told" });

        var page = await site.Html("/articles/told");

        Assert.Equal("PORT ALDER (12:15 P.M.) – “It is [the bridge] ours,” she said.", page.QuerySelector(".prose > p")!.TextContent);
        Assert.Equal("Ines Wolter", page.QuerySelector(".story-byline")!.TextContent);
        Assert.Equal("https://news.example/told", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.NotNull(page.QuerySelector(".prose blockquote"));
        Assert.All([".notice", ".policy", ".guidelines-fold"], part => Assert.NotEmpty(page.QuerySelector(part)!.TextContent.Trim()));
    }

    [Fact]
    public async Task Also_read_is_the_editors_choice_else_what_is_alike_and_never_the_story_itself()
    {
        await site.Publish("eels-one", "Eel prices at the harbour market",
            "Smoked eels from the lagoon cost twice as much, fishmongers report.");
        await site.Publish("eels-two", "Fishmongers warn of eel shortage",
            "The lagoon has fewer eels; smoked eels are rare at the market.");
        await site.Publish("other", "Violin makers meet", "Spruce and maple were compared.");
        await site.Publish("chosen", "Lagoon eels explained", "Everything about eels and the lagoon.",
            text => text with { AlsoRead = [new("other"), new("chosen"), new("missing")] });

        var alike = (await site.Html("/articles/eels-one")).QuerySelectorAll(".also-read a").Select(x => x.GetAttribute("href")).ToList();
        var chosen = (await site.Html("/articles/chosen")).QuerySelectorAll(".also-read a").Select(x => x.GetAttribute("href"));

        Assert.Contains("/articles/eels-two", alike);
        Assert.DoesNotContain("/articles/eels-one", alike);
        Assert.Equal(["/articles/other"], chosen);
    }

    [Fact]
    public async Task Editors_write_by_the_api_with_the_sites_key()
    {
        var key = await site.Query(async db =>
        {
            var made = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return made;
        });
        var editor = site.Api();

        using var stranger = await editor.PutAsJsonAsync("/api/v1/articles/by-api", new { title = "No", body = "No." });
        using var reader = await site.Ada.Http.PutAsJsonAsync("/api/v1/articles/by-api", new { title = "No", body = "No." });
        editor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var made = await editor.PutAsJsonAsync("/api/v1/articles/by-api", new { title = "By API", body = "First." });
        using var same = await editor.PutAsJsonAsync("/api/v1/articles/by-api", new { title = "By API", body = "First." });
        using var revised = await editor.PutAsJsonAsync("/api/v1/articles/by-api", new { title = "By API", body = "Second." });
        using var empty = await editor.PutAsJsonAsync("/api/v1/articles/by-api", new { title = " ", body = "Second." });
        using var slug = await editor.PutAsJsonAsync("/api/v1/articles/by%20api", new { title = "By API", body = "Second." });

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (stranger.StatusCode, reader.StatusCode));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("unchanged", (await same.Json()).GetProperty("state").GetString());
        Assert.Equal("revised", (await revised.Json()).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, slug.StatusCode);
        Assert.Contains("Second.", (await site.Html("/articles/by-api")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_the_content_folder_is_published_and_followed_and_a_broken_one_leaves_the_last_good_version()
    {
        var file = Path.Combine(site.Folder, "content", "From a file.md");
        await File.WriteAllTextAsync(file, "---\ntitle: From a file\npublished: 2026-06-20 08:00\n---\nGood words.\n");
        await Until("from-a-file", "Good words.");
        await File.WriteAllTextAsync(file, "---\ntitle: [From\n---\nBroken words.\n");
        await Wait.Until("the broken file is reported", () => site.Log.Contains("From a file.md is not published"));
        Assert.Contains("Good words.", (await site.Html("/articles/from-a-file")).Body!.TextContent, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "---\ntitle: From a file\n---\nBetter words.\n");
        await Until("from-a-file", "Better words.");

        async Task Until(string slug, string words)
        {
            await Wait.Until($"\"{words}\" is published",
                async () => (await site.Html($"/articles/{slug}")).Body!.TextContent.Contains(words, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("no front matter", "front matter")]
    [InlineData("---\ntitle: x\n", "no closing line")]
    [InlineData("---\nbyline: x\n---\nText", "no title")]
    [InlineData("---\ntitle: x\n---\n  \n", "no text")]
    [InlineData("---\ntitle: x\ntytle: y\n---\nText", "can't be read")]
    [InlineData("---\ntitle: x\npublished: soon\n---\nText", "not a time")]
    [InlineData("---\ntitle: x\nslug: ../x\n---\nText", "slug")]
    [InlineData("---\ntitle: x\ndiscussion: maybe\n---\nText", "open, closed, or readable")]
    [Once]
    public void A_broken_file_is_named_in_a_sentence(string text, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => ManuscriptFile.Read(text, "name", TimeZoneInfo.Utc)).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_share_counts_once_per_reader_and_day()
    {
        await site.Publish("shared", "Shared", "Pass it on.");
        var (eva, fritz) = (site.Browser(), site.Browser());
        eva.DefaultRequestHeaders.UserAgent.ParseAdd("One/1.0");
        fritz.DefaultRequestHeaders.UserAgent.ParseAdd("Two/1.0");
        async Task Share(HttpClient who, string network) =>
            Assert.Equal(HttpStatusCode.NoContent, (await who.PostAsync($"/articles/shared/shares/{network}", null)).StatusCode);

        await Share(eva, "x");
        await Share(eva, "x");
        // Another browser on the same network, which anybody can make up, is nobody else.
        await Share(fritz, "x");
        await Share(eva, "copy");
        site.Clock.Advance(TimeSpan.FromDays(1));
        await Share(eva, "x");
        using var unknown = await eva.PostAsync("/articles/shared/shares/myspace", null);

        var page = await site.Html("/articles/shared");
        Assert.Equal("3 shares", page.QuerySelector(".share-total")!.TextContent);
        Assert.Equal("2", page.QuerySelector("a[ping$='/x'] .count")!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task An_article_of_tomorrow_is_not_out_today()
    {
        await site.Publish("tomorrow", "Tomorrow", "Not yet.", text => text with { PublishedAt = site.Clock.GetUtcNow().AddHours(2) });

        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().GetAsync("/articles/tomorrow")).StatusCode);
        Assert.DoesNotContain("Tomorrow", (await site.Html("/")).Body!.TextContent, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromMinutes(121));
        Assert.Equal(HttpStatusCode.OK, (await site.Browser().GetAsync("/articles/tomorrow")).StatusCode);
        Assert.Contains("Tomorrow", (await site.Html("/")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_edits_at_once_one_stands_as_a_whole()
    {
        await site.Publish("edited", "Edited 0", "Body 0.");

        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => site.Publish("edited", $"Edited {i}", $"Body {i}.", text => text with
        {
            Summary = $"Summary {i}", AlsoRead = [.. Enumerable.Range(0, i)
                .Select(j => new AlsoReadChoice(null, $"Choice {i}", $"https://news.example/{i}/{j}", null))],
        })));

        var (article, chosen) = await site.Query(async db =>
        {
            var one = await db.Articles.SingleAsync(x => x.Slug == "edited");
            return (one, await db.AlsoRead.Where(x => x.ArticleId == one.Id).OrderBy(x => x.Position).Select(x => x.Title).ToListAsync());
        });
        var number = article.Title.Split(' ')[1];
        Assert.Equal(($"Body {number}.", $"Summary {number}"), (article.Body, article.Summary));
        Assert.Equal(Enumerable.Repeat($"Choice {number}", int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)), chosen);
    }

    [Fact]
    public async Task Hostile_words_of_an_editor_do_nothing()
    {
        await site.Publish("hostile", "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)> [a](javascript:alert(1))\n\n<iframe src=//x></iframe><svg/onload=alert(1)>",
            text => text with { Byline = "\"><script>alert(1)</script>", DatelinePlace = "<b onmouseover=alert(1)>",
                Summary = "</p><script>1</script>", AlsoRead = [new(null, "<script>1</script>", "javascript:alert(1)")] });

        var page = await site.Html("/articles/hostile");

        Assert.Empty(Site.InlineScripts(page));
        Assert.DoesNotContain(page.All,
            element => element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)));
        Assert.DoesNotContain(page.QuerySelectorAll("[href], [src]"), element =>
            (element.GetAttribute("href") ?? element.GetAttribute("src"))!.StartsWith("javascript", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(page.QuerySelectorAll("iframe, svg, object"));
    }
}
