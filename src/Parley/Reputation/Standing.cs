using Microsoft.EntityFrameworkCore;
using Parley.Readers;
using Parley.Sites;

namespace Parley.Reputation;

/// <summary>
/// What a reader had of each measure when the ledger was last counted. Ranks and badges are read from it by the rules in force.
/// </summary>
public sealed class Standing
{
    private Standing() { }

    public int SiteId { get; private set; }
    public Guid ReaderId { get; private set; }

    // In millionths, as in Measures.
    public long Days { get; private set; }
    public long Discussions { get; private set; }
    public long Answers { get; private set; }
    public long Recognised { get; private set; }
    public long Thanks { get; private set; }
    public long Decisions { get; private set; }
    public long Removals { get; private set; }

    public Measures Measures => new(Days, Discussions, Answers, Recognised, Thanks, Decisions, Removals);

    public static Standing Of(int siteId, Guid reader) => new() { SiteId = siteId, ReaderId = reader };

    public void Become(Measures now) => (Days, Discussions, Answers, Recognised, Thanks, Decisions, Removals) =
        (now.Days, now.Discussions, now.Answers, now.Recognised, now.Thanks, now.Decisions, now.Removals);
}

/// <summary>When a site's ledger was counted last; the nodes take turns by it.</summary>
public sealed class StandingCount
{
    private StandingCount() { }

    public int SiteId { get; private set; }
    public DateTimeOffset CountedAt { get; private set; }

    public static StandingCount Of(int siteId, DateTimeOffset at) => new() { SiteId = siteId, CountedAt = at };

    public void Again(DateTimeOffset at) => CountedAt = at;
}

public static class StandingTable
{
    public static void MapStandings(this ModelBuilder model)
    {
        model.Entity<Standing>(standing =>
        {
            standing.ToTable("standings");
            standing.HasKey(x => new { x.SiteId, x.ReaderId });
            standing.HasOne<Reader>().WithMany().HasForeignKey(x => new { x.SiteId, x.ReaderId });
            standing.Ignore(x => x.Measures);
        });
        model.Entity<StandingCount>(count =>
        {
            count.ToTable("standing_counts");
            count.HasKey(x => x.SiteId);
            count.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        });
    }
}
