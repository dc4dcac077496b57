using System.Net.Http.Json;
using Microsoft.Playwright;
using Parley.Tests.Exchange;
using static Microsoft.Playwright.Assertions;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Browser;

/// <summary>Two lines in a page of another site, in a browser that keeps no third-party cookies.</summary>
public sealed class EmbeddingTests(EmbeddingTests.Embedded site, EmbeddingTests.Strict chromium)
    : BrowserTest(site, chromium), IClassFixture<EmbeddingTests.Embedded>, IClassFixture<EmbeddingTests.Strict>
{
    /// <summary>With somebody else's site beside it, registered before the server starts.</summary>
    public sealed class Embedded : Site, IAsyncLifetime
    {
        public HostSite Host { get; private set; } = null!;

        protected override IEnumerable<string> Settings => [.. base.Settings, $"Parley:Origins={Host.Origin}"];

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            Host = await HostSite.Start();
            await InitializeAsync();
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            await Host.DisposeAsync();
        }
    }

    /// <summary>
    /// Keeps no cookies of third parties, which only the browser with its windows can forbid, and knows a name for the server that it
    /// doesn't trust with secure ones.
    /// </summary>
    public sealed class Strict : Chromium
    {
        protected override string Program => "/usr/bin/chromium";

        protected override IEnumerable<string> Arguments =>
            ["--test-third-party-cookie-phaseout", "--host-resolver-rules=MAP parley.test 127.0.0.1, MAP evil.test 127.0.0.1"];
    }

    private HostSite Host => ((Embedded)Site).Host;

    private string Server => At("").TrimEnd('/');

    private string Untrusted => $"http://parley.test:{Site.Address.Port}";

    private string Story(string server, string attributes = "", string lang = "en", string style = "/* plain */") => $$"""
        <!DOCTYPE html><html lang="{{lang}}"><head><meta charset="utf-8"><title>A story</title>
          <style nonce="n">{{style}} body { max-width: 40rem; margin: auto }</style></head>
        <body><h1>A story</h1>
          {{string.Concat(Enumerable.Repeat("<p>It will be closed from May, and nobody knows for how long it will be.</p>", 40))}}
        <script async src="{{server}}/embed.js"></script><div data-parley {{attributes}}></div>
          <footer>The end of the page.</footer></body></html>
        """;

    private string Policy => $"default-src 'none'; script-src {Server}; frame-src {Server}; style-src 'nonce-n'; base-uri 'none'";

    [Theory]
    [InlineData("en", "")]
    [InlineData("ar", "body { background: #101418; color: #e8e6e0; font-family: serif } html { direction: rtl }")]
    public async Task A_reader_reads_comments_votes_replies_and_edits_in_a_page_of_another_site_and_finds_it_there_again(
        string lang, string style)
    {
        var path = $"/story-{lang}";
        var url = Host.Page(path, Story(Server, lang: lang, style: style), Policy);
        await Say(url, "What stands here already.");
        var page = await (await Window()).NewPageAsync();
        await page.AddInitScriptAsync("globalThis.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) if "
            + "(!e.hadRecentInput) shift += e.value; }).observe({ type: 'layout-shift', buffered: true });");
        await page.GotoAsync(url);
        var frame = await Discussion(page);
        await Expect(frame.Locator(".comment-text")).ToContainTextAsync("What stands here already.");
        Assert.False(await frame.Locator("html").EvaluateAsync<bool>(
            "() => { document.cookie = 'third=1; Secure; SameSite=None; Path=/'; return document.cookie.includes('third=') }"));

        await frame.Locator("form.write textarea").FillAsync("Said in a frame.");
        await frame.Locator("form.write [name=name]").FillAsync($"Lotte {lang}");
        await frame.Locator("form.write [data-post]").ClickAsync();
        var mine = frame.Locator(".comment", new() { HasText = "Said in a frame." });
        await Expect(mine).ToBeVisibleAsync();
        var other = frame.Locator(".comment", new() { HasText = "What stands here already." });
        await other.Locator(".vote [value='1']").ClickAsync();
        await Expect(other.Locator("[data-up]")).ToHaveTextAsync(lang == "ar" ? "١" : "1");
        await other.Locator("[data-reply]").ClickAsync();
        await frame.Locator(".comment-item form.write textarea").FillAsync("An answer in a frame.");
        await frame.Locator(".comment-item form.write [data-post]").ClickAsync();
        var reply = frame.Locator(".replies .comment", new() { HasText = "An answer in a frame." });
        await Expect(reply).ToBeVisibleAsync();
        await Expect(reply).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("own"));
        await FrameIsAsTallAsItsContent(page, frame);

        await mine.Locator(".options").ClickAsync();
        await frame.Locator($"a[href$='/edit']").ClickAsync();
        // The box of the page before is a box too.
        await Expect(frame.Locator("form.write textarea")).ToHaveValueAsync("Said in a frame.");
        await frame.Locator("form.write textarea").FillAsync("Said better in a frame.");
        await frame.Locator("form.write [data-post]").ClickAsync();
        await Expect(frame.Locator(".comment-text").First).ToContainTextAsync("Said better in a frame.");

        await page.ReloadAsync();
        frame = await Discussion(page);
        await Expect(frame.Locator(".comment", new() { HasText = "Said better in a frame." }))
            .ToHaveClassAsync(new System.Text.RegularExpressions.Regex("own"));
        await Expect(frame.Locator(".comment", new() { HasText = "What stands here already." }).Locator(".vote [value='1']"))
            .ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(frame.Locator("html")).ToHaveAttributeAsync("dir", lang == "ar" ? "rtl" : "ltr");
        await Expect(frame.Locator("html")).ToHaveAttributeAsync("data-theme", lang == "ar" ? "dark" : "light");
        await FrameIsAsTallAsItsContent(page, frame);
        Assert.InRange(await page.EvaluateAsync<double>("shift"), 0, 0.02);
        if (Environment.GetEnvironmentVariable("PARLEY_PICTURES") is { } folder)
            await page.ScreenshotAsync(new() { Path = $"{folder}/frame-{lang}.png", FullPage = true });
    }

    [Fact]
    public async Task Whose_comment_was_removed_finds_the_reasons_and_the_appeal_from_inside_the_frame()
    {
        var url = Host.Page("/removed", Story(Server));
        await Say(url, "What stands here already.");
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(url);
        var frame = await Discussion(page);
        await frame.Locator("form.write textarea").FillAsync("Ferry tickets in my shop.");
        await frame.Locator("form.write [name=name]").FillAsync("Lotte");
        await frame.Locator("form.write [data-post]").ClickAsync();
        var mine = frame.Locator(".comment", new() { HasText = "Ferry tickets in my shop." });
        await Expect(mine).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("own"));
        var id = Guid.Parse((await mine.GetAttributeAsync("id"))![2..]);

        await Moderation.Life.Remove(await Moderation.Life.Moderator(Site, "mo"), id);

        // While it is read, and when it is opened again
        foreach (var again in new[] { false, true })
        {
            if (again) await page.ReloadAsync();
            var link = (await Discussion(page)).Locator($"#c-{id}.placeholder a[href*='receipt=']");
            await Expect(link).ToBeVisibleAsync();
            // A key finds what the frame still moves.
            var statement = await page.RunAndWaitForPopupAsync(() => link.PressAsync("Enter"));
            await Expect(statement.GetByText("The same offer as below three other articles.")).ToBeVisibleAsync();
            if (!again) continue;
            await statement.GetByLabel("Why is the decision wrong?").FillAsync("It answers a question.");
            await statement.GetByRole(AriaRole.Button, new() { Name = "Appeal" }).ClickAsync();
            await Expect(statement.GetByText("There was an appeal")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Where_no_cookie_is_kept_a_small_window_lends_what_stands_for_it()
    {
        var url = Host.Page("/cookieless", Story(Untrusted));
        await Say(url, "Read without a cookie.");
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(url);
        var frame = await Discussion(page);

        var vote = frame.Locator(".vote [value='1']");
        await page.RunAndWaitForPopupAsync(() => vote.ClickAsync());
        await Expect(frame.Locator("[data-up]")).ToHaveTextAsync("1");
        await frame.Locator("form.write textarea").FillAsync("Said without a cookie.");
        await frame.Locator("form.write [name=name]").FillAsync("Lotte");
        await frame.Locator("form.write [data-post]").ClickAsync();
        var mine = frame.Locator(".comment", new() { HasText = "Said without a cookie." });
        await Expect(mine).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("own"));
        await mine.Locator(".options").ClickAsync();
        await frame.Locator($"a[href$='/edit']").ClickAsync();
        // The box of the page before is a box too.
        await Expect(frame.Locator("form.write textarea")).ToHaveValueAsync("Said without a cookie.");
        await frame.Locator("form.write textarea").FillAsync("Said better without a cookie.");
        await frame.Locator("form.write [data-post]").ClickAsync();
        await Expect(frame.Locator(".comment-text").First).ToContainTextAsync("Said better without a cookie.");

        await page.ReloadAsync();
        frame = await Discussion(page);
        await Expect(frame.Locator(".comment", new() { HasText = "Said better without a cookie." })).ToBeVisibleAsync();
        // A click later the same reader is back: the window knows them.
        var other = frame.Locator(".comment", new() { HasText = "Read without a cookie." });
        await page.RunAndWaitForPopupAsync(() => other.Locator(".vote [value='1']").ClickAsync());
        await Expect(frame.Locator(".comment", new() { HasText = "Said better without a cookie." }))
            .ToHaveClassAsync(new System.Text.RegularExpressions.Regex("own"));
    }

    [Fact]
    public async Task Where_no_cookie_is_kept_a_comment_rests_and_is_changed_and_posted_from_its_frame()
    {
        var url = Host.Page("/cookieless-later", Story(Untrusted));
        await Say(url, "Read before anything rests.");
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(url);
        var frame = await Discussion(page);
        await page.RunAndWaitForPopupAsync(() => frame.Locator(".vote [value='1']").ClickAsync());
        await Expect(frame.Locator("[data-up]")).ToHaveTextAsync("1");

        await frame.Locator("form.write textarea").FillAsync("Written in a rage.");
        await frame.Locator("form.write [name=name]").FillAsync("Lotte");
        await frame.Locator("form.write .later summary").ClickAsync();
        await FrameIsAsTallAsItsContent(page, frame);
        await frame.Locator("form.write [value=hour]").ClickAsync();
        await Expect(frame.Locator(".resting")).ToContainTextAsync("Written in a rage.");
        await Expect(frame.Locator(".comment", new() { HasText = "Written in a rage." })).ToHaveCountAsync(0);
        await FrameIsAsTallAsItsContent(page, frame);

        await frame.Locator(".resting a[href*='/comments/resting/']").ClickAsync();
        await Expect(frame.Locator("form.write textarea")).ToHaveValueAsync("Written in a rage.");
        await frame.Locator("form.write textarea").FillAsync("Written again in peace.");
        await frame.Locator("form.write .later summary").ClickAsync();
        await frame.Locator("form.write [value=morning]").ClickAsync();
        await Expect(frame.Locator(".resting-one")).ToContainTextAsync("Written again in peace.");
        await frame.Locator(".resting form[action$='/post'] button").ClickAsync();
        await Expect(frame.Locator("[data-focus] .comment-text")).ToHaveTextAsync("Written again in peace.");
        await Expect(frame.Locator(".resting")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_signed_in_around_the_frame_is_signed_in_there_and_out_within_five_seconds()
    {
        var publisher = new Publisher(Site, Host.Origin);
        var key = await publisher.Key();
        var user = "";
        Host.Otherwise = http =>
        {
            http.Response.StatusCode = user.Length > 0 ? 200 : 401;
            return user.Length > 0 ? Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response,
                Publisher.Sign(publisher.Claims(user, user), key)) : Task.CompletedTask;
        };
        var url = Host.Page("/members", Story(Server, "data-token-url=/parley-token"),
            Policy.Replace("base-uri", $"connect-src 'self' {Server}; base-uri", StringComparison.Ordinal));
        var page = await (await Window()).NewPageAsync();
        var addresses = new List<string>();
        page.Request += (_, request) => addresses.Add(request.Url + " " + request.Headers.GetValueOrDefault("referer"));
        await page.GotoAsync(url);
        var frame = await Discussion(page);
        await frame.Locator("form.write textarea").FillAsync("Said as a guest, in a frame.");
        await frame.Locator("form.write [name=name]").FillAsync("Guest");
        await frame.Locator("form.write [data-post]").ClickAsync();
        await Expect(frame.Locator(".comment", new() { HasText = "Said as a guest, in a frame." })).ToBeVisibleAsync();

        user = "Lotte Sommer";
        await page.ReloadAsync();
        frame = await Discussion(page);
        await Expect(frame.Locator(".write-as bdi")).ToHaveTextAsync("Lotte Sommer");
        await frame.Locator("form.write textarea").FillAsync("Said as a member.");
        await frame.Locator("form.write [data-post]").ClickAsync();
        var mine = frame.Locator(".comment", new() { HasText = "Said as a member." });
        await Expect(mine.Locator(".author")).ToHaveTextAsync("Lotte Sommer");
        // What the guest said has become the member's.
        var before = frame.Locator(".comment", new() { HasText = "Said as a guest, in a frame." });
        await page.ReloadAsync();
        frame = await Discussion(page);
        await Expect(before.Locator(".author")).ToHaveTextAsync("Lotte Sommer");
        await Expect(frame.Locator(".write-as bdi")).ToHaveTextAsync("Lotte Sommer");
        await frame.Locator(".comment", new() { HasText = "Said as a member." }).Locator(".options").ClickAsync();
        await Expect(frame.Locator("a[href$='/edit']")).ToBeVisibleAsync();
        Assert.DoesNotContain(addresses, address => address.Contains("eyJ", StringComparison.Ordinal));
        Assert.DoesNotContain("eyJ",
            await page.EvaluateAsync<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])"),
            StringComparison.Ordinal);

        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync(url);
        var beside = await Discussion(tab);
        await Expect(beside.Locator(".write-as bdi")).ToHaveTextAsync("Lotte Sommer");

        user = "";
        await page.EvaluateAsync("parley.refresh()");
        await Expect(frame.Locator("form.write [name=name]")).ToBeVisibleAsync(new() { Timeout = 5000 });
        await Expect(frame.Locator(".write-as")).ToHaveCountAsync(0);
        // In the other tab too, which nobody has touched.
        await Expect(beside.Locator("form.write [name=name]")).ToBeVisibleAsync(new() { Timeout = 5000 });
        await tab.CloseAsync();

        // Whoever goes while they are being signed in is out, and so is whoever was here when nobody can say who it is now.
        var held = new TaskCompletionSource();
        await page.RouteAsync("**/api/v1/sign-in/publisher", async route =>
        {
            await held.Task;
            await route.ContinueAsync();
        });
        var asked = page.WaitForRequestAsync("**/api/v1/sign-in/publisher");
        user = "Lotte Sommer";
        await page.EvaluateAsync("parley.refresh()");
        await asked;
        user = "";
        var nobody = page.WaitForResponseAsync("**/parley-token");
        await page.EvaluateAsync("parley.refresh()");
        await nobody;
        var late = page.WaitForResponseAsync("**/api/v1/sign-in/publisher");
        held.SetResult();
        await late;
        await page.UnrouteAllAsync();
        await Expect(frame.Locator("form.write [name=name]")).ToBeVisibleAsync();
        await frame.Locator("form.write textarea").FillAsync("As whoever comes next.");
        await frame.Locator("form.write [name=name]").FillAsync("Next Nils");
        await frame.Locator("form.write [data-post]").ClickAsync();
        await Expect(frame.Locator(".comment", new() { HasText = "As whoever comes next." }).Locator(".author"))
            .ToHaveTextAsync("Next Nils");

        user = "Lotte Sommer";
        await page.EvaluateAsync("parley.refresh()");
        await Expect(frame.Locator(".write-as bdi")).ToHaveTextAsync("Lotte Sommer");
        await Expect(mine).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("own"));
        // A form of the browser's own that can't be sent as her is not sent, and says so.
        await mine.Locator(".options").ClickAsync();
        await frame.GetByText("Withdraw this comment").ClickAsync();
        await page.RouteAsync("**/api/v1/sign-in/publisher", route => route.AbortAsync());
        await page.EvaluateAsync("parley.refresh()");
        await frame.GetByRole(AriaRole.Button, new() { Name = "Withdraw it" }).ClickAsync();
        await Expect(frame.Locator(".announce")).ToContainTextAsync("The connection failed.");
        await page.UnrouteAllAsync();

        user = "Maja Morgen";
        await page.EvaluateAsync("parley.refresh()");
        await Expect(frame.Locator(".write-as bdi")).ToHaveTextAsync("Maja Morgen");
        await Expect(mine).Not.ToHaveClassAsync(new System.Text.RegularExpressions.Regex("own"));
        var device = Site.Api();
        using var entered = await device.PostAsJsonAsync("/api/v1/sign-in/publisher",
            new { token = Publisher.Sign(publisher.Claims(user, user), key) });
        device.DefaultRequestHeaders.Authorization = new("Bearer", (await entered.Json()).GetProperty("token").GetString());
        await page.RouteAsync("**/parley-token", route => route.AbortAsync());
        await page.EvaluateAsync("parley.refresh()");
        await Expect(frame.Locator(".write-as bdi", new() { HasText = "Maja Morgen" })).ToHaveCountAsync(0);
        // But on their other devices they stay who they are.
        using var still = await device.PutAsync($"/api/v1/discussions/{await Site.DiscussionId()}/visit", null);
        Assert.True(still.IsSuccessStatusCode, $"{still.StatusCode}");
    }

    [Fact]
    public async Task Who_comes_home_is_told_in_the_frame_and_says_there_which_names_were_theirs()
    {
        var publisher = new Publisher(Site, Host.Origin);
        var key = await publisher.Key();
        Host.Otherwise = http =>
        {
            var claims = publisher.Claims("wanda", "Wanda");
            (claims["email"], claims["email_verified"]) = ("wanda@harbour.example", true);
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, Publisher.Sign(claims, key));
        };
        var url = Host.Page("/home", Story(Server, "data-token-url=/parley-token"),
            Policy.Replace("base-uri", $"connect-src 'self' {Server}; base-uri", StringComparison.Ordinal));
        async Task Bring(string comments)
        {
            var file = Path.Combine(Site.Folder, "home.xml");
            await File.WriteAllTextAsync(file, Wxr(Item(7, "home", comments))
                .Replace("https://harbour.example", Host.Origin, StringComparison.Ordinal));
            await Site.Import(file);
        }
        await Bring(Comment(71, "It leaks.", name: "Wanda", mail: "wanda@harbour.example"));
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(url);
        var frame = await Discussion(page);
        var told = frame.Locator(".discussion [data-returned]");
        await Expect(told).ToContainTextAsync("1 comment you wrote before has come back to you.");
        await Expect(frame.Locator(".comment", new() { HasText = "It leaks." })).ToHaveClassAsync(
            new System.Text.RegularExpressions.Regex("own"));
        await FrameIsAsTallAsItsContent(page, frame);
        var read = page.WaitForResponseAsync("**/comments/returned");
        await told.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(told).ToHaveCountAsync(0);
        Assert.Equal(302, (await read).Status);

        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        await Bring(Comment(71, "It leaks.", name: "Wanda", mail: "wanda@harbour.example")
            + Comment(72, "They pay us nothing.", name: "A nurse", mail: "wanda@harbour.example"));
        await page.ReloadAsync();
        frame = await Discussion(page);
        told = frame.Locator(".discussion [data-returned]");
        await told.GetByLabel("A nurse (1 comment)").CheckAsync();
        await FrameIsAsTallAsItsContent(page, frame);
        await told.GetByRole(AriaRole.Button, new() { Name = "The chosen ones are mine" }).ClickAsync();
        await Expect(frame.Locator("[data-returned]")).ToContainTextAsync("2 comments you wrote before have come back to you.");
        await Expect(frame.Locator("[data-returned] form")).ToHaveCountAsync(0);
        await frame.GetByText("The whole discussion").ClickAsync();
        await Expect(frame.Locator(".comment", new() { HasText = "They pay us nothing." }).Locator(".author")).ToHaveTextAsync("Wanda");
        await Expect(frame.Locator("[data-returned]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_link_to_a_comment_opens_the_page_around_it_and_scrolls_there()
    {
        var url = Host.Page("/linked", Story(Server));
        var first = await Say(url, "The one that is linked to.");
        foreach (var i in Enumerable.Range(0, 25)) await Say(url, $"One of many, {i}.");
        var page = await (await Window()).NewPageAsync();

        await page.GotoAsync($"{url}#parley-{first}");
        var frame = await Discussion(page);
        var linked = frame.Locator($"#c-{first}");
        await Expect(linked).ToContainTextAsync("The one that is linked to.");
        await Expect(linked).ToBeInViewportAsync();
        await frame.GetByText("The whole discussion").ClickAsync();
        // The page before has as many comments as the one that comes.
        await Expect(frame.GetByText("The whole discussion")).ToHaveCountAsync(0);
        // All of one moment, in any order: another than the address already names, or nothing would change.
        var shown = frame.Locator($"[data-thread] > .comment-item .comment:not(#c-{first})").Last;
        await Expect(frame.Locator(".comment")).ToHaveCountAsync(20);
        var id = (await shown.GetAttributeAsync("id"))![2..];
        await page.EvaluateAsync("id => location.hash = '#parley-' + id", id);
        await Expect(shown).ToBeInViewportAsync();
        await Expect(shown.Locator(".when")).ToHaveAttributeAsync("href", $"{url}#parley-{id}");
    }

    [Fact]
    public async Task A_link_from_before_the_discussion_came_here_still_leads_to_its_comment()
    {
        var url = Host.Page("/old", Story(Server));
        var file = Path.Combine(Site.Folder, "export.xml");
        var thread = string.Concat(Enumerable.Range(1, 40).Select(i => Comment(i, $"Number {i}.")));
        await File.WriteAllTextAsync(file, Wxr(Item(1, "old", thread))
            .Replace("https://harbour.example", Host.Origin, StringComparison.Ordinal));
        await Site.Import(file);
        var page = await (await Window()).NewPageAsync();

        await page.GotoAsync($"{url}#comment-7");
        var frame = await Discussion(page);
        var linked = frame.Locator(".comment", new() { HasText = "Number 7." });
        await Expect(linked).ToBeInViewportAsync();
        await page.EvaluateAsync("location.hash = '#div-comment-38'");
        await Expect(frame.Locator(".comment", new() { HasText = "Number 38." })).ToBeInViewportAsync();
        // What leads nowhere leaves the page as it is.
        await page.EvaluateAsync("location.hash = '#comment-41'");
        await Expect(frame.Locator(".comment", new() { HasText = "Number 38." })).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_page_without_reloads_puts_several_in_and_takes_them_out_again()
    {
        var url = Host.Page("/app", "<!DOCTYPE html><html lang=en><body><div id=a><a href=x>Comments</a></div><div id=b></div><script "
            + $"src='{Server}/embed.js'></script></body></html>");
        await Say(url + "?1", "In the first.");
        await Say(url + "?2", "In the second.");
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(url);

        await page.EvaluateAsync("url => { parley.mount(a, { url: url + '?1' }); parley.mount(b, { url: url + '?2' }) }", url);
        await Expect(page.FrameLocator("#a iframe").Locator(".comment-text")).ToContainTextAsync("In the first.");
        await Expect(page.FrameLocator("#b iframe").Locator(".comment-text")).ToContainTextAsync("In the second.");
        await page.EvaluateAsync("url => { parley.mount(a, { url: url + '?2' }); parley.unmount(b) }", url);
        await Expect(page.FrameLocator("#a iframe").Locator(".comment-text")).ToContainTextAsync("In the second.");
        await Expect(page.Locator("#b iframe")).ToHaveCountAsync(0);
        await page.EvaluateAsync("parley.unmount(a)");
        await Expect(page.Locator("#a")).ToHaveTextAsync("Comments");
    }

    [Fact]
    public async Task Messages_of_others_and_of_a_wrong_shape_change_nothing()
    {
        var url = Host.Page("/messages", Story(Server));
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(url);
        var frame = await Discussion(page);
        var element = page.Locator("[data-parley] iframe");
        await FrameIsAsTallAsItsContent(page, frame);
        var height = await element.EvaluateAsync<string>("frame => frame.style.height");

        await page.EvaluateAsync("postMessage({ parley: 'height', value: 7 }, '*')");
        await page.EvaluateAsync("""
            () => {
              const other = document.createElement('iframe');
              other.srcdoc = '<script>parent.postMessage({ parley: "height", value: 9 }, "*");'
                + 'parent.frames[0].postMessage({ parley: "look", theme: "dark" }, "*")<\/script>';
              document.body.append(other);
              const inner = document.querySelector('[data-parley] iframe').contentWindow;
              for (const odd of [null, 1, 'height',
                  { parley: 'look', own: { 'paper': 'red;}x{', '--x': 'y', toString: 1 }, color: 7 },
                  { parley: 'show', comment: '"]<b>' }, { parley: 'show', comment: 3 }])
                inner.postMessage(odd, '*');
            }
            """);
        await page.WaitForTimeoutAsync(300);

        Assert.Equal(height, await element.EvaluateAsync<string>("frame => frame.style.height"));
        await Expect(frame.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await Expect(frame.Locator("form.write textarea")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_of_an_origin_nobody_registered_shows_nothing()
    {
        Host.Page("/stolen", Story(Server, $"data-url='{Host.Origin}/story-en'"));
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync($"http://evil.test:{Host.Port}/stolen");

        await page.Locator("[data-parley]").ScrollIntoViewIfNeededAsync();
        await page.Locator("[data-parley] iframe").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.WaitForTimeoutAsync(500);
        await Expect(page.FrameLocator("[data-parley] iframe").Locator("[data-discussion]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_list_of_links_says_how_many_comments_there_are_in_the_themes_own_words()
    {
        await Say(Host.Origin + "/one", "Alone.");
        await Say(Host.Origin + "/two", "First.");
        await Say(Host.Origin + "/two", "Second.");
        var words = "data-none='No comments' data-one='One comment' data-many='# comments'";
        var url = Host.Page("/list", $"""
            <!DOCTYPE html><html lang=en><body><a class=parley-count href=/zero {words}></a>
            <a class=parley-count href='/one?utm_source=list#comments' {words}></a>
            <a href=/two><span class=parley-count data-url=/two {words}></span></a><b class=parley-count data-url=/two></b>
            <script async src='{Server}/embed.js'></script></body></html>
            """);
        var page = await (await Window()).NewPageAsync();
        var asked = 0;
        page.Request += (_, request) => asked += request.Url.Contains("/counts", StringComparison.Ordinal) ? 1 : 0;
        await page.GotoAsync(url);

        await Expect(page.Locator(".parley-count")).ToHaveTextAsync(["No comments", "One comment", "2 comments", "2"]);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task The_lists_of_a_theme_made_for_others_are_counted_as_they_stand()
    {
        await Say(Host.Origin + "/counted-1", "Alone.");
        await Say(Host.Origin + "/counted-2", "First.");
        await Say(Host.Origin + "/counted-2", "Second.");
        var page = await (await Window()).NewPageAsync();
        await page.GotoAsync(Host.Page("/disqus-list", $"""
            <!DOCTYPE html><html lang=de><body><a href="/counted-1#disqus_thread">?</a>
            <span class=disqus-comment-count data-disqus-url="{Host.Origin}/counted-2">?</span>
            <script async src='{Server}/embed.js'></script></body></html>
            """));
        await Expect(page.Locator("a, span")).ToHaveTextAsync(["1 Kommentar", "2 Kommentare"]);

        await page.GotoAsync(Host.Page("/theme-list", $"""
            <!DOCTYPE html><html lang=de><body><p class=comments-link><a href="/counted-2#respond">Schreib etwas</a></p>
            <script async src='{Server}/embed.js' data-count='.comments-link a'></script></body></html>
            """));
        await Expect(page.Locator("a")).ToHaveTextAsync("2 Kommentare");
    }

    [Fact]
    public async Task Twenty_comments_in_a_frame_are_three_requests_and_forty_kilobytes_and_nobody_else_is_asked()
    {
        var url = Host.Page("/weight", Story(Server));
        foreach (var i in Enumerable.Range(0, 20))
            await Say(url,
                $"Comment {i}: it is a bridge that many use, and the town has not said for how long they cannot. " + new string('x', i));
        var page = await (await Window()).NewPageAsync();
        var client = await page.Context.NewCDPSessionAsync(page);
        await client.SendAsync("Network.enable");
        var asked = new List<IRequest>();
        page.Request += (_, request) => asked.Add(request);
        await page.GotoAsync(url);
        var frame = await Discussion(page);
        await Expect(frame.Locator(".comment")).ToHaveCountAsync(20);

        var own = asked.Where(request => request.Url.StartsWith(Server, StringComparison.Ordinal)
            && !request.Url.EndsWith("/embed.js", StringComparison.Ordinal) && !request.Url.Contains("/events", StringComparison.Ordinal)
            && !request.Url.Contains("favicon", StringComparison.Ordinal)).ToList();
        Assert.True(own.Count == 3, string.Join('\n', own.Select(request => request.Url)));
        var bytes = 0;
        foreach (var request in own) bytes += (await request.SizesAsync()).ResponseBodySize;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes");
        Assert.InRange(bytes, 1, 40 * 1024);
        Assert.All(asked, request => Assert.True(request.Url.StartsWith(Server, StringComparison.Ordinal)
            || request.Url.StartsWith(Host.Origin, StringComparison.Ordinal), request.Url));
    }

    private static async Task<IFrameLocator> Discussion(IPage page)
    {
        var element = page.Locator("[data-parley] iframe");
        await page.Locator("[data-parley]").ScrollIntoViewIfNeededAsync();
        await element.WaitForAsync(new() { State = WaitForSelectorState.Visible });
        var frame = page.FrameLocator("[data-parley] iframe");
        await frame.Locator("html[data-ready]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return frame;
    }

    private static async Task FrameIsAsTallAsItsContent(IPage page, IFrameLocator frame)
    {
        await Wait.Until("the frame has the height of its content", async () =>
        {
            var inner = await frame.Locator("html").EvaluateAsync<double>("html => html.getBoundingClientRect().height");
            var outer = await page.Locator("[data-parley] iframe").EvaluateAsync<double>("frame => frame.getBoundingClientRect().height");
            return Math.Abs(inner - outer) <= 1;
        });
    }

    private async Task<Guid> Say(string url, string text)
    {
        var id = (await Site.Discussion(url: url)).GetProperty("id").GetGuid();
        using var answer = await Site.Ada.Http.PostAsync($"/api/v1/discussions/{id}/comments",
            System.Net.Http.Json.JsonContent.Create(new { text, url }));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Json()).GetProperty("id").GetGuid();
    }
}
