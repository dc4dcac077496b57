using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

public sealed class AccessibilityTests(AccessibilityTests.Lively site, Chromium chromium)
    : BrowserTest(site, chromium), IClassFixture<AccessibilityTests.Lively>
{
    public sealed class Lively : Site, IAsyncLifetime
    {
        public Guid Comment { get; private set; }
        public Guid Reply { get; private set; }

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Comment = await Ada.Post("A claim with a [link](https://news.example/source), `code` and\n\n> a quotation.");
            Reply = await Boris.Post("An answer.", Comment);
            await Chen.Post("还有一个。", Reply);
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Boris.Post(string.Join("\n\n", Enumerable.Range(0, 20).Select(i => $"Paragraph {i}.")));
            Clock.Advance(TimeSpan.FromSeconds(1));
            var gone = await Ada.Post("Soon withdrawn.");
            await Boris.Post("But answered before.", gone);
            await Ada.Withdraw(gone);
            foreach (var language in new[] { "de", "ar" })
                await Publish("in-" + language, "A story", "The bridge will be closed.\n\n> الجسر مغلق",
                    text => text with { Language = language });
        }
    }

    public static TheoryData<string, int, ColorScheme> Views()
    {
        var views = new TheoryData<string, int, ColorScheme>();
        string[] seenMost = ["/", "/articles/the-bridge"];
        string[] others =
        [
            "/articles/the-bridge/comments/{id}", "/articles/the-bridge/comments/new?parent={id}",
            "/articles/the-bridge/comments/{id}/options", "/articles/the-bridge/comments/{id}/history", "/articles/the-bridge/passages",
            "/articles/the-bridge/featured", "/guidelines", "/accessibility", "/account", "/readers/{ada}/standing", "/nowhere",
        ];
        foreach (var path in seenMost) views.Add(path, 1280, ColorScheme.Dark);
        foreach (var path in seenMost) views.Add(path, 390, ColorScheme.Light);
        // All pages have the colours of these two; the others are looked at narrow and wide in turn.
        foreach (var (number, path) in others.Index())
            views.Add(path, number % 2 == 0 ? 390 : 1280, number % 4 < 2 ? ColorScheme.Dark : ColorScheme.Light);
        return views;
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Axe_finds_nothing_and_nothing_sticks_out(string path, int width, ColorScheme scheme)
    {
        var context = await Window(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        var page = await Open(context, Filled(path));

        Assert.Empty(await page.Violations());
        Assert.InRange(await SticksOut(page), -width, 0);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/articles/the-bridge")]
    [InlineData("/articles/the-bridge/comments/{id}")]
    [InlineData("/articles/the-bridge/comments/{id}/options")]
    [InlineData("/articles/the-bridge/passages")]
    [InlineData("/account")]
    [InlineData("/articles/in-de")]
    [InlineData("/articles/in-ar")]
    public async Task At_four_times_the_size_and_with_texts_twice_as_long_nothing_sticks_out(string path)
    {
        // 1280 pixels at 400 %.
        var context = await Window(new() { ViewportSize = new() { Width = 320, Height = 640 } });
        var page = await Open(context, Filled(path));
        Assert.InRange(await SticksOut(page), -320, 0);

        await page.EvaluateAsync("""
            () => {
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) if (texts.currentNode.data.trim()) texts.currentNode.data += ' ' + texts.currentNode.data;
            }
            """);

        Assert.InRange(await SticksOut(page), -320, 0);
        // A box is as large as what it says.
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('button, .button, label, nav a, .comment-head *, h1, h2')]
              .filter(x => x.offsetParent && !x.closest('.visually-hidden, .skip, .trap') && (x.scrollWidth > x.clientWidth + 1)
                && getComputedStyle(x).display !== 'inline')
              .map(x => x.outerHTML.slice(0, 120))
            """));
    }

    [Fact]
    public async Task A_screen_reader_hears_level_place_and_whom_a_comment_answers()
    {
        var context = await Window(new() { JavaScriptEnabled = false });
        var page = await Open(context, "/articles/the-bridge?sort=oldest");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 3, Name = "Ada , comment 1, 1 reply", Exact = true }))
            .ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 4, Name = "Boris , reply 1 to Ada, level 2, 1 reply", Exact = true }))
            .ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 5, Name = "陈美 , reply 1 to Boris, level 3", Exact = true }))
            .ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading,
            new() { Level = 4, Name = "Boris , reply 1 to a comment that is gone, level 2", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "Ada , comment 1, 1 reply", Exact = true })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Skip_links_lead_past_the_story_and_past_the_replies(bool script)
    {
        var context = await Window(new() { JavaScriptEnabled = script });
        var page = await Open(context, "/articles/the-bridge?sort=oldest");

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the comments" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#discussion-title")).ToBeInViewportAsync();

        var skip = page.Locator($"#c-{site.Comment} .skip");
        await skip.FocusAsync();
        Assert.True((await skip.BoundingBoxAsync())!.Height >= 24);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".comment:target")).ToContainTextAsync("Paragraph 0.");
        await Expect(page.Locator(".comment:target")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task In_forced_colours_a_vote_a_chosen_order_and_the_focus_are_seen()
    {
        var context = await Window(new() { ForcedColors = ForcedColors.Active });
        var page = await Open(context, "/articles/the-bridge?sort=oldest");
        var vote = page.Locator($"#c-{site.Comment}").GetByRole(AriaRole.Button, new() { Name = "Vote up" });
        await vote.ClickAsync();
        await Expect(vote).ToHaveAttributeAsync("aria-pressed", "true");

        Assert.Equal("solid", await Outline(vote));
        Assert.Equal("solid", await Outline(page.Locator(".sorts [aria-current]")));
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("solid", await Outline(page.Locator(":focus")));
    }

    [Theory]
    [InlineData(ReducedMotion.Reduce, "auto")]
    [InlineData(ReducedMotion.NoPreference, "smooth")]
    public async Task Nothing_moves_where_less_motion_is_asked_for(ReducedMotion motion, string scrolling)
    {
        var context = await Window(new() { ReducedMotion = motion });
        var page = await Open(context, "/articles/the-bridge");

        Assert.Equal(scrolling, await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).scrollBehavior"));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.getAnimations().length"));
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('*')].filter(x => "
            + "parseFloat(getComputedStyle(x).transitionDuration) > 0 || getComputedStyle(x).animationName !== 'none').length"));
    }

    private string Filled(string path) => path.Replace("{id}", site.Comment.ToString(), StringComparison.Ordinal)
        .Replace("{ada}", site.Ada.Id.ToString(), StringComparison.Ordinal);

    internal static Task<int> SticksOut(IPage page) => page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");

    private static Task<string> Outline(ILocator what) => what.EvaluateAsync<string>("x => getComputedStyle(x).outlineStyle");
}
