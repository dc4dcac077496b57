using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Parley.Data;
using Parley.Discussions;
using Parley.Sites;
using Parley.Web;

namespace Parley.Embedding;

/// <summary>
/// How many comments stand below each of a list of pages, from memory: a front page with a hundred links is asked for as often as it
/// is read. What has changed is asked of the database, in one query for all.
/// </summary>
public sealed class Counts(CurrentSite site, Addresses addresses, Snapshots snapshots, IServiceScopeFactory scopes) : IDisposable
{
    public const int Most = 200;

    /// <summary>Bytes, about: strangers choose the addresses. More pages than the lists of a large site show in a day.</summary>
    private const long MostKept = 16 * 1024 * 1024;

    /// <summary>Bytes for an entry beside its letters.</summary>
    private const int PerEntry = 300;

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MostKept });

    /// <summary>Zero for a page nobody has commented on, and for what is none of this site's.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Of(
        IReadOnlyList<(string Asked, string Url)> pages, string host, CancellationToken ct)
    {
        // A story that is published or moved may bring a discussion to a page that had none.
        var stories = snapshots.Latest(CurrentSite.Stories);
        var counts = new Dictionary<string, int>(pages.Count, StringComparer.Ordinal);
        var unknown = new List<(string Asked, string Url)>();
        foreach (var page in pages)
        {
            if (known.TryGetValue((host, page.Url), out Known? kept) && kept!.Stories == stories
                    && kept.Version >= snapshots.Latest(kept.Discussion))
                counts[page.Asked] = kept.Count;
            else unknown.Add(page);
        }
        if (unknown.Count > 0) await Ask(unknown, host, stories, counts, ct);
        return counts;
    }

    private async Task Ask(
        List<(string Asked, string Url)> pages, string host, long stories, Dictionary<string, int> counts, CancellationToken ct)
    {
        var asked = pages.ConvertAll(page => (page.Asked, page.Url, Address: addresses.Normalise(page.Url, host)));
        var wanted = asked.Select(page => page.Address).OfType<string>().Distinct().ToList();
        if (wanted.Count == 0)
        {
            foreach (var page in asked) counts[page.Asked] = 0;
            return;
        }
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var found = await (from address in db.DiscussionAddresses.AsNoTracking()
                           join discussion in db.Discussions
                               on new { address.SiteId, Id = address.DiscussionId } equals new { discussion.SiteId, discussion.Id }
                           where address.SiteId == site.Id && wanted.Contains(address.Address)
                           select new { address.Address, discussion.Id, discussion.Version, discussion.CommentCount })
            .ToDictionaryAsync(x => x.Address, ct);
        foreach (var (name, url, address) in asked)
        {
            var row = address is null ? null : found.GetValueOrDefault(address);
            counts[name] = row?.CommentCount ?? 0;
            // What is none of this site's costs no question and no memory.
            if (address is null) continue;
            known.Set((host, url),
                row is not null ? new Known(row.Id, row.Version, row.CommentCount, stories) : new(addresses.IdAt(address), 0, 0, stories),
                new MemoryCacheEntryOptions { Size = PerEntry + 2 * (host.Length + url.Length) });
        }
    }

    public void Dispose() => known.Dispose();

    /// <param name="Discussion">For a page without one, that which it would have.</param>
    /// <param name="Stories">How often stories had changed when this was asked.</param>
    private sealed record Known(Guid Discussion, long Version, int Count, long Stories);
}
