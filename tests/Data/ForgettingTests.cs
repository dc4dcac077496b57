using System.Text;
using Npgsql;

namespace Parley.Tests.Data;

/// <summary>Who takes back their words has taken them back from the disk too.</summary>
public sealed class ForgettingTests : IAsyncLifetime
{
    /// <summary>Nobody else says it, and no word begins like it: an index writes the whole of it.</summary>
    private const string Rare = "zyxquonklemburg";

    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_text_that_was_withdrawn_stands_nowhere_any_more_neither_as_it_was_nor_as_it_was_edited()
    {
        // So many others before and after that the index has merged its parts, and one so long that it has pages of its own.
        for (var i = 0; i < 40; i++) await site.Boris.Post($"The bridge is closed, for the time {i}.");
        var shortOne = await site.Ada.Post($"My {Rare} is nobody's business.");
        var longOne =
            await site.Chen.Post(string.Concat(Enumerable.Range(0, 150).Select(i => $"Word {i} of a long text. ")) + $"And {Rare} again.");
        for (var i = 40; i < 80; i++) await site.Boris.Post($"The bridge is closed, for the time {i}.");
        await site.Ada.Edit(shortOne, $"My other {Rare} is nobody's business either.");
        var removed = await site.Boris.Post($"Buy the {Rare}, it is cheap.");
        using (await Moderation.Life.TryRemove(await Moderation.Life.Moderator(site, "mo"), removed, "spam", "It sells things.")) { }
        Assert.True(await Stands());
        Assert.Equal(2, (await Found()).Count);

        Assert.True((await site.Ada.Withdraw(shortOne)).IsSuccessStatusCode);
        Assert.True((await site.Chen.Withdraw(longOne)).IsSuccessStatusCode);
        Assert.True((await site.Boris.Withdraw(removed)).IsSuccessStatusCode);

        await Wait.Until("no byte of it is left", async () => !await Stands());
        Assert.Empty(await Found());
        Assert.True((await site.Html(site.Page)).QuerySelectorAll(".comment").Length > 0);
    }

    private async Task<List<string>> Found() =>
        [.. (await site.Html($"/search?q={Rare}")).QuerySelectorAll(".said-text.found").Select(x => x.TextContent)];

    private async Task<bool> Stands() => Site.OnPostgres ? await StandsInARow() : StandsInAFile();

    // Whatever lies beside the database: its log, its index, its backups.
    private bool StandsInAFile()
    {
        foreach (var name in Directory.GetFiles(site.Folder, "*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            // It may be cut off while it is read.
            file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Rare)) >= 0) return true;
        }
        return false;
    }

    private async Task<bool> StandsInARow()
    {
        await using var source = NpgsqlDataSource.Create($"{Site.Postgres};Database={site.DatabaseName};Pooling=false");
        await using var connection = await source.OpenConnectionAsync();
        var tables = new List<string>();
        await using (var list =
            new NpgsqlCommand("SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'", connection))
            await using (var rows = await list.ExecuteReaderAsync())
                while (await rows.ReadAsync()) tables.Add(rows.GetString(0));
        foreach (var table in tables)
        {
            await using var search = new NpgsqlCommand($"SELECT EXISTS (SELECT 1 FROM {table} one WHERE one::text LIKE '%{Rare}%')",
                connection);
            if ((bool)(await search.ExecuteScalarAsync())!) return true;
        }
        return false;
    }
}
