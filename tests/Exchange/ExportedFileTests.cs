using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Exchange;

namespace Parley.Tests.Exchange;

/// <summary>
/// Every export of other systems beside the project: brought in, brought in again, taken away. <c>script/imports-table</c> prints what came
/// of each.
/// </summary>
public sealed class ExportedFileTests(ExportedFileTests.Table table) : IAsyncLifetime, IClassFixture<ExportedFileTests.Table>
{
    /// <summary>A row for each file, once all is found to be as it should be; written where <c>PARLEY_IMPORTS_TABLE</c> says.</summary>
    public sealed class Table : IDisposable
    {
        private readonly ConcurrentDictionary<string, string> rows = new(StringComparer.Ordinal);

        public void Add(string name, params object[] cells) => rows[name] = $"| {name} | {string.Join(" | ", cells)} |";

        public void Dispose()
        {
            if (Environment.GetEnvironmentVariable("PARLEY_IMPORTS_TABLE") is not { Length: > 0 } file) return;
            File.WriteAllLines(file,
            [
                "| file | format found | shown | held | depth | alone | names | addresses | ids | again | undone |",
                "|---|---|--:|--:|--:|--:|--:|--:|---|---|---|",
                .. rows.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Value),
            ]);
        }
    }

    /// <summary>Comments of pages that were not public: drafts, and behind a password.</summary>
    private static readonly Dictionary<string, int> Hidden = new()
    {
        ["wxr/wpimporter-theme-unit-test-data.wxr.xml"] = 1, ["wxr/wpimporter-test-serialized-comment-meta.wxr.xml"] = 1,
    };

    /// <summary>Comments that say nothing, and that nobody could be shown.</summary>
    private static readonly Dictionary<string, int> Wordless = new() { ["commento/remark42-restapi.commento.json"] = 7 };

    /// <summary>Of shown comments alone, where the truth has those of others too: for and against, or what is left of both.</summary>
    private static readonly Dictionary<string, (int, int)> Votes = new() { ["isso/timothyfitz.isso.db"] = (716, 116) };

    /// <summary>Addresses stand with the accounts alone, at which the count beside the file doesn't look.</summary>
    private static readonly string[] Unsaid = ["coral/timothyfitz.talk-v4.zip"];

    /// <summary>As which format a file is known, where that isn't the name of its folder.</summary>
    private static readonly (string Part, string Format)[] Formats =
    [
        ("comentario", ComentarioFormat.Name), ("talk-v4", TalkFormat.Name), ("waline", WalineFormat.Name), ("twikoo", TwikooFormat.Name),
        ("artrans", ArtalkFormat.Name),
    ];

    /// <summary>They have but paths, and say nowhere on which site.</summary>
    private static readonly string[] Pathless = ["isso/", "cjk/timothyfitz.waline", "cjk/tl3shi.waline"];

    /// <summary>Of what no count lies beside, why it is refused; what isn't here is read.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["wxr/cm-wordpress-bad-two-files.zip"] = "several files",
        ["commento/cm-comentario-bad-format.json.gz"] = "damaged from line 1 on",
        ["commento/cm-comentario-bad-version.json.gz"] = "version 481",
    };

    private readonly Site site = new();

    public static TheoryData<string> Files =>
        [.. new[] { "wxr", "disqus", "remark42", "isso", "commento", "coral", "cjk" }.SelectMany(ExportedFiles.Of)];

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_is_true_of_a_file_is_true_of_what_came_of_it(string name)
    {
        Assert.SkipWhen(name.Length == 0, ExportedFiles.Lacking);
        Assert.SkipWhen(Site.OnPostgres && name.Split('/')[0] is not ("wxr" or "disqus"),
            "All formats take one road to PostgreSQL: it is tried with the files of WordPress and Disqus.");
        var file = Path.Combine(site.Folder, Path.GetFileName(name));
        File.Copy(Path.Combine(ExportedFiles.Folder!, name), file);
        var before = await State();
        var home = Pathless.Any(x => name.StartsWith(x, StringComparison.Ordinal)) ? "https://harbour.example" : null;
        if (Refused.TryGetValue(name, out var why))
        {
            Assert.Contains(why, (await Assert.ThrowsAsync<SetupException>(() => Import(file))).Message, StringComparison.Ordinal);
            Assert.Equal(before, await State());
            table.Add(name, $"refused: {why}", "", "", "", "", "", "", "", "", "");
            return;
        }
        if (home is not null)
            Assert.Contains("--url", (await Assert.ThrowsAsync<SetupException>(() => Import(file))).Message, StringComparison.Ordinal);
        if (ExportedFiles.Truth(name) is not { } truth)
        {
            var read = await Import(file, home);
            Assert.Equal((2, 2, 0), (read.Comments, read.Discussions, read.Skipped + read.Rejected));
            table.Add(name, await FormatOf(read.Import), read.Comments, read.Held, "", "", "", "", "no count beside it", "", "");
            return;
        }

        var left = await Export();
        var rehearsed = await Import(file, home, rehearse: true);
        Assert.Equal(before, await State());
        Assert.False(File.Exists(file + ".rejected.jsonl"));
        var told = Heard.Listen();
        var result = await Import(file, home);
        var alone = Alone(told.ToString());
        var comments = await site.Query(db => db.Comments.AsNoTracking().Where(x => x.ImportNumber == result.Import).ToListAsync());
        var shown = comments.FindAll(x => x.IsPublished);

        Assert.Equal(rehearsed with { Import = result.Import }, result);
        // The truth doesn't ask whether a page was public.
        var hidden = Hidden.GetValueOrDefault(name) + Wordless.GetValueOrDefault(name);
        Assert.Equal(Count(truth, "visible") - hidden, result.Comments);
        Assert.Equal(result.Comments, shown.Count);
        Assert.Equal(Pending(truth), result.Held);
        Assert.Equal(result.Held, comments.Count(x => x.IsHeld));
        if (hidden == 0) Assert.Equal(Count(truth, "max_depth_visible"), shown.Select(x => x.Depth + 1).DefaultIfEmpty().Max());
        if (hidden == 0) Assert.Equal(truth.GetProperty("ids_sha256").GetString(), IdsOf(shown.ConvertAll(x => x.SourceId!)));
        if (hidden == 0 && Count(truth, "comments") == Count(truth, "visible")) Says(truth, shown);
        if (hidden == 0) Assert.Equal(Count(truth, "orphans"), alone);
        var (names, addresses) = await Authors(shown);
        if (hidden == 0 && Count(truth, "comments") == Count(truth, "visible"))
        {
            var authors = truth.GetProperty("authors");
            Assert.Equal(Count(authors, "by_name"), names);
            if (!Unsaid.Contains(name)) Assert.Equal(Count(authors, "by_email"), addresses);
        }
        if (Votes.TryGetValue(name, out var votes)) Assert.Equal(votes, (shown.Sum(x => x.Up), shown.Sum(x => x.Down)));
        Assert.Equal(result.Rejected > 0, File.Exists(file + ".rejected.jsonl"));
        if (IsBroken(truth)) Assert.True(result.Rejected > 0);
        await CountsHold();

        var again = await Import(file, home);
        Assert.Equal((0, 0, 0), (again.Comments, again.Held, again.Discussions));
        Assert.Equal(result.Comments + result.Held, again.Already);
        Assert.Equal(result.Import, again.Import);

        if (result.Import == 0)
        {
            table.Add(name, "nothing in it", 0, 0, 0, 0, 0, 0, "", "changes nothing", "");
            return;
        }
        var format = await FormatOf(result.Import);
        Assert.Equal(Formats.FirstOrDefault(x => name.Contains(x.Part, StringComparison.Ordinal)).Format ?? name.Split('/')[0], format);
        var undone = await Undo(result.Import);
        Assert.Equal(comments.Count, undone.Comments);
        Assert.Equal(0, undone.PlaceHolders);
        Assert.Equal(before, await State());
        Assert.Equal(left, await Export());
        table.Add(name, format, result.Comments, result.Held, shown.Select(x => x.Depth + 1).DefaultIfEmpty().Max(), alone, names,
            addresses, hidden == 0 ? "as said" : "without what nobody was shown", $"{again.Already} already", "to the byte");
        await Assert.ThrowsAsync<SetupException>(() => Undo(result.Import));
        Assert.Equal(result with { Import = result.Import + 1 }, await Import(file, home));
    }

    private Task<string> FormatOf(int import) =>
        site.Query(db => db.Imports.Where(x => x.Number == import).Select(x => x.Format).SingleAsync());

    // How many answer what isn't there, as the command says it.
    private static int Alone(string told) => told.Split('\n').Select(line => line.Split(" answer what is not there", 2))
        .Where(parts => parts.Length == 2).Select(parts => int.Parse(parts[0], CultureInfo.InvariantCulture)).SingleOrDefault();

    private Task<(int Names, int Addresses)> Authors(List<Comment> shown)
    {
        var ids = shown.Select(x => x.AuthorId).Distinct().ToList();
        return site.Query(async db =>
        {
            var people = await db.Readers.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync();
            return (people.Select(x => x.Name).Distinct().Count(), people.Select(x => x.MailKey).OfType<string>().Distinct().Count());
        });
    }

    /// <summary>All of the site, in the lines by which it leaves.</summary>
    private async Task<string> Export()
    {
        var file = Path.Combine(site.Folder, "left.jsonl");
        await site.InScope<ExportRun, ExportResult>(run => run.Run(new ExportRequest(file, Force: true), default));
        return await File.ReadAllTextAsync(file);
    }

    // Of what is shown whole: who wrote it, when the first and the last was written, and how many votes there were.
    private static void Says(JsonElement truth, List<Comment> shown)
    {
        if (shown.Count == 0) return;
        Assert.Equal((Time(truth, "first"), Time(truth, "last")), (shown.Min(x => x.CreatedAt), shown.Max(x => x.CreatedAt)));
        if (!truth.TryGetProperty("format_specific", out var more)) return;
        if (more.TryGetProperty("score_sum", out var score)) Assert.Equal(score.GetInt32(), shown.Sum(x => x.Up - x.Down));
        foreach (var (name, votes) in new[]
        {
            ("likes", shown.Sum(x => x.Up)), ("dislikes", shown.Sum(x => x.Down)), ("votes_up", shown.Sum(x => x.Up)),
            ("votes_down", shown.Sum(x => x.Down)), ("like_sum", shown.Sum(x => x.Up)), ("reactions_by_counts", shown.Sum(x => x.Up)),
            ("respect_by_counts", shown.Sum(x => x.Up)),
        })
            if (more.TryGetProperty(name, out var sum)) Assert.Equal(sum.GetInt32(), votes);
    }

    // To the millisecond, as times are kept.
    private static DateTimeOffset Time(JsonElement truth, string name)
    {
        var at = DateTimeOffset.Parse(truth.GetProperty(name).GetString()!, CultureInfo.InvariantCulture).ToUniversalTime();
        return new(at.Ticks - at.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }

    // Of the page's own parts that are told by an id; one that has none can't be looked for by it.
    private static string IdsOf(IEnumerable<string> sourceIds) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', sourceIds.Select(x => x.Split('/', 2)[1].Split('#')[0])
        .Select(x => x.Length > 0 ? x : "None").Order(StringComparer.Ordinal)))));

    private static bool IsBroken(JsonElement truth) => truth.TryGetProperty("format_specific", out var more)
        && more.TryGetProperty("parse_error", out var error) && error.ValueKind == JsonValueKind.String && Count(truth, "comments") > 0;

    private static int Count(JsonElement truth, string name) => truth.GetProperty(name).GetInt32();

    // Pingbacks wait too, and are no comments; in these files nothing else is neither shown nor pending.
    private static int Pending(JsonElement truth) => !truth.GetProperty("by_status").TryGetProperty("pending", out _) ? 0
        : truth.GetProperty("by_type").EnumerateObject().Where(x => x.Name is not ("pingback" or "trackback")).Sum(x => x.Value.GetInt32())
            - Count(truth, "visible");

    private Task<ImportResult> Import(string file, string? url = null, bool rehearse = false) => site.Import(file, rehearse, url: url);

    private Task<UndoneImport> Undo(int number) => site.TakeBack(number);

    /// <summary>All that an import can bring along.</summary>
    private Task<string> State() => site.Query(async db => string.Join(' ', await db.Comments.CountAsync(),
        await db.Discussions.CountAsync(),
        await db.DiscussionAddresses.CountAsync(), await db.Readers.CountAsync(x => x.Name != ""), await db.Speakers.CountAsync(),
        await db.Decisions.CountAsync(), await db.Cases.CountAsync(), await db.Articles.CountAsync(),
        await db.Discussions.SumAsync(x => x.CommentCount)));

    // As a backup counts them before it is put in place.
    private async Task CountsHold() => Assert.Empty(await site.Query(async db =>
        (await db.Discussions.Where(x => x.CommentCount != db.Comments.Count(y => y.DiscussionId == x.Id && y.WithdrawnAt == null
            && y.RemovedAt == null)).Select(x => x.Id).ToListAsync()).Concat(await db.Comments.Where(x => x.ReplyCount
            != db.Comments.Count(y => y.ParentId == x.Id && (y.WithdrawnAt == null || y.ReplyCount > 0))).Select(x => x.Id).ToListAsync())
            .ToList()));
}

internal static class SiteImports
{
    /// <summary>What <c>parley import</c> does.</summary>
    /// <param name="tells">The running server hears of it at once, and not within a second.</param>
    public static async Task<ImportResult> Import(
        this Site site, string file, bool rehearse = false, bool tells = true, string? url = null,
        string? format = null)
    {
        using var scope = site.App.Services.CreateScope();
        var result = await scope.ServiceProvider.GetRequiredService<ImportRun>()
            .Run(new ImportRequest(file, null, url, null, Format: format, Rehearse: rehearse), default);
        if (tells) await site.Tell();
        return result;
    }

    /// <summary>Takes an import back.</summary>
    public static async Task<UndoneImport> TakeBack(this Site site, int number, bool tells = true)
    {
        using var scope = site.App.Services.CreateScope();
        var undone = await scope.ServiceProvider.GetRequiredService<ImportUndo>().Undo(number, default);
        if (tells) await site.Tell();
        return undone;
    }

    /// <summary>Likewise, of a program that doesn't run.</summary>
    public static Task<ImportResult> Import(this Server server, string file) =>
        server.Does<ImportRun, ImportResult>(run => run.Run(new(file, null, null, null), default));

    /// <summary>All that <c>parley export</c> writes of a program that doesn't run.</summary>
    public static async Task<string> Export(this Server server)
    {
        var file = Path.Combine(server.Folder, "left.jsonl");
        await server.Does<ExportRun, ExportResult>(run => run.Run(new(file, Force: true), default));
        return await File.ReadAllTextAsync(file);
    }

    private static async Task Tell(this Site site)
    {
        foreach (var discussion in await site.Query(db => db.Discussions.AsNoTracking().ToListAsync()))
            site.App.Services.GetRequiredService<Changes>().Announce(discussion.Id, discussion.Version);
    }
}
