using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>What somebody typed, and what they are told.</summary>
public sealed class NothingLostTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Theory]
    [InlineData(false, "Moderator", "Signed by the boss.", "Name")]
    [InlineData(true, "Moderator", "Signed by the boss.", "Name")]
    [InlineData(false, "Lena", "https://a.example https://b.example https://c.example", "Your comment")]
    [InlineData(true, "Lena", "https://a.example https://b.example https://c.example", "Your comment")]
    public async Task A_refusal_stands_in_sight_on_a_phone_and_its_field_has_the_focus(bool script, string name, string text, string faulty)
    {
        var context = await Window(new() { JavaScriptEnabled = script, ViewportSize = new() { Width = 390, Height = 700 } });
        var page = await Open(context, Site.Page);
        await page.GetByLabel("Your comment").FillAsync(text);
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();

        var refusal = page.GetByRole(AriaRole.Alert);
        await Expect(refusal).ToBeInViewportAsync();
        await Expect(page.GetByLabel(faulty)).ToBeFocusedAsync();
        await Expect(page.GetByLabel(faulty)).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.Contains(await refusal.GetAttributeAsync("id") ?? "none",
            (await page.GetByLabel(faulty).GetAttributeAsync("aria-describedby"))!.Split(' '));
        Assert.True((await refusal.BoundingBoxAsync())!.Y < (await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" })
            .BoundingBoxAsync())!.Y);
    }

    [Fact]
    public async Task A_draft_keeps_its_passage_and_each_tab_has_its_own()
    {
        var context = await Window();
        var first = await Open(context, Site.Page);
        await first.EvaluateAsync("() => document.getSelection().selectAllChildren(document.querySelector('[data-block]'))");
        await first.GetByRole(AriaRole.Button, new() { Name = "Comment on this passage" }).ClickAsync();
        await first.GetByLabel("Your comment").PressSequentiallyAsync("From the first tab.");
        var second = await Open(context, Site.Page);
        await Expect(second.GetByLabel("Your comment")).ToHaveValueAsync("");
        await second.GetByLabel("Your comment").PressSequentiallyAsync("From the second.");
        await Kept(second, "From the second.");

        foreach (var tab in new[] { first, second })
        {
            await tab.ReloadAsync();
            await Ready(tab);
        }

        await Expect(first.GetByLabel("Your comment")).ToHaveValueAsync("From the first tab.");
        await Expect(first.Locator("form .anchor blockquote")).ToHaveTextAsync("It will be closed from May.");
        await Expect(second.GetByLabel("Your comment")).ToHaveValueAsync("From the second.");
        await Expect(second.Locator("form .anchor")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_reply_opens_without_a_connection_and_its_page_stays()
    {
        var id = await Site.Ada.Post("Is anybody there?");
        var context = await Window();
        var page = await Open(context, $"{Site.Page}/comments/{id}");
        // All of the script is there once a reader has touched the page.
        var all = page.WaitForRequestFinishedAsync(new() { Predicate = x => x.Url.EndsWith("/later.js", StringComparison.Ordinal) });
        await page.Mouse.MoveAsync(50, 50, new() { Steps = 3 });
        await all;
        await context.SetOfflineAsync(true);

        await page.GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        await Expect(page.GetByLabel("Your reply to Ada")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("In a tunnel.");
        await page.GetByLabel("Name").FillAsync("Tom");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("connection failed");

        await context.SetOfflineAsync(false);
        await page.GetByLabel("Your reply to Ada").FocusAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator($"#c-{id} ~ .replies .comment")).ToContainTextAsync("In a tunnel.");
    }

    [Fact]
    public async Task What_was_posted_by_keys_is_seen_beside_what_is_said_of_it()
    {
        foreach (var i in Enumerable.Range(0, 8)) await Site.Boris.Post($"A comment to scroll past, {i}.");
        var context = await Window(new() { ViewportSize = new() { Width = 390, Height = 700 } });
        var page = await Open(context, Site.Page);
        await page.GetByLabel("Name").FillAsync("Quick");
        await page.GetByLabel("Your comment").FillAsync("Posted by keys.");
        await page.Keyboard.PressAsync("Control+Enter");

        var (mine, said) = (page.Locator(".comment.own"), page.Locator(".announce"));
        await Expect(mine).ToBeInViewportAsync();
        await Expect(said).ToHaveTextAsync("Your comment is published.");
        await Wait.Until("the page rests where the comment is seen", async () =>
            (await mine.BoundingBoxAsync())!.Y + (await mine.BoundingBoxAsync())!.Height <= (await said.BoundingBoxAsync())!.Y);
    }
}
