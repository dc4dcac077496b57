using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Web;

namespace Parley.Tests.Search;

/// <summary>Finding what was said, in any script.</summary>
public sealed class SearchTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData("The ferries will cross the harbour.", "ferri", "FERRIES", "harbour cross")]
    [InlineData("Die Größe der Straßenbrücke überrascht.", "größe", "grosse", "STRASSENBRÜCKE", "straßen")]
    [InlineData("L’été dernier, le théâtre était plein.", "ete", "théatre", "THÉÂTRE plein")]
    [InlineData("Паром ходит каждый час, моё мнение.", "паром", "Каждый", "мое")]
    [InlineData("Їжаки живуть у Києві.", "їжак", "КИЄВІ")]
    [InlineData("Diyarbakır'da ışıklar söndü.", "diyarbakir", "DİYARBAKIR", "isiklar", "IŞIKLAR")]
    [InlineData("قَالَ الكَاتِبُ إنّ الجسر مغلق", "الكاتب", "الجـســر", "ان")]
    [InlineData("הַגֶּשֶׁר סגור מחר", "הגשר", "סָגוּר")]
    [InlineData("港湾大桥将从五月起关闭。", "大桥", "五月", "桥", "港湾大桥")]
    [InlineData("フェリーは十分おきに出ます。", "フェリー", "ﾌｪﾘｰ", "十分")]
    [InlineData("สะพานจะปิดตั้งแต่เดือนพฤษภาคม", "สะพาน", "พฤษภาคม", "ปิด")]
    [InlineData("다리를 오월부터 닫는다.", "다리", "오월")]
    public async Task Words_are_found_as_readers_write_them(string text, params string[] asked)
    {
        var id = await site.Ada.Post(text);
        foreach (var words in asked)
            Assert.True((await Found(words)).Contains(id), words);
        Assert.DoesNotContain(id, await Found(asked[0] + " zzzz"));
    }

    [Fact]
    public async Task Every_word_of_a_comment_finds_it()
    {
        string[] texts =
        [
            "Whoever “reads” this: co-operation, e-mail@example.org, 3.5 %, NOT OR AND NEAR, C++ & naïve façade.",
            "Ein Fuß, zwei Füße; 中文和English混排, ελληνικά ΕΛΛΗΝΙΚΆ, हिन्दी में लिखा, ქართული, አማርኛ, ภาษาไทย.",
            "Emoji 👩‍👩‍👧 count nothing, but 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 and ﬁne ligatures do. " + new string('x', 90),
        ];
        foreach (var text in texts)
        {
            var id = await site.Boris.Post(text);
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => SearchWords.Of(word).Length > 0))
                Assert.True((await Found(word)).Contains(id), word);
        }
    }

    [Fact]
    public async Task An_edited_comment_is_found_by_its_new_words_only_and_a_withdrawn_one_not_at_all()
    {
        var id = await site.Ada.Post("Oldwordish thoughts.");
        using var edited = await site.Ada.Edit(id, "Newwordish thoughts.");
        Assert.Empty(await Found("oldwordish"));
        Assert.Equal([id], await Found("newwordish"));

        await site.Boris.Post("A reply keeps the place.", id);
        using var gone = await site.Ada.Withdraw(id);
        Assert.Empty(await Found("newwordish"));
        Assert.Equal("", await site.Query(db => db.Comments.Where(x => x.Id == id).Select(x => x.Words).SingleAsync()));
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_without_losing_or_repeating_one()
    {
        var posted = new List<Guid>();
        for (var i = 0; i < 25; i++)
        {
            if (i % 3 == 0) site.Clock.Advance(TimeSpan.FromMilliseconds(1));
            posted.Add(await site.Chen.Post($"Paginated number {i}."));
        }
        var seen = new List<Guid>();
        var after = "";
        do
        {
            var page = await Api($"q=paginated&limit=4{after}");
            seen.AddRange(Ids(page));
            after = page.GetProperty("next").GetString() is { } next ? "&after=" + next : "";
        } while (after.Length > 0);

        Assert.Equal(posted.Order(), seen.Order());
        var times = await site.Query(db => db.Comments.Where(x => posted.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.CreatedAt));
        Assert.Equal(seen.Select(x => times[x]).OrderDescending(), seen.Select(x => times[x]));
    }

    [Fact]
    public async Task A_discussion_is_searched_by_itself_and_the_site_with_its_stories()
    {
        await site.Publish("lighthouse", "The lighthouse", "Its lamp went out in a quokka's century.");
        var url = new Uri(site.Address, "/articles/lighthouse").ToString();
        var there = (await site.Discussion(url: url)).GetProperty("id").GetGuid();
        using var answer = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{there}/comments", new { text = "A quokka, here." });
        var elsewhere = await site.Ada.Post("A quokka, elsewhere.");

        var all = await Api("q=quokka");
        var one = await Api($"q=quokka&in={Uri.EscapeDataString(url)}");
        Assert.Equal(2, Ids(all).Count);
        Assert.Equal("The lighthouse", all.GetProperty("articles")[0].GetProperty("title").GetString());
        Assert.DoesNotContain(elsewhere, Ids(one));
        Assert.Single(Ids(one));
        var page = await site.Html("/articles/lighthouse/search?q=quokka");
        Assert.Equal("quokka", Assert.Single(page.QuerySelectorAll("mark")).TextContent);
        Assert.Contains("#c-", page.QuerySelector(".said a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("meta[name=robots][content=noindex]"));
        using var unknown = await site.Api().GetAsync($"/api/v1/search?q=a&in={Uri.EscapeDataString(url)}x");
        Assert.Equal("unknown-discussion", await unknown.Code());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("\"unclosed phrase")]
    [InlineData("bridge OR 1=1; DROP TABLE comments")]
    [InlineData("NOT")]
    [InlineData("near(a b, 2) AND words:x -y ^z a* {b} + c")]
    [InlineData("' & | ! <-> :* \\ '")]
    [InlineData("***")]
    [InlineData("a\0b")]
    [InlineData("\u0000")]
    [InlineData("￾ ﷐ \ud800 x \udfff")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("in00000000000070008000000000000001")]
    [InlineData("🙂🙂")]
    [InlineData("%00%ff%C0%80")]
    public async Task Whatever_is_asked_is_answered_or_refused_in_words(string asked)
    {
        foreach (var q in new[] { asked, string.Concat(Enumerable.Repeat(asked + " ", 20)), asked + new string('z', 4000) })
        {
            using var api = await site.Api().GetAsync("/api/v1/search?q=" + Escape(q));
            using var page = await site.Browser().GetAsync("/search?q=" + Escape(q));
            Assert.True(api.StatusCode is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, $"{asked}: {api.StatusCode}");
            Assert.True(page.StatusCode is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity, $"{asked}: {page.StatusCode}");
            Assert.DoesNotContain("<script>alert", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_hostile_hands_wrote_is_shown_as_text()
    {
        await site.Boris.Post("Hostiletext <img src=x onerror=alert(1)> </mark><script>alert(2)</script> & \"quotes\"");
        var page = await site.Html("/search?q=hostiletext");
        Assert.Empty(page.QuerySelectorAll(".said img, .said script"));
        Assert.Equal("Hostiletext", page.QuerySelector("mark")!.TextContent);
    }

    [Fact]
    public async Task A_story_is_shown_as_it_is_read_without_the_signs_of_its_markdown()
    {
        await site.Publish("signs", "Signs", "## A heading\n\n![A walrus](/walrus.png)\n\n| Animal | Number |\n|---|---|\n| narwhal | "
            + "**4** |\n\nThey [swim](https://news.example).");
        var found = (await site.Html("/search?q=narwhal")).QuerySelector(".found")!.TextContent;

        Assert.Contains("A heading", found, StringComparison.Ordinal);
        Assert.Contains("narwhal", found, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[#|*\[\]]|---", found);
    }

    [Fact]
    public async Task A_long_question_and_an_empty_one_are_refused_with_their_code()
    {
        using var longer = await site.Api().GetAsync("/api/v1/search?q=" + new string('a', 7000));
        using var empty = await site.Api().GetAsync("/api/v1/search?q=%20...%20");
        using var cursor = await site.Api().GetAsync("/api/v1/search?q=a&after=zzz");
        using var limit = await site.Api().GetAsync("/api/v1/search?q=a&limit=101");
        Assert.Equal("query-too-long", await longer.Code());
        Assert.Equal("query-empty", await empty.Code());
        Assert.Equal("bad-cursor", await cursor.Code());
        Assert.Equal("bad-limit", await limit.Code());
    }

    // A lone surrogate can't be escaped by the platform; a hostile hand sends its bytes.
    private static string Escape(string q) =>
        string.Concat(q.Select(c => char.IsSurrogate(c) ? "%ED%A0%80" : Uri.EscapeDataString(c.ToString())));

    private Task<JsonElement> Api(string query) => site.Api().GetFromJsonAsync<JsonElement>("/api/v1/search?" + query);

    private async Task<List<Guid>> Found(string words) => Ids(await Api($"limit=100&q={Uri.EscapeDataString(words)}"));

    private static List<Guid> Ids(JsonElement page) =>
        [.. page.GetProperty("comments").EnumerateArray().Select(x => x.GetProperty("id").GetGuid())];
}

/// <summary>With the limits of a real site.</summary>
public sealed class SearchPaceTests(SearchPaceTests.Paced site) : IClassFixture<SearchPaceTests.Paced>
{
    public sealed class Paced : Site
    {
        protected override IEnumerable<string> Settings => [];
    }

    [Fact]
    public async Task Whoever_searches_without_pause_is_asked_to_wait_and_reading_goes_on()
    {
        HttpResponseMessage answer;
        for (var i = 0; (answer = await site.Api().GetAsync("/api/v1/search?q=a")).IsSuccessStatusCode; i++) Assert.InRange(i, 0, 100);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        using var page = await site.Browser().GetAsync(site.Page);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }
}
