using Parley.Readers;

namespace Parley.Moderation;

/// <summary>What a second moderator would have decided, who didn't know that anybody had. It changes nothing; it shows how far decisions
/// depend on who makes them.</summary>
public sealed class SecondLook
{
    private SecondLook() { }

    public int SiteId { get; private set; }
    public Guid DecisionId { get; private set; }
    public Guid ModeratorId { get; private set; }

    /// <summary>The rule under which the second moderator would have removed the comment; null: they would have kept it.</summary>
    public string? RuleId { get; private set; }

    /// <summary>Whether the first had removed it.</summary>
    public bool FirstRemoved { get; private set; }
    public DateTimeOffset LookedAt { get; private set; }

    public static SecondLook At(Decision decision, Reader moderator, string? rule, DateTimeOffset at) => new()
    {
        SiteId = decision.SiteId, DecisionId = decision.Id, ModeratorId = moderator.Id, RuleId = rule,
            FirstRemoved = decision.Kind == DecisionKind.Removal, LookedAt = at,
    };
}

/// <summary>How two moderators decided about the same comments.</summary>
/// <param name="FirstOnly">Removed by the first alone.</param>
/// <param name="SecondOnly">Would have been removed by the second alone.</param>
public sealed record Agreement(int BothRemove, int FirstOnly, int SecondOnly, int BothKeep)
{
    public int Looks => BothRemove + FirstOnly + SecondOnly + BothKeep;

    /// <summary>The share of comments about which both decided alike, from 0 to 1; null without any.</summary>
    public double? Observed => Looks == 0 ? null : (double)(BothRemove + BothKeep) / Looks;

    /// <summary>
    /// Cohen's kappa: agreement beyond what chance would give two moderators who remove as often as these, from −1 to 1 (J. Cohen, "A
    /// coefficient of agreement for nominal scales", 1960). Null where both decide everything alike for want of a choice, and without
    /// looks.
    /// </summary>
    public double? Kappa
    {
        get
        {
            if (Observed is not { } observed) return null;
            double n = Looks, first = BothRemove + FirstOnly, second = BothRemove + SecondOnly;
            var chance = (first * second + (n - first) * (n - second)) / (n * n);
            return chance >= 1 ? null : (observed - chance) / (1 - chance);
        }
    }
}
