using System.Net;
using System.Net.Http.Json;
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
    public async Task Each_route_lets_in_those_it_is_for(string method, string path, int stranger, int guest, int invited, int editor, int moderator)
    {
        var chief = await site.Acts(Role.Moderator, "chief@news.example");
        var discussion = await site.DiscussionId();
        using var opened = await chief.PutAsJsonAsync($"/api/v1/discussions/{discussion}/questions", new { respondents = new[] { new { name = "Ines Wolter" } }, newLinks = true });
        var expert = site.Browser();
        using var entered = await expert.PostAsync((await opened.Json()).GetProperty("respondents")[0].GetProperty("link").GetString(), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);

        foreach (var (client, status) in new[]
        {
            (site.Api(), stranger), (site.Ada.Http, guest), (expert, invited), (await site.Acts(Role.Editor, "desk@news.example"), editor), (chief, moderator),
        })
        {
            using var request = new HttpRequestMessage(new(method), path.Replace("{discussion}", discussion.ToString(), StringComparison.Ordinal));
            if (method == "PUT") request.Content = JsonContent.Create(new { respondents = new[] { new { name = "Ines Wolter" } } });
            else if (method == "POST") request.Content = new FormUrlEncodedContent([new("names", "Ines Wolter")]);
            using var answer = await client.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }
}
