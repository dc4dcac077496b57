using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

/// <summary>What a page costs that is made anew, and what a thread costs in which many vote while many more read.</summary>
internal static class BusyLoad
{
    /// <summary>
    /// Prints the server's CPU for a page made anew after a vote and after a comment, in ms, less that of the vote and the comment.
    /// </summary>
    public static async Task<int> Pages(string server, string article, int pages, int process)
    {
        var (discussion, comment, token) = await Prepare(server, article);
        var connection = await Connect(server);
        var run = Random.Shared.Next();
        async Task Vote(int i) => await Send(connection,
            WriteLoad.Request(new(server), "PUT", $"/api/v1/comments/{comment}/vote", token, $"{{\"value\":{(i % 2 == 0 ? 1 : -1)}}}"));
        async Task Say(int i) => await Send(connection, WriteLoad.Request(new(server), "POST", $"/api/v1/discussions/{discussion}/comments",
            token, $"{{\"text\":\"Said {i} of {run}, to be read at once.\"}}"));
        // As whoever has just written reads: never an older page.
        async Task Read() => await Send(connection,
            Encoding.ASCII.GetBytes($"GET {article} HTTP/1.1\r\nHost: {new Uri(server).Authority}\r\nCookie: parley_wrote=1\r\n\r\n"));

        var first = await Cost(process, 1, async _ => await Read());
        for (var i = 0; i < Math.Max(pages, 1000); i++) { await Vote(i); await Read(); }
        var vote = await Cost(process, pages, Vote);
        var afterVote = await Cost(process, pages, async i => { await Vote(i); await Read(); });
        var say = await Cost(process, pages, Say);
        var afterComment = await Cost(process, pages, async i => { await Say(i + pages); await Read(); });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first:0} {afterVote - vote:0.00} {afterComment - say:0.00}"));
        return 0;
    }

    /// <summary>
    /// Prints the median and the 99th of a hundred reads, in ms, and the share of a core that the server used, votes and reads included.
    /// </summary>
    public static async Task<int> Thread(string server, string article, int votesPerSecond, int readsPerSecond, int seconds, int process)
    {
        var (_, comment, token) = await Prepare(server, article);
        var votes = WriteLoad.Request(new(server), "PUT", $"/api/v1/comments/{comment}/vote", token, "{\"value\":1}");
        var against = WriteLoad.Request(new(server), "PUT", $"/api/v1/comments/{comment}/vote", token, "{\"value\":-1}");
        var read = Encoding.ASCII.GetBytes($"GET {article} HTTP/1.1\r\nHost: {new Uri(server).Authority}\r\n\r\n");
        var times = new List<double>();
        var (cpu, since) = (WriteLoad.Cpu(process), Stopwatch.GetTimestamp());
        await Task.WhenAll([Paced(votesPerSecond, (socket, i) => Send(socket, i % 2 == 0 ? votes : against), null),
            .. Enumerable.Range(0, 10).Select(_ => Paced(readsPerSecond / 10, (socket, _) => Send(socket, read), times))]);
        var share = (WriteLoad.Cpu(process) - cpu) / Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        times.Sort();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{times[times.Count / 2]:0.0} {times[times.Count * 99 / 100]:0.0} {share:0.00}"));
        return 0;

        async Task Paced(int perSecond, Func<Socket, int, Task> act, List<double>? measured)
        {
            var socket = await Connect(server);
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < perSecond * seconds; i++)
            {
                var wait = (i * 1000.0 / perSecond) - Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                if (wait > 1) await Task.Delay((int)wait);
                var at = Stopwatch.GetTimestamp();
                await act(socket, i);
                if (measured is not null) lock (measured) measured.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }
        }
    }

    private static async Task<double> Cost(int process, int times, Func<int, Task> act)
    {
        var before = WriteLoad.Cpu(process);
        for (var i = 0; i < times; i++) await act(i);
        return (WriteLoad.Cpu(process) - before) / times;
    }

    private static async Task<(string Discussion, string Comment, string Token)> Prepare(string server, string article)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server) };
        var made = await http.PostAsJsonAsync("/api/v1/guests", new { name = $"Busy {Random.Shared.Next():x}" });
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions?limit=1&url={Uri.EscapeDataString(server + article)}");
        return (answer.GetProperty("id").GetString()!, answer.GetProperty("comments")[0].GetProperty("id").GetString()!, token);
    }

    private static async Task<Socket> Connect(string server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new Uri(server).Host, new Uri(server).Port);
        return socket;
    }

    private static async Task Send(Socket socket, byte[] request)
    {
        await socket.SendAsync(request);
        var buffer = ArrayPool<byte>.Shared.Rent(WriteLoad.LongestAnswer);
        await WriteLoad.Answer(socket, buffer);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
