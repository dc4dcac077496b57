using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Moderation;

namespace Parley.Tests.Moderation;

/// <summary>What is changed by hand beside the log, in decisions, comments and texts, is found by it and named.</summary>
public sealed class DecisionsInLogTests : IAsyncLifetime
{
    private readonly ThatHolds site = new();

    private sealed class ThatHolds : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:Hold=links"];
    }

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Whoever_has_checked_the_log_can_write_next()
    {
        await site.Append(0, 3);
        await site.Sign();
        await site.Query(async db =>
        {
            await using (await db.BeginRead(default)) Assert.Equal(3, await db.LogEntries.CountAsync());
            Assert.Equal(System.Data.ConnectionState.Closed, db.Database.GetDbConnection().State);
            return 0;
        });
    }

    [Fact]
    public async Task Each_row_changed_or_deleted_by_hand_is_named_and_an_untouched_database_is_whole()
    {
        var (mo, mia) = (await site.Moderator("mo"), await site.Moderator("mia"));
        var (bad, wrong, kept, noticed) = (await site.Ada.Post("Buy."), await site.Ada.Post("Fine, in the end."),
            await site.Ada.Post("Lawful."), await site.Ada.Post("Lawful, too."));
        var (removal, _) = await mo.Remove(bad);
        (await site.Boris.Report(kept)).Dispose();
        (await mo.PostAsJsonAsync($"/api/v1/comments/{kept}/keeping", new { })).Dispose();
        (await site.Ada.Edit(kept, "Lawful, and edited since.")).Dispose();
        using var given = await site.Api()
            .PostAsJsonAsync("/api/v1/notices", new { url = new Uri(site.Address, $"{site.Page}/comments/{noticed}").ToString(),
                rule = "threats", reasons = "It threatens.", name = "Nora", email = "nora@example.org", goodFaith = true });
        (await mo.PostAsJsonAsync($"/api/v1/comments/{noticed}/keeping", new { facts = "An opinion." })).Dispose();
        var (reversed, _) = await mo.Remove(wrong);
        (await mo.PostAsJsonAsync($"/api/v1/decisions/{reversed}/suspension", new { facts = "Once." })).Dispose();
        (await mia.Rule(await site.Ada.Http.Appeal(reversed))).Dispose();
        var held = await site.Boris.Post("See https://example.org/offer soon.");
        (await mo.PostAsJsonAsync($"/api/v1/comments/{held}/keeping", new { })).Dispose();
        (await mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "Again." })).Dispose();
        await site.Sign();
        Assert.Equal([LogAction.Removal, LogAction.Kept, LogAction.NoticeRejected, LogAction.Removal, LogAction.Suspension,
                LogAction.Reversed, LogAction.SuspensionEnd, LogAction.Hold, LogAction.Release, LogAction.Suspension],
            await site.Query(db => db.LogEntries.OrderBy(x => x.Index).Select(x => x.Action).ToListAsync()));
        foreach (var table in new[] { "decisions", "comments", "log_salts", "appeals", "readers" })
            await Run($"CREATE TABLE kept_{table} AS SELECT * FROM {table}");
        Assert.Empty(await Findings());
        // A stranger isn't led to those who were reported in vain.
        var said = await site.Query(db => db.Decisions.Where(x => x.CommentId == kept).Select(x => x.Id).SingleAsync());
        foreach (var path in new[] { $"/decisions/{said}", $"/api/v1/decisions/{said}" })
            Assert.DoesNotContain(kept.ToString(), await site.Text(path), StringComparison.Ordinal);
        Assert.Contains(kept.ToString(), await mo.GetStringAsync($"/api/v1/decisions/{said}"), StringComparison.Ordinal);

        foreach (var (entry, statement) in new[]
        {
            (0, "UPDATE decisions SET \"RuleId\" = 'threats' WHERE \"LogIndex\" = 0"),
            (0, "UPDATE decisions SET \"RulesVersion\" = 7 WHERE \"LogIndex\" = 0"),
            (0, "UPDATE decisions SET \"Ground\" = 'Conduct' WHERE \"LogIndex\" = 0"),
            (0, $"UPDATE decisions SET \"Automated\" = {(Site.OnPostgres ? "TRUE" : "1")} WHERE \"LogIndex\" = 0"),
            (0, "UPDATE decisions SET \"Source\" = 'Notice' WHERE \"LogIndex\" = 0"),
            (0, "UPDATE decisions SET \"DecidedAt\" = '2020-01-01 00:00:00' WHERE \"LogIndex\" = 0"),
            (0, "UPDATE decisions SET \"Kind\" = 'Hold' WHERE \"LogIndex\" = 0"),
            (0, "UPDATE decisions SET \"LogIndex\" = 1 WHERE \"LogIndex\" = 0"),
            (0, "UPDATE decisions SET \"ReversedAt\" = \"DecidedAt\" WHERE \"LogIndex\" = 0"),
            (1, "UPDATE reports SET \"DecisionId\" = NULL; DELETE FROM decisions WHERE \"LogIndex\" = 1"),
            (2, "UPDATE decisions SET \"RuleId\" = 'spam', \"RulesVersion\" = 1 WHERE \"LogIndex\" = 2"),
            (3, "UPDATE decisions SET \"ReversedAt\" = NULL WHERE \"LogIndex\" = 3"),
            (5, "UPDATE appeals SET \"Outcome\" = 'Uphold'"),
            (5, "UPDATE appeals SET \"LogIndex\" = NULL"),
            (8, "UPDATE decisions SET \"ReversedAt\" = NULL WHERE \"LogIndex\" = 7"),
            (6, "UPDATE decisions SET \"ReversedAt\" = NULL WHERE \"LogIndex\" = 4"),
            (9, "UPDATE decisions SET \"Facts\" = 'For nothing.' WHERE \"LogIndex\" = 9"),
            (0, "UPDATE comments SET \"Text\" = 'I hate the mayor.' WHERE \"Id\" = (SELECT \"CommentId\" FROM decisions WHERE "
                + "\"LogIndex\" = 0)"),
            (0, "UPDATE comments SET \"RemovedAt\" = NULL, \"Removal\" = NULL WHERE \"Id\" = (SELECT \"CommentId\" FROM decisions WHERE "
                + "\"LogIndex\" = 0)"),
            (0, "UPDATE comments SET \"Removal\" = REPLACE(\"Removal\", '\"spam\"', '\"threats\"') WHERE \"Id\" = (SELECT \"CommentId\" "
                + "FROM decisions WHERE \"LogIndex\" = 0)"),
            (0, "DELETE FROM log_salts WHERE \"EntryIndex\" = 0"),
            (1, "DELETE FROM log_salts WHERE \"EntryIndex\" = 1"),
            (0, "UPDATE log_salts SET \"Salt\" = (SELECT other.\"Salt\" FROM log_salts AS other WHERE other.\"EntryIndex\" = 1) WHERE "
                + "\"EntryIndex\" = 0"),
            (-1, "UPDATE comments SET \"RemovedAt\" = \"CreatedAt\" WHERE \"RemovedAt\" IS NULL"),
            (-1, "UPDATE comments SET \"WithdrawnAt\" = \"CreatedAt\" WHERE \"RemovedAt\" IS NULL"),
            (-1, "UPDATE readers SET \"SuspendedUntil\" = '2030-01-01 00:00:00' WHERE \"SuspendedUntil\" IS NULL"),
            (-1, "UPDATE readers SET \"SuspensionId\" = NULL WHERE \"SuspendedUntil\" IS NOT NULL"),
            (-1, "UPDATE decisions SET \"LogIndex\" = NULL WHERE \"LogIndex\" = 0"),
        })
        {
            await Run(statement);
            var findings = await Findings();
            Assert.True(findings.Any(x => entry < 0
                    ? new[] { "no decision says", "is still there" }.Any(what => x.Contains(what, StringComparison.Ordinal)) || x.Contains(
                        "stands nowhere in the log", StringComparison.Ordinal) : x.StartsWith($"Entry {entry} ", StringComparison.Ordinal)),
                $"{statement}: {string.Join(" | ", findings)}");
            await PutBack();
        }
        Assert.Empty(await Findings());
    }

    [Fact]
    public async Task The_author_can_show_which_text_an_entry_is_about_and_nobody_else_can()
    {
        var id = await site.Chen.Post("My very words.");
        var (decision, _) = await (await site.Moderator("mo")).Remove(id);
        var receipt = await site.Chen.Receipt(id);

        foreach (var answer in new[] { await site.Chen.Http.GetAsync($"/api/v1/decisions/{decision}"),
            await site.Api().GetAsync($"/api/v1/decisions/{decision}?receipt={Uri.EscapeDataString(receipt)}") })
        {
            var entry = (await answer.Json()).GetProperty("log")[0];
            var salt = Convert.FromHexString(entry.GetProperty("salt").GetString()!);
            Assert.Contains(Convert.ToHexStringLower(SHA256.HashData([.. salt, .. "My very words."u8])),
                Encoding.UTF8.GetString(entry.GetProperty("leaf").GetBytesFromBase64()), StringComparison.Ordinal);
        }
        foreach (var other in new[] { site.Boris.Http, site.Api(), await site.Moderator("mia") })
            Assert.Equal(System.Text.Json.JsonValueKind.Null,
                (await (await other.GetAsync($"/api/v1/decisions/{decision}")).Json()).GetProperty("log")[0].GetProperty("salt").ValueKind);
    }

    private async Task<IReadOnlyList<string>> Findings()
    {
        using var scope = site.App.Services.CreateScope();
        return (await scope.ServiceProvider.GetRequiredService<LogFromDatabase>()
            .Check(null, TestContext.Current.CancellationToken)).Findings;
    }

    private Task<int> Run(string statement) => site.Query(db => db.Database.ExecuteSqlRawAsync(statement));

    private async Task PutBack()
    {
        await Run("INSERT INTO decisions SELECT * FROM kept_decisions AS k WHERE NOT EXISTS (SELECT 1 FROM decisions AS d WHERE d.\"Id\" "
            + "= k.\"Id\")");
        await Run("DELETE FROM log_salts");
        await Run("INSERT INTO log_salts SELECT * FROM kept_log_salts");
        foreach (var (table, columns) in new[]
                { ("decisions", "RuleId RulesVersion Ground Automated Source DecidedAt Kind LogIndex ReversedAt Facts"),
                        ("appeals", "Outcome LogIndex"), ("comments", "Text RemovedAt Removal WithdrawnAt"),
                        ("readers", "SuspendedUntil SuspensionId") })
            await Run($"UPDATE {table} SET " + string.Join(", ",
                columns.Split(' ').Select(x => $"\"{x}\" = (SELECT k.\"{x}\" FROM kept_{table} AS k WHERE k.\"Id\" = {table}.\"Id\")")));
    }
}
