using Microsoft.Playwright;
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
    private string Story(string path, bool optIn = true, string lang = "en")
    {
        Around.Host.Page(path, $$"""
            <!DOCTYPE html><html lang="{{lang}}"><head><meta charset="utf-8"><title>A story</title></head>
            <body><article><h1>The ferry</h1><p>A ferry will cross <i>every</i> ten minutes, the <a href="/">council</a> said.</p>
              {{string.Concat(Enumerable.Range(0, 60).Select(i => $"<p>Paragraph {i} of a long story.</p>"))}}</article>
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
