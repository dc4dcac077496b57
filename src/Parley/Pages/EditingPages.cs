using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

/// <summary>
/// The editors' own page for one discussion: close, slow, announce, ask at a passage; and their buttons on a
/// comment's options. All without script.
/// </summary>
public static class EditingPages
{
    private static readonly Refusal Endless = new(422, "no-end",
        "This closes the discussion until somebody opens it again. Press the button once more if you mean that, or give an end.");
    private static readonly Refusal BadUntil = new(422, "bad-until", "The end is a date with a time, as 2026-06-23 15:00.");

    public static void MapEditingPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/articles/{slug}/editing").GuardOrigin().ForStaff(Role.Editor).ExcludeFromDescription();
        pages.MapGet("/", Show);
        pages.MapPost("/interventions/{kind}", Take);
        pages.MapPost("/interventions/{kind}/end", Lift);
        pages.MapPost("/question", Ask);
        pages.MapPost("/questions/{id:guid}/end", Unask);
        pages.MapGet("/bar", Bar);
        pages.MapPost("/recall", Recall);
        pages.MapPost("/return", Return);
        var comments = routes.MapGroup("/articles/{slug}/comments/{id:guid}").GuardOrigin().ForStaff(Role.Editor).ExcludeFromDescription();
        comments.MapPost("/feature", Feature);
        comments.MapPost("/pin", Pin);
        routes.MapMethods("/articles/{slug}/featured", ["GET", "HEAD"], Featured).ExcludeFromDescription();
    }

    private static Task<IResult> Show(string slug, HttpContext http, Editing editing) => editing.Page(slug, http, _ => null);

    private static async Task<IResult> Take(string slug, string kind, HttpContext http, Editing editing, Interventions interventions,
        CurrentSite site, Desk desk, CancellationToken ct)
    {
        if (Kind(kind) is not { } what || await desk.Find(slug) is not { } open) return Problems.NotFound.AsProblem();
        var form = await http.Request.ReadFormAsync(ct);
        var minutes = int.TryParse(form["minutes"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : (int?)null;
        if (!QuestionPages.TryTime(form["until"].ToString().Trim(), site.Zone, out var until)) return await Again(BadUntil);
        if (what == InterventionKind.Closure && until is null && form["endless"] != "1" && Kept(form["text"])) return await Again(Endless);
        return (await interventions.Take(open.Discussion.Id, what, form["text"], minutes, until, Acting.In(http), ct))
                .Refused(out var refusal, out _)
            ? await Again(refusal) : Results.LocalRedirect($"~{open.Place.Path}/editing");

        Task<IResult> Again(Refusal no) => editing.Page(slug, http,
            x => x == what ? (no, form["text"].ToString(), form["minutes"].ToString(), form["until"].ToString()) : null);
    }

    // What can't be closed with these words is refused for that first.
    private static bool Kept(string? reason) => Markup.VisibleLength((reason ?? "").Trim()) > 0;

    private static async Task<IResult> Lift(
        string slug, string kind, HttpContext http, Interventions interventions, Desk desk, CancellationToken ct)
    {
        if (Kind(kind) is not { } what || await desk.Find(slug) is not { } open) return Problems.NotFound.AsProblem();
        return (await interventions.Lift(open.Discussion.Id, what, Acting.In(http), ct)).Refused(out var refusal, out _)
            ? refusal.AsProblem() : await Back(open.Place.Path + "/editing", http, ct);
    }

    // To where it was ended from.
    internal static async Task<IResult> Back(string path, HttpContext http, CancellationToken ct) =>
        Results.LocalRedirect(
            "~" + (http.Request.HasFormContentType && (await http.Request.ReadFormAsync(ct))["back"] == "desk" ? "/account#desk" : path));

    private static async Task<IResult> Unask(string slug, Guid id, HttpContext http, Choosing choosing, Desk desk, CancellationToken ct)
    {
        if (await desk.Find(slug) is not { } open) return Problems.NotFound.AsProblem();
        return (await choosing.Unask(open.Discussion.Id, id, ct)).Refused(out var refusal, out _)
            ? refusal.AsProblem() : await Back(open.Place.Path + "/editing", http, ct);
    }

    /// <summary>For the script, which puts it above an article that is the same for everybody.</summary>
    private static async Task<IResult> Bar(string slug, HttpContext http, Desk desk, PageRenderer pages) =>
        await desk.Find(slug) is { } open
            ? await pages.Personal<EditorsBar>(new EditorsBar.BarView(open.Place, Acting.In(http).Reader is { Role: Role.Moderator }))
            : Problems.NotFound.AsProblem();

    private static async Task<IResult> Ask(string slug, HttpContext http, Choosing choosing, Desk desk, CancellationToken ct)
    {
        if (await desk.Find(slug) is not { } open) return Problems.NotFound.AsProblem();
        var form = await http.Request.ReadFormAsync(ct);
        var story = StoryText.Of(open.Article.Body);
        var block = int.TryParse(form["block"], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? story.Blocks.FirstOrDefault(x => x.Index == index) : null;
        if (block is null) return Problems.NotFound.AsProblem();
        var quote = new TextQuote(block.Words, story.Before(block.Start, Passage.ShortestNeighbour),
            story.After(block.Start + block.Words.Length, Passage.ShortestNeighbour));
        return (await choosing.Ask(open.Discussion.Id, quote, form["text"], ct)).Refused(out var refusal, out _)
            ? refusal.AsProblem() : Results.LocalRedirect($"~{open.Place.Path}/editing");
    }

    private static async Task<IResult> Recall(string slug, HttpContext http, Publishing publishing, Desk desk, CancellationToken ct) =>
        await Stood(slug, desk, await publishing.Recall(slug, (await http.Request.ReadFormAsync(ct))["discussion"] == "readable", ct));

    private static async Task<IResult> Return(string slug, Publishing publishing, Desk desk, CancellationToken ct) =>
        await Stood(slug, desk, await publishing.Return(slug, ct));

    private static async Task<IResult> Stood(string slug, Desk desk, Outcome<Published> outcome)
    {
        if (outcome.Refused(out var refusal, out _)) return refusal.AsProblem();
        return await desk.Find(slug) is { } open ? Results.LocalRedirect($"~{open.Place.Path}/editing") : Problems.NotFound.AsProblem();
    }

    private static async Task<IResult> Feature(
        string slug, Guid id, HttpContext http, Choosing choosing, Desk desk, CancellationToken ct) =>
        await Chosen(slug, id, desk,
            await choosing.Feature(id, (await http.Request.ReadFormAsync(ct))["on"] == "1", Acting.In(http).Reader, ct));

    private static async Task<IResult> Pin(string slug, Guid id, HttpContext http, Choosing choosing, Desk desk, CancellationToken ct) =>
        await Chosen(slug, id, desk, await choosing.Pin(id, (await http.Request.ReadFormAsync(ct))["on"] == "1", ct));

    private static async Task<IResult> Chosen(string slug, Guid id, Desk desk, Outcome<Comment> outcome)
    {
        if (outcome.Refused(out var refusal, out _)) return refusal.AsProblem();
        return await desk.Find(slug) is { } open ? Results.LocalRedirect("~" + open.Place.Of(id)) : Problems.NotFound.AsProblem();
    }

    private static async Task Featured(HttpContext http, string slug, CurrentSite site, Snapshots snapshots, Renderings renderings) =>
        await PageRenderer.Answer(http,
            await snapshots.Get(new SnapshotKey("featured", site.Id, slug), _ => renderings.Make(async (services, now) =>
            {
                var db = services.GetRequiredService<Database>();
                if (await db.FindArticle(site.Id, slug, now) is not var (article, discussion)) return null;
                var place = Place.Of(article, discussion, site, now);
                var body = await services.GetRequiredService<PageRenderer>().Render<FeaturedPage>(
                    new FeaturedPage.FeaturedView(place, await services.GetRequiredService<Threads>().Featured(discussion, default)));
                return new Made(new Snapshot(body, PageRenderer.Html, place.Times.TrueUntil), discussion.Id, discussion.Version);
            })));

    private static InterventionKind? Kind(string name) =>
        Enum.GetValues<InterventionKind>().Cast<InterventionKind?>()
            .FirstOrDefault(kind => string.Equals(kind.ToString(), name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Makes the editors' page, with what was typed where it was refused.</summary>
public sealed class Editing(Database db, CurrentSite site, Desk desk, PageRenderer pages, TimeProvider clock)
{
    public async Task<IResult> Page(
        string slug, HttpContext http, Func<InterventionKind, (Refusal No, string Text, string Minutes, string Until)?> refused)
    {
        if (await desk.Find(slug) is not { } open) return Problems.NotFound.AsProblem();
        var inForce = await db.Interventions.AsNoTracking().InForce(site.Id, open.Discussion.Id, clock.Now())
            .ToDictionaryAsync(x => x.Kind, http.RequestAborted);
        var questions = await db.Passages.AsNoTracking()
            .Where(x => x.SiteId == site.Id && x.ArticleId == open.Article.Id && x.Question != null).OrderBy(x => x.Start)
            .ToListAsync(http.RequestAborted);
        var forms = Enum.GetValues<InterventionKind>().Select(kind =>
        {
            var (intervention, typed) = (inForce.GetValueOrDefault(kind), refused(kind));
            return new EditingPage.InterventionForm(kind, intervention, typed?.Text ?? intervention?.Text ?? "",
                typed?.Minutes ?? intervention?.Minutes?.ToString(CultureInfo.InvariantCulture) ?? "",
                typed?.Until ?? (intervention?.UntilAt is { } until ? QuestionPages.Typed(until, site.Zone) : ""), typed?.No);
        }).ToList();
        var status = forms.Select(x => x.Refusal?.Status).FirstOrDefault(x => x is not null) ?? 200;
        return await pages.Personal<EditingPage>(new EditingPage.EditingView(open.Place, desk.Stamp(http), site.Site.TimeZone, forms,
            StoryText.Of(open.Article.Body).Blocks, questions) { IsTakenBack = open.Article.IsTakenBack }, status);
    }
}
