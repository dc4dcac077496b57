using System.Globalization;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Exchange;
using Parley.Web;

namespace Parley.Tests.Exchange;

/// <summary>What each of the smaller systems writes down, and what becomes of it when a part of the file is lost.</summary>
public sealed class ForeignFormatTests : IAsyncLifetime
{
    private const string Home = "https://harbour.example";

    private readonly Site site = new();
    private SqliteConnection? live;

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        live?.Dispose();
        return site.DisposeAsync();
    }

    [Fact]
    public async Task Remark42_brings_votes_pins_edits_closed_pages_and_places_of_what_was_deleted()
    {
        var result = await Import(Lines(
            """
            {"version":1,"users":[{"id":"github_1","details":{"email":"w@harbour.example"}}],
             "posts":[{"url":"https://harbour.example/lock","read_only":true}]}
            """,
            Remark("a", "", "<p>It leaks.</p>",
                ""","score":9,"votes":{"x":true,"y":true,"z":false},"pin":true,"edit":{"time":"2019-03-04T10:00:00Z"}"""),
            Remark("b", "a", "", ""","delete":true"""),
            Remark("c", "b", "Only at the gate.", ""","score":-2"""),
            Remark("d", "nowhere", "Says who?", "", "2019-03-04T09:00:00.123456789+05:30"),
            Remark("e", "", "", ""","delete":true""")));

        Assert.Equal((1, 3, 0, 1, 0), (result.Discussions, result.Comments, result.Held, result.Skipped, result.Rejected));
        var (first, gone, reply, lost) = (await Find("a"), await Find("b"), await Find("c"), await Find("d"));
        Assert.Equal((2, 1, true), (first.Up, first.Down, first.PinnedAt is not null));
        Assert.Equal(At("2019-03-04T10:00:00Z"), first.EditedAt);
        Assert.Equal((false, (Guid?)first.Id), (gone.IsPublished, gone.ParentId));
        Assert.Equal(((Guid?)gone.Id, 0, 2), (reply.ParentId, reply.Up, reply.Down));
        Assert.Equal(((Guid?)null, At("2019-03-04T03:30:00.123Z")), (lost.ParentId, lost.CreatedAt));
        Assert.False((await site.Discussion(url: Home + "/lock")).GetProperty("open").GetBoolean());
    }

    [Fact]
    public async Task A_line_of_Remark42_that_is_damaged_takes_no_other_with_it()
    {
        var lines = Lines("""{"version":1,"users":[],"posts":[]}""", Remark("a", "", "One."), Remark("b", "", "Two."),
            Remark("c", "", "Half a sign: \\ud83d and a whole one: \\ud83d\\ude00"), Remark("d", "", "Four."));
        var result = await Import(lines.Replace("\"text\":\"Two.\"", "\"text\":\"Two.", StringComparison.Ordinal));

        Assert.Equal((3, 1), (result.Comments, result.Rejected));
        Assert.Equal("Half a sign: \uFFFD and a whole one: \U0001F600", (await Find("c")).Text);
        var said = await File.ReadAllTextAsync(Path.Combine(site.Folder, "export.rejected.jsonl"));
        Assert.Contains("\"line\":3", said, StringComparison.Ordinal);
        Assert.Contains("Two.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_longer_than_anything_a_person_writes_is_left_out_and_reading_goes_on()
    {
        var many = string.Concat(Enumerable.Repeat("\"x\",", 5_000_000));
        var result = await Import(Lines("""{"version":1,"users":[],"posts":[]}""", Remark("a", "", new string('a', 17 << 20)),
            Remark("b", "", "Two.", $",\"more\":[{many}\"x\"]"), Remark("c", "", new string('a', 200_001)), Remark("d", "", "Four.")));

        Assert.Equal((1, 3), (result.Comments, result.Rejected));
    }

    [Theory]
    [InlineData("delete", 5)]
    [InlineData("wal", 5)]
    [InlineData("delete", 2)]
    public async Task An_Isso_database_is_read_as_it_lies_there(string journal, int version)
    {
        var file = Database(journal, version, """
            INSERT INTO threads VALUES (1, '/lock', NULL);
            INSERT INTO comments VALUES (1, 1, NULL, 1551690000.5, 1551690600, 1, '', 'It *leaks*.', 'Willem', NULL, NULL, 3, 1, x'00');
            INSERT INTO comments VALUES (1, 2, 1, 1551690001, NULL, 4, '', '', NULL, 'w@harbour.example', NULL, 0, 0, x'00');
            INSERT INTO comments VALUES (1, 3, 2, 1551690002, NULL, 1, '', 'See <b>here</b>.', NULL, NULL, NULL, 0, 0, x'00');
            INSERT INTO comments VALUES (1, 4, NULL, 1551690003, NULL, 2, '', 'Wait.', 'Sol', NULL, NULL, 0, 0, x'00');
            INSERT INTO comments VALUES (9, 5, NULL, 1551690003, NULL, 1, '', 'Where?', 'Sol', NULL, NULL, 0, 0, x'00');
            INSERT INTO comments VALUES (1, 6, NULL, 'never', NULL, 1, '', 'When?', 'Sol', NULL, NULL, 0, 0, x'00');
            """);
        var bytes = await File.ReadAllBytesAsync(file);
        var result = await site.Import(file, url: Home);

        Assert.Equal((1, 2, 1, 0, 2), (result.Discussions, result.Comments, result.Held, result.Skipped, result.Rejected));
        var first = await Find("1");
        Assert.Equal(("It *leaks*.", TextFormat.Markdown, 3, 1), (first.Text, first.Format, first.Up, first.Down));
        Assert.Equal((At("2019-03-04T09:00:00.5Z"), (DateTimeOffset?)At("2019-03-04T09:10:00Z")), (first.CreatedAt, first.EditedAt));
        Assert.Equal((TextFormat.Html, 2), ((await Find("3")).Format, (await Find("3")).Depth));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Theory]
    [InlineData("ALTER TABLE comments RENAME TO c; CREATE VIEW comments AS SELECT * FROM c")]
    [InlineData("DROP TABLE comments")]
    [InlineData("ALTER TABLE comments DROP COLUMN text; ALTER TABLE comments ADD COLUMN text AS (hex(zeroblob(100000000)))")]
    [InlineData("PRAGMA user_version = 6")]
    public async Task A_database_that_is_not_as_Isso_makes_it_is_refused_and_nothing_in_it_is_run(string change)
    {
        var file = Database("delete", 5, $"INSERT INTO threads VALUES (1, '/lock', NULL); {change};");
        Assert.Contains("Nothing was changed", (await Assert.ThrowsAsync<SetupException>(() => site.Import(file, url: Home))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_whole_of_a_damaged_Isso_database_comes_in()
    {
        const int PageSize = 4096;
        var text = new string('a', 200);
        var rows = string.Concat(Enumerable.Range(1, 400).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"INSERT INTO comments VALUES (1, {i}, NULL, {1551690000 + i}, NULL, 1, '', '{text} {i}', 'Sol', '', '', 0, 0, x'00');")));
        var file = Database("delete", 5, "INSERT INTO threads VALUES (1, '/lock', NULL); BEGIN; " + rows + "COMMIT;");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan(bytes.Length / 2 / PageSize * PageSize, PageSize).Fill(0xA5);
        await File.WriteAllBytesAsync(file, bytes);
        var result = await site.Import(file, url: Home);

        Assert.InRange(result.Comments, 50, 399);
        Assert.Equal(1, result.Rejected);
    }

    [Fact]
    public async Task Commento_and_Comentario_bring_states_and_people_who_stand_at_the_end()
    {
        const string One = """
            {"version":1,"comments":[
            {"commentHex":"a","domain":"harbour.example","url":"/lock","commenterHex":"p","markdown":"It *leaks*.","html":"",
             "parentHex":"root","score":-3,"state":"approved","creationDate":"2019-03-04T09:00:00Z","deleted":false},
            {"commentHex":"b","domain":"harbour.example","url":"/lock","commenterHex":"anonymous","markdown":"[deleted]","html":"",
             "parentHex":"a","score":0,"state":"approved","creationDate":"2019-03-04T09:01:00Z"},
            {"commentHex":"c","domain":"harbour.example","url":"/lock","commenterHex":"anonymous","markdown":"Wait.","html":"",
             "parentHex":"b","score":0,"state":"flagged","creationDate":"2019-03-04T09:02:00Z","deleted":false}],
            "commenters":[{"commenterHex":"p","email":"w@harbour.example","name":"Willem","link":"undefined","provider":"google"}]}
            """;
        const string Three = """
            {"version":3,"pages":[{"id":"g","domainId":"d","path":"/gate","title":"The gate","isReadonly":true}],"comments":[
            {"id":"r","pageId":"g","markdown":"No.","html":"<p>No.</p>","score":1,"isApproved":false,"isPending":false,"isDeleted":false,
             "createdTime":"2019-03-04T09:00:00.000Z","userCreated":"u","url":"https://harbour.example/gate#comentario-r"},
            {"id":"s","pageId":"g","markdown":"Yes.","html":"<p>Yes.</p>","score":4,"isApproved":true,"isPending":false,
             "isDeleted":false,"isSticky":true,
             "createdTime":"2019-03-04T09:00:00.000Z","userCreated":"00000000-0000-0000-0000-000000000000","authorName":"Sol",
             "editedTime":"0001-01-01T00:00:00.000Z","url":"https://harbour.example/gate#comentario-s"}],
            "commenters":[{"id":"u","email":"","name":"Ágnes"}]}
            """;
        var one = await Import(One);
        Assert.Equal((1, 1, 0, 0), (one.Comments, one.Held, one.Skipped, one.Rejected));
        Assert.Equal((0, 3, "Willem"), ((await Find("a")).Up, (await Find("a")).Down, await NameOf("a")));
        Assert.Equal((await Find("b")).Id, (await Find("c")).ParentId);
        var three = await Import(Three);
        Assert.Equal((1, 0, 1, 0), (three.Comments, three.Held, three.Skipped, three.Rejected));
        var kept = await Find("s");
        Assert.Equal((4, true, (DateTimeOffset?)null, "Sol"), (kept.Up, kept.PinnedAt is not null, kept.EditedAt, await NameOf("s")));
        Assert.False((await site.Discussion(url: Home + "/gate")).GetProperty("open").GetBoolean());

        var broken = await Assert.ThrowsAsync<SetupException>(() => Import(One[..^30]));
        Assert.Contains("names of those who wrote", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coral_and_Talk_come_as_collections_in_a_zip()
    {
        var stories = Lines("""
            {"id":"s","tenantID":"t","siteID":"i","url":"https://harbour.example/lock","metadata":{"title":"Lock"},
             "closedAt":{"$date":"2019-05-01T00:00:00Z"}}
            """);
        const string Users =
            """{"id":"u","username":"Willem","role":"COMMENTER","email":"w@harbour.example","emailVerified":true}""";
        var comments = Lines(
            Coral("b", "NONE", "<div>Only at the gate.</div>", ""","parentID":"a","actionCounts":{"REACTION":2,"FLAG":7}"""),
            Coral("a", "APPROVED", "", ""","deletedAt":{"$date":"2019-03-05T00:00:00Z"}"""),
            Coral("c", "REJECTED", "No."), "{ damaged", Coral("d", "PREMOD", "Wait."), Coral("e", "NONE", "Where?", ""","storyID":"x" """));
        var result = await Import(("a.json", comments), ("b.json", Users), ("c.json", stories),
            ("d.json", """{"actionType":"FLAG","id":"f"}"""));

        Assert.Equal((1, 1, 1, 2), (result.Comments, result.Held, result.Skipped, result.Rejected));
        Assert.Equal(((Guid?)(await Find("a")).Id, 2, 0), ((await Find("b")).ParentId, (await Find("b")).Up, (await Find("b")).Down));
        Assert.Equal("Willem", await NameOf("b"));
        Assert.False((await site.Discussion(url: Home + "/lock")).GetProperty("open").GetBoolean());
        Assert.Contains("one zip", (await Assert.ThrowsAsync<SetupException>(() => Import(comments))).Message, StringComparison.Ordinal);

        var talk = await Import(
            ("assets.json", """{"id":"s","url":"https://harbour.example/gate","title":"Gate","scraped":null,"closedAt":null}"""),
            ("users.json",
                """{"id":"u","username":"Willem","role":"COMMENTER","profiles":[{"id":"w@harbour.example","provider":"local"}]}"""),
            ("comments.json", Lines("""
                {"id":"m","asset_id":"s","author_id":"u","parent_id":null,"status":"ACCEPTED","body":"1 <b 2\nand 3",
                 "body_history":[{"body":"1","created_at":{"$date":"2019-03-04T09:00:00Z"}},
                 {"body":"2","created_at":{"$date":{"$numberLong":"1.5516906E12"}}}],
                 "action_counts":{"respect":5},"created_at":{"$date":{"$numberLong":"1551690000000"}}}
                """, """
                {"id":"n","asset_id":"s","author_id":"u","status":"SYSTEM_WITHHELD","body":"Wait.","created_at":"2019-03-04T09:00:00Z"}
                """)));
        Assert.Equal((1, 1, 0, 0), (talk.Comments, talk.Held, talk.Skipped, talk.Rejected));
        var plain = await Find("m");
        Assert.Equal(("1 <b 2\nand 3", TextFormat.Plain, 5), (plain.Text, plain.Format, plain.Up));
        Assert.Equal((At("2019-03-04T09:00:00Z"), (DateTimeOffset?)At("2019-03-04T09:10:00Z")), (plain.CreatedAt, plain.EditedAt));
    }

    [Theory]
    [InlineData("""{"results":[ONE,TWO,THREE]}""", "W")]
    [InlineData("ONE\nTWO\nTHREE\n", "W")]
    [InlineData("[ONE,TWO,THREE]", "W")]
    [InlineData("""{"type":"waline","tables":[],"data":{"Comment":[ONE,TWO,THREE],"Users":[{"objectId":7,"display_name":"Willem"}]}}""",
        "Willem")]
    public async Task Waline_is_read_in_each_of_its_shapes(string shape, string name)
    {
        var result = await Import(Waline(shape), Home);

        Assert.Equal((1, 1, 1, 0), (result.Comments, result.Held, result.Skipped, result.Rejected));
        var first = await Find("1");
        Assert.Equal((3, true, TextFormat.Markdown), (first.Up, first.PinnedAt is not null, first.Format));
        Assert.Equal(name, await NameOf("1"));
        Assert.Equal(((Guid?)first.Id, TextFormat.Html), ((await Find("2")).ParentId, (await Find("2")).Format));
    }

    [Theory]
    [InlineData("""{"results":[ONE,TWO,THREE]}""", 0)]
    [InlineData("ONE\nTWO\nTHREE\n", 1)]
    public async Task Of_a_damaged_export_of_Waline_what_can_be_told_apart_comes_in(string shape, int skipped)
    {
        var result = await Import(Waline(shape).Replace("\"comment\":\"<p>", "\"comment\" <p>", StringComparison.Ordinal), Home);

        Assert.Equal((1, 0, skipped, 1), (result.Comments, result.Held, result.Skipped, result.Rejected));
    }

    private static string Waline(string shape) => Pieces(shape, """
        {"objectId":1,"nick":"W","user_id":7,"comment":"It *leaks*.","url":"/lock","status":null,"like":"3","sticky":1,
         "insertedAt":{"__type":"Date","iso":"2019-03-04T09:00:00Z"}}
        """, """
        {"objectId":2,"nick":"Sol","comment":"<p>Wait.</p>","url":"/lock","status":"waiting","pid":1,"rid":1,
         "insertedAt":"2019-03-04 09:01:00"}
        """, """{"objectId":3,"nick":"Sol","comment":"Buy.","url":"/lock","status":"spam","createdAt":"2019-03-04T09:02:00Z"}""");

    [Fact]
    public async Task Twikoo_brings_votes_in_either_of_its_ways_and_all_that_stands_before_a_damage()
    {
        var export = Pieces("[ONE,TWO,THREE]", """
            {"_id":{"$oid":"a"},"nick":"Willem","comment":"<p>It leaks.</p>","href":"https://harbour.example/lock","url":"/lock",
             "ups":["x","y"],"downs":"[\"z\"]","top":true,"isSpam":false,"created":1551690000000}
            """, """
            {"_id":"b","nick":"Sol","comment":"<p>Where?</p>","href":"https://harbour.example/lock","url":"/lock","like":["x"],
             "pid":"a","rid":"a","created":1551690060000}
            """, """
            {"_id":"c","nick":"Sol","comment":"<p>Buy.</p>","href":"https://harbour.example/lock","url":"/lock","isSpam":true,
             "created":1551690120000}
            """);
        var result = await Import(export[..^20]);

        Assert.Equal((2, 0, 0, 1), (result.Comments, result.Held, result.Skipped, result.Rejected));
        var (first, second) = (await Find("a"), await Find("b"));
        Assert.Equal((2, 1, true), (first.Up, first.Down, first.PinnedAt is not null));
        Assert.Equal((1, 0, (Guid?)first.Id), (second.Up, second.Down, second.ParentId));
        var again = await Import(export);
        Assert.Equal((0, 2, 1, 0), (again.Comments, again.Already, again.Skipped, again.Rejected));
    }

    [Fact]
    public async Task Artalk_says_everything_as_text_or_as_it_is()
    {
        var export = Pieces("[ONE,TWO,THREE]", """
            {"id":"1","rid":"0","content":"It *leaks*.","is_pending":"false","is_pinned":"true","vote_up":"3","vote_down":"1",
             "created_at":"2019-03-04 17:00:00 +0800","nick":"Willem","email":"","page_key":"/lock","page_title":"Lock",
             "page_admin_only":"true","site_name":"A","site_urls":"https://harbour.example/sub/,http://localhost"}
            """, """
            {"id":2,"rid":1,"content":"Wait.","is_pending":true,"is_pinned":false,"vote_up":0,"vote_down":0,
             "created_at":"2019-03-04 17:01:00 +0800","nick":"Sol","email":"","page_key":"/lock","page_admin_only":true,
             "site_urls":"https://harbour.example/sub/"}
            """, """{"id":"3","rid":"99","content":"Lost.","created_at":"yesterday","page_key":"/lock"}""");
        var result = await Import(export);

        Assert.Equal((1, 1, 1), (result.Comments, result.Held, result.Rejected));
        var first = await Find("1");
        Assert.Equal((3, 1, true, At("2019-03-04T09:00:00Z")), (first.Up, first.Down, first.PinnedAt is not null, first.CreatedAt));
        Assert.Equal(first.Id, (await Find("2")).ParentId);
        var discussion = await site.Discussion(url: Home + "/lock");
        Assert.Equal(("Lock", false), (discussion.GetProperty("title").GetString(), discussion.GetProperty("open").GetBoolean()));

        var cut = await Import(export[..^40]);
        Assert.Equal((0, 2, 1), (cut.Comments, cut.Already, cut.Rejected));
    }

    [Fact]
    public async Task A_topic_of_Discourse_goes_to_the_page_that_it_was_about()
    {
        var posts = string.Join(',',
            Topic(1, """<p>So.</p><hr>\n<small>About <a href='https://harbour.example/lock'>it</a></small>"""),
            Topic(2, "<p>It leaks.</p>", ""","name":"Willem","reply_to_post_number":1,"actions_summary":[{"id":2,"count":4}]"""),
            Topic(3, "<p>Only at the gate.</p>", ""","reply_to_post_number":2"""), Topic(4, "<p>Whispered.</p>", ""","post_type":4"""),
            Topic(5, "<p>Rude.</p>", ""","hidden":true"""), Topic(6, "", ""","deleted_at":"2019-03-05T00:00:00Z" """));
        var export = $$"""{"post_stream":{"posts":[{{posts}}],"stream":[1,2,3,4,5,6,7]},"id":12,"title":"Lock","closed":true}""";
        var result = await Import(export);

        // Post 7 is not in the file.
        Assert.Equal((2, 1, 3, 1), (result.Comments, result.Held, result.Skipped, result.Rejected));
        Assert.Equal(((Guid?)null, 4, "Willem"), ((await Find("2")).ParentId, (await Find("2")).Up, await NameOf("2")));
        Assert.Equal((await Find("2")).Id, (await Find("3")).ParentId);
        var discussion = await site.Discussion(url: Home + "/lock");
        Assert.Equal(("Lock", false), (discussion.GetProperty("title").GetString(), discussion.GetProperty("open").GetBoolean()));

        var apart = export.Replace("<small>", "", StringComparison.Ordinal).Replace("\"id\":12", "\"id\":13", StringComparison.Ordinal);
        Assert.Contains("--url", (await Assert.ThrowsAsync<SetupException>(() => Import(apart))).Message, StringComparison.Ordinal);
        var secret = apart.Replace("\"closed\"", "\"archetype\":\"private_message\",\"closed\"", StringComparison.Ordinal);
        Assert.Equal(0, (await Import(secret, Home + "/secret")).Comments);
        Assert.Equal(2, (await Import(apart, Home + "/gate")).Comments);
    }

    [Fact]
    public async Task What_stands_before_a_damage_in_a_topic_of_Discourse_comes_in()
    {
        var posts = string.Join(',', Topic(2, "<p>It leaks.</p>"), Topic(3, "<p>Where?</p>"));
        var result = await Import($$"""{"post_stream":{"posts":[{{posts[..^9]}}""", Home + "/lock");

        Assert.Equal((1, 1), (result.Comments, result.Rejected));
    }

    private static string Topic(int number, string cooked, string more = "") => $$"""
        {"id":{{100 + number}},"post_number":{{number}},"post_type":1,"username":"w{{number}}","created_at":"2019-03-04T09:0{{number}}:00Z",
         "cooked":"{{cooked}}"{{more}}}
        """;

    private static string Remark(string id, string parent, string text, string more = "", string at = "2019-03-04T09:00:00Z") => $$"""
        {"id":"{{id}}","pid":"{{parent}}","text":"{{text}}","user":{"name":"Willem","id":"github_1"},
         "locator":{"site":"h","url":"https://harbour.example/lock"},"time":"{{at}}"{{more}}}
        """;

    private static string Coral(string id, string status, string body, string more = "") => $$$"""
        {"id":"{{{id}}}","storyID":"s","authorID":"u","status":"{{{status}}}",
         "revisions":[{"body":"{{{body}}}","createdAt":{"$date":"2019-03-04T09:00:00Z"}}],
         "createdAt":{"$date":"2019-03-04T09:00:00Z"}{{{more}}}}
        """;

    /// <summary>Each on a line of its own.</summary>
    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line.ReplaceLineEndings("") + "\n"));

    private static string Pieces(string shape, string one, string two, string three) => shape
        .Replace("ONE", one.ReplaceLineEndings(""), StringComparison.Ordinal)
        .Replace("TWO", two.ReplaceLineEndings(""), StringComparison.Ordinal)
        .Replace("THREE", three.ReplaceLineEndings(""), StringComparison.Ordinal);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private string Database(string journal, int version, string rows)
    {
        var file = Path.Combine(site.Folder, "comments.db");
        // While it is open, what was written last may lie beside it.
        live = new SqliteConnection($"Data Source={file};Pooling=False");
        live.Open();
        using var command = live.CreateCommand();
        command.CommandText = $"""
            PRAGMA journal_mode = {journal}; PRAGMA user_version = {version}; PRAGMA foreign_keys = OFF;
            CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
            CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
                modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR,
                likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL);
            CREATE TRIGGER remove_stale_threads AFTER DELETE ON comments BEGIN DELETE FROM threads; END;
            {rows}
            """;
        command.ExecuteNonQuery();
        return file;
    }

    private Task<Comment> Find(string id) => site.Query(db => db.Comments.AsNoTracking().SingleAsync(x => x.SourceId!.Contains($"/{id}#")));

    private Task<string> NameOf(string id) => site.Query(db => (from comment in db.Comments
                                                                where comment.SourceId!.Contains($"/{id}#")
                                                                join reader in db.Readers on comment.AuthorId equals reader.Id
                                                                select reader.Name).SingleAsync());

    private Task<ImportResult> Import(string export, string? url = null)
    {
        var file = Path.Combine(site.Folder, "export");
        File.WriteAllText(file, export);
        return site.Import(file, url: url);
    }

    private Task<ImportResult> Import(params (string Name, string Text)[] files)
    {
        var file = Path.Combine(site.Folder, "export.zip");
        using (var zip = new ZipArchive(File.Create(file), ZipArchiveMode.Create))
            foreach (var (name, text) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        return site.Import(file);
    }
}
