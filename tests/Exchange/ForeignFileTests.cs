using System.Globalization;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Exchange;

namespace Parley.Tests.Exchange;

/// <summary>Exports of whatever system: what is refused, what is passed over, and by what a thing is known again.</summary>
public sealed class ForeignFileTests : IAsyncLifetime
{
    private const string Home = "https://harbour.example";
    private const string Story = """{"id":"s","tenantID":"t","siteID":"i","url":"https://harbour.example/lock"}""";
    private const string User = """{"id":"u","username":"Willem","role":"COMMENTER"}""";

    /// <summary>Longer than anything that is held of a file.</summary>
    private const int TooLong = 17 << 20;

    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData("""{"id":"u","email":"w@harbour.example","password":"$2a$10$x"}""")]
    [InlineData("""[{"id":"u","email":"w@harbour.example","password":"$2a$10$x"}]""")]
    [InlineData("Settings of the forum\n\nmail: w@harbour.example\n")]
    public async Task What_is_of_no_known_system_is_refused_and_not_published(string text)
    {
        var before = await site.Query(db => db.Articles.CountAsync());
        await Refused("Nothing was changed", Write(text));
        await Refused("Nothing was changed", Zip(("settings.json", text)));
        Assert.Equal(before, await site.Query(db => db.Articles.CountAsync()));
    }

    [Fact]
    public async Task A_long_list_of_accounts_or_a_first_page_with_much_on_it_hides_no_format()
    {
        var users = string.Join(',', Enumerable.Range(0, 6000).Select(i => $$$"""{"id":"github_{{{i}}}","blocked":{"status":false}}"""));
        var remark = await Import(Lines($$"""{"version":1,"users":[{{users}}],"posts":[]}""", Remark("a", "It leaks.")));
        Assert.Equal((1, 0), (remark.Comments, remark.Rejected));

        var many = string.Join(',', Enumerable.Range(1, 3000).Select(i =>
            $$"""{"id":{{i}},"created":"2019-03-04 09:00:00","author":"Sol","text":"{{new string('a', 60)}} {{i}}"}"""));
        var isso = await Import($$"""[{"comments":[{{many}}],"id":"/lock","title":"Lock"}]""", Home);
        Assert.Equal((3000, 0), (isso.Comments, isso.Rejected));
    }

    [Fact]
    public async Task A_format_that_is_named_is_tried_whatever_the_beginning_tells()
    {
        var file = Write($"[{Twikoo("a", new string('a', 300_000))},{Twikoo("b", "It leaks.")}]");
        await Refused("--format", file);
        await Refused("no export of this format", file, format: "artalk");
        await Refused("no export of this format", file, format: "wxr");
        var result = await site.Import(file, format: "twikoo");
        Assert.Equal((1, 1), (result.Comments, result.Rejected));

        var commento = Write("""
            {"version":1,"comments":[{"commentHex":"a","host":"harbour.example","path":"/gate","commenterHex":"p","markdown":"It leaks.",
             "parentHex":"root","state":"approved","creationDate":"2019-03-04T09:00:00Z"}],"commenters":[]}
            """);
        Assert.Equal(1, (await site.Import(commento, format: "commento")).Comments);
        Assert.Equal((0, 1), await site.Import(commento) is var again ? (again.Comments, again.Already) : default);
    }

    [Fact]
    public async Task Blanks_are_passed_over_however_many_there_are()
    {
        var blanks = new string('\n', TooLong);
        var lines = await Import(Lines("""{"version":1,"users":[],"posts":[]}""") + Remark("a", "One.") + blanks + Remark("b", "Two.")
            + "{damaged\n" + blanks + Remark("c", "Three.") + blanks);
        Assert.Equal((3, 1), (lines.Comments, lines.Rejected));

        var array = await Import($"[{Twikoo("d", "One.")},{blanks}{Twikoo("e", "Two.")}{blanks}]");
        Assert.Equal((2, 0), (array.Comments, array.Rejected));
    }

    [Fact]
    public async Task What_is_too_long_is_left_out_of_one_document_and_what_nobody_asks_for_is_passed_over()
    {
        var text = new string('a', TooLong) + "\\\"";
        var array = await Import($"[{Twikoo("a", "One.")},{Twikoo("b", text)},\"{text}\",{Twikoo("c", "Two.")}]");
        Assert.Equal((2, 2), (array.Comments, array.Rejected));

        var waline = await Import($$$"""
            {"type":"waline","tables":[],"data":{"Counter":[{"url":"{{{text}}}"},"{{{text}}}"],"Comment":[
             {"objectId":1,"nick":"W","comment":"It leaks.","url":"/lock","insertedAt":"2019-03-04 09:00:00"}],"Users":[]}}
            """, Home);
        Assert.Equal((1, 0), (waline.Comments, waline.Rejected));

        var commento = await Import($$"""
            {"version":1,"comments":[{"commentHex":"a","domain":"harbour.example","url":"/gate","markdown":"{{text}}"},
             {"commentHex":"b","domain":"harbour.example","url":"/gate","commenterHex":"p","markdown":"It leaks.",
              "parentHex":"root","state":"approved","creationDate":"2019-03-04T09:00:00Z"}],
             "commenters":[{"commenterHex":"p","name":"Willem","email":""}]}
            """);
        Assert.Equal((1, 1, "Willem"), (commento.Comments, commento.Rejected, await NameOf("b")));
    }

    [Fact]
    [Once]
    public void No_name_in_a_file_is_held_as_often_as_something_lies_in_it()
    {
        var inside = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"{i}\":1"));
        var file = Write("{\"" + new string('a', 128 << 10) + "\":{" + inside + "}}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(ImportFile.Open(file).Format);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Theory]
    [InlineData("""[{"id":"/lock","title":"Lock","comments":[{"id":1,"created":"2019-03-04 09:00:00","text":"It leaks."}]}]""")]
    [InlineData("""[{"id":1,"content":"It leaks.","created_at":"2019-03-04 17:00:00 +0800","nick":"Sol","page_key":"/lock"}]""")]
    [InlineData("""{"results":[{"objectId":1,"comment":"It leaks.","url":"/lock","createdAt":"2019-03-04T09:00:00Z"}]}""")]
    public async Task A_comment_is_the_same_however_its_site_is_spelled(string export)
    {
        Assert.Equal(1, (await Import(export, Home)).Comments);
        foreach (var spelling in new[] { "http://harbour.example", "https://www.harbour.example", "http://www.harbour.example:80/" })
            Assert.Equal((0, 1), await Import(export, spelling) is var again ? (again.Comments, again.Already) : default);
    }

    [Fact]
    public async Task Nobody_loses_their_name_because_accounts_are_damaged_or_not_in_the_file()
    {
        await Refused("users.json", Zip(("stories.json", Story), ("comments.json", Coral("a"))));
        await Refused("Nothing was changed",
            Zip(("stories.json", Story), ("users.json", User + "\n{damaged\n"), ("comments.json", Coral("a"))));
        await Refused("first line", Write("""{"version":1,"users":[{"id":"github_1"},""" + "\n" + Remark("b", "It leaks.")));
        Assert.Equal(0, await site.Query(db => db.Comments.CountAsync()));

        var whole = await site.Import(Zip(("stories.json", Story), ("users.json", User), ("comments.json", Coral("a"))));
        Assert.Equal((1, "Willem"), (whole.Comments, await NameOf("a")));
    }

    [Fact]
    public async Task An_account_without_a_number_is_not_everybody_who_has_none()
    {
        var result = await site.Import(Zip(("stories.json", Story),
            ("users.json", """{"username":"Ghost","role":"COMMENTER","email":"g@harbour.example"}"""),
            ("comments.json", Coral("a").Replace("\"authorID\":\"u\",", "", StringComparison.Ordinal))));

        Assert.Equal(1, result.Comments);
        Assert.NotEqual("Ghost", await NameOf("a"));
    }

    [Fact]
    public async Task One_damaged_line_of_an_array_is_one_rejection()
    {
        var comments = $"[{Coral("a")},\n{Coral("b")[..^9]},\n{Coral("c")},\n{Coral("d")}]\n";
        var result = await site.Import(Zip(("stories.json", Story),
            ("users.json", User), ("comments.json", comments)));

        Assert.Equal((3, 1), (result.Comments, result.Rejected));
    }

    [Fact]
    public async Task What_stands_behind_the_end_is_told_of_and_so_is_a_name_that_is_no_text()
    {
        var result = await Import($$"""
            {"results":[{"objectId":1,"comment":"It leaks.","url":"/lock","createdAt":"2019-03-04T09:00:00Z"},
             {"objectId":2,"comment":"It leaks.","url":"/lock","createdAt":"2019-03-04T09:00:00Z","\ud83d":1}]}
            {"results":[{"objectId":3,"comment":"It leaks.","url":"/lock","createdAt":"2019-03-04T09:00:00Z"}]}
            """, Home);

        Assert.Equal((1, 2), (result.Comments, result.Rejected));
    }

    [Theory]
    [InlineData("9:00")]
    [InlineData("03/04/2019")]
    [InlineData("20190304")]
    public async Task A_time_is_not_guessed(string time)
    {
        var result = await Import($"[{Twikoo("a", "One.", $"\"{time}\"")},{Twikoo("b", "Two.", "\"1551690000\"")}]");

        Assert.Equal((1, 1), (result.Comments, result.Rejected));
        Assert.Equal(At("2019-03-04T09:00:00Z"), (await Find("b")).CreatedAt);
    }

    [Fact]
    public async Task A_page_is_closed_in_either_scheme()
    {
        await Import(Lines("""{"version":1,"users":[],"posts":[{"url":"https://harbour.example/lock","read_only":true}]}""",
            Remark("a", "One."), Remark("b", "Two.").Replace("https://", "http://", StringComparison.Ordinal)));

        Assert.False((await site.Discussion(url: Home + "/lock")).GetProperty("open").GetBoolean());
    }

    [Fact]
    public async Task The_same_name_on_two_sites_is_two_people()
    {
        await Import($"[{Twikoo("a", "One.")}]");
        await Import($"[{Twikoo("b", "Two.").Replace("harbour.", "quay.", StringComparison.Ordinal)}]");

        Assert.NotEqual((await Find("a")).AuthorId, (await Find("b")).AuthorId);
    }

    [Fact]
    public async Task What_a_picture_says_in_its_place_stays()
    {
        var result = await Import($"[{Twikoo("a", "<p><img src='x' alt='thumbs up'></p>")},{Twikoo("b", "<p><img src='x'></p>")}]");

        Assert.Equal((1, 1, 0), (result.Comments, result.Skipped, result.Rejected));
        Assert.Contains("thumbs up", (await Find("a")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_read_is_for_nobody_else_and_stays_when_a_later_try_reads_nothing()
    {
        var file = Write($"[{Twikoo("a", "One.", "\"never\"")}]");
        var rejected = file + ".rejected.jsonl";
        await File.WriteAllTextAsync(rejected, "open to all");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(rejected, (UnixFileMode)0b110_100_100);
        await site.Import(file);

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(rejected));
        Assert.Contains("never", await File.ReadAllTextAsync(rejected), StringComparison.Ordinal);
        await Refused("several files", Zip(("a", "a"), ("b", "b")), into: file);
        Assert.True(File.Exists(rejected));
    }

    [Fact]
    public async Task A_table_that_a_module_makes_up_is_none_of_Issos()
    {
        var file = Database("""
            DROP TABLE comments; CREATE VIRTUAL TABLE comments USING fts5(tid, id, parent, created, mode, text);
            PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'comments';
            """);
        await Refused("none of Isso's", file, url: Home);
    }

    [Fact]
    public async Task A_row_that_is_too_long_takes_no_other_with_it()
    {
        var file = Database("""
            INSERT INTO comments VALUES (1, 1, NULL, 1551690000, NULL, 1, '', 'One.', 'Sol', NULL, NULL, 0, 0, x'00');
            INSERT INTO comments VALUES (1, 2, NULL, 1551690001, NULL, 1, '', hex(zeroblob(4500000)), 'Sol', NULL, NULL, 0, 0, x'00');
            INSERT INTO comments VALUES (1, 3, NULL, 1551690002, NULL, 1, '', 'Two.', 'Sol', NULL, NULL, 0, 0, x'00');
            """);
        var result = await site.Import(file, url: Home);

        Assert.Equal((2, 1), (result.Comments, result.Rejected));
    }

    private async Task Refused(string why, string file, string? into = null, string? url = null, string? format = null)
    {
        if (into is not null) File.Move(file, into, overwrite: true);
        var error = await Assert.ThrowsAsync<SetupException>(() => site.Import(into ?? file, url: url, format: format));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    private static string Twikoo(string id, string comment, string created = "1551690000000") => $$"""
        {"_id":"{{id}}","nick":"Mo","comment":"{{comment}}","href":"https://harbour.example/lock","url":"/lock","created":{{created}}}
        """;

    private static string Remark(string id, string text) => $$"""
        {"id":"{{id}}","pid":"","text":"{{text}}","user":{"name":"Willem","id":"github_1"},
         "locator":{"site":"h","url":"https://harbour.example/lock"},"time":"2019-03-04T09:00:00Z"}
        """.ReplaceLineEndings("") + "\n";

    private static string Coral(string id) => $$$"""
        {"id":"{{{id}}}","storyID":"s","authorID":"u","status":"NONE",
         "revisions":[{"body":"It leaks.","createdAt":{"$date":"2019-03-04T09:00:00Z"}}],"createdAt":{"$date":"2019-03-04T09:00:00Z"}}
        """.ReplaceLineEndings("");

    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line.TrimEnd('\n') + "\n"));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private Task<Comment> Find(string id) => site.Query(db => db.Comments.AsNoTracking().SingleAsync(x => x.SourceId!.Contains($"/{id}#")));

    private async Task<string> NameOf(string id)
    {
        var author = (await Find(id)).AuthorId;
        return await site.Query(db => db.Readers.Where(x => x.Id == author).Select(x => x.Name).SingleAsync());
    }

    private Task<ImportResult> Import(string export, string? url = null) => site.Import(Write(export), url: url);

    private string Write(string export)
    {
        var file = Path.Combine(site.Folder, "export");
        File.WriteAllText(file, export);
        return file;
    }

    private string Zip(params (string Name, string Text)[] files)
    {
        var file = Path.Combine(site.Folder, "export.zip");
        using var zip = new ZipArchive(File.Create(file), ZipArchiveMode.Create);
        foreach (var (name, text) in files)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(text);
        }
        return file;
    }

    private string Database(string change)
    {
        var file = Path.Combine(site.Folder, "comments.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            PRAGMA user_version = 5; CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
            CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
                modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR,
                likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL);
            INSERT INTO threads VALUES (1, '/lock', NULL);
            {change}
            """;
        command.ExecuteNonQuery();
        return file;
    }
}
