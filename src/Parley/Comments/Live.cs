using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>
/// What happens in a discussion, told to those who read it now. An event's id is the discussion's version, so whoever lost
/// the connection says the last one heard and misses nothing, on whichever node. What happened between two versions is asked
/// of the database once, however many read.
/// </summary>
public sealed class Live(
    IServiceScopeFactory scopes, CurrentSite site, Changes changes, IConfiguration settings, IHostApplicationLifetime lifetime)
    : IDisposable
{
    /// <summary>A burst of votes is one message; a comment is still there in the blink of an eye.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    /// <summary>Proxies close a connection that is silent for a minute.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private const int MostAtOnce = 500;

    private static readonly Refusal Full = new(503, "too-many-live",
        "Too many people are following live right now. Reload the page to see new comments.", TimeSpan.FromSeconds(60));
    private static readonly Refusal FullHere = new(429, "too-many-live-here",
        "Too many people on your network are following live right now. Reload the page to see new comments.", TimeSpan.FromSeconds(60));

    private readonly int most = settings.GetValue("Parley:LiveReaders", 5000);
    private readonly MemoryCache told = new(new MemoryCacheOptions { SizeLimit = 1000 });
    private readonly SemaphoreSlim asking = new(1);
    private readonly int mostOfNetwork = string.Equals(settings["Parley:RateLimits"], "off", StringComparison.OrdinalIgnoreCase)
        ? int.MaxValue : settings.GetValue("Parley:LiveReadersPerNetwork", 300);
    private readonly ConcurrentDictionary<string, int> ofNetwork = new(StringComparer.Ordinal);
    private int readers;

    /// <summary>
    /// Takes one of the node's places; dispose to give it back. A refusal when all are taken, or all that one network gets.
    /// </summary>
    public Outcome<IDisposable> TakePlace(string network)
    {
        if (ofNetwork.AddOrUpdate(network, 1, (_, taken) => taken + 1) > mostOfNetwork)
        {
            Leave(network);
            return FullHere;
        }
        if (Interlocked.Increment(ref readers) <= most) return new Seat(this, network);
        Interlocked.Decrement(ref readers);
        Leave(network);
        return Full;
    }

    // A network that nobody is left of leaves no row behind.
    private void Leave(string network)
    {
        if (ofNetwork.AddOrUpdate(network, 0, (_, taken) => taken - 1) == 0) ofNetwork.TryRemove(KeyValuePair.Create(network, 0));
    }

    public async IAsyncEnumerable<SseItem<string>> Follow(
        Guid discussion, long version, IDisposable place, [EnumeratorCancellation] CancellationToken ct)
    {
        using var _ = place;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        yield return new SseItem<string>("{}", "hello")
            { EventId = version.ToString(System.Globalization.CultureInfo.InvariantCulture), ReconnectionInterval = Again };
        while (!ending.IsCancellationRequested)
        {
            if (!await IsNews(discussion, version, ending.Token))
            {
                if (!ending.IsCancellationRequested) yield return new SseItem<string>("{}", "idle");
                continue;
            }
            var batch = await Since(discussion, version, ending.Token);
            foreach (var item in batch.Items) yield return item;
            version = batch.Version;
        }
    }

    private async Task<bool> IsNews(Guid discussion, long version, CancellationToken ct)
    {
        try
        {
            if (!await changes.NewerThan(discussion, version, Silence, ct)) return false;
            await Task.Delay(Gathering, ct);
            return true;
        }
        catch (Exception error) when (error is OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Batch> Since(Guid discussion, long version, CancellationToken ct)
    {
        var key = (discussion, version);
        if (told.TryGetValue(key, out Batch? known)) return known!;
        await asking.WaitAsync(ct);
        try
        {
            if (told.TryGetValue(key, out known)) return known!;
            var batch = await Ask(discussion, version, ct);
            // Nothing to tell is not remembered: something may come in the next moment.
            return batch.Version <= version ? batch
                : told.Set(key, batch, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(2) });
        }
        finally
        {
            asking.Release();
        }
    }

    private async Task<Batch> Ask(Guid discussion, long version, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var now = await db.Discussions.Where(x => x.SiteId == site.Id && x.Id == discussion).Select(x => new { x.Version, x.CommentCount })
            .FirstAsync(ct);
        var changed = await db.Comments.Where(
                x => x.SiteId == site.Id && x.DiscussionId == discussion && x.ChangedVersion > version && x.ChangedVersion <= now.Version)
            .OrderBy(x => x.ChangedVersion).Take(MostAtOnce)
            .Select(Told).ToListAsync(ct);
        if (changed.Count == MostAtOnce)
        {
            // Whatever came with the last version is told with it: who has heard the number asks for none of it again.
            var last = changed[^1].ChangedVersion;
            changed.RemoveAll(x => x.ChangedVersion == last);
            changed.AddRange(await db.Comments.Where(x => x.SiteId == site.Id && x.DiscussionId == discussion && x.ChangedVersion == last)
                .OrderBy(x => x.CreatedAt).Select(Told).ToListAsync(ct));
        }
        var items = changed.ConvertAll(x => new SseItem<string>(
            JsonSerializer.Serialize(new LiveEvent(x.Id, x.ParentId, x.Up, x.Down, now.CommentCount, x.EditedAt), Json.Plain),
            x.IsGone ? "removal" : x.CreatedVersion > version ? "comment" : x.EditedVersion > version ? "edit" : "vote")
        {
            EventId = x.ChangedVersion.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        return new(items, changed.Count >= MostAtOnce ? changed[^1].ChangedVersion : now.Version);
    }

    public void Dispose()
    {
        told.Dispose();
        asking.Dispose();
    }

    private static readonly Expression<Func<Comment, Change>> Told = x =>
        new Change(x.Id, x.ParentId, x.Up, x.Down, x.CreatedVersion, x.ChangedVersion, x.EditedVersion, x.EditedAt,
            x.WithdrawnAt != null || x.RemovedAt != null);

    private sealed record Change(
        Guid Id, Guid? ParentId, int Up, int Down, long CreatedVersion, long ChangedVersion, long EditedVersion,
        DateTimeOffset? EditedAt, bool IsGone);

    private sealed record Batch(IReadOnlyList<SseItem<string>> Items, long Version);

    private sealed class Seat(Live live, string network) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) != 0) return;
            Interlocked.Decrement(ref live.readers);
            live.Leave(network);
        }
    }
}

/// <param name="Count">Comments of the discussion now.</param>
/// <param name="EditedAt">When its words were changed last.</param>
public sealed record LiveEvent(Guid Id, Guid? ParentId, int Up, int Down, int Count, DateTimeOffset? EditedAt);

public static class LiveEndpoints
{
    private static readonly Refusal BadVersion = new(400, "bad-event-id", "Last-Event-ID and after are numbers that this server gave.");

    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/discussions/{id}/events", Events).WithTags("Comments").Produces<LiveEvent>(200, "text/event-stream")
            .WithSummary("What happens in a discussion, as server-sent events: comment, edit, vote, removal");

    private static async Task<IResult> Events(
        Guid id, string? after, HttpContext http, Live live, Changes changes, Audience audience, Database db, CurrentSite site,
        CancellationToken ct)
    {
        var heard = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : after;
        long version = 0;
        if (heard is not null && !long.TryParse(heard, System.Globalization.NumberStyles.None, null, out version))
            return BadVersion.AsProblem();
        var now = await db.Discussions.Where(x => x.SiteId == site.Id && x.Id == id && x.HiddenAt == null).Select(x => (long?)x.Version)
            .FirstOrDefaultAsync(ct);
        if (now is null) return Problems.NotFound.AsProblem();
        if (Head.IsAsked(http))
        {
            // As the stream would begin; it would never end.
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-cache,no-store";
            return Results.Empty;
        }
        // Whoever follows a discussion has it before them, in a browser that somebody looks at; a program that copies pages has not.
        audience.Note(http);
        if (live.TakePlace(Network.Of(http)).Refused(out var full, out var place)) return full.AsProblem();
        http.Response.RegisterForDispose(place);
        // This node may not have heard of it yet.
        changes.Heard(id, now.Value);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        // Who says nothing hears what comes from now on; a number from the future is one from another database.
        return TypedResults.ServerSentEvents(live.Follow(id, heard is null ? now.Value : Math.Min(version, now.Value), place, ct));
    }
}
