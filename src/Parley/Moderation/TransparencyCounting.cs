using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>
/// What the audit of neutrality came to: how many comments were removed of authors whom the one camp received better, and of those whom
/// the other did. Numbers only; who is in which camp is forgotten as soon as it is counted.
/// </summary>
public sealed class AuditCount
{
    /// <summary>Below these the rates would be an accident.</summary>
    public const int FewestVoters = 20;
    public const int FewestComments = 100;

    private AuditCount() { }

    public int SiteId { get; private set; }
    public DateTimeOffset MadeAt { get; private set; }
    public long Votes { get; private set; }

    /// <summary>Readers of the larger camp, and comments of authors whom it received better than the other camp did.</summary>
    public int FirstVoters { get; private set; }
    public int FirstComments { get; private set; }
    public int FirstRemoved { get; private set; }
    public int SecondVoters { get; private set; }
    public int SecondComments { get; private set; }
    public int SecondRemoved { get; private set; }

    public bool IsEnough =>
        Math.Min(FirstVoters, SecondVoters) >= FewestVoters && Math.Min(FirstComments, SecondComments) >= FewestComments;

    public RateInterval First => RateInterval.Wilson(FirstRemoved, FirstComments);
    public RateInterval Second => RateInterval.Wilson(SecondRemoved, SecondComments);
    public bool Differs => RateInterval.Differ(First, Second);

    public static AuditCount Of(int siteId, DateTimeOffset at, long votes, (int Voters, int Comments, int Removed) first,
        (int Voters, int Comments, int Removed) second) => new()
    {
        SiteId = siteId, MadeAt = at, Votes = votes, FirstVoters = first.Voters, FirstComments = first.Comments,
        FirstRemoved = first.Removed,
        SecondVoters = second.Voters, SecondComments = second.Comments, SecondRemoved = second.Removed,
    };
}

public static class AuditTable
{
    public static void MapAudit(this ModelBuilder model) => model.Entity<AuditCount>(audit =>
    {
        audit.ToTable("audit_counts");
        audit.HasKey(x => new { x.SiteId, x.MadeAt });
        audit.HasOne<Site>().WithMany().HasForeignKey(x => x.SiteId);
        audit.Ignore(x => x.IsEnough).Ignore(x => x.First).Ignore(x => x.Second).Ignore(x => x.Differs);
    });
}

/// <summary>Counts once a week, from the newest votes: the cost is bounded however large the site is.</summary>
public sealed class AuditCounting(Database db, CurrentSite site, TimeProvider clock)
{
    public static readonly TimeSpan Apart = TimeSpan.FromDays(7);

    private const int MostVotes = 300_000;

    /// <summary>Of each camp on an author's comments, before it is said which received them better.</summary>
    private const int FewestOfCamp = 5;

    private const int AuthorsAtOnce = 500;

    public async Task<bool> IsDue(CancellationToken ct)
    {
        var last = await db.AuditCounts.Where(x => x.SiteId == site.Id).OrderByDescending(x => x.MadeAt)
            .Select(x => (DateTimeOffset?)x.MadeAt).FirstOrDefaultAsync(ct);
        return last is null || last <= clock.Now() - Apart;
    }

    public async Task<AuditCount> Count(CancellationToken ct)
    {
        var now = clock.Now();
        var votes = await (from vote in db.Votes.Where(x => x.SiteId == site.Id).OrderByDescending(x => x.CommentId).Take(MostVotes)
                           join comment in db.Comments
                               on new { vote.SiteId, vote.CommentId } equals new { comment.SiteId, CommentId = comment.Id }
                           select new { vote.ReaderId, vote.CommentId, comment.AuthorId, vote.Value }).ToListAsync(ct);

        // Numbered in an order of their own, so that the same votes give the same camps wherever they are counted.
        var (readers, comments) = (Numbers(votes.Select(x => x.ReaderId)), Numbers(votes.Select(x => x.CommentId)));
        var cast = votes.Select(x => new CastVote(readers[x.ReaderId], comments[x.CommentId], x.Value)).OrderBy(x => x.Reader)
            .ThenBy(x => x.Comment).ToList();
        var camps = VotingCamps.Of(cast);

        var sides = new List<Guid>[] { [], [] };
        foreach (var author in votes.GroupBy(x => x.AuthorId))
        {
            var received = author.ToLookup(x => camps[readers[x.ReaderId]], x => x.Value);
            if (received[0].Count() < FewestOfCamp || received[1].Count() < FewestOfCamp) continue;
            var difference = received[0].Average() - received[1].Average();
            if (difference != 0) sides[difference > 0 ? 0 : 1].Add(author.Key);
        }

        var (first, second) = (await Comments(sides[0], now.AddYears(-1), ct), await Comments(sides[1], now.AddYears(-1), ct));
        var audit = AuditCount.Of(site.Id, now, votes.Count, (camps.Count(x => x == 0), first.All, first.Removed),
            (camps.Count(x => x == 1), second.All, second.Removed));
        db.AuditCounts.Add(audit);
        await db.SaveTogether(ct);
        return audit;
    }

    private async Task<(int All, int Removed)> Comments(IReadOnlyList<Guid> authors, DateTimeOffset from, CancellationToken ct)
    {
        var (all, removed) = (0, 0);
        foreach (var some in authors.Order().Chunk(AuthorsAtOnce))
        {
            var theirs = db.Comments.Where(x => x.SiteId == site.Id && some.Contains(x.AuthorId) && x.CreatedAt >= from);
            all += await theirs.CountAsync(ct);
            // What is held waits; it is no removal.
            removed += await theirs.CountAsync(x => x.RemovedAt != null && db.Decisions.Any(decision => decision.SiteId == x.SiteId
                && decision.CommentId == x.Id && decision.Kind == DecisionKind.Removal && decision.ReversedAt == null), ct);
        }
        return (all, removed);
    }

    private static Dictionary<Guid, int> Numbers(IEnumerable<Guid> ids) =>
        ids.Distinct().Order().Index().ToDictionary(x => x.Item, x => x.Index);
}

/// <summary>Looks every hour whether a week is over.</summary>
public sealed class AuditRounds(IServiceScopeFactory scopes, ILogger<AuditRounds> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var counting = scope.ServiceProvider.GetRequiredService<AuditCounting>();
                if (await counting.IsDue(stoppingToken)) await counting.Count(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("The audit of neutrality could not be counted, trying again later: {Reason}", error.Message);
            }
        }
    }
}
