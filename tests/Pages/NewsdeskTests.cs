using System.Net;
using System.Net.Http.Json;
using AngleSharp.Dom;
using Parley.Readers;

namespace Parley.Tests.Pages;

/// <summary>What editors find on their own page and above each article.</summary>
public sealed class NewsdeskTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task All_that_holds_on_the_site_stands_on_the_desk_with_its_end_and_is_ended_there()
    {
        var (editor, program) = (await site.SignedIn(Role.Editor, "desk@news.example"), await site.Acts(Role.Editor, "desk@news.example"));
        var path = $"/api/v1/discussions/{(await site.Publish("held", "Held", "The ferry sails.\n\nThe bridge rests.")).Discussion.Id}";
        foreach (var (noun, body) in new (string, object)[]
        {
            ("closure", new { reason = "Closed for the night.", until = site.Clock.GetUtcNow().AddHours(8) }),
            ("announcement", new { text = "We are **back** at six." }),
            ("questions", new { respondents = new[] { new { name = "Ines Wolter" } } }),
            ("passage-question", new { anchor = new { exact = "The ferry sails." }, question = "Have you sailed?" }),
        })
        {
            using var done = await program.PutAsJsonAsync($"{path}/{noun}", body);
            Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync());
        }
        // The words are gone from the story; the question can still be taken away.
        await site.Publish("held", "Held", "The boat sails.\n\nThe bridge rests.");

        var desk = await Desk(editor);
        var held = Held(desk);
        Assert.Equal(["A question at a passage", "Announcement", "Closed", "Questions and answers"],
            held.Select(x => x.QuerySelector("b")!.TextContent).Order(StringComparer.Ordinal));
        Assert.All(held, x => Assert.Equal("Held", x.QuerySelector("a")!.TextContent));
        Assert.Contains("Until June 23, 2026, 8:00",
            Of("Closed").QuerySelector(".hint")!.TextContent.Replace('\u00A0', ' ').Replace('\u202F', ' '), StringComparison.Ordinal);
        Assert.Contains("We are back at six.", Of("Announcement").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Announcement", "Closed"],
            desk.QuerySelectorAll("#desk h3:last-of-type + .said b").Select(x => x.TextContent).Order(StringComparer.Ordinal));

        foreach (var form in held.Select(x => x.QuerySelector("form")!))
        {
            using var ended = await editor.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(form.QuerySelectorAll("input")
                .Select(x => KeyValuePair.Create(x.GetAttribute("name")!, x.GetAttribute("value")!))));
            Assert.Equal((HttpStatusCode.Found, "/account#desk"), (ended.StatusCode, ended.Headers.Location!.ToString()));
        }
        Assert.Empty(Held(await Desk(editor)));

        IElement Of(string what) => held.Single(x => x.QuerySelector("b")!.TextContent == what);
    }

    [Fact]
    public async Task Where_people_talk_and_what_is_new_stands_on_the_desk_and_nobody_else_has_one()
    {
        var editor = await site.SignedIn(Role.Editor, "night@news.example");
        foreach (var text in new[] { "Is anybody at the desk?", "Hello?" }) await site.Ada.Post(text);

        var talk = (await Desk(editor)).QuerySelectorAll("#desk .said li")
            .First(x => x.QuerySelector($"a[href='{site.Page}#discussion']") is not null);
        Assert.Contains("2 new", talk.TextContent, StringComparison.Ordinal);
        Assert.Equal($"{site.Page}/editing", talk.QuerySelector(".hint a")!.GetAttribute("href"));
        Assert.Null((await site.Html("/account")).QuerySelector("#desk"));

        using var bar = await editor.GetAsync($"{site.Page}/editing/bar");
        var links = (await Site.Html(bar)).QuerySelectorAll(".editors a").Select(x => x.GetAttribute("href"));
        Assert.Equal([$"{site.Page}/editing", $"{site.Page}/questions-and-answers", "/account#desk"], links);
    }

    [Fact]
    public async Task A_question_at_a_passage_comes_back_filled_in_and_is_ended_where_it_stands()
    {
        var editor = await site.SignedIn(Role.Editor, "asks@news.example");
        await site.Publish("asked", "Asked", "The ferry sails.\n\nThe bridge rests.");
        async Task<IDocument> Page() => await Site.Html(await editor.GetAsync("/articles/asked/editing"));
        async Task Send(string path, params (string Name, string Value)[] more)
        {
            var stamp = (await Page()).QuerySelector("[name=stamp]")!.GetAttribute("value")!;
            using var done = await editor.PostAsync("/articles/asked/editing/" + path, new FormUrlEncodedContent(
                more.Append(("stamp", stamp)).Select(x => KeyValuePair.Create(x.Item1, x.Item2))));
            Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        }

        var second = (await Page()).QuerySelectorAll("#block option").Last().GetAttribute("value")!;
        await Send("question", ("block", second), ("text", "How long does it rets?"));
        var filled = await Page();
        Assert.Equal(second, filled.QuerySelector("#block option[selected]")!.GetAttribute("value"));
        Assert.Equal("How long does it rets?", filled.QuerySelector("#question")!.TextContent);

        await Send("question", ("block", second), ("text", "How long does it rest?"));
        var end = Assert.Single((await Page()).QuerySelectorAll("[aria-labelledby=asked] form[action$='/end']"));
        Assert.Contains("How long does it rest?", end.TextContent, StringComparison.Ordinal);
        await Send(end.GetAttribute("action")![("/articles/asked/editing/".Length)..]);
        Assert.Equal("", (await Page()).QuerySelector("#question")!.TextContent);
    }

    private static async Task<IDocument> Desk(HttpClient editor) => await Site.Html(await editor.GetAsync("/account"));

    private static List<IElement> Held(IDocument page) =>
        [.. page.QuerySelector("#desk h3")!.NextElementSibling!.QuerySelectorAll(":scope > li")];
}
