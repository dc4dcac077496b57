using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conduct;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Tests.Moderation;

/// <summary>How readers take part: a history that can be counted by hand, and what the newsroom is told of it.</summary>
[OnBoth]
public sealed class TakingPartTests
{
    /// <summary>A newsroom in which a day begins at 16:00 in UTC.</summary>
    private sealed class InManila : Site
    {
        protected override IEnumerable<string> Settings => [.. base.Settings, "Parley:TimeZone=Asia/Manila"];
    }

    private static readonly DateOnly First = new(2026, 6, 23);

    [Fact]
    public async Task Days_are_counted_as_one_would_count_them_by_hand()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        var reply = await History(site);
        var editor = await site.Acts(Role.Editor, "desk@news.example");

        // The first day is over, and counted within the hour.
        await Wait.Until("the first day is counted", async () => (await Days(editor, First, First))[0].GetProperty("counted").GetBoolean());
        var day = (await Days(editor, First, First))[0];
        Assert.Equal("""
            {"day":"2026-06-23","counted":true,"comments":7,"replies":4,"writers":3,"readers":4,"repliesPerComment":1.3333,
            "shareWriting":0.75,"firstReplies":2,"firstReplyMinutes":10,"hints":{"shown":3,"changed":1,"kept":1}}
            """.ReplaceLineEndings(""), day.GetRawText());
        Assert.Equal("text/csv; charset=utf-8", (await editor.GetAsync("/api/v1/insights.csv")).Content.Headers.ContentType!.ToString());
        Assert.Equal("day,counted,comments,replies,writers,readers,replies_per_comment,share_writing,first_replies,first_reply_minutes,"
            + "hints_shown,hints_changed,hints_kept\r\n2026-06-22,true,0,0,0,0,,,0,,0,0,0\r\n"
            + "2026-06-23,true,7,4,3,4,1.3333,0.75,2,10,3,1,1\r\n",
            await editor.GetStringAsync("/api/v1/insights.csv?from=2026-06-22&to=2026-06-23"));

        // What goes on the next day is still seen; once that is over, a day stays as it was counted.
        (await site.Chen.Withdraw(reply)).Dispose();
        site.Clock.Advance(TimeSpan.FromDays(1));
        await Wait.Until("the second day is counted, and the first once more", async () =>
            (await Days(editor, First, First.AddDays(1))).All(x => x.GetProperty("counted").GetBoolean())
            && (await Days(editor, First, First))[0].GetProperty("comments").GetInt32() == 6);
        var days = await Days(editor, First, First.AddDays(1));
        Assert.Equal((6, 3), (days[0].GetProperty("comments").GetInt32(), days[0].GetProperty("replies").GetInt32()));
        // A day after the editor's comment.
        Assert.Equal((2, 1, 1, 1440), (days[1].GetProperty("comments").GetInt32(), days[1].GetProperty("writers").GetInt32(),
            days[1].GetProperty("firstReplies").GetInt32(), days[1].GetProperty("firstReplyMinutes").GetInt32()));
        Assert.Equal(JsonValueKind.Null, days[1].GetProperty("shareWriting").ValueKind);
        Assert.False(await Count(site));
        Assert.All(await site.Query(db => db.ReaderCounts.Where(x => x.Day == First).ToListAsync()), x => Assert.Null(x.Crowd));
    }

    [Fact]
    public async Task The_page_draws_what_it_says_in_a_table_and_leaves_today_out()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        await History(site);
        while (await Count(site)) { }
        var page = await Site.Html(await (await site.SignedIn(Role.Editor)).GetAsync("/insights"));

        Assert.Equal(["7 Comments", "3 Readers who wrote", "1.33", "75.0%", "4 Readers", "10 minutes", "2 Comments that got a reply",
            "3 Hints shown", "1 Changed after it", "1 Posted as they were"],
            page.QuerySelectorAll(".insight-sums > span").Select(x => x.TextContent.Trim()));
        Assert.Equal(5, page.QuerySelectorAll(".plot svg path, .plot svg rect").Select(x => x.Closest("svg")).Distinct().Count());
        var tables = page.QuerySelectorAll(".insight table");
        Assert.Equal([5, 28], [tables.Length, tables[0].QuerySelectorAll("tbody tr").Length]);
        Assert.Equal(["June 23, 2026|7|3", "June 23, 2026|1.33", "June 23, 2026|75.0%|4", "June 23, 2026|10 minutes|2",
            "June 23, 2026|3|1|1"], tables.Select(x => string.Join('|',
                x.QuerySelector("tbody tr")!.Children.Select(cell => cell.TextContent))));
        Assert.DoesNotContain("counted yet", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(Site.InlineScripts(page));
        Assert.Empty(page.QuerySelectorAll(".insights [style], .insights style"));
        Assert.Null(page.QuerySelector("nav a[href='/moderation/insights']"));

        var year = await Site.Html(await (await site.SignedIn(Role.Moderator, "chief@news.example")).GetAsync("/insights?over=year"));
        Assert.NotNull(year.QuerySelector("nav a[href='/moderation/insights']"));
        Assert.Equal(52, year.QuerySelector(".insight table")!.QuerySelectorAll("tbody tr").Length);
        Assert.Equal("June 17, 2026 – June 23, 2026", year.QuerySelector(".insight tbody th")!.TextContent);
    }

    [Fact]
    public async Task A_day_begins_where_the_newsroom_is()
    {
        await using var site = new InManila();
        await site.InitializeAsync();
        await site.Ada.Post("Said at eight in the evening, there.");
        site.Clock.Advance(TimeSpan.FromHours(4.5));
        await site.Ada.Post("Said half an hour after midnight, there.");
        site.Clock.Advance(TimeSpan.FromDays(1));
        while (await Count(site)) { }

        var editor = await site.Acts(Role.Editor, "desk@news.example");
        Assert.Equal([1, 1], (await Days(editor, First, First.AddDays(1))).Select(x => x.GetProperty("comments").GetInt32()));
        Assert.Equal("Asia/Manila", (await editor.GetFromJsonAsync<JsonElement>("/api/v1/insights")).GetProperty("timeZone").GetString());
    }

    [Fact]
    public async Task An_import_has_all_days_counted_anew()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        await site.Ada.Post("Said before.");
        site.Clock.Advance(TimeSpan.FromDays(1));
        while (await Count(site)) { }
        var file = Path.Combine(site.Folder, "capture.txt");
        await File.WriteAllTextAsync(file, """
            HARBOUR TOWN (8:05 A.M.) – The lock was opened on Monday, two years late. Nobody had expected it.

            1 Comments
            Most Voted
            Newest Oldest
            Inline Feedbacks
            View all comments
            Willem
            Willem
            2026-06-20 09:10

            It leaks at spring tide.

            """, TestContext.Current.CancellationToken);

        await site.InScope<ImportRun, ImportResult>(x => x.Run(new ImportRequest(file, null, null, null), default));

        var editor = await site.Acts(Role.Editor, "desk@news.example");
        Assert.False((await Days(editor, First, First))[0].GetProperty("counted").GetBoolean());
        while (await Count(site)) { }
        Assert.Equal(1, (await Days(editor, new(2026, 6, 20), new(2026, 6, 20)))[0].GetProperty("comments").GetInt32());
        Assert.True((await Days(editor, First, First))[0].GetProperty("counted").GetBoolean());
        await site.InScope<ImportUndo, object>(async x => await x.Undo(1, default));
        Assert.False((await Days(editor, First, First))[0].GetProperty("counted").GetBoolean());
    }

    [Fact]
    public async Task Days_that_cannot_be_answered_are_refused()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        var editor = await site.Acts(Role.Editor, "desk@news.example");
        foreach (var query in new[]
        {
            "from=yesterday", "from=2026-06-23&to=2026-06-22", "from=2025-06-17&to=2026-06-23", "from=0001-01-01&to=0001-01-01",
        })
        {
            using var answer = await editor.GetAsync("/api/v1/insights?" + query);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad-days"), (answer.StatusCode, await answer.Code()));
        }
    }

    /// <summary>Who comes twice, or from another server of the same site, is one; what nobody may know is not kept.</summary>
    [Fact]
    public async Task Readers_are_counted_once_a_day_on_all_servers()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        await using var other = await site.Start();
        var browsers = Browsers(site, 3);
        Come(site.App.Services, browsers[0], browsers[1], browsers[0]);
        Come(other.Services, browsers[1], browsers[2]);
        await Audience(site.App.Services).Write(default);
        await Audience(other.Services).Write(default);
        Assert.Equal([3], await Counted(site));

        // The first one has written before the second came.
        Come(site.App.Services, browsers[2]);
        await Audience(site.App.Services).Write(default);
        site.Clock.Advance(TimeSpan.FromDays(1));
        Come(site.App.Services, browsers[0]);
        await Audience(site.App.Services).Write(default);

        Assert.Equal([3, 1], await Counted(site));
    }

    [Fact]
    public async Task Whoever_follows_a_discussion_is_a_reader()
    {
        await using var site = new Site();
        await site.InitializeAsync();
        await site.Ada.Post("Somebody reads this.");
        var path = $"/api/v1/discussions/{await site.DiscussionId()}/events";
        using var stop = new CancellationTokenSource();
        var following = site.Api().GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop.Token);

        await Wait.Until("the reader is counted", async () =>
        {
            await Audience(site.App.Services).Write(default);
            return (await Counted(site)).SequenceEqual([1]);
        });
        await stop.CancelAsync();
        await following.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>Seven comments, four of them replies, and what goes with them; ends on the next day.</summary>
    /// <returns>Chen's reply.</returns>
    private static async Task<Guid> History(Site site)
    {
        void After(double minutes) => site.Clock.Advance(TimeSpan.FromMinutes(minutes));
        var editor = await site.Acts(Role.Editor, "ines@news.example");
        var ada = await site.Ada.Post("The bridge should stay open.");
        var house = await Said(editor, site, "We asked the city about the bridge.");
        After(10);
        await site.Boris.Post("It should not: it is rotten.", ada);
        After(20);
        var reply = await site.Chen.Post("Says who?", ada);
        var boris = await site.Boris.Post("A ferry costs more than people think.");
        After(5);
        await site.Boris.Post("Twelve a day, to be exact.", boris);
        After(175);
        await site.Ada.Post("Twelve what?", boris);
        (await site.Chen.Withdraw(await site.Chen.Post("Never mind."))).Dispose();

        Come(site.App.Services, [.. Browsers(site, 4)]);
        await Audience(site.App.Services).Write(default);
        var tally = site.App.Services.GetRequiredService<CoachTally>();
        for (var i = 0; i < 3; i++) tally.Shown();
        tally.Posted(still: true);
        tally.Posted(still: false);
        await tally.Write(default);

        After(24 * 60 - 210);
        await site.Ada.Post("And what did the city say?", house);
        await site.Ada.Post("One more thing about the ferry.");
        return reply;
    }

    private static async Task<Guid> Said(HttpClient client, Site site, string text)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments", new { text });
        return (await answer.Json()).GetProperty("id").GetGuid();
    }

    private static async Task<List<JsonElement>> Days(HttpClient editor, DateOnly from, DateOnly to) =>
        [.. (await editor.GetFromJsonAsync<JsonElement>($"/api/v1/insights?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}")).GetProperty("days")
            .EnumerateArray()];

    private static Task<bool> Count(Site site) => site.InScope<InsightCounting, bool>(x => x.Some(default));

    private static Audience Audience(IServiceProvider services) => services.GetRequiredService<Audience>();

    private static Task<List<int>> Counted(Site site) =>
        site.Query(db => db.ReaderCounts.OrderBy(x => x.Day).Select(x => x.Readers).ToListAsync());

    private static void Come(IServiceProvider services, params string[] browsers)
    {
        foreach (var browser in browsers)
        {
            var http = new DefaultHttpContext();
            http.Request.Headers.UserAgent = browser;
            Audience(services).Note(http);
        }
    }

    /// <summary>Of some in ten thousand two share a cell and are one; not of these.</summary>
    private static List<string> Browsers(Site site, int count)
    {
        var current = site.App.Services.GetRequiredService<CurrentSite>();
        int Cell(string browser) => Crowd.CellOf(Parley.Readers.Audience.Person(current.Site.Secret, First, "none", browser));
        return [.. Enumerable.Range(0, 100).Select(i => $"Browser/{i}").DistinctBy(Cell).Take(count)];
    }
}
