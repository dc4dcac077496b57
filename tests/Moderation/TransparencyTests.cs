using System.IO.Compression;
using System.Net;
using System.Text;
using AngleSharp.Dom;

namespace Parley.Tests.Moderation;

/// <summary>What everyone can read of what was decided.</summary>
public sealed class TransparencyTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Every_page_leads_to_the_log_and_an_empty_one_says_so()
    {
        Assert.NotNull((await site.Html(site.Page)).QuerySelector("footer a[href='/transparency']"));
        var page = await site.Html("/transparency");

        Assert.Contains("Nothing has been decided yet.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.All(page.QuerySelectorAll(".transparency a[href^='/']"),
            link => Assert.DoesNotContain("reports", link.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decisions_stand_newest_first_page_by_page_and_each_is_there_once()
    {
        await site.Append(0, 123);
        var (seen, path) = (new List<string>(), "/transparency");
        while (path is not null)
        {
            var page = await site.Html(path);
            seen.AddRange(page.QuerySelectorAll(".decisions tbody tr").Select(row => row.Id!));
            path = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(Enumerable.Range(0, 123).Reverse().Select(index => $"entry-{index}"), seen);
        foreach (var (bad, status) in new[] { ("?before=x", 400), ("?before=-1", 400), ("?before=0", 200), ("?before=99999999999", 200),
            ("/reports/1999", 404), ("/reports/x", 404) })
        {
            using var answer = await site.Browser().GetAsync("/transparency" + bad);
            Assert.Equal((bad, status), (bad, (int)answer.StatusCode));
        }
    }

    [Fact]
    public async Task Charts_count_what_is_in_the_log_and_say_it_in_numbers()
    {
        await site.Append(0, 90);
        var page = await site.Html("/transparency");

        // Of ninety entries ten are removals; those at multiples of five have no rule.
        Assert.Equal(["Spam", "8", "100%"], Cells(page, "by-rule"));
        // A rule is called what it was called when it was applied.
        Assert.Contains("Spam version 1", page.QuerySelector("#entry-42")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Upheld", "10", "50%", "Reversed", "10", "50%"], Cells(page, "appeals"));
        Assert.Equal(["A person", "37", "74%", "Software alone", "13", "26%"], Cells(page, "by-whom"));
        // A bar is as long as it says.
        Assert.Equal("74", page.QuerySelector("[aria-labelledby=by-whom] svg rect")!.GetAttribute("width"));
        Assert.Equal("26", page.QuerySelectorAll("[aria-labelledby=by-whom] svg rect")[1].GetAttribute("width"));

        // A decision more is there at once.
        await site.Append(90, 1);
        Assert.NotNull((await site.Html("/transparency")).QuerySelector("#entry-90"));

        static IEnumerable<string> Cells(IDocument page, string id) =>
            page.QuerySelectorAll($"table[aria-labelledby={id}] th, table[aria-labelledby={id}] .number")
                .Select(cell => cell.TextContent.Replace('\u202f', ' ').Trim());
    }

    [Fact]
    public async Task All_of_it_can_be_taken_along_as_tables()
    {
        await site.Append(0, 1003);
        var decisions = await Lines("/transparency/decisions.csv");
        Assert.Equal(1004, decisions.Count);
        Assert.Equal("index,at,action,decision,rule,rule_version,ground,automated,source,waited_seconds,commitment", decisions[0]);
        Assert.StartsWith("9,2026-06-23T12:00:00.063Z,removal,00000009-0001-0002-0304-05060708090a,spam,2,spam,false,own-initiative,540,",
            decisions[10], StringComparison.Ordinal);

        var statements = await Lines("/transparency/statements.csv");
        // Removals, holds and suspensions; the rest restricts nobody.
        Assert.Equal(1 + Enumerable.Range(0, 1003).Count(x => x % 9 is 0 or 1 or 6), statements.Count);
        var columns = statements[0].Split(',');
        var removal = Fields(statements.Single(
            line => line.Contains("-9,", StringComparison.Ordinal) && line.Contains("00000009-", StringComparison.Ordinal)));
        foreach (var (column, value) in new[]
        {
            ("decision_visibility", "[\"DECISION_VISIBILITY_CONTENT_REMOVED\"]"),
            ("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT"), ("incompatible_content_ground", "spam, version 2"),
            ("content_type", "[\"CONTENT_TYPE_TEXT\"]"), ("category", "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"),
            ("application_date", "2026-06-23"), ("source_type", "SOURCE_VOLUNTARY"),
            ("automated_detection", "No"), ("automated_decision", "AUTOMATED_DECISION_NOT_AUTOMATED"),
            ("created_at", "2026-06-23 12:00:00"), ("content_date", ""), ("puid", "00000009-0001-0002-0304-05060708090a-9"),
        })
            Assert.Equal((column, value), (column, removal[Array.IndexOf(columns, column)]));
        Assert.StartsWith("A comment in a public discussion was removed", removal[Array.IndexOf(columns, "decision_facts")],
            StringComparison.Ordinal);
        var suspension = Fields(statements.Single(line => line.Contains("0000000f-", StringComparison.Ordinal)));
        Assert.Equal(("", "DECISION_PROVISION_PARTIAL_SUSPENSION"),
            (suspension[0], suspension[Array.IndexOf(columns, "decision_provision")]));
        Assert.All(statements.Skip(1), line => Assert.Equal(columns.Length, Fields(line).Count));
    }

    [Fact]
    public async Task The_yearly_report_has_the_parts_of_the_form_and_says_which_it_leaves_out()
    {
        await site.Append(0, 90);
        using var answer = await site.Api().GetAsync("/transparency/reports/2026");
        Assert.Equal("application/zip", answer.Content.Headers.ContentType!.MediaType);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(
            ["README.txt", "1_report_identification.csv", "4_notices.csv", "6_own_initiative_TC.csv", "7_appeals_and_recidivism.csv",
                "8_automated_means.csv", "11_qualitative.csv"],
            zip.Entries.Select(x => x.Name));
        Assert.Contains("Part 3   Left out", await Read("README.txt"), StringComparison.Ordinal);

        // By the numbers of the entries: sources and actions take turns by three and by nine.
        var own = Enumerable.Range(0, 90).Where(x => x % 9 is 0 or 1 or 6 && x % 3 != 2).ToList();
        var total = Fields((await Rows("6_own_initiative_TC.csv")).Single(row => row.Contains(",TOTAL,", StringComparison.Ordinal)));
        Assert.Equal(["All", "Parley", "2026-01-01/2026-12-31", "TOTAL", "", $"{own.Count}", $"{own.Count(x => x % 4 == 0)}",
            $"{own.Count(x => x % 9 == 0)}"], total.Take(8));
        Assert.Contains(await Rows("7_appeals_and_recidivism.csv"),
            row => row.EndsWith("Decisions reversed,10,", StringComparison.Ordinal));
        Assert.All(zip.Entries.Where(x => x.Name.EndsWith(".csv", StringComparison.Ordinal)), entry =>
        {
            using var reader = new StreamReader(entry.Open());
            var rows = reader.ReadToEnd().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(row => Fields(row).Count).Distinct();
            Assert.Single(rows);
        });

        async Task<string> Read(string name)
        {
            using var reader = new StreamReader(zip.GetEntry(name)!.Open(), Encoding.UTF8);
            return await reader.ReadToEndAsync();
        }

        async Task<IReadOnlyList<string>> Rows(string name) => (await Read(name)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task The_page_on_checking_names_the_command_and_the_key()
    {
        var page = await site.Html("/transparency/checking");
        var key = (await site.Api().GetStringAsync("/api/v1/log/key")).Trim();

        Assert.Contains("parley log verify --url", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(key, page.Body.TextContent, StringComparison.Ordinal);
        foreach (var link in page.QuerySelectorAll(".transparency a"))
        {
            using var answer = await site.Api().GetAsync(link.GetAttribute("href"));
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, link.GetAttribute("href"));
        }
    }

    private async Task<IReadOnlyList<string>> Lines(string path)
    {
        using var answer = await site.Api().GetAsync(path);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        return (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    // RFC 4180, without line ends in fields.
    private static IReadOnlyList<string> Fields(string line)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
            else if (line[i] == '"') isQuoted = !isQuoted;
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(line[i]);
        }
        fields.Add(field.ToString());
        return fields;
    }
}
