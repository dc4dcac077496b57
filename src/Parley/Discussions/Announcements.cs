using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Discussions;

/// <summary>A page that somebody asked for and nobody has commented on: from the id that they were told back to its address.</summary>
public sealed class AnnouncedAddress
{
    private AnnouncedAddress() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public string Address { get; private set; } = "";
    public DateTimeOffset AnnouncedAt { get; private set; }
}

/// <summary>
/// Notes in the database which id was told for which page, so that a comment finds its page on every node and after a restart. Each
/// page is noted once in weeks, and a network that asks for pages without end gets its answers, but no further notes.
/// </summary>
public sealed class Announcements(WriteQueue queue, CurrentSite site, Pace pace, TimeProvider clock) : IDisposable
{
    /// <summary>A page that was open all this time is loaded anew before anybody writes under it.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(60);

    /// <summary>Noted again after this, so that a page that is read never grows old.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromDays(20);

    private const int MostRemembered = 10_000;

    private static readonly Statement Put = new("""
        INSERT INTO announced_addresses ("SiteId", "Id", "Address", "AnnouncedAt") VALUES (@site, @id, @address, @at)
        ON CONFLICT ("SiteId", "Id") DO UPDATE SET "AnnouncedAt" = excluded."AnnouncedAt"
        """, ("site", DbType.Int32), ("id", DbType.Guid), ("address", DbType.String), ("at", DbType.DateTime));

    private static readonly Statement Forget = new("""
        DELETE FROM announced_addresses WHERE "SiteId" = @site AND "AnnouncedAt" < @before
        """, ("site", DbType.Int32), ("before", DbType.DateTime));

    private static readonly Statement Find = new("""
        SELECT "Address" FROM announced_addresses WHERE "SiteId" = @site AND "Id" = @id
        """, ("site", DbType.Int32), ("id", DbType.Guid));

    /// <summary>What need not be noted again. Forgetting costs a write and nothing else.</summary>
    private readonly MemoryCache noted = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>Returns when the address can be found by its id, or this network has asked for too many.</summary>
    public async Task Note(Guid id, string address, string network)
    {
        if (noted.TryGetValue(id, out DateTimeOffset at) && clock.Now() - at < Again) return;
        if (pace.Check(Limits.NetworkPages, network) is not null) return;
        try
        {
            var now = clock.Now();
            await queue.Run(id, turn =>
            {
                turn.Statements.Execute(Put, site.Id, id, address, now);
                turn.Statements.Execute(Forget, site.Id, now - Kept);
                return Task.FromResult(true);
            }, CancellationToken.None);
            noted.Set(id, now, new MemoryCacheEntryOptions { Size = 1 });
        }
        catch (BusyException)
        {
            // Reading goes on. Whoever writes there says the address again, or comes back a little later.
        }
    }

    public string? AddressOf(Statements statements, Guid id) => statements.One(Find, row => row.GetString(0), site.Id, id);

    public void Dispose() => noted.Dispose();
}

public static class AnnouncementTable
{
    public static void MapAnnouncements(this ModelBuilder model) => model.Entity<AnnouncedAddress>(announced =>
    {
        announced.ToTable("announced_addresses");
        announced.HasKey(x => new { x.SiteId, x.Id });
        announced.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        announced.HasIndex(x => new { x.SiteId, x.AnnouncedAt });
    });
}
