using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// How many comments stand below each of a list of pages, from memory: a front page with a hundred links is asked for as often as it
/// is read. What has changed is asked of the database, in one query for all.
/// </summary>
public sealed class Counts(CurrentSite site, Addresses addresses, Snapshots snapshots, IServiceScopeFactory scopes)
{
    public const int Most = 200;

    /// <summary>More pages than a site's lists show in a day; then it begins anew.</summary>
    private const int MostKept = 50_000;

    private readonly ConcurrentDictionary<(string Host, string Url), Known> known = new();

    /// <summary>Zero for a page nobody has commented on, and for what is none of this site's.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Of(IReadOnlyList<(string Asked, string Url)> pages, string host, CancellationToken ct)
    {
        // A story that is published or moved may bring a discussion to a page that had none.
        var stories = snapshots.Latest(CurrentSite.Stories);
        var counts = new Dictionary<string, int>(pages.Count, StringComparer.Ordinal);
        var unknown = new List<(string Asked, string Url)>();
        foreach (var page in pages)
        {
            if (known.TryGetValue((host, page.Url), out var kept) && kept.Stories == stories && kept.Version >= snapshots.Latest(kept.Discussion))
                counts[page.Asked] = kept.Count;
            else unknown.Add(page);
        }
        if (unknown.Count > 0) await Ask(unknown, host, stories, counts, ct);
        return counts;
    }

    private async Task Ask(List<(string Asked, string Url)> pages, string host, long stories, Dictionary<string, int> counts, CancellationToken ct)
    {
        var asked = pages.ConvertAll(page => (page.Asked, page.Url, Address: addresses.Normalise(page.Url, host)));
        var wanted = asked.Select(page => page.Address).OfType<string>().Distinct().ToList();
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var found = await (from address in db.DiscussionAddresses.AsNoTracking()
                           join discussion in db.Discussions on new { address.SiteId, Id = address.DiscussionId } equals new { discussion.SiteId, discussion.Id }
                           where address.SiteId == site.Id && wanted.Contains(address.Address)
                           select new { address.Address, discussion.Id, discussion.Version, discussion.CommentCount }).ToDictionaryAsync(x => x.Address, ct);
        if (known.Count + asked.Count > MostKept) known.Clear();
        foreach (var (name, url, address) in asked)
        {
            var row = address is null ? null : found.GetValueOrDefault(address);
            counts[name] = row?.CommentCount ?? 0;
            known[(host, url)] = row is not null ? new(row.Id, row.Version, row.CommentCount, stories)
                : new(address is null ? Guid.Empty : addresses.IdAt(address), 0, 0, stories);
        }
    }

    /// <param name="Discussion">For a page without one, that which it would have.</param>
    /// <param name="Stories">How often stories had changed when this was asked.</param>
    private sealed record Known(Guid Discussion, long Version, int Count, long Stories);
}
