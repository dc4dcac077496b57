using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Parley.Tests.Browser;

public sealed class AccessibilityTests(AccessibilityTests.Lively site, Chromium chromium) : IClassFixture<AccessibilityTests.Lively>, IClassFixture<Chromium>
{
    public sealed class Lively : Site, IAsyncLifetime
    {
        public Guid Comment { get; private set; }

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Comment = await Ada.Post("A claim with a [link](https://news.example/source), `code` and\n\n> a quotation.");
            var reply = await Boris.Post("An answer.", Comment);
            await Chen.Post("还有一个。", reply);
            await Boris.Post(string.Join("\n\n", Enumerable.Range(0, 20).Select(i => $"Paragraph {i}.")));
            var gone = await Ada.Post("Soon withdrawn.");
            await Boris.Post("But answered before.", gone);
            await Ada.Withdraw(gone);
        }
    }

    public static TheoryData<string, int, ColorScheme> Views()
    {
        var views = new TheoryData<string, int, ColorScheme>();
        foreach (var path in new[] { "/", "/articles/the-bridge", "/articles/the-bridge/comments/{id}", "/articles/the-bridge/comments/new?parent={id}", "/articles/the-bridge/comments/{id}/options", "/articles/the-bridge/comments/{id}/history", "/articles/the-bridge/passages", "/guidelines", "/account", "/nowhere" })
        {
            views.Add(path, 390, ColorScheme.Light);
            views.Add(path, 1280, ColorScheme.Dark);
        }
        return views;
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Axe_finds_nothing_and_nothing_sticks_out(string path, int width, ColorScheme scheme)
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(site.Address, path.Replace("{id}", site.Comment.ToString(), StringComparison.Ordinal)).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        var result = await page.RunAxe();

        Assert.Empty(result.Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), -width, 0);
    }
}
