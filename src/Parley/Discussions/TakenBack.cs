using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>
/// Articles that were taken back, by their slugs, in memory: whoever asks for one of their pages hears that it is gone (410, RFC 9110
/// section 15.5.11), before anything else is looked up.
/// </summary>
public sealed class TakenBack(IServiceScopeFactory scopes, CurrentSite site, Snapshots snapshots)
{
    public static readonly Refusal Gone = new(410, "article-gone", "The editors have taken this article back.");

    private volatile Known? known;

    /// <summary>Null: it is out, or there never was one.</summary>
    public ValueTask<Recalled?> Find(string slug)
    {
        var version = snapshots.Latest(CurrentSite.Stories);
        return known is { } now && now.Version >= version ? new(now.Articles.GetValueOrDefault(slug)) : new(Find(slug, version));
    }

    private async Task<Recalled?> Find(string slug, long version)
    {
        var now = known = new(version, await Load());
        return now.Articles.GetValueOrDefault(slug);
    }

    private async Task<FrozenDictionary<string, Recalled>> Load()
    {
        await using var scope = scopes.CreateAsyncScope();
        var articles = scope.ServiceProvider.GetRequiredService<Database>().Articles.AsNoTracking().Where(x => x.SiteId == site.Id);
        // Two questions, since each has an index of its own.
        var taken = await articles.Where(x => x.UnpublishedAt != null).Select(x => new Recalled(x.Slug, x.KeepsDiscussion)).ToListAsync();
        taken.AddRange(await articles.Where(x => x.RecalledAt != null).Select(x => new Recalled(x.Slug, x.KeepsDiscussion)).ToListAsync());
        return taken.DistinctBy(x => x.Slug).ToFrozenDictionary(x => x.Slug, StringComparer.Ordinal);
    }

    private sealed record Known(long Version, FrozenDictionary<string, Recalled> Articles);
}

/// <param name="KeepsDiscussion">What was said about it can still be read.</param>
public sealed record Recalled(string Slug, bool KeepsDiscussion);

public static class TakenBackRoutes
{
    private static readonly PathString Articles = new("/articles");

    /// <summary>Every page of an article that was taken back with its discussion, but for the editors' own, is gone.</summary>
    public static IApplicationBuilder UseTakenBack(this WebApplication app) => app.Use((http, next) =>
    {
        if (SlugOf(http.Request.Path) is not { } slug) return next(http);
        // Nearly always known, and every reader's request passes here.
        var found = http.RequestServices.GetRequiredService<TakenBack>().Find(slug);
        return found.IsCompletedSuccessfully ? Answer(http, next, found.Result) : Wait(http, next, found);
    });

    private static async Task Wait(HttpContext http, RequestDelegate next, ValueTask<Recalled?> found) =>
        await Answer(http, next, await found);

    private static Task Answer(HttpContext http, RequestDelegate next, Recalled? found) =>
        found is { KeepsDiscussion: false } ? Problems.Write(http, TakenBack.Gone) : next(http);

    // Null where it is no page of an article, or one of its editors'.
    private static string? SlugOf(PathString asked)
    {
        if (!asked.StartsWithSegments(Articles, out var rest) || rest.Value is not { Length: > 1 } path) return null;
        var end = path.IndexOf('/', 1);
        var isEditors = end > 0 && path.AsSpan(end).StartsWith("/editing", StringComparison.OrdinalIgnoreCase);
        return isEditors ? null : end < 0 ? path[1..] : path[1..end];
    }
}
