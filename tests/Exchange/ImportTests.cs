using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Exchange;
using Parley.Sites;

namespace Parley.Tests.Exchange;

/// <summary>An import changes the site's own texts and people, so every test has a site to itself.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private readonly Site site = new();

    internal const string Capture = """
        HARBOUR TOWN (8:05 A.M.) – The lock was opened on Monday, two years late. Nobody had expected it.

        “It holds [the gate] and it closes,” the keeper said.

        ALSO READ  Ferry fares rise

        Ships of up to ninety metres can pass.

        Share this article:
          • 2
          •  
          •  
            2
            Shares

        Notice: What is said below is said by those who say it.

        We publish what is no spam.

        Be good to each other

        Please argue with the idea:

          • No names
          • No shouting

        3 Comments
        Most Voted
        Newest Oldest
        Inline Feedbacks
        View all comments
        Willem
        Expert
        Commenter
        Willem
        2019-03-04 09:10

        It leaks at spring tide.

        Ágnes
        Ágnes
        2019-03-04 10:00
        Reply to  Willem

        Only at the eastern gate.

        Sol
        Newcomer
        Sol
        2019-03-05 07:30

        Good morning, lock.

        """;

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_captured_page_lives_again_and_a_second_import_changes_nothing()
    {
        var (first, second) = (await Import(Capture), await Import(Capture));

        Assert.Equal(new ImportResult(1, 1, 1, 3, 0, 0, 0, 0), first);
        Assert.Equal(new ImportResult(1, 0, 0, 0, 0, 0, 0, 3), second);
        var page = await site.Html("/articles/the-lock-was-opened-on-monday-two-years-late");
        Assert.StartsWith("HARBOUR TOWN (8:05 A.M.) – The lock", page.QuerySelector(".prose > p")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("[the gate]", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Ferry fares rise", page.QuerySelector(".also-read li")!.TextContent.Trim());
        Assert.Equal("2 shares", page.QuerySelector(".share-total")!.TextContent);
        Assert.Contains("said by those who say it", page.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("no spam", page.QuerySelector(".policy")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("No shouting", page.QuerySelector(".guidelines-fold li:last-child")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("3 Comments", page.QuerySelector("#discussion-title")!.TextContent);
        var willem = page.QuerySelectorAll(".comment").Single(x => x.QuerySelector(".author")!.TextContent == "Willem");
        // One rank beside a name; badges where somebody asks for them.
        Assert.Equal("Expert", Assert.Single(willem.QuerySelectorAll(".comment-head .rank")).TextContent);
        Assert.Equal("Commenter", willem.QuerySelector(".author")!.GetAttribute("title"));
        Assert.Equal("Commenter",
            (await site.Html(willem.QuerySelector(".author")!.GetAttribute("href")!)).QuerySelector(".badge")!.TextContent);
        Assert.Equal("2019-03-04T09:10:00Z", willem.QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Contains("reply 1 to Willem", willem.ParentElement!.QuerySelector(".replies .byline")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_house_said_of_itself_belongs_to_its_article_unless_it_is_asked_for()
    {
        var before = (await site.Html(site.Page)).QuerySelector(".notice")!.TextContent;
        await Import(Capture);
        Assert.Contains("said by those who say it",
            (await site.Html("/articles/the-lock-was-opened-on-monday-two-years-late")).QuerySelector(".notice")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(before, (await site.Html(site.Page)).QuerySelector(".notice")!.TextContent);
        Assert.DoesNotContain("No shouting", (await site.Html("/guidelines")).Body!.TextContent, StringComparison.Ordinal);

        await ImportFile(Capture, texts: true);
        Assert.Contains("said by those who say it", (await site.Html(site.Page)).QuerySelector(".notice")!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains("No shouting", (await site.Html("/guidelines")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HARBOUR TOWN", "8:05 A.M.")]
    [InlineData(null, null)]
    public async Task A_page_that_came_when_its_dateline_was_read_otherwise_is_no_second_article(string? place, string? time)
    {
        await Import(Capture);
        // As earlier versions kept it: where they could not read a dateline, its words stood in the story.
        await site.Query(async db =>
        {
            var article = await db.Articles.SingleAsync(x => x.Source == ArticleSource.Import);
            var body = place is null ? "HARBOUR TOWN \\(8:05 A\\.M\\.\\) – " + article.Body : article.Body;
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{place}\n{time}\n{body}")).AsSpan(0, 16));
            return await db.Articles.Where(x => x.Id == article.Id).ExecuteUpdateAsync(set => set
                .SetProperty(x => x.SourceId, name).SetProperty(x => x.Body, body).SetProperty(x => x.DatelinePlace, place)
                .SetProperty(x => x.DatelineTime, time));
        });

        Assert.Equal(new ImportResult(1, 0, 0, 0, 0, 0, 0, 3), (await ImportFile(Capture, url: "https://old.example/lock")).Result);
        Assert.Equal(new ImportResult(1, 0, 0, 0, 0, 0, 0, 3), await Import(Capture));
        Assert.Equal(1, (await Import(Capture.Replace("two years late", "three years late", StringComparison.Ordinal))).Articles);
    }

    [Fact]
    public async Task Pages_with_hardly_any_words_are_told_apart_by_their_address_or_by_what_was_said()
    {
        var talk = Capture[Capture.IndexOf("3 Comments", StringComparison.Ordinal)..];
        var (one, other) = ("Video.\n\n" + talk, "Video.\n\n" + talk.Replace("2019-03-0", "2020-03-0", StringComparison.Ordinal));
        var articles = new[]
        {
            (await Import(one)).Articles, (await Import(other)).Articles,
            (await ImportFile(one, url: "https://old.example/video")).Result.Articles,
            (await ImportFile(other, url: "https://old.example/another-video")).Result.Articles, (await Import(one)).Articles,
            (await Import(other)).Articles,
        };
        Assert.Equal([1, 1, 1, 1, 0, 0], articles);
    }

    [Fact]
    public async Task A_page_that_came_with_its_address_or_without_is_no_second_article()
    {
        var with = Capture.Replace("was opened", "was opened again", StringComparison.Ordinal);
        var articles = new[]
        {
            (await Import(Capture)).Articles, (await ImportFile(Capture, url: "https://old.example/lock")).Result.Articles,
            (await ImportFile(with, url: "https://old.example/lock-again")).Result.Articles, (await Import(with)).Articles,
        };
        Assert.Equal([1, 0, 1, 0], articles);
    }

    [Theory]
    [InlineData("8:05 A.M.", "2019-03-04T08:05:00Z")]
    [InlineData("9:30 P.M.", "2019-03-03T21:30:00Z")]
    [InlineData("12:01 A.M.", "2019-03-04T00:01:00Z")]
    [InlineData("09.10", "2019-03-04T09:10:00Z")]
    [InlineData("23.06.2017", "2017-06-23T00:00:00Z")]
    [InlineData("1215 GMT+3", "2019-03-03T09:15:00Z")]
    [InlineData("14 Uhr", "2019-03-03T14:00:00Z")]
    public async Task An_imported_articles_time_is_its_datelines(string dateline, string published)
    {
        await Import(Capture.Replace("8:05 A.M.", dateline, StringComparison.Ordinal));
        Assert.Equal(published, (await site.Html("/articles/the-lock-was-opened-on-monday-two-years-late"))
            .QuerySelector(".story-meta time")!.GetAttribute("datetime"));
    }

    [Fact]
    public async Task Thousands_of_comments_of_one_page_come_in_batches_with_their_answers_and_once()
    {
        const int many = 5_000;
        var capture = Long(many);

        var first = await Import(capture);
        var second = await Import(capture);

        Assert.Equal((1, many, 0), (first.Articles, first.Comments, first.Already));
        Assert.Equal((0, 0, many), (second.Articles, second.Comments, second.Already));
        var (count, replies, speakers) = await site.Query(async db => (
            await db.Discussions.MaxAsync(x => x.CommentCount),
            await db.Comments.CountAsync(x => x.ParentId != null) - await db.Comments.SumAsync(x => x.ReplyCount),
            await db.Speakers.CountAsync()));
        Assert.Equal((many, 0, 3000), (count, replies, speakers));
    }

    [Fact]
    [Once]
    public void However_long_a_page_is_its_texts_are_never_in_memory_together()
    {
        using var kept = new Counted();
        using var text = new StringReader(Long(5_000, rest: "Nobody\nNobody\n3 years ago\n\nlost\n"));
        var page = CaptureReader.Read(text, kept);
        Assert.Equal(5_000, page.Comments.Count);

        var (texts, longest) = (new List<WeakReference>(), 0);
        kept.Bytes = 0;
        for (var i = 0; i < page.Comments.Count; i++)
        {
            texts.Add(Weakly(page, i));
            if (i % 500 != 499) continue;
            GC.Collect();
            longest = Math.Max(longest, texts.Count(one => one.IsAlive));
        }

        // The page knows only where each comment stands: whoever goes through them reads the lines again, from the first to the last.
        Assert.InRange(longest, 0, 10);
        Assert.InRange(kept.Bytes, kept.Length * 9 / 10, kept.Length * 2);
        GC.Collect();
        Assert.Equal("Nobody\nNobody\n3 years ago\n\nlost", page.Problems[^1].Text);
        GC.KeepAlive(page);
    }

    private sealed class Counted : MemoryStream
    {
        public long Bytes { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Bytes += count;
            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            Bytes += buffer.Length;
            return base.Read(buffer);
        }
    }

    // In a method of its own, so that nothing here holds on to the text.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Weakly(CapturedPage page, int index) => new(page.Comments[index].Text);

    private static string Long(int many, string rest = "")
    {
        var capture = new System.Text.StringBuilder(Capture[..Capture.IndexOf("3 Comments", StringComparison.Ordinal)])
            .Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{many} Comments\nMost Voted\nNewest Oldest\nInline Feedbacks\nView all comments\n");
        for (var i = 0; i < many; i++)
            capture.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"Writer {i % 3000}\nWriter {i % 3000}\n2019-03-{4 + (i / 10000):00} {i / 60 % 24:00}:{i % 60:00}\n"
                    + $"{(i % 4 == 3 ? $"Reply to  Writer {(i - 1) % 3000}\n" : "")}\nThe lock, said for the time {i}.\n\n");
        return capture.Append(rest).ToString();
    }

    [Fact]
    public async Task A_damaged_capture_brings_what_is_sound_and_lists_the_rest()
    {
        var damaged = Capture.Replace("The lock was opened", "A damaged lock was opened", StringComparison.Ordinal)
            .Replace("Sol\n2019-03-05 07:30", "Sol\n2019-33-05 07:30", StringComparison.Ordinal);

        var (result, rejected) = await ImportFile(damaged);

        Assert.Equal(1, result.Articles);
        Assert.Equal(2, result.Comments);
        Assert.True(result.Rejected > 0);
        Assert.All(rejected, line => Assert.True(JsonDocument.Parse(line).RootElement.GetProperty("line").GetInt32() > 0));
    }

    [Fact]
    public async Task Hostile_words_in_a_capture_do_nothing()
    {
        await Import(Capture.Replace("The lock was opened", "A hostile lock was opened", StringComparison.Ordinal)
            .Replace("It leaks at spring tide.", "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))",
                StringComparison.Ordinal)
            .Replace("Willem", "Wilma", StringComparison.Ordinal).Replace("Commenter", "<b onclick=x>", StringComparison.Ordinal)
            .Replace("Please argue", "<iframe src=//x></iframe> argue", StringComparison.Ordinal));

        var page = await site.Html("/articles/a-hostile-lock-was-opened-on-monday-two-years-late");

        Assert.Empty(Site.InlineScripts(page));
        Assert.DoesNotContain(page.All,
            element => element.Attributes.Any(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)));
        Assert.Empty(page.QuerySelectorAll("iframe"));
        Assert.Contains("<script>alert(1)</script>", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_capture_is_refused_in_a_sentence()
    {
        var error = await Assert.ThrowsAsync<SetupException>(() => Import(" \n\n"));
        Assert.Contains("doesn't look like", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_seed_lives_again()
    {
        var folder = SeedFolder();
        Assert.SkipWhen(folder is null, "The folder shared/seed is not beside the project.");
        var text = await File.ReadAllTextAsync(Directory.GetFiles(folder!).Single());

        Assert.Equal(new ImportResult(1, 1, 1, 3, 0, 0, 0, 0), await Import(text));
        Assert.Equal(new ImportResult(1, 0, 0, 0, 0, 0, 0, 3), await Import(text));
    }

    private static string? SeedFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "seed") is var seed && Directory.Exists(seed)) return seed;
        return null;
    }

    private async Task<ImportResult> Import(string text) => (await ImportFile(text)).Result;

    private async Task<(ImportResult Result, string[] Rejected)> ImportFile(string text, bool texts = false, string? url = null)
    {
        var file = Path.Combine(site.Folder, "capture.txt");
        await File.WriteAllTextAsync(file, text);
        using var scope = site.App.Services.CreateScope();
        var result = await scope.ServiceProvider.GetRequiredService<ImportRun>()
            .Run(new ImportRequest(file, null, url, null, texts), default);
        // The running server notices it as it would notice a command beside it; here it is told at once.
        foreach (var discussion in await site.Query(db => db.Discussions.AsNoTracking().ToListAsync()))
            site.App.Services.GetRequiredService<Changes>().Announce(discussion.Id, discussion.Version);
        site.App.Services.GetRequiredService<CurrentSite>().Reload();
        return (result, File.Exists(file + ".rejected.jsonl") ? await File.ReadAllLinesAsync(file + ".rejected.jsonl") : []);
    }
}
