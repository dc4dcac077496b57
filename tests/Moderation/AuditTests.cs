using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Moderation;

namespace Parley.Tests.Moderation;

/// <summary>Whether one side is removed more often: counted from votes, said in numbers, and not said where they are too few.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    /// <summary>Twenty new readers say much the same here, which is another matter.</summary>
    private sealed class Alike : Site
    {
        protected override IEnumerable<string> Settings => [.. base.Settings, "Parley:Waves=off"];
    }

    private readonly Site site = new Alike();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Where_there_are_too_few_votes_it_says_so()
    {
        Assert.Contains("Not counted yet", (await site.Html("/transparency")).QuerySelector(".neutrality")!.TextContent,
            StringComparison.Ordinal);
        await site.Boris.Vote(await site.Ada.Post("One voice."), 1);
        await Count();

        var said = (await site.Html("/transparency")).QuerySelector(".neutrality")!;
        Assert.Contains("There are too few votes to say: 1 vote", said.TextContent, StringComparison.Ordinal);
        Assert.Null(said.QuerySelector("table"));
    }

    [Fact]
    public async Task Removal_rates_of_the_two_camps_favourites_stand_side_by_side_with_their_confidence()
    {
        await Divide(removedOfFirst: 30, removedOfSecond: 5);
        var audit = await Count();

        Assert.Equal((25, 120, 30), (audit.FirstVoters, audit.FirstComments, audit.FirstRemoved));
        Assert.Equal((21, 120, 5), (audit.SecondVoters, audit.SecondComments, audit.SecondRemoved));
        var said = (await site.Html("/transparency")).QuerySelector(".neutrality")!;
        Assert.Equal(["25", "120", "30", "25.0% (18.1% to 33.4%)"],
            said.QuerySelectorAll("tbody tr")[0].QuerySelectorAll(".number").Select(x => x.TextContent.Trim()));
        Assert.Contains("differ by more than chance alone explains", said.TextContent, StringComparison.Ordinal);
        Assert.Contains("They don't show why", said.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rates_that_chance_explains_are_said_to_be_that_and_it_is_counted_once_a_week()
    {
        await Divide(removedOfFirst: 6, removedOfSecond: 9);
        Assert.True(await IsDue());
        Assert.False((await Count()).Differs);

        Assert.Contains("no more than chance alone explains", (await site.Html("/transparency")).QuerySelector(".neutrality")!.TextContent,
            StringComparison.Ordinal);
        Assert.False(await IsDue());
        site.Clock.Advance(TimeSpan.FromDays(7));
        Assert.True(await IsDue());
    }

    // Twelve authors write twenty comments each; those of the first six please the larger camp, the others the smaller.
    private async Task Divide(int removedOfFirst, int removedOfSecond)
    {
        var (discussion, now) = (await site.DiscussionId(), site.Clock.GetUtcNow());
        var (voters, chance) = (new List<Guest>(), new Random(1));
        for (var i = 0; i < 46; i++) voters.Add(await site.NewGuest($"Voter {i}"));
        for (var i = 0; i < 12; i++)
        {
            var author = await site.NewGuest($"Author {i}");
            var comments = new List<Guid>();
            for (var j = 0; j < 20; j++) comments.Add(await author.Post($"Author {i} says {j} in the discussion {discussion:N}."));
            foreach (var (number, voter) in voters.Index())
                await voter.Vote(comments[chance.Next(5)], number < 25 == i < 6 ? 1 : -1);
            var removed = Math.Clamp((i < 6 ? removedOfFirst : removedOfSecond) - i % 6 * 20, 0, 20);
            await site.Query(async db =>
            {
                var gone = await db.Comments.Where(x => comments.Take(removed).Contains(x.Id)).ToListAsync();
                foreach (var comment in gone)
                    db.Decisions.Add(Decision.Of(DecisionKind.Removal, comment,
                        new Reasons(null, 1, "It sells."), new Origin(LogSource.OwnInitiative, null),
                        await db.Readers.FirstAsync(x => x.SiteId == comment.SiteId && x.Id == author.Id), now));
                // What is held is gone too, and no removal.
                await db.Comments.Where(x => comments.Take(removed + 1).Contains(x.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.RemovedAt, now));
                await db.SaveTogether(default);
                return 0;
            });
        }
    }

    private async Task<AuditCount> Count()
    {
        using var scope = site.App.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<AuditCounting>().Count(default);
    }

    private async Task<bool> IsDue()
    {
        using var scope = site.App.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<AuditCounting>().IsDue(default);
    }
}
