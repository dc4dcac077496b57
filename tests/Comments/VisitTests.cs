using System.Net;
using System.Text.Json;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Comments;
using Parley.Data;

namespace Parley.Tests.Comments;

/// <summary>What is new since a reader was here last.</summary>
public sealed class VisitTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return site.DisposeAsync();
    }

    [Fact]
    public async Task What_others_wrote_since_the_last_visit_is_new()
    {
        await site.Boris.Post("Said before the first visit.");
        Assert.Equal((null, 0), await New());
        await See();
        var left = site.Clock.GetUtcNow();
        site.Clock.Advance(TimeSpan.FromHours(2));
        await site.Boris.Post("Said while Ada was away.");
        await site.Ada.Post("Ada's own words, by another device.");
        site.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal((left, 1), await New());
        await See();
        Assert.Equal((left, 1), await New());
        await Write();
        Assert.Equal((left, 1), await New());
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        await See();
        Assert.Equal((left, 1), await New());
        await Write();
        site.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await New()).Count);
    }

    [Fact]
    public async Task What_was_seen_is_written_when_the_program_ends_and_two_looks_are_written_as_two()
    {
        await site.Ada.Post("Here.");
        await See();
        site.Clock.Advance(TimeSpan.FromSeconds(20));
        await See();
        var last = site.Clock.GetUtcNow();
        Assert.Equal(0, await site.Query(db => db.Visits.CountAsync()));

        await site.App.StopAsync();

        Assert.Equal(last, await site.Query(db => db.Visits.Select(x => x.SeenAt).SingleAsync()));
    }

    [Fact]
    public async Task After_a_long_hold_up_all_who_come_at_once_find_their_visits_written()
    {
        await site.Ada.Post("Here.");
        var discussion = await site.DiscussionId();
        var (visits, began) = (site.App.Services.GetRequiredService<Visits>(), site.Clock.GetUtcNow());
        var looks = (await site.Query(db => db.Readers.Select(x => x.Id).ToListAsync()))
            .Select(id => new Look(site.Article.SiteId, id, discussion)).ToList();
        foreach (var look in looks) await visits.Note(look, began, default);
        var later = began.AddHours(1);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => visits.Note(looks[i % looks.Count], later, default))));
        await Write();

        Assert.All(await site.Query(db => db.Visits.ToListAsync()), visit => Assert.Equal((began, later), (visit.BeforeAt, visit.SeenAt)));
        Assert.Equal(looks.Count, await site.Query(db => db.Visits.CountAsync()));
    }

    [Fact]
    public async Task Whoever_left_while_their_look_was_not_written_takes_nobody_along()
    {
        await site.Ada.Post("Here.");
        var discussion = await site.DiscussionId();
        var visits = site.App.Services.GetRequiredService<Visits>();
        await visits.Note(new Look(site.Article.SiteId, Guid.CreateVersion7(site.Clock.GetUtcNow()), discussion),
            site.Clock.GetUtcNow(), default);
        await See();
        await Write();

        Assert.Equal(1, await site.Query(db => db.Visits.CountAsync()));
    }

    [Fact]
    public async Task A_stranger_leaves_no_row_and_an_unknown_discussion_none_either()
    {
        await site.Ada.Post("Here.");
        var id = await site.DiscussionId();
        using var stranger = await site.Browser().PutAsync($"/api/v1/discussions/{id}/visit", null);
        using var unknown = await site.Ada.Http.PutAsync($"/api/v1/discussions/{Guid.CreateVersion7(site.Clock.GetUtcNow())}/visit", null);
        using var bad = await site.Ada.Http.PutAsync("/api/v1/discussions/x/visit", null);

        Assert.Equal(HttpStatusCode.NoContent, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, unknown.StatusCode);
        Assert.Equal("bad-id", await bad.Code());
        await Write();
        Assert.Equal(0, await site.Query(db => db.Visits.CountAsync()));
    }

    [Property]
    public async Task A_clock_that_runs_backwards_makes_nothing_old_new()
    {
        await site.Ada.Post("Here.");
        var reader = await site.Query(db => db.Readers.FirstAsync());
        var discussion = await site.DiscussionId();
        var look = new Look(reader.SiteId, reader.Id, discussion);

        using var scope = site.App.Services.CreateScope();
        var (queue, db) = (scope.ServiceProvider.GetRequiredService<WriteQueue>(), scope.ServiceProvider.GetRequiredService<Database>());
        Gen.Int[-5000, 5000].Array[1, 30].Holds(steps => queue.Run(discussion, async turn =>
        {
            await turn.Lend(db);
            turn.Undo();
            var latest = site.Clock.GetUtcNow();
            var now = latest;
            turn.Statements.Note(look, now);
            var visit = await Seen();
            DateTimeOffset? before = null;
            foreach (var step in steps)
            {
                now += TimeSpan.FromSeconds(step);
                var since = visit.NewSince(now);
                turn.Statements.Note(look, now);
                visit = await Seen();
                if (now > latest) latest = now;
                Assert.Equal(since, visit.NewSince(now));
                Assert.Equal(latest, visit.SeenAt);
                Assert.True(since is null || since <= latest);
                Assert.True(before is null || since >= before);
                before = since;
            }
            return true;
        }, CancellationToken.None).GetAwaiter().GetResult());

        Task<Visit> Seen() => db.Visits.AsNoTracking().SingleAsync(x => x.ReaderId == reader.Id && x.DiscussionId == discussion);
    }

    private async Task<(DateTimeOffset? Since, int Count)> New()
    {
        var mine = JsonSerializer.Deserialize<JsonElement>(
            await site.Ada.Http.GetStringAsync($"/api/v1/discussions/{await site.DiscussionId()}/mine"));
        var since = mine.GetProperty("newSince");
        return (since.ValueKind == JsonValueKind.Null ? null : since.GetDateTimeOffset(), mine.GetProperty("newCount").GetInt32());
    }

    private Task Write() => site.App.Services.GetRequiredService<Visits>().Write(default);

    private async Task See()
    {
        using var answer = await site.Ada.Http.PutAsync($"/api/v1/discussions/{await site.DiscussionId()}/visit", null);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
