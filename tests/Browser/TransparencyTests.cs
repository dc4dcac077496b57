using Microsoft.Playwright;
using Parley.Tests.Moderation;

namespace Parley.Tests.Browser;

/// <summary>The log as a page: for every way of reading, in both directions.</summary>
public sealed class TransparencyTests(Chromium chromium) : BrowserTest(null!, chromium)
{
    public sealed class InLanguage(string tag) : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:Language=" + tag];
    }

    [Theory]
    [InlineData("en", 1280, ColorScheme.Light)]
    [InlineData("de", 390, ColorScheme.Light)]
    [InlineData("ar", 390, ColorScheme.Dark)]
    [InlineData("he", 1280, ColorScheme.Dark)]
    public async Task It_reads_at_every_width_in_every_direction(string language, int width, ColorScheme scheme)
    {
        await using var site = new InLanguage(language);
        await site.InitializeAsync();
        await site.Append(0, 30);
        await site.Sign();
        foreach (var script in language == "en" ? new[] { false, true } : [true])
        {
            var context = await Window(
                new() { JavaScriptEnabled = script, ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
            foreach (var path in new[] { "/transparency", "/transparency?before=20", "/transparency/checking" })
            {
                var page = await context.NewPageAsync();
                await page.GotoAsync(new Uri(site.Address, path).ToString());
                if (!script)
                {
                    Assert.True(await page.Locator(".transparency").IsVisibleAsync());
                    continue;
                }
                await Ready(page);
                if (language is "en" or "ar" && !path.Contains("before", StringComparison.Ordinal)) Assert.Empty(await page.Violations());
                Assert.InRange(await page.EvaluateAsync<int>(
                    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"), -width, 0);
            }
        }
    }
}
