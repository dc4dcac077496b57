using System.Buffers.Binary;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Parley.Cards;
using Parley.Web;

namespace Parley.Tests.Cards;

public sealed class CardTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task An_article_has_a_card_of_1200_by_630_that_its_page_names()
    {
        var page = await site.Html(site.Page);
        var url = page.QuerySelector("meta[property='og:image']")!.GetAttribute("content")!;

        using var answer = await site.Api().GetAsync(new Uri(url).PathAndQuery);

        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Check(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("summary_large_image", page.QuerySelector("meta[name='twitter:card']")!.GetAttribute("content"));
        Assert.Equal("The bridge", page.QuerySelector("meta[property='og:image:alt']")!.GetAttribute("content"));
    }

    [Fact]
    public async Task A_card_is_asked_for_again_for_nothing_and_never_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, site.Page + "/card.png");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        using var first = await site.Api().SendAsync(request);
        var tag = first.Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, site.Page + "/card.png");
        again.Headers.IfNoneMatch.Add(tag);
        using var second = await site.Api().SendAsync(again);
        using var head = await site.Api().SendAsync(new HttpRequestMessage(HttpMethod.Head, site.Page + "/card.png"));

        Assert.False(tag.IsWeak);
        Assert.Empty(first.Content.Headers.ContentEncoding);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(first.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_vote_draws_no_card_anew_and_a_comment_does()
    {
        await site.Publish("counted", "Counted", "Body.");
        var id = (await site.Discussion(url: new Uri(site.Address, "/articles/counted").ToString())).GetProperty("id").GetGuid();
        using var posted = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(site.Ada.Http,
            $"/api/v1/discussions/{id}/comments", new { text = "One." });
        var comment = (await posted.Json()).GetProperty("id").GetGuid();
        var before = await Tag("/articles/counted/card.png");
        var made = site.App.Services.GetRequiredService<Snapshots>().EverMade;
        await site.Boris.Vote(comment, 1);

        Assert.Equal(before, await Tag("/articles/counted/card.png"));
        Assert.Equal(made, site.App.Services.GetRequiredService<Snapshots>().EverMade);
        await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(site.Boris.Http, $"/api/v1/discussions/{id}/comments",
            new { text = "Two." });
        Assert.NotEqual(before, await Tag("/articles/counted/card.png"));
    }

    [Fact]
    public async Task A_comment_has_a_card_until_it_is_withdrawn()
    {
        var id = await site.Ada.Post("Words for a *card*.");
        await site.Boris.Post("A reply that keeps the place.", id);
        var path = $"{site.Page}/comments/{id}";
        var named = (await site.Html(path)).QuerySelector("meta[property='og:image']")!.GetAttribute("content")!;
        Check(await site.Api().GetByteArrayAsync(new Uri(named).PathAndQuery));

        await site.Ada.Withdraw(id);

        using var gone = await site.Api().GetAsync(path + "/card.png");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Null((await site.Html(path)).QuerySelector("meta[property='og:image']"));
    }

    [Theory]
    [InlineData("/articles/nowhere/card.png", HttpStatusCode.NotFound)]
    [InlineData("/articles/the-bridge/comments/x/card.png", HttpStatusCode.BadRequest)]
    [InlineData("/articles/the-bridge/comments/0190163d-8694-7000-8000-000000000000/card.png", HttpStatusCode.NotFound)]
    [InlineData("/articles/%00/card.png", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_has_no_card(string path, HttpStatusCode status)
    {
        using var answer = await site.Api().GetAsync(path);

        Assert.True(
            answer.StatusCode == status || (path.Contains("%00", StringComparison.Ordinal) && (int)answer.StatusCode is >= 400 and < 500),
            answer.StatusCode.ToString());
    }

    [Fact]
    public async Task A_card_before_the_articles_time_tells_nothing()
    {
        await site.Publish("tomorrow", "Tomorrow", "Not yet.", text => text with { PublishedAt = site.Clock.GetUtcNow().AddDays(1) });

        using var answer = await site.Api().GetAsync("/articles/tomorrow/card.png");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    public static TheoryData<string> Hostile() =>
    [
        new string('W', 10_000), string.Concat(Enumerable.Repeat("word ", 2000)), "a" + new string('\u0301', 100_000), "   ", "",
        "\u0000\uD800\uFFFE", "\u202Eevil\u202C \u2066x", string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 200)), new string('\u200D', 500),
        "مرحبا (Parley) 123, 45% שלום — done", "中文标题，没有空格也要换行。", "\u0378\uE000\U000F0000",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    [Once]
    public void Whatever_is_written_there_is_a_card(string text)
    {
        Check(CardPicture.Draw(new Card(text, "en", text, null, text, text), null));
        Check(CardPicture.Draw(new Card(text, "ar", text, text, text, text), null));
    }

    [Fact]
    public async Task A_hostile_title_and_comment_are_no_server_error()
    {
        var title = "A\u0000B\uFFFE\uD800\u202E" + new string('x', 5000)
            + string.Concat(Enumerable.Repeat("e\u0301\u0301\u0301\u0301\u0301\u0301", 300));
        await site.Publish("hostile-card", title, "Body.", text => text with { Byline = title, DatelinePlace = title });
        var id = await site.Ada.Post(title[..2000]);

        Check(await site.Api().GetByteArrayAsync("/articles/hostile-card/card.png"));
        Check(await site.Api().GetByteArrayAsync($"{site.Page}/comments/{id}/card.png"));
    }

    [Theory]
    [InlineData("abc", false, "000")]
    [InlineData("אבג", true, "111")]
    [InlineData("אב 12 גד", true, "11122111")]
    [InlineData("ab (אב) cd", false, "0000110000")]
    [InlineData("אב ab גד", true, "11122111")]
    [InlineData("אב 1,5%", true, "1112222")]
    [InlineData("אב Ab (4%)", true, "1112222222")]
    [InlineData("אב (ab)", true, "1111221")]
    [Once]
    public void A_line_is_ordered_as_UAX_9_has_it(string line, bool rtl, string levels) =>
        Assert.Equal(levels, string.Concat(Bidi.Levels(line, rtl)));

    private async Task<string> Tag(string path)
    {
        using var answer = await site.Api().GetAsync(path);
        return answer.Headers.ETag!.Tag;
    }

    private static void Check(byte[] png)
    {
        Assert.Equal<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], png[..8]);
        Assert.Equal((CardPicture.Width, CardPicture.Height),
            (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }
}
