using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>
/// What one network may make of a site, by whichever road. All tests come from one network, so each has a site to itself.
/// </summary>
public sealed class FloodTests : IAsyncLifetime
{
    private sealed class Limited : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:LiveReadersPerNetwork=2", "Parley:SnapshotBytes=4000000"];
    }

    private readonly Limited site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Every_way_of_becoming_a_guest_is_charged_to_one_limit()
    {
        var comments = new[] { await site.Ada.Post("First."), await site.Boris.Post("Second."), await site.Chen.Post("Third.") };
        var (statuses, before) = (new List<HttpStatusCode>(), await Readers());
        for (var i = 0; i < 8; i++)
        {
            using var vote = await Vote(comments[i % 3], await Stamp());
            using var made = await site.Api().PostAsJsonAsync("/api/v1/guests", new { name = $"Swarm {i}" });
            using var form = await Form(await Stamp(), $"Word number {i} of a swarm.", $"Bee {i}");
            using var report = await site.Browser()
                .PostAsJsonAsync($"/api/v1/comments/{comments[i % 3]}/reports", new { rule = "spam", note = $"Number {i}." });
            statuses.AddRange([vote.StatusCode, made.StatusCode, form.StatusCode, report.StatusCode]);
        }
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.InRange(await Readers() - before, 10, Limits.NewGuests.Burst);
    }

    [Fact]
    public async Task One_stamp_makes_few_guests_and_the_form_comes_back_with_a_new_one()
    {
        var stamp = await Stamp();
        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 8; i++)
        {
            var answer = await Form(stamp, $"Said under name number {i}.", $"Nobody {i}");
            statuses.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused = answer;
        }
        Assert.NotNull(refused);
        Assert.InRange(statuses.Count(x => x == HttpStatusCode.Found), 1, 4);
        var form = (await Site.Html(refused)).QuerySelector("form.write")!;
        Assert.StartsWith("Said under name", form.QuerySelector("textarea")!.TextContent, StringComparison.Ordinal);
        Assert.NotEqual(stamp, form.QuerySelector("[name=stamp]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_strangers_vote_needs_the_pages_stamp()
    {
        var comment = await site.Ada.Post("Vote with a stamp.");
        using var without = await Vote(comment, null);
        using var forged = await Vote(comment, "1782216000000.AAAAAAAAAAAAAAAAAAAAAAAA");
        using var api = await site.Browser().PutAsJsonAsync($"/api/v1/comments/{comment}/vote", new { value = -1 });
        Assert.All(new[] { without, forged, api }, answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Equal("stamp-needed", await api.Code());

        using var form = await Vote(comment, await Stamp());
        using var program = await site.Browser()
            .PutAsJsonAsync($"/api/v1/comments/{comment}/vote", new { value = -1, stamp = await Stamp() });
        Assert.Equal(HttpStatusCode.Found, form.StatusCode);
        Assert.Equal(HttpStatusCode.OK, program.StatusCode);
    }

    [Fact]
    public async Task Nameless_votes_are_bounded_for_each_network_and_comment_and_those_with_a_name_are_not()
    {
        var comment = await site.Ada.Post("Everyone against this.");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await Vote(comment, await Stamp(), "-1");
            statuses.Add(answer.StatusCode);
        }
        using var named = await site.Boris.Vote(comment, 1);

        var counted = await site.Query(db => db.Comments.SingleAsync(x => x.Id == comment));
        Assert.Equal(HttpStatusCode.Found, statuses[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.InRange(counted.Down, 1, 5);
        Assert.Equal(1, counted.Up);

        site.Clock.Advance(TimeSpan.FromDays(1));
        using var nextDay = await Vote(comment, await Stamp(), "-1");
        Assert.Equal(HttpStatusCode.Found, nextDay.StatusCode);
    }

    [Fact]
    public async Task Nameless_votes_are_counted_by_readers_not_by_presses()
    {
        var comment = await site.Ada.Post("I can't make up my mind about this.");
        var wavering = site.Browser();
        var stamp = await Stamp();
        for (var i = 0; i < 11; i++)
        {
            using var pressed = await wavering.PostAsync($"{site.Page}/comments/{comment}/vote",
                new FormUrlEncodedContent([new("value", "1"), new("stamp", stamp)]));
            Assert.Equal(HttpStatusCode.Found, pressed.StatusCode);
        }
        for (var i = 0; i < 4; i++)
        {
            using var another = await Vote(comment, await Stamp());
            Assert.Equal(HttpStatusCode.Found, another.StatusCode);
        }
        using var sixth = await Vote(comment, await Stamp());
        using var still = await wavering.PostAsync($"{site.Page}/comments/{comment}/vote",
            new FormUrlEncodedContent([new("value", "-1"), new("stamp", stamp)]));

        Assert.Equal(HttpStatusCode.TooManyRequests, sixth.StatusCode);
        Assert.Equal(HttpStatusCode.Found, still.StatusCode);
        var counted = await site.Query(db => db.Comments.SingleAsync(x => x.Id == comment));
        Assert.Equal((4, 1), (counted.Up, counted.Down));
    }

    [Fact]
    public async Task Votes_that_come_to_nothing_take_nobodys_place()
    {
        var (other, comment) = (await site.Ada.Post("Voted on before."), await site.Ada.Post("Voted on in vain."));
        var known = site.Browser();
        var stamp = await Stamp();
        using var before = await known.PostAsync($"{site.Page}/comments/{other}/vote",
            new FormUrlEncodedContent([new("value", "1"), new("stamp", stamp)]));
        var (pace, here, statuses) = (site.App.Services.GetRequiredService<Pace>(), Network.Of(IPAddress.Loopback),
            new List<HttpStatusCode>());
        for (var i = 0; i < 5; i++)
        {
            while (pace.Check(Limits.NewGuests, here) is null) { }
            using var refused = await Vote(comment, stamp);
            statuses.Add(refused.StatusCode);
        }
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);

        using var vote = await known.PostAsync($"{site.Page}/comments/{comment}/vote",
            new FormUrlEncodedContent([new("value", "1"), new("stamp", stamp)]));
        Assert.Equal(HttpStatusCode.Found, vote.StatusCode);
    }

    [Fact]
    public async Task Made_up_cookies_and_browsers_are_no_further_shares()
    {
        await site.Ada.Post("Share me.");
        for (var i = 0; i < 6; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{site.Page}/shares/x");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            request.Headers.Add("Cookie", $"parley_reader=made-up-{i}");
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Browser", $"{i}"));
            using var answer = await site.Api().SendAsync(request);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }
        using var known = await site.Ada.Http.PostAsync($"{site.Page}/shares/x", null);

        Assert.Equal(2, await site.Query(db => db.ShareClicks.CountAsync()));
    }

    [Fact]
    public async Task Pictures_that_must_be_drawn_are_limited_and_those_in_memory_are_not()
    {
        var stories = Enumerable.Range(0, Limits.NetworkCards.Burst + 10).ToArray();
        foreach (var i in stories) await site.Publish($"story-{i}", $"Story {i}", "Words.");
        // All at once: while one after another is drawn on a slow machine the limit would fill up again.
        var statuses = await Task.WhenAll(stories.Select(i => Draw(site.Api(), i)));

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        var drawn = Array.IndexOf(statuses, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await Draw(site.Api(), drawn));

        static async Task<HttpStatusCode> Draw(HttpClient http, int story)
        {
            using var answer = await http.GetAsync($"/articles/story-{story}/card.png");
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_network_has_so_many_live_places_and_no_more()
    {
        await site.Ada.Post("A full house.");
        var path = $"/api/v1/discussions/{await site.DiscussionId()}/events";
        using (await Listen())
        using (await Listen())
        {
            using var third = await site.Api().GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
            Assert.Equal("too-many-live-here", await third.Code());
        }
        await Wait.Until("the places are given back", async () =>
        {
            using var place = await site.Api().GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            return place.StatusCode == HttpStatusCode.OK;
        });

        async Task<HttpResponseMessage> Listen()
        {
            var answer = await site.Api().GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return answer;
        }
    }

    [Fact]
    public async Task Cursors_are_sealed()
    {
        var id = Guid.Empty;
        foreach (var (i, guest) in new[] { site.Ada, site.Boris, site.Chen }.Index())
            foreach (var j in Enumerable.Range(0, 2)) id = await guest.Post($"Comment {i} {j} of several.");
        var next = (await site.Discussion("&limit=2&sort=oldest")).GetProperty("next").GetString()!;
        using var good = await Page(next);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);

        var plain = Convert.ToBase64String(Encoding.ASCII.GetBytes($"oldest,0,1782216000000,{id:N},7")).TrimEnd('=').Replace('+', '-')
            .Replace('/', '_');
        var changed = next[..4] + (next[4] == 'A' ? 'B' : 'A') + next[5..];
        foreach (var forged in new[] { plain, changed, next + "=", next[..^1], next.ToUpperInvariant() })
        {
            using var answer = await Page(forged);
            using var page = await site.Api().GetAsync($"{site.Page}?sort=oldest&after={Uri.EscapeDataString(forged)}");
            Assert.Equal((forged, HttpStatusCode.BadRequest), (forged, answer.StatusCode));
            Assert.Equal((forged, HttpStatusCode.BadRequest), (forged, page.StatusCode));
        }

        Task<HttpResponseMessage> Page(string after) => site.Api().GetAsync(
            $"/api/v1/discussions?url={Uri.EscapeDataString(new Uri(site.Address, site.Page).ToString())}&sort=oldest&limit=2"
                + $"&after={Uri.EscapeDataString(after)}");
    }

    [Fact]
    public async Task What_makes_nothing_but_entries_in_memory_pushes_out_nothing_that_is_read()
    {
        var comment = await site.Ada.Post("Read by everyone.");
        var snapshots = site.App.Services.GetRequiredService<Snapshots>();
        using var first = await site.Api().GetAsync(site.Page);
        for (var i = 0; i < 1000; i++)
        {
            using var unknown = await site.Api().GetAsync($"/api/v1/discussions?url=https://news.example/{i}{new string('x', 1850)}");
            Assert.Equal(HttpStatusCode.OK, unknown.StatusCode);
            if (i % 20 == 0) using (await site.Api().GetAsync(site.Page)) { }
        }
        foreach (var id in Spellings(comment.ToString()).Take(20))
            using (await site.Api().GetAsync($"{site.Page}/comments/{id}")) { }
        var made = snapshots.EverMade;
        using var again = await site.Api().GetAsync(site.Page);
        using var same = await site.Api().GetAsync($"{site.Page}/comments/{comment.ToString().ToUpperInvariant()}");

        Assert.Equal(made, snapshots.EverMade);
        Assert.True(snapshots.Held <= 4_000_000, $"{snapshots.Held} bytes");
    }

    [Fact]
    public async Task An_address_that_was_announced_is_known_to_every_node()
    {
        const string url = "https://news.example/quiet-street";
        var id = (await site.Discussion(url: url)).GetProperty("id").GetGuid();
        await using var other = await site.Start();
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(other.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = site.Ada.Http.DefaultRequestHeaders.Authorization;

        using var answer = await client.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text = "The first here." });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await Wait.Until("the first node has heard of it",
            async () => (await site.Discussion(url: url)).GetProperty("count").GetInt32() == 1);
        await other.StopAsync();
    }

    // Every letter of a UUID in both cases: one comment, many addresses.
    private static IEnumerable<string> Spellings(string id) =>
        Enumerable.Range(0, id.Length).Where(i => char.IsLetter(id[i])).Select(i => id[..i] + char.ToUpperInvariant(id[i]) + id[(i + 1)..]);

    private Task<int> Readers() => site.Query(db => db.Readers.CountAsync());

    private async Task<string> Stamp()
    {
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        var stamp = (await site.Html(site.Page)).QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        return stamp;
    }

    private Task<HttpResponseMessage> Vote(Guid comment, string? stamp, string value = "1") => site.Browser().PostAsync(
        $"{site.Page}/comments/{comment}/vote",
        new FormUrlEncodedContent([new("value", value), .. stamp is null ? [] : new[] { KeyValuePair.Create("stamp", stamp) }]));

    private Task<HttpResponseMessage> Form(string stamp, string text, string name) =>
        site.Browser()
            .PostAsync($"{site.Page}/comments/", new FormUrlEncodedContent([new("stamp", stamp), new("text", text), new("name", name)]));
}
