using Parley.Readers;
using Parley.Web;

namespace Parley.Moderation;

public enum CaseKind
{
    Report, Notice, Appeal,

    /// <summary>Decided already, and shown as if it weren't; see <see cref="SecondLooks"/>.</summary>
    SecondLook,

    /// <summary>Waits before others read it, by the site's settings; see <see cref="Holds"/>.</summary>
    Held,

    /// <summary>The same, and nobody has looked in time.</summary>
    Overdue,
}

/// <summary>Something that waits for a moderator. A comment has at most one open case of a kind, however many report it;
/// only of appeals each has its own.</summary>
public sealed class Case
{
    /// <summary>Long enough to read a conversation, short enough that a moderator who was called away keeps nobody waiting.</summary>
    public static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(5);

    private Case() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public CaseKind Kind { get; private set; }

    /// <summary>What a second look was before somebody decided, and is shown as; null for everything else.</summary>
    public CaseKind? SeenAs { get; private set; }
    public Guid CommentId { get; private set; }

    /// <summary>The appeal it is about; null for a comment as such.</summary>
    public Guid? AppealId { get; private set; }

    /// <summary>The decision that is looked at a second time, or by which it is held; null for everything else.</summary>
    public Guid? DecisionId { get; private set; }

    /// <summary>How many readers have reported the comment since the case was opened.</summary>
    public int Reports { get; private set; }
    public DateTimeOffset OpenedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who looks at it now, and until when nobody else shall.</summary>
    public Guid? ClaimedById { get; private set; }
    public DateTimeOffset? ClaimedUntil { get; private set; }

    public static Case Of(Appeal appeal, Guid comment, DateTimeOffset at) =>
        new() { SiteId = appeal.SiteId, Id = Clock.NewId(at), Kind = CaseKind.Appeal, CommentId = comment, AppealId = appeal.Id,
            OpenedAt = at };

    /// <summary>A second look at what a moderator came upon: it looks as if one reader had reported it under the same rule.</summary>
    public static Case Of(Decision decision, DateTimeOffset at) => new()
    {
        SiteId = decision.SiteId, Id = Clock.NewId(at), Kind = CaseKind.SecondLook, SeenAs = CaseKind.Report,
            CommentId = decision.CommentId!.Value, DecisionId = decision.Id, Reports = 1, OpenedAt = at,
    };

    /// <summary>What was just decided waits on as it was, for another moderator: its number, its time and its count tell nothing.</summary>
    public void LookAgain(Decision decision) =>
        (SeenAs, Kind, DecisionId, ClosedAt) = (Kind, CaseKind.SecondLook, decision.Id, null);

    public static Case Of(Notice notice, DateTimeOffset at) =>
        new() { SiteId = notice.SiteId, Id = Clock.NewId(at), Kind = CaseKind.Notice, CommentId = notice.CommentId, Reports = 1,
            OpenedAt = at };

    /// <param name="hold">The decision by which a comment is held.</param>
    public static Case Holding(Decision hold, DateTimeOffset at) => new()
    {
        SiteId = hold.SiteId, Id = Clock.NewId(at), Kind = CaseKind.Held, CommentId = hold.CommentId!.Value, DecisionId = hold.Id,
            OpenedAt = at,
    };

    /// <summary>Nobody has looked in time: it is counted and shown apart from now on.</summary>
    public void Escalate()
    {
        if (Kind == CaseKind.SecondLook) SeenAs = CaseKind.Overdue;
        else Kind = CaseKind.Overdue;
    }

    /// <summary>One more notice of the same comment.</summary>
    public void Again() => Reports++;

    public void Close(DateTimeOffset at) => (ClosedAt, ClaimedById, ClaimedUntil) = (at, null, null);

    public bool IsFree(Reader moderator, DateTimeOffset now) => ClaimedById is null || ClaimedById == moderator.Id || ClaimedUntil <= now;
}
