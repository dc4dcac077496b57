using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Moderation;

/// <summary>What moderators and authors do, in a word each.</summary>
public static class Life
{
    /// <summary>What goes on every few seconds, now.</summary>
    public static async Task Round(this Site site)
    {
        using var scope = site.App.Services.CreateScope();
        var (services, ct) = (scope.ServiceProvider, TestContext.Current.CancellationToken);
        await services.GetRequiredService<Holds>().Round(ct);
        await services.GetRequiredService<Withdrawals>().Round(ct);
        await services.GetRequiredService<SecondLooks>().Round(site.Clock.GetUtcNow(), ct);
    }

    public static Task<HttpClient> Moderator(this Site site, string name) => site.Acts(Role.Moderator, name + "@news.example");

    public static Task<HttpResponseMessage> Report(this Guest guest, Guid comment, string? rule = "spam", string? note = "Look at this.") =>
        guest.Http.PostAsJsonAsync($"/api/v1/comments/{comment}/reports", new { rule, note });

    public static Task<HttpResponseMessage> TryRemove(
        this HttpClient moderator, Guid comment, string? rule = "spam", string? facts = "The same offer as below three other articles.") =>
        moderator.PostAsJsonAsync($"/api/v1/comments/{comment}/removal", new { rule, facts });

    public static async Task<(Guid Decision, Uri Statement)> Remove(this HttpClient moderator, Guid comment, string rule = "spam")
    {
        using var answer = await moderator.TryRemove(comment, rule);
        var json = await answer.Json();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, json.ToString());
        return (json.GetProperty("decisionId").GetGuid(), answer.Headers.Location!);
    }

    /// <summary>Where the author is told that the reasons stand, with the receipt.</summary>
    public static async Task<string> Told(this Guest author, Guid comment) =>
        (await author.Http.GetFromJsonAsync<JsonElement>($"/api/v1/discussions/{await author.Site.DiscussionId()}/mine"))
            .GetProperty("decisions").GetProperty(comment.ToString()).GetString()!;

    public static async Task<string> Receipt(this Guest author, Guid comment) => (await author.Told(comment)).Split("?receipt=")[1];

    public static Task<HttpResponseMessage> TryAppeal(
        this HttpClient author, Guid decision, string? text = "It was no offer.", string? receipt = null) =>
        author.PostAsJsonAsync($"/api/v1/decisions/{decision}/appeal", new { text, receipt });

    public static async Task<Guid> Appeal(this HttpClient author, Guid decision, string? receipt = null)
    {
        using var answer = await author.TryAppeal(decision, receipt: receipt);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Json()).GetProperty("appealId").GetGuid();
    }

    public static Task<HttpResponseMessage> Rule(
        this HttpClient moderator, Guid appeal, string? outcome = "reverse", string? facts = "It sells nothing.") =>
        moderator.PostAsJsonAsync($"/api/v1/appeals/{appeal}/ruling", new { outcome, facts });

    public static async Task<JsonElement> Comment(this Site site, Guid id) =>
        await site.Api().GetFromJsonAsync<JsonElement>($"/api/v1/comments/{id}");

    public static Task<string> Text(this Site site, string path) => site.Browser().GetStringAsync(path);
}
