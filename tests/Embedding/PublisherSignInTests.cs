using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Readers;
using Parley.Web;

namespace Parley.Tests.Embedding;

/// <summary>A publisher's readers are signed in by its word, and by nobody else's.</summary>
public sealed class PublisherSignInTests(PublisherSignInTests.Vouched site) : IClassFixture<PublisherSignInTests.Vouched>
{
    public sealed class Vouched : Site
    {
        protected override IEnumerable<string> Settings =>
            [.. base.Settings, "Parley:Origins=https://www.news.example", "Parley:OutboundHosts=127.0.0.1"];
    }

    private readonly Publisher publisher = new(site, "https://www.news.example");

    [Fact]
    public async Task The_same_issuer_and_subject_are_the_same_reader_for_ever_under_the_name_that_holds_now()
    {
        var key = await publisher.Key();
        var first = await Enter(Publisher.Sign(publisher.Claims("same"), key));
        var again = await Enter(Publisher.Sign(publisher.Claims("same", "Lotte Winter"), key));
        var other = await Enter(Publisher.Sign(publisher.Claims("other"), key));

        Assert.Equal(first.GetProperty("reader").GetProperty("id").GetGuid(), again.GetProperty("reader").GetProperty("id").GetGuid());
        Assert.NotEqual(first.GetProperty("reader").GetProperty("id").GetGuid(), other.GetProperty("reader").GetProperty("id").GetGuid());
        Assert.Equal("Lotte Winter", again.GetProperty("reader").GetProperty("name").GetString());
        var speaker = Speaks(again);
        Assert.True((await Say(speaker, "By the publisher's word.")).IsSuccessStatusCode);
    }

    public static TheoryData<string, string> Attacks => new()
    {
        { "unsigned", "token-algorithm" },
        { "unsigned in other letters", "token-algorithm" },
        { "signed with HS512", "token-algorithm" },
        { "critical of something", "token-algorithm" },
        { "nonsense", "token-malformed" },
        { "a million signs", "token-malformed" },
        { "a token in a token", "token-malformed" },
        { "another key", "token-signature" },
        { "changed after it was signed", "token-signature" },
        { "another server", "token-audience" },
        { "another server among its names", "token-audience" },
        { "a site that is not registered", "token-issuer" },
        { "no issuer", "token-incomplete" },
        { "no subject", "token-incomplete" },
        { "a subject that ends in the middle", "token-incomplete" },
        { "no name", "token-incomplete" },
        { "no id of its own", "token-incomplete" },
        { "no end", "token-incomplete" },
        { "no beginning", "token-incomplete" },
        { "an end that is no number", "token-malformed" },
        { "over", "token-expired" },
        { "from the future", "token-from-future" },
        { "not before tomorrow", "token-from-future" },
        { "good for an hour", "token-too-long" },
        { "used before", "token-replayed" },
        { "a name of the house", "name-taken" },
        { "a name that turns its neighbours", "name-" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task What_is_not_sound_is_refused_in_words_with_a_code_of_its_own_and_signs_nobody_in(string what, string code)
    {
        var key = await publisher.Key();
        var claims = publisher.Claims(what);
        var now = site.Clock.GetUtcNow().ToUnixTimeSeconds();
        switch (what)
        {
            case "another server": claims["aud"] = "https://other.example"; break;
            case "another server among its names": claims["aud"] = new JsonArray("https://other.example", "https://third.example"); break;
            case "a site that is not registered": claims["iss"] = "https://evil.example"; break;
            case "no issuer": claims.Remove("iss"); break;
            case "no subject": claims.Remove("sub"); break;
            case "a subject that ends in the middle": claims["sub"] = "reader\u0000admin"; break;
            case "no name": claims["name"] = " "; break;
            case "no id of its own": claims.Remove("jti"); break;
            case "no end": claims.Remove("exp"); break;
            case "no beginning": claims.Remove("iat"); break;
            case "an end that is no number": claims["exp"] = "soon"; break;
            case "over": (claims["iat"], claims["exp"]) = (now - 400, now - 100); break;
            case "from the future": (claims["iat"], claims["exp"]) = (now + 300, now + 500); break;
            case "not before tomorrow": claims["nbf"] = now + 86400; break;
            case "good for an hour": claims["exp"] = now + 3600; break;
            case "a name of the house": claims["name"] = "Parley"; break;
            case "a name that turns its neighbours": claims["name"] = "Lotte \u202Egnut"; break;
        }
        var token = what switch
        {
            "unsigned" => Publisher.Seal(claims, "none", null, _ => []),
            "unsigned in other letters" => Publisher.Seal(claims, "nOnE", null, _ => []),
            "signed with HS512" => Publisher.Seal(claims, "HS512", null, text => HMACSHA512.HashData(Encoding.UTF8.GetBytes(key), text)),
            "critical of something" =>
                Publisher.Seal(claims, "HS256", null, text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), text), critical: "b64"),
            "nonsense" => "one.two.three",
            "a million signs" => new string('a', 1_000_00),
            "a token in a token" => "a.b.c.d.e",
            "another key" => Publisher.Sign(claims, "sso_" + new string('x', 43)),
            "changed after it was signed" => Publisher.Sign(claims, key).Replace('.', '~').Split('~') is var parts
                ? $"{parts[0]}.{Publisher.Sign(publisher.Claims("admin"), key).Split('.')[1]}.{parts[2]}" : "",
            _ => Publisher.Sign(claims, key),
        };
        if (what == "used before") await Enter(token);
        var before = await site.Query(db => db.Readers.CountAsync());

        using var answer = await site.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith(code, await answer.Code(), StringComparison.Ordinal);
        Assert.Equal(before, await site.Query(db => db.Readers.CountAsync()));
    }

    [Fact]
    public async Task Published_keys_of_three_kinds_sign_in_and_new_ones_are_found_without_a_stop()
    {
        await using var own = await New();
        var mine = new Publisher(own, "https://www.news.example");
        var keys = mine.KeySet();
        var asked = 0;
        await using var host = await HostSite.Start();
        host.Otherwise = async http =>
        {
            Interlocked.Increment(ref asked);
            await http.Response.WriteAsync(keys);
        };
        await Publish(own, $"http://127.0.0.1:{host.Port}/keys");

        foreach (var token in new[] { mine.SignRs256(mine.Claims("a")), mine.SignEs256(mine.Claims("b")),
                mine.SignEdDsa(mine.Claims("c")) })
            await Enter(token, own);
        Assert.Equal(1, asked);

        keys = mine.KeySet("2");
        own.Clock.Advance(TimeSpan.FromSeconds(31));
        await Enter(mine.SignEdDsa(mine.Claims("d"), "d2"), own);
        Assert.Equal("token-key-unknown", await Refused(mine.SignEdDsa(mine.Claims("d"), "d"), own));
        Assert.Equal("token-key-unknown", await Refused(mine.SignEdDsa(mine.Claims("d"), "invented"), own));
        Assert.Equal(2, asked);

        // The address is away; those who are known go on.
        keys = "gone";
        own.Clock.Advance(TimeSpan.FromMinutes(11));
        await Enter(mine.SignRs256(mine.Claims("a"), "r2"), own);
    }

    [Fact]
    public async Task A_published_key_is_never_taken_for_a_secret()
    {
        await using var own = await New();
        var mine = new Publisher(own, "https://www.news.example");
        await using var host = await HostSite.Start();
        host.Otherwise = http => http.Response.WriteAsync(mine.KeySet());
        await Publish(own, $"http://127.0.0.1:{host.Port}/keys");
        var pem = mine.Rsa.ExportSubjectPublicKeyInfoPem();

        Assert.Equal("token-key-unknown", await Refused(Publisher.Sign(mine.Claims(), pem), own));
        Assert.Equal("token-key-confused", await Refused(Publisher.Sign(mine.Claims(), pem, kid: "r"), own));
        Assert.Equal("token-key-confused",
            await Refused(Publisher.Sign(mine.Claims(), "published and no secret at all, of 32 bytes", kid: "r"), own));
        Assert.Equal("token-key-unknown",
            await Refused(Publisher.Sign(mine.Claims(), "published and no secret at all, of 32 bytes", kid: "o"), own));
        Assert.Equal("token-key-confused", await Refused(mine.SignEs256(mine.Claims(), "r"), own));
        Assert.Equal("token-signature", await Refused(new Publisher(own, mine.Origin).SignRs256(mine.Claims()), own));
    }

    [Theory]
    [InlineData("hangs")]
    [InlineData("is endless")]
    [InlineData("says it is two gigabytes")]
    [InlineData("is no set of keys")]
    [InlineData("leads to the inside")]
    public async Task An_address_of_keys_that_cannot_be_read_signs_nobody_in_and_holds_nothing_up(string what)
    {
        await using var own = await New();
        var mine = new Publisher(own, "https://www.news.example");
        await using var host = await HostSite.Start();
        var arrived = new TaskCompletionSource();
        host.Otherwise = async http =>
        {
            arrived.TrySetResult();
            switch (what)
            {
                case "hangs": await Task.Delay(TimeSpan.FromMinutes(1), http.RequestAborted); break;
                case "says it is two gigabytes": http.Response.ContentLength = 2L << 30; await http.Response.WriteAsync("{"); break;
                case "is no set of keys": await http.Response.WriteAsync("<html>"); break;
                case "leads to the inside": http.Response.Redirect("http://localhost:1/keys"); break;
                default:
                    var part = new byte[64 * 1024];
                    while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(part, http.RequestAborted);
                    break;
            }
        };
        await Publish(own, $"http://127.0.0.1:{host.Port}/keys");
        var (first, second) = (Refused(mine.SignRs256(mine.Claims()), own), Refused(mine.SignRs256(mine.Claims()), own));
        if (what == "hangs")
        {
            await Wait.For("the address to be asked", arrived.Task);
            own.Clock.Advance(Outbound.Patience);
        }

        Assert.Equal(["keys-unreachable", "keys-unreachable"], await Task.WhenAll(first, second));
        // A shared secret needs no address.
        await Enter(Publisher.Sign(mine.Claims(), await mine.Key()), own);
    }

    [Fact]
    public async Task Roles_come_from_a_key_that_may_give_them_and_go_with_it()
    {
        var (plain, giving) = (await publisher.Key(), await publisher.Key(roles: true));
        JsonObject Chief(string subject, params string[] roles)
        {
            var claims = publisher.Claims(subject, $"Member {subject}");
            claims["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]);
            return claims;
        }

        Assert.Equal(Role.Reader, await RoleOf(await Enter(Publisher.Sign(Chief("p", "moderator"), plain))));
        var moderator = await Enter(Publisher.Sign(Chief("m", "moderator", "gardener"), giving));
        Assert.Equal(Role.Moderator, await RoleOf(moderator));
        Assert.Equal("token-role-key", await Refused(Publisher.Sign(Chief("m"), plain), site));
        Assert.Equal(Role.Editor, await RoleOf(await Enter(Publisher.Sign(Chief("m", "editor"), giving))));
        Assert.Equal(Role.Reader, await RoleOf(await Enter(Publisher.Sign(Chief("m"), giving))));
        // Who was a moderator a moment ago can do nothing any more.
        using var late = await Speaks(moderator)
            .PutAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/slowdown", new { reason = "So.", minutes = 5 });
        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
    }

    [Fact]
    public async Task A_key_that_is_ended_signs_nobody_in()
    {
        await using var own = await New();
        var mine = new Publisher(own, "https://www.news.example");
        var (old, key) = (await mine.Key(), await mine.Key());
        await Enter(Publisher.Sign(mine.Claims(), old), own);
        using var scope = own.App.Services.CreateScope();
        var keyring = scope.ServiceProvider.GetRequiredService<PublisherKeyring>();
        await keyring.End((await keyring.All(default)).Single(x => x.Secret == old).Id, default);

        Assert.Equal("token-signature", await Refused(Publisher.Sign(mine.Claims(), old), own));
        await Enter(Publisher.Sign(mine.Claims(), key), own);
    }

    [Fact]
    public async Task A_guest_who_is_signed_in_keeps_what_they_said_under_the_account()
    {
        var key = await publisher.Key();
        var guest = await site.NewGuest("Greta");
        var comment = await guest.Post("Said as a guest.");
        var asked = await site.Ada.Post("Vote for this.");
        await guest.Vote(asked, 1);
        using var window = new HttpRequestMessage(HttpMethod.Post, "/embed/window");
        window.Headers.Add("Sec-Fetch-Site", "same-origin");
        window.Headers.Add("Cookie", $"{Identity.Cookie}={guest.Http.DefaultRequestHeaders.Authorization!.Parameter}");
        var lent = await (await site.Api().SendAsync(window)).Json();

        var account = await Enter(Publisher.Sign(publisher.Claims("greta", "Greta Vogt"), key), site, guest.Http);

        Assert.Equal(guest.Id, account.GetProperty("reader").GetProperty("id").GetGuid());
        Assert.Contains("Greta Vogt",
            (await site.Html($"{site.Page}/comments/{comment}")).QuerySelector($"#c-{comment} .author")!.TextContent,
            StringComparison.Ordinal);
        var speaker = Speaks(account);
        Assert.True((await speaker.PatchAsJsonAsync($"/api/v1/comments/{comment}",
            new { text = "Said as a guest, and changed." })).IsSuccessStatusCode);
        // The guest's own token opens nothing more.
        Assert.Equal(HttpStatusCode.Unauthorized, (await guest.TryPost("Once more?")).StatusCode);
        // Nor does what a frame without cookies was lent for them, which is good for longer than the publisher's word.
        Assert.Equal(HttpStatusCode.Unauthorized, (await Say(Speaks(lent), "In a frame?")).StatusCode);
    }

    [Fact]
    public async Task Whoever_is_suspended_stays_it_under_the_account_that_they_come_back_with()
    {
        var key = await publisher.Key();
        await Enter(Publisher.Sign(publisher.Claims("banned", "Uwe Brandt"), key));
        var guest = await site.NewGuest("Uwe");
        await guest.Post("Said before.");
        var (decision, until) = (Parley.Web.Clock.NewId(site.Clock.GetUtcNow()), site.Clock.GetUtcNow().AddDays(7));
        await site.Query(async db =>
        {
            (await db.Readers.SingleAsync(x => x.Id == guest.Id)).Suspend(decision, until);
            await db.SaveTogether(default);
            return 0;
        });

        var account = await Enter(Publisher.Sign(publisher.Claims("banned", "Uwe Brandt"), key), site, guest.Http);

        var id = account.GetProperty("reader").GetProperty("id").GetGuid();
        Assert.NotEqual(guest.Id, id);
        var reader = await site.Query(db => db.Readers.AsNoTracking().SingleAsync(x => x.Id == id));
        Assert.Equal((decision, until), (reader.SuspensionId, reader.SuspendedUntil));
        Assert.False((await Say(Speaks(account), "Back again.")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_guest_of_a_second_browser_joins_the_account_and_no_vote_counts_twice_or_for_oneself()
    {
        var key = await publisher.Key();
        var account = await Enter(Publisher.Sign(publisher.Claims("join", "Jonas Berg"), key));
        var speaker = Speaks(account);
        var guest = await site.NewGuest("Jonas");
        var (ofAda, ofOther) = (await site.Ada.Post("Both vote for this."), await site.Boris.Post("Only the guest votes for this."));
        var ofGuest = await guest.Post("Said in the second browser.");
        await guest.Vote(ofAda, 1);
        await guest.Vote(ofOther, -1);
        foreach (var id in new[] { ofAda, ofGuest })
            Assert.True((await speaker.PutAsJsonAsync($"/api/v1/comments/{id}/vote", new { value = 1 })).IsSuccessStatusCode);

        var again = await Enter(Publisher.Sign(publisher.Claims("join", "Jonas Berg"), key), site, guest.Http);

        Assert.Equal(account.GetProperty("reader").GetProperty("id").GetGuid(), again.GetProperty("reader").GetProperty("id").GetGuid());
        var counts = await site.Query(db => db.Comments.Where(x => x.Id == ofAda || x.Id == ofOther || x.Id == ofGuest)
            .ToDictionaryAsync(x => x.Id, x => (x.Up, x.Down, x.Score)));
        Assert.Equal((1, 0, 1), counts[ofAda]);
        Assert.Equal((0, 1, -1), counts[ofOther]);
        Assert.Equal((0, 0, 0), counts[ofGuest]);
        var votes = await site.Query(db => db.Votes.GroupBy(x => x.CommentId).Select(x => new { x.Key, Sum = x.Sum(y => y.Value) })
            .ToDictionaryAsync(x => x.Key, x => x.Sum));
        Assert.Equal((1, -1, false), (votes[ofAda], votes[ofOther], votes.ContainsKey(ofGuest)));
        Assert.True((await speaker.PatchAsJsonAsync($"/api/v1/comments/{ofGuest}", new { text = "Mine now." })).IsSuccessStatusCode);
        Assert.Contains("Jonas Berg",
            (await site.Html($"{site.Page}/comments/{ofGuest}")).QuerySelector($"#c-{ofGuest} .author")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_out_is_out_at_once()
    {
        var speaker = Speaks(await Enter(Publisher.Sign(publisher.Claims("out"), await publisher.Key())));
        Assert.Equal(HttpStatusCode.NoContent, (await speaker.PostAsync("/api/v1/sign-out", null)).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await Say(speaker, "Still here?")).StatusCode);
    }

    [Fact]
    public async Task Of_twenty_who_bring_one_token_at_once_one_comes_in()
    {
        var token = Publisher.Sign(publisher.Claims("twenty"), await publisher.Key());
        var answers =
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => site.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token })));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
    }

    private static async Task<Vouched> New()
    {
        var own = new Vouched();
        await own.InitializeAsync();
        return own;
    }

    private static async Task Publish(Site site, string address)
    {
        using var scope = site.App.Services.CreateScope();
        Assert.Null((await scope.ServiceProvider.GetRequiredService<PublisherKeyring>().Publish(address, null, false, default)).Refusal);
    }

    private async Task<JsonElement> Enter(string token, Site? at = null, HttpClient? with = null)
    {
        using var answer = await (with ?? (at ?? site).Api()).PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });
        var said = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said.ToString());
        return said;
    }

    private static async Task<string?> Refused(string token, Site at)
    {
        using var answer = await at.Api().PostAsJsonAsync("/api/v1/sign-in/publisher", new { token });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        return await answer.Code();
    }

    private HttpClient Speaks(JsonElement entered)
    {
        var client = site.Api();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", entered.GetProperty("token").GetString());
        return client;
    }

    private async Task<HttpResponseMessage> Say(HttpClient speaker, string text) =>
        await speaker.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments", new { text });

    private Task<Role> RoleOf(JsonElement entered)
    {
        var id = entered.GetProperty("reader").GetProperty("id").GetGuid();
        return site.Query(db => db.Readers.Where(x => x.Id == id).Select(x => x.Role).SingleAsync());
    }
}
