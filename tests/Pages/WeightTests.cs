namespace Parley.Tests.Pages;

/// <summary>What a reader's first look at a discussion costs them.</summary>
public sealed class WeightTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task An_article_with_fifty_comments_of_people_stays_light_in_three_files()
    {
        var people = new List<Guest>();
        foreach (var name in FiftyComments.Names) people.Add(await site.NewGuest(name));
        var top = new List<Guid>();
        // Twenty at the top, and thirty replies, which is as many as a page shows.
        for (var i = 0; i < FiftyComments.Texts.Length; i++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(7));
            var said = await people[i * 5 % people.Count].Post(FiftyComments.Texts[i], i < 20 ? null : top[i * 7 % 20]);
            if (i < 20) top.Add(said);
        }

        var page = await site.Html(site.Page);
        Assert.Equal(50, page.QuerySelectorAll(".comment").Length);
        Assert.Single(page.QuerySelectorAll("link[rel=stylesheet]"));
        Assert.Single(page.QuerySelectorAll("script[src]"));
        var (style, script) = (page.QuerySelector("link[rel=stylesheet]")!, page.QuerySelector("script[src]")!);
        var files = new[] { site.Page, style.GetAttribute("href")!, script.GetAttribute("src")! };
        // As browsers ask, and as the oldest of them and some proxies do.
        var (today, before) = (await Weigh(files, "gzip, deflate, br, zstd"), await Weigh(files, "gzip"));
        Assert.True(today.Sum() <= 27_000, string.Join(" + ", today));
        Assert.True(before.Sum() <= 30_000 && before[1] <= 10 * 1024, string.Join(" + ", before));
        // What comes when a reader touches the page.
        var later = await Weigh([files[2].Replace("parley.js", "later.js", StringComparison.Ordinal)], "gzip");
        Assert.True(before[2] + later[0] <= 14 * 1024, $"{before[2]} + {later[0]}");
    }

    private async Task<List<long>> Weigh(string[] files, string accepted)
    {
        var weights = new List<long>();
        foreach (var path in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
            using var answer = await site.Api().SendAsync(request);
            Assert.Single(answer.Content.Headers.ContentEncoding);
            weights.Add((await answer.Content.ReadAsByteArrayAsync()).LongLength);
        }
        return weights;
    }
}
