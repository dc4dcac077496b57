using System.Data;
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;

namespace Parley.Tests.Data;

/// <summary>What the program promises when it is ended, restored or asked for too much.</summary>
[OnBoth]
public sealed class FaultTests
{
    private const int Writers = 6;

    /// <summary>Each starts the program several times, which takes seconds on a machine that is busy with other things.</summary>
    internal const int Processes = 3 * Bounds.Test;

    private static readonly Statement Say = new("INSERT INTO said VALUES (@number)", ("number", DbType.Int32));

    private static readonly Statement Double = new("SELECT CAST(2 * @number AS INTEGER)", ("number", DbType.Int32));

    [Fact(Timeout = Processes)]
    public async Task Asked_to_end_while_readers_write_it_answers_them_and_ends_with_0()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await Server.New(prepared: true);
        var program = await server.Start();
        var writers = await Writer.On(server, Writers);
        var writing = writers.Select(x => x.WriteOn(writers)).ToList();
        await Wait.Until("the writers are at it", () => writers.Sum(x => x.Said.Count) > 50);

        var asked = TimeProvider.System.GetTimestamp();
        await program.AskToEnd();
        var (code, _, errors) = await program.End();
        var took = TimeProvider.System.GetElapsedTime(asked);
        await Wait.For("the writers to notice", Task.WhenAll(writing));

        Assert.Equal((0, ""), (code, errors));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        Assert.Empty(writers.SelectMany(x => x.Wrong));
        var there = await server.Query(db => db.Comments.Select(x => x.Id).ToListAsync(ct));
        Assert.Empty(writers.SelectMany(x => x.Said).Except(there));
    }

    [Fact(Timeout = Processes)]
    public async Task A_backup_put_in_the_place_of_the_database_is_written_in_WAL()
    {
        Assert.SkipWhen(Site.OnPostgres, "SQLite keeps its log in a mode of the file.");
        await using var server = await Server.New(prepared: true);
        var backup = await server.Query(db => db.Backup(TimeProvider.System, default));
        foreach (var file in Directory.GetFiles(server.Folder, "parley.db*")) File.Delete(file);
        File.Move(backup, server.File);
        Assert.Equal("delete", await Mode());

        await server.Start();

        Assert.Equal("wal", await Mode());
        var writer = Assert.Single(await Writer.On(server, 1));
        Assert.True(await writer.Say(null));
        Assert.Single(writer.Said);

        Task<string> Mode() => server.Query(db => db.Database.SqlQueryRaw<string>(
            "SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").SingleAsync());
    }

    [Fact(Timeout = Processes)]
    public async Task A_change_that_fails_or_is_given_up_takes_nobody_along()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        var queue = site.App.Services.GetRequiredService<WriteQueue>();
        await site.Query(db => db.Database.ExecuteSqlRawAsync("CREATE TABLE said (number INTEGER PRIMARY KEY)"));
        var (gate, about) = (new TaskCompletionSource(), await site.DiscussionId());
        using var cancelled = new CancellationTokenSource();

        // All of them wait behind the first, and so go to disk in its transaction.
        var first = queue.Run(about, async _ => { await gate.Task; return 0; }, default);
        var changes = Enumerable.Range(1, 20).Select(number => queue.Run(about, turn =>
        {
            // What the seventh says fails too where it is sent later, and by then it is undone.
            turn.Statements.Execute(Say, number == 11 || (number == 7 && Site.OnPostgres) ? 3 : number);
            return number == 7 ? throw new FormatException("seven") : Task.FromResult(number);
        }, number == 13 ? cancelled.Token : default)).ToList();
        await cancelled.CancelAsync();
        gate.SetResult();
        await Wait.For("all answers", Task.WhenAll(changes.Append(first)).ContinueWith(_ => { }, TaskScheduler.Default));

        Assert.True(first.IsCompletedSuccessfully);
        Assert.Equal("seven", (await Assert.ThrowsAsync<FormatException>(() => changes[6])).Message);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => changes[10]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => changes[12]);
        int[] others = [.. Enumerable.Range(1, 20).Except([7, 11, 13])];
        Assert.All(others, number => Assert.Equal(number, changes[number - 1].Result));
        Assert.Equal(others, await site.Query(db => db.Database.SqlQueryRaw<int>(
            "SELECT number AS \"Value\" FROM said ORDER BY number").ToArrayAsync()));
    }

    [Fact(Timeout = Processes)]
    public async Task Those_who_ask_at_once_get_each_their_own_answer_also_when_the_connection_was_cut()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        var reads = site.App.Services.GetRequiredService<Reads>();
        await Ask();
        if (Site.OnPostgres)
            await site.Query(db => db.Database.SqlQuery<bool>($"""
                SELECT pg_terminate_backend(pid) AS "Value" FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """).ToListAsync());
        await Ask();

        async Task Ask()
        {
            var asked = Enumerable.Range(0, 100).Select(async number => await reads.Ask(
                Double, row => number == 50 ? throw new FormatException("fifty") : row.GetInt32(0), number)).ToList();
            await Wait.For("all answers", Task.WhenAll(asked).ContinueWith(_ => { }, TaskScheduler.Default));

            Assert.Equal("fifty", (await Assert.ThrowsAsync<FormatException>(() => asked[50])).Message);
            Assert.All(asked.Index().Where(x => x.Index != 50), x => Assert.Equal(2 * x.Index, x.Item.Result));
        }
    }

    [Fact(Timeout = Processes)]
    public async Task A_full_queue_is_busy_and_says_when_to_come_again()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        var queue = site.App.Services.GetRequiredService<WriteQueue>();
        var (began, gate, about) = (new TaskCompletionSource(), new TaskCompletionSource(), await site.DiscussionId());
        var waiting = new List<Task<int>> { queue.Run(about, async _ => { began.SetResult(); await gate.Task; return 0; }, default) };
        // Its place in the queue is free again only from here on.
        await Wait.For("the first change to begin", began.Task);

        var error = Record.Exception(() =>
        {
            for (var number = 1; number < 100_000; number++) waiting.Add(queue.Run(about, _ => Task.FromResult(number), default));
        });
        using var refused = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{about}/comments", new { text = "Said in a crowd." });
        gate.SetResult();
        await Wait.For("all answers", Task.WhenAll(waiting).ContinueWith(_ => { }, TaskScheduler.Default));

        Assert.IsType<BusyException>(error);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        await site.Ada.Post("Said in a crowd.");
        Assert.Equal(1, await site.Query(db => db.Comments.CountAsync()));
    }
}
