using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Data;
using Parley.Discussions;
using Parley.Exchange;
using Parley.Moderation;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Tests.Exchange;
using Parley.Tests.Moderation;
using Parley.Web;
using static Parley.Tests.Exchange.Exported;

namespace Parley.Tests.Embedding;

/// <summary>Who proves a mail address gets back what came with an import under it, and nobody else does.</summary>
public sealed class HomecomingTests : IAsyncLifetime
{
    private const string Page = MovedSite.Lock;
    private const string Mail = MovedSite.Willem;

    private MovedSite site = new("https://harbour.example");

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Who_proves_the_address_gets_the_comments_back_once_and_undoing_the_import_still_takes_them_away()
    {
        var before = await site.Written();
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", name: "Wim")
            + Comment(3, "No.", mail: "sol@x.example") + Comment(4, "Who waits?", approved: "0")));
        var account = await site.Enter("willem", Mail);

        Assert.Equal(3, account.GetProperty("returned").GetInt32());
        var id = account.GetProperty("reader").GetProperty("id").GetGuid();
        var top = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal([id, id], top.Take(2).Select(MovedSite.AuthorOf));
        Assert.NotEqual(id, MovedSite.AuthorOf(top[2]));
        Assert.Contains("It leaks.", (await site.Html($"/readers/{id}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Willem Brandt", (await site.Html("/embed/discussion.html?url=" + Page)).Body!.TextContent,
            StringComparison.Ordinal);
        // They may take it back, and nobody else speaks there under their old name.
        using var withdrawn = await site.Speaks(account).DeleteAsync($"/api/v1/comments/{top[0].GetProperty("id").GetGuid()}");
        Assert.True(withdrawn.IsSuccessStatusCode);
        Assert.True((await site.Ada.Vote(top[1].GetProperty("id").GetGuid(), 1)).IsSuccessStatusCode);
        Assert.Equal(Names.SpokenForCode, await (await site.Say((await site.NewGuest("Willem")).Http)).Code());
        Assert.Equal(0, (await site.Enter("willem", Mail)).GetProperty("returned").GetInt32());

        var undone = await site.TakeBack(1);
        // The one that somebody has voted for keeps its place.
        Assert.Equal((3, 1), (undone.Comments, undone.PlaceHolders));
        Assert.Equal(0, await site.Query(db => db.Speakers.CountAsync(x => x.ReaderId == id)));
        Assert.Equal(before, await site.Written());
        Assert.Equal(HttpStatusCode.Created, (await site.Say((await site.NewGuest("Willem")).Http)).StatusCode);
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
        await site.Bring(Item(1, "lock",
            Comment(1, "It leaks.") + Comment(2, "By nobody.", mail: "") + Comment(3, "By a name.", mail: "Willem")));
        var account = await site.Enter("thief", mail, confirmed);

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
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.", mail: there)));

        Assert.Equal(1, (await site.Enter("willem", here)).GetProperty("returned").GetInt32());
    }

    [Fact]
    public async Task Of_two_accounts_with_one_address_one_gets_the_comments_also_where_they_come_at_once()
    {
        for (var round = 1; round <= 3; round++)
        {
            var mail = $"w{round}@harbour.example";
            await site.Bring(Item(round, $"lock-{round}",
                Comment(1, "It leaks.", mail: mail) + Comment(2, "Yes.", mail: mail, name: "Wim")));
            var mark = round;
            var both = await Task.WhenAll(new[] { "a", "b" }.Select(who => site.Enter($"{who}-{mark}", mail)));

            Assert.Equal([0, 2], both.Select(x => x.GetProperty("returned").GetInt32()).Order());
            Assert.Equal(0, (await site.Enter($"c-{mark}", mail)).GetProperty("returned").GetInt32());
        }
    }

    [Fact]
    public async Task A_longer_export_brings_more_of_the_same_person_and_the_next_sign_in_gives_it_back()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.")));
        var account = await site.Enter("willem", Mail);
        var again = await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "It still does.", parent: 1)));

        Assert.Equal((1, 1), (again.Comments, again.Already));
        Assert.Equal(1, (await site.Enter("willem", Mail)).GetProperty("returned").GetInt32());
        Assert.Equal(2, await site.Query(db => db.Comments.CountAsync(
            x => x.AuthorId == account.GetProperty("reader").GetProperty("id").GetGuid())));
    }

    [Fact]
    public async Task A_site_speaks_for_the_readers_of_its_own_pages_alone()
    {
        await site.DisposeAsync();
        site = new("https://harbour.example https://blog.example");
        await site.InitializeAsync();
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.")), Item(2, "x", Comment(2, "On the blog."))
            .Replace("https://harbour.example/x", "http://blog.example:80/x", StringComparison.Ordinal));

        var fromBlog = await site.Enter("mallory", Mail, origin: "https://blog.example");
        Assert.Equal(1, fromBlog.GetProperty("returned").GetInt32());
        var leaks = Assert.Single((await site.Discussion(url: Page)).GetProperty("comments").EnumerateArray());
        Assert.NotEqual(fromBlog.GetProperty("reader").GetProperty("id").GetGuid(), MovedSite.AuthorOf(leaks));

        var own = await site.Enter("willem", Mail);
        Assert.Equal(1, own.GetProperty("returned").GetInt32());
        leaks = Assert.Single((await site.Discussion(url: Page)).GetProperty("comments").EnumerateArray());
        Assert.Equal(own.GetProperty("reader").GetProperty("id").GetGuid(), MovedSite.AuthorOf(leaks));
        await site.TakeBack(1);
        Assert.Equal(0, await site.Written());
    }

    [Fact]
    public async Task What_others_gave_for_it_comes_along_and_nobody_votes_for_themselves_by_it()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", name: "Wim")));
        var said = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray()
            .Select(x => x.GetProperty("id").GetGuid()).ToList();
        var account = await site.Enter("willem", null);
        // The account has voted, and a guest in another browser who is the same person.
        var guest = await site.NewGuest("Somebody");
        foreach (var http in new[] { site.Speaks(account), guest.Http, site.Ada.Http })
            Assert.True((await http.PutAsJsonAsync($"/api/v1/comments/{said[0]}/vote", new { value = 1 })).IsSuccessStatusCode);
        Assert.True((await guest.Vote(said[1], -1)).IsSuccessStatusCode);

        var again = await site.Enter("willem", Mail, with: guest.Http);

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
        await site.Bring(Item(1, "lock", Comment(1, "Typed by anybody.") + Comment(2, "Signed in.",
            more: "<wp:comment_user_id>3</wp:comment_user_id>")));
        var claims = site.Claims("willem", Mail, "true");
        claims["roles"] = new JsonArray("editor");
        var publisher = new Publisher(site, "https://harbour.example");

        var account = await site.SignIn(Publisher.Sign(claims, await publisher.Key(roles: true)), null);
        Assert.Equal(1, account.GetProperty("returned").GetInt32());
        var top = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.False(top[0].GetProperty("author").TryGetProperty("newsroom", out var mark) && mark.ValueKind == JsonValueKind.String);
        Assert.Equal(JsonValueKind.String, top[1].GetProperty("author").GetProperty("newsroom").ValueKind);
    }

    [Fact]
    public async Task Whoever_spoke_under_another_name_stays_unknown_until_they_say_that_they_were_it()
    {
        await site.Bring(Item(1, "lock",
            Comment(1, "It leaks.", name: "Willem Brandt") + Comment(2, "They pay us nothing.", name: "A nurse")));
        var claims = site.Claims("willem", Mail, "true");
        claims.Remove("former_names");
        var key = await new Publisher(site, "https://harbour.example").Key();

        var account = await site.SignIn(Publisher.Sign(claims, key), null);
        Assert.Equal(1, account.GetProperty("returned").GetInt32());
        var said = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal("A nurse", said[1].GetProperty("author").GetProperty("name").GetString());
        Assert.Equal(Names.SpokenForCode, await (await site.Say((await site.NewGuest("A nurse")).Http)).Code());

        (claims["former_names"], claims["jti"]) = (new JsonArray("a Nurse"), "another");
        Assert.Equal(1, (await site.SignIn(Publisher.Sign(claims, key), null)).GetProperty("returned").GetInt32());
        said = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments").EnumerateArray().ToList();
        Assert.Equal(MovedSite.AuthorOf(said[0]), MovedSite.AuthorOf(said[1]));
    }

    [Fact]
    public async Task A_suspension_for_it_comes_along_with_its_decision_and_ends_with_it()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "It still does.")));
        var said = (await site.Discussion("&sort=oldest", Page)).GetProperty("comments")[0].GetProperty("id").GetGuid();
        var mo = await site.Moderator("mo");
        var (removal, _) = await mo.Remove(said);
        using var suspended = await mo.PostAsJsonAsync($"/api/v1/decisions/{removal}/suspension", new { facts = "The third time." });
        Assert.True(suspended.IsSuccessStatusCode);
        var account = await site.Enter("willem", Mail);

        Assert.Equal(2, account.GetProperty("returned").GetInt32());
        using var refused = await site.Say(site.Speaks(account));
        Assert.Equal("suspended", await refused.Code());
        Assert.Equal(1, await site.Query(db => db.Readers.CountAsync(x => x.SuspendedUntil != null)));
        var log = await site.InScope<LogFromDatabase, LogVerdict>(log => log.Check(null, default));
        Assert.DoesNotContain(log.Findings, finding => $"{finding}".Contains("is suspended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_decided_about_it_is_theirs_to_ask_about()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Who waits?", approved: "0")));
        var id = (await site.Enter("willem", Mail)).GetProperty("reader").GetProperty("id").GetGuid();

        Assert.Equal(1, await site.Query(db => db.Decisions.CountAsync(x => x.ReaderId == id)));
        Assert.Equal(0, await site.Query(db => db.Speakers.CountAsync(x => x.ReaderId != id)));
        var undone = await site.TakeBack(1);
        Assert.Equal((2, 0, 1), (undone.Comments, undone.PlaceHolders, undone.Readers));
    }

    [Fact]
    public async Task Whoever_comes_when_an_import_has_gone_gets_nothing_and_keeps_no_name_from_anybody()
    {
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", name: "Wim")));
        await SayThere();
        await site.TakeBack(1);

        Assert.Equal(0, (await site.Enter("willem", Mail)).GetProperty("returned").GetInt32());
        await NothingIsLeft();
    }

    [Fact]
    public async Task Who_comes_home_while_the_import_is_taken_back_is_before_it_or_after_it()
    {
        for (var round = 1; round <= 3; round++)
        {
            var other = Enumerable.Range(2, 5)
                .Select(page => Item(page, $"lock-{page}", Comment(page * 10, $"There too, {page}.") + Comment(page * 10 + 1, "Yes.")));
            await site.Bring([Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", name: "Wim", parent: 1)), .. other]);
            if (round == 1) await SayThere();
            var mark = round;
            await Task.WhenAll(site.TakeBack(round), site.Enter($"willem-{mark}", Mail));

            await NothingIsLeft();
        }
    }

    /// <summary>The one order that would leave something: found while it was there, given back when it was gone.</summary>
    [Fact]
    public async Task What_goes_while_somebody_waits_for_its_page_is_not_given_back()
    {
        Assert.SkipUnless(Site.OnPostgres, "On SQLite one writes after the other, from the first word on.");
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.") + Comment(2, "Still.", name: "Wim")));
        await SayThere();
        Task<UndoneImport> undone;
        Task<JsonElement> entered;
        using (var scope = site.App.Services.CreateScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<Database>();
            await using var holding = await db.BeginWrite(TestContext.Current.CancellationToken);
            var (here, id) = (site.Article.SiteId, (await site.Discussion(url: Page)).GetProperty("id").GetGuid());
            await db.Discussions.Lock(here, id, site.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
            undone = site.TakeBack(1);
            await Waiting(1);
            entered = site.Enter("willem", Mail);
            await Waiting(2);
        }

        Assert.Equal((2, 0), ((await undone).Comments, (await entered).GetProperty("returned").GetInt32()));
        await NothingIsLeft();

        Task Waiting(int count) => Wait.Until($"{count} wait", async () => count == await site.Query(db => db.Database.SqlQuery<int>(
            $"""SELECT COUNT(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""")
            .SingleAsync()));
    }

    [Fact]
    public async Task A_site_that_is_alone_again_does_not_speak_for_the_pages_of_the_one_that_has_left()
    {
        await site.InScope<SiteOrigins, Outcome<string>>(origins => origins.Add("https://blog.example", default));
        await site.Bring(Item(1, "lock", Comment(1, "It leaks.")),
            Item(2, "x", Comment(2, "On the blog.") + Comment(3, "There too.", name: "A nurse"))
                .Replace("https://harbour.example/x", "https://blog.example/x", StringComparison.Ordinal),
            Item(3, "y", Comment(4, "On a page of this server."))
                .Replace("https://harbour.example/y", new Uri(site.Address, "/y").ToString(), StringComparison.Ordinal));
        var blog = Publisher.Sign(site.Claims("mallory", Mail, origin: "https://blog.example"),
            await new Publisher(site, "https://blog.example").Key());
        // While there are two, neither speaks for what is nobody's of them.
        Assert.Equal(1, (await site.Enter("willem", Mail)).GetProperty("returned").GetInt32());
        Assert.Null((await site.InScope<SiteOrigins, Outcome<string>>(origins => origins.Remove("https://blog.example", default))).Refusal);

        using var refused = await site.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token = blog });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var alone = await site.Enter("willem", Mail);

        Assert.Equal(1, alone.GetProperty("returned").GetInt32());
        Assert.False(await site.Query(db => db.Comments.AnyAsync(x => x.AuthorId == MovedSite.IdOf(alone)
            && db.Discussions.Any(y => y.Id == x.DiscussionId && y.Url.StartsWith("https://blog")))));
        Assert.DoesNotContain("A nurse", await site.ToldIn(alone), StringComparison.Ordinal);
        Assert.Equal(2, await site.Query(db => db.Comments.CountAsync(
            x => x.ImportNumber == 1 && db.Readers.Any(y => y.Id == x.AuthorId && y.Kind == ReaderKind.Imported))));
    }

    // So that the page stays, with whoever is taken there.
    private async Task SayThere() =>
        Assert.Equal(HttpStatusCode.Created, (await site.Say((await site.NewGuest("Somebody")).Http)).StatusCode);

    private async Task NothingIsLeft()
    {
        Assert.Equal(0, await site.Written());
        Assert.Equal(0, await site.Query(db => db.Speakers.CountAsync(
            x => !db.Comments.Any(y => y.DiscussionId == x.DiscussionId && y.AuthorId == x.ReaderId))));
        Assert.Equal(0, await site.Query(db => db.Readers.CountAsync(x => x.Kind == ReaderKind.Imported && x.Name != "")));
        Assert.Equal(0, await site.Query(db => db.Ledger.CountAsync(
            x => x.UndoneAt == null && !db.Comments.Any(y => y.Id == x.SubjectId))));
        var there = await site.Discussion(url: Page);
        Assert.Equal(1, there.GetProperty("count").GetInt32());
        var id = there.GetProperty("id").GetGuid();
        foreach (var name in new[] { "Willem", "Wim" }) Assert.False(await site.Query(db => db.IsSpokenFor(site.Article.SiteId, id, name)));
    }
}
