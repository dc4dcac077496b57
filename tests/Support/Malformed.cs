using System.Text;

namespace Parley.Tests;

/// <summary>Requests that no browser would send: a fixed list, so that every run asks the same.</summary>
public static class Malformed
{
    private static readonly string[] Odd =
        ["%00", "%ff", "%ED%A0%80", "%C3", "%2e%2e%2f", "%252e", "a%00b", "%F0%9F", "%7F", "%0d%0a", "'%22%3E", "0", "-1", "null", "{id}",
            "%E2%80%AE", "01972c5e", new('x', 3000)];

    private static readonly string[] Bodies =
        ["", "{", "[]", "null", "\"x\"", "{\"name\":", "{\"name\":\"\\ud800\"}", "{\"text\":\"\\u0000\"}", "{\"name\":1}",
            "{\"text\":{}}", "{\"value\":9e99}", "{\"a\":1,\"a\":2}",
            "{\"text\":\"x\",\"parentId\":\"odd\"}", "text=%00&name=%ff", "text=%ED%A0%80&name=x",
            "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalf", "--b--", "\uFEFF{}"];

    private static readonly string[] Types =
        ["application/json", "application/json; charset=nonsense", "application/json; charset=utf-16",
            "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=x",
            "multipart/form-data; boundary=b", "multipart/form-data", "text/plain", ";;;"];

    public static IEnumerable<(string Head, byte[]? Body)> Requests(Guid comment, Guid discussion) =>
        [.. Addresses(comment, discussion).Select(path => ($"GET {path} HTTP/1.1", (byte[]?)null)), .. WithBodies(comment, discussion),
            .. Methods(), .. Headers()];

    private static IEnumerable<string> Addresses(Guid comment, Guid discussion) => Odd.SelectMany(odd => new[]
    {
        $"/{odd}", $"/articles/{odd}", $"/articles/the-bridge/comments/{odd}", $"/articles/the-bridge?after={odd}", $"/?after={odd}",
        $"/?section={odd}", $"/search?q={odd}&after={odd}",
        $"/api/v1/discussions?url={odd}", $"/api/v1/discussions?url=http://{odd}/x", $"/api/v1/comments/{odd}/replies",
        $"/api/v1/comments/{comment}/replies?after={odd}&limit={odd}",
        $"/api/v1/discussions/{discussion}/events?after={odd}x", $"/sign-in/{odd}", $"/readers/{odd}", $"/guidelines?version={odd}",
    });

    private static IEnumerable<(string, byte[]?)> WithBodies(Guid comment, Guid discussion)
    {
        string[] paths = ["POST /api/v1/guests", $"POST /api/v1/discussions/{discussion}/comments",
            $"PUT /api/v1/comments/{comment}/vote", "POST /articles/the-bridge/comments",
            $"POST /articles/the-bridge/comments/{comment}/vote", "PUT /api/v1/articles/x", "POST /account/departure"];
        foreach (var path in paths)
            foreach (var type in Types)
                foreach (var body in Bodies)
                {
                    var bytes = Encoding.UTF8.GetBytes(body);
                    yield return ($"{path} HTTP/1.1\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}", bytes);
                }
        const string form = "POST /articles/the-bridge/comments HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        yield return ("POST /api/v1/guests HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 500", "{\"name\":"u8.ToArray());
        yield return (form + "Content-Length: 500", "text=x"u8.ToArray());
        yield return (form + "Transfer-Encoding: chunked", "zz\r\n"u8.ToArray());
    }

    private static IEnumerable<(string, byte[]?)> Methods() =>
        from method in new[] { "DELETE", "PATCH", "TRACE", "PROPFIND", "OPTIONS", "X" }
        from path in new[] { "/", "/articles/the-bridge", "/api/v1/discussions", "/feed.xml", "*" }
        select ($"{method} {path} HTTP/1.1", (byte[]?)null);

    private static IEnumerable<(string, byte[]?)> Headers() =>
        from header in new[]
        {
            "Range: bytes=5-2", "Range: bytes=-", "Range: lines=1", "If-None-Match: \"", "If-None-Match: W/", "If-None-Match: ,,,",
            "If-Modified-Since: never", "Accept-Encoding: br;q=x",
            "Accept-Encoding: ;q=1,", "Accept: \u0001", "Cookie: parley_reader", "Cookie: parley_reader=%ff;;=", "Authorization: Bearer ",
            "Authorization: Bearer \u00ff", "Last-Event-ID: 1e9",
            "Sec-Fetch-Site: \u00e9", "Content-Length: -1", "Content-Length: 99999999999999999999", "Expect: miracles",
            "X-Forwarded-For: everyone", "Referer: http://[", "Origin: ://",
        }
        from path in new[] { "/", "/articles/the-bridge", "/account", "/feed.xml" }
        select ($"GET {path} HTTP/1.1\r\n{header}", (byte[]?)null);
}
