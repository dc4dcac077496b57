using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Web;

/// <summary>
/// A place in a list, opaque to the outside: the sort it belongs to and the key of the last row shown (keyset paging).
/// </summary>
/// <param name="Seen">Rows on the pages before, as the reader is told them; no row is found by it.</param>
public sealed record Cursor(string Sort, long Score, DateTimeOffset At, Guid Id, int Seen)
{
    /// <summary>HMAC-SHA256, cut to what nobody guesses in the lifetime of a site.</summary>
    private const int SealBytes = 9;

    /// <summary>As it stands in links: sealed, so that nobody makes places of their own, each of which would be a page in memory.</summary>
    /// <param name="secret">The site's: every node and every restart reads what another has made.</param>
    public string Sealed(byte[] secret)
    {
        var plain = Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Sort},{Score},{At.ToUnixTimeMilliseconds()},{Id:N},{Seen}"));
        byte[] sealedPart = [.. "cursor\n"u8, .. plain];
        var seal = HMACSHA256.HashData(secret, sealedPart);
        return Base64Url.EncodeToString([.. seal.AsSpan(0, SealBytes), .. plain]);
    }

    /// <summary>False for anything this site has not made for that sort, to the letter.</summary>
    public static bool TryParse(string? text, string sort, byte[] secret, out Cursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Length > 200 || !Base64Url.IsValid(text)) return false;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= SealBytes) return false;
        var parts = Encoding.ASCII.GetString(bytes.AsSpan(SealBytes)).Split(',');
        if (parts.Length != 5 || parts[0] != sort
            || !long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var score)
            || !long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            || at is < 0 or > 253402300799999
            || !Guid.TryParseExact(parts[3], "N", out var id)
            || !int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
            return false;
        var read = new Cursor(sort, score, DateTimeOffset.FromUnixTimeMilliseconds(at), id, seen);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(read.Sealed(secret)), Encoding.UTF8.GetBytes(text)))
            return false;
        cursor = read;
        return true;
    }
}
