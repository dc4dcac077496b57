using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Readers;

namespace Parley.Tests.Discussions;

/// <summary>What editors do to a discussion as a whole: each with a reason that everyone sees and an end that comes by itself.</summary>
public sealed class InterventionTests(Site site) : IClassFixture<Site>
{
    private const string Hostile = "<script>alert(1)</script> \u202E & \0 so";

    [Fact]
    public async Task A_closed_discussion_says_why_and_until_when_and_opens_by_itself()
    {
        var (editor, discussion, path) = await Begin("closed");
        var until = site.Clock.GetUtcNow().AddHours(1);

        using var closed = await editor.PutAsJsonAsync($"/api/v1/discussions/{discussion}/closure",
            new { reason = "The desk is asleep. " + Hostile, until });

        Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
        var page = await site.Html(path);
        Assert.Contains("The desk is asleep.", page.QuerySelector(".intervention")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector($".intervention time[datetime='{until:yyyy-MM-dd'T'HH:mm:ss'Z'}']"));
        Assert.Null(page.QuerySelector("form.write"));
        Assert.Empty(Site.InlineScripts(page));
        Assert.False((await site.Discussion(url: new Uri(site.Address, path).ToString())).GetProperty("open").GetBoolean());
        using var refused = await Say(site.Ada, discussion, "May I?");
        Assert.Equal((HttpStatusCode.Conflict, "discussion-closed"), (refused.StatusCode, await refused.Code()));
        using var again = await Say(site.Ada, discussion, "May I?");
        Assert.Contains("The desk is asleep.", (await again.Json()).GetProperty("detail").GetString(), StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromHours(1.1));
        Assert.NotNull((await site.Html(path)).QuerySelector("form.write"));
        Assert.Null((await site.Html(path)).QuerySelector(".intervention"));
        Assert.True((await site.Discussion(url: new Uri(site.Address, path).ToString())).GetProperty("open").GetBoolean());
        using var posted = await Say(site.Ada, discussion, "Now I may.");
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
    }

    [Fact]
    public async Task In_a_slowed_discussion_each_reader_waits_and_loses_nothing()
    {
        var (editor, discussion, path) = await Begin("slowed");
        using var _ = await editor.PutAsJsonAsync($"/api/v1/discussions/{discussion}/slowdown",
            new { reason = "Think first.", minutes = 10 });
        using var first = await Say(site.Ada, discussion, "First.");
        using var second = await Say(site.Ada, discussion, "Second.");
        using var other = await Say(site.Boris, discussion, "Mine.");

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal((HttpStatusCode.TooManyRequests, "discussion-slowed"), (second.StatusCode, await second.Code()));
        Assert.Equal(TimeSpan.FromMinutes(10), second.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.Created, other.StatusCode);
        Assert.Contains("every 10 minutes", (await site.Html(path)).QuerySelector(".intervention")!.TextContent, StringComparison.Ordinal);

        // Who takes back their words has still said them.
        await site.Ada.Withdraw((await first.Json()).GetProperty("id").GetGuid());
        using var early = await Say(site.Ada, discussion, "Third.");
        Assert.Equal(HttpStatusCode.TooManyRequests, early.StatusCode);
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        using var late = await Say(site.Ada, discussion, "Third.");
        Assert.Equal(HttpStatusCode.Created, late.StatusCode);

        using var ended = await editor.DeleteAsync($"/api/v1/discussions/{discussion}/slowdown");
        using var free = await Say(site.Ada, discussion, "At once.");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Created), (ended.StatusCode, free.StatusCode));
    }

    [Fact]
    public async Task An_announcement_stands_above_the_comments_and_a_new_one_takes_its_place()
    {
        var (editor, discussion, path) = await Begin("announced");
        foreach (var text in new[] { "The **minister** answers at noon.", "He is late. " + Hostile })
        {
            using var _ = await editor.PutAsJsonAsync($"/api/v1/discussions/{discussion}/announcement", new { text });
            site.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var page = await site.Html(path);
        Assert.Contains("He is late.", page.QuerySelectorAll(".intervention").Single().TextContent, StringComparison.Ordinal);
        Assert.Empty(Site.InlineScripts(page));
        var kept = await site.Query(db => db.Interventions.Where(x => x.DiscussionId == discussion).OrderBy(x => x.BeganAt).ToListAsync());
        Assert.Equal([true, false], kept.Select(x => x.LiftedAt is not null));
        Assert.All(kept, x => Assert.NotNull(x.EditorId));
    }

    [Theory]
    [InlineData("closure", """{"reason":" \u200B "}""", "reason-missing")]
    [InlineData("closure", """{"reason":"So.","until":"2020-01-01T00:00:00Z"}""", "until-over")]
    [InlineData("slowdown", """{"reason":"So."}""", "bad-minutes")]
    [InlineData("slowdown", """{"reason":"So.","minutes":0}""", "bad-minutes")]
    [InlineData("announcement", "{}", "announcement-missing")]
    public async Task What_is_not_clear_is_refused_in_words(string noun, string body, string code)
    {
        var (editor, discussion, _) = await Begin("refused-" + noun);
        using var answer = await editor.PutAsync($"/api/v1/discussions/{discussion}/{noun}",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.StatusCode, await answer.Code()));
    }

    [Fact]
    public async Task Without_script_editors_do_it_all_on_one_page_and_a_refused_form_keeps_its_text()
    {
        var (editor, _, path) = await Begin("by-form");
        editor.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var bad = await Send("closure", ("text", "Closed for the night."), ("until", "tomorrow"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Equal("Closed for the night.", (await Site.Html(bad)).QuerySelector("#closure-text")!.TextContent);

        // Without an end it is asked once more.
        using var unsure = await Send("closure", ("text", "Closed for the night."));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unsure.StatusCode);
        var again = await Site.Html(unsure);
        Assert.Contains("until somebody opens it again", again.QuerySelector("[action$='closure'] .refusal")!.TextContent,
            StringComparison.Ordinal);
        Assert.Null((await site.Html(path)).QuerySelector(".intervention"));

        using var good = await Send("closure", ("text", again.QuerySelector("#closure-text")!.TextContent),
            ("endless", again.QuerySelector("[name=endless]")!.GetAttribute("value")!));
        Assert.Equal(HttpStatusCode.Found, good.StatusCode);
        Assert.Contains("Closed for the night.", (await site.Html(path)).QuerySelector(".intervention")!.TextContent,
            StringComparison.Ordinal);
        using var ended = await editor.PostAsync($"{path}/editing/interventions/closure/end", new FormUrlEncodedContent([]));
        Assert.Null((await site.Html(path)).QuerySelector(".intervention"));

        Task<HttpResponseMessage> Send(string noun, params (string, string)[] fields) =>
            editor.PostAsync($"{path}/editing/interventions/{noun}",
                new FormUrlEncodedContent(fields.Select(x => KeyValuePair.Create(x.Item1, x.Item2))));
    }

    private async Task<(HttpClient Editor, Guid Discussion, string Path)> Begin(string slug)
    {
        var published = await site.Publish(slug, slug, "A story.\n\nIts second paragraph.");
        return (await site.Acts(Role.Editor, "desk@news.example"), published.Discussion.Id, "/articles/" + slug);
    }

    private static Task<HttpResponseMessage> Say(Guest who, Guid discussion, string text) =>
        who.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/comments", new { text });
}
