using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Discussions;
using Parley.Embedding;
using Parley.Sites;

namespace Parley.Tests.Embedding;

/// <summary>A site says which of its addresses are the same page, and sees before what that changes.</summary>
public sealed class AddressChangeTests(AddressChangeTests.Registered site) : IClassFixture<AddressChangeTests.Registered>
{
    private const string Origin = "https://www.news.example";

    private static readonly AddressRules Wide = new() { Www = true, Amp = true, Print = true, Keep = ["id", "page"] };

    public sealed class Registered : Site
    {
        protected override IEnumerable<string> Settings =>
            [.. base.Settings, "Parley:Origins=https://www.news.example https://news.example https://bücher.example"];
    }

    [Theory]
    [InlineData("https://news.example/story", Origin + "/story")]
    [InlineData("http://WWW.news.example:80/story/", Origin + "/story")]
    [InlineData("https://amp.news.example/story", Origin + "/story")]
    [InlineData("https://www.news.example/story/amp/", Origin + "/story")]
    [InlineData("https://www.news.example/amp/story", Origin + "/story")]
    [InlineData("https://www.news.example/story.amp.html", Origin + "/story.html")]
    [InlineData("https://www.news.example/story.amp", Origin + "/story")]
    [InlineData("https://www.news.example/story?amp=1&outputType=amp", Origin + "/story")]
    [InlineData("https://www.news.example/story/print?view=print", Origin + "/story")]
    [InlineData("https://www.news.example/story?page=2&id=7&utm_source=x&ref=y", Origin + "/story?id=7&page=2")]
    [InlineData("https://www.news.example/story?ID=7", Origin + "/story?ID=7")]
    [InlineData("https://www.news.example/amplifiers", Origin + "/amplifiers")]
    [InlineData("https://www.news.example/stamp", Origin + "/stamp")]
    [InlineData("https://www.news.example/amp", Origin + "/amp")]
    [InlineData("https://www.news.example/blueprint", Origin + "/blueprint")]
    [InlineData("https://www.bücher.example/a", "https://xn--bcher-kva.example/a")]
    [InlineData("https://ampnews.example/story", null)]
    [InlineData("https://www.news.example.evil.example/story", null)]
    [InlineData("https://www.www.news.example/story", null)]
    [InlineData("https://user@www.news.example/story", null)]
    [Once]
    public void Rules_tell_what_is_the_same_page(string url, string? kept) =>
        Assert.Equal(kept, site.App.Services.GetRequiredService<Addresses>().Normalise(url, null, Wide));

    [Theory]
    [InlineData("https://www.news.example/story/amp")]
    [InlineData("https://www.news.example/story/print")]
    [InlineData("https://news.example/story")]
    [InlineData("https://www.news.example/story?b=1&a=2")]
    [Once]
    public void Without_rules_only_what_never_means_anything_is_left_out(string url) => Assert.Equal(url,
        site.App.Services.GetRequiredService<Addresses>()
            .Normalise(url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "utm_medium=mail#top", null));

    [Theory]
    [InlineData("https://www.news.example/story?token=abc&id=7&EMAIL=a%40b.example&fbclid=1", "https://www.news.example/story?id=7")]
    [InlineData("https://www.news.example/story?subscriber=a%40b.example&PHPSESSID=x&gclid=1", "https://www.news.example/story")]
    [InlineData("https://www.news.example/story?session=8f3a2b9c1d0e&auth=eyJhbGciOiJIUzI1NiJ9", "https://www.news.example/story")]
    // The same names may tell pages apart: what was said below those stays below them.
    [InlineData("https://www.news.example/talk?session=12", "https://www.news.example/talk?session=12")]
    [InlineData("https://www.news.example/talk?session=breakout-on-climate-2026&preview=true",
        "https://www.news.example/talk?session=breakout-on-climate-2026&preview=true")]
    [InlineData("https://www.news.example/story?tokens=3&sid=4", "https://www.news.example/story?tokens=3&sid=4")]
    [Once]
    public void What_lets_one_person_in_or_says_who_they_are_is_no_part_of_an_address(string url, string kept)
    {
        var addresses = site.App.Services.GetRequiredService<Addresses>();
        Assert.Equal(kept, addresses.Normalise(url, null));
        // But where a site says that it tells pages apart.
        Assert.Equal("https://www.news.example/story?token=abc",
            addresses.Normalise("https://www.news.example/story?id=7&token=abc", null, new AddressRules { Keep = ["token"] }));
    }

    [Theory]
    [InlineData("https://www.news.example/story?id=7&Token=abc", "https://www.news.example/story?id=7")]
    [InlineData("https://www.news.example/talk?session=12", "https://www.news.example/talk?session=12")]
    [InlineData("https://www.news.example/talk?session=8f3a2b9c1d0e", "https://www.news.example/talk")]
    [InlineData("https://www.news.example/story?token=abc", "https://www.news.example/story")]
    [InlineData("https://www.news.example/story?a=1?b=2", "https://www.news.example/story?a=1?b=2")]
    [InlineData("/articles/a", "/articles/a")]
    [Once]
    public void An_address_that_was_kept_with_a_secret_is_shown_without_it(string kept, string shown) =>
        Assert.Equal(shown, new AddressRules().Shown(kept));

    [Fact]
    public async Task A_thousand_variants_of_a_hundred_addresses_are_a_hundred_discussions()
    {
        await using var own = await New();
        await Set(own, Wide);
        string[] variants =
        [
            "https://www.news.example/{0}", "http://news.example/{0}/", "https://news.example/{0}?utm_campaign=x",
            "https://amp.news.example/{0}", "https://www.news.example/{0}/amp", "https://www.news.example/{0}/print",
            "https://www.news.example/{0}?fbclid=abc#comments", "https://WWW.NEWS.EXAMPLE:443/{0}",
            "https://www.news.example/x/../{0}?ref=front", "https://www.news.example/amp/{0}?amp=1",
        ];

        var addresses = own.App.Services.GetRequiredService<Addresses>();
        string Of(string variant, int story) => string.Format(System.Globalization.CultureInfo.InvariantCulture, variant, $"story-{story}");
        var kept = Enumerable.Range(0, 100)
            .SelectMany(i => variants.Select(variant => addresses.Normalise(Of(variant, i), null))).ToHashSet();
        Assert.Equal(100, kept.Count);
        Assert.DoesNotContain(null, kept);

        // As readers ask for them.
        var ids = new HashSet<Guid>();
        foreach (var variant in variants) ids.Add((await own.Discussion(url: Of(variant, 7))).GetProperty("id").GetGuid());
        Assert.Equal(addresses.IdAt(Origin + "/story-7"), Assert.Single(ids));
    }

    [Fact]
    public async Task What_was_said_goes_along_two_that_become_one_are_put_together_when_asked_and_it_is_undone()
    {
        await using var own = await New();
        foreach (var path in new[] { "/alone/amp", "/both", "/both/amp", "/other" }) await Say(own, Origin + path, path);

        var plan = await Work(own, change => change.Plan(Wide, default));
        Assert.Equal((4, 4, 3), (plan.Addresses, plan.Discussions, plan.DiscussionsAfter));
        Assert.Equal(new MovePair(Origin + "/both/amp", Origin + "/both"), Assert.Single(plan.Merged));
        Assert.Equal(new MovePair(Origin + "/alone/amp", Origin + "/alone"), Assert.Single(plan.Moved));
        // It was only a question.
        Assert.Equal((1, 1), (await Count(own, "/both"), await Count(own, "/both/amp")));

        var refused = await Work(own, change => change.Set(Wide, merge: false, default));
        Assert.Equal("addresses-collide", refused.Refusal?.Code);
        Assert.Equal(1, await Count(own, "/both"));

        var report = await Set(own, Wide);
        Assert.Equal((1, 1), (report.Counts["moved"], report.Counts["merged"]));
        Assert.Equal((2, 2, 1, 1),
            (await Count(own, "/both"), await Count(own, "/both/amp"), await Count(own, "/alone"), await Count(own, "/other")));
        Assert.Equal(0, (await Work(own, change => change.Plan(Wide, default))).Changed);

        await Set(own, new AddressRules());
        using var scope = own.App.Services.CreateScope();
        Assert.Null((await scope.ServiceProvider.GetRequiredService<Moves>().Undo(report.Move!.Value, default)).Refusal);
        Assert.Equal((1, 1, 1), (await Count(own, "/both"), await Count(own, "/both/amp"), await Count(own, "/alone/amp")));
    }

    [Fact]
    public async Task A_frame_that_was_asked_for_before_follows_the_rules_that_hold_now()
    {
        await using var own = await New();
        await Say(own, Origin + "/framed", "Said of the page itself.");

        Assert.DoesNotContain("Said of the page itself.", await Framed());
        await Set(own, Wide);
        Assert.Contains("Said of the page itself.", await Framed());
        await Set(own, new AddressRules());
        Assert.DoesNotContain("Said of the page itself.", await Framed());

        Task<string> Framed() =>
            own.Browser().GetStringAsync($"/embed/discussion?url={Uri.EscapeDataString(Origin + "/framed/amp")}");
    }

    private static async Task<Site> New()
    {
        var site = new Registered();
        await site.InitializeAsync();
        return site;
    }

    private static async Task<MoveReport> Set(Site site, AddressRules rules)
    {
        var outcome = await Work(site, change => change.Set(rules, merge: true, default));
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    private static async Task<T> Work<T>(Site site, Func<AddressChange, Task<T>> work)
    {
        using var scope = site.App.Services.CreateScope();
        return await work(scope.ServiceProvider.GetRequiredService<AddressChange>());
    }

    private static async Task Say(Site site, string url, string text)
    {
        var id = (await site.Discussion(url: url)).GetProperty("id").GetGuid();
        using var answer = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text, url });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<int> Count(Site site, string path) =>
        (await site.Discussion(url: Origin + path)).GetProperty("count").GetInt32();
}
