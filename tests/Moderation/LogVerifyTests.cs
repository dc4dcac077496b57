using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;
using Parley.Moderation;

namespace Parley.Tests.Moderation;

/// <summary>Whoever changes the log by hand is found out, and the entry is named.</summary>
public sealed class LogVerifyTests(LogVerifyTests.Logged site) : IClassFixture<LogVerifyTests.Logged>, IAsyncLifetime
{
    private const int Count = 300;
    private const int Kinds = 14;
    private static readonly string[] Tables = ["log_entries", "log_tiles", "log_checkpoints"];

    /// <summary>With a log, what it was at first beside it, and what somebody outside has seen of it.</summary>
    public sealed class Logged : Site, IAsyncLifetime
    {
        public string Memory => Path.Combine(Folder, "seen-outside.jsonl");

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            foreach (var (from, to) in new[] { (0, 37), (37, 120), (120, 256), (256, 290), (290, Count) })
            {
                await this.Append(from, to - from);
                await this.Sign();
                // The last checkpoint is one that nobody outside has seen.
                if (to < Count) await Remember();
            }
            await Query(async db =>
            {
                foreach (var table in Tables) await Run(db, $"CREATE TABLE kept_{table} AS SELECT * FROM {table}");
                await Run(db, "CREATE TABLE kept_log_heads AS SELECT * FROM log_heads");
                // Salts stay where they are while entries come and go.
                if (OnPostgres) await Run(db, "ALTER TABLE log_salts DROP CONSTRAINT \"FK_log_salts_log_entries_SiteId_EntryIndex\"");
                return 0;
            });
        }

        private async Task Remember()
        {
            var verdict = await new LogFromWeb(Api(), Address).Check(null, default);
            Assert.Empty(verdict.Findings);
            await (await LogMemory.Read(Memory, default)).Remember(verdict.Key!, verdict.Note!, Clock.GetUtcNow(), default);
        }
    }

    // As it was, whatever the test before has done to it.
    public async ValueTask InitializeAsync() => await site.Query(Restore);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_whole_log_is_whole_from_the_database_and_from_what_is_published()
    {
        foreach (var verdict in new[] { await FromDatabase(), await FromWeb(), await FromWeb(withMemory: false) })
        {
            Assert.Empty(verdict.Findings);
            Assert.True(verdict.IsWhole);
            Assert.Equal(Count, verdict.Entries);
        }
    }

    /// <summary>
    /// Seventy on SQLite, two hundred while it is explored (<c>script/explore</c>); each kind once on PostgreSQL, which puts the log back
    /// more slowly.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Trait("kind", "property")]
    public async Task Each_tampering_is_found(int part)
    {
        Assert.SkipWhen(Site.OnPostgres && part > 0, "Each kind is tried once there.");
        var found = new Dictionary<string, int>();
        var count = Property.Exploring > 0 ? 100 : 35;
        for (var number = part * count; number < part * count + (Site.OnPostgres ? Kinds : count); number++)
        {
            var seed = 20260623 + number;
            var (kind, isPublished, entry) = await site.Query(db => Tamper(db, number % Kinds, new Random(seed)));
            var (inside, outside) = (await FromDatabase(), await FromWeb());
            var said = string.Join(" | ", inside.Findings.Take(3)) + " || " + string.Join(" | ", outside.Findings.Take(3));
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {kind}: {said}");

            Assert.False(inside.IsWhole, $"seed {seed}: {kind} was not found in the database.");
            // What nobody publishes nobody can see from outside.
            Assert.True(!isPublished || !outside.IsWhole, $"seed {seed}: {kind} was not found from outside.");
            if (entry is { } named)
            {
                Assert.True(inside.Findings.Any(finding => Names(finding, named)), $"seed {seed}: {kind} at {named}: {said}");
                if (isPublished)
                    Assert.True(outside.Findings.Any(finding => Names(finding, named)), $"seed {seed}: {kind} at {named}: {said}");
            }
            found[kind] = found.GetValueOrDefault(kind) + 1;
            await site.Query(Restore);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", found.Select(x => $"{x.Key}: {x.Value}")));
        Assert.True(found.Count == Kinds, string.Join(", ", found.Keys));
        Assert.True((await FromDatabase()).IsWhole && (await FromWeb()).IsWhole);

        static bool Names(string finding, long entry) => finding.Contains($"Entry {entry} ", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_rewritten_and_signed_anew_with_its_own_key_is_found_by_whoever_has_seen_it_before_and_by_nobody_else()
    {
        await site.Query(async db => { await Rewrite(db, 100); return 0; });

        Assert.True((await FromWeb(withMemory: false)).IsWhole);
        Assert.Contains("The first 120 entries are not those of a checkpoint that was seen before",
            string.Join('\n', (await FromWeb()).Findings), StringComparison.Ordinal);
        Assert.False((await FromDatabase()).IsWhole);
    }

    [Fact]
    public async Task The_command_says_what_is_wrong_and_ends_with_1_and_remembers_only_what_is_right()
    {
        Assert.SkipWhen(Site.OnPostgres, "The program is started with a database in a file.");
        var seen = Path.Combine(site.Folder, "seen.jsonl");
        var address = site.Address.GetLeftPart(UriPartial.Authority);
        string[] words = ["log", "verify", "--url", address, "--since", seen];

        var (code, output, errors) = await End(words);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"is whole: {Count} entries", output, StringComparison.Ordinal);
        await site.Query(async db => { await Run(db, "UPDATE log_entries SET \"RuleId\" = 'other' WHERE \"Index\" = 17"); return 0; });
        (code, output, errors) = await End(["log", "verify"]);
        Assert.Equal((1, "Entry 17 was changed: its column RuleId says something else than what was hashed."), (code, errors.Trim()));
        await site.Query(Restore);
        await site.Query(async db => { await Rewrite(db, 5); return 0; });
        (code, output, errors) = await End(words);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("not those of a checkpoint that was seen before", errors, StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(seen, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(seen, "{}\n", TestContext.Current.CancellationToken);
        var unread = await Assert.ThrowsAsync<FormatException>(() => LogMemory.Read(seen, default));
        Assert.Contains("line 1", unread.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SetupException>(() => new LogFromWeb(site.Api(), new Uri("http://127.0.0.1:9")).Check(null, default));
        await Assert.ThrowsAsync<SetupException>(() => new LogFromWeb(site.Api(), new Uri(site.Address, "/articles")).Check(null, default));

        async Task<(int Code, string Output, string Errors)> End(string[] args)
        {
            await using var program = Child.Parley(site.Folder,
                [("ConnectionStrings__Parley", $"Data Source={site.Folder}/parley.db")], args);
            return await program.End();
        }
    }

    /// <returns>What was done, whether it can be seen from outside, and the entry that must be named.</returns>
    private static async Task<(string Kind, bool IsPublished, long? Entry)> Tamper(Database db, int kind, Random chance)
    {
        long at = chance.Next(Count);
        var other = (at + 1 + chance.Next(Count - 1)) % Count;
        switch (kind)
        {
            case 0:
                string[] edits = ["\"Action\" = 'Hold'", "\"RuleId\" = 'another'", "\"RuleVersion\" = 99", "\"Source\" = 'Nobody'",
                    "\"Waited\" = 7777777"];
                await Run(db, $"UPDATE log_entries SET {edits[chance.Next(5)]} WHERE \"Index\" = {at}"
                    .Replace("'Nobody'", at % 3 == 0 ? "'Report'" : "'OwnInitiative'", StringComparison.Ordinal)
                    .Replace("'Hold'", at % 9 == 0 ? "'Hold'" : "'Removal'", StringComparison.Ordinal));
                return ("a column edited", false, at);
            case 1:
                await Edit(db, at);
                return ("an entry edited", true, at);
            case 2:
                await Edit(db, at);
                await Regrow(db);
                return ("an entry edited and the tree made to fit", true, null);
            case 3:
                await Run(db, $"DELETE FROM log_entries WHERE \"Index\" = {at}");
                return ("an entry deleted", true, at < Count - 1 ? at : null);
            case 4:
                await Run(db, $"DELETE FROM log_entries WHERE \"Index\" = {at}",
                    $"UPDATE log_entries SET \"Index\" = -\"Index\" WHERE \"Index\" > {at}",
                    "UPDATE log_entries SET \"Index\" = -\"Index\" - 1 WHERE \"Index\" < 0",
                    $"UPDATE log_heads SET \"Size\" = {Count - 1}");
                return ("an entry deleted and those after it moved up", true, null);
            case 5:
                await Run(db, $"UPDATE log_entries SET \"Index\" = -1 WHERE \"Index\" = {at}",
                    $"UPDATE log_entries SET \"Index\" = {at} WHERE \"Index\" = {other}",
                    $"UPDATE log_entries SET \"Index\" = {other} WHERE \"Index\" = -1");
                return ("two entries exchanged", true, at);
            case 6:
                await Exchange(db, at, other);
                return ("what two entries say exchanged", true, null);
            case 7:
                await Run(db, $"DELETE FROM log_entries WHERE \"Index\" >= {Math.Max(at, 1)}");
                return ("the end cut off", true, null);
            case 8:
                // As if they had never been: only who has seen a later checkpoint can know.
                var size = chance.Next(1, 290);
                await Run(db, $"DELETE FROM log_entries WHERE \"Index\" >= {size}", $"DELETE FROM log_checkpoints WHERE \"Size\" > {size}",
                    $"UPDATE log_heads SET \"Size\" = {size}");
                await Regrow(db);
                await Resign(db);
                return ("the end cut off, and everything made to fit and signed", true, null);
            case 9:
                await Note(db, Count, note =>
                    note.Replace(note.Split('\n')[2], Convert.ToBase64String(MerkleHash.Leaf([(byte)at])), StringComparison.Ordinal));
                return ("the root of the checkpoint changed", true, null);
            case 10:
                await Note(db, Count, note => new Checkpoint(note.Split('\n')[0], Count, Convert.FromBase64String(note.Split('\n')[2]))
                    .Sign(MerkleHash.Leaf([(byte)at])));
                return ("the checkpoint signed with another key", true, null);
            case 11:
                await Rewrite(db, chance.Next(290));
                return ("history rewritten and signed", true, null);
            case 12:
                var another = Convert.ToHexString(MerkleHash.Leaf([1]));
                await Run(db, $"UPDATE log_heads SET \"Seed\" = {(Site.OnPostgres ? $"decode('{another}', 'hex')" : $"x'{another}'")}");
                await Resign(db);
                return ("all of it signed with a new key", true, null);
            default:
                var tile = await db.LogTiles.AsNoTracking().Where(x => x.Level == (at % 2 == 0 ? 0 : 1)).OrderBy(x => x.Index).FirstAsync();
                var hashes = tile.Hashes.ToArray();
                hashes[chance.Next(hashes.Length)] ^= 1;
                await db.LogTiles.Where(x => x.Level == tile.Level && x.Index == tile.Index)
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.Hashes, hashes));
                return ("a hash of the tree changed", false, null);
        }
    }

    private static async Task Edit(Database db, long index)
    {
        var leaf = LogLeaf.Read(await Leaf(db, index))!;
        var edited = leaf
            with { Rule = new LogRule("opinion", 1), Action = leaf.Action == LogAction.Removal ? LogAction.Publish : LogAction.Removal };
        await db.LogEntries.Where(x => x.Index == index).ExecuteUpdateAsync(set => set
            .SetProperty(x => x.Leaf, edited.Bytes()).SetProperty(x => x.RuleId, "opinion").SetProperty(x => x.RuleVersion, 1)
            .SetProperty(x => x.Action, edited.Action));
    }

    private static async Task Exchange(Database db, long one, long other)
    {
        var (first, second) = (LogLeaf.Read(await Leaf(db, one))!, LogLeaf.Read(await Leaf(db, other))!);
        await Put(one, second with { Index = one, At = first.At });
        await Put(other, first with { Index = other, At = second.At });

        Task Put(long index, LogLeaf leaf) => db.LogEntries.Where(x => x.Index == index).ExecuteUpdateAsync(set => set
            .SetProperty(x => x.Leaf, leaf.Bytes()).SetProperty(x => x.RuleId, leaf.Rule == null ? null : leaf.Rule.Id)
            .SetProperty(x => x.RuleVersion, leaf.Rule == null ? null : leaf.Rule.Version)
            .SetProperty(x => x.Action, leaf.Action).SetProperty(x => x.DecisionId, leaf.DecisionId).SetProperty(x => x.Ground, leaf.Ground)
            .SetProperty(x => x.Automated, leaf.Automated)
            .SetProperty(x => x.Source, leaf.Source).SetProperty(x => x.Waited, leaf.Waited));
    }

    // By somebody who has everything, the key too.
    private static async Task Rewrite(Database db, long index)
    {
        await Edit(db, index);
        await Regrow(db);
        await Resign(db);
    }

    private static async Task Regrow(Database db) =>
        await LongLog.WriteTiles(db, await db.LogEntries.OrderBy(x => x.Index).Select(x => x.Leaf).AsAsyncEnumerable()
            .Select(leaf => MerkleHash.Leaf(leaf)).ToListAsync());

    private static async Task Resign(Database db)
    {
        var head = await db.LogHeads.AsNoTracking().SingleAsync();
        var leaves = await db.LogEntries.OrderBy(x => x.Index).Select(x => x.Leaf).ToArrayAsync();
        foreach (var size in await db.LogCheckpoints.Select(x => x.Size).ToListAsync())
            await Note(db, size, _ => new Checkpoint(head.Origin, size, MerkleTests.Mth(leaves.AsSpan(0, (int)size))).Sign(head.Seed));
    }

    private static async Task Note(Database db, long size, Func<string, string> change)
    {
        var note = change(await db.LogCheckpoints.Where(x => x.Size == size).Select(x => x.Note).SingleAsync());
        await db.LogCheckpoints.Where(x => x.Size == size).ExecuteUpdateAsync(set => set.SetProperty(x => x.Note, note));
    }

    private static Task<byte[]> Leaf(Database db, long index) =>
        db.LogEntries.Where(x => x.Index == index).Select(x => x.Leaf).SingleAsync();

    private static async Task<int> Restore(Database db)
    {
        foreach (var table in Tables.Reverse()) await Run(db, $"DELETE FROM {table}");
        foreach (var table in Tables) await Run(db, $"INSERT INTO {table} SELECT * FROM kept_{table}");
        await Run(db,
            "UPDATE log_heads SET \"Size\" = (SELECT \"Size\" FROM kept_log_heads), \"Seed\" = (SELECT \"Seed\" FROM kept_log_heads)");
        return 0;
    }

    private static async Task Run(Database db, params string[] statements)
    {
        if (!Site.OnPostgres)
        {
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        }
        foreach (var statement in statements) await db.Database.ExecuteSqlRawAsync(statement);
    }

    private async Task<LogVerdict> FromDatabase()
    {
        using var scope = site.App.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<LogFromDatabase>().Check(await LogMemory.Read(site.Memory, default), default);
    }

    private async Task<LogVerdict> FromWeb(bool withMemory = true) =>
        await new LogFromWeb(site.Api(), site.Address).Check(withMemory ? await LogMemory.Read(site.Memory, default) : null, default);
}
