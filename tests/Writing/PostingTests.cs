using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Parley.Tests.Writing;

public sealed class PostingTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_comment_is_on_the_page_as_soon_as_it_is_acknowledged()
    {
        var id = await site.Ada.Post("The ferry is *too small* for prams.");

        var comment = (await site.Html(site.Page)).GetElementById($"c-{id}")!;

        Assert.Equal("The ferry is too small for prams.", comment.QuerySelector(".comment-text")!.TextContent.Trim());
        Assert.Equal("Ada", comment.QuerySelector(".author")!.TextContent);
    }

    [Fact]
    public async Task The_answer_has_the_text_as_written_and_safe_html()
    {
        using var answer = await site.Ada.TryPost("A <b onclick=x>bold</b> **claim** <script>alert(1)</script>");
        var comment = await answer.Json();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.EndsWith(comment.GetProperty("id").GetString()!, answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("<script>", comment.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", comment.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("<b onclick", comment.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Equal("published", comment.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \u200B\u2060 \n\t", "empty")]
    [InlineData(null, "empty")]
    [InlineData("http://a.io http://b.io http://c.io", "too-many-links")]
    public async Task What_cannot_be_published_is_refused_in_words(string? text, string code)
    {
        using var answer = await site.Ada.TryPost(text);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(code, await answer.Code());
    }

    [Fact]
    public async Task The_limit_is_ten_thousand_characters_for_posts_and_edits()
    {
        var id = await site.Boris.Post(new string('x', 10_000));
        using var post = await site.Boris.TryPost(new string('x', 10_001));
        using var edit = await site.Boris.Edit(id, new string('x', 10_001));

        Assert.Equal("too-long", await post.Code());
        Assert.Equal("too-long", await edit.Code());
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        using var answer = await site.Ada.TryPost(new string('x', 300_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("body-too-large", await answer.Code());
    }

    [Theory]
    [InlineData("{\"text\":", "bad-json")]
    [InlineData("[]", "bad-json")]
    [InlineData("{\"text\":\"a\",\"text\":\"b\"}", "bad-json")]
    [InlineData("{\"text\":\"Hello\",\"parentId\":\"nope\"}", "bad-id")]
    public async Task A_malformed_request_is_400(string body, string code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await site.Ada.Http.PostAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, await answer.Code());
    }

    [Fact]
    public async Task Without_a_token_it_is_401()
    {
        using var answer = await site.Api()
            .PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments", new { text = "Who am I?" });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task The_same_words_twice_are_refused_unless_they_are_a_retry()
    {
        using var first = await site.Chen.TryPost("我不同意。", key: "k1");
        using var retry = await site.Chen.TryPost("我不同意。", key: "k1");
        using var again = await site.Chen.TryPost(" 我不同意。 ");
        using var reused = await site.Chen.TryPost("别的话。", key: "k1");

        Assert.Equal(HttpStatusCode.Created, retry.StatusCode);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await retry.Content.ReadAsByteArrayAsync());
        Assert.Equal("duplicate", await again.Code());
        Assert.Equal("idempotency-key-reused", await reused.Code());
    }

    [Fact]
    public async Task Short_words_may_be_said_to_several_people_and_to_each_once()
    {
        var (one, other) = (await site.Ada.Post("Here is the timetable."), await site.Ada.Post("And here is the map."));
        using var first = await site.Chen.TryPost("Thank you!", one);
        using var second = await site.Chen.TryPost("Thank you!", other);
        using var again = await site.Chen.TryPost("Thank  you!", other);
        using var sentence = await site.Chen.TryPost("I should like to thank everybody who has helped me to find it.", one);
        using var elsewhere = await site.Chen.TryPost("I should like to thank everybody who has helped me to find it.", other);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(("duplicate", "duplicate"), (await again.Code(), await elsewhere.Code()));
    }

    [Fact]
    public async Task One_key_sent_many_times_at_once_posts_one_comment()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.Boris.TryPost("Sent eight times.", key: "at once")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()))).Distinct());
        Assert.Equal(1, await site.Query(db => db.Comments.CountAsync(x => x.Text == "Sent eight times.")));
    }

    [Fact]
    public async Task The_same_sentence_by_many_is_refused_as_an_echo()
    {
        const string text = "Everyone who knows anything about it knows that this is so.";
        await site.Ada.Post(text);
        await site.Boris.Post(text);
        await site.Chen.Post(text);
        var fourth = await site.NewGuest("Dunya");

        using var answer = await fourth.TryPost(text);

        Assert.Equal("echo", await answer.Code());
    }

    [Fact]
    public async Task A_page_that_nobody_has_commented_on_is_an_empty_discussion_that_begins_with_the_first_comment()
    {
        const string url = "https://news.example/story?utm_source=x#top";
        var empty = await site.Discussion(url: url);
        Assert.Equal(0, empty.GetProperty("count").GetInt32());

        using var posted = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{empty.GetProperty("id")}/comments",
            new { text = "The first one here." });
        var begun = await site.Discussion(url: "https://NEWS.example/story/");

        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        Assert.Equal(empty.GetProperty("id").GetString(), begun.GetProperty("id").GetString());
        Assert.Equal(1, begun.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Several_first_comments_under_a_page_at_once_all_stay()
    {
        const string url = "https://news.example/rush";
        var id = (await site.Discussion(url: url)).GetProperty("id");

        var answers = await Task.WhenAll(new[] { site.Ada, site.Boris, site.Chen, site.Ada, site.Boris, site.Chen }
            .Select(
                (guest, i) => guest.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text = $"First, said number {i}." })));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        await Wait.Until("all are counted", async () => (await site.Discussion(url: url)).GetProperty("count").GetInt32() == 6);
    }

    [Fact]
    public async Task Comments_posted_at_once_get_places_of_their_own_and_are_all_counted()
    {
        var parent = await site.Ada.Post("Answer me, all of you, at once.");
        var before = (await site.Discussion()).GetProperty("count").GetInt32();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => new[] { site.Boris, site.Chen }[i % 2].Post($"Answer number {i}.", parent)));

        var ordinals =
            await site.Query(db => db.Comments.Where(x => x.ParentId == parent).Select(x => x.Ordinal).OrderBy(x => x).ToListAsync());
        Assert.Equal(Enumerable.Range(1, 20), ordinals);
        // Whoever reads a busy discussion without having written there may see it a moment late.
        await Wait.Until("all are counted", async () => (await site.Discussion()).GetProperty("count").GetInt32() == before + 20);
    }

    [Theory]
    [InlineData("Not a character: \uFFFE.", "Not a character: \uFFFD.")]
    [InlineData("Nor this: \uFFFF, nor that: \U0001FFFE.", "Nor this: \uFFFF, nor that: \U0001FFFE.")]
    public async Task What_Unicode_forbids_is_taken_as_far_as_it_can_be(string written, string kept)
    {
        using var answer = await site.Ada.TryPost(written);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(kept, (await answer.Json()).GetProperty("text").GetString());
    }
}
