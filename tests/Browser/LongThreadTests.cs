using Microsoft.Playwright;
using Parley.Readers;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>Finding one's way through what many have said.</summary>
public sealed class LongThreadTests(LongThreadTests.Talk site, Chromium chromium)
    : BrowserTest(site, chromium), IClassFixture<LongThreadTests.Talk>
{
    /// <summary>A comment with four answers below it, the last two of which are folded, and one that stands after them.</summary>
    public sealed class Talk : Site, IAsyncLifetime
    {
        public Guid First { get; private set; }
        public List<Guid> Answers { get; } = [];

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            First = await Ada.Post("What do you say to that?");
            foreach (var i in Enumerable.Range(0, 5)) Answers.Add(await (i % 2 == 0 ? Boris : Chen).Post($"I say {i}.", First));
            for (var i = 0; i < 12; i++)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                await Chen.Post($"Something else, {i}.");
            }
        }
    }

    [Fact]
    public async Task Branches_open_and_close_without_script()
    {
        var context = await Window(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 700 } });
        var page = await Open(context, Site.Page + "?sort=oldest");
        var (first, last) = (page.Locator($"#c-{site.Answers[0]}"), page.Locator($"#c-{site.Answers[4]}"));
        await Expect(last).ToBeHiddenAsync();

        await page.GetByText("2 more replies by").ClickAsync();
        await Expect(last).ToBeVisibleAsync();
        await page.GetByText("5 replies by").ClickAsync();
        await Expect(first).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task What_was_opened_and_closed_stays_so_and_what_an_address_points_to_is_never_folded(int width)
    {
        var context = await Window(new() { ViewportSize = new() { Width = width, Height = 700 } });
        var page = await Open(context, Site.Page + "?sort=oldest");
        var (first, last) = (page.Locator($"#c-{site.Answers[0]}"), page.Locator($"#c-{site.Answers[4]}"));
        var branch = page.Locator($"#c-{site.First} + .replies > summary");

        await branch.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(first).ToBeHiddenAsync();
        // Browsers tell of it a moment after it is seen.
        await Wait.Until("the browser has kept it", () => page.EvaluateAsync<bool>(
            "() => Object.keys(localStorage).some(key => key.startsWith('parley:folds:'))"));
        await page.ReloadAsync();
        await Ready(page);
        await Expect(first).ToBeHiddenAsync();

        await page.GotoAsync(At($"{Site.Page}?sort=oldest&n={width}#c-{site.Answers[4]}"));
        await Ready(page);
        await Expect(last).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Order_and_the_way_to_the_box_stay_in_sight()
    {
        var context = await Window(new() { ViewportSize = new() { Width = 390, Height = 700 } });
        var page = await Open(context, Site.Page + "?sort=oldest");
        await page.GetByText("Something else, 11.").ScrollIntoViewIfNeededAsync();
        await Expect(page.GetByLabel("Your comment")).Not.ToBeInViewportAsync();

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Newest" })).ToBeInViewportAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Write" }).ClickAsync();

        await Expect(page.GetByLabel("Your comment")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Your comment")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Options_open_at_the_comment_and_the_focus_comes_back()
    {
        var context = await Window(new() { ViewportSize = new() { Width = 390, Height = 700 } });
        var page = await Open(context, Site.Page + "?sort=oldest");
        var options = page.Locator($"#c-{site.First} .options");
        await options.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Link to this comment" })).ToBeFocusedAsync();
        // What it covers in part is small for the time being.
        Assert.DoesNotContain(await page.Violations(), x => !x.StartsWith("target-size", StringComparison.Ordinal));
        Assert.True(await page.EvaluateAsync<bool>(
            "() => [...document.querySelectorAll('.menu :is(a, button)')].every(x => x.getBoundingClientRect().height >= 24)"));
        Assert.InRange(await AccessibilityTests.SticksOut(page), -390, 0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mute Ada" }).ClickAsync();
        await Expect(page.Locator($"#c-{site.First} .muted-line")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".menu")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Above_an_article_editors_find_their_tools_and_readers_find_nothing()
    {
        var context = await Window();
        var page = await Open(context, await Site.SignInLink(Role.Editor, "desk@news.example"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GotoAsync(At(Site.Page));
        await Ready(page);

        await Expect(page.Locator(".editors")).ToContainTextAsync("The discussion is open");
        Assert.Empty(await page.Violations());
        await page.GetByRole(AriaRole.Link, new() { Name = "Your desk" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your desk" })).ToBeVisibleAsync();

        var reader = await Open(await Window(), Site.Page);
        await Expect(reader.Locator(".editors")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_muted_here_is_not_read_here_until_asked_for()
    {
        var context = await Window();
        var page = await Open(context, $"/readers/{Site.Boris.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mute Boris" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop muting Boris" })).ToBeVisibleAsync();

        await page.GotoAsync(At(Site.Page + "?sort=oldest"));
        await Ready(page);
        var (muted, other) = (page.Locator($"#c-{site.Answers[0]}"), page.Locator($"#c-{site.Answers[1]}"));
        await Expect(muted).ToContainTextAsync("You have muted Boris.");
        await Expect(muted.Locator(".comment-text")).ToBeHiddenAsync();
        await Expect(other.Locator(".comment-text")).ToBeVisibleAsync();
        await muted.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(muted.Locator(".comment-text")).ToBeVisibleAsync();

        await page.GotoAsync(At("/account"));
        await Ready(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop muting" }).ClickAsync();
        await Expect(page.GetByText("Muted readers")).ToBeHiddenAsync();
        await page.GotoAsync(At(Site.Page + "?sort=oldest"));
        await Ready(page);
        await Expect(page.Locator(".muted")).ToHaveCountAsync(0);
    }
}
