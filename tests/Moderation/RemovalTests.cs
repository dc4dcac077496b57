using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Moderation;
using Parley.Readers;
using Parley.Reputation;

namespace Parley.Tests.Moderation;

public sealed class RemovalTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_removed_comment_stays_in_its_place_without_its_text_and_says_which_rule_it_broke()
    {
        var parent = await site.Ada.Post("Buy xylophones here.");
        var reply = await site.Boris.Post("That is an advertisement.", parent);
        (await site.Chen.Vote(parent, 1)).Dispose();
        var before = await site.Discussion();

        var (decision, _) = await (await site.Moderator("mo")).Remove(parent);

        var comment = await site.Comment(parent);
        Assert.Equal("removed", comment.GetProperty("status").GetString());
        Assert.Equal(("", ""), (comment.GetProperty("text").GetString(), comment.GetProperty("html").GetString()));
        var removal = comment.GetProperty("removal");
        Assert.Equal(("spam", decision, false), (removal.GetProperty("rule").GetString(), removal.GetProperty("decisionId").GetGuid(),
            removal.GetProperty("automated").GetBoolean()));
        Assert.NotEmpty(removal.GetProperty("reason").GetString()!);
        var after = await site.Discussion();
        Assert.Equal(before.GetProperty("count").GetInt32() - 1, after.GetProperty("count").GetInt32());
        var shown = after.GetProperty("comments")[0];
        Assert.Equal((parent, reply), (shown.GetProperty("id").GetGuid(), shown.GetProperty("replies")[0].GetProperty("id").GetGuid()));
        var place = (await site.Html(site.Page)).GetElementById($"c-{parent}")!;
        Assert.Contains("Rule: Spam", place.TextContent, StringComparison.Ordinal);
        Assert.NotNull(place.QuerySelector($"a[href='/decisions/{decision}']"));
    }

    [Fact]
    public async Task Its_text_is_nowhere_any_longer()
    {
        var id = await site.Ada.Post("Rhubarb and custard, said the advertisement.");
        (await site.Ada.Edit(id, "Rhubarb with custard, said the advertisement.")).Dispose();
        var moderator = await site.Moderator("mo");
        foreach (var noun in new[] { "feature", "pin" }) (await moderator.PutAsync($"/api/v1/comments/{id}/{noun}", null)).Dispose();
        string[] pages =
        [
            site.Page, $"{site.Page}?sort=newest", $"{site.Page}/comments/{id}", $"{site.Page}/featured", $"{site.Page}/comments.xml",
            "/search?q=rhubarb", $"{site.Page}/search?q=rhubarb", $"/readers/{site.Ada.Id}", $"{site.Page}/comments/{id}/options",
            $"/api/v1/comments/{id}", $"/api/v1/discussions?url={Uri.EscapeDataString(new Uri(site.Address, site.Page).ToString())}",
        ];
        foreach (var page in pages) Assert.Contains("custard", await site.Text(page), StringComparison.Ordinal);

        await moderator.Remove(id);

        foreach (var page in pages)
            Assert.DoesNotContain("custard", (await site.Text(page)).Replace("q=rhubarb", "", StringComparison.Ordinal),
                StringComparison.OrdinalIgnoreCase);
        foreach (var gone in new[] { $"{site.Page}/comments/{id}/history", $"{site.Page}/comments/{id}/card.png" })
        {
            using var answer = await site.Browser().GetAsync(gone);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData(null, "Found.", "rule-missing")]
    [InlineData("", "Found.", "rule-missing")]
    [InlineData("opinions", "Found.", "unknown-rule")]
    [InlineData("spam", null, "facts-missing")]
    [InlineData("spam", " \u200b ", "facts-missing")]
    public async Task Nothing_is_removed_without_a_known_rule_and_facts(string? rule, string? facts, string code)
    {
        var id = await site.Ada.Post("Still here.");
        var moderator = await site.Moderator("mo");
        using var refused = await moderator.TryRemove(id, rule, facts);
        using var tooLong = await moderator.TryRemove(id, "spam", new string('x', Reasons.LongestFacts + 1));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(code, await refused.Code());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);
        Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());
        Assert.Equal(0, await site.Query(db => db.LogEntries.CountAsync()));
    }

    [Fact]
    public async Task What_is_removed_takes_no_replies_no_votes_and_no_edits()
    {
        var id = await site.Ada.Post("Not for long.");
        await (await site.Moderator("mo")).Remove(id);

        using var reply = await site.Boris.TryPost("Too late?", id);
        using var vote = await site.Boris.Vote(id, 1);
        using var edit = await site.Ada.Edit(id, "Something else.");
        using var report = await site.Boris.Report(id);
        using var feature = await (await site.Acts(Role.Editor, "ed@news.example")).PutAsync($"/api/v1/comments/{id}/feature", null);

        Assert.All([reply, vote, edit, report, feature], answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
    }

    [Fact]
    public async Task Of_two_decisions_at_once_one_wins_and_the_other_is_told()
    {
        var id = await site.Ada.Post("Two at once.");
        var moderators = new[] { await site.Moderator("mo"), await site.Moderator("max"), await site.Moderator("mia"),
            await site.Moderator("min") };

        var answers = await Task.WhenAll(moderators.Select(moderator => moderator.TryRemove(id)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            Assert.Equal("already-decided", await answer.Code());
        Assert.Equal((1, 1), (await site.Query(db => db.LogEntries.CountAsync()), await site.Query(db => db.Decisions.CountAsync())));
        Assert.Equal(0, (await site.Discussion()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Whoever_was_overruled_may_not_remove_the_same_text_again()
    {
        var id = await site.Ada.Post("Appealed and restored.");
        var (mo, mia, max) = (await site.Moderator("mo"), await site.Moderator("mia"), await site.Moderator("max"));
        var browser = await site.SignedIn(Role.Moderator, "mo@news.example");
        await Restored(mo);

        (await site.Boris.Report(id)).Dispose();
        var form = new FormUrlEncodedContent([new("comment", id.ToString()), new("rule", "spam"), new("text", "Still an offer.")]);
        using var program = await mo.TryRemove(id);
        using var page = await browser.PostAsync($"{site.Page}/comments/{id}/removal", form);
        using var queue = await browser.PostAsync("/moderation/removal", form);
        Assert.All([program, page, queue], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Equal("same-moderator", await program.Code());
        Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());

        // Somebody else may, and whoever removed it first as well when it says something else.
        await Restored(max);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        (await site.Ada.Edit(id, "Appealed, restored, and now an offer.")).Dispose();
        await mo.Remove(id);

        async Task Restored(HttpClient moderator)
        {
            var (decision, _) = await moderator.Remove(id);
            using var ruled = await mia.Rule(await site.Ada.Http.Appeal(decision));
            Assert.Equal(HttpStatusCode.OK, ruled.StatusCode);
        }
    }

    [Fact]
    public async Task A_decision_that_cannot_be_logged_is_none()
    {
        var id = await site.Ada.Post("Neither or both.");
        var moderator = await site.Moderator("mo");
        await site.Query(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE log_salts RENAME TO lost"));
        using var failed = await moderator.TryRemove(id);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        await site.Query(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE lost RENAME TO log_salts"));

        Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());
        Assert.Equal((0, 0), (await site.Query(db => db.Decisions.CountAsync()), await site.Query(db => db.LogEntries.CountAsync())));
        await moderator.Remove(id);
        Assert.Equal((1, 1), (await site.Query(db => db.Decisions.CountAsync()), await site.Query(db => db.LogEntries.CountAsync())));
    }

    [Fact]
    public async Task A_removal_counts_for_its_authors_standing_and_nothing_that_was_said_there_does()
    {
        var id = await site.Ada.Post("Vote for my shop.");
        (await site.Boris.Vote(id, 1)).Dispose();

        await (await site.Moderator("mo")).Remove(id);

        Assert.Equal([Deed.Removal], await site.Query(
            db => db.Ledger.Where(x => x.ReaderId == site.Ada.Id && x.UndoneAt == null).Select(x => x.Deed).ToListAsync()));
    }

    [Fact]
    public async Task The_text_of_a_moderator_is_hostile_too()
    {
        var id = await site.Ada.Post("<b>Bold</b> offers.");
        using var answer = await (await site.Moderator("mo"))
            .TryRemove(id, "spam", "<script>alert(1)</script>\u202e[x](javascript:alert(1))");
        var decision = (await answer.Json()).GetProperty("decisionId").GetGuid();

        var page = await Site.Html(await site.Ada.Http.GetAsync($"/decisions/{decision}"));

        Assert.Empty(Site.InlineScripts(page));
        Assert.DoesNotContain(page.QuerySelectorAll("a"),
            link => link.GetAttribute("href")!.StartsWith("javascript", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("<script>alert(1)</script>", page.QuerySelector(".facts .said")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moderator_removes_by_a_form_that_comes_back_with_its_text()
    {
        var id = await site.Ada.Post("By a form.");
        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var options = await Site.Html(await moderator.GetAsync($"{site.Page}/comments/{id}/options"));
        Assert.NotNull(options.QuerySelector($"a[href='{site.Page}/comments/{id}/removal']"));
        Assert.Null((await site.Html($"{site.Page}/comments/{id}/options")).QuerySelector("a[href$=removal]"));

        using var refused = await moderator.PostAsync($"{site.Page}/comments/{id}/removal",
            new FormUrlEncodedContent([new("text", "It sells things.")]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("It sells things.", (await Site.Html(refused)).QuerySelector("textarea")!.TextContent);
        using var removed = await moderator.PostAsync($"{site.Page}/comments/{id}/removal",
            new FormUrlEncodedContent([new("text", "It sells things."), new("rule", "spam")]));

        Assert.Equal(HttpStatusCode.Found, removed.StatusCode);
        Assert.StartsWith("/decisions/", removed.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("removed", (await site.Comment(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_rules_are_those_of_the_site_and_older_decisions_keep_theirs()
    {
        var (first, second) = (await site.Ada.Post("The first."), await site.Ada.Post("The second."));
        var moderator = await site.Moderator("mo");
        var (old, _) = await moderator.Remove(first);
        var program = site.Api();
        program.DefaultRequestHeaders.Authorization = new("Bearer", await site.Query(async db =>
        {
            var key = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return key;
        }));
        const string Rules = """
            rules:
              - { id: spam, ground: spam, title: Advertising, does: sells things }
              - { id: harm, ground: inappropriate, title: Harm, does: harms somebody }
              - { id: name-calling, ground: conduct, title: Name-calling, does: calls another reader names, examples: [ "“You donkey.”" ] }
            """;
        using var bad = await program.PutAsJsonAsync("/api/v1/site/texts/rules",
            new { markdown = "rules: [ { id: x, ground: opinion, title: X } ]" });
        Assert.Equal("bad-rules", await bad.Code());
        using var written = await program.PutAsJsonAsync("/api/v1/site/texts/rules", new { markdown = Rules });
        Assert.Equal(HttpStatusCode.OK, written.StatusCode);

        using var unknown = await moderator.TryRemove(second, "incitement");
        Assert.Equal("unknown-rule", await unknown.Code());
        var (decision, _) = await moderator.Remove(second, "name-calling");

        Assert.Equal((2, "conduct"), await Applied(decision));
        Assert.Equal((1, "spam"), await Applied(old));
        Assert.Contains("Rule: Spam", (await site.Html(site.Page)).GetElementById($"c-{first}")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("“You donkey.”",
            (await site.Html("/guidelines")).GetElementById("rule-name-calling")!.NextElementSibling!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal([("spam", "spam"), ("harm", "inappropriate"), ("name-calling", "conduct")], (await site.Api()
                .GetFromJsonAsync<JsonElement>("/api/v1/rules"))
            .GetProperty("rules").EnumerateArray().Select(x => (x.GetProperty("id").GetString(), x.GetProperty("ground").GetString())));

        async Task<(int, string?)> Applied(Guid id)
        {
            var rule = (await site.Api().GetFromJsonAsync<JsonElement>($"/api/v1/decisions/{id}")).GetProperty("rule");
            return (rule.GetProperty("version").GetInt32(), rule.GetProperty("ground").GetString());
        }
    }
}
