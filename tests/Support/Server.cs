using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;
using Parley.Exchange;

namespace Parley.Tests;

/// <summary>
/// The program as a process that serves, with a folder, an article and a database of its own: ended and started as often as a test likes.
/// </summary>
public sealed class Server : IAsyncDisposable
{
    public const string Page = "/articles/the-bridge";

    private readonly List<Child> started = [];
    private readonly string connection;
    private readonly bool isGuest;

    private Server(string folder, string connection, bool isGuest)
    {
        (Folder, this.connection, this.isGuest) = (folder, connection, isGuest);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{FreePort()}"), Timeout = Bounds.Wait,
        };
    }

    public string Folder { get; }

    /// <summary>Of a database in a file.</summary>
    public string File => Path.Combine(Folder, "parley.db");

    public HttpClient Http { get; }

    /// <summary>More settings, for what is started from now on.</summary>
    public List<(string Name, string Value)> Settings { get; } = [];

    /// <param name="prepared">The database has its tables already, as after a first start.</param>
    public static async Task<Server> New(bool prepared = false)
    {
        var folder = Directory.CreateTempSubdirectory("parley-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "content"));
        await System.IO.File.WriteAllTextAsync(
            Path.Combine(folder, "content", "the-bridge.md"), "---\ntitle: The bridge\n---\nIt will be closed.\n");
        return new Server(folder, await Site.NewDatabase(folder, prepared), isGuest: false);
    }

    /// <summary>One more in the same folder, on the same database.</summary>
    public Server Beside() => new(Folder, connection, isGuest: true);

    public Child Launch()
    {
        var child = Child.Parley(Folder, Environment, "serve", "--urls", Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        started.Add(child);
        return child;
    }

    /// <summary>A command beside it, or before it is started.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> Run(params string[] args)
    {
        var (code, output, errors) = await Begin(args).End();
        Assert.True(code == 0, errors);
        return output;
    }

    /// <summary>Likewise, without waiting for its end.</summary>
    public Child Begin(params string[] args)
    {
        var child = Child.Parley(Folder, Environment, args);
        started.Add(child);
        return child;
    }

    private IEnumerable<(string Name, string Value)> Environment =>
        [("Parley__Demo", "false"), ("Parley__RateLimits", "off"), ("ConnectionStrings__Parley", connection), .. Settings];

    public async Task<Child> Start()
    {
        var child = Launch();
        await Serves(child);
        return child;
    }

    public Task Serves(Child child) => Wait.Until("the program serves its article", async () =>
    {
        if (child.HasEnded) Assert.Fail($"It ended instead of serving: {await child.End()}");
        try
        {
            using var answer = await Http.GetAsync(Page);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    public async Task<Guid> Discussion() => (await Http.GetFromJsonAsync<JsonElement>(
        "/api/v1/discussions?url=" + Uri.EscapeDataString(new Uri(Http.BaseAddress!, Page).ToString()))).GetProperty("id").GetGuid();

    /// <summary>What lies in the database, whether the program runs or not.</summary>
    public Task<T> Query<T>(Func<Database, Task<T>> query) => InScope(isReady: false, query);

    /// <summary>
    /// Has something done as a command beside it does it, but in this process: to start one takes a second of a processor, and is for what
    /// a test is about.
    /// </summary>
    public Task<T> Does<TDoer, T>(Func<TDoer, Task<T>> act) where TDoer : notnull => InScope(isReady: true, act);

    private async Task<T> InScope<TDoer, T>(bool isReady, Func<TDoer, Task<T>> act) where TDoer : notnull
    {
        await using var app = Program.Build(
            [$"--ConnectionStrings:Parley={connection}", "--Parley:Demo=false", "--Logging:LogLevel:Default=Warning"]);
        if (isReady) await app.Ready(TestContext.Current.CancellationToken);
        using var scope = app.Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        try
        {
            return await act(scope.ServiceProvider.GetRequiredService<TDoer>());
        }
        finally
        {
            // What stays open would go on reading a file that has been put aside.
            if (db.Database.GetDbConnection() is SqliteConnection pooled) SqliteConnection.ClearPool(pooled);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in started) await child.DisposeAsync();
        Http.Dispose();
        if (isGuest) return;
        Directory.Delete(Folder, recursive: true);
    }

    // Below those that the system gives to whoever asks for any: between now and the start nobody else is given it.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 20_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
