using Microsoft.EntityFrameworkCore;
using Parley.Data;

namespace Parley.Moderation;

/// <summary>A bar of a chart.</summary>
/// <param name="IsOwn">The label is the site's own word, in whatever language it is.</param>
public sealed record FigureBar(string Label, long Count, bool IsOwn = false);

/// <summary>What the log comes to over a time.</summary>
public sealed record TransparencyFigures(
    IReadOnlyList<FigureBar> ByRule, IReadOnlyList<FigureBar> ByTime, IReadOnlyList<FigureBar> Appeals, IReadOnlyList<FigureBar> ByWhom)
{
    /// <summary>More bars than this say nothing; the rest are in the download.</summary>
    private const int MostRules = 24;

    /// <summary>Reads the entries of that time once, by their index of times, and counts in the database.</summary>
    public static async Task<TransparencyFigures> Of(Database db, int siteId, DateTimeOffset from, CancellationToken ct)
    {
        var rows = await db.LogEntries.Where(x => x.SiteId == siteId && x.At >= from)
            .GroupBy(x => new { x.Action, x.RuleId, x.Automated, Wait = x.Waited == null ? -1 : x.Waited < 3600 ? 0 : x.Waited < 86_400 ? 1
                : x.Waited < 259_200 ? 2 : 3 })
            .Select(x => new { x.Key.Action, x.Key.RuleId, x.Key.Automated, x.Key.Wait, Count = x.LongCount() }).ToListAsync(ct);
        var first = rows.Where(x => IsFirst(x.Action)).ToList();
        return new(
            [.. rows.Where(x => x is { Action: LogAction.Removal, RuleId: not null }).GroupBy(x => x.RuleId!, StringComparer.Ordinal)
                .Select(rule => new FigureBar(rule.Key, rule.Sum(x => x.Count), IsOwn: true)).OrderByDescending(x => x.Count)
                .ThenBy(x => x.Label, StringComparer.Ordinal).Take(MostRules)],
            [.. new[] { "Within an hour", "Within a day", "Within three days", "Later" }.Index()
                .Select(x => new FigureBar(x.Item, first.Where(row => row.Wait == x.Index).Sum(row => row.Count)))],
            [new("Upheld", rows.Where(x => x.Action == LogAction.Upheld).Sum(x => x.Count)),
                new("Reversed", rows.Where(x => x.Action == LogAction.Reversed).Sum(x => x.Count))],
            [new("A person", first.Where(x => !x.Automated).Sum(x => x.Count)),
                new("Software alone", first.Where(x => x.Automated).Sum(x => x.Count))]);
    }

    // An appeal, the end of a suspension, the publication of what was held and the end of the records follow a decision; they aren't one.
    private static bool IsFirst(LogAction action) =>
        action is not (LogAction.Upheld or LogAction.Reversed or LogAction.SuspensionEnd or LogAction.Release or LogAction.Deleted);
}

/// <summary>The figures of the last twelve months, counted at most once a minute however many ask and decide.</summary>
public sealed class TransparencyYear(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim one = new(1);
    private (DateTimeOffset At, long Size, TransparencyFigures Figures)? counted;

    public async Task<TransparencyFigures> Figures(int siteId, long size, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (counted is { } known && (known.Size == size ? now - known.At < TimeSpan.FromHours(12) : now - known.At < Apart)
                    && now >= known.At)
                return known.Figures;
            await using var scope = scopes.CreateAsyncScope();
            var figures = await TransparencyFigures.Of(scope.ServiceProvider.GetRequiredService<Database>(), siteId, now.AddYears(-1), ct);
            counted = (now, size, figures);
            return figures;
        }
        finally
        {
            one.Release();
        }
    }
}
