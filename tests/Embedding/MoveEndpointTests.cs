using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Tests.Embedding;

/// <summary>A publisher's program says where its pages went.</summary>
public sealed class MoveEndpointTests(FrameTests.Registered site) : IClassFixture<FrameTests.Registered>
{
    private const string Origin = "https://www.news.example";

    [Fact]
    public async Task Discussions_follow_and_each_pair_is_answered_for_itself()
    {
        await Say("/program-old", "Before it moved.");
        await Say("/program-other", "In the way.");
        using var first = await Move(("/program-old", "/program-new"), ("/program-silent", "/program-still-silent"),
            ("/program-new", "/program-other"), ("/program-new", "https://evil.example/x"), ("", "/program-new"));

        Assert.Equal(["moved", "nothing-to-move", "move-onto-another", "unknown-site", "unknown-site"], Results(await first.Json()));
        Assert.Equal((1, 1), (await Count("/program-new"), await Count("/program-old")));
        // A program that doesn't know whether it was heard asks again.
        using var again = await Move(("/program-old", "/program-new"));
        Assert.Equal(["move-onto-itself"], Results(await again.Json()));
    }

    [Fact]
    public async Task Nobody_moves_anything_without_the_sites_key_nor_by_what_is_no_list_of_moves()
    {
        var program = await Program();
        using var stranger = await site.Api().PostAsJsonAsync("/api/v1/moves", new { moves = Array.Empty<object>() });
        Assert.Equal((HttpStatusCode.Unauthorized, "site-key-needed"), (stranger.StatusCode, await stranger.Code()));
        var many = Enumerable.Range(0, 51).Select(i => new { from = $"{Origin}/{i}", to = $"{Origin}/x{i}" }).ToArray();
        foreach (var body in new object[]
            { new { }, new { moves = Array.Empty<object>() }, new { moves = new object?[] { null } },
                new { moves = new[] { new { from = Origin } } }, new { moves = many } })
        {
            using var answer = await program.PostAsJsonAsync("/api/v1/moves", body);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad-move-count"), (answer.StatusCode, await answer.Code()));
        }
    }

    private static string?[] Results(JsonElement answer) =>
        [.. answer.GetProperty("results").EnumerateArray().Select(x => x.GetProperty("result").GetString())];

    private async Task<HttpResponseMessage> Move(params (string From, string To)[] pairs)
    {
        static string Whole(string path) => path.StartsWith('/') ? Origin + path : path;
        return await (await Program()).PostAsJsonAsync("/api/v1/moves",
            new { moves = pairs.Select(x => new { from = Whole(x.From), to = Whole(x.To) }) });
    }

    private async Task<HttpClient> Program()
    {
        var program = site.Api();
        program.DefaultRequestHeaders.Authorization = new("Bearer", await site.Query(async db =>
        {
            var made = db.Sites.Single().NewKey();
            await db.SaveTogether(default);
            return made;
        }));
        return program;
    }

    private async Task Say(string path, string text)
    {
        var id = (await site.Discussion(url: Origin + path)).GetProperty("id").GetGuid();
        using var said = await site.Ada.Http.PostAsJsonAsync($"/api/v1/discussions/{id}/comments", new { text, url = Origin + path });
        Assert.Equal(HttpStatusCode.Created, said.StatusCode);
    }

    private async Task<int> Count(string path) => (await site.Discussion(url: Origin + path)).GetProperty("count").GetInt32();
}
