using Microsoft.EntityFrameworkCore;

namespace Parley.Tests.Data;

/// <summary>A database that nobody has used yet is made ready, whoever is killed or comes at the same time.</summary>
[OnBoth]
public sealed class FirstStartTests
{
    [Theory(Timeout = FaultTests.Processes)]
    [InlineData("the start", 1500)]
    [InlineData("the file", 400)]
    public async Task Killed_during_its_first_start_it_serves_after_the_next(string since, int milliseconds)
    {
        Assert.SkipWhen(Site.OnPostgres == (since == "the file"), "Where there is a file, it says best when the database is begun.");
        await using var server = await Server.New();

        var killed = server.Launch();
        if (since == "the file") await Wait.Until("the database is begun", () => File.Exists(server.File));
        await Task.Delay(milliseconds);
        await killed.Kill();

        await server.Start();
        Assert.Equal(1, await server.Query(db => db.Sites.CountAsync()));
    }

    [Fact(Timeout = FaultTests.Processes)]
    public async Task A_lock_that_somebody_killed_has_left_behind_holds_nobody_up()
    {
        Assert.SkipWhen(Site.OnPostgres, "PostgreSQL gives back what the dead have locked.");
        await using var server = await Server.New();
        await server.Query(async db =>
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE "__EFMigrationsLock"
                  ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-06-23 12:00:00+00:00');
                """);
            return true;
        });

        await server.Start();
    }

    [Fact(Timeout = FaultTests.Processes)]
    public async Task Two_that_start_at_once_on_an_empty_database_both_serve()
    {
        await using var one = await Server.New();
        await using var other = one.Beside();

        var (first, second) = (one.Launch(), other.Launch());

        await one.Serves(first);
        await other.Serves(second);
        Assert.Equal(1, await one.Query(db => db.Sites.CountAsync()));
        Assert.Equal(1, await one.Query(db => db.Discussions.CountAsync()));
    }
}
