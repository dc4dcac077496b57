using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Exchange;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Tests;

/// <summary>
/// A whole publication for a test: the real server on a port of its own, a real database of its own, an article, and a
/// cast of guests. SQLite, or PostgreSQL (<see cref="Suite"/>).
/// </summary>
public class Site : IAsyncLifetime
{
    /// <summary>Given back as soon as a site is done: many follow one another on one server.</summary>
    private const string ShortPool = "Pooling=true;Maximum Pool Size=20;Connection Idle Lifetime=5;Connection Pruning Interval=2";

    /// <summary>The server of the run that goes on; null: it is on SQLite.</summary>
    internal static string? Postgres { get; set; }

    private readonly List<HttpClient> clients = [];
    private string? database;
    private int nodes;
    private HttpClient? asking;
    private Guid? discussion;

    /// <summary>What this site's servers have logged, of all nodes.</summary>
    public ServerLog Log { get; } = new();

    /// <summary>Stands in every connection string to this site's database and in no other.</summary>
    public string DatabaseName => database ?? Folder;

    public static bool OnPostgres => Postgres is not null;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 23, 12, 0, 0, TimeSpan.Zero))
        { AutoAdvanceAmount = TimeSpan.Zero };
    public string Folder { get; } = Directory.CreateTempSubdirectory("parley-").FullName;
    public WebApplication App { get; private set; } = null!;
    public Uri Address { get; private set; } = null!;
    public Article Article { get; private set; } = null!;
    public string Page => "/articles/" + Article.Slug;

    public Guest Ada { get; private set; } = null!;
    public Guest Boris { get; private set; } = null!;
    public Guest Chen { get; private set; } = null!;

    /// <summary>More settings, as <c>Parley:Name=value</c>.</summary>
    protected virtual IEnumerable<string> Settings => ["Parley:RateLimits=off"];

    /// <summary>Whether it publishes what lies in its folder <c>content/</c>: a watcher of files is dear, and few tests want one.</summary>
    protected virtual bool HasContentFolder => false;

    protected virtual void Adapt(IServiceCollection services) { }

    public async ValueTask InitializeAsync()
    {
        App = await Wait.For("a site to start", Start());
        Address = new Uri(App.Urls.First());
        Article =
            (await Publish("the-bridge", "The bridge", "It will be closed from May.\n\nA ferry will cross.\n\nNobody was asked.")).Article;
        await Cast();
    }

    // By no request and at once: every test has them, and how guests come is asked where that is the question.
    private async Task Cast()
    {
        var site = App.Services.GetRequiredService<CurrentSite>().Id;
        List<(Reader Reader, string Token)> cast = [];
        foreach (var name in new[] { "Ada", "Boris", "陈美" })
            cast.Add(Reader.Guest(site, GuestName.TryParse(name, out var known, out _) ? known : null, Clock.GetUtcNow()));
        await Query(async db =>
        {
            db.Readers.AddRange(cast.Select(x => x.Reader));
            await db.SaveTogether(default);
            return cast.Count;
        });
        var guests = cast.ConvertAll(x => Speaking(x.Token, x.Reader.Id, x.Reader.Name));
        (Ada, Boris, Chen) = (guests[0], guests[1], guests[2]);
    }

    /// <summary>One more node on the same database.</summary>
    public async Task<WebApplication> Start()
    {
        nodes++;
        if (database is null && OnPostgres) database = await PreparedDatabase.NewOnPostgres(Postgres!, prepared: true);
        else if (!OnPostgres && !File.Exists(Folder + "/parley.db")) await PreparedDatabase.CopyTo(Folder + "/parley.db");
        var connection = Connection(Folder, database);
        var app = Program.Build(
            ["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Parley={connection}",
                $"--Parley:Content={(HasContentFolder ? Folder + "/content" : "")}",
                "--Parley:Demo=false", "--Parley:SecondLookEvery=0", "--Parley:WritePatience=20",
                .. Settings.Select(setting => "--" + setting)],
            services =>
            {
                services.AddSingleton<TimeProvider>(Clock).AddLogging(logging => logging.ClearProviders().AddProvider(Log));
                // There are many in one process, and each would clean up after all of them.
                services.Remove(services.Single(service => service.ImplementationType == typeof(Rest)));
                Adapt(services);
            });
        await app.Ready(default);
        await app.StartAsync();
        return app;
    }

    /// <summary>To a database that nobody has used yet, of the kind that the suite runs on.</summary>
    public static async Task<string> NewDatabase(string folder, bool prepared = false)
    {
        if (OnPostgres) return Connection(folder, await PreparedDatabase.NewOnPostgres(Postgres!, prepared));
        if (prepared) await PreparedDatabase.CopyTo(folder + "/parley.db");
        return Connection(folder, null);
    }

    private static string Connection(string folder, string? database) =>
        database is not null ? ConnectionTo(database) : $"Data Source={folder}/parley.db";

    internal static string ConnectionTo(string database) => $"{Postgres};Database={database};{ShortPool}";

    public async Task<Published> Publish(string slug, string title, string body, Func<Manuscript, Manuscript>? change = null)
    {
        using var scope = App.Services.CreateScope();
        var text = new Manuscript { Slug = slug, Title = title, Body = body, PublishedAt = Clock.GetUtcNow() };
        var outcome = await scope.ServiceProvider.GetRequiredService<Publishing>()
            .Publish(change?.Invoke(text) ?? text, ArticleSource.Api, slug, default);
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    public async Task<T> Query<T>(Func<Database, Task<T>> query)
    {
        using var scope = App.Services.CreateScope();
        return await query(scope.ServiceProvider.GetRequiredService<Database>());
    }

    /// <summary>Has something done by what does it, in a scope of its own.</summary>
    public async Task<T> InScope<TDoer, T>(Func<TDoer, Task<T>> act) where TDoer : notnull
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TDoer>());
    }

    /// <summary>A browser without script: keeps cookies, follows no redirects, says where its requests come from.</summary>
    public HttpClient Browser()
    {
        var client = NewClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return client;
    }

    /// <summary>One for all that is asked in passing: each anew would connect anew.</summary>
    private HttpClient Asking => asking ??= Api();

    /// <summary>A program without a token.</summary>
    public HttpClient Api() => NewClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });

    public async Task<Guest> NewGuest(string name)
    {
        using var answer = await Asking.PostAsJsonAsync("/api/v1/guests", new { name });
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, made.ToString());
        return Speaking(made.GetProperty("token").GetString()!, made.GetProperty("reader").GetProperty("id").GetGuid(), name);
    }

    private Guest Speaking(string token, Guid id, string name)
    {
        var client = Api();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Guest(this, client, id, name);
    }

    public EmailAddress Mail(string text) => EmailAddress.TryParse(text, out var email) ? email : throw new FormatException(text);

    /// <summary>What the commands for staff do.</summary>
    public async Task<T> Staff<T>(Func<Staff, Task<Outcome<T>>> act) where T : class
    {
        using var scope = App.Services.CreateScope();
        var outcome = await act(scope.ServiceProvider.GetRequiredService<Staff>());
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    public async Task<string> SignInLink(Role role, string email)
    {
        await Staff(staff => staff.Add(role, Mail(email), null, default));
        return "/sign-in/" + await Staff(staff => staff.Issue(role, Mail(email), PassKind.Link, default));
    }

    /// <summary>A browser in which one of the staff is signed in.</summary>
    public async Task<HttpClient> SignedIn(Role role, string email = "staff@news.example")
    {
        var browser = Browser();
        using var entered = await browser.PostAsync(await SignInLink(role, email), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);
        return browser;
    }

    /// <summary>A program that acts for one of the staff.</summary>
    public async Task<HttpClient> Acts(Role role, string email)
    {
        await Staff(staff => staff.Add(role, Mail(email), null, default));
        var client = Api();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            await Staff(staff => staff.Issue(role, Mail(email), PassKind.Script, default)));
        return client;
    }

    public Task<JsonElement> Discussion(string query = "", string? url = null) =>
        Asking.GetFromJsonAsync<JsonElement>(
            $"/api/v1/discussions?url={Uri.EscapeDataString(url ?? new Uri(Address, Page).ToString())}{query}");

    public async Task<Guid> DiscussionId() => discussion ??= (await Discussion()).GetProperty("id").GetGuid();

    public static async Task<IDocument> Html(HttpResponseMessage answer) =>
        new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());

    public async Task<IDocument> Html(string path) => await Html(await Browser().GetAsync(path));

    /// <summary>What a browser would run that is not the program's own script; JSON-LD is data.</summary>
    public static IEnumerable<IElement> InlineScripts(IDocument page) =>
        page.Scripts.Where(script => script.GetAttribute("src") is null && script.Type != "application/ld+json");

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        clients.ForEach(client => client.Dispose());
        if (App is not null)
        {
            await Wait.For("a site to stop", App.StopAsync());
            await App.DisposeAsync();
            // Of several nodes one may still be at work.
            if (Interlocked.Exchange(ref database, null) is { } done && nodes == 1) PreparedDatabase.GiveBack(done);
        }
        Directory.Delete(Folder, recursive: true);
    }

    private HttpClient NewClient(HttpClientHandler handler)
    {
        var client = new HttpClient(new TestRequests(Log, handler)) { BaseAddress = Address };
        clients.Add(client);
        return client;
    }
}

/// <summary>Someone with a token.</summary>
public sealed record Guest(Site Site, HttpClient Http, Guid Id, string Name)
{
    public async Task<HttpResponseMessage> TryPost(string? text, Guid? parent = null, string? key = null)
    {
        var path = $"/api/v1/discussions/{await Site.DiscussionId()}/comments";
        return await Patiently(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { text, parentId = parent }) };
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            return Http.SendAsync(request);
        });
    }

    /// <returns>The comment's id.</returns>
    public async Task<Guid> Post(string text, Guid? parent = null)
    {
        using var answer = await TryPost(text, parent);
        var comment = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, comment.ToString());
        return comment.GetProperty("id").GetGuid();
    }

    public Task<HttpResponseMessage> Vote(Guid comment, int value) =>
        Patiently(() => Http.PutAsJsonAsync($"/api/v1/comments/{comment}/vote", new { value }));

    /// <summary>As a good program does: "busy, try again" is tried again. How many write at once is no matter of luck.</summary>
    private static async Task<HttpResponseMessage> Patiently(Func<Task<HttpResponseMessage>> send)
    {
        while (true)
        {
            var answer = await send();
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return answer;
            answer.Dispose();
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    public Task<HttpResponseMessage> Edit(Guid comment, string text) => Http.PatchAsJsonAsync($"/api/v1/comments/{comment}", new { text });

    public Task<HttpResponseMessage> Withdraw(Guid comment) => Http.DeleteAsync($"/api/v1/comments/{comment}");
}

public static class Answers
{
    public static async Task<string?> Code(this HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();

    public static Task<JsonElement> Json(this HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();
}
