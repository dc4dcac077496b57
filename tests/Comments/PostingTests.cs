using System.Net;

namespace Parley.Tests.Comments;

public sealed class PostingTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_comment_is_on_the_page_as_soon_as_it_is_acknowledged()
    {
        var id = await site.Ada.Post("The ferry is *too small* for prams.");

        var page = await site.Html(site.Page);

        var comment = page.GetElementById($"c-{id}")!;
        Assert.Equal("The ferry is too small for prams.", comment.QuerySelector(".comment-text")!.TextContent.Trim());
        Assert.Equal("Ada", comment.QuerySelector(".author")!.TextContent);
    }

    [Fact]
    public async Task An_empty_comment_is_refused_in_words()
    {
        using var answer = await site.Ada.TryPost(" \u200B \n");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("empty", await answer.Code());
    }
}
