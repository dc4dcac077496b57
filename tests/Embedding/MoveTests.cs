using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Embedding;
using Parley.Web;

namespace Parley.Tests.Embedding;

/// <summary>Pages move, and nothing that was said below them is lost.</summary>
public sealed class MoveTests(FrameTests.Registered site) : IClassFixture<FrameTests.Registered>
{
    private const string Origin = "https://www.news.example";

    [Fact]
    public async Task A_discussion_follows_its_page_and_the_old_address_and_its_permalinks_still_lead_there()
    {
        var comment = await Say("/old", "Said at the old address.");

        var report = await Move(("/old", "/new"));

        Assert.Equal(1, report.Counts["moved"]);
        Assert.Equal(1, await Count("/old"));
        Assert.Equal(1, await Count("/new"));
        Assert.Contains("Said at the old address.",
            (await site.Html($"/embed/discussion?url={Origin}/new&comment={comment}")).Body!.TextContent, StringComparison.Ordinal);
        await Say("/new", "Said at the new one.");
        Assert.Equal(2, await Count("/old"));

        Assert.Equal(1, await Undo(report));
        Assert.Equal((2, 0), (await Count("/old"), await Count("/new")));
    }

    [Fact]
    public async Task Two_discussions_become_one_with_every_comment_vote_and_reply_and_two_again()
    {
        var (here, there) = (await Say("/here", "From here."), await Say("/there", "From there."));
        var reply = await Say("/here", "An answer here.", here);
        await site.Boris.Vote(here, 1);
        Assert.Equal("move-onto-another", (await Move(("/here", "/there"))).Counts.Keys.Single());

        var report = await Move(merge: true, ("/here", "/there"));

        Assert.Equal(1, report.Counts["merged"]);
        var whole = await site.Discussion("&sort=oldest", Origin + "/there");
        Assert.Equal(3, whole.GetProperty("count").GetInt32());
        var moved = whole.GetProperty("comments").EnumerateArray().Single(x => x.GetProperty("id").GetGuid() == here);
        Assert.Equal(1, moved.GetProperty("up").GetInt32());
        Assert.Equal(reply, moved.GetProperty("replies")[0].GetProperty("id").GetGuid());
        Assert.Equal(whole.GetProperty("id").GetGuid(), (await site.Discussion(url: Origin + "/here")).GetProperty("id").GetGuid());
        Assert.Contains(here.ToString(), await site.Api().GetStringAsync($"/api/v1/search?q=From&in={Origin}/there"),
            StringComparison.Ordinal);
        var later = await Say("/there", "An answer to what came in.", reply);

        Assert.Equal(1, await Undo(report));
        Assert.Equal((3, 1), (await Count("/here"), await Count("/there")));
        Assert.Equal(there, (await site.Discussion(url: Origin + "/there")).GetProperty("comments")[0].GetProperty("id").GetGuid());
        Assert.Contains(later.ToString(), await site.Api().GetStringAsync($"/api/v1/comments/{reply}/replies"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_leads_nowhere_in_a_circle_or_elsewhere_is_refused_and_the_rest_is_done()
    {
        await Say("/circle-a", "Round and round.");
        await Say("/onto", "In the way.");

        var report = await Move(("/circle-a", "/circle-a/?utm_source=x"), ("/nobody", "/somewhere"),
            ("/circle-a", "https://evil.example/a"), ("/circle-a", "/onto"), ("/circle-a", "/circle-b"),
            ("/circle-b", "/circle-a"), ("/circle-a", "/circle-b"));

        Assert.Equal(1, report.Counts["move-onto-itself"]);
        Assert.Equal(1, report.Counts["nothing-to-move"]);
        Assert.Equal(1, report.Counts["unknown-site"]);
        Assert.Equal(1, report.Counts["move-onto-another"]);
        // There and back and there again is one discussion with two addresses.
        Assert.Equal(3, report.Counts["moved"]);
        Assert.Equal((1, 1), (await Count("/circle-a"), await Count("/circle-b")));
        await Undo(report);
        Assert.Equal((1, 0), (await Count("/circle-a"), await Count("/circle-b")));
    }

    [Fact]
    public async Task What_another_move_has_built_on_is_taken_back_after_that_one()
    {
        var (a, b, c) = (await Say("/first", "Said first."), await Say("/second", "Said second."), await Say("/third", "Said third."));
        var reply = await Say("/first", "An answer to the first.", a);
        var (one, two) = (await Move(merge: true, ("/first", "/second")), await Move(merge: true, ("/second", "/third")));
        Assert.Equal(4, await Count("/third"));

        var refused = await TryUndo(one);
        Assert.Equal(("moved-further", two.Move), (refused.Refusal?.Code, (Guid?)refused.Refusal!.Args[0]));
        Assert.Equal((4, 4, 4), (await Count("/first"), await Count("/second"), await Count("/third")));

        Assert.Equal((1, 1), (await Undo(two), await Undo(one)));
        Assert.Equal((2, 1, 1), (await Count("/first"), await Count("/second"), await Count("/third")));
        foreach (var (path, comment) in new[] { ("/first", a), ("/second", b), ("/third", c) })
            Assert.Equal(comment, (await site.Discussion(url: Origin + path)).GetProperty("comments")[0].GetProperty("id").GetGuid());
        Assert.Contains(reply.ToString(), await site.Api().GetStringAsync($"/api/v1/comments/{a}/replies"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_one_file_that_build_on_each_other_are_taken_back_in_their_order()
    {
        await Say("/chain-a", "Along the chain.");
        var report = await Move(("/chain-a", "/chain-b"), ("/chain-b", "/chain-c"), ("/chain-c", "/chain-d"));
        Assert.Equal((3, 1), (report.Counts["moved"], await Count("/chain-d")));

        Assert.Equal(3, await Undo(report));
        Assert.Equal((1, 0, 0, 0), (await Count("/chain-a"), await Count("/chain-b"), await Count("/chain-c"), await Count("/chain-d")));
        Assert.Equal(Origin + "/chain-a", (await site.Discussion(url: Origin + "/chain-a")).GetProperty("url").GetString());
    }

    [Fact]
    public async Task What_is_sent_to_a_discussion_that_was_taken_in_stands_in_the_one_that_took_it()
    {
        var (here, there) = (await Say("/sent-here", "Said here."), await Say("/sent-there", "Said there."));
        var old = (await site.Discussion(url: Origin + "/sent-here")).GetProperty("id").GetGuid();
        // Known to a page that nobody had commented on, and was moved to since.
        var empty = (await site.Discussion(url: Origin + "/sent-empty")).GetProperty("id").GetGuid();
        await Say("/sent-alone", "Alone.");
        await Move(merge: true, ("/sent-here", "/sent-there"));
        await Move(("/sent-alone", "/sent-empty"));

        async Task<HttpResponseMessage> Send(Guid to, string text, Guid? parent, string? url = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/discussions/{to}/comments")
                { Content = JsonContent.Create(new { text, parentId = parent, url }) };
            request.Headers.Add("Idempotency-Key", text);
            return await site.Boris.Http.SendAsync(request);
        }
        using var first = await Send(old, "Sent to the old one.", here);
        using var again = await Send(old, "Sent to the old one.", here);
        using var late = await Send(empty, "Sent to what was empty.", null, Origin + "/sent-empty");

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created],
            new[] { first, again, late }.Select(x => x.StatusCode));
        Assert.Equal((await first.Json()).GetProperty("id").GetGuid(), (await again.Json()).GetProperty("id").GetGuid());
        Assert.Equal((3, 2), (await Count("/sent-there"), await Count("/sent-empty")));
        Assert.Contains("Sent to the old one.", await site.Api().GetStringAsync($"/api/v1/comments/{here}/replies"),
            StringComparison.Ordinal);
        Assert.Equal(0, await site.Query(db => db.Comments.CountAsync(x => x.DiscussionId == old)));
    }

    [Fact]
    public async Task A_move_that_waited_while_another_took_its_page_elsewhere_leaves_nothing_where_nobody_looks()
    {
        var comment = await Say("/wait-a", "Said at A.");
        await Say("/wait-b", "Said at B.");
        await Say("/wait-c", "Said at C.");
        var (b, c) = (await At("/wait-b"), await At("/wait-c"));
        Task<MoveReport> waiting;
        using (var scope = site.App.Services.CreateScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<Parley.Data.Database>();
            await using var other = await db.BeginWrite(default);
            await db.Discussions.Where(x => x.Id == b).ExecuteUpdateAsync(set => set.SetProperty(x => x.Version, x => x.Version + 1));
            waiting = Task.Run(() => Move(merge: true, ("/wait-a", "/wait-b")));
            await Task.Delay(300, TestContext.Current.CancellationToken);
            // As another command does it.
            await db.Comments.Where(x => x.DiscussionId == b).ExecuteUpdateAsync(set => set.SetProperty(x => x.DiscussionId, c));
            await db.DiscussionAddresses.Where(x => x.DiscussionId == b).ExecuteUpdateAsync(set => set.SetProperty(x => x.DiscussionId, c));
            await db.Discussions.Where(x => x.Id == b).ExecuteUpdateAsync(set => set.SetProperty(x => x.IntoId, c));
            await other.Commit(default);
        }
        await waiting;

        Assert.Equal(0, await site.Query(db => db.Comments.CountAsync(x => x.DiscussionId == b)));
        var home = await site.Query(db => db.Comments.Where(x => x.Id == comment).Select(x => x.DiscussionId).SingleAsync());
        Assert.Equal(home, await At("/wait-a"));
        Assert.Null(await site.Query(db => db.Discussions.Where(x => x.Id == home).Select(x => x.IntoId).SingleAsync()));

        Task<Guid> At(string path) => site.Query(
            db => db.DiscussionAddresses.Where(x => x.Address == Origin + path).Select(x => x.DiscussionId).SingleAsync());
    }

    [Fact]
    public async Task What_editors_closed_is_said_when_an_open_one_takes_it_in_and_nothing_goes_where_it_could_not_be_read()
    {
        await Say("/shut", "Closed here.");
        await Say("/open", "Open there.");
        await site.Publish("taken-back", "Taken back", "It was here.");
        var hidden = new Uri(site.Address, "/articles/taken-back").ToString();
        using var said = await site.Ada.Http.PostAsJsonAsync(
            $"/api/v1/discussions/{(await site.Discussion(url: hidden)).GetProperty("id").GetGuid()}/comments", new { text = "Below it." });
        await site.Publish("taken-back", "Taken back", "It was here.", text => text with { IsUnpublished = true });
        var now = site.Clock.GetUtcNow();
        await site.Query(db => db.Discussions.Where(x => x.Url == Origin + "/shut")
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ShutAt, now)));

        var refused = await Move(merge: true, ("/shut", hidden));
        var rehearsed = await Move(true, true, [("/shut", "/open")]);
        var report = await Move(merge: true, ("/shut", "/open"));

        Assert.Equal("move-onto-hidden", refused.Counts.Keys.Single());
        Assert.Equal((1, 1), (rehearsed.Lost.Count, report.Counts["merged"]));
        Assert.Contains("editors had closed", Assert.Single(report.Lost), StringComparison.Ordinal);
        Assert.Equal(2, await Count("/open"));
    }

    [Fact]
    public async Task Who_is_stopped_halfway_knows_what_takes_it_back_and_pages_show_what_was_done()
    {
        await Say("/stopped-a", "Moves.");
        await Say("/stopped-b", "Stays.");
        Assert.Equal(0, await Count("/stopped-c"));
        using var scope = site.App.Services.CreateScope();
        using var stop = new CancellationTokenSource();
        Guid? begun = null;
        var pairs = new Stopping([new(Origin + "/stopped-a", Origin + "/stopped-c"), new(Origin + "/stopped-b", Origin + "/stopped-d")],
            stop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scope.ServiceProvider.GetRequiredService<Moves>()
            .Move(pairs, merge: false, rehearse: false, stop.Token, id => begun = id));

        Assert.Equal((1, 1), (await Count("/stopped-c"), await Count("/stopped-b")));
        var batch = (await scope.ServiceProvider.GetRequiredService<Moves>().All(default)).Single(x => x.Id == begun);
        Assert.Equal((1, 1), (batch.Moves, batch.Left));
        Assert.Equal(1, await Undo(new MoveReport(begun)));
        Assert.Equal(0, await Count("/stopped-c"));
    }

    /// <summary>Somebody presses Ctrl-C after the first pair.</summary>
    private sealed class Stopping(List<MovePair> pairs, CancellationTokenSource stop) : IReadOnlyList<MovePair>
    {
        public int Count => pairs.Count;
        public MovePair this[int index] => pairs[index];

        public IEnumerator<MovePair> GetEnumerator()
        {
            yield return pairs[0];
            stop.Cancel();
            yield return pairs[1];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    [Fact]
    public async Task Many_move_at_once_are_rehearsed_merged_and_undone()
    {
        // Each is a transaction of its own: a thousand take as much longer.
        const int Many = 40;
        // A row each, as a year of comments leaves behind.
        await site.Query(async db =>
        {
            var (here, now) = (await db.Sites.SingleAsync(), site.Clock.GetUtcNow());
            var addresses = site.App.Services.GetRequiredService<Parley.Discussions.Addresses>();
            foreach (var i in Enumerable.Range(0, Many))
            {
                var discussion = Parley.Discussions.Discussion.At(here.Id, addresses.IdAt($"{Origin}/many/{i}"), $"{Origin}/many/{i}", now);
                db.Discussions.Add(discussion);
                db.DiscussionAddresses.Add(Parley.Discussions.DiscussionAddress.Of(discussion, discussion.Url));
            }
            await db.SaveTogether(default);
            return 0;
        });
        var comment = await Say("/many/7", "One of many.");
        await Say("/moved/9", "In the way of one.");
        var pairs = Enumerable.Range(0, Many).Select(i => ($"/many/{i}", $"/moved/{i}")).ToArray();

        Assert.Equal(29, (await Move(true, true, pairs[..30])).Counts["moved"]);
        Assert.Equal(0, await Count("/moved/7"));
        var report = await Move(merge: true, pairs);

        Assert.Equal((Many - 1, 1), (report.Counts["moved"], report.Counts["merged"]));
        Assert.Equal(comment, (await site.Discussion(url: Origin + "/moved/7")).GetProperty("comments")[0].GetProperty("id").GetGuid());
        Assert.Equal(Many, await Undo(report));
        Assert.Equal((0, 1, 1), (await Count("/moved/7"), await Count("/many/7"), await Count("/moved/9")));
    }

    private Task<MoveReport> Move(params (string From, string To)[] pairs) => Move(false, false, pairs);

    private Task<MoveReport> Move(bool merge, params (string From, string To)[] pairs) => Move(merge, false, pairs);

    private async Task<MoveReport> Move(bool merge, bool rehearse, (string From, string To)[] pairs)
    {
        using var scope = site.App.Services.CreateScope();
        static string Whole(string path) => path.StartsWith('/') ? Origin + path : path;
        return await scope.ServiceProvider.GetRequiredService<Moves>()
            .Move([.. pairs.Select(x => new MovePair(Whole(x.From), Whole(x.To)))], merge, rehearse, default);
    }

    private async Task<Outcome<Undone>> TryUndo(MoveReport report)
    {
        using var scope = site.App.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<Moves>().Undo(report.Move!.Value, default);
    }

    private async Task<int> Undo(MoveReport report)
    {
        var outcome = await TryUndo(report);
        Assert.Null(outcome.Refusal);
        return outcome.Value!.Moves;
    }

    private async Task<Guid> Say(string path, string text, Guid? parent = null)
    {
        var id = (await site.Discussion(url: Origin + path)).GetProperty("id").GetGuid();
        using var answer = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments",
            new { text, url = Origin + path, parentId = parent });
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, said.ToString());
        return said.GetProperty("id").GetGuid();
    }

    private async Task<int> Count(string path) => (await site.Discussion(url: Origin + path)).GetProperty("count").GetInt32();
}
