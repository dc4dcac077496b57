using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Parley.Tests.Moderation;

public sealed class QueueLiveTests : IAsyncLifetime
{
    private sealed class Small : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:LiveReaders=2"];
    }

    private readonly Small site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Who_has_the_queue_open_hears_what_is_new_taken_and_over_whichever_node_it_came_to()
    {
        var (mo, mia) = (await site.Moderator("mo"), await site.Moderator("mia"));
        await using var other = await site.Start();
        using var elsewhere = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(other.Urls.First()) };
        elsewhere.DefaultRequestHeaders.Authorization = mo.DefaultRequestHeaders.Authorization;
        using var answer = await mia.GetAsync("/api/v1/cases/events", HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        await using var heard = SseParser.Create(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken))
            .EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Empty(await Next(_ => true));

        var id = await site.Ada.Post("Report me.");
        (await site.Boris.Report(id)).Dispose();
        var one = Assert.Single(await Next(cases => cases.Count > 0));
        Assert.Equal((id, false), (one.GetProperty("commentId").GetGuid(), one.GetProperty("taken").GetBoolean()));

        (await elsewhere.PutAsync($"/api/v1/cases/{one.GetProperty("id").GetGuid()}/claim", null, TestContext.Current.CancellationToken))
            .Dispose();
        await Next(cases => cases.Count == 1 && cases[0].GetProperty("taken").GetBoolean());

        (await elsewhere.TryRemove(id)).Dispose();
        await Next(cases => cases.Count == 0);
        await other.StopAsync(TestContext.Current.CancellationToken);

        async Task<List<JsonElement>> Next(Func<List<JsonElement>, bool> isIt)
        {
            while (await heard.MoveNextAsync())
            {
                if (heard.Current.EventType != "cases") continue;
                var cases = JsonDocument.Parse(heard.Current.Data).RootElement.GetProperty("cases").EnumerateArray().ToList();
                if (isIt(cases)) return cases;
            }
            throw new InvalidOperationException("The stream has ended.");
        }
    }

    [Fact]
    public async Task Its_places_are_bounded_and_given_back()
    {
        var mo = await site.Moderator("mo");
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 2; i++)
            open.Add(
                await mo.GetAsync("/api/v1/cases/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
        using var refused = await mo.GetAsync("/api/v1/cases/events", HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "too-many-live"), (refused.StatusCode, await refused.Code()));

        open.ForEach(answer => answer.Dispose());
        await Wait.Until("a place is free", async () =>
        {
            using var again = await mo.GetAsync("/api/v1/cases/events", HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken);
            return again.StatusCode == HttpStatusCode.OK;
        });
    }
}
