using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;
using Parley.Discussions;
using Parley.Exchange;
using Parley.Readers;
using Parley.Tests.Moderation;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Exchange;

/// <summary>Imports that are repeated, broken off, at work at once, or taken back when others have come to what they brought.</summary>
public sealed class ForeignAgainTests : IAsyncLifetime
{
    private const string Page = "https://harbour.example/lock";

    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_copy_of_what_is_here_is_here_whichever_of_the_two_is_alive_by_now()
    {
        string Export(bool gone) => Disqus(Thread(1, "lock"), Thread(2, "lock/"),
            Post(5, 1, "It leaks.", before: "wp_id=7", deleted: gone), Post(9, 2, "It leaks.", before: "wp_id=7"),
            Post(10, 2, "Where?", parent: 9, at: "2019-03-04T10:00:00Z"));
        Assert.Equal(2, (await Import(Export(gone: false))).Comments);
        var again = await Import(Export(gone: true));

        Assert.Equal((0, 2), (again.Comments, again.Already));
        Assert.Equal(2, (await site.Discussion(url: Page)).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task What_has_no_time_of_its_own_is_known_again_in_a_longer_export()
    {
        const string Never = "0000-00-00 00:00:00";
        string Here(string time) => $"<wp:comment_date>{time}</wp:comment_date>";
        var first = Comment(1, "a", more: Here("2019-03-04 11:01:00"));
        var undated = Comment(3, "c", at: Never) + Comment(4, "d", at: Never);
        var local = Comment(5, "e", at: Never, more: Here("2019-03-05 12:00:00"));
        await Import(Wxr(Item(1, "lock", first + undated + local)));
        // Between them now, and from the other half of the year.
        var again = await Import(Wxr(Item(1, "lock", first + undated + Comment(2, "b", more: Here("2019-03-04 10:02:00")) + local
            + undated.Replace(">3<", ">13<", StringComparison.Ordinal).Replace(">4<", ">14<", StringComparison.Ordinal))));
        var other = await Import(Wxr(Item(1, "lock", Comment(2, "b", more: Here("2019-03-04 10:02:00")) + local + undated + first)));

        Assert.Equal((3, 4), (again.Comments, again.Already));
        Assert.Equal((0, 5), (other.Comments, other.Already));
        var times = await site.Query(db => db.Comments.Where(x => x.Text == "c" || x.Text == "d").Select(x => x.CreatedAt).ToListAsync());
        Assert.Equal(4, times.Distinct().Count());
    }

    [Fact]
    public async Task Somebody_without_an_address_is_one_person_in_either_scheme_and_another_in_another_system()
    {
        var blog = Wxr(Item(1, "lock", Comment(1, "It leaks.", mail: "")));
        await Import(blog);
        await Import(blog.Replace("https://harbour.example/blog", "http://harbour.example/blog/", StringComparison.Ordinal)
            .Replace("</item>", Comment(2, "It holds.", mail: "") + "</item>", StringComparison.Ordinal));
        Assert.Equal(1, await site.Query(db => db.Readers.CountAsync(x => x.ImportNumber != null)));

        // Neither says whose it is.
        await Import(blog.Replace("<wp:base_blog_url>https://harbour.example/blog</wp:base_blog_url>", "", StringComparison.Ordinal)
            .Replace("<link>https://harbour.example</link>", "", StringComparison.Ordinal));
        await Import(Disqus(Thread(1, "gate"), Post(1, 1, "At the gate.")).Replace("<forum>harbour</forum>", "", StringComparison.Ordinal));
        Assert.Equal(3, await site.Query(db => db.Readers.CountAsync(x => x.ImportNumber != null)));
    }

    [Fact]
    public async Task What_was_broken_off_on_a_long_page_has_names_pins_and_counts_as_in_one_go()
    {
        string One(int id) => Comment(id, $"Said {id}.", type: id is 1 or 5998 or 5999 or 6000 ? "wpdiscuz_sticky" : "",
            approved: id == 2 ? "0" : "1");
        var file = Write(Wxr(Item(1, "lock", string.Concat(Enumerable.Range(1, 6000).Select(One)))));
        using (var broken = new CancellationTokenSource())
        using (var scope = site.App.Services.CreateScope())
        {
            var run = scope.ServiceProvider.GetRequiredService<ImportRun>().Run(new ImportRequest(file, null, null, null), broken.Token);
            while (!run.IsCompleted && !await site.Query(db => db.Comments.AnyAsync())) await Task.Yield();
            await broken.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }
        var discussion = await site.Query(db => db.Discussions.AsNoTracking().SingleAsync(x => x.Url == Page));
        using var taken = await Say(await site.NewGuest("Willem"), discussion.Id, "I am he.");
        Assert.Equal(Names.SpokenForCode, await taken.Code());

        await site.Import(file);
        var import = await site.Query(db => db.Imports.AsNoTracking().SingleAsync());
        Assert.Equal((5999, 1, 1), (import.Comments, import.Held, import.Discussions));
        Assert.Equal(["Said 1.", "Said 5998.", "Said 5999."],
            await site.Query(db => db.Comments.Where(x => x.PinnedAt != null).OrderBy(x => x.CreatedAt).Select(x => x.Text).ToListAsync()));
    }

    [Fact]
    public async Task On_a_long_page_too_a_name_is_whose_who_spoke_first_under_it()
    {
        await Import(Wxr(Item(1, "lock", Comment(1, "It leaks.", name: "Xaver", mail: "")
            + string.Concat(Enumerable.Range(10, 1200).Select(
                id => Comment(id, $"Said {id}.", parent: 1, name: "Sol", mail: "late@x.example")))
            + Comment(2, "It holds.", name: "Sol", mail: "first@x.example"))));

        var (first, key) = (await site.Query(db => db.Comments.SingleAsync(x => x.Text == "It holds.")), Speaker.KeyOf("Sol"));
        Assert.Equal(first.AuthorId, (await site.Query(db => db.Speakers.SingleAsync(x => x.Name == key))).ReaderId);
    }

    [Fact]
    public async Task Whoever_waited_has_their_name_once_they_are_read()
    {
        await Import(Wxr(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Where?", name: "Sol", mail: "", approved: "0")
            + Comment(3, "There.", name: "", mail: "", approved: "0"))));
        var discussion = (await site.Discussion(url: Page)).GetProperty("id").GetGuid();
        var mo = await site.Moderator("mo");
        foreach (var held in await site.Query(db => db.Comments.Where(x => x.RemovedAt != null).Select(x => x.Id).ToListAsync()))
            (await mo.PostAsJsonAsync($"/api/v1/comments/{held}/keeping", new { })).Dispose();

        using var taken = await Say(await site.NewGuest("Sol"), discussion, "I am he.");
        Assert.Equal(Names.SpokenForCode, await taken.Code());
        using var unnamed = await Say(await site.NewGuest("Anonymous"), discussion, "I am nobody.");
        Assert.Equal(HttpStatusCode.Created, unnamed.StatusCode);
    }

    [Fact]
    public async Task One_import_or_undoing_is_at_work_at_a_time()
    {
        var first = Write(Wxr(Item(1, "lock", Comment(1, "It leaks."))));
        await site.Import(first);
        using (var scope = site.App.Services.CreateScope())
        await using (await scope.ServiceProvider.GetRequiredService<Imports>().Alone(default))
        {
            var error = await Assert.ThrowsAsync<SetupException>(() => site.TakeBack(1));
            Assert.Contains("is under way", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<SetupException>(() => Import(Wxr(Item(1, "lock", Comment(2, "It holds.")))));
            Assert.Equal(1, (await site.Import(Write(Wxr(Item(1, "lock", Comment(2, "It holds.")))), rehearse: true)).Comments);
        }
        Assert.Equal(1, await site.Query(db => db.Comments.CountAsync()));
        Assert.Equal(1, (await site.TakeBack(1)).Comments);
    }

    [Fact]
    public async Task What_a_moderator_removed_stays_removed_and_what_is_gone_is_not_said_to_be_its_authors_doing()
    {
        await Import(Wxr(Item(1, "lock", Comment(1, "Buy pills.") + Comment(2, "It leaks.") + Comment(3, "Where?", parent: 2)))
            .Replace(Page, new Uri(site.Address, site.Page).ToString(), StringComparison.Ordinal));
        var ids = await site.Query(db => db.Comments.ToDictionaryAsync(x => x.Text, x => x.Id));
        var (decision, _) = await (await site.Moderator("mo")).Remove(ids["Buy pills."]);
        await site.Ada.Post("At the gate.", ids["Where?"]);

        Assert.Equal((0, 3), (await site.TakeBack(1) is var undone ? undone.Comments : 0, undone.PlaceHolders));
        var removed = await site.Comment(ids["Buy pills."]);
        Assert.Equal("removed", removed.GetProperty("status").GetString());
        Assert.Equal(decision, removed.GetProperty("removal").GetProperty("decisionId").GetGuid());
        Assert.Equal("", await site.Query(db => db.Comments.Where(x => x.Id == ids["Buy pills."]).Select(x => x.Text).SingleAsync()));
        var page = (await site.Html(site.Page)).Body!.TextContent;
        Assert.Contains("This comment is gone.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("withdrawn by its author", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("closure")]
    [InlineData("respondents")]
    public async Task A_captured_story_that_an_editor_has_come_to_is_taken_back_with_its_discussion_left(string what)
    {
        var file = Path.Combine(site.Folder, "capture.txt");
        File.WriteAllText(file, ImportTests.Capture);
        var import = (await site.Import(file)).Import;
        var discussion = await site.Query(db => db.Discussions.AsNoTracking().SingleAsync(x => x.ImportNumber == import));
        var editor = await site.Acts(Role.Editor, "desk@news.example");
        using var done = what == "closure"
            ? await editor.PutAsJsonAsync($"/api/v1/discussions/{discussion.Id}/closure",
                new { reason = "The desk is asleep.", until = site.Clock.GetUtcNow().AddDays(1) })
            : await editor.PutAsJsonAsync($"/api/v1/discussions/{discussion.Id}/questions", 
                new { respondents = new[] { new { name = "Ágnes Varga" } } });
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync());

        var undone = await site.TakeBack(import);
        Assert.Equal((3, 0, 0), (undone.Comments, undone.PlaceHolders, undone.Articles));
        var story = await site.Query(db => db.Articles.AsNoTracking().SingleAsync(x => x.Id == discussion.ArticleId));
        Assert.True(story is { IsTakenBack: true, KeepsDiscussion: true });
        Assert.NotNull((await site.Query(db => db.Imports.AsNoTracking().SingleAsync(x => x.Number == import))).UndoneAt);
    }

    [Fact]
    public async Task What_says_nothing_is_left_out_or_only_a_place()
    {
        var result = await Import(Wxr(Item(1, "lock", Comment(1, "") + Comment(2, " \u200B\n") + Comment(3, "Why?", parent: 2)
            + Comment(4, "", approved: "0"))));

        Assert.Equal((1, 0, 2), (result.Comments, result.Held, result.Skipped));
        Assert.Equal("withdrawn", (await site.Discussion(url: Page)).GetProperty("comments")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_is_read_of_an_export_lies_where_nobody_finds_it()
    {
        await using var scratch = ImportRun.Scratch();
        if (!OperatingSystem.IsWindows()) Assert.False(File.Exists(scratch.Name));
        await scratch.WriteAsync(new byte[] { 1, 2, 3 });
        scratch.Position = 1;
        Assert.Equal(2, scratch.ReadByte());
    }

    [Fact]
    public async Task A_server_beside_an_import_is_noticed_and_left_half_of_the_time()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(300), Pace.After(TimeSpan.FromMilliseconds(300)));
        Assert.Equal(TimeSpan.FromMilliseconds(10), Pace.After(TimeSpan.FromMilliseconds(1)));
        // Three and a half milliseconds: at most twice as many as before, and at once as few as it takes; a quick remainder says nothing.
        Assert.Equal((200, 250, 35, 20, 100),
            (Next(100, 100, 1), Next(200, 200, 1), Next(100, 100, 10), Next(100, 100, 300), Next(100, 7, 3)));
        Assert.False(await site.Query(db => Task.FromResult(db.IsServed)));
        if (Site.OnPostgres) return;
        var file = $"Data Source={site.Folder}/parley.db";
        using (var one = await SqliteDatabase.Serve(file, default))
        {
            using (var two = await SqliteDatabase.Serve(file, default))
            {
                Assert.NotNull(one);
                Assert.NotNull(two);
            }
            Assert.True(await site.Query(db => Task.FromResult(db.IsServed)));
        }
        Assert.False(await site.Query(db => Task.FromResult(db.IsServed)));
    }

    [Fact]
    public async Task Beside_a_server_an_import_and_its_undoing_take_many_short_turns_and_alone_one()
    {
        Assert.SkipWhen(Site.OnPostgres, "There whoever writes waits for nobody.");
        var turns = 0;
        using var listener = await SentCommands.Listen(site.DatabaseName, text =>
        {
            // Once in each transaction of an import, and of its undoing.
            if (text.StartsWith("UPDATE \"imports\"", StringComparison.Ordinal)
                || text.StartsWith("DELETE FROM \"comments\"", StringComparison.Ordinal)) Interlocked.Increment(ref turns);
        });
        var blog = Wxr(Item(1, "lock", string.Concat(Enumerable.Range(1, 300).Select(i => Comment(i, $"Said {i}.")))));
        async Task<(int Imported, int Undone)> Turns()
        {
            Interlocked.Exchange(ref turns, 0);
            var import = (await Import(blog)).Import;
            var imported = Interlocked.Exchange(ref turns, 0);
            await site.TakeBack(import);
            return (imported, turns);
        }

        var alone = await Turns();
        using var served = await SqliteDatabase.Serve($"Data Source={site.Folder}/parley.db", default);
        var beside = await Turns();
        Assert.True(alone.Imported <= 2 && alone.Undone <= 2, $"alone {alone}");
        Assert.True(beside.Imported > 3 && beside.Undone > 3, $"beside a server {beside}");
    }

    private static int Next(int most, int count, double took) => Pace.Next(most, count, TimeSpan.FromMilliseconds(took));

    private static Task<HttpResponseMessage> Say(Guest who, Guid discussion, string text, Guid? parentId = null) =>
        who.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/comments", new { text, parentId });

    private Task<ImportResult> Import(string export) => site.Import(Write(export));

    private string Write(string export)
    {
        var file = Path.Combine(site.Folder, "export.xml");
        File.WriteAllText(file, export);
        return file;
    }
}
