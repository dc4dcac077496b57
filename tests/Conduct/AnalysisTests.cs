using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conduct;
using Parley.Sites;

namespace Parley.Tests.Conduct;

/// <summary>Perspective's interface: each field of request and answer, and its refusals.</summary>
public sealed class AnalysisTests(Site site) : IClassFixture<Site>
{
    private const string Rude = "You are an idiot.";

    [Fact]
    public async Task The_example_of_its_documentation_is_answered_in_its_shape()
    {
        var (status, answer) = await Analyze("""
            {"comment":{"text":"what kind of idiot name is foo?"},"languages":["en"],"requestedAttributes":{"TOXICITY":{}}}
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["attributeScores", "languages", "detectedLanguages"], answer.EnumerateObject().Select(x => x.Name));
        var toxicity = answer.GetProperty("attributeScores").GetProperty("TOXICITY");
        Assert.Equal("PROBABILITY", toxicity.GetProperty("summaryScore").GetProperty("type").GetString());
        Assert.InRange(toxicity.GetProperty("summaryScore").GetProperty("value").GetDouble(), 0.01, 1);
        var span = Assert.Single(toxicity.GetProperty("spanScores").EnumerateArray());
        Assert.Equal((0, 31), (span.GetProperty("begin").GetInt32(), span.GetProperty("end").GetInt32()));
        Assert.Equal("PROBABILITY", span.GetProperty("score").GetProperty("type").GetString());
        Assert.Equal("en", Assert.Single(answer.GetProperty("languages").EnumerateArray()).GetString());
        Assert.Equal("en", Assert.Single(answer.GetProperty("detectedLanguages").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Every_attribute_of_ours_can_be_asked_for_and_its_experimental_name_too()
    {
        var asked = string.Join(',', ConductAttributes.All.Select(a => $"\"{a.Name()}\":{{}}")
            .Append("\"IDENTITY_ATTACK_EXPERIMENTAL\":{\"scoreType\":\"PROBABILITY\"}"));

        var (_, answer) = await Analyze($"{{\"comment\":{{\"text\":\"{Rude}\"}},\"requestedAttributes\":{{{asked}}}}}");

        Assert.Equal(ConductAttributes.Count + 1, answer.GetProperty("attributeScores").EnumerateObject().Count());
    }

    [Fact]
    public async Task Only_scores_from_the_threshold_on_are_given()
    {
        var (_, low) = await Analyze($"{{\"comment\":{{\"text\":\"{Rude}\"}},"
            + $"\"requestedAttributes\":{{\"TOXICITY\":{{\"scoreThreshold\":0.1}},\"THREAT\":{{\"scoreThreshold\":0.99}}}}}}");
        var (_, none) =
            await Analyze($"{{\"comment\":{{\"text\":\"{Rude}\"}},\"requestedAttributes\":{{\"THREAT\":{{\"scoreThreshold\":0.99}}}}}}");

        Assert.Equal("TOXICITY", Assert.Single(low.GetProperty("attributeScores").EnumerateObject()).Name);
        Assert.False(none.TryGetProperty("attributeScores", out _));
    }

    [Fact]
    public async Task Span_annotations_point_at_the_words_also_in_HTML()
    {
        const string html = "<p>Well,&nbsp;<b>you are an idiot</b>.</p>";
        var (_, answer) = await Analyze(JsonSerializer.Serialize(new
        {
            comment = new { text = html, type = "HTML" }, requestedAttributes = new { INSULT = new { } }, spanAnnotations = true,
            doNotStore = true, clientToken = "t-1", sessionId = "s", communityId = "c",
            context = new { entries = new[] { new { text = "before" } } },
        }));

        Assert.Equal("t-1", answer.GetProperty("clientToken").GetString());
        var spans = answer.GetProperty("attributeScores").GetProperty("INSULT").GetProperty("spanScores").EnumerateArray()
            .Select(x => html[x.GetProperty("begin").GetInt32()..x.GetProperty("end").GetInt32()]).ToList();
        Assert.Contains(spans,
            words => words.Contains("idiot", StringComparison.Ordinal) && !words.Contains("<p>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"comment":{"text":"x"},"requestedAttributes":{"NICENESS":{}}}""", null, "NICENESS")]
    [InlineData("""{"comment":{"text":""},"requestedAttributes":{"TOXICITY":{}}}""", "COMMENT_EMPTY", "non-empty")]
    [InlineData("""{"requestedAttributes":{"TOXICITY":{}}}""", "COMMENT_EMPTY", "non-empty")]
    [InlineData("""{"comment":{"text":"x"}}""", null, "requested_attributes")]
    [InlineData("""{"comment":{"text":"x","type":"RTF"},"requestedAttributes":{"TOXICITY":{}}}""", null, "comment.type")]
    [InlineData("""{"comment":{"text":"x"},"requestedAttributes":{"TOXICITY":{"scoreType":"STDDEV_SCORE"}}}""", null, "STDDEV_SCORE")]
    [InlineData("""{"comment":""", null, "JSON")]
    [InlineData("""
        {"comment":{"text":"Most nie powinien być zamykany latem, ponieważ targ żyje z tego ruchu."},"requestedAttributes":{"TOXICITY":{}}}
        """, "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", "pl")]
    [InlineData("""{"comment":{"text":"x"},"languages":["fi"],"requestedAttributes":{"TOXICITY":{}}}""",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", "fi")]
    public async Task What_it_would_refuse_is_refused_with_its_codes(string request, string? type, string named)
    {
        var (status, answer) = await Analyze(request);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var error = answer.GetProperty("error");
        Assert.Equal((400, "INVALID_ARGUMENT"), (error.GetProperty("code").GetInt32(), error.GetProperty("status").GetString()));
        Assert.Contains(named, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        if (type is not null) Assert.Equal(type, error.GetProperty("details")[0].GetProperty("errorType").GetString());
    }

    [Fact]
    public async Task A_language_that_is_not_supported_still_has_a_score_for_spam()
    {
        var (status, answer) = await Analyze("""
            {"comment":{"text":"Most nie powinien być zamykany latem, ponieważ targ żyje z tego ruchu."},"requestedAttributes":{"SPAM":{}}}
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("SPAM", Assert.Single(answer.GetProperty("attributeScores").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_text_beyond_its_bound_is_too_long()
    {
        var (status, answer) = await Analyze(JsonSerializer.Serialize(
            new { comment = new { text = new string('a', 20_481) }, requestedAttributes = new { TOXICITY = new { } } }));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("COMMENT_TOO_LONG", answer.GetProperty("error").GetProperty("details")[0].GetProperty("errorType").GetString());
    }

    [Fact]
    public async Task A_key_or_a_page_of_this_site_is_needed()
    {
        const string request = """{"comment":{"text":"x"},"requestedAttributes":{"TOXICITY":{}}}""";
        using var nobody = await site.Api().PostAsync("/v1alpha1/comments:analyze", Body(request));
        using var wrong = await site.Api().PostAsync("/v1alpha1/comments:analyze?key=AIza-wrong", Body(request));
        using var page = await site.Browser().PostAsync("/v1alpha1/comments:analyze", Body(request));

        Assert.Equal(HttpStatusCode.Forbidden, nobody.StatusCode);
        Assert.Equal("PERMISSION_DENIED",
            (await nobody.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("API key not valid", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task A_suggested_score_is_read_and_answered()
    {
        using var answer = await site.Api().PostAsync("/v1alpha1/comments:suggestscore?key=" + Key(),
            Body("""
                {"comment":{"text":"x"},"attributeScores":{"TOXICITY":{"summaryScore":{"value":0}}},"languages":["en"],"clientToken":"t"}
                """));

        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("t", said.GetProperty("clientToken").GetString());
        Assert.Equal("en", said.GetProperty("requestedLanguages")[0].GetString());
    }

    private string Key() => AnalysisKeys.Make(site.App.Services.GetRequiredService<CurrentSite>().Site);

    private static StringContent Body(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private async Task<(HttpStatusCode, JsonElement)> Analyze(string request)
    {
        using var answer = await site.Api().PostAsync("/v1alpha1/comments:analyze?key=" + Key(), Body(request));
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
