using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conduct;
using Parley.Moderation;
using Parley.Readers;
using Parley.Sites;
using Parley.Tests.Conduct;
using Parley.Web;
using Parley.Writing;

namespace Parley.Tests.Moderation;

/// <summary>What moderators decide teaches the site's own model; it holds in the open, and a person has the last word.</summary>
[OnBoth]
public sealed class OwnSpamLifeTests
{
    private int said;

    // Each in words of its own, so that it is no wave.
    private string Plain() => $"{Word(++said)} {Word(said * 7)} crosses by {Word(said * 13)}, and {Word(said * 31)} pays.";

    // People link too.
    private string Linked() => $"{Plain()} https://{Word(++said * 19)}.example/story";

    private string Offer() =>
        $"{Word(++said)} {Word(said * 11)} https://{Word(said * 17)}.example/{Word(said)} https://bit.ly/{Word(said * 3)}";

    private static string Word(int number) =>
        new([.. Enumerable.Range(0, 6).Select(i => (char)('a' + ((number * 7919) >> (i * 3) & 63) % 26))]);

    private sealed class Without : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:OwnSpamModel=off"];
    }

    [Fact]
    public async Task What_it_was_taught_is_held_in_the_open_and_one_comment_that_a_person_publishes_ends_it()
    {
        await using var site = await Begun(new Site());
        var (moderator, browser) = (await site.Moderator("mo"), await site.SignedIn(Role.Moderator, "in@news.example"));
        var known = await Stand(site, SiteSpamModel.FewestStanding);
        var spam = await (await site.NewGuest("Offer")).Post(Offer());
        var (honest, linked) = await Honest(site);
        // Before it is proven nothing is held, whatever it has been taught.
        await Teach(site, 40, (spam, true), (honest, false), (linked, false));
        Assert.False(Book(site).Holds(await Form(site, spam)));
        Assert.Equal("published", await Status(site, Offer()));

        await Teach(site, 200, (spam, true), (honest, false), (linked, false));
        var author = await site.NewGuest("Another offer");
        var held = await author.Post(Offer());
        Assert.Equal("held", (await site.Comment(held)).GetProperty("status").GetString());
        Assert.Equal("published", await Status(site, Plain()));
        Assert.Equal("published", await Status(site, Linked()));
        // Who has said something that stands is no newcomer, and who works here never waits.
        Assert.Equal("published", (await site.Comment(await known.Post(Offer()))).GetProperty("status").GetString());
        using var staff = await moderator.PostAsJsonAsync(
            $"/api/v1/discussions/{await site.DiscussionId()}/comments", new { text = Offer() });
        Assert.Equal("published", (await staff.Json()).GetProperty("status").GetString());

        var decision = (await site.Comment(held)).GetProperty("removal").GetProperty("decisionId").GetGuid();
        var statement = await author.Http.GetFromJsonAsync<JsonElement>($"/api/v1/decisions/{decision}");
        Assert.Equal(("spam", true), (statement.GetProperty("rule").GetProperty("id").GetString(), statement.GetProperty("automated")
            .GetBoolean()));
        var facts = statement.GetProperty("facts").GetString()!;
        Assert.Contains("moderators of this site removed as spam", facts, StringComparison.Ordinal);
        // That it is noticed to be of a wave later changes nothing about why it was held.
        await site.Query(async db =>
        {
            var (id, at) = (await db.Sites.Select(x => x.Id).SingleAsync(), site.Clock.GetUtcNow());
            var wave = new NoticedWave(Clock.NewId(at), at, [], []);
            db.Waves.Add(Wave.Of(id, wave));
            db.WaveComments.Add(WaveComment.Of(id, wave.Id, new(held, Guid.Empty, at)));
            return await db.SaveChangesAsync();
        });
        Assert.Contains("like comments that were removed here as spam", await site.Text($"/decisions/{decision}"),
            StringComparison.Ordinal);
        var place = (await site.Html($"{site.Page}/comments/{held}")).Body!.TextContent;
        Assert.Contains("like comments that were removed here as spam", place, StringComparison.Ordinal);
        Assert.DoesNotContain("new accounts", place, StringComparison.Ordinal);
        Assert.Contains("What weighed, the most first: ", facts, StringComparison.Ordinal);

        var lessons = Book(site).Lessons;
        Assert.Contains("Comments that it held: 1; of those a person published 0.", await browser.GetStringAsync("/moderation/insights"),
            StringComparison.Ordinal);
        await site.Query(async db => await db.WaveComments.ExecuteDeleteAsync() + await db.Waves.ExecuteDeleteAsync());
        using var kept = await moderator.PostAsJsonAsync($"/api/v1/comments/{held}/keeping", new { });
        Assert.True(kept.IsSuccessStatusCode, (await kept.Json()).ToString());
        Assert.Equal(lessons + 1, Book(site).Lessons);
        Assert.Contains("Comments that it held: 1; of those a person published 1.", await browser.GetStringAsync("/moderation/insights"),
            StringComparison.Ordinal);
        await Teach(site, 4, (held, false));
        Assert.Equal("published", await Status(site, Offer()));
        using var scope = site.App.Services.CreateScope();
        Assert.Empty((await scope.ServiceProvider.GetRequiredService<LogFromDatabase>()
            .Check(null, TestContext.Current.CancellationToken)).Findings);
    }

    [Fact]
    public async Task Where_every_link_is_removed_it_calls_them_all_spam_and_therefore_holds_nothing()
    {
        await using var site = await Begun(new Site());
        await Stand(site, SiteSpamModel.FewestStanding);
        var (plain, linked) = await Honest(site);
        await Teach(site, 150, (linked, true), (plain, false));
        var (model, standing, leading, faults, mayHold) = await Book(site).Report(default);
        Assert.True(model.IsProven && model.Calls(await Form(site, linked)));
        Assert.True(standing >= SiteSpamModel.FewestStanding && leading >= SiteSpamModel.FewestLeading);
        Assert.True(faults > 0, $"{faults} of {standing}");
        Assert.False(mayHold);
        Assert.Equal("published", await Status(site, Linked()));
    }

    [Fact]
    public async Task People_teach_it_and_nothing_else_and_an_appeal_takes_a_lesson_back()
    {
        await using var site = await Begun(new Site());
        var (one, other) = (await site.Moderator("mo"), await site.Moderator("ma"));
        var author = await site.NewGuest("Author");
        var (removed, reported, rude) = (await author.Post(Offer()), await author.Post(Plain()), await author.Post(Plain()));
        var decision = (await one.Remove(removed)).Decision;
        Assert.Equal(1, await Lessons(site));
        await one.Remove(rude, "threats");
        Assert.Equal(1, await Lessons(site));
        using (await site.Ada.Report(reported)) { }
        using (var kept = await one.PostAsJsonAsync($"/api/v1/comments/{reported}/keeping", new { })) Assert.True(kept.IsSuccessStatusCode);
        Assert.Equal(2, await Lessons(site));
        var form = await Form(site, removed);
        var before = await Weight(site, form);
        // Who has it looked at again and again teaches nothing more.
        await Book(site).Learn(reported, false);
        Assert.Equal(2, await Lessons(site));
        using (await other.Rule(await author.Http.Appeal(decision), "reverse")) { }
        Assert.Equal(2, await Lessons(site));
        Assert.Equal(2, (await Model(site)).Others);
        Assert.True(await Weight(site, form) < before);
        // A reader's withdrawal takes along by what it could be learned.
        using (await author.Withdraw(removed)) { }
        Assert.False(await site.Query(db => db.Comments.AnyAsync(x => x.Id == removed && x.Form != null)));
        await Book(site).Learn(removed, true);
        Assert.Equal(2, await Lessons(site));
    }

    [Fact]
    public async Task What_comes_out_by_itself_teaches_nothing_and_neither_does_who_is_known_here()
    {
        await using var site = await Begun(new Held());
        var guest = await site.NewGuest("Guest");
        var ids = new List<Guid>();
        for (var i = 0; i < WaveWatch.Established; i++) ids.Add(await guest.Post(Plain()));
        site.Clock.Advance(TimeSpan.FromHours(25));
        await site.Round();
        Assert.Equal("published", (await site.Comment(ids[0])).GetProperty("status").GetString());
        Assert.Equal(0, await Lessons(site));
        var known = await guest.Post(Offer());
        Assert.True(await site.Query(db => db.Comments.AllAsync(x => x.Form == null == (x.Id == known))));
        await (await site.Moderator("mo")).Remove(known);
        Assert.Equal(0, await Lessons(site));
    }

    private sealed class Held : Site
    {
        protected override IEnumerable<string> Settings => ["Parley:RateLimits=off", "Parley:Hold=authors"];
    }

    [Fact]
    public async Task An_edit_that_leads_elsewhere_is_asked_about_and_a_mended_slip_is_not()
    {
        await using var site = await Begun(new Site());
        await Stand(site, SiteSpamModel.FewestStanding);
        var writer = await site.NewGuest("Writer");
        var (early, plain) = (await writer.Post(Offer()), await writer.Post(Plain()));
        var (_, linked) = await Honest(site);
        await Teach(site, 250, (early, true), (plain, false), (linked, false));
        var before = await site.Query(db => db.Comments.Where(x => x.Id == early).Select(x => x.Text).SingleAsync());
        using var mended = await writer.Edit(early, before + " now");
        Assert.Equal("published", (await mended.Json()).GetProperty("status").GetString());
        using var led = await writer.Edit(plain, Offer());
        Assert.Equal("held", (await led.Json()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Another_node_knows_it_and_a_damaged_one_begins_anew_while_all_is_published_as_ever()
    {
        await using var site = await Begun(new Site());
        await Stand(site, SiteSpamModel.FewestStanding);
        var spam = await (await site.NewGuest("Offer")).Post(Offer());
        var (honest, linked) = await Honest(site);
        await using var other = await site.Start();
        await Teach(site, 200, (spam, true), (honest, false), (linked, false));
        var there = other.Services.GetRequiredService<SpamBook>();
        await there.Round(default);
        Assert.Equal(600, there.Lessons);
        Assert.True(there.Holds(await Form(site, spam)));
        await there.Learn(spam, true);
        await Book(site).Round(default);
        Assert.Equal(601, Book(site).Lessons);

        await site.Query(db => db.SpamModels.ExecuteUpdateAsync(set => set.SetProperty(x => x.Model, new byte[] { 1, 2, 3 })));
        await Book(site).Round(default);
        Assert.True(site.Log.Contains("it begins anew"));
        Assert.Equal("published", await Status(site, Offer()));
        await (await site.Moderator("mo")).Remove(spam);
        Assert.Equal(1, await Lessons(site));
        await there.Forget(default);
        Assert.False(await site.Query(db => db.SpamModels.AnyAsync()));
        await other.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_reason_names_what_weighed_and_nothing_else()
    {
        await using var site = await Begun(new Site());
        var words = site.App.Services.GetRequiredService<CurrentSite>().Words;
        var (plain, form) = (new byte[FormFeatures.Names.Count + 1], new byte[FormFeatures.Names.Count + 1]);
        plain[0] = form[0] = FormFeatures.Version;
        form[1 + FormFeatures.Names.ToList().IndexOf("links: new host")] = 255;
        form[1 + FormFeatures.Names.ToList().IndexOf("tempo: young account")] = 128;
        var model = SiteSpamModel.New();
        for (var i = 0; i < 10; i++) model = model.Learn(form, true).Learn(plain, false);
        Assert.EndsWith("What weighed, the most first: its links, how new its author is here.", SpamReasons.In(words, model, form),
            StringComparison.Ordinal);
        Assert.EndsWith("a moderator looks at it.", SpamReasons.In(words, SiteSpamModel.New(), form), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_rested_came_in_no_haste_and_from_no_program()
    {
        await using var site = await Begun(new Site());
        var writer = await site.NewGuest("Writer");
        using var laid = await writer.Http.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/resting",
            new { text = Plain(), rest = "hour" });
        using var posted = await writer.Http.PostAsync($"/api/v1/resting/{(await laid.Json()).GetProperty("id").GetGuid()}/post", null);
        var rested = await Form(site, (await posted.Json()).GetProperty("id").GetGuid());
        foreach (var name in new[] { "tempo: no form", "tempo: haste", "tempo: signs a second" })
            Assert.Equal(0, rested[1 + FormFeatures.Names.ToList().IndexOf(name)]);
    }

    [Fact]
    public async Task Where_it_is_off_nothing_is_read_off_and_nothing_learned()
    {
        await using var site = await Begun(new Without());
        var id = await (await site.NewGuest("Offer")).Post(Offer());
        await (await site.Moderator("mo")).Remove(id);
        Assert.False(await site.Query(db => db.Comments.AnyAsync(x => x.Form != null)));
        Assert.False(await site.Query(db => db.SpamModels.AnyAsync()));
    }

    [Fact]
    public async Task The_command_says_what_it_has_learned_and_lets_it_begin_anew()
    {
        await using var site = await Begun(new Site());
        await (await site.Moderator("mo")).Remove(await (await site.NewGuest("Offer")).Post(Offer()));
        var said = await Say("spam-model");
        Assert.Matches("(?m)^lessons +1$", said);
        Assert.Matches("(?m)^holds +no$", said);
        Assert.Matches(@"(?m)^ +0\.\d\d  links: hosts$", said);
        Assert.Contains("Forgotten", await Say("spam-model", "--forget"), StringComparison.Ordinal);
        Assert.Matches("(?m)^lessons +0$", await Say("spam-model"));

        async Task<string> Say(params string[] words)
        {
            await using var program = Child.Parley(site.Folder, [("ConnectionStrings__Parley", Site.OnPostgres
                ? Site.ConnectionTo(site.DatabaseName) : $"Data Source={site.Folder}/parley.db")], words);
            var (code, output, errors) = await program.End();
            Assert.Equal((0, ""), (code, errors));
            return output;
        }
    }

    private static async Task<Site> Begun(Site site)
    {
        await site.InitializeAsync();
        return site;
    }

    /// <summary>Comments of people who were new, that have stood for a day.</summary>
    /// <returns>Who wrote the last of them.</returns>
    private async Task<Guest> Stand(Site site, int count)
    {
        Guest? guest = null;
        for (var i = 0; i < count; i++)
        {
            if (i % 5 == 0) guest = await site.NewGuest($"Early {i}");
            await guest!.Post(i % 3 == 0 ? Linked() : Plain());
        }
        site.Clock.Advance(SpamBook.Settled + TimeSpan.FromMinutes(10));
        await Book(site).Round(default);
        return guest!;
    }

    private static SpamBook Book(Site site) => site.App.Services.GetRequiredService<SpamBook>();

    /// <summary>Two that somebody new means.</summary>
    private async Task<(Guid Plain, Guid Linked)> Honest(Site site)
    {
        var reader = await site.NewGuest("Reader " + Word(++said));
        return (await reader.Post(Plain()), await reader.Post(Linked()));
    }

    /// <summary>As if so many had written just so, and were decided about.</summary>
    private static async Task Teach(Site site, int times, params (Guid Comment, bool IsSpam)[] lessons)
    {
        var before = await Lessons(site);
        await Book(site).Learn(lessons[0].Comment, lessons[0].IsSpam);
        var model = await Model(site);
        var forms = new List<(byte[] Form, bool IsSpam)>();
        foreach (var (comment, isSpam) in lessons) forms.Add((await Form(site, comment), isSpam));
        for (var i = model.Lessons - before; i < times * forms.Count; i++)
            model = model.Learn(forms[i % forms.Count].Form, forms[i % forms.Count].IsSpam);
        var stored = model.Write();
        await site.Query(db => db.SpamModels.ExecuteUpdateAsync(set => set.SetProperty(x => x.Model, stored)));
        await Book(site).Round(default);
    }

    private async Task<string?> Status(Site site, string text) =>
        (await site.Comment(await (await site.NewGuest("Somebody " + Word(++said))).Post(text))).GetProperty("status").GetString();

    private static Task<byte[]> Form(Site site, Guid comment) =>
        site.Query(db => db.Comments.Where(x => x.Id == comment).Select(x => x.Form!).SingleAsync());

    private static async Task<SiteSpamModel> Model(Site site) =>
        await site.Query(db => db.SpamModels.Select(x => x.Model).SingleOrDefaultAsync()) is { } stored
            ? SiteSpamModel.Read(stored)! : SiteSpamModel.New();

    private static async Task<int> Lessons(Site site) => (await Model(site)).Lessons;

    private static async Task<double> Weight(Site site, byte[] form)
    {
        var model = await Model(site);
        return model.Bias + model.Weights.Zip(form.Skip(1), (weight, value) => weight * value / 255d).Sum();
    }
}
