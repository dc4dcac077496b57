using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Readers;

namespace Parley.Tests.Articles;

/// <summary>An article that is taken back: by its file, by a program, by an editor.</summary>
public sealed class TakenBackTests(TakenBackTests.WithFiles site) : IClassFixture<TakenBackTests.WithFiles>
{
    public sealed class WithFiles : Site
    {
        protected override bool HasContentFolder => true;
    }

    [Fact]
    public async Task An_article_that_its_file_takes_back_is_gone_with_its_discussion_and_comes_again()
    {
        await Write("ferry", "title: The ferry sails", "It sails at noon.");
        await Wait.Until("the ferry is out", async () => await Status("/articles/ferry") == 200);
        var id = await Comment("/articles/ferry", "A word on the ferry.");
        Assert.Contains("/articles/ferry", await Lists(), StringComparison.Ordinal);

        await Write("ferry", "title: The ferry sails\nunpublished: yes", "It sails at noon.");
        await Wait.Until("the ferry is gone", async () => await Status("/articles/ferry") == 410);
        foreach (var path in new[] { "/articles/ferry/comments.xml", $"/articles/ferry/comments/{id}", "/articles/ferry/card.png",
                "/articles/ferry/passages", Api("/articles/ferry") })
            Assert.Equal((path, 410), (path, await Status(path)));
        Assert.Equal(404, await Status($"/api/v1/comments/{id}"));
        Assert.Contains("taken this article back", await Text("/articles/ferry"), StringComparison.Ordinal);
        Assert.DoesNotContain("noon", await Text("/articles/ferry"), StringComparison.Ordinal);
        Assert.DoesNotContain("/articles/ferry", await Lists(), StringComparison.Ordinal);
        Assert.DoesNotContain("A word on the", await Text("/search?q=ferry"), StringComparison.Ordinal);
        using var late = await site.Boris.Http.PostAsJsonAsync($"/api/v1/discussions/{await Discussion("ferry")}/comments",
            new { text = "Too late for that." });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        using var vote = await site.Boris.Vote(id, 1);
        Assert.Equal(HttpStatusCode.NotFound, vote.StatusCode);

        await Write("ferry", "title: The ferry sails", "It sails at noon.");
        await Wait.Until("the ferry is out again", async () => await Status("/articles/ferry") == 200);
        Assert.Contains("A word on the ferry.", await Text("/articles/ferry"), StringComparison.Ordinal);
        Assert.Contains("/articles/ferry", await Lists(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_editor_says_so_the_discussion_stays_closed_and_readable()
    {
        await site.Publish("lock", "The lock leaks", "It leaks at spring tide.");
        var id = await Comment("/articles/lock", "What was said of the lock.");
        await site.Publish("lock", "The lock leaks", "It leaks at spring tide.",
            text => text with { IsUnpublished = true, KeepsDiscussion = true, DiscussionOpen = false });

        using var answer = await site.Browser().GetAsync("/articles/lock");
        var page = await Site.Html(answer);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.NotNull(page.QuerySelector(".gone"));
        Assert.NotNull(page.GetElementById($"c-{id}"));
        Assert.Null(page.QuerySelector("form.write"));
        Assert.Null(page.QuerySelector("[data-story]"));
        Assert.NotNull(page.QuerySelector("meta[name=robots][content=noindex]"));
        Assert.Equal(200, await Status($"/articles/lock/comments/{id}"));
        Assert.Equal(200, await Status(Api("/articles/lock")));
        Assert.DoesNotContain("/articles/lock", await Lists(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_takes_back_by_DELETE_and_brings_again_by_PUT()
    {
        var program = site.Api();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await site.Query(async db =>
        {
            var key = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return key;
        }));
        using var put = await program.PutAsJsonAsync("/api/v1/articles/mill", new { title = "The mill", body = "It turns." });
        using var stranger = await site.Api().DeleteAsync("/api/v1/articles/mill");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Unauthorized), (put.StatusCode, stranger.StatusCode));

        using var gone = await program.DeleteAsync("/api/v1/articles/mill");
        using var twice = await program.DeleteAsync("/api/v1/articles/mill?discussion=readable");
        using var nothing = await program.DeleteAsync("/api/v1/articles/no-such-mill");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NotFound),
            (gone.StatusCode, twice.StatusCode, nothing.StatusCode));
        Assert.Equal(410, await Status("/articles/mill"));

        using var again = await program.PutAsJsonAsync("/api/v1/articles/mill",
            new { title = "The mill", body = "It turns.", discussionOpen = false });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(200, await Status("/articles/mill"));
        using var field = await program.PutAsJsonAsync("/api/v1/articles/mill",
            new { title = "The mill", body = "It turns.", unpublished = true });
        Assert.Equal(HttpStatusCode.OK, field.StatusCode);
        Assert.Equal(410, await Status("/articles/mill"));
    }

    [Fact]
    public async Task An_editor_takes_back_what_a_file_has_published_and_a_second_reading_of_the_file_changes_nothing()
    {
        await Write("tower", "title: The tower leans", "By a metre.");
        await Wait.Until("the tower is out", async () => await Status("/articles/tower") == 200);
        var editor = await site.SignedIn(Role.Editor, "desk@news.example");
        var form = (await Site.Html(await editor.GetAsync("/articles/tower/editing"))).QuerySelector("form[action$='/editing/recall']")!;
        using var recalled = await editor.PostAsync(form.GetAttribute("action"),
            new FormUrlEncodedContent([new("stamp", form.QuerySelector("[name=stamp]")!.GetAttribute("value")!)]));
        Assert.Equal(HttpStatusCode.Found, recalled.StatusCode);
        Assert.Equal(410, await Status("/articles/tower"));

        await Write("tower", "title: The tower leans", "By two metres.");
        await Wait.Until("the file is read again",
            async () => await site.Query(db => db.Articles.AnyAsync(x => x.Slug == "tower" && x.Body.Contains("two"))));
        Assert.Equal(410, await Status("/articles/tower"));

        using var returned = await editor.PostAsync("/articles/tower/editing/return", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Found, returned.StatusCode);
        Assert.Contains("two metres", await Text("/articles/tower"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawn_text_is_nowhere_in_the_database()
    {
        const string secret = "quicksilverish confession";
        using var posted = await site.Chen.TryPost($"My {secret}.", key: "to-be-gone");
        var id = (await posted.Json()).GetProperty("id").GetGuid();
        await site.Ada.Post("It keeps its place.", id);
        await site.Chen.Edit(id, $"My second {secret}.");
        await site.Chen.Withdraw(id);

        var left = await site.Query(async db => (
            await db.Comments.CountAsync(x => x.Text.Contains("quicksilverish") || x.Words.Contains("quicksilverish")),
            await db.CommentRevisions.CountAsync(x => x.Text.Contains("quicksilverish")),
            await db.KeptAnswers.CountAsync(x => x.Answer.Contains("quicksilverish"))));
        using var again = await site.Chen.TryPost($"My {secret}.", key: "to-be-gone");
        Assert.Equal((0, 0, 0), left);
        Assert.Equal("withdrawn", (await again.Json()).GetProperty("status").GetString());
    }

    private Task Write(string name, string head, string body) =>
        File.WriteAllTextAsync(Path.Combine(site.Folder, "content", name + ".md"), $"---\n{head}\n---\n{body}\n");

    private string Api(string path) => "/api/v1/discussions?url=" + Uri.EscapeDataString(new Uri(site.Address, path).ToString());

    private async Task<int> Status(string path)
    {
        using var answer = await site.Api().GetAsync(path);
        return (int)answer.StatusCode;
    }

    private async Task<string> Text(string path) => await (await site.Browser().GetAsync(path)).Content.ReadAsStringAsync();

    private async Task<string> Lists() =>
        string.Concat(await Task.WhenAll(new[] { "/", "/feed.xml", "/sitemap-articles.xml", "/sitemap-news.xml" }.Select(Text)));

    private Task<Guid> Discussion(string slug) => site.Query(db =>
        (from article in db.Articles
         join discussion in db.Discussions on (Guid?)article.Id equals discussion.ArticleId
         where article.Slug == slug
         select discussion.Id).SingleAsync());

    private async Task<Guid> Comment(string path, string text)
    {
        using var answer = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{await Discussion(path.Split('/')[^1])}/comments",
            new { text });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Json()).GetProperty("id").GetGuid();
    }
}
