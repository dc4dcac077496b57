using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Articles;
using Parley.Tests.Embedding;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>One more line in a page of another site: its readers point at words of its story.</summary>
public sealed class HostPassageTests(Embedding.HostPassageTests.Hosted site, Chromium chromium)
    : BrowserTest(site, chromium), IClassFixture<Embedding.HostPassageTests.Hosted>, IClassFixture<Chromium>
{
    private const string Words = "every ten minutes, the council";

    private string Server => At("").TrimEnd('/');

    private Embedding.HostPassageTests.Hosted Around => (Embedding.HostPassageTests.Hosted)Site;

    // Its policy lets in what the page needs, and no style from elsewhere.
    private string Story(string path, bool optIn = true, string lang = "en", string more = "")
    {
        Around.Host.Page(path, $$"""
            <!DOCTYPE html><html lang="{{lang}}"><head><meta charset="utf-8">
              <meta name="viewport" content="width=device-width"><title>A story</title></head>
            <body><article><h1>The ferry</h1><p>A ferry will cross <i>every</i> ten minutes, the <a href="/">council</a> said.</p>
              {{string.Concat(Enumerable.Range(0, 60).Select(i => $"<p>Paragraph {i} of a long story.</p>"))}}{{more}}</article>
            <script async src="{{Server}}/embed.js"></script>
            {{(optIn ? $"<script async src='{Server}/embed/passages.js' data-passages='article'></script>" : "")}}
            <div data-parley></div></body></html>
            """, $"default-src 'none'; script-src {Server}; frame-src {Server}; base-uri 'none'");
        return Around.Origin + path;
    }

    [Theory]
    [InlineData("en", "Comment on this passage")]
    [InlineData("de-AT", "Diese Stelle kommentieren")]
    public async Task A_reader_selects_words_comments_on_them_and_the_quotation_leads_back_to_them(string lang, string label)
    {
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(Story($"/points-{lang}", lang: lang));
        var button = page.Locator("button.parley-passage");
        await button.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Expect(button).ToBeHiddenAsync();
        await Select(page);
        await Expect(button).ToHaveTextAsync(label);
        await button.FocusAsync();
        await button.PressAsync("Enter");

        var frame = await Discussion(page);
        await Expect(frame.Locator("form.write .anchor blockquote")).ToHaveTextAsync(Words);
        await Expect(frame.Locator("form.write textarea")).ToBeInViewportAsync();
        await frame.Locator("form.write textarea").FillAsync("Every ten? In summer perhaps.");
        await frame.Locator("form.write [name=name]").FillAsync($"Lotte {lang}");
        await frame.Locator("form.write [data-post]").ClickAsync();
        await Expect(frame.Locator(".comment .anchor blockquote")).ToHaveTextAsync(Words);

        await page.ReloadAsync();
        frame = await Discussion(page);
        var before = await page.Locator("article").EvaluateAsync<string>("story => story.innerHTML");
        Assert.True(await page.EvaluateAsync<double>("scrollY") > 500);
        await frame.Locator(".comment .anchor-link").PressAsync("Enter");
        await Expect(page.Locator("article h1 + p")).ToBeInViewportAsync();
        Assert.Equal(Words, await page.EvaluateAsync<string>("[...CSS.highlights.get('parley-passage')][0].toString()"));
        Assert.Equal(before, await page.Locator("article").EvaluateAsync<string>("story => story.innerHTML"));
    }

    [Fact]
    public async Task Without_the_line_there_is_nothing_of_it()
    {
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(Story("/points-not", optIn: false));
        var frame = await Discussion(page);
        await Select(page);

        await Expect(page.Locator("button")).ToHaveCountAsync(0);
        await Expect(frame.Locator(".anchor")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_others_say_and_what_is_no_quotation_is_heard_by_neither_side()
    {
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(Story("/points-odd"));
        var frame = await Discussion(page);
        // Another frame speaks to the discussion, and the page to itself.
        await page.EvaluateAsync("document.body.append(document.createElement('iframe'))");
        await page.Frames[^1].EvaluateAsync("""
            () => {
              const { port1, port2 } = new MessageChannel();
              parent.frames[0].postMessage({ parley: 'passages' }, '*', [port2]);
              port1.postMessage({ exact: 'said by another', prefix: '', suffix: '' });
            }
            """);
        await page.EvaluateAsync("postMessage({ parley: 'ready' }, '*'); postMessage({ exact: 'every ten', prefix: '', suffix: '' }, '*')");
        await page.EvaluateAsync("""
            () => {
              const { port1, port2 } = window.line = new MessageChannel();
              frames[0].postMessage({ parley: 'passages' }, '*', [port2]);
              for (const odd of [null, 7, 'every ten', {}, { exact: 7, prefix: '', suffix: '' }, { exact: ' ', prefix: '', suffix: '' },
                  { exact: 'every ten' }, { exact: 'x'.repeat(7000), prefix: '', suffix: '' }])
                port1.postMessage(odd);
            }
            """);
        await page.WaitForTimeoutAsync(300);
        await Expect(frame.Locator(".anchor")).ToHaveCountAsync(0);
        // They are heard in order: what is sound comes last.
        await page.EvaluateAsync("line.port1.postMessage({ exact: 'the council', prefix: 'minutes, ', suffix: ' said' })");

        await Expect(frame.Locator("form.write .anchor blockquote")).ToHaveTextAsync("the council");
        await Expect(frame.Locator("form.write .anchor")).ToHaveCountAsync(1);
        Assert.False(await page.EvaluateAsync<bool>("CSS.highlights.has('parley-passage')"));
    }

    [Fact]
    public async Task On_a_phone_the_button_stands_at_the_lower_edge_away_from_the_devices_own_menu()
    {
        var phone = await Window(new() { HasTouch = true, IsMobile = true, ViewportSize = new() { Width = 390, Height = 800 } });
        var page = await phone.NewPageAsync();
        await page.GotoAsync(Story("/points-by-touch"));
        var button = page.Locator("button.parley-passage");
        await button.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // As a finger held on a word leaves it: no headless browser selects by that itself.
        await page.EvaluateAsync("getSelection().selectAllChildren(document.querySelector('article i'))");

        await Expect(button).ToBeVisibleAsync();
        var box = (await button.BoundingBoxAsync())!;
        Assert.InRange(box.Y + box.Height, 760, 800);
        Assert.InRange(box.Height, 44, 100);
        await button.TapAsync();
        var frame = await Discussion(page);
        await Expect(frame.Locator("form.write .anchor blockquote")).ToHaveTextAsync("every");
        await Expect(button).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Whoever_came_by_a_link_to_a_comment_writes_about_words_where_the_discussion_has_its_box()
    {
        var url = Story("/points-linked");
        var id = (await Site.Discussion(url: url)).GetProperty("id").GetGuid();
        using var said = await Site.Ada.Http.PostAsync($"/api/v1/discussions/{id}/comments",
            System.Net.Http.Json.JsonContent.Create(new { text = "The one that is linked to." }));
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync($"{url}#parley-{(await said.Json()).GetProperty("id").GetGuid()}");
        var frame = await Discussion(page);
        await Expect(frame.GetByText("The whole discussion")).ToBeVisibleAsync();
        await Select(page);
        await page.Locator("button.parley-passage").ClickAsync();

        await Expect(frame.Locator("form.write .anchor blockquote")).ToHaveTextAsync(Words);
        await Expect(frame.Locator("form.write textarea")).ToBeFocusedAsync();
        await Expect(frame.Locator(".comment")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Whoever_answers_a_comment_on_its_page_writes_about_words_beside_the_answer_and_loses_neither()
    {
        var url = Story("/points-beside");
        var id = (await Site.Discussion(url: url)).GetProperty("id").GetGuid();
        using var said = await Site.Ada.Http.PostAsync($"/api/v1/discussions/{id}/comments",
            System.Net.Http.Json.JsonContent.Create(new { text = "The one that is answered." }));
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync($"{url}#parley-{(await said.Json()).GetProperty("id").GetGuid()}");
        var frame = await Discussion(page);
        await frame.GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        await frame.GetByLabel("Your reply to Ada").PressSequentiallyAsync("Half an answer");
        await Select(page);
        await page.Locator("button.parley-passage").ClickAsync();

        var box = frame.GetByLabel("Your comment");
        await Expect(box).ToBeFocusedAsync();
        await Expect(frame.Locator("form.write .anchor blockquote")).ToHaveTextAsync(Words);
        await box.FillAsync("And these words?");
        await frame.Locator("form.write", new() { Has = box }).GetByLabel("Name").FillAsync("Lotte beside");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        var mine = frame.Locator(".comment", new() { HasText = "And these words?" });
        await Expect(mine.Locator(".anchor blockquote")).ToHaveTextAsync(Words);
        await Expect(frame.GetByLabel("Your reply to Ada")).ToHaveValueAsync("Half an answer");
    }

    [Fact]
    public async Task Whoever_selects_too_much_or_where_nobody_can_write_any_more_is_told_so()
    {
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(Story("/points-long", more: $"<p id=long>{string.Concat(Enumerable.Repeat("On and on. ", 900))}</p>"));
        var frame = await Discussion(page);
        await page.EvaluateAsync("getSelection().selectAllChildren(document.querySelector('#long'))");
        await page.Locator("button.parley-passage").ClickAsync();
        await frame.Locator("form.write textarea").FillAsync("All of it.");
        await frame.Locator("form.write [name=name]").FillAsync("Lotte");
        await frame.Locator("form.write [data-post]").ClickAsync();
        await Expect(frame.Locator("form.write .refusal")).ToContainTextAsync("The passage is too long");

        var url = Story("/points-shut");
        var id = (await Site.Discussion(url: url)).GetProperty("id").GetGuid();
        using var said = await Site.Ada.Http.PostAsync($"/api/v1/discussions/{id}/comments",
            System.Net.Http.Json.JsonContent.Create(new { text = "Said while it was open." }));
        var now = Site.Clock.GetUtcNow();
        await Site.Query(db => db.Discussions.Where(x => x.Id == id).ExecuteUpdateAsync(set => set.SetProperty(x => x.ShutAt, now)));
        await page.GotoAsync(url);
        frame = await Discussion(page);
        await Select(page);
        await page.Locator("button.parley-passage").ClickAsync();
        await Expect(frame.Locator(".announce")).ToHaveTextAsync("This discussion is closed. You can still read it.");
    }

    [Fact]
    public async Task The_script_in_the_page_reads_the_words_that_the_server_reads()
    {
        var page = await Alone();
        foreach (var (body, selector, words) in PageWords.Cases.Select(row => row.Data))
        {
            await page.GotoAsync(AloneAt(body, selector));
            var said = await page.EvaluateAsync<string?>("parleySays()");
            Assert.True(said == words, $"{body} ({selector}): {said}");
        }
    }

    /// <summary>The smallest story that is read in two ways is named.</summary>
    [Fact]
    public async Task Whatever_stands_in_a_story_a_reader_selects_words_that_the_server_finds_and_the_page_shows_again()
    {
        var stories = Gen.Select(PageWords.Stories, Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 40], Gen.Int[0, 40]).Array[400].One();
        var page = await Alone();
        await page.GotoAsync(AloneAt("<article>.</article>", ""));
        var asked = stories.Select(x => new { html = x.Item1, places = new[] { x.Item2, x.Item3, x.Item4, x.Item5 } });
        var told = await page.EvaluateAsync<string>("stories => parleyReads(JSON.parse(stories)).then(JSON.stringify)",
            JsonSerializer.Serialize(asked));
        var answers = JsonSerializer.Deserialize<Said[]>(told, JsonSerializerOptions.Web)!;
        var wrong = new List<string>();
        foreach (var (said, (html, _, _, _, _)) in answers.Zip(stories))
        {
            var text = PageStory.Of(Encoding.UTF8.GetBytes(
                $"<!DOCTYPE html><meta charset=utf-8><body><article>{html}</article><script data-passages></script>"), "text/html")!;
            if ((said.Whole ?? "") != text.Words) wrong.Add($"{html}\n  server: {text.Words}\n  script: {said.Whole}");
            if (said.Exact is not { } exact) continue;
            var refusal = PointedAt.Find(text, new TextQuote(exact, said.Prefix!, said.Suffix!), out _, out _);
            if (refusal is { Code: not "passage-empty" })
                wrong.Add($"{html}\n  server: {text.Words}\n  {refusal.Code}: {said.Prefix}[{exact}]{said.Suffix}");
            var meant = $"{said.Prefix!.Trim()}[{exact}]{said.Suffix!.Trim()}";
            if (said.Again != meant) wrong.Add($"{html}\n  meant: {meant}\n  shown: {said.Again}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count.ToString(CultureInfo.InvariantCulture)}: {wrong.MinBy(x => x.Length)}");
        Assert.InRange(answers.Count(x => x.Again is not null), 200, 400);
    }

    private sealed record Said(string? Whole, string? Exact, string? Prefix, string? Suffix, string? Again);

    /// <summary>
    /// The script by itself, on pages whose address says what is in them; a frame of the same site hears it as the discussion would.
    /// </summary>
    private async Task<IPage> Alone()
    {
        var script = await Site.Api().GetStringAsync("/embed/passages.js");
        Around.Host.Otherwise = http =>
        {
            if (http.Request.Path == "/passages.js") return Send("text/javascript; charset=utf-8", script);
            if (http.Request.Path == "/reader")
                return Send("text/html; charset=utf-8", "<script>parent.postMessage({ parley: 'ready' }, '*'); onmessage = "
                    + "({ ports: [port] }) => { parent.line = port; port.onmessage = ({ data }) => { parent.heard(data); }; };</script>");
            return Send("text/html; charset=utf-8", $$"""
                <!DOCTYPE html><meta charset=utf-8><script src=/passages.js data-passages="{{http.Request.Query["selector"]}}"></script>
                <script>{{Reading}}</script><div data-parley><iframe src=/reader></iframe></div><body>{{http.Request.Query["body"]}}
                """);

            Task Send(string type, string body)
            {
                http.Response.ContentType = type;
                return http.Response.WriteAsync(body);
            }
        };
        return await (await Window()).NewPageAsync();
    }

    private string AloneAt(string body, string selector) =>
        $"{Around.Origin}/alone?body={Uri.EscapeDataString(body)}&selector={Uri.EscapeDataString(selector)}";

    private const string Reading = """
        const until = async isSo => {
          for (let turn = 0; turn < 5000; turn++) {
            const so = isSo();
            if (so) return so;
            await new Promise(go => setTimeout(go));
          }
          throw new Error(`Waited until ${isSo}`);
        };
        const button = () => document.querySelector('.parley-passage');
        // What the script says of a selection, or null where it offers nothing.
        async function says(select) {
          getSelection().removeAllRanges();
          await until(() => button().hidden);
          select();
          if (getSelection().isCollapsed || !/[^\s\u0085\uFEFF]/.test(getSelection().getRangeAt(0).toString())) return null;
          await until(() => !button().hidden);
          const said = new Promise(hear => { heard = hear; });
          button().click();
          return said;
        }
        async function parleySays() {
          await until(() => document.readyState === 'complete' && window.line);
          return button() && (await says(() => getSelection().selectAllChildren(button().previousElementSibling)))?.exact;
        }
        async function parleyReads(stories) {
          await until(() => window.line);
          const story = button().previousElementSibling;
          const answers = [];
          for (const { html, places: [a, b, c, d] } of stories) {
            story.innerHTML = html;
            const answer = {};
            answers.push(answer);
            const whole = await says(() => getSelection().selectAllChildren(story));
            if (whole) answer.whole = whole.exact;
            const texts = [], walk = document.createTreeWalker(story, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) texts.push(walk.currentNode);
            if (!texts.length) continue;
            // Between letters, not inside of one.
            const place = (which, at) => {
              const node = texts[which % texts.length];
              const ends = [...new Intl.Segmenter().segment(node.data)].map(x => x.index).concat(node.data.length);
              return [node, ends[at % ends.length]];
            };
            const some = await says(() => getSelection().setBaseAndExtent(...place(a, c), ...place(b, d)));
            if (!some?.exact) continue;
            Object.assign(answer, some);
            CSS.highlights.delete('parley-passage');
            line.postMessage(some);
            const [range] = await until(() => CSS.highlights.get('parley-passage'));
            const again = await says(() => { getSelection().removeAllRanges(); getSelection().addRange(range); });
            answer.again = again && `${again.prefix.trim()}[${again.exact}]${again.suffix.trim()}`;
          }
          return answers;
        }
        """;

    private static async Task Select(IPage page) => await page.EvaluateAsync("""
        () => {
          const line = document.querySelector('article h1 + p');
          getSelection().setBaseAndExtent(line.querySelector('i').firstChild, 1, line.querySelector('a').firstChild, 4);
        }
        """);

    private static async Task<IFrameLocator> Discussion(IPage page)
    {
        await page.Locator("[data-parley]").ScrollIntoViewIfNeededAsync();
        var frame = page.FrameLocator("[data-parley] iframe");
        await frame.Locator("html[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return frame;
    }
}
