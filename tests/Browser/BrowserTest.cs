using Microsoft.Playwright;

namespace Parley.Tests.Browser;

/// <summary>
/// A test in the browser. When it fails, each open page is left as picture, HTML and console under <c>artifacts/test/</c>.
/// </summary>
[Once]
public abstract class BrowserTest(Site site, Chromium chromium) : IAsyncLifetime
{
    private readonly List<IBrowserContext> contexts = [];
    private readonly HashSet<IBrowserContext> scripted = [];
    private readonly List<(IPage Page, List<string> Console)> pages = [];

    protected Site Site { get; } = site;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A window with nothing in it from before; closed when the test ends.</summary>
    protected async Task<IBrowserContext> Window(BrowserNewContextOptions? options = null)
    {
        var context = await chromium.Window(options);
        context.Page += (_, page) =>
        {
            var console = new List<string>();
            page.Console += (_, message) => console.Add($"{message.Type}: {message.Text}");
            page.PageError += (_, error) => console.Add(error);
            pages.Add((page, console));
        };
        contexts.Add(context);
        if (options?.JavaScriptEnabled != false) scripted.Add(context);
        return context;
    }

    protected string At(string path) => new Uri(Site.Address, path).ToString();

    /// <summary>The page at a path of the site, its script done with what it does at the start.</summary>
    protected async Task<IPage> Open(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(At(path));
        await Ready(page);
        return page;
    }

    /// <summary>What the script does when a page opens is done. The live connection never ends, so a quiet network says nothing.</summary>
    protected async Task Ready(IPage page)
    {
        if (scripted.Contains(page.Context))
            await page.Locator("html[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>What was typed is kept on this device.</summary>
    protected static Task Kept(IPage page, string text) =>
        page.WaitForFunctionAsync("text => JSON.stringify({ ...localStorage }).includes(text)", text);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed) await LeaveTraces();
        foreach (var context in contexts) await context.DisposeAsync();
    }

    private async Task LeaveTraces()
    {
        var folder = Environment.GetEnvironmentVariable("PARLEY_TEST_TRACES") ?? Path.Combine(Path.GetTempPath(), "parley-traces");
        Directory.CreateDirectory(folder);
        var name = string.Concat((TestContext.Current.Test?.TestDisplayName ?? "test").Split(Path.GetInvalidFileNameChars()));
        foreach (var (i, (page, console)) in pages.Where(x => !x.Page.IsClosed).Index())
        {
            var file = Path.Combine(folder, $"{name[..Math.Min(name.Length, 160)]}-{i}");
            try
            {
                await page.ScreenshotAsync(new() { Path = file + ".png", FullPage = true, Timeout = 10_000 });
                await File.WriteAllTextAsync(file + ".html", await page.ContentAsync());
                await File.WriteAllLinesAsync(file + ".console.txt", [page.Url, .. console]);
            }
            catch (Exception error) when (error is PlaywrightException or TimeoutException)
            {
                await File.WriteAllTextAsync(file + ".console.txt", error.Message);
            }
        }
    }
}
