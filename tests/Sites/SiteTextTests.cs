using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;
using Parley.Exchange;
using Parley.Sites;

namespace Parley.Tests.Sites;

public sealed class SiteTextTests : IAsyncLifetime
{
    private readonly Named site = new();

    private sealed class Named : Site
    {
        protected override IEnumerable<string> Settings =>
            ["Parley:RateLimits=off", "Parley:SiteName=The Lagoon", "Parley:TimeZone=Europe/Rome"];

        protected override bool HasContentFolder => true;
    }

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task New_guidelines_are_in_force_at_once_and_the_old_ones_can_be_read()
    {
        var editor = site.Api();
        editor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await NewKey());
        await site.Html("/guidelines");
        await site.Html(site.Page);

        using var first = await editor.PutAsJsonAsync("/api/v1/site/texts/guidelines",
            new { markdown = "## Speak up\n\n<script>alert(1)</script> Be *kind*." });
        using var same = await editor.PutAsJsonAsync("/api/v1/site/texts/guidelines",
            new { markdown = "## Speak up\n\n<script>alert(1)</script> Be *kind*." });

        Assert.Equal(2, (await first.Json()).GetProperty("version").GetInt32());
        Assert.Equal(2, (await same.Json()).GetProperty("version").GetInt32());
        var page = await site.Html("/guidelines");
        Assert.Contains("Be kind.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(Site.InlineScripts(page));
        Assert.Contains("Be kind.", (await site.Html(site.Page)).QuerySelector(".guidelines-fold")!.TextContent, StringComparison.Ordinal);
        var old = await site.Html(page.QuerySelectorAll(".versions a").Last().GetAttribute("href")!);
        Assert.Contains("earlier version", old.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Be kind.", old.Body.TextContent, StringComparison.Ordinal);
        using var none = await site.Browser().GetAsync("/guidelines?version=9");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData("guidelines", null, HttpStatusCode.BadRequest)]
    [InlineData("0", "x", HttpStatusCode.NotFound)]
    [InlineData("motto", "x", HttpStatusCode.NotFound)]
    public async Task What_is_no_text_of_the_site_is_refused(string kind, string? markdown, HttpStatusCode status)
    {
        var editor = site.Api();
        using var stranger = await editor.PutAsJsonAsync($"/api/v1/site/texts/{kind}", new { markdown });
        editor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await NewKey());
        using var refused = await editor.PutAsJsonAsync($"/api/v1/site/texts/{kind}", new { markdown });

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(status, refused.StatusCode);
    }

    [Fact]
    public async Task A_text_that_can_not_be_shown_as_it_is_meant_is_refused_in_words()
    {
        var editor = site.Api();
        editor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await NewKey());
        using var deep = await editor.PutAsJsonAsync("/api/v1/site/texts/policy",
            new { markdown = string.Concat(Enumerable.Repeat("> ", 200)) + "deep" });

        Assert.Equal("too-complex", await deep.Code());
    }

    [Fact]
    public async Task A_file_in_the_content_folder_is_a_text_of_the_site()
    {
        Directory.CreateDirectory($"{site.Folder}/content/site");
        await File.WriteAllTextAsync($"{site.Folder}/content/site/notice.md", "Readers speak for themselves, *lagoon* or not.");
        await File.WriteAllTextAsync($"{site.Folder}/content/site/motto.md", "Not a text of the site.");

        await Wait.Until("the notice is in force",
            async () =>
                (await site.Html(site.Page)).QuerySelector(".notice")!.TextContent.Contains("lagoon or not", StringComparison.Ordinal));
        await Wait.Until("the other file is reported", () => site.Log.Contains("motto.md is none of the site's texts"));
    }

    [Fact]
    public async Task Settings_describe_the_publication_at_every_start()
    {
        Assert.Equal("The Lagoon", (await site.Html("/")).QuerySelector(".masthead-name")!.TextContent);

        await site.Query(async db =>
        {
            db.Sites.Single().Describe("Other", null, "UTC");
            await db.SaveTogether(default);
            return 0;
        });
        await using var restarted = await site.Start();

        Assert.Equal("The Lagoon", restarted.Services.GetRequiredService<CurrentSite>().Site.Name);
        await restarted.StopAsync();
        Assert.Equal("Europe/Rome", restarted.Services.GetRequiredService<CurrentSite>().Zone.Id);
        var error = await Assert.ThrowsAsync<SetupException>(
            () => Program.Build([$"--ConnectionStrings:Parley=Data Source={site.Folder}/other.db", "--Parley:TimeZone=Mars/Olympus"])
                .Ready(default));
        Assert.Contains("Mars/Olympus", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_style_of_ones_own_follows_in_the_same_file()
    {
        var before = (await site.Html("/")).QuerySelectorAll("link[rel=stylesheet]").Last().GetAttribute("href");
        Directory.CreateDirectory($"{site.Folder}/content/site");
        await File.WriteAllTextAsync($"{site.Folder}/content/site/theme.css", ":root { --parley-accent: #7a1f3d }");
        await using var restarted = await site.Start();
        var (browser, address) = (site.Browser(), new Uri(restarted.Urls.First()));

        var style = (await Site.Html(await browser.GetAsync(address))).QuerySelectorAll("link[rel=stylesheet]").Last().GetAttribute("href");

        // After the front page's own.
        Assert.NotEqual(before, style);
        Assert.EndsWith("--parley-accent: #7a1f3d }", await browser.GetStringAsync(new Uri(address, style)), StringComparison.Ordinal);
        await restarted.StopAsync();
    }

    private async Task<string> NewKey()
    {
        var key = await site.Query(async db =>
        {
            var made = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return made;
        });
        return key;
    }
}
