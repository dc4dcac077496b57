namespace Parley.Moderation;

/// <summary>The categories that the EU's transparency database and the yearly report share.</summary>
public static class TransparencyCategories
{
    private const string Prefix = "STATEMENT_CATEGORY_";

    /// <summary>What a site words itself is a matter of its own terms.</summary>
    private const string Terms = Prefix + "OTHER_VIOLATION_TC";

    /// <summary>In the order of the report's form.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. ("ANIMAL_WELFARE CONSUMER_INFORMATION CYBER_VIOLENCE CYBER_VIOLENCE_AGAINST_WOMEN DATA_PROTECTION_AND_PRIVACY_VIOLATIONS "
            + "ILLEGAL_OR_HARMFUL_SPEECH INTELLECTUAL_PROPERTY_INFRINGEMENTS NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS "
            + "PROTECTION_OF_MINORS RISK_FOR_PUBLIC_SECURITY SCAMS_AND_FRAUD SELF_HARM UNSAFE_AND_PROHIBITED_PRODUCTS VIOLENCE "
            + "OTHER_VIOLATION_TC")
            .Split(' ').Select(name => Prefix + name),
    ];

    /// <summary>Of the rules that Parley brings along; all others are terms of the site.</summary>
    public static string Of(string? rule) => rule switch
    {
        "threats" => Prefix + "VIOLENCE",
        "private-data" => Prefix + "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
        "illegal-content" or "incitement" => Prefix + "ILLEGAL_OR_HARMFUL_SPEECH",
        _ => Terms,
    };
}
