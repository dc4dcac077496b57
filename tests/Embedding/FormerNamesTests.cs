using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Parley.Readers;
using Parley.Tests.Exchange;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Embedding;

/// <summary>Who has come home is told, and says which of the other names under their address were theirs. Nobody else can.</summary>
public sealed class FormerNamesTests : IAsyncLifetime
{
    private const string Mail = MovedSite.Willem;

    private readonly MovedSite site = new("https://harbour.example");
    private string key = "";

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        key = await new Publisher(site, "https://harbour.example").Key();
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task What_has_come_back_is_told_until_its_reader_knows_it_and_their_page_goes_on_telling()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", at: "2021-05-06 10:00:00")));
        var account = await Enter("willem", Mail, "Willem");
        Assert.Equal((2, true), (account.GetProperty("returned").GetInt32(), account.GetProperty("hasNews").GetBoolean()));

        var told = await Told(account);
        Assert.Contains("2 comments you wrote before have come back to you.", told.TextContent, StringComparison.Ordinal);
        Assert.Contains("harbour.example", told.TextContent, StringComparison.Ordinal);
        Assert.Equal(["2019-03-04T09:01:00Z", "2021-05-06T10:00:00Z"],
            told.QuerySelectorAll(".returned-sites time").Select(x => x.GetAttribute("datetime")));
        Assert.NotNull(told.QuerySelector($"a[href='/readers/{MovedSite.IdOf(account)}']"));
        var own = await Site.Html(await site.Speaks(account).GetAsync("/account"));
        Assert.Contains("have come back to you", own.QuerySelector("[data-returned]")!.TextContent, StringComparison.Ordinal);
        // It was read, which changes nothing.
        account = await Enter("willem", Mail, "Willem");
        Assert.Equal((0, true), (account.GetProperty("returned").GetInt32(), account.GetProperty("hasNews").GetBoolean()));

        using var closed = await Answer(account, ("answer", "none"));
        Assert.Equal(HttpStatusCode.Found, closed.StatusCode);
        account = await Enter("willem", Mail, "Willem");
        Assert.False(account.GetProperty("hasNews").GetBoolean());
        told = await Told(account);
        Assert.Contains("have come back to you", told.TextContent, StringComparison.Ordinal);
        Assert.Null(told.QuerySelector("form"));

        await site.TakeBack(1);
        Assert.False((await Enter("willem", Mail, "Willem")).GetProperty("hasNews").GetBoolean());
        Assert.DoesNotContain("have come back", await site.ToldIn(account), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_told_what_has_come_back_to_somebody_else()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", name: "A nurse")));
        var account = await Enter("willem", Mail, "Willem");
        var other = await Enter("mallory", "mallory@harbour.example", "Mallory");
        Assert.Contains("A nurse", await site.ToldIn(account), StringComparison.Ordinal);

        foreach (var http in new[] { site.Api(), site.Ada.Http, site.Speaks(other), site.Browser() })
            foreach (var path in new[] { MovedSite.Returned, "/account", $"/readers/{MovedSite.IdOf(account)}" })
            {
                using var answer = await http.GetAsync(path);
                var text = await answer.Content.ReadAsStringAsync();
                Assert.DoesNotContain("A nurse", text, StringComparison.Ordinal);
                Assert.DoesNotContain("data-returned", text, StringComparison.Ordinal);
                Assert.Contains("no-store", answer.Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);
            }
        // The hash of the address is all that is kept, with the pass and no longer.
        Assert.Equal(1, await site.Query(db => db.Passes.CountAsync(x => x.ReaderId == MovedSite.IdOf(account)
            && x.MailKey != null && x.MailKey.Length == 32 && !x.MailKey.Contains("harbour"))));
        (await site.Speaks(account).PostAsync("/api/v1/sign-out", null)).Dispose();
        Assert.Equal(1, await site.Query(db => db.Passes.CountAsync(x => x.MailKey != null)));
    }

    [Fact]
    public async Task A_name_becomes_whose_it_was_when_they_say_so_and_the_others_stay_as_they_are()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "They pay us nothing.", name: "A nurse")
            + Comment(3, "Nor us.", name: "A nurse") + Comment(4, "I see.", name: "Wim")
            + Comment(5, "Not mine.", name: "A nurse", mail: "sol@x.example")));
        var account = await Enter("willem", Mail, "Willem");
        var asked = await Told(account);
        Assert.Equal(["A nurse (2 comments)", "Wim (1 comment)"], asked.QuerySelectorAll("label").Select(x => x.TextContent.Trim()));
        Assert.Contains("under the name Willem", asked.TextContent, StringComparison.Ordinal);

        using var claimed = await Answer(account, ("answer", "mine"), ("who", Value(asked, "A nurse")));

        Assert.Equal(HttpStatusCode.Found, claimed.StatusCode);
        var id = MovedSite.IdOf(account);
        Assert.Equal([id, id, id], (await Authors()).Take(3));
        Assert.DoesNotContain(id, (await Authors()).Skip(3));
        Assert.Equal(["Wim (1 comment)"], (await Told(account)).QuerySelectorAll("label").Select(x => x.TextContent.Trim()));
        Assert.Contains("3 comments you wrote", (await Told(account)).TextContent, StringComparison.Ordinal);
        // What was answered is not asked again; what a longer export brings is.
        Assert.False((await Enter("willem", Mail, "Willem")).GetProperty("hasNews").GetBoolean());
        foreach (var name in new[] { "A nurse", "Wim" })
            Assert.Equal(Names.SpokenForCode, await (await site.Say((await site.NewGuest(name)).Http)).Code());
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(6, "Once more.", name: "Wim")));
        account = await Enter("willem", Mail, "Willem");
        Assert.True(account.GetProperty("hasNews").GetBoolean());
        Assert.Equal(["Wim (2 comments)"], (await Told(account)).QuerySelectorAll("label").Select(x => x.TextContent.Trim()));
        await site.TakeBack(1);
        await site.TakeBack(2);
        Assert.Equal(0, await site.Written());
        Assert.Equal(0, await site.Query(db => db.Speakers.CountAsync(x => x.ReaderId == id)));
    }

    [Theory]
    [InlineData("nothing", 422)]
    [InlineData("no names", 422, "answer=mine")]
    [InlineData("no answer", 422, "who={nurse}")]
    [InlineData("another answer", 422, "answer=all", "who={nurse}")]
    [InlineData("an empty answer", 422, "answer=", "who={nurse}")]
    [InlineData("two answers", 422, "answer=mine", "answer=mine", "who={nurse}")]
    [InlineData("both answers", 422, "answer=none", "answer=mine", "who={nurse}")]
    [InlineData("a name instead of an id", 422, "answer=mine", "who=A nurse")]
    [InlineData("an id and a name", 422, "answer=mine", "who={nurse}", "who=Wim")]
    [InlineData("an id in braces", 422, "answer=mine", "who={{nurse}}")]
    [InlineData("an empty id", 422, "answer=mine", "who=")]
    [InlineData("somebody else's", 409, "answer=mine", "who={sol}")]
    [InlineData("somebody else's beside their own", 409, "answer=mine", "who={nurse}", "who={sol}")]
    [InlineData("a guest's", 409, "answer=mine", "who={ada}")]
    [InlineData("their own", 409, "answer=mine", "who={self}")]
    [InlineData("nobody's", 409, "answer=mine", "who=00000000-0000-0000-0000-000000000000")]
    public async Task What_is_not_said_in_so_many_words_is_no_consent(string what, int status, params string[] fields)
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "They pay us nothing.", name: "A nurse")
            + Comment(3, "Nor us.", name: "Sol", mail: "sol@x.example")));
        var account = await Enter("willem", Mail, "Willem");
        var (nurse, sol) = (await IdOf("A nurse"), await IdOf("Sol"));
        var before = await State();

        foreach (var path in new[] { MovedSite.Returned, "/account/returned" })
        {
            using var refused = await Send(account, path, [.. fields.Select(x => x.Split('=', 2)).Select(x => (x[0],
                x[1].Replace("{nurse}", $"{nurse}", StringComparison.Ordinal).Replace("{sol}", $"{sol}", StringComparison.Ordinal)
                    .Replace("{ada}", $"{site.Ada.Id}", StringComparison.Ordinal)
                    .Replace("{self}", $"{MovedSite.IdOf(account)}", StringComparison.Ordinal)))]);
            Assert.Equal((what, status), (what, (int)refused.StatusCode));
        }
        Assert.Equal(before, await State());
        Assert.Equal([nurse, sol], (await Authors()).Skip(1));
    }

    [Fact]
    public async Task Only_who_has_proved_the_address_with_this_very_pass_can_say_whose_the_names_are()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "They pay us nothing.", name: "A nurse")));
        var nurse = await IdOf("A nurse");
        var other = await Enter("mallory", "mallory@harbour.example", "Mallory");
        var unproved = await Enter("willem", null, "Willem");
        var before = await State();
        foreach (var (http, status) in new[]
        {
            (site.Api(), 403), (site.Browser(), 403), (site.Ada.Http, 403), (site.Speaks(unproved), 403),
            (await site.Acts(Role.Editor, "desk@news.example"), 403), (await site.Acts(Role.Moderator, "mo@news.example"), 403),
            (site.Speaks(other), 409),
        })
            foreach (var path in new[] { MovedSite.Returned, "/account/returned" })
            {
                using var answer = await http.PostAsync(path, Form(("answer", "mine"), ("who", $"{nurse}")));
                Assert.Equal(status, (int)answer.StatusCode);
            }
        Assert.Equal(before, await State());

        // The same reader, by another pass of theirs, and by one that has ended.
        var account = await Enter("willem", Mail, "Willem");
        using var without = await Answer(await Enter("willem", null, "Willem"), ("answer", "mine"), ("who", $"{nurse}"));
        Assert.Equal(403, (int)without.StatusCode);
        // A page elsewhere has no pass; a cookie that holds one doesn't come by itself.
        foreach (var name in new[] { Identity.Cookie, Identity.FramedCookie })
        {
            using var forged = new HttpRequestMessage(HttpMethod.Post, MovedSite.Returned)
                { Content = Form(("answer", "mine"), ("who", $"{nurse}")) };
            forged.Headers.Add("Cookie", $"{name}={account.GetProperty("token").GetString()}");
            forged.Headers.Add("Sec-Fetch-Site", "cross-site");
            using var elsewhere = await site.Api().SendAsync(forged);
            Assert.Equal(403, (int)elsewhere.StatusCode);
        }
        site.Clock.Advance(Pass.PublisherLifetime + TimeSpan.FromSeconds(1));
        using var late = await Answer(account, ("answer", "mine"), ("who", $"{nurse}"));
        Assert.Equal(401, (int)late.StatusCode);
        Assert.Equal(nurse, (await Authors())[1]);
    }

    [Fact]
    public async Task Who_was_given_a_role_since_gets_nothing_that_anybody_may_have_typed()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "They pay us nothing.", name: "A nurse")));
        var (account, nurse) = (await Enter("willem", Mail, "Willem"), await IdOf("A nurse"));
        var claims = Claims("willem", Mail, "Willem");
        claims["roles"] = new JsonArray("editor");
        var editor = await site.SignIn(
            Publisher.Sign(claims, await new Publisher(site, "https://harbour.example").Key(roles: true)), null);

        foreach (var pass in new[] { account, editor })
        {
            Assert.DoesNotContain("A nurse", await site.ToldIn(pass), StringComparison.Ordinal);
            using var refused = await Answer(pass, ("answer", "mine"), ("who", $"{nurse}"));
            Assert.Equal(403, (int)refused.StatusCode);
        }
        Assert.Equal(nurse, (await Authors())[1]);
    }

    [Fact]
    public async Task An_old_form_finds_nothing_when_the_import_is_gone_and_says_so()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "They pay us nothing.", name: "A nurse")));
        var account = await Enter("willem", Mail, "Willem");
        var form = await Told(account);
        await site.TakeBack(1);

        using var refused = await Answer(account, ("answer", "mine"), ("who", Value(form, "A nurse")));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("nothing waits for you any more",
            (await Site.Html(refused)).QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await site.Written());
        Assert.Equal(0, await site.Query(db => db.Speakers.CountAsync()));
    }

    [Fact]
    public async Task Sent_twice_or_by_two_accounts_at_once_it_is_one_persons_and_no_fault()
    {
        for (var round = 1; round <= 3; round++)
        {
            var mail = $"w{round}@harbour.example";
            await site.Bring(Item(round, $"lock-{round}", Comment(1, "They pay us nothing.", name: "A nurse", mail: mail)
                + Comment(2, "Nor us.", name: "A nurse", mail: mail)));
            var (one, two) = (await Enter($"one-{round}", mail, "One"), await Enter($"two-{round}", mail, "Two"));
            var who = Value(await Told(one), "A nurse");
            var sent = await Task.WhenAll(new[] { one, one, two }.Select(x => Answer(x, ("answer", "mine"), ("who", who))));

            Assert.Equal([302, 302, 302], sent.Select(x => (int)x.StatusCode));
            var authors = await site.Query(db => db.Comments.Where(x => x.ImportNumber != null)
                .OrderByDescending(x => x.ImportNumber).Take(2).Select(x => x.AuthorId).Distinct().ToListAsync());
            var owner = Assert.Single(authors);
            Assert.Contains(owner, new[] { MovedSite.IdOf(one), MovedSite.IdOf(two) });
            Assert.Equal(owner, await site.Query(db => db.Speakers.Where(x => x.ReaderId == owner).Select(x => x.ReaderId).SingleAsync()));
            foreach (var answer in sent) answer.Dispose();
        }
    }

    [Fact]
    public async Task A_name_of_forty_hostile_letters_is_shown_as_it_is_and_can_be_taken_back()
    {
        string[] names =
        [
            "\"><script>alert(1)</script>&amp;'`{0}", "\u202Emallet \u2066x", new string('W', 40),
            string.Concat(Enumerable.Repeat("e\u0301", 40)), "وليم براندت", "&lt;img src=x onerror=alert(1)&gt;&#x22;Q",
        ];
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + string.Concat(names.Select((name, i) =>
            Comment(i + 2, $"By number {i}.", name: name)))));
        var account = await Enter("willem", Mail, "Willem");
        var kept = await site.Query(db => db.Readers.Where(x => x.Kind == ReaderKind.Imported && x.Name != "Willem").Select(x => x.Name)
            .ToListAsync());
        Assert.True(kept.Count > 4, string.Join('\n', kept));

        var page = await Site.Html(await site.Speaks(account).GetAsync(MovedSite.Returned));
        Assert.Empty(Site.InlineScripts(page));
        Assert.Equal(kept.Order(StringComparer.Ordinal),
            page.QuerySelectorAll("label bdi").Select(x => x.TextContent).Order(StringComparer.Ordinal));
        var all = page.QuerySelectorAll("[name=who]").Select(x => ("who", x.GetAttribute("value")!)).ToArray();
        using var claimed = await Answer(account, [("answer", "mine"), .. all]);

        Assert.Equal(HttpStatusCode.Found, claimed.StatusCode);
        Assert.All(await Authors(), author => Assert.Equal(MovedSite.IdOf(account), author));
    }

    private JsonObject Claims(string subject, string? mail, string name)
    {
        var claims = site.Claims(subject, mail, mail is null ? null : "true");
        claims["name"] = name;
        claims.Remove("former_names");
        return claims;
    }

    private Task<JsonElement> Enter(string subject, string? mail, string name) =>
        site.SignIn(Publisher.Sign(Claims(subject, mail, name), key), null);

    private async Task<IElement> Told(JsonElement account) =>
        (await Site.Html(await site.Speaks(account).GetAsync(MovedSite.Returned))).QuerySelector("[data-returned]")!;

    private static string Value(IElement asked, string name) =>
        asked.QuerySelectorAll("label").Single(x => x.QuerySelector("bdi")!.TextContent == name).QuerySelector("input")!
            .GetAttribute("value")!;

    private Task<HttpResponseMessage> Answer(JsonElement account, params (string, string)[] fields) =>
        Send(account, MovedSite.Returned, fields);

    private async Task<HttpResponseMessage> Send(JsonElement account, string path, (string, string)[] fields)
    {
        var http = site.Speaks(account);
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return await http.PostAsync(path, Form(fields));
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(x => new KeyValuePair<string, string>(x.Name, x.Value)));

    private Task<Guid> IdOf(string name) => site.Query(db => db.Readers.Where(x => x.Kind == ReaderKind.Imported && x.Name == name)
        .Select(x => x.Id).SingleAsync());

    private Task<List<Guid>> Authors() =>
        site.Query(db => db.Comments.Where(x => x.ImportNumber == 1).OrderBy(x => x.CreatedAt).Select(x => x.AuthorId).ToListAsync());

    private Task<string> State() => site.Query(async db => string.Join('\n', [
        .. (await db.Comments.OrderBy(x => x.Id).ToListAsync()).Select(x => $"{x.Id} {x.AuthorId}"),
        .. (await db.Speakers.OrderBy(x => x.DiscussionId).ThenBy(x => x.Name).ToListAsync()).Select(x => $"{x.Name} {x.ReaderId}"),
        .. (await db.Readers.Where(x => x.Source != null).OrderBy(x => x.Id).ToListAsync()).Select(x => $"{x.ReturnedAt} {x.ReturnReadAt}"),
    ]));
}
