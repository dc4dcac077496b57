namespace Parley.Web;

/// <summary>A language's BCP 47 tag, as others want it named.</summary>
public static class Locale
{
    /// <summary>Where most who read the language live, after the likely subtags of the Unicode CLDR.</summary>
    private static readonly Dictionary<string, string> Homes = new()
    {
        ["en"] = "US", ["de"] = "DE", ["fr"] = "FR", ["es"] = "ES", ["ru"] = "RU", ["uk"] = "UA", ["tr"] = "TR",
        ["ar"] = "EG", ["he"] = "IL",
        ["zh"] = "CN", ["ja"] = "JP", ["ko"] = "KR", ["sr"] = "RS", ["cs"] = "CZ", ["da"] = "DK", ["el"] = "GR", ["et"] = "EE",
        ["fa"] = "IR", ["hi"] = "IN",
        ["ka"] = "GE", ["nb"] = "NO", ["no"] = "NO", ["sl"] = "SI", ["sq"] = "AL", ["sv"] = "SE", ["ur"] = "PK", ["vi"] = "VN",
    };

    /// <summary>For Open Graph: <c>de_AT</c>. A territory always; where the tag has none, the customary one.</summary>
    public static string Of(string tag)
    {
        var parts = tag.Split('-');
        var language = parts[0].ToLowerInvariant();
        var territory = parts.Skip(1).TakeWhile(part => part.Length > 1)
            .FirstOrDefault(part => part.Length == 2 && part.All(char.IsAsciiLetter));
        if (territory is null && parts.Contains("419")) territory = "MX";
        if (territory is null && language == "zh" && IsTraditional(parts)) territory = "TW";
        return $"{language}_{(territory ?? Homes.GetValueOrDefault(language, language)).ToUpperInvariant()}";
    }

    /// <summary>For news sitemaps: ISO 639, but for Chinese, which is told apart by its script.</summary>
    public static string ForNews(string tag)
    {
        var parts = tag.Split('-');
        var language = parts[0].ToLowerInvariant();
        return language != "zh" ? language : IsTraditional(parts) ? "zh-tw" : "zh-cn";
    }

    private static bool IsTraditional(string[] parts) =>
        !parts.Contains("Hans", StringComparer.OrdinalIgnoreCase)
        && parts.Any(part => part.ToUpperInvariant() is "HANT" or "TW" or "HK" or "MO");
}
