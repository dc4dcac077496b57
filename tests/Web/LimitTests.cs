using System.Net;
using System.Net.Http.Json;
using Parley.Web;

namespace Parley.Tests.Web;

/// <summary>All tests come from one network, so each has a site to itself.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private sealed class Busy : Site
    {
        protected override IEnumerable<string> Settings => [];
    }

    private readonly Busy site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Who_writes_too_fast_is_told_when_to_come_back()
    {
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 7; i++) answers.Add(await site.Ada.TryPost($"Quick word number {i}."));

        var refused = answers.Last();
        Assert.Equal(HttpStatusCode.Created, answers[0].StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("too-fast", await refused.Code());
    }

    [Fact]
    public async Task A_form_from_a_network_that_sends_too_much_comes_back_with_its_text()
    {
        var browser = site.Browser();
        HttpResponseMessage answer;
        var sent = 0;
        do answer = await browser.PostAsync($"{site.Page}/comments/",
            new FormUrlEncodedContent([new("text", "Words <of> many."), new("parent", "")]));
        while (answer.StatusCode != HttpStatusCode.TooManyRequests && ++sent < 100);

        var page = await Site.Html(answer);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("Words <of> many.", page.QuerySelector("textarea")!.TextContent);
        Assert.Equal($"{site.Page}/comments/", page.QuerySelector("form.write")!.GetAttribute("action"));
        Assert.NotNull(page.QuerySelector("form.write button"));
    }

    [Fact]
    public async Task A_network_cannot_make_guests_without_end_and_forwarding_headers_do_not_help()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 30; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/guests")
                { Content = JsonContent.Create(new { name = $"Swarm {i}" }) };
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            statuses.Add((await site.Api().SendAsync(request)).StatusCode);
        }
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }
}

[Once]
public sealed class NetworkTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    public void One_household_is_one_network(string one, string other, bool same) =>
        Assert.Equal(same, Network.Of(IPAddress.Parse(one)) == Network.Of(IPAddress.Parse(other)));
}

public sealed class ProxyTests(ProxyTests.Behind site) : IClassFixture<ProxyTests.Behind>
{
    public sealed class Behind : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:Proxies=127.0.0.0/8"];
    }

    [Fact]
    public async Task Behind_a_configured_proxy_each_client_has_a_limit_of_its_own()
    {
        for (var i = 0; i < 40; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/guests")
                { Content = JsonContent.Create(new { name = $"Swarm {i}" }) };
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            using var answer = await site.Api().SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }
    }
}
