using System.Net;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>Room for one who reads live, so that whoever keeps a place keeps it from somebody.</summary>
public sealed class HiddenTabTests(HiddenTabTests.WithOnePlace site, Chromium chromium)
    : BrowserTest(site, chromium), IClassFixture<HiddenTabTests.WithOnePlace>
{
    public sealed class WithOnePlace : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:LiveReaders=1"];
    }

    [Fact]
    public async Task A_tab_that_nobody_looks_at_gives_its_place_back_and_hears_what_it_missed_when_it_is_looked_at_again()
    {
        await Site.Ada.Post("Before the tab is hidden.");
        var page = await (await Window()).NewPageAsync();
        await page.AddInitScriptAsync("""
            window.lookedAt = looked => {
              Object.defineProperty(document, "hidden", { configurable: true, get: () => !looked });
              document.dispatchEvent(new Event("visibilitychange"));
            };
            """);
        await page.Clock.InstallAsync();
        await page.GotoAsync(At(Site.Page));
        await Ready(page);
        await page.Clock.RunForAsync(2_000);
        await Wait.Until("the tab has the only place", async () => await Status() == HttpStatusCode.ServiceUnavailable);

        // Whoever only looks something up is still reading; after a minute nobody is.
        await page.EvaluateAsync("lookedAt(false)");
        await page.Clock.RunForAsync(30_000);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status());
        await page.Clock.RunForAsync(31_000);
        await Wait.Until("the place is free", async () => await Status() == HttpStatusCode.OK);

        await Site.Boris.Post("Said while nobody looked.");
        await page.EvaluateAsync("lookedAt(true)");
        await Expect(page.Locator("[data-live]")).ToContainTextAsync("1 new comment");
    }

    private async Task<HttpStatusCode> Status()
    {
        using var answer = await Site.Api()
            .GetAsync($"/api/v1/discussions/{await Site.DiscussionId()}/events", HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
