using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Tests.Embedding;

/// <summary>The discussion of another site's page, as the server answers for its frame.</summary>
public sealed class FrameTests(FrameTests.Registered site) : IClassFixture<FrameTests.Registered>
{
    public sealed class Registered : Site
    {
        protected override IEnumerable<string> Settings =>
            [.. base.Settings, "Parley:Origins=https://www.news.example https://münchen.example"];
    }

    private static string Frame(string url, string more = "") => $"/embed/discussion?url={Uri.EscapeDataString(url)}{more}";

    [Fact]
    public async Task Only_registered_origins_may_frame_a_discussion_and_nobody_any_other_page()
    {
        using var frame = await site.Browser().GetAsync(Frame("https://www.news.example/a"));
        using var article = await site.Browser().GetAsync(site.Page);
        using var window = await site.Browser().GetAsync("/embed/window");

        Assert.Equal("'self' https://www.news.example https://xn--mnchen-3ya.example", Framers(frame));
        Assert.Equal("'none'", Framers(article));
        Assert.Equal("'none'", Framers(window));
    }

    [Theory]
    [InlineData("https://evil.example/a", HttpStatusCode.Forbidden, "unknown-origin")]
    [InlineData("https://www.news.example.evil.example/a", HttpStatusCode.Forbidden, "unknown-origin")]
    [InlineData("https://www.news.example:8443/a", HttpStatusCode.Forbidden, "unknown-origin")]
    [InlineData("https://user@www.news.example/a", HttpStatusCode.BadRequest, "bad-url")]
    [InlineData("javascript:alert(1)", HttpStatusCode.BadRequest, "bad-url")]
    [InlineData("/a", HttpStatusCode.BadRequest, "bad-url")]
    [InlineData("", HttpStatusCode.BadRequest, "bad-url")]
    public async Task The_address_of_an_origin_nobody_registered_is_refused_in_words(string url, HttpStatusCode status, string code)
    {
        using var answer = await site.Api().GetAsync(Frame(url));
        using var page = await site.Browser().GetAsync(Frame(url));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, await answer.Code());
        Assert.True((await Site.Html(page)).QuerySelector(".problem .reason")!.TextContent.Length > 20);
    }

    [Fact]
    public async Task Notice_is_given_from_the_options_of_a_comment_in_a_frame()
    {
        const string Page = "https://www.news.example/noticed";
        using var posted = await site.Ada.Http.PostAsJsonAsync(
            $"/api/v1/discussions/{(await site.Discussion(url: Page)).GetProperty("id").GetGuid()}/comments",
            new { text = "Illegal, perhaps." });
        var id = (await posted.Json()).GetProperty("id").GetGuid();
        var options = await site.Html((await site.Html(Frame(Page))).QuerySelector($"a[href*='/comments/{id}/options']")!
            .GetAttribute("href")!);

        var form = await site.Html(options.QuerySelector("a[href^='/notice?']")!.GetAttribute("href")!);
        using var given = await site.Browser().PostAsync("/notice",
            new FormUrlEncodedContent([new("url", form.GetElementById("url")!.GetAttribute("value")), new("rule", "spam"),
                new("text", "It sells rooms."), new("name", "Nora"), new("email", "nora@example.org"), new("faith", "1")]));

        Assert.Equal(HttpStatusCode.Found, given.StatusCode);
        Assert.Equal(id, await site.Query(db => db.Notices.Select(x => x.CommentId).SingleAsync()));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ZW4gaHR0cHM6Ly9ldmlsLmV4YW1wbGUvYQ")]
    [InlineData("____")]
    public async Task A_forged_address_of_a_frame_leads_nowhere(string page)
    {
        foreach (var path in new[] { "", "/comments/new?parent=" + Guid.Empty, $"/comments/{Guid.Empty}" })
        {
            using var answer = await site.Api().GetAsync($"/embed/discussion/{page}{path}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        using var posted = await site.Browser()
            .PostAsync($"/embed/discussion/{page}/comments", new FormUrlEncodedContent([new("text", "x"), new("name", "y")]));
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
    }

    [Fact]
    public async Task Looking_begins_nothing_and_the_first_comment_does_whatever_way_it_comes()
    {
        var before = await site.Query(db => db.Discussions.CountAsync());
        var page = await site.Html(Frame("https://www.news.example/first?utm_source=x"));
        Assert.Equal(before, await site.Query(db => db.Discussions.CountAsync()));

        var form = page.QuerySelector("form.write")!;
        var browser = site.Browser();
        using var posted = await browser.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(
            [new("stamp", form.QuerySelector("[name=stamp]")!.GetAttribute("value")!), new("text", "The first of all."),
                new("name", "Lotte")]));
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        var focus = await site.Html(posted.Headers.Location!.ToString());

        Assert.Equal(before + 1, await site.Query(db => db.Discussions.CountAsync()));
        Assert.Contains("The first of all.", focus.QuerySelector("[data-focus] .comment-text")!.TextContent, StringComparison.Ordinal);
        var again = await site.Html(Frame("http://WWW.news.example:80/first/"));
        Assert.Equal(page.QuerySelector("[data-discussion]")!.GetAttribute("data-discussion"),
            again.QuerySelector("[data-discussion]")!.GetAttribute("data-discussion"));
        var shown = Assert.Single(again.QuerySelectorAll(".comment"));
        Assert.StartsWith("https://www.news.example/first#parley-", shown.QuerySelector(".when")!.GetAttribute("href"),
            StringComparison.Ordinal);
        Assert.Equal(1, (await site.Discussion(url: "https://www.news.example/first")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task It_speaks_the_language_of_the_page_and_goes_on_speaking_it()
    {
        var page = await site.Html(Frame("https://www.news.example/arabic", "&lang=ar"));
        var next = await site.Html(page.QuerySelector(".sorts a")!.GetAttribute("href")!);
        var unknown = await site.Html(Frame("https://www.news.example/arabic", "&lang=tlh"));

        Assert.Equal("rtl", page.DocumentElement.GetAttribute("dir"));
        Assert.Equal("ar", next.DocumentElement.GetAttribute("lang"));
        Assert.Equal("en", unknown.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task What_the_house_brought_along_is_said_in_the_language_of_the_page_and_what_the_site_wrote_stays_and_names_its_own()
    {
        await using var own = new Registered();
        await own.InitializeAsync();
        using var posted = await own.Ada.Http.PostAsJsonAsync(
            $"/api/v1/discussions/{(await own.Discussion(url: "https://www.news.example/arabic")).GetProperty("id").GetGuid()}/comments",
            new { text = "Said here." });
        var id = (await posted.Json()).GetProperty("id").GetGuid();

        var page = await own.Html(Frame("https://www.news.example/arabic", "&lang=ar"));
        var report = await own.Html($"{page.QuerySelector("[data-path]")!.GetAttribute("data-path")}/comments/{id}/report");
        var window = await own.Html("/embed/window?lang=ar");
        Assert.StartsWith("كيف نتعامل", page.QuerySelector(".policy")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Null(page.QuerySelector(".policy")!.GetAttribute("lang"));
        var rules = RuleFile.Read(Founding.Default(SiteTextKind.Rules, "ar")!);
        Assert.All(rules, rule => Assert.Contains(rule.Title, report.Body!.TextContent, StringComparison.Ordinal));
        Assert.Equal(("ar", "rtl"), (window.DocumentElement.GetAttribute("lang"), window.DocumentElement.GetAttribute("dir")));

        await own.InScope<SiteTexts, object>(async texts => (await texts.Write(SiteTextKind.Policy, "Be kind.", default)).Value!);
        var written = (await own.Html(Frame("https://www.news.example/arabic", "&lang=ar"))).QuerySelector(".policy")!;
        Assert.Equal(("Be kind.", "en"), (written.TextContent.Trim(), written.GetAttribute("lang")));
        Assert.Null((await own.Html(Frame("https://www.news.example/arabic", "&lang=en"))).QuerySelector(".policy")!.GetAttribute("lang"));
    }

    [Fact]
    public async Task A_region_that_nobody_knows_is_its_language_so_that_no_page_fills_the_memory_with_them()
    {
        var page = await site.Html(Frame("https://www.news.example/region", "&lang=de-AT"));
        var unknown = await site.Html(Frame("https://www.news.example/region", "&lang=de-aaaaaaaa-bbbbbbbb"));

        Assert.Equal("de-AT", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("de", unknown.DocumentElement.GetAttribute("lang"));
        Assert.Same(Words.In("de"), Words.In("de-cccccccc"));
        Assert.Null(Words.In("tlh"));
    }

    [Fact]
    public async Task It_is_the_thread_without_the_house_around_it_and_every_form_stays_inside()
    {
        var page = await site.Html(Frame("https://www.news.example/whole"));

        Assert.Empty(page.QuerySelectorAll(".masthead, .colophon"));
        Assert.Empty(Site.InlineScripts(page));
        Assert.Equal("noindex", page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
        Assert.Equal("https://www.news.example/whole", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.All(page.QuerySelectorAll("form"),
            form => Assert.StartsWith("/embed/discussion/", form.GetAttribute("action"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_loader_weighs_less_than_one_and_a_half_kilobytes_and_may_be_loaded_by_any_page()
    {
        var client = site.Api();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        using var loader = await client.GetAsync("/embed.js");

        Assert.InRange(loader.Content.Headers.ContentLength!.Value, 500, 1500);
        Assert.Equal("cross-origin", loader.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
    }

    [Fact]
    public async Task In_a_frame_cookies_are_its_own_and_never_the_sites()
    {
        var id = await site.Ada.Post("In a frame, please.");
        var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("Parley-Frame", "1");
        var stamp = (await site.Html(site.Page)).QuerySelector("form.vote [name=stamp]")!.GetAttribute("value");
        using var vote = await browser.PutAsync($"/api/v1/comments/{id}/vote",
            System.Net.Http.Json.JsonContent.Create(new { value = 1, stamp }));
        Assert.Equal(HttpStatusCode.OK, vote.StatusCode);
        var cookies = vote.Headers.GetValues("Set-Cookie").ToList();

        Assert.All(cookies, cookie => Assert.Matches("(?i)(?=.*samesite=none)(?=.*; secure)(?=.*; partitioned)", cookie));
        Assert.Contains(cookies, cookie => cookie.StartsWith("parley_framed=", StringComparison.Ordinal)
            && cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(cookies, cookie => cookie.StartsWith("parley_reader=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://www.news.example")]
    public async Task The_page_around_a_frame_can_do_nothing_in_its_readers_name(string header, string value)
    {
        var page = await site.Html(Frame("https://www.news.example/around"));
        foreach (var path in new[] { page.QuerySelector("form.write")!.GetAttribute("action")!, "/embed/window" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
                { Content = new FormUrlEncodedContent([new("text", "x"), new("name", "y")]) };
            request.Headers.Add(header, value);
            request.Headers.Add("Cookie", "parley_framed=x");
            using var answer = await site.Api().SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_frame_without_cookies_is_lent_a_token_that_is_the_same_reader_and_ends_by_itself()
    {
        var browser = site.Browser();
        using var first = await browser.PostAsync("/embed/window", null);
        using var second = await browser.PostAsync("/embed/window", null);
        var token = (await first.Json()).GetProperty("token").GetString()!;
        var frame = site.Api();
        frame.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var id = await site.Ada.Post("Lend me a token.");

        using var vote = await frame.PutAsync($"/api/v1/comments/{id}/vote", System.Net.Http.Json.JsonContent.Create(new { value = 1 }));
        Assert.Equal(HttpStatusCode.OK, vote.StatusCode);
        frame.DefaultRequestHeaders.Authorization = new("Bearer", (await second.Json()).GetProperty("token").GetString());
        Assert.Contains(id.ToString(), await frame.GetStringAsync($"/api/v1/discussions/{await site.DiscussionId()}/mine"),
            StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromHours(25));
        using var late = await frame.PutAsync($"/api/v1/comments/{id}/vote", System.Net.Http.Json.JsonContent.Create(new { value = 1 }));
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_leaves_leaves_the_frames_too(bool isStaff)
    {
        var browser = isStaff ? await site.SignedIn(Role.Editor, "leaves@news.example") : site.Browser();
        using var lent = await browser.PostAsync("/embed/window", null);
        var frame = site.Api();
        frame.DefaultRequestHeaders.Authorization = new("Bearer", (await lent.Json()).GetProperty("token").GetString());
        var id = await site.Ada.Post($"Read in a frame by one of the staff: {isStaff}.");
        using var before = await frame.PutAsync($"/api/v1/comments/{id}/vote", System.Net.Http.Json.JsonContent.Create(new { value = 1 }));

        using var left = await browser.PostAsync("/account/departure", new FormUrlEncodedContent([]));

        using var after = await frame.PutAsync($"/api/v1/comments/{id}/vote", System.Net.Http.Json.JsonContent.Create(new { value = -1 }));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, after.StatusCode));
        Assert.Contains(left.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("parley_framed=;", StringComparison.Ordinal)
            && cookie.Contains("samesite=none", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_origin_that_is_registered_beside_the_running_server_may_frame_at_once_and_one_that_is_removed_no_longer()
    {
        await using var own = new Site();
        await own.InitializeAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await own.Api().GetAsync(Frame("https://late.example/a"))).StatusCode);
        // As a command beside the server does it: in the database alone.
        await own.Query(async db =>
        {
            var here = await db.Sites.SingleAsync();
            db.SiteOrigins.Add(SiteOrigin.Of(here, "https://late.example", own.Clock.GetUtcNow()));
            await db.SaveTogether(default);
            await db.Sites.Change(here.Id, default);
            return 0;
        });
        await Wait.Until("the server hears of the origin",
            async () => (await own.Api().GetAsync(Frame("https://late.example/a"))).IsSuccessStatusCode);

        using var scope = own.App.Services.CreateScope();
        Assert.Null((await scope.ServiceProvider.GetRequiredService<SiteOrigins>().Remove("https://late.example/", default)).Refusal);
        Assert.Equal(HttpStatusCode.Forbidden, (await own.Api().GetAsync(Frame("https://late.example/a"))).StatusCode);
    }

    [Theory]
    [InlineData("https://www.example.org", "https://www.example.org")]
    [InlineData("HTTPS://Bücher.example:443/", "https://xn--bcher-kva.example")]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("https://www.example.org/news", null)]
    [InlineData("https://*.example.org", null)]
    [InlineData("https://u:p@example.org", null)]
    [InlineData("ftp://example.org", null)]
    [InlineData("example.org", null)]
    [InlineData("https://example.org; script-src *", null)]
    [Once]
    public void An_origin_is_written_as_browsers_write_it(string given, string? kept) =>
        Assert.Equal(kept, SiteOrigin.TryParse(given, out var origin) ? origin : null);

    private static string Framers(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Content-Security-Policy").Single().Split("frame-ancestors ")[1];
}
