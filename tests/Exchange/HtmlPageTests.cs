using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Exchange;
using Parley.Web;
using static Parley.Tests.Exchange.Archived;

namespace Parley.Tests.Exchange;

/// <summary>Pages that somebody saved, and what comes of the comments on them.</summary>
[Once("What is read of a page comes by one road to either database: ForeignImportTests go it.")]
public sealed class HtmlPageTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_list_of_WordPress_comes_with_answers_names_times_and_states()
    {
        var result = await Import(Page("lock",
            Comment(12, "It <em>leaks</em> 😀.", Comment(13, "Only at the gate.", name: "Ágnes", time: "10:00"))
            + Comment(14, "Buy pumps.", time: "11:00", beside: "<em class=\"comment-awaiting-moderation\">Waiting.</em>")
            + Comment(15, "Linked elsewhere.", classes: "pingback") + "<p class=\"no-comments\">Comments are closed.</p>",
            title: "The &amp;lt;lock&gt;"));

        Assert.Equal((1, 2, 1, 1, 0), (result.Discussions, result.Comments, result.Held, result.Skipped, result.Rejected));
        var discussion = await site.Discussion(url: Home + "/lock");
        Assert.Equal("The &lt;lock>", discussion.GetProperty("title").GetString());
        Assert.False(discussion.GetProperty("open").GetBoolean());
        var (first, reply) = (await Find("12"), await Find("13"));
        Assert.Equal(("<p>It <em>leaks</em> 😀.</p>", TextFormat.Html, At("2019-03-04T09:12:00Z")),
            (first.Text, first.Format, first.CreatedAt));
        Assert.Equal(((Guid?)first.Id, At("2019-03-04T10:00:00Z"), "Ágnes"), (reply.ParentId, reply.CreatedAt, await NameOf("13")));
    }

    [Theory]
    [InlineData("comment-12", "12")]
    [InlineData("div-comment-13", "13")]
    [InlineData("comment-14", null)]
    public async Task An_old_link_to_a_comment_leads_to_where_it_is_now(string link, string? to)
    {
        await Import(Page("lock", Comment(12, "It leaks.", Comment(13, "Where?"))));
        var discussion = (await site.Discussion(url: Home + "/lock")).GetProperty("id").GetGuid();

        using var answer = await site.Api().GetAsync($"/api/v1/discussions/{discussion}/former?link={link}");
        Assert.Equal(to is not null, answer.IsSuccessStatusCode);
        if (to is not null) Assert.Equal((await Find(to)).Id, (await answer.Json()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_theme_without_elements_for_words_and_times_says_both_as_well()
    {
        var result = await Import(Page("lock", """
            <li class="comment byuser comment-author-sol" id="li-comment-5"><div id="comment-5"><div class="comment-author vcard">
            <cite class="fn">Sol</cite> <span class="says">says:</span></div><div class="comment-meta commentmetadata">
            <a href="#comment-5">March 5, 2019 at 9:12 pm</a></div><p>It leaks.</p><p>Still.</p><div class="reply">Reply</div></div>
            <ul class="children"><li class="comment" id="li-comment-6"><div id="comment-6"><cite class="fn">Mo</cite>
            <div class="comment-meta"><a>03/04/2019 at 9:12</a></div><p>Where?</p></div></li></ul></li>
            """));

        Assert.Equal((2, 0), (result.Comments, result.Rejected));
        var (first, reply) = (await Find("5"), await Find("6"));
        Assert.Equal(("It leaks. Still.", At("2019-03-05T21:12:00Z"), "Sol"), (Words(first), first.CreatedAt, await NameOf("5")));
        // The 3rd of April, or the 4th of March: a moment after the one before it.
        Assert.Equal(("Where?", (Guid?)first.Id, At("2019-03-05T21:12:00.001Z")), (Words(reply), reply.ParentId, reply.CreatedAt));
    }

    [Fact]
    public async Task Of_wpDiscuz_come_votes_pins_and_whom_each_answers()
    {
        string Said(int id, int above, string text, string votes, string classes = "") => $"""
            <div id="wpd-comm-{id}_{above}" class="comment even wpd-comment {classes}"><div class="wpd-comment-wrap">
            <div id="comment-{id}" class="wpd-comment-right"><div class="wpd-comment-header"><div class="wpd-comment-author"> Mo </div>
            <div class="wpd-comment-date" title="{id} January, 2025 7:55 pm"><i></i> 5 months ago</div></div>
            <div class="wpd-comment-text"><p>{text}</p></div><div class="wpd-vote">{votes}</div></div></div>
            """;
        var result = await Import(Page("lock", Said(3, 0, "It leaks.", """
            <div class="wpd-vote-result wpd-vote-result-like" title="5">5</div><div class="wpd-vote-result wpd-vote-result-dislike">-2</div>
            """, "wpd-sticky-comment") + Said(4, 3, "Where?", "<div class=\"wpd-vote-result\">-3</div>") + "</div></div>"
            + Said(5, 4, "At the gate.", "<div class=\"wpd-vote-result\">1</div>") + "</div>"));

        Assert.Equal((3, 0), (result.Comments, result.Rejected));
        var (first, second, third) = (await Find("3"), await Find("4"), await Find("5"));
        Assert.Equal((5, 2, true, At("2025-01-03T19:55:00Z")), (first.Up, first.Down, first.PinnedAt is not null, first.CreatedAt));
        Assert.Equal((0, 3, (Guid?)first.Id, (Guid?)second.Id), (second.Up, second.Down, second.ParentId, third.ParentId));
    }

    [Fact]
    public async Task A_saved_frame_of_Disqus_says_for_which_page_it_is()
    {
        string Post(int id, string author, string text, string answers = "") => $"""
            <li class="post" id="post-{id}"><div data-role="post-content" class="post-content"><div class="post-body"><header>
            <span class="post-byline"><span class="author"><a data-username="{author}">{author}</a></span></span>
            <span class="post-meta"><a href="#comment-{id}" data-role="relative-time" title="Monday, March 4, 2019 9:{id} AM">5 years
            ago</a></span>
            </header><div data-role="message-container"><div class="post-message" data-role="message"><p>{text}</p></div></div>
            <footer><span data-role="likes">{id}</span><span data-role="dislikes">0</span></footer></div></div>
            <ul data-role="children" class="children">{answers}</ul></li>
            """;
        var address = "https://disqus.com/embed/comments/?base=default&f=harbour&t_u=" + Uri.EscapeDataString(Home + "/lock");
        var frame = $"""
            <!DOCTYPE html>
            <!-- saved from url=(0083){address}&s_o=default -->
            <html><head><title>Disqus Comments</title></head><body><ul id="post-list" class="post-list">
            {Post(10, "willem", "It leaks.", Post(11, "sol", "Where?"))}
            <li class="post" id="post-12"><div data-role="post-content" class="post-content"><div class="post-body">
            <p>This comment was deleted.</p></div></div><ul class="children">{Post(13, "mo", "Who said what?")}</ul></li></ul></body></html>
            """;
        var result = await Import(frame);

        Assert.Equal((1, 3, 0), (result.Discussions, result.Comments, result.Rejected));
        var (first, reply, gone) = (await Find("10"), await Find("11"), await Find("12"));
        Assert.Equal((10, At("2019-03-04T09:10:00Z"), "willem"), (first.Up, first.CreatedAt, await NameOf("10")));
        Assert.Equal(((Guid?)first.Id, false, (Guid?)gone.Id), (reply.ParentId, gone.IsPublished, (await Find("13")).ParentId));
        Assert.Equal(3, (await site.Discussion(url: Home + "/lock")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task What_attributes_say_of_a_comment_is_not_taken_from_one_that_lies_in_it()
    {
        var result = await Import(Page("lock", """
            <div itemscope itemtype="https://schema.org/Comment" id="comment-8"><div itemprop="comment" itemscope
             itemtype="https://schema.org/Comment" id="c9"><span itemprop="author">Mo</span><meta itemprop="dateCreated"
             content="2019-03-04T10:00:00Z"><div itemprop="text">Where?</div></div>
            <span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/sol">
            <b itemprop="name">Sol</b></a></span><time itemprop="datePublished" datetime="2019-03-04T09:00:00+01:00">in March</time>
            <meta itemprop="upvoteCount" content="4"><div itemprop="text"><p>It leaks.</p></div></div>
            """));

        Assert.Equal((2, 0), (result.Comments, result.Rejected));
        var (first, reply) = (await Find("8"), await Find("c9"));
        Assert.Equal(("It leaks.", "Sol", 4, At("2019-03-04T08:00:00Z")), (Words(first), await NameOf("8"), first.Up, first.CreatedAt));
        Assert.Equal(((Guid?)first.Id, "Where?"), (reply.ParentId, Words(reply)));
    }

    [Fact]
    public async Task What_is_told_to_search_engines_comes_where_nothing_else_does()
    {
        var result = await Import(Page("lock", "", """
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebPage","author":{"@type":"Person"}},
            {"@type":"DiscussionForumPosting","text":"The lock leaks.","comment":[
             {"@type":"Comment","@id":"https://harbour.example/lock#comment-21","text":"2 < 3 *and* <b> is no mark","dateCreated":
              "2019-03-04T09:00:00Z","author":{"@type":"Person","name":"Sol"},"upvoteCount":2,"comment":[
              {"@type":"Comment","url":"https://harbour.example/lock#comment-22","text":"Half a sign: \ud83d","author":"Mo",
               "datePublished":"2019-03-04T10:00:00Z"}]},
             {"@type":"Comment","identifier":"x23","text":"<p>At the <em>gate</em>.</p>","parentItem":{"@id":"#comment-22"},
              "dateCreated":"2019-03-04T11:00:00Z","author":[{"name":"Jo"}]}]}]}</script>
            """));

        Assert.Equal((3, 0), (result.Comments, result.Rejected));
        var (first, second, third) = (await Find("21"), await Find("22"), await Find("x23"));
        Assert.Equal(("2 < 3 *and* <b> is no mark", TextFormat.Plain, 2), (first.Text, first.Format, first.Up));
        Assert.Equal(("Half a sign: \uFFFD", (Guid?)first.Id, "Mo"), (second.Text, second.ParentId, await NameOf("22")));
        Assert.Equal((TextFormat.Html, (Guid?)second.Id), (third.Format, third.ParentId));
    }

    [Fact]
    public async Task A_page_that_says_its_comments_in_several_ways_has_each_of_them_once()
    {
        var result = await Import(Page("lock", Comment(12, "It leaks.", Comment(13, "Where?")), """
            <script type="application/ld+json">{"@type":"Article","comment":[{"@type":"Comment","@id":"#comment-12","text":"It leaks.",
             "dateCreated":"2019-03-04T09:12:00Z"}]}</script>
            """));

        Assert.Equal((2, 0, 0), (result.Comments, result.Skipped, result.Rejected));
    }

    [Theory]
    [InlineData("", null, "lock")]
    [InlineData("<link rel=canonical href='/gate'>", null, null)]
    [InlineData("<link rel=canonical href='/gate'>", Home + "/lock", "lock")]
    [InlineData("<meta property='og:url' content='https://harbour.example/gate?cpage=2#comments'>", null, "gate")]
    [InlineData("<link rel=canonical href='https://harbour.example/gate/comment-page-3/'>", null, "gate/")]
    [InlineData("none", null, null)]
    public async Task A_page_stands_where_it_says_unless_somebody_says_otherwise(string head, string? url, string? path)
    {
        var page = Page("lock", Comment(12, "It leaks."));
        if (head.Length > 0)
            page = page.Replace("<link rel=\"canonical\" href=\"https://harbour.example/lock\">", head, StringComparison.Ordinal);
        if (path is null)
        {
            await Refused("--url", page, url);
            return;
        }
        Assert.Equal(1, (await Import(page, url)).Comments);
        Assert.Equal(1, (await site.Discussion(url: $"{Home}/{path}")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_comment_without_any_time_is_not_given_one_that_nobody_said()
    {
        var undated = Page("lock", Comment(12, "It leaks.", time: "") + Comment(13, "Where?") + Comment(14, "At the gate.", time: ""));
        var result = await Import(undated.Replace("article:published_time", "x", StringComparison.Ordinal));

        Assert.Equal((2, 1), (result.Comments, result.Rejected));
        Assert.Equal(At("2019-03-04T09:12:00.001Z"), (await Find("14")).CreatedAt);
        Assert.Equal((1, 2), await Import(undated) is var again ? (again.Comments, again.Already) : default);
        Assert.Equal(At("2019-03-04T08:00:00Z"), (await Find("12")).CreatedAt);
    }

    [Theory]
    [InlineData("It le", 1)]
    [InlineData("<div class=\"reply\"", 1)]
    [InlineData("</ol></div>", 0)]
    public async Task Where_a_page_breaks_off_the_last_comment_is_not_taken_in_half(string at, int rejected)
    {
        var page = Page("lock", Comment(12, "One.") + Comment(13, "Two.", Comment(14, "It leaks.")));
        var result = await Import(page[..(page.LastIndexOf(at, StringComparison.Ordinal) + at.Length)]);

        Assert.Equal((3 - rejected, rejected), (result.Comments, result.Rejected));
    }

    [Theory]
    [InlineData("windows-1251", "<meta charset=windows-1251>")]
    [InlineData("utf-8", "")]
    [InlineData("shift_jis", "<meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>")]
    [InlineData("utf-16", "")]
    public async Task A_page_is_read_in_the_letters_that_it_says(string charset, string head)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(charset);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Page("lock", Comment(12, "Шлюз течёт"), head))];
        await File.WriteAllBytesAsync(Path.Combine(site.Folder, "export"), bytes);
        await site.Import(Path.Combine(site.Folder, "export"));

        Assert.Equal("Шлюз течёт", Words(await Find("12")));
    }

    [Fact]
    public async Task A_page_is_told_by_its_content_and_opened_from_a_gzip_or_a_zip()
    {
        var page = "<!-- saved -- by hand -->\n" + Page("lock", Comment(12, "It leaks."));
        var file = Path.Combine(site.Folder, "comments.xml");
        await File.WriteAllBytesAsync(file, Packed(Encoding.UTF8.GetBytes(page), "gzip"));
        Assert.Equal(1, (await site.Import(file)).Comments);

        file = Path.Combine(site.Folder, "page.zip");
        using (var zip = new ZipArchive(File.Create(file), ZipArchiveMode.Create))
        {
            await using var entry = zip.CreateEntry("page.htm").Open();
            await entry.WriteAsync(Encoding.UTF8.GetBytes(page));
        }
        Assert.Equal((0, 1), await site.Import(file) is var again ? (again.Comments, again.Already) : default);
    }

    [Fact]
    public async Task A_page_without_known_comments_is_refused_and_no_story_is_made_of_it()
    {
        var before = await site.Query(db => db.Articles.CountAsync());
        await Refused("No comments", Page("lock", "<li>Somebody: it leaks.</li>"));
        await Refused("No comments",
            Page("lock", "<div id=\"disqus_thread\"><iframe src=\"https://disqus.com/embed/comments/\"></iframe></div>"));
        Assert.Equal(before, await site.Query(db => db.Articles.CountAsync()));
    }

    [Fact]
    public async Task What_was_made_to_fill_a_machine_is_refused()
    {
        // A long comment alone is rejected, a long page as a whole; so is one that lies too deep, at the cost of what is read.
        var long1 = await Import(Page("lock", Comment(1, new string('a', 300_000)) + Comment(2, "It leaks.")));
        Assert.Equal((1, 1), (long1.Comments, long1.Rejected));
        await Refused("MiB", Page("lock", Comment(3, new string('a', 17 << 20))));
        foreach (var hostile in new[]
        {
            string.Concat(Enumerable.Repeat("<div>", 100_000)), string.Concat(Enumerable.Repeat("<b><div></b>", 100_000)),
            string.Concat(Enumerable.Range(0, 100_000).Select(i => $"<table><tr><td><li><b x={i}>")),
            string.Concat(Enumerable.Repeat("<i></i>", 500_000)),
            string.Concat(Enumerable.Range(100, 900).Select(i => Comment(i, "Deep.").Replace("</li>", "<ol>", StringComparison.Ordinal))),
        })
        {
            var result = await Import(Page("lock", Comment(4, "Beside it.") + hostile));
            Assert.Equal((0, 1), (result.Comments, result.Rejected));
        }
    }

    [Fact]
    public async Task Many_attributes_signs_that_are_none_and_deep_JSON_take_no_other_comment_with_them()
    {
        var many = string.Concat(Enumerable.Range(0, 200_000).Select(i => $" a{i}"));
        var deep = string.Concat(Enumerable.Repeat("{\"comment\":[", 100_000));
        var result = await Import(Page("lock", Comment(1, $"One.<b{many}>b</b>") + Comment(2, "Nothing: \0&#0; Half: &#xD83D; <wbr>")
            + Comment(3, "Three.", name: "\0M&#xDC00;o"), $"<script type=\"application/ld+json\">{deep}</script>"));

        Assert.Equal((3, 0), (result.Comments, result.Rejected));
        Assert.DoesNotContain((await Find("2")).Text, c => c == '\0' || char.IsSurrogate(c));
    }

    [Fact]
    public async Task Read_again_it_changes_nothing_and_undone_nothing_is_left()
    {
        var before = await State();
        var page = Page("lock", Comment(12, "It leaks.", Comment(13, "Where?", name: "Sol")));
        var first = await Import(page);
        var after = await State();
        var again = await Import(page);
        Assert.Equal((0, 2, first.Import), (again.Comments, again.Already, again.Import));
        Assert.Equal(after, await State());
        // A longer one adds what is new, whatever else has become of it.
        var longer = await Import(
            Page("lock", Comment(14, "New.") + Comment(12, "It leaks.", Comment(13, "Where?", name: "Sol")), title: "Gate"));
        Assert.Equal((1, 2), (longer.Comments, longer.Already));

        await site.TakeBack(longer.Import);
        Assert.Equal(after, await State());
        await site.TakeBack(first.Import);
        Assert.Equal(before, await State());
    }

    private Task<(int, int, int, int)> State() => site.Query(async db => (await db.Comments.CountAsync(), await db.Discussions.CountAsync(),
        await db.Readers.CountAsync(x => x.Name != ""), await db.Speakers.CountAsync()));

    private static string Words(Comment comment) => Markup.Excerpt(comment.Text, 200, comment.Format);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private Task<Comment> Find(string id) => site.Query(db => db.Comments.AsNoTracking().SingleAsync(x => x.SourceId!.Contains($"/{id}#")));

    private async Task<string> NameOf(string id)
    {
        var author = (await Find(id)).AuthorId;
        return await site.Query(db => db.Readers.Where(x => x.Id == author).Select(x => x.Name).SingleAsync());
    }

    private async Task Refused(string why, string page, string? url = null) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<SetupException>(() => Import(page, url))).Message, StringComparison.Ordinal);

    private async Task<ImportResult> Import(string page, string? url = null)
    {
        var file = Path.Combine(site.Folder, "export");
        await File.WriteAllTextAsync(file, page);
        return await site.Import(file, url: url);
    }
}
