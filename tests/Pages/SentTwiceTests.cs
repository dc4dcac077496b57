using System.Net;
using Microsoft.EntityFrameworkCore;

namespace Parley.Tests.Pages;

/// <summary>Said once: the same request sent again is answered as the first time, whoever sends it and however.</summary>
public sealed class SentTwiceTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_form_that_a_stranger_sends_twice_is_one_comment_and_one_guest()
    {
        var form = await Form(("text", "Pressed twice by somebody new."), ("name", "Greta"));
        var before = await Readers();
        var (one, two) = (site.Browser(), site.Browser());
        using var first = await one.PostAsync(Action, new FormUrlEncodedContent(form));
        using var second = await two.PostAsync(Action, new FormUrlEncodedContent(form));
        using var third = await one.PostAsync(Action, new FormUrlEncodedContent(form));

        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        Assert.All(new[] { second, third }, again => Assert.Equal(first.Headers.Location, again.Headers.Location));
        Assert.Equal((1, 1), (await Count("Pressed twice by somebody new."), await Readers() - before));
        // The browser that was answered last is the one that its reader looks at.
        var edit = $"{first.Headers.Location!.ToString().Split('#')[0]}/edit";
        Assert.Equal(HttpStatusCode.OK, (await two.GetAsync(edit)).StatusCode);
    }

    [Fact]
    public async Task A_form_that_fifty_times_at_once_comes_from_a_stranger_is_one_comment_and_one_guest()
    {
        var form = await Form(("text", "Fifty times the same."), ("name", "Hundert"));
        var before = await Readers();

        var answers =
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => site.Browser().PostAsync(Action, new FormUrlEncodedContent(form))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Found, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location!.ToString()).Distinct());
        Assert.Equal((1, 1), (await Count("Fifty times the same."), await Readers() - before));
    }

    [Fact]
    public async Task A_form_of_somebody_known_or_nameless_so_far_is_one_comment_too()
    {
        var voted = await site.Ada.Post("Vote first, speak then.");
        var browser = site.Browser();
        var stamp = (await Form())["stamp"];
        using var vote = await browser.PostAsync($"{site.Page}/comments/{voted}/vote",
            new FormUrlEncodedContent([new("value", "1"), new("stamp", stamp)]));
        var cookie = string.Join("; ", vote.Headers.GetValues("Set-Cookie").Select(x => x.Split(';')[0]));
        var form = await Form(("text", "Now I have a name."), ("name", "Ilse"), ("parent", voted.ToString()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Send()));
        var later = await Send();

        foreach (var answer in answers.Append(later))
            Assert.True(answer.Headers.Location is not null, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        Assert.Single(answers.Append(later).Select(answer => answer.Headers.Location!.ToString()).Distinct());
        Assert.Equal(1, await Count("Now I have a name."));

        // A busy machine may say that it is busy; the same form is sent again then.
        async Task<HttpResponseMessage> Send()
        {
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, Action) { Content = new FormUrlEncodedContent(form) };
                request.Headers.Add("Cookie", cookie);
                request.Headers.Add("Sec-Fetch-Site", "same-origin");
                var answer = await site.Api().SendAsync(request);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return answer;
                answer.Dispose();
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task Two_strangers_with_one_page_are_two()
    {
        var (one, other) = (await Form(("text", "Mine is mine."), ("name", "Karl")),
            await Form(("text", "And mine is mine."), ("name", "Karla")));
        other["stamp"] = one["stamp"];
        using var first = await site.Browser().PostAsync(Action, new FormUrlEncodedContent(one));
        using var second = await site.Browser().PostAsync(Action, new FormUrlEncodedContent(other));

        Assert.NotEqual(first.Headers.Location, second.Headers.Location);
        Assert.NotEqual(Cookie(first), Cookie(second));
    }

    [Fact]
    public async Task Whoever_copies_somebodys_form_later_does_not_become_them()
    {
        var form = await Form(("text", "Only I can edit this."), ("name", "Lore"));
        using var first = await site.Browser().PostAsync(Action, new FormUrlEncodedContent(form));
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        using var copied = await site.Browser().PostAsync(Action, new FormUrlEncodedContent(form));

        Assert.Equal(first.Headers.Location, copied.Headers.Location);
        Assert.False(copied.Headers.Contains("Set-Cookie")
            && copied.Headers.GetValues("Set-Cookie").Any(x => x.StartsWith("parley_reader", StringComparison.Ordinal)));
        Assert.Equal(1, await Count("Only I can edit this."));
    }

    [Fact]
    public async Task A_program_that_sends_the_same_without_a_key_is_answered_with_the_first()
    {
        var parent = await site.Ada.Post("Answer this twice.");
        using var first = await site.Boris.TryPost("The same without a key.", parent);
        using var second = await site.Boris.TryPost("The same without a key.", parent);
        var many = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => site.Chen.TryPost("Fifty without a key.", parent)));

        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.All(many, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Equal((1, 1), (await Count("The same without a key."), await Count("Fifty without a key.")));

        // Said again on purpose, an hour later, it is said twice.
        site.Clock.Advance(TimeSpan.FromHours(1));
        using var later = await site.Boris.TryPost("The same without a key.", parent);
        Assert.Equal("duplicate", await later.Code());
    }

    [Fact]
    public async Task What_was_withdrawn_can_be_said_again()
    {
        var id = await site.Boris.Post("Taken back, then meant after all.");
        await site.Boris.Withdraw(id);

        Assert.NotEqual(id, await site.Boris.Post("Taken back, then meant after all."));
    }

    private string Action => site.Page + "/comments/";

    private static string Cookie(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").Single(x => x.StartsWith("parley_reader", StringComparison.Ordinal));

    private Task<int> Count(string text) => site.Query(db => db.Comments.CountAsync(x => x.Text == text));

    private Task<int> Readers() => site.Query(db => db.Readers.CountAsync());

    private async Task<Dictionary<string, string>> Form(params (string Name, string Value)[] fields)
    {
        var form = (await site.Html(site.Page)).QuerySelector("form.write")!;
        var values = form.QuerySelectorAll("input[name]").ToDictionary(x => x.GetAttribute("name")!, x => x.GetAttribute("value") ?? "");
        foreach (var (name, value) in fields) values[name] = value;
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        return values;
    }
}
