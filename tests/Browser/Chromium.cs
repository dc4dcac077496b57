using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Parley.Tests.Browser.Chromium))]

namespace Parley.Tests.Browser;

/// <summary>
/// The system's Chromium, started once, by the first test that opens a window; nothing is downloaded. As its headless shell, which is the
/// same engine and draws no windows: a window's own pages cost more than those that the tests open.
/// </summary>
public class Chromium : IAsyncDisposable
{
    /// <summary>
    /// Milliseconds for one step or expectation in a page: long enough for a busy machine, and said by its name when it is over.
    /// </summary>
    public const float Patience = 30_000;

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> started;

    public Chromium() => started = new(Start);

    protected virtual string Program => Environment.GetEnvironmentVariable("PARLEY_CHROMIUM") ?? "/usr/bin/chromium-headless-shell";

    protected virtual IEnumerable<string> Arguments => [];

    public async Task<IBrowserContext> Window(BrowserNewContextOptions? options)
    {
        var context = await (await started.Value).Browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return context;
    }

    private async Task<(IPlaywright Playwright, IBrowser Browser)> Start()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Wait.For("Playwright to start", Playwright.CreateAsync());
        return (playwright, await Wait.For("Chromium to start", playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", .. Arguments],
        })));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!started.IsValueCreated || !started.Value.IsCompletedSuccessfully) return;
        var (playwright, browser) = await started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
