using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Parley.Web;

/// <summary>
/// A place in a list, opaque to the outside: the sort it belongs to and the key of the last row shown (keyset paging).
/// </summary>
/// <param name="Seen">Rows on the pages before, as the reader is told them; no row is found by it.</param>
public sealed record Cursor(string Sort, long Score, DateTimeOffset At, Guid Id, int Seen)
{
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Sort},{Score},{At.ToUnixTimeMilliseconds()},{Id:N},{Seen}")));

    /// <summary>False for anything this program has not made for that sort.</summary>
    public static bool TryParse(string? text, string sort, out Cursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Length > 200 || !Base64Url.IsValid(text)) return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(',');
        if (parts.Length != 5 || parts[0] != sort
            || !long.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var score)
            || !long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            || at is < 0 or > 253402300799999
            || !Guid.TryParseExact(parts[3], "N", out var id)
            || !int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
            return false;
        cursor = new Cursor(sort, score, DateTimeOffset.FromUnixTimeMilliseconds(at), id, seen);
        return true;
    }
}
