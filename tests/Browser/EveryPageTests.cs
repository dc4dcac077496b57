using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Readers;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>What holds on every page, whoever is on it and whatever they are called.</summary>
public sealed class EveryPageTests(EveryPageTests.Hostile site, Chromium chromium)
    : BrowserTest(site, chromium), IClassFixture<EveryPageTests.Hostile>
{
    private static readonly string WideName = new('W', 40);
    private static readonly string WideWord = "Donau" + string.Concat(Enumerable.Repeat("dampfschiff", 7));

    /// <summary>A headline of one long word, and somebody with a name of forty wide letters.</summary>
    public sealed class Hostile : Site, IAsyncLifetime
    {
        public Guid Comment { get; private set; }
        public Guid Wide { get; private set; }
        public Guid Passage { get; private set; }
        public string Staff { get; private set; } = "";

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await Publish("wide", WideWord, $"{WideWord} {WideWord}\n\nOne.\n\nOne. Two.\n\nThree.",
                text => text with { Byline = WideName, Summary = WideWord });
            var guest = await NewGuest(WideName);
            Wide = guest.Id;
            var discussion = (await Discussion(url: new Uri(Address, "/articles/wide").ToString())).GetProperty("id").GetGuid();
            async Task<Guid> Say(string text, Guid? parent = null, object? anchor = null)
            {
                using var answer = await guest.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/comments",
                    new { text, parentId = parent, anchor });
                return (await answer.Json()).GetProperty("id").GetGuid();
            }
            Comment = await Say("Two things:\n\n1. one\n2. two");
            var reply = await Say("Again:\n\n1. one\n2. two", Comment);
            for (var i = 0; i < 5; i++) await Say($"And {i}.", i == 0 ? reply : Comment);
            foreach (var (exact, prefix) in new[] { ("One.", WideWord + " "), ("One.", "One. "), ("Two.", "One. One. "),
                    ("Three.", "Two. ") })
                await Say("About that: " + exact + prefix.Length, null, new { exact, prefix, suffix = "" });
            Passage = (await Query(db => db.Passages.OrderBy(x => x.Id).FirstAsync())).Id;
            Staff = (await Acts(Role.Moderator, "mo@news.example")).DefaultRequestHeaders.Authorization!.ToString();
        }
    }

    [Fact]
    public async Task No_page_is_wider_than_a_phone_and_headings_are_in_order_of_size_and_what_can_be_pressed_is_high_enough()
    {
        var context = await Window(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 320, Height = 640 },
            ExtraHTTPHeaders = new Dictionary<string, string> { ["Authorization"] = site.Staff } });
        var page = await context.NewPageAsync();
        var (article, comment) = ("/articles/wide", $"/articles/wide/comments/{site.Comment}");
        var wrong = new List<string>();
        foreach (var path in new[]
        {
            "/", article, article + "?sort=newest", comment, comment + "/options", comment + "/history", comment + "/report",
            comment + "/removal", article + "/comments/new?parent=" + site.Comment,
            article + "/comments/withdrawn", article + "/passages", $"{article}/passages/{site.Passage}", article + "/featured",
            article + "/search?q=one", article + "/editing", article + "/questions-and-answers", "/search?q=one", $"/readers/{site.Wide}",
            $"/readers/{site.Wide}/standing", "/account", "/moderation", "/guidelines", "/nowhere",
        })
        {
            await page.GotoAsync(At(path));
            wrong.AddRange((await page.EvaluateAsync<string[]>(Faults)).Select(fault => $"{path}: {fault}"));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // A link within a sentence is as high as its line.
    private const string Faults = """
        () => {
          const seen = x => x.checkVisibility() && x.getClientRects().length && !x.closest('.visually-hidden, .skip, .trap');
          const faults = [];
          if (document.documentElement.scrollWidth > innerWidth) faults.push(`${document.documentElement.scrollWidth} wide`);
          const sizes = level => [...document.querySelectorAll('h' + level)].filter(seen)
            .map(x => parseFloat(getComputedStyle(x).fontSize));
          for (const level of [1, 2])
            if (Math.max(...sizes(level + 1)) > Math.min(...sizes(level))) faults.push(`h${level + 1} is larger than h${level}`);
          for (const x of document.querySelectorAll(
            'a[href], button, summary, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])')) {
            const inSentence = x.matches('a') && x.parentElement.textContent.trim().length > x.textContent.trim().length + 12
              && getComputedStyle(x).display === 'inline';
            if (seen(x) && !inSentence && x.getBoundingClientRect().height < 23.5 && getComputedStyle(x).fontSize !== '0px')
              faults.push(`${Math.round(x.getBoundingClientRect().height)} high: ${x.outerHTML.slice(0, 90)}`);
          }
          return faults;
        }
        """;

    [Fact]
    public async Task A_list_in_a_comment_is_a_list_wherever_the_comment_stands()
    {
        var page = await Open(await Window(), $"/articles/wide/comments/{site.Comment}");
        var marks = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.comment-text ol')].map(x => "
            + "`${getComputedStyle(x).listStyleType} ${parseFloat(getComputedStyle(x).paddingInlineStart) > 15}`)");

        Assert.Equal(["decimal true", "decimal true"], marks);
    }

    [Fact]
    public async Task Notes_in_the_margin_stand_one_below_another_and_each_shows_its_own_words()
    {
        var page = await Open(await Window(new() { ViewportSize = new() { Width = 1440, Height = 900 } }), "/articles/wide");
        var notes = page.Locator(".prose > .margin");
        Assert.Equal(3, await notes.CountAsync());

        await Expect(page.Locator(".margin-thread")).ToHaveCountAsync(0);
        await notes.First.Locator("a[data-passage]").First.ClickAsync();
        await Expect(page.Locator(".margin-thread")).ToBeVisibleAsync();
        var boxes = await page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.prose > .margin')].flatMap(x => "
            + "[x.getBoundingClientRect().top, x.getBoundingClientRect().bottom])");
        Assert.Equal(boxes.Order(), boxes);

        foreach (var (link, block) in new[] { (0, "1"), (1, "2") })
        {
            await page.Locator("a[data-passage='One.']").Nth(link).FocusAsync();
            Assert.Equal(block, await page.EvaluateAsync<string>(
                "() => [...CSS.highlights.get('passage')][0].startContainer.parentElement.closest('[data-block]').dataset.block"));
        }

        await page.GotoAsync(At("/articles/wide/passages"));
        Assert.Contains("underline", await page.GetByRole(AriaRole.Link, new() { Name = "Comment on this" }).First
            .EvaluateAsync<string>("x => getComputedStyle(x).textDecorationLine"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_notes_beside_one_paragraph_the_last_that_was_pressed_is_open_and_its_words_stay_marked()
    {
        var page = await Open(await Window(new() { ViewportSize = new() { Width = 1440, Height = 900 } }), "/articles/wide");
        var (one, two) = (page.Locator("a[data-passage='One.']").Nth(1), page.Locator("a[data-passage='Two.']"));
        await one.ClickAsync();
        await Expect(page.Locator(".margin-thread")).ToContainTextAsync("About that: One.");
        await two.ClickAsync();
        await Expect(page.Locator(".margin-thread")).ToContainTextAsync("About that: Two.");
        await Expect(one).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(two).ToHaveAttributeAsync("aria-expanded", "true");

        await page.Locator(".prose [data-block]").First.HoverAsync();
        Assert.Equal("Two.", await page.EvaluateAsync<string>("() => `${[...CSS.highlights.get('passage') ?? []][0]}`"));
        await two.ClickAsync();
        await Expect(page.Locator(".margin-thread")).ToHaveCountAsync(0);

        // Also where the first has not come yet.
        var held = new TaskCompletionSource();
        await page.RouteAsync($"**{await one.GetAttributeAsync("href")}", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        var come = page.WaitForResponseAsync($"**{await one.GetAttributeAsync("href")}");
        await one.ClickAsync();
        await two.ClickAsync();
        await Expect(page.Locator(".margin-thread")).ToContainTextAsync("About that: Two.");
        held.SetResult();
        await (await come).FinishedAsync();
        // Asked for once more it comes after the one that was late: of two, one would be left.
        await one.ClickAsync();
        await Expect(page.Locator(".margin-thread")).ToContainTextAsync("About that: One.");
        await Expect(page.Locator(".margin-thread")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task On_touch_the_button_for_a_passage_stands_at_the_lower_edge()
    {
        var page = await Open(await Window(new() { ViewportSize = new() { Width = 390, Height = 700 }, HasTouch = true, IsMobile = true }),
            "/articles/wide");
        await page.EvaluateAsync("() => document.getSelection().selectAllChildren(document.querySelector('[data-block]'))");
        await Expect(page.Locator(".on-passage")).ToBeVisibleAsync();
        var box = (await page.Locator(".on-passage").BoundingBoxAsync())!;

        Assert.InRange(box.Y + box.Height, 640, 700);
    }

    [Fact]
    public async Task On_paper_the_story_is_larger_than_what_was_said_and_there_is_nothing_to_press()
    {
        var page = await Open(await Window(), "/articles/wide");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        var size = (string which) => page.Locator(which).First.EvaluateAsync<double>("x => parseFloat(getComputedStyle(x).fontSize)");

        Assert.True(await size(".prose p") > await size(".comment-text p"));
        await Expect(page.GetByText("And 4.")).ToBeVisibleAsync();
        // The charts of transparency are table cells, whatever else is called a bar.
        Assert.Equal("table-cell",
            await page.EvaluateAsync<string>("() => { document.body.insertAdjacentHTML('beforeend', '<table class=\"bars\"><tr><td "
                + "class=\"bar\"></td></tr></table>'); return getComputedStyle(document.querySelector('td.bar')).display; }"));
        Assert.Equal(0, await page.Locator("button:visible, input:visible, textarea:visible, summary:visible").CountAsync());
    }

    [Fact]
    public async Task How_long_ago_something_was_said_is_told_by_the_servers_clock()
    {
        // The browser's clock is months ahead of the site's.
        var id = await Site.Ada.Post("Just now.");
        var page = await (await Window()).NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync(At($"{Site.Page}/comments/{id}"));
        await Ready(page);
        await Expect(page.Locator($"#c-{id} .when")).ToHaveTextAsync("just now");

        await page.Clock.RunForAsync(121_000);
        await Expect(page.Locator($"#c-{id} .when")).ToHaveTextAsync("2 minutes ago");
    }
}
