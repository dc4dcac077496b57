using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;

namespace Parley.Moderation;

/// <summary>
/// Waves that wait for a moderator, each as one row however many comments wait in it. As blind as the queue: nothing says who wrote what.
/// </summary>
public sealed class WaveQueue(Database db, CurrentSite site, HoldRules rules, Prints prints, WaveBook book, TimeProvider clock)
{
    private const int MostRows = 10;

    /// <summary>What was out before is shown whole, or nobody could tell who is copied from who copies.</summary>
    private const int MostEarlier = 40;

    /// <summary>Texts that somebody can look through before deciding; the others come after them.</summary>
    private const int MostHeld = 200;

    /// <summary>Comments that this wave holds and that still wait; not those that something else holds now.</summary>
    public IQueryable<WaveComment> Waiting(Guid wave) => db.WaveComments.Where(x => x.SiteId == site.Id && x.WaveId == wave
        && x.DecisionId != null && db.Cases.Any(waiting => waiting.SiteId == x.SiteId && waiting.CommentId == x.CommentId
            && waiting.ClosedAt == null && waiting.DecisionId == x.DecisionId
            && (waiting.Kind == CaseKind.Held || waiting.Kind == CaseKind.Overdue))
        && db.Comments.Any(comment => comment.SiteId == x.SiteId && comment.Id == x.CommentId && comment.WithdrawnAt == null));

    public async Task<WaveRows> Open(CancellationToken ct)
    {
        var (now, rows, held) = (clock.Now(), new List<WaveRow>(), await Held(ct));
        // What keeps somebody waiting comes first; of the others only those of which something stands, or withdrawn ones took its place.
        var open = await db.Waves.AsNoTracking().Where(x => x.SiteId == site.Id && held.Contains(x.Id)).ToListAsync(ct);
        // Here and not there, where it would read all waves by their time.
        open.Sort((a, b) => a.NoticedAt.CompareTo(b.NoticedAt));
        var others = Others(held, now);
        var all = open.Count + await others.CountAsync(ct);
        open.AddRange(await others.OrderBy(x => x.NoticedAt).Take(MostRows).ToListAsync(ct));
        foreach (var wave in open.Take(MostRows))
            if (await Row(wave, now, ct) is { } row) rows.Add(row);
        return new(rows, Math.Max(0, all - MostRows));
    }

    /// <summary>As many as <see cref="Open"/> tells of.</summary>
    public async Task<int> Count(CancellationToken ct)
    {
        var held = await Held(ct);
        return held.Count + await Others(held, clock.Now()).CountAsync(ct);
    }

    /// <summary>Waves that keep somebody waiting.</summary>
    private Task<List<Guid>> Held(CancellationToken ct) =>
        // The time excludes nothing; it leads the database to the index of what is open.
        db.Cases.Where(x => x.SiteId == site.Id && x.ClosedAt == null && x.OpenedAt > DateTimeOffset.UnixEpoch
                && (x.Kind == CaseKind.Held || x.Kind == CaseKind.Overdue))
            .Select(x => db.WaveComments.Where(member => member.SiteId == x.SiteId && member.CommentId == x.CommentId
                    && member.DecisionId == x.DecisionId
                    && db.Comments.Any(one => one.SiteId == x.SiteId && one.Id == x.CommentId && one.WithdrawnAt == null))
                .Select(member => (Guid?)member.WaveId).FirstOrDefault())
            .Where(x => x != null).Select(x => x!.Value).Distinct().ToListAsync(ct);

    /// <summary>What nobody has looked at, as long as that would have waited.</summary>
    private IQueryable<Wave> Others(List<Guid> held, DateTimeOffset now)
    {
        var since = now - rules.For;
        return db.Waves.AsNoTracking().Where(x => x.SiteId == site.Id && x.NoticedAt > since && x.DecidedAt == null
            && !held.Contains(x.Id) && db.WaveComments.Any(member => member.SiteId == x.SiteId && member.WaveId == x.Id
                && member.HeldAt == null && db.Comments.Any(one => one.SiteId == member.SiteId && one.Id == member.CommentId
                    && one.WithdrawnAt == null && one.RemovedAt == null)));
    }

    private async Task<WaveRow?> Row(Wave wave, DateTimeOffset now, CancellationToken ct)
    {
        var members = db.WaveComments.Where(x => x.SiteId == site.Id && x.WaveId == wave.Id).Join(db.Comments.AsNoTracking(),
            x => new { x.SiteId, Id = x.CommentId }, x => new { x.SiteId, x.Id },
            (member, comment) => new { Member = member, Comment = comment })
            .Where(x => x.Comment.WithdrawnAt == null);
        var waiting = Waiting(wave.Id);
        var count = await waiting.CountAsync(ct);
        var people = await members.Select(x => x.Comment.AuthorId).Distinct().CountAsync(ct);
        var shown = await waiting.OrderBy(x => x.JoinedAt).ThenBy(x => x.CommentId).Take(MostHeld).Select(x => x.CommentId).ToListAsync(ct);
        var texts = await db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && shown.Contains(x.Id))
            .ToDictionaryAsync(x => x.Id, ct);
        // What is least like the copies is read first: it may not be one.
        var known = Print.Unpack(wave.Prints);
        var held = shown.Select(x => texts[x]).OrderBy(x => prints.Of(x.Text, book.IsOwn) is { } print
            ? known.Select(print.Resemblance).DefaultIfEmpty().Max() : 0).Select(Say).ToList();
        var earlier = await members.Where(x => x.Member.HeldAt == null && x.Comment.RemovedAt == null)
            .OrderBy(x => x.Comment.CreatedAt).ThenBy(x => x.Comment.Id).Take(MostEarlier).Select(x => x.Comment).ToListAsync(ct);
        if (count == 0 && earlier.Count == 0) return null;
        var lastJoined = await members.MaxAsync(x => (DateTimeOffset?)x.Member.JoinedAt, ct) ?? wave.NoticedAt;
        var firstJoined = await members.MinAsync(x => (DateTimeOffset?)x.Member.JoinedAt, ct) ?? wave.NoticedAt;
        return new(wave.Id, firstJoined, lastJoined, count, people,
            shown.Count == 0 ? null : texts[shown[0]].Removal?.HeldUntil,
            wave.ExemptUntil is null && now - lastJoined < Waves.Silence ? lastJoined + Waves.Silence : null,
            [.. shown.Take(2).Append(shown.LastOrDefault()).Where(texts.ContainsKey).Distinct().Select(x => Say(texts[x]))], held,
            [.. earlier.Select(Say)]);
    }

    private static WaveText Say(Comment comment) =>
        new(comment.Id, Markup.Comment(comment.Text, comment.Format), WrittenText.DigestOf(comment.Text), comment.CreatedAt);
}

/// <param name="More">Waves of which there is no row here.</param>
public sealed record WaveRows(IReadOnlyList<WaveRow> Rows, int More);

/// <param name="Waiting">Comments that are held.</param>
/// <param name="People">Who wrote them and those that were out before.</param>
/// <param name="HeldUntil">When the first of them has waited long enough; null where none is held.</param>
/// <param name="OnUntil">When it ends if nothing joins any more; null: it is over.</param>
/// <param name="Samples">Of those that are held: the first and the last.</param>
/// <param name="Held">The first 200 of them, what is least like the copies first: a decision is about those of them that it names.</param>
/// <param name="Earlier">What was out before the wave was noticed, the oldest first; the first of all may be the one that is
/// copied.</param>
public sealed record WaveRow(Guid Id, DateTimeOffset Since, DateTimeOffset LastJoinedAt, int Waiting, int People, DateTimeOffset? HeldUntil,
    DateTimeOffset? OnUntil, IReadOnlyList<WaveText> Samples, IReadOnlyList<WaveText> Held, IReadOnlyList<WaveText> Earlier);

/// <param name="Html">Safe.</param>
/// <param name="TextHash">SHA-256 of the text that is shown, which comes back with a decision.</param>
public sealed record WaveText(Guid CommentId, string Html, string TextHash, DateTimeOffset WrittenAt);
