using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Comments;
using Parley.Conduct;
using Parley.Moderation;
using Parley.Readers;
using Parley.Tests.Conduct;
using Parley.Writing;

namespace Parley.Tests.Moderation;

/// <summary>A wave of copies: held in the open, one row for a moderator, and nobody else waits.</summary>
[OnBoth]
public sealed class WaveLifeTests
{
    private const string Petition =
        "We the undersigned ask the council to keep the bridge open for everybody until the ferry has proven itself "
            + "for a whole winter, and to tell us what it costs.";

    private int signed;

    // To the letter it could be said three times an hour.
    private string Copy() => $"{Petition} Signed by reader {++signed}.";

    private sealed class Without : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:Waves=off"];
    }

    /// <summary>
    /// Which runs of letters make a print is chosen by a site's secret; here it is always the same one. Of twelve one came to two rows.
    /// </summary>
    private sealed class Keyed : Site
    {
        protected override void Adapt(IServiceCollection services) => services.AddSingleton(new Prints(SHA256.HashData([1])));
    }

    [Fact]
    public async Task A_replayed_wave_is_one_row_and_nobody_else_waits_until_it_ends_by_itself()
    {
        await using var site = await Begun(new Keyed());
        var texts = new WaveTexts(42);
        var regulars = await Regulars(site, 5);
        var (people, others, random) = (await Guests(site, "New", 40), await Guests(site, "Other", 10), new Random(1));
        var (status, own) = (new List<string>(), new List<string>());
        for (var i = 0; i < 300; i++)
        {
            status.Add(await Status(people[random.Next(people.Count)], texts.Spam(1)));
            // Known here, and whatever they say; new here, with words of their own.
            if (i % 20 == 5) own.Add(await Status(regulars[random.Next(regulars.Count)], texts.Spam(1)));
            if (i % 10 == 5) own.Add(await Status(others[random.Next(others.Count)], texts.Opinion()));
            site.Clock.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.All(own, x => Assert.Equal("published", x));
        // By which runs a site's secret chooses it is noticed sooner or later: of sixty secrets 265 of 280 for one, 272 for most.
        Assert.True(status.Skip(20).Count(x => x == "held") >= 0.93 * 280, $"{status.Skip(20).Count(x => x == "held")} of 280");
        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var page = await Site.Html(await moderator.GetAsync("/moderation"));
        var row = Assert.Single(page.QuerySelectorAll(".wave"));
        Assert.Contains($"{status.Count(x => x == "held")} comments wait.", row.TextContent, StringComparison.Ordinal);
        // It is one decision to make, and told on whichever tab.
        var reports = await Site.Html(await moderator.GetAsync("/moderation?kind=report"));
        Assert.Empty(reports.QuerySelectorAll(".wave"));
        Assert.All([page, reports], x => Assert.Equal("1", x.QuerySelector(".sorts [data-waves]")!.TextContent));
        Assert.Empty(page.QuerySelectorAll("[data-case]"));
        Assert.DoesNotContain("New 1", row.TextContent, StringComparison.Ordinal);
        Assert.InRange(row.QuerySelectorAll("[name=also]").Length, Waves.Newcomers, 30);
        Assert.Empty((await (await site.Moderator("mo")).GetFromJsonAsync<JsonElement>("/api/v1/cases")).GetProperty("cases")
            .EnumerateArray());

        site.Clock.Advance(Waves.Silence);
        Assert.Equal("published", await Status(people[0], texts.Spam(1)));
        Assert.Contains("It is over", (await Site.Html(await moderator.GetAsync("/moderation?kind=held")))
            .QuerySelector(".wave")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_says_why_under_the_rule_and_one_word_removes_all_but_the_first()
    {
        await using var site = await Begun(new Site());
        var regular = (await Regulars(site, 1))[0];
        var first = await (await site.NewGuest("Honest")).Post(Copy());
        await regular.Post(Copy());
        var people = await Guests(site, "Copy", 14);
        var ids = new List<Guid>();
        foreach (var one in people)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(1));
            ids.Add(await one.Post(Copy()));
        }
        var (earlier, held) = (ids[..(Waves.Newcomers - 1)], ids[(Waves.Newcomers - 1)..]);
        var decision = (await site.Comment(held[0])).GetProperty("removal").GetProperty("decisionId").GetGuid();
        foreach (var id in earlier) Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());

        var statement = await people[^1].Http.GetFromJsonAsync<JsonElement>($"/api/v1/decisions/{decision}");
        Assert.Equal(("spam", true), (statement.GetProperty("rule").GetProperty("id").GetString(), statement.GetProperty("automated")
            .GetBoolean()));
        Assert.Contains("many new accounts posted nearly the same text", (await site.Html(site.Page)).Body!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains("Many new accounts posted nearly the same text", await site.Text($"/decisions/{decision}"),
            StringComparison.Ordinal);

        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var row = (await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelector(".wave")!;
        var also = row.QuerySelectorAll<IHtmlInputElement>("[name=also]").ToList();
        // The one that the others may have copied is shown first, and goes only by a choice of its own; who is known here isn't there.
        Assert.Equal([first, .. earlier], also.ConvertAll(x => Guid.Parse(x.Value!)));
        Assert.DoesNotContain(also, x => x.IsChecked);
        using var done = await Send(moderator, row, "removal", [("rule", "spam"), ("text", "Copied by guests of one hour."),
            .. earlier.Select(x => ("also", x.ToString()))]);
        Assert.Contains($"done={ids.Count}&failed=0&later=0", done.Headers.Location!.ToString(), StringComparison.Ordinal);

        Assert.Equal("published", (await site.Comment(first)).GetProperty("status").GetString());
        foreach (var id in ids) Assert.Equal("removed", (await site.Comment(id)).GetProperty("status").GetString());
        Assert.Equal(2, await site.Query(db => db.Comments.CountAsync(x => x.Text.StartsWith(Petition) && x.RemovedAt == null)));
        Assert.Empty((await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelectorAll(".wave, [data-case]"));
        // Of a hold nobody is told that the comment breaks the rule.
        Assert.Contains("It was held to be looked at under this rule.", await site.Text($"/decisions/{decision}"),
            StringComparison.Ordinal);
        // Each has reasons and an appeal of their own.
        var removal = (await site.Comment(held[0])).GetProperty("removal").GetProperty("decisionId").GetGuid();
        using var ruled = await (await site.Moderator("ma")).Rule(await people[Waves.Newcomers - 1].Http.Appeal(removal));
        Assert.Equal("published", (await site.Comment(held[0])).GetProperty("status").GetString());
        using var scope = site.App.Services.CreateScope();
        Assert.Empty((await scope.ServiceProvider.GetRequiredService<LogFromDatabase>()
            .Check(null, TestContext.Current.CancellationToken)).Findings);
    }

    [Fact]
    public async Task What_is_unticked_goes_on_waiting_and_stands_in_the_row()
    {
        await using var site = await Begun(new Site());
        foreach (var one in await Guests(site, "Signs", 13)) await one.Post(Copy());
        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var row = (await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelector(".wave")!;
        var held = row.QuerySelectorAll<IHtmlInputElement>("[name=held]").ToList();
        Assert.Equal(3, held.Count);
        held[0].IsChecked = false;
        using var done = await Send(moderator, row, "removal", ("rule", "spam"), ("text", "Copied by guests of one hour."));
        Assert.Contains("done=2&failed=0&later=1", done.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("held", (await site.Comment(Guid.Parse(held[0].Value!))).GetProperty("status").GetString());
        Assert.Equal("removed", (await site.Comment(Guid.Parse(held[1].Value!))).GetProperty("status").GetString());
        row = (await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelector(".wave")!;
        Assert.Equal(held[0].Value, Assert.Single(row.QuerySelectorAll<IHtmlInputElement>("[name=held]")).Value);
    }

    private sealed class HoldsLinks : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:Hold=links"];
    }

    [Fact]
    public async Task What_another_reason_holds_is_none_of_the_waves_and_stands_in_the_queue()
    {
        await using var site = await Begun(new HoldsLinks());
        var people = await Guests(site, "Copy", 11);
        var ids = new List<Guid>();
        foreach (var one in people) ids.Add(await one.Post(Copy()));
        using var edited = await people[0].Edit(ids[0], "I found what it costs: https://bridge.example/costs");
        Assert.Equal("held", (await edited.Json()).GetProperty("status").GetString());
        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var page = await Site.Html(await moderator.GetAsync("/moderation"));
        Assert.Single(page.QuerySelectorAll("[data-case]"));
        Assert.Single(page.QuerySelectorAll("[name=held]"));
        using var done = await Send(moderator, page.QuerySelector(".wave")!, "removal", ("rule", "spam"), ("text", "Copied by guests."));
        Assert.Equal("held", (await site.Comment(ids[0])).GetProperty("status").GetString());
        Assert.Equal("removed", (await site.Comment(ids[10])).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_another_node_has_published_a_moment_ago_is_not_held()
    {
        await using var site = await Begun(new Site());
        foreach (var one in await Guests(site, "Copy", 11)) await one.Post(Copy());
        var until = site.Clock.GetUtcNow() + Waves.ExemptFor;
        await site.Query(db => db.Waves.ExecuteUpdateAsync(set => set.SetProperty(x => x.ExemptUntil, until)));
        Assert.Equal("published", await Status(await site.NewGuest("Late"), Copy()));
    }

    [Fact]
    public async Task Waves_that_were_withdrawn_take_no_row_and_what_waits_comes_first()
    {
        await using var site = await Begun(new Site());
        var people = await Guests(site, "Copy", Waves.Newcomers);
        for (var wave = 0; wave < 11; wave++)
        {
            var text = new WaveTexts(100 + wave).Opinion(5);
            var ids = new List<Guid>();
            foreach (var (i, one) in people.Index()) ids.Add(await one.Post($"{text} Number {i}."));
            foreach (var (i, one) in people.Index())
                using (var gone = await one.Http.DeleteAsync($"/api/v1/comments/{ids[i]}")) gone.EnsureSuccessStatusCode();
            site.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(11, await site.Query(db => db.Waves.CountAsync()));
        foreach (var one in await Guests(site, "Real", 12)) await one.Post(Copy());
        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var page = await Site.Html(await moderator.GetAsync("/moderation"));
        Assert.Contains("2 comments wait.", Assert.Single(page.QuerySelectorAll(".wave")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_all_acts_on_what_was_shown_ends_it_and_frees_the_text()
    {
        await using var site = await Begun(new Site());
        foreach (var one in await Guests(site, "Signs", 13)) await one.Post(Copy());
        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var stale = (await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelector(".wave")!;
        var id = stale.QuerySelector("form")!.GetAttribute("action")!.Split('/')[^2];
        foreach (var word in new[] { "publication", "removal" })
        {
            var fields = new Dictionary<string, string> { ["rule"] = "spam", ["text"] = "The same offer." };
            using var none = await moderator.PostAsync($"/moderation/waves/{id}/{word}", new FormUrlEncodedContent(fields));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
        }
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await (await site.NewGuest("Late")).Post(Copy());
        Assert.Equal("held", (await site.Comment(late)).GetProperty("status").GetString());

        using var done = await Send(moderator, stale, "publication");

        Assert.Contains("done=3&failed=0&later=1", done.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("held", (await site.Comment(late)).GetProperty("status").GetString());
        var page = await Site.Html(await moderator.GetAsync(done.Headers.Location));
        Assert.Contains("1 comment waits.", page.Body!.TextContent, StringComparison.Ordinal);
        using var rest = await Send(moderator, page.QuerySelector(".wave")!, "publication");
        Assert.Equal("published", (await site.Comment(late)).GetProperty("status").GetString());
        foreach (var one in await Guests(site, "More", 15))
            Assert.Equal("published", await Status(one, Copy()));
        Assert.Empty((await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelectorAll(".wave"));
        using var unknown = await moderator.PostAsync($"/moderation/waves/{late}/publication", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task An_edit_into_the_text_is_held_and_one_that_mends_a_slip_in_it_is_not()
    {
        await using var site = await Begun(new Site());
        var people = await Guests(site, "Copy", 12);
        var ids = new List<Guid>();
        foreach (var one in people) ids.Add(await one.Post(Copy()));
        using var mended = await people[0].Edit(ids[0], Copy() + " Please.");
        Assert.Equal("published", (await mended.Json()).GetProperty("status").GetString());

        var sly = await site.NewGuest("Sly");
        var id = await sly.Post("What a lovely morning it is.");
        using var edited = await sly.Edit(id, Copy());
        Assert.Equal("held", (await edited.Json()).GetProperty("status").GetString());
        Assert.Equal("spam", (await site.Comment(id)).GetProperty("removal").GetProperty("rule").GetString());
        // By the form as well, and who is asked to answer or works here never waits.
        var browser = site.Browser();
        var form = (await Site.Html(await browser.GetAsync(site.Page))).QuerySelector<IHtmlFormElement>("form.write")!;
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input[name]").ToDictionary(x => x.Name!, x => x.Value);
        (fields["name"], fields["text"]) = ("By form", Copy());
        site.Clock.Advance(TimeSpan.FromSeconds(30));
        using var sent = await browser.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(fields));
        Assert.Equal(2 + 1 + 1, await site.Query(db => db.WaveComments.CountAsync(x => x.HeldAt != null)));
        using var staff = await (await site.Moderator("mo")).PostAsJsonAsync(
            $"/api/v1/discussions/{await site.DiscussionId()}/comments", new { text = Copy() });
        Assert.Equal("published", (await staff.Json()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Another_node_and_the_next_start_hold_it_too()
    {
        await using var site = await Begun(new Site());
        foreach (var one in await Guests(site, "Copy", 11)) await one.Post(Copy());
        await using var other = await site.Start();
        await other.Services.GetRequiredService<WaveBook>().Round(TestContext.Current.CancellationToken);
        var late = await site.NewGuest("Late");
        using var client = new HttpClient(new TestRequests(site.Log,
            new HttpClientHandler())) { BaseAddress = new Uri(other.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = late.Http.DefaultRequestHeaders.Authorization;
        using var posted = await client.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments", new { text = Copy() });
        Assert.Equal("held", (await posted.Json()).GetProperty("status").GetString());
        await other.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_one_node_has_seen_counts_on_the_other()
    {
        await using var site = await Begun(new Site());
        foreach (var one in await Guests(site, "Copy", 6)) await one.Post(Copy());
        await using var other = await site.Start();
        await other.Services.GetRequiredService<WaveBook>().Round(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new TestRequests(site.Log,
            new HttpClientHandler())) { BaseAddress = new Uri(other.Urls.First()) };
        var held = new List<string?>();
        foreach (var one in await Guests(site, "There", 6))
        {
            client.DefaultRequestHeaders.Authorization = one.Http.DefaultRequestHeaders.Authorization;
            using var posted = await client.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
                new { text = Copy() });
            held.Add((await posted.Json()).GetProperty("status").GetString());
        }
        Assert.Equal(["published", "published", "published", "published", "held", "held"], held);
        await other.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_two_nodes_notice_at_once_is_one_row_with_each_text_once()
    {
        await using var site = await Begun(new Site());
        foreach (var one in await Guests(site, "Copy", Waves.Newcomers - 1)) await one.Post(Copy());
        await using var other = await site.Start();
        var there = other.Services.GetRequiredService<WaveBook>();
        await there.Round(TestContext.Current.CancellationToken);
        using var client = new HttpClient(new TestRequests(site.Log,
            new HttpClientHandler())) { BaseAddress = new Uri(other.Urls.First()) };
        var (here, elsewhere) = (await site.NewGuest("Here"), await Guests(site, "There", 2));
        await here.Post(Copy());
        var status = new List<string?>();
        foreach (var one in elsewhere)
        {
            client.DefaultRequestHeaders.Authorization = one.Http.DefaultRequestHeaders.Authorization;
            using var posted = await client.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
                new { text = Copy() });
            status.Add((await posted.Json()).GetProperty("status").GetString());
        }
        Assert.Equal("held", status[1]);
        Assert.Equal(1, await site.Query(db => db.Waves.CountAsync()));
        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var row = Assert.Single((await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelectorAll(".wave"));
        var also = row.QuerySelectorAll<IHtmlInputElement>("[name=also]").Select(x => x.Value).ToList();
        Assert.Equal(also.Distinct(), also);
        Assert.Equal(Waves.Newcomers + status.Count(x => x == "published"), also.Count);
        await other.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_sentence_of_the_story_that_many_copy_is_no_wave_and_where_it_is_off_nothing_is()
    {
        await using var site = await Begun(new Site());
        await site.Publish("the-toll", "The toll", Petition + "\n\nThat is what it says on four thousand cards.");
        var story = (await site.Discussion(url: new Uri(site.Address, "/articles/the-toll").ToString())).GetProperty("id").GetGuid();
        foreach (var (i, one) in (await Guests(site, "Reader", 25)).Index())
        {
            using var posted = await one.Http.PostAsJsonAsync($"/api/v1/discussions/{story}/comments",
                new { text = $"{Petition} So what, number {i}?" });
            Assert.Equal("published", (await posted.Json()).GetProperty("status").GetString());
        }
        Assert.False(await site.Query(db => db.Waves.AnyAsync()));

        await using var off = await Begun(new Without());
        foreach (var one in await Guests(off, "Copy", 15)) Assert.Equal("published", await Status(one, Copy()));
    }

    [Fact]
    public async Task What_nobody_looked_at_comes_out_when_its_time_is_over_and_its_row_goes()
    {
        await using var site = await Begun(new Site());
        foreach (var one in await Guests(site, "Copy", 12)) await one.Post(Copy());
        site.Clock.Advance(TimeSpan.FromHours(25));
        await site.Round();
        Assert.Equal(12, await site.Query(db => db.Comments.Published().CountAsync(x => x.Text.StartsWith(Petition))));
        Assert.Empty((await (await site.Moderator("mo")).GetFromJsonAsync<JsonElement>("/api/v1/waves")).GetProperty("waves")
            .EnumerateArray());
    }

    private static async Task<Site> Begun(Site site)
    {
        await site.InitializeAsync();
        return site;
    }

    private static async Task<List<Guest>> Guests(Site site, string name, int count)
    {
        var guests = new List<Guest>();
        for (var i = 0; i < count; i++) guests.Add(await site.NewGuest($"{name} {i}"));
        return guests;
    }

    // Three comments that stand, longer than a day ago.
    private static async Task<List<Guest>> Regulars(Site site, int count)
    {
        var (regulars, texts) = (await Guests(site, "Known", count), new WaveTexts(77));
        foreach (var one in regulars)
            for (var i = 0; i < WaveWatch.Established; i++) await one.Post(texts.Opinion());
        site.Clock.Advance(TimeSpan.FromHours(25));
        return regulars;
    }

    private static async Task<string> Status(Guest guest, string text)
    {
        using var answer = await guest.TryPost(text);
        var json = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, json.ToString());
        return json.GetProperty("status").GetString()!;
    }

    private static Task<HttpResponseMessage> Send(HttpClient browser, IElement row, string act, params (string Name, string Value)[] more)
    {
        var form = row.QuerySelector<IHtmlFormElement>("form[action$=removal]")!;
        var to = act == "removal" ? form.GetAttribute("action") : row.QuerySelector($"[formaction$={act}]")!.GetAttribute("formaction");
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input[name]").Where(x => x.Type == "hidden" || (x.Type == "checkbox"
            && x.IsChecked))
            .Select(x => KeyValuePair.Create(x.Name!, x.Value!)).Concat(more.Select(x => KeyValuePair.Create(x.Name, x.Value)));
        return browser.PostAsync(to, new FormUrlEncodedContent(fields));
    }
}
