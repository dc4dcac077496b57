using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Comments;
using Parley.Data;
using Parley.Exchange;
using Parley.Readers;
using Parley.Web;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Exchange;

/// <summary>What leaves: written in the formats of others, read back by our own importers, and held against what is here.</summary>
public sealed partial class ExportTests : IAsyncLifetime
{
    private const string Gone = "What nobody shall read.";

    /// <summary>Nothing can be read of them.</summary>
    private static readonly string[] Refused = ["wxr/cm-wordpress-bad-two-files.zip"];

    private static readonly XNamespace Wp = "http://wordpress.org/export/1.2/";

    private readonly Site site = new(), other = new();

    public static TheoryData<string> Files => [.. new[] { "wxr", "disqus" }.SelectMany(ExportedFiles.Of).Except(Refused)];

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        await other.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await other.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_came_by_a_format_leaves_by_it_and_is_the_same_elsewhere(string name)
    {
        Assert.SkipWhen(name.Length == 0, ExportedFiles.Lacking);
        var file = Path.Combine(site.Folder, Path.GetFileName(name));
        File.Copy(Path.Combine(ExportedFiles.Folder!, name), file);
        var came = await site.Import(file);
        var format = name.Split('/')[0];

        var (left, export) = await Export(format);
        var arrived = await other.Import(export);

        Assert.Equal((came.Comments, came.Held), (left.Comments, left.Held));
        Assert.Equal((left.Comments, left.Held, 0, 0), (arrived.Comments, arrived.Held, arrived.Skipped, arrived.Rejected));
        Assert.Equal(await Told(site), await Told(other));
        Assert.Equal(left.Comments + left.Held, (await other.Import((await Export(format)).File)).Already);
    }

    [Fact]
    public async Task What_readers_wrote_here_leaves_with_its_tree_its_votes_and_its_states()
    {
        await Write();

        var (left, export) = await Export(WxrFormat.Name);
        other.Clock.Advance(TimeSpan.FromDays(1));
        var arrived = await other.Import(export);

        // Of what is gone a place is left where somebody answers it.
        Assert.Equal((7, 1, 2), (left.Comments, left.Held, left.Places));
        Assert.Equal((7, 1, 0, 0), (arrived.Comments, arrived.Held, arrived.Skipped, arrived.Rejected));
        Assert.Equal(await Told(site), await Told(other));
        Assert.DoesNotContain(Gone, await File.ReadAllTextAsync(export), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_Disqus_what_waits_is_not_published_and_votes_stay_behind()
    {
        await Write();

        var (left, export) = await Export(DisqusFormat.Name);
        var arrived = await other.Import(export);

        Assert.Equal((7, 0, 3), (left.Comments, left.Held, left.Places));
        Assert.Equal((7, 0, 0, 0), (arrived.Comments, arrived.Held, arrived.Skipped, arrived.Rejected));
        var text = await File.ReadAllTextAsync(export);
        Assert.DoesNotContain(Gone, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Wait for me", text, StringComparison.Ordinal);
        Assert.Equal(7, await other.Query(db => db.Comments.CountAsync(x => x.WithdrawnAt == null)));
    }

    [Theory]
    [InlineData(WxrFormat.Name)]
    [InlineData(DisqusFormat.Name)]
    public async Task No_text_breaks_a_file(string format)
    {
        var hostile = new[]
        {
            "]]> ]]]]><![CDATA[> <![CDATA[",
            "\u0001\u0008\u000B\u001F\uFFFE\uFFFF x", "\u202Eabc\u2066\u200F def", "<item></wp:comment>&b;",
            string.Concat(Enumerable.Repeat("A long one. ", 90_000)),
        };
        foreach (var text in hostile)
        {
            var comment = await site.Ada.Post($"Number {Array.IndexOf(hostile, text)}.");
            await site.Query(db => db.Comments.Where(x => x.Id == comment).ExecuteUpdateAsync(set =>
                set.SetProperty(x => x.Text, text).SetProperty(x => x.Format, TextFormat.Plain)));
        }

        var (left, export) = await Export(format);
        var xml = XDocument.Load(export);
        var texts = xml.Descendants(format == WxrFormat.Name ? Wp + "comment_content" : XName.Get("message", "http://disqus.com"))
            .Select(x => x.Value).Where(x => x.Length > 0).ToList();

        Assert.Equal(hostile.Length, left.Comments);
        Assert.Equal(hostile.Length, texts.Count);
        Assert.Contains("]]&gt; ]]]]&gt;&lt;![CDATA[&gt; &lt;![CDATA[", texts);
        Assert.Contains(texts, x => x.Length > 1_000_000);
        // What is longer than anything a person writes is the one that doesn't come back.
        var arrived = await other.Import(export);
        Assert.Equal((hostile.Length - 1, 1), (arrived.Comments, arrived.Rejected));
    }

    [Fact]
    public async Task For_WordPress_a_comment_has_a_smaller_number_than_its_answers_however_old_they_are()
    {
        await site.Import(Write(Wxr(Item(1, "lock", string.Concat(Enumerable.Range(1, 60).Select(i =>
            Comment(100 - i, $"Said {i}.", parent: i % 10 == 1 ? 0 : 101 - i)))))));

        var comments = XDocument.Load((await Export(WxrFormat.Name)).File).Descendants(Wp + "comment").ToDictionary(
            x => (long)x.Element(Wp + "comment_id")!, x => (long)x.Element(Wp + "comment_parent")!);

        Assert.Equal(60, comments.Count);
        Assert.All(comments.Where(x => x.Value != 0), x => Assert.True(comments.ContainsKey(x.Value) && x.Value < x.Key));
        Assert.Equal(6, comments.Count(x => x.Value == 0));
    }

    [Fact]
    public async Task Nothing_of_a_page_that_is_hidden_leaves_and_no_address_of_anybody()
    {
        await site.Staff(staff => staff.Add(Role.Moderator, site.Mail("greta@harbour.example"), "Greta Vogt", default));
        await site.Import(Write(Wxr(Item(1, "lock", Comment(1, "It leaks.")), Item(2, "gate", Comment(2, Gone), title: "Takeover talks"))));
        await site.Query(db => db.Discussions.Where(x => x.Url.EndsWith("/gate"))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.HiddenAt, site.Clock.GetUtcNow())));

        foreach (var format in new[] { WxrFormat.Name, DisqusFormat.Name })
        {
            var (left, export) = await Export(format);
            var text = await File.ReadAllTextAsync(export);
            Assert.Equal(1, left.Comments);
            Assert.Contains("It leaks", text, StringComparison.Ordinal);
            foreach (var secret in new[] { Gone, "Takeover", "/gate", "@", Convert.ToBase64String(await Secret()) })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task As_lines_all_of_a_site_leaves_in_order_and_none_of_its_secrets()
    {
        await Write();
        var (left, export) = await Export(ExportRun.Whole);

        var lines = (await File.ReadAllLinesAsync(export)).Select(x => JsonDocument.Parse(x).RootElement).ToList();
        Assert.Equal(("head", 1, "end", lines.Count - 1), (Kind(lines[0]), lines[0].GetProperty("version").GetInt32(), Kind(lines[^1]),
            lines[^1].GetProperty("lines").GetInt32()));
        Assert.Equal((7, 1, 3), (left.Comments, left.Held, left.Places));
        var (comments, votes, readers, revisions, decisions) = await site.Query(async db => (await db.Comments.CountAsync(),
            await db.Votes.CountAsync(), await db.Readers.CountAsync(), await db.CommentRevisions.CountAsync(),
            await db.Decisions.CountAsync()));
        Assert.Equal((comments, votes, readers, revisions, decisions),
            (Count("comment"), Count("vote"), Count("reader"), Count("revision"), Count("decision")));
        Assert.True(revisions > 0 && decisions == 2 && votes == 2);

        // What a line names stands before it.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            foreach (var name in new[] { "reader", "author", "article", "discussion", "comment", "passage", "move" })
                if (line.TryGetProperty(name, out var id)) Assert.Contains(id.GetString()!, seen);
            if (line.TryGetProperty("id", out var own)) Assert.True(seen.Add(own.GetString()!));
        }
        foreach (var kind in lines.Where(x => x.TryGetProperty("id", out _)).GroupBy(Kind))
            Assert.Equal(kind.Select(x => x.GetProperty("id").GetString()).Order(StringComparer.Ordinal),
                kind.Select(x => x.GetProperty("id").GetString()));

        var text = await File.ReadAllTextAsync(export);
        var secrets = await site.Query(async db => (List<byte[]>)[
            .. await db.Readers.Where(x => x.TokenHash != null).Select(x => x.TokenHash!).ToListAsync(),
            (await db.Sites.SingleAsync()).Secret, (await db.LogHeads.SingleAsync()).Seed]);
        foreach (var secret in secrets)
            Assert.All([Convert.ToBase64String(secret), Convert.ToHexString(secret)],
                x => Assert.DoesNotContain(x, text, StringComparison.OrdinalIgnoreCase));
        foreach (var secret in new[]
            { "mo@news.example", "editor@news.example", "willem@harbour.example", Gone + "\"", Gone + " Nor this." })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);

        int Count(string kind) => lines.Count(x => Kind(x) == kind);
        static string Kind(JsonElement line) => line.GetProperty("line").GetString()!;
    }

    [Fact]
    public async Task The_same_site_makes_the_same_file_and_only_when_it_is_asked_in_the_place_of_another()
    {
        await Write();
        foreach (var format in ExportRun.Formats)
        {
            var (_, one) = await Export(format);
            var (_, two) = await Export(format);
            Assert.Equal(await File.ReadAllBytesAsync(one), await File.ReadAllBytesAsync(two));
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(one) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

            await File.WriteAllTextAsync(two, "Mine.");
            var refused = await Assert.ThrowsAsync<SetupException>(() => Run(new(two, format)));
            Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
            Assert.Equal("Mine.", await File.ReadAllTextAsync(two));
            await Run(new(two, format, Force: true));
            Assert.Equal(await File.ReadAllBytesAsync(one), await File.ReadAllBytesAsync(two));
        }
        await Assert.ThrowsAsync<SetupException>(() => Run(new(site.Folder, WxrFormat.Name)));
        await Assert.ThrowsAsync<SetupException>(() => Run(new(Path.Combine(site.Folder, "nowhere", "x"), WxrFormat.Name)));
        Assert.Empty(Directory.GetFiles(site.Folder, "*.part"));
    }

    [Fact]
    public async Task What_is_broken_off_leaves_nothing_and_more_pages_than_are_read_at_once_are_all_there()
    {
        await site.Import(Write(Wxr([.. Enumerable.Range(1, 800).Select(i => Item(i, $"page-{i}", i % 3 == 0 ? "" : Comment(i, $"Said {i}.")
            + (i == 7 ? string.Concat(Enumerable.Range(1001, 300).Select(j => Comment(j, $"Said {j}."))) : "")))])));
        using (var broken = new CancellationTokenSource())
        {
            await broken.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Run(new(Path.Combine(site.Folder, "broken-off"), WxrFormat.Name), broken.Token));
        }

        Assert.Empty(Directory.GetFiles(site.Folder, "broken-off*"));
        var (left, export) = await Export(WxrFormat.Name);
        Assert.Equal(534 + 300, left.Comments);
        Assert.Equal(left.Comments, (await other.Import(export)).Comments);
        Assert.Equal(await Told(site), await Told(other));
    }

    // A discussion with all that a comment can be: answered, edited, pinned, voted for, held, withdrawn and removed.
    private async Task Write()
    {
        var editor = await site.Acts(Role.Editor, "editor@news.example");
        var moderator = await site.Acts(Role.Moderator, "mo@news.example");
        var first = await site.Ada.Post("It *leaks*:\n\n> at the gate\n\nSince May.");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var reply = await site.Boris.Post("Only <there> & nowhere else.\nI looked.", first);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.Chen.Post("你看见了吗？", reply);
        (await site.Chen.Vote(first, 1)).Dispose();
        (await site.Boris.Vote(first, -1)).Dispose();
        (await site.Boris.Edit(reply, "Only there.\nI looked twice.")).Dispose();
        using (var pinned = await editor.PutAsync($"/api/v1/comments/{first}/pin", null)) Assert.True(pinned.IsSuccessStatusCode);
        var withdrawn = await site.Boris.Post(Gone);
        await site.Ada.Post("To what nobody sees.", withdrawn);
        (await site.Boris.Withdraw(withdrawn)).Dispose();
        (await site.Boris.Withdraw(await site.Boris.Post(Gone + " Nor this."))).Dispose();
        var removed = await site.Chen.Post(Gone + " Nor that.");
        await site.Ada.Post("To what was removed.", removed);
        var why = new { rule = "spam", facts = "It sells." };
        using (var gone = await moderator.PostAsJsonAsync($"/api/v1/comments/{removed}/removal", why))
            Assert.True(gone.IsSuccessStatusCode);
        await site.Import(Write(Wxr(Item(1, "lock", Comment(1, "Wait for me.", approved: "0")
            + Comment(2, "I do.", parent: 1) + Comment(3, "So do I.", mail: "another@harbour.example", at: "2019-03-04 09:01:00"),
            comments: "closed", title: "The &amp; lock"))));
    }

    private string Write(string text)
    {
        var file = Path.Combine(site.Folder, Path.GetRandomFileName() + ".xml");
        File.WriteAllText(file, text, Encoding.UTF8);
        return file;
    }

    private async Task<(ExportResult Result, string File)> Export(string format)
    {
        var file = Path.Combine(site.Folder, $"{Path.GetRandomFileName()}.{format}");
        return (await Run(new(file, format)), file);
    }

    private async Task<ExportResult> Run(ExportRequest request, CancellationToken ct = default)
    {
        using var scope = site.App.Services.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<ExportRun>().Run(request, ct);
    }

    private Task<byte[]> Secret() => site.Query(async db => (await db.Sites.SingleAsync()).Secret);

    // All that both formats can carry, of every comment that still has its place, under what it answers.
    private static async Task<string> Told(Site site)
    {
        var (comments, pages, readers) = await site.Query(async db => (await db.Comments.AsNoTracking().ToListAsync(),
            await db.Discussions.AsNoTracking().ToDictionaryAsync(x => x.Id),
            await db.Readers.AsNoTracking().ToDictionaryAsync(x => x.Id, x => x.Name)));
        var shown = comments.Where(x => x.WithdrawnAt is null && !x.IsRemoved || x.ReplyCount > 0).ToDictionary(x => x.Id);
        return string.Join('\n', shown.Values.Select(x =>
        {
            var page = pages[x.DiscussionId];
            var path = new List<string>();
            for (Comment? at = x; at is not null; at = at.ParentId is { } above ? shown[above] : null) path.Insert(0, Own(at));
            return $"{(page.Url.StartsWith('/') ? page.Url : new Uri(page.Url).PathAndQuery)} {page.IsOpen} {string.Join(" / ", path)}";
        }).Order(StringComparer.Ordinal));

        string Own(Comment x)
        {
            var at = Times(x.CreatedAt);
            if (x.WithdrawnAt is not null || x.IsRemoved) return $"{at} gone";
            return $"{at} {readers[x.AuthorId]} {(x.IsHeld ? "held " : "")}{(x.PinnedAt is null ? "" : "pinned ")}+{x.Up} -{x.Down} "
                + $"{(x.EditedAt is { } edited ? Times(edited) : "")} {Folded(Markup.Comment(x.Text, x.Format))}";
        }

        string Times(DateTimeOffset at) => at.UtcDateTime.ToString("s", CultureInfo.InvariantCulture);
    }

    // As it looks: between tags a line end is a space or nothing.
    internal static string Folded(string html) => Spaces().Replace(html, x => x.Value.StartsWith('<') ? x.Value : " ")
        .Replace("> ", ">", StringComparison.Ordinal).Replace(" <", "<", StringComparison.Ordinal)
        .Replace("&quot;", "\"", StringComparison.Ordinal).Trim();

    [GeneratedRegex("<pre.*?</pre>|\\s+", RegexOptions.Singleline)]
    private static partial Regex Spaces();
}

/// <summary>A text on its way into the formats of others and back.</summary>
[Once]
public sealed class ExportedTextTests
{
    [Theory]
    [InlineData("One.\nTwo.\n\nThree, *stressed* and **strong**.")]
    [InlineData("> Quoted\n> on.\n>\n> And again.\n\nAnswered.")]
    [InlineData("- one\n- two\n\n  of two paragraphs\n\n1. first")]
    [InlineData("Code:\n\n```\nif (a < b)\n\n\treturn;\n```\n\nEnd.")]
    [InlineData("[here](https://harbour.example/?a=1&b=2) and https://harbour.example/x")]
    [InlineData("<b>no tag</b> ]]> & &amp; &#65; <script>alert(1)</script>")]
    [InlineData("شرفة \u200Fו\u200E 陈美 👩‍👩‍👧 e\u0301 \uFFFD")]
    [InlineData("  \u0001a\u0085b\u000Bc ")]
    public void A_text_is_shown_elsewhere_as_it_is_here(string text)
    {
        foreach (var format in Enum.GetValues<TextFormat>())
        {
            var written = format == TextFormat.Html ? Markup.Comment(text) : text;
            var shown = ExportTests.Folded(Markup.Comment(written, format));
            var there = ForeignMarkup.Of(ExportedText.BrokenHtml(written, format), breaksLines: true);
            Assert.Equal(shown, ExportTests.Folded(Markup.Comment(there.Text, there.Format)));
            there = ForeignMarkup.Of(ExportedText.Html(written, format), breaksLines: false);
            Assert.Equal(shown, ExportTests.Folded(Markup.Comment(there.Text, there.Format)));
            // Some take all line ends out of a text.
            Assert.DoesNotContain('\n', ExportedText.Html(written, format));
        }
    }
}
