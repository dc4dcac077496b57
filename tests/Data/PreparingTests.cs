using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;
using Parley.Exchange;

namespace Parley.Tests.Data;

[Once]
public sealed class PreparingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("parley-");

    private string File => Path.Combine(folder.FullName, "parley.db");

    [Fact]
    public void The_migrations_of_both_databases_are_in_step_with_the_model()
    {
        using var sqlite = new SqliteDesign().CreateDbContext([]);
        using var postgres = new PostgresDesign().CreateDbContext([]);

        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(postgres.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Every_key_begins_with_the_site()
    {
        using var db = new SqliteDesign().CreateDbContext([]);

        Assert.All(db.Model.GetEntityTypes().Where(x => x.GetTableName() != "sites"),
            entity => Assert.Equal("SiteId", entity.FindPrimaryKey()!.Properties[0].Name));
    }

    [Theory]
    [InlineData("3.51.3", true)]
    [InlineData("3.53.4", true)]
    [InlineData("3.51.2", false)]
    [InlineData("3.50.7", true)]
    [InlineData("3.50.6", false)]
    [InlineData("3.49.9", false)]
    [InlineData("3.44.6", true)]
    [InlineData("3.44.5", false)]
    public void A_library_with_the_WAL_reset_bug_is_refused(string version, bool safe) =>
        Assert.Equal(safe, SqliteDatabase.IsSafe(Version.Parse(version)));

    [Fact]
    public async Task The_database_is_in_WAL_and_commits_are_on_disk()
    {
        await Prepare();
        await using var app = Program.Build([$"--ConnectionStrings:Parley=Data Source={File}"]);
        using var scope = app.Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();

        Assert.Equal("wal", await Pragma(db, "journal_mode"));
        Assert.Equal("2", await Pragma(db, "synchronous"));
        Assert.Equal("1", await Pragma(db, "foreign_keys"));
        Assert.True(SqliteDatabase.IsSafe(SqliteDatabase.LibraryVersion));
    }

    [Fact]
    public async Task Nobody_but_its_owner_can_read_the_database_nor_what_lies_beside_it()
    {
        if (OperatingSystem.IsWindows()) return;
        await System.IO.File.WriteAllBytesAsync(File, []);
        System.IO.File.SetUnixFileMode(File, (UnixFileMode)0b110_100_100);
        await Prepare();
        await using var app = Program.Build([$"--ConnectionStrings:Parley=Data Source={File}"]);
        using var scope = app.Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("UPDATE sites SET \"Name\" = 'x'");
        await db.Backup(TimeProvider.System, default);

        var files = folder.GetFiles("*", SearchOption.AllDirectories);
        Assert.True(files.Length >= 3, string.Join(' ', files.Select(file => file.Name)));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
    }

    [Fact]
    public async Task A_newer_database_is_refused_in_a_sentence_and_left_alone()
    {
        await Prepare();
        await Execute("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Future', '99')");

        var error = await Assert.ThrowsAsync<SetupException>(Prepare);

        Assert.Contains("newer Parley", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.FullName, "backups")));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_in_a_sentence_and_left_alone()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5000));

        var error = await Assert.ThrowsAsync<SetupException>(Prepare);

        Assert.Contains("not a sound SQLite database", error.Message, StringComparison.Ordinal);
        Assert.Equal(5000, new FileInfo(File).Length);
    }

    [Fact]
    public async Task While_another_program_holds_the_database_the_form_comes_back_and_reading_goes_on()
    {
        Assert.SkipWhen(Site.OnPostgres, "PostgreSQL locks rows.");
        await using var site = new Site();
        await site.InitializeAsync();
        await using var other = new SqliteConnection($"Data Source={site.Folder}/parley.db;Pooling=false");
        await other.OpenAsync();
        await using var holding = other.BeginTransaction(deferred: false);

        var stamp = (await site.Html(site.Page)).QuerySelector("form.write [name=stamp]")!.GetAttribute("value");
        using var refused = await site.Browser().PostAsync($"{site.Page}/comments/",
            new FormUrlEncodedContent([new("stamp", stamp), new("text", "Said while locked."), new("name", "Lotte")]));
        var page = await Site.Html(refused);

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("busy", page.QuerySelector(".reason")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Said while locked.", page.QuerySelector("textarea")!.TextContent);
        Assert.Equal("Lotte", page.QuerySelector("input[name=name]")!.GetAttribute("value"));
        Assert.Equal("0 Comments", (await site.Html(site.Page)).QuerySelector("#discussion-title")!.TextContent);

        await holding.RollbackAsync();
        using var again = await site.Browser().PostAsync($"{site.Page}/comments/", new FormUrlEncodedContent(
            page.QuerySelectorAll("form.write input")
                .Select(x => KeyValuePair.Create(x.GetAttribute("name")!, x.GetAttribute("value") ?? ""))
                .Append(new("text", "Said while locked."))));
        Assert.Equal(System.Net.HttpStatusCode.Found, again.StatusCode);
    }

    private async Task Prepare()
    {
        await using var app = Program.Build([$"--ConnectionStrings:Parley=Data Source={File}", "--Parley:Demo=false"]);
        await app.Ready(default);
        SqliteConnection.ClearAllPools();
    }

    private static async Task<string> Pragma(Database db, string name)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (await command.ExecuteScalarAsync())!.ToString()!;
    }

    private async Task Execute(string sql) => await Scalar(sql);

    private async Task<string?> Scalar(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }
}
