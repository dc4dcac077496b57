using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Tests.Webhooks;

/// <summary>Each program gets all that is meant for it, whatever becomes of the others, of single events, and of this server.</summary>
public sealed class DeliveryTests(Hooked site) : IClassFixture<Hooked>, IAsyncDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1), Moments = TimeSpan.FromMinutes(6);

    public async ValueTask DisposeAsync() => await site.EndAll();

    [Fact]
    public async Task A_receiver_away_for_a_day_gets_each_event_with_one_id_also_when_the_program_is_killed_in_between()
    {
        await using var own = new Hooked();
        await own.InitializeAsync();
        await using var receiver = await Receiver.Start();
        receiver.Status = 0;
        var hook = await own.Add(receiver.Url);
        foreach (var i in Enumerable.Range(0, 15)) await own.Ada.Post($"Said before it was killed: {i}.");
        await Pass(own, null, hours: 12);

        // Killed while the receiver hears something: it was told, and nobody here knows that.
        receiver.Status = Receiver.Hangs;
        own.Clock.Advance(Moments);
        var last = own.Round();
        await Wait.Until("it hears something", () => receiver.All.Any(told => told.Status == Receiver.Hangs));
        await Record.ExceptionAsync(() => own.App.StopAsync(new CancellationToken(canceled: true)));
        await LeaveTaken(own, hook);
        receiver.LetGo();
        await last;

        receiver.Status = 0;
        var node = await own.Start();
        await Post(own, node, 15);
        await Pass(own, node, hours: 12);
        receiver.Status = 204;
        own.Clock.Advance(Moments);
        await Post(own, node, 1);
        // What waited comes with the next that arrives, without another moment passing.
        await Wait.Until("all were told", async () =>
        {
            await own.Round(node);
            return receiver.Taken.Select(told => told.Id).Distinct().Count() == 31;
        });

        Assert.Equal(31, receiver.Taken.Count());
        Assert.Equal(31, receiver.Taken.Select(told => told.Data.GetProperty("comment").GetProperty("id").GetGuid()).Distinct().Count());
        // What was tried before, or heard and then lost, has kept its id.
        Assert.Empty(receiver.All.Select(told => told.Id).Except(receiver.Taken.Select(told => told.Id)));
        Assert.Equal(31, await own.Own(hook, all => all.CountAsync(x => x.DeliveredAt != null && x.DueAt == null)));
        Assert.Null((await own.Now(hook)).AwaySince);
        await node.StopAsync(TestContext.Current.CancellationToken);
        await node.DisposeAsync();
    }

    private static async Task Pass(Hooked own, WebApplication? node, int hours)
    {
        for (var hour = 0; hour < hours; hour++)
        {
            await own.Round(node);
            own.Clock.Advance(Hour);
        }
    }

    // As a node that is gone has left it.
    private static Task<int> LeaveTaken(Hooked own, Webhook hook)
    {
        var (by, until) = (Guid.CreateVersion7(own.Clock.GetUtcNow()), own.Clock.GetUtcNow().AddMinutes(2));
        return own.Query(db => db.Webhooks.Where(x => x.Id == hook.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.HeldBy, by).SetProperty(x => x.HeldUntilAt, until)));
    }

    private static async Task Post(Hooked own, WebApplication node, int count)
    {
        using var client = new HttpClient(new HttpClientHandler()) { BaseAddress = new Uri(node.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = own.Ada.Http.DefaultRequestHeaders.Authorization;
        var talk = await own.Query(db => db.Discussions.Select(x => x.Id).SingleAsync());
        foreach (var i in Enumerable.Range(0, count))
        {
            using var answer = await client.PostAsJsonAsync($"/api/v1/discussions/{talk}/comments",
                new { text = $"Said after it: {i} of {count}." });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task One_event_that_is_refused_for_ever_holds_up_no_other_and_is_given_up_in_the_end()
    {
        await using var receiver = await Receiver.Start();
        var hook = await site.Add(receiver.Url);
        var poison = await site.Ada.Post("It can't take this one.");
        var refused = new List<string>();
        receiver.Unless = told =>
        {
            if (told.Data.GetProperty("comment").GetProperty("id").GetGuid() != poison) return null;
            refused.Add(told.Id);
            // Nor is it sent to where a redirect names.
            return refused.Count == 1 ? 302 : 422;
        };
        foreach (var i in Enumerable.Range(0, 25)) await site.Ada.Post($"It takes this one: {i}.");

        await site.Ask(hook, 26);

        Assert.Equal((25, 1, 26), (receiver.Taken.Count(), refused.Count, receiver.All.Count));
        await Wait.Until("it is given up", async () =>
        {
            await site.Round();
            site.Clock.Advance(TimeSpan.FromHours(25));
            return await site.Own(hook, all => all.AllAsync(x => x.DueAt == null));
        });
        Assert.Equal(10, refused.Count);
        Assert.Single(refused.Distinct());
        // Whoever reads the log learns which it is, and no address: that may be a secret.
        Assert.True(site.Log.Contains(hook.Id.ToString(), "127.0.0.1", "was not told of comment.published", "422"));
        Assert.False(site.Log.Contains(new Uri(hook.Url).AbsolutePath));

        receiver.Unless = _ => null;
        Assert.Equal(1, await site.Work<Deliveries, int>(deliveries => deliveries.Replay(hook.Id, null, default)));
        await site.Deliver(hook, receiver, 26);
        Assert.Equal(0, await site.Work<Deliveries, int>(deliveries => deliveries.Replay(hook.Id, null, default)));
        Assert.Equal(26, await site.Work<Deliveries, int>(deliveries => deliveries.Replay(hook.Id, DateTimeOffset.UnixEpoch, default)));
        await site.Deliver(hook, receiver, 52);
        Assert.Equal(26, receiver.All.Select(told => told.Id).Distinct().Count());
    }

    [Fact]
    public async Task Events_over_which_a_receiver_stumbles_hold_up_no_others_and_are_given_up_in_the_end()
    {
        await using var receiver = await Receiver.Start();
        var hook = await site.Add(receiver.Url);
        var comments = new List<Guid>();
        foreach (var i in Enumerable.Range(0, 12)) comments.Add(await site.Ada.Post($"To be reported: {i}."));
        await site.Deliver(hook, receiver, 12);
        // As a program answers that has no idea of what it is told.
        receiver.Unless = told => told.Kind == "comment.reported" ? 500 : null;
        foreach (var comment in comments)
            (await site.Boris.Http.PostAsJsonAsync($"/api/v1/comments/{comment}/reports", new { rule = "spam", note = "Look." })).Dispose();
        await site.Ask(hook, 13);

        for (var i = 0; i < 32; i++)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(1));
            var fresh = await site.Ada.Post($"Said in between: {i}.");
            site.Clock.Advance(i < 12 ? Moments : TimeSpan.FromHours(6));
            // Whatever else waits, it does not wait for the next pause.
            await Wait.Until("it has what was said", async () =>
            {
                await site.Round();
                return receiver.Taken.Any(told => told.Data.GetProperty("comment").GetProperty("id").GetGuid() == fresh);
            });
        }
        await Wait.Until("they are given up", async () =>
        {
            site.Clock.Advance(TimeSpan.FromHours(6));
            await site.Ada.Post($"Said until then: {site.Clock.GetUtcNow():O}.");
            await site.Round();
            return await site.Own(hook, all => all.Where(x => x.Kind == "comment.reported").AllAsync(x => x.DueAt == null));
        });
        Assert.Equal(12, await site.Own(hook, all => all.CountAsync(x => x.DeliveredAt == null && x.Kind == "comment.reported")));
    }

    [Fact]
    public async Task Who_is_back_after_minutes_has_what_waited_within_five_more()
    {
        await using var receiver = await Receiver.Start();
        receiver.Status = 503;
        var hook = await site.Add(receiver.Url);
        await site.Ada.Post("It waits for minutes.");
        await site.Ask(hook);
        for (var minute = 0; minute < 6; minute++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(1));
            await site.Round();
        }
        receiver.Status = 204;
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        await site.Deliver(hook, receiver, 1);

        Assert.Single(receiver.All.Select(told => told.Id).Distinct());
    }

    [Fact]
    public async Task Whoever_is_back_and_refuses_all_that_waits_is_left_alone_until_there_is_more()
    {
        await using var receiver = await Receiver.Start();
        receiver.Status = 503;
        var hook = await site.Add(receiver.Url);
        await site.Ada.Post("It is away for this one, and then refuses it.");
        await site.Ask(hook);
        receiver.Status = 422;
        site.Clock.Advance(Moments);
        await Wait.Until("it has refused it", async () => !await site.Work<Deliveries, bool>(sent => sent.Send(hook.Id, default)));

        Assert.Equal([503, 422], receiver.All.Select(told => told.Status));
        Assert.NotNull((await site.Now(hook)).AwaySince);
        receiver.Status = 204;
        await site.Ada.Post("It takes this one.");
        site.Clock.Advance(Hour);
        await site.Deliver(hook, receiver, 2);
    }

    [Fact]
    public async Task The_program_looks_by_itself_for_what_is_to_be_told()
    {
        await using var own = new Hooked { LooksByItself = true };
        await own.InitializeAsync();
        await using var receiver = await Receiver.Start();
        await own.Add(receiver.Url);
        await own.Ada.Post("Nobody has to ask for this.");
        await Wait.Until("it was told", () => receiver.Taken.Any());
    }

    [Theory]
    [InlineData(Receiver.Hangs)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Whoever_is_away_is_asked_by_one_event_and_no_other_program_waits_for_it(int status)
    {
        await using var away = await Receiver.Start();
        await using var there = await Receiver.Start();
        away.Status = status;
        var (first, second) = (await site.Add(away.Url), await site.Add(there.Url));
        foreach (var i in Enumerable.Range(0, 22)) await site.Ada.Post($"To both, {status}: {i}.");

        var round = site.Round();
        await Wait.Until("it was asked", () => !away.All.IsEmpty);
        await site.Ada.Post($"While the other is {status}.");

        await Wait.Until("the other has all", async () =>
        {
            foreach (var hook in await site.Work<Deliveries, List<Guid>>(deliveries => deliveries.Due(default)))
                await site.Work<Deliveries, bool>(deliveries => deliveries.Send(hook, default));
            return there.Taken.Count() == 23;
        });
        Assert.Single(away.All);
        Assert.Equal(23, await site.Own(first, all => all.CountAsync(x => x.DueAt != null)));
        // A round that sent some of them may still be writing down that it did.
        await Wait.Until("that is written down", async () => await site.Own(second, all => all.CountAsync(x => x.DueAt != null)) == 0);
        away.LetGo();
        await round;
        await Wait.Until("that is known", async () => (await site.Now(first)).AwaySince == site.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_webhook_that_ends_drops_what_waited_and_pages_are_made_anew_for_it_once()
    {
        await using var receiver = await Receiver.Start();
        await using var other = await Receiver.Start();
        receiver.Status = 500;
        var (removed, gone, stays) = (await site.Add(receiver.Url), await site.Add(receiver.Url), await site.Add(other.Url));
        foreach (var i in Enumerable.Range(0, 21)) await site.Ada.Post($"It waits: {i}.");
        await site.Deliver(stays, other, 21);
        await site.End(removed);
        receiver.Status = 410;
        receiver.All.Clear();
        var before = await Version();

        // Each of them in its time.
        foreach (var _ in Enumerable.Range(0, 4))
        {
            site.Clock.Advance(Hour);
            await site.Round();
        }
        await Wait.Until("it ends", async () => (await site.Now(gone)).EndedAt is not null);

        Assert.Equal(before + 1, await Version());
        Assert.Single(receiver.All);
        Assert.Equal(0, await site.Own(removed, all => all.CountAsync(x => x.DueAt != null)));
        Assert.Equal(0, await site.Own(gone, all => all.CountAsync(x => x.DueAt != null)));
        await site.Ada.Post("After its end.");
        await site.Deliver(stays, other, 22);
        Assert.Equal(21, await site.Own(gone, all => all.CountAsync()));
        // Whoever asks for nothing any more is still named; whoever was removed is not.
        var all = await site.Work<Subscriptions, List<(Webhook Hook, int Waiting)>>(subscriptions => subscriptions.All(default));
        Assert.True(all.Single(x => x.Hook.Id == gone.Id).Hook.AsksForNothing);
        Assert.False(all.Single(x => x.Hook.Id == stays.Id).Hook.AsksForNothing);
        Assert.DoesNotContain(all, x => x.Hook.Id == removed.Id);

        site.Clock.Advance(TimeSpan.FromDays(31));
        await site.Work<Deliveries, bool>(async deliveries =>
        {
            await deliveries.Forget(default);
            return true;
        });
        Assert.Equal([stays.Id], await site.Query(db => db.Webhooks.Where(x => x.Id == gone.Id || x.Id == stays.Id || x.Id == removed.Id)
            .Select(x => x.Id).ToListAsync()));

        Task<int> Version() => site.Query(db => db.Sites.Select(x => x.Version).SingleAsync());
    }

    [Fact]
    public async Task Nodes_that_look_at_once_send_each_event_once()
    {
        await using var receiver = await Receiver.Start();
        var hook = await site.Add(receiver.Url);
        foreach (var i in Enumerable.Range(0, 25)) await site.Ada.Post($"Once: {i}.");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => site.Round()));
        await site.Deliver(hook, receiver, 25);

        Assert.Equal(25, receiver.All.Count);
    }

    [Fact]
    public async Task What_arrived_is_known_also_when_the_server_stops_before_the_next()
    {
        await using var receiver = await Receiver.Start();
        var hook = await site.Add(receiver.Url);
        foreach (var i in Enumerable.Range(0, 3)) await site.Ada.Post($"One, and then no more: {i}.");
        receiver.Unless = _ => receiver.All.Count(told => told.Status == 204) == 1 ? Receiver.Hangs : null;
        using var stop = new CancellationTokenSource();

        var round = site.Work<Deliveries, bool>(deliveries => deliveries.Send(hook.Id, stop.Token));
        await Wait.Until("the second hangs", () => receiver.All.Any(told => told.Status == Receiver.Hangs));
        await stop.CancelAsync();
        Assert.IsAssignableFrom<OperationCanceledException>(await Record.ExceptionAsync(() => round));
        receiver.LetGo();

        await Wait.Until("the first is known to have arrived",
            () => site.Own(hook, all => all.AnyAsync(x => x.DeliveredAt != null && x.Attempts == 1)));
        receiver.Unless = _ => null;
        site.Clock.Advance(Hour);
        await site.Deliver(hook, receiver, 3);
        Assert.Equal(3, receiver.Taken.Count());
    }

    [Fact]
    public async Task A_status_is_the_answer_however_much_comes_with_it_and_a_test_that_is_taken_brings_what_waits()
    {
        await using var receiver = await Receiver.Start();
        receiver.Status = 503;
        var hook = await site.Add(receiver.Url);
        await site.Ada.Post("It waits for a test.");
        await site.Ask(hook);
        (receiver.Status, receiver.Length) = (200, Outbound.LargestAnswer + 1);

        Assert.Equal(200,
            (await site.Work<Deliveries, Fetched>(async deliveries => await deliveries.Try(await site.Now(hook), default))).Status);
        await site.Deliver(hook, receiver, 2);

        Assert.Equal(["webhook.test", "comment.published"], receiver.Taken.Select(told => told.Kind));
        Assert.Equal("200", (await site.Now(hook)).Answer);

        receiver.Status = 410;
        await site.Ada.Post("It is not wanted any more.");
        await site.Work<Deliveries, Fetched>(async deliveries => await deliveries.Try(await site.Now(hook), default));
        Assert.True((await site.Now(hook)).AsksForNothing);
        Assert.Equal(0, await site.Own(hook, all => all.CountAsync(x => x.DueAt != null)));
    }
}
