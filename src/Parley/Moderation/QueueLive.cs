using System.Diagnostics;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// What waits, told to moderators who have the queue open: a case is new, taken, or over. The database is asked once a second on each node,
/// however many listen, so that it is the same on whichever node somebody decides; without a listener it isn't asked.
/// </summary>
public sealed class QueueLive(IServiceScopeFactory scopes, CurrentSite site, TimeProvider clock, IHostApplicationLifetime lifetime)
    : IDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    /// <summary>Proxies close a connection that is silent for a minute.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(25);

    /// <summary>Then the browser comes back and is asked again who it is: whoever is no moderator any more hears nothing more.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The oldest; a page with younger ones leaves them as they were (staff.ts), and whoever decides is told.</summary>
    private const int Most = 500;

    private readonly SemaphoreSlim asking = new(1);
    private (long At, string State) known = (0, "");

    public async IAsyncEnumerable<SseItem<string>> Follow(
        Reader moderator, IDisposable place, [EnumeratorCancellation] CancellationToken ct)
    {
        using var _ = place;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        ending.CancelAfter(Longest);
        var (seen, told) = ((string?)null, "");
        yield return new SseItem<string>("{}", "hello") { ReconnectionInterval = Apart };
        while (!ending.IsCancellationRequested)
        {
            if (await News(seen, ending.Token) is not { } state)
            {
                if (!ending.IsCancellationRequested) yield return new SseItem<string>("{}", "idle");
                continue;
            }
            seen = state;
            if (await Waiting(moderator, ending.Token) is not { } waiting || waiting == told) continue;
            told = waiting;
            yield return new SseItem<string>(waiting, "cases");
        }
    }

    // Null after a while without any.
    private async Task<string?> News(string? seen, CancellationToken ct)
    {
        try
        {
            for (var since = Stopwatch.GetTimestamp(); ;)
            {
                if (await State(ct) is var state && state != seen) return state;
                if (Stopwatch.GetElapsedTime(since) > Silence) return null;
                await Task.Delay(Apart, ct);
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<string?> Waiting(Reader moderator, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return JsonSerializer.Serialize(new CasesAnswer(await scope.ServiceProvider.GetRequiredService<Queue>().Now(moderator, ct)),
                Json.Plain);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<string> State(CancellationToken ct)
    {
        await asking.WaitAsync(ct);
        try
        {
            if (known.At > 0 && Stopwatch.GetElapsedTime(known.At) < Apart) return known.State;
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Database>();
            var now = clock.Now();
            // The time excludes nothing; it leads the database to the index of what is open.
            var open = await db.Cases.Where(x => x.SiteId == site.Id && x.ClosedAt == null && x.OpenedAt > DateTimeOffset.UnixEpoch)
                .OrderBy(x => x.OpenedAt).ThenBy(x => x.Id).Take(Most)
                .Select(x => new { x.Id, x.Kind, x.SeenAs, x.Reports, Taker = x.ClaimedUntil > now ? x.ClaimedById : null })
                .ToListAsync(ct);
            known = (Stopwatch.GetTimestamp(), string.Join('|', open.Select(x =>
                string.Create(CultureInfo.InvariantCulture, $"{x.Id} {x.Kind} {x.SeenAs} {x.Reports} {x.Taker}"))));
            return known.State;
        }
        finally
        {
            asking.Release();
        }
    }

    public void Dispose() => asking.Dispose();
}
