using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Comments;
using Parley.Embedding;
using Parley.Readers;
using Parley.Writing;

namespace Parley.Tests.Embedding;

/// <summary>What a publisher's word is good for once it was taken: for whom, how long, and under which name.</summary>
public sealed class PublisherAccountTests(PublisherSignInTests.Vouched site) : IClassFixture<PublisherSignInTests.Vouched>
{
    private const string Origin = "https://www.news.example";

    private readonly Publisher publisher = new(site, Origin);

    [Fact]
    public async Task A_publishers_word_buys_nothing_that_lasts_longer_than_it()
    {
        var token = await Enter("lasting", "Lasse Lund");

        using var asBearer = await Speaks(token).PostAsync("/embed/window", null);
        using var asCookie = await Send("/embed/window", $"{Identity.Cookie}={token}");
        using var asFramed = await Send("/embed/window", $"{Identity.FramedCookie}={token}", framed: true);

        Assert.All([asBearer, asCookie, asFramed], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
        var id = await IdOf("lasting");
        Assert.Equal(0, await site.Query(db => db.Passes.CountAsync(x => x.ReaderId == id && x.Kind == PassKind.Frame)));
    }

    [Fact]
    public async Task What_a_frame_was_lent_buys_no_more_of_it()
    {
        var lent = (await (await Send("/embed/window", "")).Json()).GetProperty("token").GetString()!;

        using var asBearer = await Speaks(lent).PostAsync("/embed/window", null);
        using var asCookie = await Send("/embed/window", $"{Identity.Cookie}={lent}");

        Assert.All([asBearer, asCookie], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    [Fact]
    public async Task Whoever_signs_out_is_out_in_every_frame_and_a_new_word_ends_the_one_before()
    {
        var (first, second) = (await Enter("frames", "Fredrik Dahl"), await Enter("frames", "Fredrik Dahl"));
        Assert.True((await Say(first, "In the first frame.")).IsSuccessStatusCode);
        var third = await Enter("frames", "Fredrik Dahl", Speaks(second));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Say(second, "By what was replaced.")).StatusCode);
        Assert.True((await Say(first, "The other frame goes on.")).IsSuccessStatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await Speaks(third).PostAsync("/api/v1/sign-out", null)).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await Say(first, "After all have left.")).StatusCode);
    }

    [Fact]
    public async Task After_two_hours_whoever_writes_is_told_and_not_taken_for_a_stranger()
    {
        var token = await Enter("late", "Lars Late");
        var comment = await site.Ada.Post("Still here tomorrow.");
        var before = await site.Query(db => db.Readers.CountAsync());
        site.Clock.Advance(Pass.PublisherLifetime + TimeSpan.FromSeconds(1));
        var speaker = Speaks(token);
        var stamp = (await site.Html(site.Page)).QuerySelector("form.write [name=stamp]")!.GetAttribute("value")!;
        site.Clock.Advance(TimeSpan.FromSeconds(5));

        FormUrlEncodedContent Form(params (string, string)[] more) =>
            new([new("stamp", stamp), .. more.Select(x => new KeyValuePair<string, string>(x.Item1, x.Item2))]);
        foreach (var send in new Func<Task<HttpResponseMessage>>[]
        {
            () => speaker.PostAsync($"{site.Page}/comments/", Form(("text", "As whom?"), ("name", "Somebody"))),
            () => speaker.PostAsync($"{site.Page}/comments/{comment}/report", Form(("rule", "spam"))),
            () => speaker.PostAsync($"{site.Page}/comments/{comment}/vote", Form(("value", "1"))),
            () => speaker.PutAsJsonAsync($"/api/v1/comments/{comment}/vote", new { value = 1, stamp }),
            () => Say(token, "By the API."),
        })
        {
            using var answer = await send();
            Assert.Equal((HttpStatusCode.Unauthorized, "token-expired"), (answer.StatusCode, await answer.Code()));
        }
        Assert.Equal(before, await site.Query(db => db.Readers.CountAsync()));
        // Reading goes on, and so does signing in, with what has ended in hand.
        Assert.True((await speaker.GetAsync(site.Page)).IsSuccessStatusCode);
        Assert.True((await Say(await Enter("late", "Lars Late", speaker), "Signed in anew.")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Nobody_shuts_an_account_out_of_a_discussion_by_having_taken_its_name_there()
    {
        await (await site.NewGuest("Nora Namesake")).Post("I was here first.");

        Assert.Equal(HttpStatusCode.Created, (await Say(await Enter("nora-1", "Nora Namesake"), "The name is mine too.")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await Say(await Enter("nora-2", "Nora Namesake"), "And mine.")).StatusCode);
        // It isn't free for others by that.
        Assert.Equal("name-spoken-for", await (await (await site.NewGuest("Nora Namesake")).TryPost("And mine?")).Code());
    }

    [Fact]
    public async Task A_name_of_the_house_stays_its_own_where_somebody_else_has_it_already()
    {
        var token = await Enter("olga", "Olga Ostermann");
        await site.Acts(Role.Editor, "olga@news.example");
        await site.Query(async db =>
        {
            GuestName.TryParse("Olga Ostermann", out var name, out _);
            (await db.Readers.SingleAsync(x => x.Email == "olga@news.example")).Appoint(Role.Editor, name);
            await db.SaveTogether(default);
            return 0;
        });

        Assert.Equal("name-spoken-for", await (await Say(token, "As if of the house.")).Code());
    }

    [Fact]
    public async Task A_role_that_is_none_here_buys_no_name_of_the_house()
    {
        var key = await publisher.Key(roles: true);
        JsonObject Named(string name, params string[] roles)
        {
            var claims = publisher.Claims("subscriber", name);
            claims["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]);
            return claims;
        }

        Assert.Equal("name-taken", await Refused(Publisher.Sign(Named("Parley", "subscriber"), key), site));
        Assert.True((await SignIn(Publisher.Sign(Named("Parley", "editor", "subscriber"), key), site)).IsSuccessStatusCode);
        Assert.True((await SignIn(Publisher.Sign(Named("Sven Subscriber", "subscriber"), key), site)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_guest_whose_name_is_kept_for_them_signs_in_under_it_and_leaves_it_to_others_when_the_account_has_another()
    {
        var (same, other) = (await site.NewGuest("Kept Karla"), await site.NewGuest("Kept Kurt"));
        await Keep(same.Id, other.Id);
        // Somebody else's name that was earned here keeps nobody's account out.
        await Enter("kept-0", "Kept Kurt");

        await Enter("kept-1", "Kept Karla", same.Http);
        Assert.Equal(same.Id, await IdOf("kept-1"));

        await Enter("kept-2", "Quite Another");
        await Enter("kept-2", "Quite Another", other.Http);
        Assert.NotEqual(other.Id, await IdOf("kept-2"));
        await site.NewGuest("Kept Kurt");
    }

    [Fact]
    public async Task A_name_that_is_written_anew_by_its_publisher_is_still_its_own()
    {
        await Enter("spelt", "lotte kaiser");
        await Keep(await IdOf("spelt"));

        foreach (var name in new[] { "Lotte Kaiser", " Lotte  Kaiser", "Lotte Kaiser" }) await Enter("spelt", name);
        Assert.Equal("Lotte Kaiser",
            await site.Query(db => db.Readers.Where(x => x.SourceId == "spelt").Select(x => x.Name).SingleAsync()));
    }

    [Fact]
    public async Task A_key_signs_for_its_own_site_and_for_no_other()
    {
        await using var own = new Two();
        await own.InitializeAsync();
        var (www, blog) = (new Publisher(own, Origin), new Publisher(own, "https://blog.example"));
        var claims = www.Claims("7");
        var key = await blog.Key(roles: true);

        Assert.Equal("token-key-unknown", await Refused(Publisher.Sign(claims, key), own));
        Assert.True((await SignIn(Publisher.Sign(blog.Claims("7"), key), own)).IsSuccessStatusCode);
        var theirs = await www.Key();
        Assert.Equal("token-signature", await Refused(Publisher.Sign(claims, key), own));
        Assert.True((await SignIn(Publisher.Sign(claims, theirs), own)).IsSuccessStatusCode);
        using var scope = own.App.Services.CreateScope();
        var keyring = scope.ServiceProvider.GetRequiredService<PublisherKeyring>();
        Assert.Equal("unknown-site", (await keyring.Share("https://elsewhere.example", false, default)).Refusal?.Code);
        Assert.Equal("https://blog.example", (await keyring.Publish("https://blog.example/keys.json", null, false, default)).Value!.Issuer);
    }

    [Fact]
    public async Task Names_of_keys_that_two_addresses_share_confuse_nobody()
    {
        await using var own = new Two();
        await own.InitializeAsync();
        var (www, blog) = (new Publisher(own, Origin), new Publisher(own, "https://blog.example"));
        await using var host = await HostSite.Start();
        // There "r" is another kind of key.
        host.Otherwise = http => http.Response.WriteAsync(http.Request.Path == "/blog" ? blog.KeySet()
            .Replace("\"kid\":\"d\"", "\"kid\":\"r\"", StringComparison.Ordinal)
            .Replace("\"kid\":\"r\",\"use\"", "\"kid\":\"x\",\"use\"", StringComparison.Ordinal) : www.KeySet());
        using var scope = own.App.Services.CreateScope();
        var keyring = scope.ServiceProvider.GetRequiredService<PublisherKeyring>();
        foreach (var path in new[] { "/blog", "/www" })
            await keyring.Publish($"http://127.0.0.1:{host.Port}{path}", null, false, default);

        Assert.True((await SignIn(www.SignRs256(www.Claims("7")), own)).IsSuccessStatusCode);
        Assert.True((await SignIn(blog.SignEdDsa(blog.Claims("7"), "r"), own)).IsSuccessStatusCode);
        var key = await www.Key();
        Assert.True((await SignIn(Publisher.Sign(www.Claims("8"), key, kid: "r"), own)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_key_that_is_ended_takes_what_it_gave_along()
    {
        await using var own = new PublisherSignInTests.Vouched();
        await own.InitializeAsync();
        var mine = new Publisher(own, Origin);
        var key = await mine.Key(roles: true);
        var claims = mine.Claims("chief", "Clara Chief");
        claims["roles"] = new JsonArray("moderator");
        var token = (await (await SignIn(Publisher.Sign(claims, key), own)).Json()).GetProperty("token").GetString()!;
        using (var before = await Speaks(token, own).GetAsync("/api/v1/cases")) Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        using var scope = own.App.Services.CreateScope();
        var keyring = scope.ServiceProvider.GetRequiredService<PublisherKeyring>();

        await keyring.End((await keyring.All(default)).Single().Id, default);

        using var after = await Speaks(token, own).GetAsync("/api/v1/cases");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        // Whoever it is comes back as a reader, by a key that gives no roles.
        var plain = await mine.Key();
        using var again = await Speaks((await (await SignIn(Publisher.Sign(mine.Claims("chief", "Clara Chief"), plain), own)).Json())
                .GetProperty("token").GetString()!, own)
            .GetAsync("/api/v1/cases");
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
    }

    [Fact]
    public async Task One_who_has_a_role_by_a_key_is_dismissed_by_hand()
    {
        var claims = publisher.Claims("dismissed", "Dora Desk");
        claims["roles"] = new JsonArray("editor");
        var said = await (await SignIn(Publisher.Sign(claims, await publisher.Key(roles: true)), site)).Json();
        var id = said.GetProperty("reader").GetProperty("id").GetGuid();
        using var scope = site.App.Services.CreateScope();
        var keyring = scope.ServiceProvider.GetRequiredService<PublisherKeyring>();

        Assert.Null((await keyring.Dismiss(id, default)).Refusal);

        Assert.Equal(HttpStatusCode.Unauthorized, (await Say(said.GetProperty("token").GetString()!, "As an editor?")).StatusCode);
        Assert.Equal(Role.Reader, await site.Query(db => db.Readers.Where(x => x.Id == id).Select(x => x.Role).SingleAsync()));
        Assert.NotNull((await keyring.Dismiss(site.Ada.Id, default)).Refusal);
    }

    [Fact]
    public async Task Whoever_hangs_up_makes_no_address_of_keys_be_asked_again_and_stops_it_for_nobody()
    {
        await using var own = new PublisherSignInTests.Vouched();
        await own.InitializeAsync();
        var mine = new Publisher(own, Origin);
        await using var host = await HostSite.Start();
        var (asked, arrived, go) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        host.Otherwise = async http =>
        {
            Interlocked.Increment(ref asked);
            arrived.TrySetResult();
            await go.Task;
            await http.Response.WriteAsync(mine.KeySet());
        };
        using var scope = own.App.Services.CreateScope();
        var (keyring, published) = (scope.ServiceProvider.GetRequiredService<PublisherKeyring>(),
            own.App.Services.GetRequiredService<PublishedKeys>());
        var address = $"http://127.0.0.1:{host.Port}/keys";
        await keyring.Publish(address, null, false, default);
        using var hangsUp = new CancellationTokenSource();

        var first = published.At(address, "invented", hangsUp.Token);
        await Wait.For("the address to be asked", arrived.Task);
        var honest = SignIn(mine.SignRs256(mine.Claims("7")), own);
        await hangsUp.CancelAsync();
        go.SetResult();

        Assert.True((await honest).IsSuccessStatusCode);
        try { await first; } catch (OperationCanceledException) { }
        for (var i = 0; i < 5; i++) await published.At(address, $"invented-{i}", default);
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"error\":\"later\"}")]
    [InlineData("{\"keys\":[]}")]
    public async Task What_is_no_set_of_keys_takes_none_away_and_one_damaged_key_harms_no_other(string instead)
    {
        await using var own = new PublisherSignInTests.Vouched();
        await own.InitializeAsync();
        var mine = new Publisher(own, Origin);
        await using var host = await HostSite.Start();
        var shown = mine.KeySet().Replace("{\"keys\":[", "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"bad\",\"n\":\"!!\",\"e\":\"?\"},"
            + "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"off\",\"x\":\"AA\",\"y\":\"AA\"},", StringComparison.Ordinal);
        host.Otherwise = http => http.Response.WriteAsync(shown);
        using var scope = own.App.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<PublisherKeyring>()
            .Publish($"http://127.0.0.1:{host.Port}/keys", null, false, default);
        Assert.True((await SignIn(mine.SignRs256(mine.Claims("7")), own)).IsSuccessStatusCode);

        shown = instead;
        own.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.True((await SignIn(mine.SignEs256(mine.Claims("7")), own)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_token_whose_time_is_over_by_its_turn_signs_nobody_in()
    {
        using var scope = site.App.Services.CreateScope();
        var now = site.Clock.GetUtcNow();

        var outcome = await scope.ServiceProvider.GetRequiredService<Accounts>()
            .Enter(new Vouched(Origin, "turn", "Tilda Turn", null, new byte[32], now, Guid.Empty), null, default);

        Assert.Equal("token-expired", outcome.Refusal?.Code);
    }

    /// <summary>For a second after its end the server still remembers the key; what it vouched for by then must not outlive it.</summary>
    [Fact]
    public async Task A_key_that_was_ended_signs_nobody_in_while_it_is_still_remembered()
    {
        using var scope = site.App.Services.CreateScope();
        var later = site.Clock.GetUtcNow() + TimeSpan.FromMinutes(5);

        var outcome = await scope.ServiceProvider.GetRequiredService<Accounts>()
            .Enter(new Vouched(Origin, "thief", "Theo Thief", ["moderator"], new byte[32], later, Guid.CreateVersion7(later)),
                null, default);

        Assert.Equal("token-key-unknown", outcome.Refusal?.Code);
        Assert.False(await site.Query(db => db.Readers.AnyAsync(x => x.SourceId == "thief")));
    }

    [Fact]
    public async Task Two_accounts_that_come_from_one_guests_browser_at_once_are_two_readers()
    {
        var key = await publisher.Key();
        for (var round = 0; round < 5; round++)
        {
            var guest = await site.NewGuest($"Gast {round}");
            var mark = round;
            var answers = await Task.WhenAll(new[] { "a", "b" }.Select(async who =>
                await (await guest.Http.PostAsJsonAsync("/api/v1/sign-in/publisher",
                    new { token = Publisher.Sign(publisher.Claims($"both-{who}-{mark}", $"Both {who} {mark}"), key) })).Json()));

            Assert.Equal(2, answers.Select(x => x.GetProperty("reader").GetProperty("id").GetGuid()).Distinct().Count());
            Assert.Single(answers, x => x.GetProperty("reader").GetProperty("id").GetGuid() == guest.Id);
            Assert.Equal(2,
                await site.Query(db => db.Readers.CountAsync(x => x.SourceId == $"both-a-{mark}" || x.SourceId == $"both-b-{mark}")));
        }
    }

    [Fact]
    public async Task What_a_guest_sends_while_they_become_an_account_is_not_left_to_nobody()
    {
        await Enter("joined", "Jutta Joined");
        var guest = await site.NewGuest("Jutta");
        var discussion = await site.DiscussionId();
        var asked = await site.Query(db => db.Readers.AsNoTracking().SingleAsync(x => x.Id == guest.Id));
        await Enter("joined", "Jutta Joined", guest.Http);
        using var scope = site.App.Services.CreateScope();

        var outcome = await scope.ServiceProvider.GetRequiredService<Posting>()
            .Post(new Draft { DiscussionId = discussion, ParentId = null, Author = asked, Text = WrittenText.Of("Sent a moment before."),
                ByProgram = true }, default);

        Assert.Equal("token-expired", outcome.Refusal?.Code);
        Assert.Equal(0, await site.Query(db => db.Comments.CountAsync(x => x.AuthorId == guest.Id)));
    }

    [Fact]
    public async Task Whoever_writes_and_is_signed_in_at_once_has_said_it_under_the_account_or_is_told_to_send_it_again()
    {
        var key = await publisher.Key();
        for (var round = 0; round < 6; round++)
        {
            await Enter($"at-once-{round}", $"Anna {round}");
            var guest = await site.NewGuest($"Anna as a guest {round}");
            var token = Publisher.Sign(publisher.Claims($"at-once-{round}", $"Anna {round}"), key);
            var (post, signIn) = (guest.TryPost($"Said while coming in, {round}."),
                guest.Http.PostAsJsonAsync("/api/v1/sign-in/publisher", new { token }));

            Assert.Equal(HttpStatusCode.OK, (await signIn).StatusCode);
            Assert.Contains((await post).StatusCode, new[] { HttpStatusCode.Created, HttpStatusCode.Unauthorized });
            Assert.Equal(0, await site.Query(db => db.Comments.CountAsync(x => x.AuthorId == guest.Id)));
        }
    }

    private sealed class Two : Site
    {
        protected override IEnumerable<string> Settings =>
            [.. base.Settings, $"Parley:Origins={Origin} https://blog.example", "Parley:OutboundHosts=127.0.0.1"];
    }

    private async Task<string> Enter(string subject, string name, HttpClient? with = null)
    {
        using var answer = await (with ?? site.Api()).PostAsJsonAsync("/api/v1/sign-in/publisher",
            new { token = Publisher.Sign(publisher.Claims(subject, name), await publisher.Key()) });
        var said = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said.ToString());
        return said.GetProperty("token").GetString()!;
    }

    private static Task<HttpResponseMessage> SignIn(string token, Site at) =>
        at.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });

    private static async Task<string?> Refused(string token, Site at)
    {
        using var answer = await SignIn(token, at);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        return await answer.Code();
    }

    private HttpClient Speaks(string token, Site? at = null)
    {
        var client = (at ?? site).Api();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task<HttpResponseMessage> Say(string token, string text) =>
        await Speaks(token).PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments", new { text });

    // As a window or a frame of this server sends it.
    private async Task<HttpResponseMessage> Send(string path, string cookie, bool framed = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
        if (framed) request.Headers.Add("Parley-Frame", "1");
        return await site.Api().SendAsync(request);
    }

    private Task<Guid> IdOf(string subject) =>
        site.Query(db => db.Readers.Where(x => x.SourceId == subject).Select(x => x.Id).SingleAsync());

    // As the hourly count does for whoever has earned it.
    private Task<int> Keep(params Guid[] ids)
    {
        var now = site.Clock.GetUtcNow();
        return site.Query(
            db => db.Readers.Where(x => ids.Contains(x.Id)).ExecuteUpdateAsync(set => set.SetProperty(x => x.NameKeptAt, now)));
    }
}
