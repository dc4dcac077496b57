namespace Parley.Conduct;

public enum HoldReason { NewAuthor, NewLink, Wave, LikeSpam }

/// <summary>
/// Which comments wait for a moderator before others read them: none, unless the site asks for it (<c>Parley__Hold</c>). What is held has a
/// clock, and everybody sees that it is held.
/// </summary>
public sealed record HoldRules(bool Authors, bool Links, TimeSpan For, bool Escalates)
{
    /// <summary>A working day and the night after it.</summary>
    private const double UsualHours = 24;

    /// <summary>Nobody waits longer for a person.</summary>
    private const double MostHours = 24 * 14;

    public bool IsOn => Authors || Links;

    /// <exception cref="FormatException">Something is set that has no meaning here.</exception>
    public static HoldRules Of(IConfiguration settings)
    {
        var asked = (settings["Parley:Hold"] ?? "")
            .Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (asked.FirstOrDefault(word => word is not ("authors" or "links")) is { } unknown)
            throw new FormatException($"Parley__Hold: \"{unknown}\" is neither authors nor links.");
        var hours = settings.GetValue("Parley:HoldHours", UsualHours);
        if (!(hours > 0 && hours <= MostHours)) throw new FormatException($"Parley__HoldHours is more than 0 and at most {MostHours}.");
        var then = settings["Parley:HoldThen"] is { Length: > 0 } given ? given : "publish";
        if (then is not ("publish" or "escalate"))
            throw new FormatException($"Parley__HoldThen: \"{then}\" is neither publish nor escalate.");
        return new(asked.Contains("authors"), asked.Contains("links"), TimeSpan.FromHours(hours), then == "escalate");
    }
}
