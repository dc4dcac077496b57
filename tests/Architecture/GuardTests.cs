using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Parley.Readers;

namespace Parley.Tests.Architecture;

public sealed class GuardTests(Site site) : IClassFixture<Site>
{
    private static readonly string[] Safe = ["GET", "HEAD", "OPTIONS"];

    [Fact]
    [Once]
    public void Every_route_that_changes_something_is_guarded_by_origin()
    {
        var open = Routes().Where(route => !Methods(route).All(Safe.Contains) && route.Metadata.GetMetadata<OriginGuarded>() is null);

        Assert.Empty(open.Select(route => route.DisplayName));
        Assert.True(Routes().Count(route => route.Metadata.GetMetadata<OriginGuarded>() is not null) > 10);
    }

    [Fact]
    public async Task Reading_every_page_writes_nothing()
    {
        var id = await site.Ada.Post("Read me.");
        var before = await Rows();
        foreach (var route in Routes().Where(route => Methods(route).Contains("GET")))
        {
            var path = route.RoutePattern.RawText!.Replace("{slug}", "the-bridge", StringComparison.Ordinal)
                .Replace("{id:guid}", id.ToString(), StringComparison.Ordinal)
                .Replace("{id}", id.ToString(), StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal);
            if (path.Contains('{', StringComparison.Ordinal)) continue;
            using var answer = await site.Browser().GetAsync(path);
            Assert.True((int)answer.StatusCode < 500, path);
        }
        Assert.Equal(before, await Rows());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task What_comes_from_another_page_is_refused(string header, string value)
    {
        var id = await site.Ada.Post($"Forge me {header} {value}.");
        foreach (var path in new[] { $"{site.Page}/comments", $"{site.Page}/comments/{id}/vote", $"{site.Page}/comments/{id}/withdrawal",
            $"{site.Page}/shares/x", "/account/departure" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
                { Content = new FormUrlEncodedContent([new("value", "1"), new("text", "x")]) };
            request.Headers.Add(header, value);
            using var answer = await site.Api().SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_cookie_without_a_word_of_where_it_comes_from_needs_the_forms_own_stamp()
    {
        var browser = site.Browser();
        var id = await site.Ada.Post("Only with a stamp.");
        using var vote = await browser.PostAsync($"{site.Page}/comments/{id}/vote",
            new FormUrlEncodedContent([new("value", "1"), new("stamp", await Stamp())]));
        var cookie = CookieOf(vote).Split(';')[0];
        var stamp = (await Site.Html(await browser.GetAsync($"{site.Page}/comments/{id}/options"))).QuerySelector("[name=stamp]")
                ?.GetAttribute("value")
            ?? (await Site.Html(await browser.GetAsync("/account"))).QuerySelector("[name=stamp]")!.GetAttribute("value")!;

        Assert.Equal(HttpStatusCode.Forbidden, await Leave(null));
        Assert.Equal(HttpStatusCode.Forbidden, await Leave(stamp + "x"));
        Assert.Equal(HttpStatusCode.Found, await Leave(stamp));

        async Task<HttpStatusCode> Leave(string? with)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/account/departure")
                { Content = new FormUrlEncodedContent([new("stamp", with ?? "")]) };
            request.Headers.Add("Cookie", cookie);
            using var answer = await site.Api().SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_reader_cookie_cannot_be_read_by_script_nor_sent_from_elsewhere()
    {
        var id = await site.Ada.Post("A cookie, please.");
        using var vote = await site.Browser()
            .PostAsync($"{site.Page}/comments/{id}/vote", new FormUrlEncodedContent([new("value", "1"), new("stamp", await Stamp())]));
        var cookie = CookieOf(vote);

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> Stamp() => (await site.Html(site.Page)).QuerySelector("form.vote [name=stamp]")!.GetAttribute("value")!;

    private static string CookieOf(HttpResponseMessage answer) =>
        answer.Headers.GetValues("Set-Cookie").Single(x => x.StartsWith(Parley.Readers.Identity.Cookie, StringComparison.Ordinal));

    private IEnumerable<RouteEndpoint> Routes() =>
        ((IEndpointRouteBuilder)site.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static IReadOnlyList<string> Methods(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    private Task<string> Rows() =>
        site.Query(async db => string.Join(' ', await db.Readers.CountAsync(), await db.Comments.CountAsync(), await db.Votes.CountAsync(),
            await db.ShareClicks.CountAsync(), await db.Discussions.CountAsync(), await db.Discussions.SumAsync(x => x.Version),
            await db.DiscussionAddresses.CountAsync(), await db.Ledger.CountAsync(), await db.Cases.CountAsync(),
            await db.Decisions.CountAsync()));
}
