using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>From a discussion to a search and on to what was found.</summary>
public sealed class SearchTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_searches_a_discussion_and_lands_on_the_comment(bool script)
    {
        var id = await Site.Ada.Post($"The Größe of the pier, {script}, is what matters.");
        var context = await Window(new() { JavaScriptEnabled = script });
        var page = await Open(context, Site.Page);

        await page.Locator(".thread-bar").GetByRole(AriaRole.Link, new() { Name = "Search" }).ClickAsync();
        await page.GetByLabel("Search for").FillAsync($"grosse {script}");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("mark").First).ToHaveTextAsync("Größe");
        await page.Locator(".found a").First.ClickAsync();
        await Expect(page.Locator($"#c-{id}")).ToBeVisibleAsync();
    }
}
