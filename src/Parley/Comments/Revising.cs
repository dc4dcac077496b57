using Microsoft.EntityFrameworkCore;
using Parley.Conduct;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Comments;

/// <summary>What an author may do with a comment that is out: change it for a while, take it back at any time.</summary>
public sealed class Revising(Database db, CurrentSite site, Standings standings, Ledger ledger, Pace pace, Changes changes, TimeProvider clock)
{
    private static readonly Refusal NotYours = new(403, "not-yours", "Only its author can change a comment.");
    private static readonly Refusal Gone = new(409, "withdrawn", "This comment has been withdrawn.");

    public async Task<Outcome<Comment>> Edit(Guid id, Reader? reader, string? raw, CancellationToken ct)
    {
        var text = WrittenText.Of(raw);
        var now = clock.Now();
        var may = await standings.MayOf(reader, ct);
        if (HouseRules.JudgeText(text, may.Links) is { } refusal) return refusal;
        if (reader is not null && pace.Check(may.Pace, reader.Id.ToString()) is { } tooFast) return tooFast;
        return await Change(id, reader, async (comment, _) =>
        {
            if (now - comment.CreatedAt > may.EditWindow) return WindowOver(may);
            if (comment.Text == text) return comment;
            var number = await db.CommentRevisions.CountAsync(x => x.SiteId == site.Id && x.CommentId == id, ct) + 1;
            db.CommentRevisions.Add(comment.Edit(text, number, now));
            return comment;
        }, now, ct);
    }

    public async Task<Outcome<Comment>> Withdraw(Guid id, Reader? reader, CancellationToken ct)
    {
        var now = clock.Now();
        return await Change(id, reader, async (comment, discussion) =>
        {
            comment.Withdraw(now);
            discussion.Count(-1);
            await ledger.Undo(id, now, ct);
            // A place-holder is kept for the replies below it; the last of them takes it along.
            for (var gone = comment; !gone.IsShown && gone.ParentId is { } parentId;)
            {
                gone = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == parentId, ct);
                gone.ReplyGone();
            }
            return comment;
        }, now, ct);
    }

    private async Task<Outcome<Comment>> Change(
        Guid id, Reader? reader, Func<Comment, Discussion, Task<Outcome<Comment>>> change, DateTimeOffset now, CancellationToken ct)
    {
        var discussionId = await db.Comments.Where(x => x.SiteId == site.Id && x.Id == id).Select(x => (Guid?)x.DiscussionId).FirstOrDefaultAsync(ct);
        if (discussionId is null) return Problems.NotFound;

        await using var writing = await db.BeginWrite(ct);
        await db.Discussions.Lock(site.Id, discussionId.Value, now, ct);
        var discussion = await db.Discussions.SingleAsync(x => x.SiteId == site.Id && x.Id == discussionId, ct);
        var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        if (comment.AuthorId != reader?.Id) return NotYours;
        if (comment.WithdrawnAt is not null) return Gone;
        var outcome = await change(comment, discussion);
        if (outcome.Refused(out _, out _)) return outcome;
        comment.ChangedWith(discussion.Version);

        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        changes.Announce(discussion.Id, discussion.Version);
        return outcome;
    }

    /// <summary>What its author may do with a comment now; null when it can't be changed, by them or by anyone else.</summary>
    public async Task<Perks?> CanEdit(Comment comment, Reader? reader, CancellationToken ct)
    {
        if (comment.AuthorId != reader?.Id || comment.WithdrawnAt is not null) return null;
        var may = await standings.MayOf(reader, ct);
        return clock.Now() - comment.CreatedAt <= may.EditWindow ? may : null;
    }

    private static Refusal WindowOver(Perks may) =>
        new(403, "edit-window-over", "A comment can be changed for {0} minutes. It can still be withdrawn.") { Args = [may.EditMinutes] };
}
