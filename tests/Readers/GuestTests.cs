using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Readers;

namespace Parley.Tests.Readers;

public sealed class GuestTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_guest_gets_a_token_that_speaks_for_them()
    {
        using var answer = await site.Api().PostAsJsonAsync("/api/v1/guests", new { name = " Ольга  П. " });
        var guest = await answer.Json();

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("Ольга П.", guest.GetProperty("reader").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, guest.GetProperty("reader").GetProperty("rank").ValueKind);
    }

    [Theory]
    [InlineData("", "name-missing")]
    [InlineData(null, "name-missing")]
    [InlineData("a\u202Eb", "name-hidden-characters")]
    [InlineData("Admin", "name-taken")]
    [InlineData("аdmin", "name-taken")]
    [InlineData("M0derator", "name-taken")]
    [InlineData("Site Admin", "name-taken")]
    [InlineData("Parley", "name-taken")]
    [InlineData("Greta Chief", "name-taken")]
    [InlineData("Gretа Chief", "name-taken")]
    public async Task A_name_that_poses_as_staff_is_refused(string? name, string code)
    {
        await site.Query(async db =>
        {
            if (!db.Readers.Any(x => x.Role == Role.Moderator))
                db.Readers.Add(Reader.Staff(site.Article.SiteId, Role.Moderator,
                    EmailAddress.TryParse("greta@news.example", out var email) ? email : null!, "Greta Chief", site.Clock.GetUtcNow()));
            await db.SaveTogether(default);
            return 0;
        });

        using var answer = await site.Api().PostAsJsonAsync("/api/v1/guests", new { name });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(code, await answer.Code());
    }

    [Fact]
    public async Task A_name_is_isolated_so_that_its_direction_changes_nothing_around_it()
    {
        var nur = await site.NewGuest("نور");
        var id = await nur.Post("مرحبا");

        var page = await site.Html(site.Page);

        Assert.NotNull(page.QuerySelector($"#c-{id} .author bdi"));
        Assert.Equal("auto", page.QuerySelector($"#c-{id} .comment-text")!.GetAttribute("dir"));
    }

    [Fact]
    public async Task A_readers_page_shows_who_they_are_and_what_they_said()
    {
        var id = await site.Ada.Post("Something to be found on my page.");

        var page = await site.Html($"/readers/{site.Ada.Id}");

        Assert.Equal("Ada", page.QuerySelector("h1")!.TextContent.Trim());
        Assert.Equal($"{site.Page}/comments/{id}#c-{id}", page.QuerySelector(".said a")!.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().GetAsync("/readers/01890000-0000-7000-8000-000000000000")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.Browser().GetAsync("/readers/me")).StatusCode);
    }
}
