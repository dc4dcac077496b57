using Parley.Web;

namespace Parley.Embedding;

public sealed record MovePair(string From, string To);

/// <param name="Result">moved, merged, or the code of a refusal: nothing-to-move where nobody has commented.</param>
public sealed record MoveResult(string From, string To, string Result);

public sealed record Undone(int Moves);

/// <summary>One pair on its way.</summary>
/// <param name="Batch">Of the command that moves it.</param>
internal sealed record MoveTurn(Guid Batch, DateTimeOffset At)
{
    /// <summary>The versions of those that changed.</summary>
    public Dictionary<Guid, long> Versions { get; } = [];

    /// <summary>What the one that took the other in does not say; null: nothing.</summary>
    public string? Lost { get; set; }
}

/// <param name="Left">Those that are not undone.</param>
public sealed record MoveBatch(Guid Id, DateTimeOffset MovedAt, int Moves, int Left);

/// <param name="Move">What undoes all of it; null where it was rehearsed.</param>
public sealed record MoveReport(Guid? Move)
{
    private readonly Dictionary<string, int> counts = [];

    /// <summary>How many pairs came to what: moved, merged, or the code of a refusal.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>What each pair came to, in their order.</summary>
    public List<MoveResult> Results { get; } = [];

    /// <summary>Pairs that were refused, in words.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>What editors had said of a discussion that another has taken in, and that is so no more.</summary>
    public List<string> Lost { get; } = [];

    internal void Note(MovePair pair, string what, Refusal? refusal)
    {
        counts[what] = counts.GetValueOrDefault(what) + 1;
        Results.Add(new(pair.From, pair.To, what));
        if (refusal is { Status: >= 400 }) Refused.Add($"{pair.From} → {pair.To}: {refusal.Words}");
    }
}
