using Parley.Readers;
using Parley.Web;

namespace Parley.Moderation;

public enum AppealOutcome { Uphold, Reverse }

/// <summary>The author's answer to a decision, once, and what another moderator says to it.</summary>
public sealed class Appeal
{
    private Appeal() { }

    public int SiteId { get; private set; }
    public Guid Id { get; private set; }
    public Guid DecisionId { get; private set; }
    public string Text { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Null while nobody has ruled.</summary>
    public DateTimeOffset? RuledAt { get; private set; }
    public AppealOutcome? Outcome { get; private set; }
    public Guid? RuledById { get; private set; }

    /// <summary>What the second moderator found.</summary>
    public string? Facts { get; private set; }
    public long? LogIndex { get; private set; }

    public static Appeal Lodge(Decision decision, string text, DateTimeOffset at) =>
        new() { SiteId = decision.SiteId, Id = Clock.NewId(at), DecisionId = decision.Id, Text = text, CreatedAt = at };

    /// <param name="moderator">Null where what was held came out by itself meanwhile.</param>
    public void Rule(AppealOutcome outcome, string facts, Reader? moderator, long logIndex, DateTimeOffset at) =>
        (Outcome, Facts, RuledById, LogIndex, RuledAt) = (outcome, facts, moderator?.Id, logIndex, at);
}
