using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Comments;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Writing;

/// <summary>In the transaction in which a text is taken back: forgets what was made of it where decisions are kept, which is further to the
/// right.</summary>
public delegate Task ForgetDecided(Comment comment, DateTimeOffset at);

/// <summary>What an author may do with a comment that is out: change it for a while, take it back at any time.</summary>
public sealed class Revising(
    Database db, CurrentSite site, Standings standings, Ledger ledger, Pace pace, Change change, Holding holding, WaveWatch watch,
    ForgetDecided decided, Forgetting forgetting, SameRequests same, Outbox outbox, TimeProvider clock)
{
    private static readonly Refusal NotYours = new(403, "not-yours", "Only its author can change a comment.");
    private static readonly Refusal Gone = new(409, "withdrawn", "This comment has been withdrawn.");

    private static readonly Refusal Held = new(409, "held",
        "This comment waits for a moderator, who shall find it as it is. You can withdraw it and post another.");
    private static readonly Refusal Removed = new(409, "removed",
        "This comment has been removed. The decision says why, and how to appeal.");

    /// <param name="network">From which it comes.</param>
    public async Task<Outcome<Comment>> Edit(Guid id, Reader? reader, string? raw, string network, CancellationToken ct)
    {
        var text = WrittenText.Of(raw);
        using var place = await same.InLine($"{reader?.Id} {id}", ct);
        var may = await standings.MayOf(reader, ct);
        if (WritingBan.Of(reader, site, clock.Now()) is { } ban) return ban;
        if (HouseRules.JudgeText(text.Text, may.Links) is { } refusal) return refusal;
        // What quotes the comment that it answers goes on quoting it when a slip in it is mended.
        var known = await db.Comments.Where(x => x.SiteId == site.Id && x.Id == id).Select(x => new { x.ParentId, x.Form })
            .FirstOrDefaultAsync(ct);
        var said = new Saying(text, known?.ParentId) { Edits = id, Form = known?.Form };
        var look = reader is null ? default : await watch.Look(reader, await standings.Of(reader), said, clock.Now(), ct);
        var edited = await Of(id, reader, network, may.Pace,
            comment => (comment.IsPublished || comment.IsHeld) && comment.Text == text.Text,
            async (comment, discussion, at) =>
            {
                if (at - comment.CreatedAt > may.EditWindow) return WindowOver(may);
                var number = await db.CommentRevisions.CountAsync(x => x.SiteId == site.Id && x.CommentId == id) + 1;
                var before = comment.Text;
                db.CommentRevisions.Add(comment.Edit(text, number, discussion.Version, at, look.Form));
                if (holding.Asks(look)) await holding.Judge(comment, reader!, before, look, at);
                // Also when it is held now: whoever was told of it before learns that its words are not to be shown.
                outbox.Tell(Happening.Edited, id, at);
                return comment;
            }, ct);
        if (!edited.Refused(out _, out _)) await watch.Note(look, id, reader!, clock.Now());
        return edited;
    }

    /// <summary>Of a comment that was removed the text alone is taken back: its place-holder and the decision stay.</summary>
    public async Task<Outcome<Comment>> Withdraw(Guid id, Reader? reader, string network, CancellationToken ct)
    {
        using var place = await same.InLine($"{reader?.Id} {id}", ct);
        var outcome = await Of(id, reader, network, null, comment => comment.WithdrawnAt is not null || comment.ErasedAt is not null,
            async (comment, discussion, at) =>
            {
                if (comment.IsRemoved) comment.Erase(at);
                else
                {
                    // What was held never counted; but it may have been told before it was held.
                    if (!comment.IsHeld) discussion.Count(-1);
                    outbox.Tell(Happening.Withdrawn, id, at);
                    comment.Withdraw(at);
                    await ledger.Undo(id, at, CancellationToken.None);
                    await LeavePlace(db, comment);
                }
                await Forget(comment, at);
                return comment;
            }, ct, takesBack: true);
        if (!outcome.Refused(out _, out _)) watch.Forget(id);
        forgetting.Soon();
        return outcome;
    }

    /// <summary>A place-holder is kept for the replies below it; the last of them takes it along.</summary>
    public static async Task LeavePlace(Database db, Comment gone)
    {
        var site = gone.SiteId;
        while (!gone.IsShown && gone.ParentId is { } parentId)
        {
            gone = await db.Comments.SingleAsync(x => x.SiteId == site && x.Id == parentId);
            gone.ReplyGone();
        }
    }

    // The text stood elsewhere too: as it was before edits, in the answer to the request that brought it, and in what was decided about it.
    private async Task Forget(Comment comment, DateTimeOffset at)
    {
        await decided(comment, at);
        await db.CommentRevisions.Where(x => x.SiteId == site.Id && x.CommentId == comment.Id).ExecuteDeleteAsync();
        var (id, gone) = (comment.Id.ToString(), JsonSerializer.Serialize(ShownComment.Of(comment, ShownComment.Nobody), Json.Plain));
        var answers = await db.KeptAnswers.Where(x => x.SiteId == site.Id && x.ReaderId == comment.AuthorId && x.Answer.Contains(id))
            .ToListAsync();
        foreach (var answer in answers) answer.Become(gone);
    }

    // What only its author may do, and only while it is there.
    private async Task<Outcome<Comment>> Of(Guid id, Reader? reader, string network, Limit? often, Func<Comment, bool> isDone,
        Func<Comment, Discussion, DateTimeOffset, Task<Outcome<Comment>>> revise, CancellationToken ct, bool takesBack = false)
    {
        // An author never changes: who is none is told so without taking anybody's turn.
        var asks = reader?.Id ?? Guid.Empty;
        if (await db.Comments.AnyAsync(x => x.SiteId == site.Id && x.Id == id && x.AuthorId != asks, ct))
            return pace.Check(Limits.NetworkPosts, network) ?? NotYours;
        Comment? done = null;
        var outcome = await change.In(db.Comments.Where(x => x.SiteId == site.Id && x.Id == id).Select(x => x.DiscussionId),
            async (discussion, at) =>
            {
                var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == id);
                if (comment.AuthorId != reader?.Id) return NotYours;
                // Sent again it costs nothing and changes nothing. Only its turn knows: what was sent before may still wait for its own.
                if (isDone(comment))
                {
                    done = comment;
                    return Gone;
                }
                if ((pace.Check(Limits.NetworkPosts, network) ?? (often is null ? null : pace.Check(often, comment.AuthorId.ToString())))
                        is { } tooMany)
                    return tooMany;
                var isThere = comment.IsPublished || (takesBack && (comment.IsHeld || (comment.IsRemoved && comment.ErasedAt is null)));
                if (!isThere) return comment.WithdrawnAt is not null ? Gone : comment.IsHeld ? Held : Removed;
                var outcome = await revise(comment, discussion, at);
                if (!outcome.Refused(out _, out _)) comment.ChangedWith(discussion.Version);
                return outcome;
            }, ct);
        return done is not null ? done : outcome;
    }

    /// <summary>What its author may do with a comment now; null when it can't be changed, by them or by anyone else.</summary>
    public async Task<Perks?> CanEdit(Comment comment, Reader? reader, CancellationToken ct)
    {
        if (comment.AuthorId != reader?.Id || !comment.IsPublished) return null;
        var may = await standings.MayOf(reader, ct);
        return clock.Now() - comment.CreatedAt <= may.EditWindow ? may : null;
    }

    private static Refusal WindowOver(Perks may) =>
        new(403, "edit-window-over", "The {0} minutes for editing a comment are over. You can still withdraw it.")
            { Args = [may.EditMinutes] };
}
