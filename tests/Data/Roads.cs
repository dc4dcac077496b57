using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Comments;
using Parley.Discussions;
using Parley.Embedding;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Tests.Exchange;
using Parley.Tests.Moderation;
using Parley.Web;
using Parley.Webhooks;
using Parley.Writing;

namespace Parley.Tests.Data;

/// <summary>Goes through all that a site does, once: what readers write, what the newsroom does, an import, every page.</summary>
public sealed class Roads(Site site)
{
    private const string Capture = """
        HARBOUR TOWN (8:05 A.M.) – The lock was opened on Monday, two years late. Nobody had expected it.

        ALSO READ  Ferry fares rise

        Ships of up to ninety metres can pass.

        2 Comments
        Most Voted
        Newest Oldest
        Inline Feedbacks
        View all comments
        Willem
        Expert
        Commenter
        Willem
        2019-03-04 09:10

        It leaks at spring tide.

        Ágnes
        Ágnes
        2019-03-04 10:00
        Reply to  Willem

        Only at the eastern gate.

        """;

    private Guid discussion, comment, passage, decision;

    public async Task Write()
    {
        await Subscribe();
        discussion = await site.DiscussionId();
        foreach (var i in Enumerable.Range(0, Threads.PerPage + 2)) comment = await site.Boris.Post($"Comment {i} of many.");
        var reply = await site.Ada.Post("An answer.", comment);
        foreach (var i in Enumerable.Range(0, Threads.RepliesPerComment * 4 + 2)) await site.Boris.Post($"Reply {i} of many.", comment);
        foreach (var _ in Enumerable.Range(0, 2)) (await site.Chen.TryPost("Said once.", null, "a-key")).Dispose();
        using var pointed = await site.Ada.Http.PostAsJsonAsync(
            $"/api/v1/discussions/{discussion}/comments", new { text = "Who was?", anchor = new { exact = "Nobody was asked" } });
        Assert.Equal(HttpStatusCode.Created, pointed.StatusCode);
        passage = (await site.Query(db => db.Passages.SingleAsync(x => x.SiteId == site.Article.SiteId))).Id;
        foreach (var value in new[] { 1, -1, 0, 1 }) await Done(site.Ada.Vote(comment, value));
        await Done(site.Ada.Edit(reply, "A better answer."));
        await Done(site.Ada.Withdraw(reply));
        await Rest();
        await Visit();
        site.Clock.Advance(TimeSpan.FromHours(1));
        await site.Boris.Post("Said while Ada was away.");
        await Visit();
        var other = await site.Discussion(url: "https://news.example/elsewhere");
        await Done(site.Ada.Http.PostAsJsonAsync(
            $"/api/v1/discussions/{other.GetProperty("id").GetGuid()}/comments", new { text = "Elsewhere." }));

        // The same without script.
        var browser = site.Browser();
        var stamp = (await site.Html(site.Page)).QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        var form = new FormUrlEncodedContent([new("stamp", stamp), new("text", "By a form."), new("name", "Lotte")]);
        await Done(browser.PostAsync($"{site.Page}/comments/", form));
        await Done(
            browser.PostAsync($"{site.Page}/comments/{comment}/vote", new FormUrlEncodedContent([new("value", "1"), new("stamp", stamp)])));
        await Done(browser.PostAsync($"{site.Page}/shares/x", new FormUrlEncodedContent([])));
        await Done(browser.PostAsync("/account/departure", new FormUrlEncodedContent([])));
    }

    private async Task Rest()
    {
        foreach (var end in new[] { "post", "", "rests" })
        {
            using var laid = await site.Ada.Http.PostAsJsonAsync(
                $"/api/v1/discussions/{discussion}/resting", new { text = $"Later: {end}.", rest = "hour" });
            var path = $"/api/v1/resting/{(await laid.Json()).GetProperty("id").GetGuid()}";
            if (end == "post") await Done(site.Ada.Http.PostAsync($"{path}/post", null));
            if (end == "") await Done(site.Ada.Http.DeleteAsync(path));
        }
        await site.InScope<RestedLongAgo, bool>(x => x.Forget(default));
        site.Clock.Advance(TimeSpan.FromDays(31));
        await site.InScope<RestedLongAgo, bool>(x => x.Forget(default));
        await Done(site.Ada.Http.PostAsJsonAsync(
            $"/api/v1/discussions/{discussion}/resting", new { text = "Later, and asked for.", rest = "morning" }));
    }

    // What happens from now on is written down to be told, and told to nobody: the address leads inside.
    private async Task Subscribe()
    {
        using var scope = site.App.Services.CreateScope();
        Assert.Null((await scope.ServiceProvider.GetRequiredService<Subscriptions>().Add("https://127.0.0.1/", [], default)).Refusal);
    }

    /// <summary>What waits to be told, once more, and what is too old.</summary>
    public async Task Tell()
    {
        using var scope = site.App.Services.CreateScope();
        var (subscriptions, deliveries) =
            (scope.ServiceProvider.GetRequiredService<Subscriptions>(), scope.ServiceProvider.GetRequiredService<Deliveries>());
        var hook = Assert.Single(await subscriptions.All(default)).Hook;
        foreach (var due in await deliveries.Due(default)) await deliveries.Send(due, default);
        await deliveries.Replay(hook.Id, null, default);
        await deliveries.Replay(hook.Id, site.Clock.GetUtcNow(), default);
        site.Clock.Advance(TimeSpan.FromDays(40));
        await deliveries.Forget(default);
        await subscriptions.End(hook.Id, default);
        site.Clock.Advance(TimeSpan.FromDays(40));
        await deliveries.Forget(default);
    }

    public async Task Edit()
    {
        var editor = await site.Acts(Role.Editor, "editor@news.example");
        var browser = await site.SignedIn(Role.Editor, "press@news.example");
        var path = $"/api/v1/discussions/{discussion}";
        foreach (var noun in new[] { "feature", "pin" }) await Done(editor.PutAsync($"/api/v1/comments/{comment}/{noun}", null));
        await Done(editor.PutAsJsonAsync(
            $"{path}/passage-question", new { anchor = new { exact = "A ferry will cross" }, question = "When?" }));
        var asked = new { respondents = new[] { new { name = "Ines Wolter" } } };
        await Done(editor.PutAsJsonAsync($"{path}/questions", asked));
        await Read();
        await Done(editor.DeleteAsync($"{path}/questions"));
        await Done(editor.PutAsJsonAsync($"{path}/slowdown", new { reason = "Think first.", minutes = 1 }));
        await site.Chen.Post("Slowly.");
        await Done(editor.DeleteAsync($"{path}/slowdown"));
        await Done(editor.PutAsJsonAsync($"{path}/closure", new { reason = "The desk is asleep." }));
        await Done(editor.DeleteAsync($"{path}/closure"));
        var program = site.Api();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await site.Query(async db =>
        {
            var key = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return key;
        }));
        foreach (var title in new[] { "By API", "By API, again" })
            await Done(program.PutAsJsonAsync("/api/v1/articles/by-api", new { title, body = "Nobody was asked." }));
        await site.Publish("sections", "Sections", "A story of a section.", text => text with { Section = "Town" });
        await Done(browser.GetAsync("/?section=Town"));
        foreach (var page in new[] { "editing", "questions-and-answers", "editing/bar" })
            await Done(browser.GetAsync($"{site.Page}/{page}"));
        await site.Publish("the-bridge", "The bridge", "It will be closed from June.\n\nA ferry will cross.\n\nNobody was asked.");
        foreach (var noun in new[] { "feature", "pin" }) await Done(editor.DeleteAsync($"/api/v1/comments/{comment}/{noun}"));
        foreach (var noun in new[] { "feature", "pin" }) await Done(editor.PutAsync($"/api/v1/comments/{comment}/{noun}", null));
        await Done(browser.GetAsync("/account"));
        await Done(browser.PostAsync("/account/departure", new FormUrlEncodedContent([])));
    }

    public async Task Moderate()
    {
        var (first, second) = (await site.Acts(Role.Moderator, "mo@news.example"), await site.Acts(Role.Moderator, "mia@news.example"));
        var (bad, good) = (await site.Ada.Post("Bad."), await site.Ada.Post("Good."));
        foreach (var id in new[] { bad, good })
            await Done(site.Boris.Http.PostAsJsonAsync($"/api/v1/comments/{id}/reports", new { rule = "spam", note = "Look." }));
        using var given = await site.Api().PostAsJsonAsync("/api/v1/notices", new
        {
            url = new Uri(site.Address, $"{site.Page}/comments/{good}").ToString(), rule = "threats", reasons = "A threat.", name = "Nora",
            email = "nora@example.org", goodFaith = true,
        });
        var notice = await given.Json();
        var moderator = await site.SignedIn(Role.Moderator, "mia@news.example");
        foreach (var query in new[] { "", "?kind=report", "?kind=notice", "?rule=spam" })
            await Done(moderator.GetAsync("/moderation" + query));
        await Done(first.GetAsync("/api/v1/cases"));
        var open = await site.Query(async db => (await db.Cases.FirstAsync(x => x.SiteId == site.Article.SiteId && x.ClosedAt == null)).Id);
        await Done(first.PutAsync($"/api/v1/cases/{open}/claim", null));
        await Done(first.DeleteAsync($"/api/v1/cases/{open}/claim"));
        await Done(first.PostAsJsonAsync($"/api/v1/comments/{good}/keeping", new { facts = "None." }));
        await Done(site.Api().GetAsync($"/notices/{notice.GetProperty("noticeId")}?receipt={notice.GetProperty("receipt")}"));
        using var removed = await first.PostAsJsonAsync($"/api/v1/comments/{bad}/removal", new { rule = "spam", facts = "It sells." });
        decision = (await removed.Json()).GetProperty("decisionId").GetGuid();
        var erased = await site.Chen.Post("Removed, and taken back.");
        await Done(first.PostAsJsonAsync($"/api/v1/comments/{erased}/removal", new { rule = "spam", facts = "It sells." }));
        await Done(site.Chen.Http.GetAsync("/account"));
        await Done(site.Chen.Withdraw(erased));
        using var suspended = await first.PostAsJsonAsync($"/api/v1/decisions/{decision}/suspension", new { facts = "Again." });
        var suspension = (await suspended.Json()).GetProperty("decisionId").GetGuid();
        await Done(site.Ada.Http.PostAsJsonAsync($"/api/v1/decisions/{suspension}/appeal", new { text = "No." }));
        await Done(moderator.GetAsync("/moderation?kind=appeal"));
        using var appealed = await site.Ada.Http.PostAsJsonAsync($"/api/v1/decisions/{decision}/appeal", new { text = "No." });
        var appeal = (await appealed.Json()).GetProperty("appealId").GetGuid();
        await Done(second.PostAsJsonAsync($"/api/v1/appeals/{appeal}/ruling", new { outcome = "reverse", facts = "Indeed." }));
    }

    /// <summary>
    /// Readers with accounts of their publisher, once as guests of two browsers; pages that move, onto others too, and back.
    /// </summary>
    public async Task Embed()
    {
        using var scope = site.App.Services.CreateScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<SiteOrigins>().Add("https://news.example", default);
        var publisher = new Publisher(site, "https://news.example");
        var key = await publisher.Key();
        foreach (var name in new[] { "Greta", "Gerda" })
        {
            var guest = await site.NewGuest(name);
            var said = await guest.Post($"{name} says so.");
            await Done(guest.Vote(comment, 1));
            await Done(site.Ada.Vote(said, 1));
            using var entered = await guest.Http.PostAsJsonAsync("/api/v1/sign-in/publisher",
                new { token = Publisher.Sign(publisher.Claims("roads", "Greta"), key) });
            var account = site.Api();
            account.DefaultRequestHeaders.Authorization = new("Bearer", (await entered.Json()).GetProperty("token").GetString());
            await Done(account.PostAsJsonAsync("/api/v1/sign-in/publisher",
                new { token = Publisher.Sign(publisher.Claims("roads", "Greta"), key) }));
            await Done(account.PostAsync("/api/v1/sign-out", null));
        }
        var elsewhere = await site.Discussion(url: "https://news.example/other");
        using var there = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{elsewhere.GetProperty("id").GetGuid()}/comments",
            new { text = "Over there." });
        await services.GetRequiredService<SiteOrigins>().Add("https://blog.example", default);
        using var beside = await site.Boris.Http.PostAsJsonAsync($"/api/v1/discussions/{elsewhere.GetProperty("id").GetGuid()}/comments",
            new { text = "There too." });
        await ComeHome(publisher, key, (await there.Json()).GetProperty("id").GetGuid(), (await beside.Json()).GetProperty("id").GetGuid());
        foreach (var path in new[] { "/embed/discussion.html?url=", "/embed/discussion.jsonld?url=" })
            await Done(site.Api().GetAsync(path + "https://news.example/other"));
        await Done(site.Api()
            .GetAsync("/oembed?url=" + Uri.EscapeDataString(new Uri(site.Address, $"{site.Page}/comments/{comment}").ToString())));
        var moves = services.GetRequiredService<Moves>();
        foreach (var to in new[] { "/moved", "/other" })
        {
            var report = await moves.Move([new("https://news.example/elsewhere", "https://news.example" + to)], merge: true,
                rehearse: false, default);
            Assert.Empty(report.Refused);
            Assert.Null((await moves.Undo(report.Move!.Value, default)).Refusal);
        }
    }

    // Who proves a mail address gets back what came with an import under it.
    private async Task ComeHome(Publisher publisher, string key, Guid said, Guid another)
    {
        using var scope = site.App.Services.CreateScope();
        var here = scope.ServiceProvider.GetRequiredService<CurrentSite>().Site;
        var claims = publisher.Claims("roads", "Greta");
        (claims["email"], claims["email_verified"]) = ("greta@news.example", true);
        await site.Query(async db =>
        {
            var former = Reader.FromImport(here.Id, ImportedKeys.Source, "greta", "Greta", null, site.Clock.GetUtcNow(),
                mailKey: ImportedKeys.OfMail(here, "greta@news.example"));
            var other = Reader.FromImport(here.Id, ImportedKeys.Source, "grete", "Grete", null, site.Clock.GetUtcNow(),
                mailKey: ImportedKeys.OfMail(here, "greta@news.example"));
            db.Readers.AddRange(former, other);
            await db.SaveTogether(default);
            await db.Comments.Where(x => x.SiteId == here.Id && x.Id == another)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.AuthorId, other.Id));
            return await db.Comments.Where(x => x.SiteId == here.Id && x.Id == said)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.AuthorId, former.Id));
        });
        using var entered = await site.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token = Publisher.Sign(claims, key) });
        var account = await entered.Json();
        Assert.Equal((1, true), (account.GetProperty("returned").GetInt32(), account.GetProperty("hasNews").GetBoolean()));
        var http = site.Api();
        http.DefaultRequestHeaders.Authorization = new("Bearer", account.GetProperty("token").GetString());
        var page = new HostPage("https://news.example/other", scope.ServiceProvider.GetRequiredService<CurrentSite>().Words).Path
            + "/comments/returned";
        var asked = await Site.Html(await http.GetAsync(page));
        await Done(http.PostAsync(page, new FormUrlEncodedContent([new("answer", "none")])));
        claims["jti"] = "again";
        await Done(site.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token = Publisher.Sign(claims, key) }));
        await Done(http.PostAsync(page, new FormUrlEncodedContent(
            [new("answer", "mine"), new("who", asked.QuerySelector("[name=who]")!.GetAttribute("value"))])));
        await Done(http.GetAsync("/account"));
    }

    public async Task Import()
    {
        var file = Path.Combine(site.Folder, "capture.txt");
        await File.WriteAllTextAsync(file, Capture);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var scope = site.App.Services.CreateScope();
            await scope.ServiceProvider.GetRequiredService<ImportRun>().Run(new ImportRequest(file, null, null, null), default);
            var counting = scope.ServiceProvider.GetRequiredService<Counting>();
            await counting.IsDue(default);
            await counting.Count(default);
        }
        foreach (var format in ExportRun.Formats)
        {
            using var scope = site.App.Services.CreateScope();
            await scope.ServiceProvider.GetRequiredService<ExportRun>()
                .Run(new ExportRequest(Path.Combine(site.Folder, "left." + format), format), default);
        }
    }

    /// <summary>Another system's discussions come, twice, are answered and voted on, and leave again, but for what readers added.</summary>
    public async Task ComeAndGo()
    {
        await site.App.Services.GetRequiredService<SiteOrigins>().Add("https://harbour.example", default);
        var file = Path.Combine(site.Folder, "blog.xml");
        await File.WriteAllTextAsync(file, Exported.Wxr(
            Exported.Item(1, "lock", Exported.Comment(11, "It leaks.", type: "wpdiscuz_sticky") + Exported.Comment(12, "Where?", parent: 11)
                + Exported.Comment(13, "Gone.", approved: "trash") + Exported.Comment(14, "Below what is gone.", parent: 13)
                + Exported.Comment(15, "It waits.", name: "Greta", mail: "", approved: "0")),
            Exported.Item(2, "ferry", Exported.Comment(21, "Dear, it is.", name: "Greta", mail: ""))));
        var import = 0;
        foreach (var again in new[] { false, true })
        {
            using var scope = site.App.Services.CreateScope();
            var result = await scope.ServiceProvider.GetRequiredService<ImportRun>()
                .Run(new ImportRequest(file, null, null, null), default);
            Assert.Equal(again ? 0 : 4, result.Comments);
            import = result.Import;
        }
        var (page, said) = await site.Query(db => db.Comments
            .Where(x => x.SiteId == site.Article.SiteId && x.ImportNumber == import && x.Text == "It leaks.")
            .Select(x => ValueTuple.Create(x.DiscussionId, x.Id)).SingleAsync());
        await Done(site.Ada.Vote(said, 1));
        await Done(site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{page}/comments", new { text = "Not any more.", parentId = said }));
        using var undoing = site.App.Services.CreateScope();
        var undone = await undoing.ServiceProvider.GetRequiredService<ImportUndo>().Undo(import, default);
        Assert.Equal((1, 1), (undone.PlaceHolders, undone.Discussions));
    }

    /// <summary>Every address that can be read, and those whose pages have a second one, from strangers and from somebody known.</summary>
    public async Task Read()
    {
        await site.App.Services.GetRequiredService<Warming>().Run(site.Address, default);
        var readable = ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true)
            .Select(route => route.RoutePattern.RawText!);
        foreach (var path in readable.SelectMany(Filled).Where(path => !path.Contains('{', StringComparison.Ordinal)).Distinct())
            foreach (var reader in new[] { site.Api(), site.Ada.Http })
                await Done(reader.GetAsync(path, HttpCompletionOption.ResponseHeadersRead), sound: false);
        foreach (var order in ThreadOrder.All)
        {
            await Follow($"{site.Page}?sort={order.Name}");
            var next = (await site.Discussion($"&sort={order.Name}&limit=3")).GetProperty("next").GetString();
            await site.Discussion($"&sort={order.Name}&limit=3&after={next}");
        }
        await Follow($"{site.Page}/comments/{comment}");
        var elsewhere = Uri.EscapeDataString("https://news.example/elsewhere");
        await Done(site.Api().GetAsync($"/api/v1/counts?url={elsewhere}&url={elsewhere}2"));
        await Done(site.Api().GetAsync("/embed/discussion?url=" + Uri.EscapeDataString(new Uri(site.Address, site.Page).ToString())));
        foreach (var query in new[] { "many", "comm", "many bridge" })
        {
            await Follow($"/search?q={Uri.EscapeDataString(query)}");
            await Follow($"{site.Page}/search?q={Uri.EscapeDataString(query)}");
        }
    }

    /// <summary>The public log: how it grows, is signed, proved, read and checked.</summary>
    public async Task Log()
    {
        await site.Append(0, 3);
        await site.Sign();
        foreach (var path in new[]
        {
            "/transparency?before=2", "/transparency/reports/2026", "/transparency/decisions.csv", "/api/v1/log/checkpoint",
            "/api/v1/log/entries?from=1&count=1", "/api/v1/log/inclusion?index=1&size=3", "/api/v1/log/consistency?from=1&to=3",
        })
            await Done(site.Api().GetAsync(path));
        using var scope = site.App.Services.CreateScope();
        Assert.Empty((await scope.ServiceProvider.GetRequiredService<LogFromDatabase>().Check(null, default)).Findings);
        Assert.Single(await scope.ServiceProvider.GetRequiredService<PublicLog>().Proofs(LongLog.Facts(1, 1).DecisionId, default));
        await scope.ServiceProvider.GetRequiredService<AuditCounting>().Count(default);
        await scope.ServiceProvider.GetRequiredService<Notices>().ForgetNames(site.Clock.GetUtcNow().AddYears(1), default);
        await site.Query(db => db.DestroySalts(1, [LongLog.Facts(1, 2).DecisionId], default));
    }

    /// <summary>How readers take part: who comes, the hourly count, and what is made of it.</summary>
    public async Task TakingPart()
    {
        var audience = site.App.Services.GetRequiredService<Audience>();
        audience.Note(new DefaultHttpContext());
        await audience.Write(default);
        site.Clock.Advance(TimeSpan.FromDays(3));
        while (await site.InScope<InsightCounting, bool>(x => x.Some(default))) { }
        var editor = await site.Acts(Role.Editor, "editor@news.example");
        foreach (var path in new[] { "/insights?over=year", "/api/v1/insights", "/api/v1/insights.csv" }) await Done(editor.GetAsync(path));
        await site.Query(db => db.InsightDays.CountAnew(1, default).ContinueWith(_ => true, TaskScheduler.Default));
    }

    private async Task Visit()
    {
        await Done(site.Ada.Http.PutAsync($"/api/v1/discussions/{discussion}/visit", null));
        await site.App.Services.GetRequiredService<Visits>().Write(default);
        await Done(site.Ada.Http.GetAsync($"/api/v1/discussions/{discussion}/mine"));
    }

    private IEnumerable<string> Filled(string route)
    {
        var path = route.Replace("{slug}", "the-bridge", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal).Replace(":guid", "", StringComparison.Ordinal);
        return new[] { comment, passage, discussion, decision, site.Ada.Id }
            .Select(id => path.Replace("{id}", id.ToString(), StringComparison.Ordinal));
    }

    // Page after page, as whoever presses "more" does.
    private async Task Follow(string path)
    {
        var page = await site.Html(path);
        for (var i = 0; i < 3 && page.QuerySelector("a[href*='after=']")?.GetAttribute("href") is { } next; i++)
            page = await site.Html(new Uri(new Uri(site.Address, path), next).PathAndQuery);
    }

    private static async Task Done(Task<HttpResponseMessage> asked, bool sound = true)
    {
        using var answer = await asked;
        Assert.True((int)answer.StatusCode < (sound ? 400 : 500),
            $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {answer.StatusCode}");
    }
}
