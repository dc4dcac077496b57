using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>Coming back to a discussion.</summary>
public sealed class VisitTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_came_since_the_last_visit_is_marked_and_reached_by_key_and_button(bool known)
    {
        await Site.Publish($"news-{known}", "News", "Something happens here every day.");
        var address = new Uri(Site.Address, $"/articles/news-{known}").ToString();
        var discussion = (await Site.Discussion(url: address)).GetProperty("id").GetGuid();
        var context = await Window();
        var page = await Open(context, $"/articles/news-{known}");
        if (known)
        {
            await page.GetByLabel("Your comment").FillAsync("I was here before.");
            await page.GetByLabel("Name").FillAsync("Regular");
            await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
            await Expect(page.Locator(".comment")).ToHaveCountAsync(1);
            await page.RunAndWaitForResponseAsync(() => page.ReloadAsync(),
                answer => answer.Url.EndsWith("/visit", StringComparison.Ordinal));
            await Ready(page);
        }
        await Expect(page.Locator(".news")).ToHaveCountAsync(0);
        Site.Clock.Advance(TimeSpan.FromHours(5));
        foreach (var text in new[] { "The first new one.", "The second new one." })
            await Site.Boris.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/comments", new { text });
        // The browser's clock has stood still; what it remembers is set to before those.
        if (!known)
            await page.EvaluateAsync("id => localStorage.setItem('parley:seen:' + id, Date.parse('2026-06-23T12:00:01Z') + ' 0')",
                discussion.ToString());

        await page.ReloadAsync();
        await Ready(page);

        await Expect(page.Locator(".news")).ToContainTextAsync("2 new since your last visit");
        await Expect(page.Locator(".news-mark")).ToHaveCountAsync(2);
        var shown = page.Locator(".comment:has(.news-mark)");
        // The button says which key it is, which works from anywhere but where one types.
        await Expect(page.Locator(".news kbd")).ToHaveTextAsync(["p", "n"]);
        var next = page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true });
        await Expect(next).ToHaveAttributeAsync("aria-keyshortcuts", "n");
        var box = page.GetByLabel("Your comment");
        await box.PressAsync("n");
        await Expect(box).ToHaveValueAsync("n");
        await Expect(box).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "News", Exact = true }).ClickAsync();
        await page.Keyboard.PressAsync("Control+n");
        await Expect(shown.First).Not.ToBeFocusedAsync();
        await page.Keyboard.PressAsync("n");
        await Expect(shown.First).ToBeFocusedAsync();
        await next.ClickAsync();
        await Expect(shown.Last).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("p");
        await Expect(shown.First).ToBeFocusedAsync();

        // Whoever speaks to their device turns them off, and this browser remembers it.
        var keys = page.GetByLabel("Keyboard shortcuts");
        await keys.UncheckAsync();
        for (var again = 0; again < 2; again++)
        {
            await Expect(keys).Not.ToBeCheckedAsync();
            await Expect(next).Not.ToHaveAttributeAsync("aria-keyshortcuts", "n");
            await page.GetByRole(AriaRole.Heading, new() { Name = "News", Exact = true }).ClickAsync();
            await page.Keyboard.PressAsync("n");
            await Expect(page.Locator(".comment:focus")).ToHaveCountAsync(0);
            await page.ReloadAsync();
            await Ready(page);
        }
        await keys.CheckAsync();
        await page.Keyboard.PressAsync("n");
        await Expect(shown.First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Where_nothing_is_new_the_keys_lead_through_all_that_is_shown_and_say_so()
    {
        var first = await Site.Ada.Post("Anybody here?");
        foreach (var i in Enumerable.Range(0, 5)) await Site.Boris.Post($"I am, {i}.", first);
        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        var last = await Site.Chen.Post("And I.");
        var page = await Open(await Window(new() { ViewportSize = new() { Width = 1280, Height = 500 } }), Site.Page + "?sort=oldest");
        var steps = page.Locator(".steps");
        await Expect(steps.Locator("kbd")).ToHaveTextAsync(["p", "n"]);
        await Expect(page.Locator(".news")).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("n");
        await Expect(page.Locator($"#c-{first}")).ToBeFocusedAsync();
        var next = steps.GetByRole(AriaRole.Button, new() { Name = "Next" });
        await next.ClickAsync();
        await Expect(page.Locator(".comment:focus")).ToContainTextAsync("I am, 0.");
        // A keyboard that writes other letters has the keys in the same places.
        await page.EvaluateAsync("document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'т', code: 'KeyN', bubbles: true }))");
        await Expect(page.Locator(".comment:focus")).ToContainTextAsync("I am, 1.");
        await page.Keyboard.PressAsync("n");
        // What is folded is passed over.
        await page.Keyboard.PressAsync("n");
        await Expect(page.Locator($"#c-{last}")).ToBeFocusedAsync();
        // From where one has scrolled to, and not from where one was.
        await page.EvaluateAsync("document.activeElement.blur(); scrollTo({ top: 0, behavior: 'instant' })");
        await Expect(page.Locator($"#c-{last}")).Not.ToBeInViewportAsync();
        await page.Keyboard.PressAsync("n");
        await Expect(page.Locator($"#c-{first}")).ToBeFocusedAsync();
        // By touch there are no keys, and none are named.
        var touch = await Window(new() { HasTouch = true, IsMobile = true, ViewportSize = new() { Width = 390, Height = 800 } });
        var phone = await Open(touch, Site.Page);
        await Expect(phone.Locator(".steps")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task After_ones_own_comment_what_is_new_goes_on_and_a_switch_holds_in_every_tab()
    {
        Site.Clock.Advance(TimeSpan.FromHours(5));
        await Site.Publish("twice", "Twice", "Something happens here, too.");
        var address = new Uri(Site.Address, "/articles/twice").ToString();
        var discussion = (await Site.Discussion(url: address)).GetProperty("id").GetGuid();
        foreach (var text in new[] { "The first new one.", "The second new one.", "The third new one." })
        {
            Site.Clock.Advance(TimeSpan.FromSeconds(1));
            await Site.Boris.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/comments", new { text });
        }
        var context = await Window();
        await context.AddInitScriptAsync($"localStorage.getItem('parley:seen:{discussion}') || "
            + $"localStorage.setItem('parley:seen:{discussion}', Date.parse('2026-06-23T12:00:01Z') + ' 0')");
        var page = await Open(context, "/articles/twice?sort=oldest");
        var other = await Open(context, "/articles/twice?sort=oldest");
        await Expect(page.Locator(".news-mark")).ToHaveCountAsync(3);
        var shown = page.Locator(".comment:has(.news-mark)");
        await page.GetByLabel("Your comment").FillAsync("I have something to say as well.");
        await page.GetByLabel("Name").FillAsync("Passer-by");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.Locator(".comment.own")).ToBeFocusedAsync();

        var next = page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true });
        await next.ClickAsync();
        await Expect(shown.First).ToBeFocusedAsync();
        await next.ClickAsync();
        await Expect(shown.Nth(1)).ToBeFocusedAsync();

        await other.GetByLabel("Keyboard shortcuts").UncheckAsync();
        await Expect(page.GetByLabel("Keyboard shortcuts")).Not.ToBeCheckedAsync();
        await Expect(next).Not.ToHaveAttributeAsync("aria-keyshortcuts", "n");
        await page.GetByLabel("Keyboard shortcuts").CheckAsync();
        await Expect(other.GetByLabel("Keyboard shortcuts")).ToBeCheckedAsync();
    }
}
