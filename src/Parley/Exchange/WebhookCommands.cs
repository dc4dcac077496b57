using System.CommandLine;
using System.Globalization;
using Parley.Data;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Exchange;

/// <summary><c>parley webhook …</c>: programs of the publisher's that are told what happens.</summary>
public static class WebhookCommands
{
    public static Command All() =>
        new("webhook", "Programs that are told what happens.") { Add(), List(), Rotate(), Remove(), Test(), Replay() };

    private static Argument<Guid> Id() => new("ID") { Description = "As webhook list prints it" };

    private static Command Add()
    {
        var url = new Argument<string>("URL") { Description = "Where each event is sent by POST" };
        var events = new Option<string?>("--events")
            { Description = $"With commas between, of {string.Join(", ", Happening.All)}; left out: all" };
        var add = new Command("add", "Tells a program what happens, and prints the secret that signs it once.") { url, events };
        add.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var given = parsed.GetValue(events);
            var kinds = (given ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            // A variable that is empty by mistake is not a wish for all.
            if (given is not null && kinds.Length == 0) throw new SetupException("--events names no event; left out, all are told.");
            var hook = Done(await Commands.Work(
                services => services.GetRequiredService<Subscriptions>().Add(parsed.GetRequiredValue(url), kinds, ct), ct));
            Console.WriteLine($"{hook.Id}\n{hook.Secret}");
            return 0;
        }));
        return add;
    }

    private static Command List()
    {
        var list = new Command("list", "Prints each: id, address, what it is told, how much waits for it, and what came back last.");
        list.SetAction((_, ct) => Commands.Guard(async () =>
        {
            foreach (var (hook, waiting) in await Commands.Work(services => services.GetRequiredService<Subscriptions>().All(ct), ct))
                Console.WriteLine($"{hook.Id}  {hook.Url}  {(hook.Kinds.Length == 0 ? "all" : hook.Kinds)}  {StateOf(hook, waiting)}");
            return 0;
        }));
        return list;
    }

    private static string StateOf(Webhook hook, int waiting) =>
        hook.AsksForNothing ? $"has asked to be told nothing any more (410) at {Times.Machine(hook.EndedAt!.Value)}"
        : $"{waiting} waiting  {hook.Answer ?? "nothing sent yet"}"
            + (hook.AwaySince is { } since ? $"  away since {Times.Machine(since)}" : "");

    private static Command Rotate()
    {
        var id = Id();
        var rotate = new Command("rotate", "Makes a new secret and prints it once. For a day both sign.") { id };
        rotate.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var hook = Done(await Commands.Work(
                services => services.GetRequiredService<Subscriptions>().Rotate(parsed.GetRequiredValue(id), ct), ct));
            Console.WriteLine(hook.Secret);
            return 0;
        }));
        return rotate;
    }

    private static Command Remove()
    {
        var id = Id();
        var remove = new Command("remove", "Tells it nothing any more.") { id };
        remove.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var hook = Done(await Commands.Work(
                services => services.GetRequiredService<Subscriptions>().End(parsed.GetRequiredValue(id), ct), ct));
            Console.WriteLine($"{hook.Url} is told nothing any more.");
            return 0;
        }));
        return remove;
    }

    private static Command Test()
    {
        var id = Id();
        var test = new Command("test", "Sends webhook.test now and says what came back.") { id };
        test.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var fetched = await Commands.Work(async services =>
            {
                var hook = Done(await services.GetRequiredService<Subscriptions>().Find(parsed.GetRequiredValue(id), ct));
                return await services.GetRequiredService<Deliveries>().Try(hook, ct);
            }, ct);
            if (!fetched.IsSuccess) throw new SetupException($"It was not taken: {fetched.Failure ?? $"status {fetched.Status}"}.");
            Console.WriteLine($"It was taken: {fetched.Status}.");
            return 0;
        }));
        return test;
    }

    private static Command Replay()
    {
        var id = Id();
        var since = new Option<string?>("--since")
            { Description = "Everything from a time on, as 2026-11-28T00:00Z; left out, what has not arrived" };
        var replay = new Command("replay",
            $"Tells it again, with the same ids, what happened in the last {Deliveries.Kept.TotalDays:0} days.") { id, since };
        replay.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            DateTimeOffset? from = null;
            if (parsed.GetValue(since) is { } text)
            {
                from = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                    ? time.ToUniversalTime() : throw new SetupException($"\"{text}\" is no time: 2026-11-28T00:00Z");
            }
            var count = await Commands.Work(async services =>
            {
                var hook = Done(await services.GetRequiredService<Subscriptions>().Find(parsed.GetRequiredValue(id), ct));
                return await services.GetRequiredService<Deliveries>().Replay(hook.Id, from, ct);
            }, ct);
            Console.WriteLine($"{count} on their way.");
            return 0;
        }));
        return replay;
    }

    private static T Done<T>(Outcome<T> outcome) where T : class =>
        outcome.Refused(out var refusal, out var value) ? throw new SetupException(refusal.In(Words.In("en")!)) : value;
}
