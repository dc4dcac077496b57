using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Embedding;
using Parley.Readers;
using Parley.Webhooks;

namespace Parley.Tests.Webhooks;

/// <summary>A publisher's program hears what happens: all of it, signed, once it can, and not more than it may know.</summary>
public sealed class WebhookTests(Hooked site) : IClassFixture<Hooked>, IAsyncDisposable
{
    [Fact]
    public async Task It_is_told_what_happens_to_comments_and_pages_signed_and_without_who_reported()
    {
        await using var receiver = await Receiver.Start();
        var hook = await site.Add(receiver.Url);
        var (first, second) = (await site.Acts(Role.Moderator, "mo@news.example"), await site.Acts(Role.Moderator, "mia@news.example"));

        var comment = await site.Ada.Post("Said aloud.");
        (await site.Ada.Edit(comment, "Said better.")).Dispose();
        Ok(await site.Boris.Http.PostAsJsonAsync($"/api/v1/comments/{comment}/reports", new { rule = "spam", note = "Look here." }));
        using var removed =
            Ok(await first.PostAsJsonAsync($"/api/v1/comments/{comment}/removal", new { rule = "spam", facts = "It sells." }));
        var decision = (await removed.Json()).GetProperty("decisionId").GetGuid();
        using var appealed = Ok(await site.Ada.Http.PostAsJsonAsync($"/api/v1/decisions/{decision}/appeal", new { text = "It does not." }));
        Ok(await second.PostAsJsonAsync($"/api/v1/appeals/{(await appealed.Json()).GetProperty("appealId").GetGuid()}/ruling",
            new { outcome = "reverse", facts = "Indeed." }));
        (await site.Ada.Withdraw(comment)).Dispose();
        var elsewhere = (await site.Discussion(url: "https://www.news.example/old")).GetProperty("id").GetGuid();
        Ok(await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{elsewhere}/comments",
            new { text = "Over there.", url = "https://www.news.example/old" }));
        using (var scope = site.App.Services.CreateScope())
            await scope.ServiceProvider.GetRequiredService<Moves>()
                .Move([new("https://www.news.example/old", "https://www.news.example/new")], false, false, default);

        await site.Deliver(hook, receiver, 9);

        // In which order is not promised: all of it happened within one tick of this clock.
        Assert.Equal(
            ["article.moved", "comment.appealed", "comment.edited", "comment.published", "comment.published", "comment.removed",
                "comment.reported", "comment.restored", "comment.withdrawn"],
            receiver.All.Select(told => told.Kind).Order(StringComparer.Ordinal));
        Assert.Equal(9, receiver.All.Select(told => told.Id).Distinct().Count());
        Assert.All(receiver.All, told => Assert.True(told.IsSignedBy(hook.Secret)));
        Assert.All(receiver.All, told =>
            Assert.DoesNotContain(site.Boris.Id.ToString(), Encoding.UTF8.GetString(told.Body), StringComparison.OrdinalIgnoreCase));
        var last = receiver.All.Single(told => told.Kind == "article.moved").Data;
        Assert.Equal(("https://www.news.example/old", "https://www.news.example/new"),
            (last.GetProperty("from").GetString()!, last.GetProperty("to").GetString()!));
        var over = receiver.All.Where(told => told.Kind == "comment.published").Select(told => told.Data)
            .Single(data => data.GetProperty("comment").GetProperty("text").GetString() == "Over there.");
        Assert.StartsWith("https://www.news.example/", over.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_withdrawn_before_it_was_told_is_told_without_its_words()
    {
        await using var receiver = await Receiver.Start();
        receiver.Status = 500;
        var hook = await site.Add(receiver.Url);
        var comment = await site.Ada.Post("A secret said by mistake.");
        (await site.Ada.Withdraw(comment)).Dispose();

        receiver.Status = 204;
        site.Clock.Advance(TimeSpan.FromHours(1));
        await site.Deliver(hook, receiver, 2);

        Assert.Equal(("withdrawn", ""), receiver.Taken.First(x => x.Kind == "comment.published").Comment);
    }

    [Fact]
    public async Task What_stood_below_a_story_that_was_taken_back_is_told_without_its_words()
    {
        await using var receiver = await Receiver.Start();
        receiver.Status = 500;
        var hook = await site.Add(receiver.Url);
        await site.Publish("taken-back", "Taken back", "It was a mistake.");
        var talk = (await site.Discussion(url: new Uri(site.Address, "/articles/taken-back").ToString())).GetProperty("id").GetGuid();
        Ok(await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{talk}/comments", new { text = "Below the mistake." })).Dispose();
        await site.Ask(hook);
        await site.Publish("taken-back", "Taken back", "It was a mistake.", text => text with { IsUnpublished = true });

        receiver.Status = 204;
        site.Clock.Advance(TimeSpan.FromHours(1));
        await site.Deliver(hook, receiver, 1);

        Assert.Equal(JsonValueKind.Null, receiver.Taken.Single().Data.GetProperty("comment").ValueKind);
        Assert.DoesNotContain("mistake", Encoding.UTF8.GetString(receiver.Taken.Single().Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_told_and_is_then_held_or_withdrawn_is_told_again_without_its_words()
    {
        await using var receiver = await Receiver.Start();
        var hook = await site.Add(receiver.Url);
        var guest = await site.NewGuest("Lina Link");
        var comment = await guest.Post("Plain words.");
        await site.Deliver(hook, receiver, 1);

        using (var edited = Ok(await guest.Edit(comment, "Plain words, and https://elsewhere.example/")))
            Assert.Equal("held", (await edited.Json()).GetProperty("status").GetString());
        await site.Deliver(hook, receiver, 2);
        (await guest.Withdraw(comment)).Dispose();
        await site.Deliver(hook, receiver, 3);

        Assert.Equal(
            [("comment.published", ("published", "Plain words.")), ("comment.edited", ("held", "")),
                ("comment.withdrawn", ("withdrawn", ""))],
            receiver.Taken.Select(told => (told.Kind, told.Comment)));
    }

    [Fact]
    public async Task A_move_that_was_taken_back_is_told_as_the_way_back_and_one_that_readers_never_saw_is_not_told()
    {
        await using var receiver = await Receiver.Start();
        var hook = await site.Add(receiver.Url, "article.moved");
        const string From = "https://www.news.example/went", To = "https://www.news.example/came";
        var talk = (await site.Discussion(url: From)).GetProperty("id").GetGuid();
        Ok(await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{talk}/comments", new { text = "Said there.", url = From }));
        receiver.Status = 500;
        var report = await site.Work<Moves, MoveReport>(moves => moves.Move([new(From, To)], false, false, default));
        await site.Ask(hook);

        Assert.Null((await site.Work<Moves, Parley.Web.Outcome<Undone>>(moves => moves.Undo(report.Move!.Value, default))).Refusal);
        receiver.Status = 204;
        site.Clock.Advance(TimeSpan.FromHours(1));
        await site.Deliver(hook, receiver, 2);

        Assert.All(receiver.Taken, told => Assert.Equal((To, From, true, talk), (told.Data.GetProperty("from").GetString(),
            told.Data.GetProperty("to").GetString(), told.Data.GetProperty("undone").GetBoolean(),
            told.Data.GetProperty("discussionId").GetGuid())));
        Assert.Equal(2, receiver.Taken.Select(told => told.Id).Distinct().Count());

        // The address that it has besides, by other rules: nobody knows the page by it.
        await site.Work<Moves, MoveReport>(moves => moves.Move([new(From, To)], false, false, default));
        await site.Deliver(hook, receiver, 3);
        await site.Work<Moves, MoveReport>(moves => moves.Follow(new(1, 1, [new(From, From + "/x")], []), null, default));
        Assert.Equal(3, await site.Own(hook, all => all.CountAsync()));
    }

    [Fact]
    public async Task An_address_inside_is_never_asked_and_what_is_refused_is_never_told()
    {
        await using var receiver = await Receiver.Start();
        var inside = receiver.Url.Replace("http://127.0.0.1", "https://localhost", StringComparison.Ordinal);
        var hook = await site.Add(inside);
        using (var refused = await site.Ada.TryPost("")) Assert.False(refused.IsSuccessStatusCode);
        await site.Ada.Post("Said.");

        await site.Ask(hook);
        Assert.Equal(1, await site.Own(hook, all => all.CountAsync()));
        Assert.Equal("address-not-public", (await site.Now(hook)).Answer);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task Chosen_events_are_told_a_new_secret_signs_beside_the_old_for_a_day_and_a_test_says_what_came_back()
    {
        await using var receiver = await Receiver.Start();
        var hook = await site.Add(receiver.Url, "comment.withdrawn");
        var rotated = await site.Work<Subscriptions, Parley.Web.Outcome<Webhook>>(subscriptions => subscriptions.Rotate(hook.Id, default));
        var comment = await site.Ada.Post("Not told.");
        (await site.Ada.Withdraw(comment)).Dispose();
        await site.Deliver(hook, receiver, 1);
        Assert.Equal("comment.withdrawn", receiver.All.Single().Kind);
        Assert.All(new[] { hook.Secret, rotated.Value!.Secret }, secret => Assert.True(receiver.All.Single().IsSignedBy(secret)));

        // Changed again, for its output was lost: what the receiver has goes on signing.
        rotated = await site.Work<Subscriptions, Parley.Web.Outcome<Webhook>>(subscriptions => subscriptions.Rotate(hook.Id, default));
        (await site.Ada.Withdraw(await site.Ada.Post("Not told either."))).Dispose();
        await site.Deliver(hook, receiver, 2);
        Assert.All(new[] { hook.Secret, rotated.Value!.Secret }, secret => Assert.True(receiver.All.Last().IsSignedBy(secret)));

        site.Clock.Advance(TimeSpan.FromDays(2));
        var fetched = await site.Work<Deliveries, Parley.Web.Fetched>(deliveries => deliveries.Try(rotated.Value!, default));
        Assert.Equal(204, fetched.Status);
        Assert.Equal((false, true), (receiver.All.Last().IsSignedBy(hook.Secret), receiver.All.Last().IsSignedBy(rotated.Value!.Secret)));

        foreach (var (url, kind, code) in new[]
        {
            (receiver.Url, "comment.liked", "unknown-event"), ("http://elsewhere.example/", "comment.edited", "bad-url"),
            ("https://xn--ä.example/", "comment.edited", "bad-url"), ("ftp://elsewhere.example/", "comment.edited", "bad-url"),
        })
        {
            var bad = await site.Work<Subscriptions, Parley.Web.Outcome<Webhook>>(subscriptions => subscriptions.Add(url, [kind], default));
            Assert.Equal(code, bad.Refusal?.Code);
        }
    }

    [Fact]
    public async Task Moderators_see_what_waits_send_a_test_and_send_again_what_never_arrived_and_learn_no_address()
    {
        await using var receiver = await Receiver.Start();
        receiver.Status = 500;
        var hook = await site.Add(receiver.Url);
        var moderator = await site.Acts(Role.Moderator, "hooks@news.example");
        await site.Ada.Post("It waits to be told.");
        await site.Ask(hook);

        var page = await Site.Html(await moderator.GetAsync("/moderation/webhooks"));
        Assert.Contains("1 event waits. The last answer: 500.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(new Uri(hook.Url).AbsolutePath, page.Body!.InnerHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(hook.Secret, page.Body!.InnerHtml, StringComparison.Ordinal);

        Assert.Contains("It has taken nothing since", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("It was not taken: 500.", await Press("test"), StringComparison.Ordinal);
        receiver.Status = 204;
        Assert.Contains("It was taken: 204.", await Press("test"), StringComparison.Ordinal);
        Assert.Equal("webhook.test", receiver.Taken.Single().Kind);
        await site.Deliver(hook, receiver, 2);
        // Given up, as after three days.
        await site.Own(hook, all => all.ExecuteUpdateAsync(set => set.SetProperty(x => x.DeliveredAt, (DateTimeOffset?)null)));
        Assert.Contains("1 event is on its way again.", await Press("replay"), StringComparison.Ordinal);
        await site.Deliver(hook, receiver, 3);

        async Task<string> Press(string button)
        {
            using var answer = await moderator.PostAsync($"/moderation/webhooks/{hook.Id}/{button}", null);
            // Whoever loads the page again sends nothing again.
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
            return (await Site.Html(await moderator.GetAsync(answer.Headers.Location))).Body!.TextContent;
        }
    }

    public async ValueTask DisposeAsync() => await site.EndAll();

    private static HttpResponseMessage Ok(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri}: {answer.StatusCode}");
        return answer;
    }
}
