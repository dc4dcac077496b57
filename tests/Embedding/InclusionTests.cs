using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Tests.Embedding;

/// <summary>
/// What other servers put into their pages: the discussion as plain HTML, as JSON-LD, and one comment as a quotation; and how
/// what was said there is found here.
/// </summary>
public sealed class InclusionTests(FrameTests.Registered site) : IClassFixture<FrameTests.Registered>
{
    private const string Origin = "https://www.news.example";

    [Fact]
    public async Task A_discussion_is_plain_html_without_script_style_or_form_and_each_link_leads_to_the_page_it_stands_on()
    {
        var comment = await Say("/plain", "It is *closed* until June.\n\n<script>alert(1)</script>");
        var reply = await Say("/plain", "Who says so?", comment);

        using var answer = await site.Api().GetAsync(Path("html", "/plain", "&lang=de"));
        var part = await Site.Html(answer);

        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.NotNull(answer.Headers.ETag);
        Assert.Empty(part.QuerySelectorAll("script, style, form, link, iframe, [style], [onclick]"));
        var section = part.QuerySelector("section.parley-plain")!;
        Assert.Equal("de", section.GetAttribute("lang"));
        Assert.Contains("2 Kommentare", section.QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
        var item = part.QuerySelector($"#parley-{comment}")!;
        Assert.Equal("closed", item.QuerySelector("em")!.TextContent);
        Assert.Equal($"{Origin}/plain#parley-{comment}", item.QuerySelector("time")!.ParentElement!.GetAttribute("href"));
        Assert.NotNull(item.QuerySelector($"ol #parley-{reply}"));
        Assert.All(part.QuerySelectorAll("a"), link => Assert.StartsWith("http", link.GetAttribute("href"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_withdrawn_keeps_its_place_above_what_was_said_to_it_and_its_words_are_gone()
    {
        var comment = await Say("/withdrawn", "I take this back.");
        await Say("/withdrawn", "Please do.", comment);
        Assert.Contains("I take this back.", await site.Api().GetStringAsync(Path("html", "/withdrawn")), StringComparison.Ordinal);

        (await site.Ada.Withdraw(comment)).Dispose();

        foreach (var kind in new[] { "html", "jsonld" })
        {
            var said = await site.Api().GetStringAsync(Path(kind, "/withdrawn"));
            Assert.DoesNotContain("I take this back.", said, StringComparison.Ordinal);
            Assert.Contains("Please do.", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Its_json_ld_belongs_to_the_page_and_can_stand_in_a_script_element()
    {
        var comment = await Say("/data", "Less < more </script> here.");
        await Say("/data", "Indeed.", comment);

        using var answer = await site.Api().GetAsync(Path("jsonld", "/data"));
        var text = await answer.Content.ReadAsStringAsync();
        var data = JsonDocument.Parse(text).RootElement;

        Assert.Equal("application/ld+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("</script", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(($"{Origin}/data", 2), (data.GetProperty("@id").GetString()!, data.GetProperty("commentCount").GetInt32()));
        var first = data.GetProperty("comment")[0];
        Assert.Equal($"{Origin}/data#parley-{comment}", first.GetProperty("url").GetString());
        Assert.Equal("Indeed.", first.GetProperty("comment")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("https://evil.example/a", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task A_page_of_nobody_has_none(string url, HttpStatusCode status)
    {
        foreach (var kind in new[] { "html", "jsonld" })
        {
            using var answer = await site.Api().GetAsync($"/embed/discussion.{kind}?url={Uri.EscapeDataString(url)}");
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_comment_is_quoted_by_oembed_from_here_and_from_the_page_of_another_site()
    {
        var here = await site.Ada.Post("A \"quotation\" & <b>more</b>.");
        var there = await Say("/quoted", "Said over there.");

        var page = await site.Html($"{site.Page}/comments/{here}");
        var found = page.QuerySelector("link[type='application/json+oembed']")!.GetAttribute("href")!;
        var one = await Ask(new Uri(new Uri(site.Address, "/"), found).PathAndQuery);
        Assert.Equal(("rich", "1.0", 600),
            (one.GetProperty("type").GetString()!, one.GetProperty("version").GetString()!, one.GetProperty("width").GetInt32()));
        Assert.Equal(site.Ada.Name, one.GetProperty("author_name").GetString());
        var html = one.GetProperty("html").GetString()!;
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains($"/comments/{here}#c-{here}", html, StringComparison.Ordinal);

        var other = await Ask($"/oembed?maxwidth=300&format=json&url={Uri.EscapeDataString($"{Origin}/quoted#parley-{there}")}");
        Assert.Equal(300, other.GetProperty("width").GetInt32());
        Assert.Contains($"{Origin}/quoted#parley-{there}", other.GetProperty("html").GetString(), StringComparison.Ordinal);

        (await site.Ada.Withdraw(here)).Dispose();
        Assert.Equal(HttpStatusCode.NotFound,
            (await site.Api().GetAsync(new Uri(new Uri(site.Address, "/"), found).PathAndQuery)).StatusCode);
        Assert.Null((await site.Html($"{site.Page}/comments/{here}")).QuerySelector("link[type='application/json+oembed']"));
    }

    [Fact]
    public async Task Who_writes_for_the_house_is_told_wherever_other_servers_show_their_words()
    {
        var editor = await site.Acts(Role.Editor, "desk@news.example");
        var comment = await Say("/desk", "We have corrected this.", by: editor);
        var mark = $"({site.App.Services.GetRequiredService<CurrentSite>().Site.Name})";

        var plain = await site.Html(Path("html", "/desk"));
        var quoted = await Ask($"/oembed?url={Uri.EscapeDataString($"{Origin}/desk#parley-{comment}")}");

        Assert.EndsWith(mark, plain.QuerySelector($"#parley-{comment} bdi")!.TextContent, StringComparison.Ordinal);
        Assert.EndsWith(mark, quoted.GetProperty("author_name").GetString(), StringComparison.Ordinal);
        Assert.Contains(mark + "</bdi>", quoted.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"worksFor\"", await site.Api().GetStringAsync(Path("jsonld", "/desk")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_below_another_sites_page_is_found_and_stands_on_its_authors_page()
    {
        var here = await site.Boris.Post("A capybara, here.");
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        var there = await Say("/capybara", "A capybara, elsewhere.", by: site.Boris.Http);
        var link = $"{Origin}/capybara#parley-{there}";

        var found = await site.Api().GetFromJsonAsync<JsonElement>("/api/v1/search?q=capybara");
        Assert.Equal([there, here], found.GetProperty("comments").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()));
        Assert.Equal(link, found.GetProperty("comments")[0].GetProperty("url").GetString());
        Assert.NotNull((await site.Html("/search?q=capybara")).QuerySelector($"a[href='{link}']"));
        var own = await site.Html($"/readers/{site.Boris.Id}");
        Assert.NotNull(own.QuerySelector($"a[href='{link}']"));
        Assert.NotNull(own.QuerySelector($"a[href$='/comments/{here}#c-{here}']"));
    }

    [Theory]
    [InlineData("format=xml&url=https://www.news.example/a", HttpStatusCode.NotImplemented)]
    [InlineData("url=https://www.news.example/a", HttpStatusCode.NotFound)]
    [InlineData("url=https://evil.example/a%23parley-00000000-0000-7000-8000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("url=https://www.news.example/a%23parley-00000000-0000-7000-8000-000000000001", HttpStatusCode.NotFound)]
    [InlineData("url=nonsense", HttpStatusCode.NotFound)]
    [InlineData("", HttpStatusCode.NotFound)]
    public async Task What_is_no_comment_or_no_json_is_refused(string query, HttpStatusCode status)
    {
        using var answer = await site.Api().GetAsync("/oembed?" + query);
        Assert.Equal(status, answer.StatusCode);
    }

    private static string Path(string kind, string page, string more = "") =>
        $"/embed/discussion.{kind}?url={Uri.EscapeDataString(Origin + page)}{more}";

    private async Task<JsonElement> Ask(string path)
    {
        using var answer = await site.Api().GetAsync(path);
        var said = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said.ToString());
        return said;
    }

    private async Task<Guid> Say(string path, string text, Guid? parent = null, HttpClient? by = null)
    {
        var id = (await site.Discussion(url: Origin + path)).GetProperty("id").GetGuid();
        using var answer = await (by ?? site.Ada.Http)
            .PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text, url = Origin + path, parentId = parent });
        var said = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, said.ToString());
        return said.GetProperty("id").GetGuid();
    }
}
