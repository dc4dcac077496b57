using System.Net;

namespace Parley.Tests.Web;

/// <summary>Whoever asks for what was just answered gets the same, whichever way it takes through the server.</summary>
public sealed class ShelfTests(ShelfTests.Registered site) : IClassFixture<ShelfTests.Registered>
{
    public sealed class Registered : Site
    {
        protected override IEnumerable<string> Settings => [.. base.Settings, "Parley:Origins=https://www.news.example"];
    }

    private const string Frame = "/embed/discussion?url=https%3A%2F%2Fwww.news.example%2Fshelved&lang=de";

    [Fact]
    public async Task The_second_answer_has_the_headers_and_the_bytes_of_the_first()
    {
        var comment = await site.Ada.Post("A comment with a page of its own.");
        foreach (var path in new[] { site.Page, site.Page + "?sort=oldest", $"{site.Page}/comments/{comment}", Frame })
        {
            var (first, second) = (await Answer(path), await Answer(path));

            Assert.Equal(first, second);
            Assert.Contains("Content-Security-Policy", first, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_is_as_new_as_any_answer()
    {
        var before = await Answer(site.Page);
        Assert.Equal(before, await Answer(site.Page));

        await site.Boris.Post("Said after the page was asked for twice.");

        Assert.Contains("Said after the page was asked for twice.", await Answer(site.Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_differ_in_anything_are_others()
    {
        Assert.Contains("lang=\"de\"", await Answer(Frame), StringComparison.Ordinal);
        Assert.Contains("lang=\"en\"", await Answer(Frame.Replace("=de", "=en", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("lang=\"de\"", await Answer(Frame), StringComparison.Ordinal);
        using var refused = await site.Browser().GetAsync(site.Page + "?sort=worst");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    // With everything but when it was.
    private async Task<string> Answer(string path)
    {
        using var answer = await site.Browser().GetAsync(path);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal);
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n\n{await answer.Content.ReadAsStringAsync()}";
    }
}
