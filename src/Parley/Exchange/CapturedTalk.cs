using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// Stores what was said on a captured page, some hundreds at a time: each batch is a transaction of its own, so that whoever writes beside
/// it waits for no more than that, and whatever breaks it off, the same import goes on where it was.
/// </summary>
public sealed class CapturedTalk(Database db, CurrentSite site, TimeProvider clock)
{
    private const string Source = "capture";

    /// <summary>Comments of one transaction, with one version of the discussion.</summary>
    private const int AtOnce = 500;

    public async Task<(int Added, int Already)> Take(CapturedPage page, Article article, Guid discussion, CancellationToken ct)
    {
        // Of each comment what those below it need, and of each person the id: all that grows with the page besides the page itself.
        var placed = new Placed[page.Comments.Count];
        var (people, seen) = (new Dictionary<string, Guid>(), new Dictionary<string, int>());
        var (added, already) = (0, 0);
        for (var from = 0; from < placed.Length; from += AtOnce)
        {
            var batch = page.Comments.Skip(from).Take(AtOnce).ToList();
            var ids = batch.ConvertAll(comment => SourceId(comment, article, seen));
            await using var writing = await db.BeginWrite(ct);
            var present = await db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && x.Source == Source && ids.Contains(x.SourceId!))
                .Select(x => new { x.SourceId, Place = new Placed(x.Id, x.AuthorId, x.Depth, x.RepliesEver) }).ToDictionaryAsync(x => x.SourceId!, x => x.Place, ct);
            already += present.Count;
            if (present.Count < batch.Count) added += await Add(batch, ids, present, placed, from, discussion, people, ct);
            for (var i = 0; i < batch.Count; i++)
                if (present.TryGetValue(ids[i], out var known)) placed[from + i] = known with { Replies = Math.Max(known.Replies, placed[from + i].Replies) };
            await writing.Commit(ct);
            db.ChangeTracker.Clear();
        }
        await using var naming = await db.BeginWrite(ct);
        await db.NameSpeakers(site.Id, discussion, ct);
        await naming.Commit(ct);
        return (added, already);
    }

    private async Task<int> Add(
        List<CapturedComment> batch, List<string> ids, Dictionary<string, Placed> present, Placed[] placed, int from, Guid id, Dictionary<string, Guid> people, CancellationToken ct)
    {
        await db.Discussions.Lock(site.Id, id, clock.Now(), ct);
        var discussion = await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        await Meet(batch, people, ct);
        for (var i = 0; i < batch.Count; i++)
            if (present.TryGetValue(ids[i], out var known)) placed[from + i] = known;
        var (answered, added) = (new Dictionary<Guid, int>(), 0);
        for (var i = 0; i < batch.Count; i++)
        {
            if (present.ContainsKey(ids[i])) continue;
            var captured = batch[i];
            Below? below = null;
            if (captured.ParentIndex is { } parent)
            {
                ref var above = ref placed[parent];
                above = above with { Replies = above.Replies + 1 };
                answered[above.Id] = answered.GetValueOrDefault(above.Id) + 1;
                below = new(above.Id, above.AuthorId, null, above.Depth + 1, above.Replies, null);
            }
            var comment = Comment.Import(discussion, below, people[captured.AuthorName], new ImportedText(
                Source, ids[i], captured.Text, TextFormat.Plain, ManuscriptFile.Local(captured.WrittenAt, site.Zone), captured.CutOff,
                captured.VotesUp ?? Math.Max(0, captured.Votes ?? 0), captured.VotesDown ?? Math.Max(0, -(captured.Votes ?? 0))));
            placed[from + i] = new(comment.Id, comment.AuthorId, comment.Depth, 0);
            db.Comments.Add(comment);
            added++;
        }
        discussion.Count(added);
        await db.SaveChangesAsync(ct);
        foreach (var (parent, replies) in answered)
            await db.Comments.Where(x => x.SiteId == site.Id && x.Id == parent).ExecuteUpdateAsync(set => set
                .SetProperty(x => x.ReplyCount, x => x.ReplyCount + replies).SetProperty(x => x.RepliesEver, x => x.RepliesEver + replies), ct);
        return added;
    }

    // People of a saved page have a name and nothing else; the same name is the same person there.
    private async Task Meet(List<CapturedComment> batch, Dictionary<string, Guid> people, CancellationToken ct)
    {
        var strangers = batch.Where(x => !people.ContainsKey(x.AuthorName)).DistinctBy(x => x.AuthorName).ToDictionary(x => CaptureImport.Hash(x.AuthorName));
        if (strangers.Count == 0) return;
        var ids = strangers.Keys.ToList();
        foreach (var known in await db.Readers.AsNoTracking().Where(x => x.SiteId == site.Id && x.Source == Source && ids.Contains(x.SourceId!))
            .Select(x => new { x.Id, x.SourceId }).ToListAsync(ct))
            if (strangers.Remove(known.SourceId!, out var met)) people[met.AuthorName] = known.Id;
        foreach (var (sourceId, first) in strangers)
        {
            var reader = Reader.FromImport(site.Id, Source, sourceId, first.AuthorName, first.Rank, clock.Now());
            db.Readers.Add(reader);
            db.Badges.AddRange(first.Badges.Select((badge, position) => Badge.Award(reader, position, badge)));
            people[first.AuthorName] = reader.Id;
        }
    }

    /// <summary>Who said what when under which article; the same words twice in one minute are told apart by their number.</summary>
    private static string SourceId(CapturedComment comment, Article article, Dictionary<string, int> seen)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{article.Id}\n{comment.AuthorName}\n{comment.WrittenAt:O}\n{comment.Text}");
        var hash = CaptureImport.Hash(key);
        var count = seen[hash] = seen.GetValueOrDefault(hash) + 1;
        return CaptureImport.Hash($"{key}\n{count}");
    }

    /// <param name="Replies">Given a place below it so far.</param>
    private readonly record struct Placed(Guid Id, Guid AuthorId, int Depth, int Replies);
}
