namespace Parley.Conduct;

/// <summary>Words that carry a score, and in a few words why.</summary>
/// <param name="Begin">UTF-16 offset in the text as written.</param>
/// <param name="End">After the last unit.</param>
/// <param name="Score">What the attribute would be by these words, 0 to 1.</param>
/// <param name="Reason">English; a stable sentence for each reason.</param>
public sealed record ConductSpan(ConductAttribute Attribute, int Begin, int End, double Score, string Reason);

/// <summary>What the scorer says of a text.</summary>
/// <param name="Language">ISO 639-1, or "und" where it can't be told.</param>
/// <param name="IsSupported">False: this language isn't read, and all scores but SPAM are null.</param>
/// <param name="Scores">Calibrated probabilities, by attribute; null where the language isn't supported.</param>
/// <param name="Hint">The one habit a writer would be told of; null for nothing.</param>
/// <param name="Spans">Of the attributes whose score is not small, in the order of the text.</param>
/// <param name="Read">UTF-16 units that were read: very long texts are read to a bound.</param>
public sealed record Judgement(string Language, bool IsSupported, IReadOnlyList<double?> Scores, ConductAttribute? Hint, IReadOnlyList<ConductSpan> Spans, int Read)
{
    public double? this[ConductAttribute attribute] => Scores[(int)attribute];
}
