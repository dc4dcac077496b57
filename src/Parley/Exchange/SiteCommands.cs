using System.CommandLine;
using Parley.Conduct;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley site …</c>: what the publication is, said by whoever holds the machine.</summary>
public static class SiteCommands
{
    public static Command All()
    {
        var site = new Command("site", "The publication itself.") { Key(), ScoringKey(), Origin(), AddressCommands.Of() };
        foreach (var command in SsoCommands.All()) site.Add(command);
        return site;
    }

    private static Command Key()
    {
        var key = new Command("key", "Makes a new key for writing articles by the API, and prints it once. The old one no longer works.");
        key.SetAction((_, ct) => Commands.Guard(async () =>
        {
            Console.WriteLine(await Commands.Work(async services =>
            {
                var db = services.GetRequiredService<Database>();
                var site = await db.Sites.FindAsync([services.GetRequiredService<CurrentSite>().Id], ct);
                var made = site!.NewKey();
                await db.SaveTogether(ct);
                return made;
            }, ct));
            return 0;
        }));
        return key;
    }

    private static Command ScoringKey()
    {
        var key = new Command("scoring-key", "Makes a key for programs that score texts by Perspective's interface, and prints it.");
        key.SetAction((_, ct) => Commands.Guard(async () =>
        {
            Console.WriteLine(
                await Commands.Work(services => Task.FromResult(AnalysisKeys.Make(services.GetRequiredService<CurrentSite>().Site)), ct));
            return 0;
        }));
        return key;
    }

    private static Command Origin() => new("origin", "The sites whose pages have discussions here.")
    {
        OriginVerb("add", "Lets the pages of an origin, as https://www.example.org, have discussions and show them.",
            async (origins, origin, ct) =>
                $"{Done(await origins.Add(origin, ct))} is registered: its pages have discussions."),
        OriginVerb("remove", "Its pages show their discussions no longer. What was said stays.", async (origins, origin, ct) =>
            $"{Done(await origins.Remove(origin, ct))} is registered no longer."),
        OriginList(),
    };

    private static Command OriginVerb(string name, string description, Func<SiteOrigins, string, CancellationToken, Task<string>> work)
    {
        var origin = new Argument<string>("URL") { Description = "Scheme and host, and a port where it has one" };
        origin.Validators.Add(given =>
        {
            if (!SiteOrigin.TryParse(given.GetValueOrDefault<string>(), out _))
                given.AddError($"\"{given.GetValueOrDefault<string>()}\" is not an origin like https://www.example.org.");
        });
        var verb = new Command(name, description) { origin };
        verb.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            Console.WriteLine(
                await Commands.Work(services => work(services.GetRequiredService<SiteOrigins>(), parsed.GetRequiredValue(origin), ct), ct));
            return 0;
        }));
        return verb;
    }

    private static Command OriginList()
    {
        var list = new Command("list", "Prints them, one a line; those that the settings name too.");
        list.SetAction((_, ct) => Commands.Guard(async () =>
        {
            foreach (var origin in await Commands.Work(services => Task.FromResult(services.GetRequiredService<CurrentSite>().Origins), ct))
                Console.WriteLine(origin);
            return 0;
        }));
        return list;
    }

    private static T Done<T>(Outcome<T> outcome) where T : class =>
        outcome.Refused(out var refusal, out var value) ? throw new SetupException(refusal.Words) : value;
}
