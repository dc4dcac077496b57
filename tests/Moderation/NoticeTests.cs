using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Moderation;

public sealed class NoticeTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Anybody_gives_notice_by_the_form_has_a_receipt_and_gets_an_answer()
    {
        var (id, browser) = (await site.Ada.Post("Illegal, perhaps."), site.Browser());
        var url = new Uri(site.Address, $"{site.Page}/comments/{id}").ToString();
        Assert.Equal(url, (await Site.Html(await browser.GetAsync("/notice?url=" + Uri.EscapeDataString(url)))).GetElementById("url")!.GetAttribute("value"));

        using var refused = await browser.PostAsync("/notice", Form(url, ("faith", "")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("It says that I stole.", (await Site.Html(refused)).GetElementById("reasons")!.TextContent);
        using var given = await browser.PostAsync("/notice", Form(url));
        Assert.Equal(HttpStatusCode.Found, given.StatusCode);
        var receipt = given.Headers.Location!.OriginalString;
        Assert.Contains("Nobody has decided yet", await site.Text(receipt), StringComparison.Ordinal);
        Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());

        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var card = (await Site.Html(await moderator.GetAsync("/moderation?kind=notice"))).QuerySelector("[data-case]")!;
        Assert.Contains("It says that I stole.", card.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Nora", card.TextContent, StringComparison.Ordinal);
        var (decision, _) = await (await site.Moderator("mo")).Remove(id, "illegal-content");

        Assert.Contains("The comment was removed", await site.Text(receipt), StringComparison.Ordinal);
        Assert.Equal("notice", (await (await site.Api().GetAsync($"/api/v1/decisions/{decision}")).Json()).GetProperty("source").GetString());
        using var without = await site.Browser().GetAsync(receipt.Split('?')[0]);
        Assert.Equal(HttpStatusCode.NotFound, without.StatusCode);
    }

    [Fact]
    public async Task A_rejected_notice_has_its_reasons_and_stands_in_the_log()
    {
        var id = await site.Ada.Post("Lawful.");
        using var given = await Give(id);
        var moderator = await site.Moderator("mo");

        using var silent = await moderator.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { });
        Assert.Equal("facts-missing", await silent.Code());
        using var kept = await moderator.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts = "An opinion about the mayor." });

        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        var json = await given.Json();
        var (notice, receipt) = (json.GetProperty("noticeId").GetGuid(), json.GetProperty("receipt").GetString());
        var answer = await site.Text($"/notices/{notice}?receipt={receipt}");
        Assert.Contains("The comment stays.", answer, StringComparison.Ordinal);
        Assert.Contains("An opinion about the mayor.", answer, StringComparison.Ordinal);
        Assert.Equal([LogAction.NoticeRejected], await site.Query(db => db.LogEntries.Select(x => x.Action).ToListAsync()));
        var decision = (await kept.Json()).GetProperty("decisionId").GetGuid();
        Assert.Contains("it stays", await site.Text($"/decisions/{decision}"), StringComparison.Ordinal);
        using var appeal = await site.Ada.Http.TryAppeal(decision);
        Assert.Equal(HttpStatusCode.NotFound, appeal.StatusCode);
    }

    [Fact]
    public async Task A_notice_needs_the_exact_address_reasons_a_name_and_good_faith()
    {
        var id = await site.Ada.Post("Whatever.");
        var page = new Uri(site.Address, site.Page).ToString();
        foreach (var (url, reasons, name, email, faith, child, code) in new[]
        {
            (page, "x", "Nora", "nora@example.org", true, false, "bad-url"),
            ($"https://elsewhere.example/articles/the-bridge/comments/{id}", "x", "Nora", "nora@example.org", true, false, "bad-url"),
            (null, "x", "Nora", "nora@example.org", true, false, "bad-url"),
            ($"{page}/comments/{Guid.Empty}", "x", "Nora", "nora@example.org", true, false, "no-comment"),
            ($"{page}#c-{id}", " ", "Nora", "nora@example.org", true, false, "reasons-missing"),
            ($"{page}#c-{id}", "x", "", "nora@example.org", true, false, "name-missing"),
            ($"{page}#c-{id}", "x", "Nora", "nora", true, false, "name-missing"),
            ($"{page}#c-{id}", "x", "Nora", "nora@example.org", false, false, "good-faith-missing"),
            ($"{page}#c-{id}", "x", null, null, true, true, null),
        })
        {
            using var answer = await site.Api().PostAsJsonAsync("/api/v1/notices", new { url, rule = "threats", reasons, name, email, goodFaith = faith, aboutChild = child });
            Assert.Equal(code is null ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            if (code is not null) Assert.Equal(code, await answer.Code());
        }
        Assert.Null((await site.Query(db => db.Notices.SingleAsync())).Name);
        using var again = await Give(id);
        Assert.Equal(2, (await site.Query(db => db.Cases.SingleAsync())).Reports);
    }

    private Task<HttpResponseMessage> Give(Guid id) => site.Api().PostAsJsonAsync("/api/v1/notices", new
    {
        url = new Uri(site.Address, $"{site.Page}/comments/{id}").ToString(), rule = "threats", reasons = "It threatens me.", name = "Nora", email = "nora@example.org", goodFaith = true,
    });

    private static FormUrlEncodedContent Form(string url, params (string Key, string Value)[] changed)
    {
        var fields = new Dictionary<string, string> { ["url"] = url, ["rule"] = "illegal-content", ["text"] = "It says that I stole.", ["name"] = "Nora", ["email"] = "nora@example.org", ["faith"] = "1" };
        foreach (var (key, value) in changed) fields[key] = value;
        return new FormUrlEncodedContent(fields);
    }
}
