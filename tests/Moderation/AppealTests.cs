using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Moderation;

public sealed class AppealTests : IAsyncLifetime
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
    public async Task The_author_reads_all_reasons_and_everybody_else_the_public_part()
    {
        var id = await site.Ada.Post("Cheap xylophones.");
        var (decision, _) = await mo.Remove(id);
        var receipt = await site.Ada.Receipt(id);

        var own = await Read(site.Ada.Http, decision);
        Assert.Equal("The same offer as below three other articles.", own.GetProperty("facts").GetString());
        Assert.Equal("Cheap xylophones.", own.GetProperty("text").GetString());
        Assert.Equal(("spam", 1, "ownInitiative", false),
            (own.GetProperty("rule").GetProperty("id").GetString(), own.GetProperty("rule").GetProperty("version").GetInt32(),
                own.GetProperty("source").GetString(), own.GetProperty("automated").GetBoolean()));
        Assert.Contains(decision.ToString(), Encoding.UTF8.GetString(own.GetProperty("log")[0].GetProperty("leaf").GetBytesFromBase64()),
            StringComparison.Ordinal);
        Assert.Equal(site.Clock.GetUtcNow().AddMonths(6), own.GetProperty("appealableUntil").GetDateTimeOffset());

        foreach (var other in new[] { site.Api(), site.Boris.Http, await site.Acts(Role.Editor, "ed@news.example") })
        {
            var read = await Read(other, decision);
            Assert.Equal("spam", read.GetProperty("rule").GetProperty("id").GetString());
            Assert.Equal(JsonValueKind.Null, read.GetProperty("facts").ValueKind);
            var page = await other.GetStringAsync($"/decisions/{decision}");
            Assert.DoesNotContain("xylophones", page, StringComparison.Ordinal);
            Assert.DoesNotContain("same offer", page, StringComparison.Ordinal);
            Assert.DoesNotContain("Ada", page, StringComparison.Ordinal);
            Assert.DoesNotContain("textarea", page, StringComparison.Ordinal);
        }
        foreach (var (client, query) in new[] { (site.Api(), "?receipt=" + receipt), (site.Ada.Http, "") })
        {
            var page = await Site.Html(await client.GetAsync($"/decisions/{decision}{query}"));
            Assert.Contains("Cheap xylophones.", page.Body!.TextContent, StringComparison.Ordinal);
            Assert.NotNull(page.QuerySelector($"form[action='/decisions/{decision}/appeal'] textarea"));
        }
        Assert.DoesNotContain("xylophones", await site.Text($"/decisions/{decision}?receipt={receipt}x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_appeal_is_the_authors_once_for_six_months()
    {
        var mine = await site.Ada.Post("Mine.");
        var (decision, _) = await mo.Remove(mine);
        var receipt = await site.Ada.Receipt(mine);
        var (second, _) = await mo.Remove(await site.Ada.Post("Mine too."));

        foreach (var (author, text, with, status, code) in new[]
        {
            (site.Api(), "Why?", null, HttpStatusCode.Unauthorized, "token-needed"),
            (site.Boris.Http, "Why?", null, HttpStatusCode.Forbidden, "not-yours"),
            (site.Api(), "Why?", "receipt-of-another", HttpStatusCode.Forbidden, "not-yours"),
            (site.Ada.Http, "", null, HttpStatusCode.UnprocessableEntity, "text-missing"),
            (site.Ada.Http, null, null, HttpStatusCode.UnprocessableEntity, "text-missing"),
            (site.Ada.Http, new string('x', Appeals.LongestText + 1), null, HttpStatusCode.UnprocessableEntity, "text-too-long"),
        })
        {
            using var refused = await author.TryAppeal(decision, text, with);
            Assert.Equal((status, code), (refused.StatusCode, await refused.Code()));
        }
        await site.Api().Appeal(decision, receipt);
        using var again = await site.Ada.Http.TryAppeal(decision);
        Assert.Equal((HttpStatusCode.Conflict, "appealed-already"), (again.StatusCode, await again.Code()));

        site.Clock.Advance(TimeSpan.FromDays(185));
        using var late = await site.Ada.Http.TryAppeal(second);
        Assert.Equal((HttpStatusCode.Forbidden, "appeal-too-late"), (late.StatusCode, await late.Code()));
        using var nothing = await site.Ada.Http.TryAppeal(Guid.Empty);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task A_reversal_brings_the_comment_back_as_if_it_had_never_been_gone()
    {
        var parent = await site.Ada.Post("A pelican was seen at the bridge.");
        var other = await site.Boris.Post("Another.");
        var reply = await site.Boris.Post("Which bridge?", parent);
        (await site.Chen.Vote(parent, 1)).Dispose();
        (await site.Boris.Vote(parent, -1)).Dispose();
        foreach (var noun in new[] { "feature", "pin" }) (await mia.PutAsync($"/api/v1/comments/{parent}/{noun}", null)).Dispose();
        var (before, ledger) = (await Look(), await Ledger());
        site.Clock.Advance(TimeSpan.FromMinutes(10));

        (await site.Boris.Report(parent)).Dispose();
        var (decision, _) = await mo.Remove(parent);
        Assert.NotEqual(before, await Look());
        Assert.NotEqual(ledger, await Ledger());
        site.Clock.Advance(TimeSpan.FromDays(1));
        var appeal = await site.Ada.Http.Appeal(decision);
        using var ruling = await mia.Rule(appeal);

        Assert.Equal(HttpStatusCode.OK, ruling.StatusCode);
        Assert.Equal(before, await Look());
        Assert.Equal(ledger, await Ledger());
        Assert.Contains("pelican", (await site.Html("/search?q=pelican")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using var answer = await site.Boris.TryPost("So it is here again.", parent);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal([LogAction.Removal, LogAction.Reversed],
            await site.Query(db => db.LogEntries.OrderBy(x => x.Index).Select(x => x.Action).ToListAsync()));
        Assert.NotEqual(Guid.Empty, other);
        Assert.NotEqual(Guid.Empty, reply);

        async Task<string> Look() => string.Join('\n', (await site.Discussion("&sort=oldest")).ToString(),
            (await site.Html($"{site.Page}/featured")).QuerySelectorAll(".comment").Length,
            (await site.Html(site.Page)).QuerySelectorAll(".pinned .comment").Length);
        Task<string> Ledger() =>
            site.Query(async db => string.Join('\n', await db.Ledger.Where(x => x.UndoneAt == null).OrderBy(x => x.SubjectId)
                .ThenBy(x => x.Deed).ThenBy(x => x.ById).Select(x => $"{x.SubjectId} {x.Deed} {x.ReaderId} {x.At}").ToListAsync()));
    }

    [Fact]
    public async Task Another_moderator_rules_once_with_facts()
    {
        var id = await site.Ada.Post("Appealed.");
        var (decision, _) = await mo.Remove(id);
        var appeal = await site.Ada.Http.Appeal(decision);

        foreach (var (moderator, outcome, facts, status, code) in new[]
        {
            (mo, "reverse", "Mine own.", HttpStatusCode.Forbidden, "same-moderator"),
            (mia, "maybe", "Hm.", HttpStatusCode.UnprocessableEntity, "bad-outcome"),
            (mia, null, "Hm.", HttpStatusCode.UnprocessableEntity, "bad-outcome"),
            (mia, "uphold", " ", HttpStatusCode.UnprocessableEntity, "facts-missing"),
        })
        {
            using var refused = await moderator.Rule(appeal, outcome, facts);
            Assert.Equal((status, code), (refused.StatusCode, await refused.Code()));
        }
        var rulings = await Task.WhenAll((await Task.WhenAll(site.Moderator("max"), site.Moderator("min")))
            .Select(moderator => moderator.Rule(appeal, "uphold", "It is an offer.")));

        Assert.Single(rulings, ruling => ruling.StatusCode == HttpStatusCode.OK);
        Assert.Equal("already-decided", await rulings.Single(ruling => ruling.StatusCode != HttpStatusCode.OK).Code());
        Assert.Equal("removed", (await site.Comment(id)).GetProperty("status").GetString());
        var read = (await Read(site.Ada.Http, decision)).GetProperty("appeal");
        Assert.Equal(("uphold", "It is an offer."), (read.GetProperty("outcome").GetString(), read.GetProperty("facts").GetString()));
        Assert.Equal([LogAction.Removal, LogAction.Upheld],
            await site.Query(db => db.LogEntries.OrderBy(x => x.Index).Select(x => x.Action).ToListAsync()));
        Assert.Equal(0, await site.Query(db => db.Cases.CountAsync(x => x.ClosedAt == null)));
    }

    [Fact]
    public async Task Nobody_rules_on_their_own_comment()
    {
        using var posted = await mia.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = "I moderate, too." });
        var (decision, _) = await mo.Remove((await posted.Json()).GetProperty("id").GetGuid());
        using var ruled = await mia.Rule(await mia.Appeal(decision));

        Assert.Equal("own-case", await ruled.Code());
    }

    [Fact]
    public async Task Appeal_and_ruling_work_by_forms_alone()
    {
        var browser = site.Browser();
        var stamp = (await site.Html(site.Page)).QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
        site.Clock.Advance(TimeSpan.FromSeconds(5));
        using var posted = await browser.PostAsync($"{site.Page}/comments/",
            new FormUrlEncodedContent([new("stamp", stamp), new("text", "By a form."), new("name", "Lotte")]));
        var id = Guid.Parse(posted.Headers.Location!.OriginalString.Split("/comments/")[1].Split('#')[0]);
        var (decision, _) = await mo.Remove(id);

        using var empty = await browser.PostAsync($"/decisions/{decision}/appeal", new FormUrlEncodedContent([new("text", "")]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        using var appealed = await browser.PostAsync($"/decisions/{decision}/appeal",
            new FormUrlEncodedContent([new("text", "I sell nothing.")]));
        Assert.Equal(HttpStatusCode.Found, appealed.StatusCode);
        var second = await site.SignedIn(Role.Moderator, "second@news.example");
        var page = await Site.Html(await second.GetAsync($"/decisions/{decision}"));
        Assert.Contains("I sell nothing.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("form[action$=ruling]"));
        using var ruled = await second.PostAsync($"/decisions/{decision}/ruling",
            new FormUrlEncodedContent([new("outcome", "reverse"), new("text", "Indeed.")]));

        Assert.Equal(HttpStatusCode.Found, ruled.StatusCode);
        Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());
        Assert.Contains("Indeed.", await browser.GetStringAsync($"/decisions/{decision}"), StringComparison.Ordinal);
    }

    private static Task<JsonElement> Read(HttpClient client, Guid decision) =>
        client.GetFromJsonAsync<JsonElement>($"/api/v1/decisions/{decision}");
}
