using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Mail;
using Parley.Web;

namespace Parley.Readers;

/// <summary>An e-mail address, normalised so that one person is one row: lower case, the domain in ASCII.</summary>
public sealed record EmailAddress
{
    /// <summary>RFC 5321, 4.5.3.1.3, less the brackets.</summary>
    private const int Longest = 254;

    private EmailAddress(string text) => Text = text;

    public string Text { get; }

    public override string ToString() => Text;

    public static bool TryParse(string? raw, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        var text = CleanText.WellFormed(raw?.Trim() ?? "").Normalize();
        // The framework's parser also takes "Name <a@b>".
        if (text.Length > Longest || !MailAddress.TryCreate(text, out var parsed) || parsed.Address != text) return false;
        try
        {
            var written = $"{parsed.User}@{new IdnMapping().GetAscii(parsed.Host)}".ToLowerInvariant();
            if (written.Length > Longest || written.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return false;
            address = new(written.Normalize());
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
