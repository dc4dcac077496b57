using System.Net;
using System.Net.Http.Json;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Moderation;

public sealed class SecondLookTests : IAsyncLifetime
{
    private readonly Looking site = new();

    private sealed class Looking : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:SecondLookEvery=1"];
    }

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_decision_goes_unmarked_to_a_second_moderator_and_stays_as_it_is()
    {
        var (mo, mia) = (await site.SignedIn(Role.Moderator, "mo@news.example"), await site.SignedIn(Role.Moderator, "mia@news.example"));
        var (bad, good, other) = (await site.Ada.Post("Bad."), await site.Ada.Post("Good."), await site.Ada.Post("Other."));
        foreach (var id in new[] { bad, good, other }) (await site.Boris.Report(id, note: "Look.")).Dispose();
        var before = await Card(mia, bad);

        await Done(Remove(mo, bad));
        await Done(Keep(mo, good));
        var after = await Card(mia, bad);

        Assert.Equal(before.OuterHtml, after.OuterHtml);
        Assert.Equal([other], (await Cards(mo)).Select(x => Guid.Parse(x.GetAttribute("data-comment")!)));
        await Done(Remove(mia, bad));
        await Done(Remove(mia, good));
        Assert.Equal(["removed", "published"],
            [(await site.Comment(bad)).GetProperty("status").GetString(), (await site.Comment(good)).GetProperty("status").GetString()]);
        Assert.Equal(2, await site.Query(db => db.Decisions.CountAsync()));
        Assert.Equal(2, await site.Query(db => db.LogEntries.CountAsync()));
        var page = (await Site.Html(await mo.GetAsync("/moderation/insights"))).QuerySelector("main")!.TextContent;
        Assert.Contains("Both decided alike in 50 of 100 cases.", page, StringComparison.Ordinal);
        Assert.Contains("Fewer than 30", page, StringComparison.Ordinal);

        Task<HttpResponseMessage> Remove(HttpClient moderator, Guid id) =>
            moderator.PostAsync("/moderation/removal",
                new FormUrlEncodedContent([new("comment", id.ToString()), new("rule", "spam"), new("text", "It sells.")]));
        Task<HttpResponseMessage> Keep(HttpClient moderator, Guid id) =>
            moderator.PostAsync("/moderation/keeping", new FormUrlEncodedContent([new("comment", id.ToString())]));
    }

    [Fact]
    public async Task By_script_it_is_the_same_and_an_ordinary_second_removal_is_still_told_no()
    {
        var (mo, mia) = (await site.Moderator("mo"), await site.Moderator("mia"));
        var id = await site.Ada.Post("Bad.");
        await mo.Remove(id);
        var waiting = await site.Query(async db => (await db.Cases.SingleAsync(x => x.ClosedAt == null)).Id);

        using var plain = await mia.TryRemove(id);
        Assert.Equal("already-decided", await plain.Code());
        using var looked = await mia.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { caseId = waiting });
        Assert.Equal(HttpStatusCode.Created, looked.StatusCode);

        Assert.Null((await site.Query(db => db.SecondLooks.SingleAsync())).RuleId);
        Assert.Equal("removed", (await site.Comment(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Moderators_change_the_rules_by_a_form_that_says_what_is_wrong()
    {
        var mo = await site.SignedIn(Role.Moderator, "mo@news.example");
        var form = await Site.Html(await mo.GetAsync("/moderation/rules"));
        Assert.Contains("A rule about opinions has no place here.", form.Body!.TextContent, StringComparison.Ordinal);
        var text = form.GetElementById("rules")!.TextContent;

        using var refused = await mo.PostAsync("/moderation/rules",
            new FormUrlEncodedContent([new("text", text + "\n  - { id: wrong, ground: conduct, title: Wrong opinions }")]));
        Assert.Contains("what a comment does", (await Site.Html(refused)).QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);
        using var written = await mo.PostAsync("/moderation/rules",
            new FormUrlEncodedContent([new("text", text + "\n  - { id: mockery, ground: conduct, title: Mockery, does: mocks a name }")]));

        Assert.Equal(HttpStatusCode.Found, written.StatusCode);
        Assert.NotNull((await site.Html("/guidelines")).GetElementById("rule-mockery"));
    }

    private static async Task<AngleSharp.Dom.IElement> Card(HttpClient moderator, Guid id) =>
        (await Cards(moderator)).Single(x => x.GetAttribute("data-comment") == id.ToString());

    private static async Task<List<AngleSharp.Dom.IElement>> Cards(HttpClient moderator) =>
        [.. (await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelectorAll("[data-case]")];

    private static async Task Done(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }
}

/// <summary>Whatever was decided, however it came up and whatever was decided: the second moderator finds it as it was.</summary>
public sealed class BlindLookTests(BlindLookTests.Looking site) : IClassFixture<BlindLookTests.Looking>
{
    public sealed class Looking : Site
    {
        protected override IEnumerable<string> Settings =>
            ["Parley:RateLimits=off", "Parley:SecondLookEvery=1", "Parley:Hold=links", "Parley:HoldThen=escalate"];
    }

    [Theory]
    [InlineData("report")]
    [InlineData("reports")]
    [InlineData("notice")]
    [InlineData("notice,report,report")]
    [InlineData("again")]
    [InlineData("report,link")]
    [InlineData("notice,report,link")]
    [InlineData("link")]
    [InlineData("link,late")]
    public async Task A_second_look_is_the_case_that_was_decided_to_the_last_letter(string how)
    {
        foreach (var removes in new[] { true, false })
        {
            var id = await ComeUp(how);
            var (mo, mia, page) = (await site.Moderator("mo"), await site.Moderator("mia"),
                await site.SignedIn(Role.Moderator, "mia@news.example"));
            var before = await Seen(mia, page, id);

            using var first = await Decide(mo, id, removes, before[0].Case);
            var after = await Seen(mia, page, id);

            var look = Assert.Single(after);
            Assert.Contains(look, before);
            Assert.Empty(await Seen(mo, await site.SignedIn(Role.Moderator, "mo@news.example"), id));
            using var unsaid = await Decide(mia, id, removes, look.Case, facts: null);
            Assert.Equal(removes || how.Contains("notice", StringComparison.Ordinal) || how == "again"
                ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.Created, unsaid.StatusCode);
            using var second = unsaid.StatusCode == HttpStatusCode.Created ? unsaid : await Decide(mia, id, removes, look.Case);
            Assert.Equal(await Shape(first), await Shape(second));
            Assert.Empty(await Seen(mia, page, id));
            // Who had the same card open is told that it is over, and changes nothing either.
            using var third = await Decide(await site.Moderator("moe"), id, !removes, look.Case);
            Assert.Equal("already-decided", await third.Code());
            Assert.Equal(removes ? "removed" : "published", (await site.Comment(id)).GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task What_a_moderator_came_upon_looks_as_if_one_reader_had_reported_it()
    {
        var (mo, mia, page) = (await site.Moderator("mo"), await site.Moderator("mia"),
            await site.SignedIn(Role.Moderator, "mia@news.example"));
        var (found, reported) = (await site.Ada.Post("The same words."), await site.Chen.Post("The same words."));
        (await site.Boris.Report(reported, "threats", note: "")).Dispose();

        await mo.Remove(found, "threats");

        foreach (var query in new[] { "", "?kind=report", "?rule=threats" })
        {
            var (one, other) = (Assert.Single(await Seen(mia, page, found, query)), Assert.Single(await Seen(mia, page, reported, query)));
            Assert.Equal(Plain(other, reported), Plain(one, found));
        }
        Assert.Empty(await Seen(mia, page, found, "?rule=spam"));
        // Its number is as old as it says.
        var waiting = await site.Query(db => db.Cases.SingleAsync(x => x.CommentId == found && x.ClosedAt == null));
        Assert.Equal(waiting.OpenedAt.ToUnixTimeMilliseconds(), Convert.ToInt64(waiting.Id.ToString("N")[..12], 16));
        await mo.Remove(reported, "threats");

        static string Plain(Card card, Guid comment) =>
            (card.Html + card.Json).Replace(comment.ToString(), "COMMENT", StringComparison.Ordinal)
                .Replace(card.Case.ToString(), "CASE", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_one_comment_no_second_look_stands_beside_a_new_case_or_an_appeal_and_nobody_is_asked_twice()
    {
        var (mo, mia, max) = (await site.Moderator("mo"), await site.Moderator("mia"), await site.Moderator("max"));
        var (pageOfMia, pageOfMax) = (await site.SignedIn(Role.Moderator, "mia@news.example"),
            await site.SignedIn(Role.Moderator, "max@news.example"));
        var id = await site.Ada.Post("Mind the gap, everybody.");
        (await site.Boris.Report(id)).Dispose();
        using var kept = await Decide(mo, id, removes: false, id);
        (await site.Chen.Report(id)).Dispose();
        Assert.Single(await Seen(mia, pageOfMia, id));

        using var again = await Decide(mia, id, removes: true, id);
        Assert.Empty(await Seen(mia, pageOfMia, id));
        Assert.Single(await Seen(max, pageOfMax, id));
        await site.Ada.Http.Appeal((await again.Json()).GetProperty("decisionId").GetGuid());
        Assert.Contains("appeal", Assert.Single(await Seen(max, pageOfMax, id)).Json, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await Decide(max, id, removes: true, id)).StatusCode);
    }

    [Fact]
    public async Task What_was_edited_since_is_another_text_and_what_nobody_looks_at_in_thirty_days_is_asked_no_longer()
    {
        var (mo, mia, page) = (await site.Moderator("mo"), await site.Moderator("mia"),
            await site.SignedIn(Role.Moderator, "mia@news.example"));
        var (edited, left) = (await site.Ada.Post("Read me."), await site.Ada.Post("Leave me."));
        var old = await site.Ada.Post("Look at me late.");
        (await (await Somebody()).Report(old)).Dispose();
        foreach (var id in new[] { edited, left }) (await (await Somebody()).Report(id)).Dispose();
        var stale = new { rule = "spam", facts = "It sells.", caseId = left,
            textHash = Parley.Comments.WrittenText.DigestOf("Read something else.") };
        foreach (var id in new[] { edited, left }) (await Decide(mo, id, removes: false, id)).Dispose();

        using var unread = await mia.PostAsJsonAsync($"/api/v1/comments/{left}/removal", stale);
        Assert.Equal("changed", await unread.Code());
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        (await site.Ada.Edit(edited, "Read me again.")).Dispose();

        Assert.Empty(await Seen(mia, page, edited));
        Assert.Single(await Seen(mia, page, left));
        site.Clock.Advance(TimeSpan.FromDays(31));
        (mo, mia, page) = (await site.Moderator("mo"), await site.Moderator("mia"),
            await site.SignedIn(Role.Moderator, "mia@news.example"));
        // It counts from the decision, however long a case had waited for one.
        using var kept = await Decide(mo, old, removes: false, old);
        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        await site.Round();
        Assert.Single(await Seen(mia, page, old));
        Assert.True(await site.Query(db => db.Cases.AllAsync(x => x.CommentId != left || x.ClosedAt != null)));
        Assert.Empty(await Seen(mia, page, left));
    }

    [Fact]
    public async Task The_form_to_remove_a_comment_from_the_discussion_says_not_whose_it_is()
    {
        var (above, writer) = (await site.Boris.Post("Above it."), await site.NewGuest("Zebulon"));
        var id = await writer.Post("Judge me by my words.", above);
        var page = await site.SignedIn(Role.Moderator, "mo@news.example");

        var form = (await Site.Html(await page.GetAsync($"{site.Page}/comments/{id}/removal"))).QuerySelector("section.discussion")!;

        Assert.Equal(["Above it.", "Judge me by my words."], form.QuerySelectorAll(".comment-text").Select(x => x.TextContent.Trim()));
        foreach (var hidden in new[] { "Zebulon", "Boris", "/readers/", "badge", "Vote" })
            Assert.DoesNotContain(hidden, form.OuterHtml, StringComparison.Ordinal);
    }

    private static int names;

    private sealed record Card(Guid Case, string Html, string Json);

    private async Task<Guid> ComeUp(string how)
    {
        var author = await Somebody();
        var id = await author.Post(how.StartsWith("link", StringComparison.Ordinal)
            ? "See https://example.org/offer soon." : "Mind the gap.");
        foreach (var step in how.Split(','))
            switch (step)
            {
                case "report":
                    (await (await Somebody()).Report(id, "spam", "It sells.")).Dispose();
                    break;
                case "reports":
                    foreach (var (rule, note) in new[] { ("spam", "It sells."), ("threats", ""), ("threats", "It threatens.") })
                        (await (await Somebody()).Report(id, rule, note)).Dispose();
                    break;
                case "notice":
                    await Give(id);
                    break;
                case "again":
                    var given = await Give(id);
                    using (var rejected = await (await site.Moderator("max"))
                            .PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts = "An opinion." }))
                        Assert.Equal(HttpStatusCode.Created, rejected.StatusCode);
                    using (var asked = await site.Api().PostAsJsonAsync($"/api/v1/notices/{given.GetProperty("noticeId").GetGuid()}/again",
                            new { receipt = given.GetProperty("receipt").GetString(), text = "It names me." }))
                        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
                    break;
                case "link" when how != "link" && !how.StartsWith("link", StringComparison.Ordinal):
                    (await author.Edit(id, "See https://example.org/offer soon.")).Dispose();
                    break;
                case "late":
                    site.Clock.Advance(TimeSpan.FromHours(25));
                    await site.Round();
                    break;
            }
        site.Clock.Advance(TimeSpan.FromMinutes(3));
        return id;
    }

    private Task<Guest> Somebody() => site.NewGuest($"Passer-by {Interlocked.Increment(ref names)}");

    private async Task<System.Text.Json.JsonElement> Give(Guid id)
    {
        using var given = await site.Api().PostAsJsonAsync("/api/v1/notices", new
        {
            url = new Uri(site.Address, $"{site.Page}/comments/{id}").ToString(), rule = "threats", reasons = "It threatens me.",
            name = "Nora", email = "nora@example.org", goodFaith = true,
        });
        return await given.Json();
    }

    /// <param name="card">The comment's own id: whatever waits about it.</param>
    private async Task<HttpResponseMessage> Decide(HttpClient moderator, Guid id, bool removes, Guid card, string? facts = "It does.")
    {
        var caseId = card != id ? card : await site.Query(db => db.Cases.Where(x => x.CommentId == id && x.ClosedAt == null)
            .OrderBy(x => x.Kind == CaseKind.SecondLook).Select(x => x.Id).FirstOrDefaultAsync());
        return await (removes ? moderator.PostAsJsonAsync($"/api/v1/comments/{id}/removal", new { rule = "spam", facts, caseId })
            : moderator.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts, caseId }));
    }

    private static async Task<string> Shape(HttpResponseMessage answer) =>
        $"{answer.StatusCode} {answer.Headers.Location is not null} "
            + $"{string.Join(',', (await answer.Json()).EnumerateObject().Select(x => x.Name))}";

    private static async Task<List<Card>> Seen(HttpClient moderator, HttpClient browser, Guid comment, string query = "")
    {
        var listed = (await (await moderator.GetAsync("/api/v1/cases")).Json()).GetProperty("cases").EnumerateArray()
            .Where(x => x.GetProperty("commentId").GetGuid() == comment)
            .ToDictionary(x => x.GetProperty("id").GetGuid(), x => x.ToString());
        var page = await Site.Html(await browser.GetAsync("/moderation" + query));
        foreach (var stamp in page.QuerySelectorAll("input[name=stamp]")) stamp.Remove();
        return [.. page.QuerySelectorAll($"[data-case][data-comment='{comment}']")
            .Select(x => (Id: Guid.Parse(x.GetAttribute("data-case")!), x.OuterHtml))
            .Select(x => new Card(x.Id, x.OuterHtml, listed[x.Id]))];
    }
}

[Once]
public sealed class AgreementTests
{
    private static readonly Gen<int> Count = Gen.Int[0, 1000];

    /// <summary>A textbook's example: 20 and 15 alike, 5 and 10 not; kappa 0.4.</summary>
    [Fact]
    public void Kappa_is_that_of_the_textbook() => Assert.Equal(0.4, new Agreement(20, 5, 10, 15).Kappa!.Value, 10);

    [Property]
    public void Kappa_lies_between_minus_one_and_one_and_knows_no_first_and_second() =>
        Gen.Select(Count, Count, Count, Count).Holds(drawn =>
        {
            var (a, b, c, d) = drawn;
            var agreement = new Agreement(a, b, c, d);
            if (agreement.Kappa is not { } kappa) return;
            Assert.InRange(kappa, -1.0000001, 1.0000001);
            Assert.Equal(kappa, new Agreement(a, c, b, d).Kappa!.Value, 9);
            Assert.Equal(kappa, new Agreement(d, b, c, a).Kappa!.Value, 9);
        });

    [Property]
    public void Who_always_agree_and_had_a_choice_have_kappa_one() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 1000]).Holds((a, d) => Assert.Equal(1, new Agreement(a, 0, 0, d).Kappa!.Value, 10));
}
