using Microsoft.Playwright;
using Parley.Web;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

public sealed class LanguageTests(LanguageTests.InEach site, Chromium chromium)
    : BrowserTest(site, chromium), IClassFixture<LanguageTests.InEach>
{
    public sealed class InEach : Site, IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var language in Words.Languages)
                await Publish("in-" + language, "A story", "The bridge will be closed.\n\n> الجسر مغلق",
                    text => text with { Language = language });
        }
    }

    public static TheoryData<string> Languages => [.. Words.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task A_page_in_any_language_says_so_reads_in_its_direction_and_breaks_nothing(string language)
    {
        var context = await Window(new() { ViewportSize = new() { Width = 390, Height = 900 } });
        var page = await Open(context, "/articles/in-" + language);

        var t = Words.In(language)!;
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("dir", language is "ar" or "he" ? "rtl" : "ltr");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = t["Post comment"], Exact = true })).ToBeVisibleAsync();
        Assert.Equal("rtl", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.prose blockquote')).direction"));
        Assert.Empty(await page.Violations());
        Assert.InRange(await AccessibilityTests.SticksOut(page), -390, 0);
    }

    [Fact]
    public async Task The_script_speaks_the_language_of_the_page()
    {
        var context = await Window();
        var page = await Open(context, "/articles/in-uk");

        await page.GetByLabel("Ваш коментар").FillAsync("Міст закриють.");
        await page.Locator("input[name=name]").FillAsync("Олена");
        await page.GetByRole(AriaRole.Button, new() { Name = Words.In("uk")!["Post comment"], Exact = true }).ClickAsync();

        await Expect(page.Locator(".announce")).ToHaveTextAsync(Words.In("uk")!.Script!.Value.GetProperty("published").GetString()!);
        await Expect(page.Locator("#discussion-title")).ToHaveTextAsync(Words.In("uk")!.Count(1, "{0} Comment", "{0} Comments"));
    }
}
