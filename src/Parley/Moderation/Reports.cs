using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;

namespace Parley.Moderation;

/// <summary>Takes reports. However many come, the comment stays as visible as it was until a person has looked.</summary>
public sealed class Reports(Database db, WriteQueue queue, Reads reads, CurrentSite site, HouseRulesInForce rules, Pace pace, TimeProvider clock)
{
    public const int LongestNote = 1000;

    private static readonly Refusal Gone = new(409, "gone", "This comment is no longer shown, so there is nothing to report.");
    private static readonly Refusal Own = new(422, "own-comment", "This comment is your own. You can withdraw it.");
    private static readonly Refusal LongNote = new(422, "note-too-long", "A note has at most {0} characters.") { Args = [LongestNote] };

    public async Task<Outcome<TakenReport>> Take(Guid id, Reader reader, string? rule, string? rawNote, CancellationToken ct)
    {
        // Load and judge what doesn't depend on the turn
        if (reads.Reported(site.Id, id) is not { } comment) return Problems.NotFound;
        if (Judge(comment, reader) is { } refusal) return refusal;
        var book = rules.Current;
        if (Reasons.Named(book, rule).Refused(out var unknown, out var broken)) return unknown;
        var note = CleanText.Storable((rawNote ?? "").ReplaceLineEndings("\n")).Trim();
        if (note.Length > LongestNote) return LongNote;
        if (pace.Check(Limits.ReaderReports, reader.Id.ToString()) is { } tooFast) return tooFast;

        // Change and save: the discussion's version stays, since nobody sees anything else than before
        return await queue.Run(comment.DiscussionId, async turn =>
        {
            var (statements, now) = (turn.Statements, clock.Now());
            if (statements.Reported(site.Id, id) is not { IsGone: false })
            {
                turn.Undo();
                return (Outcome<TakenReport>)Gone;
            }
            if (db.ChangeTracker.HasChanges())
            {
                // Somebody whose first act here is this report.
                await turn.Lend(db);
                await db.SaveChangesAsync(CancellationToken.None);
            }
            var isNew = statements.Add(site.Id, id, reader.Id, broken.Id, book.Version, note, now);
            return new TakenReport(id, broken.Id, isNew);
        }, ct);
    }

    private static Refusal? Judge(Reported comment, Reader reader) => comment.IsGone ? Gone : comment.AuthorId == reader.Id ? Own : null;
}

/// <param name="IsNew">False where this reader had reported the comment before.</param>
public sealed record TakenReport(Guid CommentId, string Rule, bool IsNew);
