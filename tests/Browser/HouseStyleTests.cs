using Microsoft.Playwright;
using Parley.Sites;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

public sealed class HouseStyleTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_houses_own_lines_name_and_describe_the_boxes(bool script)
    {
        await Write(SiteTextKind.Box, "Letters to the lagoon");
        await Write(SiteTextKind.Prompt, "What would you do?");
        await Write(SiteTextKind.Reply, "Answer the letter, not its writer.");
        var old = await Site.Ada.Post($"A letter, {script}.");
        var context = await Window(new() { JavaScriptEnabled = script, ViewportSize = new() { Width = 390, Height = 900 } });
        var page = await Open(context, Site.Page);

        var box = page.GetByLabel("Letters to the lagoon");
        await Expect(box).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("^What would you do\\?"));
        await box.FillAsync("I would swim.");
        await Expect(page.GetByText("What would you do?")).ToBeVisibleAsync();
        if (script) Assert.Empty(await page.Violations());

        await page.Locator($"#c-{old}").GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        await Expect(page.GetByLabel("Your reply to Ada"))
            .ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("^Answer the letter, not its writer\\."));
    }

    private async Task Write(SiteTextKind kind, string line)
    {
        using var scope = Site.App.Services.CreateScope();
        Assert.Null((await scope.ServiceProvider.GetRequiredService<SiteTexts>().Write(kind, line, default)).Refusal);
    }
}
