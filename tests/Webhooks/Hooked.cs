using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Tests.Webhooks;

/// <summary>
/// A site that tells programs on this machine what happens, and holds first comments with a link. Its rounds are those of the tests:
/// a clock set forward while another round sends would look like a receiver that takes too long.
/// </summary>
public sealed class Hooked : Site
{
    /// <summary>Whether the program looks by itself for what is to be told.</summary>
    public bool LooksByItself { get; init; }

    protected override IEnumerable<string> Settings =>
        [.. base.Settings, "Parley:OutboundHosts=127.0.0.1", "Parley:Origins=https://www.news.example", "Parley:Hold=links"];

    protected override void Adapt(IServiceCollection services)
    {
        if (!LooksByItself) services.Remove(services.Single(service => service.ImplementationType == typeof(DeliveryRounds)));
    }

    public async Task<Webhook> Add(string url, params string[] kinds)
    {
        var outcome = await Work<Subscriptions, Outcome<Webhook>>(subscriptions => subscriptions.Add(url, kinds, default));
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    public async Task End(Webhook hook) =>
        Assert.Null((await Work<Subscriptions, Outcome<Webhook>>(subscriptions => subscriptions.End(hook.Id, default))).Refusal);

    /// <summary>The site is one for all tests of a class: what happens later is told to nobody who was here before.</summary>
    public async Task EndAll()
    {
        foreach (var (hook, _) in await Work<Subscriptions, List<(Webhook, int)>>(subscriptions => subscriptions.All(default)))
            if (hook.EndedAt is null) await End(hook);
    }

    /// <summary>All that can be sent now, to all of them side by side.</summary>
    public async Task Round(WebApplication? node = null)
    {
        var due = await Work<Deliveries, List<Guid>>(deliveries => deliveries.Due(default), node);
        await Task.WhenAll(due.Select(async hook =>
        {
            while (await Work<Deliveries, bool>(deliveries => deliveries.Send(hook, default), node)) { }
        }));
    }

    public Task<T> Own<T>(Webhook hook, Func<IQueryable<Delivery>, Task<T>> ask) =>
        Query(db => ask(db.Deliveries.Where(x => x.WebhookId == hook.Id)));

    public Task<Webhook> Now(Webhook hook) => Query(db => db.Webhooks.AsNoTracking().SingleAsync(x => x.Id == hook.Id));

    /// <summary>Until nothing waits for it any more and so many were taken.</summary>
    public Task Deliver(Webhook hook, Receiver receiver, int count) => Wait.Until($"{count} were told", async () =>
    {
        await Round();
        return receiver.Taken.Count() >= count && await Own(hook, all => all.AllAsync(x => x.DueAt == null));
    });

    /// <summary>Until it has answered anything for each of them.</summary>
    public Task Ask(Webhook hook, int count = 1) => Wait.Until("it was asked", async () =>
    {
        await Round();
        return await Own(hook, all => all.CountAsync(x => x.Attempts > 0)) == count;
    });

    public async Task<T> Work<TPart, T>(Func<TPart, Task<T>> work, WebApplication? node = null) where TPart : notnull
    {
        await using var scope = (node ?? App).Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TPart>());
    }
}
