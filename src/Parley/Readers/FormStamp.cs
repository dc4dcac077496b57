using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// A sealed note in every form: when it was made, and for whom. It tells how long the form was open, and where a browser
/// does not say where a request comes from, that it comes from our form.
/// </summary>
public sealed class FormStamp(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>A tab may rest for a day; after that the form is shown again with its text and a new stamp.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly IDataProtector protector = protection.CreateProtector("Parley.FormStamp.v1");

    /// <param name="token">The reader's own token for a page made for them; null in a page for everyone.</param>
    public string Make(string? token) =>
        protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{clock.Now().ToUnixTimeMilliseconds()} {Mark(token)}"));

    /// <summary>How long ago it was made; null when it is missing, forged or too old.</summary>
    public TimeSpan? Age(string? stamp) => Open(stamp)?.Age;

    /// <summary>Whether it was made for the reader with this token.</summary>
    public bool IsFor(string? stamp, string token) => Open(stamp)?.Mark == Mark(token);

    private (TimeSpan Age, string Mark)? Open(string? stamp)
    {
        if (stamp is not { Length: > 0 and < 1000 }) return null;
        try
        {
            var parts = protector.Unprotect(stamp).Split(' ');
            var age = clock.Now() - DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
            return age > Lifetime ? null : (age, parts[1]);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Mark(string? token) => token is null ? "-" : Convert.ToHexStringLower(Reader.HashOf("stamp " + token));
}
