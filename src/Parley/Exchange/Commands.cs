using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Conduct;
using Parley.Data;
using Parley.Moderation;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>The program's commands. 0: done; 1: failed, with one line on stderr that says what to do; 2: wrong usage.</summary>
public static class Commands
{
    public static Task<int> Run(string[] args)
    {
        var root = new RootCommand("Parley: the news page with its public discussion.") { TreatUnmatchedTokensAsErrors = false };
        root.SetAction((_, ct) => Guard(() => Serve(args, ct)));
        root.Add(ServeCommand(args));
        root.Add(ImportCommands.All());
        root.Add(SiteCommands.All());
        root.Add(DiscussionCommands.All());
        root.Add(StaffCommands.For(Role.Moderator));
        root.Add(StaffCommands.For(Role.Editor));
        root.Add(StandingCommand());
        root.Add(LogCommands.Log());
        root.Add(ExportCommands.Export());
        root.Add(BackupCommands.Backup());
        root.Add(BackupCommands.Restore());
        root.Add(WebhookCommands.All());
        root.Add(DemoCommand());
        root.Add(HealthCommand.Make());
        root.Add(ScoreCommand.Make(Guard));
        root.Add(SpamModelCommand.Make());

        var parsed = root.Parse(args);
        return Usage.Mistake(parsed) is { } mistake ? WrongUsage(mistake) : parsed.InvokeAsync();
    }

    private static async Task<int> WrongUsage(string mistake)
    {
        await Console.Error.WriteLineAsync(mistake + " See parley --help.");
        return 2;
    }

    private static Command ServeCommand(string[] args)
    {
        var serve = new Command("serve", "Starts the server; the default when no command is given.")
            { TreatUnmatchedTokensAsErrors = false };
        serve.Add(new Option<string>("--urls") { Description = "Where to listen, for example http://127.0.0.1:5080" });
        serve.SetAction((_, ct) => Guard(() => Serve([.. args.Where(arg => arg != "serve")], ct)));
        return serve;
    }

    private static Command StandingCommand()
    {
        var rebuild = new Command("rebuild", "Counts everyone's standing anew from the ledger, and says what came of it.");
        rebuild.SetAction((_, ct) => Guard(async () =>
        {
            Console.WriteLine(
                JsonSerializer.Serialize(await Work(services => services.GetRequiredService<Counting>().Count(ct), ct), Json.Plain));
            return 0;
        }));
        return new Command("standing", "Ranks and badges.") { rebuild };
    }

    private static Command DemoCommand()
    {
        var remove = new Command("remove", "Takes the demo publication away, with all that was said in it. It does not come back.");
        remove.SetAction((_, ct) => Guard(async () =>
        {
            Console.WriteLine(
                JsonSerializer.Serialize(await Work(services => services.GetRequiredService<DemoRemoval>().Remove(ct), ct), Json.Plain));
            return 0;
        }));
        return new Command("demo", "The small publication that shows what this is.") { remove };
    }

    private static async Task<int> Serve(string[] args, CancellationToken ct)
    {
        await using var app = Program.Build(args);
        await app.Ready(ct);
        using var serving = Setup.SqliteOf(app.Configuration) is { } file ? await SqliteDatabase.Serve(file, ct) : null;
        var warming = app.Services.GetRequiredService<Warming>();
        warming.Announce();
        await app.StartAsync(ct);
        Console.WriteLine($"Parley is at {string.Join(" and ", app.Urls)}");
        await app.SayWhere(ct);
        await warming.Run(AddressOf(app), app.Lifetime.ApplicationStopping);
        var settled = warming.Settle(AddressOf(app), app.Lifetime.ApplicationStopping);
        await Ending.Wait(app, ct);
        await settled;
        return 0;
    }

    // A socket of the system is no address of the web, and no reason to stop.
    private static Uri AddressOf(WebApplication app) =>
        app.Urls.Prepend(PublicPath.UrlOf(app.Configuration) ?? "")
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address : null)
            .FirstOrDefault(address => address is not null) ?? new Uri("http://localhost");

    /// <summary>The program without its server, for a command that works on the database.</summary>
    internal static async Task<T> Work<T>(Func<IServiceProvider, Task<T>> work, CancellationToken ct)
    {
        // The demo is the server's to fill in: both at once would fill it twice.
        await using var app = Program.Build(["--Logging:LogLevel:Default=Warning", "--Parley:Demo=false"]);
        await app.Ready(ct);
        using var scope = app.Services.CreateScope();
        try
        {
            return await work(scope.ServiceProvider);
        }
        catch (Exception error) when (Setup.Trouble(error, scope.ServiceProvider.GetRequiredService<Database>()) is { } sentence)
        {
            throw new SetupException(sentence, error);
        }
    }

    /// <summary>Database, site and demo are in place.</summary>
    public static async Task Ready(this WebApplication app, CancellationToken ct)
    {
        using var scope = app.Services.CreateScope();
        var (db, clock) = (scope.ServiceProvider.GetRequiredService<Database>(), app.Services.GetRequiredService<TimeProvider>());
        await db.Prepare(clock, app.Logger, ct);
        await db.Found(app.Configuration, app.Services.GetRequiredService<Words>(), clock, ct);
        app.Services.GetRequiredService<HoldRules>();
        await db.OpenLogs(app.Configuration, clock, ct);
        if (app.Configuration.GetValue("Parley:Demo", false)) await scope.ServiceProvider.GetRequiredService<DemoPublication>().Fill(ct);
    }

    /// <summary>For commands beside it, whose links lead to this server.</summary>
    private static async Task SayWhere(this WebApplication app, CancellationToken ct)
    {
        using var scope = app.Services.CreateScope();
        var (db, site) = (scope.ServiceProvider.GetRequiredService<Database>(), app.Services.GetRequiredService<CurrentSite>());
        if (site.KnownUrl is not { } url || url == site.Site.ServerUrl) return;
        try
        {
            await using var writing = await db.BeginWrite(ct);
            await db.Sites.Where(x => x.Id == site.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.ServerUrl, url), ct);
            await writing.Commit(ct);
        }
        catch (Exception error) when (Problems.IsBusy(error))
        {
            // An import beside it can hold the database for long, and a server serves all the same; the next start says where.
        }
    }

    internal static async Task<int> Guard(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception error) when (error is SetupException or IOException or FormatException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message.ReplaceLineEndings(" "));
            return 1;
        }
    }
}
