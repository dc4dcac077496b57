using Microsoft.Playwright;

namespace Parley.Tests.Browser;

public sealed class ReadingAndWritingTests(Site site, Chromium chromium) : IClassFixture<Site>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_guest_posts_a_first_comment(bool script)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { JavaScriptEnabled = script });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, site.Page).ToString());

        await page.GetByLabel("Your comment").FillAsync($"I was asked, and said no. Script: {script}");
        await page.GetByLabel("Name").FillAsync($"Guest {script}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();

        await Assertions.Expect(page.Locator(".comment", new() { HasText = $"Script: {script}" })).ToBeVisibleAsync();
    }
}
