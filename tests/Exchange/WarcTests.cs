using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Exchange;
using Parley.Web;
using static Parley.Tests.Exchange.Archived;

namespace Parley.Tests.Exchange;

/// <summary>Archives of pages that were fetched: what comes of sound ones, and what of those that lie or break off.</summary>
[Once("What is read of an archive comes by one road to either database: ForeignImportTests go it.")]
public sealed class WarcTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData("none")]
    [InlineData("each")]
    [InlineData("whole")]
    public async Task An_archive_of_ten_pages_brings_ten_discussions_back(string packing)
    {
        byte[][] records = [.. Enumerable.Range(1, 10).Select(i => Fetched($"story-{i}", Page($"story-{i}",
            Comment(i * 10, $"About {i}.", Comment(i * 10 + 1, $"Answer {i}.", name: "Sol")), title: $"Story {i}")))];
        var file = Write(packing == "each" ? [.. records.Prepend(Info()).SelectMany(x => Packed(x, "gzip"))]
            : packing == "whole" ? Packed(Warc(records), "gzip") : Warc(records));
        var before = await State();
        var result = await site.Import(file);

        Assert.Equal((10, 20, 0, 0), (result.Discussions, result.Comments, result.Skipped, result.Rejected));
        for (var i = 1; i <= 10; i++)
        {
            var discussion = await site.Discussion(url: $"{Home}/story-{i}");
            Assert.Equal(($"Story {i}", 2), (discussion.GetProperty("title").GetString(), discussion.GetProperty("count").GetInt32()));
            Assert.Equal((await Find($"{i * 10}")).Id, (await Find($"{i * 10 + 1}")).ParentId);
        }
        var after = await State();
        Assert.Equal((0, 20), await site.Import(file) is var again ? (again.Comments, again.Already) : default);
        Assert.Equal(after, await State());
        await site.TakeBack(result.Import);
        Assert.Equal(before, await State());
    }

    [Theory]
    [InlineData("999")]
    [InlineData("2000")]
    [InlineData("16000000")]
    [InlineData("99999999999")]
    [InlineData("9999999999999999999999")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("all")]
    public async Task A_record_that_lies_about_its_length_takes_no_other_with_it(string length)
    {
        var lying = Answer(Encoding.UTF8.GetBytes(Page("two", Comment(2, "Two."))));
        var swallowed = Fetched("three", Page("three", Comment(3, "Three.")));
        // So long that it ends where another does.
        if (length == "all") length = (lying.Length + 4 + swallowed.Length - 4).ToString(CultureInfo.InvariantCulture);
        var file = Write(Warc(Fetched("one", Page("one", Comment(1, "One."))),
            Record("response", Home + "/two", "2020-01-01T00:00:00Z", lying, length: length), swallowed,
            Fetched("four", Page("four", Comment(4, "Four.")))));
        var result = await site.Import(file);

        Assert.Equal((3, 1), (result.Comments, result.Rejected));
        var said = await File.ReadAllTextAsync(file + ".rejected.jsonl");
        Assert.Contains("\"line\":3", said, StringComparison.Ordinal);
        Assert.Contains("/two", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_an_archive_that_breaks_off_what_is_whole_comes(bool isPacked)
    {
        var (first, last) = (Warc(Fetched("one", Page("one", Comment(1, "One."))), Fetched("two", Page("two", Comment(2, "Two.")))),
            Fetched("three", Page("three", Comment(3, "Three."))));
        var bytes = isPacked ? (byte[])[.. Packed(first, "gzip"), .. Packed(last, "gzip")[..400]] : [.. first, .. last[..900]];
        var result = await site.Import(Write(bytes));

        Assert.Equal((2, 1), (result.Comments, result.Rejected));
    }

    [Fact]
    public async Task What_is_damaged_of_a_gzip_is_its_own_record_alone()
    {
        byte[][] records = [.. Enumerable.Range(1, 6).Select(i => Packed(Fetched($"story-{i}", Page($"story-{i}",
            Comment(i, $"About {i}. {Convert.ToHexString(new Random(i).NextBytes(3000))}"))), "gzip"))];
        // In the midst of one, in the head of another, in the sum at the end of a third.
        records[1][records[1].Length / 2] ^= 0xFF;
        records[3][0] ^= 0xFF;
        records[4][^6] ^= 0xFF;
        var result = await site.Import(Write([.. records.SelectMany(x => x)]));

        var here = await site.Query(db => db.Comments.Where(x => x.ImportNumber != null).Select(x => x.SourceId!).ToListAsync());
        Assert.DoesNotContain(here, x => x.Contains("/2#", StringComparison.Ordinal) || x.Contains("/4#", StringComparison.Ordinal));
        // Whether a record is damaged or what stands behind it can't be told without a digest.
        Assert.Contains(here, x => x.Contains("/1#", StringComparison.Ordinal));
        Assert.Contains(here, x => x.Contains("/6#", StringComparison.Ordinal));
        Assert.True(result.Rejected >= 3);
    }

    [Fact]
    public async Task What_a_digest_proves_is_taken_though_something_behind_it_is_damaged_and_what_it_disproves_is_not()
    {
        byte[] Of(int number, string digest) => Packed(Record("response", $"{Home}/story-{number}", "2020-01-01T00:00:00Z",
            Answer(Encoding.UTF8.GetBytes(Page($"story-{number}", Comment(number, "It leaks.")))), more: digest), "gzip");
        var block = Answer(Encoding.UTF8.GetBytes(Page("story-1", Comment(1, "It leaks."))));
        var broken = Of(3, "");
        broken[^6] ^= 0xFF;
        // The SHA-1 of nothing, as it is written with letters and the figures from 2 to 7.
        const string OfNothing = "WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n";
        var result = await site.Import(Write([.. Of(1, Digest(block)), .. "no gzip, and so on"u8, .. new byte[2000],
            .. Of(2, OfNothing), .. broken, .. Of(4, "WARC-Block-Digest: md5:0\r\n")]));

        Assert.Equal(2, result.Comments);
        Assert.Equal(["1", "4"], (await site.Query(db => db.DiscussionAddresses.Select(x => x.Address).ToListAsync()))
            .Where(x => x.Contains("story-", StringComparison.Ordinal)).Select(x => x[^1..]).Order());
    }

    [Theory]
    [InlineData("", 0, "text/html; charset=windows-1251", "")]
    [InlineData("gzip", 0, "text/html", "<meta charset=\"windows-1251\">")]
    [InlineData("deflate", 7, "text/html;charset=\"windows-1251\"", "<meta charset=utf-8>")]
    [InlineData("br", 100, "application/xhtml+xml; charset=windows-1251", "")]
    [InlineData("", 1, "TEXT/HTML; charset=windows-1251", "")]
    [InlineData("", 0, "", "<meta charset=\"windows-1251\">")]
    public async Task A_body_is_read_as_its_answer_says(string coding, int chunk, string type, string head)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var body = Encoding.GetEncoding(1251).GetBytes(Page("lock", Comment(1, "Шлюз течёт"), head));
        var answer = Answer(body, type, coding, chunk);
        var result = await site.Import(Write(Warc(Record("response", Home + "/lock", "2020-01-01T00:00:00Z", answer))));

        Assert.Equal((1, 0), (result.Comments, result.Rejected));
        Assert.Equal("<p>Шлюз течёт</p>", (await Find("1")).Text);
    }

    [Fact]
    public async Task What_was_unpacked_before_it_was_kept_is_read_as_it_is_and_what_lies_is_not_taken_in_half()
    {
        byte[] Said(string path, string head, byte[] body) => Record("response", $"{Home}/{path}", "2020-01-01T00:00:00Z",
            [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n\r\n"), .. body]);
        byte[] Of(string path, int id) => Encoding.UTF8.GetBytes(Page(path, Comment(id, "One.") + Comment(id + 1, "Two."), end: ""));
        var cut = Of("four", 40);
        cut = cut[..(Encoding.UTF8.GetString(cut).IndexOf("Two", StringComparison.Ordinal) + 2)];
        var result = await site.Import(Write(Warc(
            Said("one", "Content-Encoding: gzip", Of("one", 10)), Said("two", "Transfer-Encoding: chunked", Of("two", 20)),
            Said("three", "Content-Encoding: zstd", Of("three", 30)),
            // The last chunk says more than comes.
            Said("four", "Transfer-Encoding: chunked", [.. "fffff\r\n"u8, .. cut]),
            Said("five", "Content-Encoding: gzip", [0, 1, 2, 3]),
            Said("six", "Content-Encoding: gzip", Packed(new byte[64 << 20], "gzip")))));

        Assert.Equal((5, 4), (result.Comments, result.Rejected));
    }

    [Fact]
    public async Task What_is_no_page_or_says_that_there_is_none_is_passed_over()
    {
        var page = Encoding.UTF8.GetBytes(Page("lock", Comment(1, "It leaks.")));
        byte[] Of(string type, byte[] block, string kind = "application/http") =>
            Record(type, Home + "/lock", "2020-01-01T00:00:00Z", block, kind);
        var result = await site.Import(Write(Warc(Of("request", "GET /lock HTTP/1.1\r\nHost: harbour.example\r\n\r\n"u8.ToArray()),
            Of("response", Answer(page, status: "404 Not Found")), Of("response", Answer(page, "text/plain")),
            Of("response", Answer(page, status: "301 Moved Permanently")), Of("metadata", page), Of("revisit", Answer([])),
            Of("conversion", page, "text/html"), Of("resource", Encoding.UTF8.GetBytes("body { }"), "text/css"),
            Of("resource", Encoding.UTF8.GetBytes(Page("gate", Comment(2, "It holds."))), "text/html"))));

        Assert.Equal((1, 0, 0), (result.Comments, result.Skipped, result.Rejected));
        Assert.Equal("<p>It holds.</p>", (await site.Query(db => db.Comments.SingleAsync(x => x.ImportNumber != null))).Text);
        var error = await Assert.ThrowsAsync<SetupException>(() => site.Import(Write(Warc(Of("request", page)))));
        Assert.Contains("no page", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Captures_of_one_page_are_put_together_and_each_comment_is_as_it_was_last()
    {
        var early = Page("lock", Comment(1, "First.", time: "08:00") + Comment(2, "Taken down.", time: "09:00")
            + Comment(3, "As it wsa.", time: "10:00"), title: "The old headline");
        var late = Page("lock", Comment(1, "First.", time: "08:00") + Comment(3, "As it was.", time: "10:00")
            + Comment(4, "Last.", time: "11:00"), title: "The new headline");
        // Another part of a long discussion; and the page after its comments had moved elsewhere.
        var other = Page("lock/comment-page-2/#comments",
            Comment(5, "On the next.", Comment(6, "Answer.", time: "12:30"), time: "12:00"));
        var result = await site.Import(Write(Warc(Fetched("lock", late, "2020-06-01T00:00:00Z"),
            Fetched("lock", early, "2019-06-01T00:00:00Z"), Fetched("lock/comment-page-2/", other, "2019-06-02T00:00:00Z"),
            Fetched("lock", Page("lock", "<li>nothing</li>"), "2024-01-01T00:00:00Z"))));

        Assert.Equal((1, 5, 1, 0), (result.Discussions, result.Comments, result.Held, result.Rejected));
        Assert.Equal("<p>As it was.</p>", (await Find("3")).Text);
        Assert.Equal(("The new headline", 5), await site.Discussion(url: Home + "/lock/") is var page
            ? (page.GetProperty("title").GetString(), page.GetProperty("count").GetInt32()) : default);
        Assert.False((await Find("2")).IsPublished);
    }

    [Fact]
    public async Task A_page_that_was_saved_is_the_same_that_was_captured()
    {
        var page = Page("lock", Comment(1, "It leaks."));
        var saved = Path.Combine(site.Folder, "page.html");
        await File.WriteAllTextAsync(saved, page);
        Assert.Equal(1, (await site.Import(saved)).Comments);
        var again = await site.Import(Write(Warc(Fetched("lock", page))));
        Assert.Equal((0, 1), (again.Comments, again.Already));
    }

    [Fact]
    public async Task One_number_on_two_hosts_is_two_comments_by_two_people()
    {
        var page = Page("lock", Comment(1, "It leaks."));
        var other = Answer(Encoding.UTF8.GetBytes(page.Replace("harbour.", "quay.", StringComparison.Ordinal)));
        var result = await site.Import(Write(Warc(Fetched("lock", page),
            Record("response", "https://quay.example/lock", "2020-01-01T00:00:00Z", other))));

        Assert.Equal((2, 2), (result.Discussions, result.Comments));
        Assert.Equal(2, await site.Query(db =>
            db.Comments.Where(x => x.ImportNumber != null).Select(x => x.AuthorId).Distinct().CountAsync()));
    }

    [Fact]
    public async Task What_was_made_to_fill_a_machine_takes_no_sound_record_with_it()
    {
        var file = Path.Combine(site.Folder, "archive");
        await using (var archive = File.Create(file))
        {
            await archive.WriteAsync(Packed(Fetched("one", Page("one", Comment(1, "One."))), "gzip"));
            await archive.WriteAsync(Packed(Record("response", Home + "/two", "2020-01-01T00:00:00Z",
                Answer(Encoding.UTF8.GetBytes(Page("two", Comment(2, new string('a', 40 << 20)))))), "gzip"));
            await archive.WriteAsync(Packed(Fetched("three", Page("three", string.Concat(Enumerable.Repeat("<div>", 100_000))
                + Comment(3, "Deep."))), "gzip"));
            // What doesn't shrink, so that the file as a whole grows no more than files do.
            await archive.WriteAsync(Packed(Record("resource", Home + "/noise", "2020-01-01T00:00:00Z", new Random(1).NextBytes(1 << 20),
                "image/png"), "gzip"));
            await archive.WriteAsync(Packed(Fetched("four", Page("four", Comment(4, "Four."))), "gzip"));
        }
        var result = await site.Import(file);

        Assert.Equal((2, 2), (result.Comments, result.Rejected));
        // Half a gigabyte in half a megabyte.
        await File.WriteAllBytesAsync(file, Packed(Record("response", Home + "/two", "2020-01-01T00:00:00Z", new byte[512 << 20]), "gzip"));
        var error = await Assert.ThrowsAsync<SetupException>(() => site.Import(file));
        Assert.Contains("times its size", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heads_that_are_none_are_rejected_and_reading_goes_on()
    {
        byte[] Bare(string head) => Encoding.UTF8.GetBytes(head);
        var result = await site.Import(Write(Warc(Fetched("one", Page("one", Comment(1, "One."))),
            Bare("WARC/1.0\r\nno colon\r\n\r\n\r\n\r\n"), Bare("WARC/1.1\r\nContent-Length: 5\r\n" + new string('x', 100_000) + "\r\n\r\n"),
            Bare("WARC/1.0\r\nWARC-Type: response\r\n\r\n\r\n\r\n"), Bare("WARC/1.0\nContent-Length: 0\nWARC-Type:\n response\n\n\n"),
            Record("response", "", "2020-01-01T00:00:00Z", Answer(Bare(Page("two", Comment(2, "Nowhere."))))),
            Record("response", Home + "/three", "yesterday", Answer(Bare(Page("three", Comment(3, "Never."))))),
            Record("response", Home + "/four", "2020-01-01T00:00:00Z", Answer(Bare(Page("four", Comment(4, "A part.")))),
                more: "WARC-Segment-Number: 1\r\n"),
            Fetched("five", Page("five", Comment(5, "Five."))))));

        Assert.Equal((2, 7), (result.Comments, result.Rejected));
    }

    [Fact]
    public void What_a_crawler_wrote_is_read_whatever_the_chunks_codings_and_gzips()
    {
        var words = Gen.OneOf("a", "ä", "漢", "😀", "&", "<b>", "\"", "x y", "WARC/1.0", "-->", "]]>").Array[1, 12];
        var pages = Gen.Select(words.Array[1, 5], Gen.OneOf("", "gzip", "deflate", "br"), Gen.Int[0, 40], Gen.Bool).Array[1, 6];
        Gen.Select(pages, Gen.OneOf("none", "each", "whole")).Holds((drawn, packing) =>
        {
            var records = new List<byte[]> { Info() };
            var expected = new List<string>();
            foreach (var (page, (texts, coding, chunk, isResource)) in drawn.Index())
            {
                var said = texts.Select((x, i) => $"{page}.{i}: {string.Concat(x)}").ToList();
                expected.AddRange(said);
                var body = Encoding.UTF8.GetBytes(Page($"story-{page}", string.Concat(said.Select((x, i) =>
                    Comment(page * 100 + i + 1, WebUtility.HtmlEncode(x))))));
                var (uri, at) = ($"{Home}/story-{page}", "2020-01-01T00:00:00Z");
                records.Add(isResource ? Record("resource", uri, at, body, "text/html; charset=utf-8")
                    : Record("response", uri, at, Answer(body, coding: coding, chunk: chunk)));
            }
            var place = Path.GetTempFileName();
            try
            {
                File.WriteAllBytes(place, packing == "each" ? [.. records.SelectMany(x => Packed(x, "gzip"))]
                    : Packed([.. records.SelectMany(x => x)], packing == "whole" ? "gzip" : ""));
                using var kept = ImportRun.Scratch();
                var here = Parley.Sites.Site.Found("Harbour", DateTimeOffset.UnixEpoch);
                using var into = new ForeignFile(kept, here, "html", (_, _, _) => { });
                var file = ImportFile.Open(place);
                Assert.Equal("warc", file.Format);
                new WarcFormat(into, new ForeignPlaces(into, null, null, TimeZoneInfo.Utc)).Read(file);
                into.Complete();
                Assert.Equal(0, into.Rejected);
                Assert.Equal(expected, Enumerable.Range(0, into.Count).Select(i =>
                    Markup.Excerpt(ForeignMarkup.Of(into.Read(i)).Text, 5000, TextFormat.Html)));
            }
            finally
            {
                File.Delete(place);
            }
        });
    }

    private Task<(int, int, int, int)> State() => site.Query(async db => (await db.Comments.CountAsync(), await db.Discussions.CountAsync(),
        await db.Readers.CountAsync(x => x.Name != ""), await db.Speakers.CountAsync()));

    private Task<Comment> Find(string id) => site.Query(db => db.Comments.AsNoTracking().SingleAsync(x => x.SourceId!.Contains($"/{id}#")));

    private string Write(byte[] archive)
    {
        var file = Path.Combine(site.Folder, "archive");
        File.WriteAllBytes(file, archive);
        return file;
    }
}

internal static class RandomBytes
{
    public static byte[] NextBytes(this Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
