using Parley.Data;
using Parley.Discussions;
using Parley.Readers;
using Parley.Reputation;
using Parley.Sites;
using Parley.Web;

namespace Parley.Votes;

/// <summary>A vote and the counts it changes, together or not at all.</summary>
public sealed class Voting(Database db, WriteQueue queue, Reads reads, CurrentSite site, Identity identity, Pace pace, DayCount today,
    Clicks clicks, Changes changes, TimeProvider clock)
{
    private static readonly Refusal Own = new(422, "own-comment", "You can't vote on your own comment.");
    private static readonly Refusal Gone = new(409, "withdrawn", "This comment has been withdrawn, so it can't be voted on.");

    private static readonly Refusal Removed = new(409, "removed", "This comment has been removed, so it can't be voted on.");

    /// <summary>A household votes without saying who it is; past that, somebody is stuffing the box, and a name is asked for.</summary>
    public const int MostNameless = 5;

    private const string Nameless = "nameless-voters";

    /// <summary>In place of a version: the comment stands in another discussion than it did when the turn began.</summary>
    private const long Moved = -1;

    private static readonly Refusal TooManyNameless = new(429, "too-many-nameless", "Many have voted on this comment from your network "
        + "today without a name. Write a comment under a name of your choice, then your vote counts too.", TimeSpan.FromHours(1));

    /// <param name="choose">From the reader's vote so far to the new one; 0 is none.</param>
    /// <param name="network">Of a vote without a name: few readers without one vote from one network on one comment.</param>
    /// <param name="click">Which of a page's clicks it is; null where that isn't said.</param>
    public async Task<Outcome<VoteAnswer>> Cast(
        Guid id, Reader reader, Func<int, int> choose, string network, Click? click, CancellationToken ct)
    {
        // Load and judge what doesn't depend on the turn
        if (await reads.VotedOn(site.Id, id, reader.Id) is not { } known) return Problems.NotFound;
        if (Judge(known, reader) is { } refusal) return refusal;
        if (pace.Check(Limits.ReaderVotes, reader.Id.ToString()) is { } tooFast) return tooFast;

        // Change and save
        var (outcome, discussion, version) = await queue.Run(known.DiscussionId,
            turn => InTurn(turn, id, reader, choose, network, click), ct);
        // Its page has moved while this waited, and the discussion with it.
        if (version == Moved) return await Cast(id, reader, choose, network, click, ct);
        if (version > 0) changes.Announce(discussion, version, Affects.Thread);
        return outcome;
    }

    /// <summary>As they stand, for whoever has no vote; null where there is no such comment.</summary>
    public async Task<VoteAnswer?> Counts(Guid id) =>
        await reads.VotedOn(site.Id, id, Guid.Empty) is { } comment ? new(comment.Up, comment.Down, 0) : null;

    private async Task<(Outcome<VoteAnswer> Outcome, Guid Discussion, long Version)> InTurn(
        WriteTurn turn, Guid id, Reader reader, Func<int, int> choose, string network, Click? click)
    {
        // Load: the lock first, then what the comment is now
        var (statements, now) = (turn.Statements, clock.Now());
        if (statements.VotedOn(site.Id, id, reader.Id) is not { } before) return Undo(turn, Problems.NotFound);
        if (Discussion.LockIn(statements, site.Id, before.DiscussionId, 0, now) is not { } discussion) return Undo(turn, Problems.NotFound);
        // With the discussion locked: of two clicks of one stranger, also to two nodes, the first made the reader.
        reader = identity.FirstOf(statements, reader);
        var comment = statements.VotedOn(site.Id, id, reader.Id)!;
        if (comment.DiscussionId != discussion.Id) return Undo(turn, Problems.NotFound, Moved);

        // Judge
        if (Judge(comment, reader) is { } refusal) return Undo(turn, refusal);
        var value = click is not null && clicks.IsOvertaken(click, id) ? comment.Value : choose(comment.Value);
        if (value == comment.Value) return Undo(turn, new VoteAnswer(comment.Up, comment.Down, value));

        var isNew = reader.Name.Length == 0 && comment.Value == 0;
        if (isNew && !today.HasRoomFor(Nameless, $"{network} {id}", reader.Id, MostNameless)) return Undo(turn, TooManyNameless);

        // Change
        if (db.ChangeTracker.HasChanges())
        {
            // Somebody whose first act here is this vote.
            if (identity.Admit(reader) is { } tooMany) return Undo(turn, tooMany);
            await turn.Lend(db);
            await db.SaveChangesAsync(CancellationToken.None);
        }
        if (isNew) today.AllowsOne(Nameless, $"{network} {id}", reader.Id, MostNameless);
        // A vote against is an opinion too, but nothing that standing is made of.
        var deed = comment.AnsweredId == reader.Id ? Deed.Thanks : Deed.Recognition;
        if (value == 1) statements.Note(deed, id, comment.AuthorId, reader, discussion.Id, now);
        else if (comment.Value == 1) statements.TakeBack(deed, id, reader, now);
        var (up, down) = statements.Cast(site.Id, id, reader.Id, comment.Value, value, discussion.Version, now);
        return (new VoteAnswer(up, down, value), discussion.Id, discussion.Version);
    }

    private static Refusal? Judge(VotedOn comment, Reader reader) =>
        comment.WithdrawnAt is not null ? Gone : comment.RemovedAt is not null ? Removed : comment.AuthorId == reader.Id ? Own : null;

    private static (Outcome<VoteAnswer>, Guid, long) Undo(WriteTurn turn, Outcome<VoteAnswer> instead, long version = 0)
    {
        turn.Undo();
        return (instead, Guid.Empty, version);
    }
}
