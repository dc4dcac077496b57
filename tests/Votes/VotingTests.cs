using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Microsoft.EntityFrameworkCore;

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

    private static (int, int, int) Read(JsonElement answer) =>
        (answer.GetProperty("up").GetInt32(), answer.GetProperty("down").GetInt32(), answer.GetProperty("mine").GetInt32());
}
