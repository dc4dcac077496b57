using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Data;
using Parley.Discussions;
using Parley.Pages;
using Parley.Sites;
using Parley.Web;

namespace Parley.Search;

public static class SearchEndpoints
{
    private const int MostPerPage = 100;

    private static readonly Refusal UnknownPlace = new(404, "unknown-discussion", "There is no discussion at that address.");

    public static void AddSearch(this IServiceCollection services) => services.AddScoped<Finding>();

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/search", OfSite).LimitNetwork(Limits.NetworkSearches).ExcludeFromDescription();
        routes.MapGet("/articles/{slug}/search", OfDiscussion).LimitNetwork(Limits.NetworkSearches).ExcludeFromDescription();
        routes.MapGroup("/api/v1").WithTags("Search").MapGet("/search", Api).LimitNetwork(Limits.NetworkSearches)
            .WithSummary("Articles and comments with these words, the newest first; in: only the discussion of the page at this address");
    }

    private static Task<IResult> OfSite(
        string? q, string? after, Finding finding, CurrentSite site, PageRenderer pages, TimeProvider clock, CancellationToken ct) =>
        Page(q, after, new(site.Words, site.Site.Name, null, "/search", new Times(clock.Now(), site.Zone, site.Words)), null,
            finding, pages, ct);

    private static async Task<IResult> OfDiscussion(
        string slug, string? q, string? after, Finding finding, Desk desk, PageRenderer pages, CancellationToken ct) =>
        await desk.Find(slug) is not { } open ? Problems.NotFound.AsProblem()
            : await Page(q, after, new(open.T, open.Place.SiteName, open.Place, open.Place.Path + "/search", open.Place.Times),
                open.Discussion, finding, pages, ct);

    private static async Task<IResult> Page(string? q, string? after, SearchPage.SearchView view, Discussion? discussion, Finding finding,
        PageRenderer pages, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(q)) return await pages.Personal<SearchPage>(view);
        if (!finding.TryCursor(after, out var cursor)) return Problems.BadCursor.AsProblem();
        view = view with { Asked = q.Length <= SearchQuery.Longest ? CleanText.Storable(q) : "" };
        if (SearchQuery.Of(q).Refused(out var refusal, out var query))
            return await pages.Personal<SearchPage>(view with { Refusal = refusal }, refusal.Status);
        return await pages.Personal<SearchPage>(
            view with { Found = await finding.Find(query, discussion, cursor, Finding.PerPage, ct), IsFirst = cursor is null });
    }

    private static async Task<Results<Ok<SearchAnswer>, Refused>> Api(
        string? q, string? @in, string? limit, string? after, HttpContext http, Finding finding, Addresses addresses, Database db,
        CurrentSite site, CancellationToken ct)
    {
        if (SearchQuery.Of(q ?? "").Refused(out var refusal, out var query)) return refusal.Refuse();
        if (!finding.TryCursor(after, out var cursor)) return Problems.BadCursor.Refuse();
        var count = Finding.PerPage;
        if (limit is not null
                && !(int.TryParse(limit, System.Globalization.NumberStyles.None, null, out count) && count is >= 1 and <= MostPerPage))
            return Problems.BadLimit.Refuse();
        Discussion? discussion = null;
        if (@in is not null && (addresses.Normalise(@in, http.Request.Host.Value) is not { } address
                || (discussion = await addresses.Find(db, address, ct)) is null))
            return UnknownPlace.Refuse();

        var found = await finding.Find(query, discussion, cursor, count, ct);
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Ok(new SearchAnswer(
            [.. found.Articles.Select(x => new SearchArticle(site.Absolute(x.Path), x.Title, x.PublishedAt, x.Excerpt))],
            [.. found.Comments.Select(x => new SearchComment(
                x.Id, x.Path.StartsWith('/') ? site.Absolute(x.Path) : x.Path, x.Title, x.Author, x.CreatedAt, x.EditedAt, x.Excerpt))],
            found.Next));
    }
}

/// <param name="Articles">At most five, and only with the first page of the whole site.</param>
/// <param name="Next">For <c>after</c>; null at the end.</param>
public sealed record SearchAnswer(IReadOnlyList<SearchArticle> Articles, IReadOnlyList<SearchComment> Comments, string? Next);

/// <param name="Excerpt">Safe HTML with <c>mark</c>.</param>
public sealed record SearchArticle(string Url, string Title, DateTimeOffset PublishedAt, string Excerpt);

/// <param name="Title">Of the article.</param>
/// <param name="Excerpt">Safe HTML with <c>mark</c>.</param>
public sealed record SearchComment(
    Guid Id, string Url, string Title, SearchAuthor Author, DateTimeOffset CreatedAt, DateTimeOffset? EditedAt, string Excerpt);

/// <param name="Newsroom">The publication for which they speak; null for everybody who isn't of its staff.</param>
public sealed record SearchAuthor(Guid Id, string Name, string? Newsroom);
