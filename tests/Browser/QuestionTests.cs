using Microsoft.Playwright;
using Parley.Readers;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

public sealed class QuestionTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Staff_open_a_reader_asks_and_the_named_person_answers_above_those_who_were_earlier(bool script)
    {
        var (slug, name) = (script ? "scripted" : "plain", script ? "Ines Wolter" : "Mads Lund");
        await Site.Publish(slug, "Ask us", "About the bridge.");
        var desk = await Phone(script);
        var editor = await Open(desk, await Site.SignInLink(Role.Editor, $"{slug}@news.example"));
        await editor.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await editor.GotoAsync(At($"/articles/{slug}/questions-and-answers"));
        await editor.GetByLabel("Who answers").FillAsync(name);
        await editor.GetByLabel("Until").FillAsync("2026-06-24T15:00");
        await editor.GetByRole(AriaRole.Button, new() { Name = "Open for questions" }).ClickAsync();
        var link = await editor.Locator(".links code").TextContentAsync();
        if (script) Assert.Empty(await editor.Violations());

        var home = await Phone(script);
        var reader = await Open(home, $"/articles/{slug}");
        await Expect(reader.Locator(".answering")).ToContainTextAsync(name);
        await reader.GetByLabel("Your question").FillAsync("Who decided?");
        await reader.GetByLabel("Name").FillAsync($"Reader {slug}");
        await reader.GetByRole(AriaRole.Button, new() { Name = "Post question" }).ClickAsync();
        await Reply(reader, "Who decided?", "I asked around: nobody knows.");

        var study = await Phone(script);
        var expert = await Open(study, new Uri(link!).PathAndQuery);
        await expert.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await expert.GotoAsync(At($"/articles/{slug}"));
        await Ready(expert);
        await Reply(expert, "Who decided?", "The ministry, in March.");
        await Expect(expert.Locator(".comment", new() { HasText = "The ministry, in March." })).ToContainTextAsync("Answers here");
        // In the page that is open as in the one that is loaded anew.
        if (script)
            await Expect(expert.Locator(".replies .comment-text"))
                .ToHaveTextAsync(["The ministry, in March.", "I asked around: nobody knows."]);
        await expert.GotoAsync(At($"/articles/{slug}"));
        await Ready(expert);
        await Expect(expert.Locator(".replies .comment-text"))
            .ToHaveTextAsync(["The ministry, in March.", "I asked around: nobody knows."]);
        if (script) Assert.Empty(await expert.Violations());
        await Expect(expert.Locator(".answers-here")).ToHaveCountAsync(1);
    }

    private static async Task Reply(IPage page, string to, string text)
    {
        await page.Locator(".comment", new() { HasText = to }).First.GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        await page.Locator("textarea[id^='text-']").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = "Post reply" }).ClickAsync();
        await Expect(page.Locator(".comment", new() { HasText = text }).Last).ToBeVisibleAsync();
    }

    private Task<IBrowserContext> Phone(bool script) =>
        Window(new() { JavaScriptEnabled = script, ViewportSize = new() { Width = 390, Height = 900 } });
}
