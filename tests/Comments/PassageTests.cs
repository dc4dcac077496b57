using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Parley.Articles;
using Parley.Discussions;

namespace Parley.Tests.Comments;

/// <summary>Comments on a passage of the story, from both write paths, and what becomes of them when the story changes.</summary>
public sealed class PassageTests : IAsyncLifetime
{
    private const string Body = "The bridge will be closed from May.\n\nA ferry will cross every *ten* minutes, the council said.\n\n"
        + "Nobody was asked. The bridge will be closed.";

    private readonly Site site = new();

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        await site.Publish("ferry", "The ferry", Body, text => text with { DatelinePlace = "PORT ALDER" });
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_comment_speaks_of_words_of_the_story_and_the_story_counts_it()
    {
        var id = await Post("Every ten? In summer perhaps.",
            new { exact = "cross  every ten\nminutes", prefix = "A ferry will ", suffix = ", the" });
        await site.Boris.Http.PostAsJsonAsync($"/api/v1/discussions/{await Discussion()}/comments",
            new { text = "In winter every twenty.", parentId = id });

        var comment = await site.Ada.Http.GetFromJsonAsync<JsonElement>($"/api/v1/comments/{id}");
        Assert.Equal("cross every ten minutes", comment.GetProperty("anchor").GetProperty("exact").GetString());
        Assert.Equal("here", comment.GetProperty("anchor").GetProperty("state").GetString());
        Assert.EndsWith("A ferry will ", comment.GetProperty("anchor").GetProperty("prefix").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, comment.GetProperty("replies")[0].GetProperty("anchor").ValueKind);

        var page = await site.Html("/articles/ferry");
        var mark = page.QuerySelector("[data-block='1'] + .margin a")!;
        Assert.Contains("2 comments", mark.TextContent, StringComparison.Ordinal);
        Assert.Equal("cross every ten minutes", page.QuerySelector($"#c-{id} .anchor blockquote")!.TextContent);
        var beside = await site.Html(mark.GetAttribute("href")!);
        Assert.NotNull(beside.GetElementById($"c-{id}"));
        Assert.Equal("/articles/ferry#discussion", beside.QuerySelector(".pager a:last-child")!.GetAttribute("href"));
    }

    [Fact]
    public async Task The_same_short_words_about_other_words_are_another_comment_and_about_the_same_the_first_again()
    {
        var one = await Post("Is that so?", new { exact = "Nobody was asked" });
        var other = await Post("Is that so?", new { exact = "every ten minutes" });
        // These words stand in the story twice, and are two passages.
        var here = await Post("Is that so?", new { exact = "The bridge will be closed", suffix = " from May" });
        var there = await Post("Is that so?", new { exact = "The bridge will be closed", prefix = "asked. " });
        var whole = await Post("Is that so?", null);

        Assert.Equal(5, new[] { one, other, here, there, whole }.Distinct().Count());
        Assert.Equal([one, here, there, whole], [
            await Post("Is that so?", new { exact = "Nobody was asked" }),
            await Post("Is that so?", new { exact = "The bridge will be closed", suffix = " from" }),
            await Post("Is that so?", new { exact = "The bridge will be closed", prefix = "was asked. " }), await Post("Is that so?", null),
        ]);
        site.Clock.Advance(TimeSpan.FromHours(1));
        using var later = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{await Discussion()}/comments",
            new { text = "Is that so?", anchor = new { exact = "Nobody was asked" } });
        Assert.Equal("duplicate", await later.Code());
    }

    [Fact]
    public async Task Two_who_point_at_the_same_words_speak_of_one_passage()
    {
        await Post("One.", new { exact = "Nobody was asked" });
        await Post("Two.", new { exact = "Nobody was asked", prefix = "said. " });

        Assert.Contains("2 comments", (await site.Html("/articles/ferry")).QuerySelector(".margin a")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_story_changes_the_comment_says_what_became_of_its_passage()
    {
        var id = await Post("Nobody? Really?", new { exact = "Nobody was asked" });
        async Task<(string? State, string Quoted, string? Words)> Now()
        {
            var quote = (await site.Html($"/articles/ferry/comments/{id}")).QuerySelector($"#c-{id} .anchor")!;
            var state = (await site.Ada.Http.GetFromJsonAsync<JsonElement>($"/api/v1/comments/{id}")).GetProperty("anchor")
                .GetProperty("state").GetString();
            return (state, quote.QuerySelector("blockquote")!.TextContent, quote.QuerySelector("figcaption")?.TextContent);
        }

        await Revise("An update: " + Body);
        Assert.Equal(("here", "Nobody was asked", null), await Now());
        await Revise(Body.Replace("Nobody was asked", "Few were asked", StringComparison.Ordinal));
        Assert.Equal(("changed", "Nobody was asked", "This passage has changed since."), await Now());
        Assert.Null((await site.Html("/articles/ferry")).QuerySelector(".margin"));
        await Revise("Quite another story.");
        Assert.Equal(("removed", "Nobody was asked", "This passage was removed since."), await Now());
    }

    [Theory]
    [InlineData("the moon", "passage-not-found")]
    [InlineData("The bridge will be closed", "passage-ambiguous")]
    [InlineData("", "passage-empty")]
    [InlineData(null, "passage-empty")]
    public async Task Words_that_are_not_clear_are_refused_in_words(string? exact, string code)
    {
        using var answer = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{await Discussion()}/comments",
            new { text = "About that.", anchor = new { exact } });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(code, await answer.Code());
    }

    [Fact]
    public async Task A_reply_points_at_nothing_else_and_a_page_without_a_story_has_no_words()
    {
        var parent = await Post("Answer me.", null);
        using var reply = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{await Discussion()}/comments",
            new { text = "Pointing.", parentId = parent, anchor = new { exact = "Nobody was asked" } });
        var elsewhere = (await site.Discussion(url: "https://news.example/no-story")).GetProperty("id");
        using var foreign = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{elsewhere}/comments",
            new { text = "Pointing.", anchor = new { exact = "Nobody was asked" } });

        Assert.Equal("passage-in-reply", await reply.Code());
        Assert.Equal("passage-without-story", await foreign.Code());
        Assert.Equal(0, (await site.Discussion(url: "https://news.example/no-story")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Without_script_a_reader_chooses_a_paragraph_and_a_refused_form_keeps_it()
    {
        var browser = site.Browser();
        var choices = await Site.Html(
            await browser.GetAsync((await site.Html("/articles/ferry")).QuerySelector(".passages-link a")!.GetAttribute("href")));
        var form = (await Site.Html(await browser.GetAsync(choices.QuerySelectorAll("a.act")[1].GetAttribute("href"))))
            .QuerySelector("form.write")!;
        Assert.Equal("A ferry will cross every ten minutes, the council said.", form.QuerySelector(".anchor blockquote")!.TextContent);

        using var refused = await Send(browser, form, ("text", ""), ("name", "Rita"));
        var again = (await Site.Html(refused)).QuerySelector("form.write")!;
        using var posted = await Send(browser, again, ("text", "Ten is too many."), ("name", "Rita"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        Assert.Contains("1 comment", (await site.Html("/articles/ferry")).QuerySelector("[data-block='1'] + .margin")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_words_in_a_story_and_in_a_selector_do_nothing()
    {
        await Revise("He wrote `<script>alert(1)</script>` on \"the\" <img src=x onerror=alert(1)> wall.");
        var id = await Post("About that.", new { exact = "<script>alert(1)</script>", prefix = "\"><script>", suffix = " on" });

        foreach (var path in new[] { "/articles/ferry", "/articles/ferry/passages", $"/articles/ferry/comments/{id}" })
        {
            var page = await site.Html(path);
            Assert.Empty(Site.InlineScripts(page));
            Assert.DoesNotContain(page.All, element => element.HasAttribute("onerror"));
        }
    }

    private static async Task<HttpResponseMessage> Send(HttpClient browser, IElement form, params (string Name, string Value)[] fields)
    {
        var values = form.QuerySelectorAll("input[name]").ToDictionary(x => x.GetAttribute("name")!, x => x.GetAttribute("value") ?? "");
        foreach (var (name, value) in fields) values[name] = value;
        return await browser.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(values));
    }

    private async Task<string> Discussion() =>
        (await site.Discussion(url: new Uri(site.Address, "/articles/ferry").ToString())).GetProperty("id").GetString()!;

    private async Task<Guid> Post(string text, object? anchor)
    {
        using var answer = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{await Discussion()}/comments", new { text, anchor });
        var comment = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, comment.ToString());
        return comment.GetProperty("id").GetGuid();
    }

    private async Task Revise(string body)
    {
        using var scope = site.App.Services.CreateScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<Publishing>()
            .Publish(new Manuscript { Slug = "ferry", Title = "The ferry", Body = body }, ArticleSource.Api, "ferry", default);
        Assert.Equal(PublishedAs.Revised, outcome.Value?.As);
    }
}
