using Parley.Web;

namespace Parley.Embedding;

public sealed record MovePair(string From, string To);

public sealed record Undone(int Moves);

/// <param name="Left">Those that are not undone.</param>
public sealed record MoveBatch(Guid Id, DateTimeOffset MovedAt, int Moves, int Left);

/// <param name="Move">What undoes all of it; null where it was rehearsed.</param>
public sealed record MoveReport(Guid? Move)
{
    private readonly Dictionary<string, int> counts = [];

    /// <summary>How many pairs came to what: moved, merged, or the code of a refusal.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Pairs that were refused, in words.</summary>
    public List<string> Refused { get; } = [];

    internal void Note(MovePair pair, string what, Refusal? refusal)
    {
        counts[what] = counts.GetValueOrDefault(what) + 1;
        if (refusal is { Status: >= 400 }) Refused.Add($"{pair.From} → {pair.To}: {refusal.Words}");
    }
}
