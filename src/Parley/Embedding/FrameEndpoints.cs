using Parley.Comments;
using Parley.Discussions;
using Parley.Moderation;
using Parley.Pages;
using Parley.Sites;
using Parley.Votes;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// The discussion of another site's page, for a frame in it: the very thread that stands below an article here, its forms and its
/// buttons. Reading begins nothing; the first comment does.
/// </summary>
public static class FrameEndpoints
{
    /// <summary>Before a comment's id, in an address on another site's page.</summary>
    private const string Linked = "#parley-";

    public static void MapFrames(this IEndpointRouteBuilder routes)
    {
        var frames = routes.MapGroup(HostPage.Route).ExcludeFromDescription();
        ((IEndpointConventionBuilder)frames).Add(LetOriginsFrame);
        frames.MapMethods("/", ["GET", "HEAD"], ByAddress);
        frames.MapMethods("/{page}", ["GET", "HEAD"], Thread);
        frames.MapMethods("/{page}/comments/{comment}", ["GET", "HEAD"], Permalink);
        CommentForms.MapForms(frames.MapGroup("/{page}/comments"));
        frames.MapGroup("/{page}/comments").MapReturned();
        DecisionPages.MapReportForm(frames.MapGroup("/{page}/comments"));
        VoteEndpoints.MapButtons(frames.MapGroup("/{page}/comments/{id:guid}"));
    }

    // Also what is refused: a reader of the page around it shall see why. Around the whole answer, since a filter costs every reader more.
    private static void LetOriginsFrame(EndpointBuilder route)
    {
        var answer = route.RequestDelegate!;
        route.RequestDelegate = http =>
        {
            Headers.Frame(http, http.RequestServices.GetRequiredService<CurrentSite>().Framers);
            return answer(http);
        };
    }

    /// <summary>What the loader asks for: the page's whole address, the language it is in, and a comment that was linked to.</summary>
    private static Task ByAddress(
        HttpContext http, string? url, string? lang, string? sort, string? after, string? comment, Addresses addresses, CurrentSite site,
        Shelf shelf, Renderings renderings)
    {
        if (addresses.FramedPage(url, http).Refused(out var refusal, out var address)) return Problems.Write(http, refusal);
        var page = new HostPage(address, (lang is null ? null : Words.In(lang)) ?? site.Words);
        var linked = comment?.Replace(Linked, "", StringComparison.Ordinal);
        // Links from before are followed by the script, which asks where they lead.
        return linked is { Length: > 0 } and not ['#', ..]
            ? Context(http, page, linked, after, site, shelf, renderings)
            : Show(http, page, sort, after, site, shelf, renderings);
    }

    private static Task Thread(
        HttpContext http, string page, string? sort, string? after, Addresses addresses, CurrentSite site, Shelf shelf,
        Renderings renderings) =>
        addresses.Framed(page, http) is { } host
            ? Show(http, host, sort, after, site, shelf, renderings) : Problems.Write(http, Problems.NotFound);

    private static Task Permalink(
        HttpContext http, string page, string comment, string? after, Addresses addresses, CurrentSite site, Shelf shelf,
        Renderings renderings) =>
        addresses.Framed(page, http) is { } host
            ? Context(http, host, comment, after, site, shelf, renderings) : Problems.Write(http, Problems.NotFound);

    private static async Task Show(
        HttpContext http, HostPage page, string? sort, string? after, CurrentSite site, Shelf shelf, Renderings renderings)
    {
        if (ThreadOrder.Find(sort) is not { } order) { await Problems.Write(http, Problems.BadSort); return; }
        if (!Cursor.TryParse(after, order.Name, site.Site.Secret, out var cursor))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }
        var key = new SnapshotKey("frame", site.Id, page.Address, order.Name, after ?? "") { Language = page.Words.Tag };
        await shelf.Answer(http, key, _ => renderings.Make((services, now) => Render(services, page, order, cursor, now)));
    }

    private static async Task<Made?> Render(IServiceProvider services, HostPage page, ThreadOrder order, Cursor? cursor, DateTimeOffset now)
    {
        var open = await services.GetRequiredService<Desk>().Find(page);
        if (open.Discussion.HiddenAt is not null) return null;
        var (thread, _) = await services.GetRequiredService<ThreadViews>()
            .Of(open.Discussion, open.Version, open.Place, order, cursor, now);
        var site = services.GetRequiredService<CurrentSite>();
        var policy = site.Text(SiteTextKind.Policy, page.Words);
        var body = await services.GetRequiredService<PageRenderer>().Render<FramePage>(
            new FramePage.FrameView(open.Place, Markup.Article(policy), thread)
            {
                // The site's own words stay in its own language, whatever the page around it speaks.
                PolicyLanguage = policy == site.Text(SiteTextKind.Policy) && page.Words.Tag != site.Words.Tag ? site.Words.Tag : null,
            });
        return new Made(new Snapshot(body, PageRenderer.Html, open.Place.Times.TrueUntil), open.Discussion.Id, open.Version)
            { IsRare = open.Version == 0 || cursor is not null };
    }

    private static async Task Context(
        HttpContext http, HostPage page, string id, string? after, CurrentSite site, Shelf shelf, Renderings renderings)
    {
        if (!Guid.TryParseExact(id, "D", out var comment)) { await Problems.Write(http, Problems.BadId); return; }
        if (!Cursor.TryParse(after, "replies", site.Site.Secret, out var cursor) || (cursor is not null && cursor.Id != comment))
        {
            await Problems.Write(http, Problems.BadCursor);
            return;
        }
        var key = new SnapshotKey("frame-comment", site.Id, page.Address, comment.ToString(), after ?? "") { Language = page.Words.Tag };
        await shelf.Answer(http, key, _ => renderings.Make((services, _) => RenderContext(services, page, comment, cursor)));
    }

    private static async Task<Made?> RenderContext(IServiceProvider services, HostPage page, Guid comment, Cursor? cursor)
    {
        var open = await services.GetRequiredService<Desk>().Find(page);
        var context = await services.GetRequiredService<Threads>().Around(
            open.Discussion, comment, (int)(cursor?.Score ?? Threads.BeforeAll), CancellationToken.None);
        if (context is null || open.Discussion.HiddenAt is not null) return null;
        var body = await services.GetRequiredService<PageRenderer>().Render<ContextPage>(
            new ContextPage.ContextView(open.Place, open.Discussion, context, Canonical: null, Card: null));
        return new Made(new Snapshot(body, PageRenderer.Html, open.Place.Times.TrueUntil), open.Discussion.Id, open.Version)
            { IsRare = true };
    }
}
