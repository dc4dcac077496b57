using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>The part of the script that comes at the first touch: what becomes of a press while it isn't there.</summary>
public sealed class TouchTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Fact]
    public async Task What_is_pressed_before_the_rest_of_the_script_is_here_is_done_when_it_comes_and_without_it_by_its_link()
    {
        var id = await Site.Ada.Post("Quick, answer me.");
        foreach (var comes in new[] { true, false })
        {
            var page = await Open(await Window(), $"{Site.Page}/comments/{id}");
            var held = new TaskCompletionSource();
            await page.RouteAsync("**/later.js", async route =>
            {
                await held.Task;
                await (comes ? route.ContinueAsync() : route.AbortAsync());
            });
            var touched = page.WaitForRequestAsync("**/later.js");
            await page.Locator($"#c-{id}").GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
            await touched;
            held.SetResult();
            await Expect(page.GetByLabel("Your reply to Ada")).ToBeVisibleAsync();
            Assert.Equal(comes, !page.Url.Contains("/comments/new", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_is_sent_while_the_rest_of_the_script_hangs_is_posted_once_by_its_form()
    {
        var page = await Open(await Window(), Site.Page);
        await page.RouteAsync("**/later.js", _ => Task.CompletedTask);
        await page.GetByLabel("Your comment").FillAsync("It takes a while.");
        await page.GetByLabel("Name").FillAsync("Patient Petra");
        var post = page.GetByRole(AriaRole.Button, new() { Name = "Post comment" });
        await post.ClickAsync();
        await Expect(page.Locator("form[data-write][aria-busy]")).ToBeVisibleAsync();
        await post.ClickAsync();

        await page.WaitForURLAsync("**/comments/**");
        await Expect(page.GetByText("It takes a while.")).ToBeVisibleAsync();
        Assert.Equal(1, await Site.Query(db => db.Comments.CountAsync(x => x.Text == "It takes a while.")));
    }

    [Fact]
    public async Task What_is_sent_while_the_line_is_gone_before_the_rest_of_the_script_is_here_waits_for_the_line()
    {
        var window = await Window();
        var page = await Open(window, Site.Page);
        await window.SetOfflineAsync(true);
        await page.GetByLabel("Your comment").FillAsync("Written in a tunnel.");
        await page.GetByLabel("Name").FillAsync("Trainbound Tilda");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.Locator("form[data-write][aria-busy]")).ToBeVisibleAsync();
        await window.SetOfflineAsync(false);

        await Expect(page.Locator(".comment").GetByText("Written in a tunnel.")).ToBeVisibleAsync();
        Assert.Equal(1, await Site.Query(db => db.Comments.CountAsync(x => x.Text == "Written in a tunnel.")));
    }

    [Fact]
    public async Task A_rest_of_the_script_that_could_not_come_is_asked_for_again_and_what_was_pressed_twice_is_done_once()
    {
        var id = await Site.Ada.Post("Ask me twice.");
        var page = await Open(await Window(), $"{Site.Page}/comments/{id}");
        var asked = new List<string>();
        var held = new TaskCompletionSource();
        await page.RouteAsync("**/later.js*", async route =>
        {
            asked.Add(new Uri(route.Request.Url).Query);
            if (asked.Count == 1) await route.AbortAsync();
            else
            {
                await held.Task;
                await route.ContinueAsync();
            }
        });
        await page.Keyboard.PressAsync("Shift");
        await Wait.Until("it was asked for and did not come", () => asked.Count == 1);
        await Wait.Until("it is asked for again", async () =>
        {
            await page.Keyboard.PressAsync("Shift");
            return asked.Count > 1;
        });
        held.SetResult();
        Assert.Equal(["", "?1"], asked);
        await page.EvaluateAsync("import(document.querySelector('script[type=module]').src.replace(/[^/]*$/, 'later.js?1'))");
        await page.Locator($"#c-{id}").GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        await Expect(page.GetByLabel("Your reply to Ada")).ToBeFocusedAsync();
        Assert.DoesNotContain("/comments/new", page.Url, StringComparison.Ordinal);
    }
}
