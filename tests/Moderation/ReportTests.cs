using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Moderation;
using Parley.Reputation;

namespace Parley.Tests.Moderation;

public sealed class ReportTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_hundred_reports_hide_nothing()
    {
        var id = await site.Ada.Post("A lawful comment that many dislike.");
        var before = (await site.Comment(id)).ToString();
        var brigade = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => site.NewGuest($"Brigade {i}")));

        var answers = await Task.WhenAll(brigade.Select(guest => guest.Report(id, "threats")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Equal(before, (await site.Comment(id)).ToString());
        Assert.Contains("that many dislike", (await site.Html(site.Page)).GetElementById($"c-{id}")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(100, (await site.Query(db => db.Cases.SingleAsync())).Reports);
        Assert.Equal(100, await site.Query(db => db.Reports.CountAsync()));
        Assert.Equal(0, await site.Query(db => db.LogEntries.CountAsync()));
    }

    [Fact]
    public async Task A_reader_reports_a_comment_once_and_is_answered_the_same_again()
    {
        var id = await site.Ada.Post("Reported.");
        foreach (var isNew in new[] { true, false })
        {
            using var answer = await site.Boris.Report(id);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal(isNew, (await answer.Json()).GetProperty("isNew").GetBoolean());
        }
        Assert.Equal((1, 1), await site.Query(async db => (await db.Reports.CountAsync(), (await db.Cases.SingleAsync()).Reports)));
    }

    [Fact]
    public async Task A_report_names_a_rule_and_is_not_about_oneself()
    {
        var id = await site.Ada.Post("Fine.");
        foreach (var (reporter, rule, note, status) in new[]
        {
            (site.Boris, null, "x", HttpStatusCode.UnprocessableEntity), (site.Boris, "dislike", "x", HttpStatusCode.UnprocessableEntity),
            (site.Boris, "spam", new string('x', Reports.LongestNote + 1), HttpStatusCode.UnprocessableEntity),
            (site.Ada, "spam", "x", HttpStatusCode.UnprocessableEntity), (site.Boris, "spam", null, HttpStatusCode.Accepted),
        })
        {
            using var answer = await reporter.Report(id, rule, note);
            Assert.Equal(status, answer.StatusCode);
        }
        using var stranger = await site.Api().PostAsJsonAsync($"/api/v1/comments/{id}/reports", new { rule = "spam" });
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        using var nothing = await site.Boris.Report(Guid.Empty);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task A_stranger_reports_by_a_form_that_thanks()
    {
        var id = await site.Ada.Post("Report me.");
        var browser = site.Browser();
        var path = $"{site.Page}/comments/{id}/report";
        var form = await Site.Html(await browser.GetAsync(path));
        Assert.Contains(form.QuerySelectorAll("[name=rule]"), choice => choice.GetAttribute("value") == "private-data");

        using var refused = await browser.PostAsync(path, new FormUrlEncodedContent([new("text", "My address.")]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("My address.", (await Site.Html(refused)).QuerySelector("textarea")!.TextContent);
        using var sent = await browser.PostAsync(path,
            new FormUrlEncodedContent([new("rule", "private-data"), new("text", "My address.")]));
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);

        Assert.NotNull((await Site.Html(await browser.GetAsync(sent.Headers.Location))).QuerySelector("[data-sent]"));
        Assert.Equal("My address.", (await site.Query(db => db.Reports.SingleAsync())).Note);
    }

    [Fact]
    public async Task What_a_moderator_decides_answers_every_report()
    {
        var (bad, good) = (await site.Ada.Post("Bad."), await site.Ada.Post("Good."));
        foreach (var id in new[] { bad, good }) foreach (var guest in new[] { site.Boris, site.Chen }) (await guest.Report(id)).Dispose();
        var moderator = await site.Moderator("mo");

        await moderator.Remove(bad);
        using var kept = await moderator.PostAsJsonAsync($"/api/v1/comments/{good}/keeping", new { });
        using var again = await moderator.PostAsJsonAsync($"/api/v1/comments/{good}/keeping", new { });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (kept.StatusCode, again.StatusCode));
        Assert.Equal((2, 2), await site.Query(async db => (await db.Reports.CountAsync(x => x.UpheldAt != null && x.CommentId == bad),
            await db.Reports.CountAsync(x => x.DismissedAt != null && x.CommentId == good))));
        Assert.Equal(0, await site.Query(db => db.Cases.CountAsync(x => x.ClosedAt == null)));
        Assert.Equal("report", (await site.Ada.Http.GetAsync(
                $"/api/v1/decisions/{(await site.Query(db => db.Decisions.SingleAsync(x => x.Kind == DecisionKind.Removal))).Id}").Result
            .Json()).GetProperty("source").GetString());
        Assert.Equal(2, await site.Query(db => db.Ledger.CountAsync(x => x.Deed == Deed.ReportUpheld && x.UndoneAt == null)));
        Assert.Equal("published", (await site.Comment(good)).GetProperty("status").GetString());

        (await (await site.NewGuest("Dora")).Report(good)).Dispose();
        Assert.Equal(1, await site.Query(db => db.Cases.CountAsync(x => x.ClosedAt == null)));
    }
}
