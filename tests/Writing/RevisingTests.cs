using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Tests.Writing;

public sealed class RevisingTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task An_edit_within_the_window_keeps_what_was_there_before()
    {
        var id = await site.Ada.Post("It takes fvie months.");
        site.Clock.Advance(TimeSpan.FromMinutes(14));

        using var answer = await site.Ada.Edit(id, "It takes five months.");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(JsonValueKind.Null, (await answer.Json()).GetProperty("editedAt").ValueKind);
        var history = (await site.Html($"{site.Page}/comments/{id}/history")).QuerySelectorAll(".version .comment-text")
            .Select(x => x.TextContent.Trim());
        Assert.Equal(["It takes five months.", "It takes fvie months."], history);
    }

    [Fact]
    public async Task After_the_window_a_comment_can_only_be_withdrawn()
    {
        var id = await site.Ada.Post("Said and done.");
        site.Clock.Advance(TimeSpan.FromMinutes(16));

        using var edit = await site.Ada.Edit(id, "Never said.");
        using var withdraw = await site.Ada.Withdraw(id);

        Assert.Equal("edit-window-over", await edit.Code());
        Assert.Equal(HttpStatusCode.NoContent, withdraw.StatusCode);
    }

    [Fact]
    public async Task Nobody_else_can_edit_or_withdraw_it()
    {
        var id = await site.Ada.Post("Mine alone.");

        using var edit = await site.Boris.Edit(id, "His.");
        using var withdraw = await site.Boris.Withdraw(id);
        using var stranger = await site.Api().DeleteAsync($"/api/v1/comments/{id}");

        Assert.Equal(HttpStatusCode.Forbidden, edit.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, withdraw.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u2028\u200B")]
    public async Task An_edit_is_judged_like_a_post(string text)
    {
        var id = await site.Ada.Post($"Something {text.Length}.");

        using var answer = await site.Ada.Edit(id, text);

        Assert.Equal("empty", await answer.Code());
    }

    [Fact]
    public async Task A_withdrawn_comment_with_replies_keeps_its_place_without_its_words()
    {
        var parent = await site.Ada.Post("Words that I take back.");
        var reply = await site.Boris.Post("I had answered them.", parent);

        await site.Ada.Withdraw(parent);

        var page = await site.Html(site.Page);
        Assert.Contains("placeholder", page.GetElementById($"c-{parent}")!.ClassName, StringComparison.Ordinal);
        Assert.NotNull(page.GetElementById($"c-{reply}"));
        Assert.DoesNotContain("take back", page.Body!.TextContent, StringComparison.Ordinal);
        var json = await site.Api().GetFromJsonAsync<JsonElement>($"/api/v1/comments/{parent}");
        Assert.Equal("withdrawn", json.GetProperty("status").GetString());
        Assert.Equal("", json.GetProperty("text").GetString());
        Assert.Equal("", json.GetProperty("author").GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_last_reply_that_goes_takes_the_place_holders_above_it_along()
    {
        var top = await site.Ada.Post("One.");
        var middle = await site.Boris.Post("Two.", top);
        var leaf = await site.Chen.Post("Three.", middle);
        var before = (await site.Discussion()).GetProperty("count").GetInt32();

        await site.Ada.Withdraw(top);
        await site.Boris.Withdraw(middle);
        await site.Chen.Withdraw(leaf);

        var page = await site.Html(site.Page);
        Assert.All([top, middle, leaf], id => Assert.Null(page.GetElementById($"c-{id}")));
        Assert.Equal(before - 3, (await site.Discussion()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_reply_to_what_was_withdrawn_is_409()
    {
        var parent = await site.Ada.Post("Soon gone.");
        await site.Boris.Post("Still here.", parent);
        await site.Ada.Withdraw(parent);

        using var answer = await site.Chen.TryPost("Too late.", parent);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("parent-gone", await answer.Code());
    }

    [Fact]
    public async Task A_closed_discussion_takes_no_comment_but_lets_its_own_be_withdrawn()
    {
        await site.Publish("closing", "Closing", "Soon.");
        var discussion = (await site.Discussion(url: new Uri(site.Address, "/articles/closing").ToString())).GetProperty("id").GetGuid();
        using var posted = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/comments", new { text = "In time." });
        await site.Publish("closing", "Closing", "Now.", text => text with { DiscussionOpen = false });

        using var late = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{discussion}/comments", new { text = "Too late." });
        using var withdrawn = await site.Ada.Withdraw((await posted.Json()).GetProperty("id").GetGuid());

        Assert.Equal("discussion-closed", await late.Code());
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        Assert.Null((await site.Html("/articles/closing")).QuerySelector("form.write"));
    }
}
