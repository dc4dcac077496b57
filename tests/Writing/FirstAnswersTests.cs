using Microsoft.EntityFrameworkCore;

namespace Parley.Tests.Writing;

/// <summary>Requests that are sent again get their first answer; how long it is kept.</summary>
public sealed class FirstAnswersTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task What_was_answered_days_ago_is_forgotten_also_of_those_who_never_came_back()
    {
        for (var i = 0; i < 3; i++) (await site.Ada.TryPost($"Said early, {i}.", key: $"early-{i}")).Dispose();
        site.Clock.Advance(TimeSpan.FromHours(47));
        (await site.Boris.TryPost("Said late.", key: "late")).Dispose();
        Assert.Equal(4, await Kept());

        site.Clock.Advance(TimeSpan.FromHours(2));

        await Wait.Until("only what is younger than two days is kept", async () => await Kept() == 1);
        using var again = await site.Boris.TryPost("Said late.", key: "late");
        Assert.Equal(System.Net.HttpStatusCode.Created, again.StatusCode);
        Assert.Single(await site.Query(db => db.Comments.Where(x => x.Text == "Said late.").ToListAsync()));
    }

    private Task<int> Kept() => site.Query(db => db.KeptAnswers.CountAsync());
}
