using Microsoft.EntityFrameworkCore;
using Parley.Sites;

namespace Parley.Conduct;

/// <summary>What the coach's hints came to on one day: numbers only, nobody's.</summary>
public sealed class CoachCount
{
    private CoachCount() { }

    public int SiteId { get; private set; }

    /// <summary>Where the newsroom is.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>Drafts for which a hint was shown, once for each form.</summary>
    public int Shown { get; private set; }

    /// <summary>Posted after a hint, with words for which there is none.</summary>
    public int Changed { get; private set; }

    /// <summary>Posted after a hint, with words for which it would be shown again.</summary>
    public int Kept { get; private set; }
}

public static class CoachCountTable
{
    public static void MapCoachCounts(this ModelBuilder model) => model.Entity<CoachCount>(count =>
    {
        count.ToTable("coach_counts");
        count.HasKey(x => new { x.SiteId, x.Day });
        count.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
    });

    public static async Task<HintCounts> Since(this DbSet<CoachCount> counts, int site, DateTimeOffset since, CancellationToken ct)
    {
        var day = DateOnly.FromDateTime(since.UtcDateTime);
        var days = await counts.AsNoTracking().Where(x => x.SiteId == site && x.Day >= day).ToListAsync(ct);
        return days.Aggregate(default(HintCounts), (sum, x) => sum + new HintCounts(x.Shown, x.Changed, x.Kept));
    }
}

/// <param name="Changed">Posted after a hint, with words for which there is none.</param>
/// <param name="Kept">Posted after a hint, with words for which it would be shown again. What was never posted is in neither.</param>
public readonly record struct HintCounts(int Shown, int Changed, int Kept)
{
    public static HintCounts operator +(HintCounts one, HintCounts other) =>
        new(one.Shown + other.Shown, one.Changed + other.Changed, one.Kept + other.Kept);
}
