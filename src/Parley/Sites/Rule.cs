namespace Parley.Sites;

/// <summary>
/// Why a comment can be removed at all. Two are the product's; under the third a site words what its readers shall not do to each other.
/// </summary>
public enum Ground
{
    Spam,

    /// <summary>Threats, private data, illegal or sexual content, incitement: what no opinion needs.</summary>
    Inappropriate,

    /// <summary>The site's own rules. Each says what a comment does, never what it thinks.</summary>
    Conduct,
}

/// <param name="Id">How it is named in addresses and by programs, and kept with each decision.</param>
/// <param name="Does">What a comment does that breaks it: goes on where "The comment" begins.</param>
/// <param name="Text">What else should be known; empty for nothing.</param>
public sealed record Rule(string Id, Ground Ground, string Title, string Does, string Text, IReadOnlyList<string> Examples);

/// <summary>The rules of one version of that text.</summary>
public sealed record RuleBook(int Version, IReadOnlyList<Rule> Rules)
{
    /// <summary>Null for a rule that isn't in it.</summary>
    public Rule? Find(string? id) => Rules.FirstOrDefault(rule => string.Equals(rule.Id, id?.Trim(), StringComparison.OrdinalIgnoreCase));
}
