using System.CommandLine;
using Parley.Moderation;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley log verify</c>: the public log checked, here or from anywhere.</summary>
public static class LogCommands
{
    /// <summary>An answer is a megabyte at most; whoever sends more is no log.</summary>
    private const int LargestAnswer = 16 * 1024 * 1024;

    public static Command Log()
    {
        var url = new Option<string?>("--url")
            { Description = "The server whose published log is checked; without it, the log in the database" };
        url.Validators.Add(given =>
        {
            if (Server(given.GetValueOrDefault<string?>()) is null)
                given.AddError($"\"{given.GetValueOrDefault<string?>()}\" is not an address like https://news.example.");
        });
        var since = new Option<string?>("--since")
            { Description = "A file in which it remembers the checkpoints it has seen, and against which it checks next time" };
        var verify = new Command("verify", "Checks every entry, the tree, the signature, and the checkpoints seen before.") { url, since };
        verify.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var memory = parsed.GetValue(since) is { } file ? await LogMemory.Read(file, ct) : null;
            var verdict = Server(parsed.GetValue(url)) is { } server ? await Over(server, memory, ct)
                : await Commands.Work(services => services.GetRequiredService<LogFromDatabase>().Check(memory, ct), ct);
            foreach (var finding in verdict.Findings) await Console.Error.WriteLineAsync(finding);
            if (!verdict.IsWhole) return 1;
            if (memory is not null) await memory.Remember(verdict.Key!, verdict.Note!, TimeProvider.System.Now(), ct);
            Console.WriteLine($"{verdict.Key!.Name} is whole: {verdict.Checkpoint!.Size} entries under the signed root "
                + $"{Convert.ToBase64String(verdict.Checkpoint.Root)}{Seen(memory)}");
            return 0;
        }));
        return new Command("log", "The public log of decisions.") { verify };
    }

    private static string Seen(LogMemory? memory) =>
        memory is null ? ". Without --since a log that was rewritten and signed anew looks the same."
            : $", and {memory.Checkpoints.Count} checkpoints seen before agree.";

    private static async Task<LogVerdict> Over(Uri server, LogMemory? memory, CancellationToken ct)
    {
        using var road = new SocketsHttpHandler
            { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        using var http = new HttpClient(road) { Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = LargestAnswer };
        return await new LogFromWeb(http, server).Check(memory, ct);
    }

    private static Uri? Server(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var server) && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps)
            ? server : null;
}
