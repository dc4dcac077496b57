using System.Globalization;
using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>Where the staff name those who answer, without script. Their sign-in links are shown once, in the answer to the form.</summary>
public static class QuestionPages
{
    private static readonly Refusal BadUntil = new(422, "bad-until",
        "The end of the answering is a date with a time, as 2026-06-23 15:00.");

    public static void MapQuestionPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/articles/{slug}/questions-and-answers").GuardOrigin().ForStaff(Role.Editor).ExcludeFromDescription();
        pages.MapGet("/", Show);
        pages.MapPost("/", Open);
        pages.MapPost("/end", End);
    }

    private static async Task<IResult> Show(string slug, HttpContext http, Desk desk, Database db, CurrentSite site, PageRenderer pages,
        TimeProvider clock, CancellationToken ct)
    {
        if (await desk.Find(slug) is not { } open) return Problems.NotFound.AsProblem();
        var answering = await db.AnsweringIn(open.Discussion, clock.Now(), ct);
        return await pages.Personal<QuestionsPage>(new QuestionsPage.QuestionsView(open.Place, desk.Stamp(http), site.Site.TimeZone)
        {
            IsOpen = answering is not null, Until = answering?.Until is { } until ? Typed(until, site.Zone) : "",
            Names = string.Join('\n', (answering?.Respondents ?? []).Select(x => x.Name)),
        });
    }

    private static async Task<IResult> Open(
        string slug, HttpContext http, Desk desk, Questions questions, CurrentSite site, PageRenderer pages, CancellationToken ct)
    {
        if (await desk.Find(slug) is not { } open) return Problems.NotFound.AsProblem();
        var form = await http.Request.ReadFormAsync(ct);
        var (names, until) = (form["names"].ToString(), form["until"].ToString().Trim());
        var view = new QuestionsPage.QuestionsView(open.Place, desk.Stamp(http), site.Site.TimeZone)
        {
            Names = names, Until = until, IsOpen = open.Discussion.QuestionsAt is not null,
        };

        if (!TryTime(until, site.Zone, out var end)) return await Again(BadUntil);
        var people = names.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if ((await questions.Open(open.Discussion.Id, people, end, form["links"].Count > 0, ct)).Refused(out var refusal, out var opened))
            return await Again(refusal);
        return await pages.Personal<QuestionsPage>(view with { IsOpen = true, Opened = opened });

        Task<IResult> Again(Refusal no) => pages.Personal<QuestionsPage>(view with { Refusal = no }, no.Status);
    }

    private static async Task<IResult> End(string slug, HttpContext http, Desk desk, Questions questions, CancellationToken ct)
    {
        if (await desk.Find(slug) is not { } open) return Problems.NotFound.AsProblem();
        return (await questions.End(open.Discussion.Id, ct)).Refused(out var refusal, out _)
            ? refusal.AsProblem() : await EditingPages.Back(open.Place.Path + "#discussion", http, ct);
    }

    /// <summary>A time as a form sends it, in the newsroom's zone; empty for none.</summary>
    public static bool TryTime(string text, TimeZoneInfo zone, out DateTimeOffset? time)
    {
        time = null;
        if (text.Length == 0) return true;
        if (!DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var local) || local.Year is < 1900 or > 2900) return false;
        time = ManuscriptFile.Local(local, zone);
        return true;
    }

    public static string Typed(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
