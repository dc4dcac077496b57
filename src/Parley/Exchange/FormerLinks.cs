using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// Links to comments that were made when a discussion stood elsewhere. What they end in never reaches a server, so the script asks.
/// </summary>
public static partial class FormerLinks
{
    public static void MapFormerLinks(this IEndpointRouteBuilder routes) => routes.MapGroup("/api/v1").WithTags("Comments")
        .MapGet("/discussions/{id}/former", Find).LimitNetwork(Limits.NetworkQuotations)
        .WithSummary("The comment to which a link leads that was made before the discussion was brought along: comment-12, isso-3 …");

    private static async Task<Results<Ok<FormerComment>, Refused>> Find(
        Guid id, string? link, Database db, CurrentSite site, CancellationToken ct)
    {
        if (link is null || Known().Match(link) is not { Success: true } match) return Problems.NotFound.Refuse();
        var numbered = $"/{match.Groups["number"].Value}#";
        // All of one discussion are gone through: a link that old is followed seldom, and an index would cost every import.
        var found = await db.Comments.AsNoTracking().Shown()
            .Where(x => x.SiteId == site.Id && x.DiscussionId == id && x.ImportNumber != null && x.SourceId!.Contains(numbered))
            .Select(x => new { x.Id, x.CreatedAt }).ToListAsync(ct);
        return found.Count > 0 ? TypedResults.Ok(new FormerComment(found.MinBy(x => x.CreatedAt)!.Id)) : Problems.NotFound.Refuse();
    }

    /// <summary>As WordPress, wpDiscuz, Disqus, Isso, Remark42, Commento, Comentario and Artalk name comments in addresses.</summary>
    [GeneratedRegex(@"^(?:(?:div-|li-|atk-|remark42__)?comment|isso|commento|comentario)-(?<number>[\w-]{1,64})$")]
    private static partial Regex Known();
}

public sealed record FormerComment(Guid Id);
