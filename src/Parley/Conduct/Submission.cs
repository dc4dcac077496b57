namespace Parley.Conduct;

/// <summary>What is judged: a text and the circumstances that the rules look at. Never who it agrees with.</summary>
public sealed record Submission
{
    public required string Text { get; init; }

    /// <summary>How many links its author may set.</summary>
    public required int MostLinks { get; init; }

    /// <summary>What stands in the field that people don't see.</summary>
    public string? Honeypot { get; init; }

    /// <summary>How long its form was open; null for a form without a valid stamp.</summary>
    public TimeSpan? OpenFor { get; init; }

    /// <summary>Sent by the API with a token, where there is no form.</summary>
    public bool ByProgram { get; init; }

    /// <summary>This server watches no pace: it is being tried or measured.</summary>
    public bool AtAnyPace { get; init; }
}

/// <summary>How often the same words have been said before.</summary>
/// <param name="SaidBefore">The author said them here within a day.</param>
/// <param name="Echoes">How many times anybody on the site said them within an hour.</param>
public sealed record Repetition(string Text, bool SaidBefore, int Echoes);
