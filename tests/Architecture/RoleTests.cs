using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;

namespace Parley.Tests.Architecture;

/// <summary>Who may do what: one row for each route that is not everybody's, one column for each kind of person.</summary>
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
    [InlineData("POST", "/articles/the-bridge/editing/recall", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/editing/return", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/comments/{comment}/feature", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/articles/the-bridge/comments/{comment}/pin", 401, 403, 403, 302, 302)]
    [InlineData("POST", "/api/v1/comments/{comment}/removal", 401, 403, 403, 403, 201)]
    [InlineData("POST", "/api/v1/comments/{comment}/keeping", 401, 403, 403, 403, 409)]
    [InlineData("POST", "/api/v1/appeals/{comment}/ruling", 401, 403, 403, 403, 404)]
    [InlineData("GET", "/articles/the-bridge/comments/{comment}/removal", 401, 403, 403, 403, 200)]
    [InlineData("POST", "/articles/the-bridge/comments/{comment}/removal", 401, 403, 403, 403, 302)]
    [InlineData("POST", "/decisions/{comment}/ruling", 401, 403, 403, 403, 404)]
    [InlineData("POST", "/api/v1/decisions/{comment}/suspension", 401, 403, 403, 403, 404)]
    [InlineData("POST", "/decisions/{comment}/suspension", 401, 403, 403, 403, 404)]
    [InlineData("GET", "/moderation", 401, 403, 403, 403, 200)]
    [InlineData("GET", "/moderation/insights", 401, 403, 403, 403, 200)]
    [InlineData("GET", "/moderation/rules", 401, 403, 403, 403, 200)]
    [InlineData("POST", "/moderation/rules", 401, 403, 403, 403, 422)]
    [InlineData("POST", "/moderation/keeping", 401, 403, 403, 403, 409)]
    [InlineData("POST", "/moderation/removal", 401, 403, 403, 403, 302)]
    [InlineData("GET", "/api/v1/cases", 401, 403, 403, 403, 200)]
    [InlineData("PUT", "/api/v1/cases/{comment}/claim", 401, 403, 403, 403, 404)]
    [InlineData("DELETE", "/api/v1/cases/{comment}/claim", 401, 403, 403, 403, 204)]
    public async Task Each_route_lets_in_those_it_is_for(string method, string path, int stranger, int guest, int invited, int editor, int moderator)
    {
        var chief = await site.Acts(Role.Moderator, "chief@news.example");
        var discussion = await site.DiscussionId();
        using var opened = await chief.PutAsJsonAsync($"/api/v1/discussions/{discussion}/questions", new { respondents = new[] { new { name = "Ines Wolter" } }, newLinks = true });
        var expert = site.Browser();
        using var entered = await expert.PostAsync((await opened.Json()).GetProperty("respondents")[0].GetProperty("link").GetString(), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);

        foreach (var noun in new[] { "closure", "slowdown" }) await chief.DeleteAsync($"/api/v1/discussions/{discussion}/{noun}");
        var comment = await site.Ada.Post($"For {method} {path}.");

        foreach (var (client, status) in new[]
        {
            (site.Api(), stranger), (site.Ada.Http, guest), (expert, invited), (await site.Acts(Role.Editor, "desk@news.example"), editor), (chief, moderator),
        })
        {
            using var request = new HttpRequestMessage(new(method), path.Replace("{discussion}", discussion.ToString(), StringComparison.Ordinal).Replace("{comment}", comment.ToString(), StringComparison.Ordinal));
            if (method == "PUT") request.Content = JsonContent.Create(new { respondents = new[] { new { name = "Ines Wolter" } }, reason = "So.", text = "So.", minutes = 5, anchor = new { exact = "A ferry will cross." }, question = "Why?" });
            else if (path.StartsWith("/api/", StringComparison.Ordinal)) request.Content = JsonContent.Create(new { rule = "spam", facts = "So.", outcome = "uphold" });
            else if (method == "POST") request.Content = new FormUrlEncodedContent([new("names", "Ines Wolter"), new("text", "So."), new("block", "1"), new("on", "1"), new("rule", "spam"), new("outcome", "uphold"), new("comment", comment.ToString())]);
            using var answer = await client.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
        }
        await site.Publish("the-bridge", "The bridge", site.Article.Body);
    }

    [Fact]
    public void Every_route_that_is_not_everybodys_has_its_row()
    {
        var rows = GetType().GetMethod(nameof(Each_route_lets_in_those_it_is_for))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>()
            .Select(row => $"{row.Data[0]} {((string)row.Data[1]!).Replace("the-bridge", "{slug}", StringComparison.Ordinal).Replace("{discussion}", "{id}", StringComparison.Ordinal).Replace("{comment}", "{id}", StringComparison.Ordinal).Replace("announcement", "*", StringComparison.Ordinal)}").ToHashSet();
        var routes = site.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<StaffOnly>() is not null)
            .SelectMany(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {route.RoutePattern.RawText!.TrimEnd('/').Replace("{id:guid}", "{id}", StringComparison.Ordinal).Replace("{kind}", "*", StringComparison.Ordinal).Replace("announcement", "*", StringComparison.Ordinal)}")).ToList();

        Assert.Empty(routes.Except(rows));
        Assert.True(routes.Count > 15);
    }
}
