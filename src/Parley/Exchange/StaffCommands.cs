using System.CommandLine;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley moderator …</c> and <c>parley editor …</c>: whoever holds the machine says who runs the site.</summary>
public static class StaffCommands
{
    /// <summary>A link is a secret, and opens nothing but for whoever has it: it shall not go to another program's port unseen.</summary>
    private const string Nowhere = "No server has run on this database yet, and Parley__PublicUrl isn't set: this link is for one that is "
        + "started without an address of its own. "
        + "Set Parley__PublicUrl to where readers find the server, or start it first, then ask for a new link.";

    public static Command For(Role role)
    {
        var a = role == Role.Editor ? "an editor" : "a moderator";
        var name = new Option<string?>("--name") { Description = "The name shown beside what they write" };
        var add = Verb("add", $"Makes somebody {a}.", async (staff, _, email, parsed, ct) =>
        {
            var person = Done(await staff.Add(role, email, parsed.GetValue(name), ct));
            return $"{person.Email} is {a}.{Namesakes(person, await staff.Namesakes(person, ct))}";
        });
        add.Add(name);
        return new Command(role.ToString().ToLowerInvariant(),
            role == Role.Editor ? "The people who edit." : "The people who moderate, and may do all that editors do.")
        {
            add,
            Verb("link", "Prints a link that signs in one browser, once, within the hour.", async (staff, site, email, _, ct) =>
            {
                var link = site.Absolute("/sign-in/" + Done(await staff.Issue(role, email, PassKind.Link, ct)));
                if (site.KnownUrl is null) await Console.Error.WriteLineAsync(Nowhere);
                return link;
            }),
            Verb("token", "Prints a further token for scripts, to be sent as Authorization: Bearer.", async (staff, _, email, _, ct) =>
                Done(await staff.Issue(role, email, PassKind.Script, ct))),
            Verb("remove", "Ends the role, every session and every token.", async (staff, _, email, _, ct) =>
                $"{Done(await staff.Remove(role, email, ct)).Email} is no longer {a}."),
        };
    }

    private static Command Verb(
        string name, string description, Func<Staff, CurrentSite, EmailAddress, ParseResult, CancellationToken, Task<string>> work)
    {
        var address = new Argument<string>("EMAIL") { Description = "The person's e-mail address" };
        address.Validators.Add(given =>
        {
            if (!EmailAddress.TryParse(given.GetValueOrDefault<string>(), out _))
                given.AddError($"\"{given.GetValueOrDefault<string>()}\" is not an e-mail address.");
        });
        var verb = new Command(name, description) { address };
        verb.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            EmailAddress.TryParse(parsed.GetRequiredValue(address), out var email);
            Console.WriteLine(await Commands.Work(services =>
                work(services.GetRequiredService<Staff>(), services.GetRequiredService<CurrentSite>(), email!, parsed, ct), ct));
            return 0;
        }));
        return verb;
    }

    // Nobody can take the name from now on; whoever took it before still has it, and readers can't tell the two apart.
    private static string Namesakes(Reader person, int others) => others switch
    {
        0 => "",
        1 => $"{Environment.NewLine}1 reader writes under the name {person.Name}, or one that looks like it, already.",
        _ => $"{Environment.NewLine}{others} readers write under the name {person.Name}, or one that looks like it, already.",
    };

    private static T Done<T>(Outcome<T> outcome) where T : class =>
        outcome.Refused(out var refusal, out var value) ? throw new SetupException(refusal.Words) : value;
}
