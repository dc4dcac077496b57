using System.CommandLine;
using Parley.Data;

namespace Parley.Exchange;

/// <summary>
/// <c>parley health</c>: asks the server of these settings whether it is ready, for a container's check or a watchdog: a machine that has
/// nothing but Parley has no program that can ask.
/// </summary>
public static class HealthCommand
{
    /// <summary>Shorter than those who watch wait for this program.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Make()
    {
        var url = new Option<string?>("--url") { Description = "Another server than the one of these settings" };
        url.Validators.Add(given =>
        {
            if (Asked(given.GetValueOrDefault<string?>() ?? "") is null)
                given.AddError($"\"{given.GetValueOrDefault<string?>()}\" is not an address like http://127.0.0.1:5080.");
        });
        var health = new Command("health", "Asks the server whether it is ready: 0 when it is, 1 when it is not.") { url };
        health.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            Console.WriteLine(await Ask(parsed.GetValue(url) ?? Listening(), ct));
            return 0;
        }));
        return health;
    }

    // As the server reads them, from all the places that it reads.
    private static string Listening()
    {
        var settings = WebApplication.CreateSlimBuilder().Configuration;
        var urls = (settings["urls"] ?? settings["ASPNETCORE_URLS"] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return urls.FirstOrDefault(url => Asked(url) is not null) ?? (urls.Length == 0 ? "http://127.0.0.1:5080"
            : throw new SetupException($"{string.Join(" and ", urls)} can't be asked from here. Say where with --url."));
    }

    /// <summary>Where a server answers that listens there: whoever listens everywhere does so on this machine. Null: nowhere.</summary>
    private static Uri? Asked(string url)
    {
        if (!url.StartsWith("http://", StringComparison.Ordinal) && !url.StartsWith("https://", StringComparison.Ordinal)) return null;
        // A socket of the system has no address.
        if (url.Contains("://unix:", StringComparison.Ordinal) || url.EndsWith("://", StringComparison.Ordinal)) return null;
        var there = BindingAddress.Parse(url);
        var host = there.Host is "*" or "+" or "0.0.0.0" ? "127.0.0.1" : there.Host is "[::]" ? "[::1]" : there.Host;
        var ready = $"{there.Scheme}://{host}:{there.Port}{there.PathBase}/readyz";
        return Uri.TryCreate(ready, UriKind.Absolute, out var asked) ? asked : null;
    }

    private static async Task<string> Ask(string url, CancellationToken ct)
    {
        using var road = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        using var http = new HttpClient(road) { Timeout = Patience, MaxResponseContentBufferSize = 64 * 1024 };
        try
        {
            using var answer = await http.GetAsync(Asked(url), ct);
            var said = await answer.Content.ReadAsStringAsync(ct);
            return answer.IsSuccessStatusCode ? said
                : throw new SetupException($"{url} answers {(int)answer.StatusCode}: {said.Split('\n')[0]}");
        }
        catch (HttpRequestException error)
        {
            throw new SetupException($"{url} does not answer ({error.Message}). Start parley, or say where it listens with --url.", error);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new SetupException($"{url} does not answer within {Patience.TotalSeconds} seconds.", error);
        }
    }
}
