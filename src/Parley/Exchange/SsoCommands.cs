using System.CommandLine;
using Parley.Data;
using Parley.Readers;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley site sso-…</c>: the keys with which a publisher signs its readers in.</summary>
public static class SsoCommands
{
    public static IEnumerable<Command> All() => [Key(), Jwks(), List(), End(), Dismiss()];

    private static Option<bool> Roles() => new("--roles") { Description = "Tokens signed with it may make editors and moderators" };

    private static Option<string?> Origin() =>
        new("--for") { Description = "The registered origin whose readers it vouches for; left out, the only one there is" };

    // Whoever holds one site's key is believed about the readers of each.
    private static PublisherKey Said(Outcome<PublisherKey> outcome)
    {
        if (outcome.Refused(out var refusal, out var key)) throw new SetupException(refusal.Words);
        if (key.Issuer is null)
            Console.Error.WriteLine("It signs for every registered site. To bind it to one: --for https://www.example.org");
        return key;
    }

    private static Command Key()
    {
        var (roles, origin) = (Roles(), Origin());
        var key = new Command("sso-key",
            "Makes a key for single sign-on (HS256) and prints it once. Older ones stay in force until sso-end.") { roles, origin };
        key.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var made = await Commands.Work(
                services => services.GetRequiredService<PublisherKeyring>().Share(parsed.GetValue(origin), parsed.GetValue(roles), ct), ct);
            Console.WriteLine(Said(made).Secret);
            return 0;
        }));
        return key;
    }

    private static Command Jwks()
    {
        var (roles, origin) = (Roles(), Origin());
        var url = new Argument<string>("URL") { Description = "Where the site publishes its keys (JWK Set): RS256, ES256 or EdDSA" };
        var jwks = new Command("sso-jwks",
            "Takes tokens signed with the keys at an address. They are read again when a token names a new one.") { url, roles, origin };
        jwks.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var made = await Commands.Work(services =>
                services.GetRequiredService<PublisherKeyring>()
                    .Publish(parsed.GetRequiredValue(url), parsed.GetValue(origin), parsed.GetValue(roles), ct), ct);
            Console.WriteLine($"{Said(made).Address} is asked for keys from now on.");
            return 0;
        }));
        return jwks;
    }

    private static Command List()
    {
        var list = new Command("sso-list", "Prints the keys in force: id, since when, kind, for which site, and whether they give roles.");
        list.SetAction((_, ct) => Commands.Guard(async () =>
        {
            foreach (var key in await Commands.Work(services => services.GetRequiredService<PublisherKeyring>().All(ct), ct))
                Console.WriteLine($"{key.Id}  {key.CreatedAt:yyyy-MM-dd}  {key.Address ?? "shared secret"}  "
                    + $"{key.Issuer ?? "every site"}{(key.GivesRoles ? "  roles" : "")}");
            return 0;
        }));
        return list;
    }

    private static Command End()
    {
        var id = new Argument<Guid>("ID") { Description = "As sso-list prints it" };
        var end = new Command("sso-end", "Ends a key: its tokens sign nobody in any more.") { id };
        end.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var outcome =
                await Commands.Work(services => services.GetRequiredService<PublisherKeyring>().End(parsed.GetRequiredValue(id), ct), ct);
            if (outcome.Refused(out var refusal, out var key)) throw new SetupException(refusal.Words);
            Console.WriteLine($"{key.Id} has ended.");
            return 0;
        }));
        return end;
    }

    private static Command Dismiss()
    {
        var id = new Argument<Guid>("READER") { Description = "As it stands in the address of their page" };
        var dismiss = new Command("sso-dismiss", "Ends the role that a key has given to a reader, and their sessions. End it at your own "
            + "site too, or their next token gives it again.") { id };
        dismiss.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var outcome = await Commands.Work(
                services => services.GetRequiredService<PublisherKeyring>().Dismiss(parsed.GetRequiredValue(id), ct), ct);
            if (outcome.Refused(out _, out var reader))
                throw new SetupException("There is no reader with a publisher's account of this id here.");
            Console.WriteLine($"{reader.Name} has no role here any more.");
            return 0;
        }));
        return dismiss;
    }
}
