using Parley.Readers;
using Parley.Web;

namespace Parley.Moderation;

public enum CaseKind { Report, Appeal }

/// <summary>Something that waits for a moderator. A comment has at most one open case of a kind, however many report it.</summary>
public sealed class Case
{
    /// <summary>Long enough to read a conversation, short enough that a moderator who was called away keeps nobody waiting.</summary>
    public static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(5);

    private Case() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public CaseKind Kind { get; private set; }
    public Guid CommentId { get; private set; }

    /// <summary>The appeal it is about; null for a comment as such.</summary>
    public Guid? AppealId { get; private set; }

    /// <summary>How many readers have reported the comment since the case was opened.</summary>
    public int Reports { get; private set; }
    public DateTimeOffset OpenedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Who looks at it now, and until when nobody else shall.</summary>
    public Guid? ClaimedById { get; private set; }
    public DateTimeOffset? ClaimedUntil { get; private set; }

    public static Case Of(Appeal appeal, Guid comment, DateTimeOffset at) =>
        new() { SiteId = appeal.SiteId, Id = Clock.NewId(at), Kind = CaseKind.Appeal, CommentId = comment, AppealId = appeal.Id, OpenedAt = at };

    public void Close(DateTimeOffset at) => (ClosedAt, ClaimedById, ClaimedUntil) = (at, null, null);

    public bool IsFree(Reader moderator, DateTimeOffset now) => ClaimedById is null || ClaimedById == moderator.Id || ClaimedUntil <= now;
}
