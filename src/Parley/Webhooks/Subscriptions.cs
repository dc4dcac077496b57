using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Webhooks;

/// <summary>Making, changing and ending webhooks: only whoever holds the machine does.</summary>
public sealed class Subscriptions(Database db, CurrentSite site, Outbound outbound, TimeProvider clock)
{
    private static readonly Refusal NoAddress = new(422, "bad-url",
        "A webhook's address is one of https. With http only hosts are told that Parley__OutboundHosts names.");
    private static readonly Refusal Unknown = new(404, "unknown-webhook", "There is no webhook with this id here.");
    private static readonly Refusal UnknownKind = new(422, "unknown-event", "There is no event {0}. There are: {1}");

    /// <param name="kinds">Names of what it is told; empty: all.</param>
    public async Task<Outcome<Webhook>> Add(string url, IReadOnlyList<string> kinds, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !MayTell(address)) return NoAddress;
        if (kinds.FirstOrDefault(kind => !Happening.All.Contains(kind)) is { } unknown)
            return UnknownKind with { Args = [unknown, string.Join(", ", Happening.All)] };
        return await Write(() =>
        {
            var made = Webhook.Of(site.Id, address, kinds, clock.Now());
            db.Webhooks.Add(made);
            return Task.FromResult<Outcome<Webhook>>(made);
        }, ct);
    }

    private bool MayTell(Uri address)
    {
        try
        {
            return outbound.MayAsk(address);
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    public Task<Outcome<Webhook>> Rotate(Guid id, CancellationToken ct) => Change(id, hook =>
    {
        hook.Rotate(clock.Now());
        return Task.CompletedTask;
    }, ct);

    public Task<Outcome<Webhook>> End(Guid id, CancellationToken ct) => Change(id, async hook =>
    {
        hook.End(clock.Now());
        // In the order in which those who send take their rows: first the webhook's.
        await db.SaveChangesAsync(ct);
        await db.Deliveries.To(site.Id, id).Drop(ct);
    }, ct);

    public async Task<Outcome<Webhook>> Find(Guid id, CancellationToken ct) =>
        await db.Webhooks.InForce(site.Id).FirstOrDefaultAsync(x => x.Id == id, ct) is { } hook ? hook : Unknown;

    /// <summary>
    /// Each in force with what waits for it, and those that asked to be told nothing any more, for as long as things are kept.
    /// </summary>
    public async Task<List<(Webhook Hook, int Waiting)>> All(CancellationToken ct)
    {
        var (gone, since) = ($"{Webhook.Gone}", clock.Now() - Deliveries.Kept);
        var all = new List<(Webhook, int)>();
        foreach (var hook in await db.Webhooks.AsNoTracking().Where(x => x.SiteId == site.Id
            && (x.EndedAt == null || (x.EndedAt > since && x.Answer == gone))).OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).ToListAsync(ct))
            all.Add((hook, await db.Deliveries.To(site.Id, hook.Id).CountAsync(x => x.DueAt != null, ct)));
        return all;
    }

    private Task<Outcome<Webhook>> Change(Guid id, Func<Webhook, Task> change, CancellationToken ct) => Write(async () =>
    {
        var found = await Find(id, ct);
        if (found.Value is { } hook) await change(hook);
        return found;
    }, ct);

    private async Task<Outcome<Webhook>> Write(Func<Task<Outcome<Webhook>>> work, CancellationToken ct)
    {
        await using var writing = await db.BeginWrite(ct);
        var outcome = await work();
        if (outcome.Refused(out _, out _)) return outcome;
        await db.SaveChangesAsync(ct);
        await db.Sites.Change(site.Id, ct);
        await writing.Commit(ct);
        site.Reload();
        return outcome;
    }
}
