using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Tests.Conduct;

/// <summary>The coach without script, and for programs.</summary>
public sealed class CoachTests(Site site) : IClassFixture<Site>
{
    private const string Rude = "You are an idiot.";
    private const string Civil = "The ferry costs more than the bridge, as the report says on page 12.";

    [Fact]
    public async Task A_preview_names_the_habit_the_words_and_what_to_do_instead_and_stores_nothing()
    {
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/conduct/preview", new { text = Rude });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var hint = said.GetProperty("hint");
        Assert.Equal("Name-calling", hint.GetProperty("title").GetString());
        Assert.NotEmpty(hint.GetProperty("instead").GetString()!);
        var words = hint.GetProperty("words").EnumerateArray()
            .Select(x => Rude[x.GetProperty("begin").GetInt32()..x.GetProperty("end").GetInt32()]);
        Assert.Contains(words, some => some.Contains("idiot", StringComparison.Ordinal));
        Assert.StartsWith("1-", said.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("0.", said.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Written below.")]
    [InlineData("A comment.")]
    [InlineData("First comment.")]
    [InlineData("An answer.")]
    [InlineData("Not sure.")]
    [InlineData("I don't know.")]
    [InlineData("Thank you.")]
    [InlineData("The train was late.")]
    public async Task A_short_ordinary_sentence_gets_no_hint(string text)
    {
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/conduct/preview", new { text });

        Assert.Equal(JsonValueKind.Null, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("hint").ValueKind);
    }

    [Theory]
    [InlineData("That is simply wrong.", "Only a contradiction")]
    [InlineData("You are an idiot.", "Name-calling")]
    public async Task A_habit_still_gets_its_hint(string text, string title)
    {
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/conduct/preview", new { text });

        Assert.Equal(title, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("hint").GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_civil_draft_gets_no_hint_and_none_is_no_draft()
    {
        using var civil = await site.Api().PostAsJsonAsync("/api/v1/conduct/preview", new { text = Civil });
        using var none = await site.Api().PostAsJsonAsync("/api/v1/conduct/preview", new { });

        Assert.Equal(JsonValueKind.Null, (await civil.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("hint").ValueKind);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
    }

    [Theory]
    [InlineData("Written below.")]
    [InlineData("An answer.")]
    [InlineData("Below, above.")]
    [InlineData("Thank you!")]
    [InlineData("Where is the source?")]
    public async Task A_short_text_that_says_nothing_about_anybody_gets_no_hint(string text)
    {
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/conduct/preview", new { text });

        Assert.Equal(JsonValueKind.Null, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("hint").ValueKind);
    }

    [Fact]
    public async Task Without_script_the_hint_comes_once_on_the_form_and_sent_again_the_comment_is_posted()
    {
        var browser = site.Browser();
        var text = Rude + " I mean it.";
        var stamp = await Stamp(browser);
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        using var first = await browser.PostAsync(site.Page + "/comments", Form(stamp, text));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var page = await Site.Html(first);
        // A new one would begin the time anew in which nobody could have typed that.
        Assert.Equal(stamp, page.QuerySelector("input[name=stamp]")!.GetAttribute("value"));
        Assert.Equal("status", page.QuerySelector("[data-coach]")!.GetAttribute("role"));
        Assert.Contains("idiot", page.QuerySelector(".coach-hint mark")!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll(".coach-hint"));
        Assert.Equal(text, page.QuerySelector("textarea")!.TextContent);
        var told = page.QuerySelector("input[name=hint]")!.GetAttribute("value");
        Assert.NotEmpty(told!);
        Assert.Equal("Post anyway", page.QuerySelector(".coach-anyway")!.TextContent);

        using var second = await browser.PostAsync(site.Page + "/comments",
            Form(page.QuerySelector("input[name=stamp]")!.GetAttribute("value")!, text, told!));
        Assert.Equal(HttpStatusCode.Found, second.StatusCode);
        Assert.Contains("I mean it.", (await site.Html(site.Page)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hint_is_in_the_language_of_the_page()
    {
        var browser = site.Browser();
        using var hint = await browser.PostAsync("/conduct/hint", new FormUrlEncodedContent([new("text", Rude), new("lang", "de")]));
        using var none = await browser.PostAsync("/conduct/hint", new FormUrlEncodedContent([new("text", Civil)]));

        Assert.Contains("Beschimpfung", await hint.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, none.StatusCode);
    }

    [Fact]
    public async Task Many_texts_are_scored_at_once_in_their_order()
    {
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/conduct/score", new { texts = new[] { Rude, Civil } });
        using var tooMany = await site.Api().PostAsJsonAsync("/api/v1/conduct/score", new { texts = Enumerable.Repeat("x", 101) });

        var judged = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("judgements").EnumerateArray().ToList();
        Assert.Equal(2, judged.Count);
        Assert.True(judged[0].GetProperty("scores").GetProperty("TOXICITY").GetDouble() > judged[1].GetProperty("scores")
            .GetProperty("TOXICITY").GetDouble());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMany.StatusCode);
    }

    private async Task<string> Stamp(HttpClient browser) =>
        (await Site.Html(await browser.GetAsync(site.Page))).QuerySelector("form.write input[name=stamp]")!.GetAttribute("value")!;

    private static FormUrlEncodedContent Form(string stamp, string text, string hint = "") =>
        new([new("stamp", stamp), new("text", text), new("name", "Dora "), new("hint", hint)]);
}
