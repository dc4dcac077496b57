namespace Parley.Moderation;

/// <summary>A reader's word that a comment breaks a rule: one per reader and comment, until its author changes
/// what moderators found nothing in. It asks a person to look, and hides nothing.</summary>
public sealed class Report
{
    private Report() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid CommentId { get; private set; }
    public Guid ReaderId { get; private set; }
    public string RuleId { get; private set; } = "";
    public int RulesVersion { get; private set; }

    /// <summary>In the reader's own words; may be empty.</summary>
    public string Note { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>A moderator agreed, or did not; both null while nobody has looked.</summary>
    public DateTimeOffset? UpheldAt { get; private set; }
    public DateTimeOffset? DismissedAt { get; private set; }

    /// <summary>The decision that answered it.</summary>
    public Guid? DecisionId { get; private set; }

    public void Uphold(Decision decision, DateTimeOffset at) => (UpheldAt, DismissedAt, DecisionId) = (at, null, decision.Id);

    public void Dismiss(Decision decision, DateTimeOffset at) => (UpheldAt, DismissedAt, DecisionId) = (null, at, decision.Id);
}
