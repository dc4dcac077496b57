using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Tests.Embedding;

/// <summary>What the documentation tells a publisher to write, run as it stands there.</summary>
public sealed class ExampleTests(PublisherSignInTests.Vouched site) : IClassFixture<PublisherSignInTests.Vouched>
{
    private static string Examples => Path.Combine(Root(), "docs", "examples");

    [Fact]
    public async Task Plain_PHP_signs_in()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/php"), "PHP is not installed: apt-get install php-cli");
        var signedIn = $"$_SESSION = []; session_id('x'); session_save_path('{site.Folder}'); session_start(); $_SESSION['user'] = ['id' => 7, 'name' => 'Lotte Sömmer'];";
        await SignsIn(await Run("/usr/bin/php", site.Folder, "-d", "session.use_cookies=0", "-d", "session.cache_limiter=", "-r", $"{signedIn} @include '{Examples}/parley-token.php';"));
    }

    [Fact]
    public async Task Node_signs_in() => await SignsIn(await Run("node", site.Folder, Path.Combine(Examples, "parley-token.mjs"), "7", "Lotte Sömmer"));

    [Fact]
    public async Task DotNet_signs_in()
    {
        AgreeOnTheTime();
        await SignsIn(ParleyToken.For("7", "Lotte Sömmer", "https://www.news.example", site.Address.GetLeftPart(UriPartial.Authority),
            await new Publisher(site, "https://www.news.example").Key()));
    }

    private async Task SignsIn(string token)
    {
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{said} for {token}");
        Assert.Equal("Lotte Sömmer", said.GetProperty("reader").GetProperty("name").GetString());
    }

    private async Task<string> Run(string program, string folder, params string[] arguments)
    {
        AgreeOnTheTime();
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PARLEY_SSO_KEY"] = await new Publisher(site, "https://www.news.example").Key();
        start.Environment["PARLEY_URL"] = site.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["SITE_ORIGIN"] = "https://www.news.example";
        using var child = Process.Start(start)!;
        var (output, errors) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, $"{await output} {await errors}");
        return (await output).Trim();
    }

    // The clock of the machine and that of the test, while these run.
    private void AgreeOnTheTime() =>
        site.Clock.SetUtcNow(TimeProvider.System.GetUtcNow() is var now && now > site.Clock.GetUtcNow() ? now : site.Clock.GetUtcNow());

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Parley.slnx"))) folder = folder.Parent;
        return folder.FullName;
    }
}
