using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;

namespace Parley.Tests.Pages;

/// <summary>Writing without script: every form, and what comes back when it is refused.</summary>
public sealed class FormTests(FormTests.Paced site) : IClassFixture<FormTests.Paced>
{
    /// <summary>With the minimum time and the limits of a real site.</summary>
    public sealed class Paced : Site
    {
        protected override IEnumerable<string> Settings => [];
    }

    [Fact]
    public async Task A_stranger_posts_replies_edits_and_withdraws()
    {
        var browser = site.Browser();
        using var posted = await Send(browser, await Form(browser, site.Page), ("text", "From a form.\r\nTwo lines."), ("name", "Eva"));
        var path = posted.Headers.Location!.ToString();
        var id = path.Split("#c-")[1];
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        Assert.Equal("From a form.\nTwo lines.",
            await site.Query(db => db.Comments.Where(x => x.Id == Guid.Parse(id)).Select(x => x.Text).SingleAsync()));

        var reply = await Form(browser, $"{site.Page}/comments/new?parent={id}");
        Assert.Contains("Eva", reply.QuerySelector(".write-as")!.TextContent, StringComparison.Ordinal);
        using var replied = await Send(browser, reply, ("text", "And a reply of mine."));
        Assert.Equal(HttpStatusCode.Found, replied.StatusCode);

        using var edited = await Send(browser, await Form(browser, $"{site.Page}/comments/{id}/edit"), ("text", "From a form, mended."));
        Assert.Equal(HttpStatusCode.Found, edited.StatusCode);
        Assert.Contains("mended", (await site.Html(path)).GetElementById($"c-{id}")!.TextContent, StringComparison.Ordinal);

        var options = await Get(browser, $"{site.Page}/comments/{id}/options");
        using var withdrawn = await Send(browser, options.QuerySelector("form[action$=withdrawal]")!);
        Assert.Equal(HttpStatusCode.Found, withdrawn.StatusCode);
        Assert.Contains("withdrawn", (await site.Html(path)).GetElementById($"c-{id}")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vote_by_form_comes_back_to_the_comment_and_the_same_button_takes_it_back()
    {
        var id = await site.Ada.Post("Vote without script.");
        var browser = site.Browser();
        async Task<string> Vote()
        {
            var stamp = (await Get(browser, site.Page)).QuerySelector($"#c-{id} form.vote [name=stamp]")!.GetAttribute("value")!;
            using var answer = await browser.PostAsync($"{site.Page}/comments/{id}/vote",
                new FormUrlEncodedContent([new("value", "1"), new("stamp", stamp)]));
            Assert.EndsWith($"#c-{id}", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
            return (await site.Html($"{site.Page}/comments/{id}")).QuerySelector($"#c-{id} [data-up]")!.TextContent;
        }
        Assert.Equal("1", await Vote());
        Assert.Equal("0", await Vote());
    }

    [Theory]
    [InlineData("text", "", "comment is empty")]
    [InlineData("website", "http://spam.example", "must stay empty")]
    [InlineData("stamp", "", "open for a long time")]
    [InlineData("stamp", "1782216000000.AAAAAAAAAAAAAAAAAAAAAAAA", "open for a long time")]
    [InlineData("name", "", "give a name")]
    [InlineData("name", "Mоderator", "people who run this site")]
    public async Task A_refused_form_comes_back_with_its_reason_and_its_text(string field, string value, string words)
    {
        var browser = site.Browser();
        var form = await Form(browser, site.Page);
        var text = field == "text" ? value : $"Words that must not be lost, {field} {value.Length}.";

        using var answer = await Send(browser, form, ("text", text), ("name", "Fritz"), (field, value));
        var again = (await Site.Html(answer)).QuerySelector("form.write")!;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(words, again.QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(text, again.QuerySelector("textarea")!.TextContent);
        Assert.False(answer.Headers.Contains("Set-Cookie"), "A refused stranger is not remembered.");
    }

    [Fact]
    public async Task A_form_sent_at_once_is_too_quick_and_a_day_later_too_old()
    {
        var browser = site.Browser();
        var form = await Form(browser, site.Page);
        var reply = (await Get(browser, $"{site.Page}/comments/new?parent={await site.Ada.Post("Answer quickly.")}"))
            .QuerySelector("form.write")!;
        using var quick = await Send(browser, reply, 0, ("text", "Quick!"), ("name", "Gero"));
        Assert.Contains("faster", (await Site.Html(quick)).QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromHours(25));
        using var old = await Send(browser, form, ("text", "Slow."), ("name", "Gero"));
        Assert.Contains("long time", (await Site.Html(old)).QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_once_given_stays_until_it_is_left()
    {
        var browser = site.Browser();
        using var first = await Send(browser, await Form(browser, site.Page), ("text", "I am Hanna."), ("name", "Hanna"));
        using var other = await Send(browser, await Form(browser, site.Page), ("text", "Now I am not."), ("name", "Hannelore"));
        Assert.Contains("another name", (await Site.Html(other)).QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);

        using var left = await Send(browser, (await Get(browser, "/account")).QuerySelector("form[action='/account/departure']")!);
        using var anew = await Send(browser, await Form(browser, site.Page), ("text", "Now I am Hannelore."), ("name", "Hannelore"));
        Assert.Equal(HttpStatusCode.Found, anew.StatusCode);
    }

    [Fact]
    public async Task Somebody_elses_comment_cannot_be_edited_or_withdrawn_by_form()
    {
        var id = await site.Ada.Post("Not yours to change.");
        var browser = site.Browser();
        using var _ = await Send(browser, await Form(browser, site.Page), ("text", "I was here."), ("name", "Ida"));

        using var edit = await browser.PostAsync($"{site.Page}/comments/{id}/edit", new FormUrlEncodedContent([new("text", "Changed.")]));
        using var withdrawal = await browser.PostAsync($"{site.Page}/comments/{id}/withdrawal", new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.Forbidden, edit.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, withdrawal.StatusCode);
    }

    private static async Task<IDocument> Get(HttpClient browser, string path) => await Site.Html(await browser.GetAsync(path));

    private async Task<IElement> Form(HttpClient browser, string path) => (await Get(browser, path)).QuerySelector("form.write")!;

    private Task<HttpResponseMessage> Send(HttpClient browser, IElement form, params (string Name, string Value)[] fields) =>
        Send(browser, form, 5, fields);

    // Fills the form as it came, writes for some seconds, and sends it.
    private async Task<HttpResponseMessage> Send(
        HttpClient browser, IElement form, int seconds, params (string Name, string Value)[] fields)
    {
        site.Clock.Advance(TimeSpan.FromSeconds(seconds));
        var values = form.QuerySelectorAll("input[name]").ToDictionary(x => x.GetAttribute("name")!, x => x.GetAttribute("value") ?? "");
        foreach (var (name, value) in fields) values[name] = value;
        return await browser.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(values));
    }
}
