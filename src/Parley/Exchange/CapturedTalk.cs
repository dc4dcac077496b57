using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;
using Parley.Writing;
using Database = Parley.Data.Database;

namespace Parley.Exchange;

/// <summary>
/// Stores what was said on a captured page, some hundreds at a time: each batch is a transaction of its own, so that whoever writes beside
/// it waits for no more than that, and whatever breaks it off, the same import goes on where it was.
/// </summary>
public sealed class CapturedTalk(Database db, CurrentSite site, Imports imports, TimeProvider clock)
{
    private const string Source = "capture";

    /// <summary>Comments of one transaction, with one version of the discussion.</summary>
    private const int AtOnce = 500;

    /// <summary>Comments after which a long import says where it is.</summary>
    private const int Stage = 20_000;

    // All that grows with the page besides the page itself: those that are answered further on, and the people.
    private readonly Dictionary<int, Placed> answeredLater = [];
    private readonly Dictionary<string, Person> people = [];
    private readonly Dictionary<string, int> seen = [];

    public async Task<(int Added, int Already)> Take(CapturedPage page, Article article, Guid discussion, CancellationToken ct)
    {
        var (added, already) = (0, 0);
        for (var from = 0; from < page.Comments.Count; from += AtOnce)
        {
            var batch = Enumerable.Range(from, Math.Min(AtOnce, page.Comments.Count - from)).Select(i => page.Comments[i]).ToList();
            var ids = batch.ConvertAll(comment => SourceId(comment, article));
            await using var writing = await db.BeginWrite(ct);
            var present = await Present(ids, ct);
            already += present.Count;
            added += await Add(batch, ids, present, from, discussion, ct);
            await writing.Commit(ct);
            db.ChangeTracker.Clear();
            var done = from + batch.Count;
            if (done / Stage > from / Stage) await Console.Error.WriteLineAsync($"{done} of {page.Comments.Count} comments are in.");
        }
        await NamePeople(discussion, ct);
        return (added, already);
    }

    /// <summary>How many of its comments are here.</summary>
    public async Task<int> CountPresent(CapturedPage page, Article article, CancellationToken ct)
    {
        var count = 0;
        foreach (var some in page.Comments.Select(comment => SourceId(comment, article)).Chunk(AtOnce))
            count += (await Present([.. some], ct)).Count;
        return count;
    }

    private Task<Dictionary<string, Placed>> Present(List<string> ids, CancellationToken ct) => db.Comments.AsNoTracking()
        .Where(x => x.SiteId == site.Id && x.Source == Source && ids.Contains(x.SourceId!))
        .Select(x => new { x.SourceId, Place = new Placed(x.Id, x.AuthorId, x.Depth, x.RepliesEver, -1) })
        .ToDictionaryAsync(x => x.SourceId!, x => x.Place, ct);

    private async Task<int> Add(
        List<CapturedComment> batch, List<string> ids, Dictionary<string, Placed> present, int from, Guid id, CancellationToken ct)
    {
        Discussion? discussion = null;
        int? import = present.Count < batch.Count ? await imports.Number(ct) : null;
        await Meet(batch, import, ct);
        if (present.Count < batch.Count)
        {
            await db.Discussions.Lock(site.Id, id, clock.Now(), ct);
            discussion = await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        }
        var (here, answered) = (new Dictionary<int, Comment>(), new Dictionary<Guid, int>());
        for (var i = 0; i < batch.Count; i++)
        {
            var (captured, index) = (batch[i], from + i);
            if (!present.TryGetValue(ids[i], out var place))
            {
                var below = captured.ParentIndex is not { } parent ? null : here.TryGetValue(parent, out var above) ? above.MakeRoom()
                    : RoomBelow(parent, answered);
                var comment = here[index] = Comment.Import(discussion!, below, people[captured.AuthorName].Id, new ImportedText(
                    Source, ids[i], new(captured.Text, TextFormat.Plain), ManuscriptFile.Local(captured.WrittenAt, site.Zone),
                    captured.CutOff, captured.VotesUp ?? Math.Max(0, captured.Votes ?? 0),
                    captured.VotesDown ?? Math.Max(0, -(captured.Votes ?? 0)))
                    { Import = import, ComparedSince = ImportedText.NothingBefore(clock.Now()) });
                place = new(comment.Id, comment.AuthorId, comment.Depth, 0, -1);
            }
            if (captured.LastReplyIndex is { } last) answeredLater[index] = place with { LastReply = last };
            if (captured.ParentIndex is { } done && answeredLater[done].LastReply == index) answeredLater.Remove(done);
        }
        // What was made in this batch has counted its replies itself; what came before it is told how many more there are.
        foreach (var (index, comment) in here)
            if (answeredLater.TryGetValue(index, out var place)) answeredLater[index] = place with { Replies = comment.RepliesEver };
        discussion?.Count(here.Count);
        if (import is not null) await imports.Brought(0, 0, here.Count, 0, ct);
        await db.SaveChangesAsync(ct);
        // Comments alone are many: one statement, prepared once a batch, a parent before its replies.
        using var statements = new Statements(db.Database.GetDbConnection())
            { Transaction = db.Database.CurrentTransaction!.GetDbTransaction() };
        statements.BringAlong(here.OrderBy(x => x.Key).Select(x => x.Value));
        foreach (var (parent, replies) in answered) statements.MoreRoomBelow(discussion!, parent, replies);
        return here.Count;
    }

    private Below RoomBelow(int parent, Dictionary<Guid, int> answered)
    {
        var above = answeredLater[parent] with { Replies = answeredLater[parent].Replies + 1 };
        answeredLater[parent] = above;
        answered[above.Id] = answered.GetValueOrDefault(above.Id) + 1;
        return new(above.Id, above.AuthorId, null, above.Depth + 1, above.Replies, null);
    }

    // People of a saved page have a name and nothing else; the same name is the same person there.
    private async Task Meet(List<CapturedComment> batch, int? import, CancellationToken ct)
    {
        foreach (var known in batch)
            if (people.TryGetValue(known.AuthorName, out var person) && known.WrittenAt < person.FirstAt)
                people[known.AuthorName] = person with { FirstAt = known.WrittenAt };
        var strangers = batch.Where(x => !people.ContainsKey(x.AuthorName)).GroupBy(x => x.AuthorName)
            .ToDictionary(x => CaptureImport.Hash(x.Key), x => (First: x.First(), At: x.Min(y => y.WrittenAt)));
        if (strangers.Count == 0) return;
        var ids = strangers.Keys.ToList();
        foreach (var known in await db.Readers.AsNoTracking()
            .Where(x => x.SiteId == site.Id && x.Source == Source && ids.Contains(x.SourceId!))
            .Select(x => new { x.Id, x.SourceId }).ToListAsync(ct))
            if (strangers.Remove(known.SourceId!, out var met)) people[met.First.AuthorName] = new(known.Id, met.At);
        foreach (var (sourceId, (first, at)) in strangers)
        {
            var reader = Reader.FromImport(site.Id, Source, sourceId, first.AuthorName, first.Rank, clock.Now(), import);
            db.Readers.Add(reader);
            db.Badges.AddRange(first.Badges.Select((badge, position) => Badge.Award(reader, position, badge)));
            people[first.AuthorName] = new(reader.Id, at);
        }
    }

    // Of two names that look alike, whoever spoke first under it has it.
    private async Task NamePeople(Guid discussion, CancellationToken ct)
    {
        foreach (var some in people.OrderBy(x => x.Value.FirstAt).ThenBy(x => x.Value.Id).Chunk(AtOnce))
        {
            await using var writing = await db.BeginWrite(ct);
            foreach (var (name, person) in some) await db.NameSpeaker(site.Id, discussion, name, person.Id, ct);
            await writing.Commit(ct);
        }
    }

    /// <summary>Who said what when under which article; the same words twice in one minute are told apart by their number.</summary>
    private string SourceId(CapturedComment comment, Article article)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{article.Id}\n{comment.AuthorName}\n{comment.WrittenAt:O}\n{comment.Text}");
        var count = 1;
        if (comment.IsOneOfSeveral)
        {
            var hash = CaptureImport.Hash(key);
            count = seen[hash] = seen.GetValueOrDefault(hash) + 1;
        }
        return CaptureImport.Hash($"{key}\n{count}");
    }

    /// <param name="Replies">Given a place below it so far.</param>
    /// <param name="LastReply">The index on the page after which nobody answers it.</param>
    private readonly record struct Placed(Guid Id, Guid AuthorId, int Depth, int Replies, int LastReply);

    /// <param name="FirstAt">When they spoke first on the page.</param>
    private readonly record struct Person(Guid Id, DateTime FirstAt);
}
