using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;

namespace Parley.Tests.Readers;

public sealed class StaffTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_link_signs_in_one_browser_once()
    {
        var link = await site.SignInLink(Role.Moderator, "chief@news.example");
        var browser = site.Browser();

        var page = await Site.Html(await browser.GetAsync(link));
        using var seenByScanner = await site.Browser().GetAsync(link);
        using var entered = await browser.PostAsync(page.QuerySelector("main form")!.GetAttribute("action"), new FormUrlEncodedContent([]));
        using var again = await site.Browser().PostAsync(link, new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.OK, seenByScanner.StatusCode);
        Assert.Equal("/account", entered.Headers.Location!.ToString());
        Assert.Contains("a moderator", (await Site.Html(await browser.GetAsync("/account"))).QuerySelector("main")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
    }

    [Fact]
    public async Task Old_used_and_forged_links_are_refused_in_the_same_words()
    {
        var (old, used) = (await site.SignInLink(Role.Editor, "late@news.example"),
            await site.SignInLink(Role.Editor, "late@news.example"));
        using var first = await site.Browser().PostAsync(used, new FormUrlEncodedContent([]));
        site.Clock.Advance(Pass.LinkLifetime);
        var script = await site.Staff(x => x.Issue(Role.Editor, site.Mail("late@news.example"), PassKind.Script, default));

        var words = new List<string>();
        foreach (var path in new[] { old, used, "/sign-in/staff.AAAA", "/sign-in/x", "/sign-in/" + script })
        {
            using var asked = await site.Browser().GetAsync(path);
            using var sent = await site.Browser().PostAsync(path, new FormUrlEncodedContent([]));
            Assert.Equal(HttpStatusCode.Forbidden, asked.StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, sent.StatusCode);
            Assert.False(sent.Headers.Contains("Set-Cookie"));
            words.Add((await Site.Html(asked)).QuerySelector(".reason")!.TextContent);
            words.Add((await Site.Html(sent)).QuerySelector(".reason")!.TextContent);
        }
        Assert.Single(words.Distinct());
    }

    [Fact]
    public async Task Two_browsers_with_one_link_at_once_make_one_session()
    {
        var link = await site.SignInLink(Role.Editor, "twice@news.example");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.Browser().PostAsync(link, new FormUrlEncodedContent([]))));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Found);
    }

    [Fact]
    public async Task Signing_out_ends_this_session_and_no_other()
    {
        var (here, there) = (await site.SignedIn(Role.Editor, "two@news.example"), await site.SignedIn(Role.Editor, "two@news.example"));
        var account = await Site.Html(await here.GetAsync("/account"));

        using var left = await here.PostAsync(account.QuerySelector("form[action='/account/departure']")!.GetAttribute("action"),
            new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.Found, left.StatusCode);
        Assert.DoesNotContain("signed in", (await Site.Html(await here.GetAsync("/account"))).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("an editor", (await Site.Html(await there.GetAsync("/account"))).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await site.Query(db => (from pass in db.Passes join reader in db.Readers on pass.ReaderId equals reader.Id
            where reader.Email == "two@news.example" select pass).CountAsync()));
    }

    [Fact]
    public async Task A_session_ends_by_itself_and_a_script_stays()
    {
        var browser = await site.SignedIn(Role.Moderator, "rest@news.example");
        var script = site.Api();
        script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            await site.Staff(x => x.Issue(Role.Moderator, site.Mail("rest@news.example"), PassKind.Script, default)));

        site.Clock.Advance(Pass.SessionLifetime);

        Assert.DoesNotContain("signed in", (await Site.Html(await browser.GetAsync("/account"))).Body!.TextContent,
            StringComparison.Ordinal);
        using var posted = await script.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = "From a script." });
        Assert.Equal("Moderator", (await posted.Json()).GetProperty("author").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Whoever_is_removed_is_out_at_once_everywhere()
    {
        var browser = await site.SignedIn(Role.Editor, "gone@news.example");
        var link = await site.SignInLink(Role.Editor, "gone@news.example");

        await site.Staff(x => x.Remove(Role.Editor, site.Mail("GONE@news.example"), default));

        Assert.DoesNotContain("signed in", (await Site.Html(await browser.GetAsync("/account"))).Body!.TextContent,
            StringComparison.Ordinal);
        using var late = await browser.PostAsync(link, new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
    }

    [Fact]
    public async Task One_person_has_one_row_and_a_moderator_does_not_become_an_editor_by_the_way()
    {
        var first = await site.Staff(x => x.Add(Role.Editor, site.Mail("Ana@News.Example"), null, default));
        var second = await site.Staff(x => x.Add(Role.Moderator, site.Mail(" ana@news.example "), "Ana Lind", default));
        using var scope = site.App.Services.CreateScope();
        var refused = await scope.ServiceProvider.GetRequiredService<Staff>()
            .Add(Role.Editor, site.Mail("ana@news.example"), null, default);

        Assert.Equal((first.Id, Role.Moderator, "Ana Lind"), (second.Id, second.Role, second.Name));
        Assert.Equal("moderator-already", refused.Refusal!.Code);
        using var impostor = await site.Api().PostAsJsonAsync("/api/v1/guests", new { name = "Аna Lind" });
        Assert.Equal("name-taken", await impostor.Code());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("Ana <ana@news.example>")]
    [InlineData("ana@news.example, eve@news.example")]
    [InlineData("a\nb@news.example")]
    [InlineData("ana@")]
    [Once]
    public void What_is_no_address_is_none(string text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public async Task The_command_says_what_is_wrong_in_one_line()
    {
        var (code, _, error) = await Run("moderator", "add", "nobody");
        Assert.Equal(2, code);
        Assert.Single(error.Trim().Split('\n'));

        static async Task<(int, string, string)> Run(params string[] args)
        {
            var (was, said) = (Console.Error, new StringWriter());
            Console.SetError(said);
            try { return (await Parley.Exchange.Commands.Run(args), "", said.ToString()); }
            finally { Console.SetError(was); }
        }
    }
}
