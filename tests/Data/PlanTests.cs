using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Web;

namespace Parley.Tests.Data;

/// <summary>No road reads a whole table that grows with use: what a site has been told must not make it slower.</summary>
[Once]
public sealed class PlanTests
{
    private static readonly string[] Growing =
    [
        "comments", "votes", "readers", "ledger", "discussions", "discussion_addresses", "visits", "articles", "kept_answers", "passages",
        "comment_revisions", "reports", "notices", "second_looks", "decisions", "appeals", "cases", "share_clicks", "standings",
        "passes", "badges", "comment_words", "comment_numbers", "article_words", "article_search", "log_entries", "log_salts", "log_tiles",
        "log_checkpoints", "announced_addresses", "speakers", "spent_tokens", "address_moves", "moved_comments",
        "webhook_deliveries", "waves", "wave_comments", "resting_comments",
    ];

    /// <summary>A part of the statement, the table read whole, and why it may be.</summary>
    private static readonly (string Statement, string Step, string Reason)[] Allowed =
    [
        ("FROM \"log_checkpoints\" AS \"l\"\nWHERE \"l\".\"SiteId\" = @site_Id\nORDER BY \"l\".\"Size\"", "SEARCH l ",
            "parley log verify compares the log with everything that was ever signed."),
        ("FROM \"ledger\" AS \"l\"\nWHERE \"l\".\"SiteId\" = @siteId AND \"l\".\"UndoneAt\" IS NULL AND \"l\".\"Deed\" ", "SEARCH l ",
            "The hourly count of standing reads the whole ledger by design: whoever counts it gets the same."),
        ("FROM \"standings\" AS \"s\"\nWHERE \"s\".\"SiteId\" = @site_Id", "SEARCH s ",
            "The hourly count compares each standing with what it came to."),
        ("INSERT INTO \"sites\"", "SEARCH ",
            "A site is founded once, and SQLite looks for rows that would belong to it; there are none yet."),
        ("DELETE FROM \"discussions\" AS \"d\"", "SEARCH ",
            "SQLite looks for rows that would belong to it; all that did are gone."),
        ("INSERT INTO \"discussions\"", "SEARCH ",
            "It has a trigger, so SQLite looks for rows that would belong to it; there are none yet."),
        ("INSERT INTO speakers (\"SiteId\", \"DiscussionId\", \"Name\", \"ReaderId\")\nSELECT c.", "SEARCH c ",
            "Who takes another discussion in takes all its names."),
        ("SET \"DiscussionId\" = @p,", "SEARCH c ", "Each comment of a discussion that is taken in by another goes there."),
        ("UPDATE \"discussion_addresses\"", "SEARCH d ",
            "A discussion that is taken in brings all its addresses: as many as its page has had."),
        ("SELECT \"d\".\"Address\"", "SEARCH d ", "As many as its page has had."),
        ("SELECT MAX(\"a\".\"Number\")", "SEARCH a USING COVERING INDEX ",
            "The largest of an index is its last entry."),
        ("SELECT MAX(\"d\".\"Sequence\")", "SEARCH d USING COVERING INDEX ",
            "The largest of an index is its last entry."),
        ("FROM \"comments\" AS \"c\"\n    WHERE \"c\".\"SiteId\" = \"d\".\"SiteId\" AND \"c\".\"DiscussionId\" = \"d\".\"Id\")",
            "SEARCH c ", "Whether anybody speaks on a page: the first comment answers."),
        ("FROM \"address_moves\" AS \"a\"\n    WHERE \"a\".\"SiteId\" = \"d\".\"SiteId\" AND \"a\".\"DiscussionId\" = \"d\".\"Id\")",
            "SEARCH a ", "Whether a page has moved: the first move answers."),
        .. new[] { "votes", "reports", "notices", "comment_revisions", "ledger" }.Select(x => (
            $"SELECT EXISTS (\n    SELECT 1\n    FROM \"{x}\" AS \"{x[0]}\"\n    WHERE \"{x[0]}\".\"SiteId\" = @site_Id)",
            $"SEARCH {x[0]} ", "Whether there is any: the first answers.")),
        .. new[] { "visits", "speakers", "passages", "discussion_addresses" }.Select(x => (
            $"DELETE FROM \"{x}\" AS \"{x[0]}\"\nWHERE \"{x[0]}\".\"SiteId\" = @site_Id AND \"{x[0]}\".\"DiscussionId\" IN",
            $"SEARCH {x[0]} ", "With a page that goes, all that is of it.")),
        .. new[]
        {
            "readers", "badges", "articles", "passages", "discussions", "discussion_addresses", "address_moves", "comments",
            "comment_revisions", "moved_comments", "votes", "decisions",
        }.Select(x => ($"FROM \"{x}\" AS \"{x[0]}\"\nWHERE \"{x[0]}\".\"SiteId\" = @id\nORDER BY", $"SEARCH {x[0]} ",
            "An export is all of a site, in the order of a key.")),
    ];

    private readonly ConcurrentDictionary<string, bool> sent = new(StringComparer.Ordinal);

    [Fact]
    public async Task No_statement_reads_a_table_that_grows_from_one_end_to_the_other()
    {
        Assert.SkipWhen(Site.OnPostgres, "PostgreSQL chooses its plans by what lies in the tables.");
        await using var site = new Site();
        using var listener = await SentCommands.Listen(site.DatabaseName, text => sent.TryAdd(text, true));
        await site.InitializeAsync();
        await GoEveryRoad(site);

        await using var connection = new SqliteConnection($"Data Source={site.Folder}/parley.db;Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var plan = new QueryPlan(connection, Growing);
        var statements = sent.Keys.Concat(Prepared()).SelectMany(QueryPlan.Statements).Distinct(StringComparer.Ordinal).ToList();
        var scans = statements.SelectMany(statement => plan.Scans(statement).Select(step => (Statement: statement, Step: step))).ToList();

        Assert.True(statements.Count > 100, $"Only {statements.Count} statements were seen.");
        var unmeant = scans.Where(scan => !Allowed.Any(x => IsMeant(scan, x))).ToList();
        Assert.True(unmeant.Count == 0, string.Join("\n\n", unmeant.Select(scan => $"{scan.Step}, in\n{scan.Statement}")));
        // What is mended needs no excuse any longer.
        Assert.All(Allowed, x => Assert.True(scans.Any(scan => IsMeant(scan, x)), x.Statement));
    }

    /// <summary>
    /// By where it stands it would be found as well, and the longer the discussion, the later: that took two thirds of what a comment cost.
    /// </summary>
    [Fact]
    public async Task What_was_sent_twice_is_found_by_its_words()
    {
        Assert.SkipWhen(Site.OnPostgres, "PostgreSQL chooses its plans by what lies in the tables.");
        await using var site = new Site();
        await site.InitializeAsync();
        await using var connection = new SqliteConnection($"Data Source={site.Folder}/parley.db;Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var same = Prepared().Single(sql => sql.Contains("\"Text\" = @text", StringComparison.Ordinal));

        Assert.Contains(new QueryPlan(connection, Growing).Steps(same),
            step => step.Contains("IX_comments_SiteId_TextHash_CreatedAt", StringComparison.Ordinal));
    }

    /// <summary>The index of all levels has the same order, and would be read past every reply.</summary>
    [Fact]
    public async Task The_top_level_of_a_discussion_is_read_without_its_replies()
    {
        Assert.SkipWhen(Site.OnPostgres, "PostgreSQL chooses its plans by what lies in the tables.");
        await using var site = new Site();
        await site.InitializeAsync();
        var id = await site.DiscussionId();
        var pages = await site.Query(async db =>
        {
            var top = db.Comments.In(await db.Discussions.SingleAsync(x => x.Id == id)).Where(x => x.ParentId == null).Shown();
            return ThreadOrder.All.SelectMany(order => new[] { null, new Cursor(order.Name, 1, DateTimeOffset.UnixEpoch, id, 1) }
                .Select(after => order.After(top, after).Take(Threads.PerPage).ToQueryString())).ToList();
        });
        await using var connection = new SqliteConnection($"Data Source={site.Folder}/parley.db;Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2 * ThreadOrder.All.Count, pages.Count);
        // Before the statement stand its parameters, for SQLite's own program.
        Assert.All(pages, page => Assert.Contains(
            new QueryPlan(connection, Growing).Steps(page[page.IndexOf("SELECT", StringComparison.Ordinal)..]),
            step => step.Contains("IX_comments_SiteId_DiscussionId_ParentId_", StringComparison.Ordinal)));
    }

    /// <summary>Somebody who has never spoken in a slowed discussion must not wait while all of it is read backwards.</summary>
    [Fact]
    public async Task Who_spoke_last_is_looked_for_no_further_back_than_it_matters()
    {
        Assert.SkipWhen(Site.OnPostgres, "PostgreSQL chooses its plans by what lies in the tables.");
        await using var site = new Site();
        await site.InitializeAsync();
        await using var connection = new SqliteConnection($"Data Source={site.Folder}/parley.db;Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var last = Prepared().Single(
            sql => sql.Contains("\"CreatedAt\" > @since\nORDER BY \"CreatedAt\" DESC LIMIT 1", StringComparison.Ordinal));

        Assert.Contains(new QueryPlan(connection, Growing).Steps(last), step => step.Contains("CreatedAt>?", StringComparison.Ordinal));
    }

    private static bool IsMeant((string Statement, string Step) scan, (string Statement, string Step, string Reason) allowed) =>
        scan.Statement.Contains(allowed.Statement, StringComparison.Ordinal)
        && scan.Step.StartsWith(allowed.Step, StringComparison.Ordinal);

    /// <summary>The statements of the hot roads, which EF Core doesn't send.</summary>
    private static IEnumerable<string> Prepared() => typeof(Program).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters)
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(Statement)).Select(field => ((Statement)field.GetValue(null)!).Sql);

    private static async Task GoEveryRoad(Site site)
    {
        var roads = new Roads(site);
        await roads.Write();
        await roads.Edit();
        await roads.Moderate();
        await roads.Log();
        await roads.Embed();
        await roads.Import();
        await roads.ComeAndGo();
        await roads.Read();
        await roads.Tell();
        await roads.TakingPart();
    }
}
