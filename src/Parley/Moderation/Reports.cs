using Parley.Data;
using Parley.Readers;
using Parley.Sites;
using Parley.Web;
using Parley.Webhooks;

namespace Parley.Moderation;

/// <summary>Takes reports. However many come, the comment stays as visible as it was until a person has looked.</summary>
public sealed class Reports(Database db, WriteQueue queue, Reads reads, CurrentSite site, HouseRulesInForce rules, Pace pace,
    Identity identity, Outbox outbox, TimeProvider clock)
{
    public const int LongestNote = 1000;

    /// <summary>Reports older than that say nothing about a reporter any more.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    /// <summary>After so many decided reports of which hardly any was right, a reporter is warned; after more, their reports rest for a
    /// while.</summary>
    public const int Warned = 5, Paused = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromDays(14);

    private static readonly Refusal Rests = new(403, "reports-paused",
        "Moderators found nothing in almost all of your reports, so you can report again from {0}. For what is illegal there is the "
            + "notice form: {1}");
    public static readonly string Warning = Words.Later("Moderators found nothing in almost all of your earlier reports. Please report "
        + "only what breaks a rule; otherwise your reports will be paused.");
    private static readonly Refusal Gone = new(409, "gone", "This comment is no longer shown, so there is nothing to report.");
    private static readonly Refusal Own = new(422, "own-comment", "This comment is your own. You can withdraw it.");
    private static readonly Refusal LongNote = new(422, "note-too-long", "A note has at most {0} characters.") { Args = [LongestNote] };

    public async Task<Outcome<TakenReport>> Take(Guid id, Reader reader, string? rule, string? rawNote, CancellationToken ct)
    {
        // Load and judge what doesn't depend on the turn
        if (await reads.Reported(site.Id, id) is not { } comment) return Problems.NotFound;
        if (Judge(comment, reader) is { } refusal) return refusal;
        var book = rules.Current;
        if (Reasons.Named(book, rule).Refused(out var unknown, out var broken)) return unknown;
        var note = CleanText.Storable((rawNote ?? "").ReplaceLineEndings("\n")).Trim();
        if (note.Length > LongestNote) return LongNote;
        if (WritingBan.Of(reader, site, clock.Now()) is { } ban) return ban;
        var (hits, dismissedAt) = await reads.HitsOf(site.Id, reader.Id, clock.Now() - Remembered);
        if (hits.Decided >= Paused && IsMisuse(hits) && dismissedAt + Pause is { } until && until > clock.Now())
            return Rests with { Args = [site.Words.DateAndTime(until, site.Zone), site.Absolute("/notice")] };
        if (pace.Check(Limits.ReaderReports, reader.Id.ToString()) is { } tooFast) return tooFast;

        // Change and save: the discussion's version stays, since nobody sees anything else than before
        return await queue.Run(comment.DiscussionId, async turn =>
        {
            var (statements, now) = (turn.Statements, clock.Now());
            bool IsGone() => statements.Reported(site.Id, id) is not { IsGone: false };
            if (db.ChangeTracker.HasChanges())
            {
                // Somebody whose first act here is this report, and who need not come to be for one that is refused.
                if ((IsGone() ? Gone : identity.Admit(reader)) is { } refused)
                {
                    turn.Undo();
                    return (Outcome<TakenReport>)refused;
                }
                await turn.Lend(db);
                await db.SaveChangesAsync(CancellationToken.None);
            }
            var isNew = statements.Add(site.Id, id, reader.Id, broken.Id, book.Version, note, now);
            if (!isNew && IsGone())
            {
                turn.Undo();
                return Gone;
            }
            if (isNew) outbox.Tell(statements, Happening.Reported, id, now);
            return new TakenReport(id, broken.Id, isNew, hits.Decided >= Warned && IsMisuse(hits) ? Warning : null);
        }, ct);
    }

    // One in ten right is no misuse yet: rules are hard to read.
    private static bool IsMisuse(HitRate hits) => hits.Upheld * 10 < hits.Decided;

    private static Refusal? Judge(Reported comment, Reader reader) => comment.IsGone ? Gone : comment.AuthorId == reader.Id ? Own : null;
}

/// <param name="IsNew">False where this reader had reported these words before.</param>
/// <param name="Warning">For a reporter with whom moderators hardly ever agreed; null for everybody else.</param>
public sealed record TakenReport(Guid CommentId, string Rule, bool IsNew, string? Warning);
