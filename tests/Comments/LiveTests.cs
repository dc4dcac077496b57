using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Discussions;

namespace Parley.Tests.Comments;

public sealed class LiveTests : IAsyncLifetime
{
    private sealed class Small : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:LiveReaders=2"];
    }

    private readonly Small site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Whoever_reads_hears_of_comments_votes_and_removals()
    {
        var old = await site.Ada.Post("Said before anyone listened.");
        await using var live = await Listen();

        var reply = await site.Boris.Post("Said while someone listens.", old);
        var heard = await live.Next("comment");
        Assert.Equal(reply, heard.Data.GetProperty("id").GetGuid());
        Assert.Equal(old, heard.Data.GetProperty("parentId").GetGuid());
        Assert.Equal(2, heard.Data.GetProperty("count").GetInt32());

        await site.Chen.Vote(reply, 1);
        Assert.Equal(1, (await live.Next("vote")).Data.GetProperty("up").GetInt32());

        await site.Boris.Edit(reply, "Said better while someone listens.");
        await site.Chen.Vote(reply, -1);
        Assert.Equal(reply, (await live.Next("edit")).Data.GetProperty("id").GetGuid());

        await site.Boris.Withdraw(reply);
        Assert.Equal(reply, (await live.Next("removal")).Data.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Whoever_lost_the_connection_misses_nothing()
    {
        await site.Ada.Post("Heard.");
        string last;
        await using (var live = await Listen())
        {
            await site.Boris.Post("Heard too.");
            last = (await live.Next("comment")).Id!;
        }
        var missed = new[] { await site.Ada.Post("Missed."), await site.Boris.Post("Missed as well.") };

        await using var again = await Listen(last);

        foreach (var id in missed) Assert.Equal(id, (await again.Next("comment")).Data.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_thousand_comments_that_come_with_one_version_reach_whoever_reads_in_full()
    {
        var first = await site.Ada.Post("Before the flood.");
        await using var live = await Listen();
        var discussion = await site.DiscussionId();
        var ids = new HashSet<Guid>();
        await site.Query(async db =>
        {
            await using var writing = await db.BeginWrite(default);
            await db.Discussions.Lock(1, discussion, site.Clock.GetUtcNow(), default);
            var (talk, author) = (await db.Discussions.SingleAsync(x => x.Id == discussion),
                await db.Readers.SingleAsync(x => x.Id == site.Ada.Id));
            for (var i = 0; i < 1200; i++)
            {
                var comment = Parley.Comments.Comment.Import(talk, null, author,
                    new("flood", $"{i}", new($"Flood {i}.", Parley.Web.TextFormat.Plain), site.Clock.GetUtcNow()));
                db.Comments.Add(comment);
                ids.Add(comment.Id);
            }
            talk.Count(1200);
            await db.SaveChangesAsync();
            await writing.Commit(default);
            site.App.Services.GetRequiredService<Changes>().Announce(discussion, talk.Version);
            return first;
        });
        while (ids.Count > 0) Assert.True(ids.Remove((await live.Next("comment")).Data.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task Past_the_bound_one_is_refused_in_words_and_reading_goes_on()
    {
        await site.Ada.Post("A full house.");
        await using (var one = await Listen())
        await using (var two = await Listen())
        {
            using var third = await site.Api()
                .GetAsync($"/api/v1/discussions/{await site.DiscussionId()}/events", HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
            Assert.Equal("too-many-live", await third.Code());
            Assert.NotNull(third.Headers.RetryAfter);
            Assert.Equal(HttpStatusCode.OK, (await site.Browser().GetAsync(site.Page)).StatusCode);
        }

        await Wait.Until("the places are given back", async () =>
        {
            using var place = await site.Api()
                .GetAsync($"/api/v1/discussions/{await site.DiscussionId()}/events", HttpCompletionOption.ResponseHeadersRead);
            return place.StatusCode == HttpStatusCode.OK;
        });
    }

    [Theory]
    [InlineData("not-an-id", null, HttpStatusCode.BadRequest)]
    [InlineData("01900000-0000-7000-8000-000000000000", null, HttpStatusCode.NotFound)]
    [InlineData(null, "-1", HttpStatusCode.BadRequest)]
    [InlineData(null, "x", HttpStatusCode.BadRequest)]
    [InlineData(null, "99999999", HttpStatusCode.OK)]
    public async Task What_can_not_be_followed_is_said(string? id, string? after, HttpStatusCode status)
    {
        await site.Ada.Post("Here.");
        using var answer = await site.Api().GetAsync(
            $"/api/v1/discussions/{id ?? (await site.DiscussionId()).ToString()}/events{(after is null ? "" : "?after=" + after)}",
            HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(status, answer.StatusCode);
    }

    private async Task<Listener> Listen(string? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/discussions/{await site.DiscussionId()}/events");
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        var answer = await site.Api().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var listener = new Listener(answer, await answer.Content.ReadAsStreamAsync());
        await listener.Next("hello");
        return listener;
    }

    private sealed class Listener(HttpResponseMessage answer, Stream stream) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<SseItem<string>> items = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();

        public async Task<(string? Id, JsonElement Data)> Next(string kind)
        {
            while (await Wait.For($"the event {kind}", items.MoveNextAsync().AsTask()))
                if (items.Current.EventType == kind) return (items.Current.EventId, JsonDocument.Parse(items.Current.Data).RootElement);
            throw new InvalidOperationException("The stream has ended.");
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            await stream.DisposeAsync();
        }
    }
}
