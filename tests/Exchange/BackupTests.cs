using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Exchange;
using Parley.Web;

namespace Parley.Tests.Exchange;

/// <summary>The drill: saved while readers write, carried away, put in place elsewhere.</summary>
[Once]
public sealed class BackupTests : IDisposable
{
    private const int Processes = 3 * Bounds.Test;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("parley-");

    private string Copy => Path.Combine(folder.FullName, "copy.db");
    private string Elsewhere => Path.Combine(folder.FullName, "elsewhere", "parley.db");

    [Fact(Timeout = Processes)]
    public async Task Saved_while_readers_write_and_restored_it_holds_all_that_was_acknowledged_before()
    {
        await using var server = await Server.New(prepared: true);
        var program = await server.Start();
        var writers = await Writer.On(server, 4);
        var writing = writers.Select(x => x.WriteOn(writers)).ToList();
        await Wait.Until("the writers are at it", () => writers.Sum(x => x.Said.Count) > 50);
        var said = writers.SelectMany(x => x.Said).ToList();

        var counts = await new BackupFile(Copy).Save(server.File, TestContext.Current.CancellationToken);
        var after = writers.Sum(x => x.Said.Count);
        await program.Kill();
        await Wait.For("the writers to notice", Task.WhenAll(writing));
        await using var restore = Child.Parley(folder.FullName, On(Elsewhere), "restore", Copy);
        var (code, restored, complaints) = await restore.End();

        Assert.Equal((0, ""), (code, complaints));
        Assert.Equal(JsonSerializer.Serialize(counts, Json.Plain), restored.Trim());
        Assert.InRange(counts.Comments, said.Count, after + writers.Count);
        Assert.Empty(said.Except(await Query(Elsewhere, db => db.Comments.Select(x => x.Id).ToListAsync())));
        Assert.Equal(["copy.db", "elsewhere"], folder.EnumerateFileSystemInfos().Select(x => x.Name).Order());
        foreach (var file in new[] { Copy, Elsewhere })
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite),
                file);
        Assert.Empty(writers.SelectMany(x => x.Wrong));
    }

    [Fact]
    public async Task Nothing_that_exists_is_overwritten()
    {
        await using var site = await Filled();

        var saved = await Assert.ThrowsAsync<SetupException>(() => new BackupFile(Copy).Save(Database(site), default));
        var restored = await Assert.ThrowsAsync<SetupException>(() => new BackupFile(Copy).Restore(Database(site), anyway: true, default));

        Assert.Contains("copy.db exists already", saved.Message, StringComparison.Ordinal);
        Assert.Contains("parley.db exists already", restored.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a database", "no sound|not a sound backup")]
    [InlineData("cut off", "not a sound backup|is damaged")]
    [InlineData("another program's", "no database of Parley's")]
    [InlineData("a newer Parley's", "newer Parley \\(it has 99990101000000_Later\\)")]
    [InlineData("a row of nobody's", "belongs to a row that is not there")]
    [InlineData("a comment too many", "the comments of discussion")]
    [InlineData("a vote too many", "the votes on comment")]
    [InlineData("a reply too many", "the replies to comment")]
    [InlineData("away", "no file")]
    public async Task What_is_not_sound_is_not_put_in_place(string state, string sentence)
    {
        await using (await Filled()) Spoil(state);

        var refused = await Assert.ThrowsAsync<SetupException>(() => new BackupFile(Copy).Restore(Elsewhere, anyway: false, default));

        Assert.Matches(sentence, refused.Message);
        Assert.False(Directory.Exists(Path.GetDirectoryName(Elsewhere))
            && Directory.EnumerateFiles(Path.GetDirectoryName(Elsewhere)!).Any());
    }

    [Fact]
    public async Task A_wrong_count_is_put_in_place_when_that_is_meant()
    {
        await using (await Filled()) Spoil("a comment too many");

        var counts = await new BackupFile(Copy).Restore(Elsewhere, anyway: true, default);

        Assert.Equal(2, counts.Comments);
        Assert.Equal(3, await Query(Elsewhere, db => db.Discussions.Select(x => x.CommentCount).SingleAsync()));
    }

    [Theory]
    [InlineData("backup", "pg_dump")]
    [InlineData("restore", "pg_restore")]
    public async Task On_PostgreSQL_it_says_what_to_run_without_the_password(string command, string run)
    {
        await using var program = Child.Parley(
            folder.FullName, [("ConnectionStrings__Parley", "Host=db.example;Username=parley;Password=secret;Database=news")],
            command, Copy);

        var (code, output, errors) = await program.End();

        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"{run} ", errors, StringComparison.Ordinal);
        Assert.Contains("--host db.example --port 5432 --username parley --dbname news", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", errors, StringComparison.Ordinal);
    }

    // A discussion of two comments, one below the other, with a vote; and its copy.
    private async Task<Site> Filled()
    {
        Assert.SkipWhen(Site.OnPostgres, "PostgreSQL saves itself.");
        var site = new Site();
        await site.InitializeAsync();
        var comment = await site.Ada.Post("The bridge can wait.");
        await site.Boris.Post("It has waited long enough.", comment);
        (await site.Boris.Vote(comment, 1)).Dispose();
        await new BackupFile(Copy).Save(Database(site), default);
        return site;
    }

    private void Spoil(string state)
    {
        switch (state)
        {
            case "not a database": File.WriteAllText(Copy, new string('x', 5000)); break;
            case "cut off": using (var file = File.OpenWrite(Copy)) file.SetLength(file.Length / 2); break;
            case "away": File.Delete(Copy); break;
            case "another program's": Run("DROP TABLE \"__EFMigrationsHistory\""); break;
            case "a newer Parley's": Run("INSERT INTO \"__EFMigrationsHistory\" VALUES ('99990101000000_Later', '10.0.0')"); break;
            case "a row of nobody's":
                Run("PRAGMA foreign_keys = OFF; UPDATE votes SET \"ReaderId\" = '00000000-0000-0000-0000-000000000001'"); break;
            case "a comment too many": Run("UPDATE discussions SET \"CommentCount\" = 3"); break;
            case "a vote too many": Run("UPDATE comments SET \"Up\" = \"Up\" + 1"); break;
            case "a reply too many": Run("UPDATE comments SET \"ReplyCount\" = \"ReplyCount\" + 1"); break;
            default: throw new ArgumentException(state);
        }
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Copy};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static async Task<T> Query<T>(string file, Func<Database, Task<T>> query)
    {
        await using var db = new SqliteDatabase(new DbContextOptionsBuilder<SqliteDatabase>()
            .UseSqlite($"Data Source={file};Mode=ReadOnly;Pooling=false").Options);
        return await query(db);
    }

    private static string Database(Site site) => Path.Combine(site.Folder, "parley.db");

    private static (string, string)[] On(string file) => [("ConnectionStrings__Parley", $"Data Source={file}")];

    public void Dispose() => folder.Delete(recursive: true);
}
