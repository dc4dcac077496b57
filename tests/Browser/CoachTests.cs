using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>The coach beside the box for comments.</summary>
public sealed class CoachTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Fact]
    public async Task A_draft_that_calls_names_gets_one_hint_at_the_words_and_changed_it_goes()
    {
        var page = await Open(await Window(), Site.Page);
        var box = page.GetByLabel("Your comment");

        await box.FillAsync("You are an idiot.");
        var hint = page.Locator(".coach-hint");
        await Expect(hint).ToContainTextAsync("Name-calling");
        await Expect(hint.Locator("mark").First).ToContainTextAsync("idiot");
        await Expect(page.Locator("[data-coach][role=status]")).ToHaveCountAsync(1);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetTempPath(), "coach.png") });
        // Said once: the same hint again leaves the line as it is, so nothing is read out twice.
        await page.EvaluateAsync("() => { window.changes = 0; new MutationObserver(() => "
            + "window.changes++).observe(document.querySelector('[data-coach]'), { childList: true, subtree: true }); }");
        var again = page.WaitForResponseAsync(answer => answer.Url.EndsWith("/conduct/hint", StringComparison.Ordinal));
        await box.PressSequentiallyAsync(" ");
        await again;
        await page.WaitForTimeoutAsync(200);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => window.changes"));

        await box.FillAsync("The ferry costs more than the bridge, as the report says.");
        await Expect(hint).ToHaveCountAsync(0);
        await page.GetByLabel("Name").FillAsync("Greta");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.Locator(".comment", new() { HasText = "The ferry costs more" })).ToBeVisibleAsync();
        await Expect(page.Locator("form.write [name=hint]").First).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Another_writer_posts_it_anyway()
    {
        var page = await Open(await Window(), Site.Page);

        await page.GetByLabel("Your comment").FillAsync("You are such an idiot, and so are they.");
        await page.GetByLabel("Name").FillAsync("Hugo");
        await Expect(page.Locator(".coach-hint")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Post anyway" }).ClickAsync();

        await Expect(page.Locator(".comment", new() { HasText = "and so are they" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_script_the_hint_comes_on_the_form_shown_again()
    {
        var page = await Open(await Window(new() { JavaScriptEnabled = false }), Site.Page);

        await page.GetByLabel("Your comment").FillAsync("You are an idiot, said without script.");
        await page.GetByLabel("Name").FillAsync("Ines");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.Locator(".coach-hint")).ToContainTextAsync("Name-calling");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post anyway" }).ClickAsync();

        await Expect(page.Locator(".comment", new() { HasText = "said without script" })).ToBeVisibleAsync();
    }
}
