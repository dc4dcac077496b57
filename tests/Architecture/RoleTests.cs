using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Parley.Readers;
using Parley.Tests.Moderation;

namespace Parley.Tests.Architecture;

/// <summary>
/// Who may do what: one row for each route that is not everybody's, one column for each kind of person; the others
/// stand in <see cref="RouteRoles"/>.
/// </summary>
public sealed class RoleTests(Site site) : IClassFixture<Site>
{
    [Theory]
    //          method    path                                         stranger guest invited editor moderator
    [InlineData("PUT", "/api/v1/discussions/{discussion}/questions", 401, 403, 403, 200, 200)]
    [InlineData("DELETE", "/api/v1/discussions/{discussion}/questions", 401, 403, 403, 204, 204)]
    [InlineData("GET", "/articles/the-bridge/questions-and-answers", 401, 403, 403, 200, 200)]
    [InlineData("POST", "/articles/the-bridge/questions-and-answers", 401, 403, 403, 200, 200)]
    [InlineData("POST", "/articles/the-bridge/questions-and-answers/end", 401, 403, 403, 302, 302)]
    [InlineData("PUT", "/api/v1/discussions/{discussion}/closure", 401, 403, 403, 200, 200)]
    [InlineData("DELETE", "/api/v1/discussions/{discussion}/closure", 401, 403, 403, 204, 204)]
    [InlineData("PUT", "/api/v1/discussions/{discussion}/slowdown", 401, 403, 403, 200, 200)]
    [InlineData("DELETE", "/api/v1/discussions/{discussion}/slowdown", 401, 403, 403, 204, 204)]
    [InlineData("PUT", "/api/v1/discussions/{discussion}/announcement", 401, 403, 403, 200, 200)]
    [InlineData("DELETE", "/api/v1/discussions/{discussion}/announcement", 401, 403, 403, 204, 204)]
    [InlineData("PUT", "/api/v1/discussions/{discussion}/passage-question", 401, 403, 403, 200, 200)]
    [InlineData("PUT", "/api/v1/comments/{comment}/feature", 401, 403, 403, 200, 200)]
    [InlineData("DELETE", "/api/v1/comments/{comment}/feature", 401, 403, 403, 200, 200)]
    [InlineData("PUT", "/api/v1/comments/{comment}/pin", 401, 403, 403, 200, 200)]
    [InlineData("DELETE", "/api/v1/comments/{comment}/pin", 401, 403, 403, 200, 200)]
    [InlineData("GET", "/articles/the-bridge/editing", 401, 403, 403, 200, 200)]
    [InlineData("POST", "/articles/the-bridge/editing/interventions/announcement", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/editing/interventions/announcement/end", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/editing/question", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/editing/questions/{comment}/end", 401, 403, 403, 404, 404)]
    [InlineData("GET", "/articles/the-bridge/editing/bar", 401, 403, 403, 200, 200)]
    [InlineData("POST", "/articles/the-bridge/editing/recall", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/editing/return", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/comments/{comment}/feature", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/comments/{comment}/pin", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/api/v1/comments/{comment}/removal", 401, 403, 403, 403, 201)]
    [InlineData("POST", "/api/v1/comments/{comment}/keeping", 401, 403, 403, 403, 409)]
    [InlineData("GET", "/articles/the-bridge/comments/{comment}/removal", 401, 403, 403, 403, 200)]
    [InlineData("POST", "/articles/the-bridge/comments/{comment}/removal", 401, 403, 403, 403, 302)]
    [InlineData("POST", "/api/v1/decisions/{comment}/suspension", 401, 403, 403, 403, 404)]
    [InlineData("POST", "/decisions/{comment}/suspension", 401, 403, 403, 403, 404)]
    [InlineData("GET", "/moderation", 401, 403, 403, 403, 200)]
    [InlineData("GET", "/insights", 401, 403, 403, 200, 200)]
    [InlineData("GET", "/api/v1/insights", 401, 403, 403, 200, 200)]
    [InlineData("GET", "/api/v1/insights.csv", 401, 403, 403, 200, 200)]
    [InlineData("GET", "/moderation/insights", 401, 403, 403, 403, 200)]
    [InlineData("GET", "/moderation/rules", 401, 403, 403, 403, 200)]
    [InlineData("GET", "/moderation/webhooks", 401, 403, 403, 403, 200)]
    [InlineData("POST", "/moderation/webhooks/{comment}/test", 401, 403, 403, 403, 404)]
    [InlineData("POST", "/moderation/webhooks/{comment}/replay", 401, 403, 403, 403, 404)]
    [InlineData("POST", "/moderation/rules", 401, 403, 403, 403, 422)]
    [InlineData("POST", "/moderation/keeping", 401, 403, 403, 403, 409)]
    [InlineData("POST", "/moderation/removal", 401, 403, 403, 403, 409)]
    [InlineData("POST", "/moderation/waves/{comment}/publication", 401, 403, 403, 403, 404)]
    [InlineData("POST", "/moderation/waves/{comment}/removal", 401, 403, 403, 403, 404)]
    [InlineData("GET", "/api/v1/waves", 401, 403, 403, 403, 200)]
    [InlineData("POST", "/api/v1/waves/{comment}/publication", 401, 403, 403, 403, 404)]
    [InlineData("POST", "/api/v1/waves/{comment}/removal", 401, 403, 403, 403, 404)]
    [InlineData("GET", "/api/v1/cases", 401, 403, 403, 403, 200)]
    [InlineData("GET", "/api/v1/cases/events", 401, 403, 403, 403, 200)]
    [InlineData("PUT", "/api/v1/cases/{comment}/claim", 401, 403, 403, 403, 404)]
    [InlineData("DELETE", "/api/v1/cases/{comment}/claim", 401, 403, 403, 403, 204)]
    public async Task Each_route_lets_in_those_it_is_for(
        string method, string path, int stranger, int guest, int invited, int editor, int moderator)
    {
        var chief = await site.Acts(Role.Moderator, "chief@news.example");
        var discussion = await site.DiscussionId();
        var expert = await Invited();

        foreach (var noun in new[] { "closure", "slowdown" }) await chief.DeleteAsync($"/api/v1/discussions/{discussion}/{noun}");
        var comment = await site.Ada.Post($"For {method} {path}.");

        foreach (var (client, status) in new[]
        {
            (site.Api(), stranger), (site.Ada.Http, guest), (expert, invited), (await site.Acts(Role.Editor, "desk@news.example"), editor),
            (chief, moderator),
        })
        {
            using var request = new HttpRequestMessage(new(method),
                path.Replace("{discussion}", discussion.ToString(), StringComparison.Ordinal)
                    .Replace("{comment}", comment.ToString(), StringComparison.Ordinal));
            if (method == "PUT")
                request.Content = JsonContent.Create(new { respondents = new[] { new { name = "Ines Wolter" } }, reason = "So it is.",
                    text = "So it is.", minutes = 5, anchor = new { exact = "A ferry will cross." }, question = "Why?" });
            else if (path.StartsWith("/api/", StringComparison.Ordinal))
                request.Content = JsonContent.Create(new { rule = "spam", facts = "So it is.", outcome = "uphold" });
            else if (method == "POST")
                request.Content = new FormUrlEncodedContent([new("names", "Ines Wolter"), new("text", "So it is."), new("block", "1"),
                    new("on", "1"), new("rule", "spam"), new("outcome", "uphold"), new("comment", comment.ToString())]);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(status, (int)answer.StatusCode);
        }
        await site.Publish("the-bridge", "The bridge", site.Article.Body);
    }

    [Theory]
    //          method     path                                                  stranger other author editor moderator
    [InlineData("PATCH", "/api/v1/comments/{comment}", 401, 403, 200, 403, 403)]
    [InlineData("DELETE", "/api/v1/comments/{comment}", 401, 403, 204, 403, 403)]
    [InlineData("GET", "/articles/the-bridge/comments/{comment}/edit", 302, 302, 200, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/comments/{comment}/edit", 403, 403, 302, 403, 403)]
    [InlineData("POST", "/articles/the-bridge/comments/{comment}/withdrawal", 403, 403, 302, 403, 403)]
    [InlineData("GET", "/embed/discussion/{page}/comments/{comment}/edit", 302, 302, 200, 302, 302)]
    [InlineData("POST", "/embed/discussion/{page}/comments/{comment}/edit", 403, 403, 302, 403, 403)]
    [InlineData("POST", "/embed/discussion/{page}/comments/{comment}/withdrawal", 403, 403, 302, 403, 403)]
    [InlineData("PUT", "/api/v1/comments/{comment}/vote", 401, 200, 422, 200, 200)]
    [InlineData("POST", "/api/v1/discussions/{discussion}/comments", 401, 201, 201, 201, 201)]
    [InlineData("POST", "/api/v1/comments/{comment}/reports", 401, 202, 422, 202, 202)]
    [InlineData("POST", "/api/v1/discussions/{discussion}/resting", 401, 201, 201, 201, 201)]
    [InlineData("POST", "/api/v1/resting/{resting}/post", 401, 404, 201, 404, 404)]
    [InlineData("DELETE", "/api/v1/resting/{resting}", 401, 404, 204, 404, 404)]
    [InlineData("GET", "/articles/the-bridge/comments/resting/{resting}", 404, 404, 200, 404, 404)]
    [InlineData("POST", "/articles/the-bridge/comments/resting/{resting}/post", 404, 404, 302, 404, 404)]
    [InlineData("GET", "/embed/discussion/{page}/comments/resting/{resting}", 404, 404, 200, 404, 404)]
    [InlineData("POST", "/embed/discussion/{page}/comments/resting/{resting}/post", 404, 404, 302, 404, 404)]
    public async Task What_is_the_authors_is_the_authors_alone(
        string method, string path, int stranger, int other, int author, int editor, int moderator)
    {
        var found = new List<int>();
        foreach (var client in new[] { site.Api(), site.Boris.Http, site.Ada.Http, await site.Acts(Role.Editor, "desk@news.example"),
            await site.Acts(Role.Moderator, "chief@news.example") })
        {
            var comment = await site.Ada.Post($"For {method} {path} {found.Count}.");
            if (path.Contains("{resting}", StringComparison.Ordinal)) comment = await Rests($"Later, for {method} {path} {found.Count}.");
            found.Add(await Asked(client, method, (await Filled(path, comment)).Replace("{resting}", comment.ToString(),
                StringComparison.Ordinal), found.Count));
        }
        Assert.Equal([stranger, other, author, editor, moderator], found);
    }

    /// <summary>A decision about Ada's comment, made by "first"; of a notice that "first" has rejected.</summary>
    [Theory]
    //          method   path                                  stranger other author receipt first second invited editor
    [InlineData("GET", "/api/v1/decisions/{decision}", "200 -", "200 -", "200 facts", "200 facts", "200 facts", "200 facts",
        "200 -", "200 -")]
    [InlineData("GET", "/decisions/{decision}", "200 -", "200 -", "200 facts", "200 facts", "200 facts", "200 facts", "200 -", "200 -")]
    [InlineData("POST", "/api/v1/decisions/{decision}/appeal", "401", "403", "201", "201", "403", "403", "403", "403")]
    [InlineData("POST", "/decisions/{decision}/appeal", "401", "403", "302", "302", "403", "403", "403", "403")]
    [InlineData("POST", "/decisions/{decision}/withdrawal", "403", "403", "302", "302", "403", "403", "403", "403")]
    [InlineData("POST", "/api/v1/appeals/{appeal}/ruling", "401", "403", "403", "401", "403", "200", "403", "403")]
    [InlineData("POST", "/decisions/{decision}/ruling", "401", "403", "403", "401", "403", "302", "403", "403")]
    [InlineData("GET", "/notices/{notice}", "404", "404", "404", "200", "404", "404", "404", "404")]
    [InlineData("POST", "/notices/{notice}/again", "404", "404", "404", "302", "404", "404", "404", "404")]
    [InlineData("POST", "/api/v1/notices/{notice}/again", "404", "404", "404", "201", "404", "404", "404", "404")]
    public async Task What_is_about_a_decision_is_for_whom_it_concerns_and_for_another_moderator(
        string method, string path, params string[] expected)
    {
        var (first, second) = (await site.Moderator("first"), await site.Moderator("second"));
        var found = new List<string>();
        foreach (var (client, hasReceipt) in new[]
            { (site.Api(), false), (site.Boris.Http, false), (site.Ada.Http, false), (site.Api(), true), (first, false), (second, false),
                (await Invited(), false), (await site.Acts(Role.Editor, "desk@news.example"), false) })
        {
            var (about, receipt) = await Matter(path, first, found.Count);
            var asked = method == "GET" && hasReceipt ? $"{about}?receipt={Uri.EscapeDataString(receipt)}" : about;
            using var request = new HttpRequestMessage(new(method), asked);
            var (text, key, outcome) = ("It was no offer.", hasReceipt ? receipt : "", "reverse");
            if (method == "POST") request.Content = about.StartsWith("/api/", StringComparison.Ordinal)
                ? JsonContent.Create(new { text, receipt = key, outcome, facts = text })
                : new FormUrlEncodedContent([new("text", text), new("receipt", key), new("outcome", outcome)]);
            using var answer = await client.SendAsync(request);
            var isOpen = (await answer.Content.ReadAsStringAsync()).Contains("three other articles", StringComparison.Ordinal);
            found.Add($"{(int)answer.StatusCode}{(expected[0].EndsWith('-') ? isOpen ? " facts" : " -" : "")}");
        }
        Assert.Equal(expected, found);
    }

    [Theory]
    //          method    path                                       stranger guest editor moderator key
    [InlineData("PUT", "/api/v1/articles/{new}", 401, 401, 401, 401, 201)]
    [InlineData("DELETE", "/api/v1/articles/{new}", 401, 401, 401, 401, 404)]
    [InlineData("PUT", "/api/v1/site/texts/notice", 401, 401, 401, 401, 200)]
    [InlineData("POST", "/api/v1/moves", 401, 401, 401, 401, 422)]
    public async Task What_the_newsrooms_programs_do_needs_the_sites_key(
        string method, string path, int stranger, int guest, int editor, int moderator, int key)
    {
        var program = site.Api();
        program.DefaultRequestHeaders.Authorization = new("Bearer", await site.Query(async db =>
        {
            var made = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return made;
        }));
        var found = new List<int>();
        foreach (var client in new[] { site.Api(), site.Ada.Http, await site.Acts(Role.Editor, "desk@news.example"),
                await site.Acts(Role.Moderator, "chief@news.example"), program })
            found.Add(await Asked(client, method, path.Replace("{new}", $"fresh-{method.Length}-{found.Count}", StringComparison.Ordinal),
                found.Count));
        Assert.Equal([stranger, guest, editor, moderator, key], found);
    }

    [Fact]
    public async Task What_is_everybodys_turns_nobody_away()
    {
        var comment = await site.Ada.Post("For whoever comes.");
        var wrong = new List<string>();
        foreach (var route in RouteRoles.Everybodys.Where(route => !route.EndsWith("/events", StringComparison.Ordinal)))
            foreach (var client in new[] { site.Api(), site.Ada.Http, await site.Acts(Role.Moderator, "chief@news.example") })
            {
                var path = System.Text.RegularExpressions.Regex.Replace(await Filled(route.Split(' ')[1].Replace("{slug}", "the-bridge",
                    StringComparison.Ordinal).Replace("{id}", "{comment}", StringComparison.Ordinal), comment), @"\{[^}]*\}", "x");
                using var answer = await client.GetAsync(path);
                // A link to sign in opens for whoever has it; this one is none.
                if ((int)answer.StatusCode >= 500
                        || (int)answer.StatusCode is 401 or 403 && !path.StartsWith("/sign-in/", StringComparison.Ordinal))
                    wrong.Add($"{(int)answer.StatusCode} {path}");
            }
        Assert.Empty(wrong);
    }

    [Fact]
    [Once]
    public void Every_route_is_listed_and_every_one_that_is_listed_is_there()
    {
        var rows = GetType().GetMethods().SelectMany(method => method.GetCustomAttributes(typeof(InlineDataAttribute), false))
            .Cast<InlineDataAttribute>()
            .Select(row => $"{row.Data[0]} {Pattern((string)row.Data[1]!)}").Distinct()
            .Concat(RouteRoles.Everybodys).Concat(RouteRoles.ForWhoeverWrites).Concat(RouteRoles.OnesOwn).ToList();
        var routes = ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(route => (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Where(method => method != "HEAD").Select(method => $"{method} {Pattern(route.RoutePattern.RawText!)}"))
            .Distinct().Where(route => !route.StartsWith("GET /docs", StringComparison.Ordinal)).ToList();

        Assert.Empty(routes.Except(rows).Select(route => "not listed: " + route));
        Assert.Empty(rows.Except(routes).Select(row => "not there: " + row));
        Assert.Empty(rows.GroupBy(row => row).Where(row => row.Count() > 1).Select(row => "twice: " + row.Key));
        Assert.True(routes.Count > 120, $"{routes.Count}");
        // Whoever is let in by a guard stands in a matrix, where it is tried.
        var guarded = ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<StaffOnly>() is not null)
            .SelectMany(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} {Pattern(route.RoutePattern.RawText!)}")).ToList();
        Assert.True(guarded.Count > 15, $"{guarded.Count}");
        Assert.Empty(guarded.Intersect([.. RouteRoles.Everybodys, .. RouteRoles.ForWhoeverWrites, .. RouteRoles.OnesOwn])
            .Select(route => "guarded, and tried by nobody: " + route));

        static string Pattern(string path) => "/" + path.Trim('/').Replace("the-bridge", "{slug}", StringComparison.Ordinal)
            .Replace("{new}", "{slug}", StringComparison.Ordinal)
            .Replace("{discussion}", "{id}", StringComparison.Ordinal).Replace("{comment}", "{id}", StringComparison.Ordinal)
            .Replace("{decision}", "{id}", StringComparison.Ordinal)
            .Replace("{appeal}", "{id}", StringComparison.Ordinal).Replace("{notice}", "{id}", StringComparison.Ordinal)
            .Replace("{resting}", "{id}", StringComparison.Ordinal)
            .Replace(":guid}", "}", StringComparison.Ordinal)
            .Replace("texts/notice", "texts/{kind}", StringComparison.Ordinal)
            .Replace("interventions/announcement", "interventions/{kind}", StringComparison.Ordinal);
    }

    /// <summary>The only one of Ada's that rests.</summary>
    private async Task<Guid> Rests(string text)
    {
        foreach (var before in (await site.Ada.Http.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/resting")).EnumerateArray())
            (await site.Ada.Http.DeleteAsync($"/api/v1/resting/{before.GetProperty("id").GetGuid()}")).Dispose();
        using var laid = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/resting",
            new { text, rest = "hour" });
        return (await laid.Json()).GetProperty("id").GetGuid();
    }

    private async Task<HttpClient> Invited()
    {
        var chief = await site.Acts(Role.Moderator, "chief@news.example");
        using var opened = await chief.PutAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/questions",
            new { respondents = new[] { new { name = "Ines Wolter" } }, newLinks = true });
        var expert = site.Browser();
        using var entered = await expert.PostAsync((await opened.Json()).GetProperty("respondents")[0].GetProperty("link").GetString(),
            new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);
        return expert;
    }

    private async Task<string> Filled(
        string path, Guid comment) => path.Replace("{discussion}", (await site.DiscussionId()).ToString(), StringComparison.Ordinal)
        .Replace("{comment}", comment.ToString(), StringComparison.Ordinal)
        // What a frame around this very discussion is called.
        .Replace("{page}",
            System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes("en " + new Uri(site.Address, site.Page))),
            StringComparison.Ordinal);

    private static async Task<int> Asked(HttpClient client, string method, string path, int number)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (method is not ("GET" or "DELETE")) request.Content = path.StartsWith("/api/", StringComparison.Ordinal)
            ? JsonContent.Create(new { text = $"Said by number {number} at {path}.", markdown = "So it is.", title = "So",
                body = "So it is.", value = 1, rule = "spam", note = "So it is.", rest = "hour" })
            : new FormUrlEncodedContent([new("text", $"Said by number {number}."), new("value", "1")]);
        using var answer = await client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>Something fresh that this path is about, and the receipt that opens it.</summary>
    private async Task<(string Path, string Receipt)> Matter(string path, HttpClient first, int number)
    {
        var comment = await site.Ada.Post($"Offer {number} for {path}.");
        if (path.Contains("{notice}", StringComparison.Ordinal))
        {
            using var given = await site.Api()
                .PostAsJsonAsync("/api/v1/notices", new { url = new Uri(site.Address, $"{site.Page}/comments/{comment}").ToString(),
                    rule = "threats", reasons = "It threatens.", name = "Nora", email = "nora@example.org", goodFaith = true });
            using var kept = await first.PostAsJsonAsync($"/api/v1/comments/{comment}/keeping", new { facts = "An opinion." });
            var notice = await given.Json();
            return (path.Replace("{notice}", notice.GetProperty("noticeId").GetString(), StringComparison.Ordinal),
                notice.GetProperty("receipt").GetString()!);
        }
        var (decision, _) = await first.Remove(comment);
        var receipt = await site.Ada.Receipt(comment);
        var appeal = path.Contains("ruling", StringComparison.Ordinal) ? await site.Ada.Http.Appeal(decision) : Guid.Empty;
        return (path.Replace("{decision}", decision.ToString(), StringComparison.Ordinal)
            .Replace("{appeal}", appeal.ToString(), StringComparison.Ordinal), receipt);
    }
}
