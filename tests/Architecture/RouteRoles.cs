namespace Parley.Tests.Architecture;

/// <summary>
/// Every route of the program stands in one of these lists or in the matrices of <see cref="RoleTests"/>. One that is mapped and named
/// nowhere fails, so that nobody opens a door without saying for whom.
/// </summary>
public static class RouteRoles
{
    /// <summary>Whoever comes is answered, and all of them alike.</summary>
    public static readonly string[] Everybodys = Lines("""
        GET /
        GET /accessibility
        GET /articles/{slug}
        GET /articles/{slug}/card.png
        GET /articles/{slug}/comments.xml
        GET /articles/{slug}/comments/new
        GET /articles/{slug}/comments/{id}
        GET /articles/{slug}/comments/{id}/card.png
        GET /articles/{slug}/comments/{id}/history
        GET /articles/{slug}/comments/{id}/options
        GET /articles/{slug}/comments/{id}/report
        GET /articles/{slug}/comments/withdrawn
        GET /articles/{slug}/featured
        GET /articles/{slug}/passages
        GET /articles/{slug}/passages/{id}
        GET /articles/{slug}/search
        GET /assets/{version}/{name}
        GET /embed.js
        GET /embed/discussion
        GET /embed/discussion.html
        GET /embed/discussion.jsonld
        GET /embed/discussion/{page}
        GET /embed/discussion/{page}/comments/new
        GET /embed/discussion/{page}/comments/{id}
        GET /embed/discussion/{page}/comments/{id}/history
        GET /embed/discussion/{page}/comments/{id}/options
        GET /embed/discussion/{page}/comments/{id}/report
        GET /embed/discussion/{page}/comments/withdrawn
        GET /embed/passages.js
        GET /embed/window
        GET /favicon.ico
        GET /favicon.svg
        GET /feed.xml
        GET /guidelines
        GET /healthz
        GET /notice
        GET /oembed
        GET /openapi/{documentName}.json
        GET /pictures/{picture}/{name}
        GET /readers/{id}
        GET /readers/{id}/standing
        GET /readyz
        GET /robots.txt
        GET /search
        GET /sign-in/{token}
        GET /sitemap-articles.xml
        GET /sitemap-news.xml
        GET /sitemap-pages.xml
        GET /sitemap.xml
        GET /transparency
        GET /transparency/checking
        GET /transparency/decisions.csv
        GET /transparency/reports/{year}
        GET /transparency/statements.csv
        GET /api/v1/comments/{id}
        GET /api/v1/comments/{id}/replies
        GET /api/v1/conduct/model
        GET /api/v1/counts
        GET /api/v1/discussions
        GET /api/v1/discussions/{id}/events
        GET /api/v1/discussions/{id}/former
        GET /api/v1/log/checkpoint
        GET /api/v1/log/consistency
        GET /api/v1/log/entries
        GET /api/v1/log/inclusion
        GET /api/v1/log/key
        GET /api/v1/readers/{id}/standing
        GET /api/v1/rules
        GET /api/v1/search
        """);

    /// <summary>Everybody's too, but they take what is written or made: each is charged to a limit, and who has no name gets one.</summary>
    public static readonly string[] ForWhoeverWrites = Lines("""
        POST /articles/{slug}/comments
        POST /articles/{slug}/comments/{id}/report
        POST /articles/{slug}/comments/{id}/vote
        POST /articles/{slug}/shares/{network}
        POST /conduct/hint
        POST /embed/discussion/{page}/comments
        POST /embed/discussion/{page}/comments/{id}/report
        POST /embed/discussion/{page}/comments/{id}/vote
        POST /embed/window
        POST /notice
        POST /sign-in/{token}
        POST /api/v1/conduct/preview
        POST /api/v1/conduct/score
        POST /api/v1/guests
        POST /api/v1/notices
        POST /api/v1/sign-in/publisher
        POST /v1alpha1/comments:analyze
        POST /v1alpha1/comments:suggestscore
        """);

    /// <summary>Each sees or ends what is their own; there is no other's to be reached by them.</summary>
    public static readonly string[] OnesOwn = Lines("""
        GET /account
        POST /account/resting/{id}/end
        POST /account/returned
        GET /embed/discussion/{page}/comments/returned
        POST /embed/discussion/{page}/comments/returned
        GET /articles/{slug}/comments/resting
        POST /articles/{slug}/comments/resting/{id}/end
        GET /embed/discussion/{page}/comments/resting
        POST /embed/discussion/{page}/comments/resting/{id}/end
        GET /api/v1/resting
        POST /account/departure
        POST /api/v1/sign-out
        GET /api/v1/discussions/{id}/mine
        PUT /api/v1/discussions/{id}/visit
        """);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
