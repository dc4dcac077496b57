using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Articles;
using Parley.Discussions;

namespace Parley.Tests.Embedding;

/// <summary>Words of a story on another site's page: what they are, only that page says, and it says so itself.</summary>
public sealed class HostPassageTests(HostPassageTests.Hosted site) : IClassFixture<HostPassageTests.Hosted>
{
    private const string Story =
        "<h1>The ferry</h1><p>The bridge will be closed from May.</p><p>A ferry will cross every <em>ten</em> minutes, the council "
        + "said.</p><p>Nobody was asked.</p><script>var secret = 'nobody can point here';</script>";

    public sealed class Hosted : Site, IAsyncLifetime
    {
        public HostSite Host { get; private set; } = null!;
        public string Origin => $"http://127.0.0.1:{Host.Port}";

        protected override IEnumerable<string> Settings =>
            [.. base.Settings, $"Parley:Origins={Origin}", "Parley:OutboundHosts=127.0.0.1"];

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            Host = await HostSite.Start();
            await InitializeAsync();
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            await Host.DisposeAsync();
        }
    }

    private static string Page(string story, string optIn = "<script async src=passages.js data-passages></script>") =>
        $"<!DOCTYPE html><html lang=en><body><nav>Nothing of the story</nav><article class=story>{story}</article>{optIn}"
        + "<div data-parley></div></body></html>";

    [Fact]
    public async Task A_comment_speaks_of_words_of_the_story_around_it_and_its_quotation_leads_there()
    {
        site.Host.Page("/told", Page(Story));
        var id = await Said(
            "/told", "Every ten? In summer perhaps.", new { exact = "cross every  ten\nminutes", prefix = "A ferry will " });

        var comment = await site.Ada.Http.GetFromJsonAsync<JsonElement>($"/api/v1/comments/{id}");
        var anchor = comment.GetProperty("anchor");
        Assert.Equal(("cross every ten minutes", "here"),
            (anchor.GetProperty("exact").GetString(), anchor.GetProperty("state").GetString()));
        Assert.Equal(id, await Said("/told", "Every ten? In summer perhaps.", new { exact = "cross every ten minutes" }));
        var frame = await site.Html($"/embed/discussion?url={Uri.EscapeDataString(site.Origin + "/told")}");
        var link = frame.QuerySelector($"#c-{id} a.anchor-link")!;
        Assert.Equal($"{site.Origin}/told#:~:text=cross%20every%20ten%20minutes", link.GetAttribute("href"));
        Assert.EndsWith("A ferry will ", link.GetAttribute("data-prefix"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no-opt-in", "Nobody was asked", "passage-without-story")]
    [InlineData("/no-such-element", "Nobody was asked", "passage-without-story")]
    [InlineData("/costly-selector", "Nobody was asked", "passage-without-story")]
    [InlineData("/deep", "Nobody was asked", "passage-without-story")]
    [InlineData("/no-page", "Nobody was asked", "passage-without-story")]
    [InlineData("/told-too", "Nothing of the story", "passage-not-found")]
    [InlineData("/told-too", "nobody can point here", "passage-not-found")]
    [InlineData("/huge", "Nobody was asked", "passage-unread")]
    [InlineData("/private", "Nobody was asked", "passage-unread")]
    [InlineData("/inside", "Nobody was asked", "passage-unread")]
    [InlineData("/elsewhere", "Nobody was asked", "passage-unread")]
    public async Task What_the_page_does_not_say_to_everybody_is_refused_in_words_and_nothing_begins(string path, string exact, string code)
    {
        site.Host.Page("/no-opt-in", Page(Story, ""));
        site.Host.Page("/no-such-element", Page(Story, "<script data-passages=.elsewhere></script>"));
        site.Host.Page("/costly-selector", Page(Story, "<script data-passages=':has(:has(:has(*)))'></script>"));
        site.Host.Page("/deep", Page(string.Concat(Enumerable.Repeat("<div>", 100_000)) + Story));
        site.Host.Page("/told-too", Page(Story));
        site.Host.Page("/huge", Page(Story + new string('x', 3_000_000)));
        await using var elsewhere = await HostSite.Start();
        elsewhere.Page("/told-too", Page(Story));
        site.Host.Otherwise = async http =>
        {
            if (http.Request.Path == "/inside") http.Response.Redirect($"http://localhost:{site.Host.Port}/told-too");
            // This server may ask there; but nobody registered it.
            else if (http.Request.Path == "/elsewhere") http.Response.Redirect($"http://127.0.0.1:{elsewhere.Port}/told-too");
            else if (http.Request.Path == "/no-page") await http.Response.WriteAsync(Page(Story));
            else http.Response.StatusCode = 403;
        };

        using var refused = await Say(path, "About that.", new { exact });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (refused.StatusCode, await refused.Code()));
        Assert.Equal(0, (await site.Discussion(url: site.Origin + path)).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_form_that_is_refused_for_its_passage_keeps_what_was_written_and_what_it_speaks_of()
    {
        site.Host.Page("/kept", Page(Story));
        var browser = site.Browser();
        var form = (await Site.Html(await browser.GetAsync(
            $"/embed/discussion?url={Uri.EscapeDataString(site.Origin + "/kept")}"))).QuerySelector("form.write")!;
        using var answer = await browser.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(
        [
            new("stamp", form.QuerySelector("[name=stamp]")!.GetAttribute("value")), new("text", "A long thought."), new("name", "Lotte"),
            new("exact", "Words that were there yesterday"),
        ]));
        var again = (await Site.Html(answer)).QuerySelector("form.write")!;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(("A long thought.", "Words that were there yesterday"),
            (again.QuerySelector("textarea")!.TextContent, again.QuerySelector(".anchor blockquote")!.TextContent));
    }

    [Fact]
    public async Task When_the_story_changes_passages_follow_their_words_and_the_page_is_not_asked_more_often_than_it_may_be()
    {
        var (asked, told) = (0, Story);
        site.Host.Otherwise = http =>
        {
            asked++;
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync(Page(told));
        };
        var stays = await Said("/changes", "Ten?", new { exact = "every ten minutes" });
        var goes = await Said("/changes", "Nobody?", new { exact = "Nobody was asked" });
        told = "<p>An update, written in the evening.</p>" + Story.Replace("Nobody was asked", "Few were asked", StringComparison.Ordinal);
        using (var early = await Say("/changes", "Few?", new { exact = "Few were asked" }))
            Assert.Equal("passage-not-found", await early.Code());
        Assert.Equal(1, asked);

        site.Clock.Advance(TimeSpan.FromMinutes(2));
        // Nothing of what is refused is kept, and the next one doesn't take it for done.
        using (var wrong = await Say("/changes", "Many?", new { exact = "Many were asked" }))
            Assert.Equal("passage-not-found", await wrong.Code());
        Assert.Equal(("here", "here"), (await State(stays), await State(goes)));
        await Said("/changes", "Few?", new { exact = "Few were asked" });
        await Said("/changes", "Few, really?", new { exact = "Few were asked" });

        Assert.Equal(2, asked);
        Assert.Equal(("here", "changed"), (await State(stays), await State(goes)));
        var frame = await site.Html($"/embed/discussion?url={Uri.EscapeDataString(site.Origin + "/changes")}");
        Assert.NotNull(frame.QuerySelector($"#c-{stays} a.anchor-link"));
        Assert.Null(frame.QuerySelector($"#c-{goes} a.anchor-link"));
        Assert.Equal("This passage has changed since.", frame.QuerySelector($"#c-{goes} .anchor figcaption")!.TextContent);

        // When it is old it is asked for again, though its words are there.
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        await Said("/changes", "Few, still?", new { exact = "Few were asked" });
        Assert.Equal(3, asked);

        async Task<string?> State(Guid id) => (await site.Ada.Http.GetFromJsonAsync<JsonElement>($"/api/v1/comments/{id}"))
            .GetProperty("anchor").GetProperty("state").GetString();
    }

    [Fact]
    public async Task Two_who_point_at_once_have_the_page_asked_for_once()
    {
        var (asked, answers) = (0, new TaskCompletionSource());
        site.Host.Otherwise = async http =>
        {
            Interlocked.Increment(ref asked);
            await answers.Task;
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync(Page(Story));
        };
        var first = Said("/at-once", "Ten?", new { exact = "every ten minutes" });
        await Wait.Until("the page is asked for", () => asked == 1);
        var second = Said("/at-once", "Nobody?", new { exact = "Nobody was asked" });
        await Said("/told-meanwhile", "Without a passage nothing is waited for.", null);
        answers.SetResult();

        Assert.NotEqual(await first, await second);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_long_quotation_leads_to_its_first_and_last_words_and_a_hyphen_parts_nothing()
    {
        const string Long = "a well-known story, told by one-eyed sailors in the evening beside a fire that was never out";
        site.Host.Page("/long", Page($"<p>This is {Long}, they said.</p>"));
        var id = await Said("/long", "By whom?", new { exact = Long });

        var frame = await site.Html($"/embed/discussion?url={Uri.EscapeDataString(site.Origin + "/long")}");
        Assert.Equal($"{site.Origin}/long#:~:text=a%20well%2Dknown%20story%2C%20told%20by%20one%2Deyed,a%20fire%20that%20was%20never%20out",
            frame.QuerySelector($"#c-{id} a.anchor-link")!.GetAttribute("href"));
    }

    [Fact]
    public async Task One_host_is_asked_for_thirty_pages_at_once_and_whoever_is_not_registered_for_none()
    {
        await using var limited = new Limited(site.Origin);
        await limited.InitializeAsync();
        var asked = 0;
        site.Host.Otherwise = http =>
        {
            Interlocked.Increment(ref asked);
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync(Page(Story));
        };
        // A slow machine takes so long for thirty that one or two more are due.
        var let = 0;
        while (let < 200 && await Asked($"{site.Origin}/many/{let}") is null) let++;
        Assert.InRange(let, 30, 100);
        Assert.Equal("passage-unread", await Asked($"{site.Origin}/many/{let}"));
        Assert.Equal("passage-without-story", await Asked($"http://127.0.0.1:{site.Host.Port + 1}/many"));
        Assert.Equal(let, asked);

        Task<string?> Asked(string address) => limited.InScope<HostStories, string?>(async stories =>
            (await stories.At(address, new TextQuote("Nobody was asked"), default)).Refused(out var refusal, out _) ? refusal.Code : null);
    }

    private sealed class Limited(string origin) : Site
    {
        protected override IEnumerable<string> Settings => [$"Parley:Origins={origin}", "Parley:OutboundHosts=127.0.0.1"];
    }

    [Fact]
    [Once]
    public void Of_a_novel_the_beginning_is_read()
    {
        Assert.InRange(Paragraphs(5_000, new string('w', 99))!.Words.Length, 198_000, 200_200);
        // Nor is a page read that is nothing but elements.
        Assert.Null(Paragraphs(50_000, "word"));

        static StoryText? Paragraphs(int count, string words) =>
            PageStory.Of(Encoding.UTF8.GetBytes(Page(string.Concat(Enumerable.Repeat($"<p>{words}</p>", count)))), "text/html");
    }

    [Theory]
    [InlineData(400, "Told")]
    [InlineData(700, null)]
    [Once]
    public void Elements_lie_as_deep_in_one_another_as_browsers_lay_them(int depth, string? words)
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", depth)) + string.Concat(Enumerable.Repeat("</div>", depth));
        var page = $"<!DOCTYPE html><script data-passages></script><main>Told</main>{deep}";

        Assert.Equal(words, PageStory.Of(Encoding.UTF8.GetBytes(page), "text/html")?.Words);
    }

    [Theory]
    [MemberData(nameof(PageWords.Cases), MemberType = typeof(PageWords))]
    [Once]
    public void The_words_of_a_page_are_those_that_its_readers_can_select(string body, string selector, string? words)
    {
        var page = Encoding.UTF8.GetBytes($"<!DOCTYPE html><meta charset=utf-8><script data-passages='{selector}'></script><body>{body}");

        Assert.Equal(words, PageStory.Of(page, "text/html")?.Words);
        Assert.Null(PageStory.Of(page, "application/json"));
    }

    [Theory]
    [InlineData("utf-8", "text/html; charset=utf-8", "")]
    [InlineData("utf-8", "text/html", "<meta charset=utf-8>")]
    [InlineData("windows-1251", "text/html; charset=windows-1251", "")]
    [InlineData("windows-1251", "text/html; charset=\"Windows-1251\"", "<meta charset=utf-8>")]
    [InlineData("windows-1251", "text/html", "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>")]
    [InlineData("utf-8", "text/html; charset=windows-1251", "", true)]
    [Once]
    public void It_is_read_in_the_letters_that_browsers_read_it_in(string written, string contentType, string meta, bool isMarked = false)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(written) ?? Encoding.GetEncoding(written);
        byte[] page = [.. isMarked ? Encoding.UTF8.Preamble : [], .. encoding.GetBytes(meta + Page("Мост закрыт — «с мая»."))];

        Assert.Equal("Мост закрыт — «с мая».", PageStory.Of(page, contentType)!.Words);
    }

    [Fact]
    [Once]
    public void A_name_that_stands_for_more_letters_on_the_web_is_read_as_there()
    {
        var page = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Page("“Grüße” – 5 €"));

        Assert.Equal("“Grüße” – 5 €", PageStory.Of(page, "text/html; charset=iso-8859-1")!.Words);
    }

    [Fact]
    public async Task The_script_says_what_its_button_says_in_every_language_and_may_be_loaded_by_any_page()
    {
        using var script = await site.Api().GetAsync("/embed/passages.js");
        var text = await script.Content.ReadAsStringAsync();

        Assert.Equal("cross-origin", script.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.Contains("Comment on this passage", text, StringComparison.Ordinal);
        Assert.Contains("Diese Stelle kommentieren", text, StringComparison.Ordinal);
        Assert.DoesNotContain("__words__", text, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> Say(string path, string text, object? anchor)
    {
        var id = (await site.Discussion(url: site.Origin + path)).GetProperty("id").GetGuid();
        return await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text, anchor });
    }

    private async Task<Guid> Said(string path, string text, object? anchor)
    {
        using var answer = await Say(path, text, anchor);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Json()).GetProperty("id").GetGuid();
    }
}
