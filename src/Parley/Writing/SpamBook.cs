using System.Data;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Sites;
using Parley.Web;

namespace Parley.Writing;

/// <summary>
/// Keeps the site's own model of spam: teaches it what moderators decide, and says whether it may hold anything. It may while it is
/// proven by its lessons, and while of what stands here undisturbed it would hold next to nothing. Lessons are about what somebody
/// complained of; only the second shows what it would do to everybody else.
/// </summary>
public sealed class SpamBook(
    IServiceScopeFactory scopes, WriteQueue queue, Reads reads, CurrentSite site, WaveBook waves, IConfiguration settings,
    TimeProvider clock, ILogger<SpamBook> log) : BackgroundService
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(5);

    /// <summary>What stands is looked through no more often: it is some thousand texts.</summary>
    private static readonly TimeSpan LookApart = TimeSpan.FromMinutes(10);

    /// <summary>Whoever moderates has seen by then what is out.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromDays(1);

    /// <summary>The newest comments that have stood so long, by anybody.</summary>
    private const int MostLookedAt = 3000;

    private static readonly Statement FormOf = new("""
        SELECT "Form" FROM comments WHERE "SiteId" = @site AND "Id" = @id AND "Form" IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM wave_comments w WHERE w."SiteId" = comments."SiteId" AND w."CommentId" = comments."Id")
        """, ("site", DbType.Int32), ("id", DbType.Guid));

    private static readonly Statement Begin = new("""
        INSERT INTO spam_models ("SiteId", "Model", "ChangedAt") VALUES (@site, @model, @at) ON CONFLICT ("SiteId") DO NOTHING
        """, ("site", DbType.Int32), ("model", DbType.Binary), ("at", DbType.DateTime));

    // It locks the row, so that of two decisions at once each teaches.
    private static readonly Statement Take = new("""
        UPDATE spam_models SET "ChangedAt" = @at WHERE "SiteId" = @site RETURNING "Model"
        """, ("at", DbType.DateTime), ("site", DbType.Int32));

    private static readonly Statement Put = new("""
        UPDATE spam_models SET "Model" = @model WHERE "SiteId" = @site
        """, ("model", DbType.Binary), ("site", DbType.Int32));

    private readonly NetworkHours networks = new();
    private readonly Lock changing = new();
    private readonly SemaphoreSlim reading = new(1);
    private volatile Known known = new(SiteSpamModel.New(), [], []);
    private DateTimeOffset? lookedAt;
    private bool isDamageTold;

    /// <summary>Unless the settings say otherwise.</summary>
    public bool IsOn { get; } = !string.Equals(settings["Parley:OwnSpamModel"], "off", StringComparison.OrdinalIgnoreCase);

    /// <summary>That it was taught, as far as this node knows.</summary>
    public int Lessons => known.Model.Lessons;

    /// <summary>Whether something is held for its form.</summary>
    public bool Holds(byte[] form) => known is { MayHold: true } now && now.Model.Calls(form);

    /// <summary>Why it is held, in the words of the site: what it is like, and what of it weighed most.</summary>
    public string Why(byte[]? form) => SpamReasons.In(site.Words, known.Model, form);

    /// <summary>Whether it leads to a host that nothing leads to which has stood here for a day.</summary>
    public bool LeadsToNewHost(IReadOnlyList<string> leads)
    {
        var hosts = known.Hosts;
        return leads.Any(x => x.StartsWith("link:", StringComparison.Ordinal) && !hosts.Contains(x));
    }

    /// <summary>How many others who are new have posted from a network within the hour, on this node; this one is counted from now
    /// on.</summary>
    public int Count(string network, DateTimeOffset now) => networks.Count(network, now);

    /// <summary>
    /// A person has decided about a comment. After the commit of that: what goes wrong here undoes no decision. Nothing is learned from
    /// whoever was no newcomer, from what its author has taken back, or from a wave, which is one judgement about hundreds.
    /// </summary>
    public async Task Learn(Guid comment, bool isSpam)
    {
        if (!IsOn) return;
        try
        {
            var form = await reads.Ask(FormOf, row => (byte[])row.GetValue(0), site.Id, comment);
            if (!FormFeatures.IsCurrent(form)) return;
            var learned = await queue.Run(Guid.Empty, turn =>
            {
                var now = clock.Now();
                turn.Statements.Execute(Begin, site.Id, SiteSpamModel.New().Write(), now);
                var before = Read(turn.Statements.One(Take, row => (byte[])row.GetValue(0), now, site.Id)!);
                var model = before.Learn(comment, form!, isSpam);
                if (model != before) turn.Statements.Execute(Put, model.Write(), site.Id);
                return Task.FromResult(model);
            }, CancellationToken.None);
            lock (changing) known = known.With(learned);
        }
        catch (Exception error)
        {
            log.LogWarning("Nothing was learned from the decision about comment {Comment}: {Reason}", comment, error.Message);
        }
    }

    /// <summary>As it is stored, for whoever runs the site.</summary>
    public async Task<(SiteSpamModel Model, int Standing, int Leading, int Faults, bool MayHold)> Report(CancellationToken ct)
    {
        await Round(ct);
        var now = known;
        return (now.Model, now.Standing.Count, now.Leading, now.Faults, now.MayHold);
    }

    /// <summary>All that it was taught is gone; it begins anew with the next decision.</summary>
    public async Task Forget(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await using var writing = await db.BeginWrite(ct);
        await db.SpamModels.Where(x => x.SiteId == site.Id).ExecuteDeleteAsync(ct);
        await writing.Commit(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsOn) return;
        using var timer = new PeriodicTimer(Apart);
        do
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("The site's own model of spam could not be read, trying again: {Reason}", error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Reads what other nodes taught it, and now and then what stands.</summary>
    public async Task Round(CancellationToken ct)
    {
        // One after the other, or what was read first could be believed last.
        await reading.WaitAsync(ct);
        try
        {
            await ReadAgain(ct);
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task ReadAgain(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var (now, seen) = (clock.Now(), known);
        var stored = await db.SpamModels.Where(x => x.SiteId == site.Id).Select(x => x.Model).FirstOrDefaultAsync(ct);
        var next = seen.With(stored is null ? SiteSpamModel.New() : Read(stored));
        if (lookedAt is null || now - lookedAt >= LookApart)
        {
            next = await Look(db, next.Model, now, ct);
            lookedAt = now;
        }
        if (next.MayHold != seen.MayHold)
            log.LogInformation("The site's own model of spam, with {Lessons} lessons, {What}", next.Model.Lessons,
                next.MayHold ? "holds what it calls spam from now on" : "holds nothing any more");
        // What this node was taught while it read is newer than what it has read.
        lock (changing) known = known == seen ? next : next.With(known.Model);
    }

    private async Task<Known> Look(Database db, SiteSpamModel model, DateTimeOffset now, CancellationToken ct)
    {
        var before = Clock.FirstId(now - Settled);
        var rows = await db.Comments.AsNoTracking().Published().Where(x => x.SiteId == site.Id && x.Id.CompareTo(before) < 0)
            .OrderByDescending(x => x.Id).Take(MostLookedAt).Select(x => new { x.Text, x.Form }).ToListAsync(ct);
        return new(model, [.. rows.Select(x => x.Form).OfType<byte[]>().Where(FormFeatures.IsCurrent)],
            [.. rows.SelectMany(x => Payload.In(x.Text, waves.IsOwn)).Where(x => x.StartsWith("link:", StringComparison.Ordinal))]);
    }

    private SiteSpamModel Read(byte[] stored)
    {
        if (SiteSpamModel.Read(stored) is { } model) return model;
        if (!isDamageTold) log.LogWarning("The site's own model of spam can't be read, or is of another version: it begins anew");
        isDamageTold = true;
        return SiteSpamModel.New();
    }

    public override void Dispose()
    {
        reading.Dispose();
        base.Dispose();
    }

    /// <param name="standing">By people who were new, and nobody has objected for a day.</param>
    /// <param name="hosts">To which something leads that has stood for a day.</param>
    private sealed class Known(SiteSpamModel model, IReadOnlyList<byte[]> standing, HashSet<string> hosts)
    {
        public SiteSpamModel Model => model;
        public IReadOnlyList<byte[]> Standing => standing;
        public HashSet<string> Hosts => hosts;

        public int Leading { get; } = standing.Count(FormFeatures.LeadsOrRepeats);
        public int Faults { get; } = standing.Count(model.Calls);

        public bool MayHold => model.IsProven && SiteSpamModel.Spares(standing.Count, Leading, Faults);

        public Known With(SiteSpamModel learned) => new(learned, standing, hosts);
    }
}
