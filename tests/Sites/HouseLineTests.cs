using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using AngleSharp.Dom;
using CsCheck;
using Parley.Sites;
using Parley.Web;

namespace Parley.Tests.Sites;

public sealed class HouseLineTests : IAsyncLifetime
{
    private readonly Followed site = new();

    private sealed class Followed : Site
    {
        protected override bool HasContentFolder => true;
    }

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Without_lines_of_its_own_the_box_speaks_the_pages_language()
    {
        await site.Publish("brücke", "Die Brücke", "Sie wird gesperrt.", text => text with { Language = "de" });

        Assert.Equal("Your comment", Label(await site.Html(site.Page)));
        Assert.Equal("Ihr Kommentar", Label(await site.Html("/articles/brücke")));
        Assert.Null((await site.Html(site.Page)).QuerySelector(".prompt"));
    }

    [Fact]
    public async Task The_house_names_its_box_and_says_what_it_would_like_to_hear()
    {
        var editor = await Editor();
        var asked = await site.Ada.Post("Who decided?");
        await site.Html(site.Page);

        await Put(editor, "box", "Letters to the lagoon");
        await Put(editor, "prompt", "What would <b>you</b> do?");
        await Put(editor, "reply", "Answer the letter.");

        var page = await site.Html(site.Page);
        Assert.Equal("Letters to the lagoon", Label(page));
        Assert.Equal("What would <b>you</b> do?", page.QuerySelector(".prompt")!.TextContent);
        Assert.Contains(page.QuerySelector(".prompt")!.Id!, page.QuerySelector("textarea")!.GetAttribute("aria-describedby")!.Split(' '));
        Assert.Equal("Letters to the lagoon", Label(await site.Html($"{site.Page}/comments/new?block=0")));
        var reply = await site.Html($"{site.Page}/comments/new?parent={asked}");
        Assert.Equal(("Your reply to Ada", "Answer the letter."), (Label(reply), reply.QuerySelector(".prompt")!.TextContent));

        await Put(editor, "box", "");
        Assert.Equal("Your comment", Label(await site.Html(site.Page)));
    }

    [Fact]
    public async Task An_articles_own_prompt_stands_in_place_of_the_houses()
    {
        var editor = await Editor();
        await Put(editor, "prompt", "What do you think?");
        using var made = await editor.PutAsJsonAsync("/api/v1/articles/ferry",
            new { title = "The ferry", body = "It crosses.", prompt = "Would you\n\u202Etake it?" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("Would you take it?", Prompt(await site.Html("/articles/ferry")));
        Assert.Equal("What do you think?", Prompt(await site.Html(site.Page)));

        using var revised = await editor.PutAsJsonAsync("/api/v1/articles/ferry",
            new { title = "The ferry", body = "It crosses.", prompt = "Did you take it?" });
        Assert.Equal("Did you take it?", Prompt(await site.Html("/articles/ferry")));
        using var taken = await editor.PutAsJsonAsync("/api/v1/articles/ferry", new { title = "The ferry", body = "It crosses." });
        Assert.Equal("What do you think?", Prompt(await site.Html("/articles/ferry")));
    }

    [Fact]
    public async Task What_is_too_long_for_a_line_is_refused_on_every_road()
    {
        var (editor, words) = (await Editor(), new string('x', HouseLine.Longest + 1));
        foreach (var kind in new[] { "box", "prompt", "reply" })
        {
            using var refused = await editor.PutAsJsonAsync($"/api/v1/site/texts/{kind}", new { markdown = words });
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "too-long"), (refused.StatusCode, await refused.Code()));
            using var stranger = await site.Api().PutAsJsonAsync($"/api/v1/site/texts/{kind}", new { markdown = "Hello" });
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        }
        using var made = await editor.PutAsJsonAsync("/api/v1/articles/long", new { title = "Long", body = "Text.", prompt = words });
        using var changed = await editor.PutAsJsonAsync("/api/v1/articles/the-bridge",
            new { title = "Long", body = "Text.", prompt = words });
        Assert.Equal(("prompt-too-long", "prompt-too-long"), (await made.Code(), await changed.Code()));
    }

    [Fact]
    public async Task Files_of_the_content_folder_hold_the_same_lines()
    {
        Directory.CreateDirectory($"{site.Folder}/content/site");
        await File.WriteAllTextAsync($"{site.Folder}/content/site/box.md", "Your letter\n");
        await File.WriteAllTextAsync($"{site.Folder}/content/quay.md",
            "---\ntitle: The quay\nprompt: \"Who <i>pays</i>?\"\n---\nIt sinks.\n");

        await Wait.Until("the lines are in force", async () =>
        {
            var page = await site.Html("/articles/quay");
            return Prompt(page) == "Who <i>pays</i>?" && Label(page) == "Your letter";
        });
    }

    [Property]
    [Once]
    public void A_line_is_one_line_without_anything_that_acts()
    {
        Gen.Char.Array[0, 60].Select(x => new string(x)).Holds(text =>
        {
            var line = HouseLine.Of(text);
            Assert.DoesNotContain(line.EnumerateRunes(),
                rune => Rune.IsControl(rune) || Invisible.IsBidiControl(rune.Value) || rune.Value is 0x2028 or 0x2029);
            Assert.Equal(line.Trim(), line);
            Assert.Equal(line, HouseLine.Of(line));
        });
        Assert.Equal("", HouseLine.Of(" \r\n\0\u202E "));
    }

    private static string Label(IDocument page) => page.QuerySelector(".write-label")?.TextContent ?? "";

    private static string? Prompt(IDocument page) => page.QuerySelector(".prompt")?.TextContent;

    private static async Task Put(HttpClient editor, string kind, string markdown)
    {
        using var answer = await editor.PutAsJsonAsync($"/api/v1/site/texts/{kind}", new { markdown });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpClient> Editor()
    {
        var editor = site.Api();
        editor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await site.Query(async db =>
        {
            var made = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return made;
        }));
        return editor;
    }
}
