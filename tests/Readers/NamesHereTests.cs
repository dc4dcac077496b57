using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Readers;

namespace Parley.Tests.Readers;

/// <summary>Whose name is whose: inside a discussion, on the whole site, and of the newsroom.</summary>
public sealed class NamesHereTests(NamesHereTests.Named site) : IClassFixture<NamesHereTests.Named>
{
    public sealed class Named : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:SiteName=The Harbour Post"];
    }

    [Theory]
    [InlineData("Marlene Vogt", "Marlene Vogt")]
    [InlineData("Peter Amsel", "Реter  Amsel")]
    [InlineData("Ole Iversen", "0le Iversen")]
    [InlineData("Zoë Brandt", "zoe brandt")]
    [InlineData("🦉", "🦉")]
    public async Task Nobody_takes_the_name_of_somebody_who_speaks_in_the_discussion(string name, string taken)
    {
        var first = await site.NewGuest(name);
        await first.Post($"I am the real one, {name}.");
        var second = await site.NewGuest(taken);

        using var api = await second.TryPost($"No, I am, {taken}.");
        using var form = await Form($"Me too, {taken}.", taken);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, api.StatusCode);
        Assert.Equal("name-spoken-for", await api.Code());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, form.StatusCode);
        var page = await Site.Html(form);
        var offered = page.QuerySelector("form.write [name=name]")!.GetAttribute("value")!;
        Assert.NotEqual(taken, offered);
        Assert.Contains(offered, page.QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);
        using var accepted = await Form($"Then so be it, {offered}.", offered);
        Assert.Equal(HttpStatusCode.Found, accepted.StatusCode);
    }

    [Fact]
    public async Task Of_two_who_take_a_name_at_once_one_has_it()
    {
        var twins = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.NewGuest("Twin Peaks")));

        var answers = await Task.WhenAll(twins.Select((twin, i) => twin.TryPost($"I was here first, says number {i}.")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
    }

    [Fact]
    public async Task Somebody_known_whose_name_is_anothers_here_goes_on_under_the_one_that_is_offered()
    {
        await (await site.NewGuest("Wanda Pohl")).Post("Wanda speaks here.");
        await site.Publish("elsewhere", "Elsewhere", "Another story.");
        var browser = site.Browser();
        using var first = await Send("/articles/elsewhere", "Another Wanda there.", "Wanda Pohl");
        Assert.Equal(HttpStatusCode.Found, first.StatusCode);

        using var refused = await Send(site.Page, "And here.", "");
        var page = await Site.Html(refused);
        var offered = page.QuerySelector("form.write [name=name]")!.GetAttribute("value")!;
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Wanda Pohl 2", null),
            (refused.StatusCode, offered, page.QuerySelector(".write-as")));
        Assert.Contains("Wanda Pohl", page.QuerySelector("[data-name] .hint")!.TextContent, StringComparison.Ordinal);

        using var taken = await Send(site.Page, "And here.", offered);
        using var again = await Send(site.Page, "Here once more.", "");
        // Where nobody else has it, one name stays one name.
        using var other = await Send(site.Page, "Under a third one.", "Wanda Third");

        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.Found, HttpStatusCode.UnprocessableEntity],
            new[] { taken, again, other }.Select(x => x.StatusCode));
        var names = (await site.Html($"{site.Page}?sort=newest")).QuerySelectorAll(".comment").Take(2)
            .Select(x => x.QuerySelector(".author")!.TextContent);
        Assert.Equal(["Wanda Pohl 2", "Wanda Pohl 2"], names);

        async Task<HttpResponseMessage> Send(string path, string text, string name)
        {
            var stamp = (await Site.Html(await browser.GetAsync(path))).QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
            site.Clock.Advance(TimeSpan.FromMinutes(1));
            return await browser.PostAsync($"{path}/comments/",
                new FormUrlEncodedContent([new("stamp", stamp), new("text", text), new("name", name)]));
        }
    }

    [Fact]
    public async Task In_a_frame_that_was_lent_its_name_nobody_goes_on_under_another_and_loses_what_they_say()
    {
        await (await site.NewGuest("Xaver Lind")).Post("Xaver speaks here.");
        var lent = await site.NewGuest("Xaver Lind");
        var stamp = (await site.Html(site.Page)).QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
        site.Clock.Advance(TimeSpan.FromSeconds(5));

        foreach (var name in new[] { "", "Xaver Lind 2" })
        {
            using var refused = await lent.Http.PostAsync($"{site.Page}/comments/",
                new FormUrlEncodedContent([new("stamp", stamp), new("text", $"In a frame {name}."), new("name", name)]));
            var page = await Site.Html(refused);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, null), (refused.StatusCode, page.QuerySelector("form.write [name=name]")));
            Assert.Contains("Xaver Lind", page.QuerySelector(".write-as")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_name_speaks_in_another_discussion()
    {
        await (await site.NewGuest("Rosa Lind")).Post("Rosa speaks here.");
        var other = await site.Discussion(url: "https://news.example/rosa");

        using var answer = await (await site.NewGuest("Rosa Lind")).Http
            .PostAsJsonAsync($"/api/v1/discussions/{other.GetProperty("id")}/comments", new { text = "And another Rosa there." });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task A_name_with_a_rank_is_its_readers_on_the_whole_site()
    {
        await site.Query(async db =>
        {
            db.Readers.Add(Reader.FromImport(1, "capture", "quinn", "Quinn Harrow", "Trusted Member", site.Clock.GetUtcNow()));
            await db.SaveTogether(default);
            return 0;
        });
        using var guest = await site.Api().PostAsJsonAsync("/api/v1/guests", new { name = "QUlNN HARROW" });
        using var form = await Form("I am Quinn, surely.", "Quinn Harrow");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, guest.StatusCode);
        Assert.Equal("name-spoken-for", await guest.Code());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, form.StatusCode);
    }

    [Fact]
    public async Task Who_works_for_the_house_is_marked_with_its_name_on_the_page_in_JSON_JSON_LD_and_feeds()
    {
        var editor = await site.Acts(Role.Editor, "vera@news.example");
        await site.Staff(staff => staff.Add(Role.Editor, site.Mail("vera@news.example"), "Vera Olsen", default));
        using var posted = await editor.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = "The newsroom answers." });
        var answer = await posted.Json();
        var id = answer.GetProperty("id").GetGuid();
        var reader = await site.Ada.Post("And a reader.");

        Assert.Equal("The Harbour Post", answer.GetProperty("author").GetProperty("newsroom").GetString());
        var page = await site.Html($"{site.Page}?sort=newest");
        Assert.Equal("The Harbour Post", page.QuerySelector($"#c-{id} .newsroom")!.TextContent.Trim());
        Assert.Null(page.QuerySelector($"#c-{reader} .newsroom"));
        var comments = (await site.Discussion("&sort=newest")).GetProperty("comments").EnumerateArray()
            .ToDictionary(x => x.GetProperty("id").GetGuid());
        Assert.Equal("The Harbour Post", comments[id].GetProperty("author").GetProperty("newsroom").GetString());
        Assert.Equal(JsonValueKind.Null, comments[reader].GetProperty("author").GetProperty("newsroom").ValueKind);
        using var data = JsonDocument.Parse(page.QuerySelector("script[type='application/ld+json']")!.TextContent);
        var said = data.RootElement.GetProperty("comment").EnumerateArray().ToDictionary(x => x.GetProperty("text").GetString()!);
        Assert.Equal("The Harbour Post",
            said["The newsroom answers."].GetProperty("author").GetProperty("worksFor").GetProperty("name").GetString());
        Assert.False(said["And a reader."].GetProperty("author").TryGetProperty("worksFor", out _));
        Assert.Contains("<name>Vera Olsen (The Harbour Post)</name>", await site.Api().GetStringAsync($"{site.Page}/comments.xml"),
            StringComparison.Ordinal);
        var alone = await site.Html($"{site.Page}/comments/{id}");
        Assert.StartsWith("Vera Olsen (The Harbour Post) ", alone.Title, StringComparison.Ordinal);
        var card = await Tag($"{site.Page}/comments/{id}/card.png");
        Assert.Equal("The Harbour Post", (await site.Html("/search?q=newsroom+answers")).QuerySelector(".said .newsroom")!.TextContent);
        var found = await site.Api().GetFromJsonAsync<JsonElement>("/api/v1/search?q=newsroom+answers");
        Assert.Equal("The Harbour Post",
            found.GetProperty("comments").EnumerateArray().Single().GetProperty("author").GetProperty("newsroom").GetString());
        var own = await site.Html($"/readers/{answer.GetProperty("author").GetProperty("id")}");
        Assert.Contains("The Harbour Post", own.QuerySelector(".reader-standing")!.TextContent, StringComparison.Ordinal);
        // They have no rank that would have to be explained.
        Assert.Null(own.QuerySelector("[href$='/standing']"));

        // What is drawn on a card can't be read; it is drawn anew without the mark.
        await site.Staff(staff => staff.Remove(Role.Editor, site.Mail("vera@news.example"), default));
        Assert.NotEqual(card, await Tag($"{site.Page}/comments/{id}/card.png"));
    }

    private async Task<string?> Tag(string path)
    {
        using var answer = await site.Api().GetAsync(path);
        return answer.Headers.ETag?.Tag;
    }

    private async Task<HttpResponseMessage> Form(string text, string name)
    {
        var stamp = (await site.Html(site.Page)).QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        return await site.Browser()
            .PostAsync($"{site.Page}/comments/", new FormUrlEncodedContent([new("stamp", stamp), new("text", text), new("name", name)]));
    }
}
