using System.Text;
using Parley.Comments;
using Parley.Discussions;
using Parley.Pages;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// A discussion for the server of the page it belongs to: as HTML without style and script, to be put into the element that the loader
/// fills, so that search engines and readers without script have it; and as JSON-LD. Both are kept like pages.
/// </summary>
public static class InclusionEndpoints
{
    private const string Html = "/embed/discussion.html";
    private const string Data = "/embed/discussion.jsonld";

    public static void MapInclusion(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").WithTags("Embedding");
        pages.MapMethods(Html, ["GET", "HEAD"], AsHtml).WithSummary("The discussion of a page as plain HTML, for inclusion by its server");
        pages.MapMethods(Data, ["GET", "HEAD"], AsData).WithSummary("The discussion of a page in the terms of schema.org");
    }

    private static Task<IResult> AsHtml(
        HttpContext http, string? url, string? lang, string? sort, string? after, Addresses addresses, CurrentSite site,
        Snapshots snapshots, Renderings renderings) =>
        Answer("plain-html", http, url, lang, sort, after, addresses, site, snapshots, renderings,
            async (services, open, thread, absolute) =>
                new(await services.GetRequiredService<PageRenderer>()
                        .Render<PlainThread>(new PlainThread.PlainView(open.Place, open.Discussion.CommentCount, thread, absolute)),
                    PageRenderer.Html));

    private static Task<IResult> AsData(
        HttpContext http, string? url, string? lang, string? sort, string? after, Addresses addresses, CurrentSite site,
        Snapshots snapshots, Renderings renderings) =>
        Answer("plain-data", http, url, lang, sort, after, addresses, site, snapshots, renderings,
            (_, open, thread, absolute) => Task.FromResult(new Snapshot(
                Encoding.UTF8.GetBytes(JsonLd.OfPage(open.Place, absolute, thread.Comments, open.Discussion.CommentCount)),
                "application/ld+json; charset=utf-8")));

    private static async Task<IResult> Answer(
        string kind, HttpContext http, string? url, string? lang, string? sort, string? after, Addresses addresses, CurrentSite site,
        Snapshots snapshots, Renderings renderings, Func<IServiceProvider, Open, ThreadPage, Func<string, string>, Task<Snapshot>> write)
    {
        // What everybody may see, any page's script may read.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        if (addresses.FramedPage(url, http).Refused(out var refusal, out var address)) return refusal.AsProblem();
        if (ThreadOrder.Find(sort) is not { } order) return Problems.BadSort.AsProblem();
        if (!Cursor.TryParse(after, order.Name, site.Site.Secret, out var cursor)) return Problems.BadCursor.AsProblem();
        var page = new HostPage(address, (lang is null ? null : Words.In(lang)) ?? site.Words);
        var key = new SnapshotKey($"{kind}-{page.Words.Tag}", site.Id, page.Address, order.Name, after ?? "");
        return new Shown(await snapshots.Get(key, _ => renderings.Make(async (services, _) =>
        {
            var open = await services.GetRequiredService<Desk>().Find(page);
            if (open.Discussion.HiddenAt is not null) return null;
            var thread = await services.GetRequiredService<Threads>()
                .Page(open.Discussion, order, cursor, Threads.PerPage, CancellationToken.None);
            return new Made(await write(services, open, thread, site.Absolute), open.Discussion.Id, open.Version)
                { IsRare = open.Version == 0 || cursor is not null };
        })));
    }

    private sealed class Shown(Snapshot? page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => PageRenderer.Answer(httpContext, page);
    }
}
