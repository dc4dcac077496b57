using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Exchange;

/// <summary>The demo: there when it is asked for, and gone whole when it is taken away.</summary>
public sealed class DemoTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Nobody_gets_the_demo_who_has_not_asked_for_it()
    {
        await using var app = Program.Build(["--urls", "http://127.0.0.1:0",
            $"--ConnectionStrings:Parley={await Site.NewDatabase(site.Folder + "/empty")}", "--Parley:Content="]);
        await app.Ready(default);
        using var scope = app.Services.CreateScope();
        Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<Database>().Articles.CountAsync());
    }

    [Fact]
    public async Task The_demo_goes_with_all_that_was_said_in_it_and_does_not_come_back()
    {
        await using var app = Program.Build(
            ["--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Parley={await Site.NewDatabase(site.Folder + "/demo")}",
                "--Parley:Content=", "--Parley:Demo=true", "--Parley:RateLimits=off"]);
        await app.Ready(default);
        await app.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
        Assert.Contains("front-item", await client.GetStringAsync("/"), StringComparison.Ordinal);
        using var guest = await client.PostAsJsonAsync("/api/v1/guests", new { name = "Visitor" });
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await guest.Json()).GetProperty("token").GetString());
        using (var scope = app.Services.CreateScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<Database>();
            var (discussion, comment) = (await db.Discussions.FirstAsync(),
                await db.Comments.OrderByDescending(x => x.ReplyCount).FirstAsync());
            using var posted = await client.PostAsJsonAsync($"/api/v1/discussions/{comment.DiscussionId}/comments",
                new { text = "I was here.", parentId = comment.Id });
            using var voted = await client.PutAsJsonAsync($"/api/v1/comments/{comment.Id}/vote", new { value = 1 });
            Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (posted.StatusCode, voted.StatusCode));
            Assert.NotEqual(Guid.Empty, discussion.Id);
            var chief = (await scope.ServiceProvider.GetRequiredService<Staff>()
                .Add(Role.Moderator, site.Mail("chief@news.example"), null, default)).Value!;
            var removals = scope.ServiceProvider.GetRequiredService<Removals>();
            Assert.False((await removals.Remove((await posted.Json()).GetProperty("id").GetGuid(), null, "spam", "It sells.", null, chief,
                default)).Refused(out _, out _));
        }

        using (var scope = app.Services.CreateScope())
        {
            var removed = await scope.ServiceProvider.GetRequiredService<DemoRemoval>().Remove(default);
            Assert.Equal(3, removed.Articles);
            var db = scope.ServiceProvider.GetRequiredService<Database>();
            Assert.Equal("0 0 0 0 0 0 0 2", string.Join(' ', await db.Articles.CountAsync(), await db.Discussions.CountAsync(),
                await db.Comments.CountAsync(), await db.Votes.CountAsync(), await db.Ledger.CountAsync(), await db.Badges.CountAsync(),
                await db.DiscussionAddresses.CountAsync(), await db.Readers.CountAsync()));
            // What was decided about it is gone by the site's own doing, which stands in the log.
            Assert.Equal([LogAction.Removal, LogAction.Deleted],
                await db.LogEntries.OrderBy(x => x.Index).Select(x => x.Action).ToListAsync());
            Assert.Empty((await scope.ServiceProvider.GetRequiredService<LogFromDatabase>().Check(null, default)).Findings);
            await scope.ServiceProvider.GetRequiredService<DemoPublication>().Fill(default);
            Assert.Equal(0, await db.Articles.CountAsync());
        }
        await Wait.Until("the running server shows none of it",
            async () => !(await client.GetStringAsync("/")).Contains("front-item", StringComparison.Ordinal));
        await app.StopAsync();
    }
}
