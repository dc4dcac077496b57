using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>Post later, as a reader sees and does it.</summary>
public sealed class RestingTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Fact]
    public async Task With_script_it_rests_where_one_writes_and_is_posted_from_there()
    {
        var page = await Open(await Window(new() { ViewportSize = new() { Width = 390, Height = 700 } }), Site.Page);
        await page.GetByLabel("Your comment").FillAsync("You all drive me mad.");
        await page.GetByLabel("Name").FillAsync("Rudi");
        await page.GetByText("Post later").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it rest for an hour" }).ClickAsync();

        var line = page.GetByRole(AriaRole.Region, new() { Name = "Resting comments" });
        await Expect(line).ToBeFocusedAsync();
        await Expect(line).ToContainTextAsync("A comment of yours rests until");
        await Expect(page.GetByLabel("Your comment")).ToHaveValueAsync("");
        await Expect(page.Locator(".comment", new() { HasText = "drive me mad" })).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Ready(page);
        await Expect(line).ToContainTextAsync("You all drive me mad.");
        await Expect(page.GetByLabel("Your comment")).ToHaveValueAsync("");

        Site.Clock.Advance(TimeSpan.FromHours(1));
        await page.ReloadAsync();
        await Expect(line).ToContainTextAsync("Do you still want to say it?");
        await line.GetByRole(AriaRole.Button, new() { Name = "Post it now" }).ClickAsync();
        await Expect(page.Locator("[data-focus] .comment-text")).ToHaveTextAsync("You all drive me mad.");
        await page.GotoAsync(At(Site.Page));
        await Ready(page);
        await Expect(line).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Told_is_what_comes_of_this_one_and_the_button_that_unfolds_the_choice_stays_where_it_was_pressed()
    {
        var page = await Open(await Window(new() { ViewportSize = new() { Width = 1280, Height = 800 } }), Site.Page);
        await page.GetByLabel("Your comment").FillAsync("What I thought at noon.");
        await page.GetByLabel("Name").FillAsync("Vico");
        var later = page.GetByText("Post later");
        // On the page, wherever that is scrolled to.
        Task<string> Place() => later.EvaluateAsync<string>(
            "x => { const at = x.getBoundingClientRect(); return `${at.x + scrollX} ${at.y + scrollY}`; }");
        var before = await Place();
        await later.ClickAsync();
        var hour = page.GetByRole(AriaRole.Button, new() { Name = "Let it rest for an hour" });
        await Expect(hour).ToBeVisibleAsync();
        Assert.Equal(before, await Place());
        // From the button by which a comment is posted a key leads to the choice, the nearer time first.
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(hour).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".resting-one")).ToHaveCountAsync(1);

        Site.Clock.Advance(TimeSpan.FromHours(2));
        await page.ReloadAsync();
        await Expect(page.Locator(".resting-one")).ToContainTextAsync("Do you still want to say it?");
        await page.GetByLabel("Your comment").FillAsync("What I think now.");
        await later.ClickAsync();
        await hour.ClickAsync();
        await Expect(page.Locator(".announce")).ToContainTextAsync("A comment of yours rests until");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Post it now" }).Last)
            .ToHaveAccessibleDescriptionAsync("What I think now.");
    }

    [Fact]
    public async Task A_reply_rests_too_and_keys_still_post_at_once()
    {
        var id = await Site.Ada.Post("Say something.");
        var page = await Open(await Window(), $"{Site.Page}?sort=newest");
        await page.Locator($"#c-{id}").GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        var form = page.Locator($"#c-{id} ~ form");
        await form.GetByLabel("Your reply to Ada").FillAsync("Something rude.");
        await form.GetByLabel("Name").FillAsync("Sina");
        await form.GetByText("Post later").ClickAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "until 8 in the morning" }).ClickAsync();
        await Expect(form).ToHaveCountAsync(0);
        await Expect(page.Locator(".resting")).ToContainTextAsync("Something rude.");

        await page.GetByLabel("Your comment").FillAsync("Something kind.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".comment.own")).ToContainTextAsync("Something kind.");
    }

    /// <summary>A phone waits for seconds for what is personal, and nobody waits with it.</summary>
    [Fact]
    public async Task Whoever_has_replied_writes_on_at_once_and_is_not_asked_for_their_name_again()
    {
        var id = await Site.Ada.Post("Say something else.");
        var page = await Open(await Window(), $"{Site.Page}?sort=newest");
        await page.Locator($"#c-{id}").GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        var form = page.Locator($"#c-{id} ~ form");
        await form.GetByLabel("Your reply to Ada").FillAsync("Said first.");
        await form.GetByLabel("Name").FillAsync("Vera");
        await page.RouteAsync("**/mine", route => route.AbortAsync());
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".comment.new")).ToContainTextAsync("Said first.");

        await page.GetByLabel("Your comment").FillAsync("Said next.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".comment.new").First).ToContainTextAsync("Said next.");
    }

    /// <summary>Browsers of some years ago: what must not happen is that the text is out.</summary>
    [Fact]
    public async Task It_rests_also_where_the_browser_does_not_tell_which_button_was_pressed()
    {
        var window = await Window();
        await window.AddInitScriptAsync("Object.defineProperty(SubmitEvent.prototype, 'submitter', { get: () => undefined })");
        var page = await Open(window, Site.Page);
        await page.GetByLabel("Your comment").FillAsync("Said by an old browser.");
        await page.GetByLabel("Name").FillAsync("Uta");
        await page.GetByText("Post later").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it rest for an hour" }).ClickAsync();
        await Expect(page.Locator(".resting")).ToContainTextAsync("Said by an old browser.");
        await Expect(page.Locator(".comment.own")).ToHaveCountAsync(0);

        // What was pressed last for one comment is not pressed for the next.
        await page.GetByLabel("Your comment").FillAsync("Said at once.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".comment.own")).ToContainTextAsync("Said at once.");
    }

    [Fact]
    public async Task Without_script_it_is_found_on_ones_page_changed_and_thrown_away()
    {
        var page = await Open(await Window(new() { JavaScriptEnabled = false }), Site.Page);
        await page.GetByLabel("Your comment").FillAsync("Written at night.");
        await page.GetByLabel("Name").FillAsync("Toni");
        await page.GetByText("Post later").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "until 8 in the morning" }).ClickAsync();
        await Expect(page.Locator(".resting")).ToContainTextAsync("Written at night.");

        await page.GotoAsync(At("/account"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("Your comment").FillAsync("Written at noon.");
        await page.GetByText("Post later").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "for an hour" }).ClickAsync();
        await Expect(page.Locator(".resting-one")).ToHaveCountAsync(1);
        await Expect(page.Locator(".resting")).ToContainTextAsync("Written at noon.");

        await page.GetByText("Throw it away").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the text" }).ClickAsync();
        await Expect(page.GetByText("Nothing of yours rests here.")).ToBeVisibleAsync();
    }
}
