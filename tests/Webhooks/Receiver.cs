using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Parley.Tests.Webhooks;

/// <summary>A publisher's program that is told what happens, and checks each signature by hand as Standard Webhooks says.</summary>
public sealed class Receiver : IAsyncDisposable
{
    /// <summary>It hears what it is told, and does not answer until it is let go.</summary>
    public const int Hangs = -1;

    private readonly HostSite host;
    private readonly TaskCompletionSource letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Receiver(HostSite host) => this.host = host;

    public string Url => $"http://127.0.0.1:{host.Port}/hook";

    /// <summary>What it answers; 0: nothing at all, the connection breaks.</summary>
    public int Status { get; set; } = 204;

    /// <summary>What it answers to some of it; null: as to all.</summary>
    public Func<Told, int?> Unless { get; set; } = _ => null;

    /// <summary>Bytes that come with the answer.</summary>
    public int Length { get; set; }

    public ConcurrentQueue<Told> All { get; } = new();

    /// <summary>Those that it has taken.</summary>
    public IEnumerable<Told> Taken => All.Where(told => told.Status is >= 200 and < 300);

    public static async Task<Receiver> Start()
    {
        var receiver = new Receiver(await HostSite.Start());
        receiver.host.Otherwise = receiver.Answer;
        return receiver;
    }

    public void LetGo() => letGo.TrySetResult();

    private async Task Answer(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers;
        var told = new Told(Status, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(),
            headers["webhook-signature"].ToString(), body.ToArray());
        told = told with { Status = Unless(told) ?? Status };
        All.Enqueue(told);
        if (told.Status == Hangs) await Task.WhenAny(letGo.Task, Task.Delay(Timeout.Infinite, http.RequestAborted));
        if (told.Status <= 0)
        {
            http.Abort();
            return;
        }
        if (told.Status == 302) http.Response.Redirect("/elsewhere");
        else http.Response.StatusCode = told.Status;
        if (Length > 0) await http.Response.Body.WriteAsync(new byte[Length]);
    }

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await host.DisposeAsync();
    }
}

public sealed record Told(int Status, string Id, string Timestamp, string Signature, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Kind => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    public (string Status, string Text) Comment => (Data.GetProperty("comment").GetProperty("status").GetString()!,
        Data.GetProperty("comment").GetProperty("text").GetString()!);

    public bool IsSignedBy(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        var right = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
        return Signature.Split(' ').Contains(right);
    }
}
