using System.Net.Http.Json;
using System.Text.Json;
using Parley.Sites;

namespace Parley.Tests.Moderation;

[Once]
public sealed class RuleFileTests
{
    public sealed class ThatChangesItsLanguage : Site
    {
        public string Tag { get; set; } = "en";

        protected override IEnumerable<string> Settings => [.. base.Settings, "Parley:Language=" + Tag];
    }

    [Fact]
    public async Task Rules_that_came_along_are_the_same_in_every_language_and_no_new_version()
    {
        await using var site = new ThatChangesItsLanguage();
        await site.InitializeAsync();
        var (decision, _) = await (await site.Moderator("mo")).Remove(await site.Ada.Post("Boats, at half the price."));
        foreach (var (tag, title) in new[] { ("ar", "رسائل مزعجة"), ("en", "Spam") })
        {
            site.Tag = tag;
            await using var restarted = await site.Start();
            var rules = await site.Api().GetFromJsonAsync<JsonElement>(new Uri(new Uri(restarted.Urls.First()), "/api/v1/rules"));
            Assert.Equal((1, title),
                (rules.GetProperty("version").GetInt32(), rules.GetProperty("rules")[0].GetProperty("title").GetString()));
            // What was decided keeps the words that were written down.
            var judged = await site.Api()
                .GetFromJsonAsync<JsonElement>(new Uri(new Uri(restarted.Urls.First()), $"/api/v1/decisions/{decision}"));
            Assert.Equal("Spam", judged.GetProperty("rule").GetProperty("title").GetString());
            await restarted.StopAsync();
        }
    }

    private const string Sound = "rules:\n  - { id: spam, ground: spam, title: Spam, does: sells things }\n  - { id: harm, ground: "
        + "inappropriate, title: Harm, does: harms somebody }\n";

    [Fact]
    public void The_rules_brought_along_are_sound_in_every_language()
    {
        foreach (var language in Parley.Web.Words.Languages)
        {
            var rules = RuleFile.Read(Founding.Default(SiteTextKind.Rules, language)!);
            Assert.Equal(RuleFile.Default.Select(x => (x.Id, x.Ground)), rules.Select(x => (x.Id, x.Ground)));
            Assert.All(rules, rule => Assert.NotEmpty(rule.Examples));
        }
        Assert.Equal(["spam", "threats", "private-data", "illegal-content", "sexual-content", "incitement"],
            RuleFile.Default.Select(x => x.Id));
        Assert.DoesNotContain(RuleFile.Default, rule => rule.Ground == Ground.Conduct);
    }

    [Fact]
    public void A_rule_of_conduct_says_what_a_comment_does()
    {
        var rules = RuleFile.Read(Sound + "  - { id: mockery, ground: conduct, title: Mockery, does: mocks a reader's name. }\n");
        Assert.Equal(("mockery", Ground.Conduct, "mocks a reader's name"), (rules[2].Id, rules[2].Ground, rules[2].Does));
    }

    [Theory]
    [InlineData("- { id: wrong, ground: conduct, title: Wrong opinions }", "what a comment does")]
    [InlineData("- { id: wrong, ground: opinion, title: X, does: x }", "opinion")]
    [InlineData("- { id: Wrong Id, ground: conduct, title: X, does: x }", "no id")]
    [InlineData("- { id: spam, ground: spam, title: X, does: x }", "Two rules")]
    [InlineData("- { id: x, ground: conduct, does: x }", "no title")]
    [InlineData("- { id: x, ground: conduct, title: X, does: x, hides: true }", "can't be read")]
    [InlineData("- { id: x, ground: 0, title: X, does: x }", "ground")]
    [InlineData("-", "no id")]
    public void A_slip_is_said_in_a_sentence(string rule, string said) =>
        Assert.Contains(said, Assert.Throws<FormatException>(() => RuleFile.Read($"{Sound}  {rule}\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void Spam_and_what_is_wholly_inappropriate_can_always_be_removed()
    {
        Assert.Contains("inappropriate",
            Assert.Throws<FormatException>(() => RuleFile.Read("rules: [ { id: spam, ground: spam, title: Spam, does: sells } ]")).Message,
            StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => RuleFile.Read("rules: []"));
        Assert.Throws<FormatException>(() => RuleFile.Read("words: []"));
        Assert.Same(RuleFile.Default, RuleFile.Read("  "));
    }
}
