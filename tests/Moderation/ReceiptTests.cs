using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Readers;

namespace Parley.Tests.Moderation;

/// <summary>By the receipt an author without a name reads the reasons and appeals, from whichever browser. It is theirs alone.</summary>
public sealed class ReceiptTests : IAsyncLifetime
{
    private readonly Site site = new();
    private HttpClient mo = null!;

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        mo = await site.Moderator("mo");
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task The_author_is_given_it_and_nobody_else()
    {
        var id = await site.Ada.Post("Cheap xylophones.");
        using var removed = await mo.TryRemove(id);
        var json = await removed.Json();
        Assert.Equal(JsonValueKind.Null, json.GetProperty("receipt").ValueKind);
        using var suspended = await mo.PostAsJsonAsync($"/api/v1/decisions/{json.GetProperty("decisionId").GetGuid()}/suspension",
            new { facts = "Again." });
        var receipt = await site.Ada.Receipt(id);

        foreach (var page in new[]
        {
            json.ToString(), (await suspended.Json()).ToString(),
            await mo.GetStringAsync($"/decisions/{json.GetProperty("decisionId").GetGuid()}"), await mo.GetStringAsync("/account"),
            await site.Text(site.Page), (await site.Comment(id)).ToString(), (await site.Discussion()).ToString(),
            await site.Text($"/readers/{site.Ada.Id}"),
        })
            Assert.DoesNotContain("receipt-", page, StringComparison.Ordinal);
        foreach (var other in new[] { site.Boris.Http, mo, site.Api() })
            Assert.Equal("{}", (await other.GetFromJsonAsync<JsonElement>($"/api/v1/discussions/{await site.DiscussionId()}/mine"))
                .GetProperty("decisions").ToString());

        // On their own page, and whenever they try to write
        var account = await site.Ada.Http.GetStringAsync("/account");
        Assert.Contains(receipt, account, StringComparison.Ordinal);
        using var refused = await site.Ada.TryPost("May I?");
        var link = new Uri((await refused.Json()).GetProperty("detail").GetString()!.Split(' ')[^1]).PathAndQuery;
        Assert.Contains(WebUtility.HtmlEncode(link), account, StringComparison.Ordinal);
        var statement = await site.Html(link);
        Assert.Contains("Again.", statement.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(statement.QuerySelector("form[action$=appeal]"));
    }

    [Fact]
    public async Task It_opens_its_own_decision_in_any_browser_and_no_other()
    {
        var (first, second) = (await site.Ada.Post("Cheap xylophones."), await site.Ada.Post("Dear xylophones."));
        var ((one, _), (two, _)) = (await mo.Remove(first), await mo.Remove(second));
        var told = await site.Ada.Told(first);
        Assert.StartsWith($"/decisions/{one}?receipt=", told, StringComparison.Ordinal);

        Assert.Contains("Cheap xylophones.", await site.Text(told), StringComparison.Ordinal);
        // And no page that it leads to is told the address with it.
        using var opened = await site.Browser().GetAsync(told);
        Assert.Equal(["no-referrer"], opened.Headers.GetValues("Referrer-Policy"));
        Assert.DoesNotContain("xylophones", await site.Text(told.Replace(one.ToString(), two.ToString(), StringComparison.Ordinal)),
            StringComparison.Ordinal);
        using var elsewhere = await site.Api().TryAppeal(two, receipt: await site.Ada.Receipt(first));
        Assert.Equal("not-yours", await elsewhere.Code());
        Assert.Equal(told, await site.Ada.Told(first));
        var browser = site.Browser();
        using var appealed = await browser.PostAsync($"/decisions/{one}/appeal",
            new FormUrlEncodedContent([new("text", "No offer."), new("receipt", told.Split('=')[1])]));
        Assert.Equal((HttpStatusCode.Found, told), (appealed.StatusCode, appealed.Headers.Location!.OriginalString));
        Assert.Contains("No offer.", await site.Text(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moderator_who_has_it_all_the_same_cannot_use_up_the_authors_appeal()
    {
        var id = await site.Ada.Post("Cheap xylophones.");
        var (decision, _) = await mo.Remove(id);
        var receipt = await site.Ada.Receipt(id);

        foreach (var staff in new[] { mo, await site.Moderator("mia"), await site.Acts(Role.Editor, "ed@news.example") })
        {
            using var refused = await staff.TryAppeal(decision, receipt: receipt);
            Assert.Equal((HttpStatusCode.Forbidden, "not-yours"), (refused.StatusCode, await refused.Code()));
        }
        await site.Ada.Http.Appeal(decision);
    }
}
