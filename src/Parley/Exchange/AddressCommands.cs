using System.CommandLine;
using System.Text.Json;
using Parley.Data;
using Parley.Discussions;
using Parley.Embedding;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary><c>parley site addresses …</c>: which addresses of other sites are the same page.</summary>
public static class AddressCommands
{
    private const string All = "all";

    public static Command Of() => new("addresses", "Which addresses of other sites' pages are the same page.") { Show(), Try(), Set() };

    private static Command Show()
    {
        var show = new Command("show", "Prints the rules in force.");
        show.SetAction((_, ct) => Commands.Guard(async () =>
        {
            Console.WriteLine(
                await Commands.Work(services => Task.FromResult(services.GetRequiredService<CurrentSite>().AddressRules.Kept()), ct));
            return 0;
        }));
        return show;
    }

    private static Command Try()
    {
        var urls = new Argument<string[]>("URL") { Description = "Addresses as they stand in links", Arity = ArgumentArity.OneOrMore };
        var attempt = new Command("try", "Prints how each address is kept: the same line is the same discussion.") { urls };
        attempt.SetAction((parsed, ct) => Commands.Guard(async () =>
        {
            var kept = await Commands.Work(services => Task.FromResult(
                parsed.GetRequiredValue(urls).Select(url => services.GetRequiredService<Addresses>().Normalise(url, null)).ToList()), ct);
            foreach (var address in kept) Console.WriteLine(address ?? "none of this site's");
            return kept.Contains(null) ? 1 : 0;
        }));
        return attempt;
    }

    private static Command Set()
    {
        var (www, slash) = (SameOrApart("--www", "www.example.org and example.org"), SameOrApart("--slash", "/story and /story/"));
        var (amp, print) = (SameOrApart("--amp", "A page and what was made of it for AMP"),
            SameOrApart("--print", "A page and what was made of it for printing"));
        var keep = new Option<string?>("--keep")
            { Description = $"The only query parameters that tell pages apart: id,page; {All}: every one but those of campaigns" };
        var drop = new Option<string?>("--drop")
            { Description = "Parameters that tell nothing apart, beside those of campaigns: ref,source" };
        var merge = new Option<bool>("--merge") { Description = "Discussions that become one page are put together" };
        var rehearse = new Option<bool>("--rehearse") { Description = "Say what would happen, and change nothing" };
        var set = new Command("set",
            "Changes rules; what isn't named stays. Discussions go along to their addresses, and discussion undo takes that back.")
        {
            www, slash, amp, print, keep, drop, merge, rehearse,
        };
        set.SetAction((parsed, ct) => Commands.Guard(async () => await Commands.Work(async services =>
        {
            var before = services.GetRequiredService<CurrentSite>().AddressRules;
            var rules = before with
            {
                Www = Are(parsed.GetValue(www), before.Www), Slash = Are(parsed.GetValue(slash), before.Slash),
                Amp = Are(parsed.GetValue(amp), before.Amp),
                Print = Are(parsed.GetValue(print), before.Print),
                Keep = parsed.GetValue(keep) is { } kept ? kept == All ? null : Names(kept) : before.Keep,
                Drop = parsed.GetValue(drop) is { } dropped ? Names(dropped) : before.Drop,
            };
            var change = services.GetRequiredService<AddressChange>();
            var plan = await change.Plan(rules, ct);
            foreach (var pair in plan.Merged)
                await Console.Error.WriteLineAsync($"{pair.From} would be the page of {pair.To}, which has a discussion of its own");
            if (parsed.GetValue(rehearse))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new { plan.Addresses, plan.Changed, plan.Discussions, plan.DiscussionsAfter, rules }, Json.Plain));
                return 0;
            }
            if ((await change.Set(rules, parsed.GetValue(merge), ct, DiscussionCommands.Begin)).Refused(out var refusal, out var report))
                throw new SetupException(refusal.In(Words.In("en")!));
            foreach (var line in report.Refused.Concat(report.Lost)) await Console.Error.WriteLineAsync(line);
            Console.WriteLine(JsonSerializer.Serialize(new { report.Move, report.Counts, rules }, Json.Plain));
            return report.Refused.Count == 0 ? 0 : 1;
        }, ct)));
        return set;
    }

    private static Option<string?> SameOrApart(string name, string what)
    {
        var option = new Option<string?>(name) { Description = $"{what}: same or apart" };
        option.AcceptOnlyFromAmong("same", "apart");
        return option;
    }

    private static bool Are(string? given, bool before) => given is null ? before : given == "same";

    private static string[] Names(string given) => given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
