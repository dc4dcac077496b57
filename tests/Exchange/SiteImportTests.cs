using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Comments;
using Parley.Data;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Readers;
using Parley.Tests.Data;
using Parley.Web;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Exchange;

/// <summary>A whole site leaves by its own export, and arrives in an empty database as if it had always been there.</summary>
public sealed class SiteImportTests : IAsyncLifetime
{
    private readonly Site site = new(), other = new();
    private WebApplication there = null!;

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        there = await other.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await there.StopAsync();
        await there.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task All_that_a_site_is_arrives_elsewhere_and_leaves_again_as_the_same_file()
    {
        var roads = new Roads(site);
        await roads.Write();
        await roads.Edit();
        await roads.Moderate();
        await roads.Embed();
        await roads.Import();
        await Write();
        var file = await Export(site.App);

        var arrived = await Import(file);

        Assert.False(File.Exists(file + ".rejected.jsonl"), "Something was rejected.");
        Assert.Equal(await File.ReadAllTextAsync(file), await File.ReadAllTextAsync(await Export(there)));
        var kinds = (await File.ReadAllLinesAsync(file)).Select(x => (string)JsonNode.Parse(x)!["line"]!).ToHashSet();
        foreach (var kind in new[] { "text", "import", "reader", "article", "passage", "discussion", "address", "intervention", "move",
            "comment", "revision", "vote", "decision" }) Assert.Contains(kind, kinds);
        var (shown, held) = await site.Query(async db => (await db.Comments.CountAsync(x => x.WithdrawnAt == null && x.RemovedAt == null),
            (await db.Comments.AsNoTracking().ToListAsync()).Count(x => x.IsHeld)));
        Assert.Equal((0, shown, held, 0, 0), (arrived.Import, arrived.Comments, arrived.Held, arrived.Rejected, arrived.Already));
        await IsSound();

        // What waited there waits here, and the log that begins here says by whom nothing can be read.
        Assert.Equal(held, await There(db => db.Cases.CountAsync(x => x.ClosedAt == null && x.Kind == CaseKind.Held)));
        Assert.Equal(await There(db => db.Decisions.CountAsync(x => x.LogIndex != null)), await There(db => db.LogEntries.CountAsync()));

        // Nobody has an office, and everybody finds what they wrote.
        Assert.Equal(0, await There(db => db.Readers.CountAsync(x => x.Role != Role.Reader || x.Email != null || x.TokenHash != null)));
        var one = await There(db => db.Comments.Where(x => x.Text.Contains("Since May.")).Select(x => x.Id).SingleAsync());
        Assert.Contains("Since May.", await Get($"/api/v1/comments/{one}"), StringComparison.Ordinal);
        Assert.Equal(await Tree(site.Query), await Tree(There));
    }

    [Fact]
    public async Task It_comes_once_into_an_empty_database_and_into_no_other()
    {
        await Write();
        var file = await Export(site.App);

        var rehearsed = await Import(file, rehearse: true);
        Assert.Equal(0, await There(db => db.Comments.CountAsync()) + await There(db => db.Readers.CountAsync())
            + await There(db => db.Imports.CountAsync()));
        var arrived = await Import(file);
        Assert.Equal(rehearsed, arrived);
        var again = await Import(file);
        Assert.Equal((0, 0, 0, arrived.Comments + arrived.Held),
            (again.Discussions, again.Comments, again.Held, again.Already));

        using var scope = site.App.Services.CreateScope();
        var refused = await Assert.ThrowsAsync<SetupException>(() => scope.ServiceProvider.GetRequiredService<ImportRun>()
            .Run(new(file, null, null, null), default));
        Assert.Contains("into an empty database alone", refused.Message, StringComparison.Ordinal);
        await File.AppendAllTextAsync(file, "\n");
        refused = await Assert.ThrowsAsync<SetupException>(() => Import(file));
        Assert.Contains("into an empty database alone", refused.Message, StringComparison.Ordinal);
        using var undoing = there.Services.CreateScope();
        await Assert.ThrowsAsync<SetupException>(() => undoing.ServiceProvider.GetRequiredService<ImportUndo>().Undo(0, default));
    }

    [Fact]
    public async Task What_is_no_whole_export_of_a_site_is_refused_and_changes_nothing()
    {
        await Write();
        var lines = await File.ReadAllLinesAsync(await Export(site.App));
        foreach (var (damaged, says) in new (string Text, string Says)[]
        {
            (Joined(lines[..^1]), "no end"),
            (Joined(lines)[..^40], "no end"),
            (Joined([.. lines[..5], .. lines[6..]]), "isn't whole"),
            (Joined([.. lines, lines[5]]), "behind its end"),
            (Joined(lines).Replace("\"version\":1,\"name\"", "\"version\":2,\"name\"", StringComparison.Ordinal), "version 2"),
            (Joined(lines).Replace("\"format\":\"parley\"", "\"format\":\"parrot\"", StringComparison.Ordinal), "its head"),
            (Joined(lines).Replace("\"timeZone\":\"UTC\"", "\"timeZone\":\"../etc\"", StringComparison.Ordinal), "time zone"),
            (Joined(lines[1..]), "its head"),
            ("", "is empty"),
            ("[[[[[[", "its head"),
        })
        {
            var file = Path.Combine(site.Folder, Path.GetRandomFileName());
            await File.WriteAllTextAsync(file, damaged);
            var refused = await Assert.ThrowsAsync<SetupException>(() => Import(file, format: ExportRun.Whole));
            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(0, await There(db => db.Readers.CountAsync()) + await There(db => db.Imports.CountAsync()));
    }

    [Fact]
    public async Task A_line_that_lies_is_left_out_whole_with_all_that_names_it_and_the_rest_is_a_sound_site()
    {
        await Write();
        var lines = (await File.ReadAllLinesAsync(await Export(site.App))).ToList();
        var nobody = "\"01890000-0000-7000-8000-000000000000\"";
        var leaf = lines.FindIndex(x => x.Contains("So do I.", StringComparison.Ordinal));
        var (answered, answer) = (Comment("Since May."), Comment("I looked twice."));
        var (removed, held) = (Decision("removal"), Decision("hold"));
        Assert.Empty(Judge(lines).Reasons);

        foreach (var (change, says, lost) in new (Action<List<string>> Change, string Says, int Lost)[]
        {
            (x => x[leaf] = x[leaf].Replace("So do I.", "So\\u0000", StringComparison.Ordinal), "Its text is nothing", 1),
            (x => x[leaf] = x[leaf].Replace("So do I.", "So\\ud800", StringComparison.Ordinal), "Its text is nothing", 1),
            (x => Set(x, leaf, "text", $"\"{new string('a', ForeignFile.LongestText + 1)}\""), "longer", 1),
            (x => Set(x, leaf, "text", $"\"{new string('a', SiteFile.LongestLine)}\""), "16 MiB", 1),
            (x => Set(x, leaf, "id", "\"7\""), "Its id is nothing", 1),
            (x => Set(x, leaf, "id", "\"00000000-0000-0000-0000-000000000000\""), "Its id is nothing", 1),
            (x => Set(x, leaf, "author", nobody), "not in the file", 1),
            (x => Set(x, leaf, "discussion", nobody), "not in the file", 1),
            (x => Set(x, leaf, "parent", nobody), "not in the file", 1),
            (x => Set(x, leaf, "createdAt", "\"2999-01-01T00:00:00Z\""), "still to come", 1),
            (x => Set(x, leaf, "createdAt", "\"yesterday\""), "Its createdAt is nothing", 1),
            (x => Set(x, leaf, "format", "\"script\""), "Its format is nothing", 1),
            (x => Set(x, leaf, "format", "2"), "Its format is nothing", 1),
            (x => Set(x, leaf, "up", "99999999999"), "Its up is nothing", 1),
            (x => Set(x, leaf, "text", null), "It has no text", 1),
            (x => Set(x, leaf, "removedAt", "\"2020-01-01T00:00:00Z\""), "It is gone", 1),
            (x => Set(x, leaf, "html", "\"<b>\""), "more in it than a comment has: html", 1),
            (x => Set(x, leaf, "line", "\"confession\""), "nothing that a site has", 1),
            (x => x[leaf] = x[leaf][..^1] + ",\"depth\":3}", "no line of JSON", 1),
            (x => x[leaf] = "{" + x[leaf], "no line of JSON", 1),
            (x => x[leaf] = "[]", "doesn't say what it is", 1),
            (x => x.Insert(leaf, x[leaf]), "twice", 0),
            (x => x.Insert(3, x[leaf]), "not in the file", 0),
            (x => x.Insert(leaf + 1, x[3]), "behind what names it", 0),
            (x => Set(x, leaf, "depth", "1"), "answers nothing", 1),
            // With all that answers them.
            (x => { Set(x, answered, "parent", Id(x, answer)); Set(x, answered, "depth", "2"); Set(x, answered, "ordinal", "1"); },
                "one deeper", 3),
            (x => Set(x, answer, "ordinal", "0"), "no place among", 2),
            // What was taken down is neither shown nor said to be gone for no reason.
            (x => x.RemoveAt(removed), "The decision by which it is gone", 1),
            (x => Set(x, removed, "rule", "\"threats\""), "something else than the place", 1),
            (x => Set(x, held, "kind", "\"kept\""), "The decision by which it is gone", 2),
            (x => Set(x, held, "reversedAt", "\"2026-06-23T12:00:00Z\""), "The decision by which it is gone", 2),
        })
        {
            var changed = lines.ToList();
            change(changed);
            changed[^1] = End(changed.Count - 1);
            var (reasons, judge) = Judge(changed);
            Assert.Contains(reasons, x => x.Contains(says, StringComparison.Ordinal));
            Assert.Equal(lines.Count(x => x.Contains("\"line\":\"comment\"", StringComparison.Ordinal)) - lost, judge.Comments.Order.Count);
        }

        // Of two decisions of one millisecond either may stand first.
        foreach (var (of, kind, says) in new[]
            { (removed, "suspension", ""), (held, "suspension", "not in the file"), (removed, "removal", "Only a suspension") })
        {
            var changed = lines.ToList();
            changed.Insert(removed, Following(kind, of));
            changed[^1] = End(changed.Count - 1);
            var reasons = Judge(changed).Reasons;
            Assert.True(says.Length == 0 ? reasons.Count == 0 : reasons.Exists(x => x.Contains(says, StringComparison.Ordinal)));
        }

        var (story, reader) = (lines.FindIndex(IsOf("discussion")), lines.FindIndex(IsOf("reader")));
        foreach (var (at, field, value, says) in new[]
        {
            (story, "url", "\"javascript:alert(1)\"", "nowhere on the web"), (story, "into", nobody, "taken it in"),
            (story, "into", Id(lines, story), "taken it in"), (reader, "role", "\"moderator\"", "more in it than a reader has: role"),
            (reader, "name", "\"A\\nB\"", "called so"), (lines.FindIndex(IsOf("article")), "slug", "\"../x\"", "such an address"),
            (lines.FindIndex(IsOf("vote")), "value", "7", "no vote"),
        })
        {
            var changed = lines.ToList();
            Set(changed, at, field, value);
            Assert.Contains(Judge(changed).Reasons, x => x.Contains(says, StringComparison.Ordinal));
        }
        var from = lines.FindIndex(x => IsOf("reader")(x) && x.Contains("\"imported\"", StringComparison.Ordinal));
        Set(lines, from, "source", "\"https://harbour.example\"");
        Assert.Contains(Judge(lines).Reasons, x => x.Contains("not for a file to say", StringComparison.Ordinal));

        // All at once, and for good: also what was sound until the decision behind it was read.
        Set(lines, answer, "text", null);
        Set(lines, held, "kind", "\"kept\"");
        Set(lines, lines.FindIndex(IsOf("vote")), "value", "7");
        lines.Insert(removed, Following("suspension", removed));
        lines[^1] = End(lines.Count - 1);
        var file = Path.Combine(site.Folder, "lies.jsonl");
        await File.WriteAllTextAsync(file, Joined(lines));
        var arrived = await Import(file);
        Assert.True(arrived is { Rejected: > 3, Comments: > 1 });
        Assert.Equal(arrived.Rejected, (await File.ReadAllLinesAsync(file + ".rejected.jsonl")).Length);
        await IsSound();

        static string Id(List<string> of, int at) => JsonNode.Parse(of[at])!["id"]!.ToJsonString();
        string Following(string kind, int of)
        {
            var line = JsonNode.Parse(lines[removed])!.AsObject();
            (line["id"], line["kind"]) = ($"{((string)line["id"]!)[..13]}-7000-8000-000000000001", kind);
            (line["untilAt"], line["cause"]) = ("2999-01-01T00:00:00Z", (string)JsonNode.Parse(lines[of])!["id"]!);
            return line.ToJsonString(Json.Plain);
        }
        int Decision(string kind) => lines.FindIndex(x => IsOf("decision")(x)
            && x.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal));
        int Comment(string text) => lines.FindIndex(x => IsOf("comment")(x) && x.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_of_the_staff_because_a_file_says_so()
    {
        await Write();
        var lines = (await File.ReadAllLinesAsync(await Export(site.App))).ToList();
        Set(lines, lines.FindIndex(x => IsOf("reader")(x) && x.Contains("\"Ada\"", StringComparison.Ordinal)), "name", "\"Moderator\"");
        var file = Path.Combine(site.Folder, "claims.jsonl");
        await File.WriteAllTextAsync(file, Joined(lines));

        await Import(file);

        Assert.Equal(["Moderator (guest)"], await There(db => db.Readers.Where(x => x.Name.StartsWith("Mod") && x.Kind == ReaderKind.Guest)
            .Select(x => x.Name).ToListAsync()));
        Assert.Equal(0, await There(db => db.Readers.CountAsync(x => x.Role != Role.Reader)));
    }

    [Fact]
    public async Task Broken_off_again_and_again_it_ends_as_the_same_site()
    {
        await site.Import(Kept(Wxr([.. Enumerable.Range(1, 5).Select(page => Item(page, $"page-{page}", string.Concat(
            Enumerable.Range(page * 1000, 700).Select(i => Comment(i, $"Said {i}.", i % 7 == 0 ? 0 : i - 1 < page * 1000 ? 0 : i - i % 7,
                approved: i % 50 == 49 ? "0" : "1")))))])));
        var file = await Export(site.App);

        // Each time when the second thousand lines are stored, and not yet for good.
        var (broken, reached, tries) = (new CancellationTokenSource(), 0, 1);
        using var sent = await SentCommands.Listen(other.DatabaseName, text =>
        {
            var isReached = text.Contains("UPDATE", StringComparison.Ordinal) && text.Contains("imports", StringComparison.Ordinal);
            if (isReached && ++reached == 2) broken.Cancel();
        });
        for (; ; tries++)
        {
            try
            {
                await Import(file, ct: broken.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                broken.Dispose();
                (broken, reached) = (new CancellationTokenSource(), 0);
            }
        }
        broken.Dispose();

        Assert.InRange(tries, 3, 100);
        Assert.Equal(await File.ReadAllTextAsync(file), await File.ReadAllTextAsync(await Export(there)));
        await IsSound();
    }

    // Answered, edited, voted for, held, withdrawn and removed.
    private async Task Write()
    {
        var moderator = await site.Acts(Role.Moderator, "max@news.example");
        var first = await site.Ada.Post("It *leaks*:\n\n> at the gate\n\nSince May.");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var reply = await site.Boris.Post("Only there.", first);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.Chen.Post("你看见了吗？", reply);
        (await site.Chen.Vote(first, 1)).Dispose();
        (await site.Boris.Edit(reply, "Only there.\nI looked twice.")).Dispose();
        var withdrawn = await site.Boris.Post("Words of which nothing is left.");
        await site.Ada.Post("To what nobody sees.", withdrawn);
        (await site.Boris.Withdraw(withdrawn)).Dispose();
        var removed = await site.Chen.Post("Cheap ropes, here.");
        using (var gone = await moderator.PostAsJsonAsync(
            $"/api/v1/comments/{removed}/removal", new { rule = "spam", facts = "It sells." })) Assert.True(gone.IsSuccessStatusCode);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.Import(Kept(Wxr(Item(1, "lock", Comment(1, "Wait for me.", approved: "0")
            + Comment(2, "I do.", parent: 1) + Comment(3, "So do I.", mail: "another@harbour.example")))));
    }

    private string Kept(string text)
    {
        var file = Path.Combine(site.Folder, Path.GetRandomFileName() + ".xml");
        File.WriteAllText(file, text, Encoding.UTF8);
        return file;
    }

    private async Task<string> Export(WebApplication from)
    {
        var file = Path.Combine(site.Folder, Path.GetRandomFileName() + ".jsonl");
        using var scope = from.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<ExportRun>().Run(new(file), default);
        return file;
    }

    private async Task<ImportResult> Import(string file, bool rehearse = false, string? format = null, CancellationToken ct = default)
    {
        if (other.Clock.GetUtcNow() < site.Clock.GetUtcNow()) other.Clock.SetUtcNow(site.Clock.GetUtcNow());
        using var scope = there.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<ImportRun>()
            .Run(new(file, null, null, null, Format: format, Rehearse: rehearse), ct);
    }

    private async Task<T> There<T>(Func<Database, Task<T>> query)
    {
        using var scope = there.Services.CreateScope();
        return await query(scope.ServiceProvider.GetRequiredService<Database>());
    }

    private (List<string> Reasons, SiteJudge Judge) Judge(IEnumerable<string> lines)
    {
        using var scope = site.App.Services.CreateScope();
        var (reasons, judge) = (new List<string>(), new SiteJudge());
        using var kept = ImportRun.Scratch();
        new SiteFile(kept, SiteKind.All(scope.ServiceProvider.GetRequiredService<Database>().Model), judge, site.Clock.GetUtcNow(),
            (_, reason, _) => reasons.Add(reason)).Read(new MemoryStream(Encoding.UTF8.GetBytes(Joined(lines))));
        return (reasons, judge);
    }

    private static string Joined(IEnumerable<string> lines) => string.Concat(lines.Select(x => x + "\n"));

    private static string End(int lines) => $"{{\"line\":\"end\",\"lines\":{lines}}}";

    private static Predicate<string> IsOf(string kind) => x => x.StartsWith($"{{\"line\":\"{kind}\"", StringComparison.Ordinal);

    private static void Set(List<string> lines, int at, string field, string? json)
    {
        var line = JsonNode.Parse(lines[at])!.AsObject();
        line[field] = json is null ? null : JsonNode.Parse(json);
        lines[at] = line.ToJsonString(Json.Plain);
    }

    // As a backup counts them before it is put in place, and nothing hangs in the air; each place has its decision, and each decision its
    // entry.
    private async Task IsSound()
    {
        Assert.Empty(await Miscounted());
        using var scope = there.Services.CreateScope();
        Assert.Empty((await scope.ServiceProvider.GetRequiredService<LogFromDatabase>().Check(null, default)).Findings);
    }

    private Task<List<Guid>> Miscounted() => There(async db =>
        (await db.Discussions.Where(x => x.CommentCount != db.Comments.Count(y => y.DiscussionId == x.Id && y.WithdrawnAt == null
            && y.RemovedAt == null)).Select(x => x.Id).ToListAsync())
        .Concat(await db.Comments.Where(x => x.ReplyCount != db.Comments.Count(y => y.ParentId == x.Id
            && (y.WithdrawnAt == null || y.ReplyCount > 0)) || x.Up - x.ImportedUp != db.Votes.Count(y => y.CommentId == x.Id
            && y.Value == 1)).Select(x => x.Id).ToListAsync()).ToList());

    private async Task<string> Get(string path)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(there.Urls.First()) };
        return await browser.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    // What isn't in the file must follow from it. Words said long ago are compared with nothing, and need not have what finds them twice.
    private static Task<List<string>> Tree(Func<Func<Database, Task<List<string>>>, Task<List<string>>> query) => query(async db =>
        [.. (await db.Comments.AsNoTracking().OrderBy(x => x.Id).ToListAsync()).Select(x =>
            $"{x.Id} {x.Depth} {x.Ordinal} {x.RepliesEver} {x.AnswersEver} {x.ReplyCount} {x.Score} "
            + $"{x.TextHash == 0 || x.TextHash == WrittenText.HashOf(x.Text)} {x.Words}")]);
}
