using Microsoft.EntityFrameworkCore;
using Parley.Articles;
using Parley.Comments;
using Parley.Data;
using Parley.Discussions;
using Parley.Moderation;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Exchange;

/// <summary>
/// Lines of a site's export as rows, with what follows from them and so isn't in the file: counts, what a search finds, and the entries of
/// the public log, which begins anew.
/// </summary>
public sealed class SiteRows(Database db, CurrentSite site, ForeignPeople people, TimeProvider clock)
{
    private SiteJudge judge = new();
    private string house = "";

    public int Shown { get; private set; }
    public int Held { get; private set; }
    public int Renamed { get; private set; }

    internal void Of(SiteJudge judged, string name) => (judge, house) = (judged, name);

    /// <summary>In a write; what is left tracked is to be saved.</summary>
    /// <param name="batch">Of one kind.</param>
    internal async Task Store(List<SiteRecord> batch, CancellationToken ct)
    {
        var now = clock.Now();
        foreach (var record in batch)
        {
            var row = record.Kind.Make(record.Values, site.Id);
            if (row is Reader reader) Complete(reader);
            else if (row is Article article) Complete(article);
            else if (row is Discussion discussion) Complete(discussion, now);
            else if (row is Comment comment) Complete(comment, record.Comment);
            db.Add(row);
        }
        await db.SaveChangesAsync(ct);
        if (batch[0].Kind.IsComment) await Tell([.. batch.Select(x => x.Values.Id("DiscussionId")!.Value).Distinct()], now, ct);
        else if (batch[0].Kind.Line == "decision") await Log(now, ct);
    }

    // What guests call themselves claims no office. Accounts and those who were invited were named by the house or its publisher, and a
    // moderator's words stay under the name that they had; the office itself is given here and nowhere else.
    private void Complete(Reader reader)
    {
        var name = reader.Kind is ReaderKind.Account or ReaderKind.Invited ? reader.Name : people.ShownAs(reader.Name, house);
        if (name != reader.Name) Renamed++;
        SiteKind.Put(reader, nameof(Reader.Name), name);
        SiteKind.Put(reader, nameof(Reader.NameSkeleton), Skeleton.OfName(name));
        SiteKind.Put(reader, nameof(Reader.LastSeenAt), reader.CreatedAt);
    }

    private static void Complete(Article x) => SiteKind.Put(
        x, nameof(Article.Words), SearchWords.Of($"{x.Title} {x.DatelinePlace} {x.Byline} {x.Summary} {x.Body}"));

    private void Complete(Discussion discussion, DateTimeOffset now)
    {
        SiteKind.Put(discussion, nameof(Discussion.Version), 1L);
        SiteKind.Put(discussion, nameof(Discussion.ChangedAt), now);
        SiteKind.Put(discussion, nameof(Discussion.CommentCount), judge.Shown.GetValueOrDefault(discussion.Id));
    }

    private void Complete(Comment comment, int index)
    {
        var counted = judge.Comments.Of(index);
        SiteKind.Put(comment, nameof(Comment.RepliesEver), counted.Replies);
        SiteKind.Put(comment, nameof(Comment.AnswersEver), counted.Answers);
        SiteKind.Put(comment, nameof(Comment.ReplyCount), counted.Shown);
        SiteKind.Put(comment, nameof(Comment.CreatedVersion), 1L);
        SiteKind.Put(comment, nameof(Comment.ChangedVersion), 1L);
        comment.Recount(counted.Up, counted.Down);
        if (comment.Text.Length > 0) SiteKind.Put(comment, nameof(Comment.TextHash), WrittenText.HashOf(comment.Text));
        if (comment.IsPublished)
            SiteKind.Put(comment, nameof(Comment.Words), WrittenText.WordsOf(comment.Text, comment.Format));
        if (comment.IsPublished) Shown++;
        else if (comment.IsHeld) Held++;
    }

    // A server that runs beside it shows them within a second.
    private Task Tell(List<Guid> discussions, DateTimeOffset now, CancellationToken ct) =>
        db.Discussions.Where(x => x.SiteId == site.Id && discussions.Contains(x.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(x => x.Version, x => x.Version + 1).SetProperty(x => x.ChangedAt, now), ct);

    // The log of the site from which it came stays there, with its key. Of each decision that holds the one that begins here says that it
    // does; what waits for a moderator waits on. What was taken back there restricts nobody, so that it needs no entry.
    private async Task Log(DateTimeOffset now, CancellationToken ct)
    {
        var holding = db.ChangeTracker.Entries<Decision>().Select(x => x.Entity).Where(x => x.Restricts && x.ReversedAt is null)
            .OrderBy(x => x.Id).ToList();
        if (holding.Count == 0) return;
        var about = holding.Select(x => x.CommentId).OfType<Guid>().Distinct().ToList();
        var comments = await db.Comments.Where(x => x.SiteId == site.Id && about.Contains(x.Id)).ToDictionaryAsync(x => x.Id, ct);
        var first = await db.Append(holding.ConvertAll(x => x.InLog(ActionOf(x.Kind),
            x.Kind == DecisionKind.Suspension ? x.Facts : x.CommentId is { } id ? comments[id].Text : "", raisedAt: null)), now);
        foreach (var (decision, number) in holding.Select((x, i) => (x, first + i)))
        {
            decision.Stand(number);
            if (decision.CommentId is not { } id || comments[id] is not { Removal: { } removal, RemovedAt: { } at } comment
                || removal.DecisionId != decision.Id) continue;
            comment.Remove(removal with { Number = number }, at);
            if (decision.Kind == DecisionKind.Hold && comment.IsHeld) db.Cases.Add(Case.Holding(decision, now));
        }
    }

    private static LogAction ActionOf(DecisionKind kind) => kind switch
    {
        DecisionKind.Hold => LogAction.Hold,
        DecisionKind.Suspension => LogAction.Suspension,
        _ => LogAction.Removal,
    };
}
