using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Discussions;
using Parley.Web;

namespace Parley.Tests.Discussions;

public sealed class SnapshotTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task An_unchanged_page_is_304_and_a_change_makes_a_new_one()
    {
        var browser = site.Browser();
        using var first = await browser.GetAsync(site.Page);
        var etag = first.Headers.ETag!;
        Assert.False(etag.IsWeak);

        using var same = await Ask(etag, null);
        await site.Ada.Post("A change.");
        using var changed = await Ask(etag, null);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(etag, changed.Headers.ETag);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("br;q=0.1, gzip;q=0.9", "gzip")]
    [InlineData("br;q=0, gzip;q=0", null)]
    [InlineData("identity", null)]
    public async Task Each_encoding_has_a_tag_of_its_own(string accept, string? encoding)
    {
        using var plain = await Ask(null, null);
        using var encoded = await Ask(null, accept);
        using var again = await Ask(encoded.Headers.ETag, accept);

        Assert.Equal(encoding, encoded.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(encoding is null, plain.Headers.ETag!.Equals(encoded.Headers.ETag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Contains("Accept-Encoding", encoded.Headers.Vary);
    }

    [Fact]
    public async Task A_page_in_memory_asks_the_database_nothing()
    {
        var browser = site.Browser();
        var paths = new[] { site.Page, $"{site.Page}?sort=top", "/", "/guidelines",
            $"/api/v1/discussions?url={Uri.EscapeDataString(new Uri(site.Address, site.Page).ToString())}" };

        var (asked, rounds) = (new ConcurrentQueue<string>(), 0);
        using var listener = await SentCommands.Listen(site.DatabaseName, text =>
        {
            if (text.Contains(Changes.Watch, StringComparison.Ordinal)) Interlocked.Increment(ref rounds);
            else asked.Enqueue(text);
        });
        // What the watch finds at the start it takes over first, the texts of the site among it.
        await Wait.Until("the watch has gone round", () => Volatile.Read(ref rounds) >= 6);
        foreach (var path in paths) (await browser.GetAsync(path)).Dispose();
        asked.Clear();
        for (var i = 0; i < 20; i++)
            foreach (var path in paths)
                (await browser.GetAsync(path)).Dispose();

        // A hundred reads; the watch for changes by others goes on.
        Assert.Empty(asked);
        (await browser.GetAsync("/articles/nobody-wrote-this")).Dispose();
        Assert.True(!asked.IsEmpty, "A page that is not in memory is looked up.");
    }

    [Fact]
    public async Task Many_readers_who_miss_together_cause_one_rendering()
    {
        var asked = 0;
        using var listener = await SentCommands.Listen(site.DatabaseName,
            text => { if (text.Contains("\"Slug\" = ", StringComparison.Ordinal)) Interlocked.Increment(ref asked); });

        await site.Ada.Post("Everybody rush in.");
        var browser = site.Browser();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => browser.GetAsync($"{site.Page}?sort=oldest")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.InRange(asked, 1, 2);
    }

    [Fact]
    public async Task Times_are_relative_and_stay_true()
    {
        var at = site.Clock.GetUtcNow();
        var id = await site.Ada.Post("When was that?");
        async Task<string> When() => (await site.Html($"{site.Page}/comments/{id}")).QuerySelector($"#c-{id} time")!.TextContent;

        Assert.Equal("just now", await When());
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("5 minutes ago", await When());
        site.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("2 hours ago", await When());
        site.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(at.ToString("MMMM d, yyyy", System.Globalization.CultureInfo.InvariantCulture), await When());
        var time = (await site.Html($"{site.Page}/comments/{id}")).QuerySelector($"#c-{id} time")!;
        Assert.Equal(at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            time.GetAttribute("datetime"));
    }

    [Fact]
    public async Task What_another_node_writes_is_seen_within_moments()
    {
        await using var other = await site.Start();
        using var there = new HttpClient(new HttpClientHandler()) { BaseAddress = new Uri(other.Urls.First()) };
        await site.Html(site.Page);

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/discussions/{await site.DiscussionId()}/comments")
        {
            Content = new StringContent("{\"text\":\"Written over there.\"}", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = site.Ada.Http.DefaultRequestHeaders.Authorization;
        using var posted = await there.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);

        await Wait.Until("what the other node wrote is seen here",
            async () => (await site.Html(site.Page)).Body!.TextContent.Contains("Written over there.", StringComparison.Ordinal));
        await other.StopAsync();
    }

    [Fact]
    public async Task What_commits_long_after_it_began_and_by_a_clock_that_is_late_is_seen_too()
    {
        await site.Html(site.Page);
        var discussion = await site.DiscussionId();
        var slow = await site.Query(async db =>
        {
            await using var writing = await db.BeginWrite(default);
            await db.Discussions.Lock(1, discussion, site.Clock.GetUtcNow().AddMinutes(-10), default);
            // The watch goes round meanwhile, and its clock goes on.
            site.Clock.Advance(TimeSpan.FromMinutes(2));
            var rounds = 0;
            using (await SentCommands.Listen(site.DatabaseName,
                    text => { if (text.Contains(Changes.Watch, StringComparison.Ordinal)) Interlocked.Increment(ref rounds); }))
                await Wait.Until("the watch has gone round", () => Volatile.Read(ref rounds) >= 6);
            await writing.Commit(default);
            return await db.Discussions.Where(x => x.SiteId == 1 && x.Id == discussion).Select(x => x.Version).SingleAsync();
        });

        var snapshots = site.App.Services.GetRequiredService<Snapshots>();
        await Wait.Until("the change is heard of", () => snapshots.Latest(discussion) >= slow);
    }

    private async Task<HttpResponseMessage> Ask(EntityTagHeaderValue? etag, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, site.Page);
        if (etag is not null) request.Headers.IfNoneMatch.Add(etag);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);
        return await site.Browser().SendAsync(request);
    }
}
