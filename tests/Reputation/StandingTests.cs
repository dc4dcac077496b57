using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;
using Parley.Reputation;

namespace Parley.Tests.Reputation;

public sealed class StandingTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return site.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_said_something_is_a_newcomer_and_everyone_can_read_why()
    {
        var id = await site.Ada.Post("A first word.");
        await Count();

        var page = await site.Html($"/readers/{site.Ada.Id}/standing");
        var answer = await site.Api().GetFromJsonAsync<JsonElement>($"/api/v1/readers/{site.Ada.Id}/standing");

        Assert.Equal("Newcomer", page.QuerySelector(".rank")!.TextContent);
        var days = page.QuerySelectorAll(".needs li").First(x => x.TextContent.Contains("Days with a comment", StringComparison.Ordinal));
        Assert.Equal("Days with a comment: 1 of 5 · 4 to go · counted since June 23, 2026",
            string.Join(' ', days.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        // The next rank, and of each kind of badge the next one: not all that is missing.
        Assert.Equal(["Regular", "Commenter", "Upvoted", "Rookie Mentor"],
            page.QuerySelectorAll(".needs h3 bdi").Select(x => x.TextContent));
        Assert.Equal("Newcomer", answer.GetProperty("reader").GetProperty("rank").GetString());
        Assert.True(answer.GetProperty("ranks")[0].GetProperty("reached").GetBoolean());
        Assert.False(answer.GetProperty("ranks")[1].GetProperty("reached").GetBoolean());
        // Everybody has the lowest rank: beside a name it says nothing.
        Assert.Null((await site.Html($"{site.Page}/comments/{id}")).QuerySelector($"#c-{id} .rank"));
        Assert.Equal(HttpStatusCode.NotFound,
            (await site.Browser().GetAsync("/readers/01890000-0000-7000-8000-000000000000/standing")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Browser().GetAsync("/readers/me/standing")).StatusCode);
    }

    [Fact]
    public async Task A_brigade_that_votes_somebody_down_moves_nothing()
    {
        var id = await site.Ada.Post("An unpopular opinion.");
        await site.Boris.Vote(id, 1);
        await Count();
        var before = await Rows();
        foreach (var i in Enumerable.Range(0, 20)) await (await site.NewGuest($"Brigadier {i}")).Vote(id, -1);

        await Count();

        Assert.Equal(before, await Rows());
    }

    [Fact]
    public async Task The_ledger_says_what_the_comments_and_votes_say_and_counts_to_the_same_again()
    {
        var cast = new[] { site.Ada, site.Boris, site.Chen };
        var acts = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 40]).Array[60].One();
        var (comments, gone) = (new List<Guid>(), new HashSet<Guid>());
        foreach (var (what, who, which) in acts)
        {
            var subject = comments.Count == 0 ? (Guid?)null : comments[which % comments.Count];
            if (what <= 1)
                comments.Add(await cast[who]
                    .Post($"Comment {comments.Count}.", what == 0 || subject is null || gone.Contains(subject.Value) ? null : subject));
            else if (subject is not null && what <= 4) await cast[who].Vote(subject.Value, what - 3);
            else if (subject is not null && (await cast[who].Withdraw(subject.Value)).IsSuccessStatusCode) gone.Add(subject.Value);
            // A clock that is set back in between gives nothing twice.
            site.Clock.AdjustTime(site.Clock.GetUtcNow().AddMinutes(who == 0 ? -30 : 50));
        }
        await Count();
        var once = await Rows();

        await site.Query(db => db.Standings.ExecuteDeleteAsync());
        await Count();

        Assert.Equal(once, await Rows());
        var votes = await site.Query(db => (from vote in db.Votes join comment in db.Comments on vote.CommentId equals comment.Id
                                            where vote.Value == 1 && comment.WithdrawnAt == null orderby vote.CommentId, vote.ReaderId
                                            select new { vote.CommentId, vote.ReaderId }).ToListAsync());
        var lines = await site.Query(db => db.Ledger.Where(x => x.UndoneAt == null && (x.Deed == Deed.Recognition || x.Deed == Deed.Thanks))
            .OrderBy(x => x.SubjectId).ThenBy(x => x.ById).Select(x => new { CommentId = x.SubjectId, ReaderId = x.ById }).ToListAsync());
        Assert.Equal(votes, lines);
        Assert.Equal(await site.Query(db => db.Comments.CountAsync(x => x.WithdrawnAt == null)),
            await site.Query(db => db.Ledger.CountAsync(x => x.UndoneAt == null && x.Deed == Deed.Comment)));
    }

    [Fact]
    public async Task A_rank_may_edit_longer()
    {
        var id = await site.Ada.Post("Mend me later.");
        await Count();
        await site.Query(async db =>
        {
            (await db.Standings.SingleAsync(x => x.ReaderId == site.Ada.Id))
                .Become(Measures.None with { Days = 9_000_000, Discussions = 9_000_000, Answers = 9_000_000 });
            await db.SaveTogether(default);
            return 0;
        });
        site.Clock.Advance(TimeSpan.FromMinutes(18));

        using var edit = await site.Ada.Edit(id, string.Join(' ', Enumerable.Range(0, 5).Select(i => $"https://news.example/{i}")));
        using var more = await site.Ada.Edit(id, string.Join(' ', Enumerable.Range(0, 6).Select(i => $"https://news.example/{i}")));
        site.Clock.Advance(TimeSpan.FromMinutes(3));
        using var late = await site.Ada.Edit(id, "Too late.");

        Assert.Equal(HttpStatusCode.OK, edit.StatusCode);
        Assert.Equal("too-many-links", await more.Code());
        Assert.Equal("edit-window-over", await late.Code());
    }

    [Fact]
    public async Task A_newcomer_gives_two_sources_and_who_works_for_the_house_as_many_as_the_highest_rank()
    {
        var editor = await site.Acts(Role.Editor, "sources@news.example");
        using var two = await site.Boris.TryPost(Sources(2));
        using var three = await site.Boris.TryPost(Sources(3));
        using var fifteen = await editor.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = Sources(15) });
        using var sixteen = await editor.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = Sources(16) });

        Assert.Equal(HttpStatusCode.Created, two.StatusCode);
        Assert.Equal("too-many-links", await three.Code());
        Assert.Equal(HttpStatusCode.Created, fifteen.StatusCode);
        Assert.Equal("too-many-links", await sixteen.Code());

        static string Sources(int many) =>
            "See " + string.Join(" and ", Enumerable.Range(0, many).Select(i => $"https://news.example/source/{i}"));
    }

    [Fact]
    public async Task What_an_editor_features_counts_once_and_no_longer_when_it_is_taken_back()
    {
        var id = await site.Ada.Post("Worth showing.");
        var (desk, chief) = (await site.Acts(Role.Editor, "desk@news.example"), await site.Acts(Role.Moderator, "chief@news.example"));

        using var first = await desk.PutAsync($"/api/v1/comments/{id}/feature", null);
        using var again = await chief.PutAsync($"/api/v1/comments/{id}/feature", null);
        await Count();
        var featured = (await Rows()).Single(x => x.Item1 == site.Ada.Id).Item2;
        using var back = await chief.DeleteAsync($"/api/v1/comments/{id}/feature");
        await Count();

        Assert.Equal((Measures.One, Measures.One), (featured.Decisions, featured.Recognised));
        var after = (await Rows()).Single(x => x.Item1 == site.Ada.Id).Item2;
        Assert.Equal((0, 0), (after.Decisions, after.Recognised));
    }

    [Fact]
    public async Task Only_one_node_counts_and_a_clock_set_back_does_not_stop_it()
    {
        await Count();
        site.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.True(await Due());
        Assert.False(await Due());
        site.Clock.AdjustTime(site.Clock.GetUtcNow().AddDays(-2));
        Assert.True(await Due());
    }

    private async Task Count()
    {
        using var scope = site.App.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<Counting>().Count(default);
    }

    private async Task<bool> Due()
    {
        using var scope = site.App.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<Counting>().IsDue(default);
    }

    private async Task<IReadOnlyList<(Guid, Measures)>> Rows() =>
        [.. (await site.Query(db => db.Standings.AsNoTracking().OrderBy(x => x.ReaderId).ToListAsync()))
            .Where(x => x.Measures != Measures.None).Select(x => (x.ReaderId, x.Measures))];
}

/// <summary>The file of ranks and badges, as it is read.</summary>
[Once]
public sealed class StandingFileTests
{
    [Fact]
    public void The_names_that_are_translated_are_those_of_the_rules()
    {
        var names = StandingFile.Default.Ranks.Select(x => x.Name)
            .Concat(StandingFile.Default.Badges.SelectMany(row => row.Select(x => x.Name)));
        Assert.Equal(names, NeedWords.Names);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("ranks: [{ name: A }, { name: B, needs: { days: 2 } }]", null)]
    [InlineData("ranks: [{ name: A }, { name: B, needs: { karma: 2 } }]", "which nothing counts")]
    [InlineData("ranks: [{ name: A }, { name: B, needs: { recognised: 9 } }]", "agreement alone")]
    [InlineData("ranks: [{ name: A }, { name: B, needs: { days: 1 } }, { name: C, needs: { days: 2 } }]", "within reach")]
    [InlineData("ranks: [{ name: A }, { name: B, needs: { days: 1 }, may: { edit_minutes: 5 } }]", "Everyone has 15")]
    [InlineData("ranks: [{ name: A }, { name: a, needs: { days: 1 } }]", "Two ranks")]
    [InlineData("ranks: [{ name: A, needs: { days: 1 } }]", "needs nothing")]
    [InlineData("ranks: [{ name: A }, { name: B, needs: { days: -1 } }]", "above 0")]
    [InlineData("ranks: [{ name: A }]\nbadges: [[{ name: B }]]", "for something")]
    [InlineData("ranks: [{ title: A }]", "line 1")]
    [InlineData("ranks: 5", "line 1")]
    [InlineData("badges: []", "0 ranks")]
    [InlineData("ranks: [null]", "no name")]
    public void A_mistake_in_the_rules_is_said_in_a_sentence(string text, string? mistake)
    {
        if (mistake is null) StandingFile.Read(text);
        else Assert.Contains(mistake, Assert.Throws<FormatException>(() => StandingFile.Read(text)).Message, StringComparison.Ordinal);
    }
}
