using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Tests.Comments;

public sealed class ThreadTests(ThreadTests.Crowd site) : IClassFixture<ThreadTests.Crowd>
{
    /// <summary>A page with 70 top-level comments, one of which has 25 replies and one a chain of 12.</summary>
    public sealed class Crowd : Site, IAsyncLifetime
    {
        public List<Guid> Top { get; } = [];
        public List<Guid> Replies { get; } = [];
        public List<Guid> Chain { get; } = [];

        protected override IEnumerable<string> Settings => [.. base.Settings, "Parley:SiteName=The Alder Post"];

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            for (var i = 0; i < 70; i++)
            {
                Top.Add(await (i % 2 == 0 ? Ada : Boris).Post($"Thought number {i}."));
                // Every seventh is voted up, some of them twice: ties and differences.
                if (i % 7 == 0) await Chen.Vote(Top[i], 1);
                if (i % 14 == 0) await (i % 2 == 0 ? Boris : Ada).Vote(Top[i], 1);
                if (i % 3 == 0) Clock.Advance(TimeSpan.FromSeconds(1));
            }
            for (var i = 0; i < 25; i++) Replies.Add(await Chen.Post($"Answer {i}.", Top[0]));
            for (var i = 0; i < 12; i++) Chain.Add(await (i % 2 == 0 ? Ada : Boris).Post($"Link {i}.", i == 0 ? Top[1] : Chain[^1]));
        }
    }

    [Theory]
    [InlineData("top")]
    [InlineData("newest")]
    [InlineData("oldest")]
    public async Task Going_through_all_pages_meets_every_comment_exactly_once_in_order(string sort)
    {
        var met = new List<JsonElement>();
        string? after = null;
        do
        {
            var page = await site.Discussion($"&sort={sort}&limit=17" + (after is null ? "" : $"&after={after}"));
            met.AddRange(page.GetProperty("comments").EnumerateArray());
            after = page.GetProperty("next").GetString();
        } while (after is not null);

        Assert.Equal(70, met.Count);
        Assert.Equal(site.Top.Order(), met.Select(x => x.GetProperty("id").GetGuid()).Order());
        var times = met.Select(x => x.GetProperty("createdAt").GetDateTimeOffset()).ToList();
        var scores = met.Select(x => x.GetProperty("up").GetInt32() - x.GetProperty("down").GetInt32()).ToList();
        Assert.Equal(sort switch { "newest" => times.OrderDescending().ToList(), "oldest" => times.Order().ToList(), _ => times }, times);
        if (sort == "top") Assert.Equal(scores.OrderDescending(), scores);
    }

    [Theory]
    [InlineData("top")]
    [InlineData("newest")]
    [InlineData("oldest")]
    public async Task Without_script_links_lead_through_the_same_pages(string sort)
    {
        var ids = new List<string>();
        var path = $"{site.Page}?sort={sort}";
        while (true)
        {
            var page = await site.Html(path);
            ids.AddRange(page.QuerySelectorAll(".thread > .comment-item > .comment").Select(x => x.Id!));
            if (page.QuerySelector("a[rel=next]") is not { } next) break;
            path = next.GetAttribute("href")!;
        }
        Assert.Equal(site.Top.Select(id => $"c-{id}").Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replies_stay_oldest_first_whatever_the_sort_and_the_rest_is_a_link()
    {
        var page = await site.Html($"{site.Page}?sort=oldest");
        var item = page.GetElementById($"c-{site.Top[0]}")!.ParentElement!;

        var shown = item.QuerySelectorAll(".replies .comment").Select(x => x.Id).ToList();
        Assert.Equal(site.Replies.Take(shown.Count).Select(id => $"c-{id}"), shown);
        Assert.Contains($"{25 - shown.Count} more replies", item.QuerySelector(".more-replies")!.TextContent, StringComparison.Ordinal);

        var met = new List<string?>(shown);
        for (var link = item.QuerySelector(".more-replies a"); link is not null;)
        {
            var rest = await site.Html(link.GetAttribute("href")!);
            var more = rest.GetElementById($"c-{site.Top[0]}")!.ParentElement!;
            met.AddRange(more.QuerySelectorAll(":scope > .replies > ol > .comment-item > .comment").Select(x => x.Id));
            link = more.QuerySelector(":scope > .replies > .more-replies a");
        }
        Assert.Equal(site.Replies.Select(id => $"c-{id}"), met);
    }

    [Fact]
    public async Task Replies_are_reached_by_the_api_page_by_page()
    {
        var met = new List<Guid>();
        string? after = null;
        do
        {
            var page = await site.Api().GetFromJsonAsync<JsonElement>(
                $"/api/v1/comments/{site.Top[0]}/replies?limit=10" + (after is null ? "" : $"&after={after}"));
            met.AddRange(page.GetProperty("comments").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()));
            after = page.GetProperty("next").GetString();
        } while (after is not null);
        Assert.Equal(site.Replies, met);
    }

    [Fact]
    public async Task A_permalink_shows_its_comment_wherever_it_is_with_those_it_answers()
    {
        foreach (var id in new[] { site.Top[42], site.Replies[24], site.Chain[11] })
        {
            var page = await site.Html($"{site.Page}/comments/{id}");
            Assert.NotNull(page.GetElementById($"c-{id}"));
            Assert.Equal(id.ToString(), page.QuerySelector("[data-focus]")!.GetAttribute("data-focus"));
        }
        var deep = await site.Html($"{site.Page}/comments/{site.Chain[11]}");
        Assert.NotNull(deep.GetElementById($"c-{site.Chain[10]}"));
        Assert.NotNull(deep.QuerySelector(".further-up a"));
        // The topmost one shown answers somebody too, on another page.
        var topmost = deep.QuerySelector(".answers a")!;
        Assert.Equal("Reply to Boris", topmost.TextContent.Trim());
        Assert.StartsWith($"{site.Page}/comments/", topmost.GetAttribute("href"), StringComparison.Ordinal);
        var options = await site.Html($"{site.Page}/comments/{site.Chain[3]}/options");
        Assert.Equal("Reply to Ada", options.QuerySelector(".answers a")!.TextContent.Trim());
    }

    [Fact]
    public async Task Indentation_stops_and_reply_to_leads_to_the_parent()
    {
        var page = await site.Html($"{site.Page}/comments/{site.Chain[0]}");

        Assert.NotNull(page.QuerySelector(".replies.flat"));
        var link = page.GetElementById($"c-{site.Chain[3]}")!.QuerySelector(".answers a")!;
        Assert.Equal($"#c-{site.Chain[2]}", link.GetAttribute("href"));
        Assert.Equal("Reply to Ada", link.TextContent.Trim());
    }

    [Fact]
    public async Task More_than_three_replies_and_a_long_conversation_are_folded_under_how_many_they_are_and_of_whom()
    {
        var page = await site.Html($"{site.Page}?sort=oldest");
        var many = page.QuerySelector($"#c-{site.Top[0]} + details.replies")!;
        var conversation = page.QuerySelector($"#c-{site.Chain[2]} + details.replies")!;

        Assert.True(many.HasAttribute("open"));
        Assert.Equal("25 replies by 陈美\u00a0…", Words(many, ":scope > summary"));
        Assert.Equal(site.Replies.Take(3).Select(id => $"c-{id}"), many.QuerySelectorAll(":scope > ol > li > .comment").Select(x => x.Id));
        Assert.False(many.QuerySelector(":scope > .rest")!.HasAttribute("open"));
        Assert.Equal("22 more replies by 陈美\u00a0…", Words(many, ":scope > .rest > summary"));
        Assert.Equal(2, many.QuerySelectorAll(":scope > .rest > ol > li > .comment").Length);
        Assert.NotNull(many.QuerySelector(":scope > .rest > .more-replies a"));
        Assert.True(page.QuerySelector($"#c-{site.Chain[1]} + details.replies")!.HasAttribute("open"));
        Assert.False(conversation.HasAttribute("open"));
        Assert.Equal("5 replies by Boris, Ada\u00a0…", Words(conversation, ":scope > summary"));

        // Who asks for one comment gets what belongs to it.
        var whole = await site.Html($"{site.Page}/comments/{site.Chain[2]}");
        Assert.Empty(whole.QuerySelectorAll(".rest, details.replies:not([open])"));
        Assert.NotNull(whole.QuerySelector($"#c-{site.Chain[5]}"));

        static string Words(AngleSharp.Dom.IElement within, string which) => within.QuerySelector(which)!.TextContent.Trim();
    }

    [Fact]
    public async Task Whom_a_reply_answers_is_said_where_that_does_not_stand_directly_above()
    {
        var page = await site.Html($"{site.Page}?sort=oldest");

        Assert.Null(page.QuerySelector($"#c-{site.Replies[0]} .answers"));
        Assert.Null(page.QuerySelector($"#c-{site.Chain[1]} .answers"));
        foreach (var later in site.Replies[1..5])
            Assert.Equal("Reply to Ada", page.QuerySelector($"#c-{later} .answers")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_person_has_the_same_face_wherever_they_speak_and_only_eyes_meet_it()
    {
        var page = await site.Html($"{site.Page}?sort=oldest");
        var of = page.QuerySelectorAll(".comment")
            .ToLookup(x => x.QuerySelector(".author")!.TextContent, x => x.QuerySelector(".comment-head > .face")!);

        Assert.Equal(3, of.Count);
        Assert.Equal(["A", "B", "陈"], of.Select(x => x.First().GetAttribute("data-letter")).Order(StringComparer.Ordinal));
        Assert.All(of, faces => Assert.Single(faces.Select(x => x.ClassName).Distinct()));
        Assert.All(of.SelectMany(x => x), face => Assert.Equal(("true", ""), (face.GetAttribute("aria-hidden"), face.TextContent)));
        Assert.Equal(of["Ada"].First().ClassName, (await site.Html($"/readers/{site.Ada.Id}")).QuerySelector("h1 .face")!.ClassName);
    }

    [Fact]
    public async Task Search_engines_are_told_of_the_first_ten()
    {
        var page = await site.Html($"{site.Page}?sort=oldest");
        Assert.Equal(10, page.QuerySelector("script[type='application/ld+json']")!.TextContent.Split("\"Comment\"").Length - 1);
    }

    [Theory]
    [InlineData("ada", "A")]
    [InlineData("_xX_ Ilse", "X")]
    [InlineData("\"Émile\"", "É")]
    [InlineData("𝕬nna", "𝕬")]
    [InlineData("👍🏽 3", "3")]
    [InlineData("👍🏽", "👍🏽")]
    [InlineData("ليلى", "ل")]
    [InlineData("", "")]
    [Once]
    public void A_face_shows_the_first_letter_of_a_name(string name, string letter) => Assert.Equal(letter, Parley.Pages.Face.Letter(name));

    [Fact]
    public async Task The_count_has_replies_in_it()
    {
        Assert.Equal(70 + 25 + 12, (await site.Discussion()).GetProperty("count").GetInt32());
        Assert.Equal("107 Comments", (await site.Html(site.Page)).GetElementById("discussion-title")!.TextContent);
    }

    [Theory]
    [InlineData("sort=best", "bad-sort")]
    [InlineData("after=AAAA", "bad-cursor")]
    [InlineData("after=%00", "bad-cursor")]
    [InlineData("limit=0", "bad-limit")]
    [InlineData("limit=101", "bad-limit")]
    [InlineData("limit=-1", "bad-limit")]
    [InlineData("limit=many", "bad-limit")]
    public async Task A_malformed_question_is_400(string query, string code)
    {
        using var answer = await site.Api()
            .GetAsync($"/api/v1/discussions?url={Uri.EscapeDataString(new Uri(site.Address, site.Page).ToString())}&{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, await answer.Code());
    }

    [Fact]
    public async Task A_cursor_of_one_sort_is_no_cursor_of_another()
    {
        var next = (await site.Discussion("&sort=newest")).GetProperty("next").GetString();
        using var answer = await site.Browser().GetAsync($"{site.Page}?sort=oldest&after={next}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("front page", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/articles/nothing-here", 404)]
    [InlineData("/articles/the-bridge/comments/01890000-0000-7000-8000-000000000000", 404)]
    [InlineData("/articles/the-bridge/comments/nope", 400)]
    [InlineData("/articles/the-bridge?sort=x", 400)]
    [InlineData("/nowhere", 404)]
    [InlineData("/articles/a%2Fb", 404)]
    public async Task An_unknown_address_is_a_page_with_a_way_home(string path, int status)
    {
        using var answer = await site.Browser().GetAsync(path);
        var page = await Site.Html(answer);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("/", page.QuerySelector(".problem a")!.GetAttribute("href"));
        Assert.EndsWith(" – The Alder Post", page.Title, StringComparison.Ordinal);
    }
}
