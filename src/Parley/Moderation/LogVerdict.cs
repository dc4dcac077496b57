namespace Parley.Moderation;

/// <summary>What checking a log came to.</summary>
/// <param name="Findings">What is wrong, a sentence each; none when the log is whole.</param>
/// <param name="Checkpoint">The newest, as it was signed; null where there was none to be read.</param>
public sealed record LogVerdict(IReadOnlyList<string> Findings, VerifierKey? Key, Checkpoint? Checkpoint, string? Note, long Entries)
{
    public bool IsWhole => Findings.Count == 0 && Checkpoint is not null;
}
