using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>The way of a reader through the page, with script and without: the same buttons, the same words.</summary>
public sealed class ReadingAndWritingTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_guest_posts_replies_votes_edits_and_withdraws(bool script)
    {
        var word = script ? "scripted" : "plain";
        var old = await Site.Ada.Post($"What do you think, {word}?");
        var context = await Window(new() { JavaScriptEnabled = script });
        var page = await Open(context, Site.Page);

        await page.GetByLabel("Your comment").FillAsync($"I was asked, {word}, and **said** no.");
        await page.GetByLabel("Name").FillAsync($"Reader {word}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        var mine = page.Locator(".comment", new() { HasText = $"I was asked, {word}" });
        await Expect(mine).ToBeVisibleAsync();
        await Expect(mine.Locator("strong")).ToHaveTextAsync("said");

        await page.GotoAsync(At($"{Site.Page}?sort=newest"));
        await Ready(page);
        var question = page.Locator($"#c-{old}");
        await question.GetByRole(AriaRole.Button, new() { Name = "Vote up" }).ClickAsync();
        await Expect(question.Locator("[data-up]")).ToHaveTextAsync("1");
        await question.GetByRole(AriaRole.Button, new() { Name = "Vote down" }).ClickAsync();
        await Expect(question.Locator("[data-up]")).ToHaveTextAsync("0");
        await Expect(question.Locator("[data-down]")).ToHaveTextAsync("1");

        await question.GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        await page.GetByLabel("Your reply to Ada").FillAsync($"A good question, {word}.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post reply" }).ClickAsync();
        var reply = page.Locator(".replies .comment", new() { HasText = $"A good question, {word}." });
        await Expect(reply).ToBeVisibleAsync();
        await Expect(reply).ToContainTextAsync("Reply to Ada");

        await reply.GetByRole(AriaRole.Link, new() { Name = "Options" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        await page.GetByLabel("Your comment").FillAsync($"A very good question, {word}.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.Locator(".comment", new() { HasText = $"A very good question, {word}." })).ToBeVisibleAsync();

        await page.Locator(".comment", new() { HasText = $"A very good question, {word}." })
            .GetByRole(AriaRole.Link, new() { Name = "Options" }).ClickAsync();
        // It asks first, and says that it happened.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Withdraw it" })).ToBeHiddenAsync();
        await page.GetByText("Withdraw this comment").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw it" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Your comment is withdrawn");
        await Expect(page.Locator(".comment", new() { HasText = $"A very good question, {word}." })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_strangers_page_is_complete_after_three_requests_and_a_readers_own_votes_come_with_a_fourth()
    {
        await Site.Ada.Post("Three requests and no more.");
        var context = await Window();
        var page = await context.NewPageAsync();
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        await page.GotoAsync(At(Site.Page));
        await Ready(page);
        Assert.Equal(3, asked.Count(path => !path.EndsWith("/events", StringComparison.Ordinal) && path != "/favicon.svg"));

        var vote = page.Locator(".comment", new() { HasText = "Three requests" }).GetByRole(AriaRole.Button, new() { Name = "Vote up" });
        await page.RunAndWaitForResponseAsync(() => vote.ClickAsync(), answer => answer.Url.EndsWith("/vote", StringComparison.Ordinal));
        await Expect(vote).ToHaveAttributeAsync("aria-pressed", "true");
        asked.Clear();
        await page.ReloadAsync();
        await Ready(page);
        await Expect(vote).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Contains(asked, path => path.EndsWith("/mine", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_several_quick_votes_the_last_one_wins()
    {
        var id = await Site.Ada.Post("Make up your mind.");
        var context = await Window();
        var page = await Open(context, $"{Site.Page}/comments/{id}");
        var (up, down) = (page.Locator($"#c-{id} [value='1']"), page.Locator($"#c-{id} [value='-1']"));
        var answered = 0;
        page.Response += (_, answer) =>
        {
            if (answer.Url.EndsWith("/vote", StringComparison.Ordinal))
                Interlocked.Increment(ref answered);
        };

        foreach (var button in new[] { up, down, up, up, down }) await button.ClickAsync();
        await Expect(down).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(up).ToHaveAttributeAsync("aria-pressed", "false");
        await Wait.Until("five votes are answered", () => Volatile.Read(ref answered) == 5);

        await Expect(page.Locator($"#c-{id} [data-up]")).ToHaveTextAsync("0");
        await Expect(page.Locator($"#c-{id} [data-down]")).ToHaveTextAsync("1");
        await Expect(down).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task A_name_that_is_anothers_here_is_asked_for_in_its_place_and_the_text_stays()
    {
        await (await Site.NewGuest("Wanda Pohl")).Post("Wanda speaks here.");
        await Site.Publish("elsewhere", "Elsewhere", "Another story.");
        var context = await Window();
        var page = await Open(context, "/articles/elsewhere");
        await page.GetByLabel("Your comment").FillAsync("Another Wanda there.");
        await page.GetByLabel("Name").FillAsync("Wanda Pohl");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.Locator(".comment.own")).ToBeVisibleAsync();

        await page.GotoAsync(At(Site.Page));
        await Ready(page);
        await page.GetByLabel("Your comment").FillAsync("And here, under whatever name.");
        await Expect(page.Locator(".write-as")).ToContainTextAsync("Wanda Pohl");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("Wanda Pohl 2");
        await Expect(page.GetByLabel("Your comment")).ToHaveValueAsync("And here, under whatever name.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();

        await Expect(page.Locator(".comment.own", new() { HasText = "under whatever name" }).Locator(".author"))
            .ToHaveTextAsync("Wanda Pohl 2");
        await Expect(page.Locator(".write-as")).ToContainTextAsync("Wanda Pohl 2");
    }

    [Fact]
    public async Task Whoever_has_gone_is_asked_for_a_name_in_the_next_reply()
    {
        var asked = await Site.Ada.Post("Who will still be here?");
        var context = await Window();
        var page = await Open(context, $"{Site.Page}?sort=newest");
        await page.GetByLabel("Your comment").FillAsync("I am, for a moment.");
        await page.GetByLabel("Name").FillAsync("Passing Pia");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        var mine = page.Locator(".comment.own");
        await Expect(mine).ToBeVisibleAsync();
        await Expect(page.Locator(".write-as")).ToContainTextAsync("Passing Pia");
        var id = Guid.Parse((await mine.GetAttributeAsync("id"))![2..]);
        var stamp = page.Locator("form.write [name=stamp]").First;
        var before = await stamp.InputValueAsync();

        // They sign out elsewhere. Of what was theirs this page asks again, and is told that it is nobody's.
        await context.ClearCookiesAsync();
        await Moderation.Life.Remove(await Moderation.Life.Moderator(Site, "mo"), id);
        await Expect(page.Locator($"#c-{id}.placeholder")).ToBeVisibleAsync();
        await Expect(stamp).Not.ToHaveValueAsync(before);

        await page.Locator($"#c-{asked}").GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        await Expect(page.GetByLabel("Your reply to Ada")).ToBeFocusedAsync();
        await Expect(page.Locator($"#c-{asked} ~ form").GetByLabel("Name")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_last_vote_counts_though_its_reader_leaves_before_the_first_is_answered()
    {
        Assert.SkipWhen(Site.OnPostgres, "The database is held as SQLite's is.");
        var id = await Site.Ada.Post("Up, no, down, and off.");
        var context = await Window();
        var page = await Open(context, $"{Site.Page}/comments/{id}");
        var sent = 0;
        page.Request += (_, request) => { if (request.Url.EndsWith("/vote", StringComparison.Ordinal)) Interlocked.Increment(ref sent); };

        // No vote is answered as long as another program holds the database.
        await using var held = new SqliteConnection($"Data Source={Site.Folder}/parley.db");
        await held.OpenAsync(TestContext.Current.CancellationToken);
        await using (var holding = held.BeginTransaction(deferred: false))
        {
            await page.Locator($"#c-{id} [value='1']").ClickAsync();
            await Wait.Until("the first vote is sent", () => Volatile.Read(ref sent) == 1);
            await page.Locator($"#c-{id} [value='-1']").ClickAsync();
            await page.GotoAsync(At("/guidelines"));
        }

        await Wait.Until("the last vote has come", async () =>
            await Site.Query(db => db.Comments.Where(x => x.Id == id).Select(x => new { x.Up, x.Down }).SingleAsync())
                is { Up: 0, Down: 1 });
        Assert.Equal(1, await Site.Query(db => db.Votes.CountAsync(x => x.CommentId == id)));
    }

    [Fact]
    public async Task Words_that_are_changed_while_they_are_read_change_on_the_open_page_and_it_is_said_politely()
    {
        var id = await Site.Ada.Post("The ferry sails at noon.");
        var context = await Window();
        var page = await Open(context, $"{Site.Page}?sort=newest");
        await Expect(page.Locator($"#c-{id} .comment-text")).ToHaveTextAsync("The ferry sails at noon.");
        // The page connects a moment after it is complete; what happens until then is told as well.
        await Site.Ada.Edit(id, "The ferry sails at **one**.");

        await Expect(page.Locator($"#c-{id} .comment-text strong")).ToHaveTextAsync("one");
        await Expect(page.Locator($"#c-{id} .edited")).ToBeVisibleAsync();
        await Expect(page.Locator("[role=status]", new() { HasText = "A comment was changed by its author." })).ToBeVisibleAsync();
        await Expect(page.Locator($"#c-{id} form.vote button").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task New_comments_are_announced_and_come_when_they_are_asked_for()
    {
        var old = await Site.Ada.Post("I was here before you looked.");
        var context = await Window();
        var page = await Open(context, $"{Site.Page}?sort=newest");
        var place = page.Locator($"#c-{old}");
        await Expect(place).ToBeVisibleAsync();
        var before = await place.BoundingBoxAsync();

        var reply = await Site.Boris.Post("An answer while you read.", old);
        var top = await Site.Chen.Post("Something new while you read.");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "2 new comments" });
        await Expect(button).ToBeVisibleAsync();
        Assert.Equal(1, await page.Locator("[role=status]", new() { HasText = "2 new comments" }).CountAsync());
        await Expect(page.Locator($"#c-{reply}")).ToHaveCountAsync(0);
        Assert.Matches(@"^(rgb\(|oklch\(|color\()", await button.EvaluateAsync<string>("x => getComputedStyle(x).backgroundColor"));
        Assert.InRange(Math.Abs((await place.BoundingBoxAsync())!.Y - before!.Y), 0, 1);

        await button.ClickAsync();
        await Expect(page.Locator($"#c-{old} ~ .replies #c-{reply}")).ToBeVisibleAsync();
        await Expect(page.Locator($"#c-{top}")).ToBeVisibleAsync();
        await Expect(button).ToHaveCountAsync(0);

        await Site.Boris.Vote(old, 1);
        await Expect(place.Locator("[data-up]")).ToHaveTextAsync("1");
        await Site.Chen.Withdraw(top);
        await Expect(page.Locator($"#c-{top} .comment-text")).ToHaveTextAsync("This comment was withdrawn.");
        await Expect(page.Locator($"#c-{top} .comment-foot")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Sharing_begins_with_the_address_itself_and_networks_wait_behind_it()
    {
        var context = await Window();
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = await Open(context, Site.Page);
        var share = page.Locator("[data-share]");
        await Expect(share.GetByRole(AriaRole.Button)).ToHaveTextAsync(["Copy link"]);
        await Expect(share.GetByRole(AriaRole.Link, new() { Name = "E-mail" })).ToBeHiddenAsync();

        await share.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
        await Expect(page.Locator(".announce")).ToHaveTextAsync("The link is copied.");
        Assert.EndsWith(Site.Page, await page.EvaluateAsync<string>("() => navigator.clipboard.readText()"), StringComparison.Ordinal);

        await share.GetByText("By network or e-mail").ClickAsync();
        await Expect(share.GetByRole(AriaRole.Link, new() { Name = "E-mail" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_selected_passage_is_commented_on_and_opens_beside_the_text()
    {
        await Site.Publish("selected", "Selected", "The bridge will be *closed* from May.\n\nNobody was asked. The bridge will be closed.",
            text => text with { DatelinePlace = "PORT ALDER" });
        var context = await Window();
        var page = await Open(context, "/articles/selected");
        await Expect(page.Locator(".on-passage")).ToBeHiddenAsync();

        await page.EvaluateAsync("""
            () => {
              const blocks = document.querySelectorAll('[data-block]');
              document.getSelection().setBaseAndExtent(blocks[0].lastChild, 3, blocks[1].firstChild, 10);
            }
            """);
        await page.GetByRole(AriaRole.Button, new() { Name = "Comment on this passage" }).ClickAsync();
        await Expect(page.GetByLabel("Your comment")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("From May or from June?");
        await page.GetByLabel("Name").FillAsync("Selma");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.Locator(".comment .anchor blockquote")).ToHaveTextAsync("from May. Nobody was");
        await Expect(page.Locator("form .anchor")).ToHaveCountAsync(0);

        await page.ReloadAsync();
        await Ready(page);
        var mark = page.Locator(".margin a[data-passage]");
        await Expect(mark).ToContainTextAsync("1 comment");
        await mark.ClickAsync();
        await Expect(page.Locator(".margin-thread")).ToContainTextAsync("From May or from June?");
        await Expect(page.Locator(".margin-thread a", new() { HasText = "View all comments" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task How_words_are_formatted_is_shown_to_whoever_asks(bool script)
    {
        var id = await Site.Ada.Post($"Can one write in bold here, {script}?");
        var page = await Open(await Window(new() { JavaScriptEnabled = script }), Site.Page + "?sort=newest");
        await page.Locator($"#c-{id}").GetByRole(AriaRole.Link, new() { Name = "Reply" }).ClickAsync();
        var form = page.Locator($"form:has(#text-{id})");
        await Expect(page.Locator($"#text-{id}-hint")).ToHaveTextAsync("Criticize ideas, not people. Guidelines");
        await Expect(form.GetByText("**bold**")).ToBeHiddenAsync();

        await form.GetByText("Formatting").ClickAsync();
        await Expect(form.GetByText("**bold**")).ToBeVisibleAsync();
        await Expect(form.GetByText(@"\*stars\*")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_comment_is_still_in_the_form(bool script)
    {
        var context = await Window(new() { JavaScriptEnabled = script });
        var page = await Open(context, Site.Page);

        await page.GetByLabel("Your comment").FillAsync($"Signed by the boss. {script}");
        await page.GetByLabel("Name").FillAsync("Moderator");
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Please choose another");
        await Expect(page.GetByLabel("Your comment")).ToHaveValueAsync($"Signed by the boss. {script}");
        if (script) return;
        // The page that it comes back on says once what is to be written.
        await Expect(page.Locator("h1")).ToHaveTextAsync("Your comment");
        Assert.InRange((await page.Locator(".write-label").BoundingBoxAsync())!.Width, 0, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_comment_is_folded_and_opens(bool script)
    {
        var id =
            await Site.Boris.Post(string.Join("\n\n", Enumerable.Range(0, 30).Select(i => $"Paragraph {i} of a long story, {script}.")));
        var context = await Window(new() { JavaScriptEnabled = script });
        var page = await Open(context, $"{Site.Page}/comments/{id}");
        var text = page.Locator($"#c-{id} .comment-text");
        var folded = (await text.BoundingBoxAsync())!.Height;

        await page.GetByText("Read more").ClickAsync();

        Assert.True((await text.BoundingBoxAsync())!.Height > folded * 1.5);
        await Expect(page.GetByText("Show less")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task More_comments_and_more_replies_come_into_the_open_page_and_the_focus_goes_along()
    {
        var published = await Site.Publish("busy", "A busy page", "Many will speak.");
        var url = new Uri(Site.Address, "/articles/busy").ToString();
        var discussion = published.Discussion.Id;
        var first = await Say(Site.Ada, "Number 0.", null);
        for (var i = 1; i < 30; i++) await Say(i % 2 == 0 ? Site.Ada : Site.Boris, $"Number {i}.", null);
        for (var i = 0; i < 9; i++) await Say(Site.Chen, $"Reply {i}.", first);
        var context = await Window();
        var page = await Open(context, url + "?sort=oldest");
        await Expect(page.Locator(".thread > li")).ToHaveCountAsync(20);

        await page.GetByRole(AriaRole.Link, new() { Name = "More comments" }).ClickAsync();
        await Expect(page.Locator(".thread > li")).ToHaveCountAsync(30);
        await Expect(page.Locator(".comment", new() { HasText = "Number 20." })).ToBeFocusedAsync();

        await page.GetByText("6 more replies by").ClickAsync();
        await Expect(page.Locator(".replies .comment")).ToHaveCountAsync(9);
        await Expect(page.Locator(".more-replies")).ToHaveCountAsync(0);

        async Task<Guid> Say(Guest who, string text, Guid? parent)
        {
            Site.Clock.Advance(TimeSpan.FromSeconds(1));
            using var answer = await who.Http.PostAsync($"/api/v1/discussions/{discussion}/comments",
                System.Net.Http.Json.JsonContent.Create(new { text, parentId = parent }));
            return (await answer.Json()).GetProperty("id").GetGuid();
        }
    }

    [Fact]
    public async Task What_was_typed_survives_a_reload_and_a_lost_connection()
    {
        var context = await Window();
        var page = await Open(context, Site.Page);
        await page.GetByLabel("Your comment").PressSequentiallyAsync("Half a thought");
        await Kept(page, "Half a thought");

        await page.ReloadAsync();
        await Expect(page.GetByLabel("Your comment")).ToHaveValueAsync("Half a thought");
        await page.GetByLabel("Name").FillAsync("Otto");
        await context.SetOfflineAsync(true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("connection failed");
        await context.SetOfflineAsync(false);
        await page.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();

        await Expect(page.Locator(".comment", new() { HasText = "Half a thought" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Your comment")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task By_keyboard_alone_one_can_reply_and_escape()
    {
        var id = await Site.Ada.Post("Reach me by keys.");
        var context = await Window();
        var page = await Open(context, $"{Site.Page}/comments/{id}");

        await page.Locator($"#c-{id} [data-reply]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Your reply to Ada")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Reached.");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator($"#c-{id} [data-reply]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Your reply to Ada")).ToHaveValueAsync("Reached.");
    }
}
