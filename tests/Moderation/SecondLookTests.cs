using System.Net;
using System.Net.Http.Json;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Moderation;

public sealed class SecondLookTests : IAsyncLifetime
{
    private readonly Looking site = new();

    private sealed class Looking : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:SecondLookEvery=1"];
    }

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_decision_goes_unmarked_to_a_second_moderator_and_stays_as_it_is()
    {
        var (mo, mia) = (await site.SignedIn(Role.Moderator, "mo@news.example"), await site.SignedIn(Role.Moderator, "mia@news.example"));
        var (bad, good, other) = (await site.Ada.Post("Bad."), await site.Ada.Post("Good."), await site.Ada.Post("Other."));
        foreach (var id in new[] { bad, good, other }) (await site.Boris.Report(id, note: "Look.")).Dispose();
        var before = await Card(mia, bad);

        await Done(Remove(mo, bad));
        await Done(Keep(mo, good));
        var after = await Card(mia, bad);

        Assert.Equal(Shape(before), Shape(after));
        Assert.Equal([other], (await Cards(mo)).Select(x => Guid.Parse(x.GetAttribute("data-comment")!)));
        await Done(Remove(mia, bad));
        await Done(Remove(mia, good));
        Assert.Equal(["removed", "published"], [(await site.Comment(bad)).GetProperty("status").GetString(), (await site.Comment(good)).GetProperty("status").GetString()]);
        Assert.Equal(2, await site.Query(db => db.Decisions.CountAsync()));
        Assert.Equal(1, await site.Query(db => db.LogEntries.CountAsync()));
        var page = (await Site.Html(await mo.GetAsync("/moderation/insights"))).QuerySelector("main")!.TextContent;
        Assert.Contains("Both decided alike in 50 of 100 cases.", page, StringComparison.Ordinal);
        Assert.Contains("Fewer than 30", page, StringComparison.Ordinal);

        Task<HttpResponseMessage> Remove(HttpClient moderator, Guid id) =>
            moderator.PostAsync("/moderation/removal", new FormUrlEncodedContent([new("comment", id.ToString()), new("rule", "spam"), new("text", "It sells.")]));
        Task<HttpResponseMessage> Keep(HttpClient moderator, Guid id) => moderator.PostAsync("/moderation/keeping", new FormUrlEncodedContent([new("comment", id.ToString())]));
    }

    [Fact]
    public async Task By_script_it_is_the_same_and_an_ordinary_second_removal_is_still_told_no()
    {
        var (mo, mia) = (await site.Moderator("mo"), await site.Moderator("mia"));
        var id = await site.Ada.Post("Bad.");
        await mo.Remove(id);
        var waiting = await site.Query(async db => (await db.Cases.SingleAsync(x => x.ClosedAt == null)).Id);

        using var plain = await mia.TryRemove(id);
        Assert.Equal("already-decided", await plain.Code());
        using var looked = await mia.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { caseId = waiting });
        Assert.Equal(HttpStatusCode.Created, looked.StatusCode);

        Assert.Null((await site.Query(db => db.SecondLooks.SingleAsync())).RuleId);
        Assert.Equal("removed", (await site.Comment(id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Moderators_change_the_rules_by_a_form_that_says_what_is_wrong()
    {
        var mo = await site.SignedIn(Role.Moderator, "mo@news.example");
        var form = await Site.Html(await mo.GetAsync("/moderation/rules"));
        Assert.Contains("A rule about opinions has no place here.", form.Body!.TextContent, StringComparison.Ordinal);
        var text = form.GetElementById("rules")!.TextContent;

        using var refused = await mo.PostAsync("/moderation/rules", new FormUrlEncodedContent([new("text", text + "\n  - { id: wrong, ground: conduct, title: Wrong opinions }")]));
        Assert.Contains("what a comment does", (await Site.Html(refused)).QuerySelector(".refusal")!.TextContent, StringComparison.Ordinal);
        using var written = await mo.PostAsync("/moderation/rules", new FormUrlEncodedContent([new("text", text + "\n  - { id: mockery, ground: conduct, title: Mockery, does: mocks a name }")]));

        Assert.Equal(HttpStatusCode.Found, written.StatusCode);
        Assert.NotNull((await site.Html("/guidelines")).GetElementById("rule-mockery"));
    }

    private static string Shape(AngleSharp.Dom.IElement card) => string.Join('|', card.QuerySelectorAll("*").Where(x => x.LocalName is not ("time" or "bdi")).Select(x => x.LocalName + "." + x.ClassName))
        + string.Concat(card.QuerySelectorAll("p.hint, .case-reports, .comment-text").Select(x => x.TextContent));

    private static async Task<AngleSharp.Dom.IElement> Card(HttpClient moderator, Guid id) => (await Cards(moderator)).Single(x => x.GetAttribute("data-comment") == id.ToString());

    private static async Task<List<AngleSharp.Dom.IElement>> Cards(HttpClient moderator) => [.. (await Site.Html(await moderator.GetAsync("/moderation"))).QuerySelectorAll("[data-case]")];

    private static async Task Done(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }
}

[Once]
public sealed class AgreementTests
{
    private static readonly Gen<int> Count = Gen.Int[0, 1000];

    /// <summary>A textbook's example: 20 and 15 alike, 5 and 10 not; kappa 0.4.</summary>
    [Fact]
    public void Kappa_is_that_of_the_textbook() => Assert.Equal(0.4, new Agreement(20, 5, 10, 15).Kappa!.Value, 10);

    [Property]
    public void Kappa_lies_between_minus_one_and_one_and_knows_no_first_and_second() =>
        Gen.Select(Count, Count, Count, Count).Holds(drawn =>
        {
            var (a, b, c, d) = drawn;
            var agreement = new Agreement(a, b, c, d);
            if (agreement.Kappa is not { } kappa) return;
            Assert.InRange(kappa, -1.0000001, 1.0000001);
            Assert.Equal(kappa, new Agreement(a, c, b, d).Kappa!.Value, 9);
            Assert.Equal(kappa, new Agreement(d, b, c, a).Kappa!.Value, 9);
        });

    [Property]
    public void Who_always_agree_and_had_a_choice_have_kappa_one() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 1000]).Holds((a, d) => Assert.Equal(1, new Agreement(a, 0, 0, d).Kappa!.Value, 10));
}
