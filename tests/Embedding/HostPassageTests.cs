using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Articles;

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
    public async Task What_the_page_does_not_say_to_everybody_is_refused_in_words_and_nothing_begins(string path, string exact, string code)
    {
        site.Host.Page("/no-opt-in", Page(Story, ""));
        site.Host.Page("/no-such-element", Page(Story, "<script data-passages=.elsewhere></script>"));
        site.Host.Page("/costly-selector", Page(Story, "<script data-passages=':has(:has(:has(*)))'></script>"));
        site.Host.Page("/deep", Page(string.Concat(Enumerable.Repeat("<div>", 100_000)) + Story));
        site.Host.Page("/told-too", Page(Story));
        site.Host.Page("/huge", Page(Story + new string('x', 3_000_000)));
        site.Host.Otherwise = async http =>
        {
            if (http.Request.Path == "/inside") http.Response.Redirect($"http://localhost:{site.Host.Port}/told-too");
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
        await Said("/changes", "Few?", new { exact = "Few were asked" });
        await Said("/changes", "Few, really?", new { exact = "Few were asked" });

        Assert.Equal(2, asked);
        Assert.Equal(("here", "changed"), (await State(stays), await State(goes)));

        async Task<string?> State(Guid id) => (await site.Ada.Http.GetFromJsonAsync<JsonElement>($"/api/v1/comments/{id}"))
            .GetProperty("anchor").GetProperty("state").GetString();
    }

    [Theory]
    [InlineData(400, "Told")]
    [InlineData(700, null)]
    public void Elements_lie_as_deep_in_one_another_as_browsers_lay_them(int depth, string? words)
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", depth)) + string.Concat(Enumerable.Repeat("</div>", depth));
        var page = $"<!DOCTYPE html><script data-passages></script><main>Told</main>{deep}";

        Assert.Equal(words, PageStory.Of(Encoding.UTF8.GetBytes(page), "text/html")?.Words);
    }

    [Theory]
    [InlineData("<article><p>One</p><p>two <b>th</b>ree</p></article>", "", "One two three")]
    [InlineData("<main>One<br>two<ul><li>three<li>four</ul>five</main>", "", "One two three four five")]
    [InlineData("<main>No</main><div class='a story'>Yes<div data-parley>no</div><button>no</button> it is</div>", "div.story",
        "Yes it is")]
    [InlineData("<main>No</main><p id=x>Grüße</p>", "#x", "Grüße")]
    public void The_words_of_a_page_are_those_that_its_readers_can_select(string body, string selector, string words)
    {
        var page = $"<!DOCTYPE html><meta charset=utf-8><script data-passages='{selector}'></script><body>{body}";

        Assert.Equal(words, PageStory.Of(Encoding.UTF8.GetBytes(page), "text/html")!.Words);
        Assert.Equal(words, PageStory.Of(Encoding.Latin1.GetBytes(page), "text/html; charset=iso-8859-1")!.Words);
        Assert.Null(PageStory.Of(Encoding.UTF8.GetBytes(page), "application/json"));
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

    private async Task<HttpResponseMessage> Say(string path, string text, object anchor)
    {
        var id = (await site.Discussion(url: site.Origin + path)).GetProperty("id").GetGuid();
        return await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text, anchor });
    }

    private async Task<Guid> Said(string path, string text, object anchor)
    {
        using var answer = await Say(path, text, anchor);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Json()).GetProperty("id").GetGuid();
    }
}
