using System.Net.Http.Headers;
using System.Text.Json;

// The two things script/bench needs beside the product and a load generator: something to compare with, and comments.
return args switch
{
    ["bare", var url, var page, ..] => await Bare(url, page, args.ElementAtOrDefault(3)),
    ["fill", var server, var article, var comments] => await Fill(server, article, int.Parse(comments, System.Globalization.CultureInfo.InvariantCulture)),
    _ => Usage(),
};

// A Kestrel endpoint that does nothing but return the bytes of a file.
static async Task<int> Bare(string url, string page, string? encoding)
{
    var body = await File.ReadAllBytesAsync(page);
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls(url);
    var app = builder.Build();
    app.MapGet("/{**path}", async (HttpContext http) =>
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = body.Length;
        if (encoding is not null) http.Response.Headers.ContentEncoding = encoding;
        await http.Response.BodyWriter.WriteAsync(body);
    });
    await app.RunAsync();
    return 0;
}

// Comments by a hundred guests: a third of them replies, of the length that readers write.
static async Task<int> Fill(string server, string article, int comments)
{
    using var http = new HttpClient { BaseAddress = new Uri(server) };
    var guests = new List<string>();
    for (var i = 0; i < 100; i++)
    {
        var made = await http.PostAsJsonAsync("/api/v1/guests", new { name = $"Guest {i}" });
        made.EnsureSuccessStatusCode();
        guests.Add((await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!);
    }
    var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions?url={Uri.EscapeDataString(server + article)}");
    var discussion = answer.GetProperty("id").GetString();
    var posted = new List<string>();
    var random = new Random(1);
    for (var i = 0; i < comments; i++)
    {
        var words = Enumerable.Range(0, random.Next(10, 90)).Select(_ => Words.All[random.Next(Words.All.Length)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/discussions/{discussion}/comments");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", guests[i % guests.Count]);
        var parent = posted.Count > 0 && random.Next(3) == 0 ? posted[random.Next(posted.Count)] : null;
        request.Content = JsonContent.Create(new { text = $"Number {i}: " + string.Join(' ', words) + ".", parentId = parent });
        var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        posted.Add((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
    }
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("bare URL FILE [ENCODING] | fill SERVER ARTICLE COMMENTS");
    return 2;
}

internal static class Words
{
    public static readonly string[] All = "the bridge council school harbour train night money people town because would again argument answer question number reason against for with without every other house street winter summer should could paper evidence figure years children teachers doctors market price water river".Split(' ');
}
