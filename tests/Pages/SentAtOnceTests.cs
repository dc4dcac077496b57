using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;
using Parley.Tests.Moderation;
using Parley.Web;

namespace Parley.Tests.Pages;

/// <summary>
/// The same request fifty times at once, with the limits of a real site: all get the first answer. Each test has a
/// network, and so a site, to itself.
/// </summary>
public sealed class SentAtOnceTests : IAsyncLifetime
{
    private const int Many = 50;

    private sealed class Limited : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:Proxies=127.0.0.1"];
    }

    private readonly Limited site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("a-key-of-a-program")]
    public async Task By_the_API_it_is_one_comment_and_costs_no_more_than_one(string? key)
    {
        var parent = await site.Boris.Post("Answer this.");

        var answers = await AtOnce(() => site.Ada.TryPost("Fifty times at once.", parent, key));
        var later = await AtOnce(() => site.Ada.TryPost("Fifty times at once.", parent, key));

        await AllAreTheFirst([.. answers, .. later]);
        Assert.Equal(1, await Count("Fifty times at once."));
        // Four more comments are an ordinary burst.
        for (var i = 0; i < Limits.ReaderPosts.Burst - 1; i++) await site.Ada.Post($"And now for something else, number {i}.");
    }

    [Fact]
    public async Task By_the_form_of_a_stranger_it_is_one_comment_and_one_guest()
    {
        var readers = await Readers();
        var form = await Form(site.Browser(), ("text", "Pressed fifty times."), ("name", "Greta"));

        var answers = await AtOnce(() => site.Browser().PostAsync(Action, new FormUrlEncodedContent(form)));
        var later = await AtOnce(() => site.Browser().PostAsync(Action, new FormUrlEncodedContent(form)));

        AllLeadToOnePlace([.. answers, .. later]);
        Assert.Equal((1, 1), (await Count("Pressed fifty times."), await Readers() - readers));
        // The next one from this network isn't kept waiting.
        await site.Boris.Post("My turn.");
    }

    [Fact]
    public async Task By_the_form_of_somebody_known_it_is_one_comment()
    {
        var browser = site.Browser();
        using var known = await browser.PostAsync(Action,
            new FormUrlEncodedContent(await Form(browser, ("text", "I am known from here on."), ("name", "Ilse"))));
        var form = await Form(browser, ("text", "Known, and pressed fifty times."));

        AllLeadToOnePlace(await AtOnce(() => browser.PostAsync(Action, new FormUrlEncodedContent(form))));
        AllLeadToOnePlace(await AtOnce(() => browser.PostAsync(Action, new FormUrlEncodedContent(form))));

        Assert.Equal(1, await Count("Known, and pressed fifty times."));
    }

    [Fact]
    public async Task Sent_to_two_nodes_it_is_one_comment_and_one_guest_too()
    {
        await using var other = await site.Start();
        using var there = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var (readers, node) = (await Readers(), 0);
        var form = await Form(site.Browser(), ("text", "Pressed on two nodes."), ("name", "Greta"));

        AllLeadToOnePlace(await AtOnce(
            () => (Interlocked.Increment(ref node) % 2 == 0 ? there : site.Browser()).PostAsync(Action, new FormUrlEncodedContent(form))));

        Assert.Equal((1, 1), (await Count("Pressed on two nodes."), await Readers() - readers));
        await other.StopAsync();
    }

    [Fact]
    public async Task An_edit_is_one_edit_and_a_withdrawal_one_withdrawal()
    {
        var id = await site.Ada.Post("It takes fvie months.");
        var version = await Version();

        var edits = await AtOnce(() => site.Ada.Edit(id, "It takes five months."));
        Assert.Equal((1, version + 1), (await site.Query(db => db.CommentRevisions.CountAsync()), await Version()));
        var withdrawals = await AtOnce(() => site.Ada.Withdraw(id));

        Assert.All(edits, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.All(withdrawals, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Equal(version + 2, await Version());
        await site.Boris.Post("My turn.");
    }

    [Fact]
    public async Task Of_an_edit_and_its_taking_back_at_once_the_later_stands()
    {
        var id = await site.Ada.Post("It takes five months.");
        var (begun, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var held = site.App.Services.GetRequiredService<WriteQueue>().Run(await site.DiscussionId(), async _ =>
        {
            begun.SetResult();
            await go.Task;
            return true;
        }, default);
        await begun.Task;

        var edit = site.Ada.Edit(id, "It takes six months.");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        var back = site.Ada.Edit(id, "It takes five months.");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        go.SetResult();
        await held;

        Assert.All(await Task.WhenAll(edit, back), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal("It takes five months.", (await site.Comment(id)).GetProperty("text").GetString());
        Assert.Equal(2, await site.Query(db => db.CommentRevisions.CountAsync(x => x.CommentId == id)));
    }

    [Fact]
    public async Task What_is_new_takes_one_of_the_networks_comments_on_every_road_and_what_was_sent_before_none()
    {
        var (pace, here) = (site.App.Services.GetRequiredService<Pace>(), Network.Of(IPAddress.Loopback));
        var browser = site.Browser();
        using var formed = await browser.PostAsync(Action,
            new FormUrlEncodedContent(await Form(browser, ("text", "By form."), ("name", "Ilse"))));
        using var formedToo = await browser.PostAsync(Action,
            new FormUrlEncodedContent(await Form(browser, ("text", "By form, and withdrawn."))));
        var (mine, gone) = (formed.Headers.Location!.ToString().Split("#c-")[1], formedToo.Headers.Location!.ToString().Split("#c-")[1]);
        var (sent, edited, taken) = (await site.Ada.Post("By the API."), await site.Boris.Post("By the API, and edited."),
            await site.Chen.Post("By the API, and withdrawn."));
        foreach (var done in await Repeats())
            Assert.True(done.IsSuccessStatusCode || done.StatusCode == HttpStatusCode.Found, $"{done.StatusCode}");
        var others = await site.Ada.Post("Not yours to edit.");

        using var ended = new CancellationTokenSource();
        // And kept so: they come again with time.
        while (pace.Check(Limits.NetworkPosts, here) is null) { }
        var empty = Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                while (pace.Check(Limits.NetworkPosts, here) is null) { }
                await Task.Delay(1, CancellationToken.None);
            }
        }, CancellationToken.None);
        var fresh = new[]
        {
            await site.Ada.TryPost("Something new."), await site.Boris.Edit(edited, "Edited once more."), await site.Ada.Withdraw(sent),
            await browser.PostAsync($"{Action}{mine}/edit", new FormUrlEncodedContent([new("text", "By form, edited once more.")])),
            await browser.PostAsync($"{Action}{mine}/withdrawal", new FormUrlEncodedContent([])),
            await browser.PostAsync(Action, new FormUrlEncodedContent(await Form(browser, ("text", "New by form.")))),
            // What is refused takes one too, or it would be asked without end.
            await site.Boris.Edit(others, "Mine now."), await site.Boris.Withdraw(others), await site.Chen.Edit(taken, "Back again."),
        };
        var again = await Repeats();
        await ended.CancelAsync();
        await empty;

        Assert.All(fresh, answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode));
        Assert.All(again,
            answer => Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Found, $"{answer.StatusCode}"));

        async Task<HttpResponseMessage[]> Repeats() =>
        [
            await site.Ada.TryPost("By the API."), await site.Boris.Edit(edited, "By the API, and edited indeed."),
            await site.Chen.Withdraw(taken),
            await browser.PostAsync($"{Action}{mine}/edit", new FormUrlEncodedContent([new("text", "By form, edited.")])),
            await browser.PostAsync($"{Action}{gone}/withdrawal", new FormUrlEncodedContent([])),
        ];
    }

    [Fact]
    public async Task One_write_takes_one_whatever_road_it_comes()
    {
        var (pace, discussion, network) = (site.App.Services.GetRequiredService<Pace>(), await site.DiscussionId(), 0);
        var id = await site.Ada.Post("Written, changed, taken back.");
        var removed = await site.Boris.Post("Removed, and its text taken back.");
        var mo = await Life.Moderator(site, "mo");
        var (decision, _) = await mo.Remove(removed);
        var form = await Form(site.Browser(), ("text", "Written by form."), ("name", "Ilse"));

        await TakesOne(site.Chen.Http, HttpMethod.Post, $"/api/v1/discussions/{discussion}/comments",
            JsonContent.Create(new { text = "Written by the API." }));
        await TakesOne(site.Browser(), HttpMethod.Post, Action, new FormUrlEncodedContent(form));
        await TakesOne(site.Ada.Http, HttpMethod.Patch, $"/api/v1/comments/{id}",
            JsonContent.Create(new { text = "Written and changed, taken back." }));
        await TakesOne(site.Ada.Http, HttpMethod.Post, $"{Action}{id}/edit",
            new FormUrlEncodedContent([new("text", "Written and changed twice.")]));
        await TakesOne(site.Ada.Http, HttpMethod.Delete, $"/api/v1/comments/{id}", null);
        await TakesOne(site.Boris.Http, HttpMethod.Post, $"/decisions/{decision}/withdrawal", new FormUrlEncodedContent([]));

        // Each from a network of its own, whose bucket is full before, and counted at once: it fills up by one in two seconds.
        async Task TakesOne(HttpClient http, HttpMethod method, string path, HttpContent? content)
        {
            var from = $"203.0.113.{++network}";
            using var request = new HttpRequestMessage(method, path) { Content = content };
            request.Headers.Add("X-Forwarded-For", from);
            if (!request.Headers.Contains("Sec-Fetch-Site") && http.DefaultRequestHeaders.Authorization is null
                    && !http.DefaultRequestHeaders.Contains("Sec-Fetch-Site"))
                request.Headers.Add("Sec-Fetch-Site", "same-origin");
            using var answer = await http.SendAsync(request);
            var left = 0;
            while (pace.Check(Limits.NetworkPosts, Network.Of(IPAddress.Parse(from))) is null) left++;
            Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Found, $"{path}: {answer.StatusCode}");
            Assert.True(left >= Limits.NetworkPosts.Burst - 1, $"{path}: {Limits.NetworkPosts.Burst - left}");
        }
    }

    [Fact]
    public async Task By_the_form_of_somebody_who_goes_on_under_another_name_it_is_one_comment_too()
    {
        await (await site.NewGuest("Wanda Pohl")).Post("Wanda speaks here.");
        await site.Publish("elsewhere", "Elsewhere", "Another story.");
        var form = await Form(site.Browser(), ("text", "Another Wanda there."), ("name", "Wanda Pohl"));
        using var first = await site.Browser().PostAsync("/articles/elsewhere/comments/", new FormUrlEncodedContent(form));
        var cookie = string.Join("; ", first.Headers.GetValues("Set-Cookie").Select(x => x.Split(';')[0]));
        var swap = await Form(site.Browser(), ("text", "Here under the name that was offered."), ("name", "Wanda Pohl 2"));

        AllLeadToOnePlace(await AtOnce(Send));
        AllLeadToOnePlace([await Send()]);
        Assert.Equal(1, await Count("Here under the name that was offered."));

        async Task<HttpResponseMessage> Send()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Action) { Content = new FormUrlEncodedContent(swap) };
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            return await site.Api().SendAsync(request);
        }
    }

    [Fact]
    public async Task By_forms_an_edit_and_a_withdrawal_lead_on_however_often_they_are_pressed()
    {
        var browser = site.Browser();
        using var posted = await browser.PostAsync(Action,
            new FormUrlEncodedContent(await Form(browser, ("text", "Writen by form."), ("name", "Ilse"))));
        var id = posted.Headers.Location!.ToString().Split("#c-")[1];

        AllLeadToOnePlace(
            await AtOnce(() => browser.PostAsync($"{Action}{id}/edit", new FormUrlEncodedContent([new("text", "Written by form.")]))));
        AllLeadToOnePlace(await AtOnce(() => browser.PostAsync($"{Action}{id}/withdrawal", new FormUrlEncodedContent([]))));
    }

    [Fact]
    public async Task A_flood_of_what_was_sent_before_is_no_free_work_either()
    {
        var pace = site.App.Services.GetRequiredService<Pace>();
        await AllAreTheFirst(await AtOnce(() => site.Ada.TryPost("Again and again.")));
        for (var i = Many; i < Limits.NetworkSends.Burst; i++) pace.Check(Limits.NetworkSends, Network.Of(IPAddress.Loopback));

        // It fills up again while they come.
        var answers = await AtOnce(() => site.Ada.TryPost("Again and again."));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(1, await Count("Again and again."));
    }

    private string Action => site.Page + "/comments/";

    private static Task<HttpResponseMessage[]> AtOnce(Func<Task<HttpResponseMessage>> send) =>
        Task.WhenAll(Enumerable.Range(0, Many).Select(_ => send()));

    private static async Task AllAreTheFirst(IReadOnlyList<HttpResponseMessage> answers)
    {
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()))).Distinct());
    }

    private static void AllLeadToOnePlace(IReadOnlyList<HttpResponseMessage> answers)
    {
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Found, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
    }

    private Task<int> Count(string text) => site.Query(db => db.Comments.CountAsync(x => x.Text == text));

    private Task<int> Readers() => site.Query(db => db.Readers.CountAsync());

    private Task<long> Version() =>
        site.Query(db => db.Discussions.Where(x => x.ArticleId == site.Article.Id).Select(x => x.Version).SingleAsync());

    private async Task<Dictionary<string, string>> Form(HttpClient browser, params (string Name, string Value)[] fields)
    {
        var form = (await Site.Html(await browser.GetAsync(site.Page))).QuerySelector("form.write")!;
        var values = form.QuerySelectorAll("input[name]").ToDictionary(x => x.GetAttribute("name")!, x => x.GetAttribute("value") ?? "");
        foreach (var (name, value) in fields) values[name] = value;
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        return values;
    }
}
