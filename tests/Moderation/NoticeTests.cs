using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
        Assert.Equal(url, (await Site.Html(await browser.GetAsync("/notice?url=" + Uri.EscapeDataString(url)))).GetElementById("url")!
            .GetAttribute("value"));

        // The comment's options and the form to report it lead there with its address.
        foreach (var from in new[] { "options", "report" })
        {
            var link = (await site.Html($"{site.Page}/comments/{id}/{from}")).QuerySelector("main a[href^='/notice?']")!
                .GetAttribute("href")!;
            Assert.Equal($"{url}#c-{id}", (await Site.Html(await browser.GetAsync(link))).GetElementById("url")!.GetAttribute("value"));
        }

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
        Assert.Equal("notice",
            (await (await site.Api().GetAsync($"/api/v1/decisions/{decision}")).Json()).GetProperty("source").GetString());
        using var without = await site.Browser().GetAsync(receipt.Split('?')[0]);
        Assert.Equal(HttpStatusCode.NotFound, without.StatusCode);
    }

    [Fact]
    public async Task Whoever_gave_a_rejected_notice_can_ask_once_that_another_moderator_looks()
    {
        var id = await site.Ada.Post("Borderline, perhaps.");
        var url = new Uri(site.Address, $"{site.Page}/comments/{id}").ToString();
        var (browser, first, other) = (site.Browser(), await site.Moderator("mo"), await site.Moderator("ma"));
        using var given = await browser.PostAsync("/notice", Form(url));
        var receipt = given.Headers.Location!.OriginalString;
        Assert.DoesNotContain("Ask another moderator", await site.Text(receipt), StringComparison.Ordinal);
        using var kept = await first.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts = "An opinion about the mayor." });
        Assert.Contains("Ask another moderator", await site.Text(receipt), StringComparison.Ordinal);

        var (notice, key) = (receipt.Split('/', '?')[2], receipt.Split("receipt=")[1]);
        using var empty = await browser.PostAsync($"/notices/{notice}/again",
            new FormUrlEncodedContent([new("receipt", key), new("text", " ")]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        using var asked = await browser.PostAsync($"/notices/{notice}/again",
            new FormUrlEncodedContent([new("receipt", key), new("text", "It names me and my street.")]));
        Assert.Equal(HttpStatusCode.Found, asked.StatusCode);
        Assert.Contains("Another moderator than the first looks at it", await site.Text(asked.Headers.Location!.OriginalString),
            StringComparison.Ordinal);
        using var twice = await site.Api().PostAsJsonAsync($"/api/v1/notices/{notice}/again", new { receipt = key, text = "Again." });
        Assert.Equal("asked-already", await twice.Code());
        using var stranger = await site.Api()
            .PostAsJsonAsync($"/api/v1/notices/{notice}/again", new { receipt = "notice-other", text = "Again." });
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);

        // It isn't before the one who decided, who can't decide again either way.
        Assert.DoesNotContain(id.ToString(), await (await site.SignedIn(Role.Moderator, "mo@news.example")).GetStringAsync("/moderation"),
            StringComparison.Ordinal);
        Assert.Contains("It names me and my street.",
            await (await site.SignedIn(Role.Moderator, "ma@news.example")).GetStringAsync("/moderation?kind=notice"),
            StringComparison.Ordinal);
        using var again = await first.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts = "Still an opinion." });
        Assert.Equal("same-moderator", await again.Code());
        Assert.Equal("same-moderator", await (await first.TryRemove(id)).Code());
        await other.Remove(id, "private-data");
        Assert.Contains("The comment was removed.", await site.Text(asked.Headers.Location!.OriginalString), StringComparison.Ordinal);
        Assert.Contains("The comment stays.", await site.Text(receipt), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_rejected_notices_neither_moderator_sees_or_decides_what_is_said_against_them()
    {
        var id = await site.Ada.Post("Borderline, twice.");
        var (moderators, first) = (new[] { "ann", "bob" }, new List<(Guid Notice, string Receipt)>());
        foreach (var name in moderators)
        {
            using var given = await Give(id);
            var notice = await given.Json();
            using var kept = await (await site.Moderator(name))
                .PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts = "An opinion." });
            Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
            first.Add((notice.GetProperty("noticeId").GetGuid(), notice.GetProperty("receipt").GetString()!));
        }
        foreach (var (notice, receipt) in first)
        {
            using var asked = await site.Api().PostAsJsonAsync($"/api/v1/notices/{notice}/again", new { receipt, text = "Look again." });
            Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        }

        foreach (var name in moderators)
        {
            Assert.Equal("same-moderator", await (await (await site.Moderator(name)).TryRemove(id)).Code());
            var page = await Site.Html(await (await site.SignedIn(Role.Moderator, name + "@news.example")).GetAsync("/moderation"));
            Assert.Empty(page.QuerySelectorAll("[data-case]"));
            Assert.Contains("Not for you: 1.", page.QuerySelector("[data-for-others]")!.TextContent, StringComparison.Ordinal);
        }
        var third = await Site.Html(await (await site.SignedIn(Role.Moderator, "cleo@news.example")).GetAsync("/moderation"));
        Assert.Single(third.QuerySelectorAll("[data-case]"));
        Assert.Null(third.QuerySelector("[data-for-others]"));
    }

    [Fact]
    public async Task Who_gave_notice_of_a_comment_that_its_author_withdraws_is_answered()
    {
        var id = await site.Ada.Post("Taken back.");
        var url = new Uri(site.Address, $"{site.Page}/comments/{id}").ToString();
        using var given = await site.Browser().PostAsync("/notice", Form(url));
        var receipt = given.Headers.Location!.OriginalString;
        (await site.Boris.Report(id)).Dispose();

        (await site.Ada.Withdraw(id)).Dispose();

        await site.Round();
        Assert.Contains("Its author withdrew the comment", await site.Text(receipt), StringComparison.Ordinal);
        Assert.Equal((0, 0),
            await site.Query(async db => (await db.Cases.CountAsync(x => x.ClosedAt == null), await db.Reports.CountAsync())));
        using var again = await site.Api().PostAsJsonAsync($"/api/v1/notices/{receipt.Split('/', '?')[2]}/again",
            new { receipt = receipt.Split("receipt=")[1], text = "Look." });
        Assert.Equal("gone", await again.Code());
        await (await site.Moderator("mo")).Remove(await site.Ada.Post("Another one, removed."));
        using var zip = new System.IO.Compression.ZipArchive(await site.Api().GetStreamAsync("/transparency/reports/2026"));
        using var part = new StreamReader(zip.GetEntry("4_notices.csv")!.Open());
        Assert.Contains("of 1 the comment was withdrawn by its author first, and 0 wait", await part.ReadToEndAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Six_months_after_the_answer_nobody_knows_any_more_who_gave_it()
    {
        var (id, other) = (await site.Ada.Post("Lawful."), await site.Ada.Post("Undecided."));
        foreach (var one in new[] { id, other }) (await Give(one)).Dispose();
        (await (await site.Moderator("mo")).PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts = "An opinion." })).Dispose();

        site.Clock.Advance(TimeSpan.FromDays(180));
        Assert.Null(await Forget());
        site.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal(1, (await Forget())!.Notices);

        Assert.Equal([(id, null, null), (other, "Nora", "nora@example.org")],
            (await site.Query(db => db.Notices.Select(x => new { x.CommentId, x.Name, x.Email }).ToListAsync()))
                .OrderBy(x => x.CommentId == other).Select(x => (x.CommentId, x.Name, x.Email)));

        async Task<Forgotten?> Forget()
        {
            using var scope = site.App.Services.CreateScope();
            return await scope.ServiceProvider.GetRequiredService<Notices>()
                .ForgetNames(site.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_yearly_report_counts_every_notice_once_and_a_second_look_as_a_complaint()
    {
        var (kept, removed, waiting) = (await site.Ada.Post("Kept."), await site.Ada.Post("Removed."), await site.Ada.Post("Waiting."));
        var (mo, ma) = (await site.Moderator("mo"), await site.Moderator("ma"));
        using var given = await Give(kept);
        foreach (var id in new[] { removed, waiting }) (await Give(id)).Dispose();
        site.Clock.Advance(TimeSpan.FromHours(3));
        (await mo.PostAsJsonAsync($"/api/v1/comments/{kept}/keeping", new { facts = "An opinion." })).Dispose();
        var (decision, _) = await mo.Remove(removed, "threats");
        (await mo.PostAsJsonAsync($"/api/v1/decisions/{decision}/suspension", new { facts = "Again." })).Dispose();
        var first = await given.Json();
        (await site.Api().PostAsJsonAsync($"/api/v1/notices/{first.GetProperty("noticeId").GetGuid()}/again",
            new { receipt = first.GetProperty("receipt").GetString(), text = "Look again." })).Dispose();
        site.Clock.Advance(TimeSpan.FromHours(1));
        await ma.Remove(kept, "threats");

        using var zip = new System.IO.Compression.ZipArchive(await site.Api().GetStreamAsync("/transparency/reports/2026"));
        var (notices, own, complaints) = (await Part("4_notices.csv"), await Part("6_own_initiative_TC.csv"),
            await Part("7_appeals_and_recidivism.csv"));

        Assert.Contains(",TOTAL,,3,,3,,3.0,,0,,1,", notices, StringComparison.Ordinal);
        Assert.Contains("and 1 wait", notices, StringComparison.Ordinal);
        Assert.Contains("Complaint regarding a decision not to act on a notice,Decisions reversed,1,", complaints,
            StringComparison.Ordinal);
        Assert.Contains("Number of complaints submitted to the internal-complaints mechanism,Total number,1,", complaints,
            StringComparison.Ordinal);
        Assert.Contains(",TOTAL,,1,0,0,0,0,0,0,0,0,0,0,0,1,", own, StringComparison.Ordinal);

        async Task<string> Part(string name)
        {
            using var reader = new StreamReader(zip.GetEntry(name)!.Open());
            return await reader.ReadToEndAsync();
        }
    }

    [Fact]
    public async Task The_EUs_table_says_when_it_was_written_and_what_was_found_without_naming_anybody()
    {
        var id = await site.Ada.Post("Ring Willem Dorn at 555-0123.");
        site.Clock.Advance(TimeSpan.FromDays(2));
        using var given = await Give(id);
        var mo = await site.Moderator("mo");
        using var removed = await mo.TryRemove(id, "private-data", "It gives the number of Willem Dorn.");
        (await mo.PostAsJsonAsync($"/api/v1/decisions/{(await removed.Json()).GetProperty("decisionId").GetGuid()}/suspension",
            new { facts = "The third number." })).Dispose();

        var table = await site.Api().GetStringAsync("/transparency/statements.csv");

        var row = table.Split("\r\n")[1];
        Assert.Contains(",2026-06-23,2026-06-25,", row, StringComparison.Ordinal);
        Assert.Contains("A comment in a public discussion was removed: it ", row, StringComparison.Ordinal);
        Assert.Contains("Somebody had given notice of it (Article 16)", row, StringComparison.Ordinal);
        // What broke the rule was the comment, not the reader.
        Assert.Contains("suspended from writing comments for a while: a comment of theirs ", table.Split("\r\n")[2],
            StringComparison.Ordinal);
        // Without it the database refuses a row with this ground.
        Assert.Contains("The terms of this site forbid a comment that ", row, StringComparison.Ordinal);
        foreach (var personal in new[] { "Willem", "555-0123", "Ada", "Nora" })
            Assert.DoesNotContain(personal, row, StringComparison.Ordinal);
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
            using var answer = await site.Api().PostAsJsonAsync("/api/v1/notices",
                new { url, rule = "threats", reasons, name, email, goodFaith = faith, aboutChild = child });
            Assert.Equal(code is null ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            if (code is not null) Assert.Equal(code, await answer.Code());
        }
        Assert.Null((await site.Query(db => db.Notices.SingleAsync())).Name);
        using var again = await Give(id);
        Assert.Equal(2, (await site.Query(db => db.Cases.SingleAsync())).Reports);
    }

    private Task<HttpResponseMessage> Give(Guid id) => site.Api().PostAsJsonAsync("/api/v1/notices", new
    {
        url = new Uri(site.Address, $"{site.Page}/comments/{id}").ToString(), rule = "threats", reasons = "It threatens me.", name = "Nora",
        email = "nora@example.org", goodFaith = true,
    });

    private static FormUrlEncodedContent Form(string url, params (string Key, string Value)[] changed)
    {
        var fields = new Dictionary<string, string> { ["url"] = url, ["rule"] = "illegal-content", ["text"] = "It says that I stole.",
            ["name"] = "Nora", ["email"] = "nora@example.org", ["faith"] = "1" };
        foreach (var (key, value) in changed) fields[key] = value;
        return new FormUrlEncodedContent(fields);
    }
}
