using Microsoft.EntityFrameworkCore;
using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Votes;

/// <summary>A vote and the counts it changes, together or not at all.</summary>
public sealed class Voting(Database db, CurrentSite site, Ledger ledger, Pace pace, Changes changes, TimeProvider clock)
{
    private static readonly Refusal Own = new(422, "own-comment", "One's own comment is not for oneself to vote on.");
    private static readonly Refusal Gone = new(409, "withdrawn", "This comment has been withdrawn, so it can't be voted on.");

    /// <param name="choose">From the reader's vote so far to the new one; 0 is none.</param>
    public async Task<Outcome<VoteAnswer>> Cast(Guid id, Reader reader, Func<int, int> choose, CancellationToken ct)
    {
        // Load
        var now = clock.Now();
        var known = await db.Comments.AsNoTracking().Where(x => x.SiteId == site.Id && x.Id == id)
            .Select(x => new
            {
                x.DiscussionId, x.AuthorId, x.WithdrawnAt,
                Answered = db.Comments.Where(parent => parent.SiteId == site.Id && parent.Id == x.ParentId).Select(parent => (Guid?)parent.AuthorId).FirstOrDefault(),
            }).FirstOrDefaultAsync(ct);

        // Judge
        if (known is null) return Problems.NotFound;
        if (known.WithdrawnAt is not null) return Gone;
        if (known.AuthorId == reader.Id) return Own;
        if (pace.Check(Limits.ReaderVotes, reader.Id.ToString()) is { } tooFast) return tooFast;

        // Change: with the discussion locked, counting the rows can miss no other vote
        await using var writing = await db.BeginWrite(ct);
        var version = await db.Discussions.Lock(site.Id, known.DiscussionId, now, ct);
        var comment = await db.Comments.SingleAsync(x => x.SiteId == site.Id && x.Id == id, ct);
        var vote = await db.Votes.FirstOrDefaultAsync(x => x.SiteId == site.Id && x.CommentId == id && x.ReaderId == reader.Id, ct);
        var value = choose(vote?.Value ?? 0);
        if (value == (vote?.Value ?? 0)) return new VoteAnswer(comment.Up, comment.Down, value);
        // A vote against is an opinion too, but nothing that standing is made of.
        if (value == 1 || vote?.Value == 1)
            await ledger.Note(known.Answered == reader.Id ? Deed.Thanks : Deed.Recognition, id, reader.Id, known.AuthorId, known.DiscussionId, value == 1, now, ct);
        if (vote is null) db.Votes.Add(Vote.Cast(comment, reader, value, now));
        else if (value == 0) db.Votes.Remove(vote);
        else vote.Change(value, now);
        await db.SaveChangesAsync(ct);
        var rows = db.Votes.Where(x => x.SiteId == site.Id && x.CommentId == id);
        comment.ChangedWith(version);
        comment.Recount(await rows.CountAsync(x => x.Value == 1, ct), await rows.CountAsync(x => x.Value == -1, ct));

        // Save
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        changes.Announce(known.DiscussionId, version);

        return new VoteAnswer(comment.Up, comment.Down, value);
    }
}
