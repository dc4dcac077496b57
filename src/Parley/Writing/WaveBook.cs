using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Writing;

/// <summary>
/// Writes down the waves that this node notices, and reads those of the others: every few seconds, with what was posted there by people who
/// are new. So a server that was started again, and every node, knows what the others know, some seconds later.
/// </summary>
public sealed class WaveBook(
    IServiceScopeFactory scopes, CurrentSite site, Waves waves, Prints prints, RulesInForce standing, IConfiguration settings,
    TimeProvider clock, ILogger<WaveBook> log) : BackgroundService
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(5);

    /// <summary>Nothing commits later than this after its id was made.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);

    /// <summary>One that goes on for longer is begun anew by a server that was started meanwhile.</summary>
    private static readonly TimeSpan LongestOn = TimeSpan.FromDays(7);

    /// <summary>Rows of one round; a start after a busy hour takes a few.</summary>
    private const int AtOnce = 1000;

    /// <summary>From so much on a text is a quotation of the story, with or without marks.</summary>
    private const double OfStory = 0.5;

    /// <summary>The turn of whoever writes down a wave.</summary>
    private static readonly Guid Writing = new("77617665-7300-7000-8000-000000000000");

    private DateTimeOffset? readTo;
    private volatile OwnHosts? own;

    /// <summary>Unless the settings say otherwise.</summary>
    public bool IsOn { get; } = !string.Equals(settings["Parley:Waves"], "off", StringComparison.OrdinalIgnoreCase);

    /// <summary>A host of this server, or of a page whose discussion is here.</summary>
    public bool IsOwn(string host)
    {
        var (origins, url) = (site.Origins, site.KnownUrl);
        if (own is not { } known || !ReferenceEquals(known.Origins, origins) || known.Url != url)
            own = known = new(origins, url, [.. origins.Append(url).OfType<string>()
                .Select(x => Uri.TryCreate(x, UriKind.Absolute, out var parsed) ? parsed.IdnHost.ToLowerInvariant() : null)
                .OfType<string>()]);
        return known.Hosts.Contains(host) || known.Hosts.Any(x => x.EndsWith("." + host, StringComparison.Ordinal));
    }

    /// <summary>From then on it is on. Whoever has posted is not told when this fails: the next one of the wave tries again.</summary>
    public async Task Write(NoticedWave noticed)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<Database>();
            var authors = noticed.Members.Select(x => x.Author).ToHashSet();
            var known = await IsOfStory(db, noticed) ? authors : await Known(db, authors, noticed.At);
            if (known.Count > 0)
            {
                waves.Discard(noticed, known);
                return;
            }
            var outcome = await scope.ServiceProvider.GetRequiredService<Change>().Of<Wave>(
                noticed.Id, async _ => await Store(db, noticed), _ => null, CancellationToken.None);
            if (!outcome.Refused(out _, out var stored)) noticed = noticed with { Id = stored.Id, Prints = Print.Unpack(stored.Prints) };
        }
        catch (Exception error)
        {
            waves.Discard(noticed, []);
            log.LogWarning("A wave of comments could not be written down, trying again with the next: {Reason}", error.Message);
            return;
        }
        waves.Begin(noticed);
        log.LogWarning("{Count} new readers posted nearly the same text within an hour. What joins them waits at {Path}",
            noticed.Members.Select(x => x.Author).Distinct().Count(), site.Absolute("/moderation"));
    }

    private async Task<Wave> Store(Database db, NoticedWave noticed)
    {
        // One node after another: what two notice at once is one wave, and a moderator reads it once. So is what one notices twice,
        // where nothing had led from some of its copies to the others.
        await db.TakeTurn(Writing, CancellationToken.None);
        var (ids, since) = (noticed.Members.Select(x => x.Comment).ToList(), noticed.At - Waves.Silence);
        var wave = (await db.Waves.Where(x => x.SiteId == site.Id && x.NoticedAt > since && x.DecidedAt == null).ToListAsync())
            .Find(x => noticed.IsLike(Print.Unpack(x.Prints)));
        if (wave is null) db.Waves.Add(wave = Wave.Of(site.Id, noticed));
        else wave.Learn(noticed);
        var there = await db.Comments.Where(x => x.SiteId == site.Id && ids.Contains(x.Id) && !db.WaveComments.Any(member =>
            member.SiteId == x.SiteId && member.WaveId == wave.Id && member.CommentId == x.Id)).Select(x => x.Id).ToListAsync();
        db.WaveComments.AddRange(noticed.Members.Where(x => there.Contains(x.Comment)).Select(x => WaveComment.Of(site.Id, wave.Id, x)));
        return wave;
    }

    // Those who are known here without having been counted yet.
    private async Task<HashSet<Guid>> Known(Database db, HashSet<Guid> authors, DateTimeOffset now)
    {
        var before = now - WaveWatch.Age;
        return [.. await db.Comments.Published().Where(x => x.SiteId == site.Id && authors.Contains(x.AuthorId) && x.CreatedAt < before)
            .GroupBy(x => x.AuthorId).Where(x => x.Count() >= WaveWatch.Established).Select(x => x.Key).ToListAsync()];
    }

    // Ten who copy the same sentence out of the story, with a word of their own, have said nothing twice.
    private async Task<bool> IsOfStory(Database db, NoticedWave noticed)
    {
        var ids = noticed.Members.Select(x => x.Comment).ToList();
        var talks = await db.Comments.Where(x => x.SiteId == site.Id && ids.Contains(x.Id)).Select(x => x.DiscussionId).Distinct()
            .ToListAsync();
        var stories = await db.Discussions.Where(x => x.SiteId == site.Id && talks.Contains(x.Id)).Join(db.Articles,
            x => new { x.SiteId, Id = x.ArticleId!.Value }, x => new { x.SiteId, x.Id }, (_, story) => new { story.Title, story.Body })
            .ToListAsync();
        var runs = stories.SelectMany(x => prints.Runs(x.Title + "\n" + x.Body)).ToHashSet();
        return runs.Count > 0 && noticed.Prints.All(x => x.Sketch.Length > 0 && x.ShareIn(runs) >= OfStory);
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
                log.LogWarning("What new readers have posted could not be looked through, trying again: {Reason}", error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public async Task Round(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var now = clock.Now();
        await ReadWaves(db, now, ct);
        Guid? after = Clock.FirstId(readTo ?? now - Waves.Within);
        while (after is { } from) after = await ReadComments(db, from, now, ct);
        readTo = now - Late;
    }

    private async Task ReadWaves(Database db, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - LongestOn;
        var rows = await db.Waves.AsNoTracking().Where(x => x.SiteId == site.Id && x.NoticedAt > since).ToListAsync(ct);
        rows.AddRange(await db.Waves.AsNoTracking().Where(x => x.SiteId == site.Id && x.ExemptUntil > now && x.NoticedAt <= since)
            .ToListAsync(ct));
        foreach (var wave in rows)
        {
            var last = await db.WaveComments.Where(x => x.SiteId == site.Id && x.WaveId == wave.Id)
                .OrderByDescending(x => x.JoinedAt).Select(x => (DateTimeOffset?)x.JoinedAt).FirstOrDefaultAsync(ct);
            waves.Know(new(wave.Id, last ?? wave.NoticedAt, wave.ExemptUntil, Print.Unpack(wave.Prints)), now);
        }
    }

    // By their ids, which begin with the time when they were made.
    private async Task<Guid?> ReadComments(Database db, Guid after, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await (
            from comment in db.Comments.AsNoTracking()
            join reader in db.Readers.AsNoTracking()
                on new { comment.SiteId, Id = comment.AuthorId } equals new { reader.SiteId, reader.Id }
            join counted in db.Standings.AsNoTracking()
                on new { reader.SiteId, reader.Id } equals new { counted.SiteId, Id = counted.ReaderId } into found
            from counted in found.DefaultIfEmpty()
            where comment.SiteId == site.Id && comment.Id.CompareTo(after) > 0
                // What was of a wave is known by that, and when it is over by nothing.
                && !db.WaveComments.Any(x => x.SiteId == comment.SiteId && x.CommentId == comment.Id)
            orderby comment.Id
            select new { comment.Id, comment.AuthorId, comment.Text, comment.CreatedAt, IsOut = comment.WithdrawnAt == null
                && comment.RemovedAt == null, reader.Kind, reader.Role, reader.Rank, Counted = counted }).Take(AtOnce).ToListAsync(ct);
        foreach (var row in rows)
            if (row.IsOut && !waves.Keeps(row.Id) && WaveWatch.IsNew(row.Kind, row.Role, row.Rank)
                && (row.Counted is null || standing.Current.RankOf(row.Counted.Measures) <= 0)
                // What it answers isn't read here: no quotation of it counts, wherever it leads.
                && prints.Of(row.Text, IsOwn, quotes: false) is { } print
                && waves.Note(row.Id, row.AuthorId, print, row.CreatedAt, now) is { } noticed) await Write(noticed);
        return rows.Count == AtOnce ? rows[^1].Id : null;
    }

    private sealed record OwnHosts(IReadOnlyList<string> Origins, string? Url, HashSet<string> Hosts);
}
