using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Parley.Bench;

// What script/bench needs beside the product and a load generator: something to compare with, and comments.
return args switch
{
    ["bare", var url, var page, ..] => await Bare(url, page, args.ElementAtOrDefault(3)),
    ["fill", var server, var article, var comments] => await Fill(server, article, Number(comments)),
    ["live", var server, var article, var readers, var process] => await Live(server, article, Number(readers), Number(process)),
    ["crowd", var server, var article, var connections] => await Crowd(server, article, Number(connections)),
    ["passages", var server, var key, var passages] => await Passages(server, key, Number(passages)),
    ["write", var kind, var server, var articles, var connections, var requests, var process] =>
        await WriteLoad.Run(kind, server, articles, Number(connections), Number(requests), Number(process)),
    ["steady", var server, var article, var seconds, var process] =>
        await SteadyLoad.Run(server, article, Number(seconds), Number(process)),
    ["pages", var server, var article, var pages, var process] => await BusyLoad.Pages(server, article, Number(pages), Number(process)),
    ["thread", var server, var article, var votes, var reads, var seconds, var process] =>
        await BusyLoad.Thread(server, article, Number(votes), Number(reads), Number(seconds), Number(process)),
    ["conduct"] => ScoringBench.Table(),
    ["conduct", "report"] => ScoringBench.Report(),
    ["waves"] => WaveBench.Table(),
    ["waves", "recall", var secrets] => WaveBench.Recall(Number(secrets)),
    ["standing", var file, var comments] => Standing(file, Number(comments)),
    ["years", var file, var comments] => YearsLoad.Fill(file, Number(comments)),
    ["log", var file, var entries] => LogLoad.Fill(file, Number(entries)),
    ["capture", var file, var comments] => CaptureLoad.Write(file, Number(comments)),
    ["embed", var server, var origin, var pages] => await EmbedLoad.Fill(server, origin, Number(pages)),
    ["tokens"] => await TokenBench.Table(),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

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

// Readers who follow one discussion live: how long until the last of them has heard of a comment, and what they weigh.
// Prints the median and the worst of ten, in ms, and the megabytes that the server's process grew by.
static async Task<int> Live(string server, string article, int readers, int process)
{
    using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = readers + 10 })
        { BaseAddress = new Uri(server), Timeout = Timeout.InfiniteTimeSpan };
    var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions?url={Uri.EscapeDataString(server + article)}");
    var discussion = answer.GetProperty("id").GetString();
    var token = (await (await http.PostAsJsonAsync("/api/v1/guests", new { name = "Live" })).Content.ReadFromJsonAsync<JsonElement>())
        .GetProperty("token").GetString();
    var before = Memory(process);
    var (heard, greeted) = (0, 0);
    using var done = new CancellationTokenSource(TimeSpan.FromMinutes(2));
    async Task Follow()
    {
        using var response = await http.GetAsync($"/api/v1/discussions/{discussion}/events",
            HttpCompletionOption.ResponseHeadersRead, done.Token);
        response.EnsureSuccessStatusCode();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(done.Token)).EnumerateAsync(done.Token))
        {
            if (item.EventType == "hello") Interlocked.Increment(ref greeted);
            if (item.EventType == "comment") Interlocked.Increment(ref heard);
        }
    }
    var following = Enumerable.Range(0, readers).Select(_ => Follow()).ToList();
    while (greeted < readers) await Task.Delay(50, done.Token);
    await Task.Delay(2000);
    var grown = Memory(process) - before;
    var times = new List<double>();
    for (var i = 1; i <= 10; i++)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/discussions/{discussion}/comments")
            { Content = JsonContent.Create(new { text = $"Live number {i}, to all who listen." }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
        var since = Stopwatch.GetTimestamp();
        while (heard < readers * i) await Task.Delay(2, done.Token);
        times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        await Task.Delay(500);
    }
    times.Sort();
    Console.WriteLine(FormattableString.Invariant($"{(times[4] + times[5]) / 2:0} {times[^1]:0} {grown}"));
    await done.CancelAsync();
    try { await Task.WhenAll(following); } catch (Exception error) when (error is OperationCanceledException or IOException) { }
    return 0;
}

// More who want to read live than there is room for: how many are let in and how many are refused, and how long a page takes
// meanwhile, in ms, the median of fifty, as against before.
static async Task<int> Crowd(string server, string article, int connections)
{
    using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections + 10 })
        { BaseAddress = new Uri(server), Timeout = TimeSpan.FromMinutes(2) };
    var discussion = (await http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions?url={Uri.EscapeDataString(server + article)}"))
        .GetProperty("id").GetString();
    var before = await Page();
    var (let, refused) = (0, 0);
    using var done = new CancellationTokenSource(TimeSpan.FromMinutes(2));
    async Task Follow()
    {
        using var response = await http.GetAsync($"/api/v1/discussions/{discussion}/events",
            HttpCompletionOption.ResponseHeadersRead, done.Token);
        if (response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null)
        {
            Interlocked.Increment(ref refused);
            return;
        }
        response.EnsureSuccessStatusCode();
        Interlocked.Increment(ref let);
        await foreach (var _ in SseParser.Create(await response.Content.ReadAsStreamAsync(done.Token)).EnumerateAsync(done.Token)) { }
    }
    var following = Enumerable.Range(0, connections).Select(_ => Follow()).ToList();
    // Whoever gets neither place nor answer counts as neither.
    while (let + refused + following.Count(x => x.IsFaulted) < connections) await Task.Delay(50, done.Token);
    var meanwhile = await Page();
    Console.WriteLine(FormattableString.Invariant($"{let} {refused} {before:0.0} {meanwhile:0.0}"));
    await done.CancelAsync();
    try
    {
        await Task.WhenAll(following);
    }
    catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException) { }
    return 0;

    async Task<double> Page()
    {
        var times = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync(article);
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }
        times.Sort();
        return times[25];
    }
}

// An article with a comment on each of so many passages: how long an edit of it takes, in ms, the median of nine.
static async Task<int> Passages(string server, string key, int passages)
{
    using var http = new HttpClient { BaseAddress = new Uri(server) };
    var random = new Random(2);
    var sentences = Enumerable.Range(0, passages).Select(i => $"Sentence {i} says that "
        + $"{string.Join(' ', Enumerable.Range(0, 8).Select(_ => Words.All[random.Next(Words.All.Length)]))}.").ToList();
    async Task<double> Publish(int edits)
    {
        var body = string.Join("\n\n", sentences.Chunk(8).Select(chunk => string.Join(' ', chunk))
            .Prepend("Edited" + string.Concat(Enumerable.Repeat(" again", edits)) + "."));
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/articles/passages")
            { Content = JsonContent.Create(new { title = "Passages", body }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var since = Stopwatch.GetTimestamp();
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }
    await Publish(0);
    var discussion = (await http.GetFromJsonAsync<JsonElement>(
        $"/api/v1/discussions?url={Uri.EscapeDataString(server + "/articles/passages")}")).GetProperty("id").GetString();
    var token = (await (await http.PostAsJsonAsync("/api/v1/guests", new { name = "Reader" })).Content.ReadFromJsonAsync<JsonElement>())
        .GetProperty("token").GetString();
    var bare = new List<double>();
    for (var i = 1; i <= 9; i++) bare.Add(await Publish(i));
    foreach (var sentence in sentences)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/discussions/{discussion}/comments")
            { Content = JsonContent.Create(new { text = "On this: " + sentence, anchor = new { exact = sentence } }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }
    var full = new List<double>();
    for (var i = 10; i <= 18; i++) full.Add(await Publish(i));
    bare.Sort();
    full.Sort();
    Console.WriteLine(FormattableString.Invariant($"{bare[4]:0} {full[4]:0}"));
    return 0;
}

// A ledger of so many comments by five thousand readers within a year, a third of them answers, and three votes for each.
static int Standing(string file, int comments)
{
    const int Readers = 5000;
    var random = new Random(3);
    var begin = DateTime.UtcNow.AddYears(-1);
    var readers = Enumerable.Range(0, Readers).Select(_ => Id()).ToList();
    var discussions = Enumerable.Range(0, 300).Select(_ => Id()).ToList();
    using var connection = new SqliteConnection($"Data Source={file}");
    connection.Open();
    using var transaction = connection.BeginTransaction();
    using var reader = Places(new("INSERT INTO readers (SiteId, Id, Kind, Role, Name, NameSkeleton, CreatedAt, LastSeenAt) VALUES (1, $0, "
        + "'Guest', 'Reader', $1, $1, $2, $2)", connection, transaction), 3);
    using var line = Places(new("INSERT INTO ledger (SiteId, SubjectId, Deed, ById, ReaderId, Within, At) VALUES (1, $0, $1, $2, "
        + "$3, $4, $5)", connection, transaction), 6);
    foreach (var (number, id) in readers.Index()) Run(reader, id, $"Reader {number}", begin);
    for (var i = 0; i < comments; i++)
    {
        var (subject, author, discussion, at) = (Id(), Anyone(), discussions[random.Next(discussions.Count)],
            begin.AddMinutes(random.Next(365 * 24 * 60)));
        Run(line, subject, "Comment", author, author, discussion, at);
        if (i % 3 == 0) Run(line, subject, "Answer", author, Anyone(), discussion, at);
        foreach (var voter in new[] { Anyone(), Anyone(), Anyone() }.Distinct())
            Run(line, subject, "Recognition", voter, author, discussion, at.AddHours(1));
    }
    transaction.Commit();
    return 0;

    string Anyone() => readers[random.Next(Readers)];
    static string Id() => Guid.CreateVersion7().ToString().ToUpperInvariant();
    static SqliteCommand Places(SqliteCommand command, int places)
    {
        for (var i = 0; i < places; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }
    static void Run(SqliteCommand command, params object[] values)
    {
        foreach (var (place, value) in values.Index()) command.Parameters[place].Value = value;
        command.ExecuteNonQuery();
    }
}

static long Memory(int process) =>
    long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;

static int Usage()
{
    Console.Error.WriteLine("bare URL FILE [ENCODING] | fill SERVER ARTICLE COMMENTS | live SERVER ARTICLE READERS PROCESS | crowd SERVER "
        + "ARTICLE CONNECTIONS | steady SERVER ARTICLE SECONDS PROCESS | passages SERVER KEY PASSAGES | standing DATABASE COMMENTS "
        + "| years DATABASE COMMENTS | log DATABASE ENTRIES | waves [recall SECRETS] | embed SERVER ORIGIN PAGES | tokens");
    return 2;
}

internal static class Words
{
    public static readonly string[] All =
        ("the bridge council school harbour train night money people town because would again argument answer question number reason "
        + "against for with without every other house street winter summer should could paper evidence figure years children teachers "
        + "doctors market price water river").Split(' ');

    private static readonly string[] Parts =
        ("ba ber cho dan del dri el en fa fen gar go hal him in is ja ka kel lan lor ma men mi na nor ol pa per qui ran ri sal ser "
        + "ta ter tho un va ver wa win ya zo").Split(' ');

    /// <summary>One of a hundred thousand: what people write has few runs of letters in common.</summary>
    public static string Made(Random random) =>
        string.Concat(Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Parts[random.Next(Parts.Length)]));
}
