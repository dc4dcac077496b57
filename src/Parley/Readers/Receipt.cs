using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parley.Sites;

namespace Parley.Readers;

/// <summary>
/// By which somebody finds a decision about themselves in any browser, also from a frame on another site, whose cookies no page of ours
/// gets. HMAC-SHA256 (RFC 2104) of the decision's id with the site's secret: nothing is stored, and it can be given again whenever its
/// reader asks. It is given to nobody else, least of all to those who decide.
/// </summary>
public static class Receipt
{
    private const int Bytes = 24;

    public static string Of(Site site, Guid decision) => "receipt-" + Base64Url.EncodeToString(
        HMACSHA256.HashData(site.Secret, Encoding.ASCII.GetBytes($"receipt\n{decision:N}")).AsSpan(0, Bytes));

    /// <summary>The address of the whole statement, from the site's root.</summary>
    public static string PathTo(Site site, Guid decision) => $"/decisions/{decision}?receipt={Of(site, decision)}";

    public static bool Opens(string? given, Site site, Guid decision) => given is { Length: > 0 and < 100 }
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Of(site, decision)));
}
