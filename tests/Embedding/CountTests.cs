using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Tests.Embedding;

public sealed class CountTests(FrameTests.Registered site) : IClassFixture<FrameTests.Registered>
{
    [Fact]
    public async Task Each_page_of_a_list_is_counted_however_its_address_is_written_and_what_is_said_later_is_counted_later()
    {
        const string Url = "https://www.news.example/counted";
        Assert.Equal([0, 0, 0], await Count(Url, Url + "?utm_source=list", "https://elsewhere.example/x"));

        await Say(Url, "One.");
        Assert.Equal([1, 1, 0], await Count(Url, Url + "?utm_source=list", "https://elsewhere.example/x"));
        await Say(Url, "Two.");
        Assert.Equal([2], await Count(Url));
        Assert.Equal(2,
            (await Ask($"base={Uri.EscapeDataString("https://www.news.example")}&url=%2Fcounted")).GetProperty("/counted").GetInt32());
    }

    [Fact]
    public async Task An_article_that_is_published_later_is_found()
    {
        const string Url = "https://www.news.example/later";
        Assert.Equal([0], await Count(Url));
        await site.Publish("later", "Later", "It came.", text => text with { CanonicalUrl = Url });
        await Say(Url, "At last.");
        Assert.Equal([1], await Count(Url));
    }

    [Fact]
    public async Task Two_hundred_addresses_are_answered_and_more_or_none_are_refused()
    {
        var many = string.Join('&', Enumerable.Range(0, 200)
            .Select(i => $"url={Uri.EscapeDataString($"https://www.news.example/2026/06/23/a-rather-long-name-of-a-story-{i}")}"));
        Assert.Equal(200, (await Ask(many)).EnumerateObject().Count());

        foreach (var query in new[] { many + "&url=x", "", "base=x&url=y", "url=" + new string('x', 3000) })
        {
            using var answer = await site.Api().GetAsync("/api/v1/counts?" + query);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task In_a_language_they_are_told_in_its_words()
    {
        const string Url = "https://www.news.example/in-words";
        await Say(Url, "One.");
        await Say(Url, "Two.");

        var said = await (await site.Api().GetAsync($"/api/v1/counts?lang=ru-RU&url={Url}&url={Url}0")).Json();
        Assert.Equal(("2 комментария", "0 комментариев"), (said.GetProperty("texts").GetProperty(Url).GetString()!.ToLowerInvariant(),
            said.GetProperty("texts").GetProperty(Url + "0").GetString()!.ToLowerInvariant()));
        Assert.False((await (await site.Api().GetAsync($"/api/v1/counts?url={Url}")).Json()).TryGetProperty("texts", out _));
    }

    [Fact]
    public async Task Any_pages_script_may_read_it()
    {
        using var answer = await site.Api().GetAsync("/api/v1/counts?url=https://www.news.example/a");

        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    private async Task Say(string url, string text)
    {
        var id = (await site.Discussion(url: url)).GetProperty("id").GetGuid();
        using var answer = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text, url });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private async Task<IEnumerable<int>> Count(params string[] urls)
    {
        var counts = await Ask(string.Join('&', urls.Select(url => "url=" + Uri.EscapeDataString(url))));
        return urls.Select(url => counts.GetProperty(url).GetInt32());
    }

    private async Task<JsonElement> Ask(string query)
    {
        using var answer = await site.Api().GetAsync("/api/v1/counts?" + query);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Json()).GetProperty("counts");
    }
}
