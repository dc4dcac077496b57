using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Readers;
using Parley.Votes;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Exchange;

/// <summary>
/// <c>parley import undo</c> where nobody serves: what was there before is there again. On SQLite an import that is all there is goes at
/// once, and not comment by comment.
/// </summary>
[OnBoth]
public sealed class UndoTests
{
    private const int Pages = 4, OnEach = 300, Gone = Pages * OnEach;

    [Fact]
    public async Task A_first_import_leaves_nothing_behind()
    {
        await using var server = await Server.New(prepared: true);
        var before = await server.Export();
        await server.Import(await Blog(server));
        Assert.Contains("quokka", await server.Export(), StringComparison.Ordinal);

        var undone = JsonNode.Parse(await server.Run("import", "undo", "1"))!;
        Assert.Equal((Gone, 0, Pages), ((int)undone["comments"]!, (int)undone["placeHolders"]!, (int)undone["discussions"]!));
        Assert.Equal(before, await server.Export());
        Assert.Equal(0, await server.Query(async db => await db.Decisions.CountAsync() + await db.Cases.CountAsync()
            + await db.Speakers.CountAsync() + await db.LogSalts.CountAsync()));
        if (!Site.OnPostgres) await IsSound(server.File);
        await server.Start();
        await Wait.Until("the log is signed, and what is in it proved", async () => (await server.Begin("log", "verify").End()).Code == 0);
    }

    private static async Task IsSound(string file)
    {
        Assert.DoesNotContain("quokka", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync();
        Assert.Equal("ok", await Told(connection, "PRAGMA integrity_check"));
        Assert.Null(await Told(connection, "PRAGMA foreign_key_check"));
        Assert.Equal(0L, await Told(connection,
            "SELECT (SELECT COUNT(*) FROM comment_numbers) + (SELECT COUNT(*) FROM comment_words_docsize)"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_somebody_had_to_do_with_keeps_its_place_and_all_else_goes(bool voted)
    {
        await using var server = await Server.New(prepared: true);
        await server.Import(await Blog(server));
        var touched = await server.Query(async db =>
        {
            var comment = await db.Comments.FirstAsync(x => x.RemovedAt == null && x.WithdrawnAt == null && x.ParentId == null);
            var reader = Reader.Account(comment.SiteId, DateTimeOffset.UnixEpoch);
            db.Readers.Add(reader);
            if (voted) db.Votes.Add(Vote.Cast(comment, reader, 1, DateTimeOffset.UnixEpoch));
            else db.CommentRevisions.Add(comment.Edit(WrittenText.Of("Said otherwise."), 1, 3, DateTimeOffset.UnixEpoch));
            await db.SaveTogether(default);
            return comment.Id;
        });

        var undone = JsonNode.Parse(await server.Run("import", "undo", "1"))!;
        Assert.Equal(1, (int)undone["placeHolders"]!);
        Assert.Equal(touched, await server.Query(db => db.Comments.Select(x => x.Id).SingleAsync()));
    }

    [Fact(Timeout = 5 * Bounds.Test)]
    [Trait("kind", "property")]
    public async Task It_leaves_nothing_behind_however_often_its_undoing_is_killed()
    {
        var seed = Property.Exploring > 0 ? Random.Shared.Next() : 20261130;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        await using var one = await Server.New(prepared: true);
        var count = Path.Combine(one.Folder, "moments");
        await one.Import(await Blog(one));
        KilledImportTests.Hook(one, (StartupHook.Count, count));
        await one.Run("import", "undo", "1");
        var moments = int.Parse(await File.ReadAllTextAsync(count), CultureInfo.InvariantCulture);
        Assert.True(moments > 20, $"Only {moments} moments were counted.");

        var (chance, kills) = (new Random(seed), 0);
        await using var other = await Server.New(prepared: true);
        while (kills < (Property.Exploring > 0 ? 20 : 2))
        {
            var import = (await other.Import(await Blog(other))).Import;
            for (var hasEnded = false; !hasEnded;)
            {
                KilledImportTests.Hook(other, (StartupHook.KillAt, $"{chance.Next(moments) + 1}"));
                var (code, _, errors) = await other.Begin("import", "undo", $"{import}").End();
                hasEnded = code == 0 || errors.Contains("taken back already", StringComparison.Ordinal);
                Assert.True(hasEnded || code == KilledImportTests.Sigkill, $"After kill {kills} (seed {seed}): {code} {errors}");
                if (!hasEnded) kills++;
            }
            Assert.Equal(0, await other.Query(async db => await db.Comments.CountAsync() + await db.Discussions.CountAsync()
                + await db.Decisions.CountAsync() + await db.Cases.CountAsync() + await db.Speakers.CountAsync()));
        }
    }

    private static async Task<string> Blog(Server server)
    {
        var file = Path.Combine(server.Folder, "blog.xml");
        await File.WriteAllTextAsync(file, Wxr([.. Enumerable.Range(1, Pages).Select(page => Item(page, $"page-{page}", string.Concat(
            Enumerable.Range(page * 1000, OnEach).Select(i => Comment(i, $"Said {i} of a quokka.", parent: i % 5 == 0 ? 0 : i - i % 5,
                name: $"Willem {i % 97}", mail: $"willem{i % 97}@harbour.example",
                approved: i % 100 == 0 ? "trash" : i % 50 == 49 ? "0" : "1")))))]));
        return file;
    }

    private static async Task<object?> Told(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
