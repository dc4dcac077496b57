using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

/// <summary>
/// Writes as fast as so many connections can, with a client that costs as little as one can: what is measured is the server. Each
/// connection waits for its answer before it writes again.
/// </summary>
internal static class WriteLoad
{
    private const int Guests = 100;
    internal const int LongestAnswer = 1024 * 1024;

    /// <summary>Prints requests per second and the server's CPU for each, in ms.</summary>
    /// <param name="kind">comments, or votes or reports, each of which changes something: of reports at most a hundred per
    /// comment, of a hundred comments.</param>
    /// <param name="articles">Paths of the articles written to, with commas between.</param>
    public static async Task<int> Run(string kind, string server, string articles, int connections, int requests, int process)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server) };
        var tokens = new List<string>();
        for (var i = 0; i < Guests; i++)
        {
            var made = await http.PostAsJsonAsync("/api/v1/guests", new { name = $"Writer {Random.Shared.Next():x} {i}" });
            made.EnsureSuccessStatusCode();
            tokens.Add((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!);
        }
        var discussions = new List<(string Id, List<string> Comments)>();
        foreach (var article in articles.Split(','))
        {
            var answer = await http.GetFromJsonAsync<JsonElement>(
                $"/api/v1/discussions?limit=100&url={Uri.EscapeDataString(server + article)}");
            discussions.Add((answer.GetProperty("id").GetString()!,
                [.. answer.GetProperty("comments").EnumerateArray().Select(x => x.GetProperty("id").GetString()!)]));
        }

        var (done, run) = (0, Random.Shared.Next());
        var (cpu, since) = (Cpu(process), Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(Connection)));
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{requests / seconds:0} {(Cpu(process) - cpu) / requests:0.000}"));
        return 0;

        async Task Connection()
        {
            var address = new Uri(server);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(address.Host, address.Port);
            var buffer = new byte[LongestAnswer];
            for (int i; (i = Interlocked.Increment(ref done)) <= requests;)
            {
                var (discussion, comments) = discussions[i % discussions.Count];
                await socket.SendAsync(kind switch
                {
                    "comments" => Comment(address, tokens[i % Guests], discussion, i),
                    "reports" => Report(address, tokens[i % Guests], comments[i / Guests % comments.Count]),
                    _ => Vote(address, tokens[i % Guests], comments[i / Guests % comments.Count], i / Guests / comments.Count),
                });
                await Answer(socket, buffer);
            }
        }

        byte[] Comment(Uri address, string token, string discussion, int i)
        {
            // Each says their own, in this run and in the next: what many new readers copy is held.
            var random = new Random(HashCode.Combine(run, i));
            var words = string.Join(' ', Enumerable.Range(0, random.Next(10, 60)).Select(_ => Words.Made(random)));
            return Request(address, "POST", $"/api/v1/discussions/{discussion}/comments", token,
                $"{{\"text\":\"Number {i} of {run}: {words}.\"}}");
        }

        static byte[] Report(Uri address, string token, string comment) =>
            Request(address, "POST", $"/api/v1/comments/{comment}/reports", token,
                """{"rule":"spam","note":"The same offer as everywhere."}""");

        // Up and down in turn, so that none is a repetition.
        static byte[] Vote(Uri address, string token, string comment, int round) =>
            Request(address, "PUT", $"/api/v1/comments/{comment}/vote", token, $"{{\"value\":{(round % 2 == 0 ? 1 : -1)}}}");
    }

    internal static byte[] Request(Uri address, string method, string path, string token, string body) => Encoding.UTF8.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <returns>Bytes of the answer, which are in the buffer.</returns>
    internal static async Task<int> Answer(Socket socket, byte[] buffer)
    {
        var (length, end, expected) = (0, -1, -1);
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) throw new IOException("The server closed the connection.");
            length += read;
            if (end < 0)
            {
                if ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0) continue;
                var head = Encoding.ASCII.GetString(buffer, 0, end);
                if (!head.StartsWith("HTTP/1.1 20", StringComparison.Ordinal))
                    throw new IOException(Encoding.UTF8.GetString(buffer, 0, length));
                var line = head.Split("\r\n").FirstOrDefault(x => x.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                if (line is not null)
                    expected = end + 4 + int.Parse(line.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            }
            if (expected < 0 ? buffer.AsSpan(0, length).EndsWith("0\r\n\r\n"u8) : length >= expected) return length;
        }
    }

    /// <summary>CPU that a process has used, user and system, in ms (<c>/proc/PID/stat</c>; a tick is 10 ms).</summary>
    public static double Cpu(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * 10.0;
    }
}
