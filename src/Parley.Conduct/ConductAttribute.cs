namespace Parley.Conduct;

/// <summary>What is measured. The names are those of the Perspective API where it has one, so that programs written for it need no change.</summary>
public enum ConductAttribute
{
    /// <summary>Rude, disrespectful or unreasonable enough to make people leave a discussion.</summary>
    TOXICITY,

    /// <summary>Very hateful or aggressive, and little else.</summary>
    SEVERE_TOXICITY,

    /// <summary>Against people for what they are: origin, faith, sex, side.</summary>
    IDENTITY_ATTACK,

    /// <summary>Insulting towards a person or a group.</summary>
    INSULT,

    /// <summary>Swear words, whoever they are meant for.</summary>
    PROFANITY,

    /// <summary>Says or wishes that somebody be hurt.</summary>
    THREAT,

    /// <summary>Advertises, or asks to leave this place for another.</summary>
    SPAM,

    /// <summary>A name for a person in place of a word about the matter.</summary>
    NAME_CALLING,

    /// <summary>Speaks of who said it, not of what was said.</summary>
    AD_HOMINEM,

    /// <summary>Answers how something was said, not what.</summary>
    TONE,

    /// <summary>Says that it is wrong, and no reason.</summary>
    BARE_CONTRADICTION,

    /// <summary>Gives reasons, sources, experience or questions: what the guidelines ask for.</summary>
    REASONED,
}

/// <summary>All attributes in their order, and their names as they are written in requests.</summary>
public static class ConductAttributes
{
    public static readonly IReadOnlyList<ConductAttribute> All = Enum.GetValues<ConductAttribute>();

    /// <summary>How many there are.</summary>
    public const int Count = 12;

    private static readonly string[] Names = [.. All.Select(attribute => attribute.ToString())];

    public static string Name(this ConductAttribute attribute) => Names[(int)attribute];

    /// <summary>Null for a name that is none of ours.</summary>
    public static ConductAttribute? Named(string name)
    {
        var at = Array.IndexOf(Names, name);
        return at < 0 ? null : (ConductAttribute)at;
    }
}
