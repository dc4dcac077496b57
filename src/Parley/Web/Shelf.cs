using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Features;

namespace Parley.Web;

/// <summary>
/// Pages by the very address that they were asked for. Nearly every request is for what another reader was answered a moment ago; it needs
/// no taking apart, routing and binding again. Holds no page, only where memory has it, and that only as long as every story, text and
/// setting is as it was: what else an answer depends on is in the page's own version.
/// </summary>
public sealed class Shelf(Snapshots snapshots)
{
    /// <summary>With the longest of them, four million bytes.</summary>
    private const int Most = 2048;
    private const int Longest = 500;

    private readonly ConcurrentDictionary<(string Target, string? Host), Spot> spots = new();

    /// <summary>The page as it is kept for everybody, made if it isn't there; <c>null</c> made is not found.</summary>
    public async Task Answer(HttpContext http, SnapshotKey key, Func<SnapshotKey, Task<Made?>> make)
    {
        if (await snapshots.Get(key, make, JustWrote.Is(http)) is not { } page)
        {
            await Problems.Write(http, Problems.NotFound);
            return;
        }
        Remember(http, key);
        await page.Write(http);
    }

    /// <summary>The page that <see cref="Answer"/> would answer with, where that is known before anything is looked up.</summary>
    public Snapshot? Find(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method)) return null;
        var stories = snapshots.Latest(Snapshots.Stories);
        if (spots.TryGetValue(Address(http), out var spot) && spot.Stories == stories && !JustWrote.Is(http)
            && snapshots.InMemory(spot.Key) is { } page)
        {
            if (spot.Framers is { } framers) Headers.Frame(http, framers);
            return page;
        }
        http.Features.Set(new Began(stories));
        return null;
    }

    private void Remember(HttpContext http, SnapshotKey key)
    {
        var address = Address(http);
        if (http.Features.Get<Began>() is not { } began || address.Target.Length == 0
            || address.Target.Length + address.Host?.Length > Longest)
            return;
        if (spots.Count >= Most) spots.Clear();
        spots[address] = new(key, began.Stories, http.Features.Get<Framers>());
    }

    private static (string Target, string? Host) Address(HttpContext http) =>
        (http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, http.Request.Host.Value);

    /// <summary>Before anything was looked up: what changes meanwhile may or may not have been seen.</summary>
    private sealed record Began(long Stories);

    private sealed record Spot(SnapshotKey Key, long Stories, Framers? Framers);
}

public static class ShelfRoutes
{
    /// <summary>After whatever says which host was asked.</summary>
    public static void UseShelf(this WebApplication app)
    {
        var shelf = app.Services.GetRequiredService<Shelf>();
        app.Use((http, next) => shelf.Find(http) is { } page ? page.Write(http) : next(http));
    }
}
