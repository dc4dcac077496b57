using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Parley.Tests.Architecture;

/// <summary>What every answer has, whatever was asked.</summary>
public sealed class AnswerTests(Site site) : IClassFixture<Site>
{
    private static readonly string[] Guards =
        ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"];

    [Fact]
    public async Task HEAD_is_answered_wherever_GET_is_with_the_same_status_and_headers_and_no_body()
    {
        var id = await site.Ada.Post("Head over heels.");
        var paths = (await Paths(id)).Concat(["/articles/nothing", "/nothing", "/articles/the-bridge?after=bad", "/readers/odd"]).ToList();
        Assert.True(paths.Count > 25);
        foreach (var path in paths)
        {
            var got = path.EndsWith("/events", StringComparison.Ordinal) ? null : await Ask("GET", path);
            var head = await Ask("HEAD", path);

            Assert.Equal("", head.Body);
            Assert.Equal((path, got?.Status ?? (path.Contains("/cases/", StringComparison.Ordinal) ? 401 : 200)), (path, head.Status));
            if (got is not null) Assert.Equal((path, Names(got)), (path, Names(head)));
        }

        Task<RawAnswer> Ask(string method, string path) => RawRequest.Send(site.Address, $"{method} {path} HTTP/1.1\r\nAccept: text/html");
    }

    [Fact]
    public async Task HEAD_knows_what_is_unchanged()
    {
        using var page = await site.Api().GetAsync(site.Page);
        using var request = new HttpRequestMessage(HttpMethod.Head, site.Page);
        request.Headers.IfNoneMatch.Add(page.Headers.ETag!);

        using var answer = await site.Api().SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Equal(page.Headers.ETag, answer.Headers.ETag);
    }

    [Theory]
    [InlineData("GET /nothing HTTP/1.1", "", 404)]
    [InlineData("DELETE /guidelines HTTP/1.1", "", 405)]
    [InlineData("GET /guidelines?version=x HTTP/1.1", "", 400)]
    [InlineData("POST /api/v1/guests HTTP/1.1\r\nContent-Type: text/plain", "{}", 415)]
    [InlineData("POST /api/v1/guests HTTP/1.1\r\nContent-Type: application/json", "{", 400)]
    [InlineData("POST /articles/the-bridge/comments HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x", "--x\r\n", 400)]
    public async Task What_goes_wrong_carries_the_same_headers_as_what_goes_right(string head, string body, int status)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var answer = await RawRequest.Send(site.Address, $"{head}\r\nContent-Length: {bytes.Length}", bytes);

        Assert.Equal(status, answer.Status);
        Assert.All(Guards, header => Assert.True(answer.Has(header), header));
    }

    [Fact]
    public async Task A_body_that_is_too_large_and_a_database_that_is_gone_are_told_under_the_same_headers()
    {
        using var body = new ByteArrayContent(new byte[300 * 1024]) { Headers = { ContentType = new("application/json") } };
        using var large = await site.Api().PostAsync("/api/v1/guests", body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.All(Guards, header => Assert.True(large.Headers.Contains(header), header));

        await using var broken = new Site();
        await broken.InitializeAsync();
        await broken.Query(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE comments RENAME TO gone"));
        using var error = await broken.Api().GetAsync($"/api/v1/comments/{Guid.Empty}");
        Assert.Equal(HttpStatusCode.InternalServerError, error.StatusCode);
        Assert.All(Guards, header => Assert.True(error.Headers.Contains(header), header));
    }

    [Theory]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=\"\"x")]
    [InlineData("application/x-www-form-urlencoded; charset=x")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=end")]
    [InlineData("text/plain")]
    public async Task A_body_that_cannot_be_read_is_the_senders_matter(string type)
    {
        var half = "--end\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nHalf"u8.ToArray();
        var comment = await site.Ada.Post("x " + type);
        foreach (var path in new[] { "/api/v1/guests", site.Page + "/comments", $"{site.Page}/comments/{comment}/vote" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(half) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await site.Api().SendAsync(request);
            Assert.InRange((int)answer.StatusCode, 400, 499);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task The_description_of_the_API_says_nothing_that_the_request_said()
    {
        var answer = await RawRequest.Send(site.Address, "GET /openapi/v1.json HTTP/1.0\r\nX-Forwarded-Host: evil.example");

        Assert.DoesNotContain(site.Address.Authority, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", answer.Body, StringComparison.Ordinal);
        Assert.Contains("\"servers\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_is_sent_breaks_the_server()
    {
        var requests = Malformed.Requests(await site.Ada.Post("Break me."), await site.DiscussionId()).ToList();
        Assert.True(requests.Count >= 300, $"{requests.Count}");
        var broken = new List<string>();
        foreach (var (head, body) in requests)
        {
            var answer = await RawRequest.Send(site.Address, head, body);
            if (answer.Status >= 500) broken.Add($"{answer.Status}: {head}");
            // What the server itself refuses before there is a request has no content and none of our headers.
            else if (answer.Status is not 0 && answer.Body.Length > 0 && !Guards.All(answer.Has)) broken.Add($"headers: {head}");
        }
        Assert.Empty(broken);
    }

    private static string Names(
        RawAnswer answer) => string.Join(' ', answer.Head.Split("\r\n").Skip(1).Select(line => line.Split(':')[0].ToLowerInvariant())
        .Where(name => name is not ("date" or "transfer-encoding" or "content-length")).Order(StringComparer.Ordinal));

    private async Task<IEnumerable<string>> Paths(Guid comment)
    {
        var discussion = (await site.DiscussionId()).ToString();
        var style = (await site.Html("/")).QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;
        return ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Contains("GET"))
            .Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/'))
            .Select(path => path.Replace("{slug}", "the-bridge", StringComparison.Ordinal)
                .Replace("{documentName}", "v1", StringComparison.Ordinal)
                .Replace("{id:guid}", comment.ToString(), StringComparison.Ordinal)
                .Replace("{id}", path.Contains("/discussions/", StringComparison.Ordinal) ? discussion : comment.ToString(),
                    StringComparison.Ordinal)
                .Replace("/assets/{version}/{name}", style, StringComparison.Ordinal))
            .Select(path =>
                path == "/api/v1/discussions" ? path + "?url=" + Uri.EscapeDataString(new Uri(site.Address, site.Page).ToString()) : path)
            .Where(path => !path.Contains('{', StringComparison.Ordinal)).Distinct();
    }
}
