using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Moderation;

public sealed class QueueTests : IAsyncLifetime
{
    private readonly Site site = new();
    private HttpClient mo = null!, mia = null!;

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        (mo, mia) = (await site.SignedIn(Role.Moderator, "mo@news.example"), await site.SignedIn(Role.Moderator, "mia@news.example"));
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task What_was_reported_waits_with_its_conversation_the_oldest_first()
    {
        var top = await site.Ada.Post("Who pays for the ferry?");
        var middle = await site.Boris.Post("The town does, of course.", top);
        var reported = await site.Chen.Post("Buy ferry tickets at my shop.", middle);
        var answer = await site.Boris.Post("No, thank you.", reported);
        (await site.Ada.Report(reported, "spam", "He sells tickets everywhere.")).Dispose();
        (await site.Boris.Report(reported, "spam", "")).Dispose();
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        (await site.Chen.Report(top, "threats", "")).Dispose();

        var cases = await Cases(mo);

        Assert.Equal([reported, top], cases.Select(Comment));
        Assert.Equal(["Who pays for the ferry?", "The town does, of course.", "Buy ferry tickets at my shop.", "No, thank you."],
            cases[0].QuerySelectorAll(".comment-text").Select(x => x.TextContent.Trim()));
        Assert.Equal("Buy ferry tickets at my shop.", cases[0].QuerySelector(".judged .comment-text")!.TextContent.Trim());
        // Who reports proposes no verdict.
        Assert.Empty(cases[0].QuerySelectorAll("[name=rule][checked]"));
        Assert.Contains("2 reports", cases[0].QuerySelector(".case-reports")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("He sells tickets everywhere.", cases[0].TextContent, StringComparison.Ordinal);
        Assert.NotEqual(Guid.Empty, answer);
    }

    [Fact]
    public async Task Who_wrote_it_with_which_rank_and_how_many_votes_is_not_in_the_page()
    {
        var writer = await site.NewGuest("Zebulon");
        var id = await writer.Post("Judge me by my words.");
        var reply = await site.Boris.Post("Gladly.", id);
        foreach (var voter in new[] { site.Ada, site.Boris, site.Chen }) (await voter.Vote(id, 1)).Dispose();
        (await site.Chen.Report(id)).Dispose();

        var page = await mo.GetStringAsync("/moderation");
        var open = await mo.GetStringAsync("/api/v1/cases");

        Assert.Contains("Judge me by my words.", page, StringComparison.Ordinal);
        foreach (var hidden in new[] { "Zebulon", "Boris", "陈美", writer.Id.ToString(), site.Boris.Id.ToString(), site.Chen.Id.ToString(),
            "/readers/", "Vote", "rank" })
        {
            Assert.DoesNotContain(hidden, page, StringComparison.Ordinal);
            Assert.DoesNotContain(hidden, open, StringComparison.Ordinal);
        }
        Assert.NotEqual(Guid.Empty, reply);
    }

    [Fact]
    public async Task An_appeal_says_what_it_is_about_before_it_is_opened()
    {
        var id = await site.Ada.Post("Rooms at a fair price.");
        var (removal, _) = await (await site.Moderator("max")).Remove(id);
        (await site.Ada.Http.TryAppeal(removal, "I only answered a question.")).Dispose();

        var card = (await Cases(mo)).Single(x => Comment(x) == id);

        foreach (var said in new[] { "Spam", "The same offer as below three other articles.", "I only answered a question." })
            Assert.Contains(said, card.QuerySelector(".case-appeal")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(card.QuerySelector($"a[href='/decisions/{removal}']"));
        Assert.DoesNotContain("Ada", card.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeping_and_removing_work_by_forms_and_leave_the_queue()
    {
        var (bad, good) = (await site.Ada.Post("Bad."), await site.Ada.Post("Good."));
        foreach (var id in new[] { bad, good }) (await site.Boris.Report(id)).Dispose();

        using var kept = await mo.PostAsync("/moderation/keeping", new FormUrlEncodedContent([new("comment", good.ToString())]));
        Assert.Equal([bad], (await Cases(mo)).Select(Comment));
        using var unclear = await mo.PostAsync("/moderation/removal",
            new FormUrlEncodedContent([new("comment", bad.ToString()), new("rule", "spam")]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unclear.StatusCode);
        using var removed = await mo.PostAsync("/moderation/removal", new FormUrlEncodedContent(
            [new("comment", bad.ToString()), new("rule", "spam"), new("text", "It sells."), new("kind", "report")]));

        Assert.Equal((HttpStatusCode.Found, "/moderation?done=1&failed=0&kind=report"),
            (removed.StatusCode, removed.Headers.Location!.OriginalString));
        Assert.Empty(await Cases(mo));
        Assert.Equal(["removed", "published"], [await Status(bad), await Status(good)]);
    }

    [Fact]
    public async Task Who_is_slower_is_told_also_when_the_comment_was_kept()
    {
        var (id, other) = (await site.Ada.Post("Keep me."), await site.Ada.Post("Keep me, too."));
        foreach (var one in new[] { id, other }) (await site.Boris.Report(one)).Dispose();
        var (mo, max) = (await site.Moderator("first"), await site.Moderator("second"));
        var card = await site.Query(db => db.Cases.Where(x => x.CommentId == id).Select(x => x.Id).SingleAsync());
        foreach (var one in new[] { id, other }) (await mo.PostAsJsonAsync($"/api/v1/comments/{one}/keeping", new { })).Dispose();
        // Another report since is another case; the card of the first is over all the same.
        (await site.Chen.Report(id)).Dispose();

        using var late = await max.PostAsJsonAsync($"/api/v1/comments/{id}/removal",
            new { rule = "spam", facts = "It sells.", caseId = card });
        using var keeps = await max.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { caseId = card });
        Assert.Equal("already-decided", await keeps.Code());
        using var form = await mia.PostAsync("/moderation/removal", new FormUrlEncodedContent(
            [new("rule", "spam"), new("text", "It sells."), new("comment", id.ToString()), new($"case-{id}", card.ToString())]));
        using var sweep = await mia.PostAsync("/moderation/removal",
            new FormUrlEncodedContent([new("rule", "spam"), new("text", "It sells."), new("comment", id.ToString()),
                new($"case-{id}", card.ToString()), new("comment", other.ToString())]));

        Assert.Equal((HttpStatusCode.Conflict, "already-decided", HttpStatusCode.Conflict),
            (late.StatusCode, await late.Code(), form.StatusCode));
        Assert.Equal("/moderation?done=0&failed=2", sweep.Headers.Location!.OriginalString);
        Assert.Equal(("published", "published"),
            ((await site.Comment(id)).GetProperty("status").GetString(), (await site.Comment(other)).GetProperty("status").GetString()));
        // Who comes upon it in the discussion decides anew.
        await max.Remove(id);
    }

    [Fact]
    public async Task Of_a_wave_of_spam_each_comment_gets_its_own_decision()
    {
        var wave = new List<Guid>();
        for (var i = 0; i < 5; i++) wave.Add(await site.Ada.Post($"Offer number {i}."));
        foreach (var id in wave) (await site.Boris.Report(id)).Dispose();
        (await mia.PostAsync("/moderation/keeping", new FormUrlEncodedContent([new("comment", wave[0].ToString())]))).Dispose();
        await (await site.Moderator("third")).Remove(wave[1]);

        using var swept = await mo.PostAsync("/moderation/removal", new FormUrlEncodedContent(
            [.. wave.Skip(1).Select(id => KeyValuePair.Create("comment", id.ToString())), new("rule", "spam"),
                new("text", "A wave of offers.")]));

        Assert.Equal("/moderation?done=3&failed=1", swept.Headers.Location!.OriginalString);
        Assert.Equal(4, await site.Query(db => db.Decisions.CountAsync(x => x.Kind == DecisionKind.Removal)));
        Assert.Equal([0, 1, 2, 3, 4], await site.Query(
            db => db.Decisions.Where(x => x.LogIndex != null).Select(x => (int)x.LogIndex!).OrderBy(x => x).ToListAsync()));
        using var none = await mo.PostAsync("/moderation/removal", new FormUrlEncodedContent([new("rule", "spam"), new("text", "x")]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.StatusCode);
    }

    [Fact]
    public async Task Whoever_looks_at_a_case_is_alone_with_it_for_five_minutes()
    {
        (await site.Boris.Report(await site.Ada.Post("Claim me."))).Dispose();
        var id = await site.Query(async db => (await db.Cases.SingleAsync()).Id);
        var both = await Task.WhenAll(new[] { mo, mia }.Select(moderator => moderator.PutAsync($"/api/v1/cases/{id}/claim", null)));
        var (winner, loser) = both[0].IsSuccessStatusCode ? (mo, mia) : (mia, mo);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], both.Select(x => x.StatusCode).Order());
        Assert.False((await Cases(winner))[0].ClassList.Contains("taken"));
        Assert.True((await Cases(loser))[0].ClassList.Contains("taken"));
        using var freed = await winner.DeleteAsync($"/api/v1/cases/{id}/claim");
        using var next = await loser.PutAsync($"/api/v1/cases/{id}/claim", null);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        site.Clock.Advance(Case.ClaimLasts);
        using var later = await winner.PutAsync($"/api/v1/cases/{id}/claim", null);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        using var nothing = await winner.PutAsync($"/api/v1/cases/{Guid.Empty}/claim", null);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task Nobody_meets_their_own_words_or_an_appeal_against_their_own_decision()
    {
        var program = await site.Acts(Role.Moderator, "mo@news.example");
        using var own = await program.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = "A moderator's words." });
        var words = (await own.Json()).GetProperty("id").GetGuid();
        (await site.Boris.Report(words)).Dispose();
        var (decision, _) = await program.Remove(await site.Ada.Post("Removed by mo."));
        await site.Ada.Http.Appeal(decision);

        Assert.Empty(await Cases(mo));
        Assert.Equal(2, (await Cases(mia)).Count);
        Assert.Equal($"/decisions/{decision}",
            (await Cases(mia, "?kind=appeal")).Single().QuerySelector("a[data-open]")!.GetAttribute("href"));
        using var kept = await mo.PostAsync("/moderation/keeping", new FormUrlEncodedContent([new("comment", words.ToString())]));
        Assert.Equal(HttpStatusCode.Forbidden, kept.StatusCode);
    }

    [Fact]
    public async Task A_reporters_hit_rate_stands_beside_what_they_say()
    {
        var (first, second, third) = (await site.Ada.Post("One."), await site.Ada.Post("Two."), await site.Ada.Post("Three."));
        foreach (var id in new[] { first, second, third }) (await site.Boris.Report(id, note: "Look.")).Dispose();
        await (await site.Moderator("third")).Remove(first);
        (await mo.PostAsync("/moderation/keeping", new FormUrlEncodedContent([new("comment", second.ToString())]))).Dispose();

        Assert.Contains("of 2 decided reports of this reporter, 1 were right", (await Cases(mo)).Single().TextContent,
            StringComparison.Ordinal);
        (await site.Boris.Report(await site.Ada.Post("Four."), "threats", "x")).Dispose();
        Assert.Single(await Cases(mo, "?rule=threats"));
    }

    [Fact]
    public async Task The_queue_goes_on_page_after_page_and_forgets_what_is_withdrawn()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < Queue.PerPage + 2; i++) ids.Add(await site.Ada.Post($"Number {i}."));
        foreach (var id in ids)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(1));
            (await site.Boris.Report(id)).Dispose();
        }
        (await site.Ada.Withdraw(ids[0])).Dispose();

        var page = await Site.Html(await mo.GetAsync("/moderation"));
        var next = await Site.Html(await mo.GetAsync(page.QuerySelector(".pager a")!.GetAttribute("href")));

        Assert.Equal(ids.Skip(1), page.QuerySelectorAll("[data-case]").Concat(next.QuerySelectorAll("[data-case]")).Select(Comment));
        Assert.Null(next.QuerySelector(".pager"));
    }

    private static async Task<List<AngleSharp.Dom.IElement>> Cases(HttpClient moderator, string query = "") =>
        [.. (await Site.Html(await moderator.GetAsync("/moderation" + query))).QuerySelectorAll("[data-case]")];

    private static Guid Comment(AngleSharp.Dom.IElement card) => Guid.Parse(card.GetAttribute("data-comment")!);

    private async Task<string?> Status(Guid id) => (await site.Comment(id)).GetProperty("status").GetString();
}
