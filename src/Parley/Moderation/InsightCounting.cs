using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// Counts, once an hour, the days that are due: each when it is over, and once more a day later, when what was removed by then is gone. A
/// year is counted back, so that the page shows what was said before there was one. Whoever opens it asks the counts alone.
/// </summary>
public sealed class InsightCounting(Database db, Insights insights, CurrentSite site, TimeProvider clock)
{
    /// <summary>A year of whole weeks.</summary>
    public const int MostDays = 53 * 7;

    /// <summary>Others write in between.</summary>
    private const int AtOnce = 7;

    /// <summary>Two servers that count the same day come one after another.</summary>
    private static readonly Guid Turn = new("00000000-0000-7000-8000-000000000007");

    /// <returns>There is more to count.</returns>
    public async Task<bool> Some(CancellationToken ct)
    {
        var due = await Due(ct);
        if (due.Count == 0)
        {
            await ForgetCrowds(ct);
            return false;
        }
        var days = due.Take(AtOnce).ToList();
        var counted = new List<InsightDay>();
        foreach (var day in days) counted.Add(await Count(day, ct));

        await using var writing = await db.BeginWrite(ct);
        await db.TakeTurn(Turn, ct);
        await db.InsightDays.Where(x => x.SiteId == site.Id && days.Contains(x.Day)).ExecuteDeleteAsync(ct);
        db.InsightDays.AddRange(counted);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return due.Count > AtOnce;
    }

    // The newest first: they are looked at first.
    private async Task<List<DateOnly>> Due(CancellationToken ct)
    {
        var (now, zone) = (clock.Now(), site.Zone);
        if (await insights.FirstDay(ct) is not { } first) return [];
        var yesterday = now.DayIn(zone).AddDays(-1);
        var from = Later(first, yesterday.AddDays(1 - MostDays));
        var counted = await db.InsightDays.AsNoTracking().Where(x => x.SiteId == site.Id && x.Day >= from)
            .Select(x => new { x.Day, x.CountedAt }).ToDictionaryAsync(x => x.Day, x => x.CountedAt, ct);
        var days = Math.Max(0, yesterday.DayNumber - from.DayNumber + 1);
        return [.. Enumerable.Range(0, days).Select(i => yesterday.AddDays(-i)).Where(IsDue)];

        bool IsDue(DateOnly day)
        {
            if (counted.GetValueOrDefault(day) is not { } at) return true;
            var settled = day.AddDays(2).Begin(zone);
            return at < settled && now >= settled;
        }
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private async Task<InsightDay> Count(DateOnly day, CancellationToken ct)
    {
        // By their ids, which begin with the time: an index by time alone would be paid for with every comment.
        var (from, to) = (Clock.FirstId(day.Begin(site.Zone)), Clock.FirstId(day.AddDays(1).Begin(site.Zone)));
        var said = db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && x.Id.CompareTo(from) >= 0 && x.Id.CompareTo(to) < 0)
            .Published();
        var replies = said.Where(x => x.ParentId != null);
        var writers = await said.Select(x => x.AuthorId).Distinct()
            .CountAsync(id => db.Readers.Any(x => x.SiteId == site.Id && x.Id == id && x.Role == Role.Reader), ct);
        var answered = await (
            from reply in replies
            join parent in db.Comments on new { reply.SiteId, Id = reply.ParentId!.Value } equals new { parent.SiteId, parent.Id }
            where reply.AuthorId != parent.AuthorId && !db.Comments.Any(x => x.SiteId == reply.SiteId && x.ParentId == reply.ParentId
                && x.WithdrawnAt == null && x.RemovedAt == null && x.AuthorId != parent.AuthorId && x.Id.CompareTo(reply.Id) < 0)
            select new { At = parent.CreatedAt, ReplyAt = reply.CreatedAt }).ToListAsync(ct);

        var waits = ReplyWait.None;
        foreach (var one in answered) waits[ReplyWait.StepOf(one.ReplyAt - one.At)]++;
        return InsightDay.Of(site.Id, day, await said.CountAsync(ct), await replies.CountAsync(ct), writers, waits, clock.Now());
    }

    // Who was counted needs no knowing any more once the day is over everywhere.
    private async Task ForgetCrowds(CancellationToken ct)
    {
        var before = clock.Now().DayIn(site.Zone).AddDays(-1);
        var over = db.ReaderCounts.Where(x => x.SiteId == site.Id && x.Day < before && x.Crowd != null);
        if (!await over.AnyAsync(ct)) return;
        await using var writing = await db.BeginWrite(ct);
        await over.ExecuteUpdateAsync(set => set.SetProperty(x => x.Crowd, (byte[]?)null), ct);
        await writing.Commit(ct);
    }
}
