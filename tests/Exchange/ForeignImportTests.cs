using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Comments;
using Parley.Data;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Readers;
using Parley.Web;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Exchange;

/// <summary>What other systems' exports hold, and what becomes of it here.</summary>
public sealed class ForeignImportTests : IAsyncLifetime
{
    private const string Page = "https://harbour.example/lock";

    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_discussion_comes_with_its_answers_times_votes_and_state()
    {
        var result = await Import(Wxr(Item(1, "lock", string.Concat(
            Comment(12, "It leaks.", more: Meta("wpdiscuz_votes", "2")
                + Meta("wpdiscuz_votes_seperate", """a:2:{s:4:"like";i:3;s:7:"dislike";i:1;}""")),
            // Before what it answers, and older than it.
            Comment(11, "Only at the gate.", parent: 12, name: "Ágnes", mail: ""),
            Comment(13, "Says who?", parent: 11, name: "Sol", mail: "")), comments: "closed", title: "The &amp;#8220;lock&amp;#8221;")));

        Assert.Equal((1, 1, 3, 0, 0, 0, 0), (result.Import, result.Discussions, result.Comments, result.Held, result.Skipped,
            result.Rejected, result.Already));
        var discussion = await site.Discussion(url: Page);
        Assert.Equal("The “lock”", discussion.GetProperty("title").GetString());
        Assert.False(discussion.GetProperty("open").GetBoolean());
        Assert.Equal(3, discussion.GetProperty("count").GetInt32());
        var leaks = Assert.Single(discussion.GetProperty("comments").EnumerateArray());
        Assert.Equal((3, 1, "2019-03-04T09:12:00Z"), (leaks.GetProperty("up").GetInt32(), leaks.GetProperty("down").GetInt32(),
            leaks.GetProperty("createdAt").GetString()![..19] + "Z"));
        var gate = Assert.Single(leaks.GetProperty("replies").EnumerateArray());
        Assert.Equal("Ágnes", gate.GetProperty("author").GetProperty("name").GetString());
        Assert.Equal(2, Assert.Single(gate.GetProperty("replies").EnumerateArray()).GetProperty("depth").GetInt32());
        Assert.Contains("Only at the gate", (await site.Html("/search?q=gate")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("comment-12", "It leaks.")]
    [InlineData("div-comment-12", "It leaks.")]
    [InlineData("li-comment-1", "At the gate.")]
    [InlineData("isso-1", "At the gate.")]
    [InlineData("comment-2", null)]
    [InlineData("comment-%", null)]
    [InlineData("comment-", null)]
    [InlineData("section-12", null)]
    [InlineData("", null)]
    public async Task An_old_link_to_a_comment_leads_to_where_it_is_now(string link, string? text)
    {
        await Import(Wxr(Item(1, "lock", Comment(12, "It leaks.") + Comment(1, "At the gate.", parent: 12)),
            Item(2, "bridge", Comment(2, "Elsewhere."))));
        var discussion = (await site.Discussion(url: Page)).GetProperty("id").GetGuid();

        using var answer = await site.Api().GetAsync($"/api/v1/discussions/{discussion}/former?link={Uri.EscapeDataString(link)}");
        Assert.Equal(text is null ? System.Net.HttpStatusCode.NotFound : System.Net.HttpStatusCode.OK, answer.StatusCode);
        if (text is null) return;
        var id = (await answer.Json()).GetProperty("id").GetGuid();
        Assert.Equal(text, await site.Query(db => db.Comments.Where(x => x.Id == id).Select(x => x.Text).SingleAsync()));
    }

    [Theory]
    [InlineData("private", "")]
    [InlineData("draft", "")]
    [InlineData("pending", "")]
    [InlineData("trash", "")]
    [InlineData("future", "")]
    [InlineData("publish", "sesame")]
    public async Task Nothing_of_a_page_that_was_not_public_comes_along(string status, string password)
    {
        var result = await Import(Wxr(
            Item(1, "secret", Comment(1, "Among us.") + Comment(2, "Wait.", approved: "0"), status, password, title: "Takeover talks"),
            Item(2, "lock", Comment(3, "It leaks."))));

        Assert.Equal((1, 1, 0, 2), (result.Discussions, result.Comments, result.Held, result.Skipped));
        Assert.Equal(0, (await site.Discussion(url: "https://harbour.example/secret")).GetProperty("count").GetInt32());
        Assert.False(await site.Query(db => db.Discussions.AnyAsync(x => x.Title.Contains("Takeover"))));
        Assert.False(await site.Query(db => db.Comments.AnyAsync(x => x.Text.Contains("Among us") || x.Text.Contains("Wait"))));
        Assert.Equal(0, await site.Query(db => db.LogEntries.CountAsync()));
    }

    [Fact]
    public async Task What_waited_there_waits_here_and_does_not_come_out_by_itself()
    {
        var result = await Import(Wxr(Item(1, "lock", Comment(1, "It leaks.")
            + string.Concat(Enumerable.Range(2, 600).Select(i => Comment(i, $"Wait for me {i}.", approved: "0"))))));

        Assert.Equal((1, 600), (result.Comments, result.Held));
        Assert.Equal(600, await site.Query(db => db.Cases.CountAsync(x => x.Kind == CaseKind.Held && x.ClosedAt == null)));
        Assert.Equal(600, await site.Query(db => db.LogEntries.CountAsync(x => x.Action == LogAction.Hold)));
        using (var scope = site.App.Services.CreateScope())
            Assert.Empty((await scope.ServiceProvider.GetRequiredService<LogFromDatabase>().Check(null, default)).Findings);
        var discussion = await site.Discussion("&limit=100&sort=oldest", Page);
        Assert.Equal(1, discussion.GetProperty("count").GetInt32());
        Assert.DoesNotContain("Wait for me", discussion.ToString(), StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromDays(20));
        using (var scope = site.App.Services.CreateScope()) await scope.ServiceProvider.GetRequiredService<Holds>().Round(default);
        Assert.Equal(600, await site.Query(db => db.Comments.CountAsync(x => x.RemovedAt != null)));
    }

    [Fact]
    public async Task What_is_no_readers_word_is_left_out_and_what_was_answered_keeps_its_place()
    {
        var result = await Import(Wxr(Item(1, "lock", string.Concat(
            Comment(1, "Gone.", approved: "trash"), Comment(2, "To that I say no.", parent: 1),
            Comment(3, "Gone alone.", approved: "trash"), Comment(4, "Buy pills.", approved: "spam"),
            Comment(5, "A page links here.", type: "pingback"), Comment(6, "Another does.", type: "trackback"),
            Comment(7, "Please change this block.", type: "note"), Comment(8, "Order 77.", type: "order_note")))));

        Assert.Equal((1, 6), (result.Comments, result.Skipped));
        var discussion = await site.Discussion(url: Page);
        var gone = Assert.Single(discussion.GetProperty("comments").EnumerateArray());
        Assert.Equal("withdrawn", gone.GetProperty("status").GetString());
        Assert.Equal("To that I say no.", Assert.Single(gone.GetProperty("replies").EnumerateArray()).GetProperty("text").GetString());
        Assert.Equal(1, discussion.GetProperty("count").GetInt32());
        Assert.DoesNotContain("Gone", string.Join(' ', await site.Query(db => db.Comments.Select(x => x.Text).ToListAsync())),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_copies_of_one_comment_the_living_one_stays_and_the_answers_of_both()
    {
        var result = await Import(Disqus(Thread(1, "lock"), Thread(2, "lock/"),
            Post(10, 1, "", deleted: true, before: "wp_id=7", name: ""), Post(20, 2, "It leaks.", before: "wp_id=7"),
            Post(11, 1, "Answered there.", parent: 10, at: "2019-03-04T10:00:00Z"),
            Post(21, 2, "Answered here.", parent: 20, at: "2019-03-04T11:00:00Z"),
            // One number of before, and another comment.
            Post(22, 2, "Something else.", before: "wp_id=7", at: "2019-03-05T09:00:00Z")));

        Assert.Equal((4, 1, 1), (result.Comments, result.Discussions, result.Skipped));
        var top = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal(["It leaks.", "Something else."], top.Select(x => x.GetProperty("text").GetString()));
        Assert.Equal(["Answered there.", "Answered here."],
            top[0].GetProperty("replies").EnumerateArray().Select(x => x.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task One_number_on_several_pages_is_several_comments_and_on_one_page_too_where_they_differ()
    {
        var export = Wxr(
            Item(1, "lock", Comment(1, "It leaks.") + Comment(1, "It leaks.") + Comment(1, "It holds.") + Comment(2, "Which?", parent: 1)),
            Item(2, "gate", Comment(1, "It leaks.") + Comment(2, "The gate?", parent: 1)));
        var result = await Import(export);

        Assert.Equal((5, 1), (result.Comments, result.Skipped));
        Assert.Equal(5, (await Import(export)).Already);
        Assert.Equal(3, (await site.Discussion(url: Page)).GetProperty("count").GetInt32());
        Assert.Equal(2, (await site.Discussion(url: "https://harbour.example/gate")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Exports_of_two_blogs_under_one_host_do_not_meet()
    {
        var first = Wxr(Item(1, "lock", Comment(1, "It leaks.")));
        var second = first.Replace("harbour.example/blog", "harbour.example/other", StringComparison.Ordinal)
            .Replace("harbour.example/lock", "harbour.example/gate", StringComparison.Ordinal);
        Assert.Equal((1, 0), (await Import(first) is var one ? one.Comments : 0, one.Already));
        Assert.Equal((1, 0), (await Import(second) is var two ? two.Comments : 0, two.Already));
    }

    [Fact]
    public async Task Lost_answers_stand_on_their_own_and_circles_begin_with_the_oldest()
    {
        var result = await Import(Wxr(
            Item(1, "lock", Comment(1, "To nobody.", parent: 99) + Comment(2, "To myself.", parent: 2)
                + Comment(3, "First.", parent: 5) + Comment(4, "Second.", parent: 3) + Comment(5, "Third.", parent: 4)
                + Comment(6, "Elsewhere.", parent: 7)),
            Item(2, "gate", Comment(7, "At the gate."))));

        Assert.Equal(7, result.Comments);
        var top = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal(["To nobody.", "To myself.", "First.", "Elsewhere."], top.Select(x => x.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Names_are_as_written_and_nobody_passes_for_the_house()
    {
        await site.Staff(staff => staff.Add(Role.Moderator, site.Mail("greta@harbour.example"), "Greta Vogt", default));
        await Import(Wxr(Item(1, "lock", string.Concat(
            Comment(1, "a", name: "Travis &amp; Co", mail: ""), Comment(2, "b", name: "", mail: "somebody@harbour.example"),
            Comment(3, "c", name: "me@harbour.example", mail: "me@harbour.example"), Comment(4, "d", name: new string('x', 70), mail: ""),
            Comment(5, "e", name: "Moderator", mail: "x@harbour.example"), Comment(6, "f", name: "Greta Vogt", mail: "y@harbour.example"),
            Comment(7, "g", name: "Greta Vogt", mail: "Greta@harbour.example", more: "<wp:comment_user_id>3</wp:comment_user_id>"),
            // Guests type any address.
            Comment(9, "i", name: "Greta Vogt", mail: "greta@harbour.example", more: "<wp:comment_user_id>0</wp:comment_user_id>"),
            Comment(8, "h", name: "Wi\u202Ell\u0007em\n", mail: "")))));

        Assert.Equal(
            ["Travis & Co", "Anonymous", "me", new string('x', 39) + "…", "Moderator (guest)",
                "Greta Vogt (guest)", "Greta Vogt", "Willem", "Greta Vogt (guest)"],
            (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray()
                .Select(x => x.GetProperty("author").GetProperty("name").GetString()));
    }

    [Fact]
    public async Task No_mail_address_is_kept_and_the_same_one_is_the_same_person()
    {
        await Import(Wxr(Item(1, "lock", Comment(1, "a") + Comment(2, "b", mail: "WILLEM@harbour.example")
            + Comment(3, "c", mail: "w@x.example"))));

        var readers = await site.Query(db => db.Readers.AsNoTracking().Where(x => x.ImportNumber == 1).ToListAsync());
        Assert.Equal(2, readers.Count);
        Assert.Equal(2, readers.Select(x => x.MailKey).OfType<string>().Distinct().Count());
        Assert.DoesNotContain(readers, x => $"{x.Email}{x.MailKey}{x.SourceId}{x.Name}".Contains('@', StringComparison.Ordinal));
        // Where they spoke first under it, nobody else is given the name.
        using var other = await (await site.NewGuest("Willem")).Http.PostAsync(
            $"/api/v1/discussions/{(await site.Discussion(url: Page)).GetProperty("id").GetGuid()}/comments",
            new StringContent("""{"text":"I am he."}""", Encoding.UTF8, "application/json"));
        Assert.Equal(Names.SpokenForCode, await other.Code());
    }

    [Fact]
    public async Task Texts_keep_every_sign_and_nothing_in_them_runs()
    {
        await Import(Wxr(Item(1, "lock", string.Concat(
            Comment(1, """C:\new\table \\server & *stars* _lines_ # no heading"""), Comment(2, "One.\nTwo.\n\nThree."),
            Comment(3, "He <b>said</b>\nso.<script>alert(1)</script><img src=x onerror=alert(2)> <a href=\"javascript:alert(3)\">here</a>"),
            Comment(4, "Twice &lt;b&gt; and &#8217;"), Comment(5, "Cut ]]]]><![CDATA[> here")))));

        var page = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal("""C:\new\table \\server & *stars* _lines_ # no heading""", page[0].GetProperty("text").GetString());
        Assert.Contains("""C:\new\table \\server &amp; *stars* _lines_ # no heading""", page[0].GetProperty("html").GetString(),
            StringComparison.Ordinal);
        Assert.Contains("One.<br>", page[1].GetProperty("html").GetString(), StringComparison.Ordinal);
        var hostile = page[2].GetProperty("html").GetString()!;
        Assert.Contains("<strong>said</strong><br>", hostile, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", hostile, StringComparison.Ordinal);
        Assert.Equal("Twice <b> and ’", page[3].GetProperty("text").GetString());
        Assert.Equal("Cut ]]> here", page[4].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Times_are_told_in_every_way_and_what_has_none_stands_where_it_stood()
    {
        await Import(Wxr(Item(1, "lock", string.Concat(
            Comment(1, "a", at: "2019-03-04 09:10:00", more: "<wp:comment_date>2019-03-04 11:10:00</wp:comment_date>"),
            Comment(2, "b", at: "0000-00-00 00:00:00", more: "<wp:comment_date>2019-03-04 12:10:00</wp:comment_date>"),
            Comment(3, "c", at: "0000-00-00 00:00:00"), Comment(4, "d", at: "2999-01-01 00:00:00")))));
        await Import(Disqus(Thread(1, "gate"), Post(1, 1, "e", at: "2019-03-04T09:10:00"),
            Post(2, 1, "f", at: "2019-03-04T09:10:00+02:00")));

        var times = await site.Query(db => db.Comments.AsNoTracking().ToDictionaryAsync(x => x.Text, x => Times.Machine(x.CreatedAt)));
        Assert.Equal("2019-03-04T09:10:00Z 2019-03-04T10:10:00Z 2019-03-04T10:10:00Z 2019-03-04T09:10:00Z 2019-03-04T07:10:00Z",
            string.Join(' ', new[] { "a", "b", "c", "e", "f" }.Select(x => times[x])));
        Assert.Equal(Times.Machine(site.Clock.GetUtcNow()), times["d"]);
    }

    [Fact]
    public async Task What_is_sound_in_a_broken_file_comes_in_and_the_rest_is_named_by_its_line()
    {
        var whole = Wxr(Item(1, "lock", Comment(1, "One.") + "\n" + Comment(2, "Two.").Replace("</wp:comment_content>", "",
            StringComparison.Ordinal) + "\n" + Comment(3, "Three.") + "\n" + Comment(4, "Four.")));
        var file = Write(whole[..whole.IndexOf("Four.", StringComparison.Ordinal)]);
        var result = await site.Import(file);

        Assert.Equal((2, 2), (result.Comments, result.Rejected));
        var rejected = (await File.ReadAllLinesAsync(file + ".rejected.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(whole[..whole.IndexOf("<wp:comment_id>2<", StringComparison.Ordinal)].Count(c => c == '\n'),
            rejected[0].GetProperty("line").GetInt32());
        Assert.Contains("Two.", rejected[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("wp:comment_content has no end", rejected[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("ends in the middle", rejected[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.False(await site.Query(db => db.Comments.AnyAsync(x => x.Text.Contains("Two") || x.Text.Contains("Four"))));
    }

    [Fact]
    public async Task Entities_of_a_document_are_not_followed()
    {
        var bomb = Wxr(Item(1, "lock", Comment(1, "x").Replace("<![CDATA[x]]>", "&b;&file;&amp;", StringComparison.Ordinal)))
            .Replace("<rss", "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">"
                + "<!ENTITY file SYSTEM \"file:///etc/passwd\">]>\n<rss", StringComparison.Ordinal);

        Assert.Equal(1, (await Import(bomb)).Comments);
        Assert.Equal("&b;&file;&", await site.Query(db => db.Comments.Select(x => x.Text).SingleAsync()));
    }

    [Fact]
    public async Task A_file_is_opened_from_gzip_and_zip_within_bounds_and_in_its_own_charset()
    {
        var export = Wxr(Item(1, "lock", Comment(1, "Größe"))).Replace("UTF-8", "ISO-8859-1", StringComparison.Ordinal);
        var (gz, zip, bomb) = (Path.Combine(site.Folder, "a.gz"), Path.Combine(site.Folder, "a.zip"), Path.Combine(site.Folder, "b.gz"));
        await using (var packed = new GZipStream(File.Create(gz), CompressionLevel.Fastest)) packed.Write(Encoding.Latin1.GetBytes(export));
        await using (var archive = new ZipArchive(File.Create(zip), ZipArchiveMode.Create))
        await using (var entry = archive.CreateEntry("../../etc/a.xml").Open()) entry.Write(Encoding.Latin1.GetBytes(export));
        await using (var packed = new GZipStream(File.Create(bomb), CompressionLevel.Optimal))
        {
            packed.Write(Encoding.Latin1.GetBytes(export));
            for (var i = 0; i < 300; i++) packed.Write(new byte[1 << 20]);
        }

        Assert.Equal(1, (await site.Import(gz)).Comments);
        Assert.Equal(1, (await site.Import(zip)).Already);
        Assert.Equal("Größe", await site.Query(db => db.Comments.Select(x => x.Text).SingleAsync()));
        Assert.Contains("grows to more than", (await Assert.ThrowsAsync<SetupException>(() => site.Import(bomb))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_longer_export_only_adds_below_what_is_there_and_what_readers_wrote()
    {
        await Import(Wxr(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Where?", parent: 1))));
        var leaks = (await site.Discussion(url: Page)).GetProperty("comments")[0].GetProperty("id").GetGuid();
        var discussion = (await site.Discussion(url: Page)).GetProperty("id").GetGuid();
        using var said = await site.Ada.Http.PostAsync($"/api/v1/discussions/{discussion}/comments",
            new StringContent($$"""{"text":"At the gate.","parentId":"{{leaks}}"}""", Encoding.UTF8, "application/json"));
        Assert.True(said.IsSuccessStatusCode);

        var result = await Import(Wxr(Item(1, "lock",
            Comment(1, "It leaks.") + Comment(2, "Where?", parent: 1) + Comment(3, "Mended.", parent: 1))));
        Assert.Equal((2, 1, 2), (result.Import, result.Comments, result.Already));
        Assert.Equal(["Where?", "At the gate.", "Mended."], (await site.Discussion(url: Page)).GetProperty("comments")[0]
            .GetProperty("replies").EnumerateArray().Select(x => x.GetProperty("text").GetString()));

        // The first alone goes, and leaves its place above what readers and the other import added.
        var undone = await Undo(1);
        Assert.Equal((1, 1), (undone.Comments, undone.PlaceHolders));
        var place = (await site.Discussion(url: Page)).GetProperty("comments")[0];
        Assert.Equal("withdrawn", place.GetProperty("status").GetString());
        Assert.Equal(["At the gate.", "Mended."],
            place.GetProperty("replies").EnumerateArray().Select(x => x.GetProperty("text").GetString()));
        Assert.Equal(2, (await site.Discussion(url: Page)).GetProperty("count").GetInt32());
        Assert.Equal(1, (await Undo(2)).Comments);
        Assert.Equal(1, (await site.Discussion(url: Page)).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_import_that_was_broken_off_goes_on_under_its_number()
    {
        var file = Write(Wxr([.. Enumerable.Range(1, 40).Select(page => Item(page, $"page-{page}", string.Concat(Enumerable.Range(1, 150)
            .Select(i => Comment(page * 1000 + i, $"Said {page} {i}.", parent: i % 3 == 0 ? page * 1000 + i - 1 : 0)))))]));
        using (var broken = new CancellationTokenSource())
        using (var scope = site.App.Services.CreateScope())
        {
            var run = scope.ServiceProvider.GetRequiredService<ImportRun>().Run(new ImportRequest(file, null, null, null), broken.Token);
            // Without a pause: five more transactions are not long.
            while (!run.IsCompleted && !await site.Query(db => db.Comments.AnyAsync())) await Task.Yield();
            await broken.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }
        var there = await site.Query(db => db.Comments.CountAsync());
        var result = await site.Import(file);

        Assert.Equal((1, 6000 - there, there), (result.Import, result.Comments, result.Already));
        Assert.Equal(6000, await site.Query(db => db.Discussions.SumAsync(x => x.CommentCount)));
        Assert.False(await site.Query(db => db.Comments.AnyAsync(x => x.ReplyCount != db.Comments.Count(y => y.ParentId == x.Id))));
        Assert.Equal(6000, (await Undo(1)).Comments);
    }

    [Fact]
    public async Task Only_what_was_said_lately_is_told_from_what_is_said_again()
    {
        var lately = site.Clock.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        await Import(Wxr(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "It leaks still.", at: lately))));

        Assert.Equal([0, WrittenText.HashOf("It leaks still.")], await site.Query(db => db.Comments
            .Where(x => x.ImportNumber == 1).OrderBy(x => x.CreatedAt).Select(x => x.TextHash).ToListAsync()));
    }

    [Fact]
    public async Task A_vote_stays_when_what_it_was_for_is_taken_away()
    {
        await Import(Wxr(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "It holds."))));
        var first = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments")[0].GetProperty("id").GetGuid();
        using var voted = await site.Ada.Vote(first, 1);

        var undone = await Undo(1);
        Assert.Equal((1, 1), (undone.Comments, undone.PlaceHolders));
        Assert.Equal(1, await site.Query(db => db.Votes.CountAsync(x => x.CommentId == first)));
        Assert.Equal("", (await site.Query(db => db.Comments.SingleAsync(x => x.Id == first))).Text);
        Assert.Equal(0, (await site.Discussion(url: Page)).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_running_server_shows_what_came_and_what_went()
    {
        var before = await site.Discussion(url: Page);
        await site.Import(Write(Wxr(Item(1, "lock", Comment(1, "It leaks.")))), tells: false);
        await Wait.Until("the comment is there", async () => (await site.Discussion(url: Page)).GetProperty("count").GetInt32() == 1);
        Assert.Equal(before.GetProperty("id").GetGuid(), (await site.Discussion(url: Page)).GetProperty("id").GetGuid());
        await site.TakeBack(1, tells: false);
        await Wait.Until("the comment is gone", async () => (await site.Discussion(url: Page)).GetProperty("count").GetInt32() == 0);
    }

    [Fact]
    public async Task What_goes_with_a_long_import_is_not_found_any_more_and_what_else_is_here_is()
    {
        await Import(Wxr(Item(1, "lock", string.Concat(Enumerable.Range(1, 2100).Select(i => Comment(i, $"Walrus {i}."))))));
        await Import(Disqus(Thread(1, "gate"), Post(1, 1, "A narwhal.")));
        Assert.Contains("Walrus 2100.", await Found("walrus 2100"), StringComparison.Ordinal);

        Assert.Equal(2100, (await Undo(1)).Comments);
        Assert.DoesNotContain("Walrus", await Found("walrus"), StringComparison.Ordinal);
        Assert.Contains("A narwhal.", await Found("narwhal"), StringComparison.Ordinal);
        await Import(Wxr(Item(1, "lock", Comment(1, "Walrus, again."))));
        Assert.Contains("Walrus, again.", await Found("walrus"), StringComparison.Ordinal);
    }

    private async Task<string> Found(string words) =>
        (await site.Html("/search?q=" + Uri.EscapeDataString(words))).Body!.TextContent;

    private Task<ImportResult> Import(string export) => site.Import(Write(export));

    private Task<UndoneImport> Undo(int number) => site.TakeBack(number);

    private string Write(string export)
    {
        var file = Path.Combine(site.Folder, "export.xml");
        File.WriteAllText(file, export);
        return file;
    }
}
