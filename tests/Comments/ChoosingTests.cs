using System.Net;
using System.Net.Http.Json;
using Parley.Readers;

namespace Parley.Tests.Comments;

/// <summary>What editors point out.</summary>
public sealed class ChoosingTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_pinned_comment_stands_first_in_every_order_and_only_once()
    {
        var (editor, discussion, path) = await Begin("pinned");
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add(await Say(discussion, $"Number {i}."));
        var reply = await Say(discussion, "A reply.", ids[0]);

        foreach (var id in ids.Take(3))
        {
            // Of two that are pinned within one millisecond none is the first.
            site.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(HttpStatusCode.OK, (await editor.PutAsync($"/api/v1/comments/{id}/pin", null)).StatusCode);
        }
        using var fourth = await editor.PutAsync($"/api/v1/comments/{ids[3]}/pin", null);
        using var below = await editor.PutAsync($"/api/v1/comments/{reply}/pin", null);

        Assert.Equal("too-many-pinned", await fourth.Code());
        Assert.Equal("pin-reply", await below.Code());
        foreach (var sort in new[] { "top", "newest", "oldest" })
        {
            var page = await site.Html($"{path}?sort={sort}");
            Assert.Equal(ids.Take(3).Select(id => $"c-{id}"), page.QuerySelectorAll(".pinned > li > .comment").Select(x => x.Id!));
            Assert.All(ids, id => Assert.Single(page.QuerySelectorAll(".comment"), x => x.Id == $"c-{id}"));
            Assert.Contains("Pinned by the editors", page.QuerySelector(".pinned .comment-head")!.TextContent, StringComparison.Ordinal);
        }
        using var down = await editor.DeleteAsync($"/api/v1/comments/{ids[0]}/pin");
        await site.Ada.Withdraw(ids[1]);
        Assert.Equal([$"c-{ids[2]}"], (await site.Html(path)).QuerySelectorAll(".pinned > li > .comment").Select(x => x.Id!));
    }

    [Fact]
    public async Task Featured_comments_are_marked_and_read_together_and_keep_their_place()
    {
        var (editor, discussion, path) = await Begin("featured");
        var top = await Say(discussion, "A claim.");
        var reply = await Say(discussion, "A very good answer.", top);
        Assert.Null((await site.Html(path)).QuerySelector(".sorts a[href$=featured]"));

        using var featured = await editor.PutAsync($"/api/v1/comments/{reply}/feature", null);

        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, (await featured.Json()).GetProperty("featuredAt").ValueKind);
        var page = await site.Html(path);
        Assert.Equal("Featured (1)", page.QuerySelector(".sorts a[href$=featured]")!.TextContent);
        Assert.Contains("Featured by the editors", page.GetElementById($"c-{reply}")!.QuerySelector(".chosen")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal([$"c-{reply}"], (await site.Html(path + "/featured")).QuerySelectorAll(".comment").Select(x => x.Id!));
        using var __ = await editor.DeleteAsync($"/api/v1/comments/{reply}/feature");
        Assert.Empty((await site.Html(path + "/featured")).QuerySelectorAll(".comment"));
    }

    [Fact]
    public async Task A_question_at_a_passage_stands_there_follows_the_story_and_is_answered()
    {
        var (editor, discussion, path) = await Begin("asked");
        using var asked = await Ask("Its second paragraph.", "Would you <b>cross</b>\nby ferry? \u202E");
        var question = (await asked.Json()).GetProperty("question").GetString();
        Assert.Equal("Would you <b>cross</b> by ferry?", question);
        Assert.Equal(question, (await site.Html(path)).QuerySelector(".margin .asked")!.TextContent);

        var link = (await site.Html(path)).QuerySelector(".margin a")!;
        Assert.Contains("Answer", link.TextContent, StringComparison.Ordinal);
        var about = await site.Html(link.GetAttribute("href")!);
        Assert.Equal(question, about.QuerySelector(".asked")!.TextContent);
        Assert.Equal("Its second paragraph.", about.QuerySelector("form.write [name=exact]")!.GetAttribute("value"));

        await site.Publish("asked", "asked", "A new beginning.\n\n" + Around("Its second paragraph."));
        Assert.Equal(question, (await site.Html(path)).QuerySelector(".margin .asked")!.TextContent);
        await site.Publish("asked", "asked", Around("Another second paragraph."));
        Assert.Null((await site.Html(path)).QuerySelector(".margin .asked"));
        using var nowhere = await Ask("Its second paragraph.", "Still?");
        Assert.Equal("passage-not-found", await nowhere.Code());

        using var there = await Ask("Another second paragraph.", "And now?");
        using var gone = await Ask("Another second paragraph.", "");
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.Null((await site.Html(path)).QuerySelector(".margin"));
        using var tooLong = await Ask("nobody had asked them", new string('x', 301));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);

        Task<HttpResponseMessage> Ask(string exact, string text) =>
            editor.PutAsJsonAsync($"/api/v1/discussions/{discussion}/passage-question", new { anchor = new { exact }, question = text });
    }

    [Fact]
    public async Task The_buttons_are_on_a_comments_options_for_editors_alone()
    {
        var (editor, discussion, path) = await Begin("buttons");
        var id = await Say(discussion, "Point me out.");
        Assert.Null((await site.Html($"{path}/comments/{id}/options")).QuerySelector("form[action$=pin]"));

        var page = await Site.Html(await editor.GetAsync($"{path}/comments/{id}/options"));
        foreach (var noun in new[] { "pin", "feature" })
        {
            Assert.NotNull(page.QuerySelector($"form[action='{path}/comments/{id}/{noun}']"));
            using var pressed = await editor.PostAsync($"{path}/comments/{id}/{noun}", new FormUrlEncodedContent([new("on", "1")]));
            Assert.Equal(HttpStatusCode.Found, pressed.StatusCode);
        }
        Assert.Equal(2, (await site.Html(path)).QuerySelectorAll(".pinned .chosen").Length);
    }

    // Neighbours long enough to tell the passage by.
    private static string Around(string paragraph) => "The council said on Tuesday that the bridge will be closed from May to "
        + $"September.\n\n{paragraph}\n\nShopkeepers on the east bank answered that nobody had asked them at all.";

    private async Task<(HttpClient Editor, Guid Discussion, string Path)> Begin(string slug)
    {
        var published = await site.Publish(slug, slug, Around("Its second paragraph."));
        return (await site.Acts(Role.Editor, "desk@news.example"), published.Discussion.Id, "/articles/" + slug);
    }

    private async Task<Guid> Say(Guid discussion, string text, Guid? parent = null)
    {
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        using var answer = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/comments",
            new { text, parentId = parent });
        return (await answer.Json()).GetProperty("id").GetGuid();
    }
}
