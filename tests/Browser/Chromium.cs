using Microsoft.Playwright;

namespace Parley.Tests.Browser;

/// <summary>The system's Chromium, started once for all browser tests; nothing is downloaded.</summary>
public class Chromium : IAsyncLifetime
{
    /// <summary>Milliseconds for one step or expectation in a page: long enough for a busy machine, and said by its name when it is over.</summary>
    public const float Patience = 30_000;

    private IPlaywright? playwright;

    protected virtual IEnumerable<string> Arguments => [];

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Wait.For("Playwright to start", Playwright.CreateAsync());
        Browser = await Wait.For("Chromium to start", playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("PARLEY_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", .. Arguments],
        }));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}
