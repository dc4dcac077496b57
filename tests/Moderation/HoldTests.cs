using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conduct;
using Parley.Data;
using Parley.Moderation;
using Parley.Readers;
using Parley.Reputation;

namespace Parley.Tests.Moderation;

/// <summary>
/// First comments, and first ones with a link, wait for a moderator where a site asks for it: in the open, and with a clock.
/// </summary>
public sealed class HoldTests(HoldTests.ThatHolds site) : IClassFixture<HoldTests.ThatHolds>
{
    public class ThatHolds : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:Hold=authors,links", "Parley:HoldHours=2"];
    }

    public sealed class ThatEscalates : ThatHolds
    {
        protected override IEnumerable<string> Settings => [.. base.Settings, "Parley:HoldThen=escalate"];
    }

    [Fact]
    public async Task A_first_comment_waits_in_the_open_and_everybody_sees_why_and_until_when()
    {
        var ines = await site.NewGuest("Ines");
        var before = (await site.Discussion()).GetProperty("count").GetInt32();
        using var posted = await ines.TryPost("Mine is the first word, quetzalcoatl.");
        var said = await posted.Json();
        var (id, until) = (said.GetProperty("id").GetGuid(), site.Clock.GetUtcNow().AddHours(2));
        var decision = said.GetProperty("removal").GetProperty("decisionId").GetGuid();

        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        foreach (var seen in new[] { said, await site.Comment(id) })
        {
            Assert.Equal(("held", "", until), (seen.GetProperty("status").GetString(), seen.GetProperty("text").GetString(),
                seen.GetProperty("removal").GetProperty("heldUntil").GetDateTimeOffset()));
            Assert.Equal("", seen.GetProperty("author").GetProperty("name").GetString());
        }
        Assert.Contains("waits for a moderator until", (await site.Html(site.Page)).GetElementById($"c-{id}")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(before, (await site.Discussion()).GetProperty("count").GetInt32());
        Assert.DoesNotContain("first word", await site.Text("/search?q=quetzalcoatl"), StringComparison.Ordinal);

        // The author is told all of it; whoever else asks, what the log says.
        var own = await ines.Http.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/decisions/{decision}");
        Assert.Equal(("hold", true, until),
            (own.GetProperty("kind").GetString(), own.GetProperty("isHeld").GetBoolean(), own.GetProperty("untilAt").GetDateTimeOffset()));
        Assert.Contains("first comment", own.GetProperty("facts").GetString(), StringComparison.Ordinal);
        Assert.Contains("first word", own.GetProperty("text").GetString(), StringComparison.Ordinal);
        var page = await site.Text($"/decisions/{decision}");
        Assert.Contains("it is published by itself", page, StringComparison.Ordinal);
        Assert.DoesNotContain("first word", page, StringComparison.Ordinal);
        // Their receipt opens it in any browser.
        Assert.Contains("first word", await site.Text(await ines.Told(id)), StringComparison.Ordinal);
        Assert.Equal("held", await (await ines.Edit(id, "Another first word.")).Code());
        Assert.Equal(HttpStatusCode.NotFound, (await ines.Http.TryAppeal(decision)).StatusCode);

        // Blind in the queue, published by a person, and the next one is out at once.
        var moderator = await site.SignedIn(Role.Moderator, "mo@news.example");
        var card = (await Site.Html(await moderator.GetAsync("/moderation?kind=held"))).QuerySelector($"[data-comment='{id}']")!;
        Assert.Contains("Mine is the first word", card.TextContent, StringComparison.Ordinal);
        foreach (var standing in new[] { "Ines", "first comment" })
            Assert.DoesNotContain(standing, card.TextContent, StringComparison.Ordinal);
        Assert.Equal(["3"], card.QuerySelectorAll("textarea").Select(box => box.GetAttribute("minlength")));
        using var kept = await (await site.Moderator("mo")).PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { });
        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());
        Assert.Equal(before + 1, (await site.Discussion()).GetProperty("count").GetInt32());
        Assert.Contains("first word", await site.Text("/search?q=quetzalcoatl"), StringComparison.Ordinal);
        Assert.Equal([(LogAction.Hold, true), (LogAction.Release, false)], await InLog(decision));
        var second = await ines.Post("My second word.");
        Assert.Equal("published", (await site.Comment(second)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_nobody_looks_at_is_published_when_its_time_is_over()
    {
        var id = await (await site.NewGuest("Forgotten")).Post("Is anybody there?");
        var decision = (await site.Comment(id)).GetProperty("removal").GetProperty("decisionId").GetGuid();
        site.Clock.Advance(TimeSpan.FromMinutes(121));
        await Wait.Until("it is out", async () => (await site.Comment(id)).GetProperty("status").GetString() == "published");
        Assert.Equal([(LogAction.Hold, true), (LogAction.Release, true)], await InLog(decision));
        var page = await site.Text($"/decisions/{decision}");
        foreach (var said in new[] { "It was published.", "A comment waited for a moderator" })
            Assert.Contains(said, page, StringComparison.Ordinal);
        foreach (var past in new[] { "in any case", "certified body" }) Assert.DoesNotContain(past, page, StringComparison.Ordinal);
        // No moderator came upon it.
        var rows = (await site.Html("/transparency")).QuerySelectorAll($"tr:has(a[href='/decisions/{decision}'])");
        Assert.Equal(["A setting of this site", "A setting of this site"], rows.Select(row => row.Children[^1].TextContent));
    }

    [Fact]
    public async Task What_waited_while_its_comment_moved_comes_out_where_it_went()
    {
        // Stories of their own: what others said in this site waits too.
        var (from, to) = (await Talk("moves-from"), await Talk("moves-to"));
        using var posted = await (await site.NewGuest("Moving")).Http
            .PostAsJsonAsync($"/api/v1/discussions/{from}/comments", new { text = "Held, and taken along." });
        var id = (await posted.Json()).GetProperty("id").GetGuid();
        var before = (await Count(from), await Count(to));
        var (begun, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var move = site.App.Services.GetRequiredService<WriteQueue>().Run(from, async turn =>
        {
            begun.SetResult();
            await go.Task;
            turn.Statements.Execute($"UPDATE comments SET \"DiscussionId\" = {Id(to)} WHERE \"Id\" = {Id(id)}");
            return true;
        }, default);
        await begun.Task;

        // Found where it was, it waits for its turn there, behind the move.
        site.Clock.Advance(TimeSpan.FromHours(3));
        using var scope = site.App.Services.CreateScope();
        var round = scope.ServiceProvider.GetRequiredService<Holds>().Round(default);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        go.SetResult();
        Assert.True(await move);
        await round;

        await Wait.Until("it is out", async () => (await site.Comment(id)).GetProperty("status").GetString() == "published");
        Assert.Equal((before.Item1, before.Item2 + 1), (await Count(from), await Count(to)));

        async Task<Guid> Talk(string slug)
        {
            await site.Publish(slug, slug, "A story.");
            return (await site.Discussion(url: new Uri(site.Address, $"/articles/{slug}").ToString())).GetProperty("id").GetGuid();
        }
        Task<int> Count(Guid discussion) =>
            site.Query(db => db.Discussions.Where(x => x.Id == discussion).Select(x => x.CommentCount).SingleAsync());
        static string Id(Guid id) => Site.OnPostgres ? $"'{id}'" : $"'{id.ToString().ToUpperInvariant()}'";
    }

    [Fact]
    public async Task Insights_count_as_reversed_what_was_appealed_and_as_kept_what_somebody_had_asked_about()
    {
        await using var own = new ThatHolds();
        await own.InitializeAsync();
        var (mo, ma, browser) = (await own.Moderator("mo"), await own.Moderator("ma"),
            await own.SignedIn(Role.Moderator, "mi@news.example"));
        // Held and published; reported and kept; removed and suspended, until the appeal against the removal.
        foreach (var reader in new[] { own.Ada, own.Boris })
            (await mo.PostAsJsonAsync($"/api/v1/comments/{await reader.Post($"The first of {reader.Name}.")}/keeping", new { })).Dispose();
        var kept = await own.Ada.Post("Nothing wrong here.");
        (await own.Chen.Report(kept)).Dispose();
        (await mo.PostAsJsonAsync($"/api/v1/comments/{kept}/keeping", new { })).Dispose();
        var (removal, _) = await mo.Remove(await own.Ada.Post("Boats."));
        (await mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "Again." })).Dispose();
        (await ma.Rule(await own.Ada.Http.Appeal(removal))).Dispose();

        var page = await Site.Html(await browser.GetAsync("/moderation/insights"));

        Assert.Equal(["1", "1", "1", "1"], page.QuerySelectorAll(".facts dd").Take(4).Select(x => x.TextContent));
        Assert.Equal(1, await own.Query(db => db.LogEntries.CountAsync(x => x.Action == LogAction.Reversed)));
    }

    private static async Task<string> Overruled(HttpClient staff) =>
        (await Site.Html(await staff.GetAsync("/moderation/insights"))).QuerySelectorAll(".facts dd")[3].TextContent;

    [Fact]
    public async Task A_first_link_is_held_whether_it_comes_with_a_comment_or_with_an_edit_and_can_be_withdrawn()
    {
        var (lena, moderator) = (await site.NewGuest("Lena"), await site.Moderator("mo"));
        var first = await lena.Post("No link in this one.");
        using var kept = await moderator.PostAsJsonAsync($"/api/v1/comments/{first}/keeping", new { });
        var second = await lena.Post("Nor in this one.");
        var count = (await site.Discussion()).GetProperty("count").GetInt32();

        using var typo = await lena.Edit(second, "Nor in this one, either.");
        Assert.Equal("published", (await typo.Json()).GetProperty("status").GetString());
        // What is no link when it is said makes no later one known.
        (await lena.Edit(second, "Nor is foo://bar one, or awww.")).Dispose();
        using var edited = await lena.Edit(second, "See https://example.org/offer for more.");
        Assert.Equal(("held", "new-link"), ((await edited.Json()).GetProperty("status").GetString(),
            (await site.Comment(second)).GetProperty("removal").GetProperty("rule").GetString()));
        Assert.Equal(count - 1, (await site.Discussion()).GetProperty("count").GetInt32());
        Assert.Equal("held", (await site.Comment(await lena.Post("And www.example.org says so."))).GetProperty("status").GetString());

        Assert.Equal(HttpStatusCode.NoContent, (await lena.Withdraw(second)).StatusCode);
        Assert.Equal(count - 1, (await site.Discussion()).GetProperty("count").GetInt32());
        Assert.DoesNotContain(second.ToString(),
            await (await site.SignedIn(Role.Moderator, "ma@news.example")).GetStringAsync("/moderation?kind=held"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_can_be_removed_and_that_can_be_appealed_while_staff_never_wait()
    {
        var (sol, moderator) = (await site.NewGuest("Sol"), await site.Moderator("mo"));
        var id = await sol.Post("Buy my boats, every one of them.");
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        var count = (await site.Discussion()).GetProperty("count").GetInt32();
        var hold = (await site.Comment(id)).GetProperty("removal").GetProperty("decisionId").GetGuid();
        var (decision, _) = await moderator.Remove(id);
        // Its clock no longer runs.
        Assert.Contains("Everywhere, until a moderator has decided.", await site.Text($"/decisions/{hold}"), StringComparison.Ordinal);
        Assert.Equal("removed", (await site.Comment(id)).GetProperty("status").GetString());
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(count, (await site.Discussion()).GetProperty("count").GetInt32());
        var other = await site.Moderator("ma");
        using var ruled = await other.Rule(await sol.Http.Appeal(decision));
        Assert.Equal(HttpStatusCode.OK, ruled.StatusCode);
        Assert.Equal("published", (await site.Comment(id)).GetProperty("status").GetString());
        Assert.Equal(count + 1, (await site.Discussion()).GetProperty("count").GetInt32());
        // Whatever it counted for counts again, and nothing else.
        Assert.Equal([(Deed.Comment, true), (Deed.Removal, false)], (await site.Query(db => db.Ledger.Where(x => x.SubjectId == id).OrderBy(
            x => x.Deed).Select(x => new { x.Deed, Counts = x.UndoneAt == null }).ToListAsync())).ConvertAll(x => (x.Deed, x.Counts)));

        using var staff = await moderator.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = "A word from the house: https://news.example/rules" });
        Assert.Equal("published", (await staff.Json()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Where_a_site_wants_a_person_to_look_it_goes_on_waiting_as_overdue()
    {
        await using var patient = new ThatEscalates();
        await patient.InitializeAsync();
        var id = await patient.Ada.Post("Do look at me.");
        patient.Clock.Advance(TimeSpan.FromMinutes(121));
        var moderator = await patient.SignedIn(Role.Moderator, "mo@news.example");
        await patient.Round();
        Assert.Contains(id.ToString(), await moderator.GetStringAsync("/moderation?kind=overdue"), StringComparison.Ordinal);
        Assert.Equal("held", (await patient.Comment(id)).GetProperty("status").GetString());
        Assert.True(patient.Log.Contains("held longer", "promised"));
        using var kept = await (await patient.Moderator("mo")).PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { });
        Assert.Equal("published", (await patient.Comment(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_waits_longer_than_was_promised_can_be_appealed_and_is_then_published_or_removed()
    {
        await using var patient = new ThatEscalates();
        await patient.InitializeAsync();
        foreach (var how in new[] { "ruling", "keeping", "removal", "withdrawal", "late ruling" })
        {
            var author = await patient.NewGuest("Ines " + how);
            var id = await author.Post($"Do look at me, {how}.");
            var decision = (await patient.Comment(id)).GetProperty("removal").GetProperty("decisionId").GetGuid();
            using var early = await author.Http.TryAppeal(decision);
            // As long as it waits there is no end to that.
            patient.Clock.Advance(how == "late ruling" ? TimeSpan.FromDays(220) : TimeSpan.FromMinutes(121));
            await patient.Round();
            var (mo, page) = (await patient.Moderator("mo"), await patient.SignedIn(Role.Moderator, "mo@news.example"));
            Assert.Contains("time that was promised is over", await author.Http.GetStringAsync($"/api/v1/decisions/{decision}"),
                StringComparison.Ordinal);
            var receipt = await author.Receipt(id);
            Assert.NotNull((await patient.Html($"/decisions/{decision}?receipt={receipt}")).QuerySelector("form[action$=appeal]"));
            using var stranger = await patient.Boris.Http.TryAppeal(decision);
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (early.StatusCode, stranger.StatusCode));

            var appeal = await patient.Api().Appeal(decision, receipt);

            using var twice = await author.Http.TryAppeal(decision);
            Assert.Equal("appealed-already", await twice.Code());
            Assert.Contains($"/decisions/{decision}", await page.GetStringAsync("/moderation?kind=appeal"), StringComparison.Ordinal);
            var form = (await Site.Html(await page.GetAsync($"/decisions/{decision}"))).QuerySelector("form[action$=ruling]")!;
            Assert.Equal(["reverse"], form.QuerySelectorAll("[name=outcome]").Select(x => x.GetAttribute("value")));
            using var uphold = await mo.Rule(appeal, "uphold");
            Assert.Equal("still-held", await uphold.Code());
            using var done = how switch
            {
                "ruling" or "late ruling" => await mo.Rule(appeal),
                "keeping" => await mo.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { }),
                "removal" => await mo.TryRemove(id),
                _ => await author.Withdraw(id),
            };
            Assert.True(done.IsSuccessStatusCode, $"{done.StatusCode}");
            // A ruling and a keeping have called it wrong; the last of them long after what is counted.
            if (how == "removal") Assert.Equal("2", await Overruled(page));

            await patient.Round();
            Assert.True(await patient.Query(db => db.Cases.AllAsync(x => x.ClosedAt != null)));
            var told = await author.Http.GetStringAsync($"/decisions/{decision}");
            Assert.Contains(how switch
            {
                "removal" => "breaks a rule. It was removed.",
                "withdrawal" => "before anybody had ruled",
                _ => "the comment is published"
            }, told, StringComparison.Ordinal);
            List<(LogAction, bool)> expected = how switch
            {
                "removal" => [(LogAction.Hold, true), (LogAction.Upheld, false)], "withdrawal" => [(LogAction.Hold, true)],
                _ => [(LogAction.Hold, true), (LogAction.Release, false), (LogAction.Reversed, false)],
            };
            Assert.Equal(expected, await patient.Query(db => InLog(db, decision)));
            if (how != "withdrawal")
                Assert.Equal(how == "removal" ? "removed" : "published", (await patient.Comment(id)).GetProperty("status").GetString());
            using var again = await mo.Rule(appeal);
            Assert.Equal(how == "withdrawal" ? "reversed-already" : "already-decided", await again.Code());
        }
        using var scope = patient.App.Services.CreateScope();
        Assert.Empty((await scope.ServiceProvider.GetRequiredService<LogFromDatabase>()
            .Check(null, TestContext.Current.CancellationToken)).Findings);
    }

    [Fact]
    public async Task One_that_cannot_be_published_keeps_no_other_waiting_and_can_be_appealed()
    {
        await using var faulty = new ThatHolds();
        await faulty.InitializeAsync();
        var (first, second) = (await faulty.NewGuest("Ines"), await faulty.NewGuest("Lena"));
        var (stuck, other) = (await first.Post("I am stuck."), await second.Post("I am not."));
        var decision = (await faulty.Comment(stuck)).GetProperty("removal").GetProperty("decisionId").GetGuid();
        // The database refuses it, whatever the reason.
        await Run(Site.OnPostgres ? $"ALTER TABLE comments ADD CONSTRAINT fault CHECK (\"Id\" <> '{stuck}' OR \"RemovedAt\" IS NOT NULL)"
            : $"CREATE TRIGGER fault BEFORE UPDATE ON comments WHEN UPPER(NEW.\"Id\") = '{stuck.ToString().ToUpperInvariant()}' AND "
                + "NEW.\"RemovedAt\" IS NULL BEGIN SELECT RAISE(ABORT, 'no'); END");
        faulty.Clock.Advance(TimeSpan.FromMinutes(121));

        await faulty.Round();

        Assert.Equal(("held", "published"), ((await faulty.Comment(stuck)).GetProperty("status").GetString(),
            (await faulty.Comment(other)).GetProperty("status").GetString()));
        using var appealed = await first.Http.TryAppeal(decision);
        Assert.Equal(HttpStatusCode.Created, appealed.StatusCode);
        Assert.True(faulty.Log.Contains("nothing could be done about it"));

        // It comes out by itself after all: the appeal is answered by that.
        await Run(Site.OnPostgres ? "ALTER TABLE comments DROP CONSTRAINT fault" : "DROP TRIGGER fault");
        await faulty.Round();
        Assert.Equal("published", (await faulty.Comment(stuck)).GetProperty("status").GetString());
        Assert.True(await faulty.Query(db => db.Cases.AllAsync(x => x.ClosedAt != null)));
        Assert.Equal("0", await Overruled(await faulty.SignedIn(Role.Moderator, "mo@news.example")));
        Assert.Contains("since its time was over", await first.Http.GetStringAsync($"/decisions/{decision}"), StringComparison.Ordinal);
        Assert.Equal([(LogAction.Hold, true), (LogAction.Release, true), (LogAction.Reversed, true)],
            await faulty.Query(db => InLog(db, decision)));

        // One whose place names no hold isn't hidden for ever.
        var lost = await (await faulty.NewGuest("Mara")).Post("Who holds me?");
        var hold = (await faulty.Comment(lost)).GetProperty("removal").GetProperty("decisionId").GetGuid();
        await faulty.Query(db => db.Database.ExecuteSqlAsync(
            $"UPDATE comments SET \"Removal\" = REPLACE(\"Removal\", {hold.ToString()}, {lost.ToString()}) WHERE \"Id\" = {lost}"));
        faulty.Clock.Advance(TimeSpan.FromMinutes(121));
        await faulty.Round();
        Assert.Equal("published", (await faulty.Comment(lost)).GetProperty("status").GetString());

        Task<int> Run(string statement) => faulty.Query(db => db.Database.ExecuteSqlRawAsync(statement));
    }

    [Theory]
    [InlineData("Parley:Hold", "everybody")]
    [InlineData("Parley:HoldHours", "0")]
    [InlineData("Parley:HoldThen", "forget")]
    [Once]
    public void A_setting_that_means_nothing_is_said(string name, string value)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        Assert.Contains("Parley__Hold", Assert.Throws<FormatException>(() => HoldRules.Of(settings)).Message, StringComparison.Ordinal);
        Assert.False(HoldRules.Of(new ConfigurationBuilder().Build()).IsOn);
    }

    private Task<List<(LogAction, bool)>> InLog(Guid decision) => site.Query(db => InLog(db, decision));

    private static async Task<List<(LogAction, bool)>> InLog(Parley.Data.Database db, Guid decision) =>
        (await db.LogEntries.Where(x => x.DecisionId == decision).OrderBy(x => x.Index).Select(x => new { x.Action, x.Automated })
            .ToListAsync()).ConvertAll(x => (x.Action, x.Automated));
}
