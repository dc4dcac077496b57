using System.Net.Http.Json;
using System.Text.Json;
using Parley.Readers;

namespace Parley.Tests.Moderation;

/// <summary>
/// A statement of reasons says all that the Digital Services Act asks for (Art. 17 (3)), to programs too, and names nobody to others.
/// </summary>
public sealed class StatementTests : IAsyncLifetime
{
    private readonly Site site = new();
    private HttpClient mo = null!, mia = null!;

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        (mo, mia) = (await site.Moderator("mo"), await site.Moderator("mia"));
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task It_says_where_and_how_long_and_every_way_to_contest_it()
    {
        var (removal, _) = await mo.Remove(await site.Ada.Post("Cheap xylophones."));
        var suspension = await Suspend(removal);
        foreach (var decision in new[] { removal, suspension })
        {
            var read = await Read(site.Ada.Http, decision);
            Assert.Equal("everywhere", read.GetProperty("scope").GetString());
            Assert.Equal(["appeal", "outOfCourtBody", "court"], Ways(read));
            Assert.Equal(read.GetProperty("appealableUntil").GetDateTimeOffset(),
                read.GetProperty("redress")[0].GetProperty("until").GetDateTimeOffset());
            var page = (await Site.Html(await site.Ada.Http.GetAsync($"/decisions/{decision}"))).Body!.TextContent;
            Assert.All(read.GetProperty("redress").EnumerateArray(),
                way => Assert.Contains(way.GetProperty("words").GetString()!, page, StringComparison.Ordinal));
            Assert.Contains(decision == removal ? "Everywhere, and without end unless it is reversed." : "Everywhere, until", page,
                StringComparison.Ordinal);
        }

        // Also after the appeal was lost, which ends that way and no other.
        (await mia.Rule(await site.Ada.Http.Appeal(removal), "uphold", "It is an offer.")).Dispose();
        Assert.Equal(["outOfCourtBody", "court"], Ways(await Read(site.Ada.Http, removal)));
        Assert.Contains("certified body", await site.Ada.Http.GetStringAsync($"/decisions/{removal}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_appeal_is_promised_where_there_is_none()
    {
        var id = await site.Ada.Post("Kept.");
        (await site.Api().PostAsJsonAsync("/api/v1/notices", new
        {
            url = new Uri(site.Address, $"{site.Page}/comments/{id}").ToString(), rule = "threats", reasons = "A threat.", name = "Nora",
            email = "nora@example.org", goodFaith = true,
        })).Dispose();
        using var kept = await mo.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts = "None." });
        var (reversed, _) = await mo.Remove(id);
        (await mia.Rule(await site.Ada.Http.Appeal(reversed))).Dispose();

        var rejected = (await kept.Json()).GetProperty("decisionId").GetGuid();
        foreach (var (decision, scope, ways) in new[] { (rejected, null, ""), (reversed, "everywhere", "") })
        {
            var read = await Read(site.Ada.Http, decision);
            Assert.Equal(JsonValueKind.Null, read.GetProperty("appealableUntil").ValueKind);
            Assert.Equal((scope, ways), (read.GetProperty("scope").GetString(), string.Join(' ', Ways(read))));
            using var refused = await site.Ada.Http.TryAppeal(decision);
            Assert.False(refused.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Whom_a_suspension_concerns_stands_nowhere_but_on_their_own_page()
    {
        var id = await site.Ada.Post("Offers, again and again.");
        var (removal, _) = await mo.Remove(id);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        var suspension = await Suspend(removal);
        await NamesNobody();
        var account = await Account();
        Assert.Equal(2, account.Count);
        Assert.Contains("Suspended until", account[0], StringComparison.Ordinal);
        Assert.Contains("A reader may not write here until", await site.Text($"/decisions/{suspension}"), StringComparison.Ordinal);

        // When the comment is back its author's name stands there.
        (await mia.Rule(await site.Ada.Http.Appeal(removal))).Dispose();
        Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());
        await NamesNobody();
        account = await Account();
        Assert.Equal(2, account.Count);
        // Nothing that is over is spoken of as if it went on, and of the suspension nobody had said that it was wrong.
        Assert.Contains("A suspension, which ended on", account[0], StringComparison.Ordinal);
        Assert.Contains("The removal that it followed was reversed after an appeal.", account[0], StringComparison.Ordinal);
        Assert.Contains("Reversed after an appeal.", account[1], StringComparison.Ordinal);
        foreach (var over in new[] { removal, suspension })
        {
            var page = (await Site.Html(await site.Ada.Http.GetAsync($"/decisions/{over}"))).QuerySelector("main")!.TextContent;
            Assert.Contains("Everywhere, until June 23, 2026", page, StringComparison.Ordinal);
            Assert.Contains("Nothing: it is over.", page, StringComparison.Ordinal);
            foreach (var past in new[] { "without end", "certified body", "courts", "may not write" })
                Assert.DoesNotContain(past, page, StringComparison.Ordinal);
        }
        var moderator = await site.SignedIn(Role.Moderator, "max@news.example");
        Assert.Contains("It ended on June 23, 2026", (await Site.Html(await moderator.GetAsync($"/decisions/{removal}")))
            .QuerySelector($"p:has(> a[href='/decisions/{suspension}'])")!.TextContent, StringComparison.Ordinal);
        Assert.Empty((await Site.Html(await site.Boris.Http.GetAsync("/account"))).QuerySelectorAll("a[href*='/decisions/']"));

        async Task NamesNobody()
        {
            foreach (var other in new[] { site.Api(), site.Boris.Http, await site.Acts(Role.Editor, "ed@news.example") })
            {
                var read = await Read(other, suspension);
                Assert.Equal(JsonValueKind.Null, read.GetProperty("commentId").ValueKind);
                foreach (var text in new[] { read.ToString(),
                        (await Site.Html(await other.GetAsync($"/decisions/{suspension}"))).QuerySelector("main")!.OuterHtml })
                    foreach (var naming in new[] { id.ToString(), removal.ToString(), site.Ada.Id.ToString(), "The bridge",
                            "the-bridge", "Ada" })
                        Assert.DoesNotContain(naming, text, StringComparison.Ordinal);
            }
            foreach (var known in new[] { site.Ada.Http, mo })
                Assert.Equal(id, (await Read(known, suspension)).GetProperty("commentId").GetGuid());
            Assert.Equal(id, (await Read(site.Api(), removal)).GetProperty("commentId").GetGuid());
        }
        async Task<List<string>> Account() => [.. (await Site.Html(await site.Ada.Http.GetAsync("/account"))).QuerySelectorAll(".said li")
            .Where(line => line.QuerySelector("a[href*='/decisions/']") is not null).Select(line => line.TextContent)];
    }

    private async Task<Guid> Suspend(Guid removal)
    {
        using var answer = await mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "The third time." });
        return (await answer.Json()).GetProperty("decisionId").GetGuid();
    }

    private static Task<JsonElement> Read(HttpClient client, Guid decision) =>
        client.GetFromJsonAsync<JsonElement>($"/api/v1/decisions/{decision}");

    private static IEnumerable<string?> Ways(JsonElement read) =>
        read.GetProperty("redress").EnumerateArray().Select(way => way.GetProperty("way").GetString());
}
