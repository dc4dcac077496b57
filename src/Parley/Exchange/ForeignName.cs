using Parley.Readers;

namespace Parley.Exchange;

/// <summary>A name as it was written there, and what it looks like.</summary>
/// <param name="house">What the site is called.</param>
internal sealed class ForeignName(string text, string house)
{
    private bool? claims;

    public string Skeleton { get; } = Readers.Skeleton.OfName(text);

    /// <summary>As <see cref="Discussions.Speaker.KeyOf"/>: one name to whoever reads it.</summary>
    public string Key => Skeleton.Length > 0 ? Skeleton : text;

    /// <summary>Whether it says that its bearer is of the house; found out when it is first asked for.</summary>
    public bool ClaimsOffice => claims ??= StaffClaim.IsMade(text, house);
}

/// <summary>
/// The names of an export. To look at one costs more than to store its comment, so each is looked at once, and by whoever makes comments
/// ready while others are stored.
/// </summary>
internal sealed class ForeignNames(string house)
{
    /// <summary>More than write at a time; who comes back after as many others is looked at again.</summary>
    private const int MostKept = 20_000;

    private readonly Dictionary<string, ForeignName> kept = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> met = [];

    /// <returns>Null for none.</returns>
    public ForeignName? Of(ForeignText said)
    {
        if (said.Name.Length == 0) return null;
        if (!kept.TryGetValue(said.Name, out var name))
        {
            if (kept.Count == MostKept) kept.Clear();
            kept[said.Name] = name = new(said.Name, house);
        }
        // Asked of a person once, when they are first met.
        if (met.Add(Convert.ToUInt64(said.Person[..16], 16))) _ = name.ClaimsOffice;
        return name;
    }
}
