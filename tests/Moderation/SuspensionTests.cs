using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Moderation;

public sealed class SuspensionTests : IAsyncLifetime
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
    public async Task A_suspended_reader_is_told_why_and_until_when_and_writes_again_by_themselves()
    {
        var (old, boris) = (await site.Ada.Post("Still to be changed."), await site.Boris.Post("To be reported."));
        var suspension = await Suspend(await site.Ada.Post("Offers, again and again."));

        using var post = await site.Ada.TryPost("May I?");
        using var edit = await site.Ada.Edit(old, "May I?");
        using var report = await site.Ada.Report(boris);
        using var vote = await site.Ada.Vote(boris, 1);
        Assert.All([post, edit, report], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        var told = await post.Json();
        Assert.Equal("suspended", told.GetProperty("code").GetString());
        // On a page a link leads there: nobody copies an address, and the receipt stands open on no screen.
        foreach (var (address, field) in new[] { ("/comments", "text"), ($"/comments/{boris}/report", "rule") })
        {
            using var sent = new HttpRequestMessage(HttpMethod.Post, site.Page + address)
                { Content = new FormUrlEncodedContent([new(field, "spam")]) };
            sent.Headers.Accept.ParseAdd("text/html");
            using var answer = await site.Ada.Http.SendAsync(sent);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            var page = await Site.Html(answer);
            Assert.StartsWith($"/decisions/{suspension}?receipt=receipt-", page.QuerySelector(".refusal a")!.GetAttribute("href"),
                StringComparison.Ordinal);
            Assert.DoesNotContain("receipt-", page.Body!.TextContent, StringComparison.Ordinal);
        }
        Assert.Contains($"/decisions/{suspension}", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, vote.StatusCode);
        var read = await (await site.Ada.Http.GetAsync($"/api/v1/decisions/{suspension}")).Json();
        Assert.Equal(("suspension", "The third time."), (read.GetProperty("kind").GetString(), read.GetProperty("facts").GetString()));
        Assert.Equal(site.Clock.GetUtcNow().AddDays(1), read.GetProperty("untilAt").GetDateTimeOffset());
        using var again = await mia.PostAsJsonAsync($"/api/v1/decisions/{await Removal(suspension)}/suspension", new { facts = "Again." });
        Assert.Equal("suspended-already", await again.Code());

        site.Clock.Advance(TimeSpan.FromDays(1));
        await site.Ada.Post("Here I am again.");
    }

    [Fact]
    public async Task Each_suspension_is_a_step_longer_and_none_without_a_removal()
    {
        foreach (var days in new[] { 1, 7, 30, 180, 180 })
        {
            var (removal, _) = await mo.Remove(await site.Ada.Post($"Offers for {days} days, {site.Clock.GetUtcNow()}."));
            using var suspended = await mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "Again." });
            Assert.Equal(site.Clock.GetUtcNow().AddDays(days), (await suspended.Json()).GetProperty("until").GetDateTimeOffset());
            site.Clock.Advance(TimeSpan.FromDays(days));
        }
        var (last, _) = await mo.Remove(await site.Boris.Post("Boris's first."));
        foreach (var (facts, decision, code) in new[] { ("", last, "facts-missing"), ("r3", last, "facts-too-short"),
            ("Again.", Guid.Empty, "not-found") })
        {
            using var refused = await mo.PostAsJsonAsync($"/api/v1/decisions/{decision}/suspension", new { facts });
            Assert.Equal(code, await refused.Code());
        }
        using var ruled = await mia.Rule(await site.Boris.Http.Appeal(last));
        using var late = await mo.PostAsJsonAsync($"/api/v1/decisions/{last}/suspension", new { facts = "Again." });
        Assert.Equal("no-removal", await late.Code());
    }

    [Fact]
    public async Task An_appeal_ends_a_suspension_and_takes_its_step_back()
    {
        var suspension = await Suspend(await site.Ada.Post("Offers."));
        var appeal = await site.Ada.Http.Appeal(suspension);
        using var same = await mo.Rule(appeal);
        Assert.Equal("same-moderator", await same.Code());
        using var ruled = await mia.Rule(appeal);
        Assert.Equal(HttpStatusCode.OK, ruled.StatusCode);

        await site.Ada.Post("Free again.");
        Assert.Equal([LogAction.Removal, LogAction.Suspension, LogAction.Reversed],
            await site.Query(db => db.LogEntries.OrderBy(x => x.Index).Select(x => x.Action).ToListAsync()));
        var second = await Suspend(await site.Ada.Post("More offers."));
        Assert.Equal(site.Clock.GetUtcNow().AddDays(1),
            await site.Query(db => db.Decisions.Where(x => x.Id == second).Select(x => x.UntilAt).SingleAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_suspension_ends_with_the_removal_that_it_followed(bool isAppealed)
    {
        var id = await site.Ada.Post("No offer at all.");
        var suspension = await Suspend(id);
        if (isAppealed) await site.Ada.Http.Appeal(suspension);
        var appeal = await site.Ada.Http.Appeal(await Removal(suspension));
        using var ruled = await mia.Rule(appeal);

        Assert.Equal(HttpStatusCode.OK, ruled.StatusCode);
        await site.Ada.Post("I may write again.");
        List<LogAction> entries = [LogAction.Removal, LogAction.Suspension, LogAction.Reversed, LogAction.SuspensionEnd];
        if (isAppealed) entries.Add(LogAction.Reversed);
        Assert.Equal(entries, await site.Query(db => db.LogEntries.OrderBy(x => x.Index).Select(x => x.Action).ToListAsync()));
        Assert.Equal(suspension,
            await site.Query(db => db.LogEntries.Where(x => x.Action == LogAction.SuspensionEnd).Select(x => x.DecisionId).SingleAsync()));
        var read = await (await site.Ada.Http.GetAsync($"/api/v1/decisions/{suspension}")).Json();
        Assert.Equal(site.Clock.GetUtcNow(), read.GetProperty("reversedAt").GetDateTimeOffset());
        Assert.Equal(isAppealed ? "reverse" : null, isAppealed ? read.GetProperty("appeal").GetProperty("outcome").GetString() : null);
        Assert.Equal(0, await site.Query(db => db.Cases.CountAsync(x => x.ClosedAt == null)));
        if (!isAppealed)
        {
            using var late = await site.Ada.Http.TryAppeal(suspension);
            Assert.Equal("reversed-already", await late.Code());
        }
        // It is no step either.
        var second = await Suspend(await site.Ada.Post("Offers this time."));
        Assert.Equal(site.Clock.GetUtcNow().AddDays(1),
            await site.Query(db => db.Decisions.Where(x => x.Id == second).Select(x => x.UntilAt).SingleAsync()));
    }

    [Fact]
    public async Task An_appeal_that_was_not_granted_is_no_reason_of_its_end_and_one_that_ran_out_is_spoken_of_as_past()
    {
        var (max, page) = (await site.Moderator("max"), await site.SignedIn(Role.Moderator, "max@news.example"));
        var suspension = await Suspend(await site.Ada.Post("No offer."));
        using var upheld = await mia.Rule(await site.Ada.Http.Appeal(suspension), "uphold");
        using var granted = await max.Rule(await site.Ada.Http.Appeal(await Removal(suspension)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (upheld.StatusCode, granted.StatusCode));
        var told = await site.Ada.Http.GetStringAsync($"/decisions/{suspension}");
        foreach (var said in new[] { "the removal that it followed was reversed", "the decision stands" })
            Assert.Contains(said, told, StringComparison.Ordinal);
        Assert.DoesNotContain("Reversed after an appeal", told, StringComparison.Ordinal);
        Assert.Contains("The removal that it followed was reversed after an appeal.", await site.Ada.Http.GetStringAsync("/account"),
            StringComparison.Ordinal);

        await site.Boris.Http.Appeal(await Suspend(await site.Boris.Post("No offer either.")));
        async Task<string> Card() =>
            (await Site.Html(await page.GetAsync("/moderation?kind=appeal"))).QuerySelector(".case-appeal")!.TextContent;
        Assert.Contains("Its author is suspended until", await Card(), StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Contains("A suspension, which ended on", await Card(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_removal_carries_one_suspension()
    {
        var (removal, _) = await mo.Remove(await site.Ada.Post("Offers."));
        var both = await Task.WhenAll(new[] { mo, mia }
            .Select(moderator => moderator.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "Again." })));
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict], both.Select(x => x.StatusCode).Order());
        site.Clock.Advance(TimeSpan.FromDays(1));
        await site.Ada.Post("Free again.");

        using var again = await mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "Again." });

        Assert.Equal("suspended-for-it", await again.Code());
        await site.Ada.Post("Still free.");
    }

    [Fact]
    public async Task Nobody_is_suspended_for_what_is_taken_back_at_the_same_time()
    {
        for (var i = 0; i < 5; i++)
        {
            var (removal, _) = await mo.Remove(await site.Ada.Post($"Offers, number {i}."));
            var appeal = await site.Ada.Http.Appeal(removal);
            var both = await Task.WhenAll(mia.Rule(appeal),
                mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "Again." }));

            Assert.Equal(HttpStatusCode.OK, both[0].StatusCode);
            if (both[1].StatusCode != HttpStatusCode.Created) Assert.Equal("no-removal", await both[1].Code());
            await site.Ada.Post($"Free, number {i}.");
        }
    }

    [Fact]
    public async Task The_form_for_it_is_on_the_decision_for_moderators_and_the_staff_is_never_suspended()
    {
        var (removal, _) = await mo.Remove(await site.Ada.Post("Offers."));
        var moderator = await site.SignedIn(Role.Moderator, "max@news.example");
        Assert.NotNull((await Site.Html(await moderator.GetAsync($"/decisions/{removal}")))
            .QuerySelector("form[action$=suspension] textarea[minlength='3']"));
        Assert.Null((await Site.Html(await site.Ada.Http.GetAsync($"/decisions/{removal}"))).QuerySelector("form[action$=suspension]"));
        using var sent = await moderator.PostAsync($"/decisions/{removal}/suspension", new FormUrlEncodedContent([new("text", "Ad.")]));
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        // Then it is no longer offered, and moderators are led to it.
        var after = await Site.Html(await moderator.GetAsync($"/decisions/{removal}"));
        Assert.Null(after.QuerySelector("form[action$=suspension]"));
        var suspension = await site.Query(db => db.Decisions.Where(x => x.CauseId == removal).Select(x => x.Id).SingleAsync());
        Assert.NotNull(after.QuerySelector($"a[href='/decisions/{suspension}']"));
        Assert.DoesNotContain(suspension.ToString(), await site.Text($"/decisions/{removal}"), StringComparison.Ordinal);

        using var posted = await (await site.Acts(Role.Editor, "ed@news.example"))
            .PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments", new { text = "An editor's offer." });
        var (own, _) = await mo.Remove((await posted.Json()).GetProperty("id").GetGuid());
        using var staff = await mo.PostAsJsonAsync($"/api/v1/decisions/{own}/suspension", new { facts = "Again." });
        Assert.Equal("staff", await staff.Code());
    }

    [Fact]
    public async Task Whose_reports_are_hardly_ever_right_is_warned_and_then_paused()
    {
        for (var i = 1; i <= Reports.Paused; i++)
        {
            var id = await site.Ada.Post($"Fine number {i}.");
            using var answer = await site.Boris.Report(id);
            Assert.Equal((i, i > Reports.Warned), (i, (await answer.Json()).GetProperty("warning").GetString() is not null));
            using var kept = await mo.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { });
            Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        }
        var last = await site.Ada.Post("Fine, too.");
        using var paused = await site.Boris.Report(last);
        using var other = await site.Chen.Report(last);
        site.Clock.Advance(TimeSpan.FromDays(15));
        using var later = await site.Boris.Report(last);

        Assert.Equal("reports-paused", await paused.Code());
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (other.StatusCode, later.StatusCode));
    }

    private async Task<Guid> Suspend(Guid comment)
    {
        var (removal, _) = await mo.Remove(comment);
        using var answer = await mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "The third time." });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Json()).GetProperty("decisionId").GetGuid();
    }

    private Task<Guid> Removal(Guid suspension) => site.Query(async db =>
    {
        var found = await db.Decisions.SingleAsync(x => x.Id == suspension);
        return (await db.Decisions.SingleAsync(x => x.CommentId == found.CommentId && x.Kind == DecisionKind.Removal)).Id;
    });
}
