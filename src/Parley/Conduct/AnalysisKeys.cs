using System.Security.Cryptography;
using System.Text;
using Parley.Sites;

namespace Parley.Conduct;

/// <summary>
/// Keys for programs that score texts here. A key proves itself by a seal of the site's secret, so none is stored; they all end
/// with that secret.
/// </summary>
public static class AnalysisKeys
{
    private const string Beginning = "pck_";

    public static string Make(Site site)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        return Beginning + id + Seal(site, id);
    }

    public static bool Opens(Site site, string key) =>
        key.Length == 4 + 20 + 32 && key.StartsWith(Beginning, StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key[24..]), Encoding.ASCII.GetBytes(Seal(site, key[4..24])));

    private static string Seal(Site site, string id) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(site.Secret, Encoding.ASCII.GetBytes("analysis key " + id)).AsSpan(0, 16));
}
