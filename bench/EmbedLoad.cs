using System.Net.Http.Headers;
using System.Text.Json;

/// <summary>Pages of another site that are spoken of, as script/bench-embed reads, counts and moves them.</summary>
internal static class EmbedLoad
{
    private const int OfTheFirst = 20;
    private const int Guests = 100;
    private const int AtOnce = 16;

    /// <summary>Twenty comments of 10 to 60 words below story-0, one below each of so many others.</summary>
    public static async Task<int> Fill(string server, string origin, int pages)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server) };
        var guests = new List<string>();
        for (var i = 0; i < Guests; i++)
        {
            var made = await http.PostAsJsonAsync("/api/v1/guests", new { name = $"Guest {i}" });
            made.EnsureSuccessStatusCode();
            guests.Add((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!);
        }
        for (var i = 1; i <= OfTheFirst; i++) await Say(0, pages + i);
        await Parallel.ForAsync(1, pages + 1, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (page, _) => await Say(page, page));
        return 0;

        async Task Say(int page, int number)
        {
            var url = $"{origin}/story-{page}";
            var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions?url={Uri.EscapeDataString(url)}");
            // Each in words of their own: what many new readers copy is held.
            var random = new Random(number);
            var words = string.Join(' ', Enumerable.Range(0, random.Next(10, 60)).Select(_ => Words.Made(random)));
            var discussion = answer.GetProperty("id").GetString();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/discussions/{discussion}/comments")
                { Content = JsonContent.Create(new { text = $"Number {number}: {words}.", url }) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", guests[number % Guests]);
            using var posted = await http.SendAsync(request);
            posted.EnsureSuccessStatusCode();
        }
    }
}
