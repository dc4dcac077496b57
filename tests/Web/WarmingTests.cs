using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Parley.Web;

namespace Parley.Tests.Web;

public sealed class WarmingTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Not_ready_until_the_front_page_and_the_newest_story_were_made_once()
    {
        var (warming, snapshots) = (site.App.Services.GetRequiredService<Warming>(), site.App.Services.GetRequiredService<Snapshots>());
        await site.Publish("the-newest", "The newest", "Just now.");
        warming.Announce();
        using var before = await site.Api().GetAsync("/readyz");
        using var served = await site.Api().GetAsync("/healthz");
        var made = snapshots.EverMade;

        await warming.Run(site.Address, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before.StatusCode, served.StatusCode));
        Assert.True(snapshots.EverMade >= made + 2, $"{snapshots.EverMade - made} pages were made.");
        using var after = await site.Api().GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }
}
