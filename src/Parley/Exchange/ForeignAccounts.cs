namespace Parley.Exchange;

/// <summary>Whose account, as far as an export says.</summary>
/// <param name="IsSigned">That system had sent something to the address.</param>
internal readonly record struct ForeignAccount(string Name, string Mail, bool IsSigned);

/// <summary>
/// Accounts of an export that stand apart from the comments; all of them are held. One without an id is nobody's: whoever wrote without an
/// account would be that person.
/// </summary>
internal sealed class ForeignAccounts
{
    /// <summary>Of a name forty letters are shown; of each there may be a dozen signs in HTML.</summary>
    private const int LongestName = 500;

    /// <summary>As long as an address may be that mail can be sent to.</summary>
    private const int LongestMail = 320;
    private const int LongestId = 64;

    private readonly Dictionary<string, ForeignAccount> accounts = new(StringComparer.Ordinal);

    public void Add(string id, string name, string mail, bool isSigned = false)
    {
        if (id.Length == 0) return;
        accounts[KeyOf(id)] = new(name.Length > LongestName ? name[..LongestName] : name, mail.Length > LongestMail ? "" : mail, isSigned);
    }

    /// <summary>The account with this id; where there is none, what the comment says of it.</summary>
    public ForeignAccount Find(string id, string name = "", string mail = "") =>
        id.Length > 0 && accounts.TryGetValue(KeyOf(id), out var found) ? found : new(name, mail, false);

    private static string KeyOf(string id) => id.Length <= LongestId ? id : CaptureImport.Hash(id);
}
