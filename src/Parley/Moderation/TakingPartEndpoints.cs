using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>How readers take part, as the newsroom looks at it and as programs take it along.</summary>
public static class TakingPartEndpoints
{
    private static readonly Refusal BadDays = new(422, "bad-days",
        "Give from and to as days, like 2026-06-23, the later one last and at most 371 days apart.");

    private static readonly string[] Columns =
    [
        "day", "counted", "comments", "replies", "writers", "readers", "replies_per_comment", "share_writing", "first_replies",
        "first_reply_minutes", "hints_shown", "hints_changed", "hints_kept",
    ];

    public static void MapTakingPart(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/insights").GuardOrigin().ForStaff(Role.Editor).ExcludeFromDescription();
        pages.MapGet("/", Show);
        var api = routes.MapGroup("/api/v1").WithTags("Insights").GuardOrigin().ForStaff(Role.Editor, orKey: true);
        api.MapGet("/insights", Json).WithSummary("How readers took part, day by day; for editors, or with the site's key");
        api.MapGet("/insights.csv", Csv).Produces<string>(200, "text/csv").WithSummary("The same as comma-separated values");
    }

    private static async Task<IResult> Show(string? over, HttpContext http, Insights insights, CurrentSite site, PageRenderer pages,
        TimeProvider clock, CancellationToken ct)
    {
        var span = TakingPartView.Spans.FirstOrDefault(x => x.Name == over, TakingPartView.Spans[0]);
        var to = clock.Now().DayIn(site.Zone).AddDays(-1);
        var days = await insights.Days(to.AddDays(1 - span.Days), to, ct);
        return await pages.Personal<TakingPartPage>(new TakingPartView(site.Words, site.Site.Name, span, Insights.By(span.Step, days),
            days.Aggregate((sum, next) => sum + next), Acting.In(http).Reader!.Role >= Role.Moderator));
    }

    private static async Task<Results<Ok<InsightsAnswer>, Refused>> Json(string? from, string? to, Insights insights, CurrentSite site,
        TimeProvider clock, CancellationToken ct)
    {
        if (Days(from, to, clock.Now().DayIn(site.Zone)) is not var (first, last)) return BadDays.Refuse();
        return TypedResults.Ok(new InsightsAnswer(site.Zone.Id, [.. (await insights.Days(first, last, ct)).Select(InsightsDay.Of)]));
    }

    private static async Task<IResult> Csv(string? from, string? to, HttpContext http, Insights insights, CurrentSite site,
        TimeProvider clock, CancellationToken ct)
    {
        if (Days(from, to, clock.Now().DayIn(site.Zone)) is not var (first, last)) return BadDays.AsProblem();
        var lines = (await insights.Days(first, last, ct)).Select(InsightsDay.Of).Select(x => string.Join(',', new object?[]
        {
            x.Day.ToString("O", CultureInfo.InvariantCulture), x.Counted ? "true" : "false", x.Comments, x.Replies, x.Writers, x.Readers,
            x.RepliesPerComment, x.ShareWriting, x.FirstReplies, x.FirstReplyMinutes, x.Hints.Shown, x.Hints.Changed, x.Hints.Kept,
        }.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))));
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.ContentDisposition = "attachment; filename=insights.csv";
        return Results.Text(string.Join("\r\n", [string.Join(',', Columns), .. lines, ""]), "text/csv", Encoding.UTF8);
    }

    /// <summary>The days asked for, or the last four weeks that are over; null for what can't be answered.</summary>
    private static (DateOnly From, DateOnly To)? Days(string? from, string? to, DateOnly today)
    {
        if (!Read(to, today.AddDays(-1), out var last) || !Read(from, last.AddDays(-27), out var first)) return null;
        return first <= last && last.DayNumber - first.DayNumber < InsightCounting.MostDays ? (first, last) : null;
    }

    private static bool Read(string? text, DateOnly usual, out DateOnly day)
    {
        day = usual;
        return text is null
            || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year > 1;
    }
}

/// <param name="TimeZone">Where its days begin, by its IANA name.</param>
/// <param name="Days">The oldest first.</param>
public sealed record InsightsAnswer(string TimeZone, IReadOnlyList<InsightsDay> Days);

/// <param name="Counted">False: what was said on that day is not counted yet.</param>
/// <param name="Comments">Neither withdrawn nor removed.</param>
/// <param name="Replies">Those among them that answer another.</param>
/// <param name="Writers">Who wrote them, staff left out.</param>
/// <param name="Readers">Browsers that followed a discussion, each once.</param>
/// <param name="RepliesPerComment">For each comment that began a thread; null without any.</param>
/// <param name="ShareWriting">From 0 to 1; null where no readers were counted.</param>
/// <param name="FirstReplies">Comments that got their first reply from somebody else on that day.</param>
/// <param name="FirstReplyMinutes">Half of them within so many; null without any, and where it was more than thirty days.</param>
public sealed record InsightsDay(DateOnly Day, bool Counted, int Comments, int Replies, int Writers, int Readers, double? RepliesPerComment,
    double? ShareWriting, int FirstReplies, int? FirstReplyMinutes, InsightsHints Hints)
{
    public static InsightsDay Of(InsightFigures x) => new(x.From, x.Uncounted == 0, x.Comments, x.Replies, x.Writers, x.Readers,
        Rounded(x.RepliesPerComment), Rounded(x.ShareWriting), x.FirstReplies.Sum(), x.FirstReply is int.MaxValue ? null : x.FirstReply,
        new(x.Hints.Shown, x.Hints.Changed, x.Hints.Kept));

    private static double? Rounded(double? number) => number is { } some ? Math.Round(some, 4) : null;
}

/// <param name="Shown">Drafts that got a hint of the coach's.</param>
/// <param name="Changed">Posted afterwards with words for which there is none.</param>
/// <param name="Kept">Posted as they were.</param>
public sealed record InsightsHints(int Shown, int Changed, int Kept);
