using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Parley.Readers;

namespace Parley.Tests.Pages;

/// <summary>The front page, with three stories and with many.</summary>
public sealed class FrontPageTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return site.DisposeAsync();
    }

    [Fact]
    public async Task The_newest_leads_and_sections_stand_together_with_pages_of_their_own()
    {
        for (var i = 0; i < 14; i++) await Publish(i, i % 3 == 0 ? "Town" : i % 3 == 1 ? "Küche & Keller" : i == 2 ? "Alone" : null);

        var front = await site.Html("/");
        Assert.Equal("Story 13", front.QuerySelector(".front-lead h2")!.TextContent);
        Assert.Equal(["Küche & Keller", "Town", "More news"], front.QuerySelectorAll(".front-block > h2").Select(x => x.TextContent));
        // The next four of whatever section, then each section from its newest.
        Assert.Equal(["Story 12", "Story 11", "Story 10", "Story 9"],
            front.QuerySelectorAll(".front-block")[0].QuerySelectorAll("h2").Select(x => x.TextContent));
        Assert.Equal(["Story 7", "Story 4", "Story 1"],
            front.QuerySelectorAll(".front-block")[1].QuerySelectorAll("h3").Select(x => x.TextContent));
        Assert.Equal(15, front.QuerySelectorAll(".front-item").Length);

        var page = await site.Html(front.QuerySelector(".front-block > h2 a")!.GetAttribute("href")!);
        Assert.Equal("Küche & Keller", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["Story 13", "Story 10", "Story 7", "Story 4", "Story 1"],
            page.QuerySelectorAll(".front-item h2").Select(x => x.TextContent));
        Assert.Equal("page", page.QuerySelector(".sections a[aria-current]")!.GetAttribute("aria-current"));
        using var nowhere = await site.Browser().GetAsync("/?section=Nowhere");
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
    }

    [Fact]
    public async Task With_three_stories_there_are_no_holes_and_with_many_each_is_met_once()
    {
        await Publish(0, "Town");
        await Publish(1, null);
        var few = await site.Html("/");
        Assert.Equal(3, few.QuerySelectorAll(".front-item").Length);
        Assert.Empty(few.QuerySelectorAll(".front-block > h2, .front-aside"));

        for (var i = 2; i < 60; i++) await Publish(i, i % 2 == 0 ? "Town" : null);
        var (met, path) = (new List<string>(), "/");
        while (true)
        {
            var page = await site.Html(path);
            met.AddRange(page.QuerySelectorAll(".front-item :is(h2, h3)").Select(x => x.TextContent));
            if (page.QuerySelector("a[rel=next]") is not { } next) break;
            path = next.GetAttribute("href")!;
        }
        Assert.Equal(61, met.Count);
        Assert.Equal(61, met.Distinct().Count());
    }

    [Fact]
    public async Task Words_stand_beside_words_and_pictures_beside_pictures_and_who_looks_back_goes_by_time()
    {
        for (var i = 0; i < 30; i++) await Publish(i, "Town", hasPicture: i % 5 != 3);

        var front = await site.Html("/");
        Assert.Equal(4, front.QuerySelectorAll(".front-grid").Length);
        Assert.All(front.QuerySelectorAll(".front-grid"), grid =>
            Assert.Single(grid.QuerySelectorAll("article").Select(x => x.QuerySelector(".front-picture") is not null).Distinct()));
        Assert.Equal(["Story 27", "Story 26", "Story 25", "Story 28"],
            front.QuerySelector(".front-block")!.QuerySelectorAll("h2").Select(x => x.TextContent));
        foreach (var path in new[] { "/?section=Town", front.QuerySelector("a[rel=next]")!.GetAttribute("href")! })
        {
            var page = await site.Html(path);
            Assert.Empty(page.QuerySelectorAll(".front-grid"));
            var titles = page.QuerySelectorAll(".river h2").Select(x => x.TextContent).Where(x => x != "The bridge").ToList();
            Assert.Equal(titles.OrderByDescending(x => int.Parse(x[6..], CultureInfo.InvariantCulture)), titles);
        }
    }

    [Fact]
    public async Task What_is_discussed_and_what_was_said_well_stands_beside_the_stories()
    {
        await Publish(0, null);
        var said = await site.Ada.Post("A ferry is **no** bridge, and a timetable is no ferry.");
        await site.Boris.Post("True.", said);
        Assert.Equal("Most discussed", (await site.Html("/")).QuerySelector(".front-aside h2")!.TextContent);
        Assert.Null((await site.Html("/")).QuerySelector(".well-said"));

        var editor = await site.Acts(Role.Editor, "desk@news.example");
        using var featured = await editor.PutAsync($"/api/v1/comments/{said}/feature", null);
        var front = await site.Html("/");
        Assert.NotNull(front.QuerySelector(".front-lead + .front-block + .front-aside"));
        Assert.Equal("A ferry is no bridge, and a timetable is no ferry.", front.QuerySelector(".well-said a")!.TextContent);
        Assert.Equal($"{site.Page}/comments/{said}#c-{said}", front.QuerySelector(".well-said a")!.GetAttribute("href"));
        Assert.Equal("Ada · The bridge", front.QuerySelector(".well-said figcaption")!.TextContent.Trim());
        Assert.Equal(["The bridge 2 comments"], front.QuerySelectorAll(".discussed li")
            .Select(x => string.Join(' ', x.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));

        await site.Ada.Withdraw(said);
        Assert.Null((await site.Html("/")).QuerySelector(".well-said"));
    }

    [Fact]
    public async Task The_section_of_an_article_comes_from_its_file_and_from_programs()
    {
        Assert.Equal("Town", Parley.Articles.ManuscriptFile.Read("---\ntitle: A\nsection: Town\n---\nB", "a", TimeZoneInfo.Utc).Section);
        var program = site.Api();
        program.DefaultRequestHeaders.Authorization = new("Bearer", await site.Query(async db =>
        {
            var key = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return key;
        }));
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        using var put = await program.PutAsJsonAsync("/api/v1/articles/by-api",
            new { title = "By API", body = "So it is.", section = " Town\nHall " });
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal("Town Hall", (await site.Html("/")).QuerySelector(".front-lead .front-section")!.TextContent);
        using var longer = await program.PutAsJsonAsync("/api/v1/articles/by-api",
            new { title = "By API", body = "So it is.", section = new string('x', 41) });
        Assert.Equal("section-too-long", await longer.Code());
    }

    private async Task Publish(int number, string? section, bool hasPicture = false)
    {
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.Publish($"story-{number}", $"Story {number}", $"What happened, {number}.", text => text with
        {
            Section = section, Picture = hasPicture ? $"/pictures/{new string('a', 32)}/1600x1067.jpg" : null,
        });
    }
}
