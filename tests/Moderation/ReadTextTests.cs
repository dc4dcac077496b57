using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Parley.Readers;

namespace Parley.Tests.Moderation;

/// <summary>Comments can be edited for a while, and whoever decides has read one of their texts.</summary>
public sealed class ReadTextTests : IAsyncLifetime
{
    private const string Lawful = "The ferry leaves at noon.", Threat = "I will sink the ferry at noon.";

    private readonly Site site = new();
    private HttpClient mo = null!, api = null!;

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        (mo, api) = (await site.SignedIn(Role.Moderator, "mo@news.example"), await site.Moderator("mo"));
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData("removal by a program")]
    [InlineData("keeping by a program")]
    [InlineData("form[data-remove]")]
    [InlineData("form[data-keep]")]
    [InlineData("form[action$=removal]")]
    public async Task A_decision_about_another_text_than_the_one_that_was_read_is_none(string way)
    {
        var id = await site.Ada.Post(Lawful);
        (await site.Boris.Report(id)).Dispose();
        var send = await Read();
        (await site.Ada.Edit(id, Threat)).Dispose();

        using var stale = await send();
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains("has changed this comment", await stale.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 1),
            await site.Query(async db => (await db.Decisions.CountAsync(), await db.Cases.CountAsync(x => x.ClosedAt == null))));
        using var fresh = await (await Read())();
        Assert.True(fresh.StatusCode is HttpStatusCode.Created or HttpStatusCode.Found, $"{fresh.StatusCode}");
        Assert.Equal(1, await site.Query(db => db.Decisions.CountAsync()));

        // What a moderator has before their eyes, and sends some time later.
        async Task<Func<Task<HttpResponseMessage>>> Read()
        {
            var text = (await site.Comment(id)).GetProperty("text").GetString()!;
            var body = new { rule = "threats", facts = "Found.",
                textHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))) };
            if (way.EndsWith("program", StringComparison.Ordinal))
                return () => api.PostAsJsonAsync($"/api/v1/comments/{id}/{way.Split(' ')[0]}", body);
            var page = await Site.Html(await mo.GetAsync(way.StartsWith("form[data", StringComparison.Ordinal)
                ? "/moderation" : $"{site.Page}/comments/{id}/removal"));
            var form = (IHtmlFormElement)page.QuerySelector($"main {way}")!;
            Assert.Contains(text, page.Body!.TextContent, StringComparison.Ordinal);
            return () => mo.PostAsync(form.GetAttribute("action"), Filled(form));
        }
    }

    [Fact]
    public async Task Of_a_wave_whatever_was_changed_meanwhile_is_left_out()
    {
        var (changed, same) = (await site.Ada.Post(Lawful), await site.Ada.Post("Offers."));
        foreach (var id in new[] { changed, same }) (await site.Boris.Report(id)).Dispose();
        var page = await Site.Html(await mo.GetAsync("/moderation"));
        var fields = page.QuerySelectorAll("[form=bulk], #bulk [type=hidden]").OfType<IHtmlInputElement>()
            .Select(x => KeyValuePair.Create(x.Name!, x.Value));
        (await site.Ada.Edit(changed, "The ferry leaves at one.")).Dispose();

        using var swept = await mo.PostAsync("/moderation/removal",
            new FormUrlEncodedContent([.. fields, new("rule", "spam"), new("text", "A wave.")]));

        Assert.Equal("/moderation?done=1&failed=1", swept.Headers.Location!.OriginalString);
        Assert.Equal(("published", "removed"), ((await site.Comment(changed)).GetProperty("status").GetString(),
            (await site.Comment(same)).GetProperty("status").GetString()));
        Assert.Contains("or changed by its author", await mo.GetStringAsync(swept.Headers.Location), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_edited_after_it_was_kept_can_be_reported_again()
    {
        var id = await site.Ada.Post(Lawful);
        (await site.Boris.Report(id)).Dispose();
        using var kept = await api.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { });
        site.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((false, 0), (await IsNew(), await Open()));
        (await site.Ada.Edit(id, Threat)).Dispose();

        Assert.Equal((true, 1), (await IsNew(), await Open()));
        Assert.Equal((false, 1), (await IsNew(), await Open()));
        Assert.Contains(Threat, await mo.GetStringAsync("/moderation"), StringComparison.Ordinal);
        await api.Remove(id, "threats");
        // The first answer stands: it was about other words, and counts for the reporter as it was.
        Assert.Equal((1, 1), await site.Query(
            async db => (await db.Reports.CountAsync(x => x.DismissedAt != null), await db.Reports.CountAsync(x => x.UpheldAt != null))));

        async Task<bool> IsNew()
        {
            using var answer = await site.Boris.Report(id, "threats");
            return (await answer.Json()).GetProperty("isNew").GetBoolean();
        }
        Task<int> Open() => site.Query(db => db.Cases.CountAsync(x => x.ClosedAt == null));
    }

    private static FormUrlEncodedContent Filled(
        IHtmlFormElement form) => new(form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>()
        .Select(x => KeyValuePair.Create(x.Name!, x.Value)).Append(new("rule", "threats")).Append(new("text", "Found.")));
}
