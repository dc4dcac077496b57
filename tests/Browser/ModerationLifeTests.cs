using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Parley.Moderation;
using Parley.Readers;
using static Microsoft.Playwright.Assertions;

namespace Parley.Tests.Browser;

/// <summary>A comment's way through moderation, as its three people see it.</summary>
public sealed class ModerationLifeTests(Site site, Chromium chromium) : BrowserTest(site, chromium), IClassFixture<Site>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reported_removed_appealed_and_restored(bool script)
    {
        var word = script ? "scripted" : "plain";
        var entries = await Site.Query(db => db.LogEntries.CountAsync());

        // The author, a guest in a browser
        var author = await Window(new() { JavaScriptEnabled = script });
        var mine = await Open(author, Site.Page);
        await mine.GetByLabel("Your comment").FillAsync($"My {word} shop has ferry tickets.");
        await mine.GetByLabel("Name").FillAsync($"Shopkeeper {word}");
        await mine.GetByRole(AriaRole.Button, new() { Name = "Post comment" }).ClickAsync();
        var comment = mine.Locator(".comment", new() { HasText = $"My {word} shop" });
        await Expect(comment).ToBeVisibleAsync();
        var id = (await comment.GetAttributeAsync("id"))![2..];

        // A reader reports it
        var reading = await Open(await Window(new() { JavaScriptEnabled = script }), $"{Site.Page}/comments/{id}/options");
        await reading.GetByRole(AriaRole.Link, new() { Name = "Report this comment" }).ClickAsync();
        // The form says what it is about, also where it opens in place.
        await Expect(script ? reading.Locator("dialog") : reading.Locator("main")).ToContainTextAsync($"My {word} shop");
        await reading.Locator(".rule-form [value=spam]").CheckAsync();
        await reading.Locator(".rule-form textarea").FillAsync("He advertises.");
        await reading.GetByRole(AriaRole.Button, new() { Name = "Send report" }).ClickAsync();
        await Expect(reading.GetByText("A person will look at the comment")).ToBeVisibleAsync();

        // A moderator removes it without knowing whose it is
        var first = await SignedIn("first@news.example", script);
        var queue = await first.NewPageAsync();
        await queue.GotoAsync(At("/moderation"));
        var card = queue.Locator($"[data-comment='{id}']");
        await Expect(card).ToContainTextAsync($"My {word} shop has ferry tickets.");
        await Expect(card).Not.ToContainTextAsync("Shopkeeper");
        if (script)
        {
            await Expect(queue.Locator(".queue-keys")).ToBeVisibleAsync();
            await Expect(card).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("current"));
            // Where letters are words that somebody speaks, they are no keys.
            await queue.GetByLabel("Keyboard shortcuts").UncheckAsync();
            await queue.Keyboard.PressAsync("k");
            await Expect(card).ToBeVisibleAsync();
            await queue.GetByLabel("Keyboard shortcuts").CheckAsync();
            // A decision can be taken back for ten seconds.
            await queue.Keyboard.PressAsync("k");
            await Expect(card).ToBeHiddenAsync();
            await queue.Keyboard.PressAsync("u");
            await Expect(card).ToBeVisibleAsync();
            await queue.Keyboard.PressAsync("r");
            await queue.Keyboard.PressAsync("1");
            await queue.Keyboard.TypeAsync("It advertises the writer's shop.");
            await Expect(card.Locator("[data-remove] textarea")).ToHaveValueAsync("It advertises the writer's shop.");
            await queue.Keyboard.PressAsync("Control+Enter");
            await Expect(card).ToBeHiddenAsync();
            // Whoever leaves the page has decided.
            await queue.GotoAsync(At("/guidelines"));
        }
        else
        {
            await card.GetByText("Remove the comment").First.ClickAsync();
            await card.Locator("[data-remove] [value=spam]").CheckAsync();
            await card.Locator("[data-remove] textarea").FillAsync("It advertises the writer's shop.");
            await card.Locator("[data-remove]").GetByRole(AriaRole.Button, new() { Name = "Remove the comment" }).ClickAsync();
            await Expect(queue.GetByText("1 decision made.")).ToBeVisibleAsync();
        }
        await Wait.Until("it is removed", async () => (await Site.Query(db => db.LogEntries.CountAsync())) == entries + 1);

        // Everybody sees the place-holder; the author finds the receipt, reads the reasons by it in a
        // browser that knows nobody, and appeals
        await mine.GotoAsync(At(Site.Page));
        var holder = mine.Locator($"#c-{id}");
        await Expect(holder).ToContainTextAsync("Rule: Spam");
        await Expect(holder).Not.ToContainTextAsync("ferry tickets");
        var link = holder.GetByRole(AriaRole.Link);
        if (!script)
        {
            await mine.GotoAsync(At("/account"));
            link = mine.Locator("main a[href^='/decisions/']");
        }
        await Expect(link).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex(@"\?receipt="));
        var elsewhere = await (await Window(new() { JavaScriptEnabled = script })).NewPageAsync();
        await elsewhere.GotoAsync(At((await link.GetAttributeAsync("href"))!));
        await Expect(elsewhere.Locator(".decision")).ToContainTextAsync("It advertises the writer's shop.");
        await elsewhere.GetByLabel("Why is the decision wrong?").FillAsync("Somebody had asked where to buy them.");
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Appeal" }).ClickAsync();
        await Expect(elsewhere.Locator(".decision")).ToContainTextAsync("Another moderator than the first will rule on it.");
        var decision = new Uri(elsewhere.Url).AbsolutePath;

        // The first moderator may not rule on it; a second one does
        var again = await first.NewPageAsync();
        await again.GotoAsync(At(decision));
        await Expect(again.GetByText("Somebody had asked")).ToBeVisibleAsync();
        await Expect(again.GetByRole(AriaRole.Button, new() { Name = "Send the ruling" })).ToHaveCountAsync(0);
        var ruling = await (await SignedIn("second@news.example", script)).NewPageAsync();
        await ruling.GotoAsync(At("/moderation?kind=appeal"));
        await ruling.Locator($"[data-comment='{id}']").GetByRole(AriaRole.Link, new() { Name = "Rule on the appeal" }).ClickAsync();
        await ruling.GetByLabel("The decision was wrong: restore the comment").CheckAsync();
        await ruling.GetByLabel("Why? The author reads this.").FillAsync("It answers a question.");
        await ruling.GetByRole(AriaRole.Button, new() { Name = "Send the ruling" }).ClickAsync();
        await Expect(ruling.GetByText("the comment stands in its place again")).ToBeVisibleAsync();

        await mine.GotoAsync(At(Site.Page));
        await Expect(mine.Locator($"#c-{id}")).ToContainTextAsync($"My {word} shop has ferry tickets.");
        Assert.Equal([LogAction.Removal, LogAction.Reversed],
            await Site.Query(db => db.LogEntries.OrderBy(x => x.Index).Skip(entries).Select(x => x.Action).ToListAsync()));
    }

    [Fact]
    public async Task Whoever_reads_sees_a_removal_and_its_reversal_as_they_happen()
    {
        var id = await Site.Ada.Post("Watch this comment.");
        var page = await Open(await Window(), Site.Page);
        var here = page.Locator($"#c-{id}");
        await Expect(here).ToContainTextAsync("Watch this comment.");
        var (mo, mia) = (await Site.Acts(Role.Moderator, "mo@news.example"), await Site.Acts(Role.Moderator, "mia@news.example"));

        var (decision, _) = await Moderation.Life.Remove(mo, id);
        await Expect(here).ToContainTextAsync("Rule: Spam");
        await Expect(here).Not.ToContainTextAsync("Watch this comment.");
        (await Moderation.Life.Rule(mia, await Moderation.Life.Appeal(Site.Ada.Http, decision))).Dispose();

        await Expect(here).ToContainTextAsync("Watch this comment.");
    }

    [Fact]
    public async Task A_card_shows_what_its_author_has_made_of_it_before_anybody_decides()
    {
        var id = await Site.Ada.Post("Harmless as yet.");
        using (await Moderation.Life.Report(Site.Boris, id)) { }
        var queue = await (await SignedIn("reading@news.example", script: true)).NewPageAsync();
        var other = await queue.Context.NewPageAsync();
        await other.GotoAsync(At("/moderation?rule=spam"));
        await queue.Clock.InstallAsync();
        await queue.GotoAsync(At("/moderation?rule=spam"));
        var card = queue.Locator($"[data-comment='{id}']");
        var all = queue.Locator("[data-count]:not([data-of])");
        var waiting = int.Parse((await all.TextContentAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        await card.FocusAsync();
        await Expect(card).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("current"));
        await queue.Keyboard.PressAsync("k");
        await Expect(card).ToBeHiddenAsync();
        await Expect(all).ToHaveTextAsync($"{waiting - 1}");
        (await Site.Ada.Edit(id, "Not harmless any more.")).Dispose();

        await queue.Clock.FastForwardAsync(11_000);

        await Expect(card).ToContainTextAsync("Not harmless any more.");
        await Expect(queue.Locator(".announce")).ToContainTextAsync("has changed this comment");
        await Expect(card.Locator(".case-state")).ToContainTextAsync("this is the new text");
        await Expect(all).ToHaveTextAsync($"{waiting}");
        // Read anew, it can be decided.
        await queue.Keyboard.PressAsync("k");
        await Expect(card).ToBeHiddenAsync();
        await queue.Clock.FastForwardAsync(11_000);
        await Expect(card).ToHaveCountAsync(0);
        await Expect(all).ToHaveTextAsync($"{waiting - 1}");
        // Nor is it somebody else's decision in another window.
        await Expect(other.Locator($"[data-comment='{id}'] .case-state")).ToHaveTextAsync("You have decided about this.");
        Assert.Equal(1, await Site.Query(db => db.Decisions.CountAsync(x => x.CommentId == id)));
    }

    private async Task<IBrowserContext> SignedIn(string email, bool script)
    {
        var link = await Site.SignInLink(Role.Moderator, email);
        var context = await Window(new() { JavaScriptEnabled = script });
        var page = await context.NewPageAsync();
        await page.GotoAsync(At(link));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByText("You are signed in as a moderator")).ToBeVisibleAsync();
        return context;
    }
}
