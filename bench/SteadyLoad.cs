using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Parley.Bench;

/// <summary>
/// Posts at one pace, whatever the server does meanwhile: how long readers wait who come when they come, not when the one before is done.
/// </summary>
internal static class SteadyLoad
{
    private const int Guests = 50;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Prints how many were posted, and the median, the 99th of a hundred and the longest of their times, in ms.</summary>
    /// <param name="process">While it runs, if it ends before the time is over; 0: none.</param>
    public static async Task<int> Run(string server, string article, int seconds, int process)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server) };
        var tokens = new List<string>();
        for (var i = 0; i < Guests; i++)
        {
            using var made = await http.PostAsJsonAsync("/api/v1/guests", new { name = $"Writer {Random.Shared.Next():x} {i}" });
            made.EnsureSuccessStatusCode();
            tokens.Add((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!);
        }
        var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions?url={Uri.EscapeDataString(server + article)}");
        var path = $"/api/v1/discussions/{answer.GetProperty("id").GetString()}/comments";
        var (posts, random, begun) = (new List<Task<double>>(), new Random(), Stopwatch.GetTimestamp());
        using var pace = new PeriodicTimer(Pace);
        while (await pace.WaitForNextTickAsync() && Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds
            && (process == 0 || Directory.Exists($"/proc/{process}")))
        {
            var words = string.Join(' ', Enumerable.Range(0, random.Next(10, 60)).Select(_ => Words.Made(random)));
            posts.Add(Post(http, path, tokens[posts.Count % Guests], $"Number {posts.Count}: {words}."));
        }
        var times = (await Task.WhenAll(posts)).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{times.Length} {times[times.Length / 2]:0.0} {times[times.Length * 99 / 100]:0.0} {times[^1]:0.0}"));
        return 0;
    }

    private static async Task<double> Post(HttpClient http, string path, string token, string text)
    {
        var begun = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { text }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
