using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conduct;
using Parley.Embedding;
using Parley.Readers;
using Parley.Tests.Embedding;
using Parley.Tests.Moderation;
using Parley.Web;
using Parley.Writing;

namespace Parley.Tests.Writing;

/// <summary>Post later: what is written in heat is said, changed or thrown away when it has cooled down.</summary>
public sealed class RestingTests(FrameTests.Registered site) : IClassFixture<FrameTests.Registered>
{
    private const string Origin = "https://www.news.example";

    [Fact]
    public async Task A_comment_rests_for_its_writer_alone_and_is_said_when_they_confirm_it()
    {
        var nora = await site.NewGuest("Nora");
        var before = (await site.Discussion()).GetProperty("count").GetInt32();
        var laid = await Lay(nora, "This quockerwodger makes me furious.");
        var id = laid.GetProperty("id").GetGuid();

        foreach (var path in new[] { site.Page, $"{site.Page}/comments.xml", "/search?q=quockerwodger", $"/readers/{nora.Id}", "/",
            $"{site.Page}/comments/resting" })
            Assert.DoesNotContain("quockerwodger", (await site.Text(path)).Replace("q=quockerwodger", "", StringComparison.Ordinal)
                .Replace("\"quockerwodger\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(before, (await site.Discussion()).GetProperty("count").GetInt32());
        Assert.Empty(await Rests(site.Boris));
        Assert.Equal((1, 0), (await Mine(nora), await Mine(site.Boris)));
        var told = Assert.Single(await Rests(nora));
        Assert.Equal(("This quockerwodger makes me furious.", site.Clock.GetUtcNow().AddHours(1)),
            (told.GetProperty("text").GetString(), told.GetProperty("restsUntil").GetDateTimeOffset()));
        Assert.Contains("rests until", (await Account(nora)).QuerySelector(".rests")!.TextContent, StringComparison.Ordinal);

        // Its time comes and goes, and it is asked about, not said.
        site.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(before, (await site.Discussion()).GetProperty("count").GetInt32());
        Assert.Contains("Do you still want to say it?", (await Account(nora)).QuerySelector(".rests")!.TextContent,
            StringComparison.Ordinal);

        using var said = await nora.Http.PostAsync($"/api/v1/resting/{id}/post", null);
        using var again = await nora.Http.PostAsync($"/api/v1/resting/{id}/post", null);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (said.StatusCode, again.StatusCode));
        Assert.Equal(await said.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(before + 1, (await site.Discussion()).GetProperty("count").GetInt32());
        Assert.Contains("quockerwodger", await site.Text(site.Page), StringComparison.Ordinal);
        Assert.Empty(await Rests(nora));
        Assert.Equal(0, await Mine(nora));
    }

    [Property]
    [Once]
    public void It_rests_an_hour_or_until_eight_in_the_morning_of_the_newsroom_and_never_less_than_an_hour()
    {
        var zones = TimeZoneInfo.GetSystemTimeZones().ToArray();
        Gen.Select(Gen.Int[0, zones.Length - 1], Gen.Long[0, 40L * 366 * 24 * 3600], (zone, second) => (zones[zone],
            new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(second))).Holds((zone, now) =>
        {
            var morning = RestTime.Of("morning", now, zone)!.Value;

            Assert.Equal(now.AddHours(1), RestTime.Of("hour", now, zone));
            Assert.Equal(TimeSpan.FromHours(8), TimeZoneInfo.ConvertTime(morning, zone).TimeOfDay);
            // A day of 25 hours, and islands that have left out a day by moving the date line.
            Assert.InRange(morning - now, TimeSpan.FromHours(1), TimeSpan.FromHours(26 + 24));
            Assert.Null(RestTime.Of("Morning", now, zone));
        }, iter: 300);
    }

    [Theory]
    // The next eight o'clock is today's, as long as it is an hour away.
    [InlineData("Europe/Berlin", "2026-06-22T22:00:00Z", "2026-06-23T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-06-23T05:00:00Z", "2026-06-23T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-06-23T05:00:01Z", "2026-06-24T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-06-23T05:59:59Z", "2026-06-24T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-06-23T06:00:00Z", "2026-06-24T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-06-23T06:00:01Z", "2026-06-24T06:00:00Z")]
    // The night in which the clock goes forward, the one in which it goes back, and eight itself on those days.
    [InlineData("Europe/Berlin", "2026-03-28T21:00:00Z", "2026-03-29T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T05:00:01Z", "2026-03-30T06:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-24T21:00:00Z", "2026-10-25T07:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T06:00:00Z", "2026-10-25T07:00:00Z")]
    [InlineData("America/New_York", "2026-03-08T02:00:00Z", "2026-03-08T12:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T13:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T06:30:00Z", "2026-11-01T13:00:00Z")]
    // Half an hour is a change too, and a day is missing where the date line was moved: there eight comes on the next.
    [InlineData("Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-04T21:30:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-30T18:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-29T17:04:59Z", "2011-12-30T18:00:00Z")]
    [Once]
    public void Eight_is_the_next_eight_of_the_newsrooms_clock_also_when_that_is_put_forward_or_back(
        string zone, string now, string eight) => Assert.Equal(DateTimeOffset.Parse(eight, CultureInfo.InvariantCulture),
            RestTime.Of("morning", DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Theory]
    [InlineData("", "hour", null, "empty")]
    [InlineData("http://a.io http://b.io http://c.io", "hour", null, "too-many-links")]
    [InlineData("A calm word.", "year", null, "bad-rest")]
    [InlineData("A calm word.", null, null, "bad-rest")]
    [InlineData("A calm word.", "hour", "x", "bad-id")]
    public async Task What_could_not_be_said_does_not_rest_either(string text, string? rest, string? parentId, string code)
    {
        using var answer = await site.Chen.Http.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/resting",
            new { text, rest, parentId });
        using var nowhere = await site.Chen.Http.PostAsJsonAsync($"/api/v1/discussions/{Guid.Empty}/resting",
            new { text = "A calm word.", rest = "hour" });
        using var endless = await TryLay(site.Chen, string.Join(' ', Enumerable.Repeat("word", HouseRules.LongestText / 5 + 1)));

        Assert.Equal(code, await answer.Code());
        Assert.Equal(("not-found", "too-long"), (await nowhere.Code(), await endless.Code()));
        Assert.Empty(await Rests(site.Chen));
    }

    [Fact]
    public async Task Five_rest_at_a_time_also_of_those_who_send_many_at_once_and_the_same_from_two_tabs_is_one()
    {
        var otto = await site.NewGuest("Otto");
        var same = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryLay(otto, "The same from each tab.")));
        Assert.All(same, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(await Rests(otto));

        var many = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TryLay(otto, $"Another thing, number {i}.")));

        Assert.Equal(4, many.Count(x => x.StatusCode == HttpStatusCode.Created));
        Assert.Equal("resting-too-many", await many.First(x => x.StatusCode == HttpStatusCode.Conflict).Code());
        Assert.Equal(RestingComment.Most, (await Rests(otto)).Count);
        // One that rests already may rest on.
        Assert.Equal(HttpStatusCode.Created, (await TryLay(otto, "The same from each tab.", "morning")).StatusCode);
    }

    [Fact]
    public async Task Those_of_one_morning_stand_in_the_order_in_which_they_were_written()
    {
        var olga = await site.NewGuest("Olga");
        string[] texts = ["The first of the morning.", "The second of the morning.", "The third of the morning."];
        foreach (var text in texts)
        {
            await Lay(olga, text, "morning");
            site.Clock.Advance(TimeSpan.FromMilliseconds(2));
        }

        await Lay(olga, texts[0], "morning");

        Assert.Equal(texts, (await Rests(olga)).Select(x => x.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Confirmed_many_times_at_once_it_is_one_comment()
    {
        var pia = await site.NewGuest("Pia");
        var id = (await Lay(pia, "Pressed again and again.")).GetProperty("id").GetGuid();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => pia.Http.PostAsync($"/api/v1/resting/{id}/post", null)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(x => x.Json()))).Select(x => x.GetProperty("id").GetGuid()).Distinct());
        Assert.Equal(1, await site.Query(db => db.Comments.CountAsync(x => x.AuthorId == pia.Id)));
    }

    [Fact]
    public async Task What_cannot_be_said_now_rests_on_and_says_why()
    {
        var quinn = await site.NewGuest("Quinn");
        var editor = await site.Acts(Role.Editor, "closing@news.example");
        var parent = await site.Boris.Post("Answer me.");
        var (alone, reply) = ((await Lay(quinn, "Into a closed room.")).GetProperty("id").GetGuid(),
            (await Lay(quinn, "An answer to nobody.", parent: parent)).GetProperty("id").GetGuid());
        var closure = $"/api/v1/discussions/{await site.DiscussionId()}/closure";
        (await editor.PutAsJsonAsync(closure, new { reason = "The desk is asleep." })).Dispose();
        (await site.Boris.Withdraw(parent)).Dispose();
        var never = (await Lay(quinn, "An answer to what an import has taken along.", parent: Clock.NewId(site.Clock.GetUtcNow())))
            .GetProperty("id").GetGuid();

        using var closed = await quinn.Http.PostAsync($"/api/v1/resting/{alone}/post", null);
        (await editor.DeleteAsync(closure)).Dispose();
        using var gone = await quinn.Http.PostAsync($"/api/v1/resting/{reply}/post", null);
        using var said = await quinn.Http.PostAsync($"/api/v1/resting/{alone}/post", null);

        Assert.Equal("discussion-closed", await closed.Code());
        using var orphan = await quinn.Http.PostAsync($"/api/v1/resting/{never}/post", null);
        Assert.Equal(("parent-gone", "parent-gone"), (await gone.Code(), await orphan.Code()));
        Assert.Equal(HttpStatusCode.Created, said.StatusCode);
        (await quinn.Http.DeleteAsync($"/api/v1/resting/{never}")).Dispose();
        Assert.Equal("An answer to nobody.", Assert.Single(await Rests(quinn)).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Who_may_not_write_says_nothing_later_either_and_what_rests_stays_theirs()
    {
        var ruth = await site.NewGuest("Ruth");
        var mo = await site.Moderator("mo");
        var id = (await Lay(ruth, "Before the suspension.")).GetProperty("id").GetGuid();
        var (decision, _) = await mo.Remove(await ruth.Post("Ferry tickets in my shop."));
        (await mo.PostAsJsonAsync($"/api/v1/decisions/{decision}/suspension", new { facts = "The third time." })).Dispose();

        using var laid = await TryLay(ruth, "Then tomorrow.", "morning");
        using var said = await ruth.Http.PostAsync($"/api/v1/resting/{id}/post", null);

        Assert.Equal(("suspended", "suspended"), (await laid.Code(), await said.Code()));
        Assert.Equal("Before the suspension.", Assert.Single(await Rests(ruth)).GetProperty("text").GetString());
        using var thrown = await ruth.Http.DeleteAsync($"/api/v1/resting/{id}");
        Assert.Equal(HttpStatusCode.NoContent, thrown.StatusCode);
        Assert.Empty(await Rests(ruth));
    }

    [Fact]
    public async Task Nothing_but_a_press_on_a_page_of_this_site_posts_or_ends_what_rests()
    {
        var browser = site.Browser();
        using var laid = await Send(browser, await Form(browser, site.Page), ("text", "Pressed by nobody."), ("name", "Pelle"),
            ("later", "hour"));
        var line = (await Get(browser, $"{site.Page}/comments/resting")).QuerySelector(".resting-one")!;
        var (forms, edit) = (line.QuerySelectorAll("form"), line.QuerySelector("a[href*='/resting/']")!.GetAttribute("href")!);
        Assert.Equal(2, forms.Length);

        foreach (var form in forms)
        {
            using var opened = await browser.GetAsync(form.GetAttribute("action"));
            Assert.Contains(opened.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
            using var elsewhere = new HttpRequestMessage(HttpMethod.Post, form.GetAttribute("action"))
                { Content = new FormUrlEncodedContent([new("stamp", form.QuerySelector("[name=stamp]")!.GetAttribute("value"))]) };
            browser.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
            elsewhere.Headers.Add("Sec-Fetch-Site", "cross-site");
            using var refused = await browser.SendAsync(elsewhere);
            browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
        (await browser.GetAsync(edit)).Dispose();

        Assert.Single((await Get(browser, $"{site.Page}/comments/resting")).QuerySelectorAll(".resting-one"));
        Assert.Equal(0, await site.Query(db => db.Comments.CountAsync(x => x.Text == "Pressed by nobody.")));
    }

    [Fact]
    public async Task Without_script_a_stranger_lets_a_comment_rest_changes_it_and_posts_it()
    {
        var browser = site.Browser();
        using var laid = await Send(browser, await Form(browser, site.Page), ("text", "You are all asleep!"), ("name", "Rosa"),
            ("later", "morning"));
        Assert.Equal($"{site.Page}/comments/resting", laid.Headers.Location!.ToString());
        var line = (await Get(browser, $"{site.Page}/comments/resting")).QuerySelector(".resting")!;
        Assert.Contains("June 24, 2026", line.QuerySelector(".rests")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("asleep", (await site.Html(site.Page)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty((await site.Html($"{site.Page}/comments/resting")).QuerySelectorAll(".resting"));

        var edit = await Form(browser, line.QuerySelector("a[href*='/resting/']")!.GetAttribute("href")!);
        Assert.Equal("You are all asleep!", edit.QuerySelector("textarea")!.TextContent);
        using var longer = await Send(browser, edit, ("text", "Some of you may be asleep."), ("later", "hour"));
        Assert.Equal(HttpStatusCode.Found, longer.StatusCode);
        var account = await Get(browser, "/account");
        Assert.Contains("Some of you may be asleep.", Assert.Single(account.QuerySelectorAll(".resting-one")).TextContent,
            StringComparison.Ordinal);

        // Two tabs have it open: one posts it, the other has changed it meanwhile.
        var other = await Form(browser, account.QuerySelector(".resting a[href*='/comments/resting/']")!.GetAttribute("href")!);
        using var posted = await Send(browser, account.QuerySelector(".resting form[action$='/post']")!);
        Assert.Contains("#c-", posted.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var same = await Send(browser, other, ("text", "Some of you may be asleep."));
        Assert.Equal(posted.Headers.Location, same.Headers.Location);
        using var changed = await Send(browser, other, ("text", "Nobody here is asleep."));
        var again = (await Site.Html(changed)).QuerySelector("form.write")!;
        Assert.Equal(HttpStatusCode.Conflict, changed.StatusCode);
        Assert.Contains("posted or thrown away already", again.QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(("Nobody here is asleep.", null),
            (again.QuerySelector("textarea")!.TextContent, again.QuerySelector("[name=resting]")));
        Assert.Equal(1, await site.Query(db => db.Comments.CountAsync(x => x.Text == "Some of you may be asleep.")));
    }

    [Fact]
    public async Task A_reply_whose_comment_has_gone_and_a_passage_that_was_edited_away_can_still_be_said()
    {
        await site.Publish("the-lock", "The lock", "Ships pass at noon.\n\nNobody else does.");
        var sven = await site.NewGuest("Sven");
        var discussion = (await site.Discussion(url: new Uri(site.Address, "/articles/the-lock").ToString())).GetProperty("id").GetGuid();
        using var pointed = await sven.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/resting",
            new { text = "At noon? Never.", rest = "hour", anchor = new { exact = "Ships pass at noon." } });
        var id = (await pointed.Json()).GetProperty("id").GetGuid();
        await site.Publish("the-lock", "The lock", "Ships pass at night.\n\nNobody else does.");
        sven.Http.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        var refused = await Site.Html(await sven.Http.PostAsync($"/articles/the-lock/comments/resting/{id}/post", null));
        var form = refused.QuerySelector("form.write")!;

        Assert.Contains("no longer in the story", form.QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(form.QuerySelectorAll("[name=exact]"));
        using var posted = await Send(sven.Http, form, ("text", "At noon? Never."));
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        Assert.Empty(await Rests(sven));

        var parent = await site.Boris.Post("Soon gone.");
        var reply = (await Lay(sven, "But why?", parent: parent)).GetProperty("id").GetGuid();
        (await site.Boris.Withdraw(parent)).Dispose();
        var show = await Site.Html(await sven.Http.GetAsync($"{site.Page}/comments/resting/{reply}"));
        Assert.Contains("is gone", show.QuerySelector("form.write .refusal")!.TextContent, StringComparison.Ordinal);
        using var alone = await Send(sven.Http, show.QuerySelector("form.write")!, ("text", "But why?"));
        Assert.Equal(HttpStatusCode.Found, alone.StatusCode);
    }

    [Fact]
    public async Task It_is_thrown_away_by_its_writer_alone_and_goes_with_the_name_that_could_say_it()
    {
        var (browser, other) = (site.Browser(), site.Browser());
        using var laid = await Send(browser, await Form(browser, site.Page), ("text", "Out with it."), ("name", "Tilda"),
            ("later", "hour"));
        using var second = await Send(browser, await Form(browser, site.Page), ("text", "And with that."), ("later", "hour"));
        using var stranger = await Send(other, await Form(other, site.Page), ("text", "Mine."), ("name", "Udo"), ("later", "hour"));
        var forms = (await Get(browser, "/account")).QuerySelectorAll(".resting form[action$='/end']");
        Assert.Equal(2, forms.Length);

        using var taken = await Send(other, forms[0]);
        Assert.Equal(2, (await Get(browser, "/account")).QuerySelectorAll(".resting-one").Length);
        using var thrown = await Send(browser, forms[0]);
        Assert.Equal("/account", thrown.Headers.Location!.ToString());
        Assert.Single((await Get(browser, $"{site.Page}/comments/resting")).QuerySelectorAll(".resting-one"));

        var departure = (await Get(browser, "/account")).QuerySelector("form[action='/account/departure']")!;
        Assert.Contains("1 resting comment of yours will be deleted.", departure.TextContent, StringComparison.Ordinal);
        using var left = await Send(browser, departure);
        Assert.Equal(["Mine."], await site.Query(db => db.RestingComments
            .Where(x => x.Text == "Mine." || x.Text == "And with that." || x.Text == "Out with it.").Select(x => x.Text).ToListAsync()));
    }

    [Fact]
    public async Task A_month_after_its_time_it_is_forgotten()
    {
        // A month goes by here, which the others would read in their dates.
        await using var alone = new FrameTests.Registered();
        await alone.InitializeAsync();
        var vera = await alone.NewGuest("Vera");
        var at = (await alone.Discussion()).GetProperty("id").GetGuid();
        await Lay(vera, "Old anger.", at: at);
        alone.Clock.Advance(TimeSpan.FromDays(RestedLongAgo.Days));
        await alone.InScope<RestedLongAgo, bool>(x => x.Forget(default));
        Assert.Single(await Rests(vera));

        alone.Clock.Advance(TimeSpan.FromHours(2));
        await Lay(vera, "New anger.", at: at);
        await alone.InScope<RestedLongAgo, bool>(x => x.Forget(default));

        Assert.Equal("New anger.", Assert.Single(await Rests(vera)).GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_first_of_a_page_can_rest_in_its_frame_and_begins_nothing_before_it_is_said()
    {
        var (browser, before) = (site.Browser(), await site.Query(db => db.Discussions.CountAsync()));
        var frame = $"/embed/discussion?url={Origin}/rests";
        using var laid = await Send(browser, await Form(browser, frame), ("text", "The first, but later."), ("name", "Willa"),
            ("later", "hour"));
        var list = await browser.GetAsync(laid.Headers.Location!.ToString());

        Assert.Contains(Origin, list.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(before, await site.Query(db => db.Discussions.CountAsync()));
        Assert.Contains("/rests", (await Get(browser, "/account")).QuerySelector(".resting bdi")!.TextContent, StringComparison.Ordinal);
        using var posted = await Send(browser, (await Site.Html(list)).QuerySelector(".resting form[action$='/post']")!);
        Assert.StartsWith("/embed/discussion/", posted.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, (await site.Discussion(url: Origin + "/rests")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task It_goes_where_its_discussion_goes_and_back()
    {
        var xenia = await site.NewGuest("Xenia");
        foreach (var path in new[] { "/from", "/to" })
        {
            var id = (await site.Discussion(url: Origin + path)).GetProperty("id").GetGuid();
            (await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text = $"At {path}.", url = Origin + path }))
                .Dispose();
        }
        var (from, to) = ((await site.Discussion(url: Origin + "/from")).GetProperty("id").GetGuid(),
            (await site.Discussion(url: Origin + "/to")).GetProperty("id").GetGuid());
        using var laid = await xenia.Http.PostAsJsonAsync($"/api/v1/discussions/{from}/resting",
            new { text = "Take me along.", rest = "hour" });
        Assert.Equal(HttpStatusCode.Created, laid.StatusCode);

        using var scope = site.App.Services.CreateScope();
        var moves = scope.ServiceProvider.GetRequiredService<Moves>();
        var report = await moves.Move([new(Origin + "/from", Origin + "/to")], merge: true, rehearse: false, default);
        Assert.Equal(to, Assert.Single(await Rests(xenia)).GetProperty("discussionId").GetGuid());
        Assert.Equal(1, await Mine(xenia, to));
        Assert.Null((await moves.Undo(report.Move!.Value, default)).Refusal);
        Assert.Equal(1, await Mine(xenia, from));
        await moves.Move([new(Origin + "/from", Origin + "/to")], merge: true, rehearse: false, default);

        var resting = Assert.Single(await Rests(xenia)).GetProperty("id").GetGuid();
        using var said = await xenia.Http.PostAsync($"/api/v1/resting/{resting}/post", null);
        Assert.Equal(HttpStatusCode.Created, said.StatusCode);
        Assert.Equal(to, await site.Query(db => db.Comments.Where(x => x.AuthorId == xenia.Id).Select(x => x.DiscussionId).SingleAsync()));
    }

    [Fact]
    public async Task A_guest_who_becomes_a_publishers_account_finds_it_there()
    {
        var publisher = new Publisher(site, Origin);
        var key = await publisher.Key();
        var (first, second) = (await site.NewGuest("Yvo"), await site.NewGuest("Yvonne"));
        foreach (var guest in new[] { first, second }) await Lay(guest, $"Before signing in, says {guest.Name}.");
        HttpClient account = site.Api();
        foreach (var guest in new[] { first, second })
        {
            using var entered = await guest.Http.PostAsJsonAsync("/api/v1/sign-in/publisher",
                new { token = Publisher.Sign(publisher.Claims("yvo", "Yvo Ynge"), key) });
            account.DefaultRequestHeaders.Authorization = new("Bearer", (await entered.Json()).GetProperty("token").GetString());
        }

        Assert.Equal(2, (await account.GetFromJsonAsync<JsonElement>("/api/v1/resting")).GetArrayLength());
    }

    [Fact]
    public async Task Who_goes_on_under_another_name_takes_what_rests_along()
    {
        var browser = site.Browser();
        using var first = await Send(browser, await Form(browser, site.Page), ("text", "The first of Zoe."), ("name", "Zoe"),
            ("later", "hour"));
        await (await site.NewGuest("Zoe")).Post("The name is mine here.");

        using var second = await Send(browser, await Form(browser, site.Page), ("text", "The second of Zoe."), ("name", "Zoe Zwei"),
            ("later", "hour"));
        var both = await Get(browser, "/account");
        Assert.Equal(2, both.QuerySelectorAll(".resting-one").Length);
        Assert.Contains("Zoe Zwei", both.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);

        await (await site.NewGuest("Zoe Zwei")).Post("And that is mine.");
        // Both were laid to rest at one time, and either may be the upper one.
        var one = both.QuerySelectorAll(".resting-one")
            .Single(x => x.TextContent.Contains("The first of Zoe.", StringComparison.Ordinal));
        var edit = await Form(browser, one.QuerySelector("a[href*='/comments/resting/']")!.GetAttribute("href")!);
        using var posted = await Send(browser, edit, ("text", "The first of Zoe, changed."), ("name", "Zoe Drei"));
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        var rests = Assert.Single((await Get(browser, "/account")).QuerySelectorAll(".resting-one"));
        Assert.Contains("The second of Zoe.", rests.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_who_signs_in_to_work_here_finds_what_rests()
    {
        var browser = site.Browser();
        using var laid = await Send(browser, await Form(browser, site.Page), ("text", "Before work."), ("name", "Wim"), ("later", "hour"));
        using var entered = await browser.PostAsync(await site.SignInLink(Role.Editor, "resting@news.example"),
            new FormUrlEncodedContent([]));

        var account = await Get(browser, "/account");

        Assert.Contains("signed in as an editor", account.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Before work.", Assert.Single(account.QuerySelectorAll(".resting-one")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_under_a_story_that_is_taken_back_can_still_be_copied_and_says_nothing_of_the_story()
    {
        await site.Publish("taken-back", "A title too many", "Nobody should have read this.");
        var browser = site.Browser();
        var text = string.Join(' ', Enumerable.Repeat("Many words were lost on this.", 20)) + " The end.";
        using var laid = await Send(browser, await Form(browser, "/articles/taken-back"), ("text", text), ("name", "Quentin"),
            ("later", "hour"));
        var before = Assert.Single((await Get(browser, "/account")).QuerySelectorAll(".resting-one"));
        Assert.Contains("A title too many", before.TextContent, StringComparison.Ordinal);

        await site.Query(db => db.Articles.Where(x => x.Slug == "taken-back")
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.PublishedAt, site.Clock.GetUtcNow().AddYears(1))));
        var line = Assert.Single((await Get(browser, "/account")).QuerySelectorAll(".resting-one"));

        Assert.Equal(text, line.QuerySelector("textarea[readonly]")!.TextContent);
        Assert.DoesNotContain("A title too many", line.TextContent, StringComparison.Ordinal);
        Assert.Equal((0, 0), (line.QuerySelectorAll("form[action$='/post']").Length, line.QuerySelectorAll("a").Length));
        using var thrown = await Send(browser, line.QuerySelector("form[action$='/end']")!);
        Assert.Empty((await Get(browser, "/account")).QuerySelectorAll(".resting-one"));
    }

    [Fact]
    public async Task It_is_shown_and_said_where_it_belongs_by_who_wrote_it_alone_and_no_request_takes_its_key()
    {
        await site.Publish("elsewhere", "Elsewhere", "Another story.");
        var ines = await site.NewGuest("Ines");
        var id = (await Lay(ines, "Where I belong.")).GetProperty("id").GetGuid();
        var form = await Form(ines.Http, $"{site.Page}/comments/resting/{id}");
        using var shown = await ines.Http.GetAsync($"/articles/elsewhere/comments/resting/{id}");
        using var said = await ines.Http.PostAsync($"/articles/elsewhere/comments/resting/{id}/post", null);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (shown.StatusCode, said.StatusCode));

        // A browser whose session is over: said as a new one it could be said twice.
        using var nobody = await Send(site.Browser(), form, ("text", "Where I belong."));
        var again = await Site.Html(nobody);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Contains("no longer known here", again.QuerySelector("form.write .refusal")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(id.ToString(), again.QuerySelector("[name=resting]")!.GetAttribute("value"));

        using var other = await ines.TryPost("Something else.", key: $"rested {id}");
        using var posted = await ines.Http.PostAsync($"/api/v1/resting/{id}/post", null);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (other.StatusCode, posted.StatusCode));
        Assert.Equal("Where I belong.", (await posted.Json()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Neighbours_of_a_passage_are_cut_between_characters()
    {
        var emil = await site.NewGuest("Emil");
        var faces = string.Concat(Enumerable.Repeat("🙂", 400));
        using var laid = await emil.Http.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/resting",
            new { text = "All smiles.", rest = "hour", anchor = new { exact = "a\0b", prefix = faces + "x", suffix = "x" + faces } });

        var anchor = (await laid.Json()).GetProperty("anchor");
        Assert.Equal(("ab", faces[..318] + "x", "x" + faces[..318]), (anchor.GetProperty("exact").GetString(),
            anchor.GetProperty("prefix").GetString(), anchor.GetProperty("suffix").GetString()));
    }

    private async Task<HttpResponseMessage> TryLay(
        Guest guest, string text, string rest = "hour", Guid? parent = null, Guid? at = null) =>
        await guest.Http.PostAsJsonAsync($"/api/v1/discussions/{at ?? await site.DiscussionId()}/resting",
            new { text, rest, parentId = parent });

    private async Task<JsonElement> Lay(Guest guest, string text, string rest = "hour", Guid? parent = null, Guid? at = null)
    {
        using var answer = await TryLay(guest, text, rest, parent, at);
        var laid = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, laid.ToString());
        return laid;
    }

    private static async Task<IReadOnlyList<JsonElement>> Rests(Guest guest) =>
        [.. (await guest.Http.GetFromJsonAsync<JsonElement>("/api/v1/resting")).EnumerateArray()];

    private async Task<int> Mine(Guest guest, Guid? discussion = null) =>
        (await guest.Http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions/{discussion ?? await site.DiscussionId()}/mine"))
            .GetProperty("resting").GetInt32();

    private static async Task<IDocument> Account(Guest guest) => await Site.Html(await guest.Http.GetAsync("/account"));

    private static async Task<IDocument> Get(HttpClient browser, string path) => await Site.Html(await browser.GetAsync(path));

    private static async Task<IElement> Form(HttpClient browser, string path) => (await Get(browser, path)).QuerySelector("form.write")!;

    private static Task<HttpResponseMessage> Send(HttpClient browser, IElement form, params (string Name, string Value)[] fields)
    {
        var values = form.QuerySelectorAll("input[name]").ToDictionary(x => x.GetAttribute("name")!, x => x.GetAttribute("value") ?? "");
        foreach (var (name, value) in fields) values[name] = value;
        return browser.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(values));
    }
}
