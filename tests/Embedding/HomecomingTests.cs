using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Readers;
using Parley.Reputation;
using Parley.Tests.Exchange;
using Parley.Tests.Moderation;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Embedding;

/// <summary>Who proves a mail address gets back what came with an import under it, and nobody else does.</summary>
public sealed class HomecomingTests : IAsyncLifetime
{
    private const string Page = "https://harbour.example/lock";
    private const string Mail = "willem@harbour.example";

    private sealed class Moved(string origins) : Site
    {
        protected override IEnumerable<string> Settings => [.. base.Settings, $"Parley:Origins={origins}"];
    }

    private Moved site = new("https://harbour.example");

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Who_proves_the_address_gets_the_comments_back_once_and_undoing_the_import_still_takes_them_away()
    {
        var before = await Written();
        await Import(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", name: "Wim") + Comment(3, "No.", mail: "sol@x.example")
            + Comment(4, "Who waits?", approved: "0")));
        var account = await Enter("willem", Mail);

        Assert.Equal(3, account.GetProperty("returned").GetInt32());
        var id = account.GetProperty("reader").GetProperty("id").GetGuid();
        var top = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal([id, id], top.Take(2).Select(AuthorOf));
        Assert.NotEqual(id, AuthorOf(top[2]));
        Assert.Contains("It leaks.", (await site.Html($"/readers/{id}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Willem Brandt", (await site.Html("/embed/discussion.html?url=" + Page)).Body!.TextContent,
            StringComparison.Ordinal);
        // They may take it back, and nobody else speaks there under their old name.
        using var withdrawn = await Speaks(account).DeleteAsync($"/api/v1/comments/{top[0].GetProperty("id").GetGuid()}");
        Assert.True(withdrawn.IsSuccessStatusCode);
        Assert.True((await site.Ada.Vote(top[1].GetProperty("id").GetGuid(), 1)).IsSuccessStatusCode);
        Assert.Equal(Names.SpokenForCode, await (await Say((await site.NewGuest("Willem")).Http)).Code());
        Assert.Equal(0, (await Enter("willem", Mail)).GetProperty("returned").GetInt32());

        var undone = await site.TakeBack(1);
        // The one that somebody has voted for keeps its place.
        Assert.Equal((3, 1), (undone.Comments, undone.PlaceHolders));
        Assert.Equal(0, await site.Query(db => db.Speakers.CountAsync(x => x.ReaderId == id)));
        Assert.Equal(before, await Written());
        Assert.Equal(HttpStatusCode.Created, (await Say((await site.NewGuest("Willem")).Http)).StatusCode);
    }

    [Theory]
    [InlineData("no word of it", null, null)]
    [InlineData("not confirmed", Mail, "false")]
    [InlineData("confirmed by a word", Mail, "\"true\"")]
    [InlineData("confirmed by a number", Mail, "1")]
    [InlineData("confirmed in a list", Mail, "[true]")]
    [InlineData("nobody says whether", Mail, null)]
    [InlineData("another", "wil1em@harbour.example", "true")]
    [InlineData("one that looks like it", "wіllem@harbour.example", "true")]
    [InlineData("with more around it", "Willem <willem@harbour.example>", "true")]
    [InlineData("nothing", "", "true")]
    [InlineData("no address", "Willem", "true")]
    public async Task What_is_no_proof_of_the_address_gives_nothing_and_keeps_nobody_out(string what, string? mail, string? confirmed)
    {
        await Import(Item(1, "lock",
            Comment(1, "It leaks.") + Comment(2, "By nobody.", mail: "") + Comment(3, "By a name.", mail: "Willem")));
        var account = await Enter("thief", mail, confirmed);

        Assert.Equal((what, 0), (what, account.GetProperty("returned").GetInt32()));
        Assert.Equal(3, await site.Query(db => db.Comments.CountAsync(x => x.ImportNumber == 1
            && db.Readers.Any(y => y.Id == x.AuthorId && y.Kind == ReaderKind.Imported))));
    }

    [Theory]
    [InlineData("WILLEM@Harbour.Example", "willem@harbour.example")]
    [InlineData(" willem@harbour.example ", "Willem@HARBOUR.example")]
    [InlineData("willem@bücher.example", "willem@xn--bcher-kva.example")]
    [InlineData("willem@XN--BCHER-KVA.example", "willem@BÜCHER.example")]
    [InlineData("zoe\u0308@harbour.example", "zo\u00eb@harbour.example")]
    public async Task An_address_is_the_same_in_each_of_its_spellings(string there, string here)
    {
        await Import(Item(1, "lock", Comment(1, "It leaks.", mail: there)));

        Assert.Equal(1, (await Enter("willem", here)).GetProperty("returned").GetInt32());
    }

    [Fact]
    public async Task Of_two_accounts_with_one_address_one_gets_the_comments_also_where_they_come_at_once()
    {
        for (var round = 1; round <= 3; round++)
        {
            var mail = $"w{round}@harbour.example";
            await Import(Item(round, $"lock-{round}", Comment(1, "It leaks.", mail: mail) + Comment(2, "Yes.", mail: mail, name: "Wim")));
            var mark = round;
            var both = await Task.WhenAll(new[] { "a", "b" }.Select(who => Enter($"{who}-{mark}", mail)));

            Assert.Equal([0, 2], both.Select(x => x.GetProperty("returned").GetInt32()).Order());
            Assert.Equal(0, (await Enter($"c-{mark}", mail)).GetProperty("returned").GetInt32());
        }
    }

    [Fact]
    public async Task A_longer_export_brings_more_of_the_same_person_and_the_next_sign_in_gives_it_back()
    {
        await Import(Item(1, "lock", Comment(1, "It leaks.")));
        var account = await Enter("willem", Mail);
        var again = await Import(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "It still does.", parent: 1)));

        Assert.Equal((1, 1), (again.Comments, again.Already));
        Assert.Equal(1, (await Enter("willem", Mail)).GetProperty("returned").GetInt32());
        Assert.Equal(2, await site.Query(db => db.Comments.CountAsync(
            x => x.AuthorId == account.GetProperty("reader").GetProperty("id").GetGuid())));
    }

    [Fact]
    public async Task A_site_speaks_for_the_readers_of_its_own_pages_alone()
    {
        await site.DisposeAsync();
        site = new("https://harbour.example https://blog.example");
        await site.InitializeAsync();
        await Import(Item(1, "lock", Comment(1, "It leaks.")), Item(2, "x", Comment(2, "On the blog."))
            .Replace("https://harbour.example/x", "http://blog.example:80/x", StringComparison.Ordinal));

        var fromBlog = await Enter("mallory", Mail, origin: "https://blog.example");
        Assert.Equal(1, fromBlog.GetProperty("returned").GetInt32());
        var leaks = Assert.Single((await site.Discussion(url: Page)).GetProperty("comments").EnumerateArray());
        Assert.NotEqual(fromBlog.GetProperty("reader").GetProperty("id").GetGuid(), AuthorOf(leaks));

        var own = await Enter("willem", Mail);
        Assert.Equal(1, own.GetProperty("returned").GetInt32());
        leaks = Assert.Single((await site.Discussion(url: Page)).GetProperty("comments").EnumerateArray());
        Assert.Equal(own.GetProperty("reader").GetProperty("id").GetGuid(), AuthorOf(leaks));
        await site.TakeBack(1);
        Assert.Equal(0, await Written());
    }

    [Fact]
    public async Task What_others_gave_for_it_comes_along_and_nobody_votes_for_themselves_by_it()
    {
        await Import(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", name: "Wim")));
        var said = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray()
            .Select(x => x.GetProperty("id").GetGuid()).ToList();
        var account = await Enter("willem", null);
        // The account has voted, and a guest in another browser who is the same person.
        var guest = await site.NewGuest("Somebody");
        foreach (var http in new[] { Speaks(account), guest.Http, site.Ada.Http })
            Assert.True((await http.PutAsJsonAsync($"/api/v1/comments/{said[0]}/vote", new { value = 1 })).IsSuccessStatusCode);
        Assert.True((await guest.Vote(said[1], -1)).IsSuccessStatusCode);

        var again = await Enter("willem", Mail, with: guest.Http);

        Assert.Equal(2, again.GetProperty("returned").GetInt32());
        Assert.Equal([(1, 0, 1), (0, 0, 0)], await site.Query(async db => (await db.Comments.Where(x => x.ImportNumber == 1)
            .OrderBy(x => x.CreatedAt).ToListAsync()).ConvertAll(x => (x.Up, x.Down, x.Score))));
        Assert.Equal(1, await site.Query(db => db.Votes.CountAsync(x => said.Contains(x.CommentId))));
        var id = account.GetProperty("reader").GetProperty("id").GetGuid();
        Assert.Equal([(site.Ada.Id, true)], await site.Query(async db => (await db.Ledger.Where(
            x => x.ReaderId == id && x.Deed == Deed.Recognition && x.UndoneAt == null).ToListAsync()).ConvertAll(x => (x.ById, true))));
    }

    [Fact]
    public async Task Who_works_for_the_house_gets_back_only_what_was_written_with_an_account()
    {
        await Import(Item(1, "lock", Comment(1, "Typed by anybody.") + Comment(2, "Signed in.",
            more: "<wp:comment_user_id>3</wp:comment_user_id>")));
        var claims = Claims("willem", Mail, "true");
        claims["roles"] = new JsonArray("editor");
        var publisher = new Publisher(site, "https://harbour.example");

        Assert.Equal(1, (await SignIn(Publisher.Sign(claims, await publisher.Key(roles: true)), null)).GetProperty("returned").GetInt32());
        var top = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.False(top[0].GetProperty("author").TryGetProperty("newsroom", out var mark) && mark.ValueKind == JsonValueKind.String);
        Assert.Equal(JsonValueKind.String, top[1].GetProperty("author").GetProperty("newsroom").ValueKind);
    }

    [Fact]
    public async Task Whoever_spoke_under_another_name_stays_unknown_until_they_say_that_they_were_it()
    {
        await Import(Item(1, "lock", Comment(1, "It leaks.", name: "Willem Brandt") + Comment(2, "They pay us nothing.", name: "A nurse")));
        var claims = Claims("willem", Mail, "true");
        claims.Remove("former_names");
        var key = await new Publisher(site, "https://harbour.example").Key();

        var account = await SignIn(Publisher.Sign(claims, key), null);
        Assert.Equal(1, account.GetProperty("returned").GetInt32());
        var said = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal("A nurse", said[1].GetProperty("author").GetProperty("name").GetString());
        Assert.Equal(Names.SpokenForCode, await (await Say((await site.NewGuest("A nurse")).Http)).Code());

        (claims["former_names"], claims["jti"]) = (new JsonArray("a Nurse"), "another");
        Assert.Equal(1, (await SignIn(Publisher.Sign(claims, key), null)).GetProperty("returned").GetInt32());
        Assert.Equal(AuthorOf(said[0]), AuthorOf((await site.Discussion("&sort=oldest", Page)).GetProperty("comments")[1]));
    }

    [Fact]
    public async Task A_suspension_for_it_comes_along_with_its_decision_and_ends_with_it()
    {
        await Import(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "It still does.")));
        var said = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments")[0].GetProperty("id").GetGuid();
        var mo = await site.Moderator("mo");
        var (removal, _) = await mo.Remove(said);
        using var suspended = await mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "The third time." });
        Assert.True(suspended.IsSuccessStatusCode);
        var account = await Enter("willem", Mail);

        Assert.Equal(2, account.GetProperty("returned").GetInt32());
        using var refused = await Say(Speaks(account));
        Assert.Equal("suspended", await refused.Code());
        Assert.Equal(1, await site.Query(db => db.Readers.CountAsync(x => x.SuspendedUntil != null)));
        var log = await site.InScope<LogFromDatabase, LogVerdict>(log => log.Check(null, default));
        Assert.DoesNotContain(log.Findings, finding => $"{finding}".Contains("is suspended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_decided_about_it_is_theirs_to_ask_about()
    {
        await Import(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Who waits?", approved: "0")));
        var id = (await Enter("willem", Mail)).GetProperty("reader").GetProperty("id").GetGuid();

        Assert.Equal(1, await site.Query(db => db.Decisions.CountAsync(x => x.ReaderId == id)));
        Assert.Equal(0, await site.Query(db => db.Speakers.CountAsync(x => x.ReaderId != id)));
        var undone = await site.TakeBack(1);
        Assert.Equal((2, 0, 1), (undone.Comments, undone.PlaceHolders, undone.Readers));
    }

    private Task<int> Written() => site.Query(db => db.Comments.CountAsync(x => x.ImportNumber != null));

    private static Guid AuthorOf(JsonElement comment) => comment.GetProperty("author").GetProperty("id").GetGuid();

    private async Task<ImportResult> Import(params string[] items)
    {
        var file = Path.Combine(site.Folder, "harbour.xml");
        await File.WriteAllTextAsync(file, Wxr(items));
        return await site.Import(file);
    }

    private JsonObject Claims(string subject, string? mail, string? confirmed, string? origin = null)
    {
        var claims = new Publisher(site, origin ?? "https://harbour.example").Claims(subject, "Willem Brandt");
        claims["former_names"] = new JsonArray("Willem", "Wim");
        if (mail is not null) claims["email"] = mail;
        if (confirmed is not null) claims["email_verified"] = JsonNode.Parse(confirmed);
        return claims;
    }

    private async Task<JsonElement> Enter(
        string subject, string? mail, string? confirmed = "true", string? origin = null, HttpClient? with = null) =>
        await SignIn(Publisher.Sign(Claims(subject, mail, confirmed, origin),
            await new Publisher(site, origin ?? "https://harbour.example").Key()), with);

    private async Task<JsonElement> SignIn(string token, HttpClient? with)
    {
        using var answer = await (with ?? site.Api()).PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });
        var said = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said.ToString());
        return said;
    }

    private HttpClient Speaks(JsonElement account)
    {
        var client = site.Api();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", account.GetProperty("token").GetString());
        return client;
    }

    private async Task<HttpResponseMessage> Say(HttpClient http) => await http.PostAsJsonAsync(
        $"/api/v1/discussions/{(await site.Discussion(url: Page)).GetProperty("id").GetGuid()}/comments", new { text = "I am he." });
}
