using Microsoft.EntityFrameworkCore;
using Parley.Conduct;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>How readers took part in some days that follow each other.</summary>
/// <param name="To">The last of these days.</param>
/// <param name="Writers">Each once a day.</param>
/// <param name="Readers">Who looked at a discussion, each once a day.</param>
/// <param name="Heard">Those of the writers on whose day readers were counted.</param>
/// <param name="FirstReplies">By <see cref="ReplyWait"/>.</param>
/// <param name="Uncounted">Days that are not counted yet.</param>
public sealed record InsightFigures(DateOnly From, DateOnly To, int Comments, int Replies, int Writers, int Readers, int Heard,
    IReadOnlyList<int> FirstReplies, HintCounts Hints, int Uncounted)
{
    /// <summary>Replies for each comment that began a thread; null without any.</summary>
    public double? RepliesPerComment => Comments > Replies ? (double)Replies / (Comments - Replies) : null;

    /// <summary>From 0 to 1; null where no readers were counted. Programs write without having read, so that it could be more.</summary>
    public double? ShareWriting => Readers > 0 ? Math.Min(1, (double)Heard / Readers) : null;

    /// <summary>Within how many minutes half of the first replies came, as <see cref="ReplyWait.Median"/>; null without any.</summary>
    public int? FirstReply => ReplyWait.Median(FirstReplies);

    /// <param name="isKnown">Whether it needs no counting, since nothing can have been said.</param>
    public static InsightFigures Of(DateOnly day, InsightDay? said, int readers, HintCounts hints, bool isKnown) => new(day, day,
        said?.Comments ?? 0, said?.Replies ?? 0, said?.Writers ?? 0, readers, readers > 0 ? said?.Writers ?? 0 : 0,
        said?.FirstReplies ?? ReplyWait.None, hints, said?.CountedAt is null && !isKnown ? 1 : 0);

    public static InsightFigures operator +(InsightFigures one, InsightFigures next) => new(one.From, next.To, one.Comments + next.Comments,
        one.Replies + next.Replies, one.Writers + next.Writers, one.Readers + next.Readers, one.Heard + next.Heard,
        [.. one.FirstReplies.Zip(next.FirstReplies, (a, b) => a + b)], one.Hints + next.Hints, one.Uncounted + next.Uncounted);
}

/// <summary>Figures of days, made from what was counted: as many rows as days, however much was said.</summary>
public sealed class Insights(Database db, CurrentSite site)
{
    /// <summary>The oldest first; a day of which nothing is known is one of zeros.</summary>
    public async Task<List<InsightFigures>> Days(DateOnly from, DateOnly to, CancellationToken ct)
    {
        var said = await db.InsightDays.AsNoTracking().Where(x => x.SiteId == site.Id && x.Day >= from && x.Day <= to)
            .ToDictionaryAsync(x => x.Day, ct);
        var readers = await db.ReaderCounts.Where(x => x.SiteId == site.Id && x.Day >= from && x.Day <= to)
            .Select(x => new { x.Day, x.Readers }).ToDictionaryAsync(x => x.Day, x => x.Readers, ct);
        var hints = await db.CoachCounts.AsNoTracking().Where(x => x.SiteId == site.Id && x.Day >= from && x.Day <= to)
            .ToDictionaryAsync(x => x.Day, x => new HintCounts(x.Shown, x.Changed, x.Kept), ct);
        var first = await FirstDay(ct);
        return [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).Select(day => InsightFigures.Of(day,
            said.GetValueOrDefault(day), readers.GetValueOrDefault(day), hints.GetValueOrDefault(day), first is null || day < first))];
    }

    /// <summary>On which the first comment was written; null while there is none.</summary>
    public async Task<DateOnly?> FirstDay(CancellationToken ct) =>
        (await db.Comments.Where(x => x.SiteId == site.Id).OrderBy(x => x.Id).Select(x => (DateTimeOffset?)x.CreatedAt)
            .FirstOrDefaultAsync(ct))?.DayIn(site.Zone);

    /// <summary>The same in steps of several days.</summary>
    public static List<InsightFigures> By(int days, IEnumerable<InsightFigures> each) =>
        [.. each.Chunk(days).Select(some => some.Aggregate((sum, next) => sum + next))];
}
