using Microsoft.EntityFrameworkCore;
using Parley.Sites;

namespace Parley.Moderation;

/// <summary>What was said on one day, where the newsroom is: numbers only, counted once it was over, and once more a day later.</summary>
public sealed class InsightDay
{
    private InsightDay() { }

    public int SiteId { get; private set; }
    public DateOnly Day { get; private set; }

    /// <summary>Neither withdrawn nor removed when they were counted.</summary>
    public int Comments { get; private set; }

    /// <summary>Those among them that answer another.</summary>
    public int Replies { get; private set; }

    /// <summary>Who wrote them, each once; who works for the house is none of them.</summary>
    public int Writers { get; private set; }

    /// <summary>Comments that got their first reply from somebody else, by how long it took (<see cref="ReplyWait"/>).</summary>
    public int[] FirstReplies { get; private set; } = [];

    /// <summary>Null: an import has changed what was said, and the day is counted anew.</summary>
    public DateTimeOffset? CountedAt { get; private set; }

    public static InsightDay Of(int siteId, DateOnly day, int comments, int replies, int writers, int[] firstReplies, DateTimeOffset at) =>
        new()
        {
            SiteId = siteId, Day = day, Comments = comments, Replies = replies, Writers = writers, FirstReplies = firstReplies,
            CountedAt = at,
        };
}

public static class InsightDayTable
{
    public static void MapInsightDays(this ModelBuilder model) => model.Entity<InsightDay>(day =>
    {
        day.ToTable("insight_days");
        day.HasKey(x => new { x.SiteId, x.Day });
        day.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
    });

    /// <summary>What was said long ago has become another, by an import or since one was taken back: all days are counted anew.</summary>
    public static Task CountAnew(this DbSet<InsightDay> days, int site, CancellationToken ct) => days.Where(x => x.SiteId == site)
        .ExecuteUpdateAsync(set => set.SetProperty(x => x.CountedAt, (DateTimeOffset?)null), ct);
}

/// <summary>How long a comment waited for its first reply, in steps that can be added up day by day as a median can't.</summary>
public static class ReplyWait
{
    /// <summary>Up to how many minutes each step goes; what took longer is in one more.</summary>
    public static readonly int[] Steps =
    [
        1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 2 * 60, 3 * 60, 4 * 60, 6 * 60, 8 * 60, 12 * 60, 18 * 60, Day, 2 * Day, 3 * Day, 5 * Day,
        7 * Day, 14 * Day, 30 * Day,
    ];

    private const int Day = 24 * 60;

    public static int[] None => new int[Steps.Length + 1];

    public static int StepOf(TimeSpan wait)
    {
        var step = Array.FindIndex(Steps, minutes => wait <= TimeSpan.FromMinutes(minutes));
        return step < 0 ? Steps.Length : step;
    }

    /// <summary>
    /// The step within which half of them were answered: its end in minutes, <see cref="int.MaxValue"/> for the one that has none. Null
    /// where there were none.
    /// </summary>
    public static int? Median(IReadOnlyList<int> counts)
    {
        var all = counts.Sum();
        if (all == 0) return null;
        var (step, sofar) = (0, counts[0]);
        while (sofar * 2 < all) sofar += counts[++step];
        return step < Steps.Length ? Steps[step] : int.MaxValue;
    }
}
