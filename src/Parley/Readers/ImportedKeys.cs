using System.Security.Cryptography;
using System.Text;
using Parley.Sites;

namespace Parley.Readers;

/// <summary>
/// By what people who came with an import are known again: hashes under the site's secret, which say nothing to anybody who hasn't got it.
/// </summary>
public static class ImportedKeys
{
    /// <summary>The <see cref="Reader.Source"/> of everybody who came with another system's export.</summary>
    public const string Source = "import";

    private const int KeyBytes = 16;

    /// <summary>
    /// Shared by whoever gives comments of an import to somebody else, and taken by whoever takes an import back: neither finds the other
    /// in the middle of it. Before any discussion is locked.
    /// </summary>
    public static readonly Guid Turn = new("00000000-0000-7000-8000-000000000022");

    /// <summary>Of a mail address in any of its spellings; empty where none was given.</summary>
    public static string OfMail(Site site, string address) => Spelled(address) is { Length: > 0 } mail ? Key(site, $"address\n{mail}") : "";

    /// <param name="account">Of the blog, with its name; it counts where there is no address.</param>
    /// <param name="isSigned">It was written with an account. Whoever types somebody's address as a guest is not that person.</param>
    public static string OfPerson(Site site, string account, bool isSigned, string name, string address)
    {
        var mail = Spelled(address);
        return Key(site, (mail.Length > 0 ? $"{(isSigned ? "mail" : "guest")}\n{mail}" : $"account\n{account}") + $"\n{name}");
    }

    /// <summary>Whether this person with this address had an account where they wrote.</summary>
    public static bool IsSigned(Site site, Reader person, string address) =>
        // Somebody may have got a name here for none.
        NamesOf(person).Append("").Any(name => OfPerson(site, "", true, name, address) == person.SourceId);

    /// <summary>As they may have been called there: here (guest) may have come behind their name.</summary>
    public static IEnumerable<string> NamesOf(Reader person) =>
        person.Name.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var end ? [person.Name, person.Name[..end]] : [person.Name];

    // What is no address to us may have been one there.
    private static string Spelled(string address) => EmailAddress.TryParse(address, out var known) ? known.Text
        : address.Contains('@', StringComparison.Ordinal) ? address.Trim().ToLowerInvariant() : "";

    private static string Key(Site site, string text) => Convert.ToHexStringLower(
        HMACSHA256.HashData(site.Secret, Encoding.UTF8.GetBytes("imported\n" + text)).AsSpan(0, KeyBytes));
}
