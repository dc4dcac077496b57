using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Parley.Tests.Articles;

/// <summary>Articles as files and the API's answers about them: what is read, what is said, and who keeps a slug.</summary>
public sealed class ContentFolderTests(ContentFolderTests.Followed site) : IClassFixture<ContentFolderTests.Followed>
{
    public sealed class Followed : Site
    {
        protected override bool HasContentFolder => true;

        // One of these holds the database until that is said.
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:WritePatience=5"];
    }

    [Fact]
    public async Task Of_two_files_with_one_slug_the_first_keeps_it_also_after_a_restart()
    {
        await Save("twin-b.md", "---\ntitle: B\nslug: twin\n---\nFirst words.\n");
        await Published("twin", "First words.");
        await Save("twin-a.md", "---\ntitle: A\nslug: twin\n---\nSecond words.\n");
        await Said("twin-a.md is not published", "twin-b.md");
        await using var restarted = await site.Start();
        await Save("after-twins.md", "---\ntitle: After\n---\nAfter the twins.\n");
        await Published("after-twins", "After the twins.");

        Assert.Equal("B", await site.Query(db => db.Articles.Where(x => x.Slug == "twin").Select(x => x.Title).SingleAsync()));
        File.Delete(In("twin-b.md"));
        await Save("other-news.md", "---\ntitle: Other\n---\nOther words.\n");
        await Published("twin", "Second words.");
    }

    [Fact]
    public async Task What_can_not_be_published_is_said_once_however_often_it_is_looked_at()
    {
        await Save("held-a.md", "---\ntitle: A\nslug: held\n---\nFirst words.\n");
        await Published("held", "First words.");
        await Save("held-b.md", "---\ntitle: B\nslug: held\n---\nSecond words.\n");
        await Said("held-b.md is not published");
        foreach (var i in Enumerable.Range(0, 4))
        {
            await Save($"look-{i}.md", $"---\ntitle: Look {i}\n---\nLooked at again.\n");
            await Published($"look-{i}", "Looked at again.");
        }

        Assert.Equal(1, site.Log.Count("held-b.md is not published"));
    }

    [Fact]
    public async Task The_time_of_an_update_counts_at_once_and_alone()
    {
        await Save("timed.md", "---\ntitle: Timed\npublished: 2026-06-20\nupdated: 2026-06-21T08:00Z\n---\nWords.\n");
        await Published("timed", "Words.");
        Assert.Equal(21, (await Updated())!.Value.Day);
        await Save("timed.md", "---\ntitle: Timed\npublished: 2026-06-20\nupdated: 2026-06-22T08:00Z\n---\nWords.\n");
        await Wait.Until("the new time of the update is told", async () => (await Updated())!.Value.Day == 22);

        Task<DateTimeOffset?> Updated() => site.Query(db => db.Articles.Where(x => x.Slug == "timed").Select(x => x.UpdatedAt)
            .SingleAsync());
    }

    [Fact]
    public async Task A_file_may_be_utf_16_if_it_says_so_and_what_is_not_utf_8_is_reported_with_its_line()
    {
        const string text = "---\ntitle: Grüße\n---\nGrüße aus Kiel.\n";
        await File.WriteAllBytesAsync(In("wide.md"), [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)]);
        await File.WriteAllBytesAsync(In("big.md"), [.. Encoding.BigEndianUnicode.GetPreamble(),
            .. Encoding.BigEndianUnicode.GetBytes(text)]);
        await File.WriteAllBytesAsync(In("marked.md"), [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text)]);
        await File.WriteAllBytesAsync(In("latin.md"), Encoding.Latin1.GetBytes("---\ntitle: x\n---\nGrüße\n"));
        foreach (var slug in new[] { "wide", "big", "marked" }) await Published(slug, "Grüße aus Kiel.");
        await Said("latin.md is not published", "not UTF-8", "line 4");
    }

    [Fact]
    public async Task Endings_of_markdown_are_read_and_what_editors_leave_behind_is_not()
    {
        const string text = "---\ntitle: Ending\n---\nAn ending.\n";
        Directory.CreateDirectory(In(".git"));
        Directory.CreateDirectory(In(".trash/deep"));
        foreach (var name in new[] { ".hidden.md", ".git/kept.md", ".trash/deep/lost.md", "saved.md~", "saved.md.swp",
            "~$word.md" }) await Save(name, text);
        await Save("upper.MD", text);
        await Save("long.markdown", text);
        await Save("Cafe\u0301.md", text);
        foreach (var slug in new[] { "upper", "long", "caf\u00E9" }) await Published(slug, "An ending.");

        Assert.Empty(await site.Query(db => db.Articles.Where(x => x.Slug == "hidden" || x.Slug == "kept" || x.Slug == "lost"
            || x.Slug == "word" || x.Slug.StartsWith("saved"))
            .Select(x => x.Slug).ToListAsync()));
    }

    [Fact]
    public async Task An_unknown_field_and_a_way_to_nowhere_are_said_and_the_article_is_published()
    {
        await Save("lost-way.md", "---\ntitle: Lost\nbyeline: Ines\nalso_read: [nowhere-at-all, found-way]\n---\nOn the way.\n");
        await Save("found-way.md", "---\ntitle: Found\n---\nArrived.\n");
        await Published("lost-way", "On the way.");
        await Said("lost-way.md", "byeline", "byline", "line 3");
        await Said("lost-way.md", "nowhere-at-all");
        Assert.False(site.Log.Contains("\"found-way\""));
    }

    [Fact]
    public async Task The_api_answers_with_warnings()
    {
        var editor = await Editor();

        using var doubtful = await editor.PutAsJsonAsync("/api/v1/articles/doubtful",
            new { title = "Doubtful", body = "Words.", sumary = "x", also_read = new[] { "x" }, alsoRead = new[] { "no-such-story",
                "the-bridge" } });
        using var sure = await editor.PutAsJsonAsync("/api/v1/articles/sure", new { title = "Sure", body = "Words." });
        using var decomposed = await editor.PutAsJsonAsync("/api/v1/articles/" + Uri.EscapeDataString("the\u0301"), new { title = "Thé",
            body = "Words." });

        var warnings = (await doubtful.Json()).GetProperty("warnings").EnumerateArray().Select(x => x.GetString()!).ToList();
        Assert.Equal(3, warnings.Count);
        Assert.Contains(warnings, x => x.Contains("\"sumary\"", StringComparison.Ordinal) && x.Contains("summary",
            StringComparison.Ordinal));
        Assert.Contains(warnings, x => x.Contains("\"also_read\"", StringComparison.Ordinal) && x.Contains("alsoRead",
            StringComparison.Ordinal));
        Assert.Contains(warnings, x => x.Contains("no-such-story", StringComparison.Ordinal));
        Assert.Empty((await sure.Json()).GetProperty("warnings").EnumerateArray());
        Assert.Equal(HttpStatusCode.Created, decomposed.StatusCode);
        Assert.True(await site.Query(db => db.Articles.AnyAsync(x => x.Slug == "th\u00E9")));
    }

    [Fact]
    public async Task A_file_saved_while_the_database_is_held_is_published_later()
    {
        if (Site.OnPostgres) return;
        await using (var held = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={site.Folder}/parley.db;Pooling=False"))
        {
            await held.OpenAsync();
            await using var hold = held.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            await hold.ExecuteNonQueryAsync();
            await Save("patient.md", "---\ntitle: Patient\n---\nAt last.\n");
            await Wait.Until("the hold-up is said", () => site.Log.Contains("patient.md"));
        }
        await Published("patient", "At last.");
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_the_rest_is_published()
    {
        File.CreateSymbolicLink(In("dangling.md"), In("nowhere.txt"));
        Directory.CreateDirectory(In("closed"));
        await Save("closed/inside.md", "---\ntitle: Inside\n---\nInside.\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(In("closed"), UnixFileMode.None);
        await Save("open.md", "---\ntitle: Open\n---\nOpen to all.\n");
        await Published("open", "Open to all.");
        await Said("dangling.md");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(In("closed"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await Published("inside", "Inside.");
    }

    private string In(string name) => Path.Combine(site.Folder, "content", name);

    private Task Save(string name, string text) => File.WriteAllTextAsync(In(name), text);

    private Task Published(string slug, string words) => Wait.Until($"\"{words}\" is published at {slug}",
        async () => (await site.Html($"/articles/{Uri.EscapeDataString(slug)}")).Body!.TextContent.Contains(words,
            StringComparison.Ordinal));

    private Task Said(params string[] words) => Wait.Until($"{string.Join(", ", words)} is said", () => site.Log.Contains(words));

    private async Task<HttpClient> Editor()
    {
        var key = await site.Query(async db =>
        {
            var made = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return made;
        });
        var editor = site.Api();
        editor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return editor;
    }
}
