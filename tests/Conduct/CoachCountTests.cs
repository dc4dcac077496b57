using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conduct;
using Parley.Readers;

namespace Parley.Tests.Conduct;

/// <summary>What the coach's hints come to.</summary>
public sealed class CoachCountTests(Site site) : IClassFixture<Site>
{
    private const string Rude = "You are an idiot, and you know it.";

    [Fact]
    public async Task What_becomes_of_hints_is_counted_by_the_day_and_for_nobody_in_particular()
    {
        var (browser, first) = (site.Browser(), site.Clock.GetUtcNow());

        // Told without script, and posted as it was.
        Assert.Equal(HttpStatusCode.OK, await Send(browser, Rude, ""));
        Assert.Equal(HttpStatusCode.Found, await Send(browser, Rude, "NAME_CALLING"));
        // What can't be written now is written with the next.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tally.Write(new CancellationToken(canceled: true)));
        await Write();
        // Told by the script, once for the form, and changed; a day later.
        site.Clock.Advance(TimeSpan.FromDays(1));
        foreach (var hint in new[] { "", "NAME_CALLING" })
            (await browser.PostAsync("/conduct/hint", new FormUrlEncodedContent([new("text", Rude), new("hint", hint)]))).Dispose();
        await Write();
        Assert.Equal(HttpStatusCode.Found, await Send(browser, "You are mistaken: the report says twelve on page 4.", "NAME_CALLING"));
        // Never told; refused, and so not posted; a civil draft.
        Assert.Equal(HttpStatusCode.Found, await Send(browser, "The ferry costs more than the bridge, says page 12.", ""));
        Assert.NotEqual(HttpStatusCode.Found, await Send(browser, "", "NAME_CALLING"));
        (await browser.PostAsync("/conduct/hint", new FormUrlEncodedContent([new("text", "The ferry costs more.")]))).Dispose();
        await Write();
        await Write();

        var days =
            await site.Query(db => db.CoachCounts.OrderBy(x => x.Day).Select(x => new { x.Day, x.Shown, x.Changed, x.Kept }).ToListAsync());
        var day = DateOnly.FromDateTime(first.UtcDateTime);
        Assert.Equal([(day, 1, 0, 1), (day.AddDays(1), 1, 1, 0)], days.ConvertAll(x => (x.Day, x.Shown, x.Changed, x.Kept)));
        var page = await (await site.SignedIn(Role.Moderator, "insight@news.example")).GetStringAsync("/moderation/insights");
        Assert.Contains("2 shown, 1 changed after it, 1 posted as they were.", page, StringComparison.Ordinal);
    }

    private CoachTally Tally => site.App.Services.GetRequiredService<CoachTally>();

    private Task Write() => Tally.Write(TestContext.Current.CancellationToken);

    private async Task<HttpStatusCode> Send(HttpClient browser, string text, string hint)
    {
        var stamp = (await Site.Html(await browser.GetAsync(site.Page))).QuerySelector("form.write input[name=stamp]")!
            .GetAttribute("value")!;
        using var answer = await browser.PostAsync(site.Page + "/comments",
            new FormUrlEncodedContent([new("stamp", stamp), new("text", text), new("name", "Dora"), new("hint", hint)]));
        return answer.StatusCode;
    }
}
