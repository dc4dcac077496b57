using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Sites;
using Parley.Web;

namespace Parley.Readers;

/// <summary>
/// A sealed note in every form: when it was made, and for whom. It tells how long the form was open, and where a browser
/// does not say where a request comes from, that it comes from our form. Sealed by HMAC-SHA256 (RFC 2104) with the site's
/// secret, so that every node and every restart can read it.
/// </summary>
public sealed class FormStamp(CurrentSite site, TimeProvider clock)
{
    /// <summary>A tab may rest for a day; after that the form is shown again with its text and a new stamp.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const char Separator = '.';

    /// <param name="token">The reader's own token for a page made for them; null in a page for everyone.</param>
    public string Make(string? token) => Make(site, clock.Now(), token);

    /// <summary>Likewise, for a page that is made at a time.</summary>
    public static string Make(CurrentSite site, DateTimeOffset now, string? token)
    {
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return time + Separator + Seal(site, time, token);
    }

    /// <summary>How long ago it was made, for this reader or for everyone; null when it is missing, forged or too old.</summary>
    public TimeSpan? Age(string? stamp, string? token) =>
        Open(stamp) is var (time, seal)
                && (Matches(seal, Seal(site, time, null)) || (token is not null && Matches(seal, Seal(site, time, token))))
            ? Since(time) : null;

    /// <summary>Whether it was made for the reader with this token, and is not too old.</summary>
    public bool IsFor(string? stamp, string token) =>
        Open(stamp) is var (time, seal) && Matches(seal, Seal(site, time, token)) && Since(time) is not null;

    private static (string Time, string Seal)? Open(string? stamp) =>
        stamp is { Length: < 100 } && stamp.Split(Separator) is [var time, var seal] ? (time, seal) : null;

    private TimeSpan? Since(string time) =>
        long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && clock.Now() - DateTimeOffset.FromUnixTimeMilliseconds(at) is var age && age <= Lifetime ? age : null;

    private static string Seal(CurrentSite site, string time, string? token) => Base64Url.EncodeToString(HMACSHA256.HashData(
        site.Site.Secret, Encoding.UTF8.GetBytes($"form\n{time}\n{token}")).AsSpan(0, 18));

    private static bool Matches(string given, string made) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(made));
}
