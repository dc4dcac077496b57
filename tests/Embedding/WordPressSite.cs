using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parley.Tests.Embedding;

/// <summary>
/// The plug-in for WordPress at work: in a stand-in for what it calls, and, where Debian's packages are there, in WordPress itself with a
/// database of its own. <c>PARLEY_WORDPRESS</c> names a folder into which they were unpacked.
/// </summary>
public sealed class WordPressSite : IAsyncLifetime
{
    private const string Lacking = "WordPress is not installed: apt-get install wordpress mariadb-server php-mysql";

    private readonly string folder = Directory.CreateTempSubdirectory("parley-wordpress-").FullName;
    private readonly List<string> places = [];
    private Child? database;
    private Child? server;

    public static string Plugin => Path.Combine(Root(), "integrations", "wordpress", "parley");

    private static string Here => Path.Combine(Root(), "tests", "Embedding", "WordPress");

    /// <summary>What one test keeps from one run of PHP to the next.</summary>
    public string Place { get; private set; } = "";

    /// <param name="whole">WordPress itself; else the stand-in.</param>
    public async Task Begin(bool whole)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/php"), "PHP is not installed: apt-get install php-cli");
        places.Add(Place = Directory.CreateTempSubdirectory("parley-wordpress-").FullName);
        Directory.CreateDirectory(Path.Combine(Place, "wordpress", "wp-admin", "includes"));
        await File.WriteAllTextAsync(Path.Combine(Place, "wordpress", "wp-admin", "includes", "export.php"),
            "<?php function export_wp($how) { readfile(getenv('PLACE') . '/export.xml'); }");
        if (!whole) return;
        var prefix = Environment.GetEnvironmentVariable("PARLEY_WORDPRESS") ?? "/";
        Assert.SkipUnless(File.Exists(Path.Combine(prefix, "usr/share/wordpress/wp-load.php"))
            && File.Exists(Path.Combine(prefix, "usr/sbin/mariadbd")), Lacking);
        database ??= Child.Start(folder, "/bin/bash", Path.Combine(Here, "install.sh"), prefix.TrimEnd('/'), folder, Plugin);
        await Wait.Until("WordPress to be there", () => Task.FromResult(File.Exists(Path.Combine(folder, "ready")) || database.HasEnded));
        Assert.False(database.HasEnded, "WordPress could not be set up.");
    }

    /// <summary>Runs PHP in it, and says what it printed.</summary>
    public async Task<string> Php(bool whole, string code, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(whole ? Path.Combine(folder, "php") : "/usr/bin/php",
            ["-d", "display_errors=stderr", "-r", $"require '{Here}/load.php'; {code}"])
            { WorkingDirectory = Place, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings.Append(("PLACE", Place)).Append(("PLUGIN", Plugin))
            .Append(("WORDPRESS", whole ? Path.Combine(folder, "www") : "")))
            start.Environment[name] = value;
        using var php = Process.Start(start)!;
        var (output, errors) = (php.StandardOutput.ReadToEndAsync(), php.StandardError.ReadToEndAsync());
        try
        {
            await Wait.For("PHP to end", php.WaitForExitAsync());
        }
        finally
        {
            if (!php.HasExited) php.Kill(entireProcessTree: true);
        }
        Assert.True(!(await errors).Contains("PHP Fatal", StringComparison.Ordinal), await errors);
        return (await output).Trim();
    }

    /// <summary>The web server of it, under the name www.news.example.</summary>
    public async Task<Uri> Serve(HttpClient browser)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        listener.Stop();
        server = Child.Start(folder, Path.Combine(folder, "php"), "-d", "display_errors=0", "-S", address.Authority, "-t",
            Path.Combine(folder, "www"));
        await Wait.Until("it answers", async () =>
        {
            try
            {
                using var answer = await browser.GetAsync(new Uri(address, "/readme.html"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return address;
    }

    private static string Root()
    {
        var found = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(found!.FullName, "Parley.slnx"))) found = found.Parent;
        return found.FullName;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        if (database is not null)
        {
            // It ends its own first, which would still write into the folder.
            await database.AskToEnd();
            await database.End();
            await database.DisposeAsync();
        }
        foreach (var place in places.Append(folder)) Directory.Delete(place, recursive: true);
    }
}
