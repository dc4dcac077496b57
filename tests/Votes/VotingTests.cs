using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;

namespace Parley.Tests.Votes;

public sealed class VotingTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_reader_has_one_vote_and_can_change_it()
    {
        var id = await site.Ada.Post("Vote on this.");

        await site.Boris.Vote(id, 1);
        await site.Boris.Vote(id, 1);
        using var up = await site.Chen.Vote(id, 1);
        using var down = await site.Boris.Vote(id, -1);
        using var none = await site.Boris.Vote(id, 0);

        Assert.Equal((2, 0, 1), Read(await up.Json()));
        Assert.Equal((1, 1, -1), Read(await down.Json()));
        Assert.Equal((1, 0, 0), Read(await none.Json()));
    }

    [Fact]
    public async Task Not_on_ones_own_nor_on_what_is_gone_nor_with_another_number()
    {
        var id = await site.Ada.Post("Is this good?");
        await site.Boris.Post("A reply that keeps it.", id);
        using var own = await site.Ada.Vote(id, 1);
        using var two = await site.Boris.Vote(id, 2);
        using var nothing = await site.Boris.Http.PutAsJsonAsync($"/api/v1/comments/{id}/vote", new { });
        await site.Ada.Withdraw(id);
        using var gone = await site.Boris.Vote(id, 1);
        using var unknown = await site.Boris.Vote(Guid.Parse("01890000-0000-7000-8000-000000000000"), 1);

        Assert.Equal("own-comment", await own.Code());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, own.StatusCode);
        Assert.Equal("bad-vote", await two.Code());
        Assert.Equal("bad-vote", await nothing.Code());
        Assert.Equal(HttpStatusCode.Conflict, gone.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Mine_tells_what_is_personal_and_the_shared_answer_does_not()
    {
        var id = await site.Ada.Post("Mine and yours.");
        await site.Boris.Vote(id, -1);

        var mine = await site.Boris.Http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions/{await site.DiscussionId()}/mine");
        var nobody = await site.Api().GetFromJsonAsync<JsonElement>($"/api/v1/discussions/{await site.DiscussionId()}/mine");

        Assert.Equal(-1, mine.GetProperty("votes").GetProperty(id.ToString()).GetInt32());
        Assert.Empty(nobody.GetProperty("votes").EnumerateObject());
    }

    [Fact]
    public async Task Counts_never_drift_from_votes_however_many_vote_at_once()
    {
        var id = await site.Ada.Post("Everybody, now.");
        var crowd = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => site.NewGuest($"Voter {i}")));
        var votes = Gen.Select(Gen.Int[0, crowd.Length - 1], Gen.Int[-1, 1]).Array[40];
        var round = votes.One();

        await Task.WhenAll(round.Select(async vote =>
        {
            using var answer = await crowd[vote.Item1].Vote(id, vote.Item2);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, answer.StatusCode.ToString());
        }));

        var rows = await site.Query(db => db.Votes.Where(x => x.CommentId == id).Select(x => x.Value).ToListAsync());
        var comment = await site.Query(db => db.Comments.SingleAsync(x => x.Id == id));
        Assert.Equal((rows.Count(x => x == 1), rows.Count(x => x == -1), rows.Sum()), (comment.Up, comment.Down, comment.Score));
    }

    [Fact]
    public async Task Of_one_pages_clicks_the_last_holds_in_whatever_order_they_come()
    {
        var id = await site.Ada.Post("Clicked twice in passing.");
        var (page, other) = ("one-page-with-a-random-name", "another-page-with-such-a-name");

        using var last = await Click(2, -1, page);
        using var first = await Click(1, 1, page);
        using var elsewhere = await Click(1, 1, other);

        Assert.Equal((0, 1, -1), Read(await first.Json()));
        Assert.Equal((1, 0, 1), Read(await elsewhere.Json()));

        Task<HttpResponseMessage> Click(int click, int value, string of) =>
            site.Boris.Http.PutAsJsonAsync($"/api/v1/comments/{id}/vote", new { value, page = of, click });
    }

    [Fact]
    public async Task A_stranger_who_clicks_again_before_the_answer_is_no_second_stranger()
    {
        var (id, other) = (await site.Ada.Post("Up, no, down."), await site.Ada.Post("And this one too."));
        var (stamp, page, before) = (await Stamp(), "a-page-with-a-random-name-of-its-own", await Readers());

        // No browser keeps a cookie of another: as if none of them had been answered when the next was sent.
        var both = await Task.WhenAll(Click(id, 1, 1), Click(id, 2, -1), Click(other, 3, 1));
        using var late = await Click(id, 4, 0);

        Assert.All(both, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal((0, 0, 0), Read(await late.Json()));
        Assert.Equal(1, await Readers() - before);
        Assert.Equal((1, 0), await site.Query(
            async db => ((await db.Comments.SingleAsync(x => x.Id == other)).Up, (await db.Comments.SingleAsync(x => x.Id == id)).Up)));

        Task<HttpResponseMessage> Click(Guid comment, int click, int value) =>
            site.Browser().PutAsJsonAsync($"/api/v1/comments/{comment}/vote", new { value, stamp, page, click });
    }

    [Fact]
    public async Task A_vote_that_was_taken_back_before_it_came_does_not_come()
    {
        var id = await site.Ada.Post("Never mind.");
        var (stamp, page) = (await Stamp(), "the-page-of-somebody-undecided");

        using var none = await site.Browser().PutAsJsonAsync($"/api/v1/comments/{id}/vote", new { value = 0, stamp, page, click = 2 });
        using var up = await site.Browser().PutAsJsonAsync($"/api/v1/comments/{id}/vote", new { value = 1, stamp, page, click = 1 });

        Assert.Equal((0, 0, 0), Read(await up.Json()));
        // Nobody was saved for it, so nobody is remembered.
        Assert.DoesNotContain("parley_reader", string.Join(' ', up.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has a name")]
    [InlineData("has left")]
    [InlineData("was here an hour ago")]
    public async Task Whoever_votes_on_a_page_that_somebody_else_has_opened_is_somebody_else(string before)
    {
        var (id, other) = (await site.Ada.Post($"Read by one who {before}."),
            await site.Ada.Post($"And by the next, after one who {before}."));
        var (anna, ben, page) = (site.Browser(), site.Browser(), "a-page-that-is-left-open-by-who-" + before.Replace(' ', '-'));
        using var first = await anna.PutAsJsonAsync($"/api/v1/comments/{id}/vote",
            new { value = 1, stamp = await Stamp(), page, click = 1 });
        if (before == "has a name")
        {
            var stamp = (await Site.Html(await anna.GetAsync(site.Page))).QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
            site.Clock.Advance(TimeSpan.FromSeconds(5));
            using var said = await anna.PostAsync(site.Page + "/comments/",
                new FormUrlEncodedContent([new("stamp", stamp), new("text", "I am Anna."), new("name", "Anna of the page")]));
            Assert.Equal(HttpStatusCode.Found, said.StatusCode);
        }
        else if (before == "has left") (await anna.PostAsync("/account/departure", new FormUrlEncodedContent([]))).Dispose();
        else site.Clock.Advance(TimeSpan.FromHours(1));

        using var next = await ben.PutAsJsonAsync($"/api/v1/comments/{other}/vote",
            new { value = 1, stamp = await Stamp(), page, click = 2 });

        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Empty(Cookies(first).Intersect(Cookies(next)));
        var votes =
            await site.Query(db => db.Votes.Where(x => x.CommentId == id || x.CommentId == other).Select(x => x.ReaderId).ToListAsync());
        Assert.Equal(2, votes.Distinct().Count());

        static IEnumerable<string> Cookies(HttpResponseMessage answer) =>
            answer.Headers.GetValues("Set-Cookie").Where(x => x.StartsWith("parley_reader=", StringComparison.Ordinal))
                .Select(x => x.Split(';')[0]);
    }

    [Fact]
    public async Task One_strangers_clicks_that_come_to_two_nodes_are_one_strangers()
    {
        await using var other = await site.Start();
        var (id, discussion, stamp) = (await site.Ada.Post("Clicked on two nodes."), await site.DiscussionId(), await Stamp());
        var (begun, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var held = site.App.Services.GetRequiredService<WriteQueue>().Run(discussion, async turn =>
        {
            turn.Statements.Execute("UPDATE discussions SET \"Version\" = \"Version\" WHERE \"Id\" = "
                + $"{(Site.OnPostgres ? $"'{discussion}'" : $"'{discussion.ToString().ToUpperInvariant()}'")}");
            begun.SetResult();
            await go.Task;
            return true;
        }, default);
        await begun.Task;

        // Both wait, one for its turn and one for the lock, and neither has seen the other's reader.
        var clicks = new[] { Click(site.Address, 1, 1), Click(new Uri(other.Urls.First()), 2, -1) };
        await Task.Delay(300, TestContext.Current.CancellationToken);
        go.SetResult();
        await held;

        Assert.All(await Task.WhenAll(clicks), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, await site.Query(db => db.Votes.CountAsync(x => x.CommentId == id)));
        await other.StopAsync();

        Task<HttpResponseMessage> Click(Uri node, int click, int value) =>
            site.Browser().PutAsJsonAsync(new Uri(node, $"/api/v1/comments/{id}/vote"),
                new { value, stamp, page = "one-page-that-two-nodes-hear-of", click });
    }

    [Fact]
    public async Task A_vote_that_waited_while_its_comment_was_withdrawn_is_refused()
    {
        var id = await site.Ada.Post("Gone in a moment.");
        await site.Chen.Post("A reply that keeps its place.", id);
        var discussion = await site.DiscussionId();
        var (begun, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var withdrawal = site.App.Services.GetRequiredService<WriteQueue>().Run(discussion, async turn =>
        {
            begun.SetResult();
            await go.Task;
            turn.Statements.Execute("UPDATE comments SET \"WithdrawnAt\" = \"CreatedAt\" WHERE \"Id\" = "
                + $"{(Site.OnPostgres ? $"'{id}'" : $"'{id.ToString().ToUpperInvariant()}'")}");
            return true;
        }, default);
        await begun.Task;

        // Judged once while the comment still stands, it waits for its turn behind the withdrawal.
        var vote = site.Boris.Vote(id, 1);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        go.SetResult();
        Assert.True(await withdrawal);

        using var answer = await vote;
        Assert.Equal((HttpStatusCode.Conflict, "withdrawn"), (answer.StatusCode, await answer.Code()));
        Assert.Equal(0, await site.Query(db => db.Votes.CountAsync(x => x.CommentId == id)));
    }

    private async Task<string> Stamp() => (await site.Html(site.Page)).QuerySelector("form.vote [name=stamp]")!.GetAttribute("value")!;

    private Task<int> Readers() => site.Query(db => db.Readers.CountAsync());

    private static (int, int, int) Read(JsonElement answer) =>
        (answer.GetProperty("up").GetInt32(), answer.GetProperty("down").GetInt32(), answer.GetProperty("mine").GetInt32());
}
