using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;

namespace Parley.Pages;

/// <summary>What a reader lets rest: where they find it, and what they can do with it. All without script.</summary>
public static class RestingForms
{
    /// <summary>On a reader's own page, also for discussions that can be read no more.</summary>
    public static void MapRestingForms(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/account").GuardOrigin().ExcludeFromDescription();
        own.MapPost("/resting/{id:guid}/end", End).LimitNetwork(Limits.NetworkSends);
    }

    /// <summary>Among the comments of a discussion, below an article or in a frame.</summary>
    public static void MapResting(this RouteGroupBuilder comments)
    {
        comments.MapGet("/resting", All);
        comments.MapGet("/resting/{id:guid}", Show);
        comments.MapPost("/resting/{id:guid}/post", Post).LimitNetwork(Limits.NetworkSends);
        comments.MapPost("/resting/{id:guid}/end", End).LimitNetwork(Limits.NetworkSends);
    }

    private static async Task<IResult> All(
        HttpContext http, Desk desk, RestingLines lines, PageRenderer pages, CancellationToken ct) =>
        await desk.Find(http) is { } open
            ? await pages.Personal<RestingPage>(new RestingPage.RestsHere(
                open.Place, await lines.In(open, await desk.Identity.Who(http), desk.Stamp(http), ct)))
            : Problems.NotFound.AsProblem();

    private static async Task<IResult> Show(Guid id, HttpContext http, Desk desk, Resting resting, CancellationToken ct)
    {
        if (await desk.Find(http) is not { } open) return Problems.NotFound.AsProblem();
        var who = await desk.Identity.Who(http);
        return await resting.Find(who, id, ct) is { } mine && await resting.IsIn(mine, open.Discussion.Id, ct)
            ? await Write(http, desk, open, who!, mine, null) : Problems.NotFound.AsProblem();
    }

    private static async Task<IResult> Post(Guid id, HttpContext http, Desk desk, Resting resting, CancellationToken ct)
    {
        if (await desk.Find(http) is not { } open || await desk.Identity.Who(http) is not { } who) return Problems.NotFound.AsProblem();
        // Below another page than its own, where its refusal would be shown in the wrong box.
        if (await resting.Find(who, id, ct) is { } known && !await resting.IsIn(known, open.Discussion.Id, ct))
            return Problems.NotFound.AsProblem();
        if (!(await resting.Post(id, who, Network.Of(http), ct)).Refused(out var refusal, out var posted))
            return Results.LocalRedirect("~" + open.Place.Of(posted.CommentId));
        desk.Forget();
        return await resting.Find(who, id, ct) is { } mine ? await Write(http, desk, open, who, mine, refusal) : refusal.AsProblem();
    }

    private static async Task<IResult> End(Guid id, HttpContext http, Desk desk, Identity identity, Resting resting, CancellationToken ct)
    {
        if (await identity.Who(http) is { } who) await resting.End(id, who, ct);
        var isBelow = http.GetRouteValue("slug") is not null || http.GetRouteValue("page") is not null;
        if (!isBelow) return Results.LocalRedirect("~/account");
        return await desk.Find(http) is { } open ? Results.LocalRedirect($"~{open.Place.Path}/comments/resting")
            : Problems.NotFound.AsProblem();
    }

    // In the box that every comment is written in, so that it is posted, changed or laid to rest again there.
    private static async Task<IResult> Write(HttpContext http, Desk desk, Open open, Reader who, RestingComment mine, Refusal? no)
    {
        var form = desk.Form(open, "/comments", http, who) with { Text = mine.Text, Quote = mine.Quote, RestingId = mine.Id, Refusal = no };
        var parent = mine.ParentId is { } id && await desk.Comment(open, id) is { IsPublished: true } ? mine.ParentId : null;
        // What it answers is gone: whoever sends it now is told so, and sends it as a new one.
        if (parent is null && mine.ParentId is not null && no is null) form = form with { Refusal = Posting.ParentGone };
        if (parent is not null) form = form with { ParentId = parent, Submit = open.T["Post reply"] };
        return await desk.Write(http, open, parent is null ? open.Place.Box.Title : open.T["Your reply"],
            form.Refused(no, http), parent, no?.Status ?? StatusCodes.Status200OK);
    }
}

/// <summary>Makes the lines that tell a reader what rests.</summary>
public sealed class RestingLines(Resting resting, Database db, CurrentSite site, Addresses addresses, TimeProvider clock)
{
    private const int ExcerptGraphemes = 160;

    public async Task<RestingView> In(Open open, Reader? reader, string stamp, CancellationToken ct)
    {
        var here = reader is null ? [] : await resting.In(open.Discussion.Id, reader, ct);
        return new([.. here.Select(x => Line(x, open.Place.Path, $"{open.Place.Path}/comments/resting/{x.Id}/end"))], stamp,
            open.Place.Times);
    }

    /// <summary>All of a reader's, whole: also what can't be reached any more where it was written.</summary>
    public async Task<RestingView> Of(Reader reader, HttpContext http, string stamp, Times times, CancellationToken ct)
    {
        var (lines, now) = (new List<RestingLine>(), clock.Now());
        foreach (var one in await resting.Of(reader, ct))
        {
            var home = await resting.HomeOf(one, ct);
            var story = home?.ArticleId is null ? null : await db.Articles.AsNoTracking()
                .Where(x => x.SiteId == site.Id && x.Id == home.ArticleId && x.PublishedAt <= now).Select(x => new { x.Title, x.Slug })
                .FirstOrDefaultAsync(ct);
            // What stands there whole already is not there to be unfolded.
            var whole = Excerpt(one) == one.Text ? null : one.Text;
            var (url, end) = (home?.Url ?? one.Address ?? "", $"/account/resting/{one.Id}/end");
            lines.Add(home?.HiddenAt is not null || (home?.ArticleId is null ? !CanBeFramed(url, http) : story is null)
                ? Line(one, null, end) with { Text = one.Text }
                : Line(one, story is null ? new HostPage(url, site.Words).Path : "/articles/" + Uri.EscapeDataString(story.Slug), end) with
                {
                    Title = story?.Title ?? (home is { Title.Length: > 0 } ? home.Title : site.AddressRules.Shown(url)), Text = whole,
                });
        }
        return new(lines, stamp, times);
    }

    private bool CanBeFramed(string url, HttpContext http) =>
        addresses.FramedPage(url.StartsWith('/') ? site.Absolute(Addresses.Link(url)) : url, http).Refusal is null;

    private RestingLine Line(RestingComment one, string? path, string endPath) => new(one.Id, path, endPath,
        Excerpt(one), one.RestsUntil, one.HasRested(clock.Now()));

    private static string Excerpt(RestingComment one) => Markup.Excerpt(one.Text, ExcerptGraphemes, TextFormat.Markdown);
}

public sealed record RestingView(IReadOnlyList<RestingLine> Lines, string Stamp, Times Times);

/// <param name="Path">Of its discussion; null where that can be opened no more.</param>
/// <param name="EndPath">Where it is thrown away.</param>
public sealed record RestingLine(Guid Id, string? Path, string EndPath, string Excerpt, DateTimeOffset Until, bool HasRested)
{
    /// <summary>Of the page that it is about; null on that page, and where it can be opened no more.</summary>
    public string? Title { get; init; }

    /// <summary>Whole, as it was typed; null where its excerpt is the whole, or the box that it was written in shows it.</summary>
    public string? Text { get; init; }
}
