using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Parley.Comments;
using Parley.Readers;

namespace Parley.Tests.Discussions;

public sealed class QuestionTests : IAsyncLifetime
{
    private readonly Site site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Answers_of_the_named_person_stand_first_and_are_marked()
    {
        var ines = await Expert("Ines Wolter");
        var question = await site.Ada.Post("Who decided?");
        var first = await site.Boris.Post("The council, I think.", question);
        var answer = await ines.Post("The ministry did.", question);
        var second = await site.Ada.Post("Thank you.", question);
        var below = await ines.Post("You are welcome.", second);

        var discussion = await site.Discussion();
        var replies = discussion.GetProperty("comments")[0].GetProperty("replies").EnumerateArray().ToList();
        Assert.Equal([answer, first, second], replies.Select(x => x.GetProperty("id").GetGuid()));
        Assert.Equal([true, false, false], replies.Select(x => x.GetProperty("answers").GetBoolean()));
        Assert.Equal(ines.Id, Assert.Single(discussion.GetProperty("respondents").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.True(replies[2].GetProperty("replies")[0].GetProperty("answers").GetBoolean());

        var page = await site.Html(site.Page);
        Assert.Contains("Ines Wolter", page.QuerySelector(".answering")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Your question", page.QuerySelector(".write-label")!.TextContent);
        Assert.Equal([$"c-{answer}", $"c-{first}", $"c-{second}", $"c-{below}"],
            page.QuerySelectorAll(".replies .comment").Select(x => x.Id));
        Assert.Equal([$"c-{answer}", $"c-{below}"], page.QuerySelectorAll(".answers-here").Select(x => x.Closest(".comment")!.Id));
        Assert.Contains("answer 1 to Ada", page.GetElementById($"by-{answer}")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("reply 1 to Ada", page.GetElementById($"by-{first}")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elsewhere_the_same_person_is_one_of_many()
    {
        var ines = await Expert("Ines Wolter");
        var other = (await site.Publish("ferry", "The ferry", "It crosses.")).Discussion.Id;
        using var asked = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{other}/comments", new { text = "When?" });
        var parent = (await asked.Json()).GetProperty("id").GetGuid();
        using var earlier = await site.Boris.Http.PostAsJsonAsync($"/api/v1/discussions/{other}/comments",
            new { text = "Soon.", parentId = parent });
        using var said = await ines.Http.PostAsJsonAsync($"/api/v1/discussions/{other}/comments",
            new { text = "In May.", parentId = parent });

        Assert.False((await said.Json()).GetProperty("answers").GetBoolean());
        Assert.Equal(["Soon.", "In May."],
            (await site.Html("/articles/ferry")).QuerySelectorAll(".replies .comment-text").Select(x => x.TextContent.Trim()));
        Assert.Null((await site.Html("/articles/ferry")).QuerySelector(".answers-here, .answering"));
    }

    [Fact]
    public async Task Who_becomes_or_ceases_to_be_a_respondent_leaves_every_reply_in_its_place()
    {
        var chief = await site.Acts(Role.Editor, "chief@news.example");
        var ines = await Expert("Ines Wolter");
        var question = await site.Ada.Post("Why?");
        var (a, b) = (await site.Boris.Post("Because.", question), await ines.Post("For a reason.", question));

        await Open("Mads Lund");
        Assert.Equal([b, a], await Order(question));
        Assert.Equal(HttpStatusCode.Unauthorized, (await ines.TryPost("Am I still here?", question)).StatusCode);

        using var ended = await chief.DeleteAsync($"/api/v1/discussions/{await site.DiscussionId()}/questions");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal([b, a], await Order(question));
        Assert.Empty((await site.Discussion()).GetProperty("respondents").EnumerateArray());
        using var written = await chief.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = "As an editor.", parentId = question });
        var staff = await written.Json();
        Assert.False(staff.GetProperty("answers").GetBoolean());

        // Staff are known by their name, here that of the role, and need no link.
        var opened = await Open("Editor", "Ines Wolter");
        Assert.Equal(JsonValueKind.Null, opened[0].GetProperty("link").ValueKind);
        Assert.Equal(ines.Id, opened[1].GetProperty("id").GetGuid());
        using var rewritten = await chief.PostAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/comments",
            new { text = "Now as one who answers.", parentId = question });
        var now = await rewritten.Json();
        Assert.True(now.GetProperty("answers").GetBoolean());
        Assert.Equal([b, now.GetProperty("id").GetGuid(), a, staff.GetProperty("id").GetGuid()], await Order(question));
    }

    [Fact]
    public async Task A_link_is_good_once_for_a_week_and_a_new_one_ends_the_old()
    {
        var lost = (await Open("Ines Wolter"))[0].GetProperty("link").GetString()!;
        Assert.Equal(JsonValueKind.Null, (await Open("Ines Wolter"))[0].GetProperty("link").ValueKind);
        var link = (await Open(true, null, "Ines Wolter"))[0].GetProperty("link").GetString()!;

        Assert.Equal(HttpStatusCode.Forbidden, await Enter(lost));
        site.Clock.Advance(Pass.InvitationLifetime - TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Found, await Enter(link));
        Assert.Equal(HttpStatusCode.Forbidden, await Enter(link));
        var late = (await Open(true, null, "Ines Wolter"))[0].GetProperty("link").GetString()!;
        site.Clock.Advance(Pass.InvitationLifetime);
        Assert.Equal(HttpStatusCode.Forbidden, await Enter(late));

        async Task<HttpStatusCode> Enter(string path)
        {
            using var answer = await site.Browser().PostAsync(path, new FormUrlEncodedContent([]));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Nobody_else_takes_the_name()
    {
        await Open("Ines Wolter");

        foreach (var name in new[] { "Ines Wolter", "Іnes Wolter" })
        {
            using var answer = await site.Api().PostAsJsonAsync("/api/v1/guests", new { name });
            Assert.Equal("name-taken", await answer.Code());
        }
    }

    [Fact]
    public async Task The_head_says_until_when_and_turns_by_itself()
    {
        var until = site.Clock.GetUtcNow().AddMinutes(30);
        await Open(false, until, "Ines Wolter");
        Assert.Contains("are answered by", (await site.Html(site.Page)).QuerySelector(".answering")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("12:30", (await site.Html(site.Page)).QuerySelector(".answering time")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(until, (await site.Discussion()).GetProperty("questionsUntil").GetDateTimeOffset());

        site.Clock.Advance(TimeSpan.FromMinutes(30));
        var page = await site.Html(site.Page);
        Assert.Contains("were answered by", page.QuerySelector(".answering")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Your comment", page.QuerySelector(".write-label")!.TextContent);
    }

    public static TheoryData<string, string> NotNames => new()
    {
        { "respondents-missing", "[]" }, { "respondents-missing", "null" },
        { "respondents-missing", """["a","b","c","d","e","f","g","h","i","j","k"]""" },
        { "name-missing", """[""]""" }, { "name-missing", "[null]" }, { "name-hidden-characters", """["Ines\u202eWolter"]""" },
        { "name-too-long", $"""["{new string('x', 60)}"]""" },
    };

    [Theory]
    [MemberData(nameof(NotNames))]
    public async Task What_is_no_name_is_refused_by_program_and_form(string code, string names)
    {
        var list = JsonSerializer.Deserialize<string?[]?>(names);
        var chief = await site.Acts(Role.Editor, "chief@news.example");
        using var answer = await chief.PutAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/questions",
            new { respondents = list?.Select(name => new { name }) });
        Assert.Equal(code, await answer.Code());
        if (list is null or [null]) return;

        var browser = await site.SignedIn(Role.Editor, "form@news.example");
        using var form = await browser.PostAsync($"{site.Page}/questions-and-answers",
            new FormUrlEncodedContent([new("names", string.Join('\n', list))]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, form.StatusCode);
        Assert.Equal(string.Join('\n', list), (await Site.Html(form)).QuerySelector("#names")!.TextContent);
        Assert.Empty((await site.Discussion()).GetProperty("respondents").EnumerateArray());
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.999Z", HttpStatusCode.UnprocessableEntity)]
    [InlineData("0001-01-01T00:00:00+14:00", HttpStatusCode.BadRequest)]
    [InlineData("soon", HttpStatusCode.BadRequest)]
    public async Task What_is_no_end_is_refused(string until, HttpStatusCode status)
    {
        var chief = await site.Acts(Role.Editor, "chief@news.example");
        using var answer = await chief.PutAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/questions",
            new { respondents = new[] { new { name = "Ines Wolter" } }, until });
        Assert.Equal(status, answer.StatusCode);
        var browser = await site.SignedIn(Role.Editor, "form@news.example");
        using var form = await browser.PostAsync($"{site.Page}/questions-and-answers",
            new FormUrlEncodedContent([new("names", "Ines Wolter"), new("until", until)]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, form.StatusCode);
    }

    [Fact]
    public async Task The_sites_key_opens_it_and_an_unknown_discussion_is_not_found()
    {
        var program = site.Api();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await site.Query(async db =>
        {
            var made = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return made;
        }));
        var body = new { respondents = new[] { new { name = "Ines Wolter" } } };

        using var opened = await program.PutAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/questions", body);
        using var unknown = await program.PutAsJsonAsync($"/api/v1/discussions/{Guid.Empty}/questions", body);
        using var nonsense = await program.DeleteAsync("/api/v1/discussions/x/questions");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest),
            (opened.StatusCode, unknown.StatusCode, nonsense.StatusCode));
    }

    [Fact]
    public async Task A_withdrawn_answer_keeps_its_place_while_replies_hang_below_it()
    {
        var ines = await Expert("Ines Wolter");
        var question = await site.Ada.Post("Really?");
        var other = await site.Boris.Post("No.", question);
        var (kept, gone) = (await ines.Post("Yes.", question), await ines.Post("Yes, yes.", question));
        await site.Boris.Post("How so?", kept);

        using var first = await ines.Withdraw(kept);
        using var second = await ines.Withdraw(gone);

        Assert.Equal([kept, other], await Order(question));
        var discussion = await site.Discussion();
        Assert.Equal(2, discussion.GetProperty("comments")[0].GetProperty("replyCount").GetInt32());
        Assert.False(discussion.GetProperty("comments")[0].GetProperty("replies")[0].GetProperty("answers").GetBoolean());
    }

    [Fact]
    public async Task Through_all_pages_of_replies_each_comes_once_answers_first_and_each_group_oldest_first()
    {
        var ines = await Expert("Ines Wolter");
        var round = 0;
        await Gen.Select(Gen.Bool.Array[0, 24], Gen.Int[1, 9]).SampleAsync(async (answering, limit) =>
        {
            var question = await site.Ada.Post($"Question {Interlocked.Increment(ref round)}?");
            var said = new List<(bool Answers, Guid Id)>();
            foreach (var (i, answers) in answering.Index())
                said.Add((answers, await (answers ? ines : site.Boris).Post($"Reply {i} to {question}.", question)));
            var expected = said.Where(x => x.Answers).Concat(said.Where(x => !x.Answers)).Select(x => x.Id).ToList();

            Assert.Equal(expected, await Order(question, $"?limit={limit}"));
            // The page shows the first of them and leads on from there.
            var top = (await site.Discussion("&sort=newest&limit=100")).GetProperty("comments").EnumerateArray()
                .First(x => x.GetProperty("id").GetGuid() == question);
            var shown = top.GetProperty("replies").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()).ToList();
            Assert.Equal(expected.Take(shown.Count), shown);
            Assert.True(shown.Count <= Threads.RepliesPerComment);
            if (top.GetProperty("nextReplies").GetString() is { } next) shown.AddRange(await Order(question, $"?limit={limit}", next));
            Assert.Equal(expected, shown);
        }, iter: 8, threads: 1);
    }

    private async Task<List<Guid>> Order(Guid parent, string query = "?limit=100", string? after = null)
    {
        var met = new List<Guid>();
        do
        {
            var page = await site.Api()
                .GetFromJsonAsync<JsonElement>($"/api/v1/comments/{parent}/replies{query}{(after is null ? "" : $"&after={after}")}");
            met.AddRange(page.GetProperty("comments").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()));
            after = page.GetProperty("next").GetString();
        } while (after is not null);
        return met;
    }

    private Task<List<JsonElement>> Open(params string[] names) => Open(false, null, names);

    private async Task<List<JsonElement>> Open(bool newLinks, DateTimeOffset? until, params string[] names)
    {
        var chief = await site.Acts(Role.Editor, "chief@news.example");
        using var answer = await chief.PutAsJsonAsync($"/api/v1/discussions/{await site.DiscussionId()}/questions",
            new { respondents = names.Select(name => new { name }), until, newLinks });
        var opened = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, opened.ToString());
        return [.. opened.GetProperty("respondents").EnumerateArray().Select(x => x.Clone())];
    }

    /// <summary>Opens the discussion and signs its one respondent in, whose session then speaks as a program's token.</summary>
    private async Task<Guest> Expert(string name)
    {
        var opened = (await Open(name))[0];
        using var entered = await site.Browser().PostAsync(opened.GetProperty("link").GetString(), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);
        var cookie = entered.Headers.GetValues("Set-Cookie").Single(x => x.StartsWith(Identity.Cookie, StringComparison.Ordinal))
            .Split(';')[0].Split('=')[1];
        var client = site.Api();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Uri.UnescapeDataString(cookie));
        return new Guest(site, client, opened.GetProperty("id").GetGuid(), name);
    }
}
