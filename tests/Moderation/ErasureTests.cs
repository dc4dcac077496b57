using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Moderation;
using Parley.Readers;

namespace Parley.Tests.Moderation;

/// <summary>Whose words they are may take them back, whatever was decided about them.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private readonly Site site = new();
    private HttpClient mo = null!, mia = null!;

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        (mo, mia) = (await site.Moderator("mo"), await site.Moderator("mia"));
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task A_withdrawal_destroys_what_could_prove_what_was_said_and_no_proof_breaks()
    {
        var (other, id) = (await site.Boris.Post("Somebody else's."), await site.Ada.Post("Removed, restored, noticed."));
        await mo.Remove(other);
        var (decision, _) = await mo.Remove(id);
        using var suspended = await mo.PostAsJsonAsync($"/api/v1/decisions/{decision}/suspension", new { facts = "The third time." });
        (await mia.Rule(await site.Ada.Http.Appeal(decision))).Dispose();
        using var noticed = await site.Api().PostAsJsonAsync("/api/v1/notices", new
        {
            url = new Uri(site.Address, $"{site.Page}/comments/{id}").ToString(), rule = "threats", reasons = "A threat.", name = "Nora",
            email = "nora@example.org", goodFaith = true,
        });
        Assert.Equal(HttpStatusCode.Created, noticed.StatusCode);
        using var kept = await mia.PostAsJsonAsync($"/api/v1/comments/{id}/keeping", new { facts = "None." });
        var before = await Entries();
        Assert.Equal(6, await Salts());

        using var withdrawn = await site.Ada.Withdraw(id);

        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        // That of the other comment stays, and those of the suspension: its reason is a moderator's.
        Assert.Equal(3, await Salts());
        Assert.Equal(before, await Entries());
        using var scope = site.App.Services.CreateScope();
        await site.Sign();
        Assert.Empty((await scope.ServiceProvider.GetRequiredService<LogFromDatabase>().Check(null, default)).Findings);

        async Task<string> Entries() =>
            (await site.Api().GetFromJsonAsync<JsonElement>("/api/v1/log/entries?from=0&count=100")).GetProperty("entries").ToString();
        Task<int> Salts() => site.Query(db => db.LogSalts.CountAsync());
    }

    [Theory]
    [InlineData("program")]
    [InlineData("form")]
    [InlineData("receipt")]
    public async Task The_author_of_a_removed_comment_takes_its_text_back_and_the_decision_stays(string way)
    {
        var id = await site.Ada.Post("First my nonsense.");
        var reply = await site.Boris.Post("What nonsense?", id);
        (await site.Ada.Edit(id, "Then other nonsense.")).Dispose();
        var (decision, _) = await mo.Remove(id);
        var before = (await site.Comment(id)).GetProperty("removal").ToString();
        using var stranger = await Withdraw(site.Boris.Http, "");
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        var receipt = await site.Ada.Receipt(id);
        using var staff = await Withdraw(mo, receipt);
        Assert.Equal(HttpStatusCode.Forbidden, staff.StatusCode);

        using var done = way switch
        {
            "program" => await site.Ada.Withdraw(id),
            "form" => await Withdraw(site.Ada.Http, ""),
            _ => await Withdraw(site.Browser(), receipt),
        };

        Assert.True(done.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Found, $"{done.StatusCode}");
        var comment = await site.Comment(id);
        Assert.Equal(("removed", before, 1), (comment.GetProperty("status").GetString(), comment.GetProperty("removal").ToString(),
            comment.GetProperty("replyCount").GetInt32()));
        Assert.Contains("Rule: Spam", (await site.Html(site.Page)).GetElementById($"c-{id}")!.TextContent, StringComparison.Ordinal);
        Assert.Equal((0, 0), (await site.Query(db => db.LogSalts.CountAsync()), await site.Query(db => db.CommentRevisions.CountAsync())));
        Assert.DoesNotContain("nonsense", await site.Query(
                async db => string.Join(' ', await db.Comments.Where(x => x.Id == id).Select(x => x.Text + x.Words).ToListAsync())),
            StringComparison.OrdinalIgnoreCase);
        var page = await Site.Html(await site.Ada.Http.GetAsync($"/decisions/{decision}"));
        Assert.Contains("Its author has withdrawn the text.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("The same offer as below", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("form[action$=withdrawal]"));
        using var twice = await site.Ada.Withdraw(id);
        using var thrice = await Withdraw(site.Ada.Http, "");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Found), (twice.StatusCode, thrice.StatusCode));
        Assert.NotEqual(Guid.Empty, reply);

        Task<HttpResponseMessage> Withdraw(HttpClient client, string with) =>
            client.PostAsync($"/decisions/{decision}/withdrawal", new FormUrlEncodedContent([new("receipt", with)]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_its_author_has_taken_back_does_not_come_back_when_the_removal_was_wrong(bool hasReplies)
    {
        var parent = await site.Boris.Post("Who saw the pelican?");
        var id = await site.Ada.Post("I did.", parent);
        if (hasReplies) await site.Boris.Post("Where?", id);
        var (decision, _) = await mo.Remove(id);
        (await site.Ada.Withdraw(id)).Dispose();
        var count = (await site.Discussion()).GetProperty("count").GetInt32();
        var appeal = await site.Ada.Http.Appeal(decision);
        var queue = await (await site.SignedIn(Role.Moderator, "mia@news.example")).GetStringAsync("/moderation?kind=appeal");
        Assert.Contains("This comment is no longer shown.", queue, StringComparison.Ordinal);

        using var ruled = await mia.Rule(appeal);

        Assert.Equal(HttpStatusCode.OK, ruled.StatusCode);
        Assert.Equal(count, (await site.Discussion()).GetProperty("count").GetInt32());
        var place = (await site.Html(site.Page)).GetElementById($"c-{id}");
        if (hasReplies) Assert.Contains("withdrawn by its author", place!.TextContent, StringComparison.Ordinal);
        else Assert.Null(place);
        Assert.Equal(hasReplies ? 1 : 0, (await site.Comment(parent)).GetProperty("replyCount").GetInt32());
        Assert.Equal(0, await site.Query(db => db.Ledger.CountAsync(x => x.SubjectId == id && x.UndoneAt == null)));
        Assert.Contains("it does not come back", await site.Ada.Http.GetStringAsync($"/decisions/{decision}"), StringComparison.Ordinal);
    }
}
