using Microsoft.EntityFrameworkCore;
using Parley.Sites;

namespace Parley.Readers;

/// <summary>How many people looked at discussions on one day: a number, nobody's.</summary>
public sealed class ReaderCount
{
    private ReaderCount() { }

    public int SiteId { get; private set; }

    /// <summary>Where the newsroom is.</summary>
    public DateOnly Day { get; private set; }
    public int Readers { get; private set; }

    /// <summary>What tells whether somebody was counted already; null once the day is over.</summary>
    public byte[]? Crowd { get; private set; }
}

public static class ReaderCountTable
{
    public static void MapReaderCounts(this ModelBuilder model) => model.Entity<ReaderCount>(count =>
    {
        count.ToTable("reader_counts");
        count.HasKey(x => new { x.SiteId, x.Day });
        count.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
    });
}
