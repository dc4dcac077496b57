using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Webhooks;

/// <summary>What there is to say of a subject as it is now; those who know it are further to the right.</summary>
public delegate Task<JsonObject> WebhookData(string kind, Guid subject);

/// <summary>
/// Takes what happened to the programs that are told, each event at least once and with one id. One webhook knows nothing of
/// the others. Who is away is asked now and then, and gets all of it when it is back; what is refused itself is tried again
/// by itself, and holds up nothing. An event over which a receiver stumbles looks as if it was away, until it takes another.
/// </summary>
public sealed class Deliveries(
    Database db, CurrentSite site, Outbound outbound, WebhookData data, TimeProvider clock, ILogger<Deliveries> log)
{
    /// <summary>Sent one after another; what became of them is saved together.</summary>
    public const int AtOnce = 20;

    /// <summary>A batch that is slow is saved as far as it is: well before its lease ends.</summary>
    private static readonly TimeSpan LongestBatch = TimeSpan.FromSeconds(30);

    /// <summary>Taken by a node that has not said what became of it after so long: that node is gone.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private const int Saves = 3;

    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(1);

    /// <summary>So far back can be told again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <returns>Ids of webhooks for which something waits that can be sent now.</returns>
    public Task<List<Guid>> Due(CancellationToken ct)
    {
        var now = clock.Now();
        return db.Webhooks.Free(site.Id, now)
            .Where(hook => db.Deliveries.Any(x => x.SiteId == hook.SiteId && x.WebhookId == hook.Id && x.DueAt <= now))
            .Select(hook => hook.Id).ToListAsync(ct);
    }

    /// <summary>The next batch to one webhook. What arrived is saved also where this is stopped halfway.</summary>
    /// <returns>Whether there may be more that can be sent at once.</returns>
    public async Task<bool> Send(Guid id, CancellationToken ct)
    {
        var now = clock.Now();
        var mark = Clock.NewId(now);
        if (!await Take(id, mark, now, ct)) return false;

        var hook = await db.Webhooks.SingleAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        var batch = await Next(hook, now, ct);
        var (began, tried, goesOn, asks) = (clock.GetTimestamp(), 0, true, hook.AwaySince is not null);
        try
        {
            foreach (var one in batch)
            {
                goesOn = Note(hook, one, await Tell(hook, one, ct));
                tried++;
                if (!goesOn || clock.GetElapsedTime(began) > LongestBatch) break;
            }
        }
        finally
        {
            await Save(hook, mark);
        }
        // Whoever took nothing is asked again when there is something: not now, over and over.
        return goesOn && tried > 0 && (asks || tried < batch.Count || batch.Count == AtOnce);
    }

    // What was never tried comes first: what was tried in vain is not to hold it up. While nobody is there the newest asks, since the
    // oldest may be what the receiver stumbles over.
    private async Task<List<Delivery>> Next(Webhook hook, DateTimeOffset now, CancellationToken ct)
    {
        var due = db.Deliveries.To(site.Id, hook.Id).Where(x => x.DueAt <= now);
        var fresh = due.Where(x => x.Attempts == 0);
        var before = due.Where(x => x.Attempts > 0).OrderBy(x => x.DueAt).ThenBy(x => x.Id);
        if (hook.AwaySince is not null)
        {
            var newest = await fresh.OrderByDescending(x => x.DueAt).ThenByDescending(x => x.Id).Take(1).ToListAsync(ct);
            return newest.Count > 0 ? newest : await before.Take(1).ToListAsync(ct);
        }
        var batch = await fresh.OrderBy(x => x.DueAt).ThenBy(x => x.Id).Take(AtOnce).ToListAsync(ct);
        if (batch.Count < AtOnce) batch.AddRange(await before.Take(AtOnce - batch.Count).ToListAsync(ct));
        return batch;
    }

    // In one write, and one row: of two that come at once, also of two nodes, the other finds it taken.
    private async Task<bool> Take(Guid id, Guid mark, DateTimeOffset now, CancellationToken ct)
    {
        var until = now + Lease;
        return await Write(() => db.Webhooks.Free(site.Id, now).Where(x => x.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.HeldBy, mark).SetProperty(x => x.HeldUntilAt, until), ct), ct) == 1;
    }

    // What can't be put into words, by some fault of ours, is not the receiver's fault.
    private async Task<Fetched?> Tell(Webhook hook, Delivery one, CancellationToken ct)
    {
        JsonObject said;
        try
        {
            said = await data(one.Kind, one.SubjectId);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning(error, "{Kind} {Subject} could not be told just now", one.Kind, one.SubjectId);
            return null;
        }
        return await Post(hook, one.EventId, one.Kind, one.HappenedAt, said, ct);
    }

    /// <param name="fetched">Null: it could not be said.</param>
    /// <returns>Whether the next can be sent: whoever is away or gone is not asked for each.</returns>
    private bool Note(Webhook hook, Delivery one, Fetched? fetched)
    {
        var (answer, at) = (AnswerOf(fetched), clock.Now());
        if (fetched is { IsSuccess: true })
        {
            one.Arrive(answer, at);
            hook.Took(answer, at);
            return true;
        }
        if (fetched is { Failure: null, Status: Webhook.Gone })
        {
            one.Drop(answer, at);
            Leave(hook, answer, at);
            return false;
        }
        // It has taken something else since it missed this one: then it is this one.
        var stumbles = hook.TookAt > one.TriedAt;
        if (fetched is { Failure: not null } or { Status: 408 or 429 or >= 500 } && !stumbles)
        {
            one.Miss(answer, hook.Missed(answer, at), at);
            if (hook.IsLongAway)
                log.LogWarning("Webhook {Id} at {Host} takes nothing ({Answer}); what happens waits for it", hook.Id, hook.Host, answer);
            return false;
        }
        if (fetched is { Failure: null }) hook.Answered(answer, at);
        if (!one.Refuse(answer, at))
        {
            log.LogError("Webhook {Id} at {Host} was not told of {Kind} {Subject} and will not be any more: {Answer}",
                hook.Id, hook.Host, one.Kind, one.SubjectId, answer);
        }
        return true;
    }

    private void Leave(Webhook hook, string answer, DateTimeOffset at)
    {
        hook.Answered(answer, at);
        hook.End(at);
        log.LogWarning("Webhook {Id} at {Host} wants to be told nothing any more (410)", hook.Id, hook.Host);
    }

    private static string AnswerOf(Fetched? fetched) => fetched is null ? "not-in-words" : fetched.Failure ?? $"{fetched.Status}";

    // What arrived would be sent again if it could not be saved: somebody may just write for long.
    private async Task Save(Webhook hook, Guid mark)
    {
        for (var times = 1; ; times++)
        {
            try
            {
                await SaveOnce(hook, mark);
                break;
            }
            catch (Exception error) when (times < Saves)
            {
                log.LogWarning("What came of webhook {Id} could not be saved just now: {Reason}", hook.Id, error.Message);
                await Task.Delay(BetweenSaves);
            }
        }
        db.ChangeTracker.AcceptAllChanges();
        if (hook.EndedAt is not null) site.Reload();
    }

    private async Task SaveOnce(Webhook hook, Guid mark)
    {
        await Write(async () =>
        {
            var isMine = await db.Webhooks.Where(x => x.SiteId == site.Id && x.Id == hook.Id && x.HeldBy == mark)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.HeldBy, (Guid?)null)
                    .SetProperty(x => x.HeldUntilAt, (DateTimeOffset?)null), CancellationToken.None) == 1;
            if (!isMine) KeepWhatArrived(hook);
            await db.SaveChangesAsync(acceptAllChangesOnSuccess: false, CancellationToken.None);
            if (hook.EndedAt is not null)
            {
                await db.Deliveries.To(site.Id, hook.Id).Drop(CancellationToken.None);
                await db.Sites.Change(site.Id, CancellationToken.None);
            }
            return 0;
        }, CancellationToken.None);
    }

    // Held up for longer than its lease: somebody else sends by now, and knows better what waits.
    private void KeepWhatArrived(Webhook hook)
    {
        if (hook.EndedAt is null) db.Entry(hook).State = EntityState.Unchanged;
        foreach (var entry in db.ChangeTracker.Entries<Delivery>().Where(x => x.Entity.DeliveredAt is null).ToList())
            entry.State = EntityState.Unchanged;
    }

    /// <summary>Sends a test and says what came back. Who takes it is there, and gets what waits; 410 ends it as always.</summary>
    public async Task<Fetched> Try(Webhook hook, CancellationToken ct)
    {
        var now = clock.Now();
        var fetched = await Post(hook, Clock.NewId(now), Happening.Test, now, new JsonObject { ["site"] = site.Site.Name }, ct);
        var (answer, at) = (AnswerOf(fetched), clock.Now());
        var (row, own) = (db.Webhooks.InForce(site.Id).Where(x => x.Id == hook.Id), db.Deliveries.To(site.Id, hook.Id));
        var isGone = fetched is { Failure: null, Status: Webhook.Gone };
        await Write(async () =>
        {
            await row.ExecuteUpdateAsync(set => set.SetProperty(x => x.Answer, Delivery.Cut(answer)).SetProperty(x => x.AnsweredAt, at),
                ct);
            if (fetched.IsSuccess) await Welcome(row, own, at, ct);
            if (!isGone) return 0;
            await row.ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, at), ct);
            await own.Drop(ct);
            return await db.Sites.Change(site.Id, ct);
        }, ct);
        if (isGone) site.Reload();
        return fetched;
    }

    private static async Task Welcome(IQueryable<Webhook> row, IQueryable<Delivery> own, DateTimeOffset now, CancellationToken ct)
    {
        var until = await row.Select(x => x.NotBeforeAt).FirstOrDefaultAsync(ct);
        await row.ExecuteUpdateAsync(set => set.SetProperty(x => x.AwaySince, (DateTimeOffset?)null).SetProperty(x => x.Misses, 0)
            .SetProperty(x => x.NotBeforeAt, (DateTimeOffset?)null).SetProperty(x => x.TookAt, now), ct);
        await own.Where(x => x.DueAt > now && x.DueAt <= until).ExecuteUpdateAsync(set => set.SetProperty(x => x.DueAt, now), ct);
    }

    private async Task<Fetched> Post(
        Webhook hook, Guid happening, string kind, DateTimeOffset happenedAt, JsonObject said, CancellationToken ct)
    {
        var (id, now) = ($"msg_{happening:N}", clock.Now());
        var body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["type"] = kind, ["timestamp"] = JsonSerializer.SerializeToNode(happenedAt, Json.Plain), ["data"] = said,
        }, Json.Plain);
        return await outbound.Post(new Uri(hook.Url), url => new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers =
            {
                { "webhook-id", id }, { "webhook-timestamp", $"{now.ToUnixTimeSeconds()}" },
                { "webhook-signature", hook.Sign(id, now.ToUnixTimeSeconds(), body, now) },
            },
        }, ct);
    }

    /// <summary>Tells now what has not arrived, or everything since a time.</summary>
    /// <param name="since">Null: what was given up, or waits for its next attempt.</param>
    /// <returns>How many are on their way.</returns>
    public Task<int> Replay(Guid id, DateTimeOffset? since, CancellationToken ct)
    {
        var now = clock.Now();
        var again = db.Deliveries.To(site.Id, id).Where(x => x.DueAt == null || x.DueAt > now);
        again = since is { } time ? again.Where(x => x.HappenedAt >= time) : again.Where(x => x.DeliveredAt == null);
        return Write(async () =>
        {
            await db.Webhooks.Where(x => x.SiteId == site.Id && x.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.NotBeforeAt, (DateTimeOffset?)null), ct);
            return await again.ExecuteUpdateAsync(set => set.SetProperty(x => x.DueAt, now).SetProperty(x => x.Attempts, 0)
                .SetProperty(x => x.TriedAt, (DateTimeOffset?)null).SetProperty(x => x.DeliveredAt, (DateTimeOffset?)null), ct);
        }, ct);
    }

    /// <summary>What is older than can be told again, and webhooks that ended before.</summary>
    public async Task Forget(CancellationToken ct)
    {
        var now = clock.Now();
        var before = now - Kept;
        // What is being sent just now stays until that is over.
        var old = db.Deliveries.Where(x => x.SiteId == site.Id && x.HappenedAt < before
            && !(x.DueAt <= now && db.Webhooks.Any(hook => hook.SiteId == x.SiteId && hook.Id == x.WebhookId && hook.HeldUntilAt > now)));
        if (await old.AnyAsync(ct))
        {
            var untold = await old.CountAsync(x => x.DueAt != null && db.Webhooks.InForce(site.Id).Any(hook => hook.Id == x.WebhookId), ct);
            await Write(() => old.ExecuteDeleteAsync(ct), ct);
            if (untold > 0) log.LogError("{Count} events of {Days} days ago could not be told and are forgotten", untold, Kept.TotalDays);
        }
        var over = db.Webhooks.Where(x => x.SiteId == site.Id && x.EndedAt < before
            && !db.Deliveries.Any(y => y.SiteId == x.SiteId && y.WebhookId == x.Id));
        if (await over.AnyAsync(ct)) await Write(() => over.ExecuteDeleteAsync(ct), ct);
    }

    private async Task<T> Write<T>(Func<Task<T>> work, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        var done = await work();
        await writing.Commit(ct);
        return done;
    }
}
