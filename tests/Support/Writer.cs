using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Tests;

/// <summary>Somebody who posts, answers and votes, and knows what was acknowledged; what was not is sent again with its key.</summary>
public sealed class Writer(Server server, Guid discussion, string token, int number)
{
    private (string Text, Guid? Parent)? unsure;
    private int count;

    public Guid Id { get; init; }
    public ConcurrentQueue<Guid> Said { get; } = new();
    public Dictionary<Guid, int> Votes { get; } = [];
    public List<string> Wrong { get; } = [];

    /// <returns>As many, each a guest with a token.</returns>
    public static async Task<List<Writer>> On(Server server, int count)
    {
        var (writers, discussion) = (new List<Writer>(), await server.Discussion());
        for (var number = 0; number < count; number++)
        {
            using var answer = await server.Http.PostAsJsonAsync("/api/v1/guests", new { name = $"Ada the {number}" });
            var made = await answer.Json();
            writers.Add(new Writer(server, discussion, made.GetProperty("token").GetString()!, number)
            {
                Id = made.GetProperty("reader").GetProperty("id").GetGuid(),
            });
        }
        return writers;
    }

    /// <summary>Until nobody answers any more.</summary>
    public async Task WriteOn(IReadOnlyList<Writer> others)
    {
        var other = others[(number + 1) % others.Count];
        var goesOn = true;
        while (goesOn)
        {
            goesOn = await Say(count % 3 == 0 && other.Said.TryPeek(out var parent) ? parent : null);
            if (goesOn && other.Said.LastOrDefault() is var last && last != default) goesOn = await Vote(last, count % 4 == 0 ? -1 : 1);
        }
    }

    public async Task Settle()
    {
        while (unsure is not null) Assert.True(await Say(null));
    }

    /// <returns>False: nobody answered.</returns>
    public async Task<bool> Say(Guid? parent)
    {
        var (text, below) = unsure ??= ($"Writer {number} says a thing, and it is number {++count}.", parent);
        var path = $"/api/v1/discussions/{discussion}/comments";
        if (await Send(HttpMethod.Post, path, new { text, parentId = below }, $"{number}-{count}") is not { } answer) return false;
        if (answer.ValueKind != JsonValueKind.Object) return true;
        Said.Enqueue(answer.GetProperty("id").GetGuid());
        unsure = null;
        return true;
    }

    private async Task<bool> Vote(Guid comment, int value)
    {
        Votes.Remove(comment);
        if (await Send(HttpMethod.Put, $"/api/v1/comments/{comment}/vote", new { value }, key: null) is not { } answer) return false;
        if (answer.ValueKind == JsonValueKind.Object) Votes[comment] = value;
        return true;
    }

    /// <returns>Null: nobody answered. Undefined: what was said to come again for.</returns>
    private async Task<JsonElement?> Send(HttpMethod method, string path, object body, string? key)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await server.Http.SendAsync(request);
            if (answer.IsSuccessStatusCode) return await answer.Json();
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null)
                Wrong.Add($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(50);
            return default(JsonElement);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
