using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Parley.Readers;
using Parley.Web;

namespace Parley.Tests.Architecture;

/// <summary>
/// Every route with every status that it gives: asked soundly, wrongly, of nothing and with nonsense, by strangers, guests and staff.
/// </summary>
public sealed class RouteTests(Site site) : IClassFixture<Site>
{
    private static readonly string[] Guards =
        ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    [Once]
    public void Whatever_changes_something_is_charged_to_a_limit_or_is_for_staff_alone()
    {
        var free = Routes().Where(route => MethodsOf(route).Any(method => method is not ("GET" or "HEAD"))
            && route.Metadata.GetMetadata<Limit>() is null && route.Metadata.GetMetadata<StaffOnly>() is null);

        Assert.Empty(free.Select(route => route.DisplayName));
    }

    [Fact]
    public async Task Every_status_of_every_route_carries_the_headers_and_says_what_is_wrong()
    {
        var comment = await site.Ada.Post("Asked in every way.");
        await site.Boris.Post("And answered.", comment);
        var discussion = await site.DiscussionId();
        var key = await site.Query(async db =>
        {
            var made = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return made;
        });
        var moderator = (await site.Acts(Role.Moderator, "chief@news.example")).DefaultRequestHeaders.Authorization!.ToString();
        var (wrong, seen) = (new List<string>(), new Dictionary<string, SortedSet<int>>());
        var ada = site.Ada.Http.DefaultRequestHeaders.Authorization!.ToString();
        var form = Form + (await site.Html(site.Page)).QuerySelector("form.write [name=stamp]")!.GetAttribute("value");
        var everybody = new[] { ("", ""), ("", "{}"), (ada, Body), ($"Bearer {key}", Body), (moderator, Body) };
        var byForm = new[] { ("", form), (ada, form), (moderator, form) };
        foreach (var routes in Routes().ToLookup(route => "/" + route.RoutePattern.RawText!.Trim('/'))
                .OrderBy(x => x.Key, StringComparer.Ordinal))
            foreach (var path in Filled(routes.Key, comment, discussion).Distinct())
                foreach (var method in Methods)
                    // Where there is no such method it is all one who asks.
                    foreach (var (who, given) in routes.SelectMany(MethodsOf).Contains(method)
                        ? [.. everybody, .. IsPage(path) && method == "POST" ? byForm : []] : everybody[..1])
                    {
                        // A stream has no end, and what takes all away would take it from the others.
                        if (method == "GET" && path.EndsWith("/events", StringComparison.Ordinal)) continue;
                        if (method == "DELETE" && path.StartsWith("/api/v1/articles", StringComparison.Ordinal) && who.Length > 0) continue;
                        var body = method is "GET" or "HEAD" ? "" : given;
                        var head = new StringBuilder()
                            .Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nSec-Fetch-Site: same-origin");
                        if (who.Length > 0) head.Append("\r\nAuthorization: ").Append(who);
                        if (body.Length > 0)
                            head.Append(CultureInfo.InvariantCulture,
                                $"\r\nContent-Type: {(given == form ? "application/x-www-form-urlencoded" : "application/json")}\r\n"
                                    + $"Content-Length: {body.Length}");
                        var answer = await RawRequest.Send(site.Address, head.ToString(),
                            body.Length > 0 ? Encoding.ASCII.GetBytes(body) : null);
                        if (!seen.TryGetValue(routes.Key, out var statuses)) seen[routes.Key] = statuses = [];
                        statuses.Add(answer.Status);
                        if (answer.Status is 0 or >= 500) wrong.Add($"{answer.Status}: {method} {path} {who} {body}");
                        if (!Guards.All(answer.Has)) wrong.Add($"no headers on {answer.Status}: {method} {path}");
                        if (method == "HEAD" && answer.Body.Length > 0) wrong.Add($"a body for HEAD {path}");
                        // The framework describes the API and says in words of its own what it has no description of;
                        // Perspective's errors have their own form.
                        var asGoogle = path.StartsWith("/v1alpha1/", StringComparison.Ordinal)
                            && answer.Body.Contains("\"status\":", StringComparison.Ordinal);
                        if (answer.Status >= 400 && !asGoogle && method != "HEAD" && !path.StartsWith("/openapi/", StringComparison.Ordinal)
                                && !answer.Head.Contains("problem+json", StringComparison.Ordinal)
                                && !answer.Head.Contains("text/html", StringComparison.Ordinal))
                            wrong.Add($"no words with {answer.Status}: {method} {path}");
                        if (method != "HEAD" && answer.Status == 405 && !answer.Has("Allow")) wrong.Add($"no Allow: {method} {path}");
                    }
        Assert.Empty(wrong);
        // Each of them was reached and each was refused at least once.
        Assert.All(seen.Where(x => x.Key is not "/docs/{documentName?}"),
            x => Assert.True(x.Value.Max >= 400, $"{x.Key}: {string.Join(' ', x.Value)}"));
        Assert.True(seen.Count > 50, $"{seen.Count}");
    }

    private const string Body = "{\"name\":1,\"value\":7,\"text\":\"\",\"title\":\"\",\"markdown\":null}";

    /// <summary>What the fields of all forms are called, filled in as somebody might.</summary>
    private const string Form = "text=Asked+by+a+form.&name=Asker&value=1&rule=1&facts=It+says+so.&title=Title&reason=Why&days=1"
        + "&email=a%40b.example&url=https%3A%2F%2Fnews.example%2F&note=x&stamp=";

    private static bool IsPage(string path) =>
        !path.StartsWith("/api/", StringComparison.Ordinal) && !path.StartsWith("/v1alpha1/", StringComparison.Ordinal);

    private static IEnumerable<string> Filled(string pattern, Guid comment, Guid discussion)
    {
        foreach (var (slug, id, other) in new[] { ("the-bridge", comment.ToString(), "x"),
                ("the-bridge", discussion.ToString(), "facebook"), ("nothing", Guid.Empty.ToString(), "closure"),
                ("%E2%80%AE", "odd", "%F0%9F") })
            yield return System.Text.RegularExpressions.Regex.Replace(pattern.Replace("{slug}", slug, StringComparison.Ordinal)
                .Replace("{id}", id, StringComparison.Ordinal)
                .Replace("{id:guid}", id, StringComparison.Ordinal), @"\{[^}]*\}", other);
    }

    private IEnumerable<RouteEndpoint> Routes() =>
        ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
}
