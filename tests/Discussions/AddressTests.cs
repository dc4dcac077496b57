using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Parley.Discussions;
using Parley.Web;

namespace Parley.Tests.Discussions;

/// <summary>One page has one discussion, however its address is written.</summary>
public sealed class AddressTests(AddressTests.Named site) : IClassFixture<AddressTests.Named>
{
    public sealed class Named : Site
    {
        protected override IEnumerable<string> Settings =>
            [.. base.Settings, "Parley:PublicUrl=https://bücher.example",
                "Parley:Origins=https://münchen.example,https://www.news.example"];
    }

    [Theory]
    [InlineData("https://bücher.example/articles/the-bridge")]
    [InlineData("https://xn--bcher-kva.example/articles/the-bridge")]
    [InlineData("http://BÜCHER.example/articles/the-bridge")]
    [InlineData("https://bücher.example:443/articles/the-bridge/")]
    [InlineData("http://bücher.example:80//articles//the-bridge//")]
    [InlineData("https://bücher.example./articles/the-bridge")]
    [InlineData("https://bücher.example/articles/the%2Dbridge?anything=1&utm_source=x")]
    [InlineData("https://bücher.example/%61rticles/the-bridge?b=2&a=1#c-1")]
    [InlineData("https://bücher.example/articles/./x/../the-bridge")]
    [InlineData("https://bücher.example/ARTICLES/the-bridge")]
    public async Task Its_own_page_is_one_however_it_is_written(string url) =>
        Assert.Equal((await site.Discussion()).GetProperty("id").GetGuid(), (await site.Discussion(url: url)).GetProperty("id").GetGuid());

    [Fact]
    public async Task Whatever_stands_below_an_articles_page_is_its_discussion()
    {
        var (id, comment) = (await site.DiscussionId(), await site.Ada.Post("Pass me on."));
        var below = ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(route => "/" + route.RoutePattern.RawText!.Trim('/'))
            .Where(path => path.StartsWith("/articles/{slug}/", StringComparison.Ordinal))
            .Select(path => Regex.Replace(path.Replace("{slug}", "the-bridge", StringComparison.Ordinal), @"\{[^}]*\}", comment.ToString()))
            .Distinct().ToList();
        Assert.Contains($"/articles/the-bridge/comments/{comment}", below);
        foreach (var path in below.Append($"/Articles/the-bridge//Comments/{comment.ToString().ToUpperInvariant()}/?x=1#c-{comment}"))
            Assert.Equal((path, id), (path, (await site.Discussion(url: "https://bücher.example" + path)).GetProperty("id").GetGuid()));
        // What no page here is keeps what tells it apart: a publisher may have stories at such an address.
        Assert.NotEqual(id, (await site.Discussion(url: "https://bücher.example/articles/the-bridge/2017")).GetProperty("id").GetGuid());

        var counts = await site.Api().GetFromJsonAsync<JsonElement>(
            $"/api/v1/counts?url={Uri.EscapeDataString($"https://bücher.example/articles/the-bridge/comments/{comment}")}");
        Assert.Equal((await site.Discussion()).GetProperty("count").GetInt32(),
            counts.GetProperty("counts").EnumerateObject().Single().Value.GetInt32());
    }

    [Theory]
    [InlineData("/articles/the-bridge")]
    [InlineData("https://www.news.example/story?id=1")]
    public async Task A_frame_and_the_comments_in_it_are_about_the_page_that_it_stands_in(string address)
    {
        var id = (await site.Discussion(url: address.StartsWith('/') ? "https://bücher.example" + address : address))
            .GetProperty("id").GetGuid();
        var frame = new HostPage(address, Words.In("de")!).Path;

        foreach (var below in new[] { "", "/", $"/comments/{Guid.Empty}", "/questions" })
            Assert.Equal((below, id),
                (below, (await site.Discussion(url: "https://bücher.example" + frame + below)).GetProperty("id").GetGuid()));
        // What nobody has registered is no page of this site in a frame either.
        using var unknown = await site.Api().GetAsync("/api/v1/discussions?url="
            + Uri.EscapeDataString("https://bücher.example" + new HostPage("https://elsewhere.example/", Words.In("de")!).Path));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("[::1]")]
    [InlineData("127.0.0.1")]
    public async Task By_every_name_that_a_machine_has_for_itself_its_page_is_one(string name)
    {
        var id = (await site.Discussion()).GetProperty("id").GetGuid();

        Assert.Equal(id,
            (await site.Discussion(url: $"http://{name}:{site.Address.Port}/articles/the-bridge")).GetProperty("id").GetGuid());
        using var otherProgram = await site.Api()
            .GetAsync($"/api/v1/discussions?url=http://{name}:{site.Address.Port + 1}/articles/the-bridge");
        Assert.Equal(HttpStatusCode.NotFound, otherProgram.StatusCode);
    }

    [Fact]
    public async Task A_browser_that_says_only_its_origin_says_it_in_Punycode()
    {
        var comment = await site.Ada.Post("From a host in letters.");
        foreach (var (origin, status) in new[] { ("https://xn--bcher-kva.example", HttpStatusCode.OK),
            ("http://xn--bcher-kva.example", HttpStatusCode.Forbidden) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/conduct/hint")
                { Content = new FormUrlEncodedContent([new("text", $"Good {comment}")]) };
            request.Headers.Add("Origin", origin);
            using var answer = await site.Api().SendAsync(request);
            Assert.Equal(status == HttpStatusCode.OK, answer.StatusCode != HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("https://bücher.example/articles/мост")]
    [InlineData("https://bücher.example/articles/%D0%BC%D0%BE%D1%81%D1%82")]
    [InlineData("https://bücher.example/articles/%d0%bc%d0%be%d1%81%d1%82/")]
    public async Task Letters_and_their_escapes_are_the_same(string url)
    {
        var published = await site.Publish("мост", "Мост", "Закрыт.");
        var found = await site.Discussion(url: url);

        Assert.Equal(published.Discussion.Id, found.GetProperty("id").GetGuid());
        Assert.Equal("https://bücher.example/articles/%D0%BC%D0%BE%D1%81%D1%82", found.GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("https://bücher.example/articles/caf%C3%A9")]
    [InlineData("https://bücher.example/articles/cafe%CC%81")]
    [InlineData("https://bücher.example/articles/cafe\u0301")]
    public async Task A_letter_put_together_from_two_signs_is_the_letter_by_page_and_by_api(string url)
    {
        var published = await site.Publish("caf\u00e9", "Café", "Open.");

        Assert.Equal(published.Discussion.Id, (await site.Discussion(url: url)).GetProperty("id").GetGuid());
        using var page = await site.Browser().GetAsync(new Uri(url).AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var lone = await site.Api()
            .GetAsync($"/api/v1/discussions?url={Uri.EscapeDataString("https://bücher.example/articles/")}%ED%A0%80");
        Assert.True((int)lone.StatusCode < 500);
    }

    [Theory]
    [InlineData("https://www.news.example/s?id=1&v=2", "http://WWW.news.example/s/?id=1&v=2&utm_medium=x", true)]
    [InlineData("https://www.news.example/s?id=1", "https://www.news.example/s?id=2", false)]
    [InlineData("https://www.news.example/s?a=1&b=2", "https://www.news.example/s?b=2&a=1", false)]
    [InlineData("https://münchen.example/s", "https://xn--mnchen-3ya.example:443/s", true)]
    [InlineData("https://www.news.example/%c3%a4", "https://www.news.example/ä", true)]
    public async Task Another_origins_page_keeps_what_may_tell_it_apart(string one, string other, bool same) =>
        Assert.Equal(same, (await site.Discussion(url: one)).GetProperty("id").GetGuid() == (await site.Discussion(url: other))
            .GetProperty("id").GetGuid());

    [Theory]
    [InlineData("/articles/the-bridge/", "/articles/the-bridge")]
    [InlineData("//articles//the-bridge?sort=newest", "/articles/the-bridge?sort=newest")]
    [InlineData("/articles/%D0%BC/", "/articles/%D0%BC")]
    [InlineData("//evil.example/", "/evil.example")]
    public async Task A_page_with_slashes_too_many_leads_to_the_one(string asked, string to)
    {
        var answer = await RawRequest.Send(site.Address, $"GET {asked} HTTP/1.1");

        Assert.Equal(301, answer.Status);
        Assert.Contains($"\r\nLocation: {to}\r\n", answer.Head + "\r\n", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_says_its_one_address_whatever_it_was_asked_by()
    {
        var canonical = (await site.Html(site.Page)).QuerySelector("link[rel=canonical]")!.GetAttribute("href");

        Assert.Equal(canonical, (await site.Html(site.Page + "?anything=1")).QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal(canonical, (await site.Html("/ARTICLES/the-bridge")).QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task An_article_with_a_slug_in_Cyrillic_is_published_and_its_place_told()
    {
        var key = await site.Query(async db =>
        {
            var made = db.Sites.First().NewKey();
            await db.SaveTogether(default);
            return made;
        });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/articles/паром")
            { Content = JsonContent.Create(new { title = "Паром", body = "Идёт." }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);

        using var answer = await site.Api().SendAsync(request);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("/articles/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC", answer.Headers.GetValues("Location").Single());
        Assert.Equal("https://bücher.example/articles/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC",
            (await answer.Json()).GetProperty("url").GetString());
    }

    [Fact]
    public async Task Where_the_public_address_is_https_cookies_are_Secure_and_browsers_keep_to_it()
    {
        var id = await site.Ada.Post("A safe cookie.");
        var stamp = (await site.Html(site.Page)).QuerySelector("form.vote [name=stamp]")!.GetAttribute("value")!;
        using var vote = await site.Browser()
            .PostAsync($"{site.Page}/comments/{id}/vote", new FormUrlEncodedContent([new("value", "1"), new("stamp", stamp)]));

        Assert.All(vote.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.StartsWith("max-age=", vote.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }
}
