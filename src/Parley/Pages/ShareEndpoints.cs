using Parley.Articles;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Pages;

public static class ShareEndpoints
{
    public static void MapShares(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/articles/{slug}/shares").GuardOrigin().ExcludeFromDescription();
        pages.MapPost("/{network}", Count).LimitNetwork(Limits.NetworkShares);
    }

    /// <summary>What a browser tells by itself when one of the plain links is followed (<c>ping</c>), or the script does.</summary>
    private static async Task<IResult> Count(
        string slug, string network, HttpContext http, Identity identity, Database db, CurrentSite site, Change change, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.Now();
        if (!ShareNetworks.Counts(network) || await db.FindArticle(site.Id, slug, now) is not var (article, discussion))
            return Problems.NotFound.AsProblem();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        // By nothing that a program can make up: a cookie that nobody was given and the name of a browser tell nobody from another.
        var who = await identity.Who(http) is { Name.Length: > 0 } reader ? reader.Id.ToString() : Network.Of(http);

        // Counted already: nothing changes, and whoever shared hears the same.
        await change.In<Discussion>(discussion.Id, async (shared, _) =>
            await db.CountShare(article, network, day, ShareTally.Person(site.Site.Secret, day, who), CancellationToken.None)
                ? shared : Problems.NotFound, ct);
        return TypedResults.NoContent();
    }
}
